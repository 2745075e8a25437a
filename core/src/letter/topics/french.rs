//! Notes in that language.

use super::discretion::Discretion;
use super::{Form, Topic};

pub(super) fn forms(_form: Form) -> &'static [&'static str] {
    &["{}."]
}

pub(super) fn topics(_remark: &str, _discretion: &Discretion) -> Vec<Topic> {
    Vec::new()
}

pub(super) fn contracted(sentence: &str) -> String {
    sentence.to_owned()
}
