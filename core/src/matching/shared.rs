//! Domains that many share, and so identify no employer: webmail, hiring systems, job boards, calendars.

use crate::id::Address;

/// Hiring systems, tests, background checks, scheduling and signing services: their mail is about applications.
const HIRING: &[&str] = &[
    "adp.com",
    "agents.icims.com",
    "amazon.jobs",
    "app.bamboohr.com",
    "applytojob.com",
    "ashbyhq.com",
    "avature.net",
    "bamboohr.com",
    "brassring.com",
    "breezy-mail.com",
    "breezy.hr",
    "cal.com",
    "calendly.com",
    "candidatecare.com",
    "ceipalmail.com",
    "ceipalmm.com",
    "checkr.com",
    "clearcompany.com",
    "clinchtalent.com",
    "cloud.oracle.com",
    "coderbyte.com",
    "coderpad.io",
    "codesignal.com",
    "codility.com",
    "comeet-notifications.com",
    "criteriacorp.com",
    "dayforce.com",
    "docusign.net",
    "dover.io",
    "eightfold.ai",
    "erecruiter.pl",
    "factorialhr.com",
    "fountain.com",
    "freshteam.com",
    "gem.com",
    "goodtime.io",
    "greenhouse-jobs.com",
    "greenhouse-mail.io",
    "greenhouse.io",
    "gupy.com.br",
    "hackerrank.com",
    "hackerrankforwork.com",
    "hellosign.com",
    "hibob.com",
    "hireright.com",
    "hirevue.com",
    "homerun.co",
    "icims.com",
    "icims.eu",
    "jobdiva.com",
    "jobs2web.com",
    "jobvite.com",
    "join.com",
    "karat.com",
    "karat.io",
    "lattice.com",
    "lever.co",
    "m-personio.com",
    "m-personio.de",
    "manatal.com",
    "modernhire.com",
    "modernloop.io",
    "myworkday.com",
    "myworkdayjobs.com",
    "notifications.ukg.net",
    "ocs.oraclecloud.com",
    "oleeo.com",
    "pageuppeople.com",
    "paradox.ai",
    "paycomonline.com",
    "paylocity.com",
    "personio.com",
    "personio.de",
    "phenompeople.com",
    "pinpointhq.com",
    "plum.io",
    "pymetrics.com",
    "recruitee-mailbox.com",
    "recruitee.com",
    "recruitmail.com",
    "ripplehire.com",
    "rippling.com",
    "shl.com",
    "smartrecruiters.com",
    "softgarden.io",
    "sovaassessment.com",
    "sparkhire.com",
    "successfactors.com",
    "successfactors.eu",
    "tal.net",
    "talentlyft.com",
    "taleo.net",
    "teamtailor-mail.com",
    "teamtailor.com",
    "testgorilla.com",
    "traffit.com",
    "ultipro.com",
    "usastaffing.gov",
    "willotalent.com",
    "workable.com",
    "workablemail.com",
    "workday.com",
    "zohorecruit.com",
    "zoom.us",
];

/// Job boards and networks.
const BOARDS: &[&str] = &[
    "builtin.com",
    "dice.com",
    "glassdoor.com",
    "hiring.cafe",
    "indeed.com",
    "indeedemail.com",
    "jobright.ai",
    "joinhandshake.com",
    "linkedin.com",
    "monster.com",
    "ripplematch.com",
    "stepstone.de",
    "untapped.io",
    "usajobs.gov",
    "wayup.com",
    "welcometothejungle.com",
    "wellfound.com",
    "xing.com",
    "ycombinator.com",
    "ziprecruiter.com",
];

/// Where people have their own mail.
const WEBMAIL: &[&str] = &[
    "163.com",
    "alice.it",
    "aol.com",
    "arcor.de",
    "att.net",
    "bigpond.com",
    "bluewin.ch",
    "btinternet.com",
    "comcast.net",
    "cox.net",
    "duck.com",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.fr",
    "gmx.net",
    "google.com",
    "googlemail.com",
    "hanmail.net",
    "hey.com",
    "hispeed.ch",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "kpnmail.nl",
    "laposte.net",
    "libero.it",
    "live.co.uk",
    "live.com",
    "live.fr",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "naver.com",
    "o2.pl",
    "optusnet.com.au",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.es",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "rocketmail.com",
    "rogers.com",
    "runbox.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sky.com",
    "skynet.be",
    "t-online.de",
    "talktalk.net",
    "telefonica.net",
    "telenet.be",
    "terra.es",
    "tiscali.it",
    "tuta.com",
    "tutanota.com",
    "verizon.net",
    "virginmedia.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yandex.ru",
    "ymail.com",
    "ziggo.nl",
    "zoho.com",
];

/// Of those above, where everybody may make an appointment or have a paper signed.
const MEETING_OR_SIGNING: &[&str] = &[
    "cal.com",
    "calendly.com",
    "docusign.net",
    "hellosign.com",
    "zoom.us",
];

/// What a service that carries others' mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    HiringSystem,
    Board,
    MeetingOrSigning,
}

/// The service that a domain belongs to; `None` where it is none.
#[must_use]
pub fn service(domain: &str) -> Option<Service> {
    if is_or_is_below(domain, MEETING_OR_SIGNING) {
        Some(Service::MeetingOrSigning)
    } else if is_or_is_below(domain, BOARDS) {
        Some(Service::Board)
    } else {
        is_or_is_below(domain, HIRING).then_some(Service::HiringSystem)
    }
}

/// Whether an address is one from which a calendar sends invitations in its users' names.
#[must_use]
pub fn is_calendar_service(address: &Address) -> bool {
    address.as_str() == "calendar-notification@google.com"
        || matches!(
            service(address.domain()),
            Some(Service::MeetingOrSigning | Service::HiringSystem)
        )
}

/// Whether a domain is a hiring system's or a job board's.
#[must_use]
pub fn is_hiring_system(domain: &str) -> bool {
    is_or_is_below(domain, HIRING) || is_or_is_below(domain, BOARDS)
}

/// Whether a domain is one where anybody can have an address.
#[must_use]
pub fn is_webmail(domain: &str) -> bool {
    is_or_is_below(domain, WEBMAIL)
}

/// The registrable domain of an address, where it can be one employer's own (public suffix list).
#[must_use]
pub fn own_domain(address: &Address) -> Option<String> {
    let domain = address.domain();
    if is_hiring_system(domain) || is_webmail(domain) {
        return None;
    }
    registrable(domain)
}

/// Services that give each customer a domain below their own, as a public suffix does: what one of them writes is not
/// another's word.
const LANDLORDS: &[&str] = &[
    "amazonses.com",
    "freshdesk.com",
    "onmicrosoft.com",
    "salesforce.com",
    "sendgrid.net",
    "zendesk.com",
];

/// The registrable domain, in lower case; below a service that many share the customer's own.
#[must_use]
pub fn registrable(domain: &str) -> Option<String> {
    let domain = domain.to_lowercase();
    let Some(landlord) = LANDLORDS.iter().find(|known| is_below(&domain, known)) else {
        return psl::domain_str(&domain).map(str::to_owned);
    };
    // The service itself is an employer, too.
    let Some(below) = domain.strip_suffix(landlord)?.strip_suffix('.') else {
        return Some(domain);
    };
    let customer = below.split('.').next_back().filter(|c| !c.is_empty())?;
    Some(format!("{customer}.{landlord}"))
}

/// Hiring systems whose addresses show the employer's own corner, and where.
const TENANTS: &[(&str, Corner)] = &[
    ("avature.net", Corner::SubDomain),
    ("breezy-mail.com", Corner::SubDomain),
    ("comeet-notifications.com", Corner::SubDomain),
    ("factorialhr.com", Corner::SubDomain),
    ("fountain.com", Corner::SubDomain),
    ("freshteam.com", Corner::SubDomain),
    ("gupy.com.br", Corner::Local),
    ("hibob.com", Corner::SubDomain),
    ("homerun.co", Corner::SubDomain),
    ("icims.com", Corner::Local),
    ("icims.eu", Corner::Local),
    ("m-personio.com", Corner::Local),
    ("m-personio.de", Corner::Local),
    ("manatal.com", Corner::SubDomain),
    ("myworkday.com", Corner::Local),
    ("oleeo.com", Corner::SubDomain),
    ("paradox.ai", Corner::SubDomain),
    ("personio.com", Corner::Local),
    ("personio.de", Corner::Local),
    ("recruitee.com", Corner::SubDomain),
    ("recruitmail.com", Corner::SubDomain),
    ("softgarden.io", Corner::SubDomain),
    ("taleo.net", Corner::Local),
    ("teamtailor-mail.com", Corner::SubDomain),
    ("traffit.com", Corner::SubDomain),
    ("zohorecruit.com", Corner::SubDomain),
];

#[derive(Debug, Clone, Copy)]
enum Corner {
    Local,
    SubDomain,
}

/// The employer's own corner of a hiring system, as its address shows it: `vendor/tenant`.
#[must_use]
pub fn tenant(address: &Address) -> Option<String> {
    let domain = address.domain();
    let (vendor, corner) = TENANTS
        .iter()
        .find(|(vendor, _)| is_below(domain, vendor))?;
    let slug = match corner {
        Corner::SubDomain => {
            let below = domain.strip_suffix(vendor)?.trim_end_matches('.');
            below.split('.').next_back()?
        }
        Corner::Local => {
            if crate::application::is_no_reply(address) || crate::application::is_relay(address) {
                return None;
            }
            let slug = address.local().split('+').next()?;
            slug.strip_suffix("-jobs").unwrap_or(slug)
        }
    };
    const NOBODY: &[&str] = &[
        "",
        "us",
        "eu",
        "na",
        "ap",
        "uk",
        "m",
        "mail",
        "email",
        "app",
        "message",
        "reply",
        "careers",
        "career",
        "jobs",
        "hr",
        "hello",
        "info",
        "hiring",
        "recruiting",
        "talent",
        "notifications",
        "notification",
        "support",
        "team",
        "candidates",
        "system",
        "workday",
        "applications",
        "nurture",
        "agents",
        "enterprise",
        "systemmessage",
    ];
    (!NOBODY.contains(&slug)).then(|| format!("{vendor}/{slug}"))
}

fn is_or_is_below(domain: &str, list: &[&str]) -> bool {
    list.iter().any(|known| is_below(domain, known))
}

/// On whole labels: `notlever.co` is not `lever.co`.
fn is_below(domain: &str, known: &str) -> bool {
    domain
        .strip_suffix(known)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
