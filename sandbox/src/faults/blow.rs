//! The effects that strike at one point, put together.

use super::Effect;
use std::time::Duration;

/// What a session has to suffer at one point.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Blow {
    pub delay: Duration,
    pub before: Vec<u8>,
    pub after: Vec<u8>,
    pub ending: Option<Ending>,
}

/// The effects of which there can only be one at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Drop,
    DropAfter,
    Stall,
    StallAfter,
    Answer(String),
    Bye(String),
}

impl Blow {
    pub fn of(effects: Vec<Effect>) -> Self {
        let mut blow = Self::default();
        for effect in effects {
            match effect {
                Effect::Delay(delay) => blow.delay += delay,
                Effect::Before(bytes) => blow.before.extend(bytes),
                Effect::After(bytes) => blow.after.extend(bytes),
                Effect::Drop => blow.end(Ending::Drop),
                Effect::DropAfter => blow.end(Ending::DropAfter),
                Effect::Stall => blow.end(Ending::Stall),
                Effect::StallAfter => blow.end(Ending::StallAfter),
                Effect::Answer(answer) => blow.end(Ending::Answer(answer)),
                Effect::Bye(text) => blow.end(Ending::Bye(text)),
            }
        }
        blow
    }

    fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
    }
}

impl Effect {
    /// Whether it leaves no room for another of its kind.
    pub(super) fn is_ending(&self) -> bool {
        match self {
            Self::Drop
            | Self::DropAfter
            | Self::Stall
            | Self::StallAfter
            | Self::Answer(_)
            | Self::Bye(_) => true,
            Self::Delay(_) | Self::Before(_) | Self::After(_) => false,
        }
    }
}
