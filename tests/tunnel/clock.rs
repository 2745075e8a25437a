//! Time that stands while nobody runs, and runs with tokio's paused clock while somebody does; randomness from a seed.

use std::sync::Mutex;
use std::time::Duration;

use heardback::clock::Source;
use heardback_core::id::Sha256;
use heardback_core::moment::Time;
use tokio::sync::watch;
use tokio::time::Instant;

/// A clock of one town, for its host and for every life of the daemon in it.
pub struct Virtual {
    state: Mutex<State>,
    jumps: watch::Sender<u64>,
}

struct State {
    /// The town's time when the present life began.
    base: Time,
    began: Option<Instant>,
    asleep: Duration,
    seed: u64,
    drawn: u64,
}

impl Virtual {
    pub fn new(base: Time, seed: u64) -> Self {
        Self {
            state: Mutex::new(State {
                base,
                began: None,
                asleep: Duration::ZERO,
                seed,
                drawn: 0,
            }),
            jumps: watch::Sender::new(0),
        }
    }

    /// A life begins; to be called within its runtime.
    pub fn begin(&self) {
        let mut state = self.state.lock().unwrap();
        state.began = Some(Instant::now());
    }

    /// A life has ended; to be called within its runtime. The power is off for that long.
    pub fn end(&self, off: chrono::Duration) {
        let now = self.now();
        let mut state = self.state.lock().unwrap();
        state.base = now + off;
        state.began = None;
    }

    /// The machine sleeps for that long and wakes: the world's time has passed, and no timer has run.
    pub fn sleep(&self, long: Duration) {
        let mut state = self.state.lock().unwrap();
        state.base += long;
        state.asleep += long;
        drop(state);
        self.jumps.send_modify(|count| *count += 1);
    }

    /// A number, the next one of the seed.
    pub fn draw(&self, label: &str) -> u64 {
        let digest = self.digest(label);
        u64::from_be_bytes(digest[..8].try_into().unwrap())
    }

    fn digest(&self, label: &str) -> [u8; 32] {
        let mut state = self.state.lock().unwrap();
        state.drawn += 1;
        Sha256::of(format!("{label} {} {}", state.seed, state.drawn).as_bytes()).0
    }
}

impl Source for Virtual {
    fn now(&self) -> Time {
        let state = self.state.lock().unwrap();
        let passed = state.began.map_or(Duration::ZERO, |began| began.elapsed());
        state.base + chrono::Duration::from_std(passed).unwrap()
    }

    fn until(&self, at: Time) -> Duration {
        (at - self.now()).to_std().unwrap_or(Duration::ZERO)
    }

    fn asleep(&self) -> Duration {
        self.state.lock().unwrap().asleep
    }

    fn jumps(&self) -> Option<watch::Receiver<u64>> {
        Some(self.jumps.subscribe())
    }

    fn nonce(&self) -> [u8; 32] {
        self.digest("nonce")
    }
}
