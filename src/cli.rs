//! The command line (COMMANDS.md): data on stdout, logs on stderr; exit 0 done, 1 failed, 2 wrong use.

mod add;
mod check;
mod common;
mod demo;
mod doctor;
mod eval;
mod finding;
mod forget;
mod init;
mod manual;
mod order;
mod pages;
mod progress;
mod read;
mod replay;
mod run;
mod service;
mod show;
mod terminal;
mod view;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use progress::growing as progress_bar;

/// Watches your mailbox while you look for work: reminders with finished drafts, sent only when you say so.
#[derive(Debug, Parser)]
#[command(
    name = "heardback",
    version,
    about,
    max_term_width = 100,
    after_help = "Examples:\n  heardback demo            the whole story, nothing to set up\n  heardback init            sets it up\n  heardback status          what waits for you\n  heardback approve 12      sends the draft of reminder 12"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// For whom, where this login serves several: own configuration, state and service (heardback@NAME)
    #[arg(long, global = true, value_name = "NAME")]
    instance: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The daemon, in the foreground
    Run(run::Args),
    /// The whole story on a mail host of its own: nothing to set up, nothing leaves the machine
    Demo(demo::Args),
    /// Asks, tries your servers, and writes the configuration; never overwrites, never asks without a terminal
    Init(Box<init::Args>),
    /// Checks the configuration and the files it names; no network
    Check(check::Args),
    /// Looks at everything: servers, folders, clock, service, sandbox; with --round-trip at your answer, too
    Doctor(doctor::Args),
    /// The systemd user service: install, uninstall, status
    Service(service::Args),
    /// What waits for you, and what comes next
    Status(show::Status),
    /// All applications
    List(show::List),
    /// One application with its timeline
    Show(show::Show),
    /// The evidence and the rule behind an application, a reminder or a message
    Why(why::Why),
    /// The whole search as one page with pictures, for your browser
    Report(pages::Report),
    /// The search for other programs: JSON, CSV, iCalendar
    Export(pages::Export),
    /// Approves the drafts of a reminder, as `send` by reply does
    Approve(order::Approve),
    /// Replaces a draft by the text on standard input
    Edit(order::Which),
    /// Puts words into a draft's marked gap
    Fill(order::Fill),
    /// Takes a draft's marked gap out
    Strike(order::Which),
    /// Takes another of the offered times
    Slot(order::Slot),
    /// Sends nothing, and reminds no more
    Skip(order::Alone),
    /// You have done it yourself
    Done(order::Alone),
    /// Reminds again later
    Snooze(order::Snooze),
    /// Stops what has not left yet
    Undo(order::Alone),
    /// To a question of heardback's: yes
    Yes(order::Which),
    /// To a question of heardback's: no
    No(order::Alone),
    /// Sends a letter again that may or may not have been sent
    Resend(order::Alone),
    /// Leaves a letter as it is that may or may not have been sent
    Leave(order::Alone),
    /// Adds an application by hand
    Add(add::Add),
    /// The last mail of an application was something else
    Correct(order::Correct),
    /// Keeps a note with an application
    Note(order::Note),
    /// You withdraw an application
    Withdraw(order::Application),
    /// You take the offer
    Accept(order::Application),
    /// The kill switch: nothing leaves for anybody but you
    #[command(after_help = "Example: heardback pause")]
    Pause,
    /// Ends the pause
    #[command(after_help = "Example: heardback resume")]
    Resume,
    /// Removes what is kept about one application; your mail stays
    Forget(forget::Forget),
    /// Removes everything that is kept; your mail stays
    Purge(forget::Purge),
    /// Reads messages and prints what each is: no state, no network
    Read(read::Args),
    /// Precision and recall over a labelled set
    Eval(eval::Args),
    /// Runs the whole engine over past mail under a virtual clock: what it would have done. Nothing leaves
    Replay(replay::Args),
    /// Completions for your shell, on standard output
    Completions(manual::Completions),
    /// The manual pages
    Man(manual::Man),
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    crate::secrets::keep_out_of_core_files();
    let cli = Cli::parse();
    if let Err(why) = crate::place::choose_instance(cli.instance.as_deref()) {
        return common::report(&common::WrongUse(why).into());
    }
    let done = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Service(args) => service::run(&args),
        Command::Status(args) => show::status(&args),
        Command::List(args) => show::list(&args),
        Command::Show(args) => show::show(&args),
        Command::Why(args) => why::why(&args),
        Command::Report(args) => pages::report(&args),
        Command::Export(args) => pages::export(&args),
        Command::Approve(args) => order::approve(&args),
        Command::Edit(args) => order::edit(&args),
        Command::Fill(args) => order::fill(&args),
        Command::Strike(args) => order::which("strike", &args),
        Command::Slot(args) => order::slot(&args),
        Command::Skip(args) => order::alone("skip", &args),
        Command::Done(args) => order::alone("done", &args),
        Command::Snooze(args) => order::snooze(&args),
        Command::Undo(args) => order::alone("undo", &args),
        Command::Yes(args) => order::which("yes", &args),
        Command::No(args) => order::alone("no", &args),
        Command::Resend(args) => order::alone("resend", &args),
        Command::Leave(args) => order::alone("leave", &args),
        Command::Add(args) => add::run(&args),
        Command::Correct(args) => order::correct(&args),
        Command::Note(args) => order::note(&args),
        Command::Withdraw(args) => order::application("withdraw", &args),
        Command::Accept(args) => order::application("accept", &args),
        Command::Pause => order::pause(),
        Command::Resume => order::resume(),
        Command::Forget(args) => forget::forget(&args),
        Command::Purge(args) => forget::purge(&args),
        Command::Read(args) => read::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => common::report(&error),
    }
}
