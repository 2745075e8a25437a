//! How far context raises a reading, and what is then done with it.

use super::*;

#[test]
fn where_a_mail_belongs_makes_its_reading_surer_and_never_out_of_a_guess() {
    let mut search = Search::default();
    let receipt = mail_of("2026-03-02T09:00:00Z", "x", "a@b.example", C::Confirmation)
        .role("Data Analyst")
        .company("Northwind");
    assert_eq!(search.gets(&receipt), Ok(1));
    let app = &search.applications[0].1;
    let check = |confidence: f64, by, role: Option<&str>, expected: bool| {
        let mut reading =
            mail_of("2026-03-05T09:00:00Z", "x", "a@b.example", C::Rejection).reading();
        reading.confidence = confidence;
        reading.facts.role = role.map(str::to_owned);
        let found = Match::Existing {
            application: OWN,
            by,
            why: String::new(),
        };
        let got = confidence_in_context(&reading, &found, Some(app));
        assert_eq!(
            got >= verdict::VERY_SURE,
            expected,
            "{confidence} {by:?} {role:?}: {got}"
        );
    };
    check(0.92, Link::Thread, None, true);
    check(0.60, Link::Thread, None, false);
    check(0.93, Link::Company, None, false);
    check(0.93, Link::Company, Some("Data Analyst"), true);
    check(0.93, Link::Company, Some("Night Porter"), false);
}

#[test]
fn a_day_promised_by_somebody_known_asks_for_patience_in_however_few_words() {
    let mut search = Search::default();
    let receipt = mail_of("2026-03-02T09:00:00Z", "x", "a@b.example", C::Confirmation);
    assert_eq!(search.gets(&receipt.company("Northwind")), Ok(1));
    let app = &search.applications[0].1;
    let check = |class, promised: bool, by, expected: bool| {
        let mut reading = mail_of("2026-03-05T09:00:00Z", "x", "a@b.example", class).reading();
        reading.confidence = 0.45;
        reading.facts.promise = promised.then(|| PromiseFact {
            by: time("2026-03-09T09:00:00Z").date_naive(),
            strength: Strength::Hard,
        });
        let found = Match::Existing {
            application: OWN,
            by,
            why: String::new(),
        };
        let got = confidence_in_context(&reading, &found, Some(app));
        assert_eq!(got >= 0.6, expected, "{class} {promised} {by:?}: {got}");
    };
    check(C::StatusUpdate, true, Link::Thread, true);
    check(C::StatusUpdate, true, Link::Person, true);
    check(C::StatusUpdate, false, Link::Thread, false);
    check(C::StatusUpdate, true, Link::Company, false);
    check(C::Rejection, true, Link::Thread, false);
}

#[test]
fn heardback_acts_only_when_it_is_sure() {
    let existing = |by| Match::Existing {
        application: OWN,
        by,
        why: String::new(),
    };
    let check = |class, confidence, found: &Match, authentication, applies: bool| {
        let mut reading = mail_of("2026-03-05T09:00:00Z", "x", "a@b.example", class).reading();
        reading.confidence = confidence;
        let verdict = verdict(&reading, found, authentication, None);
        assert_eq!(
            verdict == Verdict::Apply,
            applies,
            "{class} {confidence} {found:?}: {verdict:?}"
        );
    };
    use Authentication::{Fail, Pass, Silent};
    let new = Match::New { why: String::new() };
    check(C::InterviewInvitation, 0.90, &new, Pass, true);
    check(C::InterviewInvitation, 0.89, &new, Pass, false);
    check(C::Rejection, 0.97, &existing(Link::Company), Pass, false);
    check(C::Rejection, 0.98, &existing(Link::Company), Silent, true);
    check(C::Rejection, 0.99, &existing(Link::Company), Fail, false);
    check(C::Rejection, 0.99, &existing(Link::Thread), Fail, true);
    check(
        C::Offer,
        0.99,
        &Match::Ask {
            candidates: vec![],
            why: String::new(),
        },
        Pass,
        false,
    );
    let mut doubtful = mail_of("2026-03-05T09:00:00Z", "x", "a@b.example", C::Offer).reading();
    doubtful.suspicions = vec![Suspicion::LinkTarget];
    assert_ne!(
        verdict(&doubtful, &existing(Link::Thread), Pass, None),
        Verdict::Apply
    );
    let sure = mail_of("2026-03-05T09:00:00Z", "x", "a@b.example", C::Offer).reading();
    assert_eq!(
        verdict(
            &sure,
            &existing(Link::Thread),
            Pass,
            Some("An offer after a no?")
        ),
        Verdict::Propose("An offer after a no?".to_owned())
    );
}
