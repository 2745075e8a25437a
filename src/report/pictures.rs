//! The page's drawings: the funnel, the whole search on one axis of time, and one application's line. Places are given in
//! per cent, so that a drawing is as wide as its page without being stretched.

use chrono::{Datelike, Duration, NaiveDate};
use heardback_core::application::{Application, InterviewState, Outcome, Phase, Status};
use heardback_core::etiquette::days::instant;
use heardback_core::event::EventKind;
use heardback_core::moment::Time;

use super::Desk;
use super::html::{escape, section};
use super::sections::{is_running, linked, side};
use crate::words;

/// How many came how far.
pub(super) fn funnel(desk: &Desk<'_>) -> String {
    let apps = || desk.book.states().filter(|a| a.phase > Phase::Lead);
    let reached = |phase: Phase| apps().filter(|a| a.phase >= phase).count();
    let total = apps().count();
    if total == 0 {
        return String::new();
    }
    let heard = apps().filter(|a| !a.words.is_empty()).count();
    let stages = [
        ("applied", total),
        ("heard back", heard),
        ("interview", reached(Phase::Interview)),
        ("offer", reached(Phase::Offer)),
        (
            "accepted",
            apps().filter(|a| a.outcome == Outcome::Accepted).count(),
        ),
    ];
    let bars: Vec<String> = stages
        .iter()
        .enumerate()
        .map(|(n, (label, count))| {
            let width = share(*count, total);
            let y = n * 38;
            format!(
                "<rect class=\"track\" x=\"0\" y=\"{y}\" width=\"100%\" height=\"32\" rx=\"4\"/>\
                 <rect class=\"stage{n}\" x=\"{:.2}%\" y=\"{y}\" width=\"{width:.2}%\" height=\"32\" rx=\"4\"/>\
                 <text x=\"50%\" y=\"{}\">{label} {count}</text>\n",
                50.0 - width / 2.0,
                y + 21,
            )
        })
        .collect();
    let told: Vec<String> = stages
        .iter()
        .map(|(label, count)| format!("{label}: {count}"))
        .collect();
    let picture = format!(
        "<svg class=\"funnel\" width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n",
        stages.len() * 38,
        told.join(", "),
        bars.concat()
    );
    section("funnel", "How far they came", &picture)
}

fn share(part: usize, whole: usize) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a person's applications are few"
    )]
    let (part, whole) = (part as f64, whole as f64);
    if whole > 0.0 {
        part * 100.0 / whole
    } else {
        0.0
    }
}

/// A stretch of time as the width of a drawing.
struct Axis {
    from: Time,
    to: Time,
}

impl Axis {
    fn of<'a>(apps: impl Iterator<Item = &'a Application>, now: Time) -> Self {
        let (mut from, mut to) = (now - Duration::days(7), now + Duration::days(1));
        for app in apps {
            from = from.min(app.opened_at);
            let starts = app.interviews.iter().filter_map(|i| i.start);
            to = starts.fold(to, Time::max);
        }
        // A date far off, right or wrong, must not squeeze the rest into nothing.
        let (from, to) = (
            from.max(now - Duration::days(500)),
            to.min(now + Duration::days(60)),
        );
        let margin = (to - from) / 40;
        Self {
            from: from - margin,
            to: to + margin,
        }
    }

    /// In per cent.
    fn place(&self, at: Time) -> f64 {
        let seconds = |span: Duration| {
            #[expect(clippy::cast_precision_loss, reason = "some years in seconds")]
            let seconds = span.num_seconds() as f64;
            seconds
        };
        let whole = seconds(self.to - self.from).max(1.0);
        (seconds(at - self.from) * 100.0 / whole).clamp(0.0, 100.0)
    }

    /// The first days of months, and of weeks where the stretch is short.
    fn marks(&self, desk: &Desk<'_>) -> Vec<(f64, String)> {
        let zone = desk.policy.owner.zone;
        let days = (self.to - self.from).num_days();
        let monthly = days > 75;
        let every = if days > 300 { 3 } else { 1 };
        let mut marks = Vec::new();
        let mut day: NaiveDate = self.from.with_timezone(&zone).date_naive();
        while let Some(next) = day.succ_opt() {
            day = next;
            let at = instant(zone, day, chrono::NaiveTime::MIN);
            if at >= self.to {
                break;
            }
            let wanted = if monthly {
                day.day() == 1 && day.month0().is_multiple_of(every)
            } else {
                day.weekday() == chrono::Weekday::Mon
            };
            if wanted {
                let label = match (monthly, day.month()) {
                    (true, 1) => day.format("%Y"),
                    (true, _) => day.format("%b"),
                    (false, _) => day.format("%-d %b"),
                };
                marks.push((self.place(at), label.to_string()));
            }
        }
        marks
    }
}

/// All of them on one axis.
pub(super) fn overview(desk: &Desk<'_>) -> String {
    let axis = Axis::of(desk.book.states(), desk.now);
    let mut apps: Vec<&Application> = desk.book.states().collect();
    apps.sort_by_key(|a| (!is_running(a), a.opened_at, a.id));
    let rows: Vec<String> = apps
        .iter()
        .map(|app| {
            format!(
                "<li><span class=\"label\">{}</span>{}</li>\n",
                linked(app),
                drawing(desk, app, &axis)
            )
        })
        .collect();
    let marks: Vec<String> = axis
        .marks(desk)
        .iter()
        .filter(|(x, _)| *x < 88.0)
        .map(|(x, label)| format!("<text x=\"{x:.2}%\" y=\"12\">{label}</text>"))
        .collect();
    let scale = format!(
        "<li class=\"scale\"><span class=\"label\"></span><svg width=\"100%\" height=\"16\" aria-hidden=\"true\">{}</svg></li>\n",
        marks.concat()
    );
    let key = "<p class=\"key quiet\"><span class=\"theirs\">●</span> they wrote <span class=\"ours\">●</span> you wrote \
               <span class=\"met\">◆</span> interview <span class=\"today\">│</span> today</p>\n";
    section(
        "overview",
        "The whole search",
        &format!(
            "{key}<ul class=\"overview\">\n{scale}{}</ul>\n",
            rows.concat()
        ),
    )
}

/// One application on an axis of its own.
pub(super) fn line(desk: &Desk<'_>, app: &Application) -> String {
    drawing(desk, app, &Axis::of(std::iter::once(app), desk.now))
}

fn drawing(desk: &Desk<'_>, app: &Application, axis: &Axis) -> String {
    let begin = axis.place(app.opened_at);
    let last = app
        .transitions
        .last()
        .map(|t| t.at)
        .unwrap_or(app.opened_at);
    let end = if is_running(app) {
        axis.place(desk.now)
    } else {
        axis.place(last)
    };
    let today = axis.place(desk.now);
    let mut parts: Vec<String> = axis
        .marks(desk)
        .iter()
        .map(|(x, _)| {
            format!("<line class=\"grid\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"0\" y2=\"26\"/>")
        })
        .collect();
    parts.push(format!(
        "<rect class=\"life {}\" x=\"{begin:.2}%\" y=\"9\" width=\"{:.2}%\" height=\"8\" rx=\"4\"/>\
         <line class=\"today\" x1=\"{today:.2}%\" x2=\"{today:.2}%\" y1=\"0\" y2=\"26\"/>\n",
        colour(app),
        (end - begin).max(0.8),
    ));
    parts.extend(words::history(desk.book, app.id).iter().filter_map(|e| {
        let is_word = matches!(e.kind, EventKind::Heard(_) | EventKind::Wrote(_) | EventKind::Notes { .. });
        is_word.then(|| {
            format!(
                "<circle class=\"{}\" cx=\"{:.2}%\" cy=\"13\" r=\"4.5\"><title>{}: {}</title></circle>\n",
                side(e),
                axis.place(e.at),
                desk.when(e.at),
                escape(&words::told(e))
            )
        })
    }));
    parts.extend(app.interviews.iter().filter_map(|i| {
        let at = i.start?;
        let class = match i.state {
            InterviewState::Booked
            | InterviewState::AwaitingConfirmation
            | InterviewState::Ended
            | InterviewState::RescheduleRequested => "met",
            InterviewState::Proposed
            | InterviewState::Cancelled
            | InterviewState::Expired
            | InterviewState::NoShow => return None,
        };
        // A diamond: a small square on its corner, in a drawing of its own that is placed by per cent.
        Some(format!(
            "<svg class=\"{class}\" x=\"{:.2}%\" y=\"5\" width=\"16\" height=\"16\" overflow=\"visible\"><title>interview, {}</title><path d=\"M0 0 L7 8 L0 16 L-7 8 Z\"/></svg>\n",
            axis.place(at),
            desk.when(at)
        ))
    }));
    format!(
        "<svg class=\"line\" width=\"100%\" height=\"26\" role=\"img\" aria-label=\"{}\">\n{}</svg>",
        escape(&format!(
            "{}, from {} on: {}",
            words::name(app),
            desk.day(app.opened_at),
            words::status(app)
        )),
        parts.concat()
    )
}

/// The class of the style by which a status is coloured.
pub(super) fn colour(app: &Application) -> &'static str {
    match app.status() {
        Status::Lead | Status::Applied | Status::Confirmed | Status::InReview | Status::Waiting => {
            "runs"
        }
        Status::Assessment | Status::Scheduling | Status::InterviewBooked => "meets",
        Status::Offer | Status::Accepted => "good",
        Status::Rejected
        | Status::PositionClosed
        | Status::OnHold
        | Status::Quiet
        | Status::Withdrawn
        | Status::OfferDeclined
        | Status::OfferExpired => "over",
    }
}
