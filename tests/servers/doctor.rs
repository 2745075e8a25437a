//! `heardback doctor` against real servers, and a real mail program that answers its test mail.

use std::fs;
use std::process::{Command, Stdio};

use crate::host::{Host, OWNER};
use crate::main_job::configuration;

#[test]
fn an_answer_by_a_real_mail_program_is_proven_by_sent() {
    for program in ["mutt", "s-nail"] {
        let host = Host::start();
        let home = host.folder().join("home");
        fs::create_dir_all(home.join("heardback")).unwrap();
        fs::write(
            home.join("heardback/config.toml"),
            configuration(&host, &host.authority()),
        )
        .unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
        for name in [
            "HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            command.env(name, &home);
        }
        command.args(["doctor", "--round-trip", "--wait", "20s", "--plus-address"]);
        let doctor = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        host.wait_until("the test mail", || {
            let mails = host.mails(OWNER, "");
            mails
                .iter()
                .any(|m| m.contains("please answer this mail"))
                .then_some(())
        });
        host.reply_with(program, OWNER, "help", "please answer this mail");
        let output = doctor.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        for part in [
            "a mail to yourself comes in as it was sent",
            "stamps no Authentication-Results",
            "your answer stands in Sent, and counts",
        ] {
            assert!(said.contains(part), "{program}: {part}:\n{said}");
        }
    }
}
