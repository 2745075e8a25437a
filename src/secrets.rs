//! Where passwords and tokens come from: a command, a file that only the owner can read, a credential of the service manager's,
//! or the desktop's keyring. Never kept, never shown.

pub mod keyring;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::config;
use crate::connect::{BoxedFuture, Secret, SecretSource};

/// How long a command may think, a key agent's question to the owner included.
const LIMIT: Duration = Duration::from_secs(60);
/// How much of what a command complains of is shown.
const SHOWN: usize = 300;

/// Asks the configured place at every login.
#[derive(Debug, Clone)]
pub struct Configured(pub config::Secret);

impl SecretSource for Configured {
    fn fetch(&self) -> BoxedFuture<'_, Result<Secret, String>> {
        Box::pin(async move {
            match &self.0 {
                config::Secret::PasswordCommand(words) => printed("password_command", words, LIMIT)
                    .await
                    .map(Secret::Password),
                config::Secret::TokenCommand(words) => printed("token_command", words, LIMIT)
                    .await
                    .map(Secret::Token),
                config::Secret::PasswordFile(path) => file(path).map(Secret::Password),
                config::Secret::Credential(name) => credential(name).map(Secret::Password),
                #[cfg(feature = "secret-service")]
                config::Secret::Keyring(attributes) => {
                    keyring::lookup(attributes).await.map(Secret::Password)
                }
                #[cfg(not(feature = "secret-service"))]
                config::Secret::Keyring(attributes) => Err(keyring::not_built_in(attributes)),
            }
        })
    }
}

/// From now on no core file is written of this process, and no other process of the owner's may look into it: passwords, tokens
/// and mail stand in its memory. Where the service's sandbox forbids to ask, its `LimitCORE=0` has done so.
pub fn keep_out_of_core_files() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit};
    let nothing = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = rustix::process::setrlimit(Resource::Core, nothing);
    // A core that goes to a program, and not to a file, heeds no limit (core(5)).
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// The first line that the command prints.
async fn printed(key: &str, words: &[String], limit: Duration) -> Result<SecretString, String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(format!("{key} is empty."));
    };
    let mut command = tokio::process::Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // With all that it has started: a shell's child would live on and hold the pipe.
        .process_group(0)
        .kill_on_drop(true);
    let running = command.spawn().map_err(|error| {
        format!("{key} cannot be run ({error}): check it in the configuration.")
    })?;
    let group = running.id();
    let output = match tokio::time::timeout(limit, running.wait_with_output()).await {
        Ok(output) => output.map_err(|error| format!("{key} failed: {error}."))?,
        Err(_) => {
            end(group);
            return Err(format!(
                "{key} gave no answer within {} s; it may be waiting for a question that nobody sees.",
                limit.as_secs()
            ));
        }
    };
    let stdout = Zeroizing::new(output.stdout);
    if !output.status.success() {
        let said = crate::connect::presentable(&complaint(&output.stderr), None);
        return Err(format!("{key} failed ({}): {said}", output.status));
    }
    let text = std::str::from_utf8(&stdout).map_err(|_| format!("{key} printed no text."))?;
    let line = text.lines().next().unwrap_or("").trim();
    if line.is_empty() {
        Err(format!("{key} printed nothing."))
    } else {
        Ok(line.into())
    }
}

/// The last words on standard error, by which programs mostly say why.
fn complaint(stderr: &[u8]) -> String {
    let said = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = said
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let last = lines.last().map_or("it said nothing", |l| *l);
    last.chars().take(SHOWN).collect()
}

/// Ends a command's whole process group.
fn end(group: Option<u32>) {
    let group = group
        .and_then(|id| i32::try_from(id).ok())
        .and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

fn file(path: &Path) -> Result<SecretString, String> {
    let shown = path.display();
    let mode = std::fs::metadata(path)
        .map_err(|error| format!("The password file {shown} cannot be read: {error}."))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        return Err(format!(
            "The password file {shown} can be read by others; run: chmod 600 {shown}"
        ));
    }
    first_line(path, "The password file")
}

/// What the service manager passed on (systemd.exec(5), `LoadCredential=`): in memory that only this service can read.
fn credential(name: &str) -> Result<SecretString, String> {
    let Some(folder) = std::env::var_os("CREDENTIALS_DIRECTORY") else {
        return Err(format!(
            "password_credential = \"{name}\" is there only for a service with LoadCredential={name}:PATH. On the command \
             line use password_command or password_file."
        ));
    };
    first_line(&Path::new(&folder).join(name), "The credential")
}

fn first_line(path: &Path, what: &str) -> Result<SecretString, String> {
    let shown = path.display();
    let text = Zeroizing::new(
        crate::bounded::text(path)
            .map_err(|error| format!("{what} {shown} cannot be read: {error}."))?,
    );
    let line = text.lines().next().unwrap_or("").trim();
    if line.is_empty() {
        Err(format!("{what} {shown} is empty."))
    } else {
        Ok(line.into())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;

    use super::*;

    fn shell(line: &str) -> config::Secret {
        config::Secret::TokenCommand(words(&["/bin/sh", "-c", line]))
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    /// What is had, or what is said.
    async fn check(secret: config::Secret, expected: Result<&str, &str>) {
        let had = Configured(secret).fetch().await;
        match (had.as_ref().map(Secret::expose), expected) {
            (Ok(had), Ok(expected)) => assert_eq!(had, expected),
            (Err(said), Err(part)) => assert!(said.contains(part), "{said}"),
            (Ok(_), Err(part)) => panic!("no failure: {part}"),
            (Err(said), Ok(_)) => panic!("{said}"),
        }
    }

    #[tokio::test]
    async fn the_first_line_of_a_command_is_the_secret_without_spaces_around() {
        check(shell("printf ' s3cret \\nlogin: sam\\n'"), Ok("s3cret")).await;
        let list = words(&["printf", "%s", "a b"]);
        check(config::Secret::PasswordCommand(list), Ok("a b")).await;
        check(shell("true"), Err("token_command printed nothing")).await;
    }

    #[tokio::test]
    async fn what_a_command_complains_of_is_shown() {
        let failing = shell("echo starting >&2; echo 'token expired, log in again' >&2; exit 2");
        check(failing, Err("exit status: 2): token expired, log in again")).await;
        let missing = config::Secret::PasswordCommand(words(&["/no/such/program"]));
        check(missing, Err("password_command cannot be run")).await;
    }

    #[tokio::test]
    async fn a_command_that_waits_for_ever_ends_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let line = format!("sleep 1000 & echo $! > {}; wait", file.display());
        let words = words(&["/bin/sh", "-c", &line]);
        let said = printed("password_command", &words, Duration::from_millis(500)).await;
        assert!(said.unwrap_err().contains("gave no answer"));
        let pid = std::fs::read_to_string(&file).unwrap();
        let status = format!("/proc/{}/status", pid.trim());
        for _ in 0..200 {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            if text.is_empty() || text.contains("State:\tZ") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it still runs");
    }

    /// Tokens live an hour: each login asks anew.
    #[tokio::test]
    async fn every_login_asks_for_the_token_again() {
        let folder = tempfile::tempdir().unwrap();
        let count = folder.path().join("count");
        let line = format!("echo x >> {0}; wc -l < {0}", count.display());
        check(shell(&line), Ok("1")).await;
        check(shell(&line), Ok("2")).await;
    }

    #[tokio::test]
    async fn a_password_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, "s3cret\n").unwrap();
        for (mode, expected) in [(0o640, Err("chmod 600")), (0o600, Ok("s3cret"))] {
            std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            check(config::Secret::PasswordFile(path.clone()), expected).await;
        }
    }

    #[tokio::test]
    async fn a_credential_is_there_for_a_service_only() {
        let credential = config::Secret::Credential("mail-password".to_owned());
        check(credential, Err("LoadCredential=mail-password")).await;
    }
}
