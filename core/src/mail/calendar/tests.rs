use super::*;

fn read_one(text: &str) -> (Vec<Calendar>, BTreeSet<Problem>) {
    let mut problems = BTreeSet::new();
    let found = read(&[(None, text.to_owned())], &[], &mut problems);
    (found, problems)
}

fn start_of(lines: &str) -> String {
    let text = format!(
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@x\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    let (found, _) = read_one(&text);
    match found
        .first()
        .and_then(|c| c.events.first())
        .and_then(|e| e.start)
    {
        Some(CalendarTime::Instant(at)) => at.to_rfc3339(),
        Some(CalendarTime::Floating(at)) => format!("floating {at}"),
        Some(CalendarTime::Day(day)) => format!("day {day}"),
        None => "none".into(),
    }
}

#[test]
fn every_way_to_write_a_start_is_read() {
    let check = |lines: &str, expected: &str| assert_eq!(start_of(lines), expected, "{lines}");
    check("DTSTART:20260310T140000Z", "2026-03-10T14:00:00+00:00");
    check(
        "DTSTART;TZID=Europe/Berlin:20260310T140000",
        "2026-03-10T14:00:00+01:00",
    );
    check(
        "DTSTART;TZID=W. Europe Standard Time:20260710T140000",
        "2026-07-10T14:00:00+02:00",
    );
    check(
        "DTSTART;TZID=\"(UTC-05:00) Eastern Time (US & Canada)\":20260710T140000",
        "2026-07-10T14:00:00-04:00",
    );
    check(
        "DTSTART;TZID=\"(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien\":20260710T140000",
        "2026-07-10T14:00:00+02:00",
    );
    check(
        "DTSTART;TZID=Eastern Standard Time:20260310T140000",
        "2026-03-10T14:00:00-04:00",
    );
    check(
        "DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20260310T140000",
        "2026-03-10T14:00:00-04:00",
    );
    check(
        "DTSTART;TZID=GMT+0100:20260310T140000",
        "2026-03-10T14:00:00+01:00",
    );
    check("DTSTART:20260310T140000", "floating 2026-03-10 14:00:00");
    check(
        "DTSTART;TZID=Atlantis:20260310T140000",
        "floating 2026-03-10 14:00:00",
    );
    check("DTSTART;VALUE=DATE:20260310", "day 2026-03-10");
    check("DTSTART:20260310", "day 2026-03-10");
    check(
        "DTSTART;TZID=Europe/Berlin:20260329T023000",
        "2026-03-29T02:30:00+01:00",
    );
    check("DTSTART:soon", "none");
}

#[test]
fn an_outlook_invitation_is_read_whole() {
    let (found, problems) = read_one(
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0500\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nORGANIZER;CN=Dana Lee:mailto:Dana.Lee@northwind.example\nATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Sam Okafor:MAILTO:sam@mailbox.example\nATTENDEE;CUTYPE=ROOM;CN=Room 4:mailto:room4@northwind.example\nDESCRIPTION;LANGUAGE=en-US:Hello\\, Sam\\nBring questions\nSUMMARY;LANGUAGE=en-US:Interview\\; Data Analyst\nDTSTART;TZID=Customized Time Zone:20260310T140000\nDURATION:PT45M\nUID:040000008200E00074C5B7101A82E008\nDTSTAMP:20260304T090000Z\nSEQUENCE:2\nLOCATION:Room 4\nEND:VEVENT\nEND:VCALENDAR\n",
    );
    let event = &found[0].events[0];
    assert_eq!(found[0].method, Method::Request);
    assert_eq!(
        event.start,
        Some(CalendarTime::Instant(
            "2026-03-10T14:00:00-05:00".parse().unwrap()
        ))
    );
    assert_eq!(
        event.end,
        Some(CalendarTime::Instant(
            "2026-03-10T14:45:00-05:00".parse().unwrap()
        ))
    );
    assert_eq!(
        (
            event.sequence,
            event.summary.as_str(),
            event.description.as_str()
        ),
        (2, "Interview; Data Analyst", "Hello, Sam\nBring questions")
    );
    let people: Vec<_> = event
        .attendees
        .iter()
        .map(|a| {
            (
                a.person.email.as_ref().unwrap().as_str(),
                a.partstat.as_str(),
                a.is_person,
            )
        })
        .collect();
    assert_eq!(
        people,
        [
            ("sam@mailbox.example", "needs-action", true),
            ("room4@northwind.example", "needs-action", false)
        ]
    );
    assert_eq!(
        event.organizer.as_ref().unwrap().name.as_deref(),
        Some("Dana Lee")
    );
    assert!(problems.is_empty());
}

#[test]
fn several_events_are_kept_and_none_is_expanded() {
    let (found, _) = read_one(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260310T140000Z\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nDTSTART:20260311T140000Z\nRRULE:FREQ=SECONDLY\nSTATUS:CANCELLED\nEND:VEVENT\nEND:VCALENDAR",
    );
    let events: Vec<_> = found[0]
        .events
        .iter()
        .map(|e| (e.uid.as_str(), e.recurs, e.cancelled))
        .collect();
    assert_eq!(events, [("a", false, false), ("b", true, true)]);
    assert_eq!(found[0].method, Method::Other);
}

#[test]
fn a_broken_calendar_is_a_problem_and_no_panic() {
    for text in [
        "",
        "hello",
        "BEGIN:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
        "BEGIN:VEVENT\nDTSTART:\nEND:VEVENT",
        "END:VCALENDAR",
    ] {
        let (_, problems) = read_one(text);
        assert!(problems.contains(&Problem::BadCalendar), "{text:?}");
    }
}

#[test]
fn the_parameter_names_the_method_before_the_property() {
    let mut problems = BTreeSet::new();
    let text = "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nBEGIN:VEVENT\nUID:a\nDTSTART:20260310T140000Z\nEND:VEVENT\nEND:VCALENDAR";
    let found = read(
        &[(Some("cancel".into()), text.into())],
        &[text.into()],
        &mut problems,
    );
    assert_eq!(
        found.iter().map(|c| c.method).collect::<Vec<_>>(),
        [Method::Cancel]
    );
    let found = read(&[], &[text.into()], &mut problems);
    assert_eq!(
        found.iter().map(|c| c.method).collect::<Vec<_>>(),
        [Method::Publish]
    );
}

#[test]
fn a_reply_names_its_one_attendee_and_can_be_read_again() {
    let (found, _) = read_one(
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:abc@northwind.example\nSEQUENCE:1\nSUMMARY:Interview\\, round two\nORGANIZER;CN=Dana Lee:mailto:dana@northwind.example\nATTENDEE:mailto:sam@mailbox.example\nATTENDEE:mailto:other@northwind.example\nDTSTART;TZID=Europe/Berlin:20260310T140000\nDTEND;TZID=Europe/Berlin:20260310T144500\nEND:VEVENT\nEND:VCALENDAR",
    );
    let sam = Person {
        name: Some("Sam \"the long named\" Okafor of Somewhere".into()),
        email: Address::new("sam@mailbox.example"),
    };
    let text = calendar_reply(
        &found[0].events[0],
        &sam,
        PartStat::Accepted,
        "2026-03-05T08:00:00Z".parse().unwrap(),
    );
    assert!(
        text.split_terminator("\r\n")
            .all(|line| line.len() <= 75 && !line.contains('\n')),
        "{text}"
    );
    let (again, problems) = read_one(&text);
    let event = &again[0].events[0];
    assert_eq!(again[0].method, Method::Reply);
    assert_eq!(
        (event.uid.as_str(), event.sequence, event.summary.as_str()),
        ("abc@northwind.example", 1, "Interview, round two")
    );
    assert_eq!(
        event
            .attendees
            .iter()
            .map(|a| a.partstat.as_str())
            .collect::<Vec<_>>(),
        ["accepted"]
    );
    assert_eq!(
        event.start.and_then(instant),
        found[0].events[0].start.and_then(instant)
    );
    assert!(problems.is_empty());
    assert_eq!(
        calendar_reply(
            &CalendarEvent::default(),
            &sam,
            PartStat::Accepted,
            "2026-03-05T08:00:00Z".parse().unwrap()
        ),
        ""
    );
}

#[test]
fn a_zone_without_a_known_name_is_told_by_its_rules() {
    let check = |standard: &str, daylight: &str, month: u8, expected: &str| {
        let text = format!(
            "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:{daylight}\nTZOFFSETTO:{standard}\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:{standard}\nTZOFFSETTO:{daylight}\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH={month}\nEND:DAYLIGHT\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:u\nDTSTART;TZID=Customized Time Zone:20260710T140000\nEND:VEVENT\nEND:VCALENDAR"
        );
        let (found, _) = read_one(&text);
        let event = &found[0].events[0];
        let start = match event.start {
            Some(CalendarTime::Instant(at)) => at.to_rfc3339(),
            other => format!("{other:?}"),
        };
        assert_eq!(
            format!("{start} {}", event.zone.as_deref().unwrap_or("-")),
            expected
        );
    };
    check(
        "-0500",
        "-0400",
        3,
        "2026-07-10T14:00:00-04:00 America/New_York",
    );
    check(
        "+0100",
        "+0200",
        3,
        "2026-07-10T14:00:00+02:00 Europe/Berlin",
    );
    check(
        "+1000",
        "+1100",
        10,
        "2026-07-10T14:00:00+10:00 Australia/Sydney",
    );
    check("+0530", "+0530", 3, "2026-07-10T14:00:00+05:30 -");
}

#[test]
fn hostile_calendars_take_linear_time() {
    for text in [
        "BEGIN:VEVENT\n".repeat(8_000),
        "BEGIN:VTIMEZONE\nTZID:x\n".repeat(4_000),
        "DTSTART;".repeat(12_000),
        "A=\"".repeat(30_000),
        "END:VEVENT\n".repeat(8_000),
        " folded\n".repeat(12_000),
        "BEGIN:VCALENDAR\nEND:VCALENDAR\n".repeat(4_000),
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\n".to_owned()
            + &"ATTENDEE;CN=x:mailto:a@b.example\n".repeat(3_000),
        "BEGIN:VCARD\n".repeat(8_000),
        ":".repeat(100_000),
        "\n".repeat(100_000),
    ] {
        let _ = read_one(&text);
    }
}
