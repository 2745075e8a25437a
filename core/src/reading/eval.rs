//! Measuring: what was read beside what is true. Pure; `heardback eval` and the README's table print it.

use std::collections::BTreeMap;

use super::Class;

pub mod facts;
pub mod labelled;

/// One labelled mail and its reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub truth: Class,
    pub read: Class,
    /// 0 to 1.
    pub confidence: f64,
}

impl Pair {
    /// A pair.
    #[must_use]
    pub fn of_classes(truth: Class, read: Class, confidence: f64) -> Self {
        Self {
            truth,
            read,
            confidence,
        }
    }

    /// Whether the class is right.
    #[must_use]
    pub fn right(&self) -> bool {
        self.truth == self.read
    }
}

/// A share of a count, with the interval of Wilson (1927) at 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub hits: usize,
    pub of: usize,
}

impl Share {
    /// Hits of all; 0 of 0 is 0.
    #[must_use]
    pub fn value(self) -> f64 {
        if self.of == 0 {
            0.0
        } else {
            self.hits as f64 / self.of as f64
        }
    }

    /// Lower and upper end.
    #[must_use]
    pub fn interval(self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, p, z) = (self.of as f64, self.value(), 1.96f64);
        let middle = p + z * z / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z * z / n;
        (
            ((middle - half) / whole).max(0.0),
            ((middle + half) / whole).min(1.0),
        )
    }
}

/// Precision and recall of one class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassScore {
    pub class: Class,
    pub precision: Share,
    pub recall: Share,
}

/// Readings whose confidence lies in a band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    pub from: f64,
    pub to: f64,
    pub right: Share,
    pub mean_confidence: f64,
}

/// All figures over a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub accuracy: Share,
    /// Classes that occur as truth or reading, in their order.
    pub classes: Vec<ClassScore>,
    /// (truth, read) → how often, errors only.
    pub confusion: BTreeMap<(Class, Class), usize>,
    pub bands: Vec<Band>,
    /// At each threshold: how many readings reach it, and how many of those are right.
    pub coverage: Vec<(f64, Share, Share)>,
    /// Readings of acting classes at 0.9 and more: how many are right.
    pub acting: Share,
    /// Mails of acting classes that were read right at 0.9 and more.
    pub acting_recall: Share,
}

/// Measures.
#[must_use]
pub fn report(pairs: &[Pair]) -> Report {
    let share = |hits: usize, of: usize| Share { hits, of };
    let count = |test: &dyn Fn(&Pair) -> bool| pairs.iter().filter(|p| test(p)).count();
    let classes = Class::ALL
        .iter()
        .filter(|class| {
            pairs
                .iter()
                .any(|p| p.truth == **class || p.read == **class)
        })
        .map(|&class| {
            let hits = count(&|p| p.truth == class && p.read == class);
            ClassScore {
                class,
                precision: share(hits, count(&|p| p.read == class)),
                recall: share(hits, count(&|p| p.truth == class)),
            }
        })
        .collect();
    let mut confusion = BTreeMap::new();
    for pair in pairs.iter().filter(|p| !p.right()) {
        *confusion.entry((pair.truth, pair.read)).or_insert(0) += 1;
    }
    let acts = |p: &Pair| p.read.acts() && p.confidence >= 0.9;
    Report {
        accuracy: share(count(&Pair::right), pairs.len()),
        classes,
        confusion,
        bands: bands(pairs),
        coverage: [0.5, 0.7, 0.8, 0.9, 0.95, 0.98]
            .into_iter()
            .map(|threshold| {
                let reached = count(&|p| p.confidence >= threshold);
                let right = count(&|p| p.confidence >= threshold && p.right());
                (
                    threshold,
                    share(reached, pairs.len()),
                    share(right, reached),
                )
            })
            .collect(),
        acting: share(count(&|p| acts(p) && p.right()), count(&acts)),
        acting_recall: share(count(&|p| acts(p) && p.right()), count(&|p| p.truth.acts())),
    }
}

fn bands(pairs: &[Pair]) -> Vec<Band> {
    const EDGES: [f64; 8] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01];
    EDGES
        .windows(2)
        .map(|edge| {
            let within: Vec<&Pair> = pairs
                .iter()
                .filter(|p| p.confidence >= edge[0] && p.confidence < edge[1])
                .collect();
            let sum: f64 = within.iter().map(|p| p.confidence).sum();
            Band {
                from: edge[0],
                to: edge[1].min(1.0),
                right: Share {
                    hits: within.iter().filter(|p| p.right()).count(),
                    of: within.len(),
                },
                mean_confidence: if within.is_empty() {
                    0.0
                } else {
                    sum / within.len() as f64
                },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_and_recall_count_what_was_read_and_what_is_true() {
        let pairs = [
            Pair::of_classes(Class::Rejection, Class::Rejection, 0.95),
            Pair::of_classes(Class::Rejection, Class::Confirmation, 0.6),
            Pair::of_classes(Class::Offer, Class::Rejection, 0.92),
        ];
        let report = report(&pairs);
        let rejection = report
            .classes
            .iter()
            .find(|c| c.class == Class::Rejection)
            .unwrap();
        assert_eq!(
            (rejection.precision, rejection.recall),
            (Share { hits: 1, of: 2 }, Share { hits: 1, of: 2 })
        );
        assert_eq!(report.acting, Share { hits: 1, of: 2 });
        assert_eq!(report.confusion[&(Class::Offer, Class::Rejection)], 1);
    }

    #[test]
    fn an_interval_narrows_with_the_count() {
        let (low, high) = Share { hits: 99, of: 100 }.interval();
        assert!((low - 0.9455).abs() < 0.001 && (high - 0.9982).abs() < 0.001);
        assert_eq!(Share { hits: 0, of: 0 }.interval(), (0.0, 1.0));
    }
}
