use super::*;

const NEW_YORK: Where<'_> = Where {
    zone: Some("America/New_York"),
    offset: None,
};

/// Tuesday, 10 March 2026, 16:09 in New York.
fn notes(text: &str) -> Said {
    read_notes(text, "2026-03-10T20:09:00Z".parse().unwrap(), NEW_YORK)
}

fn promise_is(text: &str, by: &str, strength: Strength) {
    let expected = PromiseFact {
        by: by.parse().unwrap(),
        strength,
    };
    assert_eq!(notes(text).promise, Some(expected), "{text}");
}

#[test]
fn a_promise_of_theirs_is_read_from_the_owners_words() {
    use Strength::{Hard, Soft};
    promise_is(
        "They will let me know by Friday, March 20.",
        "2026-03-20",
        Hard,
    );
    promise_is(
        "He said I will have an answer by the end of next week.",
        "2026-03-20",
        Hard,
    );
    promise_is("She'll call me on Thursday.", "2026-03-12", Hard);
    promise_is("Decision within two weeks.", "2026-03-24", Hard);
    promise_is("I should hear back by the 18th.", "2026-03-18", Hard);
    promise_is("They hope to decide by Monday.", "2026-03-16", Soft);
    promise_is("Next steps by March 25, she said.", "2026-03-25", Hard);
    promise_is(
        "I'll hear from Ana within 5 business days.",
        "2026-03-17",
        Hard,
    );
    promise_is("Sie melden sich bis Freitag, 20. März.", "2026-03-20", Hard);
    promise_is(
        "Ils me donneront une réponse d'ici le 20 mars.",
        "2026-03-20",
        Hard,
    );
    promise_is(
        "Me darán una respuesta antes del 20 de marzo.",
        "2026-03-19",
        Hard,
    );
}

#[test]
fn what_was_not_said_is_not_read() {
    for text in [
        "No word about when they decide.",
        "Nothing was said about when they decide.",
        "She did not say when I would hear.",
        "We talked about the move in March and the last quarter-end, which took nine days.",
        "They decided in 2024 to move to weekly pay.",
        "",
    ] {
        assert_eq!(notes(text), Said::default(), "{text}");
    }
}

#[test]
fn a_date_in_the_talk_is_no_promise() {
    let said = notes("Ana: the Newark depot opens on April 3. Prefers e-mail.");
    assert_eq!(said.promise, None);
    assert_eq!(said.preference, Some(Preference::Email));
}

#[test]
fn a_wish_for_peace_is_kept() {
    let dated = notes("She asked me not to follow up before March 23.");
    assert_eq!(dated.quiet_until, "2026-03-23".parse().ok());
    let week = notes("Please wait a week before following up, he said.");
    assert_eq!(week.quiet_until, "2026-03-17".parse().ok());
    let open = notes("No need to check in, they will write.");
    assert!(open.quiet_until_word && open.quiet_until.is_none());
}

#[test]
fn how_they_like_to_be_contacted_is_kept() {
    let check = |text: &str, expected| assert_eq!(notes(text).preference, Some(expected), "{text}");
    check("Prefers e-mail.", Preference::Email);
    check(
        "He would rather have a phone call than mail.",
        Preference::Phone,
    );
    check(
        "Dana prefers the phone: +1 (201) 555-0148",
        Preference::Phone,
    );
    check("Lieber per Telefon.", Preference::Phone);
    check("Elle préfère le courriel.", Preference::Email);
    let phone = notes("Dana prefers the phone: +1 (201) 555-0148").phone;
    assert_eq!(phone.as_deref(), Some("+1 (201) 555-0148"));
}

#[test]
fn what_the_owner_promised_is_a_duty() {
    let check = |text: &str, what: &str, due: Option<&str>| {
        let expected = OwnPromise {
            what: what.to_owned(),
            due: due.map(|d| By::Day(d.parse().unwrap())),
        };
        assert_eq!(notes(text).own_promises, [expected], "{text}");
    };
    check(
        "I will send her the slides by Monday.",
        "slides",
        Some("2026-03-16"),
    );
    check("I promised to send my portfolio.", "portfolio", None);
    check(
        "I'll forward two references by Friday.",
        "two references",
        Some("2026-03-13"),
    );
    check("I said I would share the case study.", "case study", None);
    check(
        "Ich schicke ihr die Zeugnisse bis Freitag.",
        "Zeugnisse",
        Some("2026-03-13"),
    );
}

#[test]
fn the_day_is_the_one_where_the_notes_were_written() {
    let late: Time = "2026-03-11T02:30:00Z".parse().unwrap();
    let told = |place| {
        read_notes("They will call me tomorrow.", late, place)
            .promise
            .map(|p| p.by.to_string())
    };
    assert_eq!(told(NEW_YORK).as_deref(), Some("2026-03-11"));
    let offset = Where {
        zone: None,
        offset: Some(-4 * 3600),
    };
    assert_eq!(told(offset).as_deref(), Some("2026-03-11"));
}
