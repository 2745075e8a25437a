//! Files that the configuration names: materials, lists of holidays, and where their paths lead.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use heardback_core::id::Sha256;
use heardback_core::policy::Material;

use super::reader::Section;
use crate::bounded;

pub(super) fn missing_files(section: &mut Section<'_, '_>, paths: &Paths<'_>) {
    for key in section.keys() {
        section.checked(&key, false, |path| {
            let path = paths.resolve(path);
            bounded::bytes(&path, MATERIAL_LIMIT)
                .map(drop)
                .map_err(|e| format!("The file {} cannot be read: {e}.", path.display()))
        });
    }
}

/// No mail server takes a larger attachment, in bytes.
const MATERIAL_LIMIT: u64 = 100 << 20;

pub(super) fn material(path: &Path, rehearsal: bool) -> Material {
    let file_name = path
        .file_name()
        .map_or_else(|| "file".to_owned(), |n| n.to_string_lossy().into_owned());
    let content: Result<Arc<[u8]>, String> = match bounded::bytes(path, MATERIAL_LIMIT) {
        Ok(bytes) => Ok(bytes.into()),
        Err(_) if rehearsal => Ok(Arc::from(&[][..])),
        Err(error) => Err(format!(
            "The file {} cannot be read: {error}.",
            path.display()
        )),
    };
    let media_type = match path
        .extension()
        .and_then(|e| e.to_str())
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("odt") => "application/vnd.oasis.opendocument.text",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    };
    let digest = content.as_ref().map(|c| Sha256::of(c)).unwrap_or_default();
    Material {
        file_name,
        media_type: media_type.to_owned(),
        content,
        digest,
    }
}

pub(super) struct Paths<'a> {
    pub folder: &'a Path,
    pub home: &'a Path,
}

impl Paths<'_> {
    pub fn resolve(&self, text: &str) -> PathBuf {
        match text.strip_prefix("~/") {
            Some(rest) => self.home.join(rest),
            None => self.folder.join(text),
        }
    }
}

/// The largest holiday file, in bytes. A country's holidays of a century are a tenth of it.
const HOLIDAY_FILE_LIMIT: u64 = 1 << 20;

pub(super) fn holiday(text: &str, paths: &Paths<'_>) -> Result<BTreeSet<NaiveDate>, String> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(BTreeSet::from([day]));
    }
    if !text.contains('/') && !text.to_ascii_lowercase().ends_with(".ics") {
        return Err(format!(
            "“{text}” is neither a day like 2026-12-25 nor the path of an iCalendar file."
        ));
    }
    let path = paths.resolve(text);
    let bytes = bounded::bytes(&path, HOLIDAY_FILE_LIMIT).map_err(|error| {
        let what = if error.kind() == ErrorKind::InvalidInput {
            "is no ordinary file.".to_owned()
        } else if error.kind() == ErrorKind::FileTooLarge {
            "is larger than 1 MiB: no list of holidays is.".to_owned()
        } else {
            format!("cannot be read: {error}.")
        };
        format!("The holiday file {} {what}", path.display())
    })?;
    let days = heardback_core::etiquette::days::listed_in(&String::from_utf8_lossy(&bytes));
    if days.is_empty() {
        Err(format!(
            "The file {} holds no calendar days between 2000 and 2100.",
            path.display()
        ))
    } else {
        Ok(days)
    }
}
