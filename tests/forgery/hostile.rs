//! Every hostile mail of the tables against the whole brain: nothing is approved, and each ends where it should.

use std::collections::BTreeMap;

use heardback_core::approval::{Mailbox, Verdict, judge};
use heardback_core::book::{DraftState, OutgoingKind};
use heardback_core::mail::parse;
use heardback_core::rule::Action;

use crate::common::{OWNER, Search};
use crate::tables::{Case, End, Letter, all};

fn cases(search: &Search) -> Vec<Case> {
    let id = search.reminder(Action::ThankYou);
    let reminder = &search.book.reminders[&id];
    all(&search.codes[&id], &reminder.tag, &search.notices[&id])
}

/// What the door says, before any waiting; `Err` where it is not what the table says.
fn end_of(search: &Search, case: &Case) -> Result<(), String> {
    if case.is_draft {
        return Ok(());
    }
    let mail = parse(case.raw.as_bytes());
    let verdict = judge(
        &search.book,
        &search.policy,
        &mail,
        case.mailbox,
        case.is_draft,
        false,
        search.now,
    );
    let fits = match (&verdict, case.end) {
        (Verdict::NotAnAnswer, End::NoAnswer)
        | (Verdict::Ignored(_), End::Ignored)
        | (Verdict::Waits { .. }, End::Waits)
        | (Verdict::Unclear { .. }, End::Unclear) => true,
        (Verdict::Refused { why, .. }, End::Refused(part)) => why.contains(part),
        (
            Verdict::NotAnAnswer
            | Verdict::Ignored(_)
            | Verdict::Waits { .. }
            | Verdict::Unclear { .. }
            | Verdict::Refused { .. }
            | Verdict::Command { .. },
            _,
        ) => false,
    };
    if fits {
        Ok(())
    } else {
        Err(format!("{verdict:?}: {case:?}"))
    }
}

/// Nothing may leave for anybody but the owner, now or after the undo window.
fn assert_nothing_leaves(search: &Search, case: &Case) {
    assert!(search.accepted.is_empty(), "something left: {case:#?}");
    assert!(
        search.letters().is_empty(),
        "something is queued: {case:#?}"
    );
    for row in search.book.outbox.values() {
        assert_eq!(row.to.as_str(), OWNER, "{case:#?}");
        assert_eq!(row.kind, OutgoingKind::Notice, "{case:#?}");
        assert!(row.mime.is_ascii() && !row.mime.replace("\r\n", "").contains(['\r', '\n']));
    }
    let approved = |d: DraftState| matches!(d, DraftState::Approved | DraftState::Sent);
    assert!(
        !search.book.drafts.values().any(|d| approved(d.state)),
        "{case:#?}"
    );
}

fn check(base: &Search, case: &Case) -> Result<(), String> {
    let mut search = base.clone();
    search.policy.approval.authserv_id = case.authserv.map(str::to_owned);
    end_of(&search, case)?;
    let before = search.notes.len();
    search.arrives(case.raw.as_bytes(), case.mailbox, case.is_draft);
    assert_nothing_leaves(&search, case);
    search.run_for(12);
    assert_nothing_leaves(&search, case);
    let answers = search.answers_since(before).join("\n");
    let told = match case.end {
        End::Refused(why) => answers.contains(why),
        End::Waits => answers.contains("Nothing proves that you wrote it"),
        End::Unclear => answers.contains("Nothing was done."),
        End::Ignored | End::NoAnswer => {
            !answers.contains("Nothing was done") && !answers.contains("nothing was done")
        }
    };
    if told {
        Ok(())
    } else {
        Err(format!("the owner is told {answers:?}: {case:?}"))
    }
}

#[test]
fn no_hostile_mail_approves_and_each_ends_where_it_should() {
    let search = Search::thankful();
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let cases = cases(&search);
    let mut wrong = Vec::new();
    for case in &cases {
        *classes.entry(case.class).or_default() += 1;
        wrong.extend(check(&search, case).err());
    }
    assert!(
        wrong.is_empty(),
        "{} of {}: {}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    assert!(cases.len() >= 400, "{} hostile mails", cases.len());
    assert!(classes.len() >= 20, "{classes:?}");
}

/// The cases above fail for their own reason: the same mail, unbent, approves by each proof.
#[test]
fn the_answer_that_the_cases_bend_is_genuine() {
    let code = |search: &Search| search.codes[&search.reminder(Action::ThankYou)].clone();
    let mut sent = Search::thankful();
    let letter = Letter::genuine(&code(&sent));
    sent.arrives(letter.raw().as_bytes(), Mailbox::Sent, false);
    assert_eq!(sent.letters().len(), 1);
    let mut submitted = Search::thankful();
    let raw = letter.clone().top("Received", "from phone ([192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384) by smtp.mailbox.example with ESMTPSA id 1; Tue, 10 Mar 2026 16:00:00 -0400").raw();
    submitted.arrives(raw.as_bytes(), Mailbox::Sent, false);
    assert_eq!(submitted.letters().len(), 1);
    let mut vouched = Search::thankful();
    vouched.policy.approval.authserv_id = Some("mx.mailbox.example".to_owned());
    let raw = letter.top("Authentication-Results", "MX.mailbox.example (x) 1;\r\n\tdkim=pass (ok) header.d=mailbox.example;\r\n\tdmarc=pass (p=NONE) header.from=mailbox.example").raw();
    vouched.arrives(raw.as_bytes(), Mailbox::Inbox, false);
    assert_eq!(vouched.letters().len(), 1);
}

#[test]
fn where_only_the_command_line_counts_no_mail_approves() {
    let mut search = Search::thankful();
    search.policy.approval.local_only = true;
    let code = search.codes[&search.reminder(Action::ThankYou)].clone();
    search.arrives(
        Letter::genuine(&code).raw().as_bytes(),
        Mailbox::Sent,
        false,
    );
    search.run_for(30);
    assert!(search.letters().is_empty());
}

/// A6: the identity is spent by the acceptance, under whatever Message-ID, UID or mailbox the copy comes back.
#[test]
fn a_replayed_answer_does_nothing_more() {
    for number in 0..24 {
        let mut search = Search::thankful();
        let id = search.reminder(Action::ThankYou);
        let letter = Letter::genuine(&search.codes[&id]);
        search.policy.approval.authserv_id = Some("mx.mailbox.example".to_owned());
        search.arrives(letter.raw().as_bytes(), Mailbox::Sent, false);
        search.run_for(1);
        search.says(Action::ThankYou, "undo");
        let rows = search.letters().len();
        let vouched = letter.clone().top(
            "Authentication-Results",
            "mx.mailbox.example; dmarc=pass header.from=mailbox.example",
        );
        let again = match number % 4 {
            0 => letter.clone(),
            1 => letter
                .clone()
                .set("Message-ID", "<other@elsewhere.example>"),
            2 => vouched.clone(),
            _ => vouched.without("Message-ID"),
        };
        let mailbox = [Mailbox::Sent, Mailbox::Inbox, Mailbox::Other][number / 4 % 3];
        for _ in 0..=number / 12 {
            search.arrives(again.raw().as_bytes(), mailbox, false);
        }
        search.run_for(60);
        assert_eq!(search.letters().len(), rows, "replay {number}");
        assert!(search.accepted.is_empty());
    }
}

#[test]
fn an_old_code_is_worth_nothing_after_an_edit_a_rejection_a_week() {
    type Overtake = fn(&mut Search);
    let overtakes: [(&str, Overtake); 4] = [
        ("edit", |s| {
            s.says(
                Action::ThankYou,
                "edit\nDear Ana,\n\nThank you; the Newark dashboard stays with me.\n\nSam Okafor",
            )
        }),
        ("rejection", |s| {
            s.hears(
                s.now,
                heardback_core::reading::Class::Rejection,
                heardback_core::reading::Facts::default(),
            )
        }),
        ("week", |s| s.run_for(8 * 24 * 60)),
        ("skip", |s| s.says(Action::ThankYou, "skip")),
    ];
    for (name, overtake) in overtakes {
        for body in [
            "send",
            "send now",
            "send all",
            "send 1",
            "send anyway",
            "edit\r\nDear Ana,\r\n",
        ] {
            let mut search = Search::thankful();
            let code = search.codes[&search.reminder(Action::ThankYou)].clone();
            overtake(&mut search);
            let raw = Letter::genuine(&code).body(body).raw();
            search.arrives(raw.as_bytes(), Mailbox::Sent, false);
            search.run_for(60);
            assert!(search.letters().is_empty(), "{body} after {name}");
        }
    }
}

/// A6: only an acceptance spends an identity.
#[test]
fn a_copy_without_proof_does_not_keep_out_the_one_with_proof() {
    type Copy = (fn(Letter) -> Letter, Mailbox, bool);
    let copies: [(&str, Copy); 4] = [
        ("draft", (|l| l, Mailbox::Other, true)),
        ("inbox", (|l| l, Mailbox::Inbox, false)),
        (
            "list",
            (
                |l| l.add("List-Id", "<all.mailbox.example>"),
                Mailbox::Inbox,
                false,
            ),
        ),
        (
            "sender",
            (
                |l| l.add("Sender", "relay@elsewhere.example"),
                Mailbox::Inbox,
                false,
            ),
        ),
    ];
    for (name, (bend, mailbox, is_draft)) in copies {
        let mut search = Search::thankful();
        let letter = Letter::genuine(&search.codes[&search.reminder(Action::ThankYou)]);
        let copy = bend(letter.clone()).raw();
        search.arrives(copy.as_bytes(), mailbox, is_draft);
        search.run_for(15);
        assert!(search.letters().is_empty());
        search.arrives(letter.raw().as_bytes(), Mailbox::Sent, false);
        search.run_for(15);
        assert_eq!(search.accepted.len(), 1, "{name}");
    }
}

/// Refusals are few, whoever sends however many.
#[test]
fn a_flood_of_forgeries_makes_a_few_refusals_and_does_not_silence_the_owner() {
    let mut search = Search::thankful();
    let letter = Letter::genuine(&search.codes[&search.reminder(Action::ThankYou)]);
    let before = search.book.outbox.len();
    for number in 0..200 {
        let raw = letter
            .clone()
            .set("From", "eve@elsewhere.example")
            .set("Message-ID", &format!("<{number}@elsewhere.example>"))
            .raw();
        search.arrives(raw.as_bytes(), Mailbox::Inbox, false);
    }
    assert!(search.book.outbox.len() - before <= 4);
    let notes = search.notes.len();
    search.arrives(letter.body("what?").raw().as_bytes(), Mailbox::Sent, false);
    assert!(
        search
            .answers_since(notes)
            .join("")
            .contains("Nothing was done")
    );
}

/// Two machines at one address: heardback falls silent.
#[test]
fn a_responder_at_the_owners_own_address_does_not_talk_for_ever() {
    for text in ["I am away.", "help", "why", "snooze 1h", "pause"] {
        let mut search = Search::thankful();
        let mut answered = 0;
        let mut rounds = 0;
        while rounds < 300 {
            let ids: Vec<_> = search
                .codes
                .keys()
                .copied()
                .filter(|id| id.0 > answered)
                .collect();
            let Some(id) = ids.first().copied() else {
                break;
            };
            answered = id.0;
            rounds += 1;
            let raw = Letter::genuine(&search.codes[&id])
                .body(text)
                .set("Message-ID", &format!("<r{rounds}@mailbox.example>"))
                .raw();
            search.arrives(raw.as_bytes(), Mailbox::Sent, false);
        }
        assert!(rounds < 120, "{text}: {rounds} rounds");
    }
}
