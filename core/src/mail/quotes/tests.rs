use super::*;

fn apart(text: &str) -> Body {
    let line = |l: &str| Line {
        text: l.to_owned(),
        part: Part::Own,
        wrapped: true,
    };
    take_apart(text.lines().map(line).collect(), true)
}

fn check(text: &str, newest: &str) {
    assert_eq!(apart(text).newest, newest, "{text}");
}

/// Each introduction is tried with a marked and with an unmarked quote.
fn introduces(introduction: &str) {
    check(
        &format!("Tuesday suits me.\n\n{introduction}\n\n> old words\n> more\n"),
        "Tuesday suits me.",
    );
    check(
        &format!("Tuesday suits me.\n\n{introduction}\n\nold words\nmore\n"),
        "Tuesday suits me.",
    );
}

#[test]
fn attributions_of_many_languages_are_told() {
    for attribution in [
        "On Wed, 4 Mar 2026 at 10:12, Dana Lee <dana@northwind.example> wrote:",
        "On Mar 4, 2026, at 10:12 AM, Dana Lee <dana@northwind.example> wrote:",
        "On Wednesday, March 4, 2026 at 10:12:00 AM EST, Dana Lee <dana@northwind.example> wrote:",
        "On Wed, 4 Mar 2026, at 10:12 AM, Dana Lee wrote:",
        "On Wed, Mar 04, 2026 at 10:12:00AM -0500, Dana Lee wrote:",
        "On Wed, 4 Mar 2026 at 10:12, Dana Lee from the talent team of Northwind\n<dana@northwind.example> wrote:",
        "On Wed, 4 Mar 2026 at 10:12, Dana Lee <\ndana@northwind.example> wrote:",
        "Am Mi., 4. M\u{e4}rz 2026 um 10:12 Uhr schrieb Dana Lee <dana@northwind.example>:",
        "Am 04.03.2026 um 10:12 schrieb Dana Lee:",
        "Le mer. 4 mars 2026 \u{e0} 10:12, Dana Lee <dana@northwind.example> a \u{e9}crit :",
        "Le 4 mars 2026 \u{e0} 10:12, Dana Lee <dana@northwind.example> a \u{e9}crit\u{a0}:",
        "El mi\u{e9}, 4 mar 2026 a las 10:12, Dana Lee (<dana@northwind.example>) escribi\u{f3}:",
        "El 4 mar 2026, a las 10:12, Dana Lee <dana@northwind.example> escribi\u{f3}:",
        "Op wo 4 mrt 2026 om 10:12 schreef Dana Lee <dana@northwind.example>:",
        "Op 4 mrt 2026, om 10:12 heeft Dana Lee <dana@northwind.example> het volgende geschreven:",
        "Il giorno mer 4 mar 2026 alle ore 10:12 Dana Lee <dana@northwind.example> ha scritto:",
        "Em qua., 4 de mar. de 2026 \u{e0}s 10:12, Dana Lee <dana@northwind.example> escreveu:",
        "Den ons 4 mars 2026 kl 10:12 skrev Dana Lee <dana@northwind.example>:",
        "\u{15b}r., 4 mar 2026 o 10:12 Dana Lee <dana@northwind.example> napisa\u{142}(a):",
        "ke 4. maalisk. 2026 klo 10.12 Dana Lee (dana@northwind.example) kirjoitti:",
        "2026\u{5e74}3\u{6708}4\u{65e5}(\u{6c34}) 10:12 Dana Lee <dana@northwind.example>:",
        "2026/03/04 10:12\u{3001}Dana Lee <dana@northwind.example>\u{306e}\u{30e1}\u{30fc}\u{30eb}:",
        "\u{441}\u{440}, 4 \u{43c}\u{430}\u{440}. 2026\u{202f}\u{433}. \u{432} 10:12, Dana Lee <dana@northwind.example>:",
        "Dana Lee <dana@northwind.example> \u{4e8e}2026\u{5e74}3\u{6708}4\u{65e5}\u{5468}\u{4e09} 10:12\u{5199}\u{9053}\u{ff1a}",
        "---- On Wed, 04 Mar 2026 10:12:00 -0500 Dana Lee <dana@northwind.example> wrote ---",
        "Dana Lee <dana@northwind.example> wrote:",
        "\u{5728} 2026\u{5e74}3\u{6708}4\u{65e5}\u{ff0c}\u{4e0b}\u{5348}2:23\u{ff0c}Dana Lee <dana@northwind.example> \u{5199}\u{9053}\u{ff1a}",
        "W dniu 4 marca 2026 10:12 u\u{17c}ytkownik Dana Lee <dana@northwind.example> napisa\u{142}:",
        "\u{ce}n mie., 4 mar. 2026 la 10:12, Dana Lee <dana@northwind.example> a scris:",
        "fre. 4. mars 2026 kl. 10:12 skrev Dana Lee <dana@northwind.example>:",
        "Il 04/03/2026 10:12, Dana Lee ha scritto:",
        "Dana Lee <dana@northwind.example> schrieb am Mi., 4. M\u{e4}rz 2026, 10:12:",
    ] {
        introduces(attribution);
    }
    check(
        "Gut.\n\n> Am 04.03.2026 um 10:12 schrieb Dana Lee <dana@northwind.example>:\n> \n> alt",
        "Gut.",
    );
    check("Fine.\n\nDana Lee wrote:\n\n> old\n", "Fine.");
    check(
        "Fine. On Wed, Mar 4, 2026 at 10:12 AM, dana@northwind.example wrote:\n> old",
        "Fine.",
    );
    check(
        "Fine.\n\nDana Lee wrote in\n <20260304101200.x@northwind.example>:\n |old words\n |more\n\nBye",
        "Fine.\n\nBye",
    );
}

#[test]
fn header_blocks_and_separators_of_many_languages_are_told() {
    for block in [
        "From: Dana Lee <dana@northwind.example>\nSent: Wednesday, March 4, 2026 10:12 AM\nTo: Sam Okafor <sam@mailbox.example>\nSubject: Interview",
        "________________________________\nFrom: Dana Lee\nSent: Wednesday, March 4, 2026 10:12 AM\nTo: Sam Okafor\nSubject: Interview",
        "*From:* Dana Lee <dana@northwind.example>\n*Sent:* Wednesday, March 4, 2026 10:12 AM\n*To:* Sam Okafor\n*Subject:* Interview",
        "Von: Dana Lee <dana@northwind.example>\nGesendet: Mittwoch, 4. M\u{e4}rz 2026 10:12\nAn: Sam Okafor\nBetreff: Gespr\u{e4}ch",
        "De : Dana Lee <dana@northwind.example>\nEnvoy\u{e9} : mercredi 4 mars 2026 10:12\n\u{c0} : Sam Okafor\nObjet : Entretien",
        "De: Dana Lee <dana@northwind.example>\nEnviado: mi\u{e9}rcoles, 4 de marzo de 2026 10:12\nPara: Sam Okafor\nAsunto: Entrevista",
        "Van: Dana Lee <dana@northwind.example>\nVerzonden: woensdag 4 maart 2026 10:12\nAan: Sam Okafor\nOnderwerp: Gesprek",
        "Da: Dana Lee <dana@northwind.example>\nInviato: mercoled\u{ec} 4 marzo 2026 10:12\nA: Sam Okafor\nOggetto: Colloquio",
        "\u{5dee}\u{51fa}\u{4eba}: Dana Lee <dana@northwind.example>\n\u{9001}\u{4fe1}\u{65e5}\u{6642}: 2026\u{5e74}3\u{6708}4\u{65e5} 10:12\n\u{5b9b}\u{5148}: Sam Okafor\n\u{4ef6}\u{540d}: \u{9762}\u{63a5}",
        "-----Original Message-----\nFrom: Dana Lee\nSent: Wednesday",
        "-----Urspr\u{fc}ngliche Nachricht-----",
        "-------- Original message --------",
        "-------- Message d'origine --------",
        "------- Original Message -------\nOn Wednesday, March 4th, 2026 at 10:12 AM, Dana Lee <dana@northwind.example> wrote:",
    ] {
        introduces(block);
    }
}

#[test]
fn what_only_looks_like_a_header_block_stays() {
    let check = |text: &str| check(text, text);
    check(
        "Your interview:\n\nDate: Wednesday 4 March\nTime: 7:00\nAddress: 130 Fox St\n\nBring your ID.",
    );
    check("Opening hours\n\nFrom: 09:00\nTo: 17:00\n\nSee you");
    check("Office\n\nFrom: Monday\nTo: Friday\n\nSee you");
    check("Subject: Interview\nDate: 10 March 2026\nLocation: Berlin\n\nSee you there");
    check("On Tuesday we wrote to you about this:\n\nplease answer by 10:00.");
    check("On 10 March 2026 please bring the following:\n\nyour passport");
    check("Please enter your feedback.\n\n-------- Enter Feedback Below --------\n\nIt was fine.");
}

#[test]
fn forwards_keep_the_covering_note_apart() {
    let check = |text: &str| {
        let body = apart(text);
        assert_eq!(
            (body.newest.as_str(), body.forwarded),
            ("See below.", true),
            "{text}"
        );
        assert!(body.quoted.contains("old words"), "{text}");
    };
    check(
        "See below.\n\n---------- Forwarded message ---------\nFrom: Dana Lee <dana@northwind.example>\nDate: Wed, Mar 4, 2026 at 10:12 AM\nSubject: Interview\nTo: Sam <sam@mailbox.example>\n\nold words\n",
    );
    check(
        "See below.\n\nBegin forwarded message:\n\nFrom: Dana Lee <dana@northwind.example>\nSubject: Interview\n\nold words\n",
    );
    check("See below.\n\n> Begin forwarded message:\n>\n> From: Dana Lee\n>\n> old words\n");
    check(
        "See below.\n\n-------- Weitergeleitete Nachricht --------\nBetreff: Gespr\u{e4}ch\nVon: Dana Lee\n\nold words\n",
    );
    check(
        "See below.\n\nD\u{e9}but du message r\u{e9}exp\u{e9}di\u{e9} :\n\nDe: Dana\n\nold words\n",
    );
}

#[test]
fn answers_below_and_between_are_kept() {
    check(
        "On Wed, 4 Mar 2026, Dana Lee wrote:\n> Tuesday?\n\nYes.\n",
        "Yes.",
    );
    check(
        "On Wed, 4 Mar 2026, Dana Lee wrote:\n> Tuesday?\n\nYes.\n\n> At ten?\n\nAt nine.\n",
        "Yes.\n\nAt nine.",
    );
    check("> one (see the page\n at home)\n> two\n\nYes.", "Yes.");
}

#[test]
fn signatures_and_furniture_are_told_apart() {
    let check = |text: &str, newest: &str, signature: &str| {
        let body = apart(text);
        assert_eq!(
            (body.newest.as_str(), body.signature.as_str()),
            (newest, signature),
            "{text}"
        );
    };
    check(
        "Yes.\n\n-- \nSam Okafor\n+44 20 0000",
        "Yes.",
        "-- \nSam Okafor\n+44 20 0000",
    );
    check(
        "Yes.\n\n-- \nSam\n\nOn Wed, 4 Mar 2026, Dana Lee wrote:\n> old",
        "Yes.",
        "-- \nSam",
    );
    check(
        "Yes.\n\nThis email and any attachments are confidential and intended for the recipient only.",
        "Yes.",
        "This email and any attachments are confidential and intended for the recipient only.",
    );
    for line in [
        "Sent from my iPhone",
        "Sent from my Verizon Wireless BlackBerry",
        "Sent from Outlook for Android",
        "Get Outlook for iOS<https://aka.example/o0ukef>",
        "Get Outlook for iOS (https://aka.example/o0ukef)",
        "Sent with Proton Mail secure email.",
        "Sent with [Proton Mail](https://proton.example/) secure email.",
        "Sent from Yahoo Mail on Android",
        "Sent from Mail for Windows",
        "Sent from my Galaxy",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook f\u{fc}r Android",
        "Outlook f\u{fc}r iOS beziehen",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android-Ger\u{e4}t mit K-9 Mail gesendet.",
        "Envoy\u{e9} de mon iPhone",
        "Envoy\u{e9} depuis mon appareil Galaxy",
        "T\u{e9}l\u{e9}charger Outlook pour Android",
        "Enviado desde mi iPhone",
        "Enviado desde Outlook para iOS",
        "Obtener Outlook para iOS",
        "Verstuurd vanaf mijn iPhone",
        "Verzonden vanaf Outlook voor Android",
        "Outlook voor iOS downloaden",
        "iPhone\u{304b}\u{3089}\u{9001}\u{4fe1}",
        "Outlook for iOS\u{3092}\u{5165}\u{624b}",
        "Inviato da iPhone",
        "Enviado do meu iPhone",
        "Skickat fr\u{e5}n min iPhone",
        "Sendt fra min iPhone",
        "L\u{e4}hetetty iPhonesta",
        "Wys\u{142}ane z iPhone'a",
        "Odesl\u{e1}no z iPhonu",
        "\u{41e}\u{442}\u{43f}\u{440}\u{430}\u{432}\u{43b}\u{435}\u{43d}\u{43e} \u{441} iPhone",
        "\u{53d1}\u{81ea}\u{6211}\u{7684}iPhone",
    ] {
        check(
            &format!("Yes.\n\n{line}\n\nOn Wed, 4 Mar 2026, Dana Lee wrote:\n> old"),
            "Yes.",
            &clean::text(line),
        );
        assert_eq!(apart(&format!("Yes.\n\n{line}")).typed, "Yes.");
    }
    check(
        "Sent from my desk, this is much easier than from my telephone.",
        "Sent from my desk, this is much easier than from my telephone.",
        "",
    );
}

#[test]
fn wrapped_lines_become_paragraphs_and_lists_stay() {
    check(
        "Dear Sam,\n\nthank you for taking the time to talk to us about the position of a data\nanalyst. We would like to invite you to a second conversation, which will\ntake place in our office:\n\n- Tuesday at ten\n- Wednesday at nine, which would be rather better for us, if you can make\n  it\n\nWhen: Tuesday, 10 March 2026, 14:00 to 14:45 (Europe/Berlin)\nWhere: Berlin\n\nKind regards,\nDana Lee",
        "Dear Sam,\n\nthank you for taking the time to talk to us about the position of a data analyst. We would like to invite you to a second conversation, which will take place in our office:\n\n- Tuesday at ten\n- Wednesday at nine, which would be rather better for us, if you can make it\n\nWhen: Tuesday, 10 March 2026, 14:00 to 14:45 (Europe/Berlin)\nWhere: Berlin\n\nKind regards,\nDana Lee",
    );
}

#[test]
fn what_may_be_the_end_of_a_quoted_line_is_not_typed() {
    let check = |text: &str, typed: &str| assert_eq!(apart(text).typed, typed, "{text}");
    check(
        "> a long line of the employer that some mail program wraps at the end and\nsend\n",
        "",
    );
    check("> short\nsend\n", "send");
    check(
        "> a long line of the employer that some mail program wraps at the end and\nsend\n\nno\n",
        "no",
    );
    check(
        "send\n\n> a long line of the employer that some mail program wraps at the end and\nsend all\n",
        "send",
    );
}

#[test]
fn hostile_bodies_take_linear_time() {
    for text in [
        ">".repeat(66_000),
        "> ".repeat(33_000),
        ">\n".repeat(20_000),
        "On 4 Mar 2026\n".repeat(6_000),
        "From: a@x.example\n".repeat(6_000),
        "-- \n".repeat(16_000),
        "\n".repeat(66_000),
        "a\n> b\n".repeat(10_000),
        "On 4 Mar 2026 \u{e9}crit wrote\n\n\n".repeat(6_000),
        "x@y wrote:\n".repeat(6_000),
        "____________________\n".repeat(3_000),
        "- A\n".repeat(16_000),
        "wrote ".repeat(16_000),
    ] {
        let _ = apart(&text);
    }
}
