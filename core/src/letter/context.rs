//! What a letter's template is filled with: facts of the thread, the notes and the profile, each a finished piece of language.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use minijinja::Value;

use super::materials::{self, Choice};
use super::tongue::Tongue;
use super::{GAP, address, dates, greeting, personal, profile, templates};
use crate::application::{Application, Interview, InterviewState, Outcome};
use crate::book::{Attached, Book};
use crate::etiquette::days::lived_in;
use crate::etiquette::{Order, Purpose, end_of};
use crate::event::LetterKind;
use crate::id::Person;
use crate::moment::Time;
use crate::policy::Policy;
use crate::reading::{By, SlotFact};

/// A letter in the making.
pub(super) struct Writing<'a> {
    app: &'a Application,
    policy: &'a Policy,
    to: &'a Person,
    pub tongue: Tongue,
    /// On familiar terms, as their mail is.
    familiar: bool,
    /// Chooses among wordings: of the recipients of one round each gets another.
    variant: usize,
    values: BTreeMap<&'static str, Value>,
    pub attachments: Vec<Attached>,
}

impl<'a> Writing<'a> {
    /// A letter with what is true of all of them.
    pub fn new(app: &'a Application, policy: &'a Policy, to: &'a Person) -> Self {
        let tongue = Tongue::of(app.language);
        let familiar = address::of(app, to);
        let mut writing = Self {
            app,
            policy,
            to,
            tongue,
            familiar,
            variant: hash(&app.id.to_string()),
            values: BTreeMap::new(),
            attachments: Vec::new(),
        };
        for name in templates::VARIABLES {
            writing.set(name, "");
        }
        let company = app.company.as_deref().unwrap_or_default();
        let signature = policy
            .profile
            .signature
            .as_deref()
            .map(|s| format!("\n{}", s.trim()))
            .unwrap_or_default();
        writing.set(
            "greeting",
            greeting::greeting(to, app.company.as_deref(), tongue, familiar),
        );
        writing.set("closing", greeting::closing(tongue, familiar));
        writing.set("name", format!("{}{signature}", policy.owner.name));
        writing.set("position", super::position(app, tongue));
        writing.set("role", app.role.as_deref().unwrap_or_default());
        writing.set("company", company);
        writing.set("gap", GAP);
        writing
    }

    /// Our own sentence in the thread's form of address; `None` where words of the notes stand against it.
    fn addressed(&self, sentence: String) -> Option<String> {
        if self.familiar {
            address::familiar(&sentence, self.tongue)
        } else {
            Some(sentence)
        }
    }

    fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.values.insert(name, value.into());
    }

    /// The template's subject and text.
    pub fn render(&self, template: &str) -> (String, String) {
        let own = self
            .policy
            .letters
            .get(&format!("{template}.{}", self.tongue.code()))
            .map(String::as_str);
        let context: Value = self.values.clone().into();
        let voice = templates::Voice {
            variant: self.variant,
            familiar: self.familiar,
        };
        templates::render(template, self.tongue, own, voice, &context)
    }

    /// Adds what this order needs.
    pub fn fit_to(&mut self, order: &Order, book: &Book, now: Time) {
        match &order.purpose {
            Purpose::AcceptTime { interview, slot } => {
                let interview = self.app.interviews.iter().find(|i| i.number == *interview);
                self.accept(
                    interview.and_then(|i| i.zone.as_deref()),
                    interview.and_then(|i| i.place.as_deref()),
                    slot,
                );
            }
            Purpose::OfferTimes { .. } => self.set("gap", times_gap(self.tongue)),
            Purpose::ThankYou {
                day,
                late,
                pass_on,
                again,
            } => self.thank(*day, *late, *again, pass_on, book),
            Purpose::FollowUp { .. } => self.follow_up(now, book),
            Purpose::Material { obligation } | Purpose::OwnPromise { obligation } => {
                self.send(*obligation, order)
            }
            Purpose::RejectionReply { met } => {
                self.set("met", *met);
                self.set("advice", self.policy.etiquette.ask_advice);
                let names = self
                    .met(now)
                    .iter()
                    .filter_map(|p| p.name.clone())
                    .collect::<Vec<_>>();
                self.set("people", self.tongue.list(&names));
                self.set("arranged", !self.is_interviewer(now));
            }
            Purpose::OfferThanks => {
                let day = self
                    .app
                    .offer
                    .as_ref()
                    .and_then(|o| o.deadline)
                    .map(|by| self.answer_day(by))
                    .unwrap_or_default();
                self.set("answer_day", day);
            }
            Purpose::Withdrawal => {
                let taken = book
                    .states()
                    .any(|a| a.id != self.app.id && a.outcome == Outcome::Accepted);
                self.set("taken", taken);
                self.set("met", !self.met(now).is_empty());
            }
        }
    }

    /// Where the employer is, as far as it is known.
    fn zone(&self) -> Option<Tz> {
        self.app.zone.as_deref().and_then(lived_in)
    }

    fn is_american(&self) -> bool {
        dates::is_american(self.zone().unwrap_or(self.policy.owner.zone))
    }

    /// The time as the invitation's zone sees it (P2).
    pub fn accept(&mut self, zone: Option<&str>, place: Option<&str>, slot: &SlotFact) {
        let zone = zone.and_then(lived_in).or(self.zone());
        self.set(
            "time",
            dates::instant(slot.start, zone, self.policy.owner.zone, self.tongue),
        );
        // A link or a street is known to those who gave it.
        self.set("place", place.is_some_and(|p| !p.contains("://")));
    }

    fn answer_day(&self, by: By) -> String {
        let day = match by {
            By::Instant(at) => at.date_naive(),
            By::Day(day) => day,
        };
        dates::full_date(day, self.tongue, self.is_american())
    }

    fn thank(
        &mut self,
        day: chrono::NaiveDate,
        late: bool,
        again: bool,
        pass_on: &[String],
        book: &Book,
    ) {
        let round = personal::Round::of(self.app, day, self.policy, book, self.tongue);
        let place = round.place_of(self.to);
        self.variant = self.variant.wrapping_add(place);
        let weekday = dates::weekday(round.local_day(self.zone()).unwrap_or(day), self.tongue);
        self.set("day", weekday);
        self.set("late", late);
        let sentence = round.sentence(self.to, self.variant);
        self.set(
            "personal",
            sentence
                .and_then(|s| self.addressed(s))
                .unwrap_or_else(|| gap_sentence(self.tongue).to_owned()),
        );
        self.set("fix", round.fix(self.to));
        self.set("people", self.tongue.list(pass_on));
        let passed_on = self.addressed(round.passed_on(pass_on));
        self.set("passed_on", passed_on.unwrap_or_default());
        let most = if again { 2 } else { 3 };
        let strengths = profile::strengths(&self.policy.profile, self.app, self.tongue, most);
        let position = super::position(self.app, self.tongue);
        let strengths =
            profile::strengths_sentence(&strengths, &position, self.tongue, self.variant);
        self.set("strengths", self.addressed(strengths).unwrap_or_default());
        let why = profile::why(&self.policy.profile, self.app, self.tongue);
        let why = profile::why_sentence(
            why,
            self.app.company.as_deref().unwrap_or_default(),
            self.tongue,
            self.variant,
        );
        self.set("why", self.addressed(why).unwrap_or_default());
    }

    fn follow_up(&mut self, now: Time, book: &Book) {
        let earlier = self
            .app
            .letters
            .iter()
            .filter(|l| l.kind == LetterKind::FollowUp)
            .count();
        self.variant = self.variant.wrapping_add(earlier);
        let last = self.past(now).last().and_then(|i| i.start);
        let zone = self.zone().unwrap_or(self.policy.owner.zone);
        if let Some(start) = last {
            self.set(
                "date",
                dates::date(
                    start.with_timezone(&zone).date_naive(),
                    self.tongue,
                    self.is_american(),
                ),
            );
        }
        let names: Vec<String> = self
            .met(now)
            .iter()
            .filter_map(|p| p.name.clone())
            .collect();
        self.set("people", self.tongue.list(&names));
        self.set("arranged", !self.is_interviewer(now) && !names.is_empty());
        // T7: where no thank-you went, its one sentence goes here.
        let thanked = last.is_some_and(|start| {
            self.app
                .letters
                .iter()
                .any(|l| l.kind == LetterKind::ThankYou && l.at >= start)
        });
        if let (Some(start), false) = (last, thanked) {
            let day = start.with_timezone(&self.policy.owner.zone).date_naive();
            let round = personal::Round::of(self.app, day, self.policy, book, self.tongue);
            self.set(
                "personal",
                round
                    .sentence(self.to, self.variant)
                    .and_then(|s| self.addressed(s))
                    .unwrap_or_default(),
            );
        }
    }

    /// Interviews that have taken place, in order.
    fn past(&self, now: Time) -> Vec<&'a Interview> {
        let held = |i: &&Interview| {
            !matches!(
                i.state,
                InterviewState::Cancelled | InterviewState::NoShow | InterviewState::Expired
            ) && end_of(i).is_some_and(|end| end <= now)
        };
        let mut past: Vec<&Interview> = self.app.interviews.iter().filter(held).collect();
        past.sort_by_key(|i| i.start);
        past
    }

    /// Whom the owner met in the last round.
    fn met(&self, now: Time) -> Vec<Person> {
        let past = self.past(now);
        let round = past.last().map(|i| i.round);
        let mut out: Vec<Person> = Vec::new();
        for interview in past.iter().filter(|i| Some(i.round) == round) {
            let people = if interview.people.is_empty() {
                interview.invited_by.iter().cloned().collect()
            } else {
                interview.people.clone()
            };
            for person in people {
                if !out.contains(&person) {
                    out.push(person);
                }
            }
        }
        out
    }

    fn is_interviewer(&self, now: Time) -> bool {
        self.met(now).iter().any(|p| personal::same(p, self.to))
    }

    fn send(&mut self, obligation: u32, order: &Order) {
        let what = self
            .app
            .obligations
            .iter()
            .find(|o| o.number == obligation)
            .map(|o| o.what.clone())
            .unwrap_or_default();
        let Choice {
            attached,
            names,
            missing,
        } = materials::choose(&what, self.policy, self.tongue);
        let nouns: Vec<String> = what
            .iter()
            .map(|w| materials::noun(w, self.tongue))
            .collect();
        let is_promise = matches!(order.purpose, Purpose::OwnPromise { .. });
        let promised: Vec<String> = if is_promise && self.tongue == Tongue::English {
            nouns.iter().map(|w| with_the(w)).collect()
        } else {
            nouns
        };
        self.set("what", self.tongue.list(&promised));
        self.set("names", self.tongue.list(&names));
        self.set("attached", !attached.is_empty());
        let gaps: Vec<String> = missing
            .iter()
            .map(|m| missing_gap(m, self.tongue))
            .collect();
        let gaps = if gaps.is_empty() && attached.is_empty() {
            vec![missing_gap(
                &materials::Missing {
                    what: String::new(),
                    unreadable: None,
                },
                self.tongue,
            )]
        } else {
            gaps
        };
        self.set("missing", gaps.join(" "));
        self.attachments = attached;
    }
}

/// Only the owner knows when the owner is free.
fn times_gap(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => "[two or three times that suit you]",
        Tongue::German => "[zwei oder drei Termine, die Ihnen passen]",
        Tongue::French => "[deux ou trois moments qui vous conviennent]",
        Tongue::Spanish => "[dos o tres momentos que le convengan]",
    }
}

fn gap_sentence(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => "I keep thinking of [one thing that was said between you].",
        Tongue::German => {
            "Besonders in Erinnerung geblieben ist mir [etwas, das zwischen Ihnen gesagt wurde]."
        }
        Tongue::French => "Je repense souvent à [une chose qui a été dite entre vous].",
        Tongue::Spanish => "Sigo pensando en [algo que se dijo entre ustedes].",
    }
}

/// A gap that names what is missing.
fn missing_gap(missing: &materials::Missing, tongue: Tongue) -> String {
    let what = materials::noun(&missing.what.replace(['[', ']', '{', '}'], ""), tongue);
    let what = if what.is_empty() {
        match tongue {
            Tongue::English => "what they asked for".to_owned(),
            Tongue::German => "das Gewünschte".to_owned(),
            Tongue::French => "ce qui est demandé".to_owned(),
            Tongue::Spanish => "lo que piden".to_owned(),
        }
    } else {
        what
    };
    let why = match (missing.unreadable.is_some(), tongue) {
        (true, Tongue::English) => "its file cannot be read, or is too large for mail",
        (true, Tongue::German) => "die Datei ist nicht lesbar oder zu groß für eine E-Mail",
        (true, Tongue::French) => "le fichier est illisible ou trop lourd pour un courriel",
        (true, Tongue::Spanish) => {
            "el archivo no se puede leer o es demasiado grande para un correo"
        }
        (false, Tongue::English) => "no file is configured for it",
        (false, Tongue::German) => "keine Datei dafür eingetragen",
        (false, Tongue::French) => "aucun fichier n'est indiqué",
        (false, Tongue::Spanish) => "no hay ningún archivo indicado",
    };
    match tongue {
        Tongue::English => format!("As for {}: [your words; {why}].", with_the(&what)),
        Tongue::German => format!("{}: [Ihre Worte; {why}].", super::capitalised(&what)),
        Tongue::French => format!("{} : [vos mots ; {why}].", super::capitalised(&what)),
        Tongue::Spanish => format!("{}: [sus palabras; {why}].", super::capitalised(&what)),
    }
}

/// "the transcript", but "my slides" and "what they asked for" as they are.
fn with_the(what: &str) -> String {
    let first = what
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let begun = matches!(
        first.as_str(),
        "the"
            | "a"
            | "an"
            | "my"
            | "your"
            | "our"
            | "what"
            | "two"
            | "three"
            | "some"
            | "how"
            | "which"
    );
    if begun || first.starts_with(|c: char| c.is_ascii_digit()) {
        what.to_owned()
    } else {
        format!("the {what}")
    }
}

/// FNV-1a: the same letter in every run.
fn hash(text: &str) -> usize {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::try_from(hash % 1_000).unwrap_or(0)
}
