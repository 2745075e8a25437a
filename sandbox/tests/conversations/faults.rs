use crate::client::{ANN, Client, SAM, host};
use heardback_sandbox::{Effect, Event, Fault, Host, Point, Protocol, Settings, Weather};
use std::time::Duration;
use tokio::time::{Instant, timeout};

const TEXT: &str = "Subject: hello\r\n\r\nThank you.";

fn with(fault: Fault) -> Host {
    let host = host(Settings::default());
    host.faults().add(fault);
    host
}

fn on_dot(what: Effect) -> Host {
    with(Fault::on(Protocol::Smtp, "DOT", what))
}

/// Submits one message. The answer after the dot, and how many messages the host has taken responsibility for.
async fn submit(host: &Host) -> (String, usize) {
    let answer = Client::smtp(host).await.submit(&[ANN], TEXT).await;
    (answer, host.accepted().len())
}

#[tokio::test(start_paused = true)]
async fn an_answer_lost_after_the_dot_may_hide_an_acceptance_or_not() {
    assert_eq!(submit(&on_dot(Effect::DropAfter)).await, (String::new(), 1));
    assert_eq!(submit(&on_dot(Effect::Drop)).await, (String::new(), 0));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_the_dot_accepts_nothing_and_strikes_once() {
    let host = on_dot(Effect::Answer("451 4.3.0 later".into()));
    assert_eq!(submit(&host).await, ("451 4.3.0 later\r\n".into(), 0));
    assert_eq!(submit(&host).await.1, 1);
}

#[tokio::test(start_paused = true)]
async fn any_smtp_command_can_be_refused() {
    for (name, command) in [
        ("MAIL", "MAIL FROM:<sam@mailbox.example>"),
        ("EHLO", "EHLO laptop"),
        ("NOOP", "NOOP"),
    ] {
        let host = host(Settings::default());
        let mut client = Client::smtp(&host).await;
        host.faults().add(Fault::on(
            Protocol::Smtp,
            name,
            Effect::Answer("550 5.1.1 no".into()),
        ));
        assert_eq!(client.reply(command).await, "550 5.1.1 no\r\n", "{name}");
        assert!(client.reply(command).await.starts_with("250"), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_recipient_of_two_can_be_refused() {
    let host = with(
        Fault::on(
            Protocol::Smtp,
            "RCPT",
            Effect::Answer("550 5.1.1 no".into()),
        )
        .after(1),
    );
    Client::smtp(&host)
        .await
        .submit(&[ANN, "else@where.example"], TEXT)
        .await;
    assert_eq!(host.accepted()[0].envelope.to, [ANN]);
}

#[tokio::test(start_paused = true)]
async fn a_farewell_ends_the_session_in_either_protocol() {
    let host = on_dot(Effect::Bye("going down".into()));
    assert_eq!(submit(&host).await, ("421 4.3.2 going down\r\n".into(), 0));
    host.faults().add(Fault::on(
        Protocol::Imap,
        "NOOP",
        Effect::Bye("going down".into()),
    ));
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    client.send("t NOOP\r\n").await;
    assert_eq!(client.rest().await, "* BYE going down\r\n");
}

#[tokio::test(start_paused = true)]
async fn a_stalled_host_says_nothing_and_a_slow_one_says_it_late() {
    let stalled = on_dot(Effect::StallAfter);
    let mut client = Client::smtp(&stalled).await;
    assert!(
        timeout(Duration::from_secs(3_600), client.submit(&[ANN], TEXT))
            .await
            .is_err()
    );
    assert_eq!(stalled.accepted().len(), 1);

    let slow = on_dot(Effect::Delay(Duration::from_secs(120)));
    let before = Instant::now();
    assert!(submit(&slow).await.0.starts_with("250"));
    assert_eq!(before.elapsed().as_secs(), 120);
}

#[tokio::test(start_paused = true)]
async fn a_tagged_refusal_carries_the_commands_tag() {
    let host = with(Fault::on(
        Protocol::Imap,
        "FETCH",
        Effect::Answer("NO [UNAVAILABLE] later".into()),
    ));
    host.deliver(SAM, b"Subject: a\r\n\r\n").unwrap();
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    assert_eq!(
        client.ask("UID FETCH 1 FLAGS").await,
        Err("t NO [UNAVAILABLE] later".into())
    );
    assert!(client.ask("UID FETCH 1 FLAGS").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_literal_can_be_refused_before_it_is_sent() {
    let host = with(Fault::on(
        Protocol::Imap,
        "LITERAL",
        Effect::Answer("NO [OVERQUOTA] full".into()),
    ));
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    assert_eq!(
        client.ask("APPEND Sent {5}").await,
        Err("t NO [OVERQUOTA] full".into())
    );
    client.ask("NOOP").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_append_may_have_happened_though_the_answer_is_lost() {
    let host = with(Fault::on(Protocol::Imap, "APPEND", Effect::DropAfter));
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    client.send("t APPEND Sent {2+}\r\nab\r\n").await;
    assert_eq!(client.rest().await, "");
    assert_eq!(host.messages(SAM, "Sent").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_message_hides_those_after_it() {
    let host = host(Settings::default());
    for _ in 0..3 {
        host.deliver(SAM, b"Subject: a\r\n\r\n").unwrap();
    }
    host.faults().add(Fault::always(
        Point::Message(2),
        Effect::Answer("NO [SERVERBUG] internal error".into()),
    ));
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    client.send("t UID FETCH 1:3 BODY.PEEK[]\r\n").await;
    let (untagged, tagged) = client.tagged().await;
    assert!(
        untagged.contains("(UID 1 ")
            && !untagged.contains("(UID 2 ")
            && !untagged.contains("(UID 3 ")
    );
    assert_eq!(tagged, "t NO [SERVERBUG] internal error");
    assert!(client.ask("UID FETCH 3 BODY.PEEK[]").await.is_ok());
    assert_eq!(
        client
            .ask("UID FETCH 1:3 FLAGS")
            .await
            .unwrap()
            .lines()
            .count(),
        3
    );
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_message_can_be_rubbish_instead() {
    let host = with(Fault::once(
        Point::Message(1),
        Effect::Before(b"* 1 FETCH (UID 1 BODY[] {9\r\n".to_vec()),
    ));
    host.deliver(SAM, b"Subject: a\r\n\r\n").unwrap();
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    assert_eq!(
        client.ask("UID FETCH 1 BODY.PEEK[]").await.unwrap(),
        "* 1 FETCH (UID 1 BODY[] {9\r\n"
    );
}

#[tokio::test(start_paused = true)]
async fn plaintext_can_be_slipped_in_behind_the_answer_to_starttls() {
    let host = with(Fault::on(
        Protocol::Smtp,
        "STARTTLS",
        Effect::After(b"250 AUTH PLAIN\r\n".to_vec()),
    ));
    let (client, server) = tokio::io::duplex(4096);
    let (serving, channel) = (host.clone(), heardback_sandbox::Channel::StartTls);
    tokio::spawn(async move { serving.converse(Protocol::Smtp, server, channel).await });
    let mut client = Client::over(client);
    client.line().await;
    assert!(client.reply("STARTTLS").await.starts_with("220"));
    assert_eq!(client.line().await, "250 AUTH PLAIN\r\n");
}

#[tokio::test(start_paused = true)]
async fn a_connection_can_be_refused_at_the_door() {
    let host = with(Fault::once(
        Point::Connection(Protocol::Imap),
        Effect::Answer("* BYE too many".into()),
    ));
    let mut client = Client::over(host.connect(Protocol::Imap));
    assert_eq!(client.rest().await, "* BYE too many\r\n");
    Client::imap(&host).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_breaks_after_exactly_as_many_bytes_as_asked_for() {
    let whole = "* OK [CAPABILITY IMAP4rev1 ";
    for bytes in 0..whole.len() {
        let host = with(Fault::once(
            Point::BytesOut(Protocol::Imap, bytes as u64),
            Effect::Drop,
        ));
        let mut client = Client::over(host.connect(Protocol::Imap));
        assert_eq!(client.rest().await, whole[..bytes]);
    }
    let host = with(Fault::once(Point::BytesIn(Protocol::Smtp, 6), Effect::Drop));
    let mut client = Client::over(host.connect(Protocol::Smtp));
    client.line().await;
    client.send("NOOP\r\nNOOP\r\n").await;
    assert_eq!(client.rest().await, "250 2.0.0 ok\r\n");
}

#[tokio::test(start_paused = true)]
async fn every_step_of_a_submission_can_be_broken_by_its_number() {
    let counted = host(Settings::default());
    submit(&counted).await;
    let steps = counted.faults().steps(Protocol::Smtp);
    assert_eq!(steps, 7, "connection, EHLO, AUTH, MAIL, RCPT, DATA, DOT");
    for step in 4..=steps {
        let broken = with(Fault::once(Point::Step(Protocol::Smtp, step), Effect::Drop));
        assert_eq!(submit(&broken).await, (String::new(), 0), "step {step}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_keep_alive_is_no_news_and_a_deaf_host_tells_none() {
    let pause = Duration::from_secs(120);
    let host = host(Settings {
        idle_keep_alive: Some(pause),
        idle_is_deaf: true,
        ..Settings::default()
    });
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    client.send("t IDLE\r\n").await;
    client.line().await;
    host.deliver(SAM, b"Subject: a\r\n\r\n").unwrap();
    let before = Instant::now();
    assert_eq!(client.line().await, "* OK Still here\r\n");
    assert_eq!(before.elapsed(), pause);
}

#[tokio::test(start_paused = true)]
async fn rough_weather_is_the_same_for_the_same_seed() {
    let mut runs = Vec::new();
    for seed in [5, 5, 6] {
        let host = host(Settings::default());
        host.faults().set_weather(Weather {
            stalls: false,
            ..Weather::rough(seed, 300)
        });
        for _ in 0..20 {
            let mut client = Client::over(host.connect(Protocol::Smtp));
            for line in ["EHLO laptop", "NOOP", "NOOP"] {
                client.reply(line).await;
            }
        }
        let struck = |event: &Event| matches!(event, Event::Struck { .. });
        runs.push(host.events().into_iter().filter(struck).collect::<Vec<_>>());
        host.faults().clear();
        assert!(submit(&host).await.0.starts_with("250"));
    }
    assert!(runs[0].len() > 5 && runs[0] == runs[1] && runs[0] != runs[2]);
}
