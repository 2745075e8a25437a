//! One employer, one or several applications: which of them a mail means, by requisition, role, person and time.

use chrono::TimeDelta;

use super::names::{domain_names_company, normal_requisition};
use super::{
    Link, Match, Query, ask, existing, normal_company, open_new, same_company, same_role,
    similar_role,
};
use crate::application::Application;
use crate::matching::shared;
use crate::reading::Class;

/// Two receipts for one role within this are one (APPLICATION.md).
const ONE_SUBMISSION: TimeDelta = TimeDelta::minutes(30);

/// Applications for the requisition that a mail names. A number alone is no key: the employer must not contradict.
pub(super) fn by_requisition(applications: &[&Application], query: &Query<'_>) -> Option<Match> {
    let wanted = normal_requisition(query.reading.facts.requisition.as_deref()?);
    let found: Vec<(&Application, Link)> = applications
        .iter()
        .filter(|a| {
            a.requisition
                .as_deref()
                .is_some_and(|r| normal_requisition(r) == wanted)
        })
        .filter(|a| compatible(a, query))
        .map(|a| (*a, Link::Requisition))
        .collect();
    pick(found, query)
}

/// Applications at the employer that a mail comes from or names.
pub(super) fn by_employer(applications: &[&Application], query: &Query<'_>) -> Option<Match> {
    let found = applications
        .iter()
        .filter_map(|a| Some((*a, link_to_employer(a, query)?)))
        .collect();
    pick(found, query)
}

/// Calendars, scheduling services and hiring systems often name the role and nobody else: the only open application for
/// it is meant. A receipt may be for another one.
pub(super) fn by_role_alone(applications: &[&Application], query: &Query<'_>) -> Option<Match> {
    let from_a_service = query.domains.is_empty() && query.company.is_none();
    if !from_a_service || query.reading.class == Class::Confirmation {
        return None;
    }
    let mut found = applications
        .iter()
        .filter(|a| !a.is_closed() && role_agrees(a, query) == Some(true));
    match (found.next(), found.next()) {
        (Some(only), None) => Some(existing(only, Link::Company)),
        _ => None,
    }
}

/// How a mail points to an application's employer, if it does.
fn link_to_employer(application: &Application, query: &Query<'_>) -> Option<Link> {
    let facts = &query.reading.facts;
    if !compatible(application, query) {
        return None;
    }
    let by_person = query.senders.iter().any(|s| application.knows(s));
    if by_person {
        return Some(Link::Person);
    }
    let of_agency =
        query.senders.iter().any(|s| {
            shared::own_domain(s).is_some_and(|d| application.agency_domains.contains(&d))
        }) || facts
            .agency
            .as_deref()
            .zip(application.agency.as_deref())
            .is_some_and(|(a, b)| same_company(a, b));
    if of_agency {
        let named = query.company.is_some() || facts.role.is_some();
        return (named || facts.agency.is_some()).then_some(Link::Agency);
    }
    let (own, tenants) = (&query.domains, &query.tenants);
    let by_domain = facts.agency.is_none() && own.iter().any(|d| application.domains.contains(d));
    let by_tenant = !tenants.is_empty()
        && application
            .people
            .iter()
            .filter_map(|c| c.email.as_ref().and_then(shared::tenant))
            .any(|t| tenants.contains(&t));
    if by_domain || by_tenant {
        return Some(Link::Domain);
    }
    let names = || application.company.iter().chain(&application.aliases);
    let by_name = match query.company {
        Some(company) => {
            names().any(|n| same_company(n, company))
                || application
                    .domains
                    .iter()
                    .any(|d| domain_names_company(d, company))
        }
        None => {
            let shown = query.shown_companies();
            names().any(|n| shown.contains(&normal_company(n)))
        }
    };
    let by_domain_name = own
        .iter()
        .any(|d| names().any(|n| domain_names_company(d, n)));
    let by_tenant_name = tenants.iter().any(|t| {
        let slug = t.rsplit('/').next().unwrap_or_default();
        names().any(|n| domain_names_company(slug, n))
    });
    (by_name || by_domain_name || by_tenant_name).then_some(Link::Company)
}

/// Whether the employer that a mail names can be this application's: equal, or unknown on one side, or nothing but
/// another spelling of its domain.
fn compatible(application: &Application, query: &Query<'_>) -> bool {
    let Some(company) = query.company else {
        return true;
    };
    let mut names = application
        .company
        .iter()
        .chain(&application.aliases)
        .peekable();
    if names.peek().is_none() {
        return true;
    }
    let at_home = query
        .domains
        .iter()
        .any(|d| application.domains.contains(d));
    names.any(|n| same_company(n, company))
        || application
            .domains
            .iter()
            .any(|d| domain_names_company(d, company))
        || (at_home
            && application.agency.is_none()
            && query.reading.facts.agency.is_none()
            && role_agrees(application, query) == Some(true))
}

/// Whether the roles agree; `None` where one side names none.
fn role_agrees(application: &Application, query: &Query<'_>) -> Option<bool> {
    let role = query.reading.facts.role.as_deref()?;
    Some(same_role(role, application.role.as_deref()?))
}

fn requisition_agrees(application: &Application, query: &Query<'_>) -> Option<bool> {
    let wanted = query.reading.facts.requisition.as_deref()?;
    let known = application.requisition.as_deref()?;
    Some(normal_requisition(wanted) == normal_requisition(known))
}

type Found<'a> = Vec<(&'a Application, Link)>;

/// One of an employer's applications. `None` where there is none to choose from.
fn pick(found: Found<'_>, query: &Query<'_>) -> Option<Match> {
    if found.is_empty() {
        return None;
    }
    let fits: Found<'_> = found
        .iter()
        .copied()
        .filter(|(a, _)| requisition_agrees(a, query) != Some(false))
        .collect();
    if fits.is_empty() {
        return Some(open_new(query, "this employer, but another requisition"));
    }
    let same: Found<'_> = fits
        .iter()
        .copied()
        .filter(|(a, _)| {
            role_agrees(a, query) == Some(true) || requisition_agrees(a, query) == Some(true)
        })
        .collect();
    let candidates = if same.is_empty() {
        let similar = similar(&fits, query);
        if !similar.is_empty() {
            return Some(among(&similar, query));
        }
        let unknown: Found<'_> = fits
            .iter()
            .copied()
            .filter(|(a, _)| role_agrees(a, query).is_none())
            .collect();
        if unknown.is_empty() {
            return Some(another_role(&fits, query));
        }
        unknown
    } else {
        same
    };
    Some(among(&candidates, query))
}

/// Open ones whose title may be a longer or shorter form of the one that is named. A receipt names its own.
fn similar<'a>(fits: &[(&'a Application, Link)], query: &Query<'_>) -> Found<'a> {
    let names = |a: &Application| {
        let role = query.reading.facts.role.as_deref();
        role.zip(a.role.as_deref())
            .is_some_and(|(x, y)| similar_role(x, y))
    };
    let just_sent = |a: &Application| (a.opened_at - query.at).abs() <= ONE_SUBMISSION;
    fits.iter()
        .copied()
        .filter(|(a, _)| !a.is_closed() && names(a))
        .filter(|(a, _)| query.reading.class != Class::Confirmation || just_sent(a))
        .collect()
}

/// The mail names a role that none of the employer's applications has.
fn another_role(found: &[(&Application, Link)], query: &Query<'_>) -> Match {
    let by_person: Vec<&Application> = found
        .iter()
        .filter(|(a, link)| *link == Link::Person && !a.is_closed())
        .map(|(a, _)| *a)
        .collect();
    match by_person.as_slice() {
        [only] if query.reading.class != Class::Confirmation => ask(
            &[only],
            "somebody of this application writes, but about a role of another name",
        ),
        _ => open_new(query, "this employer, but another role"),
    }
}

/// Several applications that a mail may mean: the open one; a person's; the one just sent; else a question.
fn among(candidates: &[(&Application, Link)], query: &Query<'_>) -> Match {
    let live: Vec<(&Application, Link)> = candidates
        .iter()
        .copied()
        .filter(|(a, _)| !a.is_closed())
        .collect();
    match live.as_slice() {
        [] => after_the_end(candidates, query),
        [(only, link)] => the_only_open(only, *link, query),
        several => {
            let narrowed = narrow(several, query);
            match narrowed.as_slice() {
                [(only, link)] => the_only_open(only, *link, query),
                _ => {
                    let all: Vec<&Application> = several.iter().map(|(a, _)| *a).collect();
                    ask(&all, "several applications at this employer are open")
                }
            }
        }
    }
}

/// By person, then by domain, then by having been sent just now: the first that leaves one. A no that names no role is
/// everybody's: only a person who wrote for one application alone tells them apart.
fn narrow<'a>(several: &[(&'a Application, Link)], query: &Query<'_>) -> Found<'a> {
    let only = |wanted: &dyn Fn(&Application, Link) -> bool| -> Option<Found<'a>> {
        let left: Found<'a> = several
            .iter()
            .copied()
            .filter(|(a, link)| wanted(a, *link))
            .collect();
        (left.len() == 1).then_some(left)
    };
    let by_person = only(&|_, link| link == Link::Person);
    if by_person.is_some() || query.is_closing() {
        return by_person.unwrap_or_default();
    }
    only(&|_, link| link <= Link::Domain)
        .or_else(|| {
            only(&|a, _| {
                query.reading.class == Class::Confirmation
                    && (a.opened_at - query.at).abs() <= ONE_SUBMISSION
            })
        })
        .unwrap_or_default()
}

/// The only open one takes the mail, but for a second receipt that may be a second application.
fn the_only_open(application: &Application, link: Link, query: &Query<'_>) -> Match {
    let receipt_again = query.reading.class == Class::Confirmation
        && role_agrees(application, query) != Some(true)
        && requisition_agrees(application, query) != Some(true)
        && application.words.iter().any(|w| {
            w.class == Class::Confirmation
                && (w.at - query.at).abs() > ONE_SUBMISSION
                && w.from
                    .email
                    .as_ref()
                    .is_some_and(|from| query.senders.contains(&from))
        });
    if receipt_again {
        return ask(
            &[application],
            "a second receipt of this employer that does not name the role: is it another application?",
        );
    }
    existing(application, link)
}

/// All have ended: a receipt opens a new try; any other word belongs to the last one.
fn after_the_end(candidates: &[(&Application, Link)], query: &Query<'_>) -> Match {
    let last = candidates
        .iter()
        .max_by_key(|(a, _)| (a.ended_at(), a.opened_at, a.id));
    let Some((last, link)) = last else {
        return open_new(query, "no application of this employer is known");
    };
    let applied_again = matches!(
        query.reading.class,
        Class::Confirmation | Class::ApplicationAdmin
    ) && last.ended_at().is_some_and(|end| end < query.at);
    let withdrawal_confirmed = query.reading.class == Class::ApplicationAdmin
        && last.outcome == crate::application::Outcome::Withdrawn;
    if applied_again && !withdrawal_confirmed {
        return open_new(query, "you applied here again after an end");
    }
    existing(last, *link)
}
