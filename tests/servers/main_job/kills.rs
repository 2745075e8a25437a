//! The real program is killed at steps on the wire between it and Exim, and started again: never twice, never lost, and the
//! owner is asked where nobody can know. `HEARDBACK_KILLS=200` kills at as many points.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::program::{Program, configuration};
use super::{Invitation, filed_once, mails, reminder, tag};
use crate::host::{FERNHILL, Host, OWNER};

/// How many pieces a delivery has on this wire, about: handshake, login, envelope, text, answers, goodbye.
const PIECES: usize = 28;
/// In CI: one before the text, some around it, one after it.
const POINTS: [usize; 5] = [3, 14, 17, 19, 22];

#[test]
fn killed_at_any_step_on_the_wire_it_sends_once_or_asks() {
    let wanted: usize = std::env::var("HEARDBACK_KILLS").map_or(0, |n| n.parse().unwrap());
    let points: Vec<(usize, bool)> = match wanted {
        0 => POINTS
            .iter()
            .map(|piece| (*piece, piece % 2 == 0))
            .collect(),
        count => (0..count)
            .map(|n| (1 + n / 2 % PIECES, n % 2 == 0))
            .collect(),
    };
    let (mut asked, mut never_reached) = (0, 0);
    for (piece, passes_it_on) in &points {
        match killed_at(*piece, *passes_it_on) {
            Some(true) => asked += 1,
            Some(false) => {}
            None => never_reached += 1,
        }
    }
    eprintln!(
        "{} kills: {asked} times the owner was asked, {never_reached} points lay behind the end",
        points.len()
    );
}

/// Killed when the letter's delivery has come so far; `None` if it never came so far. Whether the owner was asked.
fn killed_at(piece: usize, passes_it_on: bool) -> Option<bool> {
    let point = format!("piece {piece}, passed on: {passes_it_on}");
    let host = Host::start();
    let wire = Wire::to(host.port("SMTPS"));
    let home = host.folder().join("home");
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
    let text = configuration(&host, &host.authority());
    let text = text.replace(
        &format!("port = {},", host.port("SMTPS")),
        &format!("port = {},", wire.port),
    );
    fs::write(home.join("config.toml"), text).unwrap();

    let program = Program::start(&host);
    let invitation = Invitation::by(1);
    invitation.send(&host);
    let tag = tag(&reminder(&host, &invitation));
    // The answer is acknowledged by a mail of its own; the letter may leave before or after it.
    wire.stop_at(piece, passes_it_on);
    host.reply_with("s-nail", OWNER, "send", &tag);
    let reached = wire.stopped();
    program.kill();
    wire.open();

    let program = Program::start(&host);
    let question = || {
        let asks = |m: &heardback_core::mail::Mail| m.subject.contains("Sent or not?");
        mails(&host, OWNER, "").into_iter().find(asks)
    };
    let received = || mails(&host, FERNHILL, "").len();
    // That the employer has it tells nobody: heardback knows by its copy in Sent, or asks.
    host.wait_until(&point, || {
        (copies(&host) > 0 || question().is_some()).then_some(())
    });
    let asked = question();
    if let Some(question) = &asked {
        host.wait_until("a delivery to end", || host.all_delivered().then_some(()));
        let word = if received() == 0 { "resend" } else { "leave" };
        host.reply_with("s-nail", OWNER, word, &super::tag(question));
    }
    let letter = host.wait_until(&point, || mails(&host, FERNHILL, "").pop());
    filed_once(&host, &letter);
    assert_eq!(received(), 1, "{point}");
    program.kill();
    let program = Program::start(&host);
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!((received(), copies(&host)), (1, 1), "{point}");
    program.terminate();
    reached.then_some(asked.is_some())
}

fn copies(host: &Host) -> usize {
    let is_letter = |m: &heardback_core::mail::Mail| {
        m.to.iter()
            .any(|p| p.email.as_ref().is_some_and(|a| a.as_str() == FERNHILL))
    };
    mails(host, OWNER, "Sent")
        .into_iter()
        .filter(is_letter)
        .count()
}

/// Passes bytes on, counts the pieces, and stops dead at one of them.
struct Wire {
    port: u16,
    left: Arc<AtomicI64>,
    passes_it_on: Arc<AtomicI64>,
    stopped: mpsc::Receiver<()>,
}

/// So many pieces are never counted.
const NEVER: i64 = i64::MAX / 2;

impl Wire {
    fn to(server: u16) -> Wire {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let left = Arc::new(AtomicI64::new(NEVER));
        let passes_it_on = Arc::new(AtomicI64::new(0));
        let (tell, stopped) = mpsc::channel();
        let (counter, side) = (left.clone(), passes_it_on.clone());
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(("127.0.0.1", server)))
                else {
                    return;
                };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let (counter, side, tell) = (counter.clone(), side.clone(), tell.clone());
                    std::thread::spawn(move || pass(from, to, &counter, &side, &tell));
                }
            }
        });
        Wire {
            port,
            left,
            passes_it_on,
            stopped,
        }
    }

    fn stop_at(&self, piece: usize, passes_it_on: bool) {
        self.passes_it_on
            .store(i64::from(passes_it_on), Ordering::SeqCst);
        self.left
            .store(i64::try_from(piece).unwrap(), Ordering::SeqCst);
    }

    /// Waits until it has stopped; not for ever, since there may be fewer pieces.
    fn stopped(&self) -> bool {
        self.stopped.recv_timeout(Duration::from_secs(6)).is_ok()
    }

    fn open(&self) {
        self.left.store(NEVER, Ordering::SeqCst);
    }
}

fn pass(
    mut from: TcpStream,
    mut to: TcpStream,
    left: &AtomicI64,
    side: &AtomicI64,
    tell: &mpsc::Sender<()>,
) {
    let mut piece = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        let before = left.fetch_sub(1, Ordering::SeqCst);
        if before > 1 {
            if to.write_all(&piece[..length]).is_err() {
                break;
            }
            continue;
        }
        if before == 1 {
            if side.load(Ordering::SeqCst) == 1 {
                let _ = to.write_all(&piece[..length]);
                // What it completes is done.
                std::thread::sleep(Duration::from_millis(150));
            }
            let _ = tell.send(());
        }
        // Nothing more passes, and nobody is hung up on: the program waits, and is killed.
        while left.load(Ordering::SeqCst) < NEVER / 2 {
            std::thread::sleep(Duration::from_millis(10));
        }
        break;
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
