//! Mails as they arrive: RFC 5322 with the marks of a server that checked who sent them.

use chrono::Offset;
use chrono_tz::Tz;

use super::calendar::At;
use super::truth::Someone;

pub const OWNER: &str = "sam.okafor@mailbox.example";

pub fn owner() -> Someone {
    Someone {
        name: "Sam Okafor".to_owned(),
        email: OWNER.to_owned(),
    }
}

/// A mail to be written.
pub struct Writing<'a> {
    pub from: &'a Someone,
    pub to: &'a Someone,
    pub subject: &'a str,
    pub at: At,
    pub zone: Tz,
    pub message_id: &'a str,
    pub references: &'a [String],
    pub text: &'a str,
    /// An iCalendar object and its method.
    pub calendar: Option<(&'a str, &'a str)>,
}

impl Writing<'_> {
    pub fn bytes(&self) -> Vec<u8> {
        let local = self.at.with_timezone(&self.zone);
        let date = local.with_timezone(&local.offset().fix()).to_rfc2822();
        let domain = self.from.email.rsplit('@').next().unwrap();
        // What lies in Sent has come from nowhere.
        let mut head = if self.from.email == OWNER {
            String::new()
        } else {
            format!(
                "Received: from mail.{domain} (mail.{domain} [192.0.2.7]) by mx.mailbox.example with ESMTPS for <{OWNER}>; {date}\r\n\
                 Authentication-Results: mx.mailbox.example; dkim=pass header.d={domain}; dmarc=pass header.from={domain}\r\n"
            )
        };
        head.push_str(&format!(
            "From: {} <{}>\r\nTo: {} <{}>\r\nSubject: {}\r\nDate: {date}\r\nMessage-ID: <{}>\r\n",
            self.from.name,
            self.from.email,
            self.to.name,
            self.to.email,
            self.subject,
            self.message_id,
        ));
        if let Some(last) = self.references.last() {
            let all: Vec<String> = self.references.iter().map(|r| format!("<{r}>")).collect();
            head.push_str(&format!(
                "In-Reply-To: <{last}>\r\nReferences: {}\r\n",
                all.join("\r\n ")
            ));
        }
        head.push_str("MIME-Version: 1.0\r\n");
        let text = self.text.replace('\n', "\r\n");
        let body = match self.calendar {
            None => format!("Content-Type: text/plain; charset=\"utf-8\"\r\n\r\n{text}\r\n"),
            Some((ics, method)) => format!(
                "Content-Type: multipart/alternative; boundary=\"=_b1\"\r\n\r\n--=_b1\r\nContent-Type: text/plain; charset=\"utf-8\"\r\n\r\n{text}\r\n\r\n--=_b1\r\n\
                 Content-Type: text/calendar; charset=\"utf-8\"; method=\"{method}\"\r\n\r\n{}\r\n--=_b1--\r\n",
                ics.replace('\n', "\r\n")
            ),
        };
        format!("{head}{body}").into_bytes()
    }
}

/// An iCalendar object for one meeting, in UTC.
pub struct Event<'a> {
    pub uid: &'a str,
    pub sequence: u32,
    pub method: &'a str,
    pub stamp: At,
    pub start: At,
    pub end: At,
    pub summary: &'a str,
    pub organizer: &'a Someone,
    pub people: &'a [Someone],
}

impl Event<'_> {
    pub fn text(&self) -> String {
        let utc = |at: At| at.format("%Y%m%dT%H%M%SZ").to_string();
        let mut attendees = String::new();
        for p in self.people.iter().chain(&[owner()]) {
            attendees.push_str(&format!(
                "ATTENDEE;CN={};PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT:\n mailto:{}\n",
                p.name, p.email
            ));
        }
        let status = if self.method == "CANCEL" {
            "CANCELLED"
        } else {
            "CONFIRMED"
        };
        format!(
            "BEGIN:VCALENDAR\nPRODID:-//Example//Calendar//EN\nVERSION:2.0\nMETHOD:{}\nBEGIN:VEVENT\nUID:{}\nDTSTAMP:{}\nDTSTART:{}\nDTEND:{}\n\
             SUMMARY:{}\nORGANIZER;CN={}:mailto:{}\n{attendees}SEQUENCE:{}\nSTATUS:{status}\nEND:VEVENT\nEND:VCALENDAR",
            self.method,
            self.uid,
            utc(self.stamp),
            utc(self.start),
            utc(self.end),
            self.summary,
            self.organizer.name,
            self.organizer.email,
            self.sequence,
        )
    }
}
