//! The table of the README: precision and recall of each class beside two baselines on the same rows, each writer held out.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;

use heardback_core::reading::eval::{Pair, Report, Share, report};

use crate::corpus::{self, Row};
use crate::{baseline, joint, measure, trainer};

/// Prints it, and puts it into the README between its marks.
pub fn table(path: &Path) -> anyhow::Result<()> {
    let rows = corpus::read(path)?;
    let tools = crate::untrained()?;
    let examples = trainer::examples(&rows, &tools.senders);
    let held = joint::hold_out(&rows, &examples, &tools)?;
    let [whole, _] = joint::unseen(&rows, &held)?;
    let ours: Vec<Pair> = whole.into_iter().map(|(_, pair, _)| pair).collect();
    let groups: BTreeSet<String> = rows.iter().map(|row| trainer::group(&row.writer)).collect();
    let (mut keywords, mut tfidf) = (Vec::new(), Vec::new());
    for out in &groups {
        let (held, learnt): (Vec<&Row>, Vec<&Row>) = rows
            .iter()
            .partition(|row| trainer::group(&row.writer) == *out);
        keywords.extend(
            held.iter()
                .map(|row| Pair::of_classes(row.class, baseline::by_keywords(row), 1.0)),
        );
        let said = baseline::by_tfidf(&learnt, &held);
        tfidf.extend(
            held.iter()
                .zip(said)
                .map(|(row, class)| Pair::of_classes(row.class, class, 1.0)),
        );
    }
    let text = drawn(
        &[report(&ours), report(&keywords), report(&tfidf)],
        groups.len(),
    );
    measure::say(&text);
    insert(Path::new("README.md"), &text)
}

const OPEN: &str = "<!-- made by `cargo xtask table` -->\n";
const CLOSE: &str = "<!-- end of the table -->\n";

fn insert(path: &Path, text: &str) -> anyhow::Result<()> {
    let whole = std::fs::read_to_string(path)?;
    let parts = whole.split_once(OPEN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(CLOSE)?;
        Some((before, after))
    });
    let (before, after) = parts.context("README.md has no place for the table")?;
    std::fs::write(path, format!("{before}{OPEN}{text}{CLOSE}{after}"))?;
    Ok(())
}

fn drawn(reports: &[Report; 3], writers: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} messages of {} hands, each read by a model and a calibration that have seen nothing of that hand. Precision / recall, and heardback's 95 % intervals.\n",
        reports[0].accuracy.of, writers
    );
    let _ = writeln!(
        out,
        "| class | messages | heardback | interval | keywords | TF-IDF + logistic regression |",
    );
    let _ = writeln!(out, "|---|---:|---|---|---|---|");
    for score in &reports[0].classes {
        let other = |report: &Report| {
            let found = report.classes.iter().find(|c| c.class == score.class);
            found.map_or("–".to_owned(), |c| {
                format!("{:.2} / {:.2}", c.precision.value(), c.recall.value())
            })
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {:.2} / {:.2} | {} / {} | {} | {} |",
            score.class,
            score.recall.of,
            score.precision.value(),
            score.recall.value(),
            interval(score.precision),
            interval(score.recall),
            other(&reports[1]),
            other(&reports[2])
        );
    }
    let accuracy = |report: &Report| format!("{:.3}", report.accuracy.value());
    let _ = writeln!(
        out,
        "| accuracy | {} | {} | {} | {} | {} |",
        reports[0].accuracy.of,
        accuracy(&reports[0]),
        interval(reports[0].accuracy),
        accuracy(&reports[1]),
        accuracy(&reports[2])
    );
    let acting = reports[0].acting;
    let _ = writeln!(
        out,
        "\nActing classes at confidence 0.9 or more: {} of {} right ({:.3}, {}).",
        acting.hits,
        acting.of,
        acting.value(),
        interval(acting)
    );
    out
}

fn interval(share: Share) -> String {
    let (low, high) = share.interval();
    format!("{low:.2}–{high:.2}")
}
