//! The store as commands that only look see it, and applications by number or name.

use std::path::PathBuf;

use anyhow::{Result, bail};
use chrono_tz::Tz;
use heardback_core::application::Application;
use heardback_core::book::{Book, Reminder};
use heardback_core::etiquette::Duty;
use heardback_core::id::ApplicationId;
use heardback_core::moment::Time;
use heardback_core::notice;
use heardback_core::policy::Policy;

use super::common::{WrongUse, config_path, load, state_folder};
use super::terminal::Terminal;
use crate::clock::Clock;
use crate::store::{Store, Unreadable};
use crate::{standing, words};

#[derive(Debug, clap::Args)]
pub struct Common {
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub source: Source,
}

#[derive(Debug, clap::Args)]
pub struct Source {
    /// The configuration; standard: $XDG_CONFIG_HOME/heardback/config.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Everything that is known, at this moment.
pub struct View {
    pub book: Book,
    /// Messages that the owner must look at himself.
    pub unreadable: Vec<Unreadable>,
    pub policy: Policy,
    pub now: Time,
    pub terminal: Terminal,
}

impl Source {
    /// # Errors
    /// Where the configuration or the store cannot be read.
    pub fn view(&self) -> Result<View> {
        let config = load(&self.config.clone().unwrap_or_else(config_path))?;
        Ok(View {
            book: Store::peek(&state_folder())?,
            unreadable: Store::peek_quarantine(&state_folder())?,
            policy: config.policy(false),
            now: Clock::system().now(),
            terminal: Terminal::stdout(),
        })
    }
}

impl View {
    pub fn zone(&self) -> Tz {
        self.policy.owner.zone
    }

    pub fn when(&self, at: Time) -> String {
        words::time::instant(at, self.now, self.zone())
    }

    /// When something is due; what is due already is only waited with, for instance until morning.
    pub fn due(&self, at: Time) -> String {
        if at <= self.now {
            "now".to_owned()
        } else {
            self.when(at)
        }
    }

    /// "Juniper Freight, Data Analyst"; empty for what concerns the whole search.
    pub fn name(&self, id: Option<ApplicationId>) -> String {
        id.and_then(|id| self.book.state(id))
            .map(words::name)
            .unwrap_or_default()
    }

    /// Reminders that can still be answered: of each duty that is open, the newest.
    pub fn waiting(&self) -> Vec<&Reminder> {
        standing::waiting(&self.book, self.now)
    }

    /// Approved letters that have not left.
    pub fn queued(&self) -> Vec<standing::Queued<'_>> {
        standing::queued(&self.book, &self.policy, self.now)
    }

    /// "To Ana Ruiz: leaves tomorrow, …, because …"
    pub fn leaves(&self, queued: &standing::Queued<'_>) -> String {
        let because = queued.because.as_deref();
        format!(
            "To {}: {}",
            notice::name_of(&queued.draft.to),
            notice::leaves(queued.at, because, &self.policy, self.now)
        )
    }

    /// What comes next, without what has its reminder already.
    pub fn ahead(&self) -> Vec<Duty> {
        standing::ahead(&self.book, &self.policy, self.now)
    }
}

/// The application that `which` names: by its number, or by the beginning of a word of its company or role.
///
/// # Errors
/// Where there is none or more than one: a sentence with those that may be meant.
pub fn find<'a>(book: &'a Book, which: &str) -> Result<&'a Application> {
    if let Ok(id) = which.parse::<u32>() {
        return match book.state(ApplicationId(id)) {
            Some(app) => Ok(app),
            None => bail!(WrongUse(format!(
                "There is no application {id}; `heardback list` shows them."
            ))),
        };
    }
    let named: Vec<&Application> = book.states().filter(|a| is_named(a, which)).collect();
    match named.as_slice() {
        [only] => Ok(only),
        [] => bail!(WrongUse(format!(
            "No application is called “{which}”. Applications go by their number; `heardback list` shows them."
        ))),
        several => {
            let lines: Vec<String> = several
                .iter()
                .map(|a| format!("  {:>4}  {}", a.id, words::name(a)))
                .collect();
            bail!(WrongUse(format!(
                "“{which}” may be any of these; give the number:\n{}",
                lines.join("\n")
            )))
        }
    }
}

fn is_named(app: &Application, which: &str) -> bool {
    let wanted = which.trim().to_lowercase();
    let begins_there = |text: &str| {
        let text = text.to_lowercase();
        let mut places = text.match_indices(&wanted);
        places.any(|(at, _)| {
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            before.is_none_or(|c| !c.is_alphanumeric())
        })
    };
    let names = app.company.iter().chain(&app.aliases).chain(&app.role);
    wanted.chars().count() >= 2
        && (names.into_iter().any(|n| begins_there(n)) || begins_there(&words::company(app)))
}
