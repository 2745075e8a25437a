//! One mail's votes, and the reading that comes of them.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::classify::{self, Decision, Standing, Votes};
use super::clauses::{fold, split};
use super::features::features;
use super::language::language_of;
use super::rules::{Match, Where};
use super::structure::Structure;
use super::suspicion::{is_scam, suspicions};
use super::{Class, Evidence, Language, Reader, Reading, Tools, facts, gate, settle};
use crate::mail::Mail;

/// What every voter found in a mail.
pub struct Ballot {
    pub votes: Votes,
    pub structure: Structure,
    pub matches: Vec<Match>,
    pub language: Language,
    /// The newest text, lower case, byte for byte in place.
    folded: String,
    /// Words of work that were seen: 0, 1, or more.
    work: u8,
}

impl Ballot {
    /// Lets rules, model and structure look at a mail, each for itself.
    #[must_use]
    pub fn of(mail: &Mail, tools: &Tools) -> Self {
        let structure = Structure::of(mail, &tools.senders);
        let model = tools.model.probabilities(&features(mail, &structure));
        Self::with_model(mail, tools, structure, model)
    }

    /// The same where the model's word is known already (training holds writers out).
    #[must_use]
    pub fn with_model(
        mail: &Mail,
        tools: &Tools,
        structure: Structure,
        model: classify::Scores,
    ) -> Self {
        let newest = bounded(&mail.body.newest);
        let folded = fold(newest);
        let subject = fold(&mail.subject).replace('’', "'");
        let language = language_of(if folded.len() > 40 {
            newest
        } else {
            &mail.subject
        });
        let mut matches = Vec::new();
        let (subject_spans, spans) = (split(&subject), split(&folded));
        for pack in &tools.packs {
            if speaks(pack.language, language) {
                pack.read(&subject, &subject_spans, Where::Subject, &mut matches);
                pack.read(&folded, &spans, Where::Text, &mut matches);
            }
        }
        let work = words_of_work(&subject, &folded, &structure);
        let about_work = work >= 2;
        let vetoed = matches.iter().any(|m| m.veto);
        let rules = classify::rule_scores(&matches, work);
        let votes = Votes {
            decided: classify::decided(&rules),
            rules_say: classify::rules_say(&matches, &rules, about_work),
            rules,
            model_log: Votes::logarithms(&model),
            model,
            foreign: if structure.has_calendar {
                0.0
            } else {
                foreignness(work, folded.len(), mail, vetoed)
            },
            structure: classify::structure_scores(&structure),
        };
        Self {
            votes,
            structure,
            matches,
            language,
            folded,
            work,
        }
    }

    /// The reading.
    #[must_use]
    pub fn conclude(self, mail: &Mail, reader: &Reader, decision: Decision) -> Reading {
        let calibration = &reader.tools().calibration;
        let suspicions = suspicions(mail, &self.folded, decision.class, &reader.tools().senders);
        let scam = is_scam(&suspicions) && decision.class.is_about_application();
        let structural = self.votes.structure[decision.class as usize] >= 4.5;
        let mut confidence =
            classify::bounded(calibration.confidence(&decision), self.language, structural);
        // A calendar part is no opinion; whether it is an interview's, a voter must have seen, too.
        let seconded = self.votes.rules_say == Some(decision.class)
            || classify::top(&self.votes.model) == decision.class as usize;
        if structural && seconded && self.structure.has_calendar {
            confidence = calibration.earned(&decision).max(0.92);
        }
        let class = if scam { Class::Other } else { decision.class };
        let ours = decision.class.is_about_application() && !structural;
        let unsupported =
            ours && (decision.standing == Standing::ModelAlone || self.votes.foreign > 0.4);
        if scam || unsupported || (decision.class.acts() && !suspicions.is_empty()) {
            confidence = confidence.min(0.85);
        }
        let (mut facts, mut fact_evidence) = facts::extract(mail, reader, class);
        let settled = settle::class(class, &facts, mail);
        if settled != class {
            (facts, fact_evidence) = facts::extract(mail, reader, settled);
        }
        let class = settled;
        let no_word_of_work = self.work == 0 && !self.structure.has_calendar;
        if no_word_of_work && settle::is_interview(class) {
            // A viewing, a check-up, a delivery: confirmed at an hour, and no interview.
            confidence = confidence.min(0.6);
        } else if !unsupported && suspicions.is_empty() {
            confidence = settle::confidence(confidence, class, &facts, mail);
        }
        let mut evidence = self.evidence(mail, class);
        evidence.extend(fact_evidence);
        Reading {
            class,
            also: classify::also(&self.matches, &self.votes.rules, class),
            confidence: f64::from((confidence * 1000.0).round() / 1000.0),
            facts,
            evidence,
            may_discard: gate::may_discard(class, &self.votes, &self.structure, false),
            suspicions,
            language: self.language,
        }
    }

    /// The structure's words for the class, then the strongest clauses, at most three.
    fn evidence(&self, mail: &Mail, class: Class) -> Vec<Evidence> {
        let mut out: Vec<Evidence> = self
            .structure
            .votes
            .iter()
            .zip(&self.structure.evidence)
            .filter(|((voted, _), _)| *voted == class)
            .map(|(_, evidence)| evidence.clone())
            .collect();
        let mut clauses: Vec<&Match> = self.matches.iter().filter(|m| m.class == class).collect();
        clauses.sort_by_key(|m| (std::cmp::Reverse(m.strength), m.place, m.from));
        clauses.dedup_by_key(|m| (m.place, m.from));
        for clause in clauses.into_iter().take(3) {
            let (part, text, span) = match clause.place {
                Where::Subject => ("subject", mail.subject.as_str(), [0, mail.subject.len()]),
                Where::Text => {
                    let text = mail.body.newest.get(clause.from..clause.to).unwrap_or("");
                    ("text", text, [clause.from, clause.to])
                }
            };
            out.push(Evidence {
                supports: "class".to_owned(),
                text: text.to_owned(),
                part: part.to_owned(),
                span,
            });
        }
        out
    }
}

/// English stands in mail of every language: hiring systems translate half of what they send.
fn speaks(pack: Language, text: Language) -> bool {
    pack == text || pack == Language::English
}

/// The rules look at this much of the text, in bytes.
const LOOKED_AT: usize = 12_000;

fn bounded(text: &str) -> &str {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A note of two lines may speak of an interview without a word of work; a long text does not.
fn foreignness(work: u8, length: usize, mail: &Mail, vetoed: bool) -> f32 {
    let answers = if mail.in_reply_to.is_empty() {
        1.0
    } else {
        0.4
    };
    let long = (length as f32 / 800.0).min(1.0);
    match work {
        0 | 1 if vetoed => 2.0,
        0 => (0.4 + 0.6 * long) * answers,
        1 => 0.4 * long * answers,
        _ => 0.0,
    }
}

/// Words of work: without any of them an "application" may be for a flat.
const WORK: &[&str] = &[
    "position",
    "applying",
    "applied",
    "candidate",
    " role",
    " job",
    "hiring",
    "recruit",
    "career",
    "employ",
    "resume",
    "vacanc",
    "interview",
    "talent",
    "internship",
    "stelle",
    "applica",
    "apply",
    "shortlist",
    "recruteur",
    "vorstellung",
    "entretien",
    "recrut",
    "entrevista",
    "seleccion",
    "bewerb",
    "arbeit",
    "poste",
    "emploi",
    "puesto",
    "vacante",
    "empleo",
    "candidat",
    "salary",
];

fn words_of_work(subject: &str, folded: &str, structure: &Structure) -> u8 {
    use super::senders::Kind;
    if matches!(
        structure.kind,
        Some(Kind::Ats | Kind::Assessment | Kind::Background)
    ) {
        return 2;
    }
    let mut found = [false; WORK.len()];
    let mut count = 0;
    for (automaton, text) in [(&WORK_IN_SUBJECT, subject), (&WORK_IN_TEXT, folded)] {
        for word in automaton.find_overlapping_iter(text) {
            let seen = &mut found[word.pattern().as_usize()];
            count += u8::from(!std::mem::replace(seen, true));
            if count == 2 {
                return 2;
            }
        }
    }
    count
}

static WORK_IN_TEXT: LazyLock<AhoCorasick> = LazyLock::new(|| all_of(WORK.iter().copied()));
/// A subject may begin with a word that has a space before it in a text.
static WORK_IN_SUBJECT: LazyLock<AhoCorasick> =
    LazyLock::new(|| all_of(WORK.iter().map(|word| word.trim_start())));

fn all_of(words: impl Iterator<Item = &'static str>) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("the words are few and fixed")
}
