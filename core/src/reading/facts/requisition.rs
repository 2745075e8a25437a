//! The number by which an employer knows the opening.

use super::names::words_from;
use super::text::{Part, Piece};
use super::{Look, Stated};

/// Words that stand before a reference number.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "solicitud", "booking", "confirmed", "outstanding", "nrs", "evidence", "eligibility", "clearances", "l'offre", "d'offre", "mcf", "candidat",
    "requisition", "req", "ref", "reference", "id", "job", "number", "no", "nr", "vacancy", "position", "posting",
    "announcement", "examination", "proceso", "código", "codigo", "folio", "kennziffer", "kennzahl", "kz", "az",
    "referenz", "referenznummer", "jobnummer", "bewerbungsnr", "bewerbungsnummer", "stelle", "ausschreibung",
    "vakanz", "stellenausschreibung", "réf", "référence", "numéro", "n°", "concours", "candidature", "offre",
    "sélection", "número", "núm", "oferta", "referencia", "vacante", "dossier", "application", "status",
    "confirmation", "postulation", "opening", "code", "chasing", "aktenzeichen", "zeichen", "poste", "competition",
    "selection", "offer", "outcome", "process", "requisition:", "booked", "interview", "mgi", "für", "bewerbung",
    "result", "stellen-id",
];
/// Labels that are enough for bare digits.
#[rustfmt::skip]
const SURE: &[&str] = &[
    "bewerbung", "solicitud", "ihrer", "d'offre", "l'offre", "candidat",
    "requisition", "req", "ref", "reference", "id", "vacancy", "posting", "announcement", "examination", "proceso",
    "kennziffer", "kennzahl", "kz", "referenz", "referenznummer", "jobnummer", "bewerbungsnr", "bewerbungsnummer",
    "vakanz", "réf", "référence", "concours", "referencia", "position", "job", "folio", "código", "codigo", "stelle",
    "ausschreibung", "stellenausschreibung", "offre", "oferta", "competition", "requisition:", "stellen-id",
    "postulation",
];

/// The reference number, with its place: subject first.
pub fn read(look: &Look) -> Option<Stated> {
    let mut best: Option<(u32, &Piece, usize, usize)> = None;
    for piece in [&look.pieces.subject, &look.pieces.text] {
        let mut at = 0;
        for line in piece.text.split('\n').take(200) {
            if line.len() < 400
                || line.contains(['(', '#'])
                || line.contains("ef")
                || line.contains('-')
            {
                in_line(look, piece, line, at, &mut best);
            }
            at += line.len() + 1;
        }
    }
    let (weight, piece, from, to) = best?;
    if weight < 3 {
        return None;
    }
    Some(Stated {
        value: piece.text.get(from..to)?.to_owned(),
        found: piece.found(from, to),
    })
}

fn in_line<'a>(
    look: &Look,
    piece: &'a Piece<'a>,
    line: &str,
    base: usize,
    best: &mut Option<(u32, &'a Piece<'a>, usize, usize)>,
) {
    let mut before: [&str; 3] = ["", "", ""];
    let mut lows: Vec<String> = Vec::with_capacity(3);
    for word in words_from(line, 0) {
        let core = word.text.trim_matches(|c: char| "#.,:;()".contains(c));
        let weight = if core.chars().any(|c| c.is_ascii_digit()) {
            lows.clear();
            lows.extend(before.iter().map(|b| {
                b.trim_matches(|c: char| "#.,:;()".contains(c))
                    .to_lowercase()
            }));
            let bracket = line.get(..word.from).is_some_and(|b| b.ends_with('('));
            let hash = line.get(..word.from).is_some_and(|b| b.ends_with('#'))
                || word.text.starts_with('#');
            let last = lows.last().map(String::as_str).unwrap_or_default();
            let label = LABELS.contains(&last)
                || (matches!(last, "" | "no" | "number" | "-" | "–" | "#")
                    && lows.get(1).is_some_and(|l| LABELS.contains(&l.as_str())));
            let sure = SURE.contains(&last)
                || (matches!(
                    last,
                    "no" | "number" | "nr" | "id" | "#" | "n°" | "numéro" | "code" | "ref"
                ) && lows.get(1).is_some_and(|l| SURE.contains(&l.as_str())))
                || hash;
            shape(core, label, sure, bracket, piece.part)
        } else {
            0
        };
        before = [before[1], before[2], word.text];
        if weight == 0 {
            continue;
        }
        let start = word.from
            + (word.text.len()
                - word
                    .text
                    .trim_start_matches(|c: char| "#.,:;()".contains(c))
                    .len());
        let (from, to) = (base + start, base + start + core.len());
        let both = look.pieces.subject.text.contains(core) && look.pieces.text.text.contains(core);
        let weight = weight + u32::from(both);
        if best.is_none_or(|(w, ..)| weight > w) {
            *best = Some((weight, piece, from, to));
        }
    }
}

/// How much a token looks like a reference: letters, digits and dashes; never a date, an hour, an amount or a telephone number.
fn shape(core: &str, label: bool, sure: bool, bracket: bool, part: Part) -> u32 {
    let count = core.chars().count();
    let allowed = core
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-/_.".contains(c));
    if !(2..=24).contains(&count) || !allowed {
        return 0;
    }
    let digits = core.chars().filter(char::is_ascii_digit).count();
    let letters = core.chars().filter(char::is_ascii_alphabetic).count();
    let upper = core.chars().filter(char::is_ascii_uppercase).count();
    if is_date_or_time(core) || digits < 2 {
        return 0;
    }
    let prefix = core.split(['-', '_']).next().unwrap_or_default();
    let known = matches!(
        prefix,
        "R" | "JR" | "REQ" | "Req" | "JOB" | "Job" | "RQ" | "DE" | "VN" | "P" | "REF"
    ) && digits >= 2
        && core.contains(['-', '_']);
    let glued = ["REQ", "REF", "JR", "R"].iter().any(|p| {
        core.strip_prefix(p)
            .is_some_and(|r| r.chars().next().is_some_and(|c| c.is_ascii_digit()) && digits >= 3)
    });
    if known || (glued && digits >= 4) {
        return 5;
    }
    let dashed = core.contains(['-', '/']);
    let spelled = letters > 0 && upper == letters && digits >= 2 && count >= 5;
    if sure && (digits >= 3 || dashed) {
        return 5;
    }
    if sure && letters > 0 && digits >= 2 {
        return 4;
    }
    if spelled && dashed && letters <= 8 && (label || bracket || part == Part::Subject) {
        return 4;
    }
    if spelled && label && !dashed {
        return 3;
    }
    if letters == 0
        && bracket
        && (digits >= 4)
        && (!dashed || digits >= 6)
        && !core.starts_with('0')
        && count <= 12
        && (core.len() != 4 || !(core.starts_with("19") || core.starts_with("20")))
    {
        return 3;
    }
    if letters == 0 && label && dashed && digits >= 5 && part == Part::Subject {
        return 3;
    }
    if glued && bracket {
        return 4;
    }
    0
}

fn is_date_or_time(core: &str) -> bool {
    let groups: Vec<&str> = core.split(['-', '/', '.']).collect();
    let all_digits = groups
        .iter()
        .all(|g| !g.is_empty() && g.chars().all(|c| c.is_ascii_digit()));
    let lengths: Vec<usize> = groups.iter().map(|g| g.len()).collect();
    let low = core.to_ascii_lowercase();
    let years = groups.len() == 2
        && groups
            .iter()
            .all(|g| g.len() == 4 && (g.starts_with("20") || g.starts_with("19")));
    let american = groups.len() == 3 && lengths == [3, 3, 4];
    (all_digits && groups.len() == 3 && lengths.iter().all(|l| *l <= 4) && !lengths.contains(&3))
        || (all_digits
            && groups.len() == 2
            && lengths.iter().all(|l| *l <= 2)
            && core.contains(['.', '/']))
        || years
        || american
        || low.ends_with("am")
        || low.ends_with("pm")
        || low.contains(':')
        || low.ends_with("th")
        || low.ends_with("st") && core.len() <= 4
        || low.ends_with("nd") && core.len() <= 4
        || low.ends_with('k') && core.len() <= 5
        || low.ends_with('h') && core.len() <= 5
        || core.len() == 4
            && all_digits
            && groups.len() == 1
            && (core.starts_with("202") || core.starts_with("201") || core.starts_with("199"))
}
