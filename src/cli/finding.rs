//! What `check` and `doctor` find: a line each, with what it means and what to do.

use std::io::Write;

use anyhow::Result;
use serde_json::json;

use super::common::{hanging, line};
use super::terminal::Terminal;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Good,
    /// Worth knowing.
    Note,
    /// Works, but not as well as it could.
    Warning,
    /// Does not work.
    Bad,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, one word.
    pub check: &'static str,
    pub state: State,
    /// A sentence.
    pub what: String,
    /// What to do, where there is something.
    pub advice: Option<String>,
}

impl Finding {
    pub fn good(check: &'static str, what: impl Into<String>) -> Finding {
        Finding::new(check, State::Good, what, None)
    }

    pub fn note(check: &'static str, what: impl Into<String>, advice: &str) -> Finding {
        Finding::new(check, State::Note, what, Some(advice))
    }

    pub fn warning(check: &'static str, what: impl Into<String>, advice: &str) -> Finding {
        Finding::new(check, State::Warning, what, Some(advice))
    }

    /// A failure whose sentence says what to do.
    pub fn bad(check: &'static str, what: impl Into<String>) -> Finding {
        Finding::new(check, State::Bad, what, None)
    }

    pub fn failure(check: &'static str, what: impl Into<String>, advice: &str) -> Finding {
        Finding::new(check, State::Bad, what, Some(advice))
    }

    fn new(
        check: &'static str,
        state: State,
        what: impl Into<String>,
        advice: Option<&str>,
    ) -> Finding {
        Finding {
            check,
            state,
            what: what.into(),
            advice: advice.filter(|a| !a.is_empty()).map(str::to_owned),
        }
    }
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Good => "good",
            State::Note => "note",
            State::Warning => "warning",
            State::Bad => "bad",
        }
    }

    fn mark(self, colour: bool) -> &'static str {
        match (self, colour) {
            (State::Good, false) => "ok  ",
            (State::Note, false) => "note",
            (State::Warning, false) => "warn",
            (State::Bad, false) => "FAIL",
            (State::Good, true) => "\x1b[32mok\x1b[0m  ",
            (State::Note, true) => "\x1b[36mnote\x1b[0m",
            (State::Warning, true) => "\x1b[33mwarn\x1b[0m",
            (State::Bad, true) => "\x1b[31mFAIL\x1b[0m",
        }
    }
}

/// Prints findings as they come, and remembers the worst.
pub struct Printer {
    json: bool,
    colour: bool,
    worst: State,
}

impl Printer {
    pub fn new(json: bool) -> Printer {
        Printer {
            json,
            colour: Terminal::stdout().colour,
            worst: State::Good,
        }
    }

    pub fn print(&mut self, finding: &Finding) -> Result<()> {
        self.worst = self.worst.max(finding.state);
        let mut out = std::io::stdout().lock();
        if self.json {
            let mut object = json!({"check": finding.check, "state": finding.state.word(), "what": finding.what});
            if let Some(advice) = &finding.advice {
                object["do"] = advice.clone().into();
            }
            return line(&mut out, &object.to_string());
        }
        let mark = finding.state.mark(self.colour);
        let what = format!("{mark}  {:<13} {}", finding.check, finding.what);
        hanging(&mut out, &what, 20)?;
        if let Some(advice) = &finding.advice {
            hanging(&mut out, &format!("{:20}→ {advice}", ""), 22)?;
        }
        let _ = out.flush();
        Ok(())
    }

    pub fn print_all(&mut self, findings: &[Finding]) -> Result<()> {
        findings.iter().try_for_each(|f| self.print(f))
    }

    /// Whether anything does not work.
    pub fn failed(&self) -> bool {
        self.worst == State::Bad
    }
}
