//! `heardback demo`.

use anyhow::{Context, Result};

use super::common::line;
use super::terminal::Terminal;
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
    let terminal = Terminal::stdout();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("Cannot start")?;
    let telling = Telling {
        line: &mut |text| line(&mut out, text),
        colour: terminal.colour,
        width: terminal.width,
        interactive: args.interactive,
        folder: std::env::temp_dir(),
    };
    runtime.block_on(demo::run(telling))
}
