//! Pay (L5), pushing (L6), arguing with a no (L7), thanks and interest (L8).

use std::sync::LazyLock;

use regex::Regex;

use super::Sheet;
use crate::book::Finding;
use crate::event::LetterKind;
use crate::letter::tongue::Tongue;
use crate::reading::Class;
use crate::rule::Rule;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("the pattern is constant"));
    };
}

pattern!(
    PAY,
    r"(?i)\b(?:salary|salaries|compensation|benefits?|remuneration|bonus(?:es)?|wages?|pay (?:range|rate|rise)|gehalt\w*|vergütung|bezahlung|lohn|salaire|rémunération|salario|sueldo|remuneración)\b"
);
pattern!(
    PUSHY,
    r"(?i)you promised|(?:still|yet) (?:have not|haven['’]?t) heard|(?:have not|haven['’]?t) heard (?:back )?(?:from you )?(?:yet|still)|really need (?:this|the|a) (?:job|position|role)|as soon as possible|\basap\b|\bi demand\b|unacceptable|why have(?: not|n['’]?t) you|desperate|\bdisappointed\b|\bimmediately\b|\burgent(?:ly)?\b|just checking in|touching base|circling back|hope this (?:e-?mail )?finds you well|sie haben (?:mir )?versprochen|noch immer (?:nichts|keine)|immer noch (?:nichts|keine)|so schnell wie möglich|umgehend|dringend|inakzeptabel|enttäuscht|vous (?:m['’])?aviez promis|toujours pas|dès que possible|au plus vite|inacceptable|déçue?|me prometi(?:ó|eron)|todavía no (?:he|me)|lo antes posible|cuanto antes|inaceptable|decepcionad[oa]|desesperad[oa]"
);
pattern!(
    ARGUING,
    r"(?i)\bfeedback\b|\breasons?\b|\bwhy\b|\breconsider|change your mind|(?:second|another|one more) (?:chance|look)|\bunfair\b|\bmistake\b|\bwarum\b|\bweshalb\b|\bgründe?\b|\bbegründ\w*|überdenken|noch einmal überlegen|zweite chance|\bunfair\b|\bpourquoi\b|\braisons?\b|reconsidérer|revenir sur votre décision|seconde chance|\binjuste\b|por qué|\brazon(?:es)?\b|\bmotivos?\b|reconsiderar|segunda oportunidad|\binjust[oa]\b"
);
pattern!(
    THANKS,
    r"(?i)thank|grateful|appreciat|\bdank|merci|remerci|gracias|agrade"
);
pattern!(
    INTEREST,
    r"(?i)interest|enthusias|excited|keen|look(?:ing)? forward|motivated|eager|love to|very much like|glad to|interess|freue|gespannt|begeister|gern|intérêt|intéress|enthousias|hâte|réjoui|plaisir|interés|interes|ilusión|entusias|encantaría|gustaría"
);

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Vec<Finding>) {
    let kind = sheet.draft.kind;
    if let (Some(word), false) = (PAY.find(&sheet.body), pay_is_a_topic(sheet)) {
        sheet.warn(
            Rule::L5,
            format!(
                "“{}”: pay is better left to them until they ask or make an offer.",
                word.as_str()
            ),
            found,
        );
    }
    if let Some(word) = PUSHY.find(&sheet.body) {
        sheet.warn(
            Rule::L6,
            format!(
                "“{}” may sound impatient. A calmer word serves you better.",
                word.as_str()
            ),
            found,
        );
    }
    if kind == LetterKind::RejectionReply
        && let Some(word) = ARGUING.find(&sheet.body)
    {
        sheet.block(Rule::L7, format!("“{}”: an answer to a no asks for no reasons and does not argue. Thank them, and leave it there.", word.as_str()), found);
    }
    let wants_thanks = matches!(
        kind,
        LetterKind::ThankYou
            | LetterKind::FollowUp
            | LetterKind::RejectionReply
            | LetterKind::OfferThanks
            | LetterKind::Withdrawal
    );
    if wants_thanks && !THANKS.is_match(&sheet.body) {
        sheet.warn(Rule::L8, "There is no thanks in it.".to_owned(), found);
    }
    if matches!(kind, LetterKind::ThankYou | LetterKind::FollowUp)
        && !INTEREST.is_match(&sheet.body)
    {
        sheet.warn(
            Rule::L8,
            "It does not say that you are interested.".to_owned(),
            found,
        );
    }
    if sheet.tongue == Tongue::English
        && kind == LetterKind::FollowUp
        && sheet.body.split_whitespace().count() < 15
    {
        sheet.warn(
            Rule::L8,
            "It is little more than a question. A word of thanks and interest belongs to it."
                .to_owned(),
            found,
        );
    }
}

/// They asked, or there is an offer.
fn pay_is_a_topic(sheet: &Sheet<'_>) -> bool {
    sheet.app.is_some_and(|app| {
        app.offer.is_some()
            || app
                .words
                .iter()
                .any(|w| matches!(w.class, Class::Offer | Class::InformationRequest))
    })
}
