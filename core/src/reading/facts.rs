//! What a mail states beyond its class: company, role, people, times, promises, each with its very words.

mod agency;
mod ask;
mod company;
mod contact;
mod cues;
mod interview;
mod medium;
mod names;
mod people;
mod requisition;
mod role;
mod sign;
mod text;
mod wait;

use super::time::{Anchor, Times};
use super::{Class, Evidence, Facts, Reader};
use crate::mail::Mail;
use text::{Found, Pieces};

/// The facts of a mail that was read as `class`, and the words they rest on.
#[must_use]
pub fn extract(mail: &Mail, reader: &Reader, class: Class) -> (Facts, Vec<Evidence>) {
    let mut facts = Facts::default();
    let mut evidence = Vec::new();
    if matches!(
        class,
        Class::Bounce
            | Class::Other
            | Class::Newsletter
            | Class::NetworkNotification
            | Class::JobAlert
    ) {
        return (facts, evidence);
    }
    let pieces = Pieces::of(mail);
    let holidays: Vec<_> = reader.holidays.iter().copied().collect();
    let anchor = interview::anchor(mail, reader, pieces.language, &holidays);
    let times = anchor
        .as_ref()
        .map(|anchor| Times::of(pieces.text.text, anchor));
    let look = Look {
        mail,
        reader,
        class,
        pieces: &pieces,
        anchor: anchor.as_ref(),
        times: times.as_ref(),
    };
    let sign = sign::read(&look);
    let mut note = |key: &str, found: &Found| evidence.push(look.evidence(key, found));

    let role = role::read(&look, &sign);
    if let Some(found) = agency::read(&look, &sign) {
        note("agency", &found.found);
        facts.agency = Some(found.value);
    }
    let company = company::read(
        &look,
        &sign,
        role.as_ref().map(|r| r.value.as_str()),
        facts.agency.as_deref(),
    );
    if let Some(found) = role {
        note("role", &found.found);
        facts.role = Some(found.value);
    }
    if let Some(found) = company {
        note("company", &found.found);
        facts.company = Some(found.value);
    }
    if let Some(found) = requisition::read(&look) {
        note("requisition", &found.found);
        facts.requisition = Some(found.value);
    }
    if let Some(found) = agency::other_role(&look, facts.role.as_deref()) {
        note("other_role", &found.found);
        facts.other_role = Some(found.value);
    }
    interview::read(&look, &mut facts, &mut note);
    people::read(&look, &sign, &mut facts, &mut note);
    ask::read(&look, &mut facts, &mut note);
    wait::read(&look, &mut facts, &mut note);
    contact::read(&look, &sign, &mut facts, &mut note);
    (facts, evidence)
}

/// What every part of the extraction looks at.
struct Look<'a> {
    mail: &'a Mail,
    reader: &'a Reader,
    class: Class,
    pieces: &'a Pieces<'a>,
    /// What relative times are counted from; none without any date.
    anchor: Option<&'a Anchor<'a>>,
    /// What the text says about time; none where nothing can be counted.
    times: Option<&'a Times<'a>>,
}

/// A fact's value and where it stands.
struct Stated {
    value: String,
    found: Found,
}

impl Look<'_> {
    fn evidence(&self, key: &str, found: &Found) -> Evidence {
        Evidence {
            supports: key.to_owned(),
            text: found.words.clone(),
            part: found.part.name().to_owned(),
            span: [found.from, found.to],
        }
    }

    /// About an interview that is to be held.
    fn is_interview(&self) -> bool {
        matches!(
            self.class,
            Class::InterviewInvitation
                | Class::InterviewConfirmation
                | Class::InterviewReschedule
                | Class::InterviewCancellation
        )
    }
}

#[cfg(test)]
mod tests;
