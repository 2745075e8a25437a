//! Names of companies, as far as two mails that write them differently mean the same.

use unicode_normalization::UnicodeNormalization;

/// Legal forms and furniture at the end of a company's name.
const LEGAL: &[&str] = &[
    "inc",
    "incorporated",
    "llc",
    "llp",
    "lp",
    "ltd",
    "limited",
    "plc",
    "corp",
    "corporation",
    "co",
    "company",
    "gmbh",
    "mbh",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "ug",
    "ev",
    "se",
    "sa",
    "sas",
    "sasu",
    "sarl",
    "eurl",
    "sl",
    "slu",
    "srl",
    "spa",
    "bv",
    "nv",
    "ab",
    "as",
    "asa",
    "oy",
    "oyj",
    "aps",
    "pty",
    "pte",
    "pvt",
    "group",
    "gruppe",
    "groupe",
    "grupo",
    "holding",
    "holdings",
    "intl",
    "international",
    "dac",
];

/// What display names add: teams, departments, services.
const FURNITURE: &[&str] = &[
    "talent acquisition group",
    "talent acquisition team",
    "talent acquisition",
    "university recruiting",
    "campus recruiting",
    "early careers team",
    "early careers",
    "human resources",
    "people culture",
    "people team",
    "people operations",
    "hiring team",
    "recruiting team",
    "recruitment team",
    "careers team",
    "talent team",
    "hr team",
    "recruiting",
    "recruitment",
    "recruiter",
    "careers",
    "career",
    "talent",
    "hiring",
    "jobs",
    "hr",
    "notifications",
    "notification",
    "no reply",
    "noreply",
    "do not reply",
    "donotreply",
    "autoreply",
    "personalabteilung",
    "karriere",
    "bewerbermanagement",
    "recrutement",
    "ressources humaines",
    "recursos humanos",
    "seleccion",
    "bewerbung",
    "team",
    "service rh",
    "rh",
    "rrhh",
    "espace candidat",
    "portal de empleo",
    "area candidati",
    "recrutamento",
    "bewerberportal",
    "bewerbungen",
];

/// Services that carry other companies' mail, and words that name nobody.
const VENDORS: &[&str] = &[
    "greenhouse",
    "lever",
    "ashby",
    "workday",
    "myworkday",
    "icims",
    "smartrecruiters",
    "jobvite",
    "taleo",
    "workable",
    "successfactors",
    "brassring",
    "bamboohr",
    "breezy",
    "jazzhr",
    "rippling",
    "gem",
    "personio",
    "teamtailor",
    "recruitee",
    "comeet",
    "hackerrank",
    "codesignal",
    "codility",
    "hirevue",
    "testgorilla",
    "coderpad",
    "coderbyte",
    "karat",
    "calendly",
    "goodtime",
    "modernloop",
    "linkedin",
    "indeed",
    "ziprecruiter",
    "dice",
    "glassdoor",
    "handshake",
    "wellfound",
    "wayup",
    "monster",
    "confidential",
    "undisclosed",
    "stealth",
    "gmail",
    "outlook",
    "yahoo",
];

/// A company's name in lower case, without accents, legal form, display-name furniture and vendor's name; empty where
/// nothing is left that names an employer.
#[must_use]
pub fn normal_company(name: &str) -> String {
    let name = name.trim();
    let name = name.split_once(" @ ").map_or(name, |(company, _)| company);
    let name = name
        .split_once(" via ")
        .map_or(name, |(company, _)| company);
    let name = [" from ", " at ", " on behalf of ", " bei ", " chez "]
        .iter()
        .find_map(|word| name.rsplit_once(word))
        .map_or(name, |(_, company)| company);
    let mut words: Vec<String> = plain_words(&name.replace('&', " "));
    words.retain(|w| !matches!(w.as_str(), "and" | "und" | "et" | "y" | "e"));
    if words.first().is_some_and(|w| w == "the") && words.len() > 1 {
        words.remove(0);
    }
    loop {
        let before = words.len();
        strip_furniture(&mut words);
        while words.len() > 1 && words.last().is_some_and(|w| LEGAL.contains(&w.as_str())) {
            words.pop();
        }
        if words.len() == before {
            break;
        }
    }
    let joined = words.join(" ");
    let nobody = VENDORS.contains(&joined.as_str()) || FURNITURE.contains(&joined.as_str());
    if nobody { String::new() } else { joined }
}

fn strip_furniture(words: &mut Vec<String>) {
    for furniture in FURNITURE {
        let tail: Vec<&str> = furniture.split(' ').collect();
        let ends = words.len() > tail.len()
            && words
                .iter()
                .rev()
                .zip(tail.iter().rev())
                .all(|(word, wanted)| word == wanted);
        if ends {
            words.truncate(words.len() - tail.len());
            return;
        }
        let begins = words.len() > tail.len() && tail.iter().zip(words.iter()).all(|(w, x)| w == x);
        if begins {
            words.drain(..tail.len());
            return;
        }
    }
}

/// Words in lower case, without accents and punctuation; `S.A.` is one word.
pub(super) fn plain_words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .filter(|c| !matches!(c, '.' | '\'' | '’'))
        .flat_map(char::to_lowercase)
        .collect();
    folded
        .replace('ß', "ss")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether two names mean one employer: equal after [`normal_company`], one the beginning of the other by whole words,
/// or one the initials of the other. Names of three letters or fewer have to agree as a whole word.
#[must_use]
pub fn same_company(a: &str, b: &str) -> bool {
    let (a, b) = (normal_company(a), normal_company(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    if a == b || unaccented(&a) == unaccented(&b) {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let whole_words = long
        .strip_prefix(short.as_str())
        .is_some_and(|rest| rest.starts_with(' '));
    if short.chars().filter(|c| c.is_alphanumeric()).count() > 3 && whole_words {
        return true;
    }
    let initials: String = long
        .split(' ')
        .filter(|w| !matches!(*w, "of" | "the" | "for" | "de"))
        .filter_map(|w| w.chars().next())
        .collect();
    !short.contains(' ') && short.chars().count() >= 3 && initials == short
}

/// Whether a registrable domain is named after a company: `halvorsenmills.example` is Halvorsen Mills'.
#[must_use]
pub fn domain_names_company(domain: &str, company: &str) -> bool {
    let label = domain.split('.').next().unwrap_or_default();
    let company = normal_company(company);
    let words: Vec<&str> = company.split(' ').filter(|w| !w.is_empty()).collect();
    let name = unaccented(&company);
    if label.is_empty() || name.is_empty() {
        return false;
    }
    let whole = unaccented(label);
    // "marlowandpine", "calderrowe-hotels"
    let joined = ["and", "und", "et", "y"]
        .iter()
        .any(|and| words.len() > 1 && unaccented(&words.join(and)) == whole);
    let first_piece = label.split('-').next().map(unaccented);
    if whole == name || joined || (name.chars().count() > 4 && first_piece.as_ref() == Some(&name))
    {
        return true;
    }
    const ADDED: &[&str] = &[
        "inc",
        "group",
        "careers",
        "jobs",
        "hq",
        "global",
        "mail",
        "talent",
        "corp",
        "co",
        "ltd",
        "gmbh",
        "ag",
        "online",
        "hiring",
        "recruiting",
        "team",
        "international",
        "hr",
        "apps",
        "ai",
        "io",
        "app",
    ];
    let longer = name.chars().count() > 3
        && whole
            .strip_prefix(name.as_str())
            .is_some_and(|rest| ADDED.contains(&rest));
    longer || is_part_of_name(&whole, &words)
}

/// "halvorsen" of Halvorsen Mills, "bellariva" of Hotel Bellariva: a beginning or an end of a name that is no common
/// noun.
fn is_part_of_name(label: &str, words: &[&str]) -> bool {
    const COMMON: &[&str] = &[
        "analytics",
        "college",
        "consulting",
        "council",
        "digital",
        "engineering",
        "foundation",
        "global",
        "hospital",
        "hospitals",
        "institute",
        "international",
        "library",
        "logistics",
        "museum",
        "national",
        "northern",
        "partners",
        "school",
        "schools",
        "services",
        "software",
        "solutions",
        "southern",
        "systems",
        "technologies",
        "technology",
        "university",
        "western",
        "eastern",
        "central",
        "federal",
        "general",
        "united",
        "american",
        "european",
        "public",
    ];
    let named = |part: &[&str]| {
        let joined = unaccented(&part.concat());
        joined == label && joined.chars().count() > 5 && !COMMON.contains(&joined.as_str())
    };
    (1..words.len()).any(|n| {
        let (beginning, end) = words.split_at(n);
        named(beginning) || named(end)
    })
}

/// Without blanks, and "Mueller" as "Müller" without its points.
fn unaccented(name: &str) -> String {
    squash(name)
        .replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u")
}

fn squash(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Requisition numbers without case and punctuation: `R-1187` is `r1187`.
#[must_use]
pub fn normal_requisition(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
