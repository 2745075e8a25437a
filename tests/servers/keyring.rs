//! Passwords from a real keyring: GNOME Keyring on a session bus of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use tempfile::TempDir;

/// What is done on the bus, with `$HEARDBACK` and an open keyring.
const BEFORE: &str = "
printf door | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
printf 's3cret' | secret-tool store --label=mail service heardback account sam@mailbox.example
init() {
  \"$HEARDBACK\" init --offline --address sam@mailbox.example --name 'Sam Okafor' --zone Europe/London \\
    --imap localhost:993 --smtp localhost:465 \"$@\"
}
by_flags() { init --password-secret-service service=heardback,account=sam@mailbox.example; }
";

#[test]
fn the_keyring_gives_the_password_that_init_was_told_of() {
    check(
        "by_flags && grep password_secret_service \"$CONFIG\" && \"$HEARDBACK\" check",
        0,
        &[
            "password_secret_service = { \"account\" = \"sam@mailbox.example\", \"service\" = \"heardback\" }",
            "the keyring holds it",
        ],
    );
}

#[test]
fn a_keyring_without_the_entry_says_how_to_put_it_there() {
    check(
        "by_flags && secret-tool clear service heardback account sam@mailbox.example && \"$HEARDBACK\" check",
        1,
        &[
            "The keyring holds nothing with account=sam@mailbox.example, service=heardback",
            "secret-tool store --label heardback account sam@mailbox.example service heardback",
        ],
    );
}

#[test]
fn without_a_bus_it_says_what_is_missing() {
    check(
        "by_flags && DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent \"$HEARDBACK\" check",
        1,
        &["There is no keyring to ask", "password_file"],
    );
}

/// At a terminal, `init` puts the password there, in the place of an older one.
#[test]
fn init_offers_the_keyring_and_puts_the_password_there() {
    let answers = "(sleep 2; echo 2; sleep 2; echo 'n3w'; sleep 2; echo n)";
    let terminal = "script -qec \"bash -c '. $FUNCTIONS; init --config $CONFIG'\" /dev/null";
    check(
        &format!(
            "{answers} | {terminal}; \"$HEARDBACK\" check && secret-tool lookup service heardback account sam@mailbox.example"
        ),
        0,
        &[
            "Put it into the desktop's keyring",
            "the keyring holds it",
            "n3w",
        ],
    );
}

/// Runs a script on a bus and in a home of its own, and looks at its exit code and at what it says.
fn check(script: &str, code: i32, sentences: &[&str]) {
    let home = TempDir::new().unwrap();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let functions = home.path().join("functions");
    fs::write(
        &functions,
        BEFORE
            .split_once("init()")
            .map_or(String::new(), |(_, f)| format!("init(){f}")),
    )
    .unwrap();
    let whole = format!("{BEFORE}\n{script}\n");
    let output = Command::new("timeout")
        .args(["60", "dbus-run-session", "--", "bash", "-c", &whole])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("CONFIG", home.path().join("heardback/config.toml"))
        .env("FUNCTIONS", &functions)
        .env("HEARDBACK", env!("CARGO_BIN_EXE_heardback"))
        .output()
        .unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(code), "{said}");
    for sentence in sentences {
        assert!(said.contains(sentence), "“{sentence}” is missing: {said}");
    }
}
