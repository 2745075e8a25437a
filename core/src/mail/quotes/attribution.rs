//! "On Wed, 4 Mar 2026, Dana Lee wrote:" in the languages and shapes that mail programs have for it.

/// Lines that one attribution may take.
const MAX_LINES: usize = 6;
/// Characters that one attribution may have.
const MAX_LENGTH: usize = 400;

/// Words for "wrote", lower case.
const VERBS: [&str; 47] = [
    "wrote",
    "writes",
    "sent",
    "schrieb",
    "geschrieben",
    "a \u{e9}crit",
    "\u{e9}crit",
    "a ecrit",
    "escribi\u{f3}",
    "ha escrito",
    "escribio",
    "schreef",
    "geschreven",
    "ha scritto",
    "scritto",
    "escreveu",
    "skrev",
    "skrifa\u{f0}i",
    "kirjoitti",
    "napisa\u{142}",
    "napisa\u{142}a",
    "napsal",
    "napsala",
    "nap\u{ed}sal",
    "napisao",
    "\u{ed}rta",
    "\u{ed}rt",
    "a scris",
    "yazd\u{131}",
    "\u{3ad}\u{3b3}\u{3c1}\u{3b1}\u{3c8}\u{3b5}",
    "\u{43d}\u{430}\u{43f}\u{438}\u{441}\u{430}\u{43b}",
    "\u{43d}\u{430}\u{43f}\u{438}\u{441}\u{430}\u{43b}\u{430}",
    "\u{43d}\u{430}\u{43f}\u{438}\u{441}\u{430}",
    "\u{43f}\u{438}\u{448}\u{435}\u{442}",
    "\u{43f}\u{438}\u{448}\u{435}",
    "\u{111}\u{e3} vi\u{1ebf}t",
    "\u{306e}\u{30e1}\u{30fc}\u{30eb}",
    "\u{306e}\u{30e1}\u{30c3}\u{30bb}\u{30fc}\u{30b8}",
    "\u{66f8}\u{304d}\u{307e}\u{3057}\u{305f}",
    "\u{5199}\u{9053}",
    "\u{5beb}\u{9053}",
    "\u{c791}\u{c131}",
    "\u{643}\u{62a}\u{628}",
    "\u{5db}\u{5ea}\u{5d1}",
    "va escriure",
    "menulis",
    "rakst\u{12b}ja",
];

/// Words that an attribution begins with where it does not begin with a name or a number.
const STARTERS: [&str; 38] = [
    "on",
    "am",
    "le",
    "el",
    "il",
    "op",
    "em",
    "den",
    "d\u{e9}n",
    "p\u{e5}",
    "kl",
    "dne",
    "d\u{148}a",
    "w",
    "dnia",
    "v",
    "at",
    "\u{43d}\u{430}",
    "\u{432}",
    "v\u{e0}o",
    "la",
    "\u{3c3}\u{3c4}\u{3b9}\u{3c2}",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "vom",
    "in",
    "no",
    "dia",
    "date",
    "u",
    "a",
    "z",
    "tgl",
];

/// What follows an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// A line that is marked as quoted.
    Quote,
    Anything,
}

/// How many lines from `at` on are an attribution; `marked` tells which lines are quoted, `texts` are the lines.
#[must_use]
pub fn length<'a>(
    text: impl Fn(usize) -> Option<&'a str>,
    marked: impl Fn(usize) -> bool,
    at: usize,
) -> Option<usize> {
    let first = text(at)?.trim();
    if first.len() > MAX_LENGTH || !may_begin(first) {
        return None;
    }
    let mut joined = String::new();
    for taken in 0..MAX_LINES {
        let mut line = text(at + taken)?.trim();
        if taken > 0 && marked(at + taken) {
            // The bracket of "<dana@x.example> wrote:" wrapped to the start of a line looks like a mark.
            line = torn_verb(line)?;
        }
        if joined.len() + line.len() > MAX_LENGTH || (taken > 0 && super::splitter::is_field(line))
        {
            return None;
        }
        if !line.is_empty() {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(line);
        }
        if line.is_empty() && !(starts_with_starter(&joined) && goes_on(&joined)) {
            return None;
        }
        let follows = follows(&text, &marked, at + taken + 1);
        if !line.is_empty() && is_complete(&joined, follows) {
            return Some(taken + 1);
        }
        if !goes_on(&joined) {
            return None;
        }
    }
    None
}

/// `> wrote:`, where the bracket of an address was wrapped to the start of a line.
fn torn_verb(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix('>')?.trim();
    (rest.ends_with(':') && verb(&rest.trim_end_matches(':').to_lowercase()).1).then_some(rest)
}

/// What stands behind, past a few empty lines.
fn follows<'a>(
    text: &impl Fn(usize) -> Option<&'a str>,
    marked: &impl Fn(usize) -> bool,
    from: usize,
) -> Follows {
    for at in from..from + 5 {
        if (marked(at) && text(at).is_none_or(|t| torn_verb(t).is_none()))
            || text(at).is_some_and(|t| t.trim_start().starts_with('|'))
        {
            return Follows::Quote;
        }
        if text(at).is_none_or(|t| !t.trim().is_empty()) {
            break;
        }
    }
    Follows::Anything
}

/// A cheap look at the first line.
fn may_begin(first: &str) -> bool {
    let first = first.trim_start_matches(['-', '*', '_', ' ']);
    first.ends_with(" wrote in")
        || first.ends_with([':', '\u{ff1a}', '-', '<', '>', ','])
        || first.contains(['@', '<'])
        || first.starts_with(|c: char| c.is_ascii_digit())
        || starts_with_starter(first)
}

/// Whether an attribution that is not complete may go on in the next line.
fn goes_on(joined: &str) -> bool {
    (starts_with_starter(joined)
        || joined.starts_with(|c: char| c.is_ascii_digit())
        || joined.contains('<')
        || joined.ends_with(" wrote in"))
        && (has_date(joined) || joined.contains(['@', '<']) || joined.ends_with(" wrote in"))
}

fn starts_with_starter(text: &str) -> bool {
    let bare = text.trim_start_matches(['-', '*', '_', ' ', '"']);
    let end = bare
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(bare.len());
    match bare.get(..end) {
        Some(word) if word.is_ascii() => STARTERS.iter().any(|s| s.eq_ignore_ascii_case(word)),
        Some(word) if word.len() <= 24 => STARTERS.contains(&word.to_lowercase().as_str()),
        Some(_) | None => false,
    }
}

fn is_complete(joined: &str, follows: Follows) -> bool {
    let bare = joined.trim_end_matches(['*', '_', ' ', '-']);
    let colon = bare.ends_with([':', '\u{ff1a}']);
    let ruled = joined.starts_with("--") && joined.ends_with("--");
    if !colon && !ruled && follows == Follows::Anything {
        return false;
    }
    let lower = bare.to_lowercase();
    let text = lower
        .trim_end_matches([':', '\u{ff1a}', ' ', ')'])
        .trim_start_matches(['-', '*', '_', ' ']);
    let date = has_date(text);
    let mail = text.contains('@');
    if follows == Follows::Anything && !ruled && !date && !mail {
        return false;
    }
    let (verb, at_end) = verb(text);
    if ruled && at_end {
        return true;
    }
    match follows {
        Follows::Quote => {
            (colon && (verb || mail || (date && begins_with_date(text))))
                || (date && (mail || at_end))
        }
        Follows::Anything => {
            let bracketed = mail
                && bare
                    .trim_end_matches([':', '\u{ff1a}', ' '])
                    .ends_with(['>', ')']);
            colon
                && ((verb && date && mail && bare.contains('<'))
                    || (verb && date && begins_with_date(text))
                    || (verb && mail && at_end)
                    || (date && bracketed && begins_with_date(text)))
        }
    }
}

/// Whether a number stands among the first words, after a word that attributions begin with, a weekday, or nothing.
fn begins_with_date(text: &str) -> bool {
    let mut words = text.split([' ', '\u{3001}']).filter(|w| !w.is_empty());
    let first = words.next().unwrap_or_default();
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    let weekday = first.chars().count() <= 6 && first.ends_with([',', '.']);
    // "ke 4. maaliskuuta", "to 5. mars".
    let short = first.chars().count() <= 3;
    (weekday || short || starts_with_starter(first))
        && words
            .take(if short || weekday { 4 } else { 3 })
            .any(|w| w.starts_with(|c: char| c.is_ascii_digit()))
        || text.contains("\u{4e8e}2")
}

/// Whether a verb of writing stands in the text, and whether it ends it (or is followed by the writer's name alone).
fn verb(text: &str) -> (bool, bool) {
    let mut found = false;
    for verb in VERBS {
        let Some(at) = text.rfind(verb) else { continue };
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + verb.len()..).unwrap_or_default();
        let wide = verb.chars().any(|c| c > '\u{2e80}');
        let alone = wide
            || (before.is_none_or(|c| !c.is_alphanumeric())
                && after.chars().next().is_none_or(|c| !c.is_alphanumeric()));
        if !alone {
            continue;
        }
        found = true;
        // "napisał(a)", "כתב/ה", "のメール", "wrote -----".
        if after.chars().count() <= 4 {
            return (true, true);
        }
    }
    (found, false)
}

/// A year, a clock time, or a day with dots, slashes or dashes.
fn has_date(text: &str) -> bool {
    let mut run = 0;
    let mut before = ' ';
    for c in text.chars() {
        if c.is_ascii_digit() {
            run += 1;
            if run == 1 && matches!(before, ':' | '/' | '.') {
                return true;
            }
            if run == 4 {
                return true;
            }
        } else {
            before = if run > 0 { c } else { ' ' };
            run = 0;
        }
    }
    false
}

/// A line that ends with an attribution but does not begin with it: what stands before it, and the attribution.
#[must_use]
pub fn inline(line: &str) -> Option<(&str, &str)> {
    if line.len() > MAX_LENGTH
        || line.trim_start().starts_with('>')
        || !line.trim_end().ends_with("wrote:")
    {
        return None;
    }
    let at = line.rfind(" On ").map(|at| at + 1).filter(|at| *at > 1)?;
    let (own, attribution) = line.split_at_checked(at)?;
    let own = own.trim_end().trim_end_matches('-').trim_end();
    let dated = attribution.trim_start_matches("On ").trim_start();
    let begins_with_day = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun",
        "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    .iter()
    .any(|day| dated.get(..3).is_some_and(|d| d.eq_ignore_ascii_case(day)));
    let begins = begins_with_day || dated.starts_with(|c: char| c.is_ascii_digit());
    (begins && has_date(attribution) && !own.is_empty()).then_some((own, attribution))
}
