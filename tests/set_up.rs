//! From nothing to a configuration that works: `init`, `check`, `doctor`, `pause` and `resume`, against a mail host of our own.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

mod served;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use assert_cmd::Command;
use heardback_sandbox::{Arrival, Settings, Verdict};
use tempfile::TempDir;

use self::served::{NOT_INHERITED, Served, folders};

#[test]
fn init_by_flags_tries_both_servers_and_writes_a_configuration_that_is_good() {
    let (home, host) = (Home::new(), serve());
    home.write("ca.pem", &host.authority, 0o644);
    let output = home.init(&host, &["--password-command", "printf %s secret"]);
    let said = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for sentence in ["Reading works", "Sent is “Sent”", "Sending works", "Wrote "] {
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
    let path = home.config();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    let checked = home.run(&["check"]);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    assert!(text(&checked.stdout).contains("Sam Okafor <sam@mailbox.example>, Europe/London"));
    assert!(!fs::read_to_string(&path).unwrap().contains("Sam Okafor <"));
}

/// At a terminal: a wrong answer is asked again, a wrong password, too, and the right one lands in a file of the owner's alone.
#[test]
fn init_asks_at_a_terminal_until_both_servers_let_it_in() {
    let (home, host) = (Home::new(), serve());
    home.write("ca.pem", &host.authority, 0o644);
    let (imap, smtp) = (
        format!("localhost:{}", host.imaps),
        format!("localhost:{}", host.smtps),
    );
    let said = home.at_a_terminal(
        &[
            "init",
            "--ca-file",
            "ca.pem",
            "--imap",
            &imap,
            "--smtp",
            &smtp,
        ],
        &[
            ("Your mail address", "sam-mailbox.example"),
            ("Your mail address", "sam@mailbox.example"),
            ("Your name", "Sam Okafor"),
            ("Your time zone", "Europe/Londn"),
            ("Your time zone", "Europe/London"),
            ("Your choice", "2"),
            ("Password", "not-this-one"),
            ("Your choice", "1"),
            ("Your choice", "2"),
            ("Password", "secret"),
        ],
    );
    for part in [
        "is no mail address",
        "Did you mean “Europe/London”?",
        "refused the login of sam@mailbox.example",
        "Sending works",
        "Wrote ",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(
        !said.contains("not-this-one"),
        "a password was shown: {said}"
    );
    let password = home.path().join("heardback/password");
    assert_eq!(fs::read_to_string(&password).unwrap(), "secret\n");
    assert_eq!((mode(&password), mode(&home.config())), (0o600, 0o600));
}

#[test]
fn init_never_overwrites() {
    let home = Home::new();
    home.write("heardback/config.toml", "# mine\n", 0o600);
    let output = home.run(&["init", "--yes", "--address", "sam@gmail.com"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("init never overwrites"));
    assert_eq!(fs::read_to_string(home.config()).unwrap(), "# mine\n");
}

#[test]
fn without_a_terminal_init_asks_nothing_and_names_all_that_is_missing() {
    let home = Home::new();
    let output = home.run(&["init"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    for flag in ["--address", "--password-command"] {
        assert!(said.contains(flag), "{flag}: {said}");
    }
    assert!(!home.config().exists());
}

#[test]
fn a_refused_password_writes_nothing() {
    let (home, host) = (Home::new(), serve());
    home.write("ca.pem", &host.authority, 0o644);
    let output = home.init(&host, &["--password-command", "printf %s wrong"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(
        said.contains("refused the login of sam@mailbox.example"),
        "{said}"
    );
    assert!(said.contains("Nothing was written"), "{said}");
    assert!(!said.contains("wrong"), "{said}");
    assert!(!home.config().exists());
}

#[test]
fn a_known_provider_needs_no_servers_and_says_what_makes_it_hard() {
    let home = Home::new();
    let output = home.run(&unasked(
        "sam@outlook.com",
        &[
            "--zone",
            "Europe/London",
            "--token-command",
            "oama access sam@outlook.com",
        ],
    ));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("OAuth2 only"));
    let written = fs::read_to_string(home.config()).unwrap();
    for line in [
        "smtp = { host = \"smtp-mail.outlook.com\", port = 587, tls = \"starttls\" }",
        "token_command = \"oama access sam@outlook.com\"",
        "server_files_sent = true",
        "plus_address = true",
    ] {
        assert!(written.contains(line), "{line}:\n{written}");
    }
}

#[test]
fn a_server_on_this_machine_is_no_bridge_of_protons_unless_it_is_said() {
    for (address, more, proton) in [
        ("sam@firm.example", &[] as &[&str], false),
        (
            "sam@firm.example",
            &["--provider", "Proton Mail (Bridge)"],
            true,
        ),
        ("sam@pm.me", &[], true),
    ] {
        let home = Home::new();
        let mine = home.0.path().join("mine.toml").display().to_string();
        let servers = ["--imap", "127.0.0.1:1143", "--smtp", "127.0.0.1:1025"];
        let secret = ["--password-command", "pass show mail", "--config", &mine];
        let mut command = home.command();
        command
            .env("TZ", "Europe/Stockholm")
            .args(unasked(address, &servers));
        let output = command.args(secret).args(more).output().unwrap();
        let said = text(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(
            said.contains("Your time zone is Europe/Stockholm, this machine's"),
            "{said}"
        );
        let next = format!("`heardback service install --config {mine}`");
        assert!(
            text(&output.stdout).contains(&next),
            "{}",
            text(&output.stdout)
        );
        let written = fs::read_to_string(&mine).unwrap();
        assert!(written.contains("zone = \"Europe/Stockholm\""), "{written}");
        for line in ["\nserver_files_sent = true", "\nplus_address = true"] {
            assert_eq!(
                written.contains(line),
                proton,
                "{address} {line}:\n{written}"
            );
        }
    }
}

#[test]
fn check_notes_a_zone_without_summer_time() {
    for (zone, noted) in [("EST", true), ("MST", true), ("America/New_York", false)] {
        let home = Home::new();
        let more = ["--zone", zone, "--password-command", "printf %s secret"];
        assert!(home.run(&unasked("sam@gmail.com", &more)).status.success());
        let said = text(&home.run(&["check"]).stdout);
        assert_eq!(said.contains("has no summer time"), noted, "{zone}: {said}");
    }
}

#[test]
fn a_provider_that_takes_no_password_is_given_none() {
    for address in ["sam@outlook.com", "sam@firm.onmicrosoft.com"] {
        let home = Home::new();
        let more = [
            "--zone",
            "Europe/London",
            "--password-command",
            "pass show mail",
        ];
        let arguments = unasked(address, &more);
        let output = home.run(&arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("takes no password") && said.contains("--token-command"),
            "{said}"
        );
        assert!(!home.config().exists());
        // A bridge on this machine may: it turns the password into a token.
        let bridge = ["--imap", "localhost:1143", "--smtp", "localhost:1025"];
        let arguments: Vec<&str> = arguments.into_iter().chain(bridge).collect();
        let output = home.run(&arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
}

#[test]
fn check_tells_every_mistake_the_missing_files_and_the_letters_in_one_go() {
    let home = Home::new();
    home.write(
        "heardback/config.toml",
        "[owner]\nname = \"Sam\"\nadress = \"sam@mailbox.example\"\nzone = \"Europe/London\"\n[materials]\n\
         references = \"missing.pdf\"\ncv = \"gone.pdf\"\n",
        0o600,
    );
    home.write("heardback/letters/thank_you.en.txt", "{% if %}", 0o600);
    let output = home.run(&["check", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let (said, objects) = (text(&output.stderr), text(&output.stdout));
    for part in [
        "line 3, owner.adress",
        "line 6, materials.references",
        "line 7, materials.cv",
        "letters/thank_you.en.txt",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let keys: Vec<String> = objects
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .map(|o| o["key"].as_str().unwrap().to_owned())
        .collect();
    assert!(keys.contains(&"materials.cv".to_owned()), "{keys:?}");
}

/// `check` over one `[owner]` table: what it says.
fn check_says(home: &Home, zone: &str, holidays: &str, expected: &str) {
    home.write(
        "heardback/config.toml",
        &format!(
            "[owner]\nname = \"Sam\"\naddress = \"sam@mailbox.example\"\nzone = \"{zone}\"\nholidays = [{holidays}]\n"
        ),
        0o600,
    );
    let output = home.run(&["check"]);
    assert_eq!(output.status.code(), Some(2), "{expected}");
    let said = text(&output.stderr);
    assert!(said.contains(expected), "{expected}:\n{said}");
}

#[test]
fn a_zone_that_does_not_exist_is_named_with_the_nearest_that_does() {
    let home = Home::new();
    let expected = "There is no time zone “Europe/Londn”. Did you mean “Europe/London”?";
    check_says(&home, "Europe/Londn", "", expected);
}

#[test]
fn a_holiday_file_that_is_none_is_named() {
    let home = Home::new();
    home.write("heardback/days.ics", "These are no days.\n", 0o644);
    check_says(
        &home,
        "Europe/London",
        "\"days.ics\"",
        "days.ics holds no calendar days",
    );
    check_says(
        &home,
        "Europe/London",
        "\"gone.ics\"",
        "gone.ics cannot be read",
    );
    let expected = "“Christmas” is neither a day like 2026-12-25 nor the path";
    check_says(&home, "Europe/London", "\"Christmas\"", expected);
}

#[test]
fn check_names_a_language_pack_that_is_left_out() {
    let (home, host) = (Home::new(), serve());
    home.set_up(&host);
    home.write("heardback/reading/mine.toml", "language = [", 0o600);
    let output = home.run(&["check"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("reading/mine.toml is left out"), "{said}");
}

#[test]
fn check_shows_what_the_password_command_complains_of() {
    let (home, host) = (Home::new(), serve());
    home.write("ca.pem", &host.authority, 0o644);
    let command = "echo no such entry >&2; exit 3";
    let output = home.init(&host, &["--offline", "--password-command", command]);
    assert!(output.status.success());
    let output = home.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("no such entry"));
}

#[test]
fn pause_works_where_nothing_runs_and_resume_ends_it() {
    let home = Home::new();
    let paused = home.run(&["pause"]);
    assert!(paused.status.success());
    assert!(text(&paused.stdout).contains("nothing leaves for anybody but you"));
    let file = home.path().join("heardback/paused");
    assert_eq!(mode(&file), 0o600);
    let resumed = home.run(&["resume"]);
    assert!(resumed.status.success());
    assert!(!file.exists());
    assert!(text(&home.run(&["resume"]).stdout).contains("Nothing was paused"));
}

#[test]
fn doctor_looks_at_everything_in_a_line_each() {
    let (home, host) = (Home::new(), serve());
    home.set_up(&host);
    let output = home.run(&["doctor"]);
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}{}", text(&output.stderr));
    for part in [
        "ok    configuration",
        "ok    permissions",
        "ok    secret",
        "ok    dns",
        "ok    imap tls",
        "ok    imap login    sam@mailbox.example is let in",
        "ok    folders       INBOX (Inbox), Junk (Junk), Sent (Sent)",
        "ok    smtp login",
        "note  queue         nothing yet",
        "your copy in Sent (B1), the command line (B3)",
    ] {
        let same = part.replace("Junk (Junk), Sent (Sent)", "Sent (Sent), Junk (Junk)");
        assert!(
            said.contains(part) || said.contains(&same),
            "{part}:\n{said}"
        );
    }
    let objects = text(&home.run(&["doctor", "--json"]).stdout);
    for line in objects.lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            object["check"].is_string() && object["what"].is_string(),
            "{line}"
        );
    }
}

#[test]
fn doctor_tells_what_is_wrong_and_what_to_do() {
    let (home, host) = (Home::new(), serve());
    home.set_up(&host);
    host.host
        .set_secrets("sam@mailbox.example", "another", None);
    fs::set_permissions(
        home.path().join("heardback/config.toml"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    let output = home.run(&["doctor"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    for part in [
        "FAIL  imap login",
        "FAIL  smtp login",
        "application password",
        "→ chmod 600",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
    assert!(
        !said.contains("another") && !said.contains("secret\""),
        "{said}"
    );
}

#[test]
fn the_round_trip_says_which_proofs_the_mailbox_gives() {
    for (settings, answered_in, expected) in [
        (
            Settings::default(),
            &["Sent"][..],
            &[
                "B1            your answer stands in Sent, and counts",
                "stamps no Authentication-Results",
            ][..],
        ),
        (
            Settings {
                authserv_id: Some("mx.mailbox.example".to_owned()),
                ..Settings::default()
            },
            &["INBOX"],
            &[
                "(B2 can be had)",
                "approval.authserv_id = \"mx.mailbox.example\"",
                "your answer is not in Sent",
            ],
        ),
        (
            Settings {
                authserv_id: Some("mx.mailbox.example".to_owned()),
                strips_forged_results: false,
                ..Settings::default()
            },
            &["INBOX", "Sent"],
            &[
                "lets a forged stamp of its own name through",
                "Leave approval.authserv_id out",
                "B1            your answer stands",
            ],
        ),
        (
            Settings::like_outlook(),
            &["Sent"],
            &[
                "under another Message-ID",
                "the server files what it sends by itself",
                "your answer stands in Sent, and counts",
            ],
        ),
    ] {
        let (home, host) = (Home::new(), Served::with(settings, |_| {}));
        home.set_up(&host);
        let said = home.answered_doctor(&host, answered_in, "help");
        for part in expected {
            assert!(said.contains(part), "{part}:\n{said}");
        }
    }
}

#[test]
fn an_answer_that_came_in_from_outside_proves_nothing() {
    let (home, host) = (Home::new(), serve());
    home.set_up(&host);
    let said = home.answered_doctor(&host, &["INBOX"], "help");
    assert!(said.contains("cannot be proven to be yours"), "{said}");
}

#[test]
fn instances_have_folders_of_their_own() {
    let home = Home::new();
    let output = home.run(&["--instance", "kim", "status"]);
    assert!(text(&output.stderr).contains("heardback-kim/config.toml"));
    let output = home.run(&["--instance", "../kim", "status"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot name an instance"));
}

/// A person's home folder.
struct Home(TempDir);

impl Home {
    fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn config(&self) -> PathBuf {
        self.path().join("heardback/config.toml")
    }

    fn write(&self, name: &str, text: &str, mode: u32) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
        command.envs(folders(self.path()));
        for name in NOT_INHERITED {
            command.env_remove(name);
        }
        command
            .current_dir(self.path())
            .timeout(Duration::from_secs(60));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Runs the program at a terminal and answers its questions, each when it is put; what the terminal showed.
    fn at_a_terminal(&self, arguments: &[&str], answers: &[(&str, &str)]) -> String {
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        let theirs = || {
            fs::OpenOptions::new()
                .read(true)
                .write(true)
                .open(&name)
                .unwrap()
        };
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_heardback"));
        command.envs(folders(self.path()));
        command
            .env_remove("HEARDBACK_INSTANCE")
            .env("PATH", "/nonexistent");
        command.args(arguments).current_dir(self.path());
        let mut child = command
            .stdin(theirs())
            .stdout(theirs())
            .stderr(theirs())
            .spawn()
            .unwrap();
        drop(command);
        let mut terminal = fs::File::from(ours);
        let (mut shown, mut new) = (String::new(), String::new());
        let mut answers = answers.iter();
        let mut next = answers.next();
        let mut buffer = [0; 4096];
        // At the program's end the terminal is closed, and reading fails.
        while let Ok(count @ 1..) = std::io::Read::read(&mut terminal, &mut buffer) {
            let text = String::from_utf8_lossy(&buffer[..count]);
            shown.push_str(&text);
            new.push_str(&text);
            if let Some((question, answer)) = next
                && new.contains(question)
                && new.ends_with(": ")
            {
                std::io::Write::write_all(&mut terminal, format!("{answer}\n").as_bytes()).unwrap();
                new.clear();
                next = answers.next();
                continue;
            }
            // A question that nobody expected would wait for ever.
            let last = new.lines().last().unwrap_or_default();
            if ["Your ", "Password"].iter().any(|q| last.starts_with(q)) && last.ends_with(": ") {
                child.kill().unwrap();
                panic!("an unexpected question: {shown}");
            }
        }
        assert!(child.wait().unwrap().success(), "{shown}");
        shown
    }

    fn set_up(&self, host: &Served) {
        self.write("ca.pem", &host.authority, 0o644);
        let output = self.init(host, &["--password-command", "printf %s secret"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }

    /// What doctor says where the owner answers its test mail with `word`, and the answer is found in these mailboxes.
    fn answered_doctor(&self, host: &Served, mailboxes: &[&str], word: &str) -> String {
        let owner = "sam@mailbox.example";
        let arguments = ["doctor", "--round-trip", "--wait", "4s"];
        std::thread::scope(|scope| {
            let doctor = scope.spawn(|| self.run(&arguments));
            let mut answered = false;
            while !doctor.is_finished() {
                let inbox = host.host.messages(owner, "INBOX");
                let first = inbox.iter().map(heardback_sandbox::Message::text).next();
                if let Some(test) = first.filter(|_| !answered) {
                    answered = true;
                    let id = field(&test, "Message-ID").unwrap();
                    for mailbox in mailboxes {
                        answer(host, mailbox, &id, &field(&test, "Subject").unwrap(), word);
                    }
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            let output = doctor.join().unwrap();
            assert!(answered);
            text(&output.stdout)
        })
    }

    fn init(&self, host: &Served, more: &[&str]) -> Output {
        let (imap, smtp) = (
            format!("localhost:{}", host.imaps),
            format!("localhost:{}", host.smtps),
        );
        let arguments = [
            "init",
            "--yes",
            "--address",
            "sam@mailbox.example",
            "--name",
            "Sam Okafor",
            "--zone",
            "Europe/London",
            "--imap",
            &imap,
            "--smtp",
            &smtp,
            "--ca-file",
            "ca.pem",
        ];
        self.command().args(arguments).args(more).output().unwrap()
    }
}

/// `init` with all answers in flags, without a look at any server.
fn unasked<'a>(address: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let init = ["init", "--yes", "--offline", "--address", address];
    let named = init.into_iter().chain(["--name", "Sam"]);
    named.chain(more.iter().copied()).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A header field's value.
fn field(mail: &str, name: &str) -> Option<String> {
    let prefix = format!("{name}: ");
    let line = mail.lines().find(|l| l.starts_with(&prefix))?;
    Some(line[prefix.len()..].trim().to_owned())
}

fn serve() -> Served {
    Served::with(Settings::default(), |_| {})
}

/// The owner's answer, as it lies in that mailbox: a plain copy in Sent, one that came in by the server in the inbox.
fn answer(served: &Served, mailbox: &str, id: &str, subject: &str, word: &str) {
    let owner = "sam@mailbox.example";
    let raw = format!(
        "From: Sam Okafor <{owner}>\r\nTo: {owner}\r\nSubject: Re: {subject}\r\nDate: Mon, 2 Mar 2026 09:00:00 +0000\r\n\
         Message-ID: <answer@mailbox.example>\r\nIn-Reply-To: {id}\r\n\r\n{word}\r\n"
    );
    if mailbox == "INBOX" {
        let arrival = Arrival {
            from: owner,
            to: owner,
            verdict: Verdict::Pass,
            raw: raw.as_bytes(),
        };
        served.host.arrive(&arrival).unwrap();
    } else {
        served
            .host
            .append(owner, mailbox, &["\\Seen"], raw.as_bytes())
            .unwrap();
    }
}
