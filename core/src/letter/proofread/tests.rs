//! What must hold of proofreading.
