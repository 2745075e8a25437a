//! The brain of heardback.
