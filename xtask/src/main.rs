//! Errands of the workspace.
fn main() {}
