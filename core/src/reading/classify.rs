//! Joins what was found: the rules' vote, the model's and the structure's, kept apart until here, and the confidence that
//! their agreement has earned on writers who were held out (`config/reading/calibration.toml`).

use super::calibration::{ABOUT, AboutSignals, Calibration};
use super::model::{CLASSES, class_at, ln, softmax};
use super::rules::Match;
use super::structure::Structure;
use super::{Class, Language};

/// Scores of the classes, in the order of [`Class::ALL`].
pub type Scores = [f32; CLASSES];

/// What the voters said, each for itself.
#[derive(Debug, Clone)]
pub struct Votes {
    /// Scores of the rules; all 0 where no rule spoke.
    pub rules: Scores,
    /// The rules' class.
    pub rules_say: Option<Class>,
    /// The one class that a clause decides alone.
    pub decided: Option<Class>,
    /// The model's probabilities.
    pub model: Scores,
    /// Their logarithms.
    pub model_log: Scores,
    /// Scores of the structure.
    pub structure: Scores,
    /// How little the words are those of work: 0 where they are, 1 for a long text without one of them.
    pub foreign: f32,
    /// What tells mail about an application from all other.
    pub about: AboutSignals,
}

impl Votes {
    /// The logarithms of probabilities, none below that of a millionth.
    #[must_use]
    pub fn logarithms(model: &Scores) -> Scores {
        model.map(|p| ln(f64::from(p.max(1e-6))) as f32)
    }
}

/// How the voters stand to each other; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The model names the class that a clause decides alone, with no other class deciding beside it.
    Decided,
    /// Rules and model name the class.
    Agreed,
    /// Only the structure or the sum of all names it, or one voter against the other.
    Split,
    /// The rules are silent.
    ModelAlone,
}

impl Standing {
    /// The name in what `cargo xtask` prints.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Standing::Decided => "decided",
            Standing::Agreed => "agreed",
            Standing::Split => "split",
            Standing::ModelAlone => "model_alone",
        }
    }
}

/// The joined decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    pub class: Class,
    /// The winning class' share of all. 0 to 1.
    pub share: f32,
    pub standing: Standing,
    /// How likely the mail is about an application at all. 0 to 1.
    pub about: f32,
}

/// Joins the votes: first whether a mail is about an application, then which class of those it is.
#[must_use]
pub fn decide(votes: &Votes, calibration: &Calibration) -> Decision {
    let about = calibration.about.at(&ABOUT, &votes.about, None);
    let mut shares = joined(votes, calibration);
    let machinery: f32 = shares[Class::AutomaticReply as usize..].iter().sum();
    let ours: f32 = shares[..=Class::PositionClosed as usize].iter().sum();
    let theirs = (1.0 - machinery - ours).max(1e-6);
    for (i, share) in shares.iter_mut().enumerate() {
        if i <= Class::PositionClosed as usize {
            *share *= (1.0 - machinery) * about / ours.max(1e-6);
        } else if i < Class::AutomaticReply as usize {
            *share *= (1.0 - machinery) * (1.0 - about) / theirs;
        }
    }
    let best = top(&shares);
    let class = class_at(best);
    let seconded = class_at(top(&votes.model)) == class;
    let standing = match votes.rules_say {
        _ if votes.decided == Some(class) && seconded => Standing::Decided,
        None => Standing::ModelAlone,
        Some(said) if said == class && seconded => Standing::Agreed,
        Some(_) => Standing::Split,
    };
    Decision {
        class,
        share: shares[best],
        standing,
        about,
    }
}

/// The classes' shares by the joint alone.
#[must_use]
pub fn joined(votes: &Votes, calibration: &Calibration) -> Scores {
    let joint = &calibration.joint;
    let mut scores = [0.0; CLASSES];
    for (i, score) in scores.iter_mut().enumerate() {
        let class = class_at(i);
        *score = joint.model * votes.model_log[i]
            + joint.rules * votes.rules[i]
            + joint.structure * votes.structure[i]
            + joint.class.get(&class).copied().unwrap_or(0.0);
        if votes.rules_say == Some(class) {
            *score += joint.named;
        }
        if votes.decided == Some(class) {
            *score += joint.decided;
        }
    }
    softmax(&scores)
}

/// The greatest of all scores but one.
#[must_use]
pub fn greatest_but(scores: &Scores, but: usize) -> f32 {
    let others = scores.iter().enumerate().filter(|(i, _)| *i != but);
    others.fold(f32::MIN, |most, (_, score)| most.max(*score))
}

/// The place of the greatest score; the first of equals.
#[must_use]
pub fn top(scores: &Scores) -> usize {
    let mut best = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = i;
        }
    }
    best
}

/// What one match of each strength weighs.
const WEIGHT: [f32; 6] = [0.0, 0.3, 0.8, 1.6, 3.0, 4.5];

/// The rules' scores: of each class the best clause whole, the second a third, the third an eighth.
#[must_use]
pub fn rule_scores(matches: &[Match], work: u8) -> Scores {
    let mut scores = [0.0f32; CLASSES];
    for (i, score) in scores.iter_mut().enumerate() {
        let class = class_at(i);
        let mut best = [0.0f32; 3];
        let mut seen: Vec<(usize, u8)> = Vec::new();
        for m in matches.iter().filter(|m| m.class == class) {
            let out_of_place =
                (m.veto && work >= 2) || (class == Class::ApplicationAdmin && work == 0);
            // "Filled" is no word on the person, in whatever words of regret it comes.
            let filled = class == Class::Rejection
                && matches.iter().any(|o| {
                    o.class == Class::PositionClosed
                        && o.strength == 5
                        && o.from == m.from
                        && o.place == m.place
                });
            if out_of_place || filled {
                continue;
            }
            let key = (m.from, m.place as u8);
            if seen.contains(&key) {
                continue;
            }
            let strongest = matches
                .iter()
                .filter(|o| o.class == class && o.from == m.from && o.place == m.place)
                .map(|o| o.strength)
                .max()
                .unwrap_or(0);
            seen.push(key);
            let weight = WEIGHT[usize::from(strongest.min(5))];
            if weight > best[0] {
                best = [weight, best[0], best[1]];
            } else if weight > best[1] {
                best = [best[0], weight, best[1]];
            } else if weight > best[2] {
                best[2] = weight;
            }
        }
        *score = best[0] + best[1] * 0.35 + best[2] * 0.125;
    }
    soften_receipts(&mut scores);
    scores
}

/// A receipt or a word on the state of things counts half beside a clause that decides.
fn soften_receipts(scores: &mut Scores) {
    let decides = scores[Class::InterviewInvitation as usize..=Class::PositionClosed as usize]
        .iter()
        .any(|score| *score >= WEIGHT[5]);
    if decides {
        for class in [Class::Confirmation, Class::StatusUpdate] {
            scores[class as usize] *= 0.5;
        }
    }
}

/// Who wins where several clauses decide: what changes the application most. A refusal stands before an offer: a mail
/// that refuses and says "offer" offers nothing.
const PRECEDENCE: [Class; 12] = [
    Class::Rejection,
    Class::PositionClosed,
    Class::Offer,
    Class::InterviewCancellation,
    Class::InterviewReschedule,
    Class::InterviewConfirmation,
    Class::InterviewInvitation,
    Class::Assessment,
    Class::InformationRequest,
    Class::StatusUpdate,
    Class::Confirmation,
    Class::ApplicationAdmin,
];

/// The class that the rules name, if any.
#[must_use]
pub fn rules_say(matches: &[Match], scores: &Scores, about_work: bool) -> Option<Class> {
    if !about_work && matches.iter().any(|m| m.veto) {
        return Some(Class::Other);
    }
    let best = top(scores);
    if scores[best] <= 1.0 {
        return None;
    }
    let bar = scores[best].min(WEIGHT[5]) - 0.01;
    let decisive = PRECEDENCE.iter().find(|class| {
        scores[**class as usize] >= bar
            && !matches!(
                class,
                Class::StatusUpdate | Class::Confirmation | Class::ApplicationAdmin
            )
    });
    Some(decisive.copied().unwrap_or_else(|| class_at(best)))
}

/// The one class that a clause decides alone. Receipts and news stand in many a letter that decides, and job lists below it:
/// they are no second decision.
#[must_use]
pub fn decided(scores: &Scores) -> Option<Class> {
    use Class as C;
    let strong = |class: &&Class| scores[**class as usize] >= WEIGHT[5];
    let aside = |class: &Class| {
        matches!(
            class,
            C::Confirmation | C::StatusUpdate | C::JobAlert | C::Newsletter
        )
    };
    let mut deciding = C::ALL.iter().filter(strong).filter(|class| !aside(class));
    match (deciding.next(), deciding.next()) {
        (Some(class), None) => Some(*class),
        (Some(_), Some(_)) => None,
        (None, _) => {
            let mut rest = C::ALL.iter().filter(strong);
            match (rest.next(), rest.next()) {
                (Some(class), None) => Some(*class),
                _ => None,
            }
        }
    }
}

/// The structure's scores.
#[must_use]
pub fn structure_scores(structure: &Structure) -> Scores {
    let mut scores = [0.0; CLASSES];
    for (class, strength) in &structure.votes {
        let score = &mut scores[*class as usize];
        *score = f32::max(*score, WEIGHT[usize::from((*strength).min(5))]);
    }
    scores
}

/// Further classes that are also true: those of an application on which the rules are as sure as of the first.
#[must_use]
pub fn also(matches: &[Match], scores: &Scores, class: Class) -> Vec<Class> {
    use Class as C;
    if !class.is_about_application() {
        return Vec::new();
    }
    PRECEDENCE
        .into_iter()
        .filter(|other| *other != class && scores[*other as usize] >= WEIGHT[5])
        .filter(|other| matches.iter().any(|m| m.class == *other && m.strength == 5))
        .filter(|other| {
            let says_no = matches!(class, C::Rejection | C::PositionClosed);
            !says_no
                && !matches!(
                    other,
                    C::Rejection | C::PositionClosed | C::ApplicationAdmin
                )
        })
        .collect()
}

/// Confidence of a text in a language without a pack: always a proposal.
#[must_use]
pub fn bounded(confidence: f32, language: Language, structural: bool) -> f32 {
    match language {
        Language::Other if !structural => confidence.min(0.85),
        Language::Other
        | Language::English
        | Language::German
        | Language::French
        | Language::Spanish => confidence,
    }
}
