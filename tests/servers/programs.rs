//! The mail programs that other tests reply with do what people's programs do.

use crate::host::{FERNHILL, Host, OWNER};

#[test]
fn each_program_replies_on_top_and_files_its_copy() {
    for program in ["mutt", "neomutt", "s-nail"] {
        let host = Host::start();
        let mail = "From: hr@fernhill.test\r\nTo: owner@home.test\r\nSubject: Interview on Tuesday\r\n\
                    Message-ID: <invitation@fernhill.test>\r\n\r\nCan you come?\r\n";
        host.send(FERNHILL, OWNER, mail);
        host.wait_for_mails(OWNER, "", 1);
        host.reply_with(program, OWNER, "send", "Interview");
        let arrived = host.wait_for_mails(FERNHILL, "", 1);
        let filed = host.wait_for_mails(OWNER, "Sent", 1);
        for reply in [&arrived[0], &filed[0]] {
            let (header, body) = reply.split_once("\n\n").unwrap();
            assert!(
                header.contains("In-Reply-To: <invitation@fernhill.test>"),
                "{program}: {reply}"
            );
            assert!(body.starts_with("send\n"), "{program}: {reply}");
            assert!(body.contains("Can you come?"), "{program}: {reply}");
        }
    }
}
