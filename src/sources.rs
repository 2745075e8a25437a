//! Past mail from wherever it lies: `.eml` files, mbox files, Maildirs, folders of any of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use heardback_core::mail::{Problem, parse};

/// One message and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, and for an mbox the number of the message in it.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Larger messages are cut there: the reader looks no further.
const LIMIT: usize = 4 << 20;

/// What lies at a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// By name.
    pub messages: Vec<Source>,
    /// Sentences about files and folders that could not be read.
    pub unreadable: Vec<String>,
}

/// All messages of `path`. One file of a folder that cannot be read does not keep the others away.
///
/// # Errors
/// Where the path does not exist, cannot be read, or a folder holds no message at all.
pub fn find(path: &Path) -> Result<Found> {
    let mut found = Found::default();
    let meta = fs::metadata(path).with_context(|| format!("Cannot open {}", path.display()))?;
    if meta.is_dir() {
        folder(path, &mut found)?;
        if found.messages.is_empty() && found.unreadable.is_empty() {
            bail!(
                "The folder {} holds no messages: expected .eml files, an mbox, or a Maildir with cur and new.",
                path.display()
            );
        }
    } else {
        file(path, &mut found)?;
        if found.messages.is_empty() {
            bail!("The file {} is empty: it holds no message.", path.display());
        }
        if let [only] = found.messages.as_slice()
            && parse(&only.bytes).problems.contains(&Problem::NotAMessage)
        {
            bail!(
                "The file {} is no mail: it does not begin with header lines. Give an .eml file, an mbox, a Maildir, or a folder of them.",
                path.display()
            );
        }
    }
    Ok(found)
}

fn folder(path: &Path, found: &mut Found) -> Result<()> {
    let entries = fs::read_dir(path).with_context(|| format!("Cannot list {}", path.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()
        .with_context(|| format!("Cannot list {}", path.display()))?;
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let read = if path.is_dir() {
            // The half-delivered mail of a Maildir is nobody's business.
            if name == "tmp" {
                continue;
            }
            folder(&path, found)
        } else if is_mail_file(&path, &name) {
            file(&path, found)
        } else {
            continue;
        };
        if let Err(error) = read {
            found.unreadable.push(format!("{error:#}"));
        }
    }
    Ok(())
}

fn is_mail_file(path: &Path, name: &str) -> bool {
    let in_maildir = path
        .parent()
        .and_then(Path::file_name)
        .is_some_and(|p| p == "cur" || p == "new");
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("eml" | "mbox" | "mbx" | "msg" | "txt") => true,
        _ if in_maildir => !name.starts_with('.'),
        None => !name.starts_with('.'),
        Some(_) => {
            name.bytes().next().is_some_and(|b| b.is_ascii_digit()) && !name.ends_with(".gz")
        }
    }
}

fn file(path: &Path, found: &mut Found) -> Result<()> {
    let bytes = fs::read(path).with_context(|| format!("Cannot read {}", path.display()))?;
    let name = path.display().to_string();
    if bytes.starts_with(b"From ") {
        let messages = split_mbox(&bytes);
        let several = messages.len() > 1;
        found
            .messages
            .extend(messages.into_iter().enumerate().map(|(i, bytes)| Source {
                name: if several {
                    format!("{name}#{}", i + 1)
                } else {
                    name.clone()
                },
                bytes,
            }));
    } else if !bytes.is_empty() {
        let mut bytes = bytes;
        bytes.truncate(LIMIT);
        found.messages.push(Source { name, bytes });
    }
    Ok(())
}

/// Splits at "From " lines that follow an empty line, and takes the ">From " quoting back (mboxrd, RFC 4155).
fn split_mbox(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    let mut after_empty = true;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let empty = line == b"\n" || line == b"\r\n";
        if after_empty && line.starts_with(b"From ") {
            out.push(Vec::new());
        } else if let Some(message) = out.last_mut() {
            let quoted = line.iter().position(|b| *b != b'>').is_some_and(|n| {
                n > 0 && line.get(n..).is_some_and(|rest| rest.starts_with(b"From "))
            });
            if message.len() < LIMIT {
                message.extend_from_slice(if quoted { &line[1..] } else { line });
            }
        }
        after_empty = empty;
    }
    out.retain(|m| !m.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_mbox_is_taken_apart_where_its_messages_begin() {
        let mbox = b"From a@b Mon Mar  2 09:41:00 2026\nSubject: one\n\n>From here on\n\nFrom c@d Mon Mar  2 09:42:00 2026\nSubject: two\n\nbody\nFrom inside\n";
        let got: Vec<String> = split_mbox(mbox)
            .into_iter()
            .map(|m| String::from_utf8(m).unwrap())
            .collect();
        assert_eq!(
            got,
            [
                "Subject: one\n\nFrom here on\n\n",
                "Subject: two\n\nbody\nFrom inside\n"
            ]
        );
    }

    #[test]
    fn a_folder_without_mail_is_a_clear_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let error = find(folder.path()).unwrap_err().to_string();
        assert!(error.contains("holds no messages"), "{error}");
    }

    #[test]
    fn a_maildir_is_read_without_its_half_delivered_mail() {
        let folder = tempfile::tempdir().unwrap();
        for sub in ["cur", "new", "tmp"] {
            fs::create_dir(folder.path().join(sub)).unwrap();
            fs::write(
                folder.path().join(sub).join("1772445660.M1P1.host:2,S"),
                b"Subject: x\n\ny\n",
            )
            .unwrap();
        }
        assert_eq!(find(folder.path()).unwrap().messages.len(), 2);
    }
}
