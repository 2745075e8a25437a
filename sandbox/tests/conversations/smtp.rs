use crate::client::{ANN, Client, SAM, host};
use heardback_sandbox::{Account, Protocol, Settings};

const TEXT: &str =
    "From: Sam <sam@mailbox.example>\r\nMessage-ID: <1@laptop.example>\r\n\r\nThank you.";

#[tokio::test(start_paused = true)]
async fn mail_to_a_local_address_lands_in_its_inbox() {
    let host = host(Settings::default());
    let answer = Client::smtp(&host).await.submit(&[ANN], TEXT).await;
    assert!(answer.starts_with("250 "), "{answer}");
    let text = host.messages(ANN, "INBOX")[0].text();
    assert!(
        text.starts_with("Return-Path: <sam@mailbox.example>\r\nReceived: from laptop.example"),
        "{text}"
    );
    assert!(
        text.contains("with ESMTPSA id") && text.ends_with("\r\n\r\nThank you.\r\n"),
        "{text}"
    );
    assert_eq!(host.messages(SAM, "Sent").len(), 0);
}

#[tokio::test(start_paused = true)]
async fn mail_to_anyone_else_is_kept_outside() {
    let host = host(Settings::default());
    Client::smtp(&host)
        .await
        .submit(&[ANN, "else@where.example"], TEXT)
        .await;
    let outside = host.outside();
    assert_eq!(
        (outside.len(), outside[0].to.as_str()),
        (1, "else@where.example")
    );
    let accepted = host.accepted();
    assert_eq!(accepted[0].envelope.to, [ANN, "else@where.example"]);
    assert_eq!(accepted[0].raw[..], format!("{TEXT}\r\n").as_bytes()[..]);
}

#[tokio::test(start_paused = true)]
async fn nobody_submits_without_logging_in() {
    let host = host(Settings::default());
    let mut client = Client::over(host.connect(Protocol::Smtp));
    client.line().await;
    client.reply("EHLO laptop.example").await;
    assert!(
        client
            .reply("AUTH PLAIN AHNhbUBtYWlsYm94LmV4YW1wbGUAd3Jvbmc=")
            .await
            .starts_with("535")
    );
    assert!(
        client
            .reply("MAIL FROM:<sam@mailbox.example>")
            .await
            .starts_with("530")
    );
    assert!(client.reply("DATA").await.starts_with("503"));
}

#[tokio::test(start_paused = true)]
async fn each_mechanism_logs_in() {
    for lines in [
        &["AUTH PLAIN", "AHNhbUBtYWlsYm94LmV4YW1wbGUAc2VjcmV0"][..],
        &["AUTH LOGIN", "c2FtQG1haWxib3guZXhhbXBsZQ==", "c2VjcmV0"],
        &["AUTH XOAUTH2 dXNlcj1zYW1AbWFpbGJveC5leGFtcGxlAWF1dGg9QmVhcmVyIHQwawEB"],
        &["AUTH OAUTHBEARER bixhPXNhbUBtYWlsYm94LmV4YW1wbGUsAWF1dGg9QmVhcmVyIHQwawEB"],
    ] {
        let mut client = Client::over(host(Settings::default()).connect(Protocol::Smtp));
        client.line().await;
        client.reply("EHLO laptop.example").await;
        let mut answer = String::new();
        for line in lines {
            answer = client.reply(line).await;
        }
        assert!(answer.starts_with("235"), "{lines:?} {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn stuffed_dots_are_taken_out() {
    let host = host(Settings::default());
    Client::smtp(&host)
        .await
        .submit(&[ANN], "Subject: dots\r\n\r\n..\r\n...and more")
        .await;
    assert_eq!(
        host.accepted()[0].raw[..],
        b"Subject: dots\r\n\r\n.\r\n..and more\r\n"[..]
    );
}

#[tokio::test(start_paused = true)]
async fn a_reset_forgets_the_recipients() {
    let host = host(Settings::default());
    let mut client = Client::smtp(&host).await;
    client.reply("MAIL FROM:<sam@mailbox.example>").await;
    client.reply(&format!("RCPT TO:<{ANN}>")).await;
    client.reply("RSET").await;
    assert!(client.reply("DATA").await.starts_with("503"));
    assert!(client.reply("QUIT").await.starts_with("221"));
    assert_eq!(client.rest().await, "");
}

#[tokio::test(start_paused = true)]
async fn a_host_like_gmail_files_the_sent_copy_itself() {
    let host = host(Settings {
        files_sent: true,
        ..Settings::default()
    });
    Client::smtp(&host).await.submit(&[ANN], TEXT).await;
    let sent = host.messages(SAM, "Sent");
    assert_eq!(sent.len(), 1);
    assert!(sent[0].flags.contains("\\Seen"));
    assert!(
        !sent[0].text().contains("Return-Path"),
        "{}",
        sent[0].text()
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_like_outlook_renames_messages_and_keeps_the_old_name() {
    let host = host(Settings {
        rewrites_message_id: true,
        ..Settings::default()
    });
    Client::smtp(&host).await.submit(&[SAM], TEXT).await;
    let text = host.messages(SAM, "INBOX")[0].text();
    assert!(
        text.contains("\r\nX-Microsoft-Original-Message-ID: <1@laptop.example>\r\n"),
        "{text}"
    );
    assert!(
        !text.contains("\r\nMessage-ID: <1@laptop.example>"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_sender_must_be_ones_own_where_that_is_checked() {
    let host = host(Settings {
        checks_sender: true,
        ..Settings::default()
    });
    let mut client = Client::smtp(&host).await;
    assert!(
        client
            .reply(&format!("MAIL FROM:<{ANN}>"))
            .await
            .starts_with("553")
    );
    assert!(
        client
            .reply("MAIL FROM:<sam+jobs@mailbox.example>")
            .await
            .starts_with("250")
    );
}

#[tokio::test(start_paused = true)]
async fn a_message_that_went_outside_can_come_back_as_a_report() {
    let host = host(Settings::default());
    Client::smtp(&host)
        .await
        .submit(&["gone@where.example"], TEXT)
        .await;
    let outside = host.outside();
    host.bounce(&outside[0], "5.1.1", "550 5.1.1 no such user")
        .unwrap();
    let text = host.messages(SAM, "INBOX")[0].text();
    for expected in [
        "Return-Path: <>\r\n",
        "Content-Type: multipart/report; report-type=delivery-status;",
        "\r\nFinal-Recipient: rfc822; gone@where.example\r\n",
        "\r\nMessage-ID: <1@laptop.example>\r\n",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn gmail_keeps_one_copy_however_often_it_is_filed() {
    let host = host(Settings::like_gmail());
    host.add(Account::gmail(SAM, "secret"));
    Client::smtp(&host).await.submit(&[SAM], TEXT).await;
    host.append(
        SAM,
        "[Gmail]/Sent Mail",
        &[],
        format!("{TEXT}\r\n").as_bytes(),
    )
    .unwrap();
    for mailbox in ["INBOX", "[Gmail]/Sent Mail", "[Gmail]/All Mail"] {
        assert_eq!(host.messages(SAM, mailbox).len(), 1, "{mailbox}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_changed_password_no_longer_logs_in() {
    let host = host(Settings::default());
    host.set_secrets(SAM, "another", None);
    let mut client = Client::over(host.connect(Protocol::Smtp));
    client.line().await;
    let plain = "AUTH PLAIN AHNhbUBtYWlsYm94LmV4YW1wbGUAc2VjcmV0";
    assert!(client.reply(plain).await.starts_with("535"));
}
