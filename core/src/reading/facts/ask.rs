//! What they ask for and by when.

use super::Look;
use super::text::{Found, Piece};
use super::wait::first_of;
use std::ops::Range;

use crate::reading::time::{Anchor, Purpose, TimeReading, Times};
use crate::reading::{By, Class, DeadlineFact, Facts};

/// Nouns of requests: the short name, then the words that stand for it.
#[rustfmt::skip]
const THINGS: &[(&str, &[&str])] = &[
    ("references", &[
        "references", "referees", "referee", "reference from", "reference letter", "referenzen", "références",
        "referencias", "letters of recommendation", "lettres de recommandation", "cartas de recomendación",
        "a reference", "second reference",
    ]),
    ("portfolio", &["portfolio", "portafolio", "arbeitsmappe"]),
    ("work samples", &[
        "work sample", "writing sample", "writing samples", "arbeitsproben", "arbeitsprobe", "samples of your",
        "clips", "code sample", "échantillons", "muestras",
    ]),
    ("transcript", &[
        "transcript", "transcripts", "relevé de notes", "relevés de notes", "expediente académico", "notenspiegel",
        "transcript of records",
    ]),
    ("degree certificate", &[
        "degree certificate", "masterurkunde", "hochschulzeugnis", "copy of your degree", "título universitario",
        "copia del título", "copie de votre diplôme", "copie du diplôme", "diploma", "diplôme", "diplom",
        "degree certificates", "abschlusszeugnis", "título",
    ]),
    ("employment references", &[
        "arbeitszeugnis", "arbeitszeugnisse", "certificats de travail", "certificat de travail", "relieving letter",
        "vida laboral", "zwischenzeugnis",
    ]),
    ("certificates", &[
        "certificates", "certificate", "zeugnisse", "zeugnis", "certificats", "certificat", "certificados",
        "certificado", "certification", "certifications", "bescheinigung", "nachweis", "attestation",
        "accreditation",
    ]),
    ("salary expectation", &[
        "salary expectation", "salary expectations", "expected salary", "salary requirement", "salary requirements",
        "desired salary", "expected ctc", "gehaltsvorstellung", "gehaltswunsch", "prétentions salariales",
        "prétentions", "expectativas salariales", "expectativa salarial", "pretensiones salariales",
        "pretensión salarial", "expectativa económica", "pay expectation", "salary range", "your rate",
        "compensation expectation", "compensation expectations",
    ]),
    ("current salary", &[
        "current salary", "current ctc", "salary history", "aktuelles gehalt", "salaire actuel", "salario actual",
        "current package",
    ]),
    ("start date", &[
        "start date", "could you start", "can you start", "earliest start", "available to start", "eintrittstermin",
        "frühestmöglicher", "eintrittsdatum", "date de disponibilité", "fecha de incorporación", "date d'entrée",
        "when could you begin", "able to start", "starttermin", "anfangen könnten",
        "disponibilidad de incorporación",
    ]),
    ("notice period", &["notice period", "kündigungsfrist", "préavis", "preaviso", "period of notice"]),
    ("availability", &[
        "your availability", "availability", "when you are free", "when you're free", "times that work for you",
        "times that suit you", "times you are available", "days and times", "verfügbarkeit", "vos disponibilités",
        "tes disponibilités", "disponibilités", "tu disponibilidad", "su disponibilidad", "disponibilidad",
        "some times", "a few times", "ihnen passt", "welcher termin", "when would suit you",
    ]),
    ("right to work", &[
        "right to work", "work authorization", "work authorisation", "work permit", "arbeitserlaubnis",
        "aufenthaltstitel", "titre de séjour", "permiso de trabajo", "share code", "eligibility to work",
        "visa status", "authorized to work", "autorisation de travail", "visa",
    ]),
    ("id", &[
        "photo id", "copy of your id", "identity document", "proof of identity", "personalausweis", "ausweiskopie",
        "pièce d'identité", "carte d'identité", "dni", "government-issued id", "form of id", "your id",
        "identification", "documento de identidad", "valid id", "cédula", "nie", "ine",
    ]),
    ("passport copy", &["passport", "reisepass", "passeport", "pasaporte"]),
    ("driving licence", &[
        "driving licence", "driver's license", "driver's licence", "drivers license", "driver license",
        "führerschein", "permis de conduire", "permis b", "carnet de conducir", "permiso de conducir",
    ]),
    ("licence", &[
        "nursing licence", "nursing license", "professional license", "license number", "licence number",
        "your licence", "your license", "approbation", "approbationsurkunde",
    ]),
    ("proof of address", &[
        "proof of address", "utility bill", "justificatif de domicile", "meldebescheinigung",
        "certificado de empadronamiento",
    ]),
    ("bank details", &[
        "bank details", "bankverbindung", "iban", "rib", "coordonnées bancaires", "datos bancarios",
        "direct deposit", "voided check", "número de cuenta",
    ]),
    ("social security number", &[
        "social security number", "national insurance number", "sozialversicherungsnummer",
        "numéro de sécurité sociale", "carte vitale", "número de la seguridad social", "número de afiliación",
        "seguridad social", "pps number", "steuer-id", "tax file number", "steueridentifikationsnummer",
    ]),
    ("payslips", &[
        "payslip", "payslips", "pay stubs", "pay stub", "salary slips", "gehaltsabrechnungen", "gehaltsabrechnung",
        "bulletins de salaire", "fiches de paie", "nóminas",
    ]),
    ("signed offer", &[
        "sign the offer", "sign and return", "signed offer", "signed contract", "sign the contract",
        "unterschriebenen vertrag", "unterschrieben zurück", "signed copy", "contrat signé", "contrato firmado",
        "countersign", "return a signed", "signature électronique", "unterzeichnet zurück",
    ]),
    ("background check authorization", &[
        "background check", "background screening", "consent form", "authorization form", "authorisation form",
    ]),
    ("criminal record", &[
        "criminal record", "führungszeugnis", "casier judiciaire", "antecedentes penales", "delitos sexuales",
        "extrait de casier", "strafregisterauszug",
    ]),
    ("police check", &["police certificate", "police check", "police clearance"]),
    ("DBS", &["dbs", "enhanced dbs"]),
    ("garda vetting", &["garda vetting", "nvb1"]),
    ("working with children check", &["working with children", "wwcc"]),
    ("social security affiliation", &["alta en la seguridad social"]),
    ("start date", &["since when you can"]),
    ("drug screen", &["drug screen", "drug test"]),
    ("address history", &["address history", "previous addresses"]),
    ("relocation", &["willingness to relocate", "willing to relocate"]),
    ("export control form", &["export control form", "export-control form"]),
    ("first aid certificate", &["first aid cert", "first aid certificate"]),
    ("residence permit", &["residence permit", "permit of stay"]),
    ("vaccination record", &[
        "vaccination", "immunization", "immunisation", "masernschutz", "impfnachweis", "impfausweis",
        "carnet de vaccination", "vaccins", "cartilla de vacunación", "tb test",
    ]),
    ("medical certificate", &[
        "medical certificate", "health certificate", "gesundheitszeugnis", "certificat médical",
        "certificado médico", "medical examination", "occupational health", "reconocimiento médico",
        "aptitude médicale",
    ]),
    ("birth certificate", &[
        "birth certificate", "geburtsurkunde", "acte de naissance", "extrait de naissance", "acta de nacimiento",
        "partida de nacimiento",
    ]),
    ("phone number", &[
        "phone number", "best number", "number to reach you", "mobile number", "telefonnummer",
        "numéro de téléphone", "número de teléfono", "contact number", "unter welcher nummer",
    ]),
    ("CV", &[
        "your cv", "cv", "resume", "résumé", "lebenslauf", "curriculum", "curriculum vitae", "updated resume",
        "hoja de vida",
    ]),
    ("cover letter", &[
        "cover letter", "anschreiben", "lettre de motivation", "carta de presentación", "carta de motivación",
        "motivationsschreiben",
    ]),
    ("questionnaire", &["questionnaire", "fragebogen", "cuestionario", "personalfragebogen"]),
    ("form", &[
        "application form", "the form", "attached form", "formular", "formulaire", "formulario", "forms",
        "the following form", "onboarding forms", "declaration form", "this form",
    ]),
    ("address", &[
        "your home address", "your address", "postal address", "adresse postale", "postanschrift", "mailing address",
    ]),
    ("photo", &["passport photo", "a photo of you", "lichtbild", "photo d'identité", "foto carnet", "headshot"]),
    ("transport", &["own transport", "do you drive", "vehicle", "eigenes auto", "véhicule", "vehículo propio"]),
];

/// Words by which something is asked for.
#[rustfmt::skip]
const ASKS: &[&str] = &[
    "request", "kindly", "wants", "want to see", "take with you", "carry", "shoot me", "enter", "gib", "possible", "any chance", "reply with", "requested", "with original", "waiting for", "to see:", "fill in", "names of",
    "please", "send", "need", "provide", "could you", "can you", "would you", "let me know", "let us know", "upload",
    "submit", "attach", "missing", "require", "bring", "share", "what is", "what's", "what are", "when ", "complete",
    "fill", "return", "supply", "forward", "confirm", "tell me", "tell us", "give me", "give us", "do you",
    "are you", "have you", "lacking", "email me", "pls", "outstanding", "?", "drop", "still waiting", "reply with",
    "bitte", "benötigen", "brauchen", "senden", "schicken", "reichen", "fehlen", "fehlt", "nachreichen",
    "mitbringen", "bringen", "teilen sie", "ergänzen", "hochladen", "legen sie", "vorlegen", "vorzulegen",
    "nennen sie", "merci de", "veuillez", "envoyer", "nous faire parvenir", "fournir", "transmettre", "pourriez",
    "pouvez", "besoin", "manque", "joindre", "compléter", "il me faut", "il nous faut", "communiquer", "prière de",
    "apporter", "indiquer", "connaître", "por favor", "envíe", "envíen", "enviar", "envía", "envíanos",
    "necesitamos", "necesito", "adjuntar", "aportar", "remitir", "falta", "faltan", "facilite", "indícanos",
    "indíquenos", "rogamos", "indicar", "traer", "traiga", "trae", "mándame", "manda", "presentar", "subir",
    "completar",
];

/// Words of something that has arrived or may be left.
#[rustfmt::skip]
const HAVE: &[&str] = &[
    "thank you for sending", "thanks for sending", "we have received your", "we've received your",
    "thanks for your cv", "thank you for your cv", "thanks for the cv", "thank you for your resume", "your cv has",
    "we do not need", "no need to", "not necessary", "don't need", "not required", "vielen dank für ihre unterlagen",
    "merci pour votre cv", "gracias por enviar", "liked your cv", "thanks for your resume", "enjoyed your portfolio",
    "your portfolio impressed", "read your cv", "your resume stood", "optional", "do not send", "don't send",
    "never ask", "if you have already", "on your cv", "in your cv", "on your resume", "thank you for your",
    "thanks for your",
];

/// Reads deadline and requests into the facts.
pub fn read(look: &Look, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    let text = &look.pieces.text;
    if matches!(
        look.class,
        Class::InformationRequest
            | Class::InterviewInvitation
            | Class::Offer
            | Class::RecruiterOutreach
    ) {
        requested(look, text, facts, note);
    }
    let asks = matches!(
        look.class,
        Class::InformationRequest
            | Class::InterviewInvitation
            | Class::Offer
            | Class::Assessment
            | Class::ApplicationAdmin
            | Class::InterviewReschedule
            | Class::Rejection
    );
    if !asks {
        return;
    }
    let (Some(anchor), Some(times)) = (look.anchor, look.times) else {
        return;
    };
    let stated = times.deadline().map(|read| (read.by, read.span));
    if let Some((by, span)) = stated.or_else(|| limited(look, text, times, anchor)) {
        note("deadline", &text.found(span.start, span.end));
        facts.deadline = Some(DeadlineFact {
            what: what(look, facts),
            by,
        });
    }
}

/// "Please until Friday", "Frist 13.05., 12 Uhr": a time with a word of limits before it, in a mail that asks for something.
fn limited(
    look: &Look,
    text: &Piece,
    times: &Times,
    anchor: &Anchor,
) -> Option<(By, Range<usize>)> {
    #[rustfmt::skip]
    const LIMITS: &[&str] = &[
        "by", "until", "till", "before", "due:", "due", "latest", "later than", "deadline", "deadline:", "bis",
        "spätestens", "frist", "avant", "d'ici", "jusqu'au", "au plus tard", "antes del", "antes de", "hasta el",
        "hasta", "plazo", "up to", "closes", "lapses on", "expires", "latest on", "by the", "bis zum", "avant le",
        "until the", "antes del día", "closes on", "ends on", "max", "limit",
    ];
    if !matches!(
        look.class,
        Class::InformationRequest | Class::Offer | Class::Assessment
    ) {
        return None;
    }
    let today = anchor.today();
    times.find(Purpose::Duty).into_iter().find_map(|found| {
        let before = text
            .low
            .get(..found.span.start)?
            .trim_end_matches([' ', ',', ':', '*', '(']);
        let inside = text.low_at((found.span.start, found.span.end));
        let limit = LIMITS.iter().any(|word| {
            inside
                .strip_prefix(word)
                .is_some_and(|rest| rest.starts_with(' '))
                || before
                    .strip_suffix(word)
                    .is_some_and(|head| !head.ends_with(char::is_alphanumeric))
        });
        let TimeReading::Resolved(point) = found.reading else {
            return None;
        };
        let sentence = text.low_at(text.sentence_at(found.span.start));
        let theirs = [
            "we will",
            "we'll",
            "i will",
            "i'll",
            "you will hear",
            "you'll hear",
            "wir melden",
            "nous vous",
            "le informaremos",
            "expect to",
            "start",
            "begin",
            "if you do not hear",
            "contract",
        ]
        .iter()
        .any(|w| sentence.contains(w));
        (limit && !theirs && point.date >= today).then(|| {
            (
                point.at.map_or(By::Day(point.date), By::Instant),
                found.span,
            )
        })
    })
}

/// Names what is due, by the class and the words.
fn what(look: &Look, facts: &Facts) -> Option<String> {
    let low = look.pieces.text.low.as_str();
    let word = match look.class {
        Class::Offer if facts.requested.iter().any(|r| r == "signed offer") => "signed offer",
        Class::Offer => "offer answer",
        Class::Assessment
            if first_of(
                low,
                &[
                    "one-way",
                    "on-demand",
                    "record your answers",
                    "recorded video",
                    "digital interview",
                    "zeitversetzt",
                    "entretien différé",
                    "entrevista en diferido",
                    "video questions",
                ],
            )
            .is_some() =>
        {
            "one-way video interview"
        }
        Class::Assessment
            if first_of(
                low,
                &["case study", "fallstudie", "étude de cas", "caso práctico"],
            )
            .is_some() =>
        {
            "case study"
        }
        Class::Assessment if first_of(low, &["take-home", "take home"]).is_some() => "take-home",
        Class::Assessment => "assessment",
        Class::InformationRequest => match facts.requested.as_slice() {
            [one] => return Some(one.clone()),
            [] => "reply",
            _ => "documents",
        },
        Class::InterviewInvitation if facts.booking_link.is_some() => "booking",
        Class::InterviewInvitation if facts.requested.iter().any(|r| r == "availability") => {
            "availability"
        }
        Class::InterviewInvitation if facts.slots.len() > 1 => "slot choice",
        Class::InterviewInvitation | Class::InterviewReschedule => "reply",
        Class::ApplicationAdmin => "application",
        Class::Rejection => "appeal",
        Class::Confirmation
        | Class::StatusUpdate
        | Class::InterviewConfirmation
        | Class::InterviewCancellation
        | Class::PositionClosed
        | Class::RecruiterOutreach
        | Class::JobAlert
        | Class::NetworkNotification
        | Class::Newsletter
        | Class::Other
        | Class::AutomaticReply
        | Class::Bounce => return None,
    };
    Some(word.to_owned())
}

fn requested(look: &Look, text: &Piece, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    let mut asking_list = false;
    let mut at = 0;
    for line in text.low.split('\n') {
        let from = at;
        at += line.len() + 1;
        if line.trim().is_empty() {
            continue;
        }
        let item = line
            .trim_start()
            .starts_with(['-', '*', '•', '[', '·', '–', '☐', '○', '◦', '(', '+'])
            || line
                .trim_start()
                .chars()
                .next()
                .is_some_and(|c| c.is_ascii_digit());
        let listed = item || (asking_list && line.len() <= 60);
        for (start, sentence) in sentences(line) {
            let asks = ASKS.iter().any(|a| sentence.contains(a)) || (listed && asking_list);
            if !asks || HAVE.iter().any(|h| sentence.contains(h)) {
                continue;
            }
            things(sentence, from + start, look.class, &mut found);
        }
        let item =
            item || (asking_list && line.len() <= 60 && !line.trim_end().ends_with(['.', '?']));
        asking_list = if item {
            asking_list
        } else {
            line.trim_end().ends_with(':') || (asking_list && line.len() < 30)
        };
    }
    found.sort_unstable();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (from, to, name) in found {
        let inside = taken.iter().any(|(a, b)| from < *b && to > *a);
        if inside || facts.requested.iter().any(|r| r == name) || facts.requested.len() >= 12 {
            continue;
        }
        taken.push((from, to));
        note("requested", &text.found(from, to));
        facts.requested.push(name.to_owned());
    }
}

fn sentences(line: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, c) in line.char_indices() {
        let end = matches!(c, '.' | '!' | '?')
            && line
                .get(at + 1..)
                .is_some_and(|r| r.starts_with(' ') || r.is_empty());
        if end {
            out.push((from, line.get(from..=at).unwrap_or_default()));
            from = at + 1;
        }
    }
    out.push((from, line.get(from..).unwrap_or_default()));
    out
}

fn things<'a>(sentence: &str, base: usize, class: Class, found: &mut Vec<(usize, usize, &'a str)>)
where
    'static: 'a,
{
    for (name, words) in THINGS {
        let fits = match class {
            Class::InformationRequest => true,
            Class::Offer => matches!(
                *name,
                "signed offer"
                    | "id"
                    | "bank details"
                    | "passport copy"
                    | "social security number"
                    | "references"
                    | "form"
                    | "right to work"
                    | "criminal record"
                    | "proof of address"
                    | "payslips"
                    | "birth certificate"
                    | "medical certificate"
            ),
            Class::RecruiterOutreach => matches!(
                *name,
                "CV" | "availability"
                    | "salary expectation"
                    | "phone number"
                    | "current salary"
                    | "notice period"
            ),
            Class::InterviewInvitation => matches!(
                *name,
                "availability"
                    | "portfolio"
                    | "id"
                    | "references"
                    | "CV"
                    | "certificates"
                    | "right to work"
                    | "phone number"
                    | "work samples"
                    | "degree certificate"
                    | "licence"
                    | "passport copy"
                    | "social security number"
            ),
            Class::Confirmation
            | Class::ApplicationAdmin
            | Class::StatusUpdate
            | Class::InterviewConfirmation
            | Class::InterviewReschedule
            | Class::InterviewCancellation
            | Class::Assessment
            | Class::Rejection
            | Class::PositionClosed
            | Class::JobAlert
            | Class::NetworkNotification
            | Class::Newsletter
            | Class::Other
            | Class::AutomaticReply
            | Class::Bounce => false,
        };
        if !fits {
            continue;
        }
        let longest = words
            .iter()
            .filter_map(|word| {
                let at = sentence.find(word)?;
                super::cues::whole(sentence, at, at + word.len()).then_some((at, word.len()))
            })
            .max_by_key(|(at, length)| (*length, std::cmp::Reverse(*at)));
        if let Some((at, length)) = longest {
            found.push((base + at, base + at + length, name));
        }
    }
}
