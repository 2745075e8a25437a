//! French notes: "nous avons parlé du …", "elle m'a montré …". The preposition is kept where it stands.

use std::sync::LazyLock;

use regex::Regex;

use super::discretion::{Discretion, is_indiscreet, is_secret};
use super::{Form, Topic};
use crate::letter::tongue::Tongue;

const MOST_WORDS: usize = 18;

/// Wordings of each form; `{}` is the topic with its article, "de" before it is contracted afterwards.
pub(super) fn forms(form: Form) -> &'static [&'static str] {
    match form {
        Form::Talk | Form::Work | Form::Liked | Form::Given | Form::Shared => &[
            "Notre échange au sujet de {} me reste particulièrement en mémoire.",
            "J'ai particulièrement apprécié de parler avec vous de {}.",
            "Je repense souvent à notre échange au sujet de {}.",
        ],
        Form::Shown => &[
            "Merci tout particulièrement de m'avoir montré {}.",
            "J'ai beaucoup apprécié que vous me montriez {}.",
        ],
        Form::Told | Form::Had => &[
            "Merci tout particulièrement de m'avoir parlé de {}.",
            "Ce que vous m'avez dit de {} m'est resté en mémoire.",
        ],
        Form::Explained => &[
            "Merci tout particulièrement de m'avoir expliqué {}.",
            "J'ai beaucoup apprécié que vous preniez le temps de m'expliquer {}.",
        ],
        Form::Asked | Form::AskedMuch | Form::Interest => {
            &["Votre question au sujet de {} m'est restée en mémoire."]
        }
        Form::Answered => {
            &["Merci tout particulièrement de votre réponse à ma question au sujet de {}."]
        }
        Form::ITold => &["J'ai eu plaisir à vous parler de {}."],
        Form::IShowed => &["J'ai eu plaisir à vous montrer {}."],
    }
}

struct Frame {
    pattern: Regex,
    form: Form,
    score: i32,
}

const HOW: &str = r"(?: longuement| beaucoup| surtout| aussi| un peu| brièvement| ensemble)?";

static FRAMES: LazyLock<Vec<Frame>> = LazyLock::new(|| {
    let frame = |form, score, pattern: &str| Frame {
        pattern: Regex::new(&format!("(?i)^{pattern}$")).expect("the pattern is constant"),
        form,
        score,
    };
    let of = r"(?P<x>(?:du|des|de|d['’]).+)";
    vec![
        frame(
            Form::Talk,
            90,
            &format!(
                r"(?:on|nous) (?:a|avons|en a){HOW} (?:parlé|discuté|échangé|bavardé){HOW} (?:au sujet )?{of}"
            ),
        ),
        frame(
            Form::Talk,
            89,
            &format!(
                r"(?:(?:long|longue|bonne?|belle) )?(?:discussion|conversation|échange|entretien) (?:au sujet |à propos )?{of}"
            ),
        ),
        frame(
            Form::Talk,
            88,
            r"(?:(?:long|longue|bonne?|belle) )?(?:discussion|conversation|échange) sur (?P<x>.+)",
        ),
        frame(
            Form::Talk,
            88,
            &format!(r"(?:on|nous) (?:a|avons){HOW} (?:parlé|discuté|échangé){HOW} sur (?P<x>.+)"),
        ),
        frame(
            Form::Shown,
            84,
            r"(?:il |elle |\p{Lu}\p{L}+ )?m['’]a (?:aussi )?(?:montré|présenté|fait visiter) (?P<x>.+)",
        ),
        frame(
            Form::Explained,
            82,
            r"(?:il |elle |\p{Lu}\p{L}+ )?m['’]a (?:aussi )?(?:expliqué|décrit) (?P<x>.+)",
        ),
        frame(
            Form::Told,
            80,
            &format!(
                r"(?:il |elle |\p{{Lu}}\p{{L}}+ )?m['’]a (?:aussi )?(?:beaucoup )?(?:parlé|raconté|dit) {of}"
            ),
        ),
        frame(
            Form::Asked,
            66,
            r"(?:il |elle |\p{Lu}\p{L}+ )?m['’]a (?:aussi )?(?:interrogée? sur|questionnée? sur|posé (?:des|une) questions? sur) (?P<x>.+)",
        ),
        frame(
            Form::ITold,
            58,
            &format!(r"je (?:lui|leur) ai (?:aussi )?parlé {of}"),
        ),
        frame(
            Form::IShowed,
            58,
            r"je (?:lui|leur) ai (?:aussi )?montré (?P<x>.+)",
        ),
        frame(Form::Talk, 72, r"(?:sujets?|thèmes?)\s*:\s*(?P<x>.+)"),
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
        .filter(|t| !is_indiscreet(&t.words, Tongue::French))
        .collect()
}

fn clauses(remark: &str) -> Vec<&str> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:,\s+(?:et |mais )?|\s+et\s+|\s+[–—-]\s+)(?P<next>(?:il|elle|nous|on|je|c['’]est|m['’]a|ils|elles)\b)").expect("the pattern is constant")
    });
    let mut out = Vec::new();
    let mut start = 0;
    for found in CUT.captures_iter(remark) {
        let (Some(whole), Some(next)) = (found.get(0), found.name("next")) else {
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
        return phrase(x).map(|words| Topic {
            form,
            words,
            score: score - later,
        });
    }
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|\s|['’])(?:est|sont|était|étaient|a|ont|avait|va|vont|veut|veulent|fait|font|dit|doit|doivent|peut|peuvent|cherche|cherchent|travaille|aime|aimait|semblait|sera|ri|plaît|je|nous|on|il|elle|ils|elles|très|sympa|pas|rien)(?:\s|$)").expect("the pattern is constant")
    });
    static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?P<x>(?:les?|la|l['’]|leurs?|son|sa|ses)\s?.{3,60}?)\s(?:est|sont|était|étaient|a|ont|va|vont|sera|doit|doivent)\s").expect("the pattern is constant")
    });
    let x = match SUBJECT.captures(clause).and_then(|c| c.name("x")) {
        Some(x) => x.as_str(),
        None if VERB.is_match(clause) => return None,
        None => clause,
    };
    phrase(x).map(|words| Topic {
        form: Form::Talk,
        words,
        score: 70 - later,
    })
}

/// Cut where it ends, its leading "de" taken apart, turned to "vous".
fn phrase(x: &str) -> Option<String> {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[:;?]|…|\s+[–—-]\s+|,?\s+(?:parce que|car|mais|qui|où|dont|puisque|alors que|etc)\b|,\s+(?:très|ce qui|c['’]est|pas)\b").expect("the pattern is constant")
    });
    let end = END.find(x).map_or(x.len(), |m| m.start());
    let x = x
        .get(..end)
        .unwrap_or(x)
        .trim()
        .trim_end_matches([',', '.', '!'])
        .trim();
    let x = discreet_part(x)?;
    let x = without_de(&x);
    let words: Vec<String> = x.split(' ').map(formal).collect();
    let out = words.join(" ");
    let pronoun = matches!(
        out.to_lowercase().as_str(),
        "tout" | "ça" | "cela" | "moi" | "beaucoup de choses" | "choses et d'autres" | "rien"
    );
    let is_clause = ["comment ", "pourquoi ", "ce que ", "si ", "quand "]
        .iter()
        .any(|c| out.to_lowercase().starts_with(c));
    (!out.is_empty() && words.len() <= MOST_WORDS && !pronoun && !is_clause)
        .then(|| with_article(&out))
}

fn discreet_part(x: &str) -> Option<String> {
    if !is_indiscreet(x, Tongue::French) {
        return Some(x.to_owned());
    }
    static JOINT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i),?\s+et\s+|,\s+").expect("the pattern is constant"));
    JOINT
        .split(x)
        .map(str::trim)
        .find(|part| !part.is_empty() && !is_indiscreet(part, Tongue::French))
        .map(str::to_owned)
}

/// "du tableau" → "le tableau", "des retards" → "les retards", "de leur" → "leur".
fn without_de(x: &str) -> String {
    let lower = x.to_lowercase();
    if let Some(rest) = x.get(3..).filter(|_| lower.starts_with("du ")) {
        return format!("le {rest}");
    }
    if let Some(rest) = x.get(4..).filter(|_| lower.starts_with("des ")) {
        return format!("les {rest}");
    }
    if let Some(rest) = x.get(3..).filter(|_| lower.starts_with("de ")) {
        return rest.to_owned();
    }
    for mark in ["d'", "d’"] {
        if lower.starts_with(mark) {
            return x.get(mark.len()..).unwrap_or(x).to_owned();
        }
    }
    x.to_owned()
}

/// "leur équipe", "ses projets" → "votre équipe", "vos projets".
fn formal(word: &str) -> String {
    match word.to_lowercase().as_str() {
        "son" | "sa" | "leur" | "notre" => "votre".to_owned(),
        "ses" | "leurs" | "nos" => "vos".to_owned(),
        _ => word.to_owned(),
    }
}

/// The first letter lowered where an article stands there.
fn with_article(x: &str) -> String {
    let first = x
        .split([' ', '\'', '’'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if matches!(
        first.as_str(),
        "le" | "la" | "les" | "l" | "un" | "une" | "des" | "votre" | "vos" | "mon" | "ma" | "mes"
    ) {
        crate::letter::lower_first(x)
    } else {
        x.to_owned()
    }
}

/// "de le" → "du", "de les" → "des", "de un" → "d'un".
pub(super) fn contracted(sentence: &str) -> String {
    static VOWEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\bde ([aeiouyéèêàâôîhAEIOUÉÈÊ])").expect("the pattern is constant")
    });
    let sentence = sentence
        .replace(" de le ", " du ")
        .replace(" de les ", " des ")
        .replace(" de des ", " de ");
    VOWEL.replace_all(&sentence, "d'$1").into_owned()
}
