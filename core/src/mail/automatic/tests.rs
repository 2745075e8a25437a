use super::*;
use crate::mail::parse;

fn check(headers: &str, expected: bool) {
    let text = format!("From: Dana Lee <dana@northwind.example>\n{headers}\n\nHello\n");
    assert_eq!(
        is_automatic_reply(&parse(text.as_bytes())),
        expected,
        "{headers}"
    );
}

#[test]
fn responders_are_told_by_their_headers() {
    check("Auto-Submitted: auto-replied", true);
    check("Auto-Submitted: auto-replied (vacation)", true);
    check("X-Autoreply: yes", true);
    check("X-Autorespond: Away", true);
    check("Precedence: auto_reply", true);
    check(
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
        true,
    );
}

#[test]
fn what_a_program_sends_of_itself_is_no_reply() {
    check("Auto-Submitted: auto-generated", false);
    check("Auto-Submitted: no", false);
    check("X-Autoreply: no", false);
    check("X-Auto-Response-Suppress: All", false);
    check("Precedence: bulk", false);
    check("Subject: Interview confirmed", false);
}

#[test]
fn responders_of_many_languages_are_told_by_their_subjects() {
    for subject in [
        "Automatic reply: Interview",
        "Out of Office: Re: Interview",
        "Out of office",
        "Auto: jury duty",
        "Autoreply: question",
        "Automatische Antwort: Gespr\u{e4}ch",
        "Abwesenheitsnotiz: Gespr\u{e4}ch",
        "R\u{e9}ponse automatique : Entretien",
        "Absence du bureau",
        "Respuesta autom\u{e1}tica: Entrevista",
        "Fuera de la oficina",
        "Risposta automatica: Colloquio",
        "Automatisch antwoord: Gesprek",
        "Resposta autom\u{e1}tica: Entrevista",
        "Autosvar: Intervju",
        "Automatiskt svar: Intervju",
        "Automatisk svar: Samtale",
        "Automaattinen vastaus: Haastattelu",
        "Odpowied\u{17a} automatyczna: Rozmowa",
        "Automatick\u{e1} odpov\u{11b}\u{10f}: Pohovor",
        "Automatikus v\u{e1}lasz: Interj\u{fa}",
        "R\u{103}spuns automat: Interviu",
        "Otomatik yan\u{131}t: G\u{f6}r\u{fc}\u{15f}me",
        "\u{410}\u{432}\u{442}\u{43e}\u{43c}\u{430}\u{442}\u{438}\u{447}\u{435}\u{441}\u{43a}\u{438}\u{439} \u{43e}\u{442}\u{432}\u{435}\u{442}: \u{438}\u{43d}\u{442}\u{435}\u{440}\u{432}\u{44c}\u{44e}",
        "\u{81ea}\u{52d5}\u{5fdc}\u{7b54}: \u{9762}\u{63a5}",
        "\u{3010}\u{81ea}\u{52d5}\u{8fd4}\u{4fe1}\u{3011}\u{9762}\u{63a5}",
        "\u{81ea}\u{52a8}\u{56de}\u{590d}: \u{9762}\u{8bd5}",
        "\u{c790}\u{b3d9} \u{d68c}\u{c2e0}: \u{ba74}\u{c811}",
    ] {
        check(&format!("Subject: {subject}"), true);
    }
    for subject in [
        "Re: Out of office",
        "RE: Automatic reply: Interview",
        "Automatic door engineer",
        "Your application",
        "Away day",
        "On call engineer",
    ] {
        check(&format!("Subject: {subject}"), false);
    }
}
