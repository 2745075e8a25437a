//! Where a sentence asks the owner to wait, or says from when asking is welcome.

use super::super::talk::Talk;

/// Leave to ask once the time is over.
pub(super) fn permission(talk: &Talk) -> bool {
    talk.says(
        "feel free|reach out|ping me|ping us|nudge|follow up|check in|check back|get in touch|chase|drop me|drop us|give me a|give us a|poke me|shout|please contact|please email|please call|write to me|write to us|email me|bug me|remind me|welcome to|please do|send me a|call me|text me|\
melden sie sich|melde dich|nachfragen|haken sie|hak gern|fragen sie|frag gern|frag nach|frag mal|klingel|ruf an|melde dich|n hesitez|n hesite|relancez|relance-moi|relance-nous|recontactez|ecrivez-moi|no dudes|no dude|escribeme|escribame|escribenos|pregunta|preguntame|recuerdamelo",
    )
}

/// Leave to ask from a day on, without a word of their silence ("ping me Monday").
pub(super) fn invites(talk: &Talk) -> bool {
    talk.says("feel free to check in|feel free to follow up|welcome to follow up|welcome to check in|ping me|ping us|nudge me|nudge us|chase me|chase us|poke me|check back|check in with me|follow up with me|remind me|relance-moi|relancez-moi|relance-nous|hak gern nach|frag gern nach|haken sie gern|recuerdamelo|vuelve a escribirme")
}

/// Asks for patience.
pub(super) fn patience(talk: &Talk) -> bool {
    talk.says(
        "please allow|allow us|allow up to|allow at least|allow me|allow 1|allow 2|allow 3|allow 4|allow 5|allow 6|allow 10|allow two|allow three|allow four|allow five|allow six|allow a|allow approximately|allow around|allow between|allow the|bear with|be patient|give us until|give me until|give us till|give me till|give us a few|give me a few|give us a week|give me a week|give us two weeks|give us two days|give me two weeks|give me two days|give us three|give us a couple|give me a couple|give us a fortnight|give me a fortnight|give us another|give me another|give us up to|give us some|give us 2|give us 3|give us ten|give us 10|give it a|give it until|give it another|give her until|give him until|don t chase|not chase|no need to chase|before checking|before following|before contacting|before reaching|before chasing|before getting in touch|before emailing|before writing|hold off|please wait|sit tight|refrain|not contact|don t contact|not to contact|not follow up|don t follow up|no need to follow up|not to follow up|before you follow up|before asking|don t email|not email|not to email|not call|don t call|don t write|not write|won t be able to answer|won t answer|unable to answer|unable to respond|ask me again|ask again|don t ring|reading starts|not enquire|not to enquire|don t ask|not get in touch|wait until|wait till|leave it|expect no news|no news before|nothing before|\
geduld|gedulden|gib ihr|gib ihm|gib uns noch|gib uns zeit|gib mir noch|geben sie uns noch|geben sie uns zeit|geben sie ihr|geben sie mir noch|abzusehen|von ruckfragen|von nachfragen|nicht nachfragen|nicht vorher|nicht vor|rechnen sie mit|fragen sie|ne pas relancer|inutile de nous contacter|inutile de nous relancer|inutile de me relancer|laisse-nous|laissez-nous|patienter|avant de nous relancer|ne pas nous relancer|de ne pas|avant de nous|comptez|paciencia|no escribir|no llamar|no contactar|no nos escribas|no nos escriba|no escribas|esperar|rogamos no|no preguntes|no preguntar|dame|danos|denos|deme",
    )
}

/// Room in the day, not in the calendar ("please allow extra time").
pub(super) fn is_about_the_day(talk: &Talk) -> bool {
    talk.says("allow extra|allow time|allow yourself|allow enough|allow plenty|allow an hour|allow about an hour")
}

/// Patience asked as a length, which is also a promise ("allow us a fortnight").
pub(super) fn promises(talk: &Talk) -> bool {
    let asked = talk.says("allow|bear with us for|geduld|gedulden|danos|denos") || talk.says(GIVEN);
    asked && !is_about_the_day(talk)
}

const GIVEN: &str = "give us until|give me until|give us till|give me till|give us a few|give me a few|give us a week|give me a week|give us two weeks|give us two days|give me two weeks|give me two days|give us three|give us a couple|give me a couple|give us a fortnight|give me a fortnight|give us another|give me another|give us up to|give us some|give us 2|give us 3|give us ten|give us 10|give it a|give it until|give it another|give her until|give him until";
