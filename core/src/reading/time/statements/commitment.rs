//! Where a sentence binds the employer to be heard from, and how firmly.

use super::super::anchor::Lang;
use super::super::cursor::Cursor;
use super::super::lexicon::Sense;
use super::super::scan::Scanned;
use super::super::talk::Talk;
use crate::reading::Strength;

/// The tokens at which the sentence promises a word, a decision or a document.
pub(super) fn heads(scanned: &Scanned, talk: &Talk, sentence: usize, lang: Lang) -> Vec<usize> {
    if talk.says("on average|most employers|employers respond|employers typically") {
        return Vec::new();
    }
    let mut found = english(scanned, sentence);
    found.extend(talk.at("owe you|before we can|before i can|should have an answer"));
    found.extend(match lang {
        Lang::En => Vec::new(),
        Lang::De => without_order(talk, talk.at(DE)),
        Lang::Fr => without_order(talk, talk.at(FR)),
        Lang::Es => without_order(talk, talk.at(ES)),
        Lang::Nl => talk.at("hoor je|hoort u|bel ik|laten weten|bellen we|neem ik contact|nemen we contact"),
        Lang::It => talk.at("faremos sapere|faro sapere|le faremo|contatteremo|ricevera|risponderemo"),
        Lang::Pt => talk.at("ter uma resposta|dar uma resposta|entraremos em contacto|entraremos em contato|receber uma resposta|daremos"),
        Lang::Pl => talk.at("odezwiemy|poinformujemy|zaproponujemy|skontaktujemy|damy znac|otrzyma pani|otrzyma pan"),
    });
    found
}

/// An order to the owner in the same words ("melden Sie sich", "contactez-nous") is no promise.
fn without_order(talk: &Talk, found: Vec<usize>) -> Vec<usize> {
    let order = talk.says("nos das|me das|nos dices|rufen sie|ruf mich|sag bis|zu melden|bittet sie|wird gebeten|bitte|merci de|veuillez|por favor|melden sie sich|melde dich|geben sie|gib|teilen sie|schicken sie|senden sie|sag mir|sagen sie|rogamos|pourriez-vous|pouvez-vous|podrias|puedes|konnten sie|konnen sie|n hesitez pas|no dudes");
    let bound = talk.says(
        "melden wir|melde ich mich|wir melden|ich melde|horen sie von uns|horst du von|erhalten sie|bekommen sie|nous vous|nous reviendrons|je vous|vous aurez|te digo|le confirmo|le llamo|te llamo|nos pondremos|geben wir|gebe ich",
    );
    if order && !bound { Vec::new() } else { found }
}

/// Verbs of being heard from, by which an English sentence promises when a modal stands before them.
const VERBS: &str = "|hear|contact|contacted|respond|reply|replied|answer|answered|update|updated|notify|notified|inform|informed|call|phone|ring|telephone|email|text|message|write|written|reach|circle|ping|tell|told|send|sent|share|shared|announce|announced|communicate|communicated|decide|decided|confirm|confirmed|revert|back|touch|know|let|have|receive|received|get|come|issue|issued|release|released|finalise|finalize|finalised|finalized|make|made|making|review|reviewed|look|drop|follow|say|give|given|close|conclude|advise|advised|deliver|provide|arrive|land|schedule|invite|post|emailed|called|";

const MODALS: &str = "|will|ll|shall|hope|hopes|hoping|aim|aims|aiming|expect|expects|expecting|expected|plan|plans|planning|intend|intends|intending|try|trying|should|going|anticipate|anticipates|promise|target|endeavour|endeavor|ought|";

/// Verbs of which the owner is the subject when a promise is kept.
const OWNERS: &str = "|hear|receive|get|know|have|notified|informed|contacted|told|sent|updated|emailed|called|given|";

/// Verbs that promise in the present tense, with a length ("answers within five days").
const PRESENT: &str =
    "|answers|responds|replies|decides|decide|notifies|answer|respond|gets|takes|telephones|lands|";

fn among(list: &str, word: &str) -> bool {
    list.split('|')
        .any(|known| !known.is_empty() && known == word)
}

fn english(scanned: &Scanned, sentence: usize) -> Vec<usize> {
    let text = scanned.cursor();
    let first = scanned.sentences.partition_point(|known| *known < sentence);
    let after = scanned
        .sentences
        .partition_point(|known| *known <= sentence);
    (first..after)
        .filter(|at| {
            text.get(*at)
                .is_some_and(|token| promises(text, first, *at, &token.low))
        })
        .collect()
}

fn promises(text: Cursor<'_>, first: usize, at: usize, word: &str) -> bool {
    if among(PRESENT, word) {
        let subject = at.checked_sub(1).is_some_and(|before| {
            before >= first
                && !text.word(
                    before,
                    &[
                        "please", "to", "you", "must", "not", "kindly", "those", "who", "that",
                        "t", "your", "an", "a", "the", "our", "my", "its", "no", "any", "could",
                    ],
                )
        });
        let within = subject
            && at > first
            && (at..at + 4).any(|next| {
                text.any(next, &[Sense::Within, Sense::By, Sense::In])
                    || text.number(next).is_some() && among("|takes|", word)
            });
        if within {
            return true;
        }
    }
    // "Expect a decision the week of March 16", "Back to you by Friday".
    let opens = at == first
        || text.word(
            at.wrapping_sub(1),
            &["and", "so", ";", ":", "-", ",", "please", "just"],
        );
    if opens && word == "expect" {
        return text.word(
            at + 1,
            &[
                "a",
                "an",
                "to",
                "news",
                "word",
                "something",
                "us",
                "feedback",
                "our",
                "the",
                "it",
                "another",
                "some",
            ],
        );
    }
    if opens && word == "back" {
        return text.word(at + 1, &["to", "with"]) && !text.word(at + 2, &["me", "us"]);
    }
    if is_plain_promise(text, at, word) {
        return true;
    }
    if !among(VERBS, word) {
        return false;
    }
    modal_before(text, first, at).is_some_and(|modal| binds_employer(text, first, modal, at, word))
}

/// Promises without a modal: "all applicants are informed by …", "we anticipate a decision on …", "the contract comes on …".
fn is_plain_promise(text: Cursor<'_>, at: usize, word: &str) -> bool {
    let before = |words: &[&str]| {
        at.checked_sub(1)
            .is_some_and(|before| text.word(before, words))
    };
    let near = |words: &[&str]| (at + 1..at + 5).any(|next| text.word(next, words));
    let outcome = near(&[
        "decision", "answer", "update", "news", "result", "results", "outcome", "feedback",
    ]);
    match word {
        "informed" | "notified" | "contacted" | "told" => before(&["are", "is", "get", "gets"]),
        "expect" if before(&["can", "should", "may"]) => {
            text.word(at + 1, &["a", "an", "to", "our", "the", "feedback", "news"])
        }
        "anticipate" | "expect" | "expects" | "anticipates" => {
            before(&["we", "i", "now", "team", "panel", "committee"]) && outcome
        }
        "expecting" => text.any(at + 1, &[Sense::By]) || outcome && !before(&["you"]),
        "comes" | "follows" | "come" => (at.saturating_sub(5)..at).any(|subject| {
            text.word(
                subject,
                &[
                    "contract",
                    "letter",
                    "offer",
                    "paperwork",
                    "pdf",
                    "draft",
                    "agreement",
                ],
            )
        }),
        "hear" | "hears" => {
            text.word(at + 1, &["back", "from"])
                && before(&["candidates", "applicants", "you", "everyone"])
        }
        _ => false,
    }
}

/// The nearest modal within a few words before a verb, in the same clause.
fn modal_before(text: Cursor<'_>, first: usize, verb: usize) -> Option<usize> {
    (first.max(verb.saturating_sub(9))..verb)
        .rev()
        .take_while(|at| {
            !text.mark(*at, ';')
                && !text.mark(*at, ':')
                && !text.mark(*at, ',')
                && !text.word(
                    *at,
                    &["please", "because", "if", "who", "that", "which", "until"],
                )
        })
        .find(|at| text.get(*at).is_some_and(|token| among(MODALS, &token.low)))
}

fn binds_employer(text: Cursor<'_>, first: usize, modal: usize, verb: usize, word: &str) -> bool {
    let mut subject = modal;
    while subject > first
        && text.word(
            subject - 1,
            &[
                "'",
                "also",
                "then",
                "still",
                "either",
                "certainly",
                "are",
                "re",
                "is",
                "am",
                "m",
                "both",
                "all",
                "be",
                "we",
            ],
        )
        && !text.word(subject, &["you"])
    {
        subject -= 1;
        if text.word(subject, &["we"]) {
            break;
        }
    }
    let before = subject.checked_sub(1).filter(|before| *before >= first);
    let had = before.is_some_and(|before| {
        text.word(before, &["had", "have", "has", "not", "t", "never", "they"])
    }) && !text.word(modal, &["will", "ll"]);
    let owner = before
        .is_some_and(|before| text.word(before, &["you", "candidates", "applicants"]))
        && !text.word(subject, &["we"]);
    let refused = (modal..verb).any(|at| {
        text.word(
            at,
            &[
                "not", "t", "never", "need", "unable", "asked", "required", "cannot",
            ],
        )
    });
    // "Slides should reach me by noon": the owner's to do.
    let for_us = text.word(verb + 1, &["me", "us"])
        || text.word(verb + 1, &["to"]) && text.word(verb + 2, &["me", "us"]);
    if for_us {
        return false;
    }
    let theirs = text.word(verb.wrapping_sub(1), &["you"]) && !among(OWNERS, word);
    if had || refused || theirs || (owner && !among(OWNERS, word)) {
        return false;
    }
    completes(text, verb, word)
}

/// Common verbs promise only with what follows them: "have an answer", "let you know", "get back to you".
fn completes(text: Cursor<'_>, verb: usize, word: &str) -> bool {
    let next = |words: &[&str]| text.word(verb + 1, words);
    let near = |words: &[&str]| (verb + 1..verb + 7).any(|at| text.word(at, words));
    match word {
        "let" => next(&[
            "you",
            "everyone",
            "candidates",
            "all",
            "applicants",
            "each",
            "everybody",
            "folks",
        ]),
        "have" => near(&[
            "news",
            "apology",
            "writing",
            "letter",
            "answer",
            "decision",
            "something",
            "feedback",
            "update",
            "word",
            "more",
            "replied",
            "decided",
            "verdict",
            "result",
            "results",
            "offer",
            "outcome",
            "response",
            "reply",
            "heard",
            "made",
            "shortlist",
            "yes",
            "date",
        ]),
        "get" => near(&[
            "back", "news", "answer", "word", "decision", "yes", "reply", "response", "feedback",
            "email", "invite", "touch", "note", "call", "offer", "update", "contract", "letter",
            "pdf", "link",
        ]),
        "make" | "made" | "making" => {
            near(&[
                "decision",
                "decisions",
                "offer",
                "offers",
                "selection",
                "selections",
                "choice",
                "contact",
                "mind",
            ]) || (word == "made" && text.word(verb.wrapping_sub(1), &["be"]))
        }
        "come" => next(&["back", "from", "through", "to", "by"]),
        "follow" => next(&["up"]),
        "look" => near(&["application", "applications", "back"]),
        "give" | "given" => near(&[
            "answer", "decision", "update", "news", "feedback", "call", "date", "shout", "ring",
            "word", "response", "result", "outcome", "you",
        ]),
        "close" | "conclude" => near(&["shortlisting", "process", "interviews"]),
        "back" => next(&["to", "with", "in"]) || near(&["you"]),
        "say" => next(&["more"]),
        "know" => !next(&["that", "how"]),
        "review" | "reviewed" => {
            near(&["application", "applications", "resume", "cv", "profile"]) || word == "reviewed"
        }
        "send" | "sent" | "share" | "shared" | "provide" | "deliver" => {
            !near(&["invite", "invitation", "calendar"])
        }
        "schedule" | "invite" | "post" | "arrive" | "land" => {
            near(&["you", "candidates", "interviews", "offer", "decision"])
        }
        "circle" | "touch" => {
            next(&[
                "back", "base", "with", "by", "again", "within", "in", "on", "early", "next",
                "either", "shortly", "soon", "once", "before",
            ]) || text.word(verb.wrapping_sub(1), &["in"])
        }
        "confirm" | "confirmed" | "decide" | "decided" | "announce" | "announced" | "reach" => true,
        _ => true,
    }
}

const DE: &str = "melde|melden|meldet|sie horen|du horst|ihr hort|von uns horen|von mir horen|bescheid|ruckmeldung|horen sie|horst du|hort ihr|horen von|entscheidung|entscheiden|informieren|informiere|benachrichtigen|benachrichtigt|kontaktieren|kontaktiere|auf sie zu|auf dich zu|erhalten sie|erhaltst du|bekommen sie|bekommst du|rufe|rufen|schreibe|schreiben ihnen|mitteilen|teilen wir|antworten wir|antworte|geht der vertrag|zuruckmelden|wissen sie|weisst du|sagen wir|sage ich|lassen wir|lasse ich|schicke|schicken wir|post aus|erfahren sie|erfahrst du|schick ich dir|schickt dir|schickt ihnen|rechnen sie mit|antwort bis|dauern|sag dir|sage dir|sage ihnen";

const FR: &str = "rappelle|rappellerai|rappellerons|telephone|telephonerai|repondra|te dis tout|je te dis|je vous dis|on t ecrit|tu auras|te revienne|reparle|serez contacte|serez contactee|serez informe|seras contacte|vous serez recontacte|vous repondre|nouvelles|recontacter|recontacterons|recontactera|recontacterai|reviendrons|reviens vers|reviendrai|revenir vers|tiendrons|tiens au courant|tiendrai|tenir au courant|repondrons|repondrai|repondre|une reponse|contacterons|contacterai|appellerai|appellerons|appelle|informerons|informerai|ecris|ecrirai|ecrirons|recevrez|recevras|ferai un retour|ferons un retour|un retour|notre decision|la decision|communiquerons|donnerons|dirai|dirons|saurez|communique";

const ES: &str = "te digo|os digo|le digo|se comunicaran|se publicaran|te contamos|te cuento|noticias|contactaremos|contactare|contactamos|responderemos|respondere|respuesta|diremos|digo algo|dire algo|avisaremos|avisare|avisamos|te aviso|os aviso|le aviso|informaremos|informare|comunicaremos|comunicara|comunicare|confirmo|confirmare|confirmaremos|llamaremos|llamare|te llamo|le llamo|escribiremos|escribo|escribire|pondremos en contacto|pondre en contacto|recibiras|recibira|tendras|tendra|sabras|sabra|decidiremos|decidimos|la decision|daremos";

/// Speaks of the owner hearing nothing.
pub(super) fn silence(talk: &Talk) -> bool {
    let open = talk.says("vaut refus|a defaut|if|should|when|where|unless|assume|without|sollten|wenn|falls|si|sans|sin|in the event|anyone who|those who|in case|ohne|passe ce delai|pasado");
    open && talk.says(NOTHING) && !talk.says("from you|we hear nothing|i hear nothing|we don t hear|i don t hear|we do not hear|we haven t heard|i haven t heard|von ihnen nichts|von ihnen horen")
}

const NOTHING: &str = "haven t been in touch|not been in touch|haven t contacted|have not contacted|not got back|haven t got back|not responded|haven t responded|haven t reached out|not contact you|no call within|absence de reponse|a defaut|not hear|not heard|don t hear|didn t hear|haven t heard|hear nothing|heard nothing|haven t been contacted|not been contacted|not contacted|without word|without hearing|no word|nothing has reached|nothing from us|no reply|no response|not received|haven t received|not receive|no communication|havent heard|dont hear|not hearing|haven t had|not had a|radio silence|nothing from me|no news|contacted you|silence|\
nichts von uns|nichts von mir|nichts gehort|nichts horen|noch nichts|keine ruckmeldung|keine nachricht|keine antwort|keine einladung|nicht gemeldet|nicht bei ihnen gemeldet|keine positive|nichts anderes|nicht kontaktiert|nicht von uns|\
sans reponse|sans nouvelle|sans nouvelles|pas de nouvelles|aucune reponse|pas de reponse|sans retour|aucune nouvelle|pas recu|pas ete contacte|pas eu de|n avez pas de|aucun retour|\
no tienes noticias|no tiene noticias|no recibes|no recibe|no has recibido|no ha recibido|no hemos contactado|sin noticias|no te hemos|no le hemos|sin respuesta|no hubieras|no hubiera|no has tenido|no ha tenido|no te decimos";

/// The condition under which the sentence speaks, if there is one.
pub(super) fn condition(talk: &Talk) -> Option<Strength> {
    if silence(talk) {
        return Some(Strength::ImplicitRejection);
    }
    conditional(talk).then_some(Strength::Conditional)
}

const UNCONDITIONAL: &str = "sea si|si o si|si o no|either way|in any case|whether or not|regardless|whichever way|one way or the other|one way or another|no matter what|whatever happens|whatever the|yes or no|a yes or a no|auf jeden fall|so oder so|in jedem fall|dans tous les cas|quoi qu il|sea lo que sea|en cualquier caso|sea cual sea|en todo caso|if we d like|know if|hear if|tell you if|say if|sehen wir weiter|wie auch immer|ob sie|egal wie|si ou non|para bien o para mal|pase lo que pase";

const CONDITIONS: &str = "if|should you|should we|should your|should there|only shortlisted|only those|only successful|only candidates|only selected|only applicants|only if|contact shortlisted|shortlisted applicants|shortlisted candidates|selected candidates|successful candidates|successful applicants|candidates whose|applicants whose|those who|those we|those selected|whoever|provided|in case|assuming|unless|where there is|once you|\
wenn|falls|sofern|sollten|sollte|bei interesse|bei passung|nur bei|nur wenn|nur die|nur bewerber|im falle|si|en cas|seuls|seules|uniquement les|en caso|solo las|solo los|solo se|solo si|unicamente|siempre que|solamente|las personas seleccionadas|les candidats retenus";

fn conditional(talk: &Talk) -> bool {
    !talk.says(UNCONDITIONAL) && talk.says(CONDITIONS)
}

const SOFT: &str = "wollen wir|wollen uns|dauern|dauert|god s grace|believe|i imagine|i think|figure|hope|hopes|hoping|aim|aims|aiming|we expect|i expect|expecting|is expected|are expected|they expect|try|trying|we should|i should|should be|should know|should have|plan|planning|plans|intend|intends|anticipate|anticipates|likely|probably|with luck|ideally|usually|typically|generally|normally|or so|around|roughly|approximately|target|targeting|looking to|do our best|try our best|endeavour|endeavor|fingers crossed|goal|all being well|hopefully|might|may be|up to|early next week|early this week|mid-week|fairly|most likely|tentatively|if all goes well|\
hoffen|hoffe|voraussichtlich|vermutlich|bemuhen|versuchen|wahrscheinlich|etwa|ca|rund|planen|in der regel|ungefahr|rechnen|hoffentlich|wohl|eigentlich|gehen davon aus|\
esperons|espere|en principe|normalement|environ|probablement|pensons|essayons|essaierons|devrions|devrait|en general|sans doute|si tout va bien|\
esperamos|espero|intentaremos|calculamos|probablemente|previsiblemente|aproximadamente|deberiamos|en principio|confiamos|seguramente|contamos ter|contamos";

/// How binding the words are.
pub(super) fn strength(talk: &Talk) -> Strength {
    match condition(talk) {
        Some(strength) => strength,
        None if talk.says(SOFT) => Strength::Soft,
        None => Strength::Hard,
    }
}
