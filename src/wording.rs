//! The owner's own words beside the configuration: letters, and language packs for the reader. Files are read within bounds.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use heardback_core::policy::Policy;
use heardback_core::reading::Reader;

use crate::place::config_path;

/// No letter, language pack, list of labels or configuration is larger, in bytes.
const LIMIT: u64 = 64 << 20;

/// A file of the owner's that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub path: PathBuf,
    /// A sentence, or its second half.
    pub why: String,
}

impl Fault {
    /// The file's name without its folder.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.why)
    }
}

/// The whole text of an ordinary file of bounded size: a pipe would let us wait, a device read, without end.
///
/// # Errors
/// As of the file system, and where it is no such file or no UTF-8.
pub fn text_of(path: &Path) -> std::io::Result<String> {
    use std::io::{Error, ErrorKind};
    let meta = std::fs::metadata(path)?;
    if let Some(kind) = special(&meta) {
        let why = format!("it is {kind}, no ordinary file");
        return Err(Error::new(ErrorKind::InvalidInput, why));
    }
    let mut text = String::new();
    File::open(path)?
        .take(LIMIT + 1)
        .read_to_string(&mut text)?;
    if text.len() as u64 > LIMIT {
        let why = "it is larger than 64 MiB";
        return Err(Error::new(ErrorKind::FileTooLarge, why));
    }
    Ok(text)
}

/// What something is that is neither a file nor a folder: "a pipe".
#[must_use]
pub fn special(meta: &std::fs::Metadata) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
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

/// The reader for that policy, and the language packs of the owner's that are left out.
#[must_use]
pub fn reader(policy: &Policy) -> (Reader, Vec<Fault>) {
    let mut own = policy.owner.aliases.clone();
    own.insert(policy.owner.address.clone());
    let reader = Reader::new(
        own,
        &policy.owner.name,
        policy.owner.zone,
        policy.holidays.clone(),
    );
    let (texts, faults) = packs(&reader, &config_path().with_file_name("reading"));
    if texts.is_empty() {
        return (reader, faults);
    }
    let joined = reader.clone().with_packs(texts.iter().map(String::as_str));
    (joined.unwrap_or(reader), faults)
}

/// What is wrong with the language packs of `folder`.
#[must_use]
pub fn pack_faults(policy: &Policy, folder: &Path) -> Vec<Fault> {
    let nobody = std::collections::BTreeSet::new();
    let reader = Reader::new(nobody, "", policy.owner.zone, policy.holidays.clone());
    packs(&reader, folder).1
}

/// The owner's own language packs, by the names of their files (`reading/*.toml`): those that are good, and the faults of the others.
fn packs(reader: &Reader, folder: &Path) -> (Vec<String>, Vec<Fault>) {
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    for path in files(folder, "toml") {
        let good = text_of(&path)
            .map_err(|error| error.to_string())
            .and_then(|text| match reader.clone().with_packs([text.as_str()]) {
                Ok(_) => Ok(text),
                Err(error) => Err(error.to_string()),
            });
        match good {
            Ok(text) => texts.push(text),
            Err(why) => faults.push(Fault { path, why }),
        }
    }
    (texts, faults)
}

/// The policy with the owner's own letters: the files of the folder `letters` beside the configuration.
///
/// # Errors
/// Every template that is none: the file, and what is wrong with it.
pub fn with_letters(mut policy: Policy, config: &Path) -> Result<Policy, Vec<Fault>> {
    let (texts, faults) = letters(config);
    if faults.is_empty() {
        policy.letters.extend(texts);
        Ok(policy)
    } else {
        Err(faults)
    }
}

/// What is wrong with the letters beside the configuration `config`.
#[must_use]
pub fn letter_faults(config: &Path) -> Vec<Fault> {
    letters(config).1
}

/// Letters by their names, and the faults of those that are none.
fn letters(config: &Path) -> (Vec<(String, String)>, Vec<Fault>) {
    let folder = config.parent().unwrap_or(Path::new(".")).join("letters");
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    for path in files(&folder, "txt") {
        let name = path
            .file_stem()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let checked = match text_of(&path) {
            Ok(text) => heardback_core::letter::check_template(&name, &text)
                .map(|_| text)
                .map_err(|why| why.to_string()),
            Err(error) => Err(format!("It cannot be read: {error}.")),
        };
        match checked {
            Ok(text) => texts.push((name, text)),
            Err(why) => faults.push(Fault { path, why }),
        }
    }
    (texts, faults)
}

/// The files of a folder with that extension, by name; none where there is no folder.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    paths.sort();
    paths
}
