//! What a letter may say of its writer: strengths that fit the role, and why this company (T4). Only what stands in the profile.

use crate::application::Application;
use crate::policy::Profile;

use super::tongue::Tongue;

/// The strengths for a role: those of its words first, then the general ones; at most `most`, none of another language.
pub(super) fn strengths(
    profile: &Profile,
    app: &Application,
    tongue: Tongue,
    most: usize,
) -> Vec<String> {
    let role = app.role.as_deref().unwrap_or_default().to_lowercase();
    // A key that is a language's code holds the strengths for letters in that language.
    let own_language = profile.strengths_by_role.get(tongue.code());
    let by_role = profile
        .strengths_by_role
        .iter()
        .filter(|(word, _)| word.chars().count() > 2 && role.contains(&word.to_lowercase()))
        .flat_map(|(_, s)| s);
    let mut out: Vec<String> = Vec::new();
    for strength in by_role
        .chain(own_language.into_iter().flatten())
        .chain(&profile.strengths)
    {
        let strength = strength.trim().trim_end_matches(['.', ';', ',']).to_owned();
        if !strength.is_empty() && tongue.fits(&strength) && !out.contains(&strength) {
            out.push(strength);
        }
    }
    out.truncate(most);
    out
}

/// Why this company, as the profile says it.
pub(super) fn why<'a>(profile: &'a Profile, app: &Application, tongue: Tongue) -> Option<&'a str> {
    let names = || app.company.iter().chain(&app.aliases);
    let own = profile
        .why
        .iter()
        .find(|(company, _)| names().any(|n| crate::matching::same_company(company, n)));
    let why = own
        .map(|(_, why)| why)
        .or_else(|| profile.why.get("default"))?;
    Some(why.trim().trim_end_matches('.')).filter(|w| !w.is_empty() && tongue.fits(w))
}

/// One sentence on two or three strengths; empty where the profile has none.
pub(super) fn strengths_sentence(
    strengths: &[String],
    position: &str,
    tongue: Tongue,
    variant: usize,
) -> String {
    let (adjectives, things): (Vec<String>, Vec<String>) = strengths
        .iter()
        .cloned()
        .partition(|s| is_quality(s, tongue));
    if let Some(own) = things.iter().find(|s| is_sentence(s, tongue)) {
        return format!("{}.", super::capitalised(own));
    }
    let things: Vec<String> = things.iter().map(|t| lowered(t, tongue)).collect();
    let list = tongue.list(&things);
    let qualities = tongue.list(
        &adjectives
            .iter()
            .map(|t| lowered(t, tongue))
            .collect::<Vec<_>>(),
    );
    let sentence = match (list.is_empty(), qualities.is_empty()) {
        (true, true) => return String::new(),
        (false, true) => pick(things_forms(tongue), variant).replace("{list}", &list),
        (true, false) => pick(quality_forms(tongue), variant).replace("{qualities}", &qualities),
        (false, false) => pick(both_forms(tongue), variant)
            .replace("{list}", &list)
            .replace("{qualities}", &qualities),
    };
    sentence.replace("{position}", position)
}

fn pick(forms: &'static [&'static str], variant: usize) -> &'static str {
    forms
        .get(variant % forms.len().max(1))
        .copied()
        .unwrap_or_default()
}

fn things_forms(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::English => &[
            "What I would bring to the {position}: {list}.",
            "I believe that my strengths would serve you well here: {list}.",
            "What I can offer your team: {list}.",
        ],
        Tongue::German => &[
            "Was ich mitbringe: {list}.",
            "Einbringen würde ich: {list}.",
            "Was ich Ihrem Team bieten kann: {list}.",
        ],
        Tongue::French => &[
            "Ce que j'apporterais : {list}.",
            "Ce que je peux offrir à votre équipe : {list}.",
            "Mes points forts pour ce poste : {list}.",
        ],
        Tongue::Spanish => &[
            "Lo que aportaría: {list}.",
            "Lo que puedo ofrecer a su equipo: {list}.",
            "Mis puntos fuertes para este puesto: {list}.",
        ],
    }
}

fn quality_forms(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::English => &[
            "I am {qualities}, and believe that this would serve you well here.",
            "I believe that I would fit the work: I am {qualities}.",
        ],
        Tongue::German => &["Ich bin {qualities} und glaube, dass das Ihrer Arbeit zugutekäme."],
        Tongue::French => &["Je suis {qualities}, et je crois que cela servirait votre équipe."],
        Tongue::Spanish => &["Soy {qualities}, y creo que le sería útil a su equipo."],
    }
}

fn both_forms(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::English => &[
            "What I would bring to the {position}: {list}; and I am {qualities}.",
            "What I can offer your team: {list}; and I am {qualities}.",
            "I believe that my strengths would serve you well here: {list}; and I am {qualities}.",
        ],
        Tongue::German => &["Was ich mitbringe: {list}; und ich bin {qualities}."],
        Tongue::French => &["Ce que j'apporterais : {list} ; et je suis {qualities}."],
        Tongue::Spanish => &["Lo que aportaría: {list}; y soy {qualities}."],
    }
}

/// "patient with old data": an adjective, said with "I am".
fn is_quality(strength: &str, tongue: Tongue) -> bool {
    let lower = strength.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let first = words
        .first()
        .copied()
        .unwrap_or_default()
        .trim_end_matches(',');
    let second = words.get(1).copied().unwrap_or_default();
    let adjectives: &[&str] = match tongue {
        Tongue::English => &[
            "patient",
            "calm",
            "careful",
            "curious",
            "reliable",
            "punctual",
            "fluent",
            "good",
            "quick",
            "used",
            "accustomed",
            "trained",
            "certified",
            "comfortable",
            "experienced",
            "skilled",
            "thorough",
            "precise",
            "tidy",
            "organised",
            "organized",
            "persistent",
            "kind",
            "honest",
            "bilingual",
            "trilingual",
            "able",
            "happy",
            "keen",
            "strong",
            "versed",
            "qualified",
            "licensed",
            "licenced",
            "registered",
            "at",
            "steady",
            "adept",
            "proficient",
        ],
        Tongue::German => &[
            "geduldig",
            "ruhig",
            "sorgfältig",
            "neugierig",
            "zuverlässig",
            "pünktlich",
            "geübt",
            "erfahren",
            "gründlich",
            "genau",
            "ordentlich",
            "belastbar",
            "geprüft",
            "zertifiziert",
        ],
        Tongue::French => &[
            "patient",
            "patiente",
            "calme",
            "soigneux",
            "soigneuse",
            "curieux",
            "curieuse",
            "fiable",
            "ponctuel",
            "ponctuelle",
            "habitué",
            "habituée",
            "rigoureux",
            "rigoureuse",
            "à",
        ],
        Tongue::Spanish => &[
            "paciente",
            "tranquilo",
            "tranquila",
            "cuidadoso",
            "cuidadosa",
            "curioso",
            "curiosa",
            "fiable",
            "puntual",
            "acostumbrado",
            "acostumbrada",
            "riguroso",
            "rigurosa",
        ],
    };
    const LINKS: &[&str] = &[
        "with", "in", "at", "under", "about", "to", "and", "when", "on", "as", "home", "mit", "im",
        "in", "bei", "und", "unter", "avec", "dans", "sous", "en", "à", "et", "con", "bajo", "y",
    ];
    adjectives.contains(&first) && (second.is_empty() || LINKS.contains(&second))
}

fn is_sentence(strength: &str, tongue: Tongue) -> bool {
    let first = strength
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    match tongue {
        Tongue::English => matches!(first.as_str(), "i" | "i've" | "i’ve" | "i'm" | "i’m"),
        Tongue::German => first == "ich",
        Tongue::French => first == "je" || first.starts_with("j'") || first.starts_with("j’"),
        Tongue::Spanish => matches!(first.as_str(), "yo" | "he" | "tengo" | "soy"),
    }
}

/// The first letter lowered where it stands alone: "Clear reports", not "SQL" and no German noun.
fn lowered(words: &str, tongue: Tongue) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    let plain = first.chars().skip(1).all(char::is_lowercase) && first.chars().count() > 1;
    let lowers = match tongue {
        Tongue::English => super::spelling::is_plain_english(&first.to_lowercase()),
        Tongue::German => false,
        Tongue::French | Tongue::Spanish => true,
    };
    if plain && lowers {
        super::lower_first(words)
    } else {
        words.to_owned()
    }
}

/// The sentence on why this company; empty where the profile says nothing.
pub(super) fn why_sentence(
    why: Option<&str>,
    company: &str,
    tongue: Tongue,
    variant: usize,
) -> String {
    let Some(why) = why else { return String::new() };
    let first = why
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if is_sentence(why, tongue) {
        return format!("{}.", super::capitalised(why));
    }
    let (because, place) = match tongue {
        Tongue::English => (
            matches!(first.as_str(), "because" | "since"),
            if company.is_empty() {
                "your company"
            } else {
                company
            },
        ),
        Tongue::German => (
            first == "weil",
            if company.is_empty() { "Ihnen" } else { company },
        ),
        Tongue::French => (
            first == "parce" || first == "car",
            if company.is_empty() {
                "votre entreprise"
            } else {
                company
            },
        ),
        Tongue::Spanish => (
            first == "porque",
            if company.is_empty() {
                "su empresa"
            } else {
                company
            },
        ),
    };
    let why = lowered(why, tongue);
    let forms: &[&str] = match (tongue, because) {
        (Tongue::English, true) => &["I would like to work at {place} {why}."],
        (Tongue::English, false) => &[
            "What draws me to {place} is {why}.",
            "Why {place} in particular: {why}.",
            "I would like to work at {place} for a simple reason: {why}.",
        ],
        (Tongue::German, true) => &["Bei {place} würde ich gern arbeiten, {why}."],
        (Tongue::German, false) => &[
            "Was mich zu {place} zieht: {why}.",
            "Warum gerade {place}: {why}.",
        ],
        (Tongue::French, true) => &["J'aimerais travailler chez {place} {why}."],
        (Tongue::French, false) => &[
            "Ce qui m'attire chez {place} : {why}.",
            "Pourquoi {place} en particulier : {why}.",
        ],
        (Tongue::Spanish, true) => &["Me gustaría trabajar en {place} {why}."],
        (Tongue::Spanish, false) => &[
            "Lo que me atrae de {place}: {why}.",
            "Por qué {place} en particular: {why}.",
        ],
    };
    let form = forms
        .get(variant % forms.len())
        .copied()
        .unwrap_or_default();
    form.replace("{place}", place).replace("{why}", &why)
}
