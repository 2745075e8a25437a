//! The brain's answers speak of answering mails; on the command line the same words become commands.

use crate::control::Target;

/// Sentences that name a word without quotes, or make sense in a mail only.
const SENTENCES: [(&str, &str); 9] = [
    (
        "Answer “send” to this mail if you want it to leave after all.",
        "It stands open again: `heardback status` shows its new number.",
    ),
    (
        "Answer edit with the finished text.",
        "Give the finished text: `heardback edit ID < letter.txt`.",
    ),
    (
        "Answer send to try once more, or skip to let it be.",
        "`heardback approve ID` tries once more, `heardback skip ID` lets it be.",
    ),
    (
        "; answer its reminder.",
        "; `heardback status` shows its number.",
    ),
    (
        "If something is wrong, answer notes and write it anew.",
        "If something is wrong, write it anew with `heardback note`.",
    ),
    (
        "Until then, answer undo to stop it.",
        "Until then `heardback undo ID` stops it.",
    ),
    (
        "answer “resume” or run `heardback resume`",
        "run `heardback resume`",
    ),
    (
        "There is no question in that mail.",
        "That reminder asks no question.",
    ),
    (
        "No letter of that mail is in doubt.",
        "No letter of that reminder is in doubt.",
    ),
];

const VERBS: [&str; 19] = [
    "send", "edit", "fill", "strike", "slot", "skip", "done", "snooze", "undo", "why", "yes", "no",
    "wrong", "notes", "withdraw", "accept", "resend", "leave", "resume",
];

/// The same, for a terminal.
pub(super) fn for_terminal(text: &str, target: Target) -> String {
    let id = match target {
        Target::Reminder(id) | Target::Application(id) => id.to_string(),
        Target::Everything => String::new(),
    };
    if let Some((said, _)) = text.split_once(" is none of the commands:") {
        return format!(
            "{said} was not understood; `heardback approve --help` and its like show what is."
        );
    }
    let mut text = text.to_owned();
    for (by_mail, here) in SENTENCES {
        text = text.replace(by_mail, &here.replace("ID", &id));
    }
    commands(&text, &id)
}

/// “send anyway”: `heardback approve 12 anyway`.
fn commands(text: &str, id: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, quote)) = rest.split_once('“') {
        let Some((inside, after)) = quote.split_once('”') else {
            break;
        };
        match command(inside.trim(), id) {
            Some(command) => {
                out.push_str(&asked(before));
                out.push_str(&format!("`{command}`"));
            }
            None => {
                out.push_str(before);
                out.push_str(&format!("“{inside}”"));
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn command(inside: &str, id: &str) -> Option<String> {
    let (verb, tail) = inside.split_once([' ', ':']).unwrap_or((inside, ""));
    let verb = verb.to_ascii_lowercase();
    if !VERBS.contains(&verb.as_str()) {
        return None;
    }
    let name = match verb.as_str() {
        "send" => "approve",
        "wrong" => "correct",
        "notes" => "note",
        "resume" => return Some("heardback resume".to_owned()),
        other => other,
    };
    Some(
        format!(
            "heardback {name} {id} {}",
            tail.trim_start_matches(':').trim()
        )
        .trim()
        .to_owned(),
    )
}

/// "… answer “": "… run `".
fn asked(before: &str) -> String {
    for (answer, run) in [
        ("answer ", "run "),
        ("Answer ", "Run "),
        ("Write for instance ", "For instance "),
        ("you run ", "you run "),
    ] {
        if let Some(start) = before.strip_suffix(answer) {
            return format!("{start}{run}");
        }
    }
    before.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(by_mail: &str, here: &str) {
        assert_eq!(for_terminal(by_mail, Target::Reminder(12)), here);
    }

    #[test]
    fn answers_name_commands_and_not_mails() {
        check(
            "To Ana Ruiz: stopped. Nothing was sent.\nAnswer “send” to this mail if you want it to leave after all.",
            "To Ana Ruiz: stopped. Nothing was sent.\nIt stands open again: `heardback status` shows its new number.",
        );
        check(
            "That draft is already approved; answer “undo” first.",
            "That draft is already approved; run `heardback undo 12` first.",
        );
        check(
            "The sender looks suspicious; answer “send anyway” if you are sure.",
            "The sender looks suspicious; run `heardback approve 12 anyway` if you are sure.",
        );
        check(
            "A gap is left: “the thing”. Fill it with “fill: your words”, or take it out with “strike”.",
            "A gap is left: “the thing”. Fill it with `heardback fill 12 your words`, or take it out with `heardback strike 12`.",
        );
        check(
            "Paused: nothing leaves for anybody but you until you answer “resume”.",
            "Paused: nothing leaves for anybody but you until you run `heardback resume`.",
        );
        check(
            "Until when? Write for instance “snooze 3d”, “snooze 4h” or “snooze monday 9am”.",
            "Until when? For instance `heardback snooze 12 3d`, `heardback snooze 12 4h` or `heardback snooze 12 monday 9am`.",
        );
        check(
            "There is a newer version of that draft; answer its reminder.",
            "There is a newer version of that draft; `heardback status` shows its number.",
        );
    }

    #[test]
    fn what_is_quoted_from_others_stays_as_it_is() {
        check(
            "Noted: that mail was “rejection”.",
            "Noted: that mail was “rejection”.",
        );
        check("An open “quote", "An open “quote");
    }

    #[test]
    fn no_answer_of_the_brains_asks_for_an_answer_by_mail() {
        let sources = [
            include_str!("../../../core/src/step/answer.rs"),
            include_str!("../../../core/src/step/deliver.rs"),
            include_str!("../../../core/src/letter/proofread.rs"),
        ];
        for line in sources
            .iter()
            .flat_map(|s| s.lines())
            .filter(|l| !l.trim_start().starts_with("//"))
        {
            let Some((_, quoted)) = line.split_once('"') else {
                continue;
            };
            if quoted.contains("nswer “")
                || quoted.contains("nswer edit")
                || quoted.contains("nswer its")
            {
                let here = for_terminal(quoted, Target::Reminder(12));
                assert!(!here.contains("nswer"), "{here}");
            }
        }
    }
}
