//! Faults on demand: what goes wrong, where, how often; named one by one, or drawn from a seed.

mod blow;
mod weather;

pub use weather::Weather;

use crate::wire::Protocol;
pub(crate) use blow::{Blow, Ending};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use weather::Chance;

/// Where something goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Point {
    /// A new connection, where the greeting would be sent.
    Connection(Protocol),
    /// A command by its name as in [`crate::Event::Command`]: `LOGIN`, `UID FETCH`, `RCPT`, and `DOT` for the end of a
    /// message after DATA. `FETCH` also means `UID FETCH`; `*` means any command; `LITERAL` is where an IMAP client
    /// waits to be asked for a literal.
    Command(Protocol, String),
    /// The step of that number, from 1, over all connections of a protocol: see [`Faults::steps`].
    Step(Protocol, u64),
    /// The body of the message with that UID, in an answer to FETCH. Messages before it are sent, later ones are not if
    /// the command ends here; delays do not count.
    Message(u32),
    /// The next connection, once the host has read so many bytes from the client. What they complete is answered.
    BytesIn(Protocol, u64),
    /// The next connection, once the host has sent so many bytes.
    BytesOut(Protocol, u64),
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The connection breaks, and the command was not carried out.
    Drop,
    /// The command is carried out, and the connection breaks before the answer.
    DropAfter,
    /// The host takes its time, and then goes on as usual.
    Delay(Duration),
    /// The command is not carried out, and no answer comes, until the client goes.
    Stall,
    /// The command is carried out, and no answer comes, until the client goes.
    StallAfter,
    /// The command is not carried out, and this is the answer: what follows the tag in IMAP (`NO [UNAVAILABLE] later`),
    /// all of it in SMTP (`451 4.7.1 greylisted`).
    Answer(String),
    /// The command is not carried out; the host says `* BYE` or `421` with this text, and closes.
    Bye(String),
    /// These bytes come before the answer, or in the place of an unreadable message.
    Before(Vec<u8>),
    /// These bytes follow the answer, in one piece with it.
    After(Vec<u8>),
}

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub when: Point,
    pub what: Effect,
    /// How many times the point is passed unharmed first.
    pub spared: u32,
    /// How many times it strikes then. `None` for always.
    pub times: Option<u32>,
}

impl Fault {
    pub fn once(when: Point, what: Effect) -> Self {
        Self {
            when,
            what,
            spared: 0,
            times: Some(1),
        }
    }

    pub fn always(when: Point, what: Effect) -> Self {
        Self {
            when,
            what,
            spared: 0,
            times: None,
        }
    }

    /// For a command: `Fault::on(Protocol::Smtp, "DOT", Effect::DropAfter)`.
    pub fn on(protocol: Protocol, command: &str, what: Effect) -> Self {
        Self::once(Point::Command(protocol, command.to_owned()), what)
    }

    #[must_use]
    pub fn after(self, spared: u32) -> Self {
        Self { spared, ..self }
    }

    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }
}

/// The faults that a host has in store.
#[derive(Debug, Default)]
pub struct Faults {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    queue: Vec<Fault>,
    chance: Option<Chance>,
    steps: BTreeMap<Protocol, u64>,
}

impl Faults {
    /// Puts a fault at the end of the queue. Where several strike at one point, delays add up, bytes are joined, and
    /// of the others the first strikes while the rest wait.
    pub fn add(&self, fault: Fault) {
        self.lock().queue.push(fault);
    }

    /// Lets faults be drawn by chance from now on.
    pub fn set_weather(&self, weather: Weather) {
        self.lock().chance = Some(Chance::new(weather));
    }

    /// Switches everything off.
    pub fn clear(&self) {
        let mut state = self.lock();
        state.queue.clear();
        state.chance = None;
    }

    /// Lists the faults that have not struck as often as they shall.
    pub fn waiting(&self) -> Vec<Fault> {
        self.lock().queue.clone()
    }

    /// Counts the steps of a protocol so far: each connection, each command, each literal that is waited for, and the
    /// end of each message after DATA.
    pub fn steps(&self, protocol: Protocol) -> u64 {
        self.lock()
            .steps
            .get(&protocol)
            .copied()
            .unwrap_or_default()
    }

    /// Passes a step. `command` is `None` for a new connection.
    pub(crate) fn step(&self, protocol: Protocol, command: Option<&str>) -> Vec<Effect> {
        let mut state = self.lock();
        let count = state.steps.entry(protocol).or_default();
        *count += 1;
        let step = *count;
        let mut struck = state.take(|when| match when {
            Point::Connection(other) => *other == protocol && command.is_none(),
            Point::Command(other, name) => {
                *other == protocol && command.is_some_and(|command| means(name, command))
            }
            Point::Step(other, number) => *other == protocol && *number == step,
            Point::Message(_) | Point::BytesIn(..) | Point::BytesOut(..) => false,
        });
        let chance = state
            .chance
            .as_mut()
            .and_then(|chance| chance.draw(protocol, command));
        struck.extend(chance);
        struck
    }

    /// Passes the body of a message in an answer to FETCH.
    pub(crate) fn message(&self, uid: u32) -> Vec<Effect> {
        self.lock().take(|when| *when == Point::Message(uid))
    }

    /// After how many bytes in and out a new connection breaks.
    pub(crate) fn cuts(&self, protocol: Protocol) -> (Option<u64>, Option<u64>) {
        let mut state = self.lock();
        let mut bytes_in = None;
        state.take_one(|when| {
            if let Point::BytesIn(other, count) = when {
                bytes_in = (*other == protocol).then_some(*count);
            }
            bytes_in.is_some()
        });
        let mut bytes_out = None;
        state.take_one(|when| {
            if let Point::BytesOut(other, count) = when {
                bytes_out = (*other == protocol).then_some(*count);
            }
            bytes_out.is_some()
        });
        (bytes_in, bytes_out)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes what strikes at a point: every effect that can be had beside others, and the first that cannot.
    fn take(&mut self, mut strikes: impl FnMut(&Point) -> bool) -> Vec<Effect> {
        let mut taken: Vec<Effect> = Vec::new();
        for fault in &mut self.queue {
            let barred = fault.what.is_ending() && taken.iter().any(Effect::is_ending);
            if !barred && strikes(&fault.when) && fault.strike() {
                taken.push(fault.what.clone());
            }
        }
        self.queue.retain(|fault| fault.times != Some(0));
        taken
    }

    /// Takes the first fault that strikes at a point.
    fn take_one(&mut self, mut strikes: impl FnMut(&Point) -> bool) {
        let mut found = false;
        self.take(|when| {
            let first = !found && strikes(when);
            found |= first;
            first
        });
    }
}

impl Fault {
    /// Passes its point once. Whether it strikes.
    fn strike(&mut self) -> bool {
        if let Some(spared) = self.spared.checked_sub(1) {
            self.spared = spared;
            return false;
        }
        self.times = self.times.map(|times| times.saturating_sub(1));
        true
    }
}

/// Whether the name in a fault means a command.
fn means(name: &str, command: &str) -> bool {
    name == "*" || name == command || command.strip_prefix("UID ") == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOT: &str = "DOT";

    fn refusal() -> Effect {
        Effect::Answer("451 4.3.0 later".into())
    }

    fn pass(faults: &Faults, command: &str) -> Vec<Effect> {
        faults.step(Protocol::Smtp, Some(command))
    }

    #[test]
    fn a_fault_strikes_once_where_it_was_put() {
        let faults = Faults::default();
        faults.add(Fault::on(Protocol::Smtp, DOT, Effect::DropAfter));
        assert_eq!(pass(&faults, "MAIL"), []);
        assert_eq!(faults.step(Protocol::Imap, Some(DOT)), []);
        assert_eq!(pass(&faults, DOT), [Effect::DropAfter]);
        assert_eq!(pass(&faults, DOT), []);
    }

    #[test]
    fn a_fault_spares_as_many_as_it_is_told() {
        let faults = Faults::default();
        faults.add(
            Fault::on(Protocol::Smtp, "RCPT", refusal())
                .after(1)
                .times(2),
        );
        let struck: Vec<_> = (0..5).map(|_| pass(&faults, "RCPT").len()).collect();
        assert_eq!(struck, [0, 1, 1, 0, 0]);
        assert_eq!(faults.waiting(), []);
    }

    #[test]
    fn of_two_endings_the_second_waits_and_a_delay_does_not() {
        let faults = Faults::default();
        let delay = Effect::Delay(Duration::from_secs(5));
        faults.add(Fault::on(Protocol::Smtp, DOT, Effect::Drop));
        faults.add(Fault::on(Protocol::Smtp, DOT, refusal()));
        faults.add(Fault::on(Protocol::Smtp, "*", delay.clone()));
        assert_eq!(pass(&faults, DOT), [Effect::Drop, delay]);
        assert_eq!(pass(&faults, DOT), [refusal()]);
    }

    #[test]
    fn steps_are_numbered_over_all_connections() {
        let faults = Faults::default();
        faults.add(Fault::once(Point::Step(Protocol::Smtp, 3), Effect::Drop));
        assert_eq!(faults.step(Protocol::Smtp, None), []);
        assert_eq!(pass(&faults, "EHLO"), []);
        assert_eq!(faults.step(Protocol::Imap, None), []);
        assert_eq!(pass(&faults, "AUTH"), [Effect::Drop]);
        assert_eq!(
            (faults.steps(Protocol::Smtp), faults.steps(Protocol::Imap)),
            (3, 1)
        );
    }

    #[test]
    fn a_command_by_uid_is_also_the_command() {
        let check =
            |name: &str, command: &str, expected: bool| assert_eq!(means(name, command), expected);
        check("FETCH", "UID FETCH", true);
        check("UID FETCH", "FETCH", false);
        check("*", "NOOP", true);
    }

    #[test]
    fn each_connection_takes_one_cut_of_each_kind() {
        let faults = Faults::default();
        for bytes in [7, 8] {
            faults.add(Fault::once(
                Point::BytesOut(Protocol::Imap, bytes),
                Effect::Drop,
            ));
        }
        faults.add(Fault::once(Point::BytesIn(Protocol::Imap, 9), Effect::Drop));
        assert_eq!(faults.cuts(Protocol::Smtp), (None, None));
        assert_eq!(faults.cuts(Protocol::Imap), (Some(9), Some(7)));
        assert_eq!(faults.cuts(Protocol::Imap), (None, Some(8)));
    }
}
