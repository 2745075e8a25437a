//! The lines that the host writes into mail which passes through it, and where submitted mail then goes.

use super::mailbox::SpecialUse;
use super::{Accepted, Arrival, Outside, State, Verdict};
use crate::header;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// How a message was handed over, for its `Received:` line.
#[derive(Clone, Debug)]
pub(crate) struct Hop {
    /// The name that the client gave in EHLO.
    pub client: String,
    /// RFC 3848: `ESMTPSA` over TLS with authentication, `ESMTPA` without TLS.
    pub with: &'static str,
}

impl State {
    /// Files an accepted message with its local recipients, and with the sender where the host does so; keeps the
    /// copies for everybody else.
    pub(super) fn distribute(&mut self, accepted: &Accepted, hop: &Hop, queue_id: &str) {
        let named = self.name_message(&accepted.raw, queue_id);
        let now = accepted.at;
        for to in &accepted.envelope.to {
            let received = received(&self.settings.name, hop, queue_id, Some(to), now);
            let arrival = Arrival {
                from: &accepted.envelope.from,
                to,
                verdict: Verdict::Pass,
                raw: &named,
            };
            let raw: Arc<[u8]> = self.stamp(&arrival, &received).into();
            if self
                .file(to, "INBOX", Vec::new(), now, Arc::clone(&raw))
                .is_err()
            {
                let (from, to) = (accepted.envelope.from.clone(), to.clone());
                self.outside.push(Outside {
                    at: now,
                    from,
                    to,
                    raw,
                });
            }
        }
        if self.settings.files_sent {
            let received = received(&self.settings.name, hop, queue_id, None, now);
            let copy = header::rewrite(&named, &received, |_| false);
            if let Some(sent) = self.special_mailbox(&accepted.account, SpecialUse::Sent) {
                // The account was found to have that mailbox in the line above.
                let _ = self.file(
                    &accepted.account,
                    &sent,
                    vec!["\\Seen".to_owned()],
                    now,
                    copy.into(),
                );
            }
        }
    }

    /// Writes the lines of a message that comes in from the world.
    pub(super) fn stamp_arrival(&mut self, arrival: &Arrival<'_>, now: DateTime<Utc>) -> Vec<u8> {
        let hop = Hop {
            client: format!("mx.{}", domain(arrival.from)),
            with: "ESMTPS",
        };
        let queue_id = self.new_queue_id();
        let received = received(&self.settings.name, &hop, &queue_id, Some(arrival.to), now);
        self.stamp(arrival, &received)
    }

    fn stamp(&self, arrival: &Arrival<'_>, received: &str) -> Vec<u8> {
        let mut lines = format!("Return-Path: <{}>\r\n", arrival.from);
        if let Some(authserv_id) = &self.settings.authserv_id {
            lines.push_str(&results(authserv_id, arrival));
        }
        lines.push_str(received);
        header::rewrite(arrival.raw, &lines, |field| {
            field.is("Return-Path")
                || self.settings.strips_forged_results && self.is_own_result(field)
        })
    }

    /// RFC 8601 section 5: results under the host's own authserv-id are the host's alone to write.
    fn is_own_result(&self, field: &header::Field<'_>) -> bool {
        let Some(own) = &self.settings.authserv_id else {
            return false;
        };
        let value = field.value();
        let id = value.split([';', ' ']).next().unwrap_or_default();
        field.is("Authentication-Results") && id.eq_ignore_ascii_case(own)
    }

    /// Gives a message a new Message-ID, where this host does that.
    fn name_message(&self, raw: &[u8], queue_id: &str) -> Vec<u8> {
        if !self.settings.rewrites_message_id {
            return raw.to_vec();
        }
        let mut lines = format!("Message-ID: <SB{queue_id}@{}>\r\n", self.settings.name);
        if let Some(old) = header::value(raw, "Message-ID") {
            lines.push_str(&format!("X-Microsoft-Original-Message-ID: {old}\r\n"));
        }
        header::rewrite(raw, &lines, |field| field.is("Message-ID"))
    }
}

fn received(name: &str, hop: &Hop, queue_id: &str, to: Option<&str>, now: DateTime<Utc>) -> String {
    let to = to.map(|to| format!("\r\n\tfor <{to}>")).unwrap_or_default();
    let date = now.format("%a, %d %b %Y %H:%M:%S +0000");
    format!(
        "Received: from {} (localhost [127.0.0.1])\r\n\tby {name} with {} id {queue_id}{to};\r\n\t{date}\r\n",
        hop.client, hop.with
    )
}

fn results(authserv_id: &str, arrival: &Arrival<'_>) -> String {
    let author = header::value(arrival.raw, "From")
        .map(|from| domain(&from).to_owned())
        .unwrap_or_default();
    let from = domain(arrival.from);
    let verdict = match arrival.verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Unchecked => "none",
    };
    let dkim = match arrival.verdict {
        Verdict::Pass | Verdict::Fail => format!("dkim={verdict} header.d={author}"),
        Verdict::Unchecked => "dkim=none".to_owned(),
    };
    format!(
        "Authentication-Results: {authserv_id};\r\n\tdmarc={verdict} header.from={author};\r\n\t\
         spf={verdict} smtp.mailfrom={from};\r\n\t{dkim}\r\n"
    )
}

/// The domain of an address, or of the last address in a header value.
fn domain(address: &str) -> &str {
    let after = address
        .rsplit_once('@')
        .map_or("unknown.invalid", |(_, domain)| domain);
    after.split(['>', ' ', ')']).next().unwrap_or(after)
}

#[cfg(test)]
mod tests {
    use crate::{Account, Arrival, Host, Settings, Verdict};
    use std::sync::Arc;

    const FORGED: &str =
        "Authentication-Results: mail.sandbox.test; dmarc=pass header.from=bank.example\r\n";

    fn arrive(settings: Settings, verdict: Verdict) -> String {
        let host = Host::new(
            settings,
            Arc::new(|| "2026-03-02T09:00:00Z".parse().unwrap()),
        );
        host.add(Account::new("sam@mailbox.example", "secret"));
        let raw = format!("{FORGED}From: A Bank <a@bank.example>\r\n\r\nHello\r\n");
        let arrival = Arrival {
            from: "a@bank.example",
            to: "sam@mailbox.example",
            verdict,
            raw: raw.as_bytes(),
        };
        host.arrive(&arrival).unwrap();
        host.messages("sam@mailbox.example", "INBOX")[0].text()
    }

    fn stamping() -> Settings {
        Settings {
            authserv_id: Some("mail.sandbox.test".into()),
            ..Settings::default()
        }
    }

    #[test]
    fn the_hosts_own_verdict_replaces_a_forged_one() {
        let text = arrive(stamping(), Verdict::Fail);
        assert_eq!(text.matches("Authentication-Results").count(), 1, "{text}");
        assert!(
            text.contains("dmarc=fail header.from=bank.example"),
            "{text}"
        );
        assert!(
            text.starts_with("Return-Path: <a@bank.example>\r\n"),
            "{text}"
        );
    }

    #[test]
    fn a_host_that_stamps_nothing_leaves_the_forged_verdict_on_top() {
        let text = arrive(Settings::default(), Verdict::Fail);
        assert!(text.contains(FORGED), "{text}");
        assert!(text.contains("with ESMTPS id"), "{text}");
    }
}
