//! One life of the daemon, from its start to an instant, or to where the power goes.

use std::time::Duration;

use heardback::daemon::{self, Shutdown};
use heardback_core::moment::Time;
use heardback_sandbox::{Effect, Fault, Point, Protocol};
use tokio::sync::watch;
use tokio::time::sleep;

use super::people::People;
use super::town::{CUT, Side, Town};

/// How a life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The instant has come.
    Quiet,
    /// The power went.
    Cut,
}

/// Where the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// At a commit, counted over all lives from 1.
    Commit(u64, Side),
    /// At a step on the wire, counted over all connections of a protocol: before or after the host carried it out.
    Wire(Protocol, u64, Side),
}

impl Moment {
    pub fn arm(self, town: &Town) {
        match self {
            Moment::Commit(number, side) => town.book.cut_at(number, side),
            Moment::Wire(protocol, number, side) => {
                let what = match side {
                    Side::Before => Effect::Stall,
                    Side::After => Effect::StallAfter,
                };
                town.cut_at(protocol, number);
                town.host
                    .faults()
                    .add(Fault::once(Point::Step(protocol, number), what));
            }
        }
    }
}

/// Lives until that instant. Everything of this life is gone when it ends, the host's side of its connections too.
pub fn live(town: &Town, people: &mut People, until: Time, off: chrono::Duration) -> End {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let end = runtime.block_on(async {
        town.time.begin();
        let end = life(town, people, until).await;
        town.time.end(off);
        end
    });
    // A power cut waits for nobody.
    runtime.shutdown_background();
    end
}

async fn life(town: &Town, people: &mut People, until: Time) -> End {
    let (stop, stopped) = watch::channel(false);
    let mut daemon = std::pin::pin!(daemon::run(town.setup(), Shutdown::on(stopped)));
    let cut = town.host.until(|_| town.is_cut().then_some(()));
    let mut cut = std::pin::pin!(cut);
    loop {
        let mut changes = town.host.changes();
        changes.mark_unchanged();
        let next = people.act(town).map_or(until, |next| next.min(until));
        let now = town.now();
        if now >= until {
            // As the service manager ends it.
            let _ = stop.send(true);
            daemon.await.unwrap();
            return End::Quiet;
        }
        tokio::select! {
            biased;
            () = &mut cut => {
                // The host does its part, and nobody hears of it.
                sleep(Duration::from_millis(1)).await;
                return End::Cut;
            }
            ended = &mut daemon => match ended {
                Err(error) if format!("{error:#}").contains(CUT) => return End::Cut,
                ended => panic!("the daemon ended by itself: {ended:?}"),
            },
            _ = changes.changed() => {}
            () = sleep((next - now).to_std().unwrap_or_default()) => {}
        }
    }
}
