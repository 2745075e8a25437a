//! S1: how far the search has come, as numbers, as text and as a picture that says the same.

use super::picture::{Ink, Picture};
use crate::application::{Outcome, Phase, Status};
use crate::book::Book;

/// One step of the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    name: &'static str,
    reached: usize,
    still_open: usize,
}

fn steps(book: &Book) -> [Step; 4] {
    let step = |name, phase: Phase| {
        let reached = || book.states().filter(move |a| a.phase >= phase);
        let open = reached().filter(|a| matches!(a.outcome, Outcome::Open | Outcome::OnHold));
        Step {
            name,
            reached: reached().count(),
            still_open: open.count(),
        }
    };
    [
        step("Applied", Phase::Applied),
        step("Confirmed", Phase::Confirmed),
        step("Interview", Phase::Interview),
        step("Offer", Phase::Offer),
    ]
}

/// The funnel in words, a line a step.
pub(super) fn text(book: &Book) -> String {
    let lines = steps(book).map(|s| {
        format!(
            "  {:<11}{:>4}   {}",
            s.name,
            s.reached,
            match (s.reached, s.still_open) {
                (0, _) => String::new(),
                (_, 0) => "none still open".to_owned(),
                (all, open) if all == open => "all still open".to_owned(),
                (_, open) => format!("{open} still open"),
            }
        )
        .trim_end()
        .to_owned()
    });
    let count = |status| book.states().filter(|a| a.status() == status).count();
    let ended = [
        (count(Status::Rejected), "rejected"),
        (count(Status::PositionClosed), "closed"),
        (count(Status::Quiet), "quiet"),
        (count(Status::Withdrawn), "withdrawn"),
    ];
    let ended: Vec<String> = ended
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{n} {what}"))
        .collect();
    let mut out = format!("How far they came:\n{}", lines.join("\n"));
    if !ended.is_empty() {
        out.push_str(&format!("\nOf all: {}.", ended.join(", ")));
    }
    out
}

const WIDTH: usize = 600;
const HEIGHT: usize = 262;
const MARGIN: usize = 24;
const LABELS: usize = 128;
const BAR: usize = 30;
const ROW: usize = 46;

/// The picture, a PNG; `None` where nothing was applied for yet.
pub(super) fn picture(book: &Book) -> Option<Vec<u8>> {
    let steps = steps(book);
    draw(&steps)
}

fn draw(steps: &[Step]) -> Option<Vec<u8>> {
    let most = steps.iter().map(|s| s.reached).max().filter(|n| *n > 0)?;
    let mut picture = Picture::new(WIDTH, HEIGHT);
    let left = MARGIN + LABELS;
    let numbers = Picture::width_of("8888") + 12;
    let room = WIDTH - left - MARGIN - numbers;
    for (i, step) in steps.iter().enumerate() {
        let top = MARGIN + i * ROW;
        picture.write(MARGIN, top + 8, step.name, Ink::Words);
        // A bar that stands for somebody is never too thin to see.
        let long = |n: usize| if n == 0 { 0 } else { (n * room / most).max(4) };
        picture.fill(left, top, long(step.reached), BAR, Ink::Pale);
        picture.fill(left, top, long(step.still_open), BAR, Ink::Strong);
        picture.write(
            left + long(step.reached) + 12,
            top + 8,
            &step.reached.to_string(),
            Ink::Words,
        );
    }
    picture.fill(
        left.saturating_sub(2),
        MARGIN - 6,
        2,
        steps.len() * ROW - 4,
        Ink::Edge,
    );
    legend(&mut picture, left, MARGIN + steps.len() * ROW + 12);
    Some(picture.png())
}

fn legend(picture: &mut Picture, left: usize, top: usize) {
    let mut x = left;
    for (ink, words) in [(Ink::Strong, "still open"), (Ink::Pale, "over or quiet")] {
        picture.fill(x, top, 14, 14, ink);
        picture.write(x + 24, top, words, Ink::Words);
        x += 24 + Picture::width_of(words) + 28;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_small_and_drawn_in_one_way() {
        let step = |name, reached, still_open| Step {
            name,
            reached,
            still_open,
        };
        let steps = [
            step("Applied", 123, 46),
            step("Confirmed", 87, 30),
            step("Interview", 9, 4),
            step("Offer", 1, 1),
        ];
        let png = draw(&steps).unwrap();
        assert_eq!(Some(&png), draw(&steps).as_ref());
        assert!(png.len() < 6_000, "{} bytes", png.len());
        assert_eq!(draw(&steps.map(|s| Step { reached: 0, ..s })), None);
    }
}
