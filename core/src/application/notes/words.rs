//! The words of debrief notes, in English, German, French and Spanish.

use std::sync::LazyLock;

use regex::Regex;

use crate::reading::Preference;

/// What a sentence of notes is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// The owner will hear, be called, get an answer; they will decide.
    Hearing,
    /// "Nothing was said about when they decide."
    NothingSaid,
    /// They asked to wait, not to follow up.
    Peace,
    /// "Probably", "about": only hoped.
    Doubt,
    Telephone,
}

macro_rules! patterns {
    ($($topic:ident => $pattern:literal),* $(,)?) => {
        fn pattern(topic: Topic) -> &'static Regex {
            match topic { $(Topic::$topic => {
                static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
                    Regex::new($pattern).expect("the pattern is well formed")
                });
                &PATTERN
            })* }
        }
    };
}

patterns! {
    Hearing => r"(?x)
        \blet\ (?:me|us)\ know\b | \b(?:get|come|gets|comes|be|is|are)\ back\ to\ (?:me|us)\b | \bget(?:ting)?\ back\b | \bin\ touch\b
        | \bhear(?:ing)?\b | \banswers?\b | \bdeci(?:de|des|ding|sion|sions)\b | \b(?:make|made|making)\ up\ (?:their|his|her)\ minds?\b
        | \b(?:call|ring|e-?mail|write|tell|inform|contact|text|message|phone|notify)s?\ (?:to\ )?(?:me|us)\b
        | \b(?:response|reply|feedback|updates?|results?|outcome|offer|news|verdict|next\ steps?)\b | \breach(?:es)?\ out\b
        | \bmelde(?:n|t)?\b | \bbescheid\b | \bantwort\b | \bentscheid\w*\b | \brückmeldung\b | \bzusage\b | \bhöre\b
        | \bréponse\b | \btenir\ au\ courant\b | \bdécision\b | \bdécid\w*\b | \brecontact\w*\b | \brappel\w*\b | \bdonner\w*\ (?:de\ leurs\ )?nouvelles\b | \bretour\b
        | \brespuesta\b | \bavisar\w*\b | \bdecisión\b | \bdecid\w*\b | \bllamar\w*\b | \bdirán\b | \bcontact\w*\b | \bresponder\w*\b",
    NothingSaid => r"(?x)
        \b(?:no\ (?:word|idea|date|timeline|mention|information)|nothing(?:\ was)?\ (?:said|mentioned)?|not\ (?:clear|said|sure|known)|unclear|unknown
           |(?:did|does|do)(?:\ not|n't)\ (?:say|know|mention|tell)|never\ said|forgot\ to\ ask|couldn't\ say|could\ not\ say|wouldn't\ say)\b
           .{0,40}\b(?:when|about|timing|timeline|decide|date|decision|hear)?\b
        | \b(?:nichts\ gesagt|keine\ angabe|nicht\ gesagt|unklar|kein\ termin)\b
        | \b(?:rien\ dit|pas\ dit|pas\ précisé|aucune\ date)\b | \b(?:no\ dijeron|no\ se\ dijo|nada\ sobre|sin\ fecha)\b",
    Peace => r"(?x)
        \b(?:not\ to|please\ don't|please\ do\ not|don't|do\ not|no\ need\ to|needn't|shouldn't|should\ not|rather\ not)\ (?:follow(?:ing)?\ up|check(?:ing)?\ in|contact|call|write|e-?mail|chase|ask|reach\ out|get\ in\ touch|nag|bother)
        | \b(?:asked|told|wants?|wanted|begged)\ (?:me\ )?(?:to\ )?(?:wait|be\ patient|hold\ off|give\ (?:them|him|her)\ (?:time|until))\b | \bplease\ wait\b | \bwait\ (?:until|till|for\ (?:them|him|her))\b
        | \b(?:nicht\ nachfragen|nicht\ (?:vorher\ )?melden|abwarten|geduld)\b
        | \b(?:ne\ pas\ (?:relancer|appeler|écrire|contacter)|attendre|patienter)\b
        | \b(?:no\ (?:llamar|escribir|contactar|insistir)|que\ espere|esperar)\b",
    Doubt => r"(?x)
        \b(?:hop(?:e|es|ed|ing)|probabl[ey]|maybe|perhaps|possibly|about|around|roughly|approximately|aim(?:s|ing)?|tr(?:y|ies|ying)|expects?|thinks?|might|likely|ideally|or\ so|with\ luck|at\ the\ earliest)\b
        | \b(?:hoff\w*|wahrscheinlich|vermutlich|voraussichtlich|etwa|ungefähr|circa|ca|vielleicht|möglichst)\b
        | \b(?:espèr\w*|probablement|sans\ doute|environ|peut-être|normalement|vers)\b
        | \b(?:espera\w*|probablemente|quizás?|aproximadamente|seguramente|sobre)\b",
    Telephone => r"\b(?:tel|phone|telephone|mobile|cell|number|call|ring|handy|telefon|nummer|mobil|téléphone|portable|numéro|teléfono|móvil|número)\b",
}

pub(super) fn says(topic: Topic, sentence: &str) -> bool {
    pattern(topic).is_match(sentence)
}

/// How they like to be contacted, where a sentence says so.
pub(super) fn preference(sentence: &str) -> Option<Preference> {
    static WISH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)
            \b(?:prefers?|preferred|likes?|rather|best\ (?:by|to|reached)|better\ (?:by|to)|reach\ (?:her|him|them)|contact\ (?:her|him|them)|fastest\ (?:by|on)
               |use\ (?:the\ )?|would\ rather|happiest\ with)\b
            | \b(?:lieber|bevorzugt|am\ besten|am\ liebsten)\b | \b(?:préfère(?:nt)?|de\ préférence|plutôt|le\ mieux)\b | \b(?:prefieren?|mejor\ por)\b",
        )
        .expect("the pattern is well formed")
    });
    static MAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:e-?mails?|mails?|courriel|correo)\b").expect("well formed")
    });
    static PHONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\b(?:phone|telephone|calls?|called|calling|ring|telefon\w*|anruf\w*|anrufen|téléphone|appels?|appeler|teléfono|llamadas?|llamar)\b",
        )
        .expect("well formed")
    });
    static PORTAL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(?:portal|portail)\b").expect("well formed"));
    let wish = WISH.find(sentence)?;
    let after = sentence.get(wish.start()..).unwrap_or_default();
    let at = |pattern: &Regex| pattern.find(after).map(|m| m.start());
    // "Rather e-mail than the phone": what is named first is preferred.
    [
        (at(&MAIL), Preference::Email),
        (at(&PHONE), Preference::Phone),
        (at(&PORTAL), Preference::Portal),
    ]
    .into_iter()
    .filter_map(|(at, preference)| Some((at?, preference)))
    .min_by_key(|(at, _)| *at)
    .map(|(_, preference)| preference)
}

/// A telephone number: seven digits or more, as people write them.
pub(super) fn phone(sentence: &str) -> Option<String> {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:\+|\b|\()\d[\d ()./-]{5,18}\d\b").expect("well formed"));
    NUMBER
        .find_iter(sentence)
        .map(|m| m.as_str().trim())
        .find(|n| n.chars().filter(char::is_ascii_digit).count() >= 7)
        .map(str::to_owned)
}

/// What the owner promised to send or do, as it stands after the verb.
pub(super) fn own_promise(sentence: &str) -> Option<String> {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)
            \bi(?:'ll|\ will|\ promised(?:\ \w+)?\ (?:to|that\ i\ would)|\ said\ (?:that\ )?i(?:'d|'ll|\ would|\ will)|\ am\ (?:going\ )?to|'m\ (?:going\ )?to
               |\ need\ to|\ have\ to|\ must|\ should|\ offered\ to|\ agreed\ to|\ told\ \w+\ (?:that\ )?i(?:'d|\ would|\ will))
              (?:\ also|\ still)?\ (?:send|forward|share|e-?mail|mail|provide|supply|submit|upload|bring|prepare|give|pass\ on)\ (?P<en>.+)
            | \bpromised\ (?:to\ send\ |her\ |him\ |them\ )(?P<en2>.+)
            | \bi\ owe\ (?:her|him|them|\w+)\ (?P<en3>.+)
            | \bich\ (?:schicke|sende|reiche|maile|liefere)\ (?P<de>.+)
            | \bich\ (?:werde|soll|muss|wollte|habe\ versprochen,?)\ (?P<de2>.+?)\ (?:zu\ )?(?:schicken|senden|nachreichen|zusenden|zuschicken|liefern)\b
            | \b(?:j'enverrai|je\ dois\ (?:lui\ |leur\ )?envoyer|j'ai\ promis\ (?:de\ (?:lui\ |leur\ )?(?:envoyer\ )?)?|je\ vais\ (?:lui\ |leur\ )?envoyer)\ ?(?P<fr>.+)
            | \b(?:(?:le|les)\ )?(?:enviaré|mandaré|voy\ a\ enviar(?:le|les)?|tengo\ que\ enviar(?:le|les)?|prometí\ enviar(?:le|les)?)\ (?P<es>.+)",
        )
        .expect("the pattern is well formed")
    });
    let caught = OWN.captures(sentence)?;
    ["en", "en2", "en3", "de", "de2", "fr", "es"]
        .iter()
        .find_map(|name| caught.name(name))
        .map(|what| what.as_str().to_owned())
}

/// The noun of a promise: "her the slides of the talk by" is "slides of the talk".
pub(super) fn noun(text: &str) -> String {
    const BEFORE: &[&str] = &[
        "her", "him", "them", "you", "over", "the", "a", "an", "my", "some", "to", "along", "on",
        "ihr", "ihm", "ihnen", "die", "den", "das", "der", "meine", "meinen", "mein", "noch",
        "einen", "eine", "ein", "le", "la", "les", "des", "un", "une", "mon", "ma", "mes", "el",
        "los", "las", "unos", "unas", "mi", "mis", "de", "du",
    ];
    const AFTER: &[&str] = &[
        "by",
        "until",
        "till",
        "before",
        "on",
        "within",
        "in",
        "this",
        "next",
        "bis",
        "vor",
        "am",
        "nach",
        "avant",
        "d'ici",
        "pour",
        "le",
        "antes",
        "del",
        "para",
        "el",
        "to",
        "her",
        "him",
        "them",
        "over",
        "and",
        "bis",
        "spätestens",
        "tomorrow",
        "today",
        "tonight",
        "of",
    ];
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '\''))
        .filter(|w| !w.is_empty())
        .collect();
    let start = words
        .iter()
        .position(|w| !BEFORE.contains(w))
        .unwrap_or(words.len());
    let mut rest: Vec<&str> = words.into_iter().skip(start).take(8).collect();
    while rest.last().is_some_and(|w| AFTER.contains(w)) {
        rest.pop();
    }
    rest.join(" ")
}
