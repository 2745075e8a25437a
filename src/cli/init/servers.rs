//! Finds an address's servers, and tries them.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use heardback_core::id::Address;

use super::ask::Ask;
use super::{server, shown};
use crate::cli::common::WrongUse;
use crate::config::providers::{self, Provider};
use crate::config::{Account, Server};
use crate::connect::{self, Dial, Tcp, Tls};
use crate::imap::{MailboxRole, Mailboxes, Session};
use crate::smtp;

/// For one guess: most names do not exist, and that is known at once.
const GUESS_LIMIT: Duration = Duration::from_secs(8);

/// Both servers: as the flags say, as the provider has them, as the domain's names say, or as the owner says.
pub fn find(
    ask: &mut Ask,
    address: &Address,
    provider: Option<Provider>,
    (imap, smtp): (Option<Server>, Option<Server>),
    ca_file: Option<&Path>,
    runtime: &tokio::runtime::Runtime,
) -> Result<(Server, Server, Option<Provider>)> {
    let by_provider = |of: fn(&Provider) -> Server| provider.as_ref().map(of);
    let (imap, smtp) = (
        imap.or_else(|| by_provider(Provider::imap)),
        smtp.or_else(|| by_provider(Provider::smtp)),
    );
    if let (Some(imap), Some(smtp)) = (&imap, &smtp) {
        let of_server = provider.or_else(|| providers::of_server(&imap.host));
        return Ok((imap.clone(), smtp.clone(), of_server));
    }
    let domain = address.domain();
    ask.say(&format!(
        "{domain} is no provider heardback knows. Looking for its servers by name …"
    ))?;
    let imap = match imap {
        Some(imap) => imap,
        None => runtime
            .block_on(first(&imap_guesses(domain), ca_file))
            .map_or_else(|| by_hand(ask, "IMAP server", "--imap"), Ok)?,
    };
    ask.say(&format!("Reads {}.", shown(&imap)))?;
    let smtp = match smtp {
        Some(smtp) => smtp,
        None => runtime
            .block_on(first(&smtp_guesses(domain, &imap.host), ca_file))
            .map_or_else(|| by_hand(ask, "SMTP server", "--smtp"), Ok)?,
    };
    ask.say(&format!("Sends {}.", shown(&smtp)))?;
    let provider = providers::of_server(&imap.host);
    Ok((imap, smtp, provider))
}

fn by_hand(ask: &mut Ask, what: &str, flag: &str) -> Result<Server> {
    if !ask.can() {
        bail!(WrongUse(format!(
            "No {what} was found by name. Give it: {flag} HOST:PORT, or --provider NAME."
        )));
    }
    ask.say(&format!(
        "No {what} was found by name. Your provider's help pages have it, or the settings of your mail program."
    ))?;
    ask.checked(&format!("{what}, as HOST:PORT"), None, |text| {
        server(text, None)
    })
}

/// Asks for another server.
pub fn ask_for(ask: &mut Ask, what: &str, now: &Server) -> Result<Server> {
    let proposal = format!("{}:{}", now.host, now.port);
    let chosen = ask.checked(&format!("{what}, as HOST:PORT"), Some(&proposal), |text| {
        server(text, None)
    })?;
    if chosen.host == now.host && chosen.port == now.port {
        return Ok(now.clone());
    }
    Ok(chosen)
}

fn at(host: &str, port: u16, tls: Tls) -> Server {
    Server {
        host: host.to_owned(),
        port,
        tls,
    }
}

fn imap_guesses(domain: &str) -> Vec<Server> {
    let hosts = [
        format!("imap.{domain}"),
        format!("mail.{domain}"),
        domain.to_owned(),
    ];
    let of = |port, tls| hosts.iter().map(move |host| at(host, port, tls));
    of(993, Tls::Implicit)
        .chain(of(143, Tls::StartTls))
        .collect()
}

fn smtp_guesses(domain: &str, imap_host: &str) -> Vec<Server> {
    let hosts = [
        format!("smtp.{domain}"),
        format!("mail.{domain}"),
        imap_host.to_owned(),
    ];
    let of = |port, tls| hosts.iter().map(move |host| at(host, port, tls));
    of(465, Tls::Implicit)
        .chain(of(587, Tls::StartTls))
        .collect()
}

/// The first that answers; where it is encrypted from the first byte, with a certificate made out to its name.
async fn first(guesses: &[Server], ca_file: Option<&Path>) -> Option<Server> {
    for guess in guesses {
        let mut server = connect::Server::new(&guess.host, guess.port, guess.tls);
        if let Some(path) = ca_file {
            server = server.with_ca_file(path);
        }
        let answers = async {
            match guess.tls {
                Tls::Implicit => connect::open(&server).await.is_ok(),
                Tls::StartTls | Tls::PlainLoopback => {
                    Tcp.dial(&guess.host, guess.port).await.is_ok()
                }
            }
        };
        if tokio::time::timeout(GUESS_LIMIT, answers)
            .await
            .unwrap_or(false)
        {
            return Some(guess.clone());
        }
    }
    None
}

/// Logs in at both. What was found, in sentences; else why it does not work.
pub async fn attempt(account: &Account) -> Result<Vec<String>, String> {
    let mut session = Session::open(&crate::daemon::imap_account(account))
        .await
        .map_err(|e| e.to_string())?;
    let mailboxes = Mailboxes::discover(&mut session, &[])
        .await
        .map_err(|e| e.to_string())?;
    session.log_out().await;
    let mut found = vec![format!(
        "Reading works: {} answers, and the login is right.",
        account.imap.host
    )];
    for (role, wanted, without) in [
        (
            MailboxRole::Sent,
            "Sent",
            "The server has no mailbox for sent mail. Answers to reminders are proven there: send a mail with your mail program first.",
        ),
        (
            MailboxRole::Junk,
            "Junk",
            "The server has no mailbox for junk: what it takes for junk cannot be watched.",
        ),
    ] {
        found.push(mailboxes.find(role).map_or_else(
            || without.to_owned(),
            |m| format!("{wanted} is “{}”.", m.shown),
        ));
    }
    match smtp::log_in(&crate::daemon::smtp_account(account)).await {
        Ok(()) => {
            found.push(format!(
                "Sending works: {} answers, and the login is right.",
                account.smtp.host
            ));
            Ok(found)
        }
        Err(outcome) => Err(why_not(&outcome)),
    }
}

/// An outcome of a login that did not work, as a sentence.
pub fn why_not(outcome: &smtp::Outcome) -> String {
    match outcome {
        smtp::Outcome::NotSent { why, .. } | smtp::Outcome::Uncertain { why } => why.clone(),
        smtp::Outcome::Refused { code, words } | smtp::Outcome::Deferred { code, words } => {
            format!("The server refused: \"{words}\" ({code}).")
        }
        smtp::Outcome::Accepted { .. } => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tried_encrypted_from_the_first_byte_before_all_others() {
        let shown: Vec<String> = imap_guesses("firm.example").iter().map(shown).collect();
        assert_eq!(
            shown,
            [
                "imap.firm.example:993 (implicit)",
                "mail.firm.example:993 (implicit)",
                "firm.example:993 (implicit)",
                "imap.firm.example:143 (starttls)",
                "mail.firm.example:143 (starttls)",
                "firm.example:143 (starttls)",
            ]
        );
        let smtp = smtp_guesses("firm.example", "mx.firm.example");
        assert_eq!(shown_first(&smtp), "smtp.firm.example:465 (implicit)");
    }

    fn shown_first(servers: &[Server]) -> String {
        servers.first().map(shown).unwrap_or_default()
    }
}
