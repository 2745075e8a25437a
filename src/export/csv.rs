//! CSV (RFC 4180): a header and a line an application. What a spreadsheet would take for a formula is disarmed: names and
//! roles are written by strangers.

use heardback_core::application::{Application, Interview, Turn};
use heardback_core::book::Book;
use heardback_core::moment::Time;
use heardback_core::notice::clean;
use heardback_core::policy::Policy;
use heardback_core::reading::By;

use crate::standing;

const HEADER: [&str; 15] = [
    "application",
    "company",
    "role",
    "requisition",
    "agency",
    "status",
    "phase",
    "outcome",
    "turn",
    "what",
    "due",
    "opened",
    "last_word",
    "next_interview",
    "interviews",
];

pub(super) fn export(book: &Book, policy: &Policy, now: Time) -> String {
    let header = HEADER.map(ToOwned::to_owned).to_vec();
    let rows = book.states().map(|app| row(app, policy, now));
    std::iter::once(header)
        .chain(rows)
        .map(|fields| {
            fields
                .iter()
                .map(|f| field(f))
                .collect::<Vec<_>>()
                .join(",")
                + "\r\n"
        })
        .collect()
}

fn row(app: &Application, policy: &Policy, now: Time) -> Vec<String> {
    let at = |t: Time| {
        t.with_timezone(&policy.owner.zone)
            .format("%Y-%m-%d %H:%M")
            .to_string()
    };
    let text = |t: &Option<String>| t.as_deref().map(clean).unwrap_or_default();
    let by = |by: &By| match by {
        By::Day(day) => day.to_string(),
        By::Instant(instant) => at(instant.to_utc()),
    };
    let (turn, what, due) = match &app.turn {
        Turn::Ours { what, due } => ("ours", clean(what), due.as_ref().map(by)),
        Turn::Theirs { by, quiet_until } => {
            let day = quiet_until.or(*by).map(|d| d.to_string());
            ("theirs", String::new(), day)
        }
        Turn::Nobody => ("nobody", String::new(), None),
    };
    let ahead = |i: &&Interview| standing::is_ahead(i, now);
    let next = app
        .interviews
        .iter()
        .filter(ahead)
        .filter_map(|i| i.start)
        .min();
    let last = app.words.last().map(|w| w.at);
    vec![
        app.id.to_string(),
        text(&app.company),
        text(&app.role),
        text(&app.requisition),
        text(&app.agency),
        app.status().name().to_owned(),
        app.phase.name().to_owned(),
        app.outcome.name().to_owned(),
        turn.to_owned(),
        what,
        due.unwrap_or_default(),
        at(app.opened_at),
        last.map(at).unwrap_or_default(),
        next.map(at).unwrap_or_default(),
        app.interviews.len().to_string(),
    ]
}

/// Quoted where it must be; behind an apostrophe where a spreadsheet would reckon with it.
fn field(text: &str) -> String {
    const FORMULA: [char; 11] = ['=', '+', '-', '@', '|', '\t', '\r', '＝', '＋', '－', '＠'];
    let formula = text.starts_with(FORMULA) || text.trim_start().starts_with(FORMULA);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\r', '\n', '\'']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_those_of_rfc_4180() {
        for (given, expected) in [
            ("Juniper Freight", "Juniper Freight"),
            ("Ruiz, Sons & Co", "\"Ruiz, Sons & Co\""),
            ("the \"Big\" One", "\"the \"\"Big\"\" One\""),
            ("", ""),
        ] {
            assert_eq!(field(given), expected);
        }
    }

    #[test]
    fn a_name_is_never_a_formula() {
        for hostile in [
            "=HYPERLINK(1)",
            "+1",
            "-1+2",
            "@SUM(A1)",
            "＝1+1",
            "|cmd",
            "\t=1",
            "\r=1",
            " =1",
        ] {
            assert_eq!(field(hostile), format!("\"'{hostile}\""));
        }
    }
}
