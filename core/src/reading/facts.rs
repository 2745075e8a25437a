//! What a mail states beyond its class: company, role, people, times, promises.

use super::{Class, Evidence, Facts, Reader};
use crate::mail::Mail;

/// The facts of a mail that was read as `class`, and the words they rest on.
#[must_use]
pub fn extract(_mail: &Mail, _reader: &Reader, _class: Class) -> (Facts, Vec<Evidence>) {
    (Facts::default(), Vec::new())
}
