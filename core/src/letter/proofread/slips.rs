//! Slips that no dictionary finds: its and it's, doubled words, a missing capital.

use std::sync::LazyLock;

use regex::Regex;

use crate::letter::tongue::Tongue;

struct Slip {
    pattern: Regex,
    better: &'static str,
}

static ENGLISH: LazyLock<Vec<Slip>> = LazyLock::new(|| {
    [
        (r"(?i)\bits (?:a|an|the|been|not|going|very|too|great|good|hard|easy|time|nice|clear|important|possible)\b", "it's"),
        (r"(?i)\bit['’]s (?:own|employees|customers|clients|members|users|drivers|purpose|name|size|way|history|future|place)\b", "its"),
        (r"(?i)\byour (?:welcome to|right that|going to|not|hiring|looking for|doing)\b", "you're"),
        (r"(?i)\byou['’]re (?:team|company|time|help|offer|letter|mail|e-?mail|office|work|colleagues|interest|questions?|invitation|consideration|kind words|department|position|role|product|reply|answer|support)\b", "your"),
        (r"(?i)\btheir (?:is|are|was|were|will be|has been)\b", "there"),
        (r"(?i)\bthere (?:team|company|work|office|clients|customers|employees|data|own)\b", "their"),
        (r"(?i)\bthey['’]re (?:team|company|office|clients|customers|employees|own)\b", "their"),
        (r"(?i)\b(?:to|not|never|would|will|might|could|can) loose\b", "lose"),
        (r"(?i)\b(?:more|less|better|rather|other|faster|larger|smaller|sooner|later) then\b", "than"),
        (r"(?i)\b(?:could|should|would|must|might) of\b", "have"),
        (r"(?i)\bto (?:much|many|late) (?:to|of|for)\b", "too"),
        (r"(?i)\bwho['’]s (?:team|work|job|idea|name|project)\b", "whose"),
        (r"(?i)\bthank ?you to take\b", "thank you for taking"),
        (r"(?i)\blooking forward to (?:hear|meet|see|speak|talk|work)\b", "hearing, meeting, seeing …"),
        (r"(?i)\blook forward to (?:hear|meet|see|speak|talk|work) ", "hearing, meeting, seeing …"),
        (r"(?i)\b(?:i|we) (?:is|has|was been|were been)\b", "am, have, was"),
        (r"(?i)\b(?:peak|peaked) my (?:interest|curiosity)\b", "pique"),
        (r"(?i)\bmyself and\b", "and I"),
        (r"(?i)\bin regards to\b", "in regard to"),
        (r"(?i)\bcomplement(?:ed|s)? me\b", "compliment"),
        (r"(?i)\bgrateful to have (?:meet|spoke)\b", "met, spoken"),
    ]
    .into_iter()
    .map(|(pattern, better)| Slip { pattern: Regex::new(pattern).expect("the pattern is constant"), better })
    .collect()
});

/// Each slip as a sentence for the owner; at most six.
pub(super) fn slips(body: &str, tongue: Tongue) -> Vec<String> {
    let mut out = Vec::new();
    if tongue == Tongue::English {
        for slip in ENGLISH.iter() {
            out.extend(
                slip.pattern
                    .find(body)
                    .map(|m| format!("“{}”: should it be “{}”?", m.as_str().trim(), slip.better)),
            );
        }
        out.extend(lonely_i(body));
        out.extend(article(body));
    }
    out.extend(doubled(body, tongue));
    out.extend(small_letter(body));
    out.extend(marks(body));
    out.truncate(6);
    out
}

fn words_of(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// "the the".
fn doubled(body: &str, tongue: Tongue) -> Option<String> {
    const FINE: &[&str] = &["that", "had", "die", "der", "das", "sie", "nous", "vous"];
    body.split("\n\n").find_map(|paragraph| {
        let words = words_of(paragraph);
        words.windows(2).find_map(|pair| {
            let [a, b] = pair else { return None };
            let same = a.to_lowercase()
                == b.trim_end_matches([',', '.', '!', '?', ';', ':'])
                    .to_lowercase();
            let is_word = a.chars().all(char::is_alphabetic)
                && !(FINE.contains(&a.to_lowercase().as_str())
                    && (tongue != Tongue::English || a.to_lowercase().starts_with(['t', 'h'])));
            (same && is_word).then(|| {
                format!(
                    "“{a} {}” stands twice.",
                    b.trim_end_matches([',', '.', '!', '?', ';', ':'])
                )
            })
        })
    })
}

/// "i".
fn lonely_i(body: &str) -> Option<String> {
    static SMALL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|\s)i(?:['’](?:m|ve|d|ll))?(?:\s|[,.])").expect("the pattern is constant")
    });
    SMALL.find(body).map(|m| {
        format!(
            "“{}” wants a capital.",
            m.as_str().trim().trim_end_matches([',', '.'])
        )
    })
}

/// "a interview".
fn article(body: &str) -> Option<String> {
    static A: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b([Aa]) ([aeio][a-z]{2,})\b").expect("the pattern is constant")
    });
    let found = A.captures_iter(body).find(|c| {
        c.get(2).is_some_and(|w| {
            !["one", "once", "eu", "euro", "ewe"]
                .iter()
                .any(|e| w.as_str().starts_with(e))
        })
    })?;
    Some(format!(
        "“{} {}”: should it be “an”?",
        found.get(1)?.as_str(),
        found.get(2)?.as_str()
    ))
}

/// A sentence that begins small.
fn small_letter(body: &str) -> Option<String> {
    static SMALL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\p{L}{3,}[.!?]\s+(\p{Ll}\p{L}*)").expect("the pattern is constant")
    });
    const FINE: &[&str] = &["iOS", "e", "i"];
    SMALL
        .captures_iter(body)
        .filter_map(|c| c.get(1))
        .find(|w| !FINE.contains(&w.as_str()))
        .map(|w| format!("A sentence begins with a small letter: “{}”.", w.as_str()))
}

/// ",," and " ,".
fn marks(body: &str) -> Option<String> {
    static ODD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\p{L}[^\S\n]+[,.](?:\s|$)|,,|[^.]\.\.(?:[^.]|$)|[!?]{2,}")
            .expect("the pattern is constant")
    });
    ODD.find(body)
        .map(|m| format!("The marks in “{}” look wrong.", m.as_str().trim()))
}
