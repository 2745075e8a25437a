//! heardback, the hands.
