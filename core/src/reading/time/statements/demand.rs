//! Where a sentence demands something of the owner, and with which kind of limit.

use super::super::cursor::Cursor;
use super::super::talk::Talk;

/// How a demand is put, which decides which times can be its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// "Please send it by Friday": wants a preposition or "at the latest".
    Ask,
    /// "You have 5 days", "the link expires on Friday": any time is the limit.
    Limit,
    /// "You have five days", "you have until Friday": no time but a length or an "until" is the limit.
    Have,
    /// "Closing date: 30 January": the posting's or the page's end.
    Closing,
}

/// The tokens at which a demand opens, with its manner.
pub(super) fn heads(text: Cursor<'_>, talk: &Talk) -> Vec<(usize, Manner)> {
    let mut found = Vec::new();
    // A wish not to be written to is no demand.
    if talk.says(REFUSALS) {
        return found;
    }
    let limits = talk.at(LIMIT).into_iter().filter(|at| !is_noun(text, *at));
    found.extend(limits.map(|at| (at, Manner::Limit)));
    found.extend(talk.at(ASK).into_iter().map(|at| (at, Manner::Ask)));
    found.extend(
        talk.at(HAVE)
            .into_iter()
            .filter(|at| !is_noun(text, *at))
            .map(|at| (at, Manner::Have)),
    );
    let closings = talk
        .at(CLOSING)
        .into_iter()
        .filter(|at| !is_noun(text, *at));
    found.extend(closings.map(|at| (at, Manner::Closing)));
    found
}

/// The same words of something else: "would you have 15 minutes", "interviews due on Friday", "has a closing", "school closes".
fn is_noun(text: Cursor<'_>, at: usize) -> bool {
    let due_to = text.word(at, &["due"]) && text.word(at + 1, &["to"]);
    due_to
        || at.checked_sub(1).is_some_and(|before| {
            text.word(
                before,
                &[
                    "would",
                    "do",
                    "did",
                    "if",
                    "when",
                    "what",
                    "documents",
                    "whatever",
                    "that",
                    "interviews",
                    "interview",
                    "panel",
                    "a",
                    "school",
                    "office",
                    "building",
                    "shop",
                    "reception",
                    "campus",
                    "questions",
                ],
            ) && !text.word(at, &["expires", "deadline", "frist"])
        })
}

/// An order whose "until" is a limit ("upload here until Sunday").
pub(super) fn until_limits(talk: &Talk) -> bool {
    !talk.says("don t|do not|not|wait|closed|away|out of|holiday|leave|hold|shut|busy|dont|allow")
}

/// Asks the owner and nobody else, whatever else the sentence promises.
pub(super) fn is_plain_order(talk: &Talk) -> bool {
    talk.says("please|kindly|bitte|merci de|veuillez|por favor|expires|expire|caduca|deadline|you have until|must|let me know|let us know|link|valid|send|return|submit|complete|get them|get it|need|requires|required")
}

/// Speaks of when the owner is free.
pub(super) fn is_availability(talk: &Talk) -> bool {
    talk.says("when you are free|when you re free|your availability|you are available|you re available|you might be available|free over|available over|would you have|do you have time|wann sie|vos disponibilites|disponibilidad")
}

const REFUSALS: &str = "geduld|gedulden|von ruckfragen|von nachfragen|von anfragen|patienter|de ne pas|paciencia|esperar|don t chase|not chase|please allow|allow us|allow up to|please wait|bear with|hold off|do not reply|don t need to do anything|no need to|nothing to do|not contact|don t contact|sit tight|abzusehen|no escribir|ne pas nous|gedulden|ignore this|disregard";

const ASK: &str = "please|kindly|pls|plz|complete|submit|return|upload|send|reply|rsvp|respond|confirm|accept|finish|provide|fill|book|pick|choose|indicate|let me know|let us know|let me have|tell me|tell us|get it|get them|get me|get back to me|get back to us|give me|give us|call me|ring me|could you|can you|would you|will you|could i have|can i have|may i have|could we have|can we have|might i have|must|you need to|you ll need|you will need|you should|are asked|are required|is required|are requested|be required to|we need|i need|we ll need|i ll need|we d need|i d need|we require|we ask|we would need|i would need|we d like|i d like|we would like|they d like|they d love|we d love it|need to be|needs to be|needs your|to be returned|to be completed|to be submitted|be received|may appeal|appeal|if i get|if we get|if they can be|if you can get|sign|signed|anything that s in|in by|i ll take|back by|we hear nothing|i hear nothing|we don t hear|i don t hear|we do not hear|we haven t heard from you|i haven t heard from you|hear from you|your answer|your decision|your reply|your response|a yes or no|verbal|latest|\
bitte|bitten|benotigen|brauchen|brauche|einreichen|einzureichen|absenden|zusenden|schicken sie|schick mir|senden sie|bestatigen sie|bestatigst|gib mir|geben sie|sag mir|sagen sie|hochladen|laden sie|melden sie|teilen sie|konnen sie|kannst du|konnten sie|konntest du|unterschrieben|lass mich wissen|lassen sie|lass uns|reichen sie|fullen sie|erwarten wir|erwarte ich|wurden uns|mussen sie|musst du|zuruck an|sag bis|sag uns|schick|ersuchen|vorzulegen|vorliegen|wird gebeten|werden gebeten|gebeten|rucksendung|abgelegt|genugt|nehmen sie sich|uberlegen sie|tragen sie|ihr einverstandnis|ihre antwort|wir freuen uns uber|signal|ruckmeldung bis|antwort bis|\
envoie-moi|envoie-la|envoyez-moi|confirme-moi|doivent nous parvenir|parvenir|a m envoyer|a renvoyer|a retourner|tu nous dis|donne-moi|donnez-moi|ta reponse|svp|s il vous plait|s il te plait|transmets|me donner|nous donner|merci de|veuillez|pourriez-vous|pouvez-vous|peux-tu|pourrais-tu|retourner|retournez|envoyer|envoyez|envoie|renvoyer|renvoyez|completer|completez|confirmer|confirmez|dis-moi|dites-moi|nous attendons|activez|activer|appelez|appelle-moi|il nous faudrait|il me faut|il nous faut|attends ta reponse|signer|transmettre|transmettez|faire parvenir|repondre|repondez|remplir|nous vous prions|priere de|votre reponse|idealement|\
por favor|envianos|envia|enviar|envienosla|envienos|enviarnos|completa|complete|completar|contestame|contestanos|contesta|responde|respondenos|responda|confirma|confirmanos|confirme su|confirmar|rellena|rellenar|firmado|firmada|mandanos|mandame|mandes|necesitamos|necesito|dinos|digame|diganos|dime|nos das|entregar|entrega|puedes|podrias|podria|puede|hazme llegar|haznos llegar|rogamos|agradeceremos|remitir|remita|como muy tarde|a mas tardar|\
uiterlijk|graag|lukt het je|wil je|kun je|kunt u|stuur|mi faccia sapere|la preghiamo|entro|ci invii|por favor|envie|prosze|prosimy";

const LIMIT: &str = "open until|expires|expire|expiring|is valid|remains valid|valid for|valid till|valid until|valid through|stop working|stops working|be deleted|will be deleted|is active|stays live|is live|remains live|works through|i promised them|promised them|remains active|stays open|stay open|remains open|is open for|works until|link works|is good for|good until|link dies|dies after|dies in|lapses|available until|is available for|remains available for|be started up to|accepts documents|portal accepts|due|deadline|turn this in|envelope closes|page closes|window closes|link closes|invitation closes|test closes|assessment closes|survey closes|closes in|hold these|hold it|hold the offer|pushed the letter|runs out|run out|time limit|left to complete|remaining to|gives you|allow you|time is up|offer stands|offer is open|be withdrawn|walk in|drop in|extended to|extended until|extended the deadline|\
frist|angebotsfrist|abgabefrist|bewerbungsfrist|ruckmeldefrist|einreichungsfrist|lauft ab|lauft am|gultig|zeit bis|deaktiviert|freihalten|halten wir|aufrecht|freigeschaltet|gilt bis|offen bis|angebot gilt|abgabe|einsendeschluss|verfallt|\
expire|valable|date limite|dernier jour|dernier delai|je ferme|delai de|delai|echeance|\
caduca|caducara|vence|vencera|plazo|fecha limite|valido|disponible hasta|expira|expirara";

const HAVE: &str = "you have|you ve got|sie haben|du hast|haben sie|hast du|vous avez|tu as|avez jusqu|as jusqu|disposez|disposes|tienes|tiene|dispones|dispone|disponen|cuentas con";

/// Speaks of somebody's absence or of what is not to be done until then.
pub(super) fn is_no_limit(talk: &Talk) -> bool {
    talk.says(REFUSALS) || talk.says("confirme|confirmed|entretien|interview|gesprach|entrevista|rendez-vous|termin|cita|any time|anytime|closed|away|out of|on leave|holiday|shut|busy|don t|do not|not|wait|hold|on hold|vacation|until then|freeze|frozen|freezes|dont|won t|nothing|no|kein|keine|nicht|pas|no se|sin|retained|keep your|delete|erased|expected|planned|interviews|meets|funding|working|here until|in town|signed in|since|office|abwesend|im urlaub|geschlossen|ferme|cerrado|vacaciones|conges|conservons|aufbewahren|loschen")
}

const CLOSING: &str = "closing date|closing|closes|close on|apply by|applications close|einsendeschluss|bewerbungsschluss|date de cloture|cloture";

/// A length before the meeting.
pub(super) fn before_meeting(talk: &Talk) -> bool {
    talk.says("before the interview|before your interview|before the call|before our call|before your call|before the meeting|before we meet|before our meeting|before we talk|before we speak|prior to the interview|prior to your interview|prior to the call|prior to the meeting|ahead of the interview|ahead of the call|in advance of|before the start|before the slot|before your slot|before your appointment|vor dem gesprach|vor dem termin|vor dem interview|vor beginn|avant l entretien|avant le rendez-vous|avant l appel|antes de la entrevista|antes de la llamada|before the session|in advance|beforehand|prior to the schedule")
}
