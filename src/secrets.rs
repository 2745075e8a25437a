//! Where passwords and tokens come from: a command, a file that only the owner can read, or a credential of the service
//! manager's. Never kept, never shown.

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

/// Asks the configured place at every login.
#[derive(Debug, Clone)]
pub struct Configured(pub config::Secret);

impl SecretSource for Configured {
    fn fetch(&self) -> BoxedFuture<'_, Result<Secret, String>> {
        Box::pin(async move {
            match &self.0 {
                config::Secret::PasswordCommand(words) => printed("password_command", words)
                    .await
                    .map(Secret::Password),
                config::Secret::TokenCommand(words) => {
                    printed("token_command", words).await.map(Secret::Token)
                }
                config::Secret::PasswordFile(path) => file(path).map(Secret::Password),
                config::Secret::Credential(name) => credential(name).map(Secret::Password),
            }
        })
    }
}

/// The first line that the command prints.
async fn printed(key: &str, words: &[String]) -> Result<SecretString, String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(format!("{key} is empty."));
    };
    let mut command = tokio::process::Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let running = command.spawn().map_err(|error| {
        format!("{key} cannot be run ({error}): check it in the configuration.")
    })?;
    let output = match tokio::time::timeout(LIMIT, running.wait_with_output()).await {
        Ok(output) => output.map_err(|error| format!("{key} failed: {error}."))?,
        Err(_) => {
            return Err(format!(
                "{key} gave no answer within {} s; it may be waiting for a question that nobody sees.",
                LIMIT.as_secs()
            ));
        }
    };
    let stdout = Zeroizing::new(output.stdout);
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said
            .lines()
            .rev()
            .find(|l| !l.trim().is_empty())
            .unwrap_or("it said nothing")
            .trim();
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
        std::fs::read_to_string(path)
            .map_err(|error| format!("{what} {shown} cannot be read: {error}."))?,
    );
    let line = text.lines().next().unwrap_or("").trim();
    if line.is_empty() {
        Err(format!("{what} {shown} is empty."))
    } else {
        Ok(line.into())
    }
}
