//! English notes: "we talked about", "she showed me", "their near-miss register that nobody fills in".

mod phrase;

use std::sync::LazyLock;

use regex::Regex;

use super::discretion::{Discretion, is_indiscreet};
use super::{Form, Topic};
use crate::letter::tongue::Tongue;

/// Wordings of each form; `{}` is the topic.
pub(super) fn forms(form: Form) -> &'static [&'static str] {
    match form {
        Form::Talk => &[
            "I keep coming back to our conversation about {}.",
            "I especially enjoyed talking with you about {}.",
            "Our conversation about {} has stayed with me.",
            "I was glad that we had time to talk about {}.",
        ],
        Form::Shown => &[
            "Thank you especially for showing me {}.",
            "I was glad that you showed me {}.",
            "It was good of you to show me {}.",
        ],
        Form::Told => &[
            "What you told me about {} has stayed with me.",
            "Thank you especially for telling me about {}.",
            "I was glad to hear from you about {}.",
        ],
        Form::Explained => &[
            "Thank you especially for taking me through {}.",
            "I was glad that you took the time to take me through {}.",
        ],
        Form::Given => &["Thank you especially for {}.", "I was very glad of {}."],
        Form::Asked => &[
            "Your question about {} has stayed with me.",
            "I was glad that you asked me about {}.",
        ],
        Form::AskedMuch => &[
            "I enjoyed your questions about {}.",
            "Your questions about {} have stayed with me.",
        ],
        Form::Interest => &["I was glad of your interest in {}."],
        Form::Liked => &[
            "I was very glad that you liked {}.",
            "It meant a good deal to me that you liked {}.",
        ],
        Form::Answered => &[
            "Thank you especially for answering my question about {}.",
            "I was glad of your answer to my question about {}.",
        ],
        Form::ITold => &[
            "I enjoyed telling you about {}.",
            "I was glad of the chance to tell you about {}.",
        ],
        Form::IShowed => &[
            "I enjoyed showing you {}.",
            "I was glad of the chance to show you {}.",
        ],
        Form::Work => &[
            "I enjoyed going through {} with you.",
            "Going through {} with you has stayed with me.",
        ],
        Form::Had => &[],
        Form::Shared => &["I was glad to find that we both {}."],
    }
}

struct Frame {
    pattern: Regex,
    form: Form,
    score: i32,
}

const PERSON: &str = r"(?:him|her|them|me|us|(?-i:\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?))";
const THEY: &str = r"(?:(?:he|she|they|(?-i:\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?))(?:['’]d)? )?(?:also |then |even |kindly |first |both |just )?";
const I: &str = r"(?:(?:i|we) )?(?:also |then |even |just )?";
const MUCH: &str = r"(?: a lot| a bit| at length| mostly| mainly| briefly| more| further| again| together| for [^,]{1,25}?)?";

static FRAMES: LazyLock<Vec<Frame>> = LazyLock::new(|| {
    let frame = |form, score, pattern: &str| Frame {
        pattern: Regex::new(&format!("(?i)^{pattern}$")).expect("the pattern is constant"),
        form,
        score,
    };
    vec![
        frame(
            Form::Liked,
            62,
            &format!(
                r"{THEY}(?:really |especially )?(?:liked|loved|praised|enjoyed|was impressed (?:by|with)|were impressed (?:by|with)|was happy with) (?P<x>my .+)"
            ),
        ),
        frame(
            Form::Shown,
            84,
            &format!(r"{THEY}(?:showed|demoed|demonstrated)(?: to)?(?: {PERSON})? (?P<x>.+)"),
        ),
        frame(
            Form::Given,
            80,
            &format!(
                r"{THEY}(?:gave) {PERSON} (?P<x>a (?:quick |short |long )?(?:tour|demo|demonstration|walk) .+)"
            ),
        ),
        frame(
            Form::Explained,
            82,
            &format!(r"{THEY}(?:walked|took|led|talked) {PERSON} through (?P<x>.+)"),
        ),
        frame(
            Form::Explained,
            78,
            &format!(
                r"{THEY}(?:explained|outlined|laid out|drew|presented)(?: to {PERSON}|{MUCH})? (?P<x>(?:how|what|why|where|the|their|his|her|a|an|our|its)\b.+)"
            ),
        ),
        frame(
            Form::Told,
            80,
            &format!(
                r"{THEY}(?:(?:told|was telling|were telling) {PERSON}{MUCH}(?: all| a lot| more| a bit)? (?:about|of)|described(?: to {PERSON})?|sketched) (?P<x>.+)"
            ),
        ),
        frame(
            Form::Told,
            70,
            &format!(
                r"{THEY}(?:mentioned|brought up|is proud of|was proud of|are proud of|is excited about|was excited about|is keen on|spoke warmly of|raved about) (?P<x>.+)"
            ),
        ),
        frame(
            Form::Answered,
            66,
            &format!(r"(?:i|we) (?:also )?asked(?: {PERSON})? (?:about |for )?(?P<x>.+)"),
        ),
        frame(
            Form::AskedMuch,
            66,
            &format!(
                r"{THEY}(?:had |asked (?:{PERSON} )?)?(?:(?:a lot of|many|some|several|technical|good|hard|tricky|detailed|great|interesting|specific) )*questions (?:about|on) (?P<x>.+)"
            ),
        ),
        frame(
            Form::Interest,
            66,
            &format!(
                r"{THEY}(?:was|were|is|are|seemed|seems)(?: very| really| quite| most| especially)? (?:interested in|curious about|keen to hear about) (?P<x>.+)"
            ),
        ),
        frame(
            Form::Asked,
            64,
            &format!(
                r"{THEY}(?:asked|wanted to know|wondered)(?: {PERSON})?{MUCH} (?:about |for )?(?P<x>.+)"
            ),
        ),
        frame(
            Form::Talk,
            68,
            r"(?:i|we) (?:really |especially )?(?:liked|loved|enjoyed) (?:the )?(?:bit|part|talk|discussion|conversation|story|chat) (?:about|on) (?P<x>.+)",
        ),
        frame(
            Form::Had,
            60,
            r"(?:they|he|she|the \p{L}+|their \p{L}+|we) (?:now |just |also )?(?:has|have|got|bought|opened|started|set up) (?:just )?an? (?P<x>.+)",
        ),
        frame(
            Form::ITold,
            58,
            &format!(
                r"(?:i|we) (?:also )?(?:told {PERSON}(?: a lot| a bit| all)? about|described|talked {PERSON} through) (?P<x>.+)"
            ),
        ),
        frame(
            Form::IShowed,
            58,
            &format!(r"i (?:also )?(?:showed) {PERSON} (?P<x>.+)"),
        ),
        frame(
            Form::Work,
            76,
            &format!(
                r"{I}(?:went|worked|looked|walked) (?:through|over|at) (?P<x>.+?)(?: together)?"
            ),
        ),
        frame(
            Form::Shared,
            50,
            r"we both (?P<x>(?:like|love|enjoy|use|used|prefer) .+)",
        ),
        frame(
            Form::Talk,
            90,
            &format!(
                r"(?:(?:{I}|{THEY})(?:had )?(?:an? )?(?:(?:very|really|quite|rather|good|great|nice|lovely|interesting|fascinating|long|longer|short|lively|deep|quick|brief|technical|detailed) )*(?:talk|talked|talking|talks|spoke|speaking|chat|chatted|conversation|discussion|discussing|exchange|debate|debated|bonded|geeked out|swapped stories|compared notes|exchanged ideas|exchanged views|exchanged notes)(?: {MUCH})?(?: (?:with|to) {PERSON})?{MUCH} (?:about|on|over|of|around|regarding|concerning)) (?P<x>.+)"
            ),
        ),
        frame(
            Form::Talk,
            88,
            &format!(
                r"(?:{I}|{THEY})(?:discussed|covered|touched on|dug into|got into|debated|brainstormed|explored)(?: with {PERSON})?{MUCH} (?:about )?(?P<x>.+)"
            ),
        ),
        frame(
            Form::Talk,
            60,
            &format!(r"{THEY}(?:liked|loved) (?P<x>the (?:idea|approach|thought|way) .+)"),
        ),
        frame(
            Form::Talk,
            64,
            r"(?:(?:main|big|the main|first|last|other) )?(?:topics?|subjects?|themes?)(?: was| were|:)? (?P<x>.+)",
        ),
    ]
});

/// What one sentence of the notes yields.
pub(super) fn topics(remark: &str, discretion: &Discretion) -> Vec<Topic> {
    let mut out = Vec::new();
    if super::discretion::is_secret(remark) {
        return out;
    }
    let remark = phrase::for_reader(remark, &discretion.reader);
    let remark = phrase::without_heading(&remark);
    for (n, clause) in clauses(remark).into_iter().enumerate() {
        let later = i32::try_from(n).unwrap_or(9);
        let framed = FRAMES.iter().find_map(|frame| {
            let x = frame.pattern.captures(clause)?.name("x")?.as_str();
            Some((frame.form, frame.score, x))
        });
        let topic = match framed {
            Some((Form::Shared, score, x)) => phrase::shared(x).map(|words| Topic {
                form: Form::Shared,
                words,
                score,
            }),
            Some((Form::Had, score, x)) => phrase::object(x, false).map(|words| Topic {
                form: Form::Told,
                words: format!("your {}", words.trim_start_matches("the ")),
                score,
            }),
            Some((Form::Given, score, x)) => phrase::object(x, false).map(|words| Topic {
                form: Form::Given,
                words: words
                    .strip_prefix("a ")
                    .map_or(words.clone(), |rest| format!("the {rest}")),
                score,
            }),
            Some((form, score, x)) => phrase::object(x, n == 0).map(|words| Topic {
                form,
                words,
                score: score - later,
            }),
            None => bare(clause, n == 0).map(|t| Topic {
                score: t.score - later,
                ..t
            }),
        };
        out.extend(
            topic
                .filter(|t| !is_indiscreet(&t.words, Tongue::English))
                .and_then(weighed),
        );
    }
    out
}

/// Longer words of the work weigh more; a bare "the team" is nothing that was said.
fn weighed(topic: Topic) -> Option<Topic> {
    const PALE: &[&str] = &[
        "the team",
        "your team",
        "the role",
        "the job",
        "the company",
        "your company",
        "the position",
        "my cv",
        "my resume",
        "my background",
        "my experience",
        "the work",
        "work",
        "everything",
        "things",
        "stuff",
        "it",
        "that",
    ];
    if PALE.contains(&topic.words.to_lowercase().as_str()) {
        return None;
    }
    let words = i32::try_from(topic.words.split_whitespace().count().min(8)).unwrap_or(0);
    Some(Topic {
        score: topic.score + words,
        ..topic
    })
}

/// Clauses of a sentence: a new subject after a comma or "and" begins another.
fn clauses(remark: &str) -> Vec<&str> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:,\s*(?:and |but |then |so )?|\s+(?:and|but|then)\s+|\s+[–—-]\s+|:\s+)(?P<next>(?:he|she|they|we|i|it|there|this|that)(?:['’]\w+)?\s+\p{L}|(?:complained|showed|told|explained|asked|talked|spoke|mentioned|walked me|liked|loved|laughed|joked|wants|wanted|seemed|said|hates|has|was)\b)").expect("the pattern is constant")
    });
    let mut out = Vec::new();
    let mut start = 0;
    for found in CUT.captures_iter(remark) {
        let (Some(whole), Some(next)) = (found.get(0), found.name("next")) else {
            continue;
        };
        let before = remark.get(..whole.start()).unwrap_or_default();
        // "how the drivers and we …", "that they have": inside a question or a "that" clause nothing new begins.
        let is_inner = before.rsplit(' ').next().is_some_and(|w| {
            matches!(w.to_lowercase().as_str(), "that" | "how" | "what" | "which")
        });
        if !is_inner && whole.start() > start {
            out.extend(remark.get(start..whole.start()));
            start = next.start();
        }
    }
    out.extend(remark.get(start..));
    out.into_iter()
        .map(str::trim)
        .filter(|c| !c.is_empty())
        .collect()
}

/// A clause without a frame: something told with a subject of its own, or a list of topics.
fn bare(clause: &str, is_first: bool) -> Option<Topic> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"(?i)^{THEY}(?:said|says|told {PERSON}|mentioned|explained|pointed out|noted)(?: that)? (?P<x>.+)$")).expect("the pattern is constant")
    });
    let clause = SAID
        .captures(clause)
        .and_then(|c| c.name("x"))
        .map_or(clause, |m| m.as_str());
    if let Some(words) = phrase::how_they(clause) {
        return Some(Topic {
            form: Form::Told,
            words,
            score: 46,
        });
    }
    match phrase::subject(clause) {
        phrase::Subject::Noun(subject) => phrase::object(subject, is_first).map(|words| Topic {
            form: Form::Told,
            words,
            score: 56,
        }),
        phrase::Subject::Other => None,
        phrase::Subject::NoVerb => phrase::object(clause, is_first).map(|words| Topic {
            form: Form::Talk,
            words,
            score: 72,
        }),
    }
}
