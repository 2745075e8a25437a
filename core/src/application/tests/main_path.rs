//! Whole lives, as the mail of a real search tells them.

use super::*;
use Status as S;

/// Receipt, invitation with two slots, the owner's answer, the calendar entry.
fn until_booked() -> Life {
    let mut life = Life::default();
    life.hears(
        "2026-03-02T09:40:00-05:00",
        "receipt",
        Class::Confirmation,
        |m| {
            m.from = person("Juniper Freight", "no-reply@us.greenhouse-mail.io");
            m.reply_to = None;
            m.by_person = false;
            m.facts.company = Some("Juniper Freight".to_owned());
            m.facts.role = Some("Data Analyst".to_owned());
        },
    );
    life.hears(
        "2026-03-04T10:12:00-05:00",
        "invitation",
        Class::InterviewInvitation,
        |m| {
            m.facts.slots = vec![
                slot("2026-03-10T14:00:00-04:00"),
                slot("2026-03-11T10:30:00-04:00"),
            ];
            m.facts.people = vec![PersonFact {
                name: Some("Ana Ruiz".to_owned()),
                email: None,
                part: Some(crate::reading::Part::HiringManager),
            }];
        },
    );
    let answer = life.writes(
        "2026-03-04T10:53:00-05:00",
        "answer",
        LetterKind::Availability,
        Some("invitation"),
    );
    if let Some(event) = life.events.iter_mut().find(|e| e.id == answer)
        && let EventKind::Wrote(wrote) = &mut event.kind
    {
        wrote.facts.interview = fixed_at("2026-03-10T14:00:00-04:00");
    }
    life.hears(
        "2026-03-05T09:05:00-05:00",
        "calendar",
        Class::InterviewConfirmation,
        |m| {
            m.references = vec![id("invitation")];
            m.facts.interview = fixed_at("2026-03-10T14:00:00-04:00").map(|i| InterviewFact {
                end: Some(zoned("2026-03-10T14:45:00-04:00")),
                zone: Some("America/New_York".to_owned()),
                place: Some("https://meet.juniperfreight.example/kqp".to_owned()),
                ..i
            });
            m.facts.people = vec![PersonFact {
                name: Some("Ana Ruiz".to_owned()),
                email: Some(address("ana.ruiz@juniperfreight.example")),
                part: Some(crate::reading::Part::Interviewer),
            }];
            m.facts.calendar = Some(calendar(
                "uid-1",
                0,
                "2026-03-05T14:05:00Z",
                Method::Request,
            ));
        },
    );
    life
}

pub(crate) fn calendar(uid: &str, sequence: i64, stamp: &str, method: Method) -> CalendarFact {
    CalendarFact {
        uid: uid.to_owned(),
        sequence,
        stamp: Some(time(stamp)),
        method,
        organizer: Some(dana()),
        summary: "Interview".to_owned(),
        attendee: None,
        recurrence_id: None,
    }
}

#[test]
fn an_ordinary_search_goes_from_receipt_to_refusal() {
    let mut life = until_booked();
    assert_eq!(
        life.path(),
        [S::Confirmed, S::Scheduling, S::InterviewBooked]
    );
    life.let_time_pass("2026-03-10T15:00:00-04:00");
    assert_eq!(life.status(), S::Waiting);
    life.writes(
        "2026-03-10T16:24:00-04:00",
        "thanks",
        LetterKind::ThankYou,
        None,
    );
    life.hears("2026-03-26T15:20:00-04:00", "no", Class::Rejection, |m| {
        m.references = vec![id("invitation"), id("calendar")];
    });
    assert_eq!(
        life.path(),
        [
            S::Confirmed,
            S::Scheduling,
            S::InterviewBooked,
            S::Waiting,
            S::Rejected
        ]
    );
    let end = life.state();
    assert_eq!(end.interviews.len(), 1, "{:#?}", end.interviews);
    assert_eq!(end.phase, Phase::Interview);
    assert!(end.closed.unwrap().by_person);
    assert!(end.conflicts.is_empty());
}

#[test]
fn the_interviewer_is_who_the_calendar_names_and_may_be_written_to() {
    let life = until_booked();
    let state = life.state();
    let interview = &state.interviews[0];
    assert_eq!(
        interview.people,
        [person("Ana Ruiz", "ana.ruiz@juniperfreight.example")]
    );
    assert_eq!(interview.ends_at(), Some(time("2026-03-10T14:45:00-04:00")));
    assert_eq!(interview.invited_in, id("invitation"));
    let may = |email: &str| {
        state
            .people
            .iter()
            .find(|c| c.email == Some(address(email)))
            .map(Contact::can_be_written_to)
    };
    assert_eq!(may("ana.ruiz@juniperfreight.example"), Some(true));
    assert_eq!(may("dana.lee@juniperfreight.example"), Some(true));
    assert_eq!(may("no-reply@us.greenhouse-mail.io"), Some(false));
    assert_eq!(state.people.len(), 3, "{:#?}", state.people);
}

#[test]
fn a_single_time_that_the_owner_accepts_is_booked() {
    let mut life = Life::default();
    life.hears(
        "2026-04-20T11:30:00+01:00",
        "invitation",
        Class::InterviewInvitation,
        |m| {
            m.facts.interview = fixed_at("2026-04-23T10:00:00+01:00");
        },
    );
    assert_eq!(life.status(), S::Scheduling);
    assert!(life.state().interviews[0].wants_answer);
    life.writes(
        "2026-04-20T12:05:00+01:00",
        "yes",
        LetterKind::Availability,
        Some("invitation"),
    );
    assert_eq!(life.status(), S::InterviewBooked);
    assert!(!life.state().interviews[0].wants_answer);
    life.let_time_pass("2026-04-23T11:00:00+01:00");
    assert_eq!(life.status(), S::Waiting);
}

#[test]
fn a_silent_employer_makes_an_application_quiet_and_never_rejected() {
    let mut life = Life::default();
    life.hears(
        "2026-09-11T10:00:00-04:00",
        "receipt",
        Class::Confirmation,
        |_| {},
    );
    life.let_time_pass("2026-10-11T09:59:00-04:00");
    assert_eq!(life.path(), [S::Confirmed]);
    life.let_time_pass("2026-11-16T12:00:00-05:00");
    assert_eq!(life.path(), [S::Confirmed, S::Quiet]);
    assert_eq!(
        life.state().transitions[1].at,
        time("2026-10-11T10:00:00-04:00")
    );
}

#[test]
fn an_unanswered_follow_up_makes_it_quiet_after_three_weeks() {
    let mut life = until_booked();
    life.let_time_pass("2026-03-10T15:00:00-04:00");
    life.writes(
        "2026-03-18T09:00:00-04:00",
        "follow-up",
        LetterKind::FollowUp,
        Some("calendar"),
    );
    life.let_time_pass("2026-05-30T12:00:00-04:00");
    let last = life.state().transitions.last().cloned().unwrap();
    assert_eq!(
        (last.to, last.at),
        (S::Quiet, time("2026-04-08T09:00:00-04:00"))
    );
}

#[test]
fn an_offer_that_is_accepted_stays_accepted() {
    let mut life = until_booked();
    life.let_time_pass("2026-03-10T15:00:00-04:00");
    life.hears("2026-03-12T10:00:00-04:00", "offer", Class::Offer, |m| {
        m.facts.deadline = Some(DeadlineFact {
            what: Some("offer".to_owned()),
            by: By::Day(day("2026-03-19")),
        });
    });
    assert_eq!(life.status(), S::Offer);
    life.owner("2026-03-14T10:00:00-04:00", EventKind::OfferAccepted);
    life.let_time_pass("2026-06-14T10:00:00-04:00");
    assert_eq!(life.status(), S::Accepted);
}

#[test]
fn an_offer_expires_with_the_end_of_its_day() {
    let mut life = Life::default();
    life.hears("2026-03-12T10:00:00Z", "offer", Class::Offer, |m| {
        m.facts.deadline = Some(DeadlineFact {
            what: None,
            by: By::Day(day("2026-03-19")),
        });
    });
    life.let_time_pass("2026-03-19T23:59:00Z");
    assert_eq!(life.status(), S::Offer);
    life.let_time_pass("2026-03-20T00:00:00Z");
    assert_eq!(life.status(), S::OfferExpired);
}

#[test]
fn what_they_ask_for_is_owed_until_it_is_sent() {
    let mut life = Life::default();
    life.hears(
        "2026-09-07T10:05:00+01:00",
        "receipt",
        Class::Confirmation,
        |_| {},
    );
    life.hears(
        "2026-09-09T09:30:00+01:00",
        "ask",
        Class::InformationRequest,
        |m| {
            m.facts.requested = vec!["references".to_owned(), "certificate".to_owned()];
            m.facts.deadline = Some(DeadlineFact {
                what: Some("references".to_owned()),
                by: By::Instant(zoned("2026-09-16T17:00:00+01:00")),
            });
        },
    );
    let asked = life.state();
    assert!(matches!(&asked.turn, Turn::Ours { what, .. } if what == "references, certificate"));
    assert_eq!(asked.obligations[0].to, Some(dana()));
    life.writes(
        "2026-09-16T08:35:00+01:00",
        "papers",
        LetterKind::Material,
        Some("ask"),
    );
    assert!(life.state().obligations[0].closed_at.is_some());
    assert_eq!(life.status(), S::Confirmed);
}

#[test]
fn a_new_promise_takes_the_place_of_the_old_one() {
    let mut life = until_booked();
    life.let_time_pass("2026-03-10T15:00:00-04:00");
    life.hears(
        "2026-03-12T10:00:00-04:00",
        "later",
        Class::StatusUpdate,
        |m| {
            m.facts.promise = Some(PromiseFact {
                by: day("2026-03-20"),
                strength: Strength::Hard,
            });
        },
    );
    life.hears(
        "2026-03-19T10:00:00-04:00",
        "later-still",
        Class::StatusUpdate,
        |m| {
            m.facts.promise = Some(PromiseFact {
                by: day("2026-03-27"),
                strength: Strength::Soft,
            });
        },
    );
    assert_eq!(life.state().promise.unwrap().by, day("2026-03-27"));
}

#[test]
fn a_thank_you_for_the_reply_to_a_no_reopens_nothing() {
    let mut life = until_booked();
    life.let_time_pass("2026-03-10T15:00:00-04:00");
    life.hears("2026-03-12T10:00:00-04:00", "no", Class::Rejection, |m| {
        m.references = vec![id("calendar")];
    });
    life.writes(
        "2026-03-13T10:00:00-04:00",
        "grace",
        LetterKind::RejectionReply,
        Some("no"),
    );
    let answered = |class, answers: &str| {
        let mut life = life.clone();
        life.hears("2026-03-14T10:00:00-04:00", "kind", class, |m| {
            m.references = vec![id("no"), id(answers)];
        });
        life.status()
    };
    assert_eq!(answered(Class::StatusUpdate, "grace"), S::Rejected);
    assert_eq!(answered(Class::Other, "grace"), S::Rejected);
    assert_eq!(answered(Class::StatusUpdate, "calendar"), S::Waiting);
    assert_eq!(answered(Class::InterviewInvitation, "grace"), S::Scheduling);
}

#[test]
fn an_invitation_after_a_no_wins_and_is_flagged() {
    let mut life = until_booked();
    life.hears("2026-03-06T10:00:00-04:00", "no", Class::Rejection, |m| {
        m.references = vec![id("calendar")];
    });
    life.hears(
        "2026-03-07T10:00:00-04:00",
        "again",
        Class::InterviewInvitation,
        |m| {
            m.references = vec![id("no")];
        },
    );
    let state = life.state();
    assert_eq!(state.status(), S::InterviewBooked);
    assert_eq!(state.conflicts.len(), 1);
    assert!(state.closed.is_none());
}

#[test]
fn an_employer_that_takes_silence_for_a_no_is_never_chased() {
    let mut life = Life::default();
    life.hears(
        "2026-03-02T09:00:00Z",
        "receipt",
        Class::Confirmation,
        |m| {
            m.facts.promise = Some(PromiseFact {
                by: day("2026-03-16"),
                strength: Strength::ImplicitRejection,
            });
        },
    );
    assert_eq!(life.state().promise, None);
    life.let_time_pass("2026-03-16T23:00:00Z");
    assert_eq!(life.status(), S::Confirmed);
    life.let_time_pass("2026-05-17T00:00:00Z");
    let last = life.state().transitions.last().cloned().unwrap();
    assert_eq!((last.to, last.at), (S::Quiet, time("2026-03-17T00:00:00Z")));
    assert!(last.because.contains("silence"), "{}", last.because);
    // A word of theirs before that day ends the rule.
    life.hears("2026-03-10T09:00:00Z", "word", Class::StatusUpdate, |_| {});
    assert_eq!(life.state().silence_means_no, None);
}

#[test]
fn a_condition_promises_nothing() {
    let mut life = Life::default();
    life.hears(
        "2026-03-02T09:00:00Z",
        "receipt",
        Class::Confirmation,
        |m| {
            m.facts.promise = Some(PromiseFact {
                by: day("2026-03-06"),
                strength: Strength::Conditional,
            });
        },
    );
    assert_eq!(life.state().promise, None);
    life.let_time_pass("2026-03-20T00:00:00Z");
    assert_eq!(life.path(), [S::Confirmed]);
    assert!(life.events.iter().all(|e| e.source != Source::Clock));
}

#[test]
fn no_promise_is_missed_before_the_quiet_time_is_over() {
    let mut life = until_booked();
    life.let_time_pass("2026-03-10T15:00:00-04:00");
    life.hears("2026-03-11T10:00:00Z", "wait", Class::StatusUpdate, |m| {
        m.facts.promise = Some(PromiseFact {
            by: day("2026-03-13"),
            strength: Strength::Hard,
        });
        m.facts.quiet_until = Some(day("2026-03-25"));
    });
    life.let_time_pass("2026-03-25T23:59:00Z");
    assert!(!life.state().promise.unwrap().missed);
    life.let_time_pass("2026-03-26T00:00:00Z");
    assert!(life.state().promise.unwrap().missed);
}

#[test]
fn notes_move_the_dates() {
    let mut life = until_booked();
    life.let_time_pass("2026-03-10T15:00:00-04:00");
    life.owner(
        "2026-03-10T16:09:00-04:00",
        EventKind::Notes {
            start: Some(time("2026-03-10T14:00:00-04:00")),
            text: "Ana Ruiz: we talked about the Newark depot.\nThey will let me know by Friday, March 20.\nPrefers e-mail.\nI will send her the slides by Monday.".to_owned(),
        },
    );
    let state = life.state();
    assert_eq!(state.interviews[0].notes.len(), 1);
    let promise = state.promise.clone().unwrap();
    assert_eq!(
        (promise.by, promise.strength),
        (day("2026-03-20"), Strength::Hard)
    );
    assert_eq!(state.preference, Some(crate::reading::Preference::Email));
    assert_eq!(state.obligations[0].kind, ObligationKind::OwnPromise);
    assert_eq!(state.obligations[0].what, ["slides"]);
    assert_eq!(life.status(), S::Waiting);
}

#[test]
fn a_promise_in_late_notes_that_a_mail_has_kept_since_holds_no_more() {
    let promised = |invited: bool| {
        let mut life = until_booked();
        life.let_time_pass("2026-03-10T15:00:00-04:00");
        if invited {
            life.hears(
                "2026-03-11T09:00:00-04:00",
                "second",
                Class::InterviewConfirmation,
                |m| m.facts.interview = fixed_at("2026-03-17T14:00:00-04:00"),
            );
        }
        life.owner(
            "2026-03-12T16:09:00-04:00",
            EventKind::Notes {
                start: Some(time("2026-03-10T14:00:00-04:00")),
                text: "They will let me know by Tuesday, March 17.".to_owned(),
            },
        );
        life.state().promise.map(|p| p.by)
    };
    assert_eq!(promised(false), Some(day("2026-03-17")));
    assert_eq!(promised(true), None);
}

#[test]
fn a_status_update_ends_a_promise_only_from_its_day_on() {
    let told = |at: &str, class| {
        let mut life = until_booked();
        life.let_time_pass("2026-03-10T15:00:00-04:00");
        life.hears(
            "2026-03-11T10:00:00-04:00",
            "promise",
            Class::StatusUpdate,
            |m| {
                m.facts.promise = Some(PromiseFact {
                    by: day("2026-03-20"),
                    strength: Strength::Hard,
                });
            },
        );
        life.hears(at, "word", class, |_| {});
        life.state().promise.is_some()
    };
    assert!(
        told("2026-03-16T10:00:00-04:00", Class::StatusUpdate),
        "an acknowledgement"
    );
    assert!(
        !told("2026-03-20T10:00:00-04:00", Class::StatusUpdate),
        "the promise is kept"
    );
    assert!(!told("2026-03-16T10:00:00-04:00", Class::Assessment));
    assert!(
        told("2026-03-24T10:00:00-04:00", Class::AutomaticReply),
        "no word of theirs"
    );
}

#[test]
fn what_the_owner_settled_is_only_asked_about() {
    let mut life = until_booked();
    life.owner(
        "2026-03-06T10:00:00-04:00",
        EventKind::OwnerSet(Box::new(OwnerSet {
            outcome: Some(Outcome::Open),
            ..OwnerSet::default()
        })),
    );
    life.hears("2026-03-07T10:00:00-04:00", "no", Class::Rejection, |_| {});
    assert_eq!(life.status(), S::InterviewBooked);
    assert_eq!(life.state().conflicts.len(), 1);
    // The owner's next word settles the question.
    life.owner(
        "2026-03-08T10:00:00-04:00",
        EventKind::OwnerSet(Box::default()),
    );
    assert!(life.state().conflicts.is_empty());
}

#[test]
fn a_suspicious_sender_gives_nobody_standing() {
    let mut life = Life::default();
    life.hears(
        "2026-03-04T09:00:00Z",
        "x",
        Class::InterviewInvitation,
        |m| {
            m.suspicions = vec![Suspicion::LookAlikeDomain];
        },
    );
    let state = life.state();
    assert!(state.people.iter().all(|c| !c.allowed));
    assert!(state.domains.is_empty());
}

#[test]
fn a_recipient_of_another_domain_is_not_allowed_by_being_copied() {
    let mut life = Life::default();
    life.hears("2026-03-04T09:00:00Z", "x", Class::StatusUpdate, |m| {
        m.copied = vec![
            person("Kim Oye", "kim@juniperfreight.example"),
            person("A Stranger", "s@elsewhere.example"),
        ];
    });
    let allowed = |life: &Life, email: &str| {
        life.state()
            .people
            .iter()
            .any(|c| c.allowed && c.email == Some(address(email)))
    };
    assert!(allowed(&life, "kim@juniperfreight.example"));
    assert!(!allowed(&life, "s@elsewhere.example"));
    let added = EventKind::PersonAdded(person("A Stranger", "s@elsewhere.example"));
    life.owner("2026-03-05T09:00:00Z", added);
    assert!(allowed(&life, "s@elsewhere.example"));
}

#[test]
fn a_relay_address_counts_as_its_person() {
    let mut life = Life::default();
    let relay = person(
        "Dana at Juniper",
        "reply+a1b2c3d4e5@inbound.workablemail.com",
    );
    life.hears(
        "2026-03-04T09:00:00Z",
        "x",
        Class::InterviewInvitation,
        |m| {
            m.from = person("Juniper Freight", "no-reply@inbound.workablemail.com");
            m.reply_to = Some(relay.clone());
        },
    );
    let state = life.state();
    let contact = |p: &Person| state.people.iter().find(|c| c.email == p.email).unwrap();
    assert!(contact(&relay).can_be_written_to());
    assert!(is_relay(relay.email.as_ref().unwrap()));
    assert!(is_no_reply(&address("no-reply@inbound.workablemail.com")));
    assert!(!is_no_reply(&address(
        "norbert.replogle@juniperfreight.example"
    )));
}

#[test]
fn a_no_that_offers_another_role_begins_a_lead() {
    let life = until_booked();
    let mut no = heard("no", Class::Rejection);
    no.facts.other_role = Some("Reporting Analyst".to_owned());
    let begun = life.state().lead_begun_by(&no);
    let expected = EventKind::Added {
        company: Some("Juniper Freight".to_owned()),
        role: Some("Reporting Analyst".to_owned()),
        phase: Phase::Lead,
    };
    assert_eq!(begun, Some(expected));
    no.facts.other_role = Some("Data Analyst".to_owned());
    assert_eq!(life.state().lead_begun_by(&no), None);
}

#[test]
fn a_letter_of_ours_counts_before_its_copy_in_sent() {
    let mut life = until_booked();
    life.let_time_pass("2026-03-10T15:00:00-04:00");
    // The copy bears an earlier date, and its words were guessed at.
    life.writes(
        "2026-03-18T08:59:59-04:00",
        "letter",
        LetterKind::Unsolicited,
        None,
    );
    let sent = life.writes(
        "2026-03-18T09:00:00-04:00",
        "letter",
        LetterKind::FollowUp,
        None,
    );
    for event in life.events.iter_mut().filter(|e| e.id == sent) {
        event.source = Source::Outbox(id("letter"));
    }
    let letters = life.state().letters;
    let kinds: Vec<LetterKind> = letters.iter().map(|l| l.kind).collect();
    assert_eq!(kinds, [LetterKind::Availability, LetterKind::FollowUp]);
}
