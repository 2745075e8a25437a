//! SAFETY.md, "Approving by reply": hostile mail approves nothing, genuine answers are understood, and nothing that an
//! employer writes can become a command.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod common;
#[path = "forgery/genuine.rs"]
mod genuine;
#[path = "forgery/hostile.rs"]
mod hostile;
#[path = "forgery/load.rs"]
mod load;
#[path = "forgery/quoting.rs"]
mod quoting;
#[path = "forgery/races.rs"]
mod races;
#[path = "forgery/tables.rs"]
mod tables;
