//! Lines after which another mail begins: attributions, "Original Message", forwards, Outlook's header block.

use super::attribution;
use crate::mail::parse::{Line, Part};

/// Something that introduces a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Lines that it takes itself.
    pub length: usize,
    pub forward: bool,
    /// Whether everything to the end is quoted: nothing after it is marked.
    pub takes_all: bool,
}

/// Separators of an answered mail, lower case, without their rules.
const ORIGINAL: [&str; 36] = [
    "original message",
    "reply message",
    "original mail",
    "original e-mail",
    "original email",
    "message original",
    "message d'origine",
    "message initial",
    "urspr\u{fc}ngliche nachricht",
    "urspr\u{fc}ngliche mail",
    "originalnachricht",
    "original-nachricht",
    "antwort nachricht",
    "mensaje original",
    "messaggio originale",
    "mensagem original",
    "oorspronkelijk bericht",
    "oorspronkelijke bericht",
    "originele bericht",
    "oprindelig meddelelse",
    "original meddelelse",
    "opprinnelig melding",
    "originalmeddelande",
    "ursprungligt meddelande",
    "alkuper\u{e4}inen viesti",
    "oryginalna wiadomo\u{15b}\u{107}",
    "wiadomo\u{15b}\u{107} oryginalna",
    "p\u{16f}vodn\u{ed} zpr\u{e1}va",
    "p\u{f4}vodn\u{e1} spr\u{e1}va",
    "eredeti \u{fc}zenet",
    "mesaj original",
    "orijinal mesaj",
    "\u{438}\u{441}\u{445}\u{43e}\u{434}\u{43d}\u{43e}\u{435} \u{441}\u{43e}\u{43e}\u{431}\u{449}\u{435}\u{43d}\u{438}\u{435}",
    "\u{5143}\u{306e}\u{30e1}\u{30c3}\u{30bb}\u{30fc}\u{30b8}",
    "\u{539f}\u{59cb}\u{90ae}\u{4ef6}",
    "\u{c6d0}\u{bcf8} \u{ba54}\u{c2dc}\u{c9c0}",
];

/// Separators of a forwarded mail, lower case, without their rules.
const FORWARD: [&str; 34] = [
    "forwarded message",
    "forwarded by",
    "begin forwarded message",
    "forwarded mail",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "weitergeleitete e-mail",
    "message transf\u{e9}r\u{e9}",
    "d\u{e9}but du message transf\u{e9}r\u{e9}",
    "d\u{e9}but du message r\u{e9}exp\u{e9}di\u{e9}",
    "forwarded message from",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "comienza el mensaje reenviado",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "inizio del messaggio inoltrato",
    "mensagem encaminhada",
    "in\u{ed}cio da mensagem reencaminhada",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "doorgezonden bericht",
    "vidarebefordrat meddelande",
    "videresendt meddelelse",
    "videresendt melding",
    "v\u{e4}litetty viesti",
    "przekazana wiadomo\u{15b}\u{107}",
    "wiadomo\u{15b}\u{107} przekazana dalej",
    "p\u{159}eposlan\u{e1} zpr\u{e1}va",
    "tov\u{e1}bb\u{ed}tott \u{fc}zenet",
    "\u{43f}\u{435}\u{440}\u{435}\u{441}\u{43b}\u{430}\u{43d}\u{43d}\u{43e}\u{435} \u{441}\u{43e}\u{43e}\u{431}\u{449}\u{435}\u{43d}\u{438}\u{435}",
    "\u{8ee2}\u{9001}\u{3055}\u{308c}\u{305f}\u{30e1}\u{30c3}\u{30bb}\u{30fc}\u{30b8}",
    "\u{8f6c}\u{53d1}\u{7684}\u{90ae}\u{4ef6}",
    "\u{8f49}\u{5bc4}\u{8a0a}\u{606f}",
];

/// What begins at the line, if anything does; `quoted_before` tells whether any line above is quoted.
#[must_use]
pub fn at(lines: &[Line], at: usize, quoted_before: bool) -> Option<Found> {
    let line = lines.get(at)?;
    if line.text.trim().is_empty() || line.part == Part::Signature {
        return None;
    }
    if line.part == Part::Quoted {
        // Apple Mail quotes the separator along with the mail.
        let bare = line.text.trim_start_matches(['>', ' ']);
        let forward = !quoted_before && separator(bare, &FORWARD);
        return forward.then_some(Found {
            length: 1,
            forward: true,
            takes_all: false,
        });
    }
    let forward = separator(&line.text, &FORWARD);
    if forward || separator(&line.text, &ORIGINAL) {
        return Some(introduction(lines, at, forward));
    }
    if let Some(length) = header_block(lines, at) {
        return Some(Found {
            length,
            forward: false,
            takes_all: true,
        });
    }
    let text = |n: usize| lines.get(n).map(|l| l.text.as_str());
    let marked = |n: usize| lines.get(n).is_some_and(|l| l.part == Part::Quoted);
    let length = attribution::length(text, marked, at)?;
    Some(Found {
        length,
        forward: false,
        takes_all: !marked_soon(lines, at + length),
    })
}

/// A separator with its rules or its colon, and nothing else on the line.
fn separator(text: &str, phrases: &[&str]) -> bool {
    let text = text.trim();
    if text.len() > 120 {
        return false;
    }
    let rule = |c: char| {
        matches!(
            c,
            '-' | '_' | '=' | '*' | '+' | '#' | ' ' | '\u{2014}' | '\u{2013}'
        )
    };
    let bare = text.trim_matches(rule);
    let ruled = text.len() - bare.len() >= 4;
    let colon = bare.ends_with([':', '\u{ff1a}']);
    if !ruled && !colon {
        return false;
    }
    let bare = bare.trim_end_matches([':', '\u{ff1a}', ' ']).to_lowercase();
    phrases
        .iter()
        .any(|phrase| bare == *phrase || (ruled && bare.starts_with(phrase)))
}

/// A separator, with the header block or attribution that may follow it.
fn introduction(lines: &[Line], at: usize, forward: bool) -> Found {
    let mut length = 1;
    let next = next_text(lines, at + 1);
    if let Some(next) = next
        && lines.get(next).is_some_and(|l| l.part != Part::Quoted)
    {
        let text = |n: usize| lines.get(n).map(|l| l.text.as_str());
        let marked = |n: usize| lines.get(n).is_some_and(|l| l.part == Part::Quoted);
        if let Some(more) = attribution::length(text, marked, next) {
            length = next + more - at;
        }
    }
    Found {
        length,
        forward,
        takes_all: !marked_soon(lines, at + length),
    }
}

fn next_text(lines: &[Line], from: usize) -> Option<usize> {
    (from..from + 5).find(|n| lines.get(*n).is_some_and(|l| !l.text.trim().is_empty()))
}

/// Whether the next line with text is marked as quoted (or barred, as s-nail does).
fn marked_soon(lines: &[Line], from: usize) -> bool {
    next_text(lines, from)
        .and_then(|n| lines.get(n))
        .is_some_and(|l| l.part == Part::Quoted || l.text.trim_start().starts_with('|'))
}

/// The fields that a header block names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    Date,
    To,
    Subject,
    Other,
}

/// Outlook's block "From: … Sent: … To: … Subject: …" in any language, with the rule above it.
fn header_block(lines: &[Line], at: usize) -> Option<usize> {
    let start = if is_rule(&lines.get(at)?.text) {
        next_text(lines, at + 1)?
    } else {
        at
    };
    let (first, _) = field(&lines.get(start)?.text)?;
    if first == Field::Other || lines.get(start)?.part != Part::Own {
        return None;
    }
    let mut seen: Vec<(Field, &str)> = Vec::new();
    let mut end = start;
    let mut between = 0;
    for (n, line) in lines.iter().enumerate().skip(start).take(16) {
        if let Some((kind, value)) = field(&line.text) {
            seen.push((kind, value));
            end = n + 1;
            between = 0;
        } else {
            between += 1;
            if between > 2 {
                break;
            }
        }
    }
    is_header(&seen).then_some(end - at)
}

fn is_header(seen: &[(Field, &str)]) -> bool {
    let value = |wanted: Field| {
        seen.iter()
            .find(|(kind, _)| *kind == wanted)
            .map(|(_, value)| *value)
    };
    let person =
        |wanted: Field| value(wanted).filter(|v| !v.starts_with(|c: char| c.is_ascii_digit()));
    let address = |wanted: Field| value(wanted).is_some_and(|v| v.contains('@'));
    let date = value(Field::Date).is_some();
    let subject = value(Field::Subject).is_some();
    // "Date: … Time: … Address: …" of an invitation is none, nor is "From: Monday To: Friday".
    (person(Field::From).is_some()
        && (subject || (date && (address(Field::From) || value(Field::To).is_some()))))
        || (address(Field::From) && (date || value(Field::To).is_some()))
        || (address(Field::To) && date)
}

/// A line of rules as they stand above a header block.
fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 5
        && text
            .chars()
            .all(|c| matches!(c, '_' | '-' | '=' | '*' | '\u{2014}' | ' '))
}

/// Whether the line is a field of a header block.
#[must_use]
pub fn is_field(text: &str) -> bool {
    field(text).is_some()
}

/// The field that a line names, and its value.
fn field(text: &str) -> Option<(Field, &str)> {
    let text = text.trim_start_matches([' ', '*', '_', '|', '\t', '>']);
    let at = text.find([':', '\u{ff1a}']).filter(|at| *at <= 40)?;
    let (label, value) = text.split_at_checked(at)?;
    let value = value.trim_start_matches([':', '\u{ff1a}', '*', '_', ' ']);
    let label = label.trim_matches(['*', '_', ' ']).to_lowercase();
    FIELDS
        .iter()
        .find(|(_, names)| names.contains(&label.as_str()))
        .map(|(kind, _)| (*kind, value))
}

const FIELDS: [(Field, &[&str]); 5] = [
    (
        Field::From,
        &[
            "from",
            "von",
            "de",
            "da",
            "van",
            "fr\u{e5}n",
            "fra",
            "od",
            "feladó",
            "kimden",
            "gönderen",
            "lähettäjä",
            "absender",
            "expéditeur",
            "mittente",
            "remitente",
            "afzender",
            "de la",
            "από",
            "от",
            "від",
            "от кого",
            "差出人",
            "送信者",
            "发件人",
            "寄件者",
            "寄件人",
            "보낸 사람",
            "보낸사람",
            "מאת",
            "من",
            "từ",
            "avsändare",
        ],
    ),
    (
        Field::Date,
        &[
            "date",
            "sent",
            "sent at",
            "gesendet",
            "gesendet am",
            "datum",
            "envoyé",
            "envoyé le",
            "date d'envoi",
            "enviado",
            "enviado el",
            "enviada em",
            "enviado em",
            "enviada",
            "fecha",
            "data",
            "inviato",
            "inviato il",
            "verzonden",
            "skickat",
            "sendt",
            "dato",
            "wysłano",
            "wysłane",
            "odesláno",
            "odoslané",
            "dátum",
            "elküldve",
            "küldve",
            "lähetetty",
            "päivämäärä",
            "gönderildi",
            "gönderme tarihi",
            "tarih",
            "trimis",
            "отправлено",
            "дата",
            "надіслано",
            "送信日時",
            "日付",
            "日時",
            "发送时间",
            "发送日期",
            "傳送日期",
            "寄件日期",
            "日期",
            "보낸 날짜",
            "날짜",
            "ngày",
            "ημερομηνία",
            "στάλθηκε",
        ],
    ),
    (
        Field::To,
        &[
            "to",
            "an",
            "à",
            "a",
            "para",
            "aan",
            "till",
            "til",
            "do",
            "komu",
            "kime",
            "alıcı",
            "vastaanottaja",
            "címzett",
            "către",
            "empfänger",
            "destinataire",
            "destinatario",
            "кому",
            "до",
            "宛先",
            "收件人",
            "받는 사람",
            "받는사람",
            "אל",
            "إلى",
            "προς",
            "đến",
        ],
    ),
    (
        Field::Subject,
        &[
            "subject",
            "betreff",
            "objet",
            "sujet",
            "asunto",
            "oggetto",
            "assunto",
            "onderwerp",
            "ämne",
            "emne",
            "temat",
            "předmět",
            "predmet",
            "tárgy",
            "aihe",
            "konu",
            "subiect",
            "тема",
            "件名",
            "主题",
            "主旨",
            "제목",
            "θέμα",
            "נושא",
            "الموضوع",
            "chủ đề",
        ],
    ),
    (
        Field::Other,
        &[
            "cc",
            "bcc",
            "kopie",
            "copie",
            "kopia",
            "cc",
            "importance",
            "priority",
            "attachments",
            "anlagen",
            "reply-to",
            "organization",
            "wichtigkeit",
            "sender",
        ],
    ),
];
