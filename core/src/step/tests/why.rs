//! `why RULE` explains one example of every rule: the message that it rests on there, and the words.

use super::*;
use crate::book::{Draft, DraftState};
use crate::event::LetterKind;
use crate::id::DraftId;
use crate::letter::proofread;
use crate::notice::{Example, example};
use crate::reading::{Preference, PromiseFact, SlotFact, Strength};

const FINE: &str = "Dear Ana,\n\nThank you for our conversation on Tuesday. I enjoyed it, and I am very interested in the role.\n\nKind regards,\nSam Okafor\n";

/// What is missing in the example of a rule.
fn lacks(rule: Rule, search: &Search, words: &str) -> Option<String> {
    let found = example(&search.book, &search.policy, rule, search.now);
    let Some(Example {
        message_id,
        words: said,
        ..
    }) = found
    else {
        return Some(format!("nothing shows {rule}"));
    };
    let whole = matches!(rule, Rule::S1 | Rule::S2);
    if !said.contains(words) {
        return Some(format!("{rule} lacks “{words}”: {said}"));
    }
    (message_id.is_none() && !whole).then(|| format!("{rule} rests on no message"))
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn noted(notes: &str) -> Search {
    let mut search = Search::new();
    search.policy.etiquette.traditional = vec!["Juniper Freight".to_owned()];
    search.run("2026-03-10T15:20:00-04:00");
    search.says(Action::Debrief, &format!("notes\n{notes}"));
    search.run("2026-03-10T16:00:00-04:00");
    search
}

fn promised(by: &str) -> Facts {
    Facts {
        promise: Some(PromiseFact {
            by: day(by),
            strength: Strength::Hard,
        }),
        ..Facts::default()
    }
}

/// Asked once, on the business morning after the promised day.
fn followed_up() -> Search {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.run("2026-03-24T09:10:00-04:00");
    search.says(Action::FollowUp, "send");
    search.run("2026-03-25T12:00:00-04:00");
    search
}

fn refused() -> Search {
    let mut search = thankful();
    search.hears(
        "2026-03-12T10:00:00-04:00",
        Class::Rejection,
        Facts::default(),
    );
    search.run("2026-03-12T18:00:00-04:00");
    search
}

impl Search {
    /// The newest of their mails again, changed, for an application of that number.
    fn hears_changed(&mut self, application: u32, change: impl FnOnce(&mut Heard)) {
        let record = &self.book.applications[&ApplicationId(1)];
        let mut event = record
            .events
            .iter()
            .rev()
            .find(|e| e.kind.heard().is_some())
            .unwrap()
            .clone();
        event.id = EventId(self.book.last_event.0 + 1);
        event.application = ApplicationId(application);
        event.at = self.now;
        event.recorded_at = self.now;
        if let EventKind::Heard(heard) = &mut event.kind {
            heard.message_id = MessageId::new(&format!("{}@anew.example", event.id.0)).unwrap();
            change(heard);
        }
        self.book.apply(&Change::Event(event));
        self.step(Input::Tick);
    }

    /// A letter as the owner might write it, with what is found in it.
    fn drafts(&mut self, kind: LetterKind, to: Person, text: &str) {
        let earlier = self.book.drafts.values().next_back().unwrap();
        let mut draft = Draft {
            id: DraftId(earlier.id.0 + 1),
            kind,
            to,
            text: text.to_owned(),
            state: DraftState::Open,
            ..earlier.as_ref().clone()
        };
        draft.findings = proofread(&draft, &self.book, &self.policy);
        self.book.apply(&Change::Draft(draft));
    }
}

/// A thank-you to Ana in which something stands in place of something else.
fn written(kind: LetterKind, good: &str, bad: &str) -> Search {
    let mut search = thankful();
    let joel = person("Joel Hart", "joel.hart@juniperfreight.example");
    search.hears_changed(2, |heard| {
        heard.facts.company = Some("Tarnwell Games".to_owned());
        heard.facts.role = Some("Payroll Specialist".to_owned());
        heard.from = person("Bea Lund", "bea.lund@tarnwell.example");
    });
    if good.is_empty() {
        search.drafts(kind, joel, &FINE.replace("Ana", "Joel"));
    }
    let text = if good.is_empty() {
        FINE.to_owned()
    } else {
        FINE.replace(good, bad)
    };
    let ana = person("Ana Ruiz", "ana.ruiz@juniperfreight.example");
    search.drafts(kind, ana, &text);
    search
}

#[test]
fn every_rule_has_an_example_that_why_explains() {
    let lacking: Vec<String> = Rule::ALL
        .iter()
        .filter_map(|rule| {
            let (search, words) = shows(*rule);
            lacks(*rule, &search?, words)
        })
        .collect();
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn a_wait_that_is_over_is_told_as_over_and_a_closed_application_waits_for_nothing() {
    let mut search = Search::new();
    search.run("2026-03-19T12:00:00-04:00");
    assert_eq!(
        lacks(Rule::W2, &search, "a week has passed without a word."),
        None
    );
    let found = example(&search.book, &search.policy, Rule::W2, search.now).unwrap();
    assert!(!found.words.contains("before"), "{}", found.words);
    let closed = refused();
    let found = example(&closed.book, &closed.policy, Rule::W2, closed.now);
    assert_eq!(found, None);
    let found = example(&closed.book, &closed.policy, Rule::W1, closed.now);
    assert_eq!(found, None);
}

#[expect(clippy::too_many_lines, reason = "one arm a rule")]
fn shows(rule: Rule) -> (Option<Search>, &'static str) {
    let mut booked = Search::new();
    let mut thanked = thankful();
    let thank = LetterKind::ThankYou;
    let (search, words) = match rule {
        Rule::P1 => {
            booked.run("2026-03-09T19:00:00-04:00");
            (booked, "your interview is near")
        }
        Rule::P2 => {
            let mut search = Search::bare();
            let start = time("2026-03-10T14:00:00-04:00").fixed_offset();
            let facts = Facts {
                company: Some("Juniper Freight".to_owned()),
                role: Some("Data Analyst".to_owned()),
                slots: vec![SlotFact {
                    start,
                    end: Some(start + Duration::minutes(45)),
                }],
                ..Facts::default()
            };
            search.hears(
                "2026-03-05T09:05:00-05:00",
                Class::InterviewInvitation,
                facts,
            );
            (search, "an invitation wants an answer")
        }
        Rule::T1 => {
            booked.run("2026-03-10T16:00:00-04:00");
            (booked, "The interview is over.")
        }
        Rule::T2 => (thanked, "thank Ana Ruiz"),
        Rule::T3 => (
            thanked,
            "Your note says “Ana Ruiz: we talked about the late-arrival dashboard",
        ),
        Rule::T4 => (thanked, "six years of SQL in logistics"),
        Rule::T5 => (
            noted(
                "Ana Ruiz: we talked about the dashboard.\nfix: I said that I have four years of SQL, it is six.",
            ),
            "four years of SQL, it is six",
        ),
        Rule::T6 => {
            let start = time("2026-03-17T14:00:00-04:00").fixed_offset();
            let facts = Facts {
                interview: Some(InterviewFact {
                    start: Some(start),
                    end: Some(start + Duration::minutes(45)),
                    ..InterviewFact::default()
                }),
                ..Facts::default()
            };
            thanked.hears(
                "2026-03-12T09:00:00-04:00",
                Class::InterviewConfirmation,
                facts,
            );
            thanked.run("2026-03-17T20:00:00-04:00");
            (thanked, "You met them.")
        }
        Rule::T7 => {
            thanked.run("2026-03-12T18:00:00-04:00");
            (thanked, "thank Ana Ruiz")
        }
        Rule::T8 => (
            noted("Ana Ruiz: we talked about the dashboard."),
            "a card by hand",
        ),
        Rule::C1 => {
            thanked.says(Action::ThankYou, "send");
            thanked.run("2026-03-11T20:00:00-04:00");
            (thanked, "Your thank-you is with them.")
        }
        Rule::W1 => (thanked, "They said you would hear by Friday, 20 March."),
        Rule::W2 => {
            booked.run("2026-03-11T12:00:00-04:00");
            (booked, "They gave no time")
        }
        Rule::W3 => {
            let facts = Facts {
                quiet_until: Some(day("2026-03-27")),
                ..Facts::default()
            };
            thanked.hears("2026-03-11T10:00:00-04:00", Class::StatusUpdate, facts);
            (thanked, "They asked to wait until Friday, 27 March.")
        }
        Rule::W4 => (followed_up(), "You wrote to them only days ago."),
        Rule::W5 => (followed_up(), "You have asked since their last word"),
        Rule::W6 => {
            let class = Class::StatusUpdate;
            thanked.hears("2026-03-11T10:00:00-04:00", class, promised("2026-03-18"));
            thanked.hears("2026-03-17T10:00:00-04:00", class, promised("2026-03-31"));
            (
                thanked,
                "They had named Wednesday, 18 March, and then wrote that it is Tuesday, 31 March",
            )
        }
        Rule::W7 => {
            let mut search = followed_up();
            search.run("2026-04-25T12:00:00-04:00");
            (search, "that is not a no")
        }
        Rule::F1 => (followed_up(), "time to ask"),
        Rule::F2 => {
            let facts = Facts {
                contact_preference: Some(Preference::Phone),
                ..Facts::default()
            };
            thanked.hears("2026-03-11T10:00:00-04:00", Class::StatusUpdate, facts);
            thanked.run("2026-03-25T12:00:00-04:00");
            (thanked, "time to ask")
        }
        Rule::F3 => (refused(), "The draft to Ana Ruiz is withdrawn"),
        Rule::M1 => {
            let facts = Facts {
                requested: vec!["references".to_owned()],
                ..Facts::default()
            };
            booked.hears(
                "2026-03-06T10:00:00-05:00",
                Class::InformationRequest,
                facts,
            );
            (booked, "They wait for: references.")
        }
        Rule::M2 => (
            noted(
                "Ana Ruiz: we talked about the dashboard.\nI promised to send Ana the slides by Thursday.",
            ),
            "You promised: ",
        ),
        Rule::R1 => (refused(), "They said no"),
        Rule::R2 => (refused(), "asks for no reasons"),
        Rule::R3 => {
            booked.hears_changed(1, |heard| {
                heard.class = Class::Rejection;
                heard.by_person = false;
                heard.reply_to = None;
            });
            (booked, "nobody reads")
        }
        Rule::R4 => {
            let mut search = refused();
            search.run("2026-06-20T12:00:00-04:00");
            (search, "The door may be open again.")
        }
        Rule::O1 => {
            thanked.hears("2026-03-12T10:00:00-04:00", Class::Offer, Facts::default());
            (thanked, "They offer you the job.")
        }
        Rule::S1 | Rule::S2 => {
            booked.run("2026-03-09T12:00:00-04:00");
            let words = if rule == Rule::S1 {
                "once a week"
            } else {
                "lapsed: 0"
            };
            (booked, words)
        }
        Rule::L1 => (written(thank, "conversation", "conversaton"), "conversaton"),
        Rule::L2 => (
            written(thank, "I enjoyed it", "[what was said]"),
            "what was said",
        ),
        Rule::L3 => {
            let long = "I enjoyed it very much indeed. ".repeat(40);
            (written(thank, "I enjoyed it, and ", &long), "words")
        }
        Rule::L4 => (written(thank, "Dear Ana", "Dear Joel"), "Joel"),
        Rule::L5 => (
            written(thank, "I enjoyed it", "What is the salary? I enjoyed it"),
            "salary",
        ),
        Rule::L6 => (
            written(thank, "I enjoyed it", "You promised to write. I enjoyed it"),
            "promised",
        ),
        Rule::L7 => (
            written(
                LetterKind::RejectionReply,
                "I enjoyed it",
                "Please reconsider. I enjoyed it",
            ),
            "econsider",
        ),
        Rule::L8 => (
            written(thank, "Thank you for our conversation", "We spoke"),
            "no thanks",
        ),
        Rule::L9 => (
            written(thank, "the role", "the Payroll Specialist role"),
            "Payroll Specialist",
        ),
        Rule::L10 => (written(thank, "", ""), "nearly the same words"),
        Rule::Safety => return (None, ""),
    };
    (Some(search), words)
}
