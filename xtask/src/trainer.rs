//! Multinomial logistic regression over hashed features: AdaGrad, one thread, a fixed order of additions, so that the same
//! rows give the same bits on every machine.

use std::collections::BTreeMap;

use heardback_core::mail::Mail;
use heardback_core::reading::features::{features, length, value};
use heardback_core::reading::model::{CLASSES, Weights, softmax};
use heardback_core::reading::senders::Senders;
use heardback_core::reading::structure::Structure;

use crate::corpus::Row;

pub const SEED: u64 = 20_260_301;
/// Features kept: 23 bytes each.
const KEPT: usize = 80_000;
const EPOCHS: usize = 14;
const RATE: f32 = 0.3;
const L2: f32 = 3e-5;
/// Of a class's share, spread over all: no hand's words are to decide alone (label smoothing).
const SPREAD: f32 = 0.15;
/// A feature of a single message is a name or an accident.
const LEAST_MESSAGES: u32 = 2;

/// One message to learn from.
pub struct Example {
    pub features: Vec<u32>,
    pub class: usize,
    pub group: String,
    /// As it stands, or its body alone.
    pub whole: bool,
    /// The row it comes from.
    pub row: usize,
}

/// A row as it stands, and as it comes where only its body is known.
pub fn examples(rows: &[Row], senders: &Senders) -> Vec<Example> {
    let mut out = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let structure = Structure::of(&row.mail, senders);
        let class = row.class as usize;
        let mut add = |features, whole| {
            out.push(Example {
                features,
                class,
                group: group(&row.writer),
                whole,
                row: index,
            });
        };
        add(features(&row.mail, &structure), true);
        if !row.bare {
            add(features(&bare(&row.mail), &Structure::default()), false);
        }
    }
    out
}

/// Writers of one hand are held out together: d1 to d4 are four voices of one writer.
pub fn group(writer: &str) -> String {
    writer
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .to_owned()
}

/// The mail without its sender, subject and headers.
pub fn bare(mail: &Mail) -> Mail {
    let mut bare = mail.clone();
    bare.subject.clear();
    bare.from.clear();
    bare.sender = None;
    bare.headers.clear();
    bare.in_reply_to.clear();
    bare.references.clear();
    bare.calendars.clear();
    bare.report = None;
    bare
}

/// Trains on the examples that `keep` lets through.
pub fn train(examples: &[Example], keep: impl Fn(&Example) -> bool) -> Weights {
    let chosen: Vec<&Example> = examples.iter().filter(|e| keep(e)).collect();
    let mut messages: BTreeMap<u32, u32> = BTreeMap::new();
    for example in chosen.iter().filter(|e| e.whole) {
        for feature in &example.features {
            *messages.entry(*feature).or_default() += 1;
        }
    }
    let all: Vec<u32> = messages
        .into_iter()
        .filter(|(_, count)| *count >= LEAST_MESSAGES)
        .map(|(key, _)| key)
        .collect();
    let first = fit(&chosen, &all, 3);
    let kept = strongest(&first, KEPT);
    fit(&chosen, &kept, EPOCHS)
}

/// The features with the largest weights, in ascending order.
fn strongest(weights: &Weights, most: usize) -> Vec<u32> {
    let mut order: Vec<(f32, u32)> = weights
        .keys
        .iter()
        .zip(&weights.rows)
        .map(|(key, row)| (row.iter().map(|w| w * w).sum::<f32>(), *key))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept: Vec<u32> = order.into_iter().take(most).map(|(_, key)| key).collect();
    kept.sort_unstable();
    kept
}

fn fit(chosen: &[&Example], keys: &[u32], epochs: usize) -> Weights {
    let rows: Vec<Vec<u32>> = chosen
        .iter()
        .map(|e| {
            e.features
                .iter()
                .filter_map(|f| keys.binary_search(f).ok().map(|i| i as u32))
                .collect()
        })
        .collect();
    let norms: Vec<f32> = chosen.iter().map(|e| 1.0 / length(&e.features)).collect();
    let values: Vec<f32> = keys.iter().map(|key| value(*key)).collect();
    let balance = balance(chosen);
    let mut weights = vec![[0.0f32; CLASSES]; keys.len()];
    let mut squares = vec![1e-3f32; keys.len()];
    let mut bias = [0.0f32; CLASSES];
    let mut bias_squares = [1.0f32; CLASSES];
    let mut order: Vec<usize> = (0..chosen.len()).collect();
    let mut random = Random(SEED);
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for &i in &order {
            let norm = norms[i];
            let mut scores = bias;
            for &feature in &rows[i] {
                let scale = norm * values[feature as usize];
                for (score, weight) in scores.iter_mut().zip(&weights[feature as usize]) {
                    *score += weight * scale;
                }
            }
            let mut error = softmax(&scores);
            error[chosen[i].class] -= 1.0 - SPREAD;
            for value in &mut error {
                *value -= SPREAD / CLASSES as f32;
            }
            let pull = balance[chosen[i].class];
            for value in &mut error {
                *value *= pull;
                // Denormal numbers cost a hundred times an addition and change nothing.
                if value.abs() < 1e-6 {
                    *value = 0.0;
                }
            }
            // One step length a feature: its squared gradients in sum over the classes.
            let square = error.iter().map(|e| e * e).sum::<f32>() * norm * norm;
            let mut step = error;
            for value in &mut step {
                *value *= norm;
            }
            for &feature in &rows[i] {
                let (row, sum) = (
                    &mut weights[feature as usize],
                    &mut squares[feature as usize],
                );
                let value = values[feature as usize];
                *sum += square * value * value;
                let rate = RATE * value / sum.sqrt();
                let keep = 1.0 - L2;
                for (weight, gradient) in row.iter_mut().zip(&step) {
                    *weight = *weight * keep - rate * gradient;
                }
            }
            for c in 0..CLASSES {
                bias_squares[c] += error[c] * error[c];
                bias[c] -= 0.05 * error[c] / bias_squares[c].sqrt();
            }
        }
    }
    Weights {
        keys: keys.to_vec(),
        rows: weights,
        bias,
    }
}

/// Rare classes weigh more, by the root of their rarity.
fn balance(chosen: &[&Example]) -> [f32; CLASSES] {
    let mut counts = [0.0f32; CLASSES];
    for example in chosen {
        counts[example.class] += 1.0;
    }
    let mean = counts.iter().sum::<f32>() / CLASSES as f32;
    counts.map(|count| (mean / count.max(1.0)).sqrt().clamp(0.4, 3.0))
}

/// A small generator of our own (SplitMix64), so that the order is everybody's.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn shuffle(&mut self, items: &mut [usize]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}
