//! One event, one decision: every pair of state and event has an answer.

use super::endings::{Reopening, is_affirmed};
use super::phrases::{article, because, capital};
use super::promises::is_word;
use super::{Application, Conflict, Effect, Letter, ObligationKind, Outcome, Phase, Turn, Word};
use crate::event::{Event, EventKind, Heard, LetterKind, OwnerSet, Wrote};
use crate::id::{ApplicationId, MessageId};
use crate::moment::Time;
use crate::reading::{Class, Language};

impl Application {
    /// One of which nothing is known yet.
    pub(super) fn new(id: ApplicationId, opened_at: Time) -> Self {
        Self {
            id,
            company: None,
            aliases: Default::default(),
            role: None,
            requisition: None,
            agency: None,
            language: Language::English,
            zone: None,
            offset: None,
            people: Vec::new(),
            domains: Default::default(),
            agency_domains: Default::default(),
            threads: Default::default(),
            phase: Phase::Lead,
            outcome: Outcome::Open,
            writers: Vec::new(),
            turn: Turn::Nobody,
            interviews: Vec::new(),
            obligations: Vec::new(),
            conflicts: Vec::new(),
            promise: None,
            silence_means_no: None,
            quiet: None,
            preference: None,
            phone: None,
            offer: None,
            closed: None,
            opened_at,
            words: Vec::new(),
            letters: Vec::new(),
            transitions: Vec::new(),
            owner_said: OwnerSet::default(),
        }
    }

    #[cfg(test)]
    pub(crate) fn default_for_tests(id: ApplicationId) -> Self {
        Self::new(id, Time::default())
    }

    /// Takes one event in. Events must come in the order of their dates: [`super::fold`] sees to that.
    pub fn hear(&mut self, event: &Event) -> Effect {
        let effect = self.take(event);
        self.settle();
        effect
    }

    fn take(&mut self, event: &Event) -> Effect {
        match &event.kind {
            EventKind::Heard(heard) => self.hear_mail(heard, event),
            EventKind::Wrote(wrote) => self.hear_letter(wrote, event),
            EventKind::InterviewEnded { start } => self.interview_ended(*start),
            EventKind::PromiseMissed { by } => {
                if self.promise_missed(*by) {
                    Effect::advanced(format!("nothing was heard by {by}, as they had said"))
                } else {
                    Effect::unchanged("that promise no longer holds")
                }
            }
            EventKind::WentQuiet => self.went_quiet(event.at),
            EventKind::OfferExpired => self.offer_expired(),
            EventKind::Notes { start, text } => self.take_notes(*start, text, event),
            EventKind::Added {
                company,
                role,
                phase,
            } => self.added(company.as_deref(), role.as_deref(), *phase),
            EventKind::OwnerSet(set) => self.owner_set(set, event.at),
            EventKind::PersonAdded(person) => {
                self.add_by_owner(person, event.at);
                Effect::unchanged("a person was added")
            }
            EventKind::OfferAccepted => self.accepted("you accepted the offer"),
            EventKind::OfferDeclined => self.end(
                Outcome::OfferDeclined,
                event,
                None,
                "you declined the offer",
            ),
            EventKind::Withdrawn => self.end(Outcome::Withdrawn, event, None, "you withdrew"),
            EventKind::ObligationMet { kind, opened_in } => {
                if self.is_met(*kind, opened_in.as_ref(), event.at) {
                    Effect::advanced("you said that it is done")
                } else {
                    Effect::unchanged("nothing of that kind was open")
                }
            }
            EventKind::Retracted { .. } => Effect::unchanged("a retraction acts in the fold"),
            EventKind::Noted { why, .. } => Effect::unchanged(why.clone()),
        }
    }

    /// What follows from the rest.
    fn settle(&mut self) {
        self.number_rounds();
        self.turn = self.whose_turn();
    }

    fn hear_mail(&mut self, heard: &Heard, event: &Event) -> Effect {
        let linked = self.is_linked(heard);
        self.threads.insert(heard.message_id.clone());
        if !is_word(heard.class) {
            return Effect::unchanged(format!("{} changes no state", article(heard.class)));
        }
        self.expire_proposals(event.at);
        let has_standing = is_affirmed(event) || !self.is_foreign(heard);
        if has_standing {
            self.learn(heard);
        }
        let effect = self.hear_class(heard, event, linked);
        self.words.push(Word {
            at: event.at,
            message_id: heard.message_id.clone(),
            class: heard.class,
            from: heard.from.clone(),
            reply_to: heard.reply_to.clone(),
            by_person: heard.by_person,
            subject: heard.subject.clone(),
            references: heard.references.clone(),
            familiar: heard.familiar,
        });
        self.meet(heard, event.at, has_standing, is_affirmed(event));
        self.hear_promise(heard, event.at);
        self.hear_quiet(heard, event.at);
        effect
    }

    /// In this application's thread, or for its requisition.
    fn is_linked(&self, heard: &Heard) -> bool {
        heard.references.iter().any(|id| self.threads.contains(id))
            || (self.requisition.is_some() && self.requisition == heard.facts.requisition)
    }

    /// Names and habits that a mail tells; what is known stays.
    fn learn(&mut self, heard: &Heard) {
        let facts = &heard.facts;
        if let Some(company) = &facts.company {
            match &self.company {
                None => self.company = Some(company.clone()),
                Some(known) if known != company => {
                    self.aliases.insert(company.clone());
                }
                Some(_) => {}
            }
        }
        let fill = |known: &mut Option<String>, fact: &Option<String>| {
            if known.is_none() {
                known.clone_from(fact);
            }
        };
        fill(&mut self.role, &facts.role);
        fill(&mut self.requisition, &facts.requisition);
        fill(&mut self.agency, &facts.agency);
        let zone = facts.interview.as_ref().and_then(|i| i.zone.clone());
        if zone.is_some() {
            self.zone = zone;
        }
        let stated = facts
            .interview
            .as_ref()
            .and_then(|i| i.start)
            .or_else(|| facts.slots.first().map(|s| s.start));
        if let Some(stated) = stated {
            self.offset = Some(stated.offset().local_minus_utc());
        }
        if facts.contact_preference.is_some() {
            self.preference = facts.contact_preference;
        }
        if facts.phone.is_some() {
            self.phone.clone_from(&facts.phone);
        }
        if heard.by_person || self.words.is_empty() {
            self.language = heard.language;
        }
    }

    fn hear_class(&mut self, heard: &Heard, event: &Event, linked: bool) -> Effect {
        match heard.class {
            Class::Confirmation => self.progress(heard, event, linked, Phase::Confirmed),
            Class::ApplicationAdmin | Class::RecruiterOutreach => {
                self.progress(heard, event, linked, Phase::Lead)
            }
            Class::StatusUpdate if heard.facts.on_hold => self.put_on_hold(event),
            Class::StatusUpdate => self.progress(heard, event, linked, Phase::InReview),
            Class::InterviewInvitation
            | Class::InterviewConfirmation
            | Class::InterviewReschedule => self.progress(heard, event, linked, Phase::Interview),
            Class::InterviewCancellation => self.progress(heard, event, linked, Phase::Interview),
            Class::Assessment => self.progress(heard, event, linked, Phase::Assessment),
            Class::InformationRequest => self.progress(heard, event, linked, Phase::Confirmed),
            Class::Offer => self.offered(heard, event),
            Class::Rejection => self.closed_by(Outcome::Rejected, heard, event),
            Class::PositionClosed => self.closed_by(Outcome::PositionClosed, heard, event),
            Class::Other => Effect::unchanged("a word of theirs that decides nothing"),
            Class::JobAlert
            | Class::NetworkNotification
            | Class::Newsletter
            | Class::AutomaticReply
            | Class::Bounce => {
                Effect::unchanged(format!("{} changes no state", article(heard.class)))
            }
        }
    }

    /// A word that moves an application on, if it may: an end is reopened, asked about, or stays.
    fn progress(&mut self, heard: &Heard, event: &Event, linked: bool, phase: Phase) -> Effect {
        let because = because(heard.class);
        let reopened = self.outcome != Outcome::Open;
        match self.reopening(heard, linked, event) {
            Reopening::NotNeeded => {}
            Reopening::ByItself { flagged } => {
                let ended = self.outcome;
                self.outcome = Outcome::Open;
                self.closed = None;
                if flagged {
                    self.conflicts.push(Conflict {
                        at: event.at,
                        what: format!(
                            "{} came after this application had ended ({ended}); it is taken as open again.",
                            capital(&article(heard.class))
                        ),
                        message_id: Some(heard.message_id.clone()),
                    });
                }
            }
            Reopening::Asked => {
                self.note_details(heard, event);
                return Effect::ask(format!(
                    "{} came after this application had ended ({}). Is it open again?",
                    capital(&article(heard.class)),
                    self.outcome
                ));
            }
            Reopening::Stays(why) => {
                // What falls away falls away, whatever became of the application.
                if heard.class == Class::InterviewCancellation {
                    self.note_details(heard, event);
                }
                return Effect::unchanged(why);
            }
        }
        let before = self.phase;
        if reopened && self.phase == Phase::Hired {
            // Only the owner's own yes leads here.
            self.phase = phase;
        }
        self.phase = self.phase.max(phase);
        let asked = self.note_details(heard, event);
        if let Some(question) = asked {
            return Effect::ask(question);
        }
        if self.phase == before && !reopened && !changes_more_than_phase(heard.class) {
            return Effect::unchanged(format!("{because}; that was known"));
        }
        Effect::advanced(because)
    }

    /// Interviews, requests and tests that a mail holds. The question, if they contradict what is known.
    pub(super) fn note_details(&mut self, heard: &Heard, event: &Event) -> Option<String> {
        let mut question = None;
        let classes = || std::iter::once(&heard.class).chain(&heard.also);
        if heard.class == Class::Confirmation {
            self.close_received(heard, event.at);
        }
        if classes().any(|c| is_interview(*c)) {
            question = self.hear_interview(heard, event);
        }
        if is_interview(heard.class) && heard.class != Class::InterviewCancellation {
            self.close_assessments(event.at);
        }
        if classes().any(|c| *c == Class::Assessment) {
            self.is_asked_for(ObligationKind::Assessment, heard, event.at, event.id);
        }
        if classes().any(|c| *c == Class::InformationRequest) {
            self.is_asked_for(ObligationKind::Information, heard, event.at, event.id);
        }
        question
    }

    fn hear_letter(&mut self, wrote: &Wrote, event: &Event) -> Effect {
        self.threads.insert(wrote.message_id.clone());
        self.letters.push(Letter {
            at: event.at,
            message_id: wrote.message_id.clone(),
            to: wrote.to.iter().filter_map(|p| p.email.clone()).collect(),
            kind: wrote.kind,
            by: wrote.by,
        });
        self.add_recipients(&wrote.to, event.at);
        self.trust_recipients(wrote);
        let effect = match wrote.kind {
            LetterKind::Application => {
                self.learn_from_letter(wrote);
                self.learn_recipients_domain(wrote);
                let before = self.phase;
                self.phase = self.phase.max(Phase::Applied);
                if before < self.phase {
                    Effect::advanced("you applied")
                } else {
                    Effect::unchanged("you had applied already")
                }
            }
            LetterKind::Availability => self.answered_invitation(wrote, event.at),
            LetterKind::RescheduleRequest => self.asked_to_move(wrote, event.at),
            LetterKind::Material | LetterKind::Assessment | LetterKind::Answer => {
                if self.is_answered(wrote, event.at) {
                    Effect::advanced("you sent what they had asked for")
                } else {
                    Effect::unchanged("nothing of that kind was open")
                }
            }
            LetterKind::Withdrawal => self.owner_ends(Outcome::Withdrawn, event, "you withdrew"),
            LetterKind::OfferRefusal => {
                self.owner_ends(Outcome::OfferDeclined, event, "you declined the offer")
            }
            LetterKind::OfferAcceptance if self.offer.is_some() => {
                self.accepted("you accepted the offer")
            }
            LetterKind::OfferAcceptance => {
                Effect::ask("Your letter reads like accepting an offer, but no offer is known.")
            }
            LetterKind::ThankYou => Effect::unchanged("you thanked them"),
            LetterKind::FollowUp => Effect::unchanged("you followed up"),
            LetterKind::RejectionReply | LetterKind::OfferThanks | LetterKind::Unsolicited => {
                Effect::unchanged("you wrote to them")
            }
        };
        self.promises_of_owner(wrote, event);
        effect
    }

    fn learn_from_letter(&mut self, wrote: &Wrote) {
        let fill = |known: &mut Option<String>, fact: &Option<String>| {
            if known.is_none() {
                known.clone_from(fact);
            }
        };
        fill(&mut self.company, &wrote.facts.company);
        fill(&mut self.role, &wrote.facts.role);
        fill(&mut self.requisition, &wrote.facts.requisition);
    }
}

impl EventKind {
    /// The mail that this event is about, theirs or the owner's.
    #[must_use]
    pub fn message_id(&self) -> Option<&MessageId> {
        match self {
            EventKind::Heard(heard) => Some(&heard.message_id),
            EventKind::Wrote(wrote) => Some(&wrote.message_id),
            EventKind::InterviewEnded { .. }
            | EventKind::PromiseMissed { .. }
            | EventKind::WentQuiet
            | EventKind::OfferExpired
            | EventKind::Notes { .. }
            | EventKind::Added { .. }
            | EventKind::OwnerSet(_)
            | EventKind::PersonAdded(_)
            | EventKind::OfferAccepted
            | EventKind::OfferDeclined
            | EventKind::Withdrawn
            | EventKind::ObligationMet { .. }
            | EventKind::Retracted { .. }
            | EventKind::Noted { .. } => None,
        }
    }
}

pub(super) fn is_interview(class: Class) -> bool {
    matches!(
        class,
        Class::InterviewInvitation
            | Class::InterviewConfirmation
            | Class::InterviewReschedule
            | Class::InterviewCancellation
    )
}

/// Whether a mail of that class does something even where the phase stays.
fn changes_more_than_phase(class: Class) -> bool {
    is_interview(class) || matches!(class, Class::Assessment | Class::InformationRequest)
}
