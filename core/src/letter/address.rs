//! How a thread's people address each other: "Sie" or "du", "vous" or "tu", "usted" or "tú"; and our own sentences in the
//! second of each.
//!
//! A letter is familiar only where they were, and nothing in their mail says otherwise.

use super::tongue::Tongue;
use crate::application::Application;
use crate::id::Person;

/// Whether a mail addresses its reader as a friend would; `None` where it does not show.
#[must_use]
pub fn is_familiar(text: &str, tongue: crate::reading::Language) -> Option<bool> {
    let (near, far) = signs(Tongue::of(tongue))?;
    let mut begins = true;
    let (mut familiar, mut formal) = (0, 0);
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        // "Sie" and "Ihr" at the head of a sentence may be others.
        let heads = begins;
        begins = word.ends_with(['.', '!', '?', ':', ',']) && !word.ends_with(',');
        if near.contains(&bare.to_lowercase().as_str()) {
            familiar += 1;
        } else if far.iter().any(|f| is_far(f, bare, heads)) {
            formal += 1;
        }
    }
    match (familiar, formal) {
        (0, 0) => None,
        (_, 0) => Some(true),
        (_, _) => Some(false),
    }
}

fn is_far(sign: &str, word: &str, heads: bool) -> bool {
    if sign.starts_with(char::is_uppercase) {
        !heads && sign == word
    } else {
        sign == word.to_lowercase()
    }
}

/// Words that only friends use, and words that only others do. Capitals count where a sign has one.
fn signs(tongue: Tongue) -> Option<(&'static [&'static str], &'static [&'static str])> {
    match tongue {
        Tongue::English => None,
        Tongue::German => Some((
            &[
                "du", "dich", "dir", "dein", "deine", "deinen", "deinem", "deiner", "deines",
            ],
            &["Sie", "Ihnen", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres"],
        )),
        Tongue::French => Some((&["tu", "toi", "tes"], &["vous", "votre", "vos"])),
        Tongue::Spanish => Some((
            &["tú", "te", "ti", "contigo", "tu", "tus"],
            &["usted", "ustedes", "le", "su", "sus"],
        )),
    }
}

/// As the recipient's newest mail does, else the newest of anybody there in which it shows.
pub(super) fn of(app: &Application, to: &Person) -> bool {
    let theirs = app.words.iter().rev().filter(|w| w.by_person);
    let shown = |mine: bool| {
        theirs
            .clone()
            .filter(|w| !mine || w.from.email.is_some() && w.from.email == to.email)
            .find_map(|w| w.familiar)
    };
    shown(true).or_else(|| shown(false)).unwrap_or(false)
}

/// Our own formal sentence in the familiar form; `None` where words of the notes keep it formal.
pub(super) fn familiar(sentence: &str, tongue: Tongue) -> Option<String> {
    let mut out = sentence.to_owned();
    for (formal, near) in pairs(tongue) {
        out = out.replace(formal, near);
    }
    let stays = match tongue {
        Tongue::English => false,
        Tongue::German => out
            .split(|c: char| !c.is_alphabetic())
            .any(|w| matches!(w, "Sie" | "Ihnen")),
        Tongue::French => out.contains("vous "),
        Tongue::Spanish => out.contains("usted"),
    };
    (!stays).then_some(out)
}

/// In this order: whole turns of phrase first, what is left of the possessives last. "Votre équipe" is the team's, and stays.
fn pairs(tongue: Tongue) -> &'static [(&'static str, &'static str)] {
    match tongue {
        Tongue::English => &[],
        Tongue::German => &[
            ("habe ich mit Ihnen über", "habe ich mit dir über"),
            (
                "danke ich Ihnen dafür, dass Sie mir",
                "danke ich dir dafür, dass du mir",
            ),
            ("gefreut, dass Sie mir", "gefreut, dass du mir"),
            ("Was Sie mir von", "Was du mir von"),
            (" erzählt haben, ist mir", " erzählt hast, ist mir"),
            (" gezeigt haben.", " gezeigt hast."),
            (" erzählt haben.", " erzählt hast."),
            (" erklärt haben.", " erklärt hast."),
            (
                "danke ich Ihnen für Ihre Antwort",
                "danke ich dir für deine Antwort",
            ),
            ("Über Ihre Frage", "Über deine Frage"),
            ("Ihre Frage", "Deine Frage"),
            ("habe ich Ihnen", "habe ich dir"),
            ("Was mich zu Ihnen zieht", "Was mich zu euch zieht"),
            ("Bei Ihnen würde", "Bei euch würde"),
            ("Warum gerade Ihnen", "Warum gerade ihr"),
            ("Ihrem", "eurem"),
            ("Ihren", "euren"),
            ("Ihrer", "eurer"),
            ("Ihres", "eures"),
            ("Ihre", "eure"),
            ("Ihr ", "euer "),
        ],
        Tongue::French => &[
            ("parler avec vous", "parler avec toi"),
            ("que vous me montriez", "que tu me montres"),
            ("Ce que vous m'avez dit", "Ce que tu m'as dit"),
            ("que vous preniez le temps", "que tu prennes le temps"),
            ("Votre question", "Ta question"),
            ("de votre réponse", "de ta réponse"),
            ("plaisir à vous parler", "plaisir à te parler"),
            ("plaisir à vous montrer", "plaisir à te montrer"),
        ],
        Tongue::Spanish => &[
            ("hablar con usted", "hablar contigo"),
            (
                "Le agradezco mucho que me enseñara",
                "Te agradezco mucho que me enseñaras",
            ),
            (
                "Le agradezco mucho que me explicara",
                "Te agradezco mucho que me explicaras",
            ),
            ("lo que me contó", "lo que me contaste"),
            ("poder hablarle", "poder hablarte"),
            ("poder enseñarle", "poder enseñarte"),
            (" su ", " tu "),
            (" sus ", " tus "),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Language;

    #[test]
    fn a_mail_shows_how_its_reader_is_addressed() {
        let check = |language, text: &str, expected| {
            assert_eq!(is_familiar(text, language), expected, "{text}");
        };
        use Language::{English, French, German, Spanish};
        check(
            German,
            "Hallo Sam, danke für deine Bewerbung! Hast du am Dienstag Zeit?",
            Some(true),
        );
        check(
            German,
            "Guten Tag, vielen Dank für Ihre Bewerbung. Haben Sie am Dienstag Zeit?",
            Some(false),
        );
        check(
            German,
            "Hallo, das Team freut sich. Sie hat am Dienstag Zeit.",
            None,
        );
        check(
            German,
            "Hallo, wir duzen uns hier: passt dir Dienstag, oder möchten Sie lieber Mittwoch?",
            Some(false),
        );
        check(
            French,
            "Salut Sam, es-tu libre mardi ? Dis-moi ce qui te convient, et pense à tes papiers.",
            Some(true),
        );
        check(
            French,
            "Bonjour, seriez-vous libre mardi ? Merci de votre réponse.",
            Some(false),
        );
        check(
            Spanish,
            "Hola Sam, gracias por tu candidatura. ¿Te viene bien el martes?",
            Some(true),
        );
        check(
            Spanish,
            "Buenos días, gracias por su candidatura. ¿Le viene bien el martes?",
            Some(false),
        );
        check(English, "Dear Sam, are you free on Tuesday?", None);
    }

    #[test]
    fn a_sentence_that_stays_formal_is_none() {
        let german = |s| familiar(s, Tongue::German);
        assert_eq!(
            german("Besonders danke ich Ihnen dafür, dass Sie mir die Pläne für Ihr Lager gezeigt haben.").as_deref(),
            Some("Besonders danke ich dir dafür, dass du mir die Pläne für euer Lager gezeigt hast.")
        );
        assert_eq!(
            german("Unser Gespräch über das, was Sie planen, ist mir in Erinnerung."),
            None
        );
    }
}
