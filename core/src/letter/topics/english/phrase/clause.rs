//! Clauses that no frame fits: their subject, or how they do something.

use std::sync::LazyLock;

use regex::Regex;

use super::object;

/// What a clause is, if no frame fits.
pub(in crate::letter::topics::english) enum Subject<'a> {
    /// A subject of its own before the verb.
    Noun(&'a str),
    /// A pronoun as subject, or nothing that can be used.
    Other,
    /// No verb: a list of topics.
    NoVerb,
}

/// The words before the finite verb.
pub(in crate::letter::topics::english) fn subject(clause: &str) -> Subject<'_> {
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\s(?:is|are|was|were|isn['’]t|aren['’]t|has|have|had|will|would|can|could|should|must|might|may|needs?|runs?|works?|takes?|took|goes|went|comes|came|makes?|made|uses?|used to|gets?|got|does|do|did|don['’]t|doesn['’]t|didn['’]t|wants?|wanted|feels?|felt|looks?|looked|sounds?|sounded|builds|writes|handles|publishes|sells|serves|collects|teaches|manages|owns|leads|produces|receives|includes|contains|belongs|consists|replaces|replaced|joined|joins|closes|closed|opens|opened|pays|buys|carries|employs|stores|feeds|covers|holds|held|wrote|built|sold|seems?|seemed|keeps?|kept|grew|grows?|started|starts|began|begins|ended|ends|moved|moves|changed|changes|happens|happened|lives?|lived|sits|stands?|stood|breaks?|broke|falls?|fell|lies|lay|means?|meant|helps?|helped|depends|matters|reports? to|went|cost|costs|only|still|probably|really)\s").expect("the pattern is constant")
    });
    static PRONOUN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:he|she|they|we|i|it|this|that|there|these|those|nobody|everyone|everybody|somebody|what|who|you|not|no|yes|never|don['’]t|didn['’]t|very|really|quite|so|too|good|great|nice|friendly|bad|hard|easy|felt|seemed|was|were|is|will|would|should|need|have|had|has|went|ran|arrived|started|ended|laughed|joked|complained|said|says|thinks|wants?|likes?|loves?|hates?|asked|told|made|gave|got|came|left|sent|knows?|knew|must|remember|ask|send|call|write|tell|check|look|think|liked|loved|praised|offered|promised|mentioned|worked|works|talked|spoke)\b").expect("the pattern is constant")
    });
    if PRONOUN.is_match(clause) {
        return Subject::Other;
    }
    let padded_end = clause.len();
    match VERB.find(clause) {
        Some(found) if found.start() > 0 => {
            let subject = clause.get(..found.start()).unwrap_or_default();
            let wh = matches!(
                subject
                    .split(' ')
                    .next()
                    .unwrap_or_default()
                    .to_lowercase()
                    .as_str(),
                "how" | "what" | "why" | "where" | "when" | "whether"
            );
            let relative = subject.contains(" that")
                || subject.contains(" which")
                || subject.contains(" who")
                || subject.contains(" how")
                || subject.contains(" what")
                || subject.contains(" where")
                || subject.contains(" they")
                || subject.contains(" we")
                || subject.contains(" nobody");
            if wh || relative {
                Subject::NoVerb
            } else {
                Subject::Noun(subject)
            }
        }
        Some(_) | None => {
            let ends_in_verb = clause.get(..padded_end).is_some_and(|c| {
                c.to_lowercase().ends_with(" works") || c.to_lowercase().ends_with(" is")
            });
            if ends_in_verb {
                Subject::Other
            } else {
                Subject::NoVerb
            }
        }
    }
}

/// "they are moving to weekly pay" → "moving to weekly pay"; "they run two shifts" → "how you run two shifts".
pub(in crate::letter::topics::english) fn how_they(clause: &str) -> Option<String> {
    static THEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:they|we)(?:['’]re| are| have been)? (?:currently |now |also |still |just |already |all )?(?P<verb>\p{L}+) (?P<rest>.+)$").expect("the pattern is constant")
    });
    let found = THEY.captures(clause)?;
    let verb = found.name("verb")?.as_str().to_lowercase();
    let rest = found.name("rest")?.as_str();
    const DOING: &[&str] = &[
        "run", "use", "build", "make", "test", "plan", "handle", "measure", "train", "teach",
        "write", "review", "ship", "deploy", "schedule", "organise", "organize", "share", "record",
        "sort", "track", "repair", "inspect", "grow", "collect", "store", "print", "cook", "serve",
    ];
    if verb.ends_with("ing")
        && verb.len() > 5
        && !matches!(
            verb.as_str(),
            "looking"
                | "hiring"
                | "struggling"
                | "losing"
                | "having"
                | "trying"
                | "hoping"
                | "going"
                | "thinking"
        )
    {
        return object(&format!("{verb} {rest}"), false);
    }
    DOING
        .contains(&verb.as_str())
        .then(|| object(&format!("how they {verb} {rest}"), false))
        .flatten()
}
