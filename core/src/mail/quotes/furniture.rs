//! Signatures, "Sent from my iPhone", list footers, legal notices: what no one wrote for this mail.

use crate::mail::parse::{Line, Part};

/// Lines that a signature may have.
const MAX_SIGNATURE: usize = 15;

/// Marks the furniture at the end of each stretch of own lines.
pub fn mark(lines: &mut [Line]) {
    let mut start = 0;
    while start < lines.len() {
        let end = lines
            .iter()
            .skip(start)
            .position(|l| l.part != Part::Own)
            .map_or(lines.len(), |n| start + n);
        if let Some(run) = lines.get_mut(start..end)
            && let Some(from) = begin(run)
        {
            for line in run.iter_mut().skip(from) {
                line.part = Part::Signature;
            }
        }
        start = end.max(start + 1);
    }
}

/// Where the furniture of a stretch begins.
fn begin(run: &[Line]) -> Option<usize> {
    let texts: Vec<&str> = run.iter().map(|l| l.text.as_str()).collect();
    let found = [delimiter(&texts), list_footer(&texts), notice(&texts)]
        .into_iter()
        .flatten()
        .min();
    let end = found.unwrap_or(texts.len());
    let body = texts.get(..end).unwrap_or_default();
    device(body).or_else(|| dashed_name(body)).or(found)
}

/// The `-- ` of RFC 3676 §4.3; a bare `--` too, where little follows.
fn delimiter(texts: &[&str]) -> Option<usize> {
    let at = texts
        .iter()
        .position(|t| matches!(*t, "-- " | "--" | "- --" | "--\u{a0}"))?;
    let after = texts.len() - at - 1;
    let before = texts
        .get(..at)
        .unwrap_or_default()
        .iter()
        .filter(|t| !t.trim().is_empty())
        .count();
    let long = texts.iter().skip(at).any(|t| t.len() > 300);
    (after <= MAX_SIGNATURE || (before > after && !long)).then_some(at)
}

/// The footer of a mailing list: a long rule, then its name or address.
fn list_footer(texts: &[&str]) -> Option<usize> {
    let at = texts
        .iter()
        .rposition(|t| t.len() >= 20 && t.trim().chars().all(|c| c == '_'))?;
    let rest = texts.get(at + 1..).unwrap_or_default();
    let says = rest.iter().any(|t| {
        t.to_lowercase().contains("mailing list")
            || t.contains("/listinfo/")
            || t.contains("unsubscribe")
    });
    (says && rest.len() <= 10).then_some(at)
}

/// A legal notice: from its first line to the end, where it is the last thing that is said.
fn notice(texts: &[&str]) -> Option<usize> {
    const OPENINGS: [&str; 22] = [
        "confidentiality notice",
        "confidential notice",
        "disclaimer:",
        "this e-mail and any",
        "this email and any",
        "this message and any",
        "this email is confidential",
        "this e-mail is confidential",
        "this message is confidential",
        "this e-mail message",
        "the information contained in this",
        "the contents of this e",
        "this email may contain",
        "this e-mail may contain",
        "this communication is",
        "diese e-mail enth\u{e4}lt",
        "der inhalt dieser e-mail",
        "ce message et toutes",
        "ce message est confidentiel",
        "este mensaje y",
        "este correo electr\u{f3}nico",
        "dit bericht is",
    ];
    let at = texts.iter().rposition(|t| {
        let start = t.trim_start_matches(['*', '_', ' ', '-', '"']);
        if !start.starts_with(['c', 'C', 'd', 'D', 't', 'T', 'e', 'E']) {
            return false;
        }
        let start: String = start.chars().take(60).collect::<String>().to_lowercase();
        OPENINGS.iter().any(|opening| start.starts_with(opening))
    })?;
    // It has to stand after something, and to say what such notices say.
    let before = texts
        .get(..at)
        .unwrap_or_default()
        .iter()
        .any(|t| !t.trim().is_empty());
    let said: String = texts.get(at..).unwrap_or_default().join(" ").to_lowercase();
    let legal = [
        "intended",
        "recipient",
        "confidential",
        "privileged",
        "vertraulich",
        "confidentiel",
        "confidencial",
        "vertrouwelijk",
    ]
    .iter()
    .any(|w| said.contains(w));
    (before && legal && texts.len() - at <= 25).then_some(at)
}

/// `-Sam`, `--Sam` or `— Sam Okafor` as the last line.
fn dashed_name(texts: &[&str]) -> Option<usize> {
    let at = texts.iter().rposition(|t| !t.trim().is_empty())?;
    let last = texts.get(at)?.trim();
    let name = last.trim_start_matches(['-', '\u{2014}', '\u{2013}', '~']);
    if name.len() == last.len() {
        return None;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let named = (1..=3).contains(&words.len())
        && words.iter().all(|w| {
            w.chars().next().is_some_and(char::is_uppercase)
                && w.chars().all(|c| c.is_alphabetic() || c == '.')
        });
    // A list has several such lines, and follows on another.
    let alone = texts
        .get(..at)
        .unwrap_or_default()
        .iter()
        .all(|t| !t.trim_start().starts_with('-'));
    let apart = at > 0 && texts.get(at - 1).is_some_and(|t| t.trim().is_empty());
    (named && alone && apart).then_some(at)
}

/// The line without its targets: `Outlook<https://…>`, `[Proton Mail](https://…)`.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut within = None;
    for c in text.chars() {
        match (within, c) {
            (None, '<') => within = Some('>'),
            (None, '(') => within = Some(')'),
            (None, '[' | ']') => {}
            (None, c) => out.push(c),
            (Some(end), c) if c == end => within = None,
            (Some(_), _) => {}
        }
    }
    out
}

/// The line that a telephone or a program adds, and what stands below it.
fn device(texts: &[&str]) -> Option<usize> {
    let last = texts.iter().rposition(|t| !t.trim().is_empty())?;
    // The links of such a line may stand on lines of their own.
    let first = last.saturating_sub(3);
    (first..=last).find(|at| texts.get(*at).is_some_and(|t| is_device(t)))
}

fn is_device(text: &str) -> bool {
    if text.len() > 200 {
        return false;
    }
    let lower = without_links(text).to_lowercase();
    let lower = lower.trim_matches(['*', '_', ' ', '.', '\u{3002}', '-']);
    if lower.is_empty() {
        return false;
    }
    if lower.starts_with("yahoo mail: search") {
        return true;
    }
    if lower.split_whitespace().count() > 16 || lower.contains([',', ';', '?', '!', ':']) {
        return false;
    }
    let begins = |begin: &&str| lower.starts_with(*begin);
    let product = PRODUCTS.iter().any(|product| lower.contains(product));
    let ends = ENDINGS.iter().any(|end| lower.ends_with(end));
    let own = lower
        .strip_prefix("sent from my ")
        .is_some_and(|rest| rest.split_whitespace().count() <= 4);
    own || (product && (ends || BEGINNINGS.iter().any(begins)))
}

const BEGINNINGS: [&str; 61] = [
    "sent from my ",
    "sent from ",
    "sent via ",
    "sent using ",
    "sent with ",
    "get outlook for ",
    "download outlook for ",
    "sent by ",
    "powered by ",
    "envoy\u{e9} de mon ",
    "envoy\u{e9} depuis ",
    "envoy\u{e9} \u{e0} partir de ",
    "envoy\u{e9} avec ",
    "envoy\u{e9} de ",
    "envoy\u{e9} par ",
    "obtenir outlook pour ",
    "t\u{e9}l\u{e9}charger outlook pour ",
    "gesendet von ",
    "gesendet mit ",
    "gesendet aus ",
    "gesendet \u{fc}ber ",
    "von meinem ",
    "von meiner ",
    "holen sie sich outlook ",
    "outlook f\u{fc}r ",
    "diese nachricht wurde von ",
    "enviado desde ",
    "enviado con ",
    "enviado de ",
    "enviado do ",
    "enviado via ",
    "enviado a partir d",
    "obtener outlook para ",
    "obtenha o outlook para ",
    "obter o outlook para ",
    "inviato da",
    "inviato con ",
    "inviato dal ",
    "ottieni outlook per ",
    "scarica outlook per ",
    "verstuurd vanaf ",
    "verzonden vanaf ",
    "verstuurd met ",
    "verzonden met ",
    "verstuurd via ",
    "verzonden via ",
    "outlook voor ",
    "download outlook voor ",
    "skickat fr\u{e5}n ",
    "sendt fra ",
    "sendt via ",
    "l\u{e4}hetetty ",
    "wys\u{142}an",
    "odesl\u{e1}no z",
    "odoslan\u{e9} z",
    "trimis de pe ",
    "\u{43e}\u{442}\u{43f}\u{440}\u{430}\u{432}\u{43b}\u{435}\u{43d}\u{43e} ",
    "\u{43d}\u{430}\u{434}\u{456}\u{441}\u{43b}\u{430}\u{43d}\u{43e} ",
    "\u{53d1}\u{81ea}\u{6211}\u{7684}",
    "enviat des ",
    "\u{3c3}\u{3c4}\u{3ac}\u{3bb}\u{3b8}\u{3b7}\u{3ba}\u{3b5} ",
];

const ENDINGS: [&str; 15] = [
    "gesendet",
    "beziehen",
    "downloaden",
    "ophalen",
    "\u{304b}\u{3089}\u{9001}\u{4fe1}",
    "\u{304b}\u{3089}\u{9001}\u{4fe1}\u{3055}\u{308c}\u{307e}\u{3057}\u{305f}",
    "\u{3092}\u{5165}\u{624b}",
    "k\u{fc}ldve",
    "g\u{f6}nderildi",
    "\u{50b3}\u{9001}",
    "\u{50b3}\u{9001}\u{7684}",
    "\u{bcf4}\u{b0c4}",
    "hankkiminen",
    "verstuurd",
    "verzonden",
];

const PRODUCTS: [&str; 41] = [
    "iphon",
    "mailbox",
    "ipad",
    "ipod",
    "ios",
    "android",
    "samsung",
    "galaxy",
    "blackberry",
    "windows",
    "outlook",
    "yahoo",
    "gmail",
    "mail f",
    "mail for",
    "mobile",
    "handy",
    "smartphone",
    "telefon",
    "tablet",
    "phone",
    "huawei",
    "xiaomi",
    "redmi",
    "pixel",
    "oneplus",
    "nokia",
    "sony",
    "motorola",
    "proton",
    "tutanota",
    "fastmail",
    "k-9",
    "thunderbird",
    "bluemail",
    "aol",
    "web.de",
    "gmx",
    "spark",
    "mailbird",
    "airmail",
];
