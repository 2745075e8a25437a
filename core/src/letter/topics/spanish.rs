//! Spanish notes: "hablamos de …", "me enseñó …".

use std::sync::LazyLock;

use regex::Regex;

use super::discretion::{Discretion, is_indiscreet, is_secret};
use super::{Form, Topic};
use crate::letter::tongue::Tongue;

const MOST_WORDS: usize = 18;

/// Wordings of each form; `{}` is the topic with its article.
pub(super) fn forms(form: Form) -> &'static [&'static str] {
    match form {
        Form::Talk | Form::Work | Form::Liked | Form::Given | Form::Shared => &[
            "Recuerdo en especial nuestra conversación sobre {}.",
            "Me gustó en especial hablar con usted sobre {}.",
            "Sigo dando vueltas a lo que hablamos sobre {}.",
        ],
        Form::Shown => &[
            "Gracias en especial por enseñarme {}.",
            "Le agradezco mucho que me enseñara {}.",
        ],
        Form::Told | Form::Had => &[
            "Gracias en especial por hablarme de {}.",
            "Recuerdo bien lo que me contó sobre {}.",
        ],
        Form::Explained => &[
            "Gracias en especial por explicarme {}.",
            "Le agradezco mucho que me explicara {}.",
        ],
        Form::Asked | Form::AskedMuch | Form::Interest => &["Recuerdo bien su pregunta sobre {}."],
        Form::Answered => &["Gracias en especial por responder a mi pregunta sobre {}."],
        Form::ITold => &["Me alegró poder hablarle de {}."],
        Form::IShowed => &["Me alegró poder enseñarle {}."],
    }
}

struct Frame {
    pattern: Regex,
    form: Form,
    score: i32,
}

static FRAMES: LazyLock<Vec<Frame>> = LazyLock::new(|| {
    let frame = |form, score, pattern: &str| Frame {
        pattern: Regex::new(&format!("(?i)^{pattern}$")).expect("the pattern is constant"),
        form,
        score,
    };
    let who = r"(?:él |ella |(?-i:\p{Lu}\p{L}+) )?(?:también )?";
    vec![
        frame(
            Form::Talk,
            90,
            r"(?:también )?(?:hablamos|conversamos|charlamos|discutimos|hemos hablado)(?: mucho| un rato| largo y tendido| con (?-i:\p{Lu})\p{L}+)*(?: sobre| de| acerca de) (?P<x>.+)",
        ),
        frame(
            Form::Talk,
            90,
            r"(?:también )?(?:hablamos|conversamos|charlamos)(?: mucho)? (?P<x>del .+)",
        ),
        frame(
            Form::Talk,
            88,
            r"(?:larga |buena |interesante )?(?:conversación|charla)(?: sobre| de| acerca de) (?P<x>.+)",
        ),
        frame(
            Form::Shown,
            84,
            &format!(r"{who}me (?:enseñó|mostró|presentó) (?P<x>.+)"),
        ),
        frame(
            Form::Explained,
            82,
            &format!(r"{who}me (?:explicó|describió) (?P<x>.+)"),
        ),
        frame(
            Form::Told,
            80,
            &format!(r"{who}me (?:habló|contó)(?: mucho)?(?: de| sobre)? (?P<x>.+)"),
        ),
        frame(
            Form::Asked,
            66,
            &format!(r"{who}me preguntó (?:por|sobre) (?P<x>.+)"),
        ),
        frame(
            Form::ITold,
            58,
            r"(?:yo )?(?:le|les) hablé (?:de|sobre) (?P<x>.+)",
        ),
        frame(
            Form::IShowed,
            58,
            r"(?:yo )?(?:le|les) (?:enseñé|mostré) (?P<x>.+)",
        ),
        frame(Form::Talk, 72, r"temas?\s*:\s*(?P<x>.+)"),
    ]
});

/// What one sentence of the notes yields.
pub(super) fn topics(remark: &str, _discretion: &Discretion) -> Vec<Topic> {
    if is_secret(remark) {
        return Vec::new();
    }
    clauses(remark)
        .into_iter()
        .enumerate()
        .filter_map(|(n, clause)| topic(clause, n))
        .filter(|t| !is_indiscreet(&t.words, Tongue::Spanish))
        .collect()
}

fn clauses(remark: &str) -> Vec<&str> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:,\s+(?:y |pero )?|\s+y\s+|\s+[–—-]\s+)(?P<next>(?:él|ella|yo|me|le|les|es|está|hablamos|también|se)\s)").expect("the pattern is constant")
    });
    let mut out = Vec::new();
    let mut start = 0;
    for found in CUT.captures_iter(remark) {
        let (Some(whole), Some(next)) = (found.get(0), found.name("next")) else {
            continue;
        };
        out.extend(remark.get(start..whole.start()));
        start = next.start();
    }
    out.extend(remark.get(start..));
    out.into_iter()
        .map(|c| c.trim().trim_end_matches(['.', ',', '!']))
        .filter(|c| !c.is_empty())
        .collect()
}

fn topic(clause: &str, n: usize) -> Option<Topic> {
    let later = i32::try_from(n).unwrap_or(9);
    let framed = FRAMES.iter().find_map(|frame| {
        let x = frame.pattern.captures(clause)?.name("x")?.as_str();
        Some((frame.form, frame.score, x))
    });
    if let Some((form, score, x)) = framed {
        return phrase(x).map(|words| Topic {
            form,
            words,
            score: score - later,
        });
    }
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|\s)(?:es|son|era|eran|está|están|estaba|tiene|tienen|tenía|va|van|quiere|quieren|hace|hacen|dijo|dice|debe|deben|puede|pueden|busca|buscan|parecía|será|muy|me|se|yo|él|ella|nos|no|nada|reímos|gusta|trabaja|usan|usa)(?:\s|$)").expect("the pattern is constant")
    });
    static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?P<x>(?:el|la|los|las|sus?)\s.{3,60}?)\s(?:es|son|era|está|están|tiene|tienen|va|van|será|debe)\s").expect("the pattern is constant")
    });
    let x = match SUBJECT.captures(clause).and_then(|c| c.name("x")) {
        Some(x) => x.as_str(),
        None if VERB.is_match(clause) => return None,
        None => clause,
    };
    phrase(x).map(|words| Topic {
        form: Form::Talk,
        words,
        score: 70 - later,
    })
}

/// Cut where it ends; "del" is taken apart. "su" is "usted's" as it is.
fn phrase(x: &str) -> Option<String> {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)[:;?]|…|\s+[–—-]\s+|,?\s+(?:porque|pero|que|donde|aunque|etc)\b|,\s+(?:muy|es)\b",
        )
        .expect("the pattern is constant")
    });
    let end = END.find(x).map_or(x.len(), |m| m.start());
    let x = x
        .get(..end)
        .unwrap_or(x)
        .trim()
        .trim_end_matches([',', '.', '!'])
        .trim();
    let x = discreet_part(x)?;
    let x = match x.strip_prefix("del ") {
        Some(rest) => format!("el {rest}"),
        None => x,
    };
    let first = x.split(' ').next().unwrap_or_default().to_lowercase();
    let x = if matches!(
        first.as_str(),
        "el" | "la" | "los" | "las" | "un" | "una" | "su" | "sus" | "mi" | "mis" | "cómo"
    ) {
        crate::letter::lower_first(&x)
    } else {
        x
    };
    let pronoun = matches!(
        x.to_lowercase().as_str(),
        "todo" | "eso" | "esto" | "nada" | "muchas cosas" | "mí" | "ello"
    );
    (!x.is_empty() && x.split(' ').count() <= MOST_WORDS && !pronoun).then_some(x)
}

fn discreet_part(x: &str) -> Option<String> {
    if !is_indiscreet(x, Tongue::Spanish) {
        return Some(x.to_owned());
    }
    static JOINT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i),?\s+y\s+|,\s+").expect("the pattern is constant"));
    JOINT
        .split(x)
        .map(str::trim)
        .find(|part| !part.is_empty() && !is_indiscreet(part, Tongue::Spanish))
        .map(str::to_owned)
}

/// "de el" → "del", "a el" → "al".
pub(super) fn contracted(sentence: &str) -> String {
    sentence
        .replace(" de el ", " del ")
        .replace(" a el ", " al ")
}
