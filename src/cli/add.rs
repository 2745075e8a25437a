//! `heardback add`: an application that the owner tells of.

use anyhow::{Context, Result, bail};
use chrono::{NaiveDate, NaiveTime};
use heardback_core::etiquette::days::instant;
use heardback_core::moment::Time;
use heardback_core::policy::Policy;
use heardback_core::step::{Input, NewApplication};

use super::common::{WrongUse, config_path, line, load, state_folder, with_letters};
use crate::clock::Clock;
use crate::control::{self, Answer, Request, Target};
use crate::{daemon, place};

/// No application is older: ten years.
const LONGEST_DAYS: i64 = 3660;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback add \"Juniper Freight\" \"Data Analyst\"\n  heardback add \"Juniper Freight\" \"Data Analyst\" --applied 2026-03-02\n  heardback add \"Juniper Freight\" --lead"
)]
pub struct Add {
    /// The employer
    company: String,
    /// What you apply for
    role: Option<String>,
    /// The day on which you applied; standard: today
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "lead")]
    applied: Option<NaiveDate>,
    /// You have not applied yet
    #[arg(long)]
    lead: bool,
}

/// `heardback add`
pub fn run(args: &Add) -> Result<()> {
    let path = config_path();
    let policy = with_letters(load(&path)?.policy(false), &path)?;
    let now = Clock::system().now();
    let new = NewApplication {
        company: args.company.clone(),
        role: args.role.clone(),
        applied_at: applied_at(args, &policy, now)?,
    };
    let socket = place::control_socket();
    let answer = if control::answers(&socket) {
        let request = Request {
            target: Target::Everything,
            line: daemon::ADD.to_owned(),
            rest: serde_json::to_string(&new).context("Cannot ask the daemon")?,
        };
        super::run::runtime()?.block_on(control::ask(&socket, &request))?
    } else {
        daemon::offline::decide(&state_folder(), &policy, Input::Added(new))?
    };
    match answer {
        Answer::Done(text) => line(&mut std::io::stdout().lock(), &text),
        Answer::Failed(why) => bail!("{why}"),
    }
}

/// Noon of that day, or now where it is today.
fn applied_at(args: &Add, policy: &Policy, now: Time) -> Result<Option<Time>> {
    let zone = policy.owner.zone;
    let today = now.with_timezone(&zone).date_naive();
    match args.applied {
        _ if args.lead => Ok(None),
        None => Ok(Some(now)),
        Some(day) if day == today => Ok(Some(now)),
        Some(day) if day > today => bail!(WrongUse(format!(
            "{day} is still to come: add it when you have applied, or with --lead."
        ))),
        Some(day) if (today - day).num_days() > LONGEST_DAYS => bail!(WrongUse(format!(
            "{day} is more than ten years ago. Did you mistype the year?"
        ))),
        Some(day) => {
            let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
            Ok(Some(instant(zone, day, noon)))
        }
    }
}
