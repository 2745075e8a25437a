//! How and where an interview is held: a meeting link, a telephone call, an address.

use super::Look;
use super::cues::Cue;
use super::names::{is_nameish, words_from};
use super::text::{Found, Part, Piece};
use crate::reading::Medium;

/// Hosts of meetings.
#[rustfmt::skip]
const MEETING_HOSTS: &[&str] = &[
    "zoom.", "teams.microsoft", "teams.live", "meet.", "webex", "whereby", "jitsi", "skype", "gotomeet", "bluejeans",
    "bigbluebutton", "bbb.", "rooms.", "visio.", "video.", "conf.", "hangouts", "chime.aws", "ringcentral",
    "around.co", "talk.", "zoom-", "teams.", "videollamada", "join.", "call.", "meeting.", "interview.",
];

/// A link to book or change a time, not to meet at.
#[rustfmt::skip]
const NO_MEETING: &[&str] = &[
    "calendly", "goodtime", "schedule", "booking", "/book", "termin", "doodle", "unsubscribe", "privacy", "linkedin",
    "cal.com", "/apply", "reschedul", "cancel", "maps", "savvycal", "youcanbook", "candidate", "portal", "/reserve",
    "/rdv", "citas", "agenda", "careers", "/jobs", "hackerrank", "codesignal", "hirevue", "login", "survey", "track",
    "click.", "/u/", "policy", "parking", "directions",
];

/// What is known of an interview apart from its time.
#[derive(Debug, Default)]
pub struct Setting {
    pub medium: Option<(Medium, Found)>,
    pub place: Option<(String, Found)>,
}

/// Reads medium and place from the words.
pub fn read(look: &Look) -> Setting {
    let text = &look.pieces.text;
    let mut setting = Setting::default();
    if let Some((url, found)) = meeting_link(look, text) {
        setting.medium = Some((Medium::Video, found.clone()));
        setting.place = Some((url, found));
        return setting;
    }
    let address = address(text);
    setting.medium = by_words(look, address.is_some());
    let onsite = setting
        .medium
        .as_ref()
        .is_none_or(|(m, _)| *m == Medium::Onsite);
    if let Some((from, to)) = address.filter(|_| onsite) {
        let found = text.found(from, to);
        if setting.medium.is_none() {
            setting.medium = Some((Medium::Onsite, found.clone()));
        }
        setting.place = Some((tidy(&found.words), found));
    }
    setting
}

fn tidy(words: &str) -> String {
    words
        .trim_matches(|c: char| c.is_whitespace() || ",.;:()".contains(c))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The medium of a calendar's location: a link, a number, a room.
pub fn of_location(location: &str) -> Option<Medium> {
    let low = location.to_lowercase();
    let hits = super::cues::find(&low);
    let has = |cue: Cue| hits.iter().any(|hit| hit.cue == cue);
    if low.trim().is_empty() {
        None
    } else if low.contains("://") || has(Cue::Video) {
        Some(Medium::Video)
    } else if has(Cue::Phone) || low.trim_start().starts_with('+') {
        Some(Medium::Phone)
    } else if low.chars().any(char::is_alphabetic) {
        Some(Medium::Onsite)
    } else {
        None
    }
}

/// The link to meet at.
fn meeting_link(look: &Look, text: &Piece) -> Option<(String, Found)> {
    let mut best: Option<(u32, usize, usize)> = None;
    let mut at = 0;
    while let Some(start) = text
        .low
        .get(at..)
        .and_then(|rest| rest.find("http"))
        .map(|i| at + i)
    {
        let rest = text.text.get(start..)?;
        let length = rest
            .find(|c: char| c.is_whitespace() || "<>\"|".contains(c))
            .unwrap_or(rest.len());
        let url = rest
            .get(..length)?
            .trim_end_matches(['.', ',', ';', ')', ']', '!', '?', ':', '*', '\'']);
        let to = start + url.len();
        at = start + length.max(4);
        let weight = weigh(text, start, url);
        if weight > 0 && best.is_none_or(|(w, _, _)| weight > w) {
            best = Some((weight, start, to));
        }
    }
    if let Some((_, from, to)) = best {
        let found = text.found(from, to);
        return Some((found.words.clone(), found));
    }
    // Links of HTML mail do not stand in the text.
    let link = look
        .mail
        .body
        .links
        .iter()
        .take(60)
        .find(|link| host_weight(&link.target.to_lowercase()) >= 4)?;
    let at = text
        .text
        .find(link.text.trim())
        .filter(|_| !link.text.trim().is_empty());
    let (from, to) = at.map_or((0, 0), |at| (at, at + link.text.trim().len()));
    Some((link.target.clone(), text.found(from, to)))
}

fn host_weight(low: &str) -> u32 {
    let host = low.split("://").nth(1).unwrap_or(low);
    if NO_MEETING.iter().any(|no| low.contains(no)) {
        return 0;
    }
    u32::from(MEETING_HOSTS.iter().any(|h| {
        host.starts_with(h)
            || host
                .split('/')
                .next()
                .unwrap_or_default()
                .contains(&format!(".{h}"))
    })) * 4
}

fn weigh(text: &Piece, start: usize, url: &str) -> u32 {
    let low = url.to_lowercase();
    if !low.contains("://") || NO_MEETING.iter().any(|no| low.contains(no)) {
        return 0;
    }
    let by_host = host_weight(&low);
    let (from, to) = text.line_at(start);
    let around = text.low_at((from.max(start.saturating_sub(120)), to.min(start)));
    let before = if text
        .text
        .is_char_boundary(from.max(start.saturating_sub(120)))
    {
        around
    } else {
        text.low_at((from, start))
    };
    let said = [
        "join",
        "link",
        "zoom",
        "teams",
        "meet",
        "video",
        "webex",
        "dial",
        "connect",
        "einwahl",
        "rejoindre",
        "lien",
        "enlace",
        "unirse",
        "visio",
        "where",
        "location",
        "wo:",
        "online",
        "room",
    ]
    .iter()
    .any(|w| before.contains(w));
    let booked = [
        "book",
        "pick",
        "choose",
        "slot",
        "schedul",
        "reschedul",
        "cancel",
        "buch",
        "wähl",
        "réserv",
        "choisi",
        "reserv",
        "elij",
        "elig",
        "confirm",
        "form",
        "upload",
        "track",
        "directions",
    ]
    .iter()
    .any(|w| before.contains(w));
    match (by_host, said, booked) {
        (0, true, false) => 2,
        (0, _, _) => 0,
        (w, true, _) => w + 1,
        (w, false, false) => w,
        (_, false, true) => 0,
    }
}

fn by_words(look: &Look, address: bool) -> Option<(Medium, Found)> {
    let mut counts = [
        (Medium::Video, 0u32, None),
        (Medium::Phone, 0, None),
        (Medium::Onsite, 0, None),
    ];
    for piece in [&look.pieces.subject, &look.pieces.text] {
        for hit in &piece.hits {
            let slot = match hit.cue {
                Cue::Video => 0,
                Cue::Phone => 1,
                Cue::Onsite => 2,
                Cue::RoleBefore
                | Cue::RoleAfter
                | Cue::RoleField
                | Cue::RoleMark
                | Cue::CompanyAfter
                | Cue::CompanyMaybe
                | Cue::CompanyBefore
                | Cue::CompanyField
                | Cue::Client
                | Cue::Meeting
                | Cue::OnlyMe
                | Cue::Met
                | Cue::Booking
                | Cue::Decline => continue,
            };
            let weight = strength(piece, hit.from, hit.to, slot);
            if weight == 0 {
                continue;
            }
            if let Some(count) = counts.get_mut(slot) {
                count.1 += weight;
                if count.2.is_none() {
                    count.2 = Some((piece.part, piece.found(hit.from, hit.to)));
                }
            }
        }
    }
    if address && let Some(onsite) = counts.get_mut(2) {
        onsite.1 += 3;
    }
    let best = counts
        .iter()
        .enumerate()
        .max_by_key(|(at, c)| (c.1, std::cmp::Reverse(*at)))?
        .1;
    if best.1 < 2 {
        return None;
    }
    let found = best.2.clone().map(|(_, f)| f)?;
    Some((best.0, found))
}

/// How strongly a word speaks for its medium.
fn strength(piece: &Piece, from: usize, to: usize, slot: usize) -> u32 {
    let word = piece.low_at((from, to));
    // A link or an address of mail holds words, too.
    let glued = piece
        .low
        .get(..from)
        .is_some_and(|b| b.ends_with(['/', '.', '@', '-']))
        || piece.low.get(to..).is_some_and(|a| {
            a.starts_with(['.', '@', '/', '='])
                && a.chars().nth(1).is_some_and(char::is_alphanumeric)
        });
    if glued {
        return 0;
    }
    let (line_from, _) = piece.line_at(from);
    let before = piece.low_at((line_from, from));
    // "Call me if anything changes" and a number in the sign-off are no medium.
    match slot {
        0 => match word {
            "camera" | "online" | "teams" | "video" | "virtual" => 2,
            _ => 3,
        },
        1 => match word {
            "phone" | "telephone" | "telefon" | "teléfono" | "téléphone" => {
                let said = before.ends_with("by ")
                    || before.ends_with("per ")
                    || before.ends_with("over the ")
                    || before.ends_with("on the ")
                    || before.ends_with("par ")
                    || before.ends_with("por ")
                    || before.ends_with("am ")
                    || before.ends_with("via ")
                    || before.ends_with("au ")
                    || before.ends_with("a ")
                    || before.ends_with("quick ")
                    || before.ends_with("medium: ")
                    || before.ends_with("- ");
                u32::from(said) * 3
            }
            "anrufen" | "appel" | "appeler" | "llamada" | "call me" | "a ring" | "a bell"
            | "calling you" | "rufen" => 1,
            "a call" => 1,
            _ => 3,
        },
        _ => match word {
            "in person" | "in-person" | "onsite" | "on-site" | "on site" | "face to face"
            | "face-to-face" | "f2f" | "vor ort" | "sur place" | "presencial" | "présentiel"
            | "dans nos locaux" | "nuestras oficinas" | "our office" | "our offices"
            | "in unserem büro" | "in unseren räumen" | "come in" | "trial shift"
            | "en persona" | "presencialmente" | "hospitation" | "probearbeiten" | "dans notre"
            | "en nuestra" => 3,
            "reception" | "come to" | "come by" | "pop in" | "swing by" | "drop in"
            | "the office" | "venue" | "persönlich" | "bei uns im" | "front desk" | "lobby"
            | "empfang" | "accueil" | "à l'accueil" | "nos bureaux" | "nuestra oficina"
            | "visit us" | "stop by" | "car park" | "parkplatz" | "im haus" | "kommen sie"
            | "working interview" | "assessment centre" | "en nuestro" => 2,
            _ => 1,
        },
    }
}

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "street", "st", "road", "rd", "lane", "ln", "avenue", "ave", "drive", "boulevard", "blvd", "way", "square",
    "court", "place", "terrace", "quay", "parade", "highway", "hwy", "row", "crescent", "wharf", "close", "hill",
    "gate", "gardens", "mews", "parkway", "pkwy", "circle", "plaza", "yard", "pier", "dock", "docks", "alley",
    "esplanade", "walk",
];
const GERMAN_STREETS: &[&str] = &[
    "straße", "strasse", "str.", "weg", "platz", "gasse", "allee", "ufer", "damm", "ring", "markt",
    "chaussee", "deich", "steig", "graben", "hof", "wall",
];
#[rustfmt::skip]
const FRONT_STREETS: &[&str] = &[
    "rue", "avenue", "boulevard", "place", "quai", "chemin", "allée", "impasse", "calle", "c/", "avda.", "avenida",
    "plaza", "paseo", "camino", "carrer", "rambla", "ronda", "am", "route", "cours", "hinter", "an", "unter", "zum",
    "zur", "im",
];

/// The place: after "Where:", or a chain of pieces around a street and its number, or what follows "our office in".
fn address(text: &Piece) -> Option<(usize, usize)> {
    labelled(text)
        .or_else(|| street(text))
        .or_else(|| after_at(text))
}

fn labelled(text: &Piece) -> Option<(usize, usize)> {
    for label in [
        "where:",
        "location:",
        "venue:",
        "place:",
        "address:",
        "ort:",
        "wo:",
        "adresse:",
        "lieu:",
        "lieu :",
        "adresse :",
        "où :",
        "lugar:",
        "dirección:",
        "treffpunkt:",
        "our address is",
        "the address is",
        "standort:",
        "dónde:",
    ] {
        let mut at = 0;
        while let Some(start) = text
            .low
            .get(at..)
            .and_then(|r| r.find(label))
            .map(|i| at + i)
        {
            at = start + label.len();
            let (line_from, line_to) = text.line_at(at);
            let opens = text
                .low_at((line_from, start))
                .chars()
                .filter(|c| c.is_alphanumeric())
                .count()
                <= 24;
            let rest = text.text.get(at..line_to)?;
            let from = at + rest.len() - rest.trim_start().len();
            let mut to = line_to;
            if label.ends_with("is") || rest.len() > 120 {
                to = text
                    .low
                    .get(from..line_to)
                    .and_then(|r| r.find(". "))
                    .map_or(to, |i| from + i);
            }
            let value = text.text.get(from..to)?.trim_end();
            let low = value.to_lowercase();
            let video = [
                "zoom",
                "teams",
                "meet",
                "http",
                "phone",
                "telefon",
                "online",
                "video",
                "téléphone",
                "teléfono",
                "visio",
                "call",
                "webex",
                "skype",
                "link",
            ]
            .iter()
            .any(|w| low.contains(w));
            if opens && !video && value.chars().any(char::is_alphabetic) && value.len() <= 140 {
                return Some((from, from + value.trim_end_matches('.').len()));
            }
        }
    }
    None
}

/// Pieces between commas around one that holds a street and a number.
fn street(text: &Piece) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in text.text.split('\n') {
        let from = at;
        at += line.len() + 1;
        if !line.chars().any(|c| c.is_ascii_digit())
            || line.len() > 900
            || line.contains('@')
            || line.contains('|')
        {
            continue;
        }
        let words: Vec<_> = words_from(line, 0).collect();
        for (i, word) in words.iter().enumerate() {
            let low = word.text.to_lowercase();
            let capital = word.text.chars().next().is_some_and(char::is_uppercase);
            let number_at = |at: Option<usize>| {
                at.and_then(|a| words.get(a))
                    .is_some_and(|w| is_house_number(w.text))
            };
            let english = STREETS.contains(&low.as_str())
                && capital
                && (1..=4).any(|back| number_at(i.checked_sub(back)));
            let german = capital
                && (low.len() > 4 || low.ends_with("str."))
                && GERMAN_STREETS.iter().any(|s| low.ends_with(s))
                && !word.closes
                && number_at(Some(i + 1));
            let front = FRONT_STREETS.contains(&low.as_str())
                && (number_at(i.checked_sub(1))
                    && words
                        .get(i + 1)
                        .is_some_and(|w| is_nameish(w.text) || w.text.starts_with("d"))
                    && low.len() > 2
                    || (2..=5).any(|f| {
                        number_at(Some(i + f))
                            && !(0..f - 1).any(|x| words.get(i + x).is_some_and(|w| w.closes))
                            || (words.get(i + f - 1).is_some_and(|w| {
                                w.closes
                                    && words.get(i + f).is_some_and(|n| is_house_number(n.text))
                            }))
                    }) && capital
                        && words.get(i + 1).is_some_and(|w| {
                            is_nameish(w.text)
                                || w.text == "de"
                                || w.text == "del"
                                || w.text == "dem"
                                || w.text == "la"
                        }));
            if !(english || german || front) {
                continue;
            }
            let (a, b) = chain(line, &words, i);
            let sentence = line.get(a..b)?;
            if sentence.len() <= 140 {
                return Some((from + a, from + b));
            }
        }
    }
    None
}

fn is_house_number(word: &str) -> bool {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    (1..=5).contains(&digits)
        && word.chars().count() <= digits + 2
        && word
            .chars()
            .skip(digits)
            .all(|c| c.is_alphabetic() || c == '-' || c.is_ascii_digit())
}

/// The comma chain around a word, as far as its pieces look like parts of an address.
fn chain(line: &str, words: &[super::names::Word], at: usize) -> (usize, usize) {
    const STOP: &[&str] = &[
        "in", "at", "to", "is", "our", "on", "im", "der", "die", "bei", "unser", "unserem",
        "unserer", "nach", "au", "à", "dans", "nos", "locaux", "en", "a", "the", "from", "office",
        "und", "and", "here", "adresse", "address", "with", "wir", "sich", "chez", "sede",
        "oficina", "oficinas", "nuestra", "nuestro", "for", "by", "uhr", "hr",
    ];
    let is_time = |w: &str| {
        w.contains(':')
            || w.eq_ignore_ascii_case("am")
            || w.eq_ignore_ascii_case("pm")
            || w.ends_with("am") && w.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut first = at;
    while let Some(word) = first.checked_sub(1).and_then(|i| words.get(i)) {
        let low = word.text.to_lowercase();
        let ends_sentence = line
            .get(word.to..)
            .is_some_and(|r| r.starts_with(['.', '!', '?', ':', ')', ';']));
        let weekday = matches!(
            low.as_str(),
            "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
        ) || is_time(word.text);
        let fits = is_nameish(word.text)
            || is_house_number(word.text)
            || matches!(
                low.as_str(),
                "floor"
                    | "second"
                    | "first"
                    | "third"
                    | "ground"
                    | "de"
                    | "la"
                    | "of"
                    | "&"
                    | "dem"
                    | "du"
                    | "des"
                    | "del"
                    | "–"
                    | "-"
                    | "the"
                    | "am"
                    | "etage"
                    | "st"
            );
        if ends_sentence || weekday || !fits || (STOP.contains(&low.as_str()) && low != "the") {
            break;
        }
        first -= 1;
    }
    while first < at
        && words.get(first).is_some_and(|w| {
            matches!(
                w.text.to_lowercase().as_str(),
                "the" | "of" | "de" | "&" | "–" | "-" | "am" | "pm"
            )
        })
    {
        first += 1;
    }
    let mut last = at;
    while let Some(word) = words.get(last) {
        let rest = line.get(word.to..).unwrap_or_default();
        if rest.starts_with(['.', '!', '?', ':', ')', ';']) {
            break;
        }
        let Some(next) = words.get(last + 1) else {
            break;
        };
        let low = next.text.to_lowercase();
        let comma = rest.starts_with(',');
        let fits = is_nameish(next.text)
            || is_house_number(next.text)
            || (next.text.len() == 5 && next.text.chars().all(|c| c.is_ascii_digit()))
            || matches!(
                low.as_str(),
                "floor"
                    | "second"
                    | "first"
                    | "third"
                    | "fourth"
                    | "ground"
                    | "de"
                    | "la"
                    | "of"
                    | "dem"
                    | "du"
                    | "des"
                    | "del"
                    | "etage"
                    | "stock"
                    | "étage"
                    | "planta"
                    | "raum"
                    | "room"
                    | "suite"
                    | "level"
                    | "2nd"
                    | "3rd"
                    | "1st"
                    | "4th"
                    | "5th"
                    | "og"
                    | "2e"
                    | "3e"
                    | "1er"
                    | "moor"
            );
        if !fits || is_time(next.text) || (!comma && matches!(low.as_str(), "please" | "ask")) {
            break;
        }
        last += 1;
    }
    while last > at
        && words.get(last).is_some_and(|w| {
            matches!(
                w.text.to_lowercase().as_str(),
                "de" | "la" | "of" | "du" | "second" | "first" | "the" | "am"
            )
        })
    {
        last -= 1;
    }
    let from = words.get(first).map_or(0, |w| w.from);
    let to = words.get(last).map_or(line.len(), |w| w.to);
    (from, to)
}

/// "at our office in Dockside Lane", "in the Education Centre, Level 2".
fn after_at(text: &Piece) -> Option<(usize, usize)> {
    for cue in [
        "our office in ",
        "our office on ",
        "our office at ",
        "our offices in ",
        "our offices on ",
        "our offices at ",
        "the office in ",
        "the office on ",
        "in our ",
        "at our ",
        "our premises at ",
        "held at ",
        "held in ",
        "take place at ",
        "take place in ",
        "come to ",
        "meet at ",
        "nos bureaux de ",
        "nos locaux de ",
        "nuestras oficinas de ",
        "unserem büro in ",
        "unserem büro am ",
        "unsere filiale ",
        "nos locaux, ",
        "nuestra sede de ",
        "en nuestra oficina de ",
    ] {
        let mut at = 0;
        while let Some(start) = text.low.get(at..).and_then(|r| r.find(cue)).map(|i| at + i) {
            at = start + cue.len();
            let mut from = at;
            for word in words_from(text.text, from).take(1) {
                if matches!(
                    word.text.to_lowercase().as_str(),
                    "the" | "la" | "le" | "el" | "our" | "der" | "die"
                ) {
                    from = word.to;
                }
            }
            let Some((a, b)) = super::names::phrase_after(text.text, from) else {
                continue;
            };
            let name = text.text.get(a..b)?;
            let zoom = name.to_lowercase();
            if zoom.contains("zoom")
                || zoom.contains("teams")
                || super::names::is_person(name) && cue == "meet at "
            {
                continue;
            }
            // Further pieces: ", Level 3, 51 Harbin Street".
            let line_to = text.line_at(a).1;
            let mut end = b;
            while let Some(rest) = text.text.get(end..line_to).filter(|r| r.starts_with(", ")) {
                let piece = rest
                    .get(2..)
                    .and_then(|r| r.split([',', '.', ';', '(']).next())
                    .unwrap_or_default();
                let first = piece.split_whitespace().next().unwrap_or_default();
                let count = piece.split_whitespace().count();
                let fits = (is_nameish(first) || is_house_number(first))
                    && count <= 5
                    && piece.split_whitespace().all(|w| {
                        is_nameish(w) || is_house_number(w) || super::names::is_connector(w)
                    });
                if !fits {
                    break;
                }
                end += 2 + piece.len();
            }
            return Some((a, end));
        }
    }
    None
}

/// The link for booking a time.
pub fn booking_link(look: &Look) -> Option<(String, Found)> {
    #[rustfmt::skip]
    const HOSTS: &[&str] = &[
        "calendly.com", "goodtime.io", "cal.com/", "savvycal", "youcanbook", "/book", "schedule", "booking",
        "doodle", "termin", "/reserve", "/rdv", "citas", "meetings.hubspot", "koalendar", "/slots", "pick", "poll",
        "zeeg", "when2meet", "xoyondo", "modernloop", "agenda",
    ];
    let text = &look.pieces.text;
    let mut at = 0;
    while let Some(start) = ["http", "calendly.com/", "cal.com/"]
        .iter()
        .filter_map(|m| text.low.get(at..).and_then(|r| r.find(m)))
        .min()
        .map(|i| at + i)
    {
        let rest = text.text.get(start..)?;
        let length = rest
            .find(|c: char| c.is_whitespace() || "<>\"|".contains(c))
            .unwrap_or(rest.len());
        let url = rest
            .get(..length)?
            .trim_end_matches(['.', ',', ';', ')', ']', '!', '?', ':', '*', '\'']);
        at = start + length.max(4);
        let low = url.to_lowercase();
        if low.contains("unsubscribe") || low.contains("privacy") || low.contains("cancel") {
            continue;
        }
        let line = text.line_at(start);
        let earlier = text.line_at(line.0.saturating_sub(1)).0;
        let near = text.hits_of(Cue::Booking).any(|h| {
            h.from >= earlier && h.from <= line.1 && (h.to <= start || h.from >= start + length)
        });
        if HOSTS.iter().any(|h| low.contains(h)) || (near && host_weight(&low) == 0) {
            return Some((url.to_owned(), text.found(start, start + url.len())));
        }
    }
    let link = look
        .mail
        .body
        .links
        .iter()
        .take(60)
        .filter(|l| l.target.starts_with("http"))
        .find(|link| {
            let (label, target) = (link.text.to_lowercase(), link.target.to_lowercase());
            let said = super::cues::find(&label)
                .iter()
                .any(|h| h.cue == Cue::Booking);
            said || HOSTS.iter().take(5).any(|h| target.contains(h))
        })?;
    let at = text
        .text
        .find(link.text.trim())
        .filter(|_| !link.text.trim().is_empty());
    let (from, to) = at.map_or((0, 0), |at| (at, at + link.text.trim().len()));
    Some((link.target.clone(), text.found(from, to)))
}

/// Part of the module's small vocabulary for calendars.
pub fn location_found(location: &str) -> Found {
    Found {
        part: Part::Calendar,
        from: 0,
        to: location.len(),
        words: location.to_owned(),
    }
}
