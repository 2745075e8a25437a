//! Reads what a mail says about time: appointments, promises, deadlines and wishes for quiet, counted from the message's Date.
//!
//! Nothing is guessed where two readings are fair: the result keeps both, and the owner is asked.

mod anchor;
mod appointments;
mod cursor;
mod days;
mod hours;
mod lengths;
mod lexicon;
mod limits;
mod mentions;
mod moves;
mod resolve;
mod scan;
mod statements;
mod talk;
mod tokens;
mod types;
mod zones;

pub use anchor::{Anchor, Country, Lang, Zone};
pub use appointments::appointments;
pub use statements::{Times, deadline, find, promise, quiet_until};
pub use types::{
    Appointments, Deadline, Flag, Found, Point, Promise, Purpose, Quiet, Slot, TimeReading, Undated,
};
