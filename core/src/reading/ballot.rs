//! One mail's votes, and the reading that comes of them.

use super::calibration::{AboutSignals, TrustSignals, log_odds};
use super::classify::{self, Decision, Scores, Standing, Votes};
use super::clauses::{fold, split};
use super::features::features;
use super::language::language_of;
use super::model::class_at;
use super::rules::{Match, Where};
use super::structure::Structure;
use super::suspicion::{is_scam, suspicions};
use super::worlds::Worlds;
use super::{
    Class, Evidence, Facts, Language, Reader, Reading, Suspicion, Tools, facts, gate, settle,
};
use crate::mail::Mail;

/// What every voter found in a mail.
#[derive(Clone)]
pub struct Ballot {
    pub votes: Votes,
    pub structure: Structure,
    pub matches: Vec<Match>,
    pub language: Language,
    /// The newest text, lower case, byte for byte in place.
    folded: String,
    worlds: Worlds,
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
        let worlds = Worlds::of(&subject, &folded, &structure);
        let work = worlds.work;
        let about_work = work >= 2;
        let vetoed = matches.iter().any(|m| m.veto);
        let rules = classify::rule_scores(&matches, work);
        let foreign = if structure.has_calendar {
            0.0
        } else {
            foreignness(work, folded.len(), mail, vetoed)
        };
        let mut votes = Votes {
            decided: classify::decided(&rules),
            rules_say: classify::rules_say(&matches, &rules, about_work),
            rules,
            model_log: Votes::logarithms(&model),
            model,
            foreign,
            about: AboutSignals::default(),
            structure: classify::structure_scores(&structure),
        };
        votes.about = about(&votes, &structure, mail, vetoed, &worlds);
        Self {
            votes,
            structure,
            matches,
            language,
            folded,
            worlds,
        }
    }

    /// The reading.
    #[must_use]
    pub fn conclude(self, mail: &Mail, reader: &Reader, decision: Decision) -> Reading {
        let calibration = &reader.tools().calibration;
        let weighed = self.weigh(mail, reader, decision);
        let mut confidence = calibration.confidence(weighed.class, &weighed.signals);
        confidence = classify::bounded(confidence, self.language, self.is_structural(&decision));
        if weighed.interview_ahead {
            confidence = settle::confidence(confidence, &weighed.facts);
        }
        let confidence = confidence.min(weighed.at_most);
        let mut evidence = self.evidence(mail, weighed.class);
        evidence.extend(weighed.evidence);
        Reading {
            class: weighed.class,
            also: classify::also(&self.matches, &self.votes.rules, weighed.class),
            confidence: f64::from((confidence * 1000.0).round() / 1000.0),
            facts: weighed.facts,
            evidence,
            may_discard: gate::may_discard(&decision, &self.votes, &self.structure, calibration),
            suspicions: weighed.suspicions,
            language: self.language,
        }
    }

    fn both_say_interview(&self) -> bool {
        let model = class_at(classify::top(&self.votes.model));
        let rules = self.votes.rules_say;
        settle::is_interview(model) && rules.is_some_and(settle::is_interview)
    }

    fn is_structural(&self, decision: &Decision) -> bool {
        self.votes.structure[decision.class as usize] >= 4.5
    }

    /// Weighs a decision against the facts and what a careful person would warn of.
    #[must_use]
    pub fn weigh(&self, mail: &Mail, reader: &Reader, decision: Decision) -> Weighed {
        let suspicions = suspicions(mail, &self.folded, decision.class, &reader.tools().senders);
        // Swindlers invite, ask, test and offer; they neither refuse nor acknowledge.
        let lures = matches!(
            decision.class,
            Class::InterviewInvitation
                | Class::InterviewConfirmation
                | Class::InterviewReschedule
                | Class::Assessment
                | Class::InformationRequest
                | Class::Offer
        );
        let scam = is_scam(&suspicions) && lures;
        let class = if scam { Class::Other } else { decision.class };
        let (mut facts, mut evidence) = facts::extract(mail, reader, class);
        let settled = settle::class(class, &facts, mail, settle::is_open(&self.votes));
        if settled != class {
            (facts, evidence) = facts::extract(mail, reader, settled);
        }
        let structural = self.is_structural(&decision);
        let at_most = self.at_most(&decision, settled, &suspicions, mail);
        let ahead = settle::is_interview(settled) && settle::names_a_time_ahead(&facts, mail.date);
        let told = Told {
            ahead,
            both_interview: ahead && self.both_say_interview(),
            role: facts.role.is_some(),
            company: facts.company.is_some(),
            settled: settled != decision.class,
        };
        let agreed = matches!(decision.standing, Standing::Decided | Standing::Agreed);
        let surely = told.both_interview
            && agreed
            && decision.share >= 0.6
            && !self.is_vetoed()
            && decision.about >= 0.75
            && at_most == CERTAIN;
        Weighed {
            class: settled,
            signals: self.trust(&decision, structural, &told),
            at_most,
            interview_ahead: surely && suspicions.is_empty(),
            facts,
            evidence,
            suspicions,
        }
    }

    /// How sure a reading may be at most, whatever its trust.
    fn at_most(
        &self,
        decision: &Decision,
        settled: Class,
        suspicions: &[Suspicion],
        mail: &Mail,
    ) -> f32 {
        let no_work = self.worlds.work == 0;
        let unsupported = self.is_unsupported(decision);
        let no_word_of_work = no_work && settle::is_interview(settled);
        // A word or two that answers nothing and speaks of nothing: no question is made of it.
        let idle = unsupported
            && no_work
            && decision.share < 0.75
            && self.votes.rules_say.is_none()
            && mail.in_reply_to.is_empty();
        if idle {
            NO_QUESTION
        } else if no_word_of_work && !self.structure.has_calendar {
            NO_INTERVIEW
        } else if is_scam(suspicions)
            || unsupported
            || no_word_of_work
            || (decision.class.acts() && !suspicions.is_empty())
        {
            A_PROPOSAL
        } else {
            CERTAIN
        }
    }

    /// Whether a decision about an application rests on one layer alone, or on words of another world.
    fn is_unsupported(&self, decision: &Decision) -> bool {
        // What ends an application is said by both voters, or by neither against the other.
        let ends = matches!(
            decision.class,
            Class::Rejection | Class::PositionClosed | Class::Offer
        );
        let rules = self.votes.rules_say;
        let contradicted = ends && rules.is_some_and(|said| said != decision.class);
        let elsewhere = self.worlds.is_elsewhere() || self.worlds.leans_elsewhere();
        let alone = decision.standing == Standing::ModelAlone;
        decision.class.is_about_application()
            && !self.is_structural(decision)
            && (alone
                || contradicted
                || self.votes.foreign > 0.4
                || (elsewhere && !self.structure.has_calendar))
    }

    fn is_vetoed(&self) -> bool {
        self.matches.iter().any(|m| m.veto)
    }

    /// The signals of [`super::calibration::TRUST`], in its order.
    fn trust(&self, decision: &Decision, structural: bool, told: &Told) -> TrustSignals {
        let votes = &self.votes;
        let at = decision.class as usize;
        let flag = |on: bool| f32::from(u8::from(on));
        let margin = |scores: &Scores| scores[at] - classify::greatest_but(scores, at);
        let about = log_odds(decision.about);
        [
            log_odds(decision.share),
            margin(&votes.model_log).clamp(-6.0, 6.0),
            margin(&votes.rules).clamp(-5.0, 5.0),
            flag(votes.rules_say == Some(decision.class)),
            flag(self.is_vetoed()),
            flag(classify::top(&votes.model) == at),
            flag(votes.rules_say.is_none()),
            flag(structural),
            votes.foreign,
            flag(self.worlds.work == 0),
            flag(told.ahead),
            flag(told.role),
            flag(told.company),
            flag(self.language != Language::English),
            flag(self.folded.len() < 150),
            if decision.class.is_about_application() {
                about
            } else {
                -about
            },
            flag(told.settled),
            flag(told.both_interview),
            f32::from(self.worlds.paid),
            flag(self.worlds.leans_elsewhere()),
            flag(self.worlds.is_elsewhere()),
        ]
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

/// No question is made of it: [`crate::step`] asks from 0.5.
const NO_QUESTION: f32 = 0.4;
/// A viewing, a check-up, a delivery: confirmed at an hour, and no interview.
const NO_INTERVIEW: f32 = 0.6;
/// Below what acts by itself, unless something known beside the mail speaks for it ([`crate::matching`]'s context).
const A_PROPOSAL: f32 = 0.85;
/// Nothing bounds it.
const CERTAIN: f32 = 1.0;

/// What the facts add to the signals.
struct Told {
    /// A time of an interview that lies ahead.
    ahead: bool,
    /// And both voters hear of an interview.
    both_interview: bool,
    role: bool,
    company: bool,
    /// The facts have settled on another class than the votes.
    settled: bool,
}

/// A decision beside the facts.
pub struct Weighed {
    /// The class once the facts have spoken.
    pub class: Class,
    pub signals: TrustSignals,
    /// No confidence goes beyond that.
    pub at_most: f32,
    /// Both voters hear of an interview, a time ahead is told, and nothing speaks of anything but work.
    interview_ahead: bool,
    facts: Facts,
    evidence: Vec<Evidence>,
    suspicions: Vec<Suspicion>,
}

/// The signals of [`super::calibration::ABOUT`].
fn about(
    votes: &Votes,
    structure: &Structure,
    mail: &Mail,
    vetoed: bool,
    worlds: &Worlds,
) -> AboutSignals {
    use super::senders::{Kind, Prior};
    let work = worlds.work;
    let flag = |on: bool| f32::from(u8::from(on));
    let (first, machinery) = (
        Class::RecruiterOutreach as usize,
        Class::AutomaticReply as usize,
    );
    let ours: f32 = votes.model[..first].iter().sum();
    let theirs: f32 = votes.model[first..machinery].iter().sum();
    let greatest = |scores: &[f32]| scores.iter().fold(0.0f32, |most, s| most.max(*s));
    let hiring = matches!(
        structure.kind,
        Some(Kind::Ats | Kind::Assessment | Kind::Background | Kind::Scheduling | Kind::Esign)
    );
    let noisy = structure.prior == Some(Prior::Noise)
        || matches!(structure.kind, Some(Kind::Board | Kind::Marketing));
    [
        log_odds(ours / (ours + theirs).max(1e-6)),
        greatest(&votes.rules[..first]),
        greatest(&votes.rules[first..machinery]),
        flag(votes.decided.is_some_and(Class::is_about_application)),
        flag(votes.decided.is_some_and(|c| !c.is_about_application())),
        flag(vetoed && work < 2),
        votes.foreign,
        flag(work == 0),
        flag(work == 1),
        flag(structure.list),
        flag(structure.bulk),
        flag(hiring && !noisy),
        flag(noisy),
        flag(structure.has_calendar),
        flag(!mail.in_reply_to.is_empty()),
        (mail.body.newest.len() as f32 / 2_000.0).min(2.0),
        f32::from(worlds.paid),
        flag(worlds.leans_elsewhere()),
        flag(worlds.is_elsewhere()),
        flag(worlds.own_in_subject),
        flag(worlds.own_in_text),
    ]
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
