//! When an interview is held, was held, or may be held: from the calendar part first, else from the words.

use chrono::{DateTime, FixedOffset, Offset, TimeZone};
use chrono_tz::Tz;

use super::text::{Found, Part};
use super::{Look, medium};
use crate::mail::{CalendarEvent, CalendarTime, Mail, Method};
use crate::reading::time::{Anchor, Appointments, Country, Lang, Slot, Times, appointments};
use crate::reading::{CalendarFact, Class, Facts, InterviewFact, Medium, Reader, SlotFact};

/// What relative times of a mail are counted from; none without any date.
pub fn anchor<'a>(
    mail: &Mail,
    reader: &Reader,
    language: Lang,
    holidays: &'a [chrono::NaiveDate],
) -> Option<Anchor<'a>> {
    let at = mail.date.or_else(|| {
        mail.received_at
            .map(|at| at.with_timezone(&reader.owner_zone).fixed_offset())
    })?;
    let mut anchor = Anchor::new(at, reader.owner_zone, language);
    anchor.country = mail
        .from
        .first()
        .and_then(|p| p.email.as_ref())
        .and_then(|a| Country::from_domain(a.domain()));
    anchor.holidays = holidays;
    Some(anchor)
}

/// Reads interview, slots, booking link and calendar identity into the facts.
pub fn read(look: &Look, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    let (Some(anchor), Some(read)) = (look.anchor, look.times) else {
        return;
    };
    let from_calendar = calendar(look, read, facts, note);
    let talks = look.is_interview()
        || (look.class == Class::RecruiterOutreach)
        || matches!(
            look.class,
            Class::Rejection | Class::PositionClosed | Class::InformationRequest
        );
    if !talks {
        return;
    }
    let times = times(look, read, anchor);
    match look.class {
        Class::InterviewInvitation | Class::RecruiterOutreach if !from_calendar => {
            facts.slots = slots(&times.slots);
            note_slots(&times.slots, "slots", note);
        }
        Class::InterviewConfirmation if !from_calendar => fixed(&times, facts, note),
        Class::InterviewReschedule => moved(look, &times, from_calendar, facts, note),
        Class::InterviewCancellation => fallen(look, &times, from_calendar, facts, note),
        Class::InterviewInvitation | Class::InterviewConfirmation | Class::RecruiterOutreach => {}
        Class::Rejection | Class::PositionClosed => lost(look, &times, facts, note),
        Class::InformationRequest => {}
        Class::Confirmation
        | Class::ApplicationAdmin
        | Class::StatusUpdate
        | Class::Assessment
        | Class::Offer
        | Class::JobAlert
        | Class::NetworkNotification
        | Class::Newsletter
        | Class::Other
        | Class::AutomaticReply
        | Class::Bounce => {}
    }
    if look.is_interview() {
        setting(look, facts, note);
        if let Some((link, found)) = medium::booking_link(look) {
            note("booking_link", &found);
            facts.booking_link = Some(link);
        }
    }
    if facts
        .interview
        .as_ref()
        .is_some_and(|i| *i == InterviewFact::default())
    {
        facts.interview = None;
    }
}

/// The times of the newest text; where it has none, subject and text together.
fn times(look: &Look, read: &Times, anchor: &Anchor) -> Spanned {
    let mut found = Spanned::of(look, read.appointments(), 0);
    if found.slots.is_empty() && found.was.is_none() {
        let subject = look.pieces.subject.text;
        let answers = super::role::is_answer(&look.pieces.subject.low);
        if !answers && (subject.chars().any(|c| c.is_ascii_digit()) || !found.undated.is_empty()) {
            let body: String = if found.undated.is_empty() {
                String::new()
            } else {
                look.pieces.text.text.chars().take(2_000).collect()
            };
            let joined = format!("{subject}\n\n{body}");
            let again = appointments(&joined, anchor);
            let undated = found.undated.clone();
            found = Spanned::of(look, again, subject.len() + 2);
            if found.undated.is_empty() {
                found.undated = undated;
            }
        }
    }
    found
}

/// Appointments with the places of their words.
struct Spanned {
    slots: Vec<(Slot, Found)>,
    was: Option<(Slot, Found)>,
    undated: Vec<crate::reading::time::Undated>,
}

impl Spanned {
    fn of(look: &Look, read: Appointments, text_from: usize) -> Self {
        let place = |slot: &Slot| {
            let (from, to) = (slot.span.start, slot.span.end);
            if from >= text_from {
                look.pieces.text.found(from - text_from, to - text_from)
            } else {
                look.pieces
                    .subject
                    .found(from, to.min(look.pieces.subject.text.len()))
            }
        };
        let all: Vec<(Slot, Found)> = read
            .slots
            .into_iter()
            .map(|s| (s.clone(), place(&s)))
            .collect();
        let kept: Vec<(Slot, Found)> = all
            .iter()
            .filter(|(_, f)| !is_aside(look, f))
            .cloned()
            .collect();
        Self {
            slots: if kept.is_empty() { all } else { kept },
            was: read.was.map(|s| (s.clone(), place(&s))),
            undated: read.undated,
        }
    }
}

/// "Please arrive for 1.30pm", "gates shut at 9", "11:00 AM in India": hours beside the interview's own.
fn is_aside(look: &Look, found: &Found) -> bool {
    #[rustfmt::skip]
    const ASIDES: &[&str] = &[
        "arrive", "gates", "doors open", "leaves", "bus ", "train", "load-in", "which is", "it is", " = ",
        "free until", "before noon", "check in", "check-in", "einlass", "eintreffen", "arriver", "llegar",
        "test call", "testanruf", "reply by", "antworten",
    ];
    let piece = match found.part {
        Part::Subject => &look.pieces.subject,
        Part::Text | Part::Signature | Part::From | Part::Calendar => &look.pieces.text,
    };
    // The span reaches back to the day; what matters stands right before the hour.
    let line = piece.line_at(found.from).0;
    let words = piece.low_at((line, found.to));
    let hour = words
        .rfind(|c: char| c.is_whitespace())
        .unwrap_or(words.len());
    let near: String = words
        .get(..hour)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(28)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    ASIDES.iter().any(|w| near.contains(w))
}

fn slots(found: &[(Slot, Found)]) -> Vec<SlotFact> {
    found
        .iter()
        .take(40)
        .map(|(slot, _)| SlotFact {
            start: slot.start,
            end: slot.end,
        })
        .collect()
}

fn note_slots(found: &[(Slot, Found)], key: &str, note: &mut dyn FnMut(&str, &Found)) {
    for (_, found) in found.iter().take(40) {
        note(key, found);
    }
}

fn interview_of(slot: &Slot) -> InterviewFact {
    InterviewFact {
        start: Some(slot.start),
        end: slot.end,
        zone: slot.zone.map(|z| z.name().to_owned()),
        ..InterviewFact::default()
    }
}

/// One time is an interview; several of one day are its sessions, of several days are several interviews.
fn fixed(times: &Spanned, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    let mut all: Vec<&(Slot, Found)> = times
        .slots
        .iter()
        .filter(|(slot, _)| !slot.window)
        .collect();
    if all.is_empty() {
        all = times.slots.iter().collect();
    }
    let Some((first, found)) = all.first() else {
        return;
    };
    let mut interview = interview_of(first);
    note("interview.start", found);
    for (slot, found) in all.iter().skip(1) {
        let same_day = slot.start.date_naive() == first.start.date_naive();
        let touching = slot.start > first.start
            && interview
                .end
                .is_some_and(|end| slot.start <= end + chrono::TimeDelta::minutes(90));
        if same_day && touching {
            interview.end = slot.end.or(interview.end);
        } else if !same_day {
            facts.further_interviews.push(interview_of(slot));
            note("further_interviews", found);
        }
    }
    facts.interview = Some(interview);
}

/// A move that is decided has a new start; one that is asked for has slots.
fn moved(
    look: &Look,
    times: &Spanned,
    from_calendar: bool,
    facts: &mut Facts,
    note: &mut dyn FnMut(&str, &Found),
) {
    let mut interview = facts.interview.take().unwrap_or_default();
    if let Some((was, found)) = &times.was {
        interview.was = Some(was.start);
        note("interview.was", found);
    }
    if from_calendar {
        facts.interview = Some(interview);
        return;
    }
    let asked = is_asked(look) || times.slots.len() > 2;
    let mut times_left: Vec<(Slot, Found)> = times.slots.clone();
    if interview.was.is_none() && times_left.len() >= 2 {
        // The old time comes first, but for "X instead of Y".
        let negated = times_left.iter().position(|(_, f)| is_negated(look, f));
        let told = times_left.first().is_some_and(|(_, f)| {
            let sentence = look
                .pieces
                .text
                .low_at(look.pieces.text.sentence_at(f.from));
            is_loss(sentence) || is_move(sentence)
        });
        if let Some(at) = negated.or_else(|| (!asked && told).then_some(0)) {
            let (slot, found) = times_left.remove(at);
            interview.was = Some(slot.start);
            note("interview.was", &found);
        }
    }
    let losing = |found: &Found| {
        let sentence = look.pieces.text.sentence_at(found.from);
        found.part == Part::Text && is_loss(look.pieces.text.low_at(sentence))
    };
    if asked || times_left.len() > 1 {
        let old = times_left
            .iter()
            .find(|(_, f)| interview.was.is_none() && losing(f));
        if let Some((slot, found)) = old {
            interview.was = Some(slot.start);
            note("interview.was", found);
        }
        let rest: Vec<_> = times_left
            .iter()
            .filter(|(s, _)| Some(s.start) != interview.was)
            .cloned()
            .collect();
        facts.slots = slots(&rest);
        note_slots(&rest, "slots", note);
    } else if let Some((slot, found)) = times_left.first() {
        if interview.was.is_none()
            && losing(found)
            && !says_new(
                look.pieces
                    .text
                    .low_at(look.pieces.text.sentence_at(found.from)),
            )
        {
            interview.was = Some(slot.start);
            note("interview.was", found);
        } else {
            interview.start = Some(slot.start);
            interview.end = slot.end;
            interview.zone = slot.zone.map(|z| z.name().to_owned());
            note("interview.start", found);
        }
    }
    facts.interview = Some(interview);
}

/// "Instead of Thursday", "and not today at 3".
fn is_negated(look: &Look, found: &Found) -> bool {
    #[rustfmt::skip]
    const NOT: &[&str] = &[
        "not ", "instead of ", "rather than ", "plutôt que ", "au lieu de ", "au lieu du ", "statt ", "anstatt ",
        "en lugar de ", "en vez de ", "nicht ", "pas ", "scheduled for ", "fixed for ", "killed our ", "from ",
    ];
    if found.part != Part::Text {
        return false;
    }
    let line = look.pieces.text.line_at(found.from).0;
    let before: String = look
        .pieces
        .text
        .low_at((line, found.from))
        .chars()
        .rev()
        .take(24)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    NOT.iter().any(|w| before.contains(w))
}

fn is_move(low: &str) -> bool {
    #[rustfmt::skip]
    const MOVES: &[&str] = &[
        "preponed", "postponed", "shall now", "moved", "moves", "rebooked", "chang", "brought forward", "pushed",
        "shift", "verschieb", "verleg", "devanc", "avanc", "report", "déplac", "décal", "adelant", "pasa a",
        "retras", "recorre", "rescheduled", "reprogram", "now ",
    ];
    MOVES.iter().any(|w| low.contains(w))
}

fn is_loss(low: &str) -> bool {
    #[rustfmt::skip]
    const LOSS: &[&str] = &[
        "can't make", "cannot make", "can't do", "cannot do", "won't be able", "unable", "no longer", "need to move",
        "have to move", "need to reschedule", "have to reschedule", "doesn't work", "not able",
        "something has come up", "fall through", "cancel", "postpone", "move our", "move your", "reschedule our",
        "reschedule your", "won't work", "called away", "double-booked", "double booked", "clash", "verschieben",
        "nicht halten", "nicht wahrnehmen", "klappt nicht", "absagen", "entfällt", "decaler", "décaler", "reporter",
        "déplacer", "ne peux plus", "ne pourra", "mover", "aplazar", "cambiar", "no puedo", "no podemos", "push our",
        "push your", "out sick", "instead of", "off sick", "is ill", "fällt", "krank",
    ];
    LOSS.iter().any(|w| low.contains(w))
}

fn says_new(low: &str) -> bool {
    #[rustfmt::skip]
    const NEW: &[&str] = &[
        " to ", "now ", "new time", "auf ", "neuer termin", " au ", " al ", "nouvel", "nueva", "instead", "moved",
        "until", "postponed to", "hereby",
    ];
    NEW.iter().any(|w| low.contains(w))
}

/// Whether the mail asks for a move instead of telling of one.
fn is_asked(look: &Look) -> bool {
    #[rustfmt::skip]
    const ASKS: &[&str] = &[
        "would it be possible", "could we", "can we", "would you be", "are you able", "could you do", "can you do",
        "would that work", "does that work", "would either", "would one of", "would any", "are you free",
        "works for you", "work for you", "suit you", "any chance", "are you available", "do you have time",
        "possible to move", "which of", "which would", "let me know which", "what about", "how about", "how's",
        "how is", "would you mind", "shall we", "ok for you", "okay for you", "is that ok", "work instead", "would ",
        "ginge", "passt ihnen", "passt es", "passt dir", "würde", "könnten wir", "können wir", "möglich",
        "hätten sie", "wäre", "serait-il", "pourrions-nous", "pouvez-vous", "êtes-vous", "vous conviendrait",
        "seriez-vous", "convient", "podríamos", "podemos", "le vendría", "te vendría", "le viene", "te viene",
        "sería posible", "puede", "puedes", "qué tal",
    ];
    let text = &look.pieces.text;
    text.text.match_indices('?').take(10).any(|(at, _)| {
        let (from, _) = text.sentence_at(at);
        let low = text.low_at((from, at));
        ASKS.iter().any(|w| low.contains(w))
    })
}

/// The time that falls away, and those offered instead.
fn fallen(
    look: &Look,
    times: &Spanned,
    from_calendar: bool,
    facts: &mut Facts,
    note: &mut dyn FnMut(&str, &Found),
) {
    let mut interview = facts.interview.take().unwrap_or_default();
    if let Some(start) = interview.start.take() {
        interview.was = Some(start);
        interview.end = None;
        interview.zone = None;
    }
    let mut rest: Vec<(Slot, Found)> = times.slots.clone();
    if let (None, Some((was, found))) = (interview.was, &times.was) {
        interview.was = Some(was.start);
        note("interview.was", found);
    }
    if interview.was.is_none() {
        let at = rest
            .iter()
            .position(|(_, f)| {
                f.part == Part::Subject
                    || is_over(
                        look.pieces
                            .text
                            .low_at(look.pieces.text.sentence_at(f.from)),
                    )
            })
            .or_else(|| (!rest.is_empty()).then_some(0));
        if let Some(at) = at {
            let (slot, found) = rest.remove(at);
            interview.was = Some(slot.start);
            note("interview.was", &found);
        }
    }
    rest.retain(|(slot, _)| Some(slot.start) != interview.was);
    if !from_calendar {
        facts.slots = slots(&rest);
        note_slots(&rest, "slots", note);
    }
    facts.interview = Some(interview);
}

fn is_over(low: &str) -> bool {
    #[rustfmt::skip]
    const OVER: &[&str] = &[
        "cancel", "called off", "call off", "no longer", "not go", "not going", "won't", "cannot", "can't", "unable",
        "absag", "abgesagt", "entfällt", "entfallen", "fällt", "nicht statt", "annul", "n'aura pas lieu", "supprim",
        "cancela", "anula", "no podr", "no se celebrar", "withdraw", "scrap", "don't come", "sparen", "nicht kommen",
    ];
    OVER.iter().any(|w| low.contains(w))
}

/// A rejection that takes an interview's time away.
fn lost(look: &Look, times: &Spanned, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    if let [(slot, found)] = times.slots.as_slice()
        && found.part == Part::Text
        && is_over(
            look.pieces
                .text
                .low_at(look.pieces.text.sentence_at(found.from)),
        )
    {
        note("interview.was", found);
        facts.interview = Some(InterviewFact {
            was: Some(slot.start),
            ..InterviewFact::default()
        });
    }
}

/// Medium and place, where the calendar did not tell them.
fn setting(look: &Look, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    let known = facts.interview.get_or_insert_default();
    if known.medium.is_some() && known.place.is_some() {
        return;
    }
    if look.class == Class::InterviewCancellation {
        return;
    }
    let read = medium::read(look);
    if known.medium.is_none()
        && let Some((medium, found)) = read.medium
    {
        note("interview.medium", &found);
        known.medium = Some(medium);
    }
    if known.place.is_none()
        && let Some((place, found)) = read.place
        && (known.medium == Some(Medium::Onsite)) != place.contains("://")
    {
        note("interview.place", &found);
        known.place = Some(place);
    }
}

/// The calendar part: identity, times, place. True where it gives a time.
fn calendar(
    look: &Look,
    times: &Times,
    facts: &mut Facts,
    note: &mut dyn FnMut(&str, &Found),
) -> bool {
    let Some((method, events)) = look
        .mail
        .calendars
        .iter()
        .find(|c| !c.events.is_empty())
        .map(|c| (c.method, &c.events))
    else {
        return false;
    };
    let mut timed: Vec<&CalendarEvent> = events.iter().filter(|e| e.start.is_some()).collect();
    timed.sort_by_key(|e| e.start.map(|s| instant(s, look.reader.owner_zone)));
    let Some(first) = timed.first().copied().or_else(|| events.first()) else {
        return false;
    };
    facts.calendar = Some(CalendarFact {
        uid: first.uid.clone(),
        sequence: first.sequence,
        stamp: first.stamp,
        method,
        organizer: first.organizer.clone(),
        summary: first.summary.clone(),
        attendee: first
            .attendees
            .iter()
            .map(|a| &a.person)
            .find(|p| {
                p.email
                    .as_ref()
                    .is_some_and(|e| look.reader.owner.contains(e))
            })
            .cloned(),
        recurrence_id: first.recurrence_id,
    });
    note("calendar", &medium::location_found(&first.summary));
    if first.start.is_none() {
        return false;
    }
    let stated = stated_zone(times);
    let mut read: Vec<InterviewFact> = timed
        .iter()
        .take(20)
        .map(|e| of_event(look, e, stated))
        .collect();
    if read.is_empty() {
        return false;
    }
    let words = Found {
        part: Part::Calendar,
        from: 0,
        to: first.summary.len(),
        words: first.summary.clone(),
    };
    note("interview.start", &words);
    let head = read.remove(0);
    match method {
        Method::Counter => {
            facts.slots = head
                .start
                .map(|start| SlotFact {
                    start,
                    end: head.end,
                })
                .into_iter()
                .collect();
            facts.interview = Some(InterviewFact {
                medium: head.medium,
                place: head.place,
                ..InterviewFact::default()
            });
        }
        Method::Reply | Method::DeclineCounter => return false,
        Method::Request | Method::Cancel | Method::Publish | Method::Other => {
            facts.interview = Some(head);
            facts.further_interviews = read;
        }
    }
    true
}

/// The one zone that the words state, for calendars written in UTC.
fn stated_zone(times: &Times) -> Option<Tz> {
    let read = times.appointments();
    let slot = read.slots.first()?;
    slot.zone.filter(|_| slot.zone_stated)
}

fn instant(time: CalendarTime, zone: Tz) -> DateTime<FixedOffset> {
    match time {
        CalendarTime::Instant(at) => at,
        CalendarTime::Floating(wall) => local(zone, wall),
        CalendarTime::Day(day) => local(zone, day.and_time(chrono::NaiveTime::MIN)),
    }
}

fn local(zone: Tz, wall: chrono::NaiveDateTime) -> DateTime<FixedOffset> {
    zone.from_local_datetime(&wall)
        .earliest()
        .map_or_else(|| wall.and_utc().fixed_offset(), |at| at.fixed_offset())
}

fn of_event(look: &Look, event: &CalendarEvent, stated: Option<Tz>) -> InterviewFact {
    let owner = look.reader.owner_zone;
    let named: Option<Tz> = event.zone.as_deref().and_then(|z| z.parse().ok());
    let utc = named == Some(Tz::UTC)
        || (named.is_none()
            && matches!(event.start, Some(CalendarTime::Instant(at)) if at.offset().fix().local_minus_utc() == 0));
    let zone = match (named, utc, event.start) {
        (_, true, _) => Some(stated.unwrap_or(Tz::UTC)),
        (Some(zone), false, _) => Some(zone),
        (None, false, Some(CalendarTime::Floating(_) | CalendarTime::Day(_))) => Some(owner),
        (None, false, _) => None,
    };
    let shown = |time: CalendarTime| {
        let at = instant(time, zone.unwrap_or(owner));
        zone.map_or(at, |zone| at.with_timezone(&zone).fixed_offset())
    };
    let whole_day = matches!(event.start, Some(CalendarTime::Day(_)));
    let place = place_of(&event.location, &event.description);
    InterviewFact {
        start: event.start.map(shown),
        end: event.end.map(shown).filter(|_| !whole_day),
        zone: zone.map(|z| z.name().to_owned()),
        medium: medium::of_location(place.as_deref().unwrap_or(&event.location)),
        place,
        was: None,
    }
}

/// The location, or the meeting link of the description.
fn place_of(location: &str, description: &str) -> Option<String> {
    let location = location.trim();
    let low = location.to_lowercase();
    let vague = low.is_empty()
        || matches!(
            low.as_str(),
            "microsoft teams meeting"
                | "teams"
                | "zoom"
                | "microsoft teams-besprechung"
                | "microsoft teams"
                | "ms teams"
                | "zoom meeting"
                | "google meet"
                | "online"
                | "phone"
                | "video"
                | "tbd"
                | "réunion microsoft teams"
                | "reunión de microsoft teams"
        );
    if !vague && !low.starts_with("phone") && !low.starts_with("telefon") {
        if let Some(at) = location.find("https://") {
            let url = location.get(at..).unwrap_or_default();
            let end = url
                .find(|c: char| c.is_whitespace() || "<>\";,".contains(c))
                .unwrap_or(url.len());
            return url.get(..end).map(str::to_owned);
        }
        return Some(location.to_owned());
    }
    let hosts = ["zoom.", "teams.", "meet.", "webex"];
    description
        .split(|c: char| c.is_whitespace() || "<>\"()".contains(c))
        .take(2_000)
        .find(|w| w.starts_with("http") && hosts.iter().any(|h| w.contains(h)))
        .map(|w| w.trim_end_matches(['.', ',', ';']).to_owned())
}
