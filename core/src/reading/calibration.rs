//! How sure a reading may be: what the voters' agreement has earned on writers who were held out. The weights are
//! `config/reading/calibration.toml`, written by `cargo xtask train`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Class;
use super::model::{exp, ln};

/// `config/reading/calibration.toml`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    pub joint: Joint,
    /// Is a mail about an application at all? Weights of [`ABOUT`].
    pub about: Logistic,
    /// Is the class right? Weights of [`TRUST`].
    pub trust: Logistic,
    /// Knots (trust, share of right readings) of classes on which nothing is done by itself, ascending.
    pub plain: Vec<[f32; 2]>,
    /// The same of acting classes.
    pub acting: Vec<[f32; 2]>,
    /// Of each acting class the trust from which it is acted on (0.9), and from which it decides (0.98).
    pub acts_from: BTreeMap<Class, [f32; 2]>,
    /// A mail that is less likely about an application than this may be forgotten, if nothing else speaks for it.
    pub doubt: f32,
}

/// What each voter weighs when the class is chosen.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joint {
    /// Of the model's log probability.
    pub model: f32,
    /// Of the rules' scores.
    pub rules: f32,
    /// Added to the class that the rules name.
    pub named: f32,
    /// Added to the one class that a clause decides alone.
    pub decided: f32,
    /// Of the structure's scores.
    pub structure: f32,
    /// Added to a class.
    pub class: BTreeMap<Class, f32>,
}

/// A logistic regression over named signals.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logistic {
    pub bias: f32,
    pub weights: BTreeMap<String, f32>,
    /// Added for a class.
    #[serde(default)]
    pub class: BTreeMap<Class, f32>,
}

/// What tells mail about an application from all other mail.
pub const ABOUT: [&str; 21] = [
    "model",
    "rules_for",
    "rules_against",
    "decided_for",
    "decided_against",
    "veto",
    "foreign",
    "no_work",
    "one_work",
    "list",
    "bulk",
    "hiring_sender",
    "noisy_sender",
    "calendar",
    "answer",
    "length",
    "paid_words",
    "leans_elsewhere",
    "elsewhere",
    "own_in_subject",
    "own_in_text",
];
/// Values of [`ABOUT`].
pub type AboutSignals = [f32; ABOUT.len()];

/// What makes a class believable.
pub const TRUST: [&str; 21] = [
    "share",
    "model_margin",
    "rules_margin",
    "named",
    "veto",
    "seconded",
    "rules_silent",
    "structural",
    "foreign",
    "no_work",
    "time_ahead",
    "role",
    "company",
    "not_english",
    "note",
    "about",
    "settled",
    "both_interview",
    "paid_words",
    "leans_elsewhere",
    "elsewhere",
];
/// Values of [`TRUST`].
pub type TrustSignals = [f32; TRUST.len()];

impl Logistic {
    /// The probability at these signals.
    #[must_use]
    pub fn at(&self, names: &[&str], values: &[f32], class: Option<Class>) -> f32 {
        let mut sum = self.bias
            + class
                .and_then(|c| self.class.get(&c))
                .copied()
                .unwrap_or(0.0);
        for (name, value) in names.iter().zip(values) {
            if *value != 0.0 {
                sum += self.weights.get(*name).copied().unwrap_or(0.0) * value;
            }
        }
        sigmoid(sum)
    }
}

impl Calibration {
    /// The confidence that a reading of this class has earned, 0 to 1.
    #[must_use]
    pub fn confidence(&self, class: Class, signals: &TrustSignals) -> f32 {
        let trust = self.trust.at(&TRUST, signals, Some(class));
        if !class.acts() {
            return along(&self.plain, trust);
        }
        let [acts, decides] = self.acts_from.get(&class).copied().unwrap_or([2.0, 2.0]);
        if trust < acts {
            along(&self.acting, trust).min(0.89)
        } else {
            along(&[[acts, 0.9], [decides, 0.98], [1.0, 0.995]], trust)
        }
    }
}

/// The value of a line through knots; level before the first and after the last.
#[must_use]
pub fn along(knots: &[[f32; 2]], at: f32) -> f32 {
    let mut below: Option<[f32; 2]> = None;
    for &[x, y] in knots {
        if at < x {
            return match below {
                None => y,
                Some([from, low]) => low + (y - low) * (at - from) / (x - from).max(1e-6),
            };
        }
        below = Some([x, y]);
    }
    below.map_or(0.5, |[_, y]| y)
}

/// 1 / (1 + e^-x).
#[must_use]
pub fn sigmoid(x: f32) -> f32 {
    (1.0 / (1.0 + exp(f64::from(-x.clamp(-30.0, 30.0))))) as f32
}

/// ln(p / (1 - p)), bounded to -9.2 … 9.2.
#[must_use]
pub fn log_odds(p: f32) -> f32 {
    let p = f64::from(p.clamp(1e-4, 1.0 - 1e-4));
    ln(p / (1.0 - p)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_level_outside_its_knots() {
        let knots = [[0.2, 0.1], [0.6, 0.5]];
        assert!((along(&knots, 0.0) - 0.1).abs() < 1e-6);
        assert!((along(&knots, 0.4) - 0.3).abs() < 1e-6);
        assert!((along(&knots, 0.9) - 0.5).abs() < 1e-6);
        assert!((sigmoid(log_odds(0.3)) - 0.3).abs() < 1e-4);
    }
}
