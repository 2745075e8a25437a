//! `heardback demo`.

use std::io::IsTerminal;

use anyhow::{Context, Result};

use super::common::line;
use crate::demo::{self, Telling};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback demo --interactive")]
pub struct Args {
    /// Afterwards keep the mail host up, to be looked at with a mail program
    #[arg(long)]
    interactive: bool,
}

/// Tells the story on standard output.
pub fn run(args: &Args) -> Result<()> {
    super::run::install_crypto();
    let mut out = std::io::stdout();
    let colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("Cannot start")?;
    let telling = Telling {
        line: &mut |text| line(&mut out, text),
        colour,
        interactive: args.interactive,
        folder: std::env::temp_dir(),
    };
    runtime.block_on(demo::run(telling))
}
