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
