//! German notes: "wir haben über … gesprochen", "sie hat mir … gezeigt". The case that a preposition asks for is kept by keeping
//! the preposition.

use std::sync::LazyLock;

use regex::Regex;

use super::discretion::{Discretion, is_indiscreet, is_secret};
use super::{Form, Topic};
use crate::letter::tongue::Tongue;

/// Longer ones are no topic but a story.
const MOST_WORDS: usize = 16;

/// Wordings of each form; `{}` is the topic, in the accusative except after "von" and "nach".
pub(super) fn forms(form: Form) -> &'static [&'static str] {
    match form {
        Form::Talk | Form::Work | Form::Liked | Form::Given => &[
            "Unser Gespräch über {} ist mir besonders in Erinnerung geblieben.",
            "Besonders gern habe ich mit Ihnen über {} gesprochen.",
            "An unser Gespräch über {} denke ich oft zurück.",
        ],
        Form::Shown => &[
            "Besonders danke ich Ihnen dafür, dass Sie mir {} gezeigt haben.",
            "Es hat mich gefreut, dass Sie mir {} gezeigt haben.",
        ],
        Form::Told | Form::Had => &[
            "Was Sie mir von {} erzählt haben, ist mir in Erinnerung geblieben.",
            "Besonders danke ich Ihnen dafür, dass Sie mir von {} erzählt haben.",
        ],
        Form::Explained => &[
            "Besonders danke ich Ihnen dafür, dass Sie mir {} erklärt haben.",
            "Es hat mich gefreut, dass Sie mir {} erklärt haben.",
        ],
        Form::Asked | Form::AskedMuch | Form::Interest => &[
            "Ihre Frage nach {} ist mir in Erinnerung geblieben.",
            "Über Ihre Frage nach {} habe ich mich gefreut.",
        ],
        Form::Answered => &["Besonders danke ich Ihnen für Ihre Antwort auf meine Frage nach {}."],
        Form::ITold => &["Gern habe ich Ihnen von {} erzählt."],
        Form::IShowed => &["Gern habe ich Ihnen {} gezeigt."],
        Form::Shared => &["Es hat mich gefreut, dass wir beide {}."],
    }
}

struct Frame {
    pattern: Regex,
    form: Form,
    score: i32,
}

static FRAMES: LazyLock<Vec<Frame>> = LazyLock::new(|| {
    let frame = |form, score, pattern: &str| Frame {
        pattern: Regex::new(&format!("(?i)^{pattern}$")).expect("the pattern is constant"),
        form,
        score,
    };
    vec![
        frame(
            Form::Talk,
            90,
            r"(?:.{0,60}?\s)?über (?P<x>.+?) (?:gesprochen|geredet|unterhalten|diskutiert|ausgetauscht|geplaudert|debattiert|gefachsimpelt)",
        ),
        frame(
            Form::Talk,
            88,
            r"(?:.{0,60}?\b)?(?:gespräch|austausch|diskussion|unterhaltung|sprachen|redeten|diskutierten|unterhielten uns|plauderten)(?: lange| viel| kurz| ausführlich| noch| auch| mit \p{L}+)* über (?P<x>.+)",
        ),
        frame(
            Form::Shown,
            84,
            r"(?:.{0,25}?\s)?(?:hat|haben) mir (?:auch |noch |kurz )?(?P<x>.+?) (?:gezeigt|vorgeführt|vorgestellt)",
        ),
        frame(
            Form::Shown,
            84,
            r"(?:er |sie |\p{Lu}\p{L}+ )?(?:zeigte|führte) mir (?:auch |noch )?(?P<x>.+?)(?: vor)?",
        ),
        frame(
            Form::Explained,
            80,
            r"(?:.{0,25}?\s)?(?:hat|haben) (?:mir )?(?:auch |noch |ausführlich )?(?P<x>.+?) (?:erklärt|erläutert|beschrieben)",
        ),
        frame(
            Form::Explained,
            80,
            r"(?:er |sie |\p{Lu}\p{L}+ )?(?:erklärte|erläuterte|beschrieb) (?:mir )?(?P<x>.+)",
        ),
        frame(
            Form::Told,
            80,
            r"(?:.{0,25}?\s)?(?:hat|haben) (?:mir )?(?:viel |lange |auch |noch )?von (?P<x>.+?) (?:erzählt|berichtet)",
        ),
        frame(
            Form::Told,
            80,
            r"(?:er |sie |\p{Lu}\p{L}+ )?(?:erzählte|berichtete)(?: mir)?(?: viel| lange)? von (?P<x>.+)",
        ),
        frame(
            Form::Asked,
            66,
            r"(?:.{0,25}?\s)?(?:hat|haben) (?:mich )?(?:auch |noch |viel )?nach (?P<x>.+?) gefragt",
        ),
        frame(
            Form::Asked,
            66,
            r"(?:er |sie |\p{Lu}\p{L}+ )?fragte(?: mich)? nach (?P<x>.+)",
        ),
        frame(
            Form::Answered,
            66,
            r"ich (?:habe )?(?:fragte )?nach (?P<x>.+?)(?: gefragt)?",
        ),
        frame(
            Form::ITold,
            58,
            r"(?:ich )?(?:habe|hab) (?:ihr|ihm|ihnen) von (?P<x>.+?) erzählt",
        ),
        frame(
            Form::IShowed,
            58,
            r"(?:ich )?(?:habe|hab) (?:ihr|ihm|ihnen) (?P<x>.+?) gezeigt",
        ),
        frame(
            Form::Talk,
            72,
            r"(?:thema|themen|hauptthema)(?: war| waren|:)?:? (?P<x>.+)",
        ),
    ]
});

/// What one sentence of the notes yields.
pub(super) fn topics(remark: &str, _discretion: &Discretion) -> Vec<Topic> {
    if is_secret(remark) {
        return Vec::new();
    }
    clauses(remark)
        .into_iter()
        .enumerate()
        .filter_map(|(n, clause)| topic(clause, n))
        .filter(|t| !is_indiscreet(&t.words, Tongue::German))
        .collect()
}

fn clauses(remark: &str) -> Vec<&str> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i),\s+(?:und |aber |dann )?(?P<next>(?:er|sie|wir|ich|es|das|hat|haben|zeigte|erzählte|erklärte)\s)|\s+und\s+(?P<next2>(?:er|sie|wir|ich|hat)\s)|\s+[–—-]\s+(?P<next3>.)").expect("the pattern is constant")
    });
    let mut out = Vec::new();
    let mut start = 0;
    for found in CUT.captures_iter(remark) {
        let next = found
            .name("next")
            .or(found.name("next2"))
            .or(found.name("next3"));
        let (Some(whole), Some(next)) = (found.get(0), next) else {
            continue;
        };
        out.extend(remark.get(start..whole.start()));
        start = next.start();
    }
    out.extend(remark.get(start..));
    out.into_iter()
        .map(|c| c.trim().trim_end_matches(['.', ',', '!']))
        .filter(|c| !c.is_empty())
        .collect()
}

fn topic(clause: &str, n: usize) -> Option<Topic> {
    let later = i32::try_from(n).unwrap_or(9);
    let framed = FRAMES.iter().find_map(|frame| {
        let x = frame.pattern.captures(clause)?.name("x")?.as_str();
        Some((frame.form, frame.score, x))
    });
    if let Some((form, score, x)) = framed {
        let words = phrase(x)?;
        // "wie sie die Schichten planen" cannot stand after "von" and "nach".
        let clause_fits = !matches!(
            form,
            Form::Told | Form::Asked | Form::Answered | Form::ITold
        );
        if is_clause(&words) && (!clause_fits || form == Form::Talk) {
            return (form == Form::Talk).then(|| Topic {
                form: Form::Talk,
                words: format!("die Frage, {words},"),
                score: score - later - 5,
            });
        }
        return Some(Topic {
            form,
            words,
            score: score - later,
        });
    }
    let words = bare(clause)?;
    Some(Topic {
        form: Form::Talk,
        words,
        score: 70 - later,
    })
}

fn is_clause(words: &str) -> bool {
    matches!(
        words
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_lowercase()
            .as_str(),
        "wie" | "was" | "warum" | "wo" | "wann" | "ob" | "wer" | "dass"
    )
}

/// Cut where it ends, turned to "Ihr".
fn phrase(x: &str) -> Option<String> {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[:;?]|…|\s+[–—-]\s+|,\s+(?:das|die|der|den|dem|was|weil|wo|aber|obwohl|denn|sehr|ganz|nicht|besonders|der|wobei|welche\w*)\b|\s+(?:usw|etc)\b").expect("the pattern is constant")
    });
    let end = END.find(x).map_or(x.len(), |m| m.start());
    let x = x
        .get(..end)
        .unwrap_or(x)
        .trim()
        .trim_end_matches([',', '.', '!'])
        .trim();
    static LEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:auch|noch|vor allem|hauptsächlich|lange|viel|kurz|ausführlich|eben|gern)\s+",
        )
        .expect("the pattern is constant")
    });
    let x = LEAD.find(x).and_then(|m| x.get(m.end()..)).unwrap_or(x);
    let discreet = discreet_part(x)?;
    let words: Vec<String> = discreet.split(' ').map(formal).collect();
    let out = words.join(" ");
    let pronoun = matches!(
        out.to_lowercase().as_str(),
        "es" | "das" | "vieles" | "alles" | "sie" | "ihn" | "mich" | "dies und das"
    );
    (!out.is_empty() && words.len() <= MOST_WORDS && !pronoun).then_some(out)
}

fn discreet_part(x: &str) -> Option<String> {
    if !is_indiscreet(x, Tongue::German) {
        return Some(x.to_owned());
    }
    static JOINT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i),?\s+und(?:\s+über|\s+von)?\s+|,\s+").expect("the pattern is constant")
    });
    JOINT
        .split(x)
        .map(str::trim)
        .find(|part| !part.is_empty() && !is_indiscreet(part, Tongue::German))
        .map(str::to_owned)
}

/// "ihr Team", "seine Pläne" → "Ihr Team", "Ihre Pläne".
fn formal(word: &str) -> String {
    let lower = word.to_lowercase();
    for (stem, formal) in [
        ("ihre", "Ihre"),
        ("ihr", "Ihr"),
        ("seine", "Ihre"),
        ("sein", "Ihr"),
        ("unsere", "Ihre"),
        ("unser", "Ihr"),
    ] {
        if let Some(end) = lower
            .strip_prefix(stem)
            .filter(|end| matches!(*end, "" | "n" | "m" | "r" | "s" | "en" | "em" | "er" | "es"))
        {
            return format!("{formal}{end}");
        }
    }
    match lower.as_str() {
        "er" | "sie" => "Sie".to_owned(),
        _ => word.to_owned(),
    }
}

/// A list without a verb; the nominative that notes use is turned to the accusative.
fn bare(clause: &str) -> Option<String> {
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|\s)(?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|will|wollen|kann|können|soll|sollen|muss|müssen|macht|machen|geht|gehen|gibt|sagt|sagte|meint|meinte|findet|fand|sucht|suchen|braucht|brauchen|arbeitet|arbeiten|läuft|laufen|kommt|kommen|steht|nutzt|nutzen|mag|mochte|gelacht|gesagt|gemacht|gewesen|wirkte|schien|lief|war's|nett|sympathisch)(?:\s|$)").expect("the pattern is constant")
    });
    static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?P<x>(?:die|das|der|ihre?|seine?)\s.{3,60}?)\s(?:ist|sind|war|waren|wird|werden|läuft|laufen|hat|haben|steht|braucht|soll|muss)\s").expect("the pattern is constant")
    });
    let clause = match SUBJECT.captures(clause).and_then(|c| c.name("x")) {
        Some(x) => x.as_str(),
        None if VERB.is_match(clause) => return None,
        None => clause,
    };
    if matches!(
        clause
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_lowercase()
            .as_str(),
        "ich"
            | "wir"
            | "er"
            | "sie"
            | "es"
            | "sehr"
            | "nett"
            | "gut"
            | "nicht"
            | "kein"
            | "keine"
            | "alles"
            | "bitte"
    ) {
        return None;
    }
    let words = phrase(clause)?;
    if is_clause(&words) {
        Some(format!("die Frage, {words},"))
    } else {
        Some(accusative(&words))
    }
}

/// "der neue Kran" → "den neuen Kran"; feminine, neuter and plural stay.
fn accusative(words: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut masculine = false;
    for (n, word) in words.split(' ').enumerate() {
        let lower = word.to_lowercase();
        let begins = n == 0 || out.last().is_some_and(|w| w.ends_with(',') || w == "und");
        if begins && lower == "der" {
            masculine = true;
            out.push("den".to_owned());
        } else if begins && matches!(lower.as_str(), "die" | "das") {
            out.push(lower);
        } else if masculine && word.starts_with(char::is_lowercase) && word.ends_with('e') {
            out.push(format!("{word}n"));
        } else {
            masculine = false;
            out.push(word.to_owned());
        }
    }
    out.join(" ")
}
