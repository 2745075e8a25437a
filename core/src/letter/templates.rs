//! The letters' texts: `config/letters/NAME.LANGUAGE.txt`, minijinja, the first line a subject. The owner's own replace ours one by one.

use minijinja::value::Rest;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};

use super::gap::tidy;
use super::tongue::Tongue;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        /// Names of all templates, without the language.
        pub const NAMES: &[&str] = &[$($name),*];
        fn ours(name: &str, tongue: Tongue) -> &'static str {
            match (name, tongue) {
                $(
                    ($name, Tongue::English) => include_str!(concat!("../../../config/letters/", $name, ".en.txt")),
                    ($name, Tongue::German) => include_str!(concat!("../../../config/letters/", $name, ".de.txt")),
                    ($name, Tongue::French) => include_str!(concat!("../../../config/letters/", $name, ".fr.txt")),
                    ($name, Tongue::Spanish) => include_str!(concat!("../../../config/letters/", $name, ".es.txt")),
                )*
                _ => "",
            }
        }
    };
}

templates!(
    "accept_time",
    "offer_times",
    "thank_you",
    "thank_you_again",
    "thank_you_pass_on",
    "follow_up",
    "follow_up_availability",
    "follow_up_assessment",
    "material",
    "own_promise",
    "rejection_reply",
    "offer_thanks",
    "withdrawal",
);

/// What a template may use.
pub const VARIABLES: &[&str] = &[
    "greeting",
    "closing",
    "name",
    "position",
    "role",
    "company",
    "day",
    "date",
    "time",
    "place",
    "late",
    "personal",
    "fix",
    "strengths",
    "why",
    "people",
    "passed_on",
    "met",
    "arranged",
    "answer_day",
    "attached",
    "missing",
    "what",
    "advice",
    "taken",
    "gap",
    "names",
];

/// A letter's subject and text.
pub(super) fn render(
    name: &str,
    tongue: Tongue,
    own: Option<&str>,
    voice: Voice,
    context: &Value,
) -> (String, String) {
    let rendered = own
        .and_then(|source| fill(source, voice, context).ok())
        .or_else(|| fill(ours(name, tongue), voice, context).ok())
        .unwrap_or_default();
    let (first, rest) = rendered.split_once('\n').unwrap_or((&rendered, ""));
    match first
        .split_once(':')
        .filter(|(key, _)| key.eq_ignore_ascii_case("subject"))
    {
        Some((_, subject)) => (subject.trim().to_owned(), tidy(rest)),
        None => (String::new(), tidy(&rendered)),
    }
}

/// What a template cannot know from its variables.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Voice {
    /// Chooses in `one_of`.
    pub variant: usize,
    /// Chooses in `you`: the second wording where the thread is on familiar terms.
    pub familiar: bool,
}

fn fill(source: &str, voice: Voice, context: &Value) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("capitalize_first", |text: String| super::capitalised(&text));
    environment.add_function(
        "one_of",
        move |wordings: Rest<Value>| -> Result<Value, minijinja::Error> {
            let count = wordings.len().max(1);
            wordings.get(voice.variant % count).cloned().ok_or_else(|| {
                minijinja::Error::new(
                    ErrorKind::MissingArgument,
                    "one_of needs wordings to choose from",
                )
            })
        },
    );
    environment.add_function(
        "you",
        move |formal: String, familiar: String| {
            if voice.familiar { familiar } else { formal }
        },
    );
    environment.template_from_str(source)?.render(context)
}

#[cfg(test)]
pub(super) fn built_in(name: &str, tongue: Tongue) -> &'static str {
    ours(name, tongue)
}

/// Whether a template of the owner's can be used: its name, its syntax, and that it uses no variable that does not exist.
///
/// # Errors
/// One sentence that names the template and what is wrong with it.
pub fn check(name: &str, source: &str) -> Result<(), String> {
    let known = name.rsplit_once('.').is_some_and(|(stem, language)| {
        NAMES.contains(&stem) && ["en", "de", "fr", "es"].contains(&language)
    });
    if !known {
        return Err(format!(
            "There is no letter template named “{name}”; there are {}, each with .en, .de, .fr or .es.",
            NAMES.join(", ")
        ));
    }
    let environment = Environment::new();
    let template = environment
        .template_from_str(source)
        .map_err(|e| format!("The letter template “{name}” cannot be read: {e}."))?;
    let unknown: Vec<String> = template
        .undeclared_variables(false)
        .into_iter()
        .filter(|v| v != "one_of" && v != "you" && !VARIABLES.contains(&v.as_str()))
        .collect();
    if let Some(unknown) = unknown.iter().min() {
        return Err(format!(
            "The letter template “{name}” uses “{unknown}”, which does not exist; there are {}.",
            VARIABLES.join(", ")
        ));
    }
    fill(source, Voice::default(), &sample())
        .map(|_| ())
        .map_err(|e| format!("The letter template “{name}” cannot be filled: {e}."))
}

fn sample() -> Value {
    VARIABLES
        .iter()
        .map(|v| (*v, Value::from("")))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into()
}
