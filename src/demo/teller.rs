//! How the story looks on a terminal, and in a file.

use anyhow::Result;
use chrono_tz::Tz;
use heardback_core::moment::Time;

/// No line is longer, but for words that are.
const WIDTH: usize = 92;

pub(super) struct Teller<'a> {
    line: &'a mut dyn FnMut(&str) -> Result<()>,
    colour: bool,
    width: usize,
    zone: Tz,
}

/// How a line is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Bold,
    Dim,
    Green,
    Cyan,
}

impl<'a> Teller<'a> {
    /// `width`: of the terminal, where there is one.
    pub(super) fn new(
        line: &'a mut dyn FnMut(&str) -> Result<()>,
        colour: bool,
        width: Option<usize>,
        zone: Tz,
    ) -> Self {
        Self {
            line,
            colour,
            width: width.map_or(WIDTH, |width| width.clamp(30, WIDTH)),
            zone,
        }
    }

    /// "Tue 3 Mar 10:12  Dana Reyes writes."
    pub(super) fn heading(&mut self, at: Time, text: &str) -> Result<()> {
        let when = self.when(at);
        (self.line)("")?;
        let hang = when.chars().count() + 2;
        let when = self.styled(Style::Cyan, &when);
        let mut lines = wrapped(text, self.width - hang).into_iter();
        let first = self.styled(Style::Bold, &lines.next().unwrap_or_default());
        (self.line)(&format!("{when}  {first}"))?;
        for line in lines {
            let line = self.styled(Style::Bold, &line);
            (self.line)(&format!("{:hang$}{line}", ""))?;
        }
        Ok(())
    }

    /// What happens.
    pub(super) fn say(&mut self, text: &str) -> Result<()> {
        for line in wrapped(text, self.width - 2) {
            (self.line)(&format!("  {line}"))?;
        }
        Ok(())
    }

    /// What is of less weight.
    pub(super) fn aside(&mut self, text: &str) -> Result<()> {
        for line in wrapped(text, self.width - 2) {
            let line = self.styled(Style::Dim, &line);
            (self.line)(&format!("  {line}"))?;
        }
        Ok(())
    }

    /// What was checked, and holds.
    pub(super) fn holds(&mut self, text: &str) -> Result<()> {
        let mark = self.styled(Style::Green, "✓");
        let mut lines = wrapped(text, self.width - 4).into_iter();
        (self.line)(&format!("  {mark} {}", lines.next().unwrap_or_default()))?;
        for line in lines {
            (self.line)(&format!("    {line}"))?;
        }
        Ok(())
    }

    /// A mail, its lines set off by a bar.
    pub(super) fn mail(&mut self, headers: &[(&str, &str)], text: &str) -> Result<()> {
        let bar = self.styled(Style::Dim, "│");
        for (name, value) in headers {
            let hang = name.chars().count() + 2;
            let name = self.styled(Style::Dim, &format!("{name}:"));
            let mut lines = wrapped(value, self.width - 6 - hang).into_iter();
            let first = lines.next().unwrap_or_default();
            (self.line)(&format!("    {bar} {name} {first}"))?;
            for line in lines {
                (self.line)(&format!("    {bar} {:hang$}{line}", ""))?;
            }
        }
        (self.line)(&format!("    {bar}"))?;
        for line in text.trim_end().lines() {
            for piece in wrapped(line, self.width - 6) {
                (self.line)(format!("    {bar} {piece}").trim_end())?;
            }
        }
        Ok(())
    }

    /// A line as it is.
    pub(super) fn plain(&mut self, text: &str) -> Result<()> {
        (self.line)(text)
    }

    /// "Tue 3 Mar 10:12", the owner's clock.
    pub(super) fn when(&self, at: Time) -> String {
        at.with_timezone(&self.zone)
            .format("%a %-d %b %H:%M")
            .to_string()
    }

    fn styled(&self, style: Style, text: &str) -> String {
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Green => "32",
            Style::Cyan => "36",
        };
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Breaks a line between words; what it is indented by, its continuation is indented by too.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let indent: String = text.chars().take_while(|c| *c == ' ').collect();
    let mut lines = vec![indent.clone()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("it begins with one");
        let is_first = last.len() == indent.len();
        if !is_first && last.chars().count() + 1 + word.chars().count() > width {
            lines.push(format!("{indent}{word}"));
        } else {
            last.push_str(if is_first { "" } else { " " });
            last.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_breaks_between_words_and_keeps_its_indent() {
        assert_eq!(wrapped("  one two three", 9), ["  one two", "  three"]);
        assert_eq!(wrapped("", 9), [""]);
        assert_eq!(wrapped("incomprehensibility", 9), ["incomprehensibility"]);
    }

    #[test]
    fn without_colour_there_is_no_escape() {
        let mut lines = Vec::new();
        let mut keep = |line: &str| {
            lines.push(line.to_owned());
            Ok(())
        };
        let mut teller = Teller::new(&mut keep, false, None, chrono_tz::Europe::London);
        teller
            .heading("2026-03-03T10:12:00Z".parse().unwrap(), "Dana writes.")
            .unwrap();
        teller
            .mail(&[("Subject", "Hello")], "Dear Sam,\n\nhello")
            .unwrap();
        assert_eq!(
            lines,
            [
                "",
                "Tue 3 Mar 10:12  Dana writes.",
                "    │ Subject: Hello",
                "    │",
                "    │ Dear Sam,",
                "    │",
                "    │ hello"
            ]
        );
    }
}
