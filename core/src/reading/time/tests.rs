//! The rules of time, each by its name.
