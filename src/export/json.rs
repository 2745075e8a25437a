//! JSON: one object, versioned; keys may be added, never change their meaning (docs/export.md).

use heardback_core::application::{Application, Interview, Obligation};
use heardback_core::book::Book;
use heardback_core::moment::Time;
use heardback_core::policy::Policy;
use serde_json::{Value, json};

use crate::{standing, words};

/// Goes up when a key changes its meaning.
const VERSION: u32 = 1;

pub(super) fn export(book: &Book, policy: &Policy, now: Time) -> String {
    let zone = policy.owner.zone;
    let applications: Vec<Value> = book.states().map(|a| application(book, a)).collect();
    let waits: Vec<Value> = standing::waiting(book, now)
        .iter()
        .map(|r| json!({"reminder": r.id, "application": r.application, "action": r.action, "rule": r.rule, "since": r.at, "drafts": r.shows.len()}))
        .collect();
    let next: Vec<Value> = standing::ahead(book, policy, now)
        .iter()
        .map(|d| json!({"at": d.due_at, "application": d.application, "action": d.action, "rule": d.rule, "because": d.because.words, "rests_on": d.because.message_id}))
        .collect();
    let all = json!({"heardback_export": VERSION, "made_at": now, "zone": zone.name(), "paused": book.settings.paused, "applications": applications, "waits": waits, "next": next});
    let mut text = serde_json::to_string_pretty(&all).unwrap_or_default();
    text.push('\n');
    text
}

fn application(book: &Book, app: &Application) -> Value {
    let people: Vec<Value> = app
        .people
        .iter()
        .map(|p| json!({"name": p.name, "email": p.email, "part": p.part}))
        .collect();
    let interviews: Vec<Value> = app.interviews.iter().map(interview).collect();
    let owed: Vec<Value> = app.obligations.iter().map(obligation).collect();
    let history: Vec<Value> = words::history(book, app.id)
        .iter()
        .map(|e| json!({"at": e.at, "event": e.kind.name(), "source": e.source, "words": words::told(e)}))
        .collect();
    let promise = app.promise.as_ref().map(|p| json!({"by": p.by, "strength": p.strength, "stated_at": p.stated_at, "missed": p.missed}));
    let offer = app
        .offer
        .as_ref()
        .map(|o| json!({"at": o.at, "deadline": o.deadline}));
    json!({
        "application": app.id, "company": app.company, "role": app.role, "requisition": app.requisition, "agency": app.agency,
        "status": app.status(), "phase": app.phase, "outcome": app.outcome, "turn": app.turn, "opened_at": app.opened_at,
        "people": people, "interviews": interviews, "obligations": owed, "promise": promise,
        "quiet_until": app.quiet.as_ref().and_then(|q| q.until), "offer": offer,
        "transitions": app.transitions.iter().map(|t| json!({"at": t.at, "from": t.from, "to": t.to, "because": t.because})).collect::<Vec<_>>(),
        "history": history,
    })
}

fn interview(interview: &Interview) -> Value {
    json!({"state": interview.state, "round": interview.round, "start": interview.start, "end": interview.end, "zone": interview.zone, "medium": interview.medium, "place": interview.place, "people": interview.people, "slots": interview.slots, "answer_by": interview.answer_by})
}

fn obligation(owed: &Obligation) -> Value {
    json!({"by": owed.by, "kind": owed.kind, "what": owed.what, "due": owed.due, "opened_at": owed.opened_at, "closed_at": owed.closed_at})
}
