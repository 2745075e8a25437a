//! Whole lives of the daemon in virtual time: the sandbox behind pipes, people who write and answer, and a power switch.

#![allow(dead_code, reason = "each test uses its own part of this")]

pub mod clock;
pub mod life;
pub mod people;
pub mod town;
