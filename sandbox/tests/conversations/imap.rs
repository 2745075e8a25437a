use crate::client::{Client, SAM, host};
use heardback_sandbox::{Account, Event, Protocol, Settings};

const MAIL: &[u8] = b"From: Ann <ann@firm.example>\r\nSubject: Your application\r\nMessage-ID: <1@firm.example>\r\n\
    \r\nWe read it.\r\n";

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_refused_and_a_right_one_is_not() {
    let host = host(Settings::default());
    let mut client = Client::imap(&host).await;
    let refused = client
        .ask("LOGIN sam@mailbox.example wrong")
        .await
        .unwrap_err();
    assert!(
        refused.starts_with("t NO [AUTHENTICATIONFAILED]"),
        "{refused}"
    );
    assert!(client.ask("SELECT INBOX").await.is_err());
    client
        .ask("LOGIN sam@mailbox.example secret")
        .await
        .unwrap();
    client.ask("SELECT INBOX").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn each_mechanism_logs_in() {
    for command in [
        "AUTHENTICATE PLAIN AHNhbUBtYWlsYm94LmV4YW1wbGUAc2VjcmV0",
        "AUTHENTICATE XOAUTH2 dXNlcj1zYW1AbWFpbGJveC5leGFtcGxlAWF1dGg9QmVhcmVyIHQwawEB",
        "AUTHENTICATE OAUTHBEARER bixhPXNhbUBtYWlsYm94LmV4YW1wbGUsAWF1dGg9QmVhcmVyIHQwawEB",
    ] {
        let mut client = Client::imap(&host(Settings::default())).await;
        assert_eq!(client.ask(command).await.as_deref(), Ok(""), "{command}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_token_is_explained_before_it_is_refused() {
    let mut client = Client::imap(&host(Settings::default())).await;
    client
        .send("t AUTHENTICATE XOAUTH2 dXNlcj1zYW1AbWFpbGJveC5leGFtcGxlAWF1dGg9QmVhcmVyIG5vAQE=\r\n")
        .await;
    assert!(client.line().await.starts_with("+ ey"));
    client.send("\r\n").await;
    assert!(
        client
            .line()
            .await
            .starts_with("t NO [AUTHENTICATIONFAILED]")
    );
}

#[tokio::test(start_paused = true)]
async fn mailboxes_are_listed_with_what_they_are_for() {
    let host = host(Settings::default());
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    let listed = client.ask("LIST \"\" \"*\"").await.unwrap();
    assert!(
        listed.contains("* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"\r\n"),
        "{listed}"
    );
    assert_eq!(
        client
            .ask("LIST (SPECIAL-USE) \"\" \"*\" RETURN (SPECIAL-USE)")
            .await
            .unwrap(),
        listed
    );
    host.set(|settings| settings.special_use = false);
    assert!(!client.ask("LIST \"\" *").await.unwrap().contains("\\Sent"));
}

#[tokio::test(start_paused = true)]
async fn a_fetch_with_peek_leaves_a_message_unseen() {
    let host = host(Settings::default());
    host.deliver(SAM, MAIL).unwrap();
    let mut client = Client::imap_with(&host, "SELECT INBOX").await;
    let peeked = client
        .ask("UID FETCH 1:* (FLAGS RFC822.SIZE BODY.PEEK[]<0.5>)")
        .await
        .unwrap();
    assert_eq!(
        peeked,
        "* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 102 BODY[]<0> {5}\r\nFrom:)\r\n"
    );
    let read = client.ask("FETCH 1 BODY[TEXT]").await.unwrap();
    assert_eq!(
        read,
        "* 1 FETCH (BODY[TEXT] {13}\r\nWe read it.\r\n)\r\n* 1 FETCH (FLAGS (\\Seen))\r\n"
    );
    assert!(host.messages(SAM, "INBOX")[0].flags.contains("\\Seen"));
}

#[tokio::test(start_paused = true)]
async fn an_examined_mailbox_cannot_be_changed() {
    let host = host(Settings::default());
    host.deliver(SAM, MAIL).unwrap();
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    client.ask("FETCH 1 BODY[]").await.unwrap();
    for command in ["STORE 1 +FLAGS (\\Seen)", "MOVE 1 Trash", "EXPUNGE"] {
        assert!(
            client
                .ask(command)
                .await
                .unwrap_err()
                .starts_with("t NO [READ-ONLY]"),
            "{command}"
        );
    }
    assert!(host.messages(SAM, "INBOX")[0].flags.is_empty());
}

#[tokio::test(start_paused = true)]
async fn header_fields_are_fetched_by_name() {
    let host = host(Settings::default());
    host.deliver(SAM, MAIL).unwrap();
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    let fetched = client
        .ask("UID FETCH 1 (BODY.PEEK[HEADER.FIELDS (Message-ID)])")
        .await
        .unwrap();
    let expected = "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (Message-ID)] {32}\r\nMessage-ID: <1@firm.example>\r\n\r\n)\r\n";
    assert_eq!(fetched, expected);
}

#[tokio::test(start_paused = true)]
async fn searches_find_by_header_date_and_uid() {
    let host = host(Settings::default());
    for day in ["2026-02-27", "2026-03-01"] {
        let date = format!("{day}T12:00:00Z").parse().unwrap();
        host.append_at(SAM, "INBOX", &[], date, MAIL).unwrap();
    }
    host.append(SAM, "INBOX", &["\\Seen"], b"Subject: other\r\n\r\n")
        .unwrap();
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    for (keys, expected) in [
        ("ALL", " 1 2 3"),
        ("SINCE 1-Mar-2026", " 2 3"),
        ("BEFORE 1-Mar-2026", " 1"),
        ("UID 2:*", " 2 3"),
        ("HEADER Message-ID <1@firm.example>", " 1 2"),
        ("HEADER Subject other SEEN", " 3"),
        ("NOT HEADER Message-ID \"\"", " 3"),
        ("OR SEEN BODY \"we READ\"", " 1 2 3"),
        ("SUBJECT nothing", ""),
    ] {
        let found = client.ask(&format!("UID SEARCH {keys}")).await.unwrap();
        assert_eq!(found, format!("* SEARCH{expected}\r\n"), "{keys}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_appended_message_is_answered_with_its_uid() {
    let host = host(Settings::default());
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    client
        .send("t APPEND Sent (\\Seen) \"01-Mar-2026 08:00:00 +0000\" {16}\r\n")
        .await;
    assert!(client.line().await.starts_with("+ "));
    client.send("Subject: a\r\n\r\nb\n\r\n").await;
    let (_, tagged) = client.tagged().await;
    assert!(tagged.starts_with("t OK [APPENDUID 10"), "{tagged}");
    let sent = host.messages(SAM, "Sent");
    assert_eq!(
        (
            sent[0].text().as_str(),
            sent[0].internal_date.to_string().as_str()
        ),
        ("Subject: a\r\n\r\nb\n", "2026-03-01 08:00:00 UTC")
    );
    client.ask("APPEND Nowhere {2+}\r\nab").await.unwrap_err();
    client.ask("APPEND Sent {2+}\r\nab").await.unwrap();
    assert_eq!(host.messages(SAM, "Sent").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_idles_hears_of_new_mail_at_once() {
    let host = host(Settings::default());
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    client.send("t IDLE\r\n").await;
    assert!(client.line().await.starts_with("+ "));
    host.until(|host| {
        (host.count(|event| matches!(event, Event::Idling { .. })) == 1).then_some(())
    })
    .await;
    host.deliver(SAM, MAIL).unwrap();
    assert_eq!(client.line().await, "* 1 EXISTS\r\n");
    host.expunge(SAM, "INBOX", &[1]).unwrap();
    assert_eq!(client.line().await, "* 1 EXPUNGE\r\n");
    client.send("DONE\r\n").await;
    assert_eq!(client.tagged().await.1, "t OK done");
}

#[tokio::test(start_paused = true)]
async fn a_moved_message_leaves_one_mailbox_and_enters_the_other() {
    let host = host(Settings::default());
    host.deliver(SAM, MAIL).unwrap();
    host.deliver(SAM, MAIL).unwrap();
    let mut client = Client::imap_with(&host, "SELECT INBOX").await;
    let moved = client.ask("UID MOVE 1 Trash").await.unwrap();
    assert!(
        moved.starts_with("* OK [COPYUID ") && moved.ends_with("* 1 EXPUNGE\r\n"),
        "{moved}"
    );
    client
        .ask("UID STORE 2 +FLAGS.SILENT (\\Deleted)")
        .await
        .unwrap();
    assert_eq!(client.ask("EXPUNGE").await.unwrap(), "* 1 EXPUNGE\r\n");
    assert_eq!(
        (
            host.messages(SAM, "INBOX").len(),
            host.messages(SAM, "Trash").len()
        ),
        (0, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_uid_validity_ends_the_session() {
    let host = host(Settings::default());
    host.deliver(SAM, MAIL).unwrap();
    let mut client = Client::imap_with(&host, "SELECT INBOX").await;
    let uid_validity = host.bump_uid_validity(SAM, "INBOX").unwrap();
    client.send("t NOOP\r\n").await;
    assert!(client.rest().await.starts_with("* BYE "));
    let mut client = Client::imap(&host).await;
    client
        .ask("LOGIN sam@mailbox.example secret")
        .await
        .unwrap();
    let opened = client.ask("SELECT INBOX").await.unwrap();
    assert!(
        opened.contains(&format!("[UIDVALIDITY {uid_validity}]")),
        "{opened}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_switched_off_is_neither_offered_nor_done() {
    let host = host(Settings {
        idle: false,
        uid_next: false,
        literal_plus: false,
        ..Settings::default()
    });
    let mut client = Client::imap(&host).await;
    let offered = client.ask("CAPABILITY").await.unwrap();
    assert!(
        !offered.contains("IDLE") && !offered.contains("LITERAL+"),
        "{offered}"
    );
    client
        .ask("LOGIN sam@mailbox.example secret")
        .await
        .unwrap();
    assert!(
        !client
            .ask("SELECT INBOX")
            .await
            .unwrap()
            .contains("UIDNEXT")
    );
    assert!(client.ask("IDLE").await.unwrap_err().starts_with("t BAD"));
}

#[tokio::test(start_paused = true)]
async fn rubbish_is_answered_and_the_session_goes_on() {
    let mut client = Client::imap_with(&host(Settings::default()), "SELECT INBOX").await;
    assert!(
        client
            .ask("WHAT IS THIS")
            .await
            .unwrap_err()
            .starts_with("t BAD")
    );
    client.ask("NOOP").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_connection_can_be_broken_from_outside() {
    let host = host(Settings::default());
    let mut client = Client::imap_with(&host, "SELECT INBOX").await;
    host.hang_up(Protocol::Imap);
    assert_eq!(client.rest().await, "");
}

#[tokio::test(start_paused = true)]
async fn a_restored_mailbox_gives_its_uids_again() {
    let host = host(Settings::default());
    for _ in 0..3 {
        host.deliver(SAM, MAIL).unwrap();
    }
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    host.restore(SAM, "INBOX", 2).unwrap();
    client.send("t NOOP\r\n").await;
    assert!(client.rest().await.starts_with("* BYE "));
    assert_eq!(host.deliver(SAM, MAIL).unwrap().uid, 2);
}

#[tokio::test(start_paused = true)]
async fn what_another_does_is_told_with_the_next_command() {
    let host = host(Settings::default());
    for _ in 0..2 {
        host.deliver(SAM, MAIL).unwrap();
    }
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    host.set_flags(SAM, "INBOX", 2, &["\\Seen"]).unwrap();
    assert_eq!(
        client.ask("NOOP").await.unwrap(),
        "* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n"
    );
    host.expunge(SAM, "INBOX", &[1]).unwrap();
    host.deliver(SAM, MAIL).unwrap();
    let searched = client.ask("SEARCH ALL").await.unwrap();
    assert_eq!(searched, "* 3 EXISTS\r\n* SEARCH 2 3\r\n");
    assert_eq!(client.ask("NOOP").await.unwrap(), "* 1 EXPUNGE\r\n");
    assert_eq!(client.ask("NOOP").await.unwrap(), "");
}

#[tokio::test(start_paused = true)]
async fn labels_are_told_where_it_is_gmail() {
    let host = host(Settings::like_gmail());
    host.add(Account::gmail(SAM, "secret").mailbox("Jobs", None));
    host.deliver(SAM, MAIL).unwrap();
    host.append(SAM, "Jobs", &[], MAIL).unwrap();
    let mut client = Client::imap_with(&host, "EXAMINE \"[Gmail]/All Mail\"").await;
    let fetched = client
        .ask("UID FETCH 1:* (UID FLAGS X-GM-LABELS)")
        .await
        .unwrap();
    assert_eq!(
        fetched,
        "* 1 FETCH (UID 1 FLAGS () X-GM-LABELS (\"\\\\Inbox\" \"Jobs\"))\r\n"
    );
    assert_eq!(
        client.ask("FETCH 1 UID").await.unwrap(),
        "* 1 FETCH (UID 1)\r\n"
    );
}

#[tokio::test(start_paused = true)]
async fn a_hostile_message_still_has_a_structure() {
    let host = host(Settings::default());
    let hostile = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n".repeat(20_000);
    host.deliver(SAM, hostile.as_bytes()).unwrap();
    let mut client = Client::imap_with(&host, "EXAMINE INBOX").await;
    let fetched = client.ask("FETCH 1 (BODYSTRUCTURE ENVELOPE BODY.PEEK[1])");
    assert!(fetched.await.unwrap().contains("BODYSTRUCTURE"));
}
