//! The corpora of `fuzz/`, replayed without a fuzzer: what was once found stays mended.

#![expect(clippy::unwrap_used, reason = "a test may")]

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Files and bytes that the corpus of one target may have.
const FILES: usize = 60;
const BYTES: usize = 200 * 1024;

macro_rules! targets {
    ($($target:ident),* $(,)?) => {
        const TARGETS: &[&str] = &[$(stringify!($target)),*];
        $(
            #[test]
            fn $target() {
                replay(stringify!($target), fuzz::$target::body);
            }
        )*
    };
}

targets!(
    approval,
    calendar,
    config,
    control,
    imap_session,
    mail,
    reading,
    reply,
    smtp_session,
    time,
);

#[test]
fn every_target_has_its_corpus_and_is_replayed() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml"));
    let mut built: Vec<String> = manifest
        .unwrap()
        .lines()
        .filter_map(|line| {
            Some(
                line.strip_prefix("path = \"fuzz_targets/")?
                    .strip_suffix(".rs\"")?
                    .to_owned(),
            )
        })
        .collect();
    built.sort();
    assert_eq!(built, TARGETS);
}

fn replay(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut total = 0;
    let mut broken = Vec::new();
    for file in &files {
        let bytes = fs::read(file).unwrap();
        total += bytes.len();
        if catch_unwind(AssertUnwindSafe(|| body(&bytes))).is_err() {
            broken.push(file.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    assert!(broken.is_empty(), "{target}: {broken:?}");
    assert!(
        !files.is_empty() && files.len() <= FILES,
        "{target}: {} files",
        files.len()
    );
    assert!(total <= BYTES, "{target}: {total} bytes");
}
