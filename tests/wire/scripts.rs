//! Servers too broken, or too hostile, for a model.

use heardback::connect::{Error as Unconnected, Login, Tls};
use heardback::imap::{Error, ErrorKind, Fetcher, ImapAccount, Session, Window};
use heardback::smtp::{NotSent, Outcome, SmtpAccount, deliver};
use heardback_sandbox::Protocol;

use crate::peer::{OWNER, envelope, mail, scripted};

const PLACE: &str = "mail.home.test:993";

#[tokio::test(start_paused = true)]
async fn words_put_behind_starttls_end_the_connection() {
    let early = Unconnected::EarlyBytes {
        place: PLACE.to_owned(),
    };
    check_starttls(
        "S: * OK hello\nC: STARTTLS\nS> {tag} OK go on\\r\\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\\r\\n\n! stall",
        &early,
    )
    .await;
    let outcome = send(
        Tls::StartTls,
        "S: 220 hello\nC: EHLO\nS: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS> 220 go on\\r\\n250 AUTH PLAIN\\r\\n\n! stall",
    )
    .await;
    assert_eq!(
        outcome,
        Outcome::NotSent {
            kind: NotSent::Setup,
            why: early.to_string()
        }
    );
}

#[tokio::test(start_paused = true)]
async fn without_starttls_nothing_is_said() {
    let none = Unconnected::NoStartTls {
        place: PLACE.to_owned(),
    };
    check_starttls(
        "S: * OK hello\nC: STARTTLS\nS: {tag} BAD unknown\n! stall",
        &none,
    )
    .await;
    check_starttls("S: * PREAUTH you are in\n! stall", &none).await;
    let outcome = send(
        Tls::StartTls,
        "S: 220 hello\nC: EHLO\nS: 250-x\nS: 250 AUTH PLAIN LOGIN\n! stall",
    )
    .await;
    assert_eq!(
        outcome,
        Outcome::NotSent {
            kind: NotSent::Setup,
            why: none.to_string()
        }
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_no_imap_server_is_called_so() {
    for (greeting, expected) in [
        ("S: 220 smtp here", ErrorKind::Protocol),
        ("S: * BYE too many connections", ErrorKind::Busy),
        ("S: * BYE [UNAVAILABLE] maintenance", ErrorKind::Busy),
        ("S: * NO", ErrorKind::Protocol),
        ("S> * OK half a gree", ErrorKind::Network),
        ("! close", ErrorKind::Network),
        ("! stall", ErrorKind::Network),
    ] {
        let opened = open(Tls::PlainLoopback, greeting).await;
        assert_eq!(opened.unwrap_err().kind(), expected, "{greeting}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_another_command_is_not_the_end_of_ours() {
    let script = logged_in(
        "C: EXAMINE\nS: * 1 EXISTS\nS: H999 OK not yours\nS: * OK [UIDVALIDITY 7] x\nS: {tag} OK [READ-ONLY] done\n\
         C: UID SEARCH\nS: * SEARCH 4\nS: * 2 EXISTS\nS: {tag} OK\n\
         C: UID FETCH 4 (UID FLAGS RFC822.SIZE BODY.PEEK[]<0.262144>)\n\
         S: * 9 FETCH (UID 99 BODY[]<0> {3}\nS: abc)\nS: * 1 FETCH (FLAGS (\\\\Seen))\n\
         S: * 1 FETCH (BODY[]<0> {5}\nS: hello UID 4 RFC822.SIZE 5)\nS: {tag} OK",
    );
    let mut session = open(Tls::PlainLoopback, &script).await.unwrap();
    let examined = session.examine("INBOX").await.unwrap();
    assert_eq!(
        (examined.uid_validity, examined.exists, examined.uid_next),
        (7, 1, None)
    );
    let mut fetcher = Fetcher::default();
    fetcher
        .list(&mut session, &examined, Window::After(0))
        .await
        .unwrap();
    let progress = fetcher.next(&mut session).await;
    assert_eq!(progress.items.len(), 1);
    assert_eq!(progress.highest_uid, 4);
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let script = logged_in("C: EXAMINE\nS> * 1 FETCH (BODY[] {4000000000}\\r\\nabc\n! stall");
    let mut session = open(Tls::PlainLoopback, &script).await.unwrap();
    assert_eq!(
        session.examine("INBOX").await.unwrap_err().kind(),
        ErrorKind::Protocol
    );
}

#[tokio::test(start_paused = true)]
async fn after_the_text_only_an_answer_is_an_answer() {
    for (answer, expected) in [
        ("S: 250 queued", "accepted"),
        ("S: 250-one\nS: 250 two", "accepted"),
        ("S: 554 no", "refused 554"),
        ("S: 451 later", "deferred 451"),
        ("S: 421 closing", "uncertain"),
        ("S: 354 go on", "uncertain"),
        ("S: hello", "uncertain"),
        ("S> 25", "uncertain"),
        ("S> 250 queu", "uncertain"),
        ("S: 250-one", "uncertain"),
        ("! close", "uncertain"),
        ("! stall", "uncertain"),
        ("! wait 500\nS: 250 at last", "accepted"),
        ("! wait 900\nS: 250 too late", "uncertain"),
    ] {
        let script = format!("{TO_THE_TEXT}\n! dot\n{answer}");
        let outcome = send(Tls::PlainLoopback, &script).await;
        assert_eq!(name(&outcome), expected, "{answer}: {outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn before_the_text_nothing_was_sent() {
    for (script, expected) in [
        ("S: 554 go away", "not sent: Setup"),
        ("S: 421 too busy", "not sent: Busy"),
        ("! close", "not sent: Network"),
        ("! stall", "not sent: Network"),
        ("S: * OK imap here", "not sent: Network"),
        (
            "S: 220 x\nC: EHLO\nS: 250 x\nC: EHLO\nS: 250 x",
            "not sent: Setup",
        ),
        (
            "S: 220 x\nC: EHLO\nS: 250 x\nC: EHLO\nS: 250-x\nS: 250 AUTH PLAIN\nC: AUTH\nS: 535 no",
            "not sent: Auth",
        ),
        (
            "S: 220 x\nC: EHLO\nS: 250 x\nC: EHLO\nS: 250-x\nS: 250 AUTH PLAIN\nC: AUTH\nS: 454 not now",
            "not sent: Busy",
        ),
        (
            &format!("{TO_MAIL}\nC: MAIL\nS: 552 too large"),
            "refused 552",
        ),
        (
            &format!("{TO_MAIL}\nC: MAIL\nS: 421 closing"),
            "deferred 421",
        ),
        (&format!("{TO_MAIL}\nC: MAIL\n! stall"), "not sent: Network"),
        (
            &format!("{TO_MAIL}\nC: MAIL\nS: 250 x\nC: RCPT\nS: 550-no\nS: 550 such user"),
            "refused 550",
        ),
        (
            &format!("{TO_MAIL}\nC: MAIL\nS: 250 x\nC: RCPT\nS: 354 what"),
            "not sent: Protocol",
        ),
        (
            &format!("{TO_MAIL}\nC: MAIL\nS: 250 x\nC: RCPT\nS: 250 x\nC: DATA\nS: 250 what"),
            "not sent: Protocol",
        ),
        (
            &format!("{TO_MAIL}\nC: MAIL\nS: 250 x\nC: RCPT\nS: 250 x\nC: DATA\nS: 451 no"),
            "deferred 451",
        ),
        (
            &format!("{TO_MAIL}\nC: MAIL\nS: 250 x\nC: RCPT\nS: 250 x\nC: DATA\n! close"),
            "not sent: Network",
        ),
    ] {
        let outcome = send(Tls::PlainLoopback, script).await;
        assert_eq!(name(&outcome), expected, "{script}: {outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_told_and_not_swallowed_by_its_challenge() {
    // Google's and RFC 7628's: a challenge with the reason first, then the refusal.
    for (mechanism, answer) in [("XOAUTH2", ""), ("OAUTHBEARER", "AQ==")] {
        let script = format!(
            "S: 220 x\nC: EHLO\nS: 250 x\nC: EHLO\nS: 250-x\nS: 250 AUTH {mechanism}\nC: AUTH {mechanism}\n\
             S: 334 eyJzdGF0dXMiOiI0MDEifQ==\nC: {answer}\nS: 535 expired"
        );
        let outcome = deliver(
            &account(Tls::PlainLoopback, &script, Login::with_token(OWNER, "t")),
            &envelope(),
            &mail(1),
        )
        .await;
        assert_eq!(name(&outcome), "not sent: Auth", "{outcome:?}");
        let script = format!(
            "S: * OK x\nC: CAPABILITY\nS: * CAPABILITY IMAP4rev1 SASL-IR AUTH={mechanism}\nS: {{tag}} OK\n\
             C: AUTHENTICATE {mechanism}\nS: + eyJzdGF0dXMiOiI0MDEifQ==\nC: {answer}\nS: H2 NO [AUTHENTICATIONFAILED] x"
        );
        let account = ImapAccount {
            name: "test".to_owned(),
            server: scripted(Protocol::Imap, Tls::PlainLoopback, &[&script]),
            login: Login::with_token(OWNER, "t"),
        };
        assert_eq!(
            Session::open(&account).await.unwrap_err().kind(),
            ErrorKind::Auth
        );
    }
}

const TO_MAIL: &str = "S: 220 x\nC: EHLO\nS: 250 x\nC: EHLO\nS: 250-x\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\n\
                       S: 334 VXNlcm5hbWU6\nC: b3duZXJAaG9tZS50ZXN0\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 x";
const TO_THE_TEXT: &str = "S: 220 x\nC: EHLO\nS: 250 x\nC: EHLO\nS: 250-x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN\nS: 235 x\n\
                           C: MAIL\nS: 250 x\nC: RCPT\nS: 251 x\nC: DATA\nS: 354 x";

/// A script up to where the session is open.
fn logged_in(rest: &str) -> String {
    format!(
        "S: * OK x\nC: CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: {{tag}} OK\nC: LOGIN \"owner@home.test\" \"secret\"\n\
         S: {{tag}} OK\nC: CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: {{tag}} OK\n{rest}"
    )
}

async fn check_starttls(script: &str, expected: &Unconnected) {
    match open(Tls::StartTls, script).await {
        Err(Error::Connect(error)) => assert_eq!(&error, expected),
        other => panic!("{other:?} and not {expected:?}"),
    }
}

async fn open(tls: Tls, script: &str) -> Result<Session, Error> {
    let account = ImapAccount {
        name: "test".to_owned(),
        server: scripted(Protocol::Imap, tls, &[script]),
        login: Login::with_password(OWNER, "secret"),
    };
    Session::open(&account).await
}

async fn send(tls: Tls, script: &str) -> Outcome {
    let account = account(tls, script, Login::with_password(OWNER, "secret"));
    deliver(&account, &envelope(), &mail(1)).await
}

fn account(tls: Tls, script: &str, login: Login) -> SmtpAccount {
    SmtpAccount {
        name: "test".to_owned(),
        server: scripted(Protocol::Smtp, tls, &[script]),
        login: Some(login),
    }
}

fn name(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted { .. } => "accepted".to_owned(),
        Outcome::Refused { code, .. } => format!("refused {code}"),
        Outcome::Deferred { code, .. } => format!("deferred {code}"),
        Outcome::Uncertain { .. } => "uncertain".to_owned(),
        Outcome::NotSent { kind, .. } => format!("not sent: {kind:?}"),
    }
}
