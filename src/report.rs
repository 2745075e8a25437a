//! The search as one page to look at: what waits, what comes, how far each application came. No script, nothing from
//! elsewhere, every foreign word escaped; whoever opens it needs no network, and its policy forbids one.

mod html;
mod pictures;
mod sections;

use heardback_core::book::Book;
use heardback_core::moment::Time;
use heardback_core::policy::Policy;

use crate::words::time;

const STYLE: &str = include_str!("report/style.css");

/// What the page is made of.
pub(crate) struct Desk<'a> {
    pub book: &'a Book,
    pub policy: &'a Policy,
    pub now: Time,
}

impl Desk<'_> {
    fn when(&self, at: Time) -> String {
        time::instant(at, self.now, self.policy.owner.zone)
    }

    fn day(&self, at: Time) -> String {
        let day = at.with_timezone(&self.policy.owner.zone).date_naive();
        time::day(day, self.now, self.policy.owner.zone)
    }
}

/// The page, as well-formed XML in HTML's clothes.
#[must_use]
pub fn page(book: &Book, policy: &Policy, now: Time) -> String {
    let desk = Desk { book, policy, now };
    let local = now.with_timezone(&policy.owner.zone);
    let body = if book.applications.is_empty() {
        sections::nothing_yet()
    } else {
        [
            sections::figures(&desk),
            sections::waits(&desk),
            sections::next(&desk),
            sections::interviews(&desk),
            sections::debts(&desk),
            pictures::funnel(&desk),
            pictures::overview(&desk),
            sections::applications(&desk),
            sections::quiet_and_closed(&desk),
        ]
        .concat()
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n<title>Your search</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<header>\n<h1>Your search</h1>\n<p class=\"quiet\">As it stood on {}, {} ({})</p>\n</header>\n\
         {body}</main>\n<footer class=\"quiet\">Made by heardback on this machine. This page holds names and dates of your \
         search: treat it like a letter.</footer>\n</body>\n</html>\n",
        local.format("%A, %-d %B %Y"),
        local.format("%H:%M"),
        html::escape(policy.owner.zone.name()),
    )
}
