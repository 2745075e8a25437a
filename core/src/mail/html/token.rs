//! Tags, text and comments of HTML, told apart in one pass; scripts, styles and comments never come out.

/// A piece of the page.
pub enum Token<'a> {
    Text(&'a str),
    Open(Tag),
    /// The name of an element that ends.
    Close(String),
}

/// An opening tag.
pub struct Tag {
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The raw value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

/// Walks a page.
pub struct Tokens<'a> {
    rest: &'a str,
    /// Elements whose closing tag does not come any more, so that it is looked for only once.
    unclosed: Vec<String>,
    /// A quote was never closed: from here on quotes in tags mean nothing.
    stray_quote: bool,
}

impl<'a> Tokens<'a> {
    #[must_use]
    pub fn new(html: &'a str) -> Self {
        Self {
            rest: html,
            unclosed: Vec::new(),
            stray_quote: false,
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        match self.rest.split_at_checked(length) {
            Some((head, tail)) => {
                self.rest = tail;
                head
            }
            None => std::mem::take(&mut self.rest),
        }
    }

    /// Skips to behind `end`, or to the end of the page.
    fn skip_past(&mut self, end: &str) {
        let length = self
            .rest
            .find(end)
            .map_or(self.rest.len(), |at| at + end.len());
        self.take(length);
    }

    /// Skips the content of an element whose content is no text; where it never ends, only a script's or a style's.
    fn skip_element(&mut self, name: &str) {
        if self.unclosed.iter().any(|n| n == name) {
            return;
        }
        let mut from = 0;
        while let Some(at) = self.rest.get(from..).and_then(|r| r.find("</")) {
            from += at + 2;
            let named = self
                .rest
                .get(from..from + name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name));
            if named {
                self.take(from);
                self.skip_past(">");
                return;
            }
        }
        self.unclosed.push(name.to_owned());
        if matches!(name, "script" | "style") {
            self.rest = "";
        }
    }

    fn markup(&mut self) -> Option<Token<'a>> {
        let rest = self.rest;
        if rest.starts_with("<!--") {
            self.take(4);
            self.skip_past("-->");
            return None;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            self.skip_past(">");
            return None;
        }
        if let Some(name) = rest.strip_prefix("</") {
            let name: String = name.chars().take_while(|c| is_name(*c)).take(32).collect();
            self.skip_past(">");
            return (!name.is_empty()).then(|| Token::Close(name.to_ascii_lowercase()));
        }
        if !rest
            .get(1..2)
            .is_some_and(|c| c.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            return Some(Token::Text(self.take(1)));
        }
        let found = tag(rest, self.stray_quote).or_else(|| {
            self.stray_quote = true;
            tag(rest, true)
        });
        let (tag, length) = found?;
        self.take(length);
        match tag.name.as_str() {
            "script" | "style" | "title" | "template" | "noscript" | "textarea" | "select"
            | "svg" | "object" | "iframe" => {
                if !rest.get(..length).is_some_and(|t| t.ends_with("/>")) {
                    self.skip_element(&tag.name);
                }
                None
            }
            _ => Some(Token::Open(tag)),
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while !self.rest.is_empty() {
            let text = self.rest.find('<').unwrap_or(self.rest.len());
            if text > 0 {
                return Some(Token::Text(self.take(text)));
            }
            let before = self.rest.len();
            if let Some(token) = self.markup() {
                return Some(token);
            }
            if self.rest.len() == before {
                // A tag that never ends: nothing of it is text.
                self.rest = "";
            }
        }
        None
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_')
}

/// The tag at the start of `html` and its length; `None` where it never ends. With `stray_quote`, quotes are characters.
fn tag(html: &str, stray_quote: bool) -> Option<(Tag, usize)> {
    let mut chars = html.char_indices().skip(1).peekable();
    let mut name = String::new();
    while let Some((_, c)) = chars.next_if(|(_, c)| is_name(*c)) {
        name.push(c.to_ascii_lowercase());
    }
    let mut attributes = Vec::new();
    loop {
        while chars
            .next_if(|(_, c)| c.is_whitespace() || *c == '/')
            .is_some()
        {}
        let (at, c) = *chars.peek()?;
        if c == '>' {
            return Some((Tag { name, attributes }, at + 1));
        }
        let mut key = String::new();
        // A stray quote or `=` counts as part of a name, so that every round takes something.
        chars.next();
        key.push(c.to_ascii_lowercase());
        while let Some((_, c)) =
            chars.next_if(|(_, c)| !c.is_whitespace() && !matches!(c, '=' | '>' | '/'))
        {
            key.push(c.to_ascii_lowercase());
        }
        while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let mut value = String::new();
        if chars.next_if(|(_, c)| *c == '=').is_some() {
            while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
            if let Some((_, quote)) =
                chars.next_if(|(_, c)| !stray_quote && matches!(c, '"' | '\''))
            {
                loop {
                    let (_, c) = chars.next()?;
                    if c == quote {
                        break;
                    }
                    value.push(c);
                }
            } else {
                while let Some((_, c)) = chars.next_if(|(_, c)| !c.is_whitespace() && *c != '>') {
                    value.push(c);
                }
            }
        }
        if attributes.len() < 64 {
            attributes.push((key, value));
        }
    }
}

/// Elements without content.
#[must_use]
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr"
            | "img"
            | "input"
            | "meta"
            | "link"
            | "area"
            | "base"
            | "col"
            | "embed"
            | "source"
            | "wbr"
            | "param"
    )
}

/// Elements that begin and end a line.
#[must_use]
pub fn is_block(name: &str) -> bool {
    ends_paragraph(name)
        || matches!(
            name,
            "div"
                | "tr"
                | "li"
                | "dt"
                | "dd"
                | "section"
                | "article"
                | "header"
                | "footer"
                | "center"
                | "address"
                | "form"
                | "fieldset"
                | "tbody"
                | "thead"
                | "tfoot"
                | "caption"
                | "body"
                | "html"
                | "head"
                | "main"
                | "nav"
                | "aside"
                | "figure"
                | "figcaption"
                | "hr"
                | "option"
        )
}

/// Elements after which an empty line stands.
#[must_use]
pub fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "table"
            | "ul"
            | "ol"
            | "blockquote"
            | "pre"
            | "dl"
    )
}

/// Text with its character references resolved.
#[must_use]
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let body = from.strip_prefix('&').unwrap_or(from);
        let length = body
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '#')
            .unwrap_or(body.len())
            .min(32);
        let (name, mut after) = body.split_at_checked(length).unwrap_or((body, ""));
        match reference(name) {
            Some(value) => {
                out.push_str(&value);
                after = after.strip_prefix(';').unwrap_or(after);
            }
            None => {
                out.push('&');
                out.push_str(name);
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<String> {
    let plain = match name {
        "" => return None,
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" | "#39" => "'",
        "nbsp" | "#160" => "\u{a0}",
        _ => {
            let text = format!("&{name};");
            let read = nanohtml2text::html2text(&text);
            return (read != text).then_some(read);
        }
    };
    Some(plain.to_owned())
}
