//! Holding writers out: what the voters say of mail whose writer neither of them has learnt from, and the joint and
//! calibration that fit it.

use std::collections::{BTreeMap, BTreeSet};

use heardback_core::reading::ballot::Ballot;
use heardback_core::reading::classify::{Calibration, Decision, Standing, Votes, decide, top};
use heardback_core::reading::model::{Model, class_at};
use heardback_core::reading::structure::Structure;
use heardback_core::reading::{Class, Tools};

use crate::corpus::Row;
use crate::trainer::{Example, bare, group, train};

/// A row's votes with its own writer held out.
pub struct Held {
    pub row: usize,
    pub votes: Votes,
    pub weight: f64,
}

/// Every row, as it stands and as its body alone, voted on by a model that never saw its writer.
pub fn hold_out(rows: &[Row], examples: &[Example], tools: &Tools) -> anyhow::Result<Vec<Held>> {
    let groups: BTreeSet<String> = rows.iter().map(|row| group(&row.writer)).collect();
    let mut held = Vec::new();
    for out in &groups {
        let weights = train(examples, |e| e.group != *out);
        let model = Model::parse(&weights.to_bytes())?;
        for example in examples.iter().filter(|e| e.group == *out) {
            let row = &rows[example.row];
            let probabilities = model.probabilities(&example.features);
            let whole = example.weight == 1.0;
            let ballot = if whole {
                let structure = Structure::of(&row.mail, &tools.senders);
                Ballot::with_model(&row.mail, tools, structure, probabilities)
            } else {
                Ballot::with_model(&bare(&row.mail), tools, Structure::default(), probabilities)
            };
            held.push(Held {
                row: example.row,
                votes: ballot.votes,
                weight: if whole { 1.0 } else { 0.3 },
            });
        }
    }
    Ok(held)
}

/// The weights of the joint that give held-out mail its class most often, then the calibration that fits.
pub fn fit(rows: &[Row], held: &[Held]) -> Calibration {
    let mut best: Option<(f64, Calibration)> = None;
    for model in [1.2f32, 1.8, 2.4] {
        for rules in [0.5f32, 0.7, 0.9, 1.2] {
            for named in [0.0f32, 0.5, 1.0, 1.5] {
                for foreign in [2.0f32, 3.5] {
                    let candidate = Calibration {
                        model,
                        rules,
                        named,
                        structure: 1.5,
                        foreign,
                        acts_from: BTreeMap::new(),
                        decided: Vec::new(),
                        agreed: Vec::new(),
                        split: Vec::new(),
                        model_alone: Vec::new(),
                    };
                    let score = quality(rows, held, &candidate);
                    if best.as_ref().is_none_or(|(s, _)| score > *s) {
                        best = Some((score, candidate));
                    }
                }
            }
        }
    }
    let (_, mut calibration) = best.expect("the grid is not empty");
    soften(&mut calibration);
    for standing in Standing::ALL {
        let knots = knots(rows, held, &calibration, standing);
        match standing {
            Standing::Decided => calibration.decided = knots,
            Standing::Agreed => calibration.agreed = knots,
            Standing::Split => calibration.split = knots,
            Standing::ModelAlone => calibration.model_alone = knots,
        }
    }
    calibration.acts_from = acts_from(rows, held, &calibration);
    calibration
}

/// Shrinks all weights alike: the winner stays the winner, and its share does not drown in ones.
fn soften(calibration: &mut Calibration) {
    const SOFT: f32 = 0.35;
    for weight in [
        &mut calibration.model,
        &mut calibration.rules,
        &mut calibration.named,
        &mut calibration.structure,
        &mut calibration.foreign,
    ] {
        *weight = round(*weight * SOFT);
    }
}

/// Of each acting class the lowest shares, decided and agreed, from which its readings are right 99 times of 100; none
/// (a share above 1) where fewer than five readings show it.
fn acts_from(rows: &[Row], held: &[Held], calibration: &Calibration) -> BTreeMap<Class, [f32; 2]> {
    let of = |class: Class, standing: Standing| {
        let mut points: Vec<(f32, bool)> = held
            .iter()
            .filter_map(|one| {
                let decision = decide(&one.votes, calibration);
                let row = &rows[one.row];
                let right = decision.class == row.class || row.also.contains(&decision.class);
                (decision.standing == standing && decision.class == class)
                    .then_some((decision.share, right))
            })
            .collect();
        points.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut from, mut right) = (2.0, 0usize);
        for (i, (share, good)) in points.iter().enumerate() {
            right += usize::from(*good);
            if i >= 4 && right * 100 >= (i + 1) * 99 {
                from = *share;
            }
        }
        round(from)
    };
    Class::ALL
        .iter()
        .filter(|class| class.acts())
        .map(|&class| {
            (
                class,
                [of(class, Standing::Decided), of(class, Standing::Agreed)],
            )
        })
        .collect()
}

/// Mean over rows of the log share that the right class wins, with accuracy on top.
fn quality(rows: &[Row], held: &[Held], calibration: &Calibration) -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    for one in held {
        let decision = decide(&one.votes, calibration);
        if decision.class == rows[one.row].class {
            sum += one.weight * (1.0 + 0.1 * f64::from(decision.share));
        } else {
            sum -= one.weight * 0.1 * f64::from(decision.share);
        }
        total += one.weight;
    }
    sum / total
}

/// Isotonic regression of being right on the winner's share, cut into a few knots; each band is shrunk towards doubt by
/// two imagined errors in four imagined readings, so that a small band never promises much.
fn knots(
    rows: &[Row],
    held: &[Held],
    calibration: &Calibration,
    standing: Standing,
) -> Vec<[f32; 2]> {
    let mut points: Vec<(f32, f64, f64)> = held
        .iter()
        .filter_map(|one| {
            let decision: Decision = decide(&one.votes, calibration);
            (decision.standing == standing).then(|| {
                let right = f64::from(u8::from(decision.class == rows[one.row].class));
                (decision.share, right * one.weight, one.weight)
            })
        })
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let per_band = (points.len() / 12).max(25);
    let mut bands: Vec<(f32, f64, f64)> = points
        .chunks(per_band)
        .map(|band| {
            let share = band.iter().map(|p| p.0).sum::<f32>() / band.len() as f32;
            (
                share,
                band.iter().map(|p| p.1).sum(),
                band.iter().map(|p| p.2).sum(),
            )
        })
        .collect();
    let mut at = 1;
    while at < bands.len() {
        let rate = |b: &(f32, f64, f64)| b.1 / b.2.max(1e-9);
        if rate(&bands[at]) < rate(&bands[at - 1]) {
            let (a, b) = (bands[at - 1], bands.remove(at));
            let total = a.2 + b.2;
            bands[at - 1] = (
                (a.0 * a.2 as f32 + b.0 * b.2 as f32) / total as f32,
                a.1 + b.1,
                total,
            );
            at = at.saturating_sub(1).max(1);
        } else {
            at += 1;
        }
    }
    bands
        .iter()
        .map(|(share, right, total)| [round(*share), round(((right + 0.5) / (total + 1.0)) as f32)])
        .collect()
}

/// How often each voter alone, and all together, name the class of held-out mail.
pub fn summary(rows: &[Row], held: &[Held], calibration: &Calibration) -> String {
    let mut lines = Vec::new();
    let groups: BTreeSet<String> = rows.iter().map(|row| group(&row.writer)).collect();
    for name in groups.iter().map(String::as_str).chain(["all"]) {
        let (mut rules, mut spoke, mut model, mut joint, mut all) = (0, 0, 0, 0, 0);
        for one in held
            .iter()
            .filter(|h| h.weight == 1.0 && (name == "all" || group(&rows[h.row].writer) == name))
        {
            let truth = rows[one.row].class;
            all += 1;
            spoke += usize::from(one.votes.rules_say.is_some());
            rules += usize::from(one.votes.rules_say == Some(truth));
            model += usize::from(class_at(top(&one.votes.model)) == truth);
            joint += usize::from(decide(&one.votes, calibration).class == truth);
        }
        let share = |n: usize| n as f64 / f64::from(all.max(1) as u32);
        lines.push(format!(
            "{name}: {all} rows; rules {:.3} (spoke {:.3}), model {:.3}, joint {:.3}",
            share(rules),
            share(spoke),
            share(model),
            share(joint)
        ));
    }
    lines.join("\n")
}

fn round(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}

/// The calibration as the program reads it.
pub fn to_toml(calibration: &Calibration) -> String {
    let row = |name: &str, knots: &[[f32; 2]]| {
        let knots: Vec<String> = knots
            .iter()
            .map(|[s, r]| format!("[{s:?}, {r:?}]"))
            .collect();
        format!("{name} = [{}]\n", knots.join(", "))
    };
    format!(
        "# How the voters are joined, and what confidence their agreement earned on writers held out.\n\
         # Written by `cargo xtask train`.\n\
         model = {:?}\nrules = {:?}\nnamed = {:?}\nstructure = {:?}\nforeign = {:?}\n\
         # [share of the winning class, share of right readings], a row a standing of the voters\n{}{}{}{}\n\
         # From these shares, decided and agreed, 99 of 100 held-out readings of the class were right.\n[acts_from]\n{}",
        calibration.model,
        calibration.rules,
        calibration.named,
        calibration.structure,
        calibration.foreign,
        row("decided", &calibration.decided),
        row("agreed", &calibration.agreed),
        row("split", &calibration.split),
        row("model_alone", &calibration.model_alone),
        calibration
            .acts_from
            .iter()
            .map(|(class, [decided, agreed])| format!("{class} = [{decided:?}, {agreed:?}]\n"))
            .collect::<String>(),
    )
}
