//! Which mail belongs where: the traps of real searches.

use super::*;
use crate::application::fold;
use crate::application::tests::{OWN, address, id, person, time};
use crate::event::{Author, Event, EventKind, Heard, LetterKind, Source, Wrote};
use crate::id::EventId;
use crate::mail::parse;
use crate::reading::{Facts, Language, PromiseFact, Strength};

mod letters;
mod sameness;
mod sureness;

/// A mailbox in which applications come to be as mail is matched.
#[derive(Default)]
struct Search {
    applications: Vec<(Vec<Event>, Application)>,
}

/// One mail, as far as matching goes.
#[derive(Clone)]
struct Letter {
    at: &'static str,
    id: &'static str,
    from: &'static str,
    subject: &'static str,
    answers: Option<&'static str>,
    class: Class,
    facts: Facts,
    by_person: bool,
    suspicions: Vec<Suspicion>,
    headers: &'static str,
}

fn mail_of(at: &'static str, id: &'static str, from: &'static str, class: Class) -> Letter {
    Letter {
        at,
        id,
        from,
        subject: "Your application",
        answers: None,
        class,
        facts: Facts::default(),
        by_person: !from.contains("no-reply"),
        suspicions: Vec::new(),
        headers: "",
    }
}

impl Letter {
    fn company(mut self, company: &str) -> Self {
        self.facts.company = Some(company.to_owned());
        self
    }

    fn role(mut self, role: &str) -> Self {
        self.facts.role = Some(role.to_owned());
        self
    }

    fn requisition(mut self, requisition: &str) -> Self {
        self.facts.requisition = Some(requisition.to_owned());
        self
    }

    fn agency(mut self, agency: &str) -> Self {
        self.facts.agency = Some(agency.to_owned());
        self
    }

    fn answering(mut self, id: &'static str) -> Self {
        self.answers = Some(id);
        self
    }

    fn raw(&self) -> Mail {
        let thread = self.answers.map_or(String::new(), |id| {
            format!("In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n")
        });
        parse(
            format!(
                "From: {}\r\nTo: Sam Okafor <sam.okafor@mailbox.example>\r\nSubject: {}\r\nMessage-ID: <{}>\r\n{thread}{}\r\nHello.\r\n",
                self.from, self.subject, self.id, self.headers
            )
            .as_bytes(),
        )
    }

    fn reading(&self) -> Reading {
        Reading {
            class: self.class,
            also: Vec::new(),
            confidence: 0.99,
            facts: self.facts.clone(),
            evidence: Vec::new(),
            suspicions: self.suspicions.clone(),
            language: Language::English,
            may_discard: false,
        }
    }
}

impl Search {
    fn decide(&self, letter: &Letter) -> Match {
        decide(
            self.applications.iter().map(|(_, a)| a),
            &letter.raw(),
            &letter.reading(),
            time(letter.at),
        )
    }

    /// Matches and records; tells the application's number, or what else came of it.
    fn gets(&mut self, letter: &Letter) -> Result<u32, Match> {
        let mail = letter.raw();
        let application = match self.decide(letter) {
            Match::Existing { application, .. } => application,
            Match::New { .. } => ApplicationId(u32::try_from(self.applications.len()).unwrap() + 1),
            other @ (Match::Ask { .. } | Match::None { .. }) => return Err(other),
        };
        let from = mail.from.first().cloned().unwrap();
        let heard = Heard {
            message_id: mail.message_id.clone(),
            class: letter.class,
            also: Vec::new(),
            confidence: 0.99,
            facts: letter.facts.clone(),
            reply_to: letter.by_person.then(|| from.clone()),
            from,
            by_person: letter.by_person,
            subject: mail.subject.clone(),
            references: mail.references.clone(),
            language: Language::English,
            suspicions: letter.suspicions.clone(),
            to: None,
            copied: Vec::new(),
            familiar: None,
            authenticated: false,
        };
        self.record(
            application,
            letter.at,
            Source::Mail(mail.message_id),
            EventKind::Heard(Box::new(heard)),
        );
        Ok(application.0)
    }

    fn record(&mut self, id: ApplicationId, at: &str, source: Source, kind: EventKind) {
        let index = usize::try_from(id.0).unwrap() - 1;
        if index == self.applications.len() {
            let empty = crate::application::Application::default_for_tests(id);
            self.applications.push((Vec::new(), empty));
        }
        let (events, state) = &mut self.applications[index];
        events.push(Event {
            id: EventId(u32::try_from(events.len()).unwrap() + 1),
            application: id,
            at: time(at),
            recorded_at: time(at),
            source,
            kind,
        });
        *state = fold(id, events).unwrap();
    }

    #[track_caller]
    fn puts(&mut self, letter: &Letter, expected: u32) {
        assert_eq!(self.gets(letter), Ok(expected), "{}", letter.id);
    }

    #[track_caller]
    fn asks(&mut self, letter: &Letter, expected: &[u32]) {
        let Err(Match::Ask { candidates, .. }) = self.gets(letter) else {
            panic!("{} was no question: {:?}", letter.id, self.decide(letter));
        };
        let candidates: Vec<u32> = candidates.iter().map(|c| c.0).collect();
        assert_eq!(candidates, expected, "{}", letter.id);
    }

    #[track_caller]
    fn passes_over(&mut self, letter: &Letter) {
        let found = self.gets(letter);
        assert!(matches!(found, Err(Match::None { .. })), "{found:?}");
    }
}

use Class as C;

#[test]
fn a_receipt_by_a_hiring_system_and_the_recruiters_own_mail_are_one_application() {
    let mut search = Search::default();
    search.puts(
        &mail_of(
            "2026-01-12T08:50:00-06:00",
            "a",
            "Halvorsen Mills Careers <halvorsen@myworkday.com>",
            C::Confirmation,
        )
        .company("Halvorsen Mills")
        .role("Payroll Specialist")
        .requisition("R-1187"),
        1,
    );
    // The company stands nowhere but in the domain.
    search.puts(
        &mail_of(
            "2026-01-14T13:20:00-06:00",
            "b",
            "Joel Brandt <joel.brandt@halvorsenmills.example>",
            C::InterviewConfirmation,
        ),
        1,
    );
    search.puts(
        &mail_of(
            "2026-01-28T14:00:00-06:00",
            "c",
            "Joel Brandt <joel.brandt@halvorsenmills.example>",
            C::StatusUpdate,
        )
        .answering("b"),
        1,
    );
}

#[test]
fn two_employers_at_one_hiring_system_stay_apart() {
    let mut search = Search::default();
    let from = "Brightloom Hiring Team <no-reply@ashbyhq.com>";
    search.puts(
        &mail_of("2026-06-02T10:02:00-07:00", "a", from, C::Confirmation)
            .company("Brightloom")
            .role("iOS Engineer"),
        1,
    );
    search.puts(
        &mail_of(
            "2026-06-03T16:45:00-07:00",
            "b",
            "Tarnwell Games <no-reply@ashbyhq.com>",
            C::Confirmation,
        )
        .company("Tarnwell Games")
        .role("Mobile Developer"),
        2,
    );
    search.puts(
        &mail_of("2026-06-12T17:31:00-07:00", "c", from, C::Rejection)
            .company("Brightloom")
            .role("iOS Engineer"),
        1,
    );
    // Neither company nor role in the text, only the display name.
    search.puts(
        &mail_of(
            "2026-06-18T22:40:00-07:00",
            "d",
            "Tarnwell Games <no-reply@ashbyhq.com>",
            C::Rejection,
        ),
        2,
    );
}

fn two_roles_at_northwind() -> Search {
    let mut search = Search::default();
    let receipt = |id, role: &str, at| {
        mail_of(
            at,
            id,
            "Northwind Careers <no-reply@us.greenhouse-mail.io>",
            C::Confirmation,
        )
        .company("Northwind Traders")
        .role(role)
    };
    search.puts(&receipt("a", "Data Analyst", "2026-03-02T09:00:00Z"), 1);
    search.puts(&receipt("b", "Data Engineer", "2026-03-03T09:00:00Z"), 2);
    search
}

#[test]
fn a_rejection_that_names_no_role_is_a_question_where_two_are_open() {
    let mut search = two_roles_at_northwind();
    let no = mail_of(
        "2026-03-09T09:00:00Z",
        "no",
        "Northwind Careers <no-reply@us.greenhouse-mail.io>",
        C::Rejection,
    )
    .company("Northwind");
    search.asks(&no, &[1, 2]);
    search.puts(&no.clone().role("Data Engineer"), 2);
    // With one of them over, the other is meant.
    search.puts(
        &mail_of(
            "2026-03-10T09:00:00Z",
            "no2",
            "Northwind <no-reply@us.greenhouse-mail.io>",
            C::Rejection,
        )
        .company("Northwind"),
        1,
    );
}

#[test]
fn a_rejection_for_one_role_never_touches_another() {
    let mut search = two_roles_at_northwind();
    let senior = mail_of(
        "2026-03-09T09:00:00Z",
        "no",
        "Northwind Careers <no-reply@us.greenhouse-mail.io>",
        C::Rejection,
    )
    .company("Northwind Traders")
    .role("Senior Data Analyst");
    search.puts(&senior, 3);
}

#[test]
fn a_person_who_wrote_for_one_role_alone_is_known_for_it() {
    let mut search = two_roles_at_northwind();
    let dana = "Dana Lee <dana.lee@northwind.example>";
    search.puts(
        &mail_of("2026-03-05T09:00:00Z", "c", dana, C::InterviewInvitation).role("Data Engineer"),
        2,
    );
    search.puts(
        &mail_of("2026-03-08T09:00:00Z", "d", dana, C::StatusUpdate),
        2,
    );
    search.puts(&mail_of("2026-03-18T09:00:00Z", "e", dana, C::Rejection), 2);
}

#[test]
fn a_title_in_its_short_form_means_the_only_one_like_it() {
    let mut search = Search::default();
    let from = "Northwind <no-reply@us.greenhouse-mail.io>";
    let mail =
        |id, at, class, role: &str| mail_of(at, id, from, class).company("Northwind").role(role);
    search.puts(
        &mail(
            "a",
            "2026-03-02T09:00:00Z",
            C::Confirmation,
            "Payroll Data Analyst",
        ),
        1,
    );
    search.puts(
        &mail("b", "2026-03-03T09:00:00Z", C::Confirmation, "Buyer"),
        2,
    );
    search.puts(
        &mail(
            "c",
            "2026-03-05T09:00:00Z",
            C::InterviewInvitation,
            "Data Analyst",
        ),
        1,
    );
    // A receipt names its own role: days later it is another application.
    search.puts(
        &mail("d", "2026-03-06T09:00:00Z", C::Confirmation, "Data Analyst"),
        3,
    );
    search.puts(
        &mail("e", "2026-03-07T09:00:00Z", C::Rejection, "Data Analyst"),
        3,
    );
}

#[test]
fn another_requisition_is_another_application() {
    let mut search = Search::default();
    let receipt = |id, at, requisition: &str| {
        mail_of(at, id, "Oakline <oakline@myworkday.com>", C::Confirmation)
            .company("Oakline")
            .role("Warehouse Planner")
            .requisition(requisition)
    };
    search.puts(&receipt("a", "2026-03-02T09:00:00Z", "R-2045"), 1);
    search.puts(&receipt("b", "2026-03-02T09:10:00Z", "R-2046"), 2);
    search.puts(
        &mail_of(
            "2026-03-09T09:00:00Z",
            "c",
            "oakline@myworkday.com",
            C::Rejection,
        )
        .requisition("r2046"),
        2,
    );
}

#[test]
fn a_requisition_number_of_another_employer_matches_nothing() {
    let mut search = Search::default();
    search.puts(
        &mail_of(
            "2026-03-02T09:00:00Z",
            "a",
            "no-reply@ashbyhq.com",
            C::Confirmation,
        )
        .company("Oakline")
        .requisition("1001"),
        1,
    );
    search.puts(
        &mail_of(
            "2026-03-03T09:00:00Z",
            "b",
            "no-reply@ashbyhq.com",
            C::Confirmation,
        )
        .company("Ferrous")
        .requisition("1001"),
        2,
    );
}

#[test]
fn two_receipts_for_one_role_within_half_an_hour_are_one() {
    let mut search = Search::default();
    search.puts(
        &mail_of(
            "2026-03-02T09:00:00Z",
            "a",
            "LinkedIn <jobs-noreply@linkedin.com>",
            C::Confirmation,
        )
        .company("Delmar Foods")
        .role("Brand Manager"),
        1,
    );
    search.puts(
        &mail_of(
            "2026-03-02T09:04:00Z",
            "b",
            "Delmar Foods <no-reply@us.greenhouse-mail.io>",
            C::Confirmation,
        )
        .company("Delmar Foods, Inc."),
        1,
    );
    // The same machine a week later, naming no role: perhaps another application.
    search.asks(
        &mail_of(
            "2026-03-09T09:04:00Z",
            "c",
            "Delmar Foods <no-reply@us.greenhouse-mail.io>",
            C::Confirmation,
        )
        .company("Delmar Foods"),
        &[1],
    );
}

#[test]
fn applying_again_after_an_end_opens_a_new_one() {
    let mut search = Search::default();
    let from = "Brightloom <no-reply@ashbyhq.com>";
    let mail = |id, at, class| {
        mail_of(at, id, from, class)
            .company("Brightloom")
            .role("iOS Engineer")
    };
    search.puts(&mail("a", "2026-01-02T10:00:00Z", C::Confirmation), 1);
    search.puts(&mail("b", "2026-01-20T10:00:00Z", C::Rejection), 1);
    search.puts(&mail("c", "2026-06-02T10:00:00Z", C::Confirmation), 2);
    search.puts(
        &mail("d", "2026-06-12T10:00:00Z", C::InterviewInvitation),
        2,
    );
    // A receipt that was late belongs to the first try.
    search.puts(&mail("e", "2026-01-03T10:00:00Z", C::ApplicationAdmin), 2);
}

#[test]
fn a_late_receipt_dated_before_the_end_opens_nothing() {
    let mut search = Search::default();
    let mail = |id, at, class| {
        mail_of(at, id, "Brightloom <no-reply@ashbyhq.com>", class)
            .company("Brightloom")
            .role("iOS Engineer")
    };
    search.puts(&mail("b", "2026-01-20T10:00:00Z", C::Rejection), 1);
    search.puts(&mail("a", "2026-01-02T10:00:00Z", C::Confirmation), 1);
}

#[test]
fn an_agency_writes_for_several_employers() {
    let mut search = Search::default();
    let jo = "Jo Fenn <jo@peaktalent.example>";
    search.puts(
        &mail_of("2026-03-02T09:00:00Z", "a", jo, C::Confirmation)
            .agency("Peak Talent")
            .company("Oakline")
            .role("Buyer"),
        1,
    );
    search.puts(
        &mail_of("2026-03-03T09:00:00Z", "b", jo, C::InterviewInvitation)
            .agency("Peak Talent")
            .company("Ferrous")
            .role("Planner"),
        2,
    );
    search.puts(
        &mail_of("2026-03-04T09:00:00Z", "c", jo, C::StatusUpdate)
            .agency("Peak Talent")
            .role("Buyer"),
        1,
    );
    search.asks(
        &mail_of("2026-03-05T09:00:00Z", "d", jo, C::StatusUpdate).agency("Peak Talent"),
        &[1, 2],
    );
    search.puts(
        &mail_of("2026-03-06T09:00:00Z", "e", jo, C::Rejection)
            .agency("Peak Talent")
            .company("Ferrous GmbH"),
        2,
    );
}

#[test]
fn what_is_no_application_mail_opens_none() {
    let mut search = two_roles_at_northwind();
    for class in [
        C::JobAlert,
        C::Newsletter,
        C::NetworkNotification,
        C::Other,
        C::RecruiterOutreach,
        C::AutomaticReply,
        C::Bounce,
    ] {
        search.passes_over(
            &mail_of(
                "2026-03-05T09:00:00Z",
                "x",
                "Ada <ada@brightbench.example>",
                class,
            )
            .company("Brightbench"),
        );
    }
    // Also from a known employer: it advertises.
    search.passes_over(
        &mail_of(
            "2026-03-05T09:00:00Z",
            "y",
            "Northwind <no-reply@northwind.example>",
            C::JobAlert,
        )
        .company("Northwind"),
    );
}

#[test]
fn a_stranger_who_names_neither_employer_nor_role_opens_nothing_unasked() {
    let mut search = Search::default();
    let flat = "Flat Viewing <agent@cityflats.example>";
    let viewing = mail_of(
        "2026-05-06T22:53:00-04:00",
        "x",
        flat,
        C::InterviewConfirmation,
    );
    search.asks(&viewing, &[]);
    search.puts(&viewing.clone().role("Structural Inspector"), 1);
    let receipt = "HR <hr@odellmuseum.example>";
    search.puts(
        &mail_of("2026-05-07T22:53:00-04:00", "y", receipt, C::Confirmation),
        2,
    );
}

#[test]
fn a_calendar_that_names_the_role_alone_means_the_only_one() {
    let mut search = two_roles_at_northwind();
    let google = "Google Calendar <calendar-notification@google.com>";
    search.puts(
        &mail_of(
            "2026-03-05T09:00:00Z",
            "c",
            google,
            C::InterviewConfirmation,
        )
        .role("Data Engineer"),
        2,
    );
    // A vendor's name taken for the employer's is none.
    let vendor = mail_of(
        "2026-03-06T09:00:00Z",
        "d",
        "no-reply@us.greenhouse-mail.io",
        C::InterviewConfirmation,
    );
    search.puts(&vendor.company("Greenhouse").role("Data Engineer"), 2);
}

#[test]
fn a_stranger_with_a_free_word_opens_nothing_unasked() {
    let mut search = Search::default();
    let list = "Allotment <list@allotment.example>";
    search.asks(
        &mail_of("2026-03-05T09:00:00Z", "c", list, C::StatusUpdate),
        &[],
    );
}

#[test]
fn a_scam_opens_no_application() {
    let mut search = Search::default();
    let mut scam = mail_of(
        "2026-03-05T09:00:00Z",
        "x",
        "HR <hr@quick-hire.example>",
        C::Offer,
    )
    .company("Quick Hire");
    scam.suspicions = vec![Suspicion::MoneyAsked];
    search.passes_over(&scam);
    scam.suspicions = vec![Suspicion::WebmailEmployer];
    search.asks(&scam, &[]);
}

#[test]
fn a_plain_word_of_a_person_in_the_thread_belongs_to_it() {
    let mut search = two_roles_at_northwind();
    let dana = "Dana Lee <dana.lee@northwind.example>";
    search.puts(
        &mail_of("2026-03-05T09:00:00Z", "c", dana, C::InterviewInvitation).role("Data Engineer"),
        2,
    );
    search.puts(
        &mail_of("2026-03-06T09:00:00Z", "d", dana, C::Other).answering("c"),
        2,
    );
    search.puts(&mail_of("2026-03-07T09:00:00Z", "e", dana, C::Other), 2);
    // A friend to whom the owner forwarded the mail answers in the same thread.
    search.passes_over(
        &mail_of(
            "2026-03-07T09:00:00Z",
            "f",
            "Vera <vera@familymail.example>",
            C::Other,
        )
        .answering("c"),
    );
    // Dana's newsletter does not.
    let mut list = mail_of("2026-03-08T09:00:00Z", "g", dana, C::Other);
    list.headers = "List-Unsubscribe: <https://northwind.example/u>\r\n";
    search.passes_over(&list);
}

#[test]
fn a_thread_wins_over_every_name() {
    let mut search = two_roles_at_northwind();
    search.puts(
        &mail_of(
            "2026-03-05T09:00:00Z",
            "c",
            "Panel <panel@elsewhere.example>",
            C::StatusUpdate,
        )
        .company("Another Name")
        .answering("a"),
        1,
    );
}

#[test]
fn a_relay_address_is_one_application() {
    let mut search = Search::default();
    let relay = "Dana at Northwind <reply+a1b2c3d4e5@inbound.workablemail.com>";
    search.puts(
        &mail_of("2026-03-02T09:00:00Z", "a", relay, C::InterviewInvitation)
            .company("Northwind")
            .role("Data Analyst"),
        1,
    );
    search.puts(
        &mail_of(
            "2026-03-03T09:00:00Z",
            "b",
            "Dana <reply+ffff00001111@inbound.workablemail.com>",
            C::InterviewInvitation,
        )
        .company("Northwind")
        .role("Data Engineer"),
        2,
    );
    search.puts(
        &mail_of("2026-03-04T09:00:00Z", "c", relay, C::Rejection),
        1,
    );
}

#[test]
fn bounces_belong_to_what_did_not_arrive() {
    let mut search = two_roles_at_northwind();
    let wrote = Wrote {
        message_id: id("letter"),
        to: vec![person("Dana Lee", "dana.lee@northwind.example")],
        kind: LetterKind::FollowUp,
        by: Author::Owner,
        subject: "Re".to_owned(),
        in_reply_to: None,
        facts: Facts::default(),
    };
    search.record(
        ApplicationId(2),
        "2026-03-04T09:00:00Z",
        Source::Mail(id("letter")),
        EventKind::Wrote(Box::new(wrote)),
    );
    search.puts(
        &mail_of(
            "2026-03-04T09:01:00Z",
            "b",
            "Mail Delivery <mailer-daemon@mailbox.example>",
            C::Bounce,
        )
        .answering("letter"),
        2,
    );
}
