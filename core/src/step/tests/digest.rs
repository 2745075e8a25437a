//! The weekly look at the whole search (S1), as it arrives.

use super::*;

#[test]
fn the_digest_carries_the_funnel_as_a_picture_and_as_text() {
    let mut search = Search::new();
    search.run("2026-03-08T20:00:00-04:00");
    search.now = time("2026-03-09T08:30:00-04:00");
    let step = search.step(Input::Tick);
    let mime = step.changes.iter().find_map(|change| {
        let Change::Outgoing(row) = change else {
            return None;
        };
        row.mime.contains("image/png").then(|| row.mime.clone())
    });
    let mime = mime.expect("a digest");
    let mail = parse(mime.as_bytes());
    assert!(
        mail.body.newest.contains("How far they came:")
            && mail
                .body
                .newest
                .contains("Interview     1   all still open"),
        "{}",
        mail.body.newest
    );
    assert!(mime.contains("Content-Type: image/png"));
    assert!(mime.contains("Content-Disposition: inline; filename=\"search.png\""));
}

/// A word of Saturday's that is understood on Monday afternoon waits for the next Monday.
#[test]
fn what_is_learned_after_the_hour_of_the_digest_makes_none_late() {
    let mut search = Search::new();
    search.hears(
        "2026-03-05T11:00:00-05:00",
        Class::Rejection,
        Facts::default(),
    );
    search.run("2026-03-16T16:00:00-04:00");
    let told = search.reminders(Action::Digest);
    assert_eq!(told, [time("2026-03-09T08:30:00-04:00")]);
    let record = &search.book.applications[&ApplicationId(1)];
    let mut event = record.events.last().unwrap().clone();
    event.id = EventId(search.book.last_event.0 + 1);
    event.at = time("2026-03-14T10:00:00-04:00");
    event.recorded_at = search.now;
    if let EventKind::Heard(heard) = &mut event.kind {
        heard.class = Class::InterviewInvitation;
        heard.references = vec![heard.message_id.clone()];
        heard.message_id = MessageId::new("anew@juniperfreight.example").unwrap();
    }
    search.book.apply(&Change::Event(event));
    search.run("2026-03-22T20:00:00-04:00");
    assert_eq!(search.reminders(Action::Digest), told);
    search.run("2026-03-23T10:00:00-04:00");
    let next = time("2026-03-23T08:30:00-04:00");
    assert_eq!(search.reminders(Action::Digest), [told[0], next]);
}
