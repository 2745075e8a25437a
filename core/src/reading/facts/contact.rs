//! How and through whom they want to be reached, and the sender's telephone.

use super::Look;
use super::names::{is_honorific, is_person, phrase_after, phrase_before};
use super::people::{address_around, same};
use super::sign::{Sign, is_shared};
use super::text::Found;
use super::wait::first_of;
use crate::reading::{Class, Facts, Part, PersonFact, Preference};

#[rustfmt::skip]
const PHONE: &[&str] = &[
    "call me", "ring me", "give me a ring", "give me a call", "give us a ring", "give us a call", "please phone",
    "please call", "phone me", "text me", "just ring", "call my cell", "call us on", "call us at", "call us to",
    "bell me", "ring us", "phone us", "call the office", "call the front", "easier by phone",
    "best reached by phone", "rufen sie mich", "ruf mich", "rufen sie uns", "ruf uns", "telefonisch bescheid",
    "telefonisch melden", "melden sie sich telefonisch", "appelez-moi", "rappelez-moi", "nous rappeler",
    "me rappeler", "appelle-moi", "appelez-nous", "confirme par téléphone", "par téléphone au", "llámame", "llámeme",
    "llámanos", "llámenos", "llame al", "llama al", "avísame por teléfono",
];
#[rustfmt::skip]
const EMAIL: &[&str] = &[
    "by e-mail please", "by email please", "please email", "email only", "by email only", "prefer email",
    "please reply by email", "e-mail only", "rather than calling", "nur per e-mail", "bitte per e-mail",
    "par retour de courriel", "par retour de mail", "par courriel uniquement", "uniquement par mail",
    "por correo electrónico", "prefer e-mail", "por email, por favor",
];
#[rustfmt::skip]
const PORTAL: &[&str] = &[
    "candidate home", "candidate dashboard", "candidate portal", "applicant portal", "through the portal",
    "via the portal", "in the portal", "documents by email are not accepted", "career section", "bewerberkonto",
    "bewerberportal", "bewerbungsportal", "über das portal", "im portal", "per upload", "espace candidat",
    "votre espace", "via le portail", "sur le portail", "área privada", "a través del portal", "en el portal",
    "área de candidato", "área del candidato", "complete the task", "log in and choose", "sign in to",
];
#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "please do not contact us", "please do not call or email", "von nachfragen", "von rückfragen",
    "please refrain from", "no phone calls or emails", "inutile de nous relancer", "merci de ne pas nous contacter",
    "do not contact the", "rogamos no contacten",
];

/// Reads preference, contact person and telephone into the facts.
pub fn read(look: &Look, sign: &Sign, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    let text = &look.pieces.text;
    let asks = matches!(
        look.class,
        Class::InterviewInvitation
            | Class::InformationRequest
            | Class::Offer
            | Class::RecruiterOutreach
            | Class::InterviewCancellation
            | Class::StatusUpdate
            | Class::Confirmation
            | Class::Assessment
            | Class::InterviewReschedule
    );
    if asks {
        let tables: &[(Preference, &[&str], bool)] = &[
            (
                Preference::Phone,
                PHONE,
                !matches!(
                    look.class,
                    Class::Confirmation | Class::StatusUpdate | Class::Assessment
                ),
            ),
            (
                Preference::Portal,
                PORTAL,
                !matches!(
                    look.class,
                    Class::StatusUpdate
                        | Class::Assessment
                        | Class::InterviewReschedule
                        | Class::Confirmation
                ),
            ),
            (
                Preference::Nobody,
                NOBODY,
                matches!(look.class, Class::Confirmation | Class::StatusUpdate),
            ),
            (Preference::Email, EMAIL, true),
        ];
        for (preference, words, fits) in tables {
            if !fits {
                continue;
            }
            if let Some((from, to)) = first_of(&text.low, words)
                && !is_conditional(text.low_at(text.sentence_at(from)))
            {
                note("contact_preference", &text.found(from, to));
                facts.contact_preference = Some(*preference);
                break;
            }
        }
    }
    person(look, sign, facts, note);
    phone(look, sign, facts, note);
}

/// "Call me if anything changes" is no wish to be called.
fn is_conditional(low: &str) -> bool {
    #[rustfmt::skip]
    const IF: &[&str] = &[
        "if you have any questions", "if anything", "if you have questions", "any questions", "if you get lost",
        "if you're running late", "if you are running late", "if you need", "if you can't", "if you cannot",
        "in an emergency", "bei fragen", "en cas de", "si tiene", "si tienes", "should you have", "with questions",
        "adjustments",
    ];
    IF.iter().any(|w| low.contains(w))
}

/// "For questions contact Jane Roe (jane.roe@…)", "Ihre Ansprechpartnerin ist …".
fn person(look: &Look, sign: &Sign, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    #[rustfmt::skip]
    const CUES: &[&str] = &[
        "please contact ", "contact my colleague ", "get in touch with ", "please reach out to ", "reach out to ",
        "please email ", "please write to ", "questions to ", "please call ", "contact person: ", "contact: ",
        "point of contact is ", "point of contact will be ", "your contact is ", "your contact will be ",
        "your new contact", "taking over from me", "will be taking over", "takes over from", "has taken over",
        "will look after you", "in my absence", "copied in ", "cc'd ", "copying ", "speak to ", "is covering for me",
        "direct any questions to ", "urgent matters, contact ", "in urgent cases ", "ansprechpartnerin ist ",
        "ansprechpartner ist ", "ansprechpartnerin: ", "ansprechpartner: ", "wenden sie sich an ", "bitte an ",
        "vertretung: ", "vertritt mich ", "vertretung durch ", "contactez ", "veuillez contacter ",
        "vous adresser à ", "votre interlocutrice est ", "votre interlocuteur est ", "contacte con ",
        "contactar con ", "póngase en contacto con ", "persona de contacto: ", "dirigirse a ",
    ];
    let text = &look.pieces.text;
    let mut best: Option<(String, Option<crate::id::Address>, usize, usize)> = None;
    for cue in CUES {
        let Some(at) = text.low.find(cue) else {
            continue;
        };
        let end = at + cue.len();
        let range = if cue.ends_with(' ') {
            phrase_after(text.text, skip(text.text, end))
        } else {
            phrase_before(text.text, at)
        };
        let Some((from, to)) = range else { continue };
        let Some(name) = text.text.get(from..to) else {
            continue;
        };
        if !is_person(name) || sign.person.as_deref().is_some_and(|p| same(p, name)) {
            continue;
        }
        let sentence = text.sentence_at(from);
        let tail = text.text.get(to..sentence.1.max(to)).unwrap_or_default();
        let address = tail
            .find('@')
            .and_then(|i| address_around(text.text, to + i))
            .filter(|a| !is_shared(a.local()));
        let sure = address.is_some() || !cue.starts_with("please") && !cue.starts_with("speak");
        if sure
            && best
                .as_ref()
                .is_none_or(|b| b.1.is_none() && address.is_some())
        {
            best = Some((name.to_owned(), address, from, to));
        }
    }
    if let Some((name, email, from, to)) = best {
        note("contact_person", &text.found(from, to));
        facts.contact_person = Some(PersonFact {
            email: email.or_else(|| super::people::address_of(look, &name)),
            name: Some(name),
            part: None,
        });
    }
}

/// Over "my colleague", "our", "Frau": the honorific stays with the name.
fn skip(text: &str, at: usize) -> usize {
    let mut at = at;
    for word in super::names::words_from(text, at).take(4) {
        if matches!(
            word.text.to_lowercase().as_str(),
            "my" | "our"
                | "colleague"
                | "the"
                | "recruiter"
                | "coordinator"
                | "meine"
                | "meinen"
                | "kollegin"
                | "kollegen"
                | "unsere"
                | "unseren"
                | "ma"
                | "mon"
                | "collègue"
                | "mi"
                | "compañera"
                | "compañero"
        ) && !is_honorific(word.text)
        {
            at = word.to;
        } else {
            break;
        }
    }
    at
}

/// A telephone number in the sign-off.
fn phone(look: &Look, sign: &Sign, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    if sign.person.is_none()
        || facts
            .people
            .first()
            .is_none_or(|p| p.part == Some(Part::Unknown))
    {
        return;
    }
    for line in sign.lines.iter().take(10) {
        if let Some((from, to)) = number(&line.text) {
            let words = line.text.get(from..to).unwrap_or_default().to_owned();
            note(
                "phone",
                &Found {
                    part: line.part,
                    from: line.from + from,
                    to: line.from + to,
                    words: words.clone(),
                },
            );
            facts.phone = Some(words);
            return;
        }
    }
    let _ = look;
}

/// The first run of seven to fifteen digits with the marks of a telephone number.
fn number(line: &str) -> Option<(usize, usize)> {
    let mut start: Option<usize> = None;
    let mut end = 0;
    let mut digits = 0;
    let fits = |digits: usize| (7..=15).contains(&digits);
    for (at, c) in line
        .char_indices()
        .chain(std::iter::once((line.len(), '\n')))
    {
        if c.is_ascii_digit() || (c == '+' && start.is_none()) || (c == '(' && start.is_none()) {
            start.get_or_insert(at);
            digits += usize::from(c.is_ascii_digit());
            end = at + c.len_utf8();
        } else if start.is_some()
            && (matches!(c, ' ' | '-' | '/' | '.' | '(' | ')' | '\u{2011}'))
            && at < end + 3
        {
            continue;
        } else {
            if let Some(from) = start.filter(|_| fits(digits)) {
                return Some((from, end));
            }
            start = None;
            digits = 0;
        }
    }
    None
}
