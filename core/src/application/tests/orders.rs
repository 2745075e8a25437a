//! Any order of arrival gives one state.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::main_path::calendar;
use super::*;

/// What can happen, each with its own hour: mail of theirs, letters, the clock, the owner.
fn happening(number: usize, pick: u8, hour: i64, linked: bool) -> Event {
    let at = time("2026-03-01T08:00:00Z") + TimeDelta::hours(hour);
    let name = format!("m{number}");
    let mut mail = heard(&name, Class::StatusUpdate);
    if linked {
        mail.references = vec![id("m0")];
    }
    let start = zoned("2026-03-05T14:00:00Z") + TimeDelta::hours(i64::from(pick % 4) * 20);
    let interview = Some(InterviewFact {
        start: Some(start),
        ..InterviewFact::default()
    });
    let mut by_calendar = |uid: &str, sequence: i64, method| {
        mail.facts.calendar = Some(CalendarFact {
            stamp: Some(at),
            ..calendar(uid, sequence, "2026-03-01T00:00:00Z", method)
        });
    };
    let class = match pick % 21 {
        0 => Class::Confirmation,
        1 => Class::InterviewInvitation,
        2 => Class::InterviewConfirmation,
        3 => {
            by_calendar("u1", 0, Method::Request);
            Class::InterviewConfirmation
        }
        4 => {
            by_calendar("u1", 1, Method::Request);
            Class::InterviewReschedule
        }
        5 => {
            by_calendar("u1", 0, Method::Cancel);
            Class::InterviewCancellation
        }
        6 => {
            by_calendar("u2", 0, Method::Request);
            Class::InterviewConfirmation
        }
        7 => Class::InterviewReschedule,
        8 => Class::InterviewCancellation,
        9 => Class::Assessment,
        10 => Class::InformationRequest,
        11 => Class::Offer,
        12 => Class::Rejection,
        13 => Class::PositionClosed,
        14 => Class::Other,
        _ => Class::StatusUpdate,
    };
    let kind = match pick % 21 {
        15 => EventKind::InterviewEnded {
            start: start.to_utc(),
        },
        16 => EventKind::WentQuiet,
        17 => EventKind::OwnerSet(Box::new(OwnerSet {
            outcome: Some(Outcome::Open),
            ..OwnerSet::default()
        })),
        18 => EventKind::Wrote(Box::new(Wrote {
            message_id: id(&name),
            to: vec![dana()],
            kind: LetterKind::Availability,
            by: Author::Owner,
            subject: String::new(),
            in_reply_to: Some(id("m1")),
            facts: Facts::default(),
        })),
        19 => EventKind::OfferAccepted,
        20 => EventKind::Notes {
            start: None,
            text: "They will let me know by March 20.".to_owned(),
        },
        _ => {
            mail.class = class;
            mail.facts.promise = pick.is_multiple_of(5).then_some(PromiseFact {
                by: day("2026-03-12"),
                strength: Strength::Hard,
            });
            if class != Class::StatusUpdate {
                mail.facts.interview = interview;
            }
            EventKind::Heard(Box::new(mail))
        }
    };
    let clock = matches!(
        kind,
        EventKind::InterviewEnded { .. } | EventKind::WentQuiet
    );
    let source = match kind.message_id() {
        Some(message_id) => Source::Mail(message_id.clone()),
        None if clock => Source::Clock,
        None => Source::Owner,
    };
    Event {
        id: EventId(0),
        application: OWN,
        at,
        recorded_at: at,
        source,
        kind,
    }
}

/// Numbers are given as events arrive: the state may not depend on them.
fn numbered(events: &[Event]) -> Vec<Event> {
    events
        .iter()
        .enumerate()
        .map(|(n, e)| Event {
            id: EventId(u32::try_from(n).unwrap() + 1),
            ..e.clone()
        })
        .collect()
}

fn without_numbers(state: Option<Application>) -> Option<Application> {
    state.map(|mut state| {
        for transition in &mut state.transitions {
            transition.event = EventId(0);
        }
        for obligation in &mut state.obligations {
            obligation.opened_by = EventId(0);
        }
        state
    })
}

fn lives() -> impl Strategy<Value = (Vec<Event>, Vec<usize>)> {
    prop::collection::vec((0u8..=254, 0i64..200, any::<bool>()), 1..14).prop_flat_map(|picks| {
        let events: Vec<Event> = picks
            .into_iter()
            .enumerate()
            .map(|(n, (pick, hour, linked))| happening(n, pick, hour, linked))
            .collect();
        let order: Vec<usize> = (0..events.len()).collect();
        (Just(events), Just(order).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_order_of_arrival_gives_one_state((events, order) in lives()) {
        let shuffled: Vec<Event> = order.iter().map(|n| events[*n].clone()).collect();
        let told = without_numbers(fold(OWN, &numbered(&events)));
        let arrived = without_numbers(fold(OWN, &numbered(&shuffled)));
        prop_assert_eq!(told, arrived);
    }

    #[test]
    fn mail_arriving_twice_changes_nothing((events, order) in lives()) {
        let mut doubled = events.clone();
        doubled.extend(order.iter().map(|n| events[*n].clone()).filter(|e| matches!(e.source, Source::Mail(_))));
        let once = without_numbers(fold(OWN, &numbered(&events)));
        let twice = without_numbers(fold(OWN, &numbered(&doubled)));
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn taking_an_event_back_is_never_having_seen_it((events, order) in lives()) {
        let all = numbered(&events);
        let taken = all[order[0] % all.len()].clone();
        let mut retracted = all.clone();
        retracted.push(Event {
            id: EventId(1000),
            source: Source::Owner,
            kind: EventKind::Retracted { event: taken.id },
            ..taken.clone()
        });
        let never: Vec<Event> = all.into_iter().filter(|e| e.id != taken.id).collect();
        prop_assert_eq!(fold(OWN, &retracted), fold(OWN, &never));
    }

    #[test]
    fn the_phase_never_goes_down((events, _order) in lives()) {
        let mut events = numbered(&events);
        events.retain(|e| !matches!(e.kind, EventKind::OwnerSet(_)));
        events.sort_by_key(|e| e.at);
        let phases: Vec<Phase> = (1..=events.len())
            .filter_map(|n| fold(OWN, &events[..n]))
            .map(|a| a.phase)
            .collect();
        prop_assert!(phases.is_sorted(), "{phases:?}");
    }

    #[test]
    fn the_clock_always_comes_to_rest((events, _order) in lives()) {
        let mut life = Life { events: numbered(&events) };
        if fold(OWN, &life.events).is_some() {
            let before = life.events.len();
            life.let_time_pass("2027-01-01T00:00:00Z");
            prop_assert!(life.events.len() < before + 40);
            let left = clock_events(&life.state(), &rules(), time("2027-01-01T00:00:00Z"));
            prop_assert!(left.is_empty(), "{left:?}");
        }
    }
}

#[test]
fn hearing_the_newest_event_equals_folding_all() {
    let mut seed = 0x9e37_79b9_u64;
    let mut draw = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    let mut spared = 0;
    for _ in 0..200 {
        let mut events: Vec<Event> = Vec::new();
        let mut known: Option<Application> = None;
        for number in 0..12 {
            let pick = u8::try_from(draw(255)).unwrap();
            let hour = i64::try_from(draw(900)).unwrap();
            let event = Event {
                id: EventId(u32::try_from(number).unwrap() + 1),
                ..happening(number, pick, hour, draw(2) == 0)
            };
            let grown = known
                .as_ref()
                .and_then(|state| with_newest(state, &events, &event));
            events.push(event);
            known = fold(events[0].application, &events);
            if let Some((state, _)) = grown {
                assert_eq!(Some(&state), known.as_ref());
                spared += 1;
            }
        }
    }
    assert!(spared > 300, "{spared}");
}

/// Two mails of one second have no order of their own: whichever comes in first, how far it had come stays, and the end stands.
#[test]
fn an_end_in_the_same_second_takes_nothing_back() {
    let at = "2026-03-04T11:00:00Z";
    for (invitation, end) in [("m7", "m10"), ("m1", "m2")] {
        let mut life = Life::default();
        life.hears("2026-03-03T02:00:00Z", "m0", Class::Assessment, |_| {});
        life.hears(at, invitation, Class::InterviewConfirmation, |_| {});
        let before = life.state().phase;
        assert_eq!(before, Phase::Interview);
        life.hears(at, end, Class::PositionClosed, |_| {});
        assert_eq!(life.state().phase, before, "{invitation} and {end}");
        assert_eq!(life.state().outcome, Outcome::PositionClosed);
    }
}
