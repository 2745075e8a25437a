//! The program is stopped in the middle, well or not, and started again: nothing is lost, nothing comes twice.

use std::time::Duration;

use super::program::Program;
use super::{Invitation, acceptance, all_once, filed_once, mails, reminder, settle, tag};
use crate::host::{FERNHILL, Host, OWNER};

#[test]
fn what_came_while_it_was_stopped_is_done_when_it_starts() {
    let host = Host::start();
    Program::start(&host).terminate();
    let invitation = Invitation::by(1);
    invitation.send(&host);
    host.wait_for_mails(OWNER, "", 1);

    let program = Program::start(&host);
    let reminder = reminder(&host, &invitation);
    eprintln!("resident: {} KiB", program.memory());
    program.terminate();
    host.reply_with("mutt", OWNER, "send", &tag(&reminder));

    let program = Program::start(&host);
    let letter = acceptance(&host, &invitation);
    filed_once(&host, &letter);
    program.terminate();
    let program = Program::start(&host);
    settle(&host, 2);
    all_once(&host, &[letter]);
    program.terminate();
}

#[test]
fn killed_at_any_moment_of_sending_it_never_sends_twice() {
    for wait in [0, 50, 150, 400, 1_000] {
        let host = Host::start();
        let program = Program::start(&host);
        let invitation = Invitation::by(1);
        invitation.send(&host);
        let tag = tag(&reminder(&host, &invitation));
        host.reply_with("s-nail", OWNER, "send", &tag);
        std::thread::sleep(Duration::from_millis(wait));
        program.kill();

        let program = Program::start(&host);
        let letter = acceptance(&host, &invitation);
        settle(&host, 2);
        program.kill();
        let program = Program::start(&host);
        settle(&host, 3);
        assert_eq!(
            mails(&host, FERNHILL, "").len(),
            1,
            "killed {wait} ms after the answer"
        );
        let copies = mails(&host, OWNER, "Sent")
            .into_iter()
            .filter(|m| m.message_id == letter.message_id)
            .count();
        let asked = mails(&host, OWNER, "")
            .iter()
            .any(|m| m.body.whole.contains("resend"));
        eprintln!("killed {wait} ms after the answer: {copies} copies in Sent, asked: {asked}");
        assert!(
            copies == 1 || (copies == 0 && asked),
            "killed {wait} ms after the answer: {copies} copies, asked: {asked}"
        );
        program.terminate();
    }
}
