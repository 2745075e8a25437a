//! The table of the README: precision and recall of each class beside two baselines on the same rows, each writer held out.

use std::collections::BTreeSet;
use std::path::Path;

use heardback_core::reading::eval::{Pair, Report, Share, report};
use heardback_core::reading::model::Model;

use crate::corpus::{self, Row};
use crate::{baseline, measure, trainer};

/// Prints it.
pub fn table(path: &Path) -> anyhow::Result<()> {
    let rows = corpus::read(path)?;
    let tools = crate::untrained()?;
    let examples = trainer::examples(&rows, &tools.senders);
    let groups: BTreeSet<String> = rows.iter().map(|row| trainer::group(&row.writer)).collect();
    let (mut ours, mut keywords, mut tfidf) = (Vec::new(), Vec::new(), Vec::new());
    for out in &groups {
        let (held, learnt): (Vec<&Row>, Vec<&Row>) = rows
            .iter()
            .partition(|row| trainer::group(&row.writer) == *out);
        let weights = trainer::train(&examples, |e| e.group != *out);
        let reader =
            measure::reader().with_tools(crate::with_model(Model::parse(&weights.to_bytes())?)?);
        ours.extend(measure::read_rows(&held, &reader, false));
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
    let reports = [report(&ours), report(&keywords), report(&tfidf)];
    measure::say(&format!(
        "{} messages of {} writers, each writer held out of what read him. Precision / recall, with 95 % intervals for heardback.\n",
        rows.len(),
        groups.len()
    ));
    measure::say(
        "| class | messages | heardback | interval | keywords | TF-IDF + logistic regression |",
    );
    measure::say("|---|---:|---|---|---|---|");
    for score in &reports[0].classes {
        let other = |report: &Report| {
            let found = report.classes.iter().find(|c| c.class == score.class);
            found.map_or("–".to_owned(), |c| {
                format!("{:.2} / {:.2}", c.precision.value(), c.recall.value())
            })
        };
        measure::say(&format!(
            "| `{}` | {} | {:.2} / {:.2} | {} / {} | {} | {} |",
            score.class,
            score.recall.of,
            score.precision.value(),
            score.recall.value(),
            interval(score.precision),
            interval(score.recall),
            other(&reports[1]),
            other(&reports[2])
        ));
    }
    let accuracy = |report: &Report| format!("{:.3}", report.accuracy.value());
    measure::say(&format!(
        "| accuracy | {} | {} | {} | {} | {} |",
        rows.len(),
        accuracy(&reports[0]),
        interval(reports[0].accuracy),
        accuracy(&reports[1]),
        accuracy(&reports[2])
    ));
    let acting = reports[0].acting;
    measure::say(&format!(
        "\nActing classes at confidence 0.9 or more: {} of {} right ({:.3}, {}).",
        acting.hits,
        acting.of,
        acting.value(),
        interval(acting)
    ));
    Ok(())
}

fn interval(share: Share) -> String {
    let (low, high) = share.interval();
    format!("{low:.2}–{high:.2}")
}
