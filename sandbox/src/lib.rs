//! The wind tunnel of heardback.
