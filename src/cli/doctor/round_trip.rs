//! A test mail to the owner, and the owner's answer: which proofs of approval this mailbox gives (SAFETY.md B1, B2), whether
//! the server stamps Authentication-Results and takes a forged one out, and what to set.

mod mails;
mod verdict;

use std::time::Duration;

use anyhow::{Result, bail};
use heardback_core::authentication::{authserv_id, passes_for};
use heardback_core::id::Person;
use heardback_core::mail::{Mail, parse};

use self::mails::{MARK, Test};
use self::verdict::Proven;
use crate::cli::common::errorline;
use crate::cli::finding::{Finding, Printer};
use crate::cli::init::why_not;
use crate::clock::Clock;
use crate::config::{Account, Config};
use crate::daemon::{imap_account, smtp_account};
use crate::imap::{self, MailboxRole, Mailboxes, Session};
use crate::smtp::{self, Envelope, Outcome};

/// How long a mail to oneself may take.
const DELIVERY: Duration = Duration::from_secs(90);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(700);
/// After the answer was seen in one mailbox, for its twin in the other.
const TWIN: Duration = Duration::from_secs(10);

/// What it is done with.
pub struct Trip<'a> {
    pub config: &'a Config,
    pub account: &'a Account,
    pub clock: &'a Clock,
    pub mailboxes: Option<&'a Mailboxes>,
    pub wait: Duration,
    pub plus_address: bool,
}

/// The mailboxes that are looked at, and from which UID on.
struct Looking {
    session: Session,
    places: Vec<Place>,
}

struct Place {
    role: MailboxRole,
    name: String,
    from: u32,
}

/// Sends, waits, judges, and prints as it goes.
pub async fn run(trip: &Trip<'_>, printer: &mut Printer) -> Result<()> {
    let mut looking = Looking::begin(trip).await?;
    let mut test = Test::new(trip);
    let Some((role, arrived)) = deliver(trip, &mut looking, &test, &[], printer).await? else {
        return Ok(());
    };
    test.renamed = (arrived.message_id != test.message_id).then(|| arrived.message_id.clone());
    printer.print(&arrival(role, &test))?;
    let files_sent = looking.find(MailboxRole::Sent, &test).await?.is_some();
    printer.print_all(&sent_copies(files_sent, trip.account))?;
    let vouches = vouching(trip, &mut looking, &arrived, printer).await?;
    if trip.plus_address {
        printer.print(&plus_address(trip, &mut looking).await?)?;
    }
    errorline(&format!(
        "Now answer the mail “{}” in your mail program, with the one word  help  on the first line. Waiting for {} …",
        test.subject,
        shown(trip.wait)
    ));
    let proven = answer(trip, &mut looking, &test, vouches.as_deref()).await?;
    printer.print_all(&verdict::findings(trip.config, &proven, vouches.as_deref()))?;
    looking.session.log_out().await;
    Ok(())
}

fn shown(wait: Duration) -> String {
    match wait.as_secs() {
        s if s % 60 == 0 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}

/// Sends a test mail and waits until it is there.
async fn deliver(
    trip: &Trip<'_>,
    looking: &mut Looking,
    test: &Test,
    headers: &[(&str, String)],
    printer: &mut Printer,
) -> Result<Option<(MailboxRole, Mail)>> {
    let envelope = Envelope {
        from: trip.account.address.to_string(),
        to: vec![test.to.to_string()],
    };
    let mime = test.mime(trip, headers);
    match smtp::deliver(&smtp_account(trip.account), &envelope, mime.as_bytes()).await {
        Outcome::Accepted { .. } => {}
        other @ (Outcome::Refused { .. }
        | Outcome::Deferred { .. }
        | Outcome::Uncertain { .. }
        | Outcome::NotSent { .. }) => {
            printer.print(&Finding::bad("round trip", why_not(&other)))?;
            return Ok(None);
        }
    }
    let found = looking.wait_for(trip.clock, test, DELIVERY).await?;
    if found.is_none() {
        printer.print(&Finding::failure(
            "round trip",
            format!("the test mail was taken, and did not come in within {} s", DELIVERY.as_secs()),
            "Look for it in your mail program: a filter may have moved it to a folder that heardback does not watch.",
        ))?;
    }
    Ok(found)
}

fn arrival(role: MailboxRole, test: &Test) -> Finding {
    if role == MailboxRole::Junk {
        return Finding::failure(
            "round trip",
            "the test mail came in as junk: reminders would, too",
            "Mark it as no junk, or make a filter for mail with the List-Id heardback.localhost.",
        );
    }
    if test.renamed.is_some() {
        return Finding::note(
            "round trip",
            "a mail to yourself comes in, under another Message-ID than it was sent with",
            "heardback reads its reminders back and remembers their new ids; nothing to do.",
        );
    }
    Finding::good("round trip", "a mail to yourself comes in as it was sent")
}

fn sent_copies(files_sent: bool, account: &Account) -> Vec<Finding> {
    match (files_sent, account.server_files_sent) {
        (true, false) => vec![Finding::note(
            "sent copies",
            "the server files what it sends by itself",
            "Set account.server_files_sent = true: heardback looks first in any case, but slow servers make two copies.",
        )],
        (false, true) => vec![Finding::warning(
            "sent copies",
            "the server did not file what it sent",
            "Set account.server_files_sent = false, or no copy of your letters stands in Sent.",
        )],
        (true, true) => vec![Finding::good("sent copies", "filed by the server")],
        (false, false) => vec![Finding::good("sent copies", "filed by heardback")],
    }
}

/// Whether the server stamps mail, vouches for the owner's domain, and takes a forged stamp of its own name out. Its name where
/// all of that is so.
async fn vouching(
    trip: &Trip<'_>,
    looking: &mut Looking,
    arrived: &Mail,
    printer: &mut Printer,
) -> Result<Option<String>> {
    let Some(id) = authserv_id(arrived) else {
        let what =
            "the server stamps no Authentication-Results on your own mail (B2 is not to be had)";
        printer.print(&if trip.config.approval.authserv_id.is_some() {
            Finding::failure(
                "stamps",
                what,
                "Take approval.authserv_id out: a forger's stamp would be the topmost.",
            )
        } else {
            Finding::good("stamps", what)
        })?;
        return Ok(None);
    };
    let owner = Person {
        name: None,
        email: Some(trip.account.address.clone()),
    };
    let vouches = passes_for(arrived, &id, &owner);
    let forged = Test::new(trip);
    let stamp = format!(
        "{id}; dmarc=pass header.from={} reason=\"{MARK}\"",
        trip.account.address.domain()
    );
    let Some((_, arrived)) = deliver(
        trip,
        looking,
        &forged,
        &[("Authentication-Results", stamp)],
        printer,
    )
    .await?
    else {
        return Ok(None);
    };
    let strips = !arrived
        .headers("Authentication-Results")
        .any(|value| value.contains(MARK));
    printer.print(&verdict::stamps(
        &id,
        vouches,
        strips,
        trip.config.approval.authserv_id.as_deref(),
    ))?;
    Ok((vouches && strips).then_some(id))
}

/// Whether mail to one's address with something behind a `+` comes in.
async fn plus_address(trip: &Trip<'_>, looking: &mut Looking) -> Result<Finding> {
    let set = trip.config.approval.plus_address;
    let Some(test) = Test::with_plus(trip) else {
        return Ok(Finding::note(
            "plus address",
            "this address can have none",
            "",
        ));
    };
    let envelope = Envelope {
        from: trip.account.address.to_string(),
        to: vec![test.to.to_string()],
    };
    let mime = test.mime(trip, &[]);
    let outcome = smtp::deliver(&smtp_account(trip.account), &envelope, mime.as_bytes()).await;
    let came = matches!(outcome, Outcome::Accepted { .. })
        && looking
            .wait_for(trip.clock, &test, DELIVERY)
            .await?
            .is_some();
    Ok(match (came, set) {
        (true, true) => Finding::good("plus address", "mail to your-name+code@… reaches you"),
        (true, false) => Finding::note(
            "plus address",
            "mail to your-name+code@… reaches you",
            "approval.plus_address = true lets answers name their reminder in the address, too.",
        ),
        (false, true) => Finding::failure(
            "plus address",
            "mail to your-name+code@… does not reach you",
            "Set approval.plus_address = false, or answers to reminders are lost.",
        ),
        (false, false) => Finding::note(
            "plus address",
            "mail to your-name+code@… does not reach you",
            "Leave approval.plus_address off.",
        ),
    })
}

/// Waits for the owner's answer, in Sent and where mail comes in.
async fn answer(
    trip: &Trip<'_>,
    looking: &mut Looking,
    test: &Test,
    vouches: Option<&str>,
) -> Result<Proven> {
    let mut proven = Proven::default();
    let mut end = trip.clock.now() + trip.wait;
    let last = end;
    let mut told = false;
    while trip.clock.now() < end && !proven.is_whole() {
        for (role, mail) in looking.new_mails().await? {
            if test.is_answered_by(&mail) {
                proven.judge(trip, test, role, &mail, vouches);
            }
        }
        if proven.answered && !told {
            told = true;
            // The twin comes soon or not at all.
            end = last.min(trip.clock.now() + TWIN);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(proven)
}

impl Looking {
    async fn begin(trip: &Trip<'_>) -> Result<Looking> {
        let mut session = Session::open(&imap_account(trip.account)).await?;
        let watched = trip.mailboxes.map(|m| m.watched.as_slice());
        let mut places = Vec::new();
        for mailbox in watched.unwrap_or_default() {
            let (_, from) = imap::messages_from(&mut session, &mailbox.name, u32::MAX).await?;
            places.push(Place {
                role: mailbox.role,
                name: mailbox.name.clone(),
                from,
            });
        }
        if places.is_empty() {
            bail!("There is no mailbox to look at.");
        }
        Ok(Looking { session, places })
    }

    /// Everything that has come since the beginning.
    async fn new_mails(&mut self) -> Result<Vec<(MailboxRole, Mail)>> {
        let mut mails = Vec::new();
        for place in &self.places {
            let (found, _) =
                imap::messages_from(&mut self.session, &place.name, place.from).await?;
            mails.extend(found.iter().map(|(_, bytes)| (place.role, parse(bytes))));
        }
        Ok(mails)
    }

    /// The test mail in a mailbox of that role.
    async fn find(&mut self, role: MailboxRole, test: &Test) -> Result<Option<Mail>> {
        let mails = self.new_mails().await?;
        Ok(mails
            .into_iter()
            .find(|(at, mail)| *at == role && test.is(mail))
            .map(|(_, mail)| mail))
    }

    /// Waits until the test mail has come in; where.
    async fn wait_for(
        &mut self,
        clock: &Clock,
        test: &Test,
        limit: Duration,
    ) -> Result<Option<(MailboxRole, Mail)>> {
        let end = clock.now() + limit;
        loop {
            let mails = self.new_mails().await?;
            let came = mails
                .into_iter()
                .find(|(role, mail)| *role != MailboxRole::Sent && test.is(mail));
            if came.is_some() || clock.now() >= end {
                return Ok(came);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
