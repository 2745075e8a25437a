//! The people of a mail and their part: who writes, who will be met, who is invited.

use super::Look;
use super::cues::{Cue, Hit};
use super::names::{Word, is_honorific, is_nameish, is_person, squeezed, words_from};
use super::sign::{Sign, is_shared, local_names};
use super::text::{Found, Part as Place, Piece};
use crate::id::{Address, Person};
use crate::reading::{Class, Facts, Part, PersonFact};

/// Reads the people into the facts: the sender first.
pub fn read(look: &Look, sign: &Sign, facts: &mut Facts, note: &mut dyn FnMut(&str, &Found)) {
    let mut people: Vec<PersonFact> = Vec::new();
    let company = facts.company.clone();
    let own = |name: &str| {
        is_own(look, name)
            || company
                .as_deref()
                .is_some_and(|c| squeezed(c) == squeezed(name))
    };
    let mut met: Vec<(String, Found)> = Vec::new();
    if look.is_interview() {
        for piece in [&look.pieces.text, &look.pieces.subject] {
            for hit in piece.hits_of(Cue::Meeting) {
                if !is_past(piece, hit.from) {
                    listed(piece, hit, &mut met);
                }
            }
            for hit in piece.hits_of(Cue::Met) {
                before(piece, hit.from, &mut met);
            }
        }
        schedule_lines(&look.pieces.text, &mut met);
    }
    met.retain(|(name, _)| !own(name));
    if let Some(name) = sign.person.as_deref().filter(|n| !own(n)) {
        let alone = look.is_interview()
            && look.pieces.text.has(Cue::OnlyMe)
            && look.class != Class::InterviewCancellation;
        let part = if alone {
            Part::Interviewer
        } else {
            part_of(look, sign, name)
        };
        if let Some(found) = &sign.person_found {
            note("people", found);
        }
        people.push(PersonFact {
            name: Some(name.to_owned()),
            email: sign.email.clone(),
            part: Some(part),
        });
    }
    for (name, found) in met {
        if !people
            .iter()
            .any(|p| p.name.as_deref().is_some_and(|known| same(known, &name)))
        {
            note("people", &found);
            people.push(PersonFact {
                email: address_of(look, &name),
                name: Some(name),
                part: Some(Part::Interviewer),
            });
        }
    }
    attendees(look, &mut people);
    // An invitation with nobody else on it is the sender's own.
    let alone = !look.mail.calendars.is_empty()
        && matches!(
            look.class,
            Class::InterviewConfirmation | Class::InterviewReschedule
        )
        && !people.iter().any(|p| p.part == Some(Part::Interviewer));
    if alone && let Some(sender) = people.first_mut() {
        sender.part = Some(Part::Interviewer);
    }
    facts.people = people;
}

fn is_own(look: &Look, name: &str) -> bool {
    let squeezed_name = squeezed(name);
    let owner = &look.reader.owner_name;
    let to = look.mail.to.iter().filter_map(|p| p.name.as_deref());
    std::iter::once(owner.as_str())
        .chain(to)
        .filter(|o| !o.is_empty())
        .any(|o| {
            squeezed(o) == squeezed_name
                || (!name.contains(' ')
                    && o.split_whitespace().any(|w| squeezed(w) == squeezed_name))
                || name.split_whitespace().next_back().is_some_and(|last| {
                    o.split_whitespace().next_back() == Some(last)
                        && name.split_whitespace().next().is_some_and(is_honorific)
                })
        })
}

/// One is the other, or its first name, or its last.
pub fn same(a: &str, b: &str) -> bool {
    let words = |n: &str| -> Vec<String> {
        n.split_whitespace()
            .filter(|w| !is_honorific(w))
            .map(squeezed)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && short.iter().all(|w| long.contains(w))
}

/// "Following your conversation with Raj": somebody met already.
fn is_past(piece: &Piece, at: usize) -> bool {
    const PAST: &[&str] = &[
        "following your",
        "following our",
        "after your",
        "thanks again",
        "thank you for",
        "thanks for",
        "thank you again",
        "you did well",
        "spoke with",
        "spoke to",
        "talked to",
        "already",
        "your call with",
        "nach ihrem gespräch",
        "suite à votre",
        "tras tu",
        "tras su",
        "hires with",
        "cc",
    ];
    let (from, _) = piece.sentence_at(at);
    let before = piece.low_at((from, at));
    PAST.iter().any(|w| before.contains(w))
        && !before.contains("invite")
        && !before.contains("would like")
}

/// The person named before "and I would": "Saoirse Quinn and I would be glad".
fn before(piece: &Piece, at: usize, met: &mut Vec<(String, Found)>) {
    let Some((from, to)) = super::names::phrase_before(piece.text, at) else {
        return;
    };
    // An honorific ends the phrase in front of it.
    let line = piece.line_at(from).0;
    let ahead = super::names::last_words(piece.text.get(line..from).unwrap_or_default(), line, 1);
    let from = ahead
        .first()
        .filter(|w| is_honorific(w.text) && !w.text.is_empty())
        .map_or(from, |w| w.from);
    let Some(name) = piece.text.get(from..to) else {
        return;
    };
    let count = name.split_whitespace().count();
    if count <= 4 && is_person(name) && !is_nobody(name) {
        met.push((name.to_owned(), piece.found(from, to)));
    }
}

/// Services, places and abbreviations that stand where a name may.
fn is_nobody(name: &str) -> bool {
    let low = name.to_lowercase();
    NOBODY.contains(&low.as_str())
        || low.split(' ').any(|w| {
            matches!(
                w,
                "time" | "meeting" | "street" | "lane" | "road" | "saturdays" | "sundays"
            )
        })
        || (!name.contains(' ') && name.chars().all(|c| !c.is_lowercase()))
}

/// The people named after a cue: "Yusuf Demir (bridges) and Claire Ouellet (safety)".
fn listed(piece: &Piece, hit: &Hit, met: &mut Vec<(String, Found)>) {
    let text = piece.text;
    let cue = piece.low_at((hit.from, hit.to));
    let words: Vec<Word> = words_from(text, hit.to).take(60).collect();
    let mut i = 0;
    // "our VP of Data, Ana Ruiz", "hiring manager Ana Ruiz": a title goes before the name.
    let mut titled = false;
    while let Some(word) = words.get(i).filter(|_| i < 7) {
        let low = word.text.to_lowercase();
        let head = super::role::is_head(word.text)
            || matches!(
                low.as_str(),
                "boss"
                    | "colleague"
                    | "kollege"
                    | "kollegin"
                    | "kollegen"
                    | "collègue"
                    | "compañera"
                    | "compañero"
                    | "founder"
                    | "co-founder"
                    | "coo"
                    | "partner"
                    | "chef"
                    | "leiterin"
                    | "abteilungsleiterin"
                    | "directora"
                    | "jefa"
            );
        let small = word.text.chars().next().is_some_and(char::is_lowercase)
            && word
                .text
                .chars()
                .all(|c| c.is_alphabetic() || "-'’".contains(c));
        let filler = matches!(
            low.as_str(),
            "our" | "the" | "my" | "of" | "both" | "-" | "–" | "team" | "hiring" | "vp" | "senior"
        );
        let name_here = !head && name_at(&words, i).is_some();
        if name_here && (titled || i == 0 || filler_before(&words, i)) && !is_honorific(word.text) {
            break;
        }
        let passes = head
            || filler
            || (small && i > 0 && (titled || is_title_cue(cue)))
            || (small && is_title_cue(cue))
            || (!name_here && is_title_cue(cue) && is_nameish(word.text));
        if !passes || is_honorific(word.text) {
            break;
        }
        titled |= head;
        if word.closes && !titled {
            return;
        }
        i += 1;
    }
    if is_title_cue(cue) && !titled && !cue.starts_with("my ") {
        return;
    }
    for _ in 0..8 {
        let Some((name, from, to, next)) = name_at(&words, i) else {
            break;
        };
        met.push((name, piece.found(from, to)));
        let Some(after) = following(text, &words, next) else {
            break;
        };
        i = after;
    }
}

/// Cues after which a title has to stand before the name.
fn is_title_cue(cue: &str) -> bool {
    matches!(
        cue,
        "our"
            | "unserem"
            | "unserer"
            | "meinem"
            | "meiner"
            | "notre"
            | "nuestra"
            | "nuestro"
            | "my colleague"
            | "my partner"
    )
}

fn filler_before(words: &[Word], at: usize) -> bool {
    words
        .iter()
        .take(at)
        .all(|w| w.text.chars().next().is_some_and(char::is_lowercase))
}

/// A person's name at a word: its words, place, and the index of the word after it.
fn name_at(words: &[Word], at: usize) -> Option<(String, usize, usize, usize)> {
    let mut i = at;
    let mut parts: Vec<&str> = Vec::new();
    let from = words.get(at)?.from;
    let mut to = from;
    while let Some(word) = words.get(i) {
        let fits = is_nameish(word.text)
            || (is_honorific(word.text)
                && word.text.chars().next().is_some_and(char::is_uppercase))
            || (!parts.is_empty()
                && matches!(
                    word.text,
                    "de" | "van" | "von" | "der" | "la" | "del" | "al" | "bin" | "da" | "di"
                ));
        if !fits || parts.len() >= 4 || (word.opens && !parts.is_empty()) {
            break;
        }
        let possessive = word.text.ends_with("'s") || word.text.ends_with("’s");
        if possessive {
            return None;
        }
        parts.push(word.text);
        to = word.to;
        i += 1;
        if word.closes {
            break;
        }
    }
    while parts
        .last()
        .is_some_and(|w| w.chars().next().is_some_and(char::is_lowercase))
    {
        parts.pop();
        i -= 1;
    }
    let name = parts.join(" ");
    let name = name.trim_end_matches(['.', ',']).to_owned();
    (is_person(&name) && !is_nobody(&name) && !parts.iter().all(|w| is_honorific(w)))
        .then_some((name, from, to, i))
}

#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "zoom", "teams", "google", "google meet", "microsoft teams", "skype", "webex", "eastern", "pacific", "central",
    "mountain", "calendly", "london", "berlin", "paris", "madrid", "new york", "cet", "cest", "uhr", "level", "room",
    "step", "round", "part", "stage", "panel", "english", "german", "french", "spanish", "python", "sql", "excel",
    "java", "friday", "css", "react", "linkedin", "ics", "pdf", "cob", "eod", "asap", "thursdays", "fridays",
    "mondays", "tuesdays", "wednesdays", "parkplatz", "ihnen", "ms teams", "whatsapp", "facetime", "github", "slack",
    "interviews", "usted", "ud", "uds", "vous", "termin", "gespräch", "christmas", "easter", "video", "phone", "mir",
    "me", "join", "click", "bring", "dial", "ask", "let", "see", "call", "reply", "use", "note", "allow", "link",
    "tell", "bitte", "time", "date", "no", "next", "may", "looking", "thank", "kindly", "park", "also", "nothing",
    "everyone", "somebody", "someone", "hr", "if", "enter",
];

/// Where the next name may begin: after "and" or a comma, over brackets, clauses with "who" and titles.
fn following(text: &str, words: &[Word], at: usize) -> Option<usize> {
    for i in at..at + 14 {
        let word = words.get(i)?;
        let low = word.text.to_lowercase();
        let before = words.get(i.checked_sub(1)?)?;
        let between = text.get(before.to..word.from).unwrap_or_default();
        if between.contains(". ") || between.contains(['?', '!', ';']) {
            return None;
        }
        let comma = between.contains(',');
        if matches!(
            low.as_str(),
            "and" | "&" | "und" | "et" | "y" | "plus" | "+" | "e" | "then" | "sowie" | "puis"
        ) {
            let next = words.get(i + 1)?;
            let next_low = next.text.to_lowercase();
            return Some(
                if matches!(next_low.as_str(), "our" | "the" | "then" | "my" | "with") {
                    i + 2
                } else {
                    i + 1
                },
            );
        }
        if comma
            && is_nameish(word.text)
            && name_at(words, i).is_some_and(|(name, ..)| {
                name.contains(' ') || words.get(i + 1).is_none_or(|n| !is_nameish(n.text))
            })
        {
            return Some(i);
        }
    }
    None
}

/// "1:30 PM - 2:15 PM EDT   Prakash Deo": names at the ends of schedule lines.
fn schedule_lines(text: &Piece, met: &mut Vec<(String, Found)>) {
    let mut at = 0;
    for line in text.text.split('\n') {
        let from = at;
        at += line.len() + 1;
        let starts = line
            .trim_start_matches([' ', '*', '-', '•'])
            .starts_with(|c: char| c.is_ascii_digit());
        if !starts || line.len() > 120 || !line.contains([':', '.', 'h']) {
            continue;
        }
        let mut column_from = 0;
        for column in line.split("  ").flat_map(|c| c.split(['·', '|'])) {
            // The columns are pieces of the line, so their place is found from where the last one ended.
            let Some(start) = line
                .get(column_from..)
                .and_then(|r| r.find(column))
                .map(|i| column_from + i)
            else {
                continue;
            };
            column_from = start + column.len();
            let words: Vec<Word> = words_from(column, 0).collect();
            let Some(first) = words.iter().position(|w| {
                is_nameish(w.text)
                    && w.text
                        .chars()
                        .all(|c| c.is_alphabetic() || "-'’.".contains(c))
                    && !is_time_word(w.text)
            }) else {
                continue;
            };
            let plain = words.iter().take(first).all(|w| {
                w.text.chars().any(|c| c.is_ascii_digit())
                    || is_time_word(w.text)
                    || matches!(w.text, "-" | "–" | "" | "to")
            });
            let mut at = first;
            while let Some((name, a, b, next)) = name_at(&words, at).filter(|_| plain) {
                let ends = words.get(next).is_none_or(|w| {
                    w.opens
                        || matches!(w.text, "-" | "–" | "and" | "&")
                        || words.get(next - 1).is_some_and(|l| l.closes)
                });
                if !(name.contains(' ') && ends) {
                    break;
                }
                met.push((name, text.found(from + start + a, from + start + b)));
                if !words
                    .get(next)
                    .is_some_and(|w| matches!(w.text, "and" | "&"))
                {
                    break;
                }
                at = next + 1;
            }
        }
    }
}

fn is_time_word(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "am" | "pm"
            | "uhr"
            | "et"
            | "edt"
            | "est"
            | "ct"
            | "cdt"
            | "pt"
            | "pdt"
            | "pst"
            | "mt"
            | "bst"
            | "gmt"
            | "utc"
            | "cet"
            | "cest"
    )
}

/// An address for a name that the mail itself links to it: Cc, From, calendar, or in the text with the name in it.
pub fn address_of(look: &Look, name: &str) -> Option<Address> {
    let events = look.mail.calendars.iter().flat_map(|c| &c.events);
    let invited = events.flat_map(|e| {
        e.attendees
            .iter()
            .map(|a| &a.person)
            .chain(e.organizer.as_ref())
    });
    let people = look
        .mail
        .cc
        .iter()
        .chain(&look.mail.from)
        .chain(&look.mail.reply_to)
        .chain(invited);
    let by_name = |p: &&Person| p.name.as_deref().is_some_and(|n| same(n, name));
    let in_header = people
        .clone()
        .find(by_name)
        .or_else(|| {
            people.clone().find(|p| {
                p.email
                    .as_ref()
                    .is_some_and(|e| full_local(e.local(), name))
            })
        })
        .and_then(|p| p.email.clone());
    in_header.filter(|a| !is_shared(a.local())).or_else(|| {
        let text = &look.pieces.text;
        text.text
            .match_indices('@')
            .take(20)
            .filter_map(|(at, _)| address_around(text.text, at))
            .find(|a| full_local(a.local(), name))
    })
}

/// "ana.ruiz" for Ana Ruiz, "aruiz", "ruiz".
fn full_local(local: &str, name: &str) -> bool {
    name.split_whitespace()
        .next_back()
        .is_some_and(|last| local_names(local, last))
}

/// The address whose `@` stands at a position.
pub fn address_around(text: &str, at: usize) -> Option<Address> {
    let fits = |c: char| c.is_alphanumeric() || ".-_+".contains(c);
    let before = text.get(..at)?;
    let from = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| fits(*c))
        .last()
        .map_or(at, |(i, _)| i);
    let after = text.get(at + 1..)?;
    let to = at + 1 + after.find(|c| !fits(c)).unwrap_or(after.len());
    Address::new(text.get(from..to)?.trim_matches('.'))
}

/// Invited people that are neither owner nor organiser.
fn attendees(look: &Look, people: &mut Vec<PersonFact>) {
    let me = |person: &Person| {
        person.email.as_ref().is_some_and(|e| {
            look.reader.owner.contains(e)
                || look.mail.to.iter().any(|t| t.email.as_ref() == Some(e))
        }) || person.name.as_deref().is_some_and(|n| is_own(look, n))
    };
    let events: Vec<_> = look
        .mail
        .calendars
        .iter()
        .flat_map(|c| &c.events)
        .take(10)
        .collect();
    for event in events {
        for attendee in event.attendees.iter().filter(|a| a.is_person).take(30) {
            let person = &attendee.person;
            let organises = event
                .organizer
                .as_ref()
                .is_some_and(|o| o.email == person.email);
            if me(person) || organises {
                continue;
            }
            let name = person.name.clone().filter(|n| !n.contains('@'));
            if name.as_deref().is_some_and(|n| !is_person(n)) {
                continue;
            }
            let known = people.iter_mut().find(|p| {
                (p.email.is_some() && p.email == person.email)
                    || p.name
                        .as_deref()
                        .zip(name.as_deref())
                        .is_some_and(|(a, b)| same(a, b))
            });
            match known {
                Some(known) => {
                    known.email = known.email.take().or_else(|| person.email.clone());
                }
                None => people.push(PersonFact {
                    name,
                    email: person.email.clone().filter(|e| !is_shared(e.local())),
                    part: Some(Part::Interviewer),
                }),
            }
        }
        // Who sends a bare invitation is known by it alone.
        if let Some(organizer) = event.organizer.as_ref().filter(|o| !me(o)) {
            let name = organizer.name.as_deref().filter(|n| is_person(n));
            if let Some(known) = people
                .iter_mut()
                .find(|p| p.name.as_deref().zip(name).is_some_and(|(a, b)| same(a, b)))
            {
                known.email = known
                    .email
                    .take()
                    .or_else(|| organizer.email.clone().filter(|e| !is_shared(e.local())));
            }
        }
    }
}

/// The sender's part, by the title under the name and the words of the mail.
fn part_of(look: &Look, sign: &Sign, name: &str) -> Part {
    let mut title = String::new();
    for line in sign.lines.iter().take(6) {
        if line.part == Place::Text || line.part == Place::Signature {
            title.push_str(&line.text.to_lowercase());
            title.push('\n');
        }
    }
    let display = look
        .mail
        .from
        .first()
        .and_then(|p| p.name.clone())
        .unwrap_or_default();
    if squeezed(&display).len() > squeezed(name).len() + 2 {
        title.push_str(&display.to_lowercase());
    }
    #[rustfmt::skip]
    const COORDINATOR: &[&str] = &[
        "coordinator", "co-ordinator", "scheduling", "scheduler", "assistant", "secretary", "administrator",
        "office manager", "assistenz", "sekretariat", "koordinat", "secrétariat", "assistante", "secretaría",
        "asistente", "administration", "i. a.", "i.a.", "i. v.", "receptionist", "executive assistant",
        "coordination", "secrétaire", "secretaria", "sekretär", "clerk", "admin ", "pa to", "hr admin",
        "school office", "im auftrag", "vorzimmer",
    ];
    #[rustfmt::skip]
    const RECRUITER: &[&str] = &[
        "recruit", "talent", "human resources", " hr", "hr ", "hr\n", "hr,", "people", "personal", "rrhh",
        "recursos humanos", "ressources humaines", "rh\n", "selección", "sourcer", "staffing", "resourcing",
        "hiring team", "bewerb", "rh,", " rh", "headhunt", "personnel", "consultant", "p&o", "people &", "selecc",
        "recrutement", "drh", "karriere", "careers", "workforce", "executive search", "hrbp",
    ];
    #[rustfmt::skip]
    const MANAGER: &[&str] = &[
        "manager", "director", "head", "lead", "chef", "owner", "founder", "ceo", "cto", "president", "vp", "dean",
        "principal", "professor", "dr.", "leiter", "leitung", "inhaber", "geschäftsführ", "directeur", "directrice",
        "gérant", "responsable", "gerente", "jefe", "jefa", "directora", "supervisor", "superintendent", "partner",
        "chair", "engineer", "editor", "librarian", "foreman", "captain", "curator", "chief", "meister", "vorsitz",
        "matron", "proprietor", "dueñ", "socia", "fondat", "architect", "curator", "officer", "controller",
        "steuerberater", "rechtsanw", "bürgermeister",
    ];
    if COORDINATOR.iter().any(|w| title.contains(w)) && !title.contains("recruiting coordinator /")
    {
        return Part::Coordinator;
    }
    if RECRUITER.iter().any(|w| title.contains(w)) {
        return Part::Recruiter;
    }
    if MANAGER.iter().any(|w| title.contains(w)) {
        return Part::HiringManager;
    }
    let text = look.pieces.text.low.as_str();
    // Who speaks of others who decide, of profiles and rounds, is seldom the one who decides.
    #[rustfmt::skip]
    const SPEAKS_FOR: &[&str] = &[
        "hiring manager", "hiring team", "the team", "recruiter", "talent team", "client", "the panel", "profile",
        "next round", "next step", "notice period", "wants to meet", "wants to see", "would like to meet", "liked",
        "loved meeting", "interviewer", "candidates", "ctc", "your resume", "form", "onboarding", "the link",
        "fachbereich", "nächste runde", "ihr profil", "votre profil", "votre candidature", "l'équipe", "su perfil",
        "tu perfil", "el equipo", "el responsable", "la dirección", "la direction", "geschäftsführung",
        "kollegen aus",
    ];
    let speaks = SPEAKS_FOR.iter().filter(|w| text.contains(*w)).count();
    if look.class == Class::RecruiterOutreach || sign.foreign_domain || speaks >= 2 {
        return Part::Recruiter;
    }
    Part::HiringManager
}
