//! Files of the owner's, read whole: ordinary ones of a bounded size. A pipe would let us wait without end, a device read
//! without end.

use std::fs::{File, Metadata, metadata};
use std::io::{Error, ErrorKind, Read, Result};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// No letter, language pack, list of labels or configuration is larger, in bytes.
const TEXT_LIMIT: u64 = 64 << 20;

/// The text of a file of at most 64 MiB.
///
/// # Errors
/// As [`bytes`], and where it is no UTF-8.
pub fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path, TEXT_LIMIT)?)
        .map_err(|_| Error::new(ErrorKind::InvalidData, "stream did not contain valid UTF-8"))
}

/// The bytes of a file of at most `limit` bytes, whole mebibytes.
///
/// # Errors
/// As of the file system; [`ErrorKind::InvalidInput`] where it is no ordinary file, [`ErrorKind::FileTooLarge`] where it is
/// larger.
pub fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let meta = metadata(path)?;
    if !meta.is_file() {
        let kind = special(&meta).unwrap_or("a folder");
        let why = format!("it is {kind}, no ordinary file");
        return Err(Error::new(ErrorKind::InvalidInput, why));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let why = format!("it is larger than {} MiB", limit >> 20);
        return Err(Error::new(ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

/// What something is that is neither a file nor a folder: "a pipe".
#[must_use]
pub fn special(meta: &Metadata) -> Option<&'static str> {
    let kind = meta.file_type();
    if kind.is_fifo() {
        Some("a pipe")
    } else if kind.is_socket() {
        Some("a socket")
    } else if kind.is_char_device() || kind.is_block_device() {
        Some("a device")
    } else {
        None
    }
}
