//! Cuts notes into sentences, without stumbling over "Dr.", "p.m." and initials.

/// A line without what marks it as one of a list.
pub(super) fn bare(line: &str) -> &str {
    let line = line.trim();
    let marks = |c: char| matches!(c, '-' | '*' | '•' | '–' | '·' | '>' | '#');
    let rest = line.trim_start_matches(marks);
    if rest.len() < line.len()
        && (rest.starts_with(' ') || rest.is_empty() || line.starts_with(['•', '·', '#']))
    {
        rest.trim()
    } else {
        line
    }
}

/// What follows `fix:` (T5).
pub(super) fn fix(line: &str) -> Option<&str> {
    const MARKS: &[&str] = &[
        "fix:",
        "to fix:",
        "korrektur:",
        "richtigstellen:",
        "à corriger :",
        "à corriger:",
        "corregir:",
    ];
    let lower = line.to_lowercase();
    let mark = MARKS.iter().find(|mark| lower.starts_with(**mark))?;
    line.get(mark.len()..)
        .map(str::trim)
        .filter(|rest| !rest.is_empty())
}

/// "She has three analysts": the last person named is meant.
pub(super) fn begins_with_pronoun(text: &str) -> bool {
    const PRONOUNS: &[&str] = &[
        "he", "she", "he's", "she's", "his", "her", "also", "and", "but", "er", "sie", "ihr",
        "ihre", "seine", "sein", "auch", "und", "il", "elle", "son", "sa", "ses", "et", "él",
        "ella", "su", "sus", "y", "también", "aussi",
    ];
    let first: String = text
        .chars()
        .take_while(|c| c.is_alphabetic() || matches!(c, '\'' | '’'))
        .collect();
    let first = first.to_lowercase().replace('’', "'");
    PRONOUNS.contains(&first.as_str())
}

/// The sentences of one line; a semicolon ends one too.
pub(crate) fn sentences(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    for (i, (at, c)) in chars.iter().enumerate() {
        let next = chars.get(i + 1).map(|(_, c)| *c);
        let ends = match c {
            '!' | '?' | ';' => next.is_none_or(char::is_whitespace),
            '.' => {
                next.is_none_or(char::is_whitespace)
                    && !is_abbreviation(line.get(start..*at).unwrap_or_default())
                    && begins_sentence(chars.get(i + 1..).unwrap_or_default())
            }
            _ => false,
        };
        if ends {
            let end = at + c.len_utf8();
            out.extend(line.get(start..end).map(trimmed).filter(|s| !s.is_empty()));
            start = end;
        }
    }
    out.extend(line.get(start..).map(trimmed).filter(|s| !s.is_empty()));
    out
}

fn trimmed(sentence: &str) -> &str {
    sentence.trim().trim_end_matches(['.', ';', '!']).trim()
}

/// What follows the full stop is no lower-case word: "Wed. the 3rd" goes on.
fn begins_sentence(rest: &[(usize, char)]) -> bool {
    rest.iter()
        .map(|(_, c)| *c)
        .find(|c| !c.is_whitespace())
        .is_none_or(|c| !c.is_lowercase())
        || rest
            .iter()
            .map(|(_, c)| *c)
            .skip_while(|c| c.is_whitespace())
            .take_while(|c| c.is_alphanumeric())
            .count()
            > 2
}

fn is_abbreviation(before: &str) -> bool {
    const SHORT: &[&str] = &[
        "dr", "mr", "mrs", "ms", "prof", "st", "vs", "approx", "ca", "e.g", "i.e", "z.b", "d.h",
        "bzw", "inkl", "mme", "m", "sr", "sra", "inc", "no", "nr", "tel", "a.m", "p.m", "u.a",
        "ext", "dept", "abt",
    ];
    let word: String = before
        .chars()
        .rev()
        .take_while(|c| !c.is_whitespace() && *c != '(')
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let lower = word.to_lowercase();
    SHORT.contains(&lower.as_str())
        || (word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I")
}
