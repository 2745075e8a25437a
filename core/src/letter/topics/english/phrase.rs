//! Noun phrases and indirect questions: cut where they end, turned to the second person, given their article.

mod article;
mod clause;

use std::sync::LazyLock;

use regex::Regex;

pub(super) use clause::{Subject, how_they, subject};

use crate::letter::tongue::Tongue;
use crate::letter::topics::discretion::is_indiscreet;
use article::with_article;

/// Longer ones are no topic but a story.
const MOST_WORDS: usize = 18;

/// "Ana's team" is "your team" in Ana's letter.
pub(super) fn for_reader(remark: &str, reader: &[String]) -> String {
    let mut out = remark.to_owned();
    for name in reader.iter().filter(|n| n.chars().count() > 2) {
        for mark in ["'s ", "’s "] {
            out = out.replace(&format!("{name}{mark}"), "your ");
        }
    }
    out
}

/// The phrase at the beginning of `x`, fit to stand after "about".
pub(super) fn object(x: &str, is_first: bool) -> Option<String> {
    let x = cut(x);
    let x = without_tail(without_lead(&x));
    let x = discreet_part(x)?;
    let x = second_person(&x);
    let words = x.split_whitespace().count();
    if words == 0 || words > MOST_WORDS || is_pronoun(&x) {
        return None;
    }
    Some(with_article(&lowered(&x, is_first)))
}

fn is_pronoun(x: &str) -> bool {
    matches!(
        x.to_lowercase().as_str(),
        "it" | "this"
            | "that"
            | "you"
            | "me"
            | "things"
            | "stuff"
            | "everything"
            | "some things"
            | "lots"
            | "various things"
            | "many things"
            | "a"
            | "the"
            | "that you"
            | "myself"
            | "why"
            | "how"
    ) || x.to_lowercase().starts_with("to ")
        || x.to_lowercase().starts_with("that ")
        || x.to_lowercase().starts_with("if ")
        || x.to_lowercase().starts_with("me ")
}

/// Where a phrase ends: a new clause, a reason, a relative clause.
fn cut(x: &str) -> String {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:\s+[–—-]\s+|[:;?]|\.\.\.|…|,?\s+(?:because|since|but|although|though|which|who|whom|whose|so that|unless|as (?:he|she|they|we|i|it)|while|whereas|etc|e\.g|i\.e|and so on|and such|and the like)\b|,\s+(?:so|where|when|if|he|she|they|we|i|it|there|very|really|quite|which|great|good|nice|interesting|fascinating|not|especially|mostly|mainly|and (?:he|she|they|we|i|it))\b|,?\s+and\s+(?:he|she|they|we|i|it|then|also)\s)").expect("the pattern is constant")
    });
    let end = END.find(x).map_or(x.len(), |m| m.start());
    let x = x.get(..end).unwrap_or(x);
    relative(x)
        .trim()
        .trim_end_matches([',', '.', '!', '?'])
        .trim()
        .to_owned()
}

/// A relative clause goes, but "the idea that …" keeps it.
fn relative(x: &str) -> &str {
    const KEEP: &[&str] = &[
        "idea",
        "fact",
        "question",
        "plan",
        "thought",
        "hope",
        "way",
        "argument",
        "principle",
    ];
    let Some(at) = x.find(" that ") else { return x };
    let head = x.get(..at).unwrap_or_default();
    let last = head.rsplit(' ').next().unwrap_or_default();
    if KEEP.contains(&last) || head.is_empty() {
        x
    } else {
        head
    }
}

fn without_lead(x: &str) -> &str {
    static LEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:(?:also|again|mostly|mainly|especially|particularly|briefly|all|all about|a bit (?:about|of)|a lot (?:about|of)|lots of|some of|the fact that|things like|stuff like|like|just|how great|about|around us|various things|other things|including)\s+)+").expect("the pattern is constant")
    });
    LEAD.find(x).and_then(|m| x.get(m.end()..)).unwrap_or(x)
}

fn without_tail(x: &str) -> String {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:,?\s+(?:today|yesterday|now|right now|currently|at the moment|these days|a lot|as well|too|in general|mostly|recently|again|at length|in (?:great |some )?detail|for (?:a|an|half an?|some|the)\s?(?:while|hour|time|whole time|hours|minutes|bit)|for ages|with (?:him|her|them|me)|to me|together|first|also|there|though|a bit|and (?:more|stuff|other things|things)|in the end|at the end|afterwards|before lunch|after lunch|over (?:coffee|lunch)))+$").expect("the pattern is constant")
    });
    TAIL.replace(x, "").trim().trim_end_matches(',').to_owned()
}

/// Of "A, B and C" what may be repeated: the first run of parts with nothing indiscreet in it.
fn discreet_part(x: String) -> Option<String> {
    static JOINT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i),?\s+and\s+|,\s+").expect("the pattern is constant"));
    let fits = |part: &str| {
        !is_indiscreet(part, Tongue::English) && part.split_whitespace().count() <= MOST_WORDS
    };
    if fits(&x) {
        return Some(joined(
            &JOINT.split(&x).map(str::to_owned).collect::<Vec<_>>(),
            &x,
        ));
    }
    let mut run: Vec<String> = Vec::new();
    for part in JOINT.split(&x) {
        let part = part.trim();
        let longer = run
            .iter()
            .map(|p| p.split_whitespace().count())
            .sum::<usize>()
            + part.split_whitespace().count();
        if !part.is_empty() && !is_indiscreet(part, Tongue::English) && longer <= MOST_WORDS {
            run.push(without_lead(part).to_owned());
        } else if !run.is_empty() {
            break;
        }
    }
    let whole = run.join(" and ");
    (!run.is_empty()).then(|| {
        if run.len() > 2 {
            joined(&run, &run.join(", "))
        } else {
            whole
        }
    })
}

/// Topics in a row: "A, B" gets its "and", "A, and B" loses its comma.
fn joined(parts: &[String], whole: &str) -> String {
    match parts {
        [a, b] if whole.contains(", and ") || !whole.contains(" and ") => format!("{a} and {b}"),
        [_, _, ..] if !whole.contains(" and ") && whole.contains(", ") => {
            Tongue::English.list(parts)
        }
        _ => whole.to_owned(),
    }
}

/// "Two things: …" announces what follows.
pub(super) fn without_heading(remark: &str) -> &str {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:(?:the|two|three|four|several|some|main|big|other|key) )*(?:things?|topics?|points?|subjects?|themes?|talked about|discussed|highlights?)(?: (?:were|was|discussed|covered|we discussed|we talked about|we covered))?\s*:\s*").expect("the pattern is constant")
    });
    HEADING
        .find(remark)
        .and_then(|m| remark.get(m.end()..))
        .unwrap_or(remark)
}

/// "love maps", as it stands.
pub(super) fn shared(x: &str) -> Option<String> {
    let x = without_tail(&cut(x));
    (!is_indiscreet(&x, Tongue::English) && x.split_whitespace().count() <= 8).then_some(x)
}

/// "how they route the trucks" → "how you route the trucks"; after "the dispatchers", "they" are the dispatchers.
fn second_person(x: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let tokens: Vec<&str> = x.split(' ').collect();
    let mut others = false;
    let mut verb_follows = false;
    for (n, token) in tokens.iter().enumerate() {
        let bare = token.trim_end_matches([',', '.']);
        let mark = token.get(bare.len()..).unwrap_or_default();
        let lower = bare.to_lowercase().replace('’', "'");
        let next = tokens
            .get(n + 1)
            .map(|t| t.to_lowercase())
            .unwrap_or_default();
        let singular = matches!(lower.as_str(), "he" | "she" | "he's" | "she's");
        let turned = match lower.as_str() {
            "he" | "she" => Some("you"),
            "he's" | "she's" => Some("you are"),
            "they" if !others => Some("you"),
            "they're" if !others => Some("you are"),
            "they've" if !others => Some("you have"),
            "their" if !others => Some("your"),
            "them" if !others && n > 0 => Some("you"),
            "his" => Some("your"),
            "her"
                if next.is_empty()
                    || matches!(
                        next.as_str(),
                        "about" | "and" | "in" | "with" | "to" | "for" | "at" | "on"
                    ) =>
            {
                Some("you")
            }
            "her" => Some("your"),
            "him" => Some("you"),
            "our" if n > 0 || !matches!(next.as_str(), "talk" | "conversation") => Some("your"),
            "we" if !matches!(next.as_str(), "could" | "might" | "would" | "can" | "both") => {
                Some("you")
            }
            "himself" | "herself" => Some("yourself"),
            "i" => Some("I"),
            _ => None,
        };
        let word = match turned {
            Some(word) => word.to_owned(),
            None if verb_follows && !is_adverb(&lower) => plural_verb(bare),
            None => bare.to_owned(),
        };
        others = others || (turned.is_none() && is_many_people(&lower));
        verb_follows = (singular && turned == Some("you")) || (verb_follows && is_adverb(&lower));
        out.push(format!("{word}{mark}"));
    }
    out.join(" ")
}

fn is_adverb(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "still"
            | "always"
            | "usually"
            | "often"
            | "really"
            | "himself"
            | "herself"
            | "already"
            | "just"
            | "only"
            | "now"
    )
}

/// "runs" → "run", "has" → "have", "was" → "were".
fn plural_verb(verb: &str) -> String {
    match verb {
        "is" => "are".to_owned(),
        "was" => "were".to_owned(),
        "has" => "have".to_owned(),
        "does" => "do".to_owned(),
        "goes" => "go".to_owned(),
        _ if verb.ends_with("ies") => format!("{}y", verb.trim_end_matches("ies")),
        _ if verb.ends_with("sses")
            || verb.ends_with("ches")
            || verb.ends_with("shes")
            || verb.ends_with("xes") =>
        {
            verb.trim_end_matches("es").to_owned()
        }
        _ if verb.ends_with('s') && !verb.ends_with("ss") => verb.trim_end_matches('s').to_owned(),
        _ => verb.to_owned(),
    }
}

/// "the dispatchers": whom a later "they" may mean.
fn is_many_people(word: &str) -> bool {
    const PEOPLE: &[&str] = &[
        "people",
        "staff",
        "nurses",
        "teams",
        "clerks",
        "apprentices",
        "children",
        "kids",
        "guests",
        "pupils",
        "crews",
        "trainees",
        "juniors",
        "veterans",
        "families",
        "farms",
        "volunteers",
    ];
    PEOPLE.contains(&word)
        || (is_plural(word)
            && ["ers", "ors", "ists", "ants", "ents", "ees", "ians"]
                .iter()
                .any(|end| word.ends_with(end)))
}

fn is_plural(word: &str) -> bool {
    word.chars().count() > 4
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is")
        && !word.ends_with("'s")
        && !word.ends_with("ics")
}

/// The first letter of a sentence is lowered where the word is no name.
fn lowered(x: &str, is_first: bool) -> String {
    let first = x.split(' ').next().unwrap_or_default();
    let mut chars = first.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    let plain = chars.clone().count() > 0 && chars.all(char::is_lowercase);
    let is_word = crate::letter::spelling::is_plain_english(&first.to_lowercase());
    if is_first && capital && ((plain && is_word) || first == "A") {
        let mut letters = x.chars();
        letters
            .next()
            .map(|c| c.to_lowercase().collect::<String>() + letters.as_str())
            .unwrap_or_default()
    } else {
        x.to_owned()
    }
}
