//! What a sentence is about, as far as that decides what its times mean.

use std::collections::BTreeSet;

use super::cursor::Cursor;
use super::scan::Scanned;

/// One sentence's folded text, for looking up what it is about.
pub(super) struct Talk {
    /// Words with one space between, a space at both ends. Marks stand apart, but a hyphen within a word stays.
    words: String,
    /// Where each token's words start in them.
    starts: Vec<(usize, usize)>,
    /// Every single word, by which most phrases are ruled out at once.
    vocabulary: BTreeSet<String>,
}

impl Talk {
    pub fn of(scanned: &Scanned, sentence: usize) -> Self {
        let mut words = String::from(" ");
        let mut starts = Vec::new();
        let mut hyphen = false;
        // The sentences rise, so each one's tokens are found by halving.
        let first = scanned.sentences.partition_point(|known| *known < sentence);
        for (at, token) in scanned.tokens.iter().enumerate().skip(first) {
            if scanned.sentences.get(at) != Some(&sentence) {
                break;
            }
            if token.low == "'" {
                continue;
            }
            let joined = !token.gap && (token.low == "-" || hyphen);
            if joined && words.len() > 1 {
                words.pop();
            }
            hyphen = token.low == "-" && !token.gap;
            starts.push((words.len(), at));
            words.push_str(&token.low.replace(" ' ", " "));
            words.push(' ');
        }
        let pieces = words.split(' ').chain(words.split([' ', '-']));
        let vocabulary = pieces
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        Self {
            words,
            starts,
            vocabulary,
        }
    }

    /// Whether one of the phrases between bars stands in it. Apostrophes are spaces: "don t", "won t".
    pub fn says(&self, phrases: &str) -> bool {
        phrases
            .split('|')
            .any(|phrase| self.places(phrase.trim()).next().is_some())
    }

    /// The tokens at which the phrases between bars start, in the phrases' order.
    pub fn at(&self, phrases: &str) -> Vec<usize> {
        let places = phrases
            .split('|')
            .flat_map(|phrase| self.places(phrase.trim()));
        places.map(|offset| self.token_at(offset)).collect()
    }

    fn places<'s>(&'s self, phrase: &'s str) -> impl Iterator<Item = usize> + 's {
        let known = phrase
            .trim()
            .split(' ')
            .next()
            .is_some_and(|first| self.vocabulary.contains(first));
        let phrase = if known { phrase } else { "" };
        let found = self.words.match_indices(phrase).map(|(at, _)| at);
        found
            .take_while(move |_| known)
            .filter(move |at| self.bounded(*at, phrase.len()))
    }

    fn token_at(&self, offset: usize) -> usize {
        let next = self.starts.partition_point(|(start, _)| *start <= offset);
        next.checked_sub(1)
            .and_then(|index| self.starts.get(index))
            .map_or(0, |(_, token)| *token)
    }

    fn bounded(&self, at: usize, length: usize) -> bool {
        let bytes = self.words.as_bytes();
        let outside = |index: Option<usize>| {
            index
                .and_then(|index| bytes.get(index))
                .is_none_or(|byte| !byte.is_ascii_alphanumeric())
        };
        outside(at.checked_sub(1)) && outside(Some(at + length))
    }

    /// A line that introduces a quoted message, or a copied header.
    pub fn is_attribution(&self) -> bool {
        self.says(ATTRIBUTION)
    }

    /// When an office can be reached, not when two people meet.
    pub fn is_opening_hours(&self) -> bool {
        self.says(OPENING_HOURS)
    }

    /// The job's own dates.
    pub fn is_start_of_job(&self) -> bool {
        self.says(START_OF_JOB)
    }

    /// Whether the words shortly before a token speak of what has happened ("thank you for meeting us on Monday").
    pub fn is_past(&self, scanned: &Scanned, token: usize) -> bool {
        let text = scanned.cursor();
        let turns = |at: usize| text.mark(at, ';') || text.mark(at, '¿') || text.word(at, TURNS);
        self.at(PAST)
            .into_iter()
            .any(|at| (at..at + 14).contains(&token) && !(at..token).any(turns))
    }

    /// Offers or asks for a time.
    pub fn offers(&self) -> bool {
        self.says("could|can|free|available|suit|suits|work|works|would|how about|what about|either|option|otherwise|any time|anytime|let s|shall we|we have|i have|offer|come in|come by|meet|interview|panels|panel|call|chat|sinon|disponible|disponibles|libre|rencontrer|entretien|recevoir|ginge|passt|konnten|konnen|kannst|frei|gesprach|treffen|vorbeikommen|puedes|podrias|podemos|viene bien|entrevista|vernos|?")
            && !self.says("i ll be|we shut|shut down|on leave|out of office|i read|i m out|auf dem schiff|away until|telephone everybody|closed")
    }

    /// A change of a time.
    pub fn is_move(&self) -> bool {
        self.says(MOVE)
    }

    /// A time that cannot be kept.
    pub fn is_loss(&self) -> bool {
        self.says(LOSS)
    }
}

/// Whether one of these words stands among the tokens between two positions.
pub(super) fn between(text: Cursor<'_>, first: usize, after: usize, words: &[&str]) -> bool {
    (first..after).any(|at| text.word(at, words))
}

const ATTRIBUTION: &str =
    "wrote :|a ecrit :|schrieb|escribio :|sent :|gesendet :|envoye :|enviado :|verzonden :|schreef";

const OPENING_HOURS: &str = "office hours|opening hours|business hours|hours of operation|support hours|hours are|office is open|\
desk is open|reception is open|school is open|we are open|we re open|office opens|branch is open|\
offnungszeiten|sprechzeiten|burozeiten|geschaftszeiten|erreichbar|telefonzeiten|horaires|heures d ouverture|\
horario de atencion|horario de oficina|help desk answers|help desk is|helpdesk is|tel|phone :|working hours|core hours|arbeitszeit|\
weekdays";

const START_OF_JOB: &str = "start date|starting date|date of start|first day of work|first day with us|first day on the job|\
your first day|start work|start with us|begin work|eintritt|eintrittsdatum|arbeitsbeginn|date de debut|\
prise de poste|fecha de inicio|incorporacion|position starts|job starts|role starts|employment begins|\
employment starts|employment will begin|contract starts|contract begins|vertragsbeginn|\
beginn des arbeitsverhaltnisses";

const PAST: &str = "thank you for meeting|thanks for meeting|thank you for speaking|thanks for speaking|thanks for talking|\
thank you for talking|thank you for coming|thanks for coming|thank you for interviewing|\
thanks for interviewing|thank you for your time|thanks for your time|thank you for joining|\
thanks for joining|great meeting|good meeting|nice meeting|great talking|good talking|great speaking|\
pleasure meeting|pleasure speaking|pleasure to meet|enjoyed meeting|enjoyed talking|enjoyed speaking|\
enjoyed our|met you|met with you|spoke on|spoke last|spoke yesterday|we spoke|we met|you applied on|\
your application of|your email of|received on|submitted on|dank fur das gesprach|dank fur das angenehme|\
dank fur das nette|dank fur das interview|dank fur das telefonat|dank fur ihren besuch|dank fur ihr kommen|\
bewerbung vom|schreiben vom|haben uns am|merci pour notre|merci pour votre venue|merci pour votre visite|\
merci d etre venu|suite a notre entretien|gracias por la entrevista|gracias por la charla|gracias por venir|\
gracias por la conversacion|gracias por tu visita|was great to|was good to|was nice to|was a pleasure|\
missed our|missed the|missed your|you missed|did not attend|no-show|no show";

/// Words with which a sentence turns from thanks to what is to come.
const TURNS: &[&str] = &[
    "could", "can", "would", "let", "we'd", "next", "konnten", "wurden", "pourriez", "pouvez",
    "podrias", "puedes", "nous",
];

const MOVE: &str = "move|moved|moving|push|pushed|shift it|shove|reschedule|rescheduled|rescheduling|rearrange|rearranged|\
switch|swap|bump|bumped|change|changed|postpone|postponed|bring forward|brought forward|new time|nudge|\
new date|replace|replaces|instead|verlegen|verlegt|verschieben|verschiebt|recorre|adelantamos|aplazamos|\
reprogramado|pasa al|wird verlegt|verschoben|umbuchen|vorziehen|reporter|reporte|reportee|deplacer|deplace|\
decaler|decale|avancer|aplazar|aplazada|mover|pasar|pasamos|pasarla|pasarlo|cambiar|reprogramar|\
reprogramada|adelantar|retrasar|rather than|statt|anstatt|au lieu|en lugar|en vez|lo pasamos";

const LOSS: &str = "can t make|cannot make|can not make|won t be able|will not be able|unable to make|no longer|doesn t work|\
does not work|won t work|not going to work|have to cancel|need to cancel|has to be moved|have to move|\
is off|called away|clash|conflict|can t do|cannot do|couldn t do|can t go ahead|cannot go ahead|\
not go ahead|not be going ahead|won t go ahead|called off|release me|no alcanza|se recorre|can t see you|\
not going to be|could we not|preponed|double booked|killed our|now take place|will now be|now be held|\
has been moved|have been moved|had to move|hate you to|shuffle|scheduled for this|is now|queda aplazada|\
aplazada|se aplaza|were going to|was going to|were due to|were supposed to|was scheduled for|\
were scheduled for|had planned|is tight|not be possible|isn t going to work|something has come up|\
can t be in|non ce la faccio|geht leider nicht|kann leider nicht|verhindert|nicht halten|entfallen|\
nicht wahrnehmen|nicht stattfinden|klappt nicht|klappt leider nicht|schaffe ich nicht|ausfallen|absagen|\
annuler|ne pourrai|ne peux pas|ne pourra pas|n arrivions|impossible|no puedo|no podre|no podremos|cancelar|\
queda anulada|queda cancelada|imposible";
