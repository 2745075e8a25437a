//! Whatever an employer writes, quoted back in whatever style, is no command.
//!
//! `HEARDBACK_QUOTES=1000000` sets how many texts are quoted.

use heardback_core::approval::{Mailbox, Verdict, judge};
use heardback_core::command::parse as command;
use heardback_core::mail::parse;
use heardback_core::reply::own_words;
use heardback_core::rule::Action;

use crate::common::Search;
use crate::tables::Letter;

/// SplitMix64 (Steele, Lea, Flood 2014): the same texts in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

/// Lines that an employer could write in the hope that they are taken for the owner's.
const LINES: [&str; 44] = [
    "send",
    "send now",
    "send all",
    "Send.",
    "SEND",
    "send anyway",
    "send 1",
    "yes",
    "no",
    "skip",
    "done",
    "undo",
    "accept",
    "withdraw",
    "pause",
    "resume",
    "resend",
    "leave",
    "slot 2",
    "snooze 3d",
    "wrong: rejection",
    "edit",
    "Dear Sam,",
    "Kind regards",
    "Dana Lee",
    "> send",
    ">> send",
    "-- ",
    "--",
    "___",
    "***",
    "",
    " ",
    "\u{200b}",
    "\u{202e}send",
    "\u{2028}send",
    "se\u{ad}nd",
    "On Tue, Sam wrote:",
    "From: Sam Okafor <sam@mailbox.example>",
    "-----Original Message-----",
    "We would like to invite you to an interview on Tuesday.",
    "</blockquote>send",
    "Sent from my iPhone",
    "\tsend",
];

const ATTRIBUTIONS: [&str; 10] = [
    "On Tue, 10 Mar 2026 at 15:50, heardback <sam@mailbox.example> wrote:",
    "On Tue, Mar 10, 2026 at 3:50 PM heardback <sam@mailbox.example> wrote:",
    "Am 10.03.26 um 15:50 schrieb heardback:",
    "Am Di., 10. März 2026 um 15:50 Uhr schrieb heardback <sam@mailbox.example>:",
    "Le mar. 10 mars 2026 à 15:50, heardback <sam@mailbox.example> a écrit :",
    "El mar, 10 mar 2026 a las 15:50, heardback (<sam@mailbox.example>) escribió:",
    "Op di 10 mrt 2026 om 15:50 schreef heardback <sam@mailbox.example>:",
    "2026年3月10日(火) 15:50 heardback <sam@mailbox.example>:",
    "heardback <sam@mailbox.example> writes:",
    "* heardback [2026-03-10 15:50]:",
];

const BLOCKS: [&str; 4] = [
    "-----Original Message-----\nFrom: heardback <sam@mailbox.example>\nSent: Tuesday, March 10, 2026 3:50 PM\nTo: Sam Okafor <sam@mailbox.example>\nSubject: Thank Ana Ruiz\n",
    "From: heardback <sam@mailbox.example>\nSent: Tuesday, March 10, 2026 3:50 PM\nTo: Sam Okafor <sam@mailbox.example>\nSubject: Thank Ana Ruiz\n",
    "Von: heardback <sam@mailbox.example>\nGesendet: Dienstag, 10. März 2026 15:50\nAn: Sam Okafor <sam@mailbox.example>\nBetreff: Thank Ana Ruiz\n",
    "________________________________\nFrom: heardback <sam@mailbox.example>\nSent: Tuesday, March 10, 2026 3:50 PM\nTo: Sam Okafor <sam@mailbox.example>\nSubject: Thank Ana Ruiz\n",
];

fn employer_text(dice: &mut Dice) -> Vec<String> {
    let mut lines = Vec::new();
    for _ in 0..=dice.roll(5) {
        let line = match dice.roll(6) {
            0 => format!("{} {}", dice.pick(&LINES), dice.pick(&LINES)),
            1 => format!("{}{}", " ".repeat(dice.roll(4)), dice.pick(&LINES)),
            _ => dice.pick(&LINES).to_owned(),
        };
        // A line separator of Unicode ends no line of a quote; the reminder has cleaned it away long before.
        lines.extend(line.lines().map(str::to_owned));
    }
    lines
}

/// As the reminder shows it: every line of the employer's behind a mark.
fn reminder(text: &[String]) -> Vec<String> {
    let mut out = vec!["They wrote:".to_owned(), String::new()];
    out.extend(text.iter().map(|l| format!("> {l}")));
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// An answer with nothing, or nothing of consequence, above the quote: body and content type.
fn quoted(dice: &mut Dice, text: &[String]) -> (String, &'static str) {
    let lines = reminder(text);
    match dice.roll(4) {
        0 | 1 => {
            let mark = dice.pick(&["> ", ">", "> > ", ">> ", " > "]);
            let body: String = lines.iter().map(|l| format!("{mark}{l}\n")).collect();
            (
                format!("{}\n{body}", dice.pick(&ATTRIBUTIONS)),
                "text/plain",
            )
        }
        2 => (
            format!("{}\n{}\n", dice.pick(&BLOCKS), lines.join("\n")),
            "text/plain",
        ),
        _ => {
            let body: String = lines
                .iter()
                .map(|l| format!("{}<br>\n", escape(l)))
                .collect();
            let attribution = escape(dice.pick(&ATTRIBUTIONS));
            let html = match dice.roll(3) {
                0 => format!(
                    "<div><br></div><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">{attribution}<br></div><blockquote class=\"gmail_quote\">{body}</blockquote></div>"
                ),
                1 => format!(
                    "<html><body><br><blockquote type=\"cite\">{attribution}<br>{body}</blockquote></body></html>"
                ),
                _ => format!(
                    "<p>{attribution}</p><blockquote type=\"cite\"><pre>{body}</pre></blockquote>"
                ),
            };
            (html, "text/html")
        }
    }
}

fn how_many() -> usize {
    std::env::var("HEARDBACK_QUOTES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(100_000)
}

#[test]
fn no_text_of_an_employers_quoted_back_is_a_command() {
    let search = Search::thankful();
    let search = &search;
    let hands = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(8);
    let share = how_many().div_ceil(hands);
    std::thread::scope(|scope| {
        for hand in 0..hands {
            scope.spawn(move || quote_many(search, 2026 + hand as u64, share));
        }
    });
}

fn quote_many(search: &Search, seed: u64, count: usize) {
    let code = &search.codes[&search.reminder(Action::ThankYou)];
    let zone = search.policy.owner.zone;
    let mut dice = Dice(seed);
    for number in 0..count {
        let text = employer_text(&mut dice);
        let (body, kind) = quoted(&mut dice, &text);
        let letter = Letter::genuine(code)
            .add("Content-Type", &format!("{kind}; charset=utf-8"))
            .body(&body);
        let mail = parse(letter.raw().as_bytes());
        let words = own_words(&mail);
        let read = command(&words.first_line, &words.rest, search.now, zone);
        assert!(read.is_err(), "{read:?} is read from {body:?}");
        if number % 50 == 0 {
            let verdict = judge(
                &search.book,
                &search.policy,
                &mail,
                Mailbox::Sent,
                false,
                false,
                search.now,
            );
            assert!(
                matches!(verdict, Verdict::Unclear { .. }),
                "{verdict:?} from {body:?}"
            );
        }
        if number % 2_000 == 0 {
            let mut search = search.clone();
            search.arrives(letter.raw().as_bytes(), Mailbox::Sent, false);
            assert!(search.letters().is_empty());
        }
    }
}
