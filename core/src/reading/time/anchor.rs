//! What a relative time is counted from: the message's Date, its sender and its reader.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeZone, Weekday,
};
use chrono_tz::Tz;

/// The languages that have a table of time words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    En,
    De,
    Fr,
    Es,
    Nl,
    It,
    Pt,
    Pl,
}

impl Lang {
    /// The language by its commonest small words; English where nothing speaks for another.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        const SMALL: &[(Lang, &[&str])] = &[
            (
                Lang::En,
                &[
                    "the", "you", "we", "to", "your", "and", "for", "will", "at", "on", "us",
                    "with", "be",
                ],
            ),
            (
                Lang::De,
                &[
                    "der", "die", "und", "wir", "sie", "ihnen", "ist", "ein", "für", "uns", "am",
                    "um", "uhr", "mit", "bitte", "zum", "den", "ich", "bis", "nicht", "kw",
                ],
            ),
            (
                Lang::Fr,
                &[
                    "le", "les", "vous", "nous", "et", "est", "une", "à", "pour", "votre", "de",
                    "mardi", "lundi", "jeudi", "heure", "du", "je", "d", "l", "avant", "au",
                ],
            ),
            (
                Lang::Es,
                &[
                    "el", "los", "que", "y", "una", "para", "por", "su", "tu", "del", "las",
                    "martes", "hora", "de", "con", "es", "nos", "te", "antes",
                ],
            ),
            (
                Lang::Nl,
                &[
                    "het", "een", "van", "wij", "je", "uur", "om", "op", "en", "uw",
                ],
            ),
            (
                Lang::It,
                &[
                    "il", "che", "di", "per", "alle", "ore", "della", "una", "e", "la",
                ],
            ),
            (
                Lang::Pt,
                &[
                    "o", "que", "da", "para", "uma", "dia", "não", "às", "com", "de",
                ],
            ),
            (
                Lang::Pl,
                &["w", "na", "się", "o", "godz", "i", "do", "dnia", "proszę"],
            ),
        ];
        let mut best = (1, Self::En);
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .take(400)
            .map(str::to_lowercase)
            .collect();
        for (lang, small) in SMALL {
            let count = words
                .iter()
                .filter(|word| small.contains(&word.as_str()))
                .count();
            if count > best.0 {
                best = (count, *lang);
            }
        }
        best.1
    }
}

/// An ISO 3166 country of the sender, in capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(pub [u8; 2]);

impl Country {
    pub const US: Self = Self(*b"US");
    pub const CA: Self = Self(*b"CA");
    pub const GB: Self = Self(*b"GB");
    pub const IE: Self = Self(*b"IE");
    pub const IN: Self = Self(*b"IN");
    pub const IL: Self = Self(*b"IL");
    pub const CN: Self = Self(*b"CN");
    pub const AU: Self = Self(*b"AU");
    pub const PH: Self = Self(*b"PH");

    /// The country of a domain's last label ("acme.co.uk" is GB). Generic domains have none.
    #[must_use]
    pub fn from_domain(domain: &str) -> Option<Self> {
        let last = domain
            .trim_end_matches('.')
            .rsplit('.')
            .next()?
            .to_ascii_uppercase();
        match last.as_str() {
            "UK" => Some(Self::GB),
            "GOV" | "MIL" => Some(Self::US),
            // Sold as ordinary names, so they say nothing about a place.
            "IO" | "AI" | "CO" | "ME" | "TV" | "FM" | "GG" | "SH" | "TO" | "LY" | "CC" | "WS" => {
                None
            }
            other => <[u8; 2]>::try_from(other.as_bytes()).ok().map(Self),
        }
    }

    /// Whether this country writes 03/04 for the 4th of March.
    pub(super) fn month_first(self) -> bool {
        self == Self::US || self == Self::PH
    }
}

/// What relative words are counted from.
#[derive(Debug, Clone, Copy)]
pub struct Anchor<'a> {
    /// The message's Date in its own offset.
    pub at: DateTime<FixedOffset>,
    /// Where the owner lives: "your time".
    pub owner_zone: Tz,
    /// Where the sender is known to live; else the offset of the Date decides.
    pub sender_zone: Option<Tz>,
    /// The sender's country, where the domain or the signature tells.
    pub country: Option<Country>,
    pub language: Lang,
    /// Days that are no business days, besides Saturdays and Sundays.
    pub holidays: &'a [NaiveDate],
}

impl<'a> Anchor<'a> {
    /// An anchor with nothing known but the Date, the owner's zone and the language.
    #[must_use]
    pub fn new(at: DateTime<FixedOffset>, owner_zone: Tz, language: Lang) -> Self {
        Self {
            at,
            owner_zone,
            sender_zone: None,
            country: None,
            language,
            holidays: &[],
        }
    }

    /// The day on which the message was written.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.at.date_naive()
    }

    pub(super) fn is_weekend(&self) -> bool {
        matches!(self.today().weekday(), Weekday::Sat | Weekday::Sun)
    }

    pub(super) fn is_business_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// The sender's zone: the known one, the owner's or a usual one with the Date's offset, else that bare offset.
    #[must_use]
    pub fn sender(&self) -> Zone {
        if let Some(zone) = self.sender_zone {
            return Zone::Region(zone);
        }
        let fits = |zone: &Tz| self.offset_in(*zone) == self.at.offset().local_minus_utc();
        if fits(&self.owner_zone) {
            return Zone::Region(self.owner_zone);
        }
        self.usual_zones()
            .iter()
            .find(|zone| fits(zone))
            .map_or(Zone::Offset(*self.at.offset()), |zone| Zone::Region(*zone))
    }

    fn offset_in(&self, zone: Tz) -> i32 {
        zone.offset_from_utc_datetime(&self.at.naive_utc())
            .fix()
            .local_minus_utc()
    }

    /// Zones to try for an offset, the likeliest first. An offset of zero is a machine's unless something says Britain.
    fn usual_zones(&self) -> &'static [Tz] {
        match self.language {
            Lang::De => &[Tz::Europe__Berlin],
            Lang::Fr => &[Tz::Europe__Paris, Tz::America__Toronto],
            Lang::Es => &[
                Tz::Europe__Madrid,
                Tz::America__Mexico_City,
                Tz::America__Argentina__Buenos_Aires,
                Tz::America__Bogota,
            ],
            Lang::Nl => &[Tz::Europe__Amsterdam],
            Lang::It => &[Tz::Europe__Rome],
            Lang::Pt => &[Tz::Europe__Lisbon, Tz::America__Sao_Paulo],
            Lang::Pl => &[Tz::Europe__Warsaw],
            Lang::En => match self.country {
                Some(Country::GB) => &[Tz::Europe__London],
                Some(Country::IE) => &[Tz::Europe__Dublin],
                _ if self.at.offset().local_minus_utc() == 3600
                    && self.offset_in(Tz::Europe__London) == 3600 =>
                {
                    &[Tz::Europe__London]
                }
                _ => &[
                    Tz::America__New_York,
                    Tz::America__Chicago,
                    Tz::America__Denver,
                    Tz::America__Los_Angeles,
                    Tz::Europe__Berlin,
                    Tz::Asia__Kolkata,
                    Tz::Australia__Sydney,
                    Tz::Pacific__Auckland,
                ],
            },
        }
    }
}

/// Where a wall clock hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Region(Tz),
    Offset(FixedOffset),
}

impl Zone {
    /// The instant of a wall clock. The earlier of two in autumn; in the hour that spring skips, the clock moved forward.
    pub(super) fn instant(self, local: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::Offset(offset) => offset.from_local_datetime(&local).single(),
            Self::Region(zone) => zone
                .from_local_datetime(&local)
                .earliest()
                .or_else(|| {
                    zone.from_local_datetime(
                        &local.checked_add_signed(chrono::TimeDelta::hours(1))?,
                    )
                    .earliest()
                })
                .map(|at| at.fixed_offset()),
        }
    }

    /// The region, if it is one.
    #[must_use]
    pub fn region(self) -> Option<Tz> {
        match self {
            Self::Region(zone) => Some(zone),
            Self::Offset(_) => None,
        }
    }

    /// The wall clock here at an instant.
    pub(super) fn local(self, at: DateTime<FixedOffset>) -> NaiveDateTime {
        match self {
            Self::Region(zone) => at.with_timezone(&zone).naive_local(),
            Self::Offset(offset) => at.with_timezone(&offset).naive_local(),
        }
    }
}
