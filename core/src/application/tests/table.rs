//! Every status meets every kind of event, and each pair has an answer: the whole table is one snapshot.

use super::*;

/// A life that stands at each status.
fn at_each_status() -> Vec<(Status, Life)> {
    let receipt = || {
        let mut life = Life::default();
        life.hears(
            "2026-03-02T09:00:00Z",
            "receipt",
            Class::Confirmation,
            |m| {
                m.facts.role = Some("Data Analyst".to_owned());
            },
        );
        life
    };
    let with = |change: &dyn Fn(&mut Life)| {
        let mut life = receipt();
        change(&mut life);
        life
    };
    let then = |class: Class| {
        with(&move |life: &mut Life| {
            life.hears("2026-03-04T09:00:00Z", "then", class, |m| {
                m.references = vec![id("receipt")];
            });
        })
    };
    let interviewed = || {
        with(&|life: &mut Life| {
            life.hears(
                "2026-03-04T09:00:00Z",
                "fixed",
                Class::InterviewConfirmation,
                |m| {
                    m.facts.interview = fixed_at("2026-03-06T14:00:00Z");
                },
            );
        })
    };
    let owner = |mut life: Life, kind: EventKind| {
        life.owner("2026-03-08T09:00:00Z", kind);
        life
    };
    let mut lead = Life::default();
    lead.owner(
        "2026-03-02T09:00:00Z",
        EventKind::Added {
            company: Some("Juniper Freight".to_owned()),
            role: None,
            phase: Phase::Lead,
        },
    );
    let mut applied = Life::default();
    applied.writes(
        "2026-03-02T09:00:00Z",
        "receipt",
        LetterKind::Application,
        None,
    );
    let mut waiting = interviewed();
    waiting.let_time_pass("2026-03-07T09:00:00Z");
    let mut quiet = receipt();
    quiet.let_time_pass("2026-04-03T09:00:00Z");
    let mut expired = with(&|life: &mut Life| {
        life.hears("2026-03-04T09:00:00Z", "offer", Class::Offer, |m| {
            m.facts.deadline = Some(DeadlineFact {
                what: None,
                by: By::Day(day("2026-03-07")),
            });
        });
    });
    expired.let_time_pass("2026-03-09T09:00:00Z");
    let on_hold = with(&|life: &mut Life| {
        life.hears("2026-03-04T09:00:00Z", "hold", Class::StatusUpdate, |m| {
            m.facts.on_hold = true;
        });
    });
    vec![
        (Status::Lead, lead),
        (Status::Applied, applied),
        (Status::Confirmed, receipt()),
        (Status::InReview, then(Class::StatusUpdate)),
        (Status::Assessment, then(Class::Assessment)),
        (Status::Scheduling, then(Class::InterviewInvitation)),
        (Status::InterviewBooked, interviewed()),
        (Status::Waiting, waiting),
        (Status::Offer, then(Class::Offer)),
        (
            Status::Accepted,
            owner(then(Class::Offer), EventKind::OfferAccepted),
        ),
        (Status::Rejected, then(Class::Rejection)),
        (Status::PositionClosed, then(Class::PositionClosed)),
        (Status::OnHold, on_hold),
        (Status::Quiet, quiet),
        (Status::Withdrawn, owner(receipt(), EventKind::Withdrawn)),
        (
            Status::OfferDeclined,
            owner(then(Class::Offer), EventKind::OfferDeclined),
        ),
        (Status::OfferExpired, expired),
    ]
}

/// Every kind of event, once; mail both in the thread and outside it.
fn every_event() -> Vec<(String, Source, EventKind)> {
    let mut out = Vec::new();
    for class in Class::ALL {
        for linked in [true, false] {
            let mut mail = heard("new", *class);
            if linked {
                mail.references = vec![id("receipt")];
            }
            if *class == Class::InterviewConfirmation {
                mail.facts.interview = fixed_at("2026-05-01T14:00:00Z");
            }
            let name = format!("{class}{}", if linked { "" } else { " (new thread)" });
            out.push((
                name,
                Source::Mail(id("new")),
                EventKind::Heard(Box::new(mail)),
            ));
        }
    }
    let mut hold = heard("new", Class::StatusUpdate);
    hold.facts.on_hold = true;
    hold.references = vec![id("receipt")];
    out.push((
        "status_update on hold".to_owned(),
        Source::Mail(id("new")),
        EventKind::Heard(Box::new(hold)),
    ));
    for kind in [
        LetterKind::Application,
        LetterKind::Availability,
        LetterKind::RescheduleRequest,
        LetterKind::ThankYou,
        LetterKind::FollowUp,
        LetterKind::Material,
        LetterKind::Assessment,
        LetterKind::RejectionReply,
        LetterKind::OfferThanks,
        LetterKind::OfferAcceptance,
        LetterKind::OfferRefusal,
        LetterKind::Withdrawal,
        LetterKind::Answer,
        LetterKind::Unsolicited,
    ] {
        let mut life = Life::default();
        life.writes("2026-04-10T09:00:00Z", "letter", kind, None);
        let event = life.events.remove(0);
        out.push((format!("wrote {kind:?}"), event.source, event.kind));
    }
    let start = time("2026-03-06T14:00:00Z");
    for kind in [
        EventKind::InterviewEnded { start },
        EventKind::PromiseMissed {
            by: day("2026-03-20"),
        },
        EventKind::WentQuiet,
        EventKind::OfferExpired,
    ] {
        out.push((format!("clock {kind:?}"), Source::Clock, kind));
    }
    let set = |outcome| {
        EventKind::OwnerSet(Box::new(OwnerSet {
            outcome: Some(outcome),
            ..OwnerSet::default()
        }))
    };
    for (name, kind) in [
        (
            "notes",
            EventKind::Notes {
                start: None,
                text: "Went well.".to_owned(),
            },
        ),
        (
            "added",
            EventKind::Added {
                company: None,
                role: None,
                phase: Phase::Applied,
            },
        ),
        ("owner set open", set(Outcome::Open)),
        ("owner set rejected", set(Outcome::Rejected)),
        ("person added", EventKind::PersonAdded(dana())),
        ("offer accepted", EventKind::OfferAccepted),
        ("offer declined", EventKind::OfferDeclined),
        ("withdrawn", EventKind::Withdrawn),
        (
            "obligation met",
            EventKind::ObligationMet {
                kind: ObligationKind::Assessment,
                opened_in: None,
            },
        ),
        (
            "retracted nothing",
            EventKind::Retracted {
                event: EventId(999),
            },
        ),
        (
            "noted",
            EventKind::Noted {
                class: Class::Bounce,
                why: "Your letter came back.".to_owned(),
            },
        ),
    ] {
        out.push((name.to_owned(), Source::Owner, kind));
    }
    out
}

/// Status after the event; `?` where the owner is asked, `!` where it moved on though the status stays.
fn answer(life: &Life, source: Source, kind: EventKind) -> String {
    let before = life.status();
    let mut after = life.clone();
    let event = after.tell("2026-04-10T09:00:00Z", source, kind);
    let (state, effects) = history(OWN, &after.events);
    let effect = effects
        .into_iter()
        .find(|(e, _)| *e == event)
        .map(|(_, e)| e);
    let status = state.unwrap().status();
    let mark = match effect {
        Some(Effect::AskOwner(_)) => "?",
        Some(Effect::Advanced(_)) if status == before => "!",
        Some(Effect::Advanced(_) | Effect::Unchanged(_)) | None => "",
    };
    if status == before {
        mark.to_owned()
    } else {
        format!("{status}{mark}")
    }
}

#[test]
fn every_status_has_an_answer_to_every_event() {
    let mut table = String::from(
        "A status: what it became. `?`: the owner is asked. `!`: something moved, the status stays. `.`: nothing.\n",
    );
    let lives = at_each_status();
    for (expected, life) in &lives {
        assert_eq!(life.status(), *expected);
    }
    for (name, source, kind) in every_event() {
        table.push_str(&format!("\n{name}\n"));
        for (status, life) in &lives {
            let answer = answer(life, source.clone(), kind.clone());
            let shown = if answer.is_empty() { "." } else { &answer };
            table.push_str(&format!("  {:<17}{shown}\n", status.name()));
        }
    }
    insta::assert_snapshot!("status_by_event", table);
}

#[test]
fn no_mail_closes_an_accepted_application() {
    let (_, accepted) = at_each_status()
        .into_iter()
        .find(|(s, _)| *s == Status::Accepted)
        .unwrap();
    for (name, source, kind) in every_event() {
        let by_mail = matches!(source, Source::Mail(_) | Source::Clock);
        let mut life = accepted.clone();
        life.tell("2026-04-10T09:00:00Z", source, kind);
        if by_mail {
            assert_eq!(life.status(), Status::Accepted, "{name}");
        }
    }
}

#[test]
fn the_phase_goes_down_only_by_the_owners_word() {
    for (status, life) in at_each_status() {
        for (name, source, kind) in every_event() {
            let before = life.state().phase;
            let mut after = life.clone();
            let by_owner = source == Source::Owner;
            after.tell("2026-04-10T09:00:00Z", source, kind);
            if !by_owner {
                assert!(after.state().phase >= before, "{status} {name}");
            }
        }
    }
}

#[test]
fn an_event_that_is_retracted_was_never_there() {
    for (status, life) in at_each_status() {
        for (name, source, kind) in every_event() {
            let before = life.state();
            let mut after = life.clone();
            let event = after.tell("2026-04-10T09:00:00Z", source, kind);
            after.owner("2026-04-11T09:00:00Z", EventKind::Retracted { event });
            assert_eq!(after.state(), before, "{status} {name}");
        }
    }
}

#[test]
fn the_same_mail_twice_is_once() {
    for (status, life) in at_each_status() {
        for (name, source, kind) in every_event() {
            if !matches!(source, Source::Mail(_)) {
                continue;
            }
            let mut once = life.clone();
            once.tell("2026-04-10T09:00:00Z", source.clone(), kind.clone());
            let mut twice = once.clone();
            twice.tell("2026-04-10T09:00:00Z", source, kind);
            assert_eq!(twice.state(), once.state(), "{status} {name}");
        }
    }
}

#[test]
fn what_the_owner_affirms_counts_whatever_it_contradicts() {
    let check = |from: Status, class: Class, to: Status| {
        let (_, mut life) = at_each_status()
            .into_iter()
            .find(|(s, _)| *s == from)
            .unwrap();
        let mail = heard("new", class);
        life.tell(
            "2026-04-10T09:00:00Z",
            Source::Owner,
            EventKind::Heard(Box::new(mail)),
        );
        assert_eq!(life.status(), to, "{from} {class}");
        assert!(life.state().conflicts.is_empty());
    };
    check(Status::Rejected, Class::Offer, Status::Offer);
    check(
        Status::Rejected,
        Class::InterviewInvitation,
        Status::Scheduling,
    );
    check(Status::Offer, Class::Rejection, Status::Rejected);
    check(Status::Accepted, Class::Rejection, Status::Rejected);
    check(
        Status::Withdrawn,
        Class::InterviewInvitation,
        Status::Scheduling,
    );
    check(Status::OfferDeclined, Class::Offer, Status::Offer);
}
