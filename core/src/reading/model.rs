//! The second voter: a linear model over hashed n-grams ([`super::features`]), 8 bits a weight, trained by
//! `cargo xtask train`. It never sees what the rules found.

use super::Class;
use super::features::{PART, length};

const MAGIC: &[u8; 4] = b"HBM2";
/// Classes of a model, in the order of [`Class::ALL`].
pub const CLASSES: usize = 19;

/// Bits that tell unknown features apart at once.
const BITS: usize = 1 << 20;

/// Why bytes are no model.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelError {
    #[error("not a reading model of this version")]
    Magic,
    #[error("the reading model is cut short")]
    Length,
}

/// The weights, ready for looking up.
pub struct Model {
    /// Open addressing over the features' hashes; `row + 1`, 0 is free.
    slots: Vec<(u32, u32)>,
    /// A bit for the low bits of each key: most features of a mail are unknown, and end here.
    known: Vec<u64>,
    weights: Vec<[i8; CLASSES]>,
    scales: [f32; CLASSES],
    bias: [f32; CLASSES],
}

/// What a trainer hands over: one row a feature, in ascending order of hashes.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    pub keys: Vec<u32>,
    pub rows: Vec<[f32; CLASSES]>,
    pub bias: [f32; CLASSES],
}

impl Model {
    /// Reads what [`Weights::to_bytes`] wrote.
    ///
    /// # Errors
    /// Where the bytes are none, or cut short.
    pub fn parse(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut cursor = Cursor { bytes };
        if cursor.take(4)? != MAGIC {
            return Err(ModelError::Magic);
        }
        let count = cursor.u32()? as usize;
        let mut scales = [0.0; CLASSES];
        let mut bias = [0.0; CLASSES];
        for value in scales.iter_mut().chain(&mut bias) {
            *value = f32::from_bits(cursor.u32()?);
        }
        let keys = cursor.take(count.checked_mul(4).ok_or(ModelError::Length)?)?;
        let rows = cursor.take(count.checked_mul(CLASSES).ok_or(ModelError::Length)?)?;
        let mut slots = vec![(0u32, 0u32); (count * 2).next_power_of_two().max(2)];
        let mask = slots.len() - 1;
        let mut known = vec![0u64; BITS / 64];
        let mut weights = Vec::with_capacity(count);
        for (row, (key, values)) in keys
            .chunks_exact(4)
            .zip(rows.chunks_exact(CLASSES))
            .enumerate()
        {
            let key = u32::from_le_bytes([key[0], key[1], key[2], key[3]]);
            known[key as usize % BITS / 64] |= 1 << (key % 64);
            let mut slot = key as usize & mask;
            while slots[slot].1 != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = (key, row as u32 + 1);
            let mut out = [0i8; CLASSES];
            for (to, from) in out.iter_mut().zip(values) {
                *to = i8::from_le_bytes([*from]);
            }
            weights.push(out);
        }
        Ok(Self {
            slots,
            known,
            weights,
            scales,
            bias,
        })
    }

    /// Probabilities of the classes, in the order of [`Class::ALL`]; they sum to 1.
    #[must_use]
    pub fn probabilities(&self, features: &[u32]) -> [f32; CLASSES] {
        let (mut words, mut parts) = ([0i32; CLASSES], [0i32; CLASSES]);
        for &feature in features {
            if let Some(row) = self.row(feature) {
                let sums = if feature & 1 == 1 {
                    &mut parts
                } else {
                    &mut words
                };
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += i32::from(*weight);
                }
            }
        }
        // By all features, known or not: of a text in strange words the model is to be unsure.
        let norm = 1.0 / length(features);
        let mut scores = [0.0; CLASSES];
        for (i, score) in scores.iter_mut().enumerate() {
            let sum = words[i] as f32 + parts[i] as f32 * PART;
            *score = sum * self.scales[i] * norm + self.bias[i];
        }
        softmax(&scores)
    }

    fn row(&self, key: u32) -> Option<&[i8; CLASSES]> {
        if self.known[key as usize % BITS / 64] >> (key % 64) & 1 == 0 {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        loop {
            let (held, row) = self.slots[slot];
            if row == 0 {
                return None;
            }
            if held == key {
                return self.weights.get(row as usize - 1);
            }
            slot = (slot + 1) & mask;
        }
    }
}

impl Weights {
    /// The committed form: 8 bits a weight and one scale a class. The same weights give the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend((self.keys.len() as u32).to_le_bytes());
        let mut scales = [1.0f32; CLASSES];
        for (i, scale) in scales.iter_mut().enumerate() {
            let most = self.rows.iter().fold(0.0f32, |m, row| m.max(row[i].abs()));
            *scale = if most > 0.0 { most / 127.0 } else { 1.0 };
        }
        for value in scales.iter().chain(&self.bias) {
            out.extend(value.to_bits().to_le_bytes());
        }
        for key in &self.keys {
            out.extend(key.to_le_bytes());
        }
        for row in &self.rows {
            for (weight, scale) in row.iter().zip(&scales) {
                let value = (weight / scale).round().clamp(-127.0, 127.0) as i8;
                out.extend(value.to_le_bytes());
            }
        }
        out
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(count)
            .ok_or(ModelError::Length)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, ModelError> {
        let taken = self.take(4)?;
        Ok(u32::from_le_bytes([taken[0], taken[1], taken[2], taken[3]]))
    }
}

/// Softmax with an exponential of our own: the same bits on every machine.
#[must_use]
pub fn softmax(scores: &[f32; CLASSES]) -> [f32; CLASSES] {
    let most = scores.iter().fold(f32::MIN, |m, s| m.max(*s));
    let mut out = [0.0; CLASSES];
    let mut sum = 0.0;
    for (to, score) in out.iter_mut().zip(scores) {
        *to = exp(f64::from(score - most)) as f32;
        sum += *to;
    }
    for value in &mut out {
        *value /= sum;
    }
    out
}

/// e^x for x in −700 to 700, by halving and a Taylor row: additions and products only, so no library's rounding shows.
#[must_use]
pub fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let halvings = 10;
    let small = x / f64::from(1u32 << halvings);
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..9u32 {
        term = term * small / f64::from(n);
        sum += term;
    }
    for _ in 0..halvings {
        sum *= sum;
    }
    sum
}

/// The natural logarithm of x > 0, by Newton's method on [`exp`].
#[must_use]
pub fn ln(x: f64) -> f64 {
    let x = x.clamp(1e-300, 1e300);
    let exponent = ((x.to_bits() >> 52) & 0x7ff) as f64 - 1023.0;
    let mut y = exponent * std::f64::consts::LN_2;
    for _ in 0..6 {
        let e = exp(y);
        y += 2.0 * (x - e) / (x + e);
    }
    y
}

/// The class at a place of a probability row.
#[must_use]
pub fn class_at(index: usize) -> Class {
    Class::ALL.get(index).copied().unwrap_or(Class::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_survive_the_trip_through_bytes() {
        let mut row = [0.0; CLASSES];
        row[10] = 2.0;
        let weights = Weights {
            keys: vec![8, 10],
            rows: vec![row, [0.1; CLASSES]],
            bias: [0.0; CLASSES],
        };
        let bytes = weights.to_bytes();
        let model = Model::parse(&bytes).unwrap();
        let p = model.probabilities(&[8, 12345]);
        assert!(p[10] > 0.15 && (p.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!(
            Model::parse(&bytes[..bytes.len() - 1]).err(),
            Some(ModelError::Length)
        );
        assert_eq!(Model::parse(b"nonsense").err(), Some(ModelError::Magic));
    }

    #[test]
    fn our_exponential_is_the_exponential() {
        for x in [-30.0, -1.5, 0.0, 0.3, 5.0, 80.0] {
            assert!((exp(x) / f64::exp(x) - 1.0).abs() < 1e-9, "{x}");
            assert!((ln(exp(x)) - x).abs() < 1e-6, "{x}");
        }
    }
}
