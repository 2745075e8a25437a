//! The servers' part: names, encryption, logins, what the IMAP server can do, folders, how full it is, the newest mail.

use std::time::Duration;

use anyhow::Result;
use heardback_core::mail::{Mail, parse};

use super::Seen;
use super::host::ago;
use crate::cli::finding::{Finding, Printer};
use crate::cli::init::why_not;
use crate::clock::Clock;
use crate::config::{Account, Server};
use crate::daemon::{imap_account, smtp_account};
use crate::imap::{self, Error, MailboxRole, Mailboxes, Session};
use crate::smtp::{self, NotSent, Outcome};

const NAME_LIMIT: Duration = Duration::from_secs(15);

/// Looks at both servers, and prints as it goes.
pub async fn look(account: &Account, clock: &Clock, printer: &mut Printer) -> Result<Seen> {
    let mut seen = Seen::default();
    printer.print(&names(&account.imap).await)?;
    if account.smtp.host != account.imap.host {
        printer.print(&names(&account.smtp).await)?;
    }
    let reads = match Session::open(&imap_account(account)).await {
        Ok(session) => {
            printer.print_all(&[
                Finding::good(
                    "imap tls",
                    format!("{}, certificate fits", place(&account.imap)),
                ),
                Finding::good("imap login", format!("{} is let in", account.login)),
            ])?;
            printer.print_all(&inside(session, clock, &mut seen).await)?;
            true
        }
        Err(error) => {
            printer.print_all(&refused(account, &error))?;
            false
        }
    };
    let sends = smtp::log_in(&smtp_account(account)).await;
    printer.print_all(&submission(account, &sends))?;
    seen.works = reads && sends.is_ok();
    Ok(seen)
}

fn place(server: &Server) -> String {
    format!("{}:{}", server.host, server.port)
}

async fn names(server: &Server) -> Finding {
    let lookup = tokio::net::lookup_host((server.host.as_str(), server.port));
    match tokio::time::timeout(NAME_LIMIT, lookup).await {
        Ok(Ok(addresses)) => {
            let count = addresses.count();
            let noun = if count == 1 { "address" } else { "addresses" };
            Finding::good("dns", format!("{} has {count} {noun}", server.host))
        }
        Ok(Err(_)) => Finding::failure(
            "dns",
            format!("{} cannot be found", server.host),
            "Check its spelling in the configuration, and the network: resolvectl status",
        ),
        Err(_) => Finding::failure(
            "dns",
            "no resolver answers",
            "Check the network: resolvectl status",
        ),
    }
}

fn refused(account: &Account, error: &Error) -> Vec<Finding> {
    let encrypted = || {
        Finding::good(
            "imap tls",
            format!("{}, certificate fits", place(&account.imap)),
        )
    };
    match error {
        Error::Connect(error) => vec![Finding::bad("imap tls", error.to_string())],
        Error::Auth { .. } => vec![
            encrypted(),
            Finding::failure("imap login", error.to_string(), &hint(account)),
        ],
        Error::NoSecret { why } => vec![encrypted(), Finding::bad("imap login", why.clone())],
        Error::Busy { .. }
        | Error::Network { .. }
        | Error::Protocol { .. }
        | Error::Refused { .. }
        | Error::NoMailbox { .. } => vec![Finding::bad("imap", error.to_string())],
    }
}

/// What the provider's own rules have to say about a refused login.
fn hint(account: &Account) -> String {
    use crate::config::providers::{of_domain, of_server};
    let provider = of_server(&account.imap.host).or_else(|| of_domain(account.address.domain()));
    provider.and_then(|p| p.note).unwrap_or_default()
}

async fn inside(mut session: Session, clock: &Clock, seen: &mut Seen) -> Vec<Finding> {
    let mut findings = capabilities(&session);
    match Mailboxes::discover(&mut session, &[]).await {
        Ok(mailboxes) => {
            findings.extend(folders(&mailboxes));
            seen.mailboxes = Some(mailboxes);
        }
        Err(error) => findings.push(Finding::bad("folders", error.to_string())),
    }
    match imap::quota(&mut session).await {
        Ok(Some(quota)) => findings.push(full(quota)),
        Ok(None) => {}
        Err(error) => findings.push(Finding::bad("quota", error.to_string())),
    }
    match imap::newest(&mut session, "INBOX").await {
        Ok(Some(bytes)) => {
            let mail = parse(&bytes);
            findings.push(last_mail(&mail, clock));
            seen.newest = Some(mail);
        }
        Ok(None) => findings.push(Finding::note("last mail", "the inbox is empty", "")),
        Err(error) => findings.push(Finding::bad("last mail", error.to_string())),
    }
    session.log_out().await;
    findings
}

fn capabilities(session: &Session) -> Vec<Finding> {
    const OF_USE: [&str; 7] = [
        "IDLE",
        "UIDPLUS",
        "SPECIAL-USE",
        "CONDSTORE",
        "QUOTA",
        "ID",
        "X-GM-EXT-1",
    ];
    let has: Vec<&str> = OF_USE
        .into_iter()
        .filter(|name| session.can(name))
        .collect();
    let mut findings = vec![Finding::good("capabilities", has.join(" "))];
    if !session.can("IDLE") {
        findings.push(Finding::note(
            "capabilities",
            "no IDLE: new mail is not told of, but looked for",
            "account.poll_seconds says how often; 120 is kind enough to most servers.",
        ));
    }
    findings
}

fn folders(mailboxes: &Mailboxes) -> Vec<Finding> {
    let watched: Vec<String> = mailboxes
        .watched
        .iter()
        .map(|m| format!("{} ({:?})", m.shown, m.role))
        .collect();
    let mut findings = vec![Finding::good("folders", watched.join(", "))];
    if mailboxes.find(MailboxRole::Sent).is_none() {
        findings.push(Finding::warning(
            "folders",
            "no mailbox for sent mail",
            "Your answers are proven there (B1). Send one mail with your mail program, and look again.",
        ));
    }
    if mailboxes.find(MailboxRole::Junk).is_none() && mailboxes.find(MailboxRole::All).is_none() {
        findings.push(Finding::note(
            "folders",
            "no mailbox for junk",
            "Invitations that the server takes for junk cannot be seen.",
        ));
    }
    findings
}

fn full(quota: imap::Quota) -> Finding {
    let percent = quota.used.saturating_mul(100) / quota.limit.max(1);
    let what = format!("{percent} % of {} MiB are used", quota.limit / 1024);
    if percent >= 95 {
        Finding::warning(
            "quota",
            what,
            "A full mailbox takes no mail: employers' letters would be sent back. Make room.",
        )
    } else {
        Finding::good("quota", what)
    }
}

fn last_mail(mail: &Mail, clock: &Clock) -> Finding {
    let at = mail
        .received_at
        .or_else(|| mail.date.map(|d| d.with_timezone(&chrono::Utc)));
    let Some(at) = at else {
        return Finding::note("last mail", "the newest mail bears no date", "");
    };
    let since = clock.now() - at;
    let what = format!("the newest came in {}", ago(since));
    if since > chrono::Duration::days(14) {
        let advice = "If more has come, it is forwarded or sorted away: heardback watches INBOX, Sent and Junk.";
        Finding::note("last mail", what, advice)
    } else {
        Finding::good("last mail", what)
    }
}

fn submission(account: &Account, outcome: &Result<(), Outcome>) -> Vec<Finding> {
    let encrypted = || {
        Finding::good(
            "smtp tls",
            format!("{}, certificate fits", place(&account.smtp)),
        )
    };
    match outcome {
        Ok(()) => vec![
            encrypted(),
            Finding::good("smtp login", format!("{} is let in", account.login)),
        ],
        Err(Outcome::NotSent {
            kind: NotSent::Auth,
            why,
        }) => vec![
            encrypted(),
            Finding::failure("smtp login", why.clone(), &hint(account)),
        ],
        Err(outcome) => vec![Finding::bad("smtp", why_not(outcome))],
    }
}
