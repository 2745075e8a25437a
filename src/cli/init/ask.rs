//! Questions on the terminal, with proposals. Where nobody can be asked, a proposal is taken or the command ends.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context, Result, bail};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::cli::common::WrongUse;
use crate::cli::terminal::Terminal;

/// How often a question is put before it is given up.
const TRIES: usize = 5;

/// Who asks.
pub struct Ask {
    terminal: bool,
    /// A password file that was made on the way; it goes where another way is chosen, or none.
    pub made: Option<std::path::PathBuf>,
}

impl Ask {
    /// `yes`: takes every proposal.
    pub fn new(yes: bool) -> Ask {
        Ask {
            terminal: !yes && std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
            made: None,
        }
    }

    /// Whether there is somebody to ask.
    pub fn can(&self) -> bool {
        self.terminal
    }

    /// A sentence on the way.
    pub fn say(&mut self, text: &str) -> Result<()> {
        let text = Terminal::stderr().fold(text, 0);
        writeln!(std::io::stderr().lock(), "{text}").context("Cannot write to the terminal")
    }

    /// A text that is not empty.
    pub fn text(&mut self, question: &str, proposal: Option<&str>) -> Result<String> {
        self.checked(question, proposal, |text| {
            let text = text.trim();
            if text.is_empty() {
                Err("It should not be empty.".to_owned())
            } else {
                Ok(text.to_owned())
            }
        })
    }

    /// A text that passes `check`; asked again with what is wrong with it.
    pub fn checked<T>(
        &mut self,
        question: &str,
        proposal: Option<&str>,
        check: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T> {
        if !self.terminal {
            return match proposal.map(check) {
                Some(Ok(value)) => Ok(value),
                Some(Err(why)) => bail!(WrongUse(why)),
                None => bail!(WrongUse(format!("There is nobody to ask: {question}."))),
            };
        }
        let shown = proposal.map_or_else(String::new, |p| format!(" [{p}]"));
        for _ in 0..TRIES {
            let said = self.line(&format!("{question}{shown}: "))?;
            let text = match (said.trim(), proposal) {
                ("", Some(proposal)) => proposal,
                (text, _) => text,
            };
            match check(text) {
                Ok(value) => return Ok(value),
                Err(why) => self.say(&why)?,
            }
        }
        bail!("Nothing was written.")
    }

    /// One of several; its place in the list.
    pub fn choose(&mut self, question: &str, choices: &[&str]) -> Result<usize> {
        self.say(question)?;
        for (number, choice) in choices.iter().enumerate() {
            self.say(&format!("  {}  {choice}", number + 1))?;
        }
        self.checked("Your choice", Some("1"), |text| {
            text.parse::<usize>()
                .ok()
                .filter(|n| (1..=choices.len()).contains(n))
                .map(|n| n - 1)
                .ok_or_else(|| format!("A number from 1 to {}, please.", choices.len()))
        })
    }

    /// Yes or no; Enter is yes.
    pub fn yes(&mut self, question: &str) -> Result<bool> {
        self.checked(question, Some("yes"), |text| {
            match text.to_lowercase().as_str() {
                "y" | "yes" | "j" | "ja" | "o" | "oui" | "s" | "sí" | "si" => Ok(true),
                "n" | "no" | "nein" | "non" => Ok(false),
                _ => Err("yes or no, please.".to_owned()),
            }
        })
    }

    /// A secret: nothing is shown while it is typed.
    pub fn secret(&mut self, question: &str) -> Result<Zeroizing<String>> {
        let stdin = std::io::stdin();
        let before = tcgetattr(&stdin).context("Cannot hide what you type")?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        hidden.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(&stdin, OptionalActions::Now, &hidden).context("Cannot hide what you type")?;
        let said = self.line(&format!("{question} (is not shown): "));
        tcsetattr(&stdin, OptionalActions::Now, &before).context("Cannot show what you type")?;
        let said = Zeroizing::new(said?);
        let secret = Zeroizing::new(said.trim().to_owned());
        if secret.is_empty() {
            bail!("No password was given. Nothing was written.");
        }
        Ok(secret)
    }

    fn line(&mut self, prompt: &str) -> Result<String> {
        let mut stderr = std::io::stderr().lock();
        let _ = write!(stderr, "{prompt}");
        let _ = stderr.flush();
        let mut line = String::new();
        let read = std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("Cannot read the answer")?;
        if read == 0 {
            bail!("The input has ended. Nothing was written.");
        }
        Ok(line)
    }
}
