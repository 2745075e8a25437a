//! The `heardback` program.
fn main() {}
