//! After the interview and after the answer: T1 to T8, C1, M1, M2, R1 to R4, O1.

use chrono::Duration;

use super::{Because, Desk, Duty, Nudge, Purpose, Round};
use crate::application::{Obligation, ObligationKind, Outcome, Side};
use crate::event::{Author, LetterKind};
use crate::id::Person;
use crate::moment::Time;
use crate::rule::{Action, Rule};

pub(super) fn plan(desk: &Desk<'_>, duties: &mut Vec<Duty>) {
    if desk.is_open() {
        let rounds = desk.rounds();
        for (nth, round) in rounds.iter().enumerate() {
            duties.extend(debrief(desk, round));
            duties.extend(thank_you(desk, round, nth > 0));
            let next = rounds.get(nth + 1).map(Round::start);
            duties.extend(connect(desk, round, next));
        }
        let owed = desk
            .app
            .obligations
            .iter()
            .filter(|o| o.by == Side::Owner && o.closed_at.is_none());
        duties.extend(owed.map(|o| owed_by_us(desk, o)));
    }
    duties.extend(rejection_reply(desk));
    duties.extend(stay_in_touch(desk));
    duties.extend(offer(desk));
    duties.extend(withdraw_others(desk));
}

/// T1: soon after the end, once.
fn debrief(desk: &Desk<'_>, round: &Round<'_>) -> Option<Duty> {
    if round.notes_at().is_some() {
        return None;
    }
    let due_at = desk
        .days
        .waking(round.end() + Duration::minutes(desk.policy.etiquette.debrief_minutes));
    let mut duty = desk.duty(Action::Debrief, Rule::T1, &round.day.to_string(), due_at);
    duty.lapses_at = Some(round.end() + Duration::days(desk.policy.etiquette.thank_drop_days));
    duty.because = because(round, "The interview is over.");
    Some(duty)
}

/// T2, T6, T7: when the notes are in or some hours after, nudged before the day is over, told when late.
fn thank_you(desk: &Desk<'_>, round: &Round<'_>, again: bool) -> Option<Duty> {
    let rules = &desk.policy.etiquette;
    let end = round.end();
    let lapses_at = end + Duration::days(rules.thank_drop_days);
    if desk.now >= lapses_at {
        return None;
    }
    let late_at = desk
        .days
        .waking(end + Duration::hours(rules.thank_latest_hours));
    let late = desk.now >= late_at;
    let ready = round.notes_at().unwrap_or(end).max(end);
    let unprompted = end + Duration::hours(rules.thank_hours);
    let due_at = desk.days.waking(if round.notes_at().is_some() {
        ready.min(unprompted).max(end)
    } else {
        unprompted
    });
    let orders = thanks(desk, round, again, late);
    if orders.is_empty() {
        return None;
    }
    let mut duty = desk.duty(
        Action::ThankYou,
        if again { Rule::T6 } else { Rule::T2 },
        &round.day.to_string(),
        due_at,
    );
    let nudge_at = desk
        .days
        .waking_before(end + Duration::hours(rules.thank_nudge_hours), None);
    duty.nudges = [
        Nudge {
            at: nudge_at,
            rule: Rule::T2,
        },
        Nudge {
            at: late_at,
            rule: Rule::T7,
        },
    ]
    .into_iter()
    .filter(|n| n.at > due_at && n.at < lapses_at)
    .collect();
    duty.lapses_at = Some(lapses_at);
    duty.revision = format!(
        "{}{}",
        round.notes_at().map_or(0, |at| at.timestamp()),
        if late { " late" } else { "" }
    );
    duty.orders = orders;
    duty.because = because(round, "You met them.");
    Some(duty)
}

/// One letter for each interviewer who has none yet; where no address is known, the coordinator is asked to pass it on.
fn thanks(desk: &Desk<'_>, round: &Round<'_>, again: bool, late: bool) -> Vec<super::Order> {
    let since = round.start();
    let mut met: Vec<Person> = Vec::new();
    for person in round.sessions.iter().flat_map(|i| i.people.iter()) {
        if !met.iter().any(|p| same_person(p, person)) {
            met.push(person.clone());
        }
    }
    let coordinator = round
        .sessions
        .iter()
        .rev()
        .find_map(|i| i.invited_by.clone())
        .filter(|p| desk.is_reachable(p))
        .or_else(|| desk.newest_person());
    if met.is_empty() {
        met.extend(coordinator.clone());
    }
    let (known, unknown): (Vec<Person>, Vec<Person>) =
        met.into_iter().partition(|p| desk.is_reachable(p));
    // Of two roles at one employer, a thank-you by hand to the same person may have been filed with the other.
    let by_hand = |email: &crate::id::Address| {
        let letters = desk.book.states().flat_map(|app| app.letters.iter());
        letters
            .filter(|l| l.by == Author::Owner && l.kind == LetterKind::ThankYou)
            .any(|l| l.at >= round.end() && l.to.contains(email))
    };
    let thanked = |p: &Person| {
        p.email.as_ref().is_some_and(|e| {
            desk.written(e, &[LetterKind::ThankYou], since).is_some() || by_hand(e)
        })
    };
    let order = |to: Person, pass_on| {
        desk.order(
            LetterKind::ThankYou,
            to,
            Purpose::ThankYou {
                day: round.day,
                again,
                late,
                pass_on,
            },
        )
    };
    let mut orders: Vec<_> = known
        .iter()
        .filter(|p| !thanked(p))
        .map(|p| order(p.clone(), Vec::new()))
        .collect();
    let names: Vec<String> = unknown.into_iter().filter_map(|p| p.name).collect();
    if let (Some(to), false) = (coordinator, names.is_empty()) {
        let already = known.iter().any(|p| p.email == to.email);
        if !already && !thanked(&to) {
            orders.push(order(to, names));
        }
    }
    orders
}

fn same_person(a: &Person, b: &Person) -> bool {
    match (&a.email, &b.email) {
        (Some(a), Some(b)) => a == b,
        (Some(_), None) | (None, Some(_)) | (None, None) => a.name == b.name,
    }
}

/// C1: the day after the thank-you went. One that went after the next round has begun is that round's.
fn connect(desk: &Desk<'_>, round: &Round<'_>, next: Option<Time>) -> Option<Duty> {
    let until = round.end() + Duration::days(14);
    let until = next.map_or(until, |next| until.min(next));
    let thanked_at = desk
        .app
        .letters
        .iter()
        .filter(|l| l.kind == LetterKind::ThankYou && l.at >= round.start() && l.at < until)
        .map(|l| l.at)
        .min()?;
    let due_at = desk
        .days
        .waking(thanked_at + Duration::days(desk.policy.etiquette.connect_days));
    let mut duty = desk.duty(Action::Connect, Rule::C1, &round.day.to_string(), due_at);
    duty.lapses_at = Some(due_at + Duration::days(7));
    duty.because = because(round, "Your thank-you is with them.");
    Some(duty)
}

/// M1, M2: at once, at half the time, on the last morning.
fn owed_by_us(desk: &Desk<'_>, owed: &Obligation) -> Duty {
    let (action, rule) = match owed.kind {
        ObligationKind::Information | ObligationKind::Assessment => (Action::Material, Rule::M1),
        ObligationKind::OwnPromise => (Action::Promise, Rule::M2),
    };
    let next_morning = || {
        desk.days.at(
            super::days::next(desk.days.day(owed.opened_at)),
            desk.policy.etiquette.material_due_at,
        )
    };
    let deadline = owed
        .due
        .map_or_else(next_morning, |due| desk.days.latest(due));
    let due_at = desk.days.waking_before(owed.opened_at, Some(deadline));
    let mut duty = desk.duty(
        action,
        rule,
        &format!("{}/{}", owed.number, owed.opened_at.timestamp()),
        due_at,
    );
    let half = desk.days.waking_before(
        owed.opened_at + (deadline - owed.opened_at) / 2,
        Some(deadline),
    );
    let last_morning = desk
        .days
        .at(desk.days.day(deadline), desk.policy.etiquette.waking_from);
    let last_morning = if last_morning < deadline {
        last_morning
    } else {
        due_at
    };
    let mut nudges: Vec<Time> = if owed.due.is_some() {
        vec![half, last_morning]
    } else {
        vec![last_morning]
    };
    nudges.retain(|at| *at > due_at + Duration::minutes(30) && *at < deadline);
    nudges.sort();
    nudges.dedup();
    duty.nudges = nudges.into_iter().map(|at| Nudge { at, rule }).collect();
    duty.lapses_at = Some(deadline + Duration::days(7));
    if let (ObligationKind::Information | ObligationKind::OwnPromise, Some(to)) = (
        owed.kind,
        owed.to
            .clone()
            .filter(|p| desk.is_reachable(p))
            .or_else(|| desk.newest_person()),
    ) {
        let purpose = match owed.kind {
            ObligationKind::OwnPromise => Purpose::OwnPromise {
                obligation: owed.number,
            },
            ObligationKind::Information | ObligationKind::Assessment => Purpose::Material {
                obligation: owed.number,
            },
        };
        duty.orders
            .push(desk.order(LetterKind::Material, to, purpose));
    }
    duty.because = Because {
        message_id: owed.opened_in.clone(),
        words: format!(
            "{}: {}.",
            if rule == Rule::M2 {
                "You promised"
            } else {
                "They wait for"
            },
            owed.what
                .iter()
                .map(|w| crate::notice::named(w))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    duty
}

/// R1, R3: some hours after, to the person who wrote, within two business days.
fn rejection_reply(desk: &Desk<'_>) -> Option<Duty> {
    let rules = &desk.policy.etiquette;
    let closed = desk.app.closed.as_ref()?;
    if !matches!(
        desk.app.outcome,
        Outcome::Rejected | Outcome::PositionClosed
    ) {
        return None;
    }
    let met = !desk.rounds().is_empty();
    let writer = closed
        .reply_to
        .clone()
        .filter(|p| closed.by_person && desk.is_reachable(p));
    let to = writer.or_else(|| desk.process_owner().filter(|_| met))?;
    let email = to.email.clone()?;
    let answered = [
        LetterKind::RejectionReply,
        LetterKind::Answer,
        LetterKind::Unsolicited,
        LetterKind::FollowUp,
    ];
    if desk.written(&email, &answered, closed.at).is_some() {
        return None;
    }
    let lapses_at = desk.days.end_of(desk.days.business_after(
        desk.days.day(closed.at),
        rules.rejection_reply_business_days,
    ));
    // Counted from when it could be read; a refusal of long ago that was only now found keeps its own date.
    let read_at = Some(closed.learned_at)
        .filter(|at| *at - closed.at < Duration::days(1))
        .unwrap_or(closed.at);
    let due_at = desk
        .days
        .waking(read_at + Duration::hours(rules.rejection_reply_hours));
    let mut duty = desk.duty(
        Action::RejectionReply,
        Rule::R1,
        &closed.at.timestamp().to_string(),
        due_at,
    );
    duty.lapses_at = Some(lapses_at);
    duty.orders = vec![desk.order(
        LetterKind::RejectionReply,
        to,
        Purpose::RejectionReply { met },
    )];
    duty.because = Because {
        message_id: closed.message_id.clone(),
        words: "They said no, and were kind enough to say it.".to_owned(),
    };
    Some(duty)
}

/// R4: a quarter of a year later, once, no draft.
fn stay_in_touch(desk: &Desk<'_>) -> Option<Duty> {
    let closed = desk.app.closed.as_ref()?;
    if desk.app.outcome != Outcome::Rejected || desk.rounds().is_empty() {
        return None;
    }
    let due_at = desk
        .days
        .waking(closed.at + Duration::days(desk.policy.etiquette.stay_in_touch_days));
    let mut duty = desk.duty(
        Action::StayInTouch,
        Rule::R4,
        &closed.at.timestamp().to_string(),
        due_at,
    );
    duty.lapses_at = Some(due_at + Duration::days(30));
    duty.because = Because {
        message_id: closed.message_id.clone(),
        words: "The door may be open again.".to_owned(),
    };
    Some(duty)
}

/// O1: an offer, at once, with its deadline and a draft that thanks.
fn offer(desk: &Desk<'_>) -> Option<Duty> {
    let offer = desk.app.offer.as_ref()?;
    if !matches!(
        desk.app.outcome,
        Outcome::Open | Outcome::Quiet | Outcome::OnHold
    ) {
        return None;
    }
    let deadline = offer.deadline.map(|by| desk.days.latest(by));
    let due_at = desk.days.waking_before(offer.at, deadline);
    let mut duty = desk.duty(
        Action::Offer,
        Rule::O1,
        &offer.at.timestamp().to_string(),
        due_at,
    );
    duty.lapses_at = deadline.or(Some(offer.at + Duration::days(30)));
    duty.nudges = deadline.map_or_else(Vec::new, |deadline| offer_nudges(desk, due_at, deadline));
    let to = offer
        .reply_to
        .clone()
        .or_else(|| Some(offer.from.clone()))
        .filter(|p| desk.is_reachable(p))
        .or_else(|| desk.newest_person());
    let thanked = |p: &Person| {
        p.email.as_ref().is_some_and(|e| {
            desk.written(
                e,
                &[
                    LetterKind::OfferThanks,
                    LetterKind::OfferAcceptance,
                    LetterKind::OfferRefusal,
                    LetterKind::Answer,
                    LetterKind::ThankYou,
                ],
                offer.at,
            )
            .is_some()
        })
    };
    duty.orders = to
        .filter(|p| !thanked(p))
        .map(|p| desk.order(LetterKind::OfferThanks, p, Purpose::OfferThanks))
        .into_iter()
        .collect();
    duty.because = Because {
        message_id: Some(offer.message_id.clone()),
        words: "They offer you the job.".to_owned(),
    };
    Some(duty)
}

/// Two days before the answer is due, and on that day's morning.
fn offer_nudges(desk: &Desk<'_>, due_at: Time, deadline: Time) -> Vec<Nudge> {
    let last_day = desk.days.day(deadline);
    let morning = |day| desk.days.at(day, desk.policy.etiquette.waking_from);
    [last_day - Duration::days(2), last_day]
        .into_iter()
        .map(morning)
        .filter(|at| *at > due_at + Duration::minutes(30) && *at < deadline)
        .map(|at| Nudge { at, rule: Rule::O1 })
        .collect()
}

/// O1: once an offer is accepted, every other open application gets a polite withdrawal.
fn withdraw_others(desk: &Desk<'_>) -> Option<Duty> {
    if desk.app.outcome != Outcome::Accepted {
        return None;
    }
    let accepted_at = desk
        .app
        .transitions
        .iter()
        .rev()
        .find(|t| t.to == crate::application::Status::Accepted)
        .map(|t| t.at)?;
    let others: Vec<super::Order> = desk
        .book
        .states()
        .filter(|other| other.id != desk.app.id)
        .map(|other| Desk {
            book: desk.book,
            policy: desk.policy,
            days: desk.days,
            now: desk.now,
            app: other,
        })
        .filter(|other| other.is_open() && other.app.opened_at <= accepted_at)
        .filter_map(|other| {
            Some(other.order(
                LetterKind::Withdrawal,
                other.process_owner()?,
                Purpose::Withdrawal,
            ))
        })
        .collect();
    if others.is_empty() {
        return None;
    }
    let due_at = desk.days.waking(accepted_at);
    let mut duty = desk.duty(
        Action::WithdrawOthers,
        Rule::O1,
        &accepted_at.timestamp().to_string(),
        due_at,
    );
    duty.lapses_at = Some(accepted_at + Duration::days(14));
    duty.orders = others;
    duty.because = Because {
        message_id: None,
        words: "You took an offer; the others should hear it from you.".to_owned(),
    };
    Some(duty)
}

fn because(round: &Round<'_>, words: &str) -> Because {
    Because {
        message_id: round.sessions.last().map(|i| i.latest_mail.clone()),
        words: words.to_owned(),
    }
}
