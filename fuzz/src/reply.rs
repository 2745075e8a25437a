//! Any bytes as an owner's answer: its first line is one line that was typed, never a quoted one, and whatever it comes to
//! as a command is the same each time.

use heardback_core::command::parse as command;
use heardback_core::mail::parse;
use heardback_core::reply::own_words;

pub fn body(bytes: &[u8]) {
    let mail = parse(bytes);
    let words = own_words(&mail);
    assert!(!words.first_line.contains('\n'), "{words:?}");
    assert!(!words.first_line.starts_with('>'), "{words:?}");
    assert!(
        words.rest.is_empty() || !words.first_line.is_empty(),
        "{words:?}"
    );
    // What is the writer's own was typed, and no line of it was invented.
    for line in words.rest.lines() {
        assert!(
            mail.body
                .typed
                .lines()
                .any(|typed| typed.trim_end() == line.trim_end()),
            "{line:?} of {:?}",
            mail.body.typed
        );
    }
    let now = "2026-03-04T10:12:00Z".parse().expect("a fixed instant");
    let zone = chrono_tz::Europe::London;
    let said = command(&words.first_line, &words.rest, now, zone);
    assert_eq!(said, command(&words.first_line, &words.rest, now, zone));
    if let Err(why) = said {
        assert!(
            why.0.ends_with(['.', '?']) && why.0.chars().count() < 1000,
            "{why:?}"
        );
    }
}
