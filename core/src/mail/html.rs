//! HTML to lines of text: hidden text dropped, quotes marked, links gathered, tables as lines. Linear; loads nothing.
//!
//! Our own tokeniser, because quotes and hidden text have to be known while the tags are still there; character
//! references are nanohtml2text's.

mod style;
mod token;
mod whose;

use std::collections::BTreeMap;

use self::style::{Ground, Styled};
pub use self::token::unescape;
use self::token::{Tag, Token, Tokens};
use super::parse::{Line, Part};
use super::{Link, clean};

/// Elements that are kept open at once; deeper ones are read as if they were not there.
const MAX_OPEN: usize = 256;
/// What may stand in a `head`: anything else ends one that was never closed.
const METADATA: [&str; 8] = [
    "meta", "link", "base", "title", "style", "script", "xml", "object",
];
/// Links that are gathered.
const MAX_LINKS: usize = 500;

/// An HTML part as text.
#[derive(Debug, Default)]
pub struct Page {
    pub lines: Vec<Line>,
    /// The links outside quotes and hidden text.
    pub links: Vec<Link>,
    /// Whether every closing tag of a block had an opening one.
    pub balanced: bool,
}

impl Page {
    /// The lines as one text.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines
            .iter()
            .map(|l| l.text.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Reads an HTML part.
#[must_use]
pub fn read(html: &str) -> Page {
    let mut reader = Reader {
        window: style::window(html),
        ..Reader::default()
    };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => reader.text(text),
            Token::Open(tag) => reader.open(&tag),
            Token::Close(name) => reader.close(&name),
        }
    }
    reader.finish()
}

struct Open {
    name: String,
    /// Neither it nor what it encloses is to be seen.
    is_hidden: bool,
    /// Its own text is not to be seen: that, or it is too small, or has the colour of what lies behind it.
    hidden: bool,
    ground: Ground,
    ink: Option<String>,
    /// Of its own text, in px.
    size: f64,
    part: Part,
    preformatted: bool,
    /// Position of the next item, for `ol`.
    item: Option<u32>,
    /// Whether a cell of this `tr` has been written.
    cells: bool,
}

#[derive(Default)]
struct Reader {
    window: Ground,
    lines: Vec<Line>,
    current: String,
    /// White space that is written before the next character.
    space: bool,
    open: Vec<Open>,
    links: Vec<Link>,
    /// The link that is being read, and how many elements were open before it.
    link: Option<(Link, usize)>,
    /// A blank that may not be broken: a line of nothing else is an empty line.
    blank: bool,
    /// From here on everything is quoted: a header block or a forward began that nothing encloses.
    rest_quoted: bool,
    /// Closing tags of blocks that closed nothing.
    unopened: usize,
    /// Elements that were too deep to be kept open.
    beyond: usize,
    /// Elements of each name that are open, so that a closing tag without an opening one costs nothing.
    counts: BTreeMap<String, usize>,
}

impl Reader {
    fn hidden(&self) -> bool {
        self.open.last().is_some_and(|o| o.hidden)
    }

    /// Whether what stands here takes no place either. Text that is only too small or of its ground's colour does, and
    /// what it encloses may be seen.
    fn is_away(&self) -> bool {
        self.open.last().is_some_and(|o| o.is_hidden)
    }

    fn part(&self) -> Part {
        if self.rest_quoted {
            return Part::Quoted;
        }
        self.open.last().map_or(Part::Own, |o| o.part)
    }

    fn text(&mut self, raw: &str) {
        if self.open.last().is_some_and(|o| o.name == "head") && !raw.trim().is_empty() {
            self.pop();
        }
        if self.hidden() {
            return;
        }
        let mut text = token::unescape(raw);
        // "m&amp;uuml;ssen": some tools escape twice.
        if raw.contains("&amp;") && text.contains(';') {
            text = token::unescape(&text);
        }
        let preformatted = self.open.last().is_some_and(|o| o.preformatted);
        for c in text.chars() {
            if preformatted && c == '\n' {
                self.break_line();
            } else if c.is_whitespace() && !(preformatted && c == ' ') {
                self.space = true;
                self.blank |= c == '\u{a0}';
            } else {
                self.write(c);
            }
        }
    }

    fn write(&mut self, c: char) {
        if clean::invisible(c) {
            return;
        }
        let space = std::mem::take(&mut self.space) && !self.current.is_empty();
        if space {
            self.current.push(' ');
        }
        self.current.push(c);
        if let Some((link, _)) = self.link.as_mut()
            && link.text.len() < 500
        {
            if space {
                link.text.push(' ');
            }
            link.text.push(c);
        }
    }

    /// Ends the line, empty or not.
    fn break_line(&mut self) {
        if self.current.is_empty() {
            self.end_paragraph();
        } else {
            self.end_line();
        }
    }

    /// Ends the line if anything stands on it.
    fn end_line(&mut self) {
        self.space = false;
        let blank = std::mem::take(&mut self.blank);
        if self.current.is_empty() {
            if blank && self.lines.last().is_some_and(|l| !l.text.is_empty()) {
                let part = self.part();
                self.lines.push(Line {
                    text: String::new(),
                    part,
                    wrapped: false,
                });
            }
        } else {
            let text = clean::visible(self.current.trim_end());
            self.current.clear();
            let part = self.part();
            self.lines.push(Line {
                text,
                part,
                wrapped: false,
            });
        }
    }

    /// Ends the paragraph: one empty line between it and the next.
    fn end_paragraph(&mut self) {
        self.end_line();
        if self.lines.last().is_some_and(|l| !l.text.is_empty()) {
            let part = self.part();
            self.lines.push(Line {
                text: String::new(),
                part,
                wrapped: false,
            });
        }
    }

    fn open(&mut self, tag: &Tag) {
        if whose::begins_unenclosed_quote(tag) && !self.hidden() {
            self.end_line();
            self.rest_quoted = true;
        }
        self.close_implied(&tag.name);
        self.space_before(&tag.name);
        if token::is_void(&tag.name) {
            return;
        }
        if self.open.len() >= MAX_OPEN {
            self.beyond = self.beyond.saturating_add(1);
            return;
        }
        let around = self.open.last().map_or(&self.window, |o| &o.ground);
        let styled = Styled::of(tag);
        let ground = style::ground(&styled, around);
        let ink = style::ink(&styled).or_else(|| self.open.last().and_then(|o| o.ink.clone()));
        let is_hidden = style::is_hidden(&styled) || self.open.last().is_some_and(|o| o.is_hidden);
        let size = style::size(
            &styled,
            self.open.last().map_or(style::USUAL_SIZE, |o| o.size),
        );
        let hidden = is_hidden
            || style::is_unreadable(size)
            || style::is_of_its_ground(ink.as_deref(), &ground);
        let part = match self.open.last().map_or(Part::Own, |o| o.part) {
            Part::Own => whose::part(tag),
            Part::Quoted => Part::Quoted,
            Part::Signature if whose::is_quote(tag) => Part::Quoted,
            Part::Signature => Part::Signature,
        };
        let preformatted = self.open.last().is_some_and(|o| o.preformatted) || tag.name == "pre";
        if part != self.part() {
            self.end_line();
        }
        if tag.name == "a" && self.link.is_none() && !hidden && part != Part::Quoted {
            let target = tag
                .attribute("href")
                .map(token::unescape)
                .unwrap_or_default();
            let link = Link {
                text: String::new(),
                target: target.trim().to_owned(),
            };
            self.link = Some((link, self.open.len()));
        }
        match self.counts.get_mut(&tag.name) {
            Some(count) => *count += 1,
            None => drop(self.counts.insert(tag.name.clone(), 1)),
        }
        let item = (tag.name == "ol").then_some(0);
        self.open.push(Open {
            name: tag.name.clone(),
            is_hidden,
            hidden,
            ground,
            ink,
            size,
            part,
            preformatted,
            item,
            cells: false,
        });
    }

    /// What a tag means for the lines.
    fn space_before(&mut self, name: &str) {
        if self.is_away() {
            return;
        }
        match name {
            "br" => {
                self.break_line();
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol"
            | "blockquote" | "hr" | "pre" | "dl" => {
                self.end_paragraph();
            }
            "li" if self.hidden() => self.end_line(),
            "li" => {
                self.end_line();
                let mark = self
                    .open
                    .iter_mut()
                    .rev()
                    .take(4)
                    .find_map(|o| o.item.as_mut());
                self.current = mark.map_or_else(
                    || "- ".to_owned(),
                    |n| {
                        *n = n.saturating_add(1);
                        format!("{n}. ")
                    },
                );
            }
            "td" | "th" => self.begin_cell(),
            name if token::is_block(name) => self.end_line(),
            _ => {}
        }
    }

    /// Cells of one row stand on one line, apart from one another.
    fn begin_cell(&mut self) {
        let written = !self.current.trim_end().is_empty();
        if let Some(row) = self.open.iter_mut().rev().take(4).find(|o| o.name == "tr")
            && written
            && row.cells
        {
            self.current
                .push_str(if self.current.trim_end().ends_with(':') {
                    " "
                } else {
                    " | "
                });
            self.space = false;
        }
        if let Some(row) = self.open.iter_mut().rev().take(4).find(|o| o.name == "tr") {
            row.cells = true;
        }
    }

    /// Elements that the opening of another one ends (HTML §13.1.2.4), as far as it matters here.
    fn close_implied(&mut self, name: &str) {
        let ends: &[&str] = match name {
            "li" => &["p", "li"],
            "td" | "th" => &["p", "td", "th"],
            "tr" => &["p", "td", "th", "tr"],
            "dt" | "dd" => &["p", "dt", "dd"],
            name if token::is_block(name) => &["p"],
            _ => &[],
        };
        if !METADATA.contains(&name) && self.open.last().is_some_and(|o| o.name == "head") {
            self.pop();
        }
        while self
            .open
            .last()
            .is_some_and(|o| ends.contains(&o.name.as_str()))
        {
            self.pop();
        }
    }

    fn close(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if self.counts.get(name).is_none_or(|n| *n == 0) {
            self.unopened += usize::from(token::is_block(name) && name != "p");
            return;
        }
        while let Some(top) = self.open.last() {
            let found = top.name == name;
            self.pop();
            if found {
                break;
            }
        }
    }

    fn pop(&mut self) {
        let part_before = self.part();
        let ends_paragraph = self
            .open
            .last()
            .is_some_and(|o| !o.is_hidden && token::ends_paragraph(&o.name));
        let ends_line = self
            .open
            .last()
            .is_some_and(|o| !o.is_hidden && token::is_block(&o.name));
        let part_after = if self.rest_quoted {
            Part::Quoted
        } else {
            self.open.iter().rev().nth(1).map_or(Part::Own, |o| o.part)
        };
        if ends_paragraph {
            self.end_paragraph();
        } else if (ends_line && !self.in_row()) || part_before != part_after {
            self.end_line();
        }
        let Some(closed) = self.open.pop() else {
            return;
        };
        if let Some(n) = self.counts.get_mut(&closed.name) {
            *n = n.saturating_sub(1);
        }
        if let Some((link, _)) = self.link.take_if(|(_, depth)| *depth >= self.open.len())
            && self.links.len() < MAX_LINKS
            && is_target(&link.target)
        {
            self.links.push(Link {
                text: clean::line(&link.text),
                ..link
            });
        }
    }

    /// The end of a cell (or of a block within one) does not end its row's line.
    fn in_row(&self) -> bool {
        self.open
            .last()
            .is_some_and(|o| matches!(o.name.as_str(), "td" | "th"))
    }

    fn finish(mut self) -> Page {
        while !self.open.is_empty() {
            self.pop();
        }
        self.end_line();
        while self.lines.last().is_some_and(|l| l.text.is_empty()) {
            self.lines.pop();
        }
        Page {
            lines: self.lines,
            links: self.links,
            balanced: self.unopened == 0,
        }
    }
}

fn is_target(target: &str) -> bool {
    let lower: String = target
        .trim()
        .chars()
        .take(8)
        .collect::<String>()
        .to_ascii_lowercase();
    ["http:", "https:", "mailto:", "tel:", "sms:", "ftp:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}

#[cfg(test)]
mod tests;
