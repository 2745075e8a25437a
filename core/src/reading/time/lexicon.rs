//! The words of time of each language, as tables of phrases and their senses.

mod de;
mod en;
mod es;
mod fr;
mod others;

use std::collections::{BTreeMap, VecDeque};
use std::sync::LazyLock;

use super::anchor::Lang;
use super::tokens::{Kind, Token, cut};

/// A unit of length in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Business,
    Week,
    Fortnight,
    Month,
    Year,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
}

/// A feast by which people date things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feast {
    Christmas,
    /// The holidays around the turn of the year: over with the second of January.
    Holidays,
    Easter,
    Thanksgiving,
}

/// What a word or phrase of the tables means. One phrase may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    Month(u32),
    /// Also a common word ("may", "march"): wants a capital and company.
    MonthLike(u32),
    /// 0 is Monday.
    Weekday(u32),
    /// An abbreviation that is also a common word ("sun", "do"): wants a number after it.
    ShortWeekday(u32),
    Number(u32),
    /// "A couple", "a few": between the two.
    Some(u32, u32),
    Article,
    Half,
    Quarter,
    Ordinal(u32),
    OrdinalMark,
    Unit(Unit),
    BusinessMark,
    CalendarMark,
    /// Days from the message's.
    Offset(i64),
    Noon,
    Midnight,
    EndOfDay,
    FirstThing,
    Part(Part),
    Am,
    Pm,
    /// "Uhr", "h", "o'clock".
    Clock,
    /// "heures", "horas": a clock only after "at".
    ClockOrHours,
    This,
    Next,
    Coming,
    Last,
    /// "Next week" in one word or fixed phrase, in weeks from the message's.
    WeekOffset(i64),
    Early,
    Middle,
    Late,
    End,
    Start,
    The,
    Of,
    At,
    On,
    To,
    And,
    Or,
    From,
    Between,
    In,
    Within,
    By,
    Before,
    Until,
    Through,
    After,
    NotBefore,
    Since,
    Ago,
    About,
    Past,
    Less,
    /// "Or so", after an approximate length.
    OrSo,
    AtLatest,
    CalendarWeek,
    WeekOf,
    YearQuarter,
    NewYear,
    Feast(Feast),
    Minus30,
    SameTime,
    Onwards,
}

pub(super) type Entry = (&'static str, Sense);

type Phrases = Vec<(Vec<String>, Vec<Sense>)>;

/// The phrases of one language by their first word, the longest first.
pub(super) struct Index(BTreeMap<String, Phrases>);

impl Index {
    /// The most tokens that a phrase may have.
    pub(super) const LONGEST: usize = 8;

    fn new(lang: Lang) -> Self {
        let mut index = Self(BTreeMap::new());
        for (phrase, sense) in table(lang) {
            index.add(phrase, *sense);
        }
        for other in [Lang::En, Lang::De, Lang::Fr, Lang::Es] {
            if other != lang {
                index.borrow_names(other);
            }
        }
        for phrases in index.0.values_mut() {
            phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        index
    }

    /// Names of months and days of another language that cannot be anything else here.
    fn borrow_names(&mut self, other: Lang) {
        for (phrase, sense) in table(other) {
            let name = matches!(sense, Sense::Month(_) | Sense::Weekday(_)) && phrase.len() >= 5;
            let meridiem =
                matches!(sense, Sense::Pm) || (matches!(sense, Sense::Am) && *phrase != "am");
            if (name || meridiem) && !self.0.contains_key(*phrase) {
                self.add(phrase, *sense);
            }
        }
    }

    fn add(&mut self, phrase: &str, sense: Sense) {
        let words: Vec<String> = cut(phrase).into_iter().map(|token| token.low).collect();
        let Some(first) = words.first() else { return };
        let phrases = self.0.entry(first.clone()).or_default();
        match phrases.iter_mut().find(|(known, _)| *known == words) {
            Some((_, senses)) => senses.push(sense),
            None => phrases.push((words, vec![sense])),
        }
    }

    /// The longest phrase that starts at this token: how many tokens it takes, and its senses.
    pub(super) fn longest(
        &self,
        first: &Token,
        rest: &VecDeque<Token>,
    ) -> Option<(usize, &[Sense])> {
        let phrases = self.0.get(&first.low)?;
        phrases
            .iter()
            .find(|(words, _)| fits(words, rest))
            .map(|(words, senses)| (words.len(), senses.as_slice()))
    }
}

fn fits(words: &[String], rest: &VecDeque<Token>) -> bool {
    words.len() <= rest.len() + 1
        && words.iter().skip(1).zip(rest).all(|(word, token)| {
            *word == token.low && token.breaks < 2 && (token.kind == Kind::Word || !token.gap)
        })
}

fn table(lang: Lang) -> &'static [Entry] {
    match lang {
        Lang::En => en::WORDS,
        Lang::De => de::WORDS,
        Lang::Fr => fr::WORDS,
        Lang::Es => es::WORDS,
        Lang::Nl => others::NL,
        Lang::It => others::IT,
        Lang::Pt => others::PT,
        Lang::Pl => others::PL,
    }
}

macro_rules! indexes {
    ($($lang:ident $name:ident),*) => {
        $(static $name: LazyLock<Index> = LazyLock::new(|| Index::new(Lang::$lang));)*
        /// The table of a language.
        pub(super) fn index(lang: Lang) -> &'static Index {
            match lang { $(Lang::$lang => &$name),* }
        }
    };
}

indexes!(En EN, De DE, Fr FR, Es ES, Nl NL, It IT, Pt PT, Pl PL);
