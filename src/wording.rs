//! The owner's own words beside the configuration: letters, and language packs for the reader.

use std::fmt;
use std::path::{Path, PathBuf};

use heardback_core::policy::Policy;
use heardback_core::reading::Reader;
use heardback_core::reading::rules::Pack;

use crate::bounded;
use crate::place::config_path;

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
    let (texts, faults) = packs(&config_path().with_file_name("reading"));
    if texts.is_empty() {
        return (reader, faults);
    }
    let joined = reader.clone().with_packs(texts.iter().map(String::as_str));
    (joined.unwrap_or(reader), faults)
}

/// What is wrong with the language packs of `folder`.
#[must_use]
pub fn pack_faults(folder: &Path) -> Vec<Fault> {
    packs(folder).1
}

/// The owner's own language packs, by the names of their files (`reading/*.toml`): those that are good, and the faults of the others.
fn packs(folder: &Path) -> (Vec<String>, Vec<Fault>) {
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    for path in files(folder, "toml") {
        let checked = match bounded::text(&path) {
            Ok(text) => Pack::parse(&text)
                .map(|_| text)
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match checked {
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
        let checked = match bounded::text(&path) {
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
