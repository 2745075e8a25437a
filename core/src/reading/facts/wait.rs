//! By when they said to be heard from, until when they ask for quiet, and whether everything is on hold.

use super::Look;
use super::text::Found;
use crate::reading::{Class, Facts, PromiseFact};

/// Words that ask not to be asked, without a date.
#[rustfmt::skip]
const QUIET: &[&str] = &[
    "please do not contact us", "please don't contact us", "do not follow up", "don't follow up", "refrain from",
    "no need to follow up", "no need to contact us", "please do not call", "please don't call", "do not enquire",
    "please do not email", "kindly do not", "please don't chase", "will contact you, please do not",
    "you do not need to contact", "unable to respond to individual", "unable to answer individual",
    "cannot respond to status", "cannot answer status", "no phone calls", "please no calls", "von rückfragen",
    "von nachfragen", "nachfragen abzusehen", "rückfragen abzusehen", "bitte sehen sie von", "ne pas relancer",
    "ne pas nous relancer", "inutile de nous relancer", "inutile de relancer", "merci de ne pas nous contacter",
    "merci de ne pas appeler", "no es necesario que nos contacte", "no llame", "rogamos no", "le rogamos que no",
    "absténgase",
];

#[rustfmt::skip]
const HOLD: &[&str] = &[
    "on hold", "paused", "hiring pause", "put on ice", "hold until", "suspended", "is frozen until", "pause until",
    "kept on hold", "temporarily stopped", "zurückgestellt", "pausiert", "auf eis", "ruht", "ausgesetzt", "en pause",
    "en suspens", "suspendu", "mis en attente", "gelé", "en pausa", "suspendido", "paralizad", "aplazado",
    "en espera",
];

/// Reads promise, quiet and hold into the facts.
pub fn read(look: &Look, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    let Some(times) = look.times else {
        return;
    };
    let text = &look.pieces.text;
    if let Some(read) = times.promise()
        && is_word_of_theirs(look, text.low_at(text.sentence_at(read.span.start)))
        && !closes_before(text, read.span.start)
    {
        note("promise", &text.found(read.span.start, read.span.end));
        facts.promise = Some(PromiseFact {
            by: read.by,
            strength: read.strength,
        });
    }
    let waits = matches!(
        look.class,
        Class::Confirmation
            | Class::StatusUpdate
            | Class::InterviewCancellation
            | Class::InterviewConfirmation
            | Class::Offer
    );
    if waits {
        if let Some(read) = times.quiet_until() {
            note("quiet_until", &text.found(read.span.start, read.span.end));
            facts.quiet_until = Some(read.until);
        } else if let Some((from, to)) = first_of(&text.low, QUIET) {
            note("quiet_until_word", &text.found(from, to));
            facts.quiet_until_word = true;
        }
    }
    if look.class == Class::StatusUpdate
        && let Some((from, to)) = first_of(&text.low, HOLD)
    {
        note("on_hold", &text.found(from, to));
        facts.on_hold = true;
    }
}

/// "Applications close on 17 April and we shall write after that": the end of the advertisement is no promise.
fn closes_before(text: &super::text::Piece, at: usize) -> bool {
    let (from, to) = text.sentence_at(at);
    let before = text.low_at((from, at));
    let near = before.len().saturating_sub(28);
    let near = before.get(near..).unwrap_or(before);
    let closing = [
        "close", "closing", "ends", "läuft", "schluss", "clôtur", "cierra", "cierre",
    ]
    .iter()
    .any(|w| near.contains(w));
    closing
        && [
            "after",
            "then",
            "danach",
            "anschließend",
            "ensuite",
            "après",
            "después",
            "until then",
        ]
        .iter()
        .any(|w| text.low_at((at, to)).contains(w))
}

/// Whether a promise is one to be heard from about the application. Where it is awaited the grammar's word is enough;
/// beside an interview, a test or a request the sentence has to speak of an answer.
fn is_word_of_theirs(look: &Look, sentence: &str) -> bool {
    #[rustfmt::skip]
    const ANSWER: &[&str] = &[
        "hear from", "hear back", "get back", "back to you", "let you know", "decision", "decide", "be in touch",
        "update you", "feedback", "come back to", "outcome", "bescheid", "rückmeldung", "entscheid", "melden uns",
        "hören sie", "réponse", "reviendrons", "décision", "retour vers vous", "respuesta", "decisión", "noticias",
        "nous revenons",
    ];
    #[rustfmt::skip]
    const PAPER: &[&str] = &[
        "contract", "letter", "paperwork", "agreement", "vertrag", "contrat", "contrato",
    ];
    match look.class {
        Class::Confirmation
        | Class::StatusUpdate
        | Class::InterviewConfirmation
        | Class::InterviewInvitation
        | Class::InterviewCancellation
        | Class::InformationRequest => true,
        Class::Assessment | Class::InterviewReschedule => {
            ANSWER.iter().any(|w| sentence.contains(w))
        }
        Class::Offer => {
            let paper = PAPER.iter().any(|w| sentence.contains(w));
            paper && !sentence.contains("start") && !sentence.contains("accept")
        }
        Class::ApplicationAdmin
        | Class::Rejection
        | Class::PositionClosed
        | Class::RecruiterOutreach
        | Class::JobAlert
        | Class::NetworkNotification
        | Class::Newsletter
        | Class::Other
        | Class::AutomaticReply
        | Class::Bounce => false,
    }
}

/// The first of some words in a text.
pub fn first_of(low: &str, words: &[&str]) -> Option<(usize, usize)> {
    words
        .iter()
        .filter_map(|word| low.find(word).map(|at| (at, at + word.len())))
        .min()
}
