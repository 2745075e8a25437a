//! Which of the configured files answer what was asked for (M1), and what nothing answers.

use crate::book::Attached;
use crate::policy::{Material, Policy};

use super::tongue::Tongue;

/// Words for one kind of paper; the first is the usual key in the configuration.
const KINDS: &[&[&str]] = &[
    &[
        "references",
        "reference",
        "referees",
        "referee",
        "referenzen",
        "referenz",
        "références",
        "référence",
        "referencias",
        "referencia",
        "recommendation",
        "recommendations",
        "empfehlungsschreiben",
    ],
    &[
        "certificates",
        "certificate",
        "certification",
        "certifications",
        "licence",
        "license",
        "licences",
        "licenses",
        "diploma",
        "diplomas",
        "degree",
        "registration",
        "zeugnis",
        "zeugnisse",
        "urkunde",
        "zertifikat",
        "zertifikate",
        "diplom",
        "certificat",
        "certificats",
        "diplôme",
        "diplômes",
        "certificado",
        "certificados",
        "título",
        "títulos",
    ],
    &[
        "cv",
        "resume",
        "résumé",
        "curriculum",
        "lebenslauf",
        "currículum",
        "vita",
    ],
    &[
        "portfolio",
        "samples",
        "sample",
        "arbeitsproben",
        "arbeitsprobe",
        "portefolio",
        "book",
        "muestras",
        "portafolio",
    ],
    &[
        "transcript",
        "transcripts",
        "grades",
        "notenspiegel",
        "leistungsübersicht",
        "relevé",
        "relevés",
        "expediente",
    ],
    &[
        "cover",
        "motivation",
        "anschreiben",
        "motivationsschreiben",
        "presentación",
    ],
    &[
        "form",
        "forms",
        "formular",
        "fragebogen",
        "questionnaire",
        "formulaire",
        "formulario",
        "cuestionario",
    ],
    &[
        "passport",
        "id",
        "identification",
        "ausweis",
        "reisepass",
        "pièce",
        "identité",
        "dni",
        "pasaporte",
    ],
    &[
        "visa",
        "permit",
        "authorisation",
        "authorization",
        "aufenthaltstitel",
        "arbeitserlaubnis",
        "titre",
        "permiso",
    ],
    &["photo", "photograph", "foto", "photographie", "fotografía"],
    &[
        "slides",
        "presentation",
        "deck",
        "folien",
        "präsentation",
        "diapositives",
        "présentation",
        "diapositivas",
    ],
    &[
        "publications",
        "publication",
        "papers",
        "paper",
        "publikationen",
        "publicaciones",
    ],
];

/// What goes with a letter, and what is missing, each in the words of those who asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Choice {
    pub attached: Vec<Attached>,
    /// For the sentence: "my references".
    pub names: Vec<String>,
    pub missing: Vec<Missing>,
}

/// Bytes of one file that mail servers still take, base64 and all: most draw the line (SIZE, RFC 1870) at 25 to 35 MB.
const MOST: usize = 20 * 1_048_576;

/// Something asked for that no file answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub what: String,
    /// Why the configured file cannot go, where there is one.
    pub unreadable: Option<String>,
}

/// Chooses by the nouns that were asked for.
pub(super) fn choose(wanted: &[String], policy: &Policy, tongue: Tongue) -> Choice {
    let mut choice = Choice::default();
    for what in wanted {
        let Some((key, material)) = policy
            .materials
            .iter()
            .find(|(key, material)| answers(what, key, material))
        else {
            choice.missing.push(Missing {
                what: what.clone(),
                unreadable: None,
            });
            continue;
        };
        match &material.content {
            Ok(content) if content.len() > MOST => choice.missing.push(Missing {
                what: what.clone(),
                unreadable: Some(format!("{} is larger than 20 MiB.", material.file_name)),
            }),
            Ok(content) => {
                if !choice.attached.iter().any(|a| a.material == *key) {
                    choice.attached.push(Attached {
                        material: key.clone(),
                        file_name: material.file_name.clone(),
                        size: content.len(),
                        digest: material.digest,
                    });
                    choice.names.push(name(what, tongue));
                }
            }
            Err(why) => choice.missing.push(Missing {
                what: what.clone(),
                unreadable: Some(why.clone()),
            }),
        }
    }
    choice
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s')
        .filter(|w| w.chars().count() > 2)
        .unwrap_or(word)
}

fn answers(what: &str, key: &str, material: &Material) -> bool {
    let (wanted, key) = (words(what), words(key));
    let same = |a: &str, b: &str| singular(a) == singular(b);
    // "psi_certificate" answers "PSI certificate" and "certificate".
    let direct = !key.is_empty()
        && (key.iter().all(|k| wanted.iter().any(|w| same(w, k)))
            || wanted.iter().all(|w| key.iter().any(|k| same(w, k))));
    let kind = |words: &[String]| {
        KINDS
            .iter()
            .position(|kind| words.iter().any(|w| kind.contains(&w.as_str())))
    };
    let alike = kind(&wanted).is_some() && kind(&wanted) == kind(&key);
    let file = words_of_file(&material.file_name);
    direct
        || alike
        || (kind(&key).is_none() && kind(&wanted).is_some() && kind(&file) == kind(&wanted))
}

fn words_of_file(file: &str) -> Vec<String> {
    words(file.rsplit_once('.').map_or(file, |(stem, _)| stem))
}

/// What each kind is called in the letters' languages, in the order of [`KINDS`].
const NAMES: [[&str; 4]; 12] = [
    ["references", "Referenzen", "références", "referencias"],
    ["certificates", "Zeugnisse", "certificats", "certificados"],
    ["CV", "Lebenslauf", "CV", "currículum"],
    ["portfolio", "Arbeitsproben", "portfolio", "portafolio"],
    [
        "transcript",
        "Notenspiegel",
        "relevé de notes",
        "expediente académico",
    ],
    [
        "cover letter",
        "Anschreiben",
        "lettre de motivation",
        "carta de presentación",
    ],
    ["form", "Formular", "formulaire", "formulario"],
    [
        "identification",
        "Ausweis",
        "pièce d'identité",
        "documento de identidad",
    ],
    [
        "work permit",
        "Arbeitserlaubnis",
        "titre de séjour",
        "permiso de trabajo",
    ],
    ["photograph", "Foto", "photographie", "fotografía"],
    ["slides", "Präsentation", "présentation", "diapositivas"],
    [
        "publications",
        "Publikationen",
        "publications",
        "publicaciones",
    ],
];

/// Their noun in the letter's language: what is known by an English one is translated, else it stays as they wrote it.
pub(super) fn noun(what: &str, tongue: Tongue) -> String {
    let plain = what.replace('_', " ");
    let mut plain = plain.trim();
    for lead in ["a copy of ", "copies of ", "copy of ", "your ", "the "] {
        plain = plain.strip_prefix(lead).unwrap_or(plain);
    }
    let column = match tongue {
        Tongue::English => return plain.to_owned(),
        Tongue::German => 1,
        Tongue::French => 2,
        Tongue::Spanish => 3,
    };
    let word = plain.to_lowercase();
    let english = |names: &&[&str; 4]| {
        names[0].eq_ignore_ascii_case(&word)
            || singular(names[0]).eq_ignore_ascii_case(&word)
            || matches!(
                (names[0], word.as_str()),
                ("portfolio", "work samples") | ("CV", "resume")
            )
    };
    NAMES
        .iter()
        .find(english)
        .map_or_else(|| plain.to_owned(), |names| names[column].to_owned())
}

/// For the sentence: "my references".
fn name(what: &str, tongue: Tongue) -> String {
    let noun = noun(what, tongue);
    let begun = ["my ", "our ", "a ", "an ", "two ", "three "]
        .iter()
        .any(|b| noun.starts_with(b));
    match tongue {
        Tongue::English if !begun => format!("my {noun}"),
        Tongue::English | Tongue::German | Tongue::French | Tongue::Spanish => noun,
    }
}
