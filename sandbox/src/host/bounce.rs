//! Delivery reports (RFC 3464) for mail that went outside and was not taken there.

use super::Host;
use super::account::{NoSuchMailbox, Place};
use super::mail::Outside;
use crate::header;

impl Host {
    /// Tells the sender of a message that it could not be delivered, as this host would: into the INBOX, with the null
    /// return path. `status` is an enhanced status code such as `5.1.1`, `reason` what the other server said.
    pub fn bounce(
        &self,
        outside: &Outside,
        status: &str,
        reason: &str,
    ) -> Result<Place, NoSuchMailbox> {
        let name = self.settings().name;
        let now = self.now();
        let date = now.format("%a, %d %b %Y %H:%M:%S +0000");
        let Outside { from, to, .. } = outside;
        let headers = String::from_utf8_lossy(header::split(&outside.raw).0).into_owned();
        let id = self.change(|state| state.new_queue_id());
        let report = format!(
            "Return-Path: <>\r\n\
             Date: {date}\r\n\
             From: Mail Delivery System <MAILER-DAEMON@{name}>\r\n\
             To: {from}\r\n\
             Subject: Undelivered Mail Returned to Sender\r\n\
             Message-ID: <{id}@{name}>\r\n\
             Auto-Submitted: auto-replied\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"{id}/{name}\"\r\n\
             \r\n\
             --{id}/{name}\r\n\
             Content-Type: text/plain; charset=us-ascii\r\n\
             \r\n\
             Your message could not be delivered to one or more recipients.\r\n\
             \r\n\
             <{to}>: {reason}\r\n\
             \r\n\
             --{id}/{name}\r\n\
             Content-Type: message/delivery-status\r\n\
             \r\n\
             Reporting-MTA: dns; {name}\r\n\
             Arrival-Date: {date}\r\n\
             \r\n\
             Final-Recipient: rfc822; {to}\r\n\
             Original-Recipient: rfc822;{to}\r\n\
             Action: failed\r\n\
             Status: {status}\r\n\
             Diagnostic-Code: smtp; {reason}\r\n\
             \r\n\
             --{id}/{name}\r\n\
             Content-Type: text/rfc822-headers\r\n\
             \r\n\
             {headers}\r\n\
             --{id}/{name}--\r\n"
        );
        self.append_at(from, "INBOX", &[], now, report.as_bytes())
    }
}
