//! Faults by chance, repeatable from a seed.

use super::Effect;
use crate::wire::Protocol;
use std::time::Duration;

/// Faults drawn by chance at every step, the same ones for the same seed and the same steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weather {
    pub seed: u64,
    /// How many of a thousand steps are struck.
    pub per_thousand: u32,
    /// Connections break, before or after a command was carried out.
    pub drops: bool,
    /// Answers do not come, though the command may have been carried out.
    pub stalls: bool,
    /// Answers come up to five minutes late.
    pub delays: bool,
    /// Commands are refused for now: NO, BYE, 4xx.
    pub refusals: bool,
    /// SMTP commands are refused for good: 5xx.
    pub permanent: bool,
}

impl Weather {
    /// Everything that passes again.
    pub fn rough(seed: u64, per_thousand: u32) -> Self {
        Self {
            seed,
            per_thousand,
            drops: true,
            stalls: true,
            delays: true,
            refusals: true,
            permanent: false,
        }
    }
}

/// The weather, and how far its random numbers have come.
#[derive(Debug)]
pub(super) struct Chance {
    weather: Weather,
    random: u64,
}

impl Chance {
    pub fn new(weather: Weather) -> Self {
        Self {
            random: weather.seed,
            weather,
        }
    }

    /// Draws for one step. Two numbers are used up by every step, so that what was drawn before does not shift what
    /// comes.
    pub fn draw(&mut self, protocol: Protocol, command: Option<&str>) -> Option<Effect> {
        let (strikes, which) = (self.next() % 1_000, self.next());
        if strikes >= u64::from(self.weather.per_thousand) {
            return None;
        }
        let mut effects = self.effects(protocol, command, which);
        let index = usize::try_from(which % u64::try_from(effects.len()).ok()?.max(1)).ok()?;
        (!effects.is_empty()).then(|| effects.swap_remove(index))
    }

    fn effects(&self, protocol: Protocol, command: Option<&str>, which: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.weather.drops {
            effects.extend([Effect::Drop, Effect::DropAfter]);
        }
        if self.weather.stalls {
            effects.extend([Effect::Stall, Effect::StallAfter]);
        }
        if self.weather.delays {
            effects.push(Effect::Delay(Duration::from_secs(which >> 32 & 0xff)));
        }
        if self.weather.refusals {
            effects.push(Effect::Bye("going down for a moment".to_owned()));
            effects.extend(command.map(|_| refusal(protocol)));
        }
        if self.weather.permanent && protocol == Protocol::Smtp {
            effects.extend(command.map(|_| Effect::Answer("554 5.7.1 not from you".to_owned())));
        }
        effects
    }

    /// SplitMix64, by Sebastiano Vigna; enough to shuffle faults.
    fn next(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ self.random >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

fn refusal(protocol: Protocol) -> Effect {
    Effect::Answer(match protocol {
        Protocol::Imap => "NO [UNAVAILABLE] not just now".to_owned(),
        Protocol::Smtp => "451 4.3.0 not just now".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(weather: Weather) -> Vec<Option<Effect>> {
        let mut chance = Chance::new(weather);
        (0..1_000)
            .map(|_| chance.draw(Protocol::Smtp, Some("MAIL")))
            .collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_faults() {
        assert_eq!(
            forecast(Weather::rough(7, 100)),
            forecast(Weather::rough(7, 100))
        );
        assert_ne!(
            forecast(Weather::rough(7, 100)),
            forecast(Weather::rough(8, 100))
        );
    }

    #[test]
    fn about_as_many_steps_are_struck_as_was_asked_for() {
        let struck = forecast(Weather::rough(1, 100)).iter().flatten().count();
        assert!((70..130).contains(&struck), "{struck}");
        assert_eq!(forecast(Weather::rough(1, 0)).iter().flatten().count(), 0);
    }

    #[test]
    fn nothing_that_is_switched_off_is_drawn() {
        let calm = Weather {
            drops: false,
            stalls: false,
            refusals: false,
            ..Weather::rough(1, 1_000)
        };
        assert!(
            forecast(calm.clone())
                .iter()
                .flatten()
                .all(|effect| matches!(effect, Effect::Delay(_)))
        );
        assert_eq!(
            forecast(Weather {
                delays: false,
                ..calm
            })
            .iter()
            .flatten()
            .count(),
            0
        );
    }
}
