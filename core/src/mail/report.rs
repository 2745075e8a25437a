//! Delivery reports (RFC 3464, and prose of old servers), told apart from mail and from automatic replies.

use super::part::Parts;
use super::{DeliveryReport, Mail};

/// What a delivery report says; `None` where the mail is none.
#[must_use]
pub fn read(_mail: &Mail, _parts: &Parts) -> Option<DeliveryReport> {
    None
}
