//! The command line (COMMANDS.md): data on stdout, logs on stderr; exit 0 done, 1 failed, 2 wrong use.

mod common;
mod demo;
mod order;
mod read;
mod replay;
mod run;
mod show;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use common::{reader, with_letters};
pub use show::timeline;

/// Watches your mailbox while you look for work: reminders with finished drafts, sent only when you say so.
#[derive(Debug, Parser)]
#[command(name = "heardback", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The daemon, in the foreground
    Run(run::Args),
    /// The whole story on a mail host of its own: nothing to set up, nothing leaves the machine
    Demo(demo::Args),
    /// Checks the configuration only
    Check(run::Args),
    /// What waits for you, and what comes next
    Status(show::Status),
    /// All applications
    List(show::List),
    /// One application with its timeline
    Show(show::Show),
    /// The evidence and the rule behind an application, a reminder or a message
    Why(show::Why),
    /// Approves the drafts of a reminder, as `send` by reply does
    Approve(order::Reminder),
    /// Replaces a draft by the text on standard input
    Edit(order::Reminder),
    /// Puts words into a draft's marked gap
    Fill(order::Reminder),
    /// Takes another of the offered times
    Slot(order::Reminder),
    /// Sends nothing, and reminds no more
    Skip(order::Reminder),
    /// You have done it yourself
    Done(order::Reminder),
    /// Reminds again later (3d, 4h, monday 9am)
    Snooze(order::Reminder),
    /// Stops what has not left yet
    Undo(order::Reminder),
    /// Sends a letter again that may or may not have been sent
    Resend(order::Reminder),
    /// Leaves a letter as it is that may or may not have been sent
    Leave(order::Reminder),
    /// The last mail of an application was something else (`correct 3 rejection`)
    Correct(order::Application),
    /// Keeps a note with an application
    Note(order::Application),
    /// You withdraw an application
    Withdraw(order::Application),
    /// You take the offer
    Accept(order::Application),
    /// The kill switch: nothing leaves for anybody but you
    Pause,
    /// Ends the pause
    Resume,
    /// Reads messages and prints what each is: no state, no network
    Read(read::Args),
    /// Runs the whole engine over past mail under a virtual clock: what it would have done. Nothing leaves
    Replay(replay::Args),
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Check(args) => run::check(&args),
        Command::Status(args) => show::status(&args),
        Command::List(args) => show::list(&args),
        Command::Show(args) => show::show(&args),
        Command::Why(args) => show::why(&args),
        Command::Approve(args) => order::reminder("send", &args),
        Command::Edit(args) => order::reminder("edit", &args),
        Command::Fill(args) => order::reminder("fill", &args),
        Command::Slot(args) => order::reminder("slot", &args),
        Command::Skip(args) => order::reminder("skip", &args),
        Command::Done(args) => order::reminder("done", &args),
        Command::Snooze(args) => order::reminder("snooze", &args),
        Command::Undo(args) => order::reminder("undo", &args),
        Command::Resend(args) => order::reminder("resend", &args),
        Command::Leave(args) => order::reminder("leave", &args),
        Command::Correct(args) => order::application("correct", &args),
        Command::Note(args) => order::application("note", &args),
        Command::Withdraw(args) => order::application("withdraw", &args),
        Command::Accept(args) => order::application("accept", &args),
        Command::Pause => order::switch("pause"),
        Command::Resume => order::switch("resume"),
        Command::Read(args) => read::run(&args),
        Command::Replay(args) => replay::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => common::report(&error),
    }
}
