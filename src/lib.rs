//! heardback, the hands.

pub mod connect;
