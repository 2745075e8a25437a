//! `heardback demo`: the whole story on an in-process mail host, the real daemon over real sockets, on a clock that rushes.

pub mod letters;
mod stage;
mod story;
mod teller;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use heardback_core::moment::Time;
use tokio::sync::{mpsc, watch};

use crate::daemon::{self, Shutdown};
use crate::store::Store;
use stage::Stage;
use teller::Teller;

/// How the story is told.
pub struct Telling<'a> {
    /// Takes a line of text without its end.
    pub line: &'a mut dyn FnMut(&str) -> Result<()>,
    /// Escape sequences for colours may be used.
    pub colour: bool,
    /// Of the terminal, in columns; none where the story goes to a file.
    pub width: Option<usize>,
    /// Keep the host up afterwards, until interrupted.
    pub interactive: bool,
    /// Where the folder of this run is made.
    pub folder: PathBuf,
}

/// Tells the story from the first mail to the last. Everything lies in a folder of its own.
///
/// # Errors
/// Where a step does not happen within its time: which, in a sentence.
pub async fn run(telling: Telling<'_>) -> Result<()> {
    let folder = stage::make_folder(&telling.folder)?;
    let (to_us, seen) = mpsc::unbounded_channel();
    let (stop, stopped) = watch::channel(false);
    let stage = Stage::set(folder, letters::begins()).await?;
    let setup = stage.setup(to_us)?;
    let teller = Teller::new(
        telling.line,
        telling.colour,
        telling.width,
        stage.policy.owner.zone,
    );
    let mut story = story::Story::new(&stage, seen, teller);
    story.before()?;
    let daemon = daemon::run(setup, Shutdown::on(stopped));
    tokio::pin!(daemon);
    let told = async {
        story.tell().await?;
        story.ends()?;
        if telling.interactive {
            story.lets_look().await?;
        }
        anyhow::Ok(story)
    };
    let mut story = tokio::select! {
        ended = &mut daemon => {
            ended.context("The daemon failed")?;
            bail!("The daemon stopped in the middle of the story.");
        }
        told = told => told?,
    };
    // A refused send means that the daemon has ended, and then its result says why.
    let _ = stop.send(true);
    daemon.await.context("The daemon failed")?;
    let book = Store::peek(&stage.state())?;
    story.closes(&book)
}

/// An instant of the story.
fn at(text: &'static str) -> Time {
    text.parse()
        .expect("written in this crate, and a test reads it")
}
