//! What comes in by the side doors: other people's mail with a code in it, delivery reports, questions with several answers.

use super::*;
use crate::book::Proposal;

impl Search {
    pub(super) fn receives(&mut self, raw: &str) {
        let mail = parse(raw.replace('\n', "\r\n").as_bytes());
        self.step(Input::Mail(Box::new(Arrived {
            mail,
            mailbox: Mailbox::Inbox,
            is_draft: false,
        })));
    }

    fn answers_to_the_owner(&self) -> usize {
        let answers = self.book.reminders.values().filter(|r| r.is_answer);
        answers.count()
    }
}

#[test]
fn an_employers_mail_in_the_thread_of_a_forwarded_reminder_approves_nothing_and_is_read_all_the_same()
 {
    let mut search = thankful();
    let code = search.code(search.reminder(Action::ThankYou));
    search.receives(&format!(
        "From: Dana Lee <dana.lee@juniperfreight.example>\nTo: sam@mailbox.example\nSubject: Re: Data Analyst\n\
         Date: Wed, 11 Mar 2026 09:00:00 -0400\nMessage-ID: <no@juniperfreight.example>\n\
         In-Reply-To: <hb.{code}@mailbox.example>\n\nsend\n\nDear Sam,\n\nThank you for meeting Ana. We regret to inform you \
         that we have decided not to move forward with your application for the Data Analyst position at Juniper Freight.\n\n\
         Kind regards,\nDana Lee\n"
    ));
    let seen = &search.book.seen[&MessageId::new("no@juniperfreight.example").unwrap()];
    assert_eq!(seen.class, Some(Class::Rejection));
    search.run("2026-03-13T16:00:00-04:00");
    assert!(search.accepted.is_empty());
}

#[test]
fn a_letter_that_came_back_is_told_once_however_many_reports_are_written() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.run("2026-03-10T17:00:00-04:00");
    let letter = search.letters()[0].message_id.clone();
    let before = search.answers_to_the_owner();
    for n in 0..20 {
        search.receives(&format!(
            "From: Mail Delivery System <mailer-daemon@mailbox.example>\nTo: sam@mailbox.example\n\
             Subject: Undelivered Mail Returned to Sender\nDate: Tue, 10 Mar 2026 17:05:00 -0400\n\
             Message-ID: <report{n}@mailbox.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
             No such user.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.mailbox.example\n\n\
             Final-Recipient: rfc822; ana.ruiz@juniperfreight.example\nAction: failed\nStatus: 5.1.1\n--b\n\
             Content-Type: message/rfc822\n\nMessage-ID: <{}>\nSubject: Thank you\n\nText\n--b--\n",
            letter.as_str()
        ));
    }
    assert_eq!(search.answers_to_the_owner() - before, 1);
}

/// A question about a rejection that fits two applications.
fn doubtful() -> (Search, ReminderId) {
    let mut search = thankful();
    let heard = search.book.applications[&ApplicationId(1)].events[0]
        .kind
        .heard()
        .cloned()
        .unwrap();
    let second = EventId(search.book.last_event.0 + 1);
    let at = search.now;
    let message_id = MessageId::new("second@juniperfreight.example").unwrap();
    search.book.apply(&Change::Event(Event {
        id: second,
        application: ApplicationId(2),
        at,
        recorded_at: at,
        source: Source::Mail(message_id.clone()),
        kind: EventKind::Heard(Box::new(Heard {
            message_id,
            class: Class::Confirmation,
            facts: Facts {
                company: Some("Juniper Freight".to_owned()),
                role: Some("Route Planner".to_owned()),
                ..Facts::default()
            },
            ..heard.clone()
        })),
    }));
    search.book.apply(&Change::Proposal(Proposal {
        number: 1,
        candidates: vec![ApplicationId(1), ApplicationId(2)],
        heard: Heard {
            message_id: MessageId::new("which@juniperfreight.example").unwrap(),
            class: Class::Rejection,
            facts: Facts::default(),
            ..heard
        },
        at,
        question: "Is this a rejection? heardback asks because it names no role.".to_owned(),
        quiet: false,
        words: Vec::new(),
        answer: None,
        skipped: false,
        asked: false,
    }));
    search.run("2026-03-11T10:00:00-04:00");
    let question = search.reminder(Action::Question);
    (search, question)
}

#[test]
fn yes_alone_decides_nothing_where_two_applications_fit() {
    let (mut search, question) = doubtful();
    search.answer(question, "sam@mailbox.example", Mailbox::Sent, "yes");
    assert_eq!(search.book.proposals[&1].answer, None);
    let outcomes = |search: &Search| -> Vec<String> {
        let apps =
            [ApplicationId(1), ApplicationId(2)].map(|id| search.book.state(id).unwrap().status());
        apps.iter().map(|s| format!("{s:?}")).collect()
    };
    let before = outcomes(&search);
    search.answer(question, "sam@mailbox.example", Mailbox::Sent, "yes 3");
    assert_eq!(outcomes(&search), before);
    search.answer(question, "sam@mailbox.example", Mailbox::Sent, "yes 2");
    assert_eq!(search.book.proposals[&1].answer, Some(true));
    assert_eq!(outcomes(&search)[0], before[0]);
    assert_eq!(outcomes(&search)[1], "Rejected");
}

#[test]
fn a_queued_letter_is_stopped_on_the_command_line_even_when_its_reminder_counts_no_more() {
    let mut search = thankful();
    let reminder = search.reminder(Action::ThankYou);
    search.says(Action::ThankYou, "send");
    let row = search.book.reminders[&reminder].as_ref().clone();
    search.book.apply(&Change::Reminder(crate::book::Reminder {
        revoked: Some("its time has passed.".to_owned()),
        ..row
    }));
    let local = |command| {
        Input::Command(Local {
            target: Target::Reminder(reminder),
            command,
        })
    };
    let refused = search.step(local(Command::Send(Send::default())));
    assert!(refused.reply.unwrap().is_err());
    let stopped = search.step(local(Command::Undo));
    assert!(stopped.reply.unwrap().unwrap().contains("stopped"));
    search.run("2026-03-12T16:00:00-04:00");
    assert!(search.accepted.is_empty());
}

#[test]
fn what_was_stopped_on_the_command_line_stands_open_under_a_number_and_leaves_by_it() {
    let mut search = thankful();
    let reminder = search.reminder(Action::ThankYou);
    let mut local = |target, command| {
        let target = Target::Reminder(target);
        search.step(Input::Command(Local { target, command })).reply
    };
    local(reminder, Command::Send(Send::default()))
        .unwrap()
        .unwrap();
    local(reminder, Command::Undo).unwrap().unwrap();
    let again = search.book.reminders.values().rev().find(|r| {
        r.shows
            .iter()
            .any(|(id, _)| search.book.drafts[id].state == crate::book::DraftState::Open)
    });
    let again = again.unwrap().id;
    assert_ne!(again, reminder);
    let send = Command::Send(Send::default());
    let target = Target::Reminder(again);
    let step = search.step(Input::Command(Local {
        target,
        command: send,
    }));
    step.reply.unwrap().unwrap();
    search.run("2026-03-10T18:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn skip_does_not_claim_that_nothing_is_sent_while_the_letter_is_on_the_wire() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.next_report = Some(Report::Uncertain {
        why: "the connection broke".to_owned(),
    });
    search.run("2026-03-10T16:30:00-04:00");
    let target = Target::Reminder(search.reminder(Action::ThankYou));
    let command = Command::Skip;
    let step = search.step(Input::Command(Local { target, command }));
    let said = step.reply.unwrap().unwrap();
    assert!(said.contains("may have left"), "{said}");
    assert_eq!(search.letters()[0].state, OutgoingState::Uncertain);
}

#[test]
fn a_question_is_answered_by_skip_as_by_no_and_not_by_done() {
    let (mut search, question) = doubtful();
    search.answer(question, "sam@mailbox.example", Mailbox::Sent, "done");
    assert_eq!(search.book.proposals[&1].answer, None);
    search.answer(question, "sam@mailbox.example", Mailbox::Sent, "skip");
    assert_eq!(search.book.proposals[&1].answer, Some(false));
}

#[test]
fn what_may_be_their_no_is_followed_up_once_the_owner_denies_it_or_they_write_again() {
    let follow_ups = |word: &str, they_write_again: bool| {
        let (mut search, question) = doubtful();
        search.answer(question, "sam@mailbox.example", Mailbox::Sent, word);
        if they_write_again {
            search.hears(
                "2026-03-12T10:00:00-04:00",
                Class::StatusUpdate,
                Facts::default(),
            );
        }
        search.run("2026-04-20T10:00:00-04:00");
        search.reminders(Action::FollowUp).len()
    };
    assert_eq!(follow_ups("skip", false), 0);
    assert_eq!(follow_ups("skip", true), 1);
    assert_eq!(follow_ups("no", false), 1);
    assert_eq!(follow_ups("thanks, later", false), 0);
}

#[test]
fn what_is_finished_is_neither_skipped_nor_put_off_again() {
    let mut search = thankful();
    let target = Target::Reminder(search.reminder(Action::ThankYou));
    let mut says = |command: Command| {
        let target = target.clone();
        let step = search.step(Input::Command(Local { target, command }));
        (
            step.reply.unwrap().unwrap_or_else(|why| why),
            step.changes.len(),
        )
    };
    let (said, _) = says(Command::Skip);
    assert!(said.contains("Nothing is sent"), "{said}");
    let until = "2026-03-14T09:00:00-04:00".parse().unwrap();
    for command in [Command::Skip, Command::Snooze { until }] {
        let (said, changes) = says(command);
        assert!(said.contains("skipped that already"), "{said}");
        assert_eq!(changes, 0);
    }
}

/// An answer that came back over a list proves nothing and spends nothing: its twin in Sent still counts (A6).
#[test]
fn a_copy_of_an_answer_that_a_list_made_does_not_keep_out_the_one_in_sent() {
    let mut search = thankful();
    let reminder = search.reminder(Action::ThankYou);
    let code = search.code(reminder);
    for (list, mailbox) in [
        ("List-Id: <all.mailbox.example>\n", Mailbox::Inbox),
        ("", Mailbox::Sent),
    ] {
        let raw = format!(
            "{list}From: sam@mailbox.example\nTo: sam@mailbox.example\nSubject: Re: heardback\nDate: {}\n\
             Message-ID: <twin@mailbox.example>\nIn-Reply-To: <hb.{code}@mailbox.example>\n\nsend\n",
            search.now.to_rfc2822()
        );
        let mail = parse(raw.replace('\n', "\r\n").as_bytes());
        search.step(Input::Mail(Box::new(Arrived {
            mail,
            mailbox,
            is_draft: false,
        })));
    }
    search.run("2026-03-12T16:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}
