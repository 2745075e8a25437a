//! What the reader is compared with: a plain list of keywords, as trackers have it, and TF-IDF with logistic regression.

use std::collections::BTreeMap;

use heardback_core::reading::Class;
use heardback_core::reading::model::{CLASSES, class_at, softmax};

use crate::corpus::Row;
use crate::trainer::Random;

/// The first list that matches names the class.
const KEYWORDS: &[(Class, &[&str])] = &[
    (
        Class::Bounce,
        &[
            "undeliverable",
            "delivery status notification",
            "mail delivery",
            "unzustellbar",
        ],
    ),
    (
        Class::AutomaticReply,
        &[
            "out of office",
            "automatic reply",
            "abwesenheit",
            "réponse automatique",
            "respuesta automática",
        ],
    ),
    (
        Class::Rejection,
        &[
            "unfortunately",
            "not selected",
            "other candidates",
            "not moving forward",
            "not be moving forward",
            "regret",
            "leider",
            "malheureusement",
            "lamentablemente",
            "otros candidatos",
        ],
    ),
    (
        Class::PositionClosed,
        &[
            "position has been filled",
            "no longer hiring",
            "role has been closed",
            "hiring freeze",
            "besetzt",
            "pourvu",
        ],
    ),
    (
        Class::Offer,
        &[
            "offer letter",
            "pleased to offer",
            "job offer",
            "arbeitsvertrag",
            "promesse d'embauche",
            "oferta de trabajo",
        ],
    ),
    (
        Class::InterviewCancellation,
        &["cancelled", "canceled", "abgesagt", "annulé", "cancelada"],
    ),
    (
        Class::InterviewReschedule,
        &[
            "reschedule",
            "new time",
            "verschieben",
            "reporter",
            "aplazar",
        ],
    ),
    (
        Class::Assessment,
        &[
            "assessment",
            "coding challenge",
            "take-home",
            "hackerrank",
            "einstellungstest",
            "prueba técnica",
            "test technique",
        ],
    ),
    (
        Class::InterviewConfirmation,
        &[
            "interview confirmed",
            "interview is scheduled",
            "confirmed",
            "looking forward to meeting",
            "bestätig",
            "confirmé",
            "confirmada",
        ],
    ),
    (
        Class::InterviewInvitation,
        &[
            "interview",
            "availability",
            "schedule a call",
            "phone screen",
            "vorstellungsgespräch",
            "kennenlernen",
            "entretien",
            "entrevista",
        ],
    ),
    (
        Class::InformationRequest,
        &[
            "please provide",
            "references",
            "additional information",
            "please send",
            "bitte senden",
            "merci de nous",
            "por favor env",
        ],
    ),
    (
        Class::JobAlert,
        &[
            "new jobs",
            "job alert",
            "jobs for you",
            "neue jobs",
            "offres d'emploi",
            "ofertas de empleo",
        ],
    ),
    (
        Class::NetworkNotification,
        &["wants to connect", "viewed your profile", "linkedin"],
    ),
    (
        Class::RecruiterOutreach,
        &[
            "your profile",
            "my client",
            "opportunity",
            "ihr profil",
            "votre profil",
            "tu perfil",
        ],
    ),
    (
        Class::ApplicationAdmin,
        &[
            "verify your",
            "security code",
            "complete your application",
            "password",
            "passwort",
            "mot de passe",
        ],
    ),
    (
        Class::StatusUpdate,
        &[
            "under review",
            "update on your application",
            "still reviewing",
            "status",
            "in bearbeitung",
        ],
    ),
    (
        Class::Confirmation,
        &[
            "application received",
            "received your application",
            "thank you for applying",
            "thanks for applying",
            "vielen dank für ihre bewerbung",
            "bien reçu",
            "hemos recibido",
        ],
    ),
    (Class::Newsletter, &["unsubscribe", "newsletter", "webinar"]),
];

/// The class by keywords; [`Class::Other`] where none matches.
pub fn by_keywords(row: &Row) -> Class {
    let text = format!("{} {}", row.mail.subject, row.mail.body.whole).to_lowercase();
    KEYWORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| text.contains(word)))
        .map_or(Class::Other, |(class, _)| *class)
}

/// Words and pairs of words of subject and text.
fn terms(row: &Row) -> BTreeMap<String, f32> {
    let text = format!("{} {}", row.mail.subject, row.mail.body.whole).to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() > 1)
        .collect();
    let mut counts = BTreeMap::new();
    for word in &words {
        *counts.entry((*word).to_owned()).or_insert(0.0) += 1.0;
    }
    for pair in words.windows(2) {
        *counts.entry(pair.join(" ")).or_insert(0.0) += 1.0;
    }
    counts
}

/// TF-IDF with logistic regression, trained on the first rows and asked about the others.
pub fn by_tfidf(train: &[&Row], ask: &[&Row]) -> Vec<Class> {
    let documents: Vec<BTreeMap<String, f32>> = train.iter().map(|row| terms(row)).collect();
    let mut frequency: BTreeMap<&str, f32> = BTreeMap::new();
    for document in &documents {
        for term in document.keys() {
            *frequency.entry(term).or_insert(0.0) += 1.0;
        }
    }
    let vocabulary: BTreeMap<&str, (usize, f32)> = frequency
        .iter()
        .filter(|(_, count)| **count >= 2.0)
        .enumerate()
        .map(|(i, (term, count))| (*term, (i, (train.len() as f32 / count).ln() + 1.0)))
        .collect();
    let vector = |document: &BTreeMap<String, f32>| -> Vec<(usize, f32)> {
        let mut out: Vec<(usize, f32)> = document
            .iter()
            .filter_map(|(term, tf)| {
                vocabulary
                    .get(term.as_str())
                    .map(|(i, idf)| (*i, (1.0 + tf.ln()) * idf))
            })
            .collect();
        let norm = out.iter().map(|(_, v)| v * v).sum::<f32>().sqrt().max(1e-6);
        out.iter_mut().for_each(|(_, v)| *v /= norm);
        out
    };
    let vectors: Vec<Vec<(usize, f32)>> = documents.iter().map(vector).collect();
    let mut weights = vec![[0.0f32; CLASSES]; vocabulary.len()];
    let mut bias = [0.0f32; CLASSES];
    let mut order: Vec<usize> = (0..train.len()).collect();
    let mut random = Random(crate::trainer::SEED);
    for epoch in 0..25 {
        random.shuffle(&mut order);
        let rate = 4.0 / (1.0 + 0.2 * epoch as f32);
        for &i in &order {
            let mut error = scores(&vectors[i], &weights, &bias);
            error = softmax(&error);
            error[train[i].class as usize] -= 1.0;
            for (feature, value) in &vectors[i] {
                for (weight, gradient) in weights[*feature].iter_mut().zip(&error) {
                    *weight -= rate * gradient * value;
                }
            }
            for (b, gradient) in bias.iter_mut().zip(&error) {
                *b -= 0.05 * gradient;
            }
        }
    }
    ask.iter()
        .map(|row| {
            class_at(heardback_core::reading::classify::top(&scores(
                &vector(&terms(row)),
                &weights,
                &bias,
            )))
        })
        .collect()
}

fn scores(
    vector: &[(usize, f32)],
    weights: &[[f32; CLASSES]],
    bias: &[f32; CLASSES],
) -> [f32; CLASSES] {
    let mut scores = *bias;
    for (feature, value) in vector {
        for (score, weight) in scores.iter_mut().zip(&weights[*feature]) {
            *score += weight * value;
        }
    }
    scores
}
