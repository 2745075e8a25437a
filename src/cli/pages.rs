//! `report` and `export`: the search as files. They hold names and dates, so that only their owner may read them.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::common::{line, state_folder};
use super::view::Source;
use crate::export::Form;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback report --open\n  heardback report --out ~/search.html     where a sandboxed browser may not look into hidden folders"
)]
pub struct Report {
    /// Where it is written; standard: report.html in the state folder; - is standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Show it in your browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    source: Source,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback export ical --out ~/search.ics\n  heardback export json | jq '.applications[].company'"
)]
pub struct Export {
    #[arg(value_enum)]
    form: Form,
    /// Where it is written; standard: standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
}

/// `heardback report`
pub fn report(args: &Report) -> Result<()> {
    let view = args.source.view()?;
    let page = crate::report::page(&view.book, &view.policy, view.now);
    let path = args
        .out
        .clone()
        .unwrap_or_else(|| state_folder().join("report.html"));
    if path == Path::new("-") {
        if args.open {
            bail!(super::common::WrongUse(
                "A browser opens files only: leave out `--out -`.".to_owned()
            ));
        }
        return to_stdout(&page);
    }
    write_private(&path, page.as_bytes())?;
    line(&mut std::io::stdout().lock(), &path.display().to_string())?;
    if args.open { open(&path) } else { Ok(()) }
}

/// `heardback export`
pub fn export(args: &Export) -> Result<()> {
    let view = args.source.view()?;
    let text = crate::export::export(args.form, &view.book, &view.policy, view.now);
    match args.out.as_deref() {
        Some(path) if path != Path::new("-") => write_private(path, text.as_bytes()),
        Some(_) | None => to_stdout(&text),
    }
}

pub(super) fn to_stdout(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("Cannot write to standard output"),
    }
}

/// Mode 0600 from its first byte on, and whole or not at all: an older file stands until the new one is complete.
fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let cannot = || format!("Cannot write {}", path.display());
    let name = path
        .file_name()
        .with_context(cannot)?
        .to_string_lossy()
        .into_owned();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(cannot)
}

fn open(path: &Path) -> Result<()> {
    let quiet = std::process::Stdio::null;
    let started = std::process::Command::new("xdg-open")
        .arg(path)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
    match started {
        Ok(_) => Ok(()),
        Err(error) => bail!(
            "Cannot start xdg-open ({error}): open {} in your browser yourself.",
            path.display()
        ),
    }
}
