//! The words by which a job seeker's letters can be told apart, in English, German, French and Spanish.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDateTime};
use regex::Regex;

/// What a letter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Withdraws,
    AcceptsOffer,
    RefusesOffer,
    Available,
    Moves,
    Thanks,
    LooksAhead,
    AsksForNews,
    HandsIn,
    Task,
    Applies,
    AppliesInSubject,
    Papers,
}

macro_rules! patterns {
    ($($meaning:ident => $pattern:literal),* $(,)?) => {
        fn pattern(meaning: Meaning) -> &'static Regex {
            match meaning { $(Meaning::$meaning => {
                static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
                    Regex::new($pattern).expect("the pattern is well formed")
                });
                &PATTERN
            })* }
        }
    };
}

patterns! {
    Withdraws => r"(?x)
        \bwithdraw(?:ing|s)?\b .{0,40}\b(?:application|candidacy|consideration|process|myself|name)
        | \b(?:application|candidacy)\b .{0,30}\bwithdrawn\b
        | \b(?:take|remove)\ (?:me|my\ (?:name|application))\ (?:out|off|from)\b
        | \bno\ longer\ (?:wish\ to\ )?(?:be\ )?(?:considered|interested\ in\ (?:the|this)\ (?:role|position|job))
        | \bstep(?:ping)?\ (?:back|away|out)\ (?:from|of)\ (?:the|this|your)\ .{0,20}process
        | \bbewerbung\b .{0,60}\bzur(?:ück|ueck)(?:ziehen|gezogen|nehmen)?\b | \bziehe\b .{0,60}\bzur(?:ü|ue)ck\b
        | \bretir(?:e|er|ons)\ ma\ candidature | \bme\ d[ée]sister?\b
        | \bretir(?:o|ar)\ mi\ (?:candidatura|solicitud) | \bdesistir\b",
    AcceptsOffer => r"(?x)
        \b(?:happy|delighted|pleased|glad|thrilled|excited|like)\ to\ (?:formally\ )?accept\b
        | \b(?:i|hereby|formally|gladly|gratefully)\ accept\b
        | \baccept(?:ing)?\ (?:the|your|this)\ (?:kind\ |generous\ )?(?:job\ )?offer\b
        | \bsigned\ (?:contract|offer|copy)\b
        | \bangebot\b .{0,50}\ban(?:nehmen|zunehmen)?\b | \bnehme\b .{0,60}\bangebot\b | \bsage\b .{0,30}\bzu\b
        | \bj'accepte\b | \baccepter\ votre\ (?:offre|proposition)
        | \bacept(?:o|ar)\ (?:la|su|vuestra|tu)\ (?:oferta|propuesta)",
    RefusesOffer => r"(?x)
        \bdeclin(?:e|ing)\b | \b(?:cannot|can't|unable\ to|not\ able\ to|not\ be\ able\ to|will\ not|won't|not\ going\ to|decided\ not\ to)\ accept\b
        | \bturn(?:ing)?\ (?:it|this|the\ offer|your\ offer)?\ ?down\b
        | \bdecided\ (?:to\ take|to\ accept|on)\ another\b | \baccepted\ another\b
        | \b(?:lehne|ablehnen|absagen|nicht\ annehmen)\b
        | \b(?:d[ée]cline[rz]?|refuser?|ne\ peux\ (?:pas\ )?accepter)\b
        | \b(?:rechaz(?:o|ar)|declin(?:o|ar)|no\ puedo\ aceptar)\b",
    Available => r"(?x)
        \b(?:works?|suits?|fits?)\ (?:well\ |fine\ |perfectly\ |great\ )?(?:for\ me|me|best)\b
        | \b(?:i\ am|i'm|am)\ (?:available|free|happy\ to\ (?:meet|talk|speak|come|join))
        | \bmy\ availability\b | \bi\ (?:can|could)\ (?:do|make|meet|talk|speak|join|come)\b
        | \b(?:confirm|confirming|see\ you|look(?:ing)?\ forward\ to\ (?:meeting|speaking|talking|our|seeing|it))\b
        | \b(?:passt|passen|verf(?:ü|ue)gbar|best(?:ä|ae)tige|freue\ mich\ auf|einrichten)\b
        | \b(?:convient|disponible|disponibilit[ée]s|confirme|au\ plaisir)\b
        | \b(?:me\ viene\ bien|me\ va\ bien|disponibilidad|confirmo|puedo)\b",
    Moves => r"(?x)
        \breschedul\w*\b | \b(?:can't|cannot|can\ not|won't\ be\ able\ to|unable\ to|not\ able\ to)\ (?:make|attend|join|come)\b
        | \b(?:another|a\ different|an\ alternative|an\ earlier|a\ later)\ (?:time|date|day|slot)\b
        | \bnone\ of\ (?:the|those|these)\b | \bmove\ (?:the|our|it|my)\b .{0,30}\bto\b | \bpostpone\b
        | \b(?:verschieben|verlegen|anderen?\ termin|anderer\ termin|leider\ verhindert|ausweichtermin)\b
        | \b(?:reporter|d[ée]caler|autre\ (?:date|cr[ée]neau|horaire|jour))\b
        | \b(?:reprogramar|aplazar|otr[ao]\ (?:d[ií]a|hora|horario|fecha))\b",
    Thanks => r"(?x)
        \bthank(?:s|\ you|ful)?\b | \bgrateful\b | \bappreciat | \bit\ was\ (?:a\ pleasure|great|good|nice|lovely)\b
        | \b(?:danke|vielen\ dank|bedanke|herzlichen\ dank|dankbar)\b
        | \b(?:merci|remercie)\b | \b(?:gracias|agradezco|agradecer)",
    LooksAhead => r"(?x)
        \blook(?:ing)?\ forward\ to\ (?:our|the|meeting|speaking|talking|seeing)\b
        | \bfreue\ mich\ (?:schon\ )?(?:sehr\ )?auf\ (?:unser|das|ein)\b
        | \b(?:r[ée]jouis|h[âa]te)\ de\ (?:vous|te|notre)\b | \bau\ plaisir\ de\ (?:vous|te)\ rencontrer
        | \b(?:espero|ganas\ de)\ (?:conocer|hablar|verle|verte|nuestra)",
    AsksForNews => r"(?x)
        \bfollow(?:ing)?[\ -]?up\b | \bany\ (?:news|updates?|decision|word)\b | \bstatus\ of\b | \bcheck(?:ing)?\ in\b
        | \bwhere\ (?:you|things|we|i|the\ process)\ (?:are|stand|is|stands)\b
        | \b(?:update|timeline|decision)\ (?:on|for|regarding|about)\b
        | \b(?:have|has)\ (?:a\ decision|you\ (?:had|made|come|reached))\b | \bheard\ (?:back|anything)\b
        | \bnachfragen\b | \bnachfassen\b | \b(?:aktueller|zum|der)\ stand\b | \bneuigkeiten\b | \brückmeldung\b
        | \bo[ùu]\ en\ (?:est|[êe]tes)\b | \bdes\ nouvelles\b | \bavancement\b | \bje\ me\ permets\ de\ (?:revenir|relancer|vous\ relancer)
        | \bseguimiento\b | \bnovedad(?:es)?\b | \balguna\ noticia\b | \bestado\ de\ (?:mi|la)\b",
    HandsIn => r"(?x)
        \battach(?:ed|ing|ment)?\b | \benclos(?:ed|ing)\b | \bhere\ (?:is|are)\b | \bplease\ find\b | \bsubmitted\b | \bcompleted\b
        | \b(?:anbei|im\ anhang|angeh(?:ä|ae)ngt|beigef(?:ü|ue)gt)\b
        | \b(?:ci-joint|pi[èe]ce\ jointe|vous\ trouverez)\b | \b(?:adjunt[oa]|env[ií]o)\b",
    Task => r"(?x)
        \b(?:assessment|assignment|take-?\ ?home|exercise|challenge|case\ study|task|test|solution|submission|repository)\b
        | \b(?:aufgabe|probeaufgabe|fallstudie|l(?:ö|oe)sung)\b | \b(?:exercice|devoir|[ée]preuve|[ée]tude\ de\ cas)\b
        | \b(?:prueba|ejercicio|caso\ pr[áa]ctico|reto)\b",
    Applies => r"(?x)
        \b(?:apply(?:ing)?|i\ would\ like\ to\ apply|application)\ (?:for|to)\b | \bmy\ (?:application|cv|r[ée]sum[ée]|cover\ letter)\b
        | \bbewerbe\ (?:ich\ )?mich\b | \bmeine\ bewerbung\b | \bbewerbungsunterlagen\b
        | \bma\ candidature\b | \bje\ (?:vous\ )?(?:postule|pr[ée]sente)\b
        | \bmi\ (?:candidatura|solicitud|curr[ií]culum|cv)\b | \bpostul(?:o|arme|ar)\b",
    AppliesInSubject => r"(?x)
        \b(?:job\ )?application\b | \bapplying\b | \bbewerbung\b | \bcandidature\b | \bcandidatura\b | \bsolicitud\b",
    Papers => r"(?x)
        \bcv\b | _cv | cv_ | r[ée]sum[ée] | cover | lebenslauf | anschreiben | bewerbung | application | lettre | candidature | curr[ií]cul | carta",
}

/// Whether `text` (lower case, straight apostrophes) says that.
pub(super) fn says(meaning: Meaning, text: &str) -> bool {
    pattern(meaning).is_match(text)
}

/// Monday first, in four languages.
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "montag", "lundi", "lunes"],
    &["tuesday", "dienstag", "mardi", "martes"],
    &[
        "wednesday",
        "mittwoch",
        "mercredi",
        "miércoles",
        "miercoles",
    ],
    &["thursday", "donnerstag", "jeudi", "jueves"],
    &["friday", "freitag", "vendredi", "viernes"],
    &["saturday", "samstag", "samedi", "sábado"],
    &["sunday", "sonntag", "dimanche", "domingo"],
];

/// How much of a time a text names: weekday, day of the month, hour.
pub(super) fn mentions(text: &str, at: &NaiveDateTime) -> u32 {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != ':')
        .filter(|w| !w.is_empty())
        .collect();
    let (day, hour, minute) = super::day_and_hour(at);
    let weekday = usize::try_from(at.weekday().num_days_from_monday()).unwrap_or(0);
    let named = |names: &[&str]| words.iter().any(|w| names.contains(w));
    let by_weekday = WEEKDAYS.get(weekday).is_some_and(|names| named(names));
    let suffixes = ["", "st", "nd", "rd", "th", "er"];
    let by_day = words
        .iter()
        .any(|w| suffixes.iter().any(|s| *w == format!("{day}{s}")));
    let twelve = match hour % 12 {
        0 => 12,
        other => other,
    };
    let half = if hour < 12 { "am" } else { "pm" };
    let hours = [
        format!("{hour}:{minute:02}"),
        format!("{hour:02}:{minute:02}"),
        format!("{twelve}:{minute:02}"),
        format!("{twelve}{half}"),
        format!("{hour}h"),
        format!("{hour}h{minute:02}"),
        format!("{twelve}:{minute:02}{half}"),
    ];
    let by_hour = words.iter().any(|w| hours.iter().any(|h| h == w));
    u32::from(by_weekday) * 2 + u32::from(by_day) * 2 + u32::from(by_hour)
}
