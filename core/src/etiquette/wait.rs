//! While waiting: W1 to W7, and F1, F2: when a follow-up may be written, and when not.

use chrono::{Duration, NaiveDate};

use super::{Because, Desk, Duty, Purpose, Since, is_not_over};
use crate::application::{Interview, InterviewState, Outcome};
use crate::book::Proposal;
use crate::event::LetterKind;
use crate::matching::same_company;
use crate::moment::Time;
use crate::reading::{Preference, Strength};
use crate::rule::{Action, Rule};

/// Until when a follow-up must wait, and which rule says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// `None`: until their next word.
    pub until: Option<Time>,
    pub rule: Rule,
    /// Why it waits.
    pub because: String,
    /// The same once it is over.
    pub over: String,
}

pub(super) fn plan(desk: &Desk<'_>, duties: &mut Vec<Duty>) {
    duties.extend(follow_up(desk));
}

/// F1: once the time they gave has passed, or a week where they gave none.
fn follow_up(desk: &Desk<'_>) -> Option<Duty> {
    let since = waits_for(desk)?;
    let to = desk.process_owner()?;
    let wait = earliest_follow_up(desk.book, desk.policy, desk.app, desk.now)?;
    let allowed_at = desk.days.waking(wait.until?).max(our_turn_until(desk));
    let due_at = allowed_at.max(business_hours(desk));
    let anchor = silence_since(desk)?;
    let written = follow_ups_since(desk, anchor);
    let mut duty = desk.duty(
        Action::FollowUp,
        Rule::F1,
        &format!("{}/{written}", anchor.timestamp()),
        due_at,
    );
    duty.lapses_at = Some(allowed_at + Duration::days(14));
    duty.because = Because {
        message_id: desk.app.words.last().map(|w| w.message_id.clone()),
        words: wait.over,
    };
    if desk.app.preference == Some(Preference::Phone) {
        duty.rule = Rule::F2;
    } else {
        duty.orders = vec![desk.order(LetterKind::FollowUp, to, Purpose::FollowUp { since })];
    }
    Some(duty)
}

/// An invitation that the owner has not answered stands between for two weeks.
fn our_turn_until(desk: &Desk<'_>) -> Time {
    let unanswered = |i: &&Interview| {
        let asked = matches!(
            i.state,
            InterviewState::Proposed | InterviewState::RescheduleRequested
        );
        asked && i.wants_answer && i.answered_at.is_none()
    };
    let asked = desk.app.interviews.iter().filter(unanswered);
    asked
        .map(|i| i.asked_at + Duration::days(14))
        .max()
        .unwrap_or_default()
}

/// Now, where people are at work, else when they are next: what comes due in a night or on a Sunday waits (F1).
fn business_hours(desk: &Desk<'_>) -> Time {
    let today = desk.days.day(desk.now);
    let opens = desk.days.at(today, desk.policy.etiquette.follow_up_at);
    if !desk.days.is_business(today) {
        let day = desk.days.business_on_or_after(today);
        desk.days.at(day, desk.policy.etiquette.follow_up_at)
    } else if desk.now < opens {
        opens
    } else if desk.days.is_waking(desk.now) {
        desk.now
    } else {
        let day = desk.days.business_on_or_after(super::days::next(today));
        desk.days.at(day, desk.policy.etiquette.follow_up_at)
    }
}

/// What the employer owes a word about; `None` where nothing is to be followed up.
fn waits_for(desk: &Desk<'_>) -> Option<Since> {
    let app = desk.app;
    let open = app.outcome == Outcome::Open || app.outcome == Outcome::Quiet;
    if may_have_said_no(desk)
        || !open
        || app.offer.is_some()
        || app.interviews.iter().any(|i| is_not_over(i, desk.now))
    {
        return None;
    }
    if matches!(
        app.preference,
        Some(Preference::Nobody | Preference::Portal)
    ) {
        return None;
    }
    if app.obligations.iter().any(|o| {
        o.by == crate::application::Side::Owner
            && o.closed_at.is_none()
            && o.kind != crate::application::ObligationKind::OwnPromise
    }) {
        return None;
    }
    let last_word = app.words.iter().map(|w| w.at).max();
    let after_word = |at: Time| last_word.is_none_or(|word| at >= word);
    if !desk.rounds().is_empty() {
        return Some(Since::Interview);
    }
    let letter = |kind: LetterKind| {
        app.letters
            .iter()
            .any(|l| l.kind == kind && after_word(l.at))
    };
    if letter(LetterKind::Availability) {
        Some(Since::Availability)
    } else if letter(LetterKind::Assessment) {
        Some(Since::Assessment)
    } else {
        None
    }
}

/// Their last word may be a no, and the owner has not said that it is none: nobody follows up on a refusal (F3).
fn may_have_said_no(desk: &Desk<'_>) -> bool {
    let last_word = desk.app.words.iter().map(|w| w.at).max();
    let undecided =
        |p: &&Proposal| (p.answer.is_none() || p.skipped) && p.candidates.contains(&desk.app.id);
    let proposals = desk.book.proposals.values().map(AsRef::as_ref);
    proposals
        .filter(undecided)
        .any(|p| p.may_be_their_no() && last_word.is_none_or(|word| word <= p.at))
}

/// Words of theirs about which the owner has not decided yet: nobody is bothered as if they had said nothing (F3).
fn in_question<'a>(desk: &'a Desk<'_>) -> impl Iterator<Item = &'a Proposal> {
    let open = |p: &&Proposal| p.answer.is_none() && p.candidates.contains(&desk.app.id);
    desk.book.proposals.values().map(AsRef::as_ref).filter(open)
}

/// Since when they are silent: their last word, or the interview's end where that is later.
fn silence_since(desk: &Desk<'_>) -> Option<Time> {
    let word = desk.app.words.iter().map(|w| w.at).max();
    let word = word.max(in_question(desk).map(|p| p.at).max());
    let round = desk.rounds().iter().map(super::Round::end).max();
    word.max(round)
}

/// Before any interview, a week goes by from what the owner sent last, too (F1).
fn handed_in(desk: &Desk<'_>) -> Option<Time> {
    let kinds = [LetterKind::Availability, LetterKind::Assessment];
    desk.app
        .letters
        .iter()
        .filter(|l| desk.rounds().is_empty() && kinds.contains(&l.kind))
        .map(|l| l.at)
        .max()
}

fn follow_ups_since(desk: &Desk<'_>, since: Time) -> usize {
    desk.app
        .letters
        .iter()
        .filter(|l| l.kind == LetterKind::FollowUp && l.at >= since)
        .count()
}

/// The first instant at which a follow-up is allowed: the latest of all W rules, on a business morning (F1).
/// `None` where none is allowed at all (W5), or nothing is known to wait for.
#[must_use]
pub fn earliest_follow_up(
    book: &crate::book::Book,
    policy: &crate::policy::Policy,
    app: &crate::application::Application,
    now: Time,
) -> Option<Wait> {
    let waits = waits(book, policy, app, now);
    // None at all, or one that ends only with their next word, which the owner may want to know of (W3).
    if waits
        .iter()
        .any(|w| w.until.is_none() && w.rule == Rule::W5)
    {
        return None;
    }
    let endless = waits.iter().find(|w| w.until.is_none()).cloned();
    endless.or_else(|| waits.into_iter().max_by_key(|w| w.until))
}

/// Every rule that holds a follow-up back, also those whose time has passed; empty where nothing is known to wait for.
#[must_use]
pub fn waits(
    book: &crate::book::Book,
    policy: &crate::policy::Policy,
    app: &crate::application::Application,
    now: Time,
) -> Vec<Wait> {
    let desk = Desk {
        book,
        policy,
        days: super::Days::of(policy),
        now,
        app,
    };
    let Some(anchor) = silence_since(&desk) else {
        return Vec::new();
    };
    let mut waits = vec![
        promise_that_holds(&desk)
            .and_then(|(by, strength)| promised(&desk, by, strength))
            .unwrap_or_else(|| a_week(&desk, anchor.max(handed_in(&desk).unwrap_or(anchor)))),
    ];
    for word in in_question(&desk) {
        let facts = &word.heard.facts;
        waits.extend(
            facts
                .promise
                .and_then(|p| promised(&desk, p.by, p.strength)),
        );
        waits.extend(facts.quiet_until.map(|day| asked_to_wait(&desk, day)));
        if facts.promise.is_none() {
            waits.push(a_week(&desk, word.at));
        }
    }
    if let Some(quiet) = &app.quiet {
        waits.push(quiet.until.map_or_else(
            || endless(Rule::W3, "They asked to wait for their next word."),
            |day| asked_to_wait(&desk, day),
        ));
    }
    waits.extend(spacing(&desk));
    let asked = follow_ups_since(&desk, anchor);
    if asked >= policy.etiquette.follow_ups.min(3) as usize {
        let why = if asked == 0 {
            "You want no follow-ups."
        } else {
            "You have asked since their last word; nothing more is drafted until they write."
        };
        waits.push(endless(Rule::W5, why));
    }
    waits
}

/// Until their next word.
fn endless(rule: Rule, because: &str) -> Wait {
    Wait {
        until: None,
        rule,
        because: because.to_owned(),
        over: String::new(),
    }
}

fn promise_that_holds(desk: &Desk<'_>) -> Option<(NaiveDate, Strength)> {
    desk.app.promise.as_ref().map(|p| (p.by, p.strength))
}

/// W1: the promised day, then whole business days of grace.
fn promised(desk: &Desk<'_>, by: NaiveDate, strength: Strength) -> Option<Wait> {
    let grace = match strength {
        Strength::Hard => desk.policy.etiquette.grace_business_days,
        Strength::Soft => desk.policy.etiquette.grace_soft_business_days,
        Strength::Conditional | Strength::ImplicitRejection => return None,
    };
    let day = desk.days.business_after(by, grace.saturating_add(1));
    let said = format!("They said you would hear by {}", by.format("%A, %-d %B"));
    let over = format!("{said}, and that time has passed.");
    Some(morning(desk, day, Rule::W1, [format!("{said}."), over]))
}

/// W3: the day that they named.
fn asked_to_wait(desk: &Desk<'_>, day: NaiveDate) -> Wait {
    let asked = format!("They asked to wait until {}", day.format("%A, %-d %B"));
    let over = format!("{asked}, and that day has come.");
    morning(desk, day, Rule::W3, [format!("{asked}."), over])
}

/// W2: a week from the interview's end or their last word.
fn a_week(desk: &Desk<'_>, anchor: Time) -> Wait {
    let passed = anchor + Duration::days(desk.policy.etiquette.no_promise_days);
    let day = desk.days.day(passed);
    let day = if desk.days.at(day, desk.policy.etiquette.follow_up_at) >= passed {
        day
    } else {
        super::days::next(day)
    };
    morning(
        desk,
        day,
        Rule::W2,
        [
            "They gave no time, and no week has passed yet.".to_owned(),
            "They gave no time, and a week has passed without a word.".to_owned(),
        ],
    )
}

/// W4: whole calendar days since any unsolicited contact with this employer, whichever role and whoever wrote it.
fn spacing(desk: &Desk<'_>) -> Option<Wait> {
    let same = |app: &crate::application::Application| {
        app.id == desk.app.id
            || app
                .company
                .as_deref()
                .zip(desk.app.company.as_deref())
                .is_some_and(|(a, b)| same_company(a, b))
    };
    let last = desk
        .book
        .states()
        .filter_map(|app| {
            let unsolicited = app.letters.iter().filter(|l| l.kind.is_unsolicited());
            unsolicited.map(|l| l.at).max().map(|at| (app, at))
        })
        .filter(|(app, _)| same(app))
        .map(|(_, at)| at)
        .max()?;
    let day = desk
        .days
        .day(last)
        .checked_add_signed(Duration::days(desk.policy.etiquette.spacing_days))?;
    Some(morning(
        desk,
        day,
        Rule::W4,
        [
            "You wrote to them only days ago.".to_owned(),
            "A week has passed since you last wrote to them, and nothing has come.".to_owned(),
        ],
    ))
}

fn morning(desk: &Desk<'_>, day: NaiveDate, rule: Rule, [because, over]: [String; 2]) -> Wait {
    let day = desk.days.business_on_or_after(day);
    Wait {
        until: Some(desk.days.at(day, desk.policy.etiquette.follow_up_at)),
        rule,
        because,
        over,
    }
}
