//! `undo`, `pause`, a rejection and the sender, in every order: each ends in sent or not sent, and is told rightly.

use heardback_core::book::{DraftState, OutgoingState};
use heardback_core::id::OutboxId;
use heardback_core::outbox::Report;
use heardback_core::reading::{Class, Facts};
use heardback_core::rule::Action;
use heardback_core::step::Input;

use crate::common::Search;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Undo,
    Pause,
    Rejection,
    Skip,
    /// The sender takes the letter.
    Begin,
    /// The server's answer.
    Answer,
}

fn report(kind: usize) -> Report {
    let words = "the server's words".to_owned();
    match kind {
        0 => Report::Accepted { words },
        1 => Report::Deferred { words },
        2 => Report::NotSent { why: words },
        3 => Report::Refused { words },
        _ => Report::Uncertain { why: words },
    }
}

/// All orders of three events around a letter that is taken and answered for, `Begin` before `Answer`.
fn orders() -> Vec<Vec<Event>> {
    let mut out: Vec<Vec<Event>> = vec![Vec::new()];
    for _ in 0..5 {
        out = out
            .into_iter()
            .flat_map(|order| {
                let next = [
                    Event::Undo,
                    Event::Pause,
                    Event::Rejection,
                    Event::Skip,
                    Event::Begin,
                    Event::Answer,
                ];
                next.into_iter()
                    .filter(|e| !order.contains(e))
                    .filter(|e| *e != Event::Answer || order.contains(&Event::Begin))
                    .map(|e| order.iter().copied().chain([e]).collect())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    out.retain(|o| o.contains(&Event::Answer));
    out
}

/// What heardback handed to the server, told at once or kept for [`Event::Answer`].
fn play(order: &[Event], kind: usize) {
    let mut search = Search::thankful();
    search.says(Action::ThankYou, "send");
    let mut on_the_wire: Option<OutboxId> = None;
    let mut handed = 0;
    let mut stopped_before = false;
    for event in order {
        match event {
            Event::Undo => search.says(Action::ThankYou, "undo"),
            Event::Pause => search.says(Action::ThankYou, "pause"),
            Event::Skip => search.says(Action::ThankYou, "skip"),
            Event::Rejection => search.hears(search.now, Class::Rejection, Facts::default()),
            Event::Begin => {
                search.now += chrono::Duration::minutes(11);
                let step = search.decide(Input::Tick);
                for id in step.deliver {
                    if search.letters().iter().any(|l| l.id == id) {
                        handed += 1;
                        on_the_wire = Some(id);
                    } else {
                        let words = "ok".to_owned();
                        search.step(Input::Delivery {
                            row: id,
                            report: Report::Accepted { words },
                        });
                    }
                }
                continue;
            }
            Event::Answer => {
                if let Some(row) = on_the_wire.take() {
                    search.step(Input::Delivery {
                        row,
                        report: report(kind),
                    });
                }
                continue;
            }
        }
        stopped_before |= on_the_wire.is_none();
    }
    let stopped = order
        .iter()
        .any(|e| !matches!(e, Event::Begin | Event::Answer));
    let taken = handed;
    search.run_for(3 * 24 * 60);
    let accepted = search.accepted.len() + usize::from(taken == 1 && kind == 0);
    assert!(accepted <= 1, "twice: {order:?} {kind}");
    if stopped {
        assert!(
            search.accepted.is_empty(),
            "left after a stop: {order:?} {kind}"
        );
    }
    if order
        .iter()
        .position(|e| *e == Event::Begin)
        .is_some_and(|at| at > 0)
        && stopped_before
        && order[0] != Event::Begin
    {
        assert_eq!(taken, 0, "taken after a stop: {order:?} {kind}");
    }
    for letter in search.letters() {
        let settled = matches!(
            letter.state,
            OutgoingState::Sent
                | OutgoingState::Cancelled
                | OutgoingState::Refused
                | OutgoingState::Uncertain
        ) || (order.contains(&Event::Pause)
            && matches!(
                letter.state,
                OutgoingState::Queued | OutgoingState::Deferred
            ));
        assert!(settled, "{:?} after {order:?} {kind}", letter.state);
        let draft = letter.draft.map(|id| search.book.drafts[&id].state);
        let told = match letter.state {
            OutgoingState::Sent => draft == Some(DraftState::Sent),
            OutgoingState::Refused => draft == Some(DraftState::Refused),
            OutgoingState::Cancelled => {
                !matches!(draft, Some(DraftState::Sent | DraftState::Approved))
            }
            OutgoingState::Held
            | OutgoingState::Queued
            | OutgoingState::Sending
            | OutgoingState::Deferred
            | OutgoingState::Uncertain => true,
        };
        assert!(
            told,
            "{draft:?} of a letter that is {:?} after {order:?} {kind}",
            letter.state
        );
    }
}

#[test]
fn every_order_of_stop_and_sender_ends_in_sent_or_not_sent() {
    let orders = orders();
    assert!(orders.len() > 200);
    for (number, order) in orders.iter().enumerate() {
        // Each order with one kind of answer; all kinds over the whole.
        play(order, number % 5);
    }
    for kind in 0..5 {
        for stop in [Event::Undo, Event::Pause, Event::Rejection, Event::Skip] {
            play(&[Event::Begin, stop, Event::Answer], kind);
            play(&[Event::Begin, Event::Answer, stop], kind);
            play(&[stop, Event::Begin, Event::Answer], kind);
        }
    }
}
