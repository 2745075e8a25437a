//! An application that the owner opens by hand: sent through a portal, or none of its mail has come yet.

use serde::{Deserialize, Serialize};

use super::Desk;
use super::answer::new_application;
use crate::application::Phase;
use crate::event::{EventKind, Source};
use crate::moment::Time;
use crate::notice::{clean, place};

/// What the owner tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewApplication {
    pub company: String,
    #[serde(default)]
    pub role: Option<String>,
    /// When it was sent; none where the owner only thinks of it.
    #[serde(default)]
    pub applied_at: Option<Time>,
}

pub(super) fn add(desk: &mut Desk<'_>, new: &NewApplication) {
    desk.step.reply = Some(added(desk, new));
}

fn added(desk: &mut Desk<'_>, new: &NewApplication) -> Result<String, String> {
    let company = clean(&new.company);
    let role = new.role.as_deref().map(clean).filter(|r| !r.is_empty());
    if company.is_empty() {
        return Err("The company has no name.".to_owned());
    }
    let now = desk.now();
    if new.applied_at.is_some_and(|at| at > now) {
        return Err(
            "That day is still to come: add it when you have applied, or as a lead.".to_owned(),
        );
    }
    let same = |a: Option<&str>, b: &str| a.is_some_and(|a| a.to_lowercase() == b.to_lowercase());
    let known = desk.book.states().find(|a| {
        let same_role = match (&a.role, &role) {
            (Some(theirs), Some(role)) => same(Some(theirs), role),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        !a.is_closed() && same(a.company.as_deref(), &company) && same_role
    });
    if let Some(known) = known {
        return Err(format!(
            "That is application {} already: {}.",
            known.id,
            place(Some(known))
        ));
    }
    let id = new_application(desk);
    let phase = if new.applied_at.is_some() {
        Phase::Applied
    } else {
        Phase::Lead
    };
    let at = new.applied_at.unwrap_or(now);
    let kind = EventKind::Added {
        company: Some(company),
        role,
        phase,
    };
    desk.happen(id, at, Source::Owner, kind);
    Ok(format!(
        "Application {id}: {}, {}.",
        place(desk.book.state(id)),
        phase.name()
    ))
}
