//! Holding writers out: what the voters say of mail whose writer none of them has learnt from, and the joint and the
//! calibration that fit it.

use std::collections::BTreeSet;
use std::sync::Arc;

use heardback_core::reading::ballot::Ballot;
use heardback_core::reading::calibration::{
    ABOUT, Calibration, Joint, Logistic, TRUST, TrustSignals,
};
use heardback_core::reading::classify::{decide, top};
use heardback_core::reading::eval::Pair;
use heardback_core::reading::model::{CLASSES, Model, class_at, ln, softmax};
use heardback_core::reading::structure::Structure;
use heardback_core::reading::{Class, Reader, Tools};

use crate::corpus::Row;
use crate::regression::{Sample, logistic};
use crate::trainer::{Example, bare, group, train};

/// A row's votes with its own writer held out.
pub struct Held {
    pub row: usize,
    pub ballot: Ballot,
    /// As it stands, or its body alone.
    pub whole: bool,
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
            let ballot = if example.whole {
                let structure = Structure::of(&row.mail, &tools.senders);
                Ballot::with_model(&row.mail, tools, structure, probabilities)
            } else {
                Ballot::with_model(&bare(&row.mail), tools, Structure::default(), probabilities)
            };
            held.push(Held {
                row: example.row,
                ballot,
                whole: example.whole,
            });
        }
    }
    Ok(held)
}

/// What a held-out reading counts. Bodies alone repeat their row, and mail written to mislead is rarer in life than here.
fn weight(rows: &[Row], one: &Held) -> f32 {
    let life = match rows[one.row].writer.as_str() {
        "e4" | "traps" | "y" => 0.15,
        // Held out, each of them takes a whole world of ordinary mail with it, which the shipped model does know.
        writer if writer == "d4" || writer.starts_with('i') => 0.3,
        _ => 1.0,
    };
    life * if one.whole { 1.0 } else { 0.4 }
}

/// The joint and the calibration that fit held-out mail.
pub fn fit(rows: &[Row], held: &[&Held], reader: &Reader) -> Calibration {
    let mut calibration = Calibration {
        joint: joint(rows, held),
        about: about(rows, held),
        ..Calibration::default()
    };
    let trusted: Vec<(Class, bool, TrustSignals, f32)> = held
        .iter()
        .map(|one| {
            let row = &rows[one.row];
            let decision = decide(&one.ballot.votes, &calibration);
            let weighed = if one.whole {
                one.ballot.weigh(&row.mail, reader, decision)
            } else {
                one.ballot.weigh(&bare(&row.mail), reader, decision)
            };
            (
                weighed.class,
                weighed.class == row.class,
                weighed.signals,
                weight(rows, one),
            )
        })
        .collect();
    let samples: Vec<Sample> = trusted
        .iter()
        .map(|(class, right, signals, weight)| Sample {
            values: signals.to_vec(),
            class: Some(*class),
            yes: *right,
            weight: *weight,
        })
        .collect();
    calibration.trust = logistic(&TRUST, &samples);
    let points = |of: &dyn Fn(Class) -> bool| -> Vec<(f32, bool, f32)> {
        let mut points: Vec<_> = trusted
            .iter()
            .filter(|(class, ..)| of(*class))
            .map(|(class, right, signals, weight)| {
                (
                    calibration.trust.at(&TRUST, signals, Some(*class)),
                    *right,
                    *weight,
                )
            })
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    };
    let plain = knots(&points(&|class| !class.acts()));
    let acting = knots(&points(&|class| class.acts()));
    let acts_from = Class::ALL
        .iter()
        .copied()
        .filter(|class| class.acts())
        .map(|class| (class, acts_from(class, &points(&|other| other == class))))
        .collect();
    calibration.plain = plain;
    calibration.acting = acting;
    calibration.acts_from = acts_from;
    calibration.doubt = doubt(rows, held, &calibration);
    calibration
}

/// Descends the mean log loss of the right class, by Adam with a fixed count of steps.
fn joint(rows: &[Row], held: &[&Held]) -> Joint {
    const PARAMETERS: usize = 5 + CLASSES;
    let mut theta = [0.0f32; PARAMETERS];
    theta[..5].copy_from_slice(&[1.0, 0.4, 0.2, 0.2, 0.6]);
    let (mut first, mut second) = ([0.0f32; PARAMETERS], [0.0f32; PARAMETERS]);
    let total: f32 = held.iter().map(|one| weight(rows, one)).sum();
    for step in 1..=400u16 {
        let mut gradient = [0.0f32; PARAMETERS];
        for one in held {
            let votes = &one.ballot.votes;
            let inputs = |i: usize| {
                let flag = |on: bool| f32::from(u8::from(on));
                [
                    votes.model_log[i],
                    votes.rules[i],
                    flag(votes.rules_say == Some(class_at(i))),
                    flag(votes.decided == Some(class_at(i))),
                    votes.structure[i],
                ]
            };
            let mut scores = [0.0f32; CLASSES];
            for (i, score) in scores.iter_mut().enumerate() {
                let sum: f32 = inputs(i).iter().zip(&theta).map(|(x, t)| x * t).sum();
                *score = sum + theta[5 + i];
            }
            let mut error = softmax(&scores);
            error[rows[one.row].class as usize] -= 1.0;
            let pull = weight(rows, one) / total;
            for (i, e) in error.iter().enumerate() {
                for (g, x) in gradient.iter_mut().zip(inputs(i)) {
                    *g += e * pull * x;
                }
                gradient[5 + i] += e * pull;
            }
        }
        for c in 5..PARAMETERS {
            // A class's own bias stays small: how often a class comes in the corpus is nobody's mailbox.
            gradient[c] += 0.02 * theta[c];
        }
        crate::regression::adam(&mut theta, &mut first, &mut second, &gradient, step);
    }
    Joint {
        model: round(theta[0].max(0.0)),
        rules: round(theta[1].max(0.0)),
        named: round(theta[2].max(0.0)),
        decided: round(theta[3].max(0.0)),
        // A calendar part's method is no opinion: no voter may talk it into another.
        structure: round(theta[4].max(2.0)),
        class: Class::ALL
            .iter()
            .zip(&theta[5..])
            .map(|(class, bias)| (*class, round(*bias)))
            .collect(),
    }
}

fn about(rows: &[Row], held: &[&Held]) -> Logistic {
    let samples: Vec<Sample> = held
        .iter()
        .filter(|one| !matches!(rows[one.row].class, Class::AutomaticReply | Class::Bounce))
        .map(|one| Sample {
            values: one.ballot.votes.about.to_vec(),
            class: None,
            yes: rows[one.row].class.is_about_application(),
            weight: weight(rows, one),
        })
        .collect();
    let counted = |yes: bool| -> f32 {
        let of = samples.iter().filter(|s| s.yes == yes);
        of.map(|s| s.weight).sum::<f32>().max(1.0)
    };
    // In a mailbox mail about applications is rarer than here, in a folder of a search it is not: half of the corpus's
    // log odds is taken off.
    let odds = ln(f64::from(counted(true) / counted(false))) as f32;
    let mut about = logistic(&ABOUT, &samples);
    about.bias = round(about.bias - odds / 2.0);
    about
}

/// The likelihood below which mail may be forgotten: one in [`LOST`] of the held-out mail about applications lies there
/// and is taken for something else besides.
fn doubt(rows: &[Row], held: &[&Held], calibration: &Calibration) -> f32 {
    const LOST: usize = 200;
    let whole = held.iter().filter(|one| one.whole);
    let ours: Vec<_> = whole
        .filter(|one| rows[one.row].class.is_about_application())
        .map(|one| decide(&one.ballot.votes, calibration))
        .collect();
    let mut missed: Vec<f32> = ours
        .iter()
        .filter(|decision| !decision.class.is_about_application())
        .map(|decision| decision.about)
        .collect();
    missed.sort_by(f32::total_cmp);
    round(missed.get(ours.len() / LOST).copied().unwrap_or(0.5))
}

/// Isotonic regression of being right on trust, cut into a few knots. `points` are in ascending order.
fn knots(points: &[(f32, bool, f32)]) -> Vec<[f32; 2]> {
    let per_band = (points.len() / 16).max(25);
    let mut bands: Vec<(f32, f32, f32)> = points
        .chunks(per_band)
        .map(|band| {
            let total: f32 = band.iter().map(|p| p.2).sum();
            let share = band.iter().map(|p| p.0 * p.2).sum::<f32>() / total.max(1e-9);
            let right = band.iter().filter(|p| p.1).map(|p| p.2).sum();
            (share, right, total)
        })
        .collect();
    let mut at = 1;
    while at < bands.len() {
        if smoothed(&bands[at]) < smoothed(&bands[at - 1]) {
            let (a, b) = (bands[at - 1], bands.remove(at));
            let total = a.2 + b.2;
            bands[at - 1] = ((a.0 * a.2 + b.0 * b.2) / total, a.1 + b.1, total);
            at = at.saturating_sub(1).max(1);
        } else {
            at += 1;
        }
    }
    bands
        .iter()
        .map(|band| [round(band.0), round(smoothed(band))])
        .collect()
}

/// The share of right readings in a band of (trust, right, all), which a small band tells with less certainty.
fn smoothed((_, right, all): &(f32, f32, f32)) -> f32 {
    (right + 0.5) / (all + 1.0)
}

/// The trust from which the readings of an acting class were right 99 times of 100 (0.9 stands there), and 995 times of
/// 1000 (0.98); where that is never reached by mail that misleads, as near to it as 98 or 97 of 100. `points` are the
/// class's, in ascending order.
///
/// A refusal ends an application: there it is 995 times of 1000, or 99 of 100.
fn acts_from(class: Class, points: &[(f32, bool, f32)]) -> [f32; 2] {
    let targets = if matches!(class, Class::Rejection | Class::PositionClosed) {
        [0.995, 0.99, 0.98]
    } else {
        [0.99, 0.98, 0.97]
    };
    const LEAST: f32 = 20.0;
    let all: f32 = points.iter().map(|p| p.2).sum();
    let from = |least: f32| {
        let (mut from, mut right, mut total, mut found) = (1.0f32, 0.0f32, 0.0f32, 0.0f32);
        for (trust, good, weight) in points.iter().rev() {
            total += weight;
            right += if *good { *weight } else { 0.0 };
            if total >= LEAST && right >= least * total {
                (from, found) = (*trust, total);
            }
        }
        (from, found)
    };
    let (acts, _) = targets
        .into_iter()
        .map(from)
        .find(|(_, found)| *found >= 0.2 * all)
        .unwrap_or_else(|| from(targets[0]));
    let (decides, _) = from(0.995);
    let acts = round(acts).min(0.999);
    [acts, round(decides.clamp(acts + 5e-4, 0.9998))]
}

/// What the calibrated reader makes of every row of the hold-out, whole or bodies alone.
pub fn pairs(
    rows: &[Row],
    held: &[&Held],
    reader: &Reader,
    whole: bool,
) -> Vec<(usize, Pair, bool)> {
    let calibration = &reader.tools().calibration;
    held.iter()
        .filter(|one| one.whole == whole)
        .map(|one| {
            let row = &rows[one.row];
            let decision = decide(&one.ballot.votes, calibration);
            let mail = if whole {
                row.mail.clone()
            } else {
                bare(&row.mail)
            };
            let reading = one.ballot.clone().conclude(&mail, reader, decision);
            let pair = Pair::of_classes(row.class, reading.class, reading.confidence);
            (one.row, pair, reading.may_discard)
        })
        .collect()
}

/// What the reader makes of every row, whole and bodies alone, where neither its model nor its calibration has learnt
/// anything from the row's hand. In the order of rows.
pub fn unseen(rows: &[Row], held: &[Held]) -> anyhow::Result<[Vec<(usize, Pair, bool)>; 2]> {
    let groups: BTreeSet<String> = rows.iter().map(|row| group(&row.writer)).collect();
    let mut out = [Vec::new(), Vec::new()];
    for name in &groups {
        let (theirs, others): (Vec<&Held>, Vec<&Held>) = held
            .iter()
            .partition(|one| group(&rows[one.row].writer) == *name);
        let reader = crate::measure::reader().with_tools(Arc::new(crate::untrained()?));
        let calibration = fit(rows, &others, &reader);
        let reader = reader.with_tools(Arc::new(Tools {
            calibration,
            ..crate::untrained()?
        }));
        for (pairs_of, whole) in out.iter_mut().zip([true, false]) {
            pairs_of.extend(pairs(rows, &theirs, &reader, whole));
        }
    }
    for pairs in &mut out {
        pairs.sort_by_key(|(row, ..)| *row);
    }
    Ok(out)
}

/// How often each voter alone, and all together, name the class of held-out mail.
pub fn summary(rows: &[Row], held: &[Held], calibration: &Calibration) -> String {
    let mut lines = Vec::new();
    let groups: BTreeSet<String> = rows.iter().map(|row| group(&row.writer)).collect();
    for name in groups
        .iter()
        .map(String::as_str)
        .chain(["en", "de", "fr", "es", "bodies", "all"])
    {
        let (mut rules, mut spoke, mut model, mut joint, mut all) = (0, 0, 0, 0, 0);
        for one in held.iter().filter(|h| match name {
            "all" => h.whole,
            "bodies" => !h.whole,
            "en" | "de" | "fr" | "es" => h.whole && h.ballot.language.name() == name,
            _ => h.whole && group(&rows[h.row].writer) == name,
        }) {
            let truth = rows[one.row].class;
            let votes = &one.ballot.votes;
            all += 1;
            spoke += usize::from(votes.rules_say.is_some());
            rules += usize::from(votes.rules_say == Some(truth));
            model += usize::from(class_at(top(&votes.model)) == truth);
            joint += usize::from(decide(votes, calibration).class == truth);
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
    use std::fmt::Write as _;
    let knots = |knots: &[[f32; 2]]| {
        let knots: Vec<String> = knots
            .iter()
            .map(|[s, r]| format!("[{s:?}, {r:?}]"))
            .collect();
        format!("[{}]", knots.join(", "))
    };
    let mut out = format!(
        "# How the voters are joined, and what confidence their agreement earned on writers held out.\n\
         # Written by `cargo xtask train`.\n\
         # [trust, share of right readings]: classes on which nothing is done by itself, and those on which it is\n\
         plain = {}\nacting = {}\n# What is less likely about an application than this may be forgotten\ndoubt = {:?}\n",
        knots(&calibration.plain),
        knots(&calibration.acting),
        calibration.doubt
    );
    out.push_str("\n# Acted on from this trust, deciding from that\n[acts_from]\n");
    for (class, [acts, decides]) in &calibration.acts_from {
        let _ = writeln!(out, "{class} = [{acts:?}, {decides:?}]");
    }
    let joint = &calibration.joint;
    let _ = write!(
        out,
        "\n[joint]\nmodel = {:?}\nrules = {:?}\nnamed = {:?}\ndecided = {:?}\nstructure = {:?}\n\n[joint.class]\n",
        joint.model, joint.rules, joint.named, joint.decided, joint.structure
    );
    for (class, bias) in &joint.class {
        let _ = writeln!(out, "{class} = {bias:?}");
    }
    for (name, logistic) in [("about", &calibration.about), ("trust", &calibration.trust)] {
        let _ = write!(
            out,
            "\n[{name}]\nbias = {:?}\n\n[{name}.weights]\n",
            logistic.bias
        );
        for (signal, weight) in &logistic.weights {
            let _ = writeln!(out, "{signal} = {weight:?}");
        }
        if !logistic.class.is_empty() {
            let _ = write!(out, "\n[{name}.class]\n");
            for (class, bias) in &logistic.class {
                let _ = writeln!(out, "{class} = {bias:?}");
            }
        }
    }
    out
}
