//! The role that was applied for: beside its cue words, in the subject, before a gender mark.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::cues::{Cue, Hit};
use super::names::{is_connector, is_nameish, last_words, phrase_after, phrase_before, words_from};
use super::sign::Sign;
use super::text::{Part, Piece};
use super::{Look, Stated};
use crate::reading::Class;
use crate::reading::time::Lang;

/// Nouns that a title ends with, or in French and Spanish begins with.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "engineer", "coder", "invigilator", "mediator", "grower", "substitute", "relations", "csr", "clinician",
    "cleaner", "technologist", "examinations", "lamplighter", "engineers", "developer", "analyst", "manager",
    "director", "designer", "scientist", "specialist", "coordinator", "co-ordinator", "assistant", "associate",
    "administrator", "supervisor", "inspector", "editor", "librarian", "pharmacist", "nurse", "teacher",
    "technician", "consultant", "architect", "accountant", "clerk", "officer", "executive", "representative", "rep",
    "lead", "head", "planner", "buyer", "driver", "operator", "mechanic", "electrician", "welder", "chef", "cook",
    "baker", "barista", "server", "porter", "cleaner", "guard", "warden", "researcher", "fellow", "lecturer",
    "professor", "tutor", "writer", "copywriter", "producer", "photographer", "intern", "internship", "trainee",
    "apprentice", "apprenticeship", "paralegal", "attorney", "lawyer", "solicitor", "counsel", "secretary",
    "receptionist", "bookkeeper", "controller", "auditor", "adviser", "advisor", "agent", "broker", "trader",
    "underwriter", "actuary", "examiner", "dispatcher", "strategist", "marketer", "merchandiser", "stylist",
    "therapist", "counselor", "counsellor", "physician", "doctor", "surgeon", "dentist", "hygienist", "veterinarian",
    "paramedic", "carer", "caregiver", "worker", "labourer", "laborer", "foreman", "superintendent", "surveyor",
    "estimator", "scheduler", "expert", "steward", "hostess", "waiter", "waitress", "bartender", "owner",
    "tester", "programmer", "admin", "sommelier", "curator", "archivist", "conservator", "registrar", "ranger",
    "gardener", "translator", "interpreter", "liaison", "generalist", "recruiter", "trainer", "instructor", "coach",
    "principal", "dean", "chaplain", "pilot", "captain", "attendant", "rider", "courier", "picker", "packer",
    "machinist", "fitter", "plumber", "carpenter", "joiner", "painter", "roofer", "builder", "keeper", "aide",
    "practitioner", "midwife", "dietitian", "nutritionist", "optometrist", "optician", "radiographer", "sonographer",
    "phlebotomist", "physiotherapist", "psychologist", "biologist", "chemist", "physicist", "geologist", "ecologist",
    "statistician", "economist", "mathematician", "geographer", "cartographer", "hydrologist", "toxicologist",
    "epidemiologist", "biostatistician", "bioinformatician", "linguist", "lexicographer", "proofreader",
    "journalist", "reporter", "correspondent", "columnist", "animator", "illustrator", "artist", "musician",
    "engineer-in-test", "sre", "devops", "qa", "dba", "cto", "cfo", "coo", "ceo", "vp", "president", "chief",
    "superviser", "handyman", "janitor", "custodian", "housekeeper", "concierge", "dispatch", "teller", "cashier",
    "salesperson", "seller", "stocker", "loader", "handler", "assembler", "fabricator", "installer", "repairer",
    "rigger", "scaffolder", "bricklayer", "mason", "glazier", "tiler", "butcher", "fishmonger", "florist",
    "jeweller", "tailor", "seamstress", "upholsterer", "groomer", "farrier", "groom", "farmhand", "forester",
    "arborist", "landscaper", "agronomist", "winemaker", "brewer", "distiller", "cellarhand", "deckhand", "bosun",
    "mate", "marshal", "detective", "firefighter", "lifeguard", "postdoc", "postdoctoral", "docent", "lectureship",
    "fellowship", "clerkship", "traineeship", "placement", "partner", "master", "ops", "crew", "sales", "support",
    "operative", "chair", "organiser", "organizer", "negotiator", "valuer", "appraiser", "assessor", "adjuster",
    "collector", "investigator", "monitor", "ambassador", "evangelist", "advocate", "moderator", "facilitator",
    "builder", "scout", "technologist", "pathologist", "teacher's", "lts", "sitter", "nanny", "tcp", "officer,",
    "dj", "stagehand", "usher", "docents", "photographer,", "handler,", "mentor", "minister", "pastor", "organist",
    "choreographer", "dancer", "actor", "setter", "turner", "grinder", "presser", "sewer", "tiler", "cutter",
    "staff", "professional",
    // German
    "ingenieur", "entwickler", "leiter", "berater", "kraft", "fachkraft", "kaufmann", "kauffrau", "kaufleute",
    "assistenz", "assistent", "referent", "arzt", "ärztin", "pfleger", "lehrer", "meister", "techniker",
    "angestellte", "angestellter", "pädagoge", "pädagogin", "sachbearbeiter", "sachbearbeitung", "mitarbeiter",
    "buchhalter", "buchhaltung", "werkstudent", "praktikant", "praktikum", "azubi", "auszubildende",
    "auszubildender", "erzieher", "verkäufer", "koch", "köchin", "bäcker", "schlosser", "elektriker", "elektroniker",
    "mechaniker", "mechatroniker", "monteur", "schreiner", "tischler", "fahrer", "disponent", "einkäufer", "planer",
    "architekt", "jurist", "anwalt", "redakteur", "redaktion", "volontär", "volontariat", "wissenschaftler",
    "laborant", "informatiker", "administrator", "techniker", "zeichner", "bauleiter", "helfer", "gehilfe",
    "fachwirt", "betreuer", "therapeut", "apotheker", "trainer", "manager", "controller", "spezialist", "experte",
    "koordinator", "sekretär", "sekretariat", "hausmeister", "gärtner", "florist", "friseur", "kellner", "pilot",
    "stelle", "ausbildung", "geschäftsführung", "leitung", "beratung", "assistentin", "bibliothekar", "gestalter",
    "designer", "produktmanager", "kassierer", "reiniger", "bediener", "führer", "führerin", "weber", "konditor",
    "sozialarbeiter", "sozialberatung", "schulbegleitung", "texter", "übersetzer", "dolmetscher", "prüfer",
    "gutachter", "trainee", "hilfskraft", "doktorand", "postdoktorand", "professur", "dozent", "pflegefachkraft",
    "fachangestellte", "lageristin", "lagerist", "zusteller", "betriebswirt", "aushilfe", "bürokraft",
    // French
    "ingénieur", "ingénieure", "développeur", "développeuse", "chargé", "chargée", "responsable", "technicien",
    "technicienne", "comptable", "directeur", "directrice", "infirmier", "infirmière", "conseiller", "conseillère",
    "gestionnaire", "vendeur", "vendeuse", "analyste", "professeur", "professeure", "animateur", "animatrice",
    "assistante", "cheffe", "boulanger", "boulangère", "cuisinier", "cuisinière", "serveur", "serveuse",
    "aide-soignant", "aide-soignante", "éducateur", "éducatrice", "formateur", "formatrice", "rédacteur",
    "rédactrice", "concepteur", "conceptrice", "graphiste", "architecte", "juriste", "avocat", "avocate",
    "secrétaire", "commercial", "commerciale", "acheteur", "acheteuse", "magasinier", "magasinière", "conducteur",
    "conductrice", "chauffeur", "mécanicien", "électricien", "soudeur", "menuisier", "plombier", "jardinier",
    "agent", "opérateur", "opératrice", "consultante", "médecin", "pharmacien", "pharmacienne", "bibliothécaire",
    "documentaliste", "journaliste", "stagiaire", "alternant", "alternante", "apprenti", "apprentie", "coordinateur",
    "coordinatrice", "coordonnateur", "chercheur", "chercheuse", "laborantin", "préparateur", "préparatrice", "hôte",
    "hôtesse", "réceptionniste", "gouvernante", "pâtissier", "pâtissière", "régisseur", "médiateur", "médiatrice",
    "traducteur", "traductrice", "auxiliaire", "géomètre", "dessinateur", "dessinatrice", "ébéniste", "libraire",
    "caissier", "caissière", "contrôleur", "contrôleuse", "instituteur", "orthophoniste", "psychologue",
    "kinésithérapeute", "vétérinaire", "sommelière", "chef",
    // Spanish
    "ingeniero", "ingeniera", "desarrollador", "desarrolladora", "analista", "técnico", "técnica", "administrativo",
    "administrativa", "jefe", "jefa", "auxiliar", "contable", "directora", "enfermero", "enfermera", "profesor",
    "profesora", "maestro", "maestra", "dependiente", "dependienta", "camarero", "camarera", "cocinero", "cocinera",
    "conductor", "conductora", "mecánico", "mecánica", "electricista", "soldador", "soldadora", "carpintero",
    "fontanero", "jardinero", "operario", "operaria", "mozo", "moza", "asesor", "asesora", "consultor", "consultora",
    "abogado", "abogada", "médico", "médica", "farmacéutico", "farmacéutica", "bibliotecario", "bibliotecaria",
    "periodista", "becario", "becaria", "coordinador", "coordinadora", "investigador", "investigadora",
    "recepcionista", "gobernanta", "pastelero", "pastelera", "panadero", "panadera", "traductor", "traductora",
    "arquitecto", "arquitecta", "diseñador", "diseñadora", "comercial", "comprador", "compradora", "vendedor",
    "vendedora", "encargado", "encargada", "educador", "educadora", "monitor", "monitora", "limpiador", "limpiadora",
    "repartidor", "repartidora", "programador", "programadora", "gestor", "gestora", "supervisor", "supervisora",
    "contador", "contadora", "gerente", "redactor", "redactora", "psicólogo", "psicóloga", "trabajador",
    "trabajadora", "fisioterapeuta", "veterinario", "veterinaria", "socorrista", "archivero", "archivera",
    "restaurador", "restauradora", "guía", "ayudante", "oficial", "delegado", "delegada", "prácticas",
];

static HEAD_SET: LazyLock<BTreeSet<&str>> = LazyLock::new(|| HEADS.iter().copied().collect());

/// Endings of German titles, which are written together and feminine or not.
#[rustfmt::skip]
const GERMAN_ENDINGS: &[&str] = &[
    "ingenieur", "entwickler", "leiter", "berater", "kraft", "kaufmann", "kauffrau", "assistent", "assistenz",
    "referent", "pfleger", "lehrer", "meister", "techniker", "angestellte", "angestellter", "pädagoge", "pädagogin",
    "bearbeiter", "mitarbeiter", "buchhalter", "student", "praktikant", "erzieher", "verkäufer", "schlosser",
    "elektroniker", "mechaniker", "monteur", "fahrer", "planer", "architekt", "anwalt", "redakteur",
    "wissenschaftler", "laborant", "informatiker", "zeichner", "helfer", "betreuer", "therapeut", "berechner",
    "arzt", "fachkraft", "leitung", "gestalter", "manager", "spezialist", "entwicklung", "sachbearbeitung",
    "beratung", "buchhaltung", "pilot", "arbeiter", "wirt", "warter", "prüfer", "führer", "hilfe", "kellner", "koch",
    "bäcker",
];

/// Whether a word is a title's noun.
pub fn is_head(word: &str) -> bool {
    let low = word
        .trim_matches(|c: char| !c.is_alphanumeric() && c != '.')
        .to_lowercase();
    if HEAD_SET.contains(low.as_str()) {
        return true;
    }
    // "Analysts", "Sachbearbeiterin", "Mitarbeiter:in", "Ingénieur·e".
    let base = low
        .split([':', '*', '·', '/', '('])
        .next()
        .unwrap_or_default();
    if HEAD_SET.contains(base) || base.strip_suffix('s').is_some_and(|b| HEAD_SET.contains(b)) {
        return true;
    }
    let base = base.strip_suffix("in").unwrap_or(base);
    HEAD_SET.contains(base) || (base.len() > 6 && GERMAN_ENDINGS.iter().any(|e| base.ends_with(e)))
}

/// Whether a phrase holds a title's noun.
pub fn has_head(phrase: &str) -> bool {
    phrase
        .split(|c: char| c.is_whitespace() || "-/,".contains(c))
        .any(is_head)
}

struct Candidate {
    weight: u32,
    part: Part,
    from: usize,
    to: usize,
}

/// The role, with its place.
pub fn read(look: &Look, sign: &Sign) -> Option<Stated> {
    let mut found: Vec<Candidate> = Vec::new();
    let romance = matches!(look.pieces.language, Lang::Fr | Lang::Es);
    // What the thread was about is no word of an automatic reply.
    let answers = look.class == Class::AutomaticReply;
    let pieces: &[&Piece] = if answers {
        &[&look.pieces.text]
    } else {
        &[&look.pieces.text, &look.pieces.subject]
    };
    for piece in pieces {
        for hit in &piece.hits {
            beside(piece, hit, romance, &mut found);
        }
        by_number(piece, &mut found);
    }
    if !answers {
        let subject = &look.pieces.subject;
        segments(subject, (0, subject.text.len()), 4, romance, &mut found);
    }
    lines(look, sign, &mut found);
    let best = found
        .iter()
        .max_by_key(|c| (c.weight, c.part == Part::Text, std::cmp::Reverse(c.from)))?;
    if best.weight < 3 {
        return None;
    }
    let piece = match best.part {
        Part::Subject => &look.pieces.subject,
        Part::Text | Part::Signature | Part::From | Part::Calendar => &look.pieces.text,
    };
    let value = piece.text.get(best.from..best.to)?;
    Some(Stated {
        value: tidy(value),
        found: piece.found(best.from, best.to),
    })
}

fn beside(piece: &Piece, hit: &Hit, romance: bool, found: &mut Vec<Candidate>) {
    let range = match hit.cue {
        Cue::RoleBefore => before(piece, hit),
        Cue::RoleMark => phrase_before(piece.text, hit.from).map(|r| (r, 6)),
        Cue::RoleAfter => after(piece, hit, romance),
        Cue::RoleField => {
            field(piece, hit).map(|(r, w)| (if romance { extended(piece.text, r) } else { r }, w))
        }
        Cue::CompanyAfter
        | Cue::CompanyMaybe
        | Cue::CompanyBefore
        | Cue::CompanyField
        | Cue::Client
        | Cue::Meeting
        | Cue::OnlyMe
        | Cue::Met
        | Cue::Video
        | Cue::Phone
        | Cue::Onsite
        | Cue::Booking
        | Cue::Decline => None,
    };
    let Some((range, weight)) = range else { return };
    let Some((from, to)) = trimmed(piece, range) else {
        return;
    };
    found.push(Candidate {
        weight,
        part: piece.part,
        from,
        to,
    });
}

/// Words between an article and "position" that name nothing.
#[rustfmt::skip]
const EMPTY: &[&str] = &[
    "angebot", "búsqueda", "challenge", "ausbildung", "challenge", "doch", "keine", "kein", "test", "zweitgespräch", "erstgespräch", "convocatoria", "nuestra", "notre",
    "title", "host",
    "einladung", "vorstellungsgespräch", "bewerbungsgespräch", "assessment-center", "eignungsgespräch", "vorstellungsrunde", "erste", "recrutement", "entretien", "urgent", "bewerbung", "gespräch", "termin", "stelle", "absage", "zusage", "entrevista", "selección", "convocation", "offre", "poste", "puesto", "candidature", "candidatura", "application", "invitation", "confirmed", "reminder", "update", "offer", "rückfrage", "interview", "re", "betreff", "objet", "asunto", "vacante", "oferta", "einladung:", "stellenausschreibung", "proceso", "concours", "senior-stelle", "recruitment", "status", "vorstellungstermin", "ihre", "unsere", "kennenlernen", "probearbeiten",
    "open", "current", "same", "new", "this", "any", "right", "ideal", "another", "other", "similar", "above",
    "following", "next", "first", "second", "final", "job", "advertised", "available", "particular", "specific",
    "relevant", "suitable", "full-time", "part-time", "remote", "phone", "video", "your", "initial", "short",
    "virtual", "vacant", "exciting", "great", "permanent", "round", "1st", "2nd", "onsite", "on-site", "technical",
    "panel", "telephone", "in-person", "online", "zoom", "teams", "screening", "your", "an", "a", "the", "our",
    "one-way", "hiring", "said", "posted", "future", "such", "different", "lead", "top", "dream", "that", "best",
    "posting", "informal", "brief", "half-hour", "second-round", "first-round", "scheduled", "upcoming", "previous",
    "original", "whole", "every", "each", "ref", "reference", "req", "requisition", "tomorrow's", "today's", "zoom",
    "skype", "teams",
];

/// "for the Data Analyst position".
fn before(piece: &Piece, hit: &Hit) -> Option<((usize, usize), u32)> {
    let is_interview = piece.low_at((hit.from, hit.to)).starts_with("interview");
    let line_from = piece.line_at(hit.from).0;
    let words = last_words(piece.text.get(line_from..hit.from)?, line_from, 9);
    // Back to the article, where there is one: a lower-case title stands after it.
    let mut range: Option<(usize, usize)> = None;
    let mut capital = false;
    let mut article = false;
    for word in words.iter().rev() {
        let low = word.text.to_lowercase();
        if word.text.is_empty() || (word.closes && !(range.is_some() && word.text.ends_with(','))) {
            break;
        }
        if matches!(
            low.as_str(),
            "the" | "our" | "a" | "an" | "your" | "this" | "for" | "as" | "el" | "la"
        ) {
            article = true;
            break;
        }
        if !(is_nameish(word.text)
            || is_connector(&low)
            || low
                .chars()
                .all(|c| c.is_alphanumeric() || "-/&'+#.".contains(c)))
        {
            break;
        }
        capital |= is_nameish(word.text);
        range = Some((word.from, range.map_or(word.to, |r| r.1)));
        if word.opens {
            break;
        }
    }
    let whole = range?;
    let phrase = phrase_before(piece.text, hit.from);
    if let Some(phrase) = phrase.filter(|_| capital) {
        let headed = has_head(piece.text.get(phrase.0..phrase.1)?);
        let weight = match (headed, is_interview) {
            (true, false) => 6,
            (true, true) => 5,
            (false, false) => 4,
            (false, true) => return None,
        };
        return Some((phrase, weight));
    }
    let text = piece.text.get(whole.0..whole.1)?;
    let count = text.split_whitespace().count();
    (article
        && !is_interview
        && count <= 5
        && has_head(text)
        && text.split_whitespace().next_back().is_some_and(is_head))
    .then_some((whole, 4))
}

/// "post of Production Editor", "applying for Data Analyst".
fn after(piece: &Piece, hit: &Hit, romance: bool) -> Option<((usize, usize), u32)> {
    let start = skip_articles(piece.text, hit.to);
    let lower = || {
        let word = words_from(piece.text, start).next()?;
        (romance && is_head(word.text)).then_some((word.from, word.to))
    };
    let mut phrase = phrase_after(piece.text, start).or_else(lower)?;
    if romance {
        phrase = extended(piece.text, phrase);
    }
    let text = piece.text.get(phrase.0..phrase.1)?;
    let cue = piece.low_at((hit.from, hit.to));
    let headed = has_head(text);
    let sure = cue.ends_with(" of")
        || cue.ends_with(" als")
        || cue.ends_with(" as")
        || cue.ends_with("poste de")
        || cue.ends_with("puesto de")
        || cue.ends_with("vacante de")
        || cue.ends_with(" d'")
        || cue.starts_with("vacancy")
        || cue.contains("stelle");
    let weak = matches!(
        cue,
        "for the"
            | "for"
            | "as"
            | "für"
            | "pour"
            | "para"
            | "als"
            | "sélection"
            | "position"
            | "role"
            | "stelle"
            | "bewerbung"
            | "comme"
            | "vacante"
            | "puesto"
            | "interest in"
            | "interested in"
            | "gespräch"
            | "praktikum"
            | "alternance"
            | "offer you"
            | "ausschreibung"
            | "looking for"
            | "search for"
            | "interview for"
            | "l'offre"
            | "offre de"
            | "du poste"
            | "au poste"
            | "candidature :"
            | "candidature -"
            | "candidature –"
            | "oferta de"
    );
    match (headed, sure, weak) {
        (true, _, false) => Some((phrase, 6)),
        (true, _, true) => Some((phrase, 5)),
        (false, true, _) => Some((phrase, 4)),
        // "Applying for Front of House": in capitals, and nothing of a company about it.
        (false, false, false) if cue.ends_with(" for") && !cue.starts_with("interview") => {
            Some((phrase, 3))
        }
        (false, false, _) => None,
    }
}

/// "Chargée de communication", "Ingénieur logiciel": French and Spanish titles go on in small letters.
fn extended(text: &str, (from, to): (usize, usize)) -> (usize, usize) {
    const STOPS: &[&str] = &[
        "chez",
        "au",
        "aux",
        "dans",
        "a",
        "est",
        "ha",
        "que",
        "sera",
        "nous",
        "con",
        "par",
        "qui",
        "no",
        "ne",
        "ont",
        "vous",
        "et",
        "y",
        "se",
        "sur",
        "con",
        "por",
        "avec",
        "le",
        "el",
        "la",
        "les",
        "los",
        "car",
        "mais",
        "pero",
        "n'a",
        "n'est",
        "est",
        "queda",
        "suite",
        "reçue",
        "publié",
        "publiée",
        "ouvert",
        "vacant",
        "vacante",
        "bien",
        "has",
        "hemos",
        "fue",
        "ya",
        "avons",
        "auprès",
        "nuestra",
        "nuestro",
        "notre",
        "nos",
        "su",
        "votre",
        "cette",
        "este",
        "esta",
        "sous",
        "référence",
    ];
    let Some(first) = text.get(from..to).and_then(|t| t.split_whitespace().next()) else {
        return (from, to);
    };
    let closed = text
        .get(to..)
        .and_then(|r| r.chars().next())
        .is_some_and(|c| ",.;:!?)»\"".contains(c));
    if !is_head(first) || closed {
        return (from, to);
    }
    let mut end = to;
    let mut linked = false;
    for word in words_from(text, to).take(7) {
        let low = word.text.to_lowercase();
        let link = matches!(
            low.as_str(),
            "de" | "du" | "des" | "en" | "à" | "del" | "d" | "aux" | "et" | "y"
        );
        let article = linked
            && matches!(
                low.as_str(),
                "la" | "el" | "los" | "las" | "l" | "le" | "les"
            );
        let letters = word
            .text
            .chars()
            .all(|c| c.is_alphabetic() || "'’-/".contains(c))
            && !word.text.is_empty();
        if word.opens || !letters || (!link && !article && (STOPS.contains(&low.as_str()))) {
            break;
        }
        linked = link || article;
        if !linked {
            end = word.to;
        }
        if word.closes {
            break;
        }
    }
    (from, end)
}

fn skip_articles(text: &str, at: usize) -> usize {
    let mut at = at;
    for word in words_from(text, at).take(4) {
        let low = word.text.to_lowercase();
        if word.opens {
            at = word.from;
            break;
        }
        if matches!(
            low.as_str(),
            "the"
                | "our"
                | "a"
                | "an"
                | "as"
                | "your"
                | "de"
                | "la"
                | "le"
                | "el"
                | "un"
                | "une"
                | "una"
                | "der"
                | "die"
                | "des"
                | "als"
                | "eine"
                | "einer"
                | "eines"
                | "einen"
                | "ein"
                | "role"
                | "position"
                | "post"
                | "job"
                | "poste"
                | "puesto"
                | "d"
                | "of"
                | "stelle"
                | "nom"
                | "position:"
                | "den"
                | "zum"
                | "zur"
                | "–"
                | "-"
                | ":"
                | "l"
        ) && !word.closes
        {
            at = word.to;
        } else {
            break;
        }
    }
    at
}

/// "Position: Data Analyst".
fn field(piece: &Piece, hit: &Hit) -> Option<((usize, usize), u32)> {
    let at_start = piece.text.get(..hit.from).is_some_and(|b| {
        b.trim_end_matches([' ', '*', '-', '•']).ends_with('\n') || b.trim().is_empty()
    });
    let cue = piece.low_at((hit.from, hit.to));
    if !at_start && piece.part == Part::Text {
        return None;
    }
    let phrase = phrase_after(piece.text, hit.to)?;
    let text = piece.text.get(phrase.0..phrase.1)?;
    let named = matches!(
        cue,
        "position:"
            | "role:"
            | "job title:"
            | "title:"
            | "position title:"
            | "vacancy:"
            | "stelle:"
            | "poste:"
            | "puesto:"
            | "vacante:"
            | "stellenbezeichnung:"
            | "position applied for:"
    );
    match (has_head(text), named) {
        (true, _) => Some((phrase, 5)),
        (false, true) => Some((phrase, 4)),
        (false, false) => None,
    }
}

/// Whether a subject (in lower case) is an answer's.
pub fn is_answer(subject: &str) -> bool {
    let start = subject.trim_start_matches([' ', '[']);
    [
        "re:",
        "re :",
        "aw:",
        "antw:",
        "rv:",
        "sv:",
        "odp:",
        "ynt:",
        "r:",
        "automatic reply",
        "out of office",
        "automatische antwort",
        "abwesenheit",
        "réponse automatique",
        "respuesta automática",
        "out for",
    ]
    .iter()
    .any(|mark| start.starts_with(mark))
}

/// "JR-31877 Claims Examiner II", "Programme Associate (VA/2026/31177)": a title beside its number.
fn by_number(piece: &Piece, found: &mut Vec<Candidate>) {
    let mut at = 0;
    for line in piece.text.split('\n').take(200) {
        let base = at;
        at += line.len() + 1;
        if line.len() > 600 {
            continue;
        }
        for word in words_from(line, 0) {
            let digits = word.text.chars().filter(char::is_ascii_digit).count();
            let marked = word.text.contains(['-', '/']) || digits >= 5;
            if digits < 3 || !marked || word.text.contains([':', '@', '€', '$', '£', '+']) {
                continue;
            }
            let bracket = line.get(..word.from).is_some_and(|b| {
                b.trim_end_matches(char::is_alphabetic)
                    .trim_end()
                    .ends_with('(')
            });
            let range = if bracket {
                let open = line
                    .get(..word.from)
                    .and_then(|b| b.rfind('('))
                    .unwrap_or(word.from);
                phrase_before(piece.text, base + open)
            } else if word.closes {
                None
            } else {
                phrase_after(piece.text, base + word.to)
                    .filter(|(from, _)| *from <= base + word.to + 3)
            };
            let Some((from, to)) = range.and_then(|r| trimmed(piece, r)) else {
                continue;
            };
            if piece.text.get(from..to).is_some_and(has_head) {
                found.push(Candidate {
                    weight: 5,
                    part: piece.part,
                    from,
                    to,
                });
            }
        }
    }
}

/// Short lines of the text that begin with a title; the sign-off's titles are the sender's own.
fn lines(look: &Look, sign: &Sign, found: &mut Vec<Candidate>) {
    let text = &look.pieces.text;
    let end = sign
        .lines
        .iter()
        .filter(|l| l.part == Part::Text)
        .map(|l| l.from)
        .min()
        .unwrap_or(text.text.len());
    let mut at = 0;
    for line in text.text.split('\n').take(40) {
        let (from, to) = (at, at + line.len());
        at = to + 1;
        if from >= end {
            break;
        }
        let named = line
            .split_once(',')
            .is_some_and(|(head, _)| super::names::is_person(head.trim()));
        if line.len() <= 80
            && !named
            && !line.trim().is_empty()
            && !line.trim_end().ends_with(['.', '!', '?'])
            && !line.contains('@')
        {
            segments(
                text,
                (from, to),
                3,
                matches!(look.pieces.language, Lang::Fr | Lang::Es),
                found,
            );
        }
    }
}

/// "Dispatch Supervisor - quick phone call?": a piece of a subject or line that is a title.
fn segments(
    subject: &Piece,
    (start_at, end_at): (usize, usize),
    weight: u32,
    romance: bool,
    found: &mut Vec<Candidate>,
) {
    let mut from = start_at;
    let text = subject.text.get(..end_at).unwrap_or_default();
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (i, c) in text
        .get(start_at..)
        .unwrap_or_default()
        .char_indices()
        .map(|(i, c)| (i + start_at, c))
    {
        let spaced = matches!(c, '-' | '–' | '—' | '@' | '/')
            && text.get(..i).is_some_and(|b| b.ends_with(' '))
            && text
                .get(i + c.len_utf8()..)
                .is_some_and(|a| a.starts_with(' '));
        let end = matches!(
            c,
            '|' | ':' | ',' | '(' | ')' | '!' | '?' | ';' | '"' | '“' | '”' | '„'
        );
        if spaced || end {
            cuts.push((from, i));
            from = i + c.len_utf8();
        }
    }
    cuts.push((from, text.len()));
    for (from, to) in cuts {
        let Some(piece) = text.get(from..to) else {
            continue;
        };
        let start = from + piece.len() - piece.trim_start().len();
        let Some(trim) = text.get(start..to).map(str::trim_end) else {
            continue;
        };
        let end = start + trim.len();
        let low = trim.to_lowercase();
        let stop = [
            " at ",
            " with ",
            " bei ",
            " chez ",
            " en ",
            " in ",
            " for ",
            " position",
            " role",
            " interview",
            " application",
            " job",
            " vacancy",
            " opening",
            " offer",
            " post",
        ]
        .iter()
        .filter_map(|mark| low.find(mark))
        .min()
        .filter(|_| low.len() == trim.len());
        let end = stop.map_or(end, |i| start + i);
        let lower = || {
            let word = words_from(text, start).next()?;
            let small = text.get(start..end).is_some_and(|s| {
                subject.part == Part::Subject
                    && s.split_whitespace().count() <= 3
                    && s.split_whitespace().next_back().is_some_and(is_head)
            });
            ((romance && is_head(word.text)) || small).then_some((word.from, word.to))
        };
        let Some(mut phrase) = phrase_after(text, start).or_else(lower) else {
            continue;
        };
        if romance {
            phrase = extended(text, phrase);
        }
        let (pfrom, mut pto) = phrase;
        let segment = text.get(start..end).unwrap_or_default();
        let words = segment.split_whitespace().count();
        if subject.part == Part::Subject
            && pfrom == start
            && (2..=4).contains(&words)
            && segment.split_whitespace().next_back().is_some_and(is_head)
            && segment
                .chars()
                .all(|c| c.is_alphabetic() || " -/&".contains(c))
        {
            pto = end;
        }
        let (pfrom, pto) = (pfrom, pto.min(end));
        if pfrom != start || pto < end || pto <= pfrom {
            continue;
        }
        let Some((from, to)) = trimmed(subject, (pfrom, pto)) else {
            continue;
        };
        let title = text.get(from..to).unwrap_or_default();
        let whole = from == pfrom || title.chars().next().is_some_and(char::is_uppercase);
        if has_head(title) && whole {
            found.push(Candidate {
                weight,
                part: subject.part,
                from,
                to,
            });
        }
    }
}

/// Without reference numbers at the front, empty words, gender marks and trailing small words.
fn trimmed(piece: &Piece, (from, to): (usize, usize)) -> Option<(usize, usize)> {
    let words: Vec<_> = words_from(piece.text.get(..to)?, from).collect();
    // "Superday for the Operations Analyst".
    let mut first = words
        .iter()
        .rposition(|w| matches!(w.text, "for" | "für" | "pour" | "para"))
        .filter(|at| words.iter().skip(at + 1).any(|w| is_head(w.text)))
        .map_or(0, |at| at + 1);
    while let Some(word) = words.get(first) {
        let low = word.text.to_lowercase();
        let number = word.text.chars().filter(char::is_ascii_digit).count() >= 3;
        if number || EMPTY.contains(&low.as_str()) || is_connector(&low) || low == "-" || low == "–"
        {
            first += 1;
        } else {
            break;
        }
    }
    let mut last = words.len();
    while last > first {
        let word = words.get(last - 1)?;
        let low = word.text.to_lowercase();
        let number = word.text.chars().filter(char::is_ascii_digit).count() >= 3;
        if is_connector(&low)
            || number
            || matches!(
                low.as_str(),
                "position" | "role" | "job" | "post" | "vacancy" | "opening" | "team"
            )
        {
            last -= 1;
        } else {
            break;
        }
    }
    let (first, last) = (words.get(first)?, words.get(last.checked_sub(1)?)?);
    let text = piece.text.get(first.from..last.to)?;
    let count = text.split_whitespace().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 2 && count <= 9 && first.from < last.to).then_some((first.from, last.to))
}

fn tidy(value: &str) -> String {
    let value = value.trim();
    let cut = value.find(['(', '\n']).unwrap_or(value.len());
    value
        .get(..cut)
        .unwrap_or(value)
        .trim_matches(|c: char| c.is_whitespace() || "\"'*,.;:–-".contains(c))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
