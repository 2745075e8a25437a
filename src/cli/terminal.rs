//! The terminal: how wide it is and whether it shows colours; tables that fit it.

use std::io::IsTerminal;
use std::os::fd::AsFd;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What standard output can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// In columns; `None` where nobody looks (a file, a pipe): nothing is cut then.
    pub width: Option<usize>,
    pub colour: bool,
}

impl Terminal {
    /// That of standard output. `NO_COLOR` and `TERM=dumb` are respected, `COLUMNS` wins over what the terminal says.
    #[must_use]
    pub fn stdout() -> Self {
        Self::of(&std::io::stdout())
    }

    /// That of standard error.
    #[must_use]
    pub fn stderr() -> Self {
        Self::of(&std::io::stderr())
    }

    fn of(stream: &(impl IsTerminal + AsFd)) -> Self {
        let is_terminal = stream.is_terminal();
        let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty());
        let plain = set("NO_COLOR").is_some() || set("TERM").is_some_and(|t| t == "dumb");
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let asked = || {
            let size = rustix::termios::tcgetwinsize(stream).ok()?;
            Some(usize::from(size.ws_col)).filter(|w| *w > 0)
        };
        let width = if is_terminal {
            columns.or_else(asked)
        } else {
            None
        };
        Self {
            width: width.map(|w: usize| w.max(20)),
            colour: is_terminal && !plain,
        }
    }

    /// The text in that paint, where there are colours.
    #[must_use]
    pub fn paint(self, text: &str, paint: Paint) -> String {
        match (self.colour, paint) {
            (false, _) | (true, Paint::Plain) => text.to_owned(),
            (true, Paint::Bold) => format!("\x1b[1m{text}\x1b[0m"),
            (true, Paint::Dim) => format!("\x1b[2m{text}\x1b[0m"),
            (true, Paint::Good) => format!("\x1b[32m{text}\x1b[0m"),
            (true, Paint::Waits) => format!("\x1b[33m{text}\x1b[0m"),
            (true, Paint::Bad) => format!("\x1b[31m{text}\x1b[0m"),
        }
    }

    /// The text on one line, cut where the terminal ends.
    #[must_use]
    pub fn fit(self, text: &str) -> String {
        self.width
            .map_or_else(|| text.to_owned(), |width| fit(text, width))
    }

    /// Lines that are longer than the terminal broken between words, what is broken off after `hang` spaces. Everything else stays.
    #[must_use]
    pub fn fold(self, text: &str, hang: usize) -> String {
        let Some(width) = self.width else {
            return text.to_owned();
        };
        let lines: Vec<String> = text.lines().map(|line| folded(line, width, hang)).collect();
        lines.join("\n")
    }

    /// Text broken between words so that it fits, each line after `indent` spaces.
    #[must_use]
    pub fn wrap(self, text: &str, indent: usize) -> Vec<String> {
        let room = self
            .width
            .map_or(usize::MAX, |w| w.saturating_sub(indent).max(10));
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        lines
            .into_iter()
            .map(|l| format!("{}{l}", " ".repeat(indent)))
            .collect()
    }
}

/// What a text is, as far as colour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    Plain,
    Bold,
    Dim,
    Good,
    Waits,
    Bad,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    pub paint: Paint,
}

impl Cell {
    pub fn new(text: impl Into<String>) -> Self {
        Self::painted(text, Paint::Plain)
    }

    pub fn painted(text: impl Into<String>, paint: Paint) -> Self {
        Self {
            text: text.into(),
            paint,
        }
    }
}

/// How a column takes part in the fight for room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Never cut (times, statuses).
    Whole,
    /// The same, flush right (numbers).
    Number,
    /// Cut down to that many columns where room is short.
    Cut(usize),
}

/// Lines of a table, two spaces between columns, each line within the terminal.
#[must_use]
pub fn table(columns: &[Column], rows: &[Vec<Cell>], terminal: Terminal) -> Vec<String> {
    let widths = widths(columns, rows, terminal.width);
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for ((cell, column), width) in row.iter().zip(columns).zip(&widths) {
                let text = fit(&cell.text, *width);
                let gap = " ".repeat(width.saturating_sub(text.width()));
                let painted = terminal.paint(&text, cell.paint);
                if *column == Column::Number {
                    line.push_str(&gap);
                    line.push_str(&painted);
                } else {
                    line.push_str(&painted);
                    line.push_str(&gap);
                }
                line.push_str("  ");
            }
            line.trim_end().to_owned()
        })
        .collect()
}

fn widths(columns: &[Column], rows: &[Vec<Cell>], room: Option<usize>) -> Vec<usize> {
    let widest = |n: usize| {
        rows.iter()
            .filter_map(|r| r.get(n))
            .map(|c| c.text.width())
            .max()
    };
    let mut widths: Vec<usize> = (0..columns.len()).map(|n| widest(n).unwrap_or(0)).collect();
    let Some(room) = room else {
        return widths;
    };
    let gaps = 2 * columns.len().saturating_sub(1);
    // The column with most to give gives first, one at a time, so that two long ones end equally long.
    while widths.iter().sum::<usize>() + gaps > room {
        let spare = |(n, width): (usize, &usize)| match columns.get(n) {
            Some(Column::Cut(least)) if width > least => Some((*width, n)),
            Some(Column::Cut(_) | Column::Whole | Column::Number) | None => None,
        };
        let Some((_, n)) = widths.iter().enumerate().filter_map(spare).max() else {
            break;
        };
        if let Some(width) = widths.get_mut(n) {
            *width -= 1;
        }
    }
    widths
}

fn folded(line: &str, width: usize, hang: usize) -> String {
    if seen(line) <= width {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len() + hang);
    let mut column = 0;
    for (nth, word) in line.split(' ').enumerate() {
        let room = seen(word);
        if nth > 0 && column > hang && column + 1 + room > width {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            column = hang;
        } else if nth > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += room;
    }
    out
}

/// Columns that a text takes; paint takes none.
fn seen(text: &str) -> usize {
    let mut pieces = text.split('\x1b');
    let plain = pieces.next().map_or(0, UnicodeWidthStr::width);
    let after = pieces.map(|p| p.split_once('m').map_or(0, |(_, rest)| rest.width()));
    plain + after.sum::<usize>()
}

/// The text in at most so many columns; what is cut ends in "…".
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut taken = 0;
    let mut out = String::new();
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        if taken + width + 1 > columns {
            break;
        }
        taken += width;
        out.push(c);
    }
    let mut out = out.trim_end().to_owned();
    if columns > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const NARROW: Terminal = Terminal {
        width: Some(40),
        colour: false,
    };

    fn row(texts: [&str; 3]) -> Vec<Cell> {
        texts.into_iter().map(Cell::new).collect()
    }

    fn check(rows: &[Vec<Cell>], expected: &[&str]) {
        let columns = [Column::Number, Column::Whole, Column::Cut(8)];
        assert_eq!(table(&columns, rows, NARROW), expected);
    }

    #[test]
    fn a_table_fits_the_terminal() {
        check(
            &[
                row(["3", "interview booked", "Juniper Freight, Data Analyst"]),
                row(["12", "waiting", "Aster"]),
            ],
            &[
                " 3  interview booked  Juniper Freight,…",
                "12  waiting           Aster",
            ],
        );
    }

    #[test]
    fn wide_characters_take_two_columns_each() {
        check(
            &[
                row([
                    "1",
                    "offer",
                    "株式会社ジュニパー・フレイト データアナリスト",
                ]),
                row(["2", "lead", "e\u{301}toile"]),
            ],
            &[
                "1  offer  株式会社ジュニパー・フレイト…",
                "2  lead   e\u{301}toile",
            ],
        );
    }

    #[test]
    fn without_a_terminal_nothing_is_cut_or_coloured() {
        let long = "a name that is longer than any terminal ".repeat(10);
        let pipe = Terminal {
            width: None,
            colour: false,
        };
        let cells = vec![vec![Cell::painted(long.trim(), Paint::Bad)]];
        assert_eq!(table(&[Column::Cut(8)], &cells, pipe), [long.trim()]);
    }

    #[test]
    fn a_long_line_is_folded_and_its_rest_hangs() {
        let check = |text: &str, hang, expected: &str| {
            assert_eq!(NARROW.fold(text, hang), expected);
        };
        check("short   stays\nas it  is", 4, "short   stays\nas it  is");
        check(
            "ok    names         imap.mailbox.example is found",
            20,
            "ok    names         imap.mailbox.example\n                    is found",
        );
        // Paint takes no room.
        let painted = "\x1b[32mok\x1b[0m a line of forty columns, not one more";
        check(painted, 2, painted);
    }

    #[test]
    fn words_are_kept_whole_where_lines_are_broken() {
        let narrow = Terminal {
            width: Some(20),
            colour: false,
        };
        assert_eq!(
            narrow.wrap("They said they would write by Friday.", 4),
            ["    They said they", "    would write by", "    Friday."]
        );
    }
}
