//! Everything is logged, at TRACE, through a whole story with bad weather, and nothing secret stands in it or in the store;
//! at INFO and above no address, no subject and nobody's words either, so that a journal can be shown to anybody.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

#[path = "canaries/program.rs"]
mod program;
mod served;
mod tunnel;

use std::io;
use std::sync::{Arc, Mutex};

use heardback::demo::letters::{self, OWNER};
use heardback_core::mail;
use heardback_core::moment::Time;
use heardback_sandbox::Weather;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use tunnel::life::{End, live};
use tunnel::people::{Act, People};
use tunnel::town::{Kind, PASSWORD, Town};

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Kept;

    fn make_writer(&'a self) -> Kept {
        self.clone()
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

fn layer<S: tracing::Subscriber + for<'a> LookupSpan<'a>>(
    kept: &Kept,
    level: LevelFilter,
) -> impl Layer<S> {
    let layer = tracing_subscriber::fmt::layer().with_ansi(false);
    layer.with_writer(kept.clone()).with_filter(level)
}

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

#[test]
fn no_secret_stands_in_any_log_or_in_the_store_and_no_mail_in_the_journal() {
    let (everything, journal) = (Kept::default(), Kept::default());
    tracing_subscriber::registry()
        .with(layer(&everything, LevelFilter::TRACE))
        .with(layer(&journal, LevelFilter::INFO))
        .init();

    let town = Town::new(&Kind::ordinary());
    let mut people = People::of_the_demo(&town);
    let storm = |day: &str, seed| {
        (
            at(day),
            Act::Weather(Weather {
                permanent: true,
                ..Weather::rough(seed, 150)
            }),
        )
    };
    people.to_come.extend([
        storm("2026-03-03T10:00:00Z", 1),
        (at("2026-03-03T16:00:00Z"), Act::Calm),
        storm("2026-03-17T08:00:00Z", 2),
        (at("2026-03-18T08:00:00Z"), Act::Calm),
    ]);
    // A wrong password for a while.
    let calm = chrono::Duration::minutes(1);
    assert_eq!(
        live(&town, &mut people, at("2026-03-10T09:00:00Z"), calm),
        End::Quiet
    );
    town.host.set_secrets(OWNER.address, "another", None);
    assert_eq!(
        live(&town, &mut people, at("2026-03-10T12:00:00Z"), calm),
        End::Quiet
    );
    town.host.set_secrets(OWNER.address, PASSWORD, None);
    assert_eq!(
        live(&town, &mut people, at("2026-03-21T12:00:00Z"), calm),
        End::Quiet
    );

    let (everything, journal) = (everything.text(), journal.text());
    assert!(everything.contains("TRACE") || everything.contains("DEBUG"));
    assert!(journal.lines().count() > 20, "{journal}");
    absent(&everything, "the log at TRACE", &secrets(&town));
    absent(&on_disk(&town), "the store", &secrets(&town));
    absent(&journal, "the journal", &words(&town));
    let arguments = std::fs::read_to_string("/proc/self/cmdline").unwrap();
    absent(&arguments, "the arguments", &secrets(&town));
    absent(&arguments, "the arguments", &words(&town));
    absent(&everything, "the log at TRACE", &words(&town));
}

fn absent(text: &str, place: &str, words: &[String]) {
    let lower = text.to_lowercase();
    for word in words {
        let found = lower.find(&word.to_lowercase());
        let around = found.map(|at| {
            lower
                .chars()
                .skip(at.saturating_sub(200))
                .take(400)
                .collect::<String>()
        });
        assert!(
            found.is_none(),
            "“{word}” stands in {place}: {}",
            around.unwrap_or_default()
        );
    }
}

/// The password, as it is and as it goes over the wire, and the codes of all mails that reached the owner.
fn secrets(town: &Town) -> Vec<String> {
    use base64::Engine as _;
    let encoded = |text: String| base64::engine::general_purpose::STANDARD.encode(text);
    let mut secrets = vec![
        PASSWORD.to_owned(),
        encoded(PASSWORD.to_owned()),
        encoded(format!("\0{}\0{PASSWORD}", OWNER.address)),
    ];
    let inbox = town.host.messages(OWNER.address, "INBOX");
    let ids = inbox.iter().map(|m| mail::parse(&m.raw).message_id);
    let codes: Vec<String> = ids
        .filter_map(|id| heardback_core::approval::code_in(&id).map(str::to_owned))
        .collect();
    assert!(codes.len() > 8);
    secrets.extend(codes);
    secrets
}

/// Addresses, names, subjects and sentences of the story.
fn words(town: &Town) -> Vec<String> {
    let mut words: Vec<String> = [
        "juniper",
        "alder",
        "mailbox.example",
        "@",
        "okafor",
        "night shift",
        "wharf road",
    ]
    .map(str::to_owned)
    .to_vec();
    for somebody in letters::EVERYBODY {
        words.push(somebody.address.to_owned());
        words.push(somebody.name.to_owned());
    }
    for message in town.host.messages(OWNER.address, "INBOX") {
        let mail = mail::parse(&message.raw);
        let lines = mail
            .body
            .newest
            .lines()
            .map(str::trim)
            .filter(|line| line.len() > 25);
        words.extend(lines.map(str::to_owned));
        words.push(mail.subject);
    }
    words.retain(|word| word.len() > 3 || word == "@");
    words
}

fn on_disk(town: &Town) -> String {
    let files = std::fs::read_dir(town.state())
        .unwrap()
        .map(|f| f.unwrap().path());
    files
        .filter(|path| path.is_file())
        .map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())
        .collect()
}
