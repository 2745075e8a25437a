//! The rules of reading time, each by its name. A mail of Wednesday 4 March 2026, 10:12 in New York, unless said otherwise.

mod told;

use chrono::NaiveDate;
use chrono_tz::Tz;
use heardback_core::reading::Strength;
use heardback_core::reading::time::{
    Anchor, Country, Flag, Lang, Purpose, TimeReading, appointments, deadline, find, promise,
};

const WEDNESDAY: &str = "2026-03-04T10:12:00-05:00";

#[track_caller]
fn check(text: &str, expected: &str) {
    told::check(WEDNESDAY, Lang::En, text, expected);
}

fn anchor(at: &str) -> Anchor<'static> {
    Anchor::new(
        at.parse().expect("a time of RFC 3339"),
        Tz::America__New_York,
        Lang::En,
    )
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// What one expression comes to, its other reading and its flags.
#[track_caller]
fn reading(text: &str, at: &str, purpose: Purpose) -> (TimeReading, Option<NaiveDate>, Vec<Flag>) {
    let found = find(text, &anchor(at), purpose)
        .into_iter()
        .next()
        .expect("an expression of time");
    (
        found.reading,
        found.alternative.map(|point| point.date),
        found.flags,
    )
}

#[track_caller]
fn window(text: &str, first: &str, last: &str) {
    let (got, ..) = reading(text, WEDNESDAY, Purpose::Promise);
    assert_eq!(
        got,
        TimeReading::Window {
            first: day(first),
            last: day(last)
        },
        "{text}"
    );
}

#[test]
fn relative_times_count_from_the_date_in_its_own_offset() {
    // Still Wednesday where it was written, already Thursday in London.
    told::check(
        "2026-03-04T23:30:00-05:00",
        Lang::En,
        "Can we talk tomorrow at 10am?",
        "slot 2026-03-05T10:00-05:00",
    );
}

#[test]
fn a_mail_of_the_weekend_means_the_coming_week_by_this_week_and_by_next_week() {
    for at in ["2026-03-07T09:00:00-05:00", "2026-03-08T09:00:00-04:00"] {
        told::check(
            at,
            Lang::En,
            "You'll hear from us by the end of this week.",
            "promise 2026-03-13 hard",
        );
        told::check(
            at,
            Lang::En,
            "You'll hear from us by the end of next week.",
            "promise 2026-03-13 hard",
        );
    }
}

#[test]
fn a_bare_weekday_is_its_next_occurrence() {
    check("We'll let you know by Friday.", "promise 2026-03-06 hard");
    check("We'll let you know by Tuesday.", "promise 2026-03-10 hard");
}

#[test]
fn the_messages_own_weekday_is_a_week_later_for_a_promise_and_today_for_a_duty() {
    check(
        "You'll hear from us by Wednesday.",
        "promise 2026-03-11 hard",
    );
    check("Please send it by Wednesday.", "due 2026-03-04");
    let promised = promise("You'll hear from us by Wednesday.", &anchor(WEDNESDAY)).unwrap();
    assert_eq!(promised.alternative, Some(day("2026-03-04")));
}

#[test]
fn this_thursday_is_of_this_week_and_next_thursday_of_the_next() {
    check(
        "Can we meet this Thursday at 10am?",
        "slot 2026-03-05T10:00-05:00",
    );
    check(
        "Can we meet next Thursday at 10am?",
        "slot 2026-03-12T10:00-04:00",
    );
}

#[test]
fn next_thursday_keeps_the_thursday_that_is_still_ahead_as_a_candidate() {
    let (_, other, flags) = reading(
        "You'll hear from us by next Thursday.",
        WEDNESDAY,
        Purpose::Promise,
    );
    assert_eq!(
        (other, flags),
        (Some(day("2026-03-05")), vec![Flag::OtherWeekPossible])
    );
    let (_, other, flags) = reading(
        "You'll hear from us by next Tuesday.",
        WEDNESDAY,
        Purpose::Promise,
    );
    assert_eq!((other, flags), (None, Vec::new()));
}

#[test]
fn a_weekday_and_a_date_that_disagree_are_asked() {
    check(
        "Does Tuesday, March 11 at 10am work?",
        "ask 2026-03-11T10:00-04:00 or 2026-03-10T10:00-04:00",
    );
    let asked = appointments("Does Tuesday, March 11 at 10am work?", &anchor(WEDNESDAY));
    assert!(
        asked
            .unsure
            .iter()
            .all(|found| found.flags.contains(&Flag::WeekdayDisagrees))
    );
}

#[test]
fn an_explicit_date_beats_a_phrase() {
    check(
        "Please complete this within one week (by 12 March).",
        "due 2026-03-12",
    );
    check(
        "Can we meet this Thursday, March 5, at 9am?",
        "slot 2026-03-05T09:00-05:00",
    );
}

#[test]
fn the_end_of_the_week_is_friday() {
    check(
        "We will be in touch by end of week.",
        "promise 2026-03-06 hard",
    );
}

#[test]
fn early_middle_and_late_week_are_windows() {
    window("We'll call early next week.", "2026-03-09", "2026-03-10");
    window("We'll call mid next week.", "2026-03-10", "2026-03-12");
    window("We'll call late next week.", "2026-03-12", "2026-03-13");
}

#[test]
fn the_end_of_a_month_is_its_last_business_day() {
    check(
        "You'll hear from us by the end of May.",
        "promise 2026-05-29 hard",
    );
}

#[test]
fn the_week_of_a_date_is_a_window() {
    window(
        "Expect a decision the week of March 16.",
        "2026-03-16",
        "2026-03-20",
    );
}

#[test]
fn a_range_of_lengths_promises_its_upper_end() {
    check(
        "We will respond within 3-5 business days.",
        "promise 2026-03-11 hard",
    );
    check(
        "We will contact you in two to three weeks.",
        "promise 2026-03-25 hard",
    );
}

#[test]
fn business_days_count_from_the_next_business_day() {
    told::check(
        "2026-03-07T12:00:00-05:00",
        Lang::En,
        "We will let you know within one business day.",
        "promise 2026-03-09 hard",
    );
    let holidays = [day("2026-03-05")];
    let anchor = Anchor {
        holidays: &holidays,
        ..anchor(WEDNESDAY)
    };
    let promised = promise("We will let you know within 1 business day.", &anchor).unwrap();
    assert_eq!(promised.by, day("2026-03-06"));
}

#[test]
fn a_fortnight_is_fourteen_days_a_couple_two_a_few_up_to_five() {
    check(
        "We'll update you in a fortnight.",
        "promise 2026-03-18 hard",
    );
    check(
        "We'll update you in a couple of days.",
        "promise 2026-03-06 soft",
    );
    check("We'll update you in a few days.", "promise 2026-03-11 soft");
}

#[test]
fn the_end_of_business_is_five_in_the_senders_zone() {
    for words in [
        "EOD Friday",
        "COB on Friday",
        "close of business on Friday",
        "the end of the day on Friday",
    ] {
        check(
            &format!("Please reply by {words}."),
            "due 2026-03-06T17:00-05:00",
        );
    }
}

#[test]
fn if_selected_promises_nothing_that_silence_could_break() {
    let promised = promise(
        "If selected for an interview, we will contact you within two weeks.",
        &anchor(WEDNESDAY),
    )
    .unwrap();
    assert_eq!(promised.strength, Strength::Conditional);
    check("Only shortlisted candidates will be contacted.", "nothing");
}

#[test]
fn if_you_do_not_hear_is_a_rejection_by_silence() {
    check(
        "If you do not hear from us by March 27, you were not selected.",
        "promise 2026-03-27 implicit_rejection",
    );
}

#[test]
fn soon_and_the_coming_weeks_are_no_date() {
    check("We'll be in touch soon.", "nothing");
    check("We will contact you in the coming weeks.", "nothing");
    check("We will contact you in the next few weeks.", "nothing");
}

#[test]
fn after_and_not_before_are_lower_bounds() {
    let (got, ..) = reading(
        "We will decide after next Wednesday.",
        WEDNESDAY,
        Purpose::Promise,
    );
    assert_eq!(got, TimeReading::LowerBound(day("2026-03-12")));
    let (got, ..) = reading(
        "We can start no earlier than March 16.",
        WEDNESDAY,
        Purpose::Promise,
    );
    assert_eq!(got, TimeReading::LowerBound(day("2026-03-16")));
}

#[test]
fn without_am_or_pm_it_is_between_eight_and_eighteen() {
    check("Can we talk tomorrow at 3?", "slot 2026-03-05T15:00-05:00");
    check(
        "Can we talk tomorrow at 9:30?",
        "slot 2026-03-05T09:30-05:00",
    );
    check("Can we talk tomorrow at 8?", "slot 2026-03-05T08:00-05:00");
}

#[test]
fn seven_is_asked() {
    check(
        "Does 7 work for you on Monday?",
        "ask 2026-03-09T07:00-04:00 or 2026-03-09T19:00-04:00",
    );
}

#[test]
fn a_range_shares_its_pm_where_that_makes_sense() {
    check(
        "Let's do Thursday 1-2pm.",
        "slot 2026-03-05T13:00-05:00/14:00",
    );
    check(
        "Let's do Thursday 11:30-12:30 PM.",
        "slot 2026-03-05T11:30-05:00/12:30",
    );
    check(
        "Let's do Thursday 10-11:30am.",
        "slot 2026-03-05T10:00-05:00/11:30",
    );
}

#[test]
fn et_ct_mt_and_pt_are_zones_and_no_offsets() {
    check("Friday, March 6 at 2 PM ET", "slot 2026-03-06T14:00-05:00");
    check("Monday, March 9 at 2 PM ET", "slot 2026-03-09T14:00-04:00");
    check("Monday, March 9 at 2 PM CT", "slot 2026-03-09T14:00-05:00");
    check("Monday, March 9 at 2 PM MT", "slot 2026-03-09T14:00-06:00");
    check("Monday, March 9 at 2 PM PT", "slot 2026-03-09T14:00-07:00");
}

#[test]
fn est_in_summer_is_the_regions_wall_clock_and_flagged() {
    let found = appointments("Tuesday 10 March at 2pm EST", &anchor(WEDNESDAY));
    let slot = found.slots.first().unwrap();
    assert_eq!(slot.start.to_rfc3339(), "2026-03-10T14:00:00-04:00");
    assert_eq!(slot.flags, [Flag::ZoneOutOfSeason]);
    assert_eq!(
        slot.alternative.unwrap().to_rfc3339(),
        "2026-03-10T14:00:00-05:00"
    );
}

#[test]
fn ist_cst_and_bst_go_by_the_senders_offset() {
    for (at, words, expected) in [
        (
            "2026-03-04T10:12:00+05:30",
            "IST",
            "2026-03-11T14:00:00+05:30",
        ),
        (
            "2026-03-04T10:12:00+02:00",
            "IST",
            "2026-03-11T14:00:00+02:00",
        ),
        (
            "2026-05-04T10:12:00+01:00",
            "IST",
            "2026-05-11T14:00:00+01:00",
        ),
        (
            "2026-03-04T10:12:00+08:00",
            "CST",
            "2026-03-11T14:00:00+08:00",
        ),
        (
            "2026-03-04T10:12:00-06:00",
            "CST",
            "2026-03-11T14:00:00-05:00",
        ),
        (
            "2026-05-04T10:12:00+01:00",
            "BST",
            "2026-05-11T14:00:00+01:00",
        ),
        (
            "2026-03-04T10:12:00+06:00",
            "BST",
            "2026-03-11T14:00:00+06:00",
        ),
    ] {
        let found = appointments(
            &format!("Let's meet at 2 PM {words} on the 11th."),
            &anchor(at),
        );
        assert_eq!(
            found
                .slots
                .first()
                .map(|slot| slot.start.to_rfc3339())
                .as_deref(),
            Some(expected),
            "{at} {words}"
        );
    }
}

#[test]
fn a_place_beats_the_table_of_zones() {
    check(
        "Thursday, March 12 at 1:00 PM MST, at our Phoenix office",
        "slot 2026-03-12T13:00-07:00",
    );
    check(
        "Thursday, March 12 at 1:00 PM MT, at our Denver office",
        "slot 2026-03-12T13:00-06:00",
    );
}

#[test]
fn outlooks_offset_in_brackets_is_a_zones_name() {
    check(
        "Wednesday, March 11, 2026 3:00 PM-4:00 PM. (UTC-05:00) Eastern Time (US & Canada)",
        "slot 2026-03-11T15:00-04:00/16:00",
    );
    check(
        "Wednesday, 11 March 2026 15:00-16:00 (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
        "slot 2026-03-11T15:00+01:00/16:00",
    );
}

#[test]
fn a_missing_year_is_the_nearest_future() {
    told::check(
        "2026-12-18T09:00:00-05:00",
        Lang::En,
        "Interview on January 8 at 10 AM ET.",
        "slot 2027-01-08T10:00-05:00",
    );
    check(
        "Interview on April 8 at 10 AM.",
        "slot 2026-04-08T10:00-04:00",
    );
}

#[test]
fn thanks_for_a_meeting_speak_of_the_past() {
    check(
        "Thank you for meeting with us on Monday at 10am.",
        "nothing",
    );
    check("It was great talking to you on March 2 at 10am.", "nothing");
}

#[test]
fn day_and_month_go_by_a_number_above_twelve() {
    check("Please reply by 03/20/2026.", "due 2026-03-20");
    check("Please reply by 20/03/2026.", "due 2026-03-20");
}

#[test]
fn day_and_month_go_by_a_weekday_that_agrees() {
    check(
        "Join us on Friday 05/06/2026 at 10 AM.",
        "slot 2026-06-05T10:00-04:00",
    );
    check(
        "Join us on Wednesday 05/06/2026 at 10 AM.",
        "slot 2026-05-06T10:00-04:00",
    );
}

#[test]
fn day_and_month_go_by_the_senders_country_and_else_are_asked() {
    let text = "Join us on 05/06/2026 at 10 AM.";
    check(text, "ask 2026-05-06T10:00-04:00 or 2026-06-05T10:00-04:00");
    for (country, expected) in [(Country::GB, "2026-06-05"), (Country::US, "2026-05-06")] {
        let anchor = Anchor {
            country: Some(country),
            ..anchor(WEDNESDAY)
        };
        let found = appointments(text, &anchor);
        assert_eq!(
            found.slots.first().unwrap().start.date_naive(),
            day(expected)
        );
    }
}

#[test]
fn several_times_are_an_offer_and_one_is_an_appointment() {
    check(
        "Thursday at 10am, Thursday at 3pm or Friday at noon?",
        "slot 2026-03-05T10:00-05:00; slot 2026-03-05T15:00-05:00; slot 2026-03-06T12:00-05:00",
    );
    check(
        "See you on Thursday at 10am.",
        "slot 2026-03-05T10:00-05:00",
    );
}

#[test]
fn one_zone_on_the_last_line_covers_all_times() {
    check(
        "- Tuesday 3/10 between 1 and 4\n- Wednesday 3/11 from 9 until noon\n\nAll times are PT.",
        "slot 2026-03-10T13:00-07:00/16:00; slot 2026-03-11T09:00-07:00/12:00",
    );
}

#[test]
fn from_tuesday_two_to_wednesday_three_is_a_move_and_no_range() {
    check(
        "From Tuesday 2 to Wednesday 3.",
        "slot 2026-03-11T15:00-04:00; was 2026-03-10T14:00-04:00",
    );
    check(
        "We need to move you from Tuesday 2pm to Wednesday 3pm.",
        "slot 2026-03-11T15:00-04:00; was 2026-03-10T14:00-04:00",
    );
}

#[test]
fn back_an_hour_is_never_applied() {
    check("Can we move this back an hour?", "nothing");
    check(
        "Can we move Thursday's 2pm back an hour?",
        "slot 2026-03-05T14:00-05:00",
    );
}

#[test]
fn midnight_on_a_day_is_its_end_and_twelve_am_its_start() {
    check(
        "Please submit it by midnight on Friday.",
        "due 2026-03-06T23:59-05:00",
    );
    check(
        "Please submit it by 12 AM on Friday.",
        "due 2026-03-06T00:00-05:00",
    );
}

#[test]
fn your_time_is_the_owners() {
    let anchor = Anchor::new(
        "2026-03-04T10:12:00-08:00".parse().unwrap(),
        Tz::Europe__London,
        Lang::En,
    );
    let found = appointments("Would Friday at 5pm your time work?", &anchor);
    assert_eq!(
        found.slots.first().unwrap().start.to_rfc3339(),
        "2026-03-06T17:00:00+00:00"
    );
}

#[test]
fn promises_are_taken_late_and_duties_early() {
    let at = "2026-03-06T09:00:00-05:00";
    told::check(
        at,
        Lang::En,
        "You'll hear from us by Friday.",
        "promise 2026-03-13 hard",
    );
    told::check(at, Lang::En, "Please reply by Friday.", "due 2026-03-06");
}

#[test]
fn before_the_nineteenth_is_the_eighteenth() {
    check("Could you send it before the 19th?", "due 2026-03-18");
    let due = deadline("Could you send it before the 19th?", &anchor(WEDNESDAY)).unwrap();
    assert_eq!(due.flags, [Flag::Exclusive]);
}

#[test]
fn a_length_before_the_interview_is_relative_to_it() {
    let (got, ..) = reading(
        "Send it over 24 hours before the interview.",
        WEDNESDAY,
        Purpose::Duty,
    );
    assert_eq!(got, TimeReading::RelativeToInterview { minutes: -1440 });
}

#[test]
fn the_senders_offset_chooses_a_zone_that_changes_its_clocks() {
    assert_eq!(
        told::sender_of(WEDNESDAY, Lang::En).region(),
        Some(Tz::America__New_York)
    );
    check("Thursday 12 March at 10:00", "slot 2026-03-12T10:00-04:00");
}

#[test]
fn spans_point_at_the_words() {
    let text = "Hi\u{a0}Sam \u{1f600}, see you at 3\u{a0}pm on Thursday.";
    let found = appointments(text, &anchor(WEDNESDAY));
    let span = found.slots.first().unwrap().span.clone();
    assert_eq!(text.get(span), Some("3\u{a0}pm on Thursday"));
}
