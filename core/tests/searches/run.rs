//! One generated search: the clock, the queue of what happens, and the engine between them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use chrono_tz::Tz;
use heardback_core::approval::Mailbox;
use heardback_core::book::{Book, Note, OutgoingKind};
use heardback_core::id::{Address, Sha256};
use heardback_core::mail::parse;
use heardback_core::moment::Moment;
use heardback_core::outbox::Report;
use heardback_core::policy::{ApprovalPolicy, Etiquette, Material, Owner, Policy, Profile};
use heardback_core::reading::{Class, Reader};
use heardback_core::step::{Arrived, Input, handle, next_wakeup};

use super::calendar::{self, At};
use super::dice::Dice;
use super::employer::{Act, Course};
use super::mail::OWNER;
use super::notice;
use super::owner::{TEMPERS, Temper};
use super::truth::{Answer, Left, Manner, Post, Says, Someone, Truth};

/// Something that happens at its time.
#[derive(Debug, Clone)]
pub enum Happening {
    /// Bytes in the inbox, or in Sent.
    Arrives(Vec<u8>, bool),
    Employer(usize, Act),
    Answers(Answer),
    Accepted(usize, At, At),
    Zone(Tz),
    ByHand(usize, Manner),
}

struct Queued {
    at: At,
    number: u64,
    what: Happening,
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl Eq for Queued {}
impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Queued {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

pub struct Search {
    pub dice: Dice,
    pub now: At,
    pub start: At,
    pub until: At,
    /// Where the employers are.
    pub home: Tz,
    pub truth: Truth,
    pub left: Vec<Left>,
    pub courses: Vec<Course>,
    /// Whom the newest invitation of a post names.
    pub people: Vec<Vec<Someone>>,
    pub temper: Temper,
    pub accepted: bool,
    /// Promises in notes that are not yet handed in.
    pub noted: Vec<(String, usize, NaiveDate)>,
    /// What the owner promised in them.
    pub to_send: Vec<(String, usize, NaiveDate)>,
    pub count: u64,
    /// Mails that were not read as they were meant.
    pub misread: Vec<String>,
    /// Ticks that the engine asked for and did nothing with.
    pub awake_for_nothing: Vec<String>,
    /// What the engine did, for whoever looks into a breach.
    pub journal: Vec<String>,
    queue: BinaryHeap<Reverse<Queued>>,
    book: Book,
    policy: Policy,
    reader: Reader,
    steps: u64,
}

const TOUCH_DAYS: i64 = 30;

const COMPANIES: &[(&str, &str)] = &[
    ("Juniper Freight", "juniperfreight.example"),
    ("Kettle Creek", "kettlecreek.example"),
    ("Brightloom", "brightloom.example"),
    ("Halvorsen Mills", "halvorsenmills.example"),
    ("Tarnwell Games", "tarnwell.example"),
    ("Quillfeather Press", "quillfeather.example"),
    ("Merrigold Energy", "merrigold.example"),
    ("Coolabah Networks", "coolabah.example"),
];
const ROLES: &[&str] = &[
    "Data Analyst",
    "Production Editor",
    "Network Engineer",
    "Payroll Specialist",
    "Fleet Planner",
    "Field Technician",
];
const NAMES: &[&str] = &[
    "Dana Lee",
    "Marta Oyelaran",
    "Joel Brandt",
    "Rosa Fiorentino",
    "Niall Kearney",
    "Lucy Papadakis",
    "Dev Raman",
    "Ana Ruiz",
    "Yusuf Demir",
    "Claire Ouellet",
    "Tom Hale",
    "Ingrid Solberg",
    "Femi Adeyemi",
    "Hana Sato",
    "Piotr Nowak",
    "Greta Lindqvist",
    "Omar Haddad",
    "Ruth Castle",
    "Ivo Marin",
    "Selma Kaya",
    "Bram Visser",
    "Nora Quinn",
    "Elif Aydin",
    "Karl Winter",
    "Edda Roth",
    "Paul Keane",
    "Rita Long",
    "Samir Aziz",
    "Vera Hahn",
    "Wim Jonker",
    "Yana Petrova",
    "Zoe Marsh",
    "Amir Khan",
    "Bea Lund",
    "Cora Mills",
    "Dirk Maas",
    "Eva Novak",
    "Finn Daly",
    "Gus Holt",
    "Hedy Lang",
    "Maya Torres",
    "Owen Price",
    "Lena Vogel",
    "Sofia Rossi",
    "Hugo Blanc",
    "Ines Prado",
    "Milo Stein",
    "Tara Shaw",
];
const ZONES: &[Tz] = &[
    Tz::America__New_York,
    Tz::America__Los_Angeles,
    Tz::Europe__London,
    Tz::Europe__Berlin,
    Tz::Australia__Sydney,
    Tz::Asia__Kolkata,
];

impl Search {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let home = *dice.pick(ZONES);
        let first = *dice.pick(&[
            "2026-02-09",
            "2026-03-16",
            "2026-05-04",
            "2026-09-14",
            "2026-10-12",
            "2026-11-30",
        ]);
        let day: NaiveDate = first.parse().unwrap();
        let day = day + Duration::days(dice.between(0, 6));
        let start = calendar::at(day, 7, 0, home);
        let holidays: BTreeSet<NaiveDate> = (0..dice.between(0, 4))
            .map(|_| day + Duration::days(dice.between(0, 60)))
            .collect();
        let temper = *dice.pick(TEMPERS);
        let mut policy = policy(home, &holidays);
        // Sixty days do not hold the ninety of the default.
        policy.etiquette.stay_in_touch_days = TOUCH_DAYS;
        let truth = Truth {
            touch_days: TOUCH_DAYS,
            zones: vec![(At::MIN_UTC, home)],
            holidays: holidays.clone(),
            ..Truth::default()
        };
        let mut search = Self {
            reader: reader(&policy),
            policy,
            dice,
            now: start,
            start,
            until: start + Duration::days(60),
            home,
            truth,
            left: Vec::new(),
            courses: Vec::new(),
            people: Vec::new(),
            temper,
            accepted: false,
            noted: Vec::new(),
            to_send: Vec::new(),
            count: 0,
            misread: Vec::new(),
            awake_for_nothing: Vec::new(),
            journal: Vec::new(),
            queue: BinaryHeap::new(),
            book: Book::default(),
            steps: 0,
        };
        search.people_it();
        search
    }

    /// Two to five applications, now and then two roles at one employer, or an agency between.
    fn people_it(&mut self) {
        let count = self.dice.between(2, 5);
        let skip = usize::try_from(self.dice.between(0, 7)).unwrap();
        let mut names: Vec<&str> = NAMES.to_vec();
        for n in 0..usize::try_from(count).unwrap() {
            let (company, domain) = COMPANIES[(skip + n) % COMPANIES.len()];
            let role = ROLES[(skip * 3 + n) % ROLES.len()];
            let has_second = self.dice.chance(12);
            let mut take = |domain: &str| {
                let index = usize::try_from(self.dice.word() % u64::try_from(names.len()).unwrap())
                    .unwrap();
                let name = names.remove(index);
                Someone {
                    name: name.to_owned(),
                    email: format!("{}@{domain}", name.to_lowercase().replace(' ', ".")),
                }
            };
            let recruiter = take(domain);
            let interviewers = vec![take(domain), take(domain), take(domain)];
            let post = Post {
                company: company.to_owned(),
                domain: domain.to_owned(),
                role: role.to_owned(),
                recruiter,
                agency: None,
                interviewers,
            };
            let second = has_second.then(|| {
                let role = ROLES[(skip * 3 + n + 3) % ROLES.len()];
                let interviewers = vec![take(domain), take(domain), take(domain)];
                Post {
                    role: role.to_owned(),
                    interviewers,
                    ..post.clone()
                }
            });
            self.add_post(post);
            if let Some(second) = second {
                self.add_post(second);
            }
        }
        if self.dice.chance(15) {
            let zone = *self.dice.pick(ZONES);
            let at = self.start + Duration::hours(self.dice.between(100, 1000));
            self.push(at, Happening::Zone(zone));
        }
    }

    fn add_post(&mut self, post: Post) {
        let number = self.truth.posts.len();
        self.truth.posts.push(post);
        self.courses.push(Course::default());
        self.people.push(Vec::new());
        self.later(number, Act::Receive, 0, 24);
        // Now and then a letter that nothing asked for.
        if self.dice.chance(10) {
            let at = self.start + Duration::hours(self.dice.between(300, 1400));
            self.push(at, Happening::ByHand(number, Manner::FollowUp));
        }
    }

    pub fn push(&mut self, at: At, what: Happening) {
        self.count += 1;
        self.queue.push(Reverse(Queued {
            at: at.max(self.now),
            number: self.count,
            what,
        }));
    }

    /// Sixty days, tick by tick, as the daemon would.
    pub fn run(&mut self) {
        self.step(Input::ScanDone);
        let (mut idle, mut last) = (0, self.now);
        for _ in 0..100_000 {
            let next = self.queue.peek().map(|Reverse(q)| q.at);
            let wake = next_wakeup(&self.book, &self.policy, self.now).map(|(at, _)| at);
            let Some(at) = [next, wake]
                .into_iter()
                .flatten()
                .min()
                .filter(|at| *at <= self.until)
            else {
                return;
            };
            let stuck = at <= self.now && next != Some(at) && idle > 4;
            if stuck {
                let why = next_wakeup(&self.book, &self.policy, self.now).map(|(_, why)| why);
                self.awake_for_nothing
                    .push(format!("{}: {why:?}", self.shown()));
            }
            self.now = if stuck {
                self.now + Duration::seconds(30)
            } else {
                at.max(self.now)
            };
            if next.is_some_and(|n| n <= self.now) {
                let Reverse(queued) = self.queue.pop().unwrap();
                self.happens(queued.what);
            } else {
                let before = self.left.len();
                self.step(Input::Tick);
                idle = if self.left.len() == before && last == at {
                    idle + 1
                } else {
                    0
                };
                last = at;
            }
        }
        panic!("the engine never rests");
    }

    fn happens(&mut self, what: Happening) {
        match what {
            Happening::Arrives(bytes, in_sent) => {
                let mailbox = if in_sent {
                    Mailbox::Sent
                } else {
                    Mailbox::Inbox
                };
                let mail = parse(&bytes);
                self.step(Input::Mail(Box::new(Arrived {
                    mail,
                    mailbox,
                    is_draft: false,
                })));
            }
            Happening::Employer(post, act) => self.employer(post, act),
            Happening::Answers(answer) => self.answer_arrives(&answer),
            Happening::Accepted(post, start, end) => self.accepted(post, start, end),
            Happening::Zone(zone) => {
                self.truth.zones.push((self.now, zone));
                self.policy.owner.zone = zone;
                self.reader = reader(&self.policy);
                self.step(Input::Tick);
            }
            Happening::ByHand(post, manner) => {
                if !self.courses[post].thread.is_empty()
                    && self.courses[post].round > 0
                    && !self.courses[post].ended
                {
                    let to = self.truth.posts[post].recruiter.clone();
                    let text = "I wanted to ask where you are in the process. I am still very interested in the position.";
                    self.write(post, &to, self.now, manner, text);
                }
            }
        }
    }

    fn step(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            self.steps += 1;
            let nonce = Sha256::of(&self.steps.to_be_bytes()).0;
            let step = handle(
                &self.book,
                &self.policy,
                &self.reader,
                input,
                Moment {
                    now: self.now,
                    nonce,
                },
            );
            for change in &step.changes {
                self.book.apply(change);
            }
            for note in &step.notes {
                self.note(note);
            }
            for row in step.deliver {
                let out = self.book.outbox[&row].clone();
                let left = Left {
                    at: self.now,
                    to: out.to.to_string(),
                    bytes: out.mime.clone(),
                };
                self.left.push(left.clone());
                if out.kind == OutgoingKind::Notice {
                    let notice = notice::read(&left.bytes);
                    self.journal
                        .push(format!("{} to the owner: {}", self.shown(), notice.subject));
                    self.owner_reads(&notice);
                } else {
                    let (subject, text) = notice::letter_text(&left.bytes);
                    self.journal.push(format!(
                        "{} to {}: {subject}\n{text}",
                        self.shown(),
                        left.to
                    ));
                    self.employer_gets(&left, &text);
                    if self.dice.chance(60) {
                        let at = self.now + Duration::seconds(30);
                        self.push(
                            at,
                            Happening::Arrives(left.bytes.clone().into_bytes(), true),
                        );
                    }
                }
                inputs.push(Input::Delivery {
                    row,
                    report: Report::Accepted {
                        words: "250 ok".to_owned(),
                    },
                });
            }
        }
    }

    fn shown(&self) -> String {
        self.now
            .with_timezone(&self.truth.zone(self.now))
            .format("%a %Y-%m-%d %H:%M")
            .to_string()
    }

    fn note(&mut self, note: &Note) {
        match note {
            Note::Message {
                message_id,
                class,
                application,
                confidence,
                ..
            } => {
                let word = self
                    .truth
                    .words
                    .iter()
                    .find(|w| w.message_id == message_id.as_str());
                if let Some(word) = word {
                    if !fits(word.says, *class) {
                        self.misread
                            .push(format!("{:?} read as {class}", word.says));
                    }
                    self.journal.push(format!("{} post {} {:?} (written {}) read as {class} {confidence:.2} for {application:?}", self.shown(), word.post, word.says, word.at));
                } else {
                    self.journal
                        .push(format!("{} own mail, for {application:?}", self.shown()));
                }
            }
            Note::Transition {
                application,
                to,
                because,
                ..
            } => {
                self.journal.push(format!(
                    "{} application {application} is {to}: {because}",
                    self.shown()
                ));
            }
            Note::Held {
                application,
                action,
                rule,
                why,
                ..
            } => {
                self.journal.push(format!(
                    "{} held {action} of {application:?} ({rule}): {why}",
                    self.shown()
                ));
            }
            Note::Reminder { .. } | Note::Sent { .. } | Note::Answer { .. } => {}
        }
    }
}

fn fits(says: Says, class: Class) -> bool {
    let one_of: &[Class] = match says {
        Says::Received => &[Class::Confirmation],
        Says::Invites => &[Class::InterviewInvitation],
        Says::Books => &[Class::InterviewConfirmation, Class::InterviewInvitation],
        Says::Moves => &[Class::InterviewReschedule],
        Says::Cancels => &[Class::InterviewCancellation],
        Says::Promises => &[Class::StatusUpdate],
        Says::Asks => &[Class::InformationRequest],
        Says::Offers => &[Class::Offer],
        Says::Refuses => &[Class::Rejection],
        Says::Closes => &[Class::PositionClosed],
        Says::Automatic => &[Class::AutomaticReply],
    };
    one_of.contains(&class)
}

fn reader(policy: &Policy) -> Reader {
    Reader::new(
        BTreeSet::from([policy.owner.address.clone()]),
        &policy.owner.name,
        policy.owner.zone,
        policy.holidays.clone(),
    )
}

fn policy(zone: Tz, holidays: &BTreeSet<NaiveDate>) -> Policy {
    let content: Arc<[u8]> = Arc::from(&b"Ada Brook, Jon Field"[..]);
    Policy {
        owner: Owner {
            name: "Sam Okafor".to_owned(),
            address: Address::new(OWNER).unwrap(),
            aliases: BTreeSet::new(),
            zone,
        },
        holidays: holidays.clone(),
        profile: Profile {
            strengths: vec![
                "six years of planning".to_owned(),
                "reports that people read".to_owned(),
            ],
            ..Profile::default()
        },
        materials: ["references", "certificates"]
            .into_iter()
            .map(|name| {
                let content = Ok(content.clone());
                let file_name = format!("{name}.pdf");
                (
                    name.to_owned(),
                    Material {
                        file_name,
                        media_type: "application/pdf".to_owned(),
                        digest: Sha256::of(name.as_bytes()),
                        content,
                    },
                )
            })
            .collect(),
        etiquette: Etiquette::default(),
        approval: ApprovalPolicy::default(),
        letters: BTreeMap::new(),
    }
}
