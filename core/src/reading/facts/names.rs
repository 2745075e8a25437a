//! What is a name: phrases in capitals, names of people, names of organisations, and the furniture around them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A word of a text with its place, without the marks around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    pub text: &'a str,
    pub from: usize,
    pub to: usize,
    /// A mark after it ends a phrase.
    pub closes: bool,
    /// A mark before it begins one.
    pub opens: bool,
}

/// No phrase is longer, in bytes: what is made of one character must not be read again from each of its places.
const REACH: usize = 2048;
/// What is longer is no word.
const LONGEST: usize = 320;

/// The words of one line from a position on.
pub fn words_from(text: &str, at: usize) -> impl Iterator<Item = Word<'_>> {
    let rest = text.get(at..).unwrap_or_default();
    let rest = rest.get(..rest.floor_char_boundary(REACH)).unwrap_or(rest);
    let line = rest.split('\n').next().unwrap_or_default();
    pieces(line, at)
}

fn pieces(line: &str, base: usize) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..)?;
        let skipped = rest.len() - rest.trim_start().len();
        let start = at + skipped;
        let rest = line.get(start..)?;
        if rest.is_empty() {
            return None;
        }
        let window = rest.get(..rest.floor_char_boundary(LONGEST))?;
        let length = match window.find(char::is_whitespace) {
            None if window.len() < rest.len() => return None,
            found => found.unwrap_or(rest.len()),
        };
        at = start + length;
        Some(word(rest.get(..length)?, base + start))
    })
}

const OPENING: &[char] = &[
    '"', '\'', '(', '[', '«', '*', '_', '<', '„', '“', '‘', '{', '·', '•',
];
const CLOSING: &[char] = &[
    '"', '\'', ')', ']', '»', '*', '_', '>', '”', '“', '’', ',', '.', ';', ':', '!', '?', '…', '}',
    '|',
];

/// Ends of words that are abbreviations, not ends of sentences.
const ABBREVIATED: &[&str] = &[
    "st.", "dr.", "mr.", "mrs.", "ms.", "prof.", "inc.", "co.", "ltd.", "sr.", "jr.", "corp.",
    "e.v.", "ing.", "bros.", "o.o.", "z", "dipl.", "s.a.", "s.l.", "ph.d.", "dept.", "asst.",
    "sen.", "mt.", "sra.", "fr.", "hr.", "ra.", "mme.",
];

fn word(raw: &str, from: usize) -> Word<'_> {
    let body = raw.trim_start_matches(OPENING);
    let opens = body.len() < raw.len();
    let start = from + raw.len() - body.len();
    let lower_ends = body.to_ascii_lowercase();
    let initial = body.chars().count() == 2
        && body.ends_with('.')
        && body.chars().next().is_some_and(char::is_uppercase);
    if ABBREVIATED.contains(&lower_ends.as_str()) || initial {
        return Word {
            text: body,
            from: start,
            to: start + body.len(),
            closes: false,
            opens,
        };
    }
    let core = body.trim_end_matches(CLOSING);
    Word {
        text: core,
        from: start,
        to: start + core.len(),
        closes: core.len() < body.len(),
        opens,
    }
}

/// Words that begin sentences or name time, never a thing.
#[rustfmt::skip]
const NO_NAME: &[&str] = &[
    "i", "we", "you", "your", "our", "my", "the", "this", "that", "these", "it", "please", "thank", "thanks", "dear",
    "hi", "hello", "if", "as", "at", "on", "in", "for", "to", "from", "with", "by", "and", "or", "but", "so", "re",
    "fwd", "fw", "aw", "wg", "tr", "rv", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "january", "february", "march", "april", "may",
    "june", "july", "august", "september", "october", "november", "december", "am", "pm", "et", "est", "edt", "ct",
    "cst", "pt", "pst", "gmt", "bst", "utc", "cet", "ok", "hr", "cv", "ref", "regards", "best", "sie", "ihre", "ihr",
    "ihnen", "wir", "ich", "uns", "unser", "unsere", "der", "die", "das", "dem", "den", "des", "ein", "eine",
    "einer", "einem", "bitte", "vielen", "sehr", "liebe", "lieber", "hallo", "guten", "mit", "für", "bei", "im",
    "am", "zum", "zur", "du", "dein", "deine", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
    "sonntag", "uhr", "frau", "herr", "herrn", "fr", "hr", "vous", "votre", "nous", "notre", "nos", "je", "le", "la",
    "les", "un", "une", "merci", "bonjour", "madame", "monsieur", "cher", "chère", "bien", "lundi", "mardi",
    "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "su", "tu", "nuestro", "nuestra", "el", "los", "las",
    "gracias", "hola", "estimado", "estimada", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado",
    "domingo", "un", "una", "he", "she", "they", "there", "what", "when", "where", "who", "how", "here", "is", "are",
    "be", "not", "no", "yes", "all", "any", "each", "more", "most", "a", "an", "sent", "application", "applications",
    "bewerbung", "candidature", "candidatura", "interview", "invitation", "offer", "mr", "mrs", "ms", "miss",
    "unfortunately", "after", "before", "while", "since", "although", "however", "once", "until", "would", "could",
    "can", "will", "should", "do", "did", "was", "were", "have", "has", "had",
];

static NO_NAMES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| NO_NAME.iter().copied().collect());

/// A small word that names hold inside.
pub fn is_connector(low: &str) -> bool {
    matches!(
        low,
        "of" | "and"
            | "&"
            | "de"
            | "du"
            | "des"
            | "la"
            | "le"
            | "les"
            | "y"
            | "und"
            | "für"
            | "fur"
            | "the"
            | "von"
            | "van"
            | "der"
            | "den"
            | "di"
            | "del"
            | "e"
            | "et"
            | "d"
            | "der/die"
            | "in"
            | "for"
            | "zu"
            | "im"
            | "am"
            | "an"
            | "pour"
            | "en"
            | "el"
            | "los"
            | "las"
            | "+"
            | "o"
            | "for the"
            | "sp."
            | "z"
            | "o.o."
            | "à"
            | "au"
            | "aux"
            | "para"
            | "con"
            | "to"
            | "par"
    )
}

/// Whether a word looks like a part of a name.
pub fn is_nameish(word: &str) -> bool {
    let Some(first) = word.chars().next() else {
        return false;
    };
    if word.contains('@') || word.contains("://") || word.starts_with("www.") {
        return false;
    }
    let upper = first.is_uppercase()
        || (first.is_ascii_digit() && word.chars().any(char::is_alphabetic))
        || word.chars().any(char::is_uppercase);
    upper && !NO_NAMES.contains(word.to_lowercase().as_str())
}

/// The phrase in capitals that begins at a position, over small words inside; at most eight words.
pub fn phrase_after(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut range: Option<(usize, usize)> = None;
    for (count, word) in words_from(text, at).enumerate() {
        if count >= 9 || (word.opens && range.is_some()) {
            break;
        }
        if word.text.is_empty() {
            break;
        }
        let low = word.text.to_lowercase();
        if is_nameish(word.text) || (range.is_some() && (is_number(word.text) || low == "i")) {
            range = Some((range.map_or(word.from, |r| r.0), word.to));
        } else if range.is_none() || !is_connector(&low) {
            break;
        }
        if word.closes {
            break;
        }
    }
    range
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit() || c == '%')
}

/// The phrase in capitals that ends at a position.
pub fn phrase_before(text: &str, at: usize) -> Option<(usize, usize)> {
    let before = text.get(..at)?;
    let line = before.rfind('\n').map_or(0, |i| i + 1);
    let words: Vec<Word> = last_words(before.get(line..)?, line, 9);
    let mut range: Option<(usize, usize)> = None;
    for word in words.iter().rev() {
        let low = word.text.to_lowercase();
        if word.closes || word.text.is_empty() {
            break;
        }
        if is_nameish(word.text) || (range.is_none() && is_numeral(word.text)) {
            range = Some((word.from, range.map_or(word.to, |r| r.1)));
        } else if range.is_none() || !is_connector(&low) {
            break;
        }
        if word.opens {
            break;
        }
    }
    range
}

fn is_numeral(word: &str) -> bool {
    matches!(word, "I" | "II" | "III" | "IV" | "V" | "1" | "2" | "3")
}

/// The last words of a piece of line.
pub fn last_words(line: &str, base: usize, count: usize) -> Vec<Word<'_>> {
    let mut starts = 0;
    let mut seen = 0;
    let mut inside = false;
    for (i, c) in line.char_indices().rev() {
        if c.is_whitespace() {
            if inside {
                seen += 1;
                inside = false;
                if seen >= count {
                    starts = i + c.len_utf8();
                    break;
                }
            }
        } else {
            inside = true;
        }
    }
    pieces(line.get(starts..).unwrap_or_default(), base + starts).collect()
}

/// Words that mark an organisation's name.
#[rustfmt::skip]
pub const ORGANISATION: &[&str] = &[
    "inc", "llc", "ltd", "limited", "plc", "gmbh", "ag", "kg", "se", "sa", "sas", "sarl", "sl", "slu", "s.l", "s.a",
    "bv", "oy", "ab", "as", "mbh", "eg", "ev", "e.v", "mbb", "ohg", "ug", "group", "gruppe", "groupe", "grupo",
    "company", "co", "corp", "corporation", "hospital", "hospitals", "clinic", "university", "college", "school",
    "schools", "council", "county", "city", "foundation", "institute", "museum", "library", "bank", "press",
    "studio", "studios", "labs", "lab", "systems", "software", "technologies", "technology", "tech", "solutions",
    "services", "partners", "associates", "consulting", "logistics", "freight", "energy", "health", "healthcare",
    "care", "insurance", "capital", "media", "games", "networks", "foods", "bakery", "hotel", "hotels", "restaurant",
    "cafe", "café", "brewery", "farms", "farm", "works", "manufacturing", "engineering", "construction",
    "industries", "motors", "airlines", "pharma", "biotech", "therapeutics", "sciences", "analytics", "digital",
    "interactive", "ventures", "holdings", "trust", "society", "association", "union", "department", "agency",
    "stadt", "landkreis", "klinik", "klinikum", "universität", "hochschule", "stiftung", "verein", "verlag", "werke",
    "stadtwerke", "sparkasse", "volksbank", "gemeinde", "schule", "kita", "praxis", "kanzlei", "mairie", "ville",
    "université", "lycée", "clinique", "hôpital", "banque", "société", "cabinet", "agence", "ayuntamiento",
    "universidad", "hospital", "clínica", "fundación", "banco", "colegio", "shire", "district", "mills", "brothers",
    "bros", "sons", "street", "house", "home", "homes", "center", "centre", "church", "academy", "nursery",
    "network", "international", "global", "collective", "cooperative", "co-op", "supply", "supplies", "stores",
    "store", "market", "markets", "shop", "salon", "spa", "gym", "theatre", "theater", "gallery", "mutual",
    "financial", "finance", "credit", "power", "water", "electric", "gas", "transit", "transport", "rail", "airways",
    "marine", "shipping", "robotics", "security", "data", "cloud", "legal", "law", "realty", "properties", "estates",
    "housing", "design", "creative", "productions", "pictures", "records", "entertainment", "sports", "outdoors",
    "apparel", "fashion", "furniture", "kitchen", "kitchens", "coffee", "tea", "wines", "dairy", "steel", "metals",
    "plastics", "chemicals", "materials", "paper", "print", "packaging", "textiles", "optics", "instruments",
    "devices", "medical", "dental", "veterinary", "pharmacy", "diagnostics", "imaging", "genomics", "bio", "agri",
    "agritech", "solar", "wind", "wohnbau", "bau", "haustechnik", "metallbau", "maschinenbau", "technik", "logistik",
    "spedition", "bäckerei", "brauerei", "apotheke", "autohaus", "hotel", "seguros", "energía", "salud",
    "construcciones", "transportes", "bodegas", "assurances", "énergie", "santé", "transports", "boulangerie",
    "librairie",
];

static ORGANISATIONS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| ORGANISATION.iter().copied().collect());

/// Departments, teams and services: never a person, never the employer's own name.
#[rustfmt::skip]
const FURNITURE: &[&str] = &[
    "drh", "pôle", "empfang", "schichtleitung", "karriereportal", "nómina", "reclutamiento", "gestión", "rezeption", "rezeptionsleitung", "kanzlei", "berufungskommission", "secrétariat", "nachrichten", "bewerbungscenter", "clearing", "evaluaciones",
    "team", "teams", "talent", "talents", "academic", "appointments", "unit", "campaign", "concours", "paie",
    "prüfungsamt", "verwaltung", "ausschreibungsstelle", "amministrazione", "biuro", "programs", "assessment",
    "selection", "portal", "viewing", "humano", "dirección", "direction", "administración", "stadtbibliothek",
    "meisterbüro", "secretariat", "sekretariat", "acquisition", "hiring", "recruiting", "recruitment", "recruiter",
    "recruiters", "careers", "career", "jobs", "job", "hr", "human", "resources", "people", "culture", "operations",
    "ops", "notifications", "notification", "no-reply", "noreply", "do-not-reply", "donotreply", "workday",
    "onboarding", "scheduling", "office", "admissions", "support", "staffing", "department", "personal",
    "personalabteilung", "personalservice", "bewerbung", "bewerbungen", "bewerbermanagement", "bewerbungsmanagement",
    "karriere", "recrutement", "recrutements", "rh", "rrhh", "drh", "selección", "empleo", "candidates", "candidate",
    "experience", "interview", "interviews", "desk", "service", "services", "mail", "mailer", "info", "personnel",
    "applicant", "applications", "vacancies", "reply", "do", "not", "via", "the", "&", "and", "und", "et", "y", "de",
    "of", "at", "early", "university", "campus", "employment", "workforce", "terminservice", "recruiting-team",
    "personalteam", "team-", "ressources", "humaines", "recursos", "humanos", "talento",
];

/// Ends of display names and phrases that are taken off until nothing more comes off.
#[rustfmt::skip]
const STRIPPED_ENDS: &[&str] = &[
    "drh", "karriereportal", "berufungskommission", "hr recruiting", "rezeptionsleitung", "gestión humana", "capital humano", "sekretariat", "verwaltung", "reclutamiento", "direction", "personnel", "personal service",
    "talent acquisition group", "talent acquisition team", "talent acquisition", "university recruiting",
    "campus recruiting", "early careers team", "early careers", "human resources", "people & culture",
    "people and culture", "people team", "people operations", "people ops", "hiring team", "recruiting team",
    "recruitment team", "careers team", "talent team", "hr team", "hr department", "recruiting", "recruitment",
    "recruiter", "careers", "career", "talent", "hiring", "jobs", "hr", "notifications", "notification", "no reply",
    "no-reply", "noreply", "do not reply", "donotreply", "autoreply", "workday", "team", "people", "scheduling",
    "staffing", "candidate experience", "interviews", "interview scheduling", "personalabteilung", "personalservice",
    "personalwesen", "bewerbermanagement", "bewerbungsmanagement", "bewerbungen", "bewerbung", "karriere",
    "recrutement", "talents", "fachdienst personal", "personal und organisation", "selection", "public sector",
    "service recrutement", "ressources humaines", "service rh", "rh", "recursos humanos", "rrhh", "selección",
    "talento", "empleo", "recruiting-team", "personal", "applications", "onboarding", "application", "vacancies",
    "hiring system", "recruitment portal", "recruiting office", "jobs team", "personalteam",
    "human resources department", "admissions", "terminservice", "assessments", "assessment", "equipo", "équipe",
    "e-recruiting", "karriereportal", "careers portal", "bewerberportal", "bewerbungsportal", "people ops team",
    "resourcing", "hr services", "hr-team", "recruitment services", "employment",
];
#[rustfmt::skip]
const STRIPPED_STARTS: &[&str] = &[
    "drh ", "pôle rh ", "campus recrutement ", "secrétariat ", "direction ", "dotation ", "pôle recrutement ", "hrd ", "meisterbüro ", "empfang ", "schichtleitung ", "karriereportal ", "jobcenter-partner ", "agenda ", "nómina ", "talento ", "reclutamiento ", "gestión humana ", "capital humano ", "onboarding ", "recrutement ", "service du personnel ", "sekretariat ", "verwaltung ", "geschäftsstelle ", "personalbüro ", "biuro ", "empleo ", "bewerbermanagement ", "personalwesen ", "secretaría ", "administración ", "human resources ", "employment ", "ausschreibungsstelle ", "stellenbörse ", "fachbereich personal ",
    "team ", "talento humano ", "talents ", "jobs ", "hr@", "personalservice ", "service du personnel ",
    "bewerbung ", "l'équipe de ", "equipo de talento ", "oficina de personal ", "gestión de personas ",
    "the team at ", "hr ", "careers at ", "jobs at ", "talent at ", "recruiting at ", "hiring at ", "people at ",
    "recrutement ", "rh ", "rrhh ", "selección ", "karriere bei ", "personalabteilung ", "recruiting ", "equipo ",
    "équipe ", "l'équipe ", "careers ", "recursos humanos ", "ressources humaines ", "personalteam ", "service rh ",
    "equipo de ", "departamento de ", "your ", "das team der ", "dein ", "hiring team at ", "hr team ",
    "recruitment ",
];

/// A name without department, team, service and possessive; `None` where nothing is left.
pub fn without_furniture(name: &str) -> Option<String> {
    let mut out = name
        .trim()
        .trim_matches(|c: char| c.is_whitespace() || "\"',;:|-–—·*()<>".contains(c))
        .to_owned();
    loop {
        let low = crate::reading::clauses::fold(&out);
        let mut cut = None;
        for end in STRIPPED_ENDS {
            if low == *end {
                return None;
            }
            if let Some(head) = low.strip_suffix(end)
                && head.ends_with([' ', '-', '–', '|', ',', '/'])
            {
                cut = Some((0, head.len()));
                break;
            }
        }
        if cut.is_none() {
            for start in STRIPPED_STARTS {
                if low.starts_with(start) && low.len() > start.len() {
                    cut = Some((start.len(), low.len()));
                    break;
                }
            }
        }
        let Some((from, to)) = cut else { break };
        out = out
            .get(from..to)
            .unwrap_or_default()
            .trim_matches(|c: char| c.is_whitespace() || "\"',;:|-–—·*&/".contains(c))
            .to_owned();
    }
    for end in ["'s", "’s", "'"] {
        if let Some(head) = out.strip_suffix(end) {
            out = head.to_owned();
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Whether a name holds a word of organisations.
pub fn has_organisation_word(name: &str) -> bool {
    name.split(|c: char| c.is_whitespace() || ",()".contains(c))
        .map(|w| w.trim_matches(['.', ',', '&']).to_lowercase())
        .any(|w| ORGANISATIONS.contains(w.as_str()))
}

/// Whether a name holds a word of departments.
pub fn has_furniture_word(name: &str) -> bool {
    name.split(|c: char| c.is_whitespace() || ",()".contains(c))
        .map(|w| w.trim_matches(['.', ',']).to_lowercase())
        .any(|w| FURNITURE.contains(&w.as_str()) && !is_connector(&w))
}

#[rustfmt::skip]
const HONORIFICS: &[&str] = &[
    "dr", "prof", "mr", "mrs", "ms", "miss", "mx", "herr", "herrn", "frau", "fr", "madame", "monsieur", "mme", "m",
    "sr", "sra", "dra", "don", "doña", "ing", "dipl-ing", "sir", "señor", "señora", "rev", "principal", "chef",
    "dipl.-ing", "mag", "dr.-ing", "ra", "rain", "hr", "captain", "capt", "professor", "pfarrer", "sister",
];

/// Whether a word is a form of address or an academic title.
pub fn is_honorific(word: &str) -> bool {
    let low = word.trim_end_matches('.').to_lowercase();
    HONORIFICS.contains(&low.as_str())
}

/// Whether a phrase is a person's name: of that form, without words of organisations, departments and trades.
pub fn is_person(name: &str) -> bool {
    has_person_form(name)
        && !has_organisation_word(name)
        && !has_furniture_word(name)
        && !name
            .split_whitespace()
            .filter(|w| !is_honorific(w))
            .any(super::role::is_head)
}

/// One to four words in capitals, of letters alone.
pub fn has_person_form(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let bare: Vec<&&str> = words
        .iter()
        .filter(|w| !is_honorific(w) && !is_particle(w))
        .collect();
    let formed = |w: &str| {
        let w = w.trim_end_matches('.');
        w.chars().next().is_some_and(char::is_uppercase)
            && w.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
            && (w.chars().count() <= 2
                || w.chars().skip(1).any(char::is_lowercase)
                || words.len() > 1)
            && !NO_NAMES.contains(w.to_lowercase().as_str())
    };
    !bare.is_empty() && words.len() <= 5 && bare.len() <= 4 && bare.iter().all(|w| formed(w))
}

fn is_particle(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "de" | "la"
            | "von"
            | "van"
            | "der"
            | "den"
            | "da"
            | "di"
            | "del"
            | "du"
            | "le"
            | "bin"
            | "al"
            | "el"
            | "y"
            | "zu"
            | "ter"
            | "dos"
    )
}

/// Letters and digits alone, lower case, without accents of German, French and Spanish.
pub fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'á' | 'à' | 'â' | 'å' => out.push('a'),
            'í' | 'î' | 'ï' | 'ì' => out.push('i'),
            'ó' | 'ô' | 'ò' | 'ø' => out.push('o'),
            'ú' | 'û' | 'ù' => out.push('u'),
            'ñ' => out.push('n'),
            'ç' => out.push('c'),
            c if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    out
}
