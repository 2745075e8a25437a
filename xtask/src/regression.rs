//! Logistic regression over a few dense signals: full batches and a fixed count of steps, so that the same rows give the
//! same bits on every machine.

use std::collections::BTreeMap;

use heardback_core::reading::Class;
use heardback_core::reading::calibration::{Logistic, sigmoid};
use heardback_core::reading::model::CLASSES;

const STEPS: u16 = 900;
/// A weight costs this much a unit squared, as a share of the mean loss.
const SMALL: f32 = 2e-3;

/// One observation.
pub struct Sample {
    pub values: Vec<f32>,
    pub class: Option<Class>,
    pub yes: bool,
    pub weight: f32,
}

/// Fits weights of `names`, and a bias for each class where samples have one.
pub fn logistic(names: &[&str], samples: &[Sample]) -> Logistic {
    let count = names.len() + 1 + CLASSES;
    let (bias, classes) = (names.len(), names.len() + 1);
    let mut theta = vec![0.0f32; count];
    let (mut first, mut second) = (vec![0.0f32; count], vec![0.0f32; count]);
    let total: f32 = samples.iter().map(|s| s.weight).sum();
    for step in 1..=STEPS {
        let mut gradient = vec![0.0f32; count];
        for sample in samples {
            let mut sum = theta[bias] + sample.class.map_or(0.0, |c| theta[classes + c as usize]);
            sum += sample
                .values
                .iter()
                .zip(&theta)
                .map(|(x, t)| x * t)
                .sum::<f32>();
            let error = (sigmoid(sum) - f32::from(u8::from(sample.yes))) * sample.weight / total;
            for (g, x) in gradient.iter_mut().zip(&sample.values) {
                *g += error * x;
            }
            gradient[bias] += error;
            if let Some(class) = sample.class {
                gradient[classes + class as usize] += error;
            }
        }
        for (i, (g, t)) in gradient.iter_mut().zip(&theta).enumerate() {
            if i != bias {
                *g += SMALL * t;
            }
        }
        adam(&mut theta, &mut first, &mut second, &gradient, step);
    }
    let round = |value: f32| (value * 10_000.0).round() / 10_000.0;
    let class = Class::ALL
        .iter()
        .zip(&theta[classes..])
        .filter(|(_, bias)| **bias != 0.0)
        .map(|(class, bias)| (*class, round(*bias)))
        .collect();
    Logistic {
        bias: round(theta[bias]),
        weights: names
            .iter()
            .zip(&theta)
            .map(|(name, weight)| ((*name).to_owned(), round(*weight)))
            .collect::<BTreeMap<_, _>>(),
        class,
    }
}

/// One step of Adam (Kingma and Ba 2015) with a rate that falls.
pub fn adam(theta: &mut [f32], first: &mut [f32], second: &mut [f32], gradient: &[f32], step: u16) {
    let rate = 0.1 / (1.0 + f32::from(step) / 100.0);
    for (((t, m), v), g) in theta.iter_mut().zip(first).zip(second).zip(gradient) {
        *m = 0.9 * *m + 0.1 * g;
        *v = 0.99 * *v + 0.01 * g * g;
        *t -= rate * *m / (v.sqrt() + 1e-6);
    }
}
