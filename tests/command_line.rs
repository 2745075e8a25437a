//! What the program says when something is wrong: one clear sentence on stderr, exit code 1 or 2, and nothing written.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

mod served;

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use heardback_sandbox::Settings;
use tempfile::TempDir;

use self::served::{NOT_INHERITED, Served, folders};

#[test]
fn without_a_configuration_every_command_says_where_it_is_missing() {
    for arguments in [
        &["run"][..],
        &["check"],
        &["status"],
        &["list"],
        &["show", "1"],
        &["why", "1"],
    ] {
        let home = Home::new();
        home.check(
            arguments,
            2,
            &["There is no configuration at", "config.toml", "fill in"],
        );
    }
}

#[test]
fn all_mistakes_of_a_configuration_are_told_with_key_line_and_the_nearest_name() {
    let home = Home::new();
    let text = home
        .configuration(993, 465, "secret")
        .replace("address =", "adress =");
    home.configure(&text.replace("Europe/London", "Europe/Londn"));
    home.check(&["run"], 2, &[
        "has 3 mistakes",
        "line 3, owner.adress: There is no such key. Did you mean “address”?",
        "line 4, owner.zone: There is no time zone “Europe/Londn”. Did you mean “Europe/London”?",
    ]);
}

#[test]
fn a_refused_password_ends_the_start_and_is_not_shown() {
    let (home, host) = (Home::new(), serve());
    home.trust(&host);
    home.configure(&home.configuration(host.imaps, host.smtps, "not-the-password"));
    let said = home.check(
        &["run"],
        1,
        &[
            "refused the login of sam@mailbox.example",
            "Check user and password_command",
        ],
    );
    assert!(!said.contains("not-the-password"), "{said}");
}

#[test]
fn a_password_command_that_fails_is_named() {
    let (home, host) = (Home::new(), serve());
    home.trust(&host);
    let text = home
        .configuration(host.imaps, host.smtps, "x")
        .replace("printf %s x", "no-such-program-here");
    home.configure(&text);
    home.check(&["run"], 1, &["password_command"]);
}

#[test]
fn a_server_that_cannot_be_reached_ends_the_first_start() {
    let home = Home::new();
    // Bound and dropped: nobody listens there.
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    fs::write(home.path().join("ca.pem"), "").unwrap();
    home.configure(
        &home
            .configuration(free, free, "secret")
            .replace("ca_file = \"ca.pem\"\n", ""),
    );
    let place = format!("localhost:{free} refused the connection");
    home.check(&["run"], 1, &[&place, "Check host and port"]);
}

#[test]
fn a_certificate_that_does_not_fit_is_not_accepted() {
    let (home, host, stranger) = (Home::new(), serve(), serve());
    home.trust(&stranger);
    home.configure(&home.configuration(host.imaps, host.smtps, "secret"));
    home.check(
        &["run"],
        1,
        &[
            "does not fit",
            "no trusted authority has signed it",
            "ca_file",
        ],
    );
}

#[test]
fn what_holds_no_mail_is_named() {
    let home = Home::new();
    let file = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let empty = file("empty.eml", b"");
    let noise = file("noise.eml", &[0xff, 0x00, 0x9c, 0x0a, 0x80]);
    let prose = file("prose.eml", b"Just some words\nand some more of them\n");
    let folder = home.path().join("folder");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("picture.png"), [1, 2, 3]).unwrap();
    let folder = folder.display().to_string();
    let missing = home.path().join("missing").display().to_string();
    for command in [
        &["read"][..],
        &["read", "--json"],
        &["replay"],
        &["replay", "--json"],
    ] {
        for (path, sentence) in [
            (&empty, "is empty: it holds no message"),
            (&noise, "is no mail"),
            (&prose, "is no mail"),
            (&folder, "holds no messages"),
            (&missing, "Cannot open"),
        ] {
            let arguments: Vec<&str> = command.iter().copied().chain([path.as_str()]).collect();
            home.check(&arguments, 1, &[sentence, path]);
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_read() {
    let home = Home::new();
    let folder = home.path().join("mail");
    fs::create_dir(&folder).unwrap();
    let mail = "From: Ana <ana@fernhill.example>\nSubject: Hello\nDate: Mon, 2 Mar 2026 09:41:00 +0000\nMessage-ID: <1@x>\n\nWords.\n";
    fs::write(folder.join("1.eml"), mail).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.join("2.eml")).unwrap();
    fs::write(folder.join("3.eml"), mail.replace("<1@x>", "<3@x>")).unwrap();
    let labels = home.path().join("labels.jsonl");
    fs::write(&labels, "{\"source\": \"3.eml\", \"class\": \"other\"}\n").unwrap();
    let (folder, labels) = (folder.display().to_string(), labels.display().to_string());
    for (command, printed) in [
        (&["read", "--json"][..], 2),
        (&["replay", "--json"], 2),
        (&["eval", "--json", &labels], 1),
    ] {
        let arguments: Vec<&str> = command.iter().copied().chain([folder.as_str()]).collect();
        let (out, said) = home.done(&arguments);
        assert_eq!(out.lines().count(), printed, "{command:?}: {out}{said}");
        assert!(
            said.contains("mail/2.eml") && said.contains("left out"),
            "{command:?}: {said}"
        );
    }
}

/// A pipe has no end, a device neither, and the rest of three gigabytes without a line is nobody's mail.
#[test]
fn what_has_no_end_is_named_and_not_waited_for() {
    let home = Home::new();
    let at = |name: &str| home.path().join(name).display().to_string();
    let made = std::process::Command::new("mkfifo")
        .arg(at("pipe.eml"))
        .status();
    assert!(made.unwrap().success());
    let huge = fs::File::create(at("huge.mbox")).unwrap();
    huge.set_len(3 << 30).unwrap();
    fs::create_dir(at("circle")).unwrap();
    std::os::unix::fs::symlink(at("circle"), at("circle/again")).unwrap();
    let labels = at("labels.jsonl");
    fs::write(&labels, "{\"source\": \"1.eml\", \"class\": \"other\"}\n").unwrap();
    for command in [&["read"][..], &["replay"], &["eval", &labels]] {
        for (path, sentence) in [
            (at("pipe.eml"), "is a pipe, no file"),
            ("/dev/zero".to_owned(), "is a device, no file"),
            (at("huge.mbox"), "is no mail"),
        ] {
            let arguments: Vec<&str> = command.iter().copied().chain([path.as_str()]).collect();
            home.check(&arguments, 1, &[sentence, &path]);
        }
        let circle = at("circle");
        let arguments: Vec<&str> = command.iter().copied().chain([circle.as_str()]).collect();
        home.refused(
            &arguments,
            "circle/again leads to a folder that was read already",
        );
    }
    home.check(
        &["eval", "/dev/zero"],
        1,
        &["it is a device, no ordinary file"],
    );
    home.check(
        &["eval", &at("pipe.eml")],
        1,
        &["it is a pipe, no ordinary file"],
    );
}

/// Without `--letters` a line says that there is a draft; with it, the draft is there to be read. JSON has it either way.
#[test]
fn replay_shows_the_letters_where_it_is_asked_to() {
    let home = Home::new();
    let path = home.path().join("1.eml");
    let mail = "From: Ana Ruiz <ana@fernhill.example>\nTo: sam@mailbox.example\nSubject: Interview for Data Analyst at Fernhill\nDate: Mon, 2 Mar 2026 09:41:00 +0000\nMessage-ID: <1@fernhill.example>\n\nDear Sam,\n\nWe would like to invite you to an interview for the position of Data Analyst. Would Tuesday, 10 March at 10:00 or Wednesday, 11 March at 14:00 suit you?\n\nKind regards,\nAna Ruiz\nFernhill\n";
    fs::write(&path, mail).unwrap();
    let path = path.display().to_string();
    let run = |more: &[&str]| {
        let mut arguments = vec!["replay", "--me", "sam@mailbox.example"];
        arguments.extend(["--owner-zone", "Europe/London", "--until", "2026-03-03"]);
        arguments.extend(more);
        arguments.push(&path);
        home.done(&arguments).0
    };
    let (plain, letters) = (run(&[]), run(&["--letters"]));
    assert!(
        plain.contains("remind") && !plain.contains("Dear Ana"),
        "{plain}"
    );
    for part in [
        "To: ana@fernhill.example",
        "Subject: Re: Interview",
        "Dear Ana",
    ] {
        assert!(letters.contains(part), "{part}: {letters}");
    }
    assert_eq!(run(&["--json"]), run(&["--json", "--letters"]));
}

#[test]
fn the_owners_own_letter_is_not_taken_for_an_employers() {
    let home = Home::new();
    let path = home.path().join("own.eml");
    fs::write(&path, "From: Sam <sam@mailbox.example>\nTo: ana@fernhill.example\nSubject: Interview\nDate: Mon, 2 Mar 2026 09:41:00 +0000\n\n\
        We would like to invite you to an interview on Tuesday, 10 March 2026 at 2 pm.\n").unwrap();
    let path = path.display().to_string();
    let (out, _) = home.done(&["read", "--json", &path]);
    assert!(out.contains("\"class\":\"interview_"), "{out}");
    let (out, _) = home.done(&["read", "--json", "--me", "sam@mailbox.example", &path]);
    assert!(
        out.contains("\"class\":\"other\"") && out.contains("\"facts\":{}"),
        "{out}"
    );
    let (out, _) = home.done(&["read", "--me", "sam@mailbox.example", &path]);
    assert!(
        out.contains("your own letter  Interview") && !out.contains("because"),
        "{out}"
    );
}

#[test]
fn a_broken_language_pack_is_named_and_the_others_count() {
    let home = Home::new();
    let packs = home.path().join("heardback/reading");
    fs::create_dir_all(&packs).unwrap();
    fs::write(packs.join("mine.toml"), "language = [").unwrap();
    let path = home.path().join("1.eml");
    fs::write(&path, "From: a@b.example\nSubject: Hello\n\nWords.\n").unwrap();
    let (_, said) = home.done(&["read", &path.display().to_string()]);
    assert!(said.contains("reading/mine.toml is left out"), "{said}");
}

#[test]
fn what_a_missing_configuration_says_fits_the_instance_and_the_file() {
    let home = Home::new();
    home.check(
        &["--instance", "kim", "status"],
        2,
        &[
            "heardback-kim/config.toml",
            "`heardback --instance kim init`",
        ],
    );
    home.check(
        &["list", "--config", "/nowhere/mine.toml"],
        2,
        &["`heardback init --config /nowhere/mine.toml`"],
    );
}

#[test]
fn a_zone_and_a_provider_are_guessed_as_people_mistype_them() {
    fn init<'a>(zone: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let who = ["init", "--yes", "--address", "a@b.example", "--name", "A"];
        let rest = ["--zone", zone, "--password-command", "true"];
        who.into_iter()
            .chain(rest)
            .chain(more.iter().copied())
            .collect()
    }
    let home = Home::new();
    for (typed, meant) in [
        ("Lodnon", "Did you mean “Europe/London”?"),
        ("berlin", "Did you mean “Europe/Berlin”?"),
        ("Europe/Londn", "Did you mean “Europe/London”?"),
        ("America/Newyork", "Did you mean “America/New_York”?"),
        ("new york", "Did you mean “America/New_York”?"),
        ("BST", "Did you mean “Europe/London”?"),
        ("PST", "Did you mean “America/Los_Angeles”?"),
        ("ist", "Did you mean “Asia/Kolkata”?"),
        ("AEST", "Did you mean “Australia/Sydney”?"),
        ("Xyzzyplugh", "timedatectl list-timezones"),
    ] {
        home.check(&init(typed, &[]), 2, &[meant]);
    }
    let mistyped = init("UTC", &["--provider", "Fastmial"]);
    home.check(&mistyped, 2, &["Did you mean “Fastmail”?", "Known are"]);
}

#[test]
fn a_command_to_a_daemon_that_does_not_run_says_how_to_start_it() {
    let home = Home::new();
    home.check(
        &["approve", "12"],
        1,
        &["heardback is not running", "heardback run"],
    );
}

#[test]
fn wrong_use_is_exit_code_two() {
    let home = Home::new();
    home.check(&["forget", "3"], 2, &["`heardback forget 3 --yes`"]);
    home.check(&["nonsense"], 2, &["unrecognized subcommand 'nonsense'"]);
    home.check(
        &["approve", "twelve"],
        2,
        &["invalid value 'twelve'", "heardback status"],
    );
    home.check(
        &["note", "3"],
        2,
        &["Nothing was said", "heardback note 3 They use dbt"],
    );
    home.check(&["edit", "3"], 2, &["heardback edit 3 < letter.txt"]);
    home.check(&["correct", "3"], 2, &["<CLASS>"]);
}

#[test]
fn every_command_gives_an_example() {
    let help = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
        let output = command.args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let all = help(&["--help"]);
    let commands = all.split_once("Commands:").unwrap().1;
    let commands = commands.split_once("Options:").unwrap().0;
    let names = commands
        .lines()
        .filter_map(|l| l.strip_prefix("  ").filter(|l| !l.starts_with(' ')))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|name| *name != "help" && name.bytes().all(|b| b.is_ascii_lowercase()));
    let mut count = 0;
    for name in names {
        let text = help(&[name, "--help"]);
        assert!(
            text.contains("Example") || text.contains(&format!("heardback {name} ")),
            "{name}: {text}"
        );
        count += 1;
    }
    assert!(count > 20, "{all}");
}

fn serve() -> Served {
    Served::with(Settings::default(), |_| {})
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

    fn configuration(&self, imap: u16, smtp: u16, password: &str) -> String {
        format!(
            "[owner]\nname = \"Sam Okafor\"\naddress = \"sam@mailbox.example\"\nzone = \"Europe/London\"\n\n[[account]]\n\
             imap = {{ host = \"localhost\", port = {imap}, tls = \"implicit\" }}\n\
             smtp = {{ host = \"localhost\", port = {smtp}, tls = \"implicit\" }}\n\
             password_command = \"printf %s {password}\"\nca_file = \"ca.pem\"\n"
        )
    }

    fn configure(&self, text: &str) {
        let folder = self.path().join("heardback");
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            folder.join("config.toml"),
            text.replace("ca.pem", "../ca.pem"),
        )
        .unwrap();
    }

    fn trust(&self, host: &Served) {
        fs::write(self.path().join("ca.pem"), &host.authority).unwrap();
    }

    /// A command that ends well: what it prints, and what it says beside it.
    fn done(&self, arguments: &[&str]) -> (String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
        command.envs(folders(self.path()));
        for name in NOT_INHERITED {
            command.env_remove(name);
        }
        let output = command.args(arguments).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {out}{said}");
        (out, said)
    }

    /// Runs the program; nothing may be on stdout or in the file system afterwards. What it said on stderr.
    fn check(&self, arguments: &[&str], code: i32, sentences: &[&str]) -> String {
        let before = self.files();
        let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
        command.envs(folders(self.path()));
        for name in NOT_INHERITED {
            command.env_remove(name);
        }
        let output = command
            .args(arguments)
            .timeout(Duration::from_secs(60))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(
            output.stdout.is_empty(),
            "{arguments:?}: {:?}",
            String::from_utf8_lossy(&output.stdout)
        );
        for sentence in sentences {
            assert!(
                said.contains(sentence),
                "{arguments:?}: “{sentence}” is missing: {said}"
            );
        }
        assert!(
            !said.contains("panicked") && !said.contains("RUST_BACKTRACE"),
            "{said}"
        );
        if !said.contains("mistakes:") && !said.starts_with("error:") {
            assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        }
        assert_eq!(self.files(), before, "{arguments:?} wrote something");
        said
    }

    /// It fails and says so, on as many lines as it needs.
    fn refused(&self, arguments: &[&str], sentence: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
        let output = command
            .envs(folders(self.path()))
            .args(arguments)
            .timeout(Duration::from_secs(60))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains(sentence), "{arguments:?}: {said}");
    }

    fn files(&self) -> BTreeSet<PathBuf> {
        fn walk(folder: &Path, found: &mut BTreeSet<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                }
                found.insert(path);
            }
        }
        let mut found = BTreeSet::new();
        walk(self.path(), &mut found);
        found
    }
}
