//! Whole searches told in a few lines each, replayed by the program, and compared with what good manners ask for.
//!
//! `tests/scenarios/NAME.txt` tells the search, `NAME.expected` what heardback has to do, a line each, read by a person before it
//! was kept; `HEARDBACK_BLESS=1` writes the latter anew.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use heardback_core::rule::Rule;
use serde_json::Value;

#[test]
fn every_scenario_keeps_its_manners() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    names.sort();
    assert!(names.len() >= 12, "{} scenarios", names.len());
    let mut wrong = String::new();
    for path in names {
        let found: String = run(path.file_stem().unwrap().to_str().unwrap())
            .iter()
            .map(|line| format!("{}\n", shown(line)))
            .collect();
        let kept = path.with_extension("expected");
        if std::env::var_os("HEARDBACK_BLESS").is_some() {
            std::fs::write(&kept, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&kept).unwrap_or_default();
        if found != expected {
            writeln!(
                wrong,
                "{}:\n{}",
                path.display(),
                difference(&expected, &found)
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Each scenario is replayed once, whoever asks.
fn run(name: &str) -> Arc<Vec<Value>> {
    static RUNS: Mutex<BTreeMap<String, Arc<Vec<Value>>>> = Mutex::new(BTreeMap::new());
    let mut runs = RUNS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let entry = runs.entry(name.to_owned()).or_insert_with(|| {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/scenarios/{name}.txt"));
        Arc::new(replayed(&std::fs::read_to_string(path).unwrap()))
    });
    Arc::clone(entry)
}

/// Lines that begin so stand in the search, and none that hold one of `never`.
fn check(name: &str, expected: &[&str], never: &[&str]) {
    let lines: Vec<String> = run(name).iter().map(shown).collect();
    for line in expected {
        assert!(
            lines.iter().any(|l| l.starts_with(line)),
            "{name} lacks “{line}”:\n{}",
            lines.join("\n")
        );
    }
    for part in never {
        assert!(
            !lines.iter().any(|l| l.contains(part)),
            "{name} has “{part}”:\n{}",
            lines.join("\n")
        );
    }
}

/// All texts of the reminders of one action, drafts and all.
fn texts(name: &str, action: &str) -> String {
    run(name)
        .iter()
        .filter(|l| l["kind"] == "reminder" && l["action"] == action)
        .map(|l| l["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn p1_a_word_the_evening_before_the_interview() {
    check("01-soft-promise", &["2026-03-09 18:00 P1 prepare"], &[]);
}

#[test]
fn p2_an_invitation_is_answered_at_once() {
    check(
        "01-soft-promise",
        &["2026-03-04 10:00 P2 answer_invitation Larkfield with a letter to dana.lee"],
        &[],
    );
}

#[test]
fn t1_the_debrief_comes_half_an_hour_after_the_end() {
    check("01-soft-promise", &["2026-03-10 15:30 T1 debrief"], &[]);
}

#[test]
fn t2_thanks_are_ready_with_the_notes_or_after_three_hours() {
    check("01-soft-promise", &["2026-03-10 15:50 T2 thank_you"], &[]);
    check(
        "07-late-thanks",
        &[
            "2026-03-06 20:00 T2 thank_you",
            "2026-03-07 13:00 T2 thank_you",
        ],
        &[],
    );
}

#[test]
fn t3_thanks_name_what_was_said() {
    assert!(texts("01-soft-promise", "thank_you").contains("carrier scorecards"));
}

#[test]
fn t4_thanks_say_why_the_owner_fits() {
    assert!(texts("01-soft-promise", "thank_you").contains("six years of SQL"));
}

#[test]
fn t5_a_bad_answer_is_put_right() {
    let text = texts("11-second-round", "thank_you");
    assert!(
        text.contains("six") && text.contains("four years"),
        "{text}"
    );
}

#[test]
fn t6_the_second_round_has_thanks_of_its_own() {
    check(
        "11-second-round",
        &[
            "2026-03-19 12:30 T1 debrief",
            "2026-03-19 12:50 T6 thank_you",
        ],
        &[],
    );
}

#[test]
fn t7_late_thanks_say_so_and_end_after_five_days() {
    check(
        "07-late-thanks",
        &[
            "2026-03-08 18:00 T7 thank_you",
            "2026-03-11 18:00 held thank_you",
        ],
        &[],
    );
    assert!(texts("07-late-thanks", "thank_you").contains("later than I meant"));
}

#[test]
fn t8_a_traditional_employer_gets_a_card() {
    assert!(texts("07-late-thanks", "thank_you").contains("card"));
    assert!(!texts("01-soft-promise", "thank_you").contains("card by hand"));
}

#[test]
fn c1_a_day_after_the_thanks_it_is_time_to_connect() {
    check("01-soft-promise", &["2026-03-11 16:15 C1 connect"], &[]);
}

#[test]
fn w1_no_follow_up_before_the_promised_day_and_its_business_days() {
    let early = [
        "03-18 09:00 F1",
        "03-19 09:00 F1",
        "03-20 09:00 F1",
        "03-23 09:00 F1",
    ];
    check(
        "01-soft-promise",
        &["2026-03-24 09:00 F1 follow_up"],
        &early,
    );
    check(
        "10-holiday",
        &["2026-12-30 09:00 F1 follow_up"],
        &["2026-12-29 09:00 F1"],
    );
}

#[test]
fn w2_without_a_promise_a_week_passes() {
    check(
        "07-late-thanks",
        &["2026-03-16 09:00 F1 follow_up"],
        &["2026-03-13 09:00 F1"],
    );
}

#[test]
fn w3_asked_to_wait_heardback_waits() {
    check(
        "02-asked-to-wait",
        &["2026-05-29 09:00 F1 follow_up"],
        &["2026-05-20 09:00 F1", "2026-05-21 09:00 F1"],
    );
}

#[test]
fn w4_two_roles_at_one_employer_are_followed_up_a_week_apart() {
    check(
        "03-two-roles",
        &[
            "2026-04-21 09:40 sent follow_up",
            "2026-04-28 09:40 sent follow_up",
        ],
        &["2026-04-24 09:00 F1"],
    );
}

#[test]
fn w5_one_follow_up_is_enough() {
    let asked = run("01-soft-promise")
        .iter()
        .filter(|l| l["kind"] == "reminder" && l["action"] == "follow_up")
        .count();
    assert_eq!(asked, 1);
}

#[test]
fn w6_the_date_of_their_newest_mail_is_the_date() {
    check(
        "14-notes-contradict",
        &["2026-03-31 09:00 F1 follow_up"],
        &["2026-03-17 09:00 F1"],
    );
}

#[test]
fn w7_silence_ends_in_quiet_never_in_a_no() {
    check(
        "12-agency",
        &["2026-06-10 09:25 Peakhire is quiet"],
        &["is rejected"],
    );
}

#[test]
fn f1_a_week_after_the_assessment_was_handed_in() {
    check(
        "13-assessment",
        &["2026-03-17 09:00 F1 follow_up Windrush with a letter to dirk.maas"],
        &["2026-03-12 09:00 F1"],
    );
}

#[test]
fn f2_who_likes_the_telephone_gets_no_letter() {
    check(
        "06-by-telephone",
        &["2026-03-17 09:00 F2 follow_up Hillgate"],
        &["F2 follow_up Hillgate with a letter"],
    );
}

#[test]
fn f3_a_no_stops_what_was_approved_and_has_not_left() {
    check(
        "05-refused-while-approved",
        &["2026-03-19 07:30 held follow_up (F3)"],
        &["sent follow_up"],
    );
}

#[test]
fn m1_what_they_ask_for_is_told_at_once() {
    check("13-assessment", &["2026-03-04 10:00 M1 material"], &[]);
}

#[test]
fn m2_the_owners_own_promise_is_kept() {
    check("06-by-telephone", &["2026-03-10 15:50 M2 promise"], &[]);
}

#[test]
fn r1_a_no_is_answered_after_four_hours() {
    check(
        "05-refused-while-approved",
        &["2026-03-19 11:30 R1 rejection_reply"],
        &[],
    );
}

#[test]
fn r2_the_answer_to_a_no_never_argues() {
    let text = texts("05-refused-while-approved", "rejection_reply");
    for word in ["reason", "feedback", "reconsider", "advice"] {
        assert!(!text.contains(word), "{text}");
    }
}

#[test]
fn r3_a_machine_gets_no_answer() {
    check(
        "08-offer-and-the-others",
        &["2026-05-20 10:41 Redgum is rejected"],
        &["rejection_reply"],
    );
}

#[test]
fn r4_the_door_may_be_open_again_after_ninety_days() {
    check(
        "05-refused-while-approved",
        &["2026-06-17 08:00 R4 stay_in_touch"],
        &[],
    );
}

#[test]
fn o1_the_others_hear_of_an_offer_that_was_taken() {
    let expected = [
        "2026-05-12 16:05 O1 offer",
        "2026-05-14 10:00 O1 withdraw_others Fairhaven with a letter to gus.holt",
    ];
    check(
        "08-offer-and-the-others",
        &expected,
        &["letter to no-reply"],
    );
}

#[test]
fn s1_a_digest_each_monday() {
    check(
        "01-soft-promise",
        &[
            "2026-03-09 08:30 S1",
            "2026-03-16 08:30 S1",
            "2026-03-23 08:30 S1",
        ],
        &[],
    );
}

#[test]
fn s2_the_digest_shows_what_was_done_in_time() {
    assert!(texts("01-soft-promise", "digest").contains("Done in time"));
}

#[test]
fn every_rule_has_a_test_that_is_named_for_it() {
    fn sources(folder: &Path, out: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for folder in ["tests", "core/src", "core/tests"] {
        sources(&root.join(folder), &mut text);
    }
    let missing: Vec<&str> = Rule::ALL
        .iter()
        .filter(|rule| **rule != Rule::Safety)
        .map(|rule| rule.name())
        .filter(|name| !text.contains(&format!("fn {}_", name.to_lowercase())))
        .collect();
    assert!(missing.is_empty(), "no test for {missing:?}");
}

fn difference(expected: &str, found: &str) -> String {
    let mut out = String::new();
    for line in expected.lines().filter(|l| !found.lines().any(|f| f == *l)) {
        writeln!(out, "- {line}").unwrap();
    }
    for line in found.lines().filter(|l| !expected.lines().any(|e| e == *l)) {
        writeln!(out, "+ {line}").unwrap();
    }
    out
}

/// The search under the virtual clock.
fn replayed(told: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("mail");
    std::fs::create_dir(&mail).unwrap();
    let search = Search::told(told);
    std::fs::write(folder.path().join("config.toml"), &search.config).unwrap();
    for (n, bytes) in search.mail.iter().enumerate() {
        std::fs::write(mail.join(format!("{n:03}.eml")), bytes).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_heardback"))
        .args(["replay", "--json", "--config"])
        .arg(folder.path().join("config.toml"))
        .args(["--until", &search.until, "--owner-zone", &search.zone])
        .arg(&mail)
        .env("HOME", folder.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn shown(line: &Value) -> String {
    let text = |key: &str| line[key].as_str().unwrap_or("-").to_owned();
    let at = text("at").get(..16).unwrap_or("").replace('T', " ");
    let to = |value: &Value| {
        value["to"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let what = match text("kind").as_str() {
        "message" => format!("mail {} for {}", text("class"), text("company")),
        "transition" => format!("{} is {}", text("company"), text("to")),
        "reminder" => {
            let drafts: Vec<String> = line["drafts"]
                .as_array()
                .into_iter()
                .flatten()
                .map(&to)
                .collect();
            let drafts = if drafts.is_empty() {
                String::new()
            } else {
                format!(" with a letter to {}", drafts.join(", "))
            };
            format!(
                "{} {} {}{drafts}",
                text("rule"),
                text("action"),
                text("company")
            )
        }
        "sent" => format!("sent {} to {}", text("action"), to(line)),
        "held" => format!(
            "held {} ({}): {}",
            text("action"),
            text("rule"),
            text("why")
        ),
        other => other.to_owned(),
    };
    format!("{at} {what}")
}

/// A search as it is told: settings first, then mails and answers, each begun by a line of its own.
struct Search {
    config: String,
    zone: String,
    until: String,
    mail: Vec<String>,
}

impl Search {
    /// `KEY: value` lines (owner, zone, until, holidays, strengths, reference), then
    /// `@ DATE [in Sent] [thread N] | Name <address> | Subject` for a mail, or
    /// `> ACTION N after DURATION` for the owner's answer, each with its text below.
    fn told(told: &str) -> Self {
        let (head, rest) = told.split_once("\n\n").expect("settings, then mail");
        let setting = |key: &str| {
            head.lines()
                .find_map(|l| l.strip_prefix(&format!("{key}: ")))
                .unwrap_or("")
                .to_owned()
        };
        let owner = setting("owner");
        let (name, address) = owner.trim_end_matches('>').split_once(" <").unwrap();
        let zone = setting("zone");
        let holidays = setting("holidays");
        let list = |text: &str| {
            let items: Vec<String> = text
                .split(';')
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(|t| format!("\"{t}\""))
                .collect();
            items.join(", ")
        };
        let config = format!(
            "[owner]\nname = \"{name}\"\naddress = \"{address}\"\nzone = \"{zone}\"\nholidays = [{}]\n\n[profile]\nstrengths = [{}]\n",
            list(&holidays),
            list(&setting("strengths")),
        );
        let traditional = setting("traditional");
        let config = if traditional.is_empty() {
            config
        } else {
            format!(
                "{config}\n[etiquette]\ntraditional = [{}]\n",
                list(&traditional)
            )
        };
        let mut mail = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        for block in rest
            .split("\n\n\n")
            .map(str::trim)
            .filter(|b| !b.is_empty())
        {
            let (first, body) = block.split_once('\n').unwrap_or((block, ""));
            if let Some(answer) = first.strip_prefix("> ") {
                mail.push(answer_mail(answer, body, &owner, mail.len()));
            } else {
                mail.push(mail_of(
                    first.trim_start_matches("@ "),
                    body,
                    &owner,
                    &mut ids,
                ));
            }
        }
        Self {
            config,
            zone,
            until: setting("until"),
            mail,
        }
    }
}

fn answer_mail(what: &str, body: &str, owner: &str, number: usize) -> String {
    let (reminder, after) = what.split_once(" after ").unwrap();
    format!(
        "X-Replay-Answers: {reminder}\nX-Replay-After: {after}\nX-Replay-Mailbox: Sent\nFrom: {owner}\nTo: {owner}\nSubject: Re: heardback\n\
         Date: Mon, 02 Mar 2026 09:00:00 +0000\nMessage-ID: <answer{number}@own.example>\n\n{body}\n"
    )
}

/// `thread` answers the newest mail so far; `calendar` in the body begins the iCalendar part.
fn mail_of(first: &str, body: &str, owner: &str, ids: &mut Vec<String>) -> String {
    let mut parts = first.splitn(3, " | ");
    let (when, from, subject) = (
        parts.next().unwrap(),
        parts.next().unwrap(),
        parts.next().unwrap_or(""),
    );
    let in_sent = when.contains(" in Sent");
    let threaded = when.contains(" thread");
    let date = when.split(' ').next().unwrap();
    let date = chrono::DateTime::parse_from_rfc3339(date).unwrap();
    let domain = from.rsplit('@').next().unwrap().trim_end_matches('>');
    let id = format!("m{}@{domain}", ids.len());
    let (from, to, mailbox) = if in_sent {
        (owner, from, "Sent")
    } else {
        (from, owner, "INBOX")
    };
    let here = format!("@{domain}");
    let references = ids
        .iter()
        .filter(|i| threaded && i.ends_with(&here))
        .map(|i| format!("<{i}>"))
        .collect::<Vec<_>>();
    let thread = references
        .last()
        .map(|last| {
            format!(
                "In-Reply-To: {last}\nReferences: {}\n",
                references.join(" ")
            )
        })
        .unwrap_or_default();
    let sender = from.rsplit('@').next().unwrap().trim_end_matches('>');
    let verdict = if in_sent {
        String::new()
    } else {
        format!(
            "Authentication-Results: mx.own.example; dkim=pass header.d={sender}; dmarc=pass header.from={sender}\n"
        )
    };
    let content = match body.split_once("\nBEGIN:VCALENDAR") {
        None => format!("Content-Type: text/plain; charset=\"utf-8\"\n\n{body}\n"),
        Some((text, ics)) => {
            let method = if ics.contains("METHOD:CANCEL") {
                "CANCEL"
            } else {
                "REQUEST"
            };
            format!(
                "Content-Type: multipart/alternative; boundary=\"b\"\n\n--b\nContent-Type: text/plain; charset=\"utf-8\"\n\n{text}\n--b\n\
                 Content-Type: text/calendar; charset=\"utf-8\"; method=\"{method}\"\n\nBEGIN:VCALENDAR{ics}\n--b--\n"
            )
        }
    };
    ids.push(id.clone());
    format!(
        "X-Replay-Delivered: {}\nX-Replay-Mailbox: {mailbox}\n{verdict}From: {from}\nTo: {to}\nSubject: {subject}\nDate: {}\nMessage-ID: <{id}>\n{thread}\
         MIME-Version: 1.0\n{content}",
        date.to_rfc3339(),
        date.to_rfc2822()
    )
}
