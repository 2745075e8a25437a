//! Past mail from wherever it lies: `.eml` files, mbox files, Maildirs, folders of any of them.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use heardback_core::mail::{Problem, parse};

use crate::bounded::special;

/// One message and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, and for an mbox the number of the message in it.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Larger messages are cut there: the reader looks no further.
const LIMIT: usize = 4 << 20;
/// All messages of a path lie in memory together: more than that is refused.
const LIMIT_OF_ALL: usize = 512 << 20;
/// A line of an mbox is read in pieces of at most this size.
const PIECE: u64 = 64 << 10;

/// What lies at a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// By name.
    pub messages: Vec<Source>,
    /// Sentences about files and folders that could not be read.
    pub unreadable: Vec<String>,
    /// How large the messages are together, in bytes.
    size: usize,
    /// Folders that were read, by device and inode: links can lead in a circle.
    folders: BTreeSet<(u64, u64)>,
}

/// All messages of `path`. One file of a folder that cannot be read does not keep the others away.
///
/// # Errors
/// Where the path does not exist, cannot be read, or a folder holds no message at all.
pub fn find(path: &Path) -> Result<Found> {
    let mut found = Found::default();
    let meta = looked_at(path)?;
    if meta.is_dir() {
        folder(path, &meta, &mut found)?;
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

/// What lies at a path. What has no end is not opened: a pipe would let us wait for its writer.
fn looked_at(path: &Path) -> Result<Metadata> {
    let meta = fs::metadata(path).with_context(|| format!("Cannot open {}", path.display()))?;
    if let Some(kind) = special(&meta) {
        bail!(
            "{} is {kind}, no file: put the mail into a file first.",
            path.display()
        );
    }
    Ok(meta)
}

fn folder(path: &Path, meta: &Metadata, found: &mut Found) -> Result<()> {
    if !found.folders.insert((meta.dev(), meta.ino())) {
        bail!(
            "{} leads to a folder that was read already.",
            path.display()
        );
    }
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
        let read = match fs::metadata(&path) {
            // The half-delivered mail of a Maildir is nobody's business.
            Ok(meta) if meta.is_dir() && name == "tmp" => continue,
            Ok(meta) if meta.is_dir() => folder(&path, &meta, found),
            Ok(_) | Err(_) if is_mail_file(&path, &name) => file(&path, found),
            Ok(_) | Err(_) => continue,
        };
        match read {
            Err(error) if error.is::<TooMuch>() => return Err(error),
            Err(error) => found.unreadable.push(format!("{error:#}")),
            Ok(()) => {}
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

/// There is more mail than lies in memory at once.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} would make it more than 512 MiB of mail at once: give a part of it, for instance the months of your search."
)]
struct TooMuch {
    path: String,
}

fn file(path: &Path, found: &mut Found) -> Result<()> {
    looked_at(path)?;
    let name = path.display().to_string();
    let unreadable = || format!("Cannot read {name}");
    let mut reader = BufReader::new(File::open(path).with_context(unreadable)?);
    let is_mbox = reader
        .fill_buf()
        .with_context(unreadable)?
        .starts_with(b"From ");
    let room = LIMIT_OF_ALL.saturating_sub(found.size);
    let messages = if is_mbox {
        split_mbox(reader, room).with_context(unreadable)?
    } else {
        let mut bytes = Vec::new();
        reader
            .take(LIMIT as u64)
            .read_to_end(&mut bytes)
            .with_context(unreadable)?;
        vec![bytes]
    };
    let size: usize = messages.iter().map(Vec::len).sum();
    if size > room {
        bail!(TooMuch { path: name });
    }
    found.size += size;
    let several = messages.len() > 1;
    let messages = messages.into_iter().filter(|bytes| !bytes.is_empty());
    found
        .messages
        .extend(messages.enumerate().map(|(i, bytes)| Source {
            name: if several {
                format!("{name}#{}", i + 1)
            } else {
                name.clone()
            },
            bytes,
        }));
    Ok(())
}

/// Splits at "From " lines that follow an empty line, and takes the ">From " quoting back (mboxrd, RFC 4155). It ends where the
/// messages together are larger than `room`.
fn split_mbox(mut mbox: impl BufRead, room: usize) -> std::io::Result<Vec<Vec<u8>>> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    let (mut after_empty, mut at_start, mut kept) = (true, true, 0);
    let mut piece = Vec::new();
    while kept <= room {
        piece.clear();
        if mbox.by_ref().take(PIECE).read_until(b'\n', &mut piece)? == 0 {
            break;
        }
        if at_start && after_empty && piece.starts_with(b"From ") {
            out.push(Vec::new());
        } else if let Some(message) = out.last_mut() {
            let is_quoted = at_start
                && piece.iter().position(|b| *b != b'>').is_some_and(|n| {
                    n > 0
                        && piece
                            .get(n..)
                            .is_some_and(|rest| rest.starts_with(b"From "))
                });
            let line = if is_quoted { &piece[1..] } else { &piece[..] };
            if message.len() < LIMIT {
                message.extend_from_slice(line);
                kept += line.len();
            }
        }
        after_empty = at_start && (piece == b"\n" || piece == b"\r\n");
        at_start = piece.ends_with(b"\n");
    }
    out.retain(|m| !m.is_empty());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_mbox_is_taken_apart_where_its_messages_begin() {
        let mbox = b"From a@b Mon Mar  2 09:41:00 2026\nSubject: one\n\n>From here on\n\nFrom c@d Mon Mar  2 09:42:00 2026\nSubject: two\n\nbody\nFrom inside\n";
        let got: Vec<String> = split_mbox(&mbox[..], LIMIT_OF_ALL)
            .unwrap()
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

    #[test]
    fn more_mail_than_fits_into_memory_ends_the_reading() {
        let mbox = b"From a@b\nSubject: x\n\nwords\n\n".repeat(10);
        let kept: usize = split_mbox(&mbox[..], 50)
            .unwrap()
            .iter()
            .map(Vec::len)
            .sum();
        assert!((51..100).contains(&kept), "{kept}");
    }

    #[test]
    fn a_line_without_end_is_cut_with_its_message() {
        let mut mbox = b"From a@b\nSubject: x\n\n".to_vec();
        mbox.extend(vec![b'F'; LIMIT + (1 << 20)]);
        mbox.extend_from_slice(b"\n\nFrom c@d\nSubject: y\n\n");
        let messages = split_mbox(&mbox[..], LIMIT_OF_ALL).unwrap();
        assert_eq!(messages.len(), 2);
        assert!(
            messages[0].len() <= LIMIT + (64 << 10),
            "{}",
            messages[0].len()
        );
    }

    #[test]
    fn links_that_lead_in_a_circle_are_followed_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/1.eml"), b"Subject: x\n\ny\n").unwrap();
        for name in ["a/up", "a/again", "b"] {
            std::os::unix::fs::symlink(folder.path(), folder.path().join(name)).unwrap();
        }
        let found = find(folder.path()).unwrap();
        assert_eq!(found.messages.len(), 1);
        assert_eq!(found.unreadable.len(), 3, "{:?}", found.unreadable);
    }
}
