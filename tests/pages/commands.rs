//! The commands themselves, on a store that was filled by hand.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use heardback::clock::Clock;
use heardback::store::Store;

use crate::search::Invented;

const CONFIGURATION: &str = "[owner]\nname = \"Sam Okafor\"\naddress = \"sam@mailbox.example\"\nzone = \"America/New_York\"\n";

/// A home with that many applications in its store, as of yesterday: the program reads the clock.
pub fn home(name: &str, count: u32) -> PathBuf {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(home.join("heardback")).unwrap();
    fs::write(home.join("heardback/config.toml"), CONFIGURATION).unwrap();
    // Yesterday afternoon, so that reminders went out whatever the hour is now.
    let yesterday = Clock::system().days_ago(1).and_hms_opt(20, 0, 0).unwrap();
    let search = Invented::at(count, yesterday.and_utc());
    let mut store = Store::open(&home.join("heardback")).unwrap();
    store.commit(&search.book, &search.changes, &[]).unwrap();
    home
}

pub fn heardback(home: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
    for name in [
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
    ] {
        command.env(name, home);
    }
    let output = command.args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_report_is_the_owners_alone_and_its_place_is_told() {
    let home = home("report-home", 3);
    let (code, out, _) = heardback(&home, &["report"]);
    assert_eq!(code, Some(0));
    let path = Path::new(out.trim());
    assert_eq!(path, home.join("heardback/report.html"));
    let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path), 0o600);
    // An older file that anybody may read does not stay so.
    let open = home.join("open.html");
    fs::write(&open, "").unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).unwrap();
    heardback(&home, &["report", "--out", open.to_str().unwrap()]);
    assert_eq!(mode(&open), 0o600);
    assert!(fs::read_to_string(&open).unwrap().ends_with("</html>\n"));
}

#[test]
fn an_export_goes_to_standard_output_or_to_a_file_of_the_owners_alone() {
    let home = home("export-home", 3);
    let (code, out, _) = heardback(&home, &["export", "csv"]);
    assert_eq!((code, out.lines().count()), (Some(0), 4));
    let file = home.join("search.ics");
    let (code, out, _) = heardback(&home, &["export", "ical", "--out", file.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn an_application_is_found_by_number_or_by_a_name_that_only_one_has() {
    let home = home("names-home", 13);
    let (_, by_number, _) = heardback(&home, &["show", "12"]);
    let (_, by_name, _) = heardback(&home, &["show", "quarry"]);
    assert_eq!(by_number, by_name);
    let (code, _, said) = heardback(&home, &["show", "juniper"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("give the number")
            && said.contains("   1  Juniper Freight")
            && said.contains("  13  Juniper Freight"),
        "{said}"
    );
    let (code, _, said) = heardback(&home, &["show", "unknown"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("No application is called “unknown”") && said.contains("heardback list"),
        "{said}"
    );
}

#[test]
fn lists_are_plain_where_nobody_looks() {
    let home = home("lists-home", 40);
    for command in ["list", "status"] {
        let (code, out, _) = heardback(&home, &[command]);
        assert_eq!(code, Some(0));
        assert!(!out.contains('\u{1b}'), "{out}");
        assert!(
            out.contains("Brücke Verlagsgesellschaft für Wissenschaft und Technik")
                || command == "status"
        );
    }
}

#[test]
fn an_application_is_added_by_hand_where_no_daemon_runs() {
    let home = home("add-home", 2);
    let add = [
        "add",
        "Juniper Labs",
        "Data Engineer",
        "--applied",
        "2026-01-15",
    ];
    let (code, out, said) = heardback(&home, &add);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        out,
        "Application 3: Juniper Labs, Data Engineer, applied.\n"
    );
    let (_, out, _) = heardback(&home, &["show", "labs"]);
    assert!(
        out.contains("Juniper Labs, Data Engineer (application 3)")
            && out.contains("Thu 15 Jan 2026"),
        "{out}"
    );
    let (code, _, said) = heardback(&home, &add);
    assert_eq!(code, Some(1));
    assert!(said.contains("That is application 3 already"), "{said}");
    let (code, _, said) = heardback(&home, &["add", "Typo", "--applied", "0206-03-02"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("mistype the year"), "{said}");
    let (code, _, said) = heardback(&home, &["add", "Later", "--applied", "2999-01-01"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("still to come") && said.contains("--lead"),
        "{said}"
    );
}

#[test]
fn what_sends_nothing_is_kept_where_no_daemon_runs() {
    let home = home("offline-home", 3);
    let long = "They use dbt and Airflow, and the team is eleven people. ".repeat(8);
    let (code, out, said) = heardback(&home, &["note", "2", &long]);
    assert_eq!((code, out.as_str()), (Some(0), "Kept.\n"), "{said}");
    assert!(
        said.contains("heardback is not running: this is kept"),
        "{said}"
    );
    // Whole, however long.
    let (_, out, _) = heardback(&home, &["show", "2"]);
    assert!(out.contains(long.trim()), "{out}");
    let (code, out, said) = heardback(&home, &["withdraw", "2"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("is marked as withdrawn"), "{out}");
    let (_, out, _) = heardback(&home, &["list"]);
    let line = out.lines().nth(1).unwrap();
    assert!(line.contains("withdrawn"), "{out}");
    // A letter is another matter.
    let (code, _, said) = heardback(&home, &["approve", "1"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("heardback is not running"), "{said}");
    let (code, _, said) = heardback(&home, &["withdraw", "77"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("There is no application 77"), "{said}");
}
