//! What the linear model sees of a mail: hashed word and character n-grams of subject and newest text, kept apart, with
//! addresses, links, digits and the people's names masked, and a few facts of the structure.

use super::clauses::fold;
use super::structure::Structure;
use crate::mail::Mail;

/// How much of the text is looked at, in bytes: what decides stands early, and legal text is long.
const LOOKED_AT: usize = 4_000;

/// What a part of a word counts beside a word: parts carry over where words bend, and would else drown the words.
pub const PART: f32 = 0.4;

/// What a feature counts.
#[must_use]
pub fn value(feature: u32) -> f32 {
    if feature & 1 == 1 { PART } else { 1.0 }
}

/// The length of a mail's row of features.
#[must_use]
pub fn length(features: &[u32]) -> f32 {
    let parts = features.iter().filter(|f| **f & 1 == 1).count() as f32;
    let words = features.len() as f32 - parts;
    (words + parts * PART * PART).max(1.0).sqrt()
}

/// Distinct hashed features of one mail, in a fixed order.
#[must_use]
pub fn features(mail: &Mail, structure: &Structure) -> Vec<u32> {
    let mut out = Features::new();
    let names = names_of(mail);
    let subject = fold(&mail.subject);
    let newest = prefix(&mail.body.newest, LOOKED_AT);
    out.text(&subject, &names, Field::Subject);
    out.text(&fold(newest), &names, Field::Body);
    out.facts(mail, structure);
    out.list
}

#[derive(Clone, Copy)]
enum Field {
    Subject,
    Body,
}

impl Field {
    fn seed(self) -> u64 {
        match self {
            Field::Subject => 0x51,
            Field::Body => 0xb0,
        }
    }
}

struct Features {
    /// Open addressing by the keys themselves, which are hashes already; 0 is free.
    seen: Vec<u32>,
    has_zero: bool,
    list: Vec<u32>,
}

impl Features {
    fn new() -> Self {
        Self {
            seen: vec![0; 16_384],
            has_zero: false,
            list: Vec::with_capacity(4_096),
        }
    }

    /// The lowest bit tells parts of words from words.
    fn add(&mut self, hash: u64) -> bool {
        self.keep((hash >> 32) as u32 & !1)
    }

    fn keep(&mut self, key: u32) -> bool {
        let new = self.insert(key);
        if new {
            self.list.push(key);
        }
        new
    }

    fn insert(&mut self, key: u32) -> bool {
        if key == 0 {
            return !std::mem::replace(&mut self.has_zero, true);
        }
        // Never more than half full, so that a search ends soon.
        if self.list.len() * 2 >= self.seen.len() {
            let grown = vec![0; self.seen.len() * 2];
            for key in std::mem::replace(&mut self.seen, grown) {
                if key != 0 {
                    let slot = self.slot(key);
                    self.seen[slot] = key;
                }
            }
        }
        let slot = self.slot(key);
        let new = self.seen[slot] == 0;
        self.seen[slot] = key;
        new
    }

    /// Where a key stands, or may stand.
    fn slot(&self, key: u32) -> usize {
        let mask = self.seen.len() - 1;
        let mut slot = key.wrapping_mul(0x9e37_79b1) as usize >> 7 & mask;
        while self.seen[slot] != 0 && self.seen[slot] != key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn text(&mut self, folded: &str, names: &[String], field: Field) {
        let seed = field.seed();
        let (mut previous, mut before) = (hash_of(seed, b"<"), 0u64);
        for raw in folded.split_whitespace() {
            each_token(raw, names, |token| {
                let word = hash_of(seed, token.as_bytes());
                // Characters of a word are the same wherever it stands.
                if self.add(word) {
                    self.characters(token);
                }
                self.add(mix(previous.rotate_left(17) ^ word));
                if before != 0 {
                    self.add(mix(
                        mix(before.rotate_left(31) ^ previous).rotate_left(17) ^ word
                    ));
                }
                (before, previous) = (previous, word);
            });
        }
    }

    /// Three to five characters of the word with its edges marked.
    fn characters(&mut self, token: &str) {
        let bytes = token.as_bytes();
        if bytes.len() < 4 || bytes.len() > 40 {
            return;
        }
        let at = |i: usize| -> u64 {
            if i == 0 || i > bytes.len() {
                1
            } else {
                u64::from(bytes[i - 1])
            }
        };
        let end = bytes.len() + 2;
        for from in 0..end {
            let mut hash = 0xc4a2u64;
            for (n, i) in (from..end.min(from + 5)).enumerate() {
                hash = (hash.rotate_left(9) ^ at(i)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                if n >= 2 {
                    self.keep((mix(hash ^ n as u64) >> 32) as u32 | 1);
                }
            }
        }
    }

    fn facts(&mut self, mail: &Mail, structure: &Structure) {
        for fact in facts_of(mail, structure) {
            self.add(hash_of(0xfac7, fact.as_bytes()));
        }
    }
}

/// A few facts of the structure, by name.
#[must_use]
pub fn facts_of(mail: &Mail, structure: &Structure) -> Vec<&'static str> {
    let mut out = Vec::new();
    let mut fact = |text: &'static str| out.push(text);
    if let Some(from) = mail.from.first().and_then(|p| p.email.as_ref()) {
        fact(
            structure
                .kind
                .map_or("kind:none", super::senders::Kind::name),
        );
        fact(mailbox_kind(from.local()));
    }
    match structure.prior {
        Some(super::senders::Prior::Noise) => fact("prior:noise"),
        Some(super::senders::Prior::Lifecycle) => fact("prior:lifecycle"),
        Some(super::senders::Prior::Mixed) | None => {}
    }
    if structure.bulk {
        fact("bulk");
    }
    if structure.list {
        fact("list");
    }
    if structure.automatic {
        fact("automatic");
    }
    if structure.has_calendar {
        fact("calendar");
    }
    if !mail.in_reply_to.is_empty() {
        fact("reply");
    }
    let length = mail.body.newest.len();
    fact(match length {
        0..150 => "length:note",
        150..500 => "length:short",
        500..1500 => "length:letter",
        _ => "length:long",
    });
    out
}

fn mailbox_kind(local: &str) -> &'static str {
    const KINDS: &[(&str, &[&str])] = &[
        (
            "box:noreply",
            &[
                "noreply",
                "no-reply",
                "donotreply",
                "do-not-reply",
                "no_reply",
            ],
        ),
        (
            "box:alert",
            &[
                "alert",
                "match",
                "recommend",
                "digest",
                "newsletter",
                "news",
                "marketing",
            ],
        ),
        (
            "box:hiring",
            &[
                "job",
                "career",
                "recruit",
                "talent",
                "hiring",
                "bewerbung",
                "personal",
                "recrutement",
                "rrhh",
                "seleccion",
                "people",
            ],
        ),
        (
            "box:machine",
            &[
                "notification",
                "mailer",
                "postmaster",
                "auto",
                "system",
                "invitation",
                "calendar",
                "support",
                "info",
                "team",
                "hello",
            ],
        ),
    ];
    // "hr" alone: it stands in many a first name.
    if local.split(['.', '-', '_', '+']).any(|word| word == "hr") {
        return "box:hiring";
    }
    KINDS
        .iter()
        .find(|(_, parts)| parts.iter().any(|part| local.contains(part)))
        .map_or("box:person", |(kind, _)| kind)
}

/// The words of the names in From and To, lower case.
#[must_use]
pub fn names_of(mail: &Mail) -> Vec<String> {
    mail.to
        .iter()
        .chain(&mail.from)
        .filter_map(|person| person.name.as_deref())
        .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() > 2)
        .map(str::to_lowercase)
        .filter(|word| !COMMON.contains(&word.as_str()))
        .collect()
}

/// Words of display names that say something.
const COMMON: &[&str] = &[
    "team",
    "hiring",
    "recruiting",
    "careers",
    "talent",
    "jobs",
    "job",
    "hr",
    "the",
    "and",
    "people",
    "recruitment",
    "university",
    "bank",
    "alerts",
    "news",
    "human",
    "resources",
    "notification",
    "admissions",
    "support",
];

/// A run of characters between spaces as the model sees it: masked whole, or cut at its punctuation.
fn each_token(raw: &str, names: &[String], mut take: impl FnMut(&str)) {
    let holds = |byte| raw.as_bytes().contains(&byte);
    if (holds(b':') && raw.contains("://")) || raw.starts_with("www.") {
        return take("_url");
    }
    if holds(b'@') && holds(b'.') {
        return take("_address");
    }
    for part in raw.split(|c: char| !(c.is_alphanumeric() || c == '\'')) {
        let part = part.trim_matches('\'');
        if part.is_empty() {
            continue;
        }
        if part.bytes().any(|b| b.is_ascii_digit()) {
            take(number(part));
        } else if names.iter().any(|name| name == part) {
            take("_name");
        } else {
            take(part);
        }
    }
}

fn number(part: &str) -> &'static str {
    if part.len() == 4 && (part.starts_with("20") || part.starts_with("19")) {
        "_year"
    } else if part.len() <= 2 {
        "_few"
    } else {
        "_number"
    }
}

fn prefix(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn hash_of(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = seed ^ 0xcbf2_9ce4_8422_2325;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(hash)
}

fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}
