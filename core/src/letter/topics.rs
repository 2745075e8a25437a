//! From rough notes to the one sentence that shows that the writer was there (T3): only what stands in them, fit to be read by
//! the person it is about.
//!
//! A note is cut into clauses, each clause is matched with ways of telling ("she showed me …"), and the noun phrase or question
//! that is left is turned to the second person. What is indiscreet or unclear yields nothing: a gap is better than a blunder.

mod discretion;
mod english;
mod french;
mod german;
mod spanish;
#[cfg(test)]
mod tests;

pub(super) use discretion::Discretion;

use super::tongue::Tongue;

/// How the words came up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Talked about.
    Talk,
    /// They showed it.
    Shown,
    /// They told of it.
    Told,
    /// They explained it.
    Explained,
    /// They gave it: a tour, a demonstration.
    Given,
    /// They asked about it.
    Asked,
    /// They had several questions.
    AskedMuch,
    /// They have one; told of as theirs.
    Had,
    /// They were interested in it.
    Interest,
    /// They liked something of the owner's.
    Liked,
    /// They answered the owner's question about it.
    Answered,
    /// The owner told of it.
    ITold,
    /// The owner showed it.
    IShowed,
    /// Gone through together.
    Work,
    /// Both like it.
    Shared,
}

/// What a sentence can be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Topic {
    pub form: Form,
    /// A noun phrase or an indirect question in the second person, without a full stop.
    pub words: String,
    pub score: i32,
}

/// What the remarks yield, the best first.
pub(super) fn topics(remarks: &[String], discretion: &Discretion, tongue: Tongue) -> Vec<Topic> {
    let mut out: Vec<Topic> = Vec::new();
    for remark in remarks.iter().filter(|r| tongue.fits(r)) {
        let remark = discretion::without_asides(remark);
        let found = match tongue {
            Tongue::English => english::topics(&remark, discretion),
            Tongue::German => german::topics(&remark, discretion),
            Tongue::French => french::topics(&remark, discretion),
            Tongue::Spanish => spanish::topics(&remark, discretion),
        };
        out.extend(
            found
                .into_iter()
                .filter(|t| discretion.allows(&t.words, tongue)),
        );
    }
    // Stable: of equal ones the first told wins.
    out.sort_by_key(|t| -t.score);
    out
}

/// The sentence, with its full stop; `variant` chooses among wordings.
pub(super) fn sentence(topic: &Topic, tongue: Tongue, variant: usize) -> String {
    let forms = match tongue {
        Tongue::English => english::forms(topic.form),
        Tongue::German => german::forms(topic.form),
        Tongue::French => french::forms(topic.form),
        Tongue::Spanish => spanish::forms(topic.form),
    };
    let form = forms
        .get(variant % forms.len().max(1))
        .copied()
        .unwrap_or("{}.");
    let sentence = form.replace("{}", &topic.words);
    match tongue {
        Tongue::French => french::contracted(&sentence),
        Tongue::Spanish => spanish::contracted(&sentence),
        Tongue::English | Tongue::German => sentence,
    }
}
