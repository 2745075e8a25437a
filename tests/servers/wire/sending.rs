//! Handing mail over to Exim, and to a server that goes wrong.

use std::time::Duration;

use heardback::connect::{Login, Tls};
use heardback::smtp::{Envelope, NotSent, Outcome, Phase, SmtpAccount, deliver, deliver_with};

use super::{as_stored, mail, runtime};
use crate::host::{FERNHILL, Host, OWNER, QUARRY};

#[test]
fn a_mail_arrives_once_at_each_recipient_and_nowhere_else() {
    let host = Host::start();
    let text = "Subject: Thank you\r\n\r\n.\r\n..\r\n.hidden\r\nna\u{ef}ve\r\n.\r\n";
    let starttls = SmtpAccount {
        server: host.server("SUBMISSION", Tls::StartTls),
        ..host.smtp(OWNER)
    };
    for (account, to) in [(host.smtp(OWNER), FERNHILL), (starttls, QUARRY)] {
        let outcome = send(&account, to, text);
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
        let arrived = host.wait_for_mails(to, "", 1);
        assert!(arrived[0].ends_with(&as_stored(text)), "{:?}", arrived[0]);
    }
    assert_eq!(host.mails(FERNHILL, "").len(), 1);
    assert_eq!(host.mails(QUARRY, "").len(), 1);
    assert_eq!(host.mails(OWNER, "").len(), 0);
}

#[test]
fn a_refusal_is_told_from_patience_and_from_our_own_faults() {
    let host = Host::start_with(&[("SIZE_LIMIT", "100K")]);
    let account = host.smtp(OWNER);
    let text = mail(1, 500);
    let refused = send(&account, "nosuch@fernhill.test", &text);
    assert!(
        matches!(refused, Outcome::Refused { code: 550, .. }),
        "{refused:?}"
    );
    let deferred = send(&account, "greylist@fernhill.test", &text);
    assert!(
        matches!(deferred, Outcome::Deferred { code: 451, .. }),
        "{deferred:?}"
    );
    check_not_sent(&account, FERNHILL, &mail(1, 200_000), NotSent::Unfit);
    check_not_sent(
        &account,
        FERNHILL,
        "Subject: x\r\n\r\nbare\n.\r\n",
        NotSent::Unfit,
    );
    check_not_sent(&account, "hr@fernhill.test>\r\nDATA", &text, NotSent::Unfit);
    let wrong = SmtpAccount {
        login: Some(Login::with_password(OWNER, "wrong")),
        ..account.clone()
    };
    check_not_sent(&wrong, FERNHILL, &text, NotSent::Auth);
    let mut tokens = account.clone();
    tokens.login = Some(Login::with_token(OWNER, "token"));
    check_not_sent(&tokens, FERNHILL, &text, NotSent::Setup);
    let mut wrong_port = account.clone();
    wrong_port.server.port = host.port("SUBMISSION");
    check_not_sent(&wrong_port, FERNHILL, &text, NotSent::Setup);
    assert!(host.mails(FERNHILL, "").is_empty());
}

#[test]
fn one_refused_recipient_means_that_nobody_gets_it() {
    let host = Host::start();
    let envelope = Envelope {
        from: OWNER.to_owned(),
        to: vec![FERNHILL.to_owned(), "nosuch@quarry.test".to_owned()],
    };
    let outcome = runtime().block_on(deliver(
        &host.smtp(OWNER),
        &envelope,
        mail(1, 500).as_bytes(),
    ));
    assert!(
        matches!(outcome, Outcome::Refused { code: 550, .. }),
        "{outcome:?}"
    );
    assert!(send(&host.smtp(OWNER), FERNHILL, &mail(2, 500)) != outcome);
    assert_eq!(host.wait_for_mails(FERNHILL, "", 1).len(), 1);
}

#[test]
fn whatever_happens_after_the_text_is_called_by_its_name() {
    let mut host = Host::start();
    let account = host.faulty_smtp();
    for (fault, expected, accepted) in [
        ("nosuch", "refused", 0),
        ("greylist", "deferred", 0),
        ("nodata", "not sent", 0),
        ("rejected", "refused", 0),
        ("later", "deferred", 0),
        ("closing", "uncertain", 0),
        ("lost", "uncertain", 0),
        ("drop", "uncertain", 1),
        ("rubbish", "uncertain", 1),
        ("anyone", "accepted", 1),
    ] {
        let before = host.accepted_by_faulty().len();
        let outcome = send(&account, &format!("{fault}@quarry.test"), &mail(1, 500));
        assert_eq!(name(&outcome), expected, "{fault}: {outcome:?}");
        assert_eq!(
            host.accepted_by_faulty().len() - before,
            accepted,
            "{fault}"
        );
    }
}

#[test]
fn a_server_that_falls_silent_after_the_text_has_ten_minutes() {
    let mut host = Host::start();
    let account = host.faulty_smtp();
    runtime().block_on(async {
        let mut phases = Vec::new();
        let envelope = envelope("stall@quarry.test");
        let text = mail(1, 500);
        let mut note = |phase| phases.push(phase);
        let delivery = deliver_with(&account, &envelope, text.as_bytes(), &mut note);
        assert!(
            tokio::time::timeout(Duration::from_secs(2), delivery)
                .await
                .is_err()
        );
        assert_eq!(phases.last(), Some(&Phase::Text));
    });
}

fn check_not_sent(account: &SmtpAccount, to: &str, text: &str, expected: NotSent) {
    let outcome = send(account, to, text);
    let Outcome::NotSent { kind, why } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(kind, expected, "{why}");
}

fn send(account: &SmtpAccount, to: &str, text: &str) -> Outcome {
    runtime().block_on(deliver(account, &envelope(to), text.as_bytes()))
}

fn envelope(to: &str) -> Envelope {
    Envelope {
        from: OWNER.to_owned(),
        to: vec![to.to_owned()],
    }
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Refused { .. } => "refused",
        Outcome::Deferred { .. } => "deferred",
        Outcome::Uncertain { .. } => "uncertain",
        Outcome::NotSent { .. } => "not sent",
    }
}
