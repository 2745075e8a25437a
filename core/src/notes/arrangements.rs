//! What in notes is about how it goes on: dates, duties, how to write. It moves the plan, and no letter repeats it.

use std::sync::LazyLock;

use regex::Regex;

static WAITING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^(?:no|not a|nothing)\b.{0,40}\b(?:word|date|when|decide|decision|timeline|time frame|said|next)\b|\bdidn['’]t (?:say|tell|know) when\b|\bnothing was said about (?:when|dates|the decision|salary|pay)|\b(?:hear back|hear from (?:them|her|him)|get back to me|come back to me|let me know|be in touch|next (?:round|steps?|stage|interview)|second (?:round|interview)|decide|decision|made up their minds?|other candidates|more candidates|shortlist)\b|\b(?:bescheid|rückmeldung|entscheid(?:en|ung)|nächste runde|melden sich|meldet sich|weitere kandidaten)\b|\b(?:me recontact|tenir au courant|prochaine étape|décision|se décid)|\b(?:me avisar|me dirán|siguiente paso|decisión|decidir)|^(?:wann|quand|cuándo)\b|\b(?:notice period|start date|when (?:i|can i) (?:can|could)? ?start|visa|kündigungsfrist|eintrittstermin)\b)").expect("the pattern is constant")
});

/// About how it goes on, not about the work.
pub(super) fn is_about_waiting(sentence: &str) -> bool {
    WAITING.is_match(sentence)
}
