//! heardback(5), made of the commented sample configuration: each table a section, each key a paragraph.

use clap_mangen::roff::{Roff, bold, roman};

const SAMPLE: &str = include_str!("../../../config/heardback.toml");

/// The page.
pub(super) fn page() -> String {
    let mut roff = Roff::default();
    let version = concat!("heardback ", env!("CARGO_PKG_VERSION"));
    roff.control("TH", ["HEARDBACK", "5", "", version, "heardback"]);
    roff.control("SH", ["NAME"]);
    roff.text([roman(
        "heardback - the configuration of heardback, config.toml",
    )]);
    roff.control("SH", ["DESCRIPTION"]);
    for entry in entries(SAMPLE) {
        match entry {
            Entry::Prose(text) => {
                roff.control("PP", []);
                roff.text([roman(text)]);
            }
            Entry::Table(name) => {
                roff.control("SH", [name.as_str()]);
            }
            Entry::Key { key, value, what } => {
                let tag = [bold(key), roman(format!(" = {value}"))];
                if what.is_empty() {
                    roff.control("PP", []);
                    roff.text(tag);
                } else {
                    roff.control("TP", []);
                    roff.text(tag);
                    roff.text([roman(what)]);
                }
            }
        }
    }
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman("heardback(1)")]);
    roff.render()
}

/// A part of the sample.
#[derive(Debug, PartialEq, Eq)]
enum Entry {
    Prose(String),
    /// "[owner]".
    Table(String),
    Key {
        key: String,
        value: String,
        what: String,
    },
}

fn entries(sample: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut may_go_on = false;
    for line in sample.lines() {
        let bare = line.trim_start_matches('#').trim();
        if let Some(entry) = table_of(bare).or_else(|| key_of(bare)) {
            entries.push(entry);
            may_go_on = true;
        } else if bare.is_empty() {
            may_go_on = false;
        } else {
            match entries.last_mut() {
                // Its lines stand beneath one another.
                Some(Entry::Prose(text)) if may_go_on => go_on(text, bare),
                Some(Entry::Key { what, .. })
                    if may_go_on && line.starts_with("# ") && line.contains("   #") =>
                {
                    go_on(what, bare.trim_start_matches('#').trim())
                }
                _ => entries.push(Entry::Prose(bare.to_owned())),
            }
            may_go_on = true;
        }
    }
    // What stands above a table's name is about the table.
    for n in 1..entries.len() {
        if matches!(
            entries.get(n - 1..=n),
            Some([Entry::Prose(_), Entry::Table(_)])
        ) {
            entries.swap(n - 1, n);
        }
    }
    entries
}

fn go_on(text: &mut String, more: &str) {
    text.push(' ');
    text.push_str(more);
}

fn table_of(line: &str) -> Option<Entry> {
    let name = line.strip_prefix('[')?;
    let (name, _) = name.rsplit_once(']')?;
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.bytes()
        .all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.'))
        .then(|| Entry::Table(format!("[{name}]")))
}

fn key_of(line: &str) -> Option<Entry> {
    let (key, rest) = line.split_once(" = ")?;
    let is_key = |k: &str| {
        k.bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'"' || b.is_ascii_uppercase())
    };
    if key.is_empty() || !is_key(key) {
        return None;
    }
    let (value, what) = rest
        .split_once("  #")
        .or_else(|| rest.split_once(" # "))
        .unwrap_or((rest, ""));
    Some(Entry::Key {
        key: key.to_owned(),
        value: value.trim().to_owned(),
        what: what.trim().trim_start_matches('#').trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_sample_has_its_paragraph() {
        let keys = entries(SAMPLE);
        for line in SAMPLE.lines() {
            let bare = line.trim_start_matches("# ");
            let Some((key, _)) = bare.split_once(" = ").filter(|(k, _)| !k.contains(' ')) else {
                continue;
            };
            let found = keys
                .iter()
                .any(|e| matches!(e, Entry::Key { key: k, .. } if k == key));
            assert!(found, "{key}");
        }
    }

    #[test]
    fn a_comment_beneath_a_key_belongs_to_it() {
        let sample = "# key = \"\"             # one\n#                        # two\n";
        let what = "one two".to_owned();
        let (key, value) = ("key".to_owned(), "\"\"".to_owned());
        assert_eq!(entries(sample), [Entry::Key { key, value, what }]);
    }
}
