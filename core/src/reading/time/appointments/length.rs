//! How long a meeting is.

use super::*;

impl Reader<'_> {
    /// How long a meeting is, where the text says so in one number.
    pub(super) fn length(&self) -> Option<u32> {
        self.scanned
            .items
            .iter()
            .find_map(|item| self.length_of_meeting(item))
    }

    fn length_of_meeting(&self, item: &Item) -> Option<u32> {
        const OTHERS: &[&str] = &[
            "early",
            "before",
            "prior",
            "advance",
            "ahead",
            "vorher",
            "fruher",
            "avant",
            "antes",
            "notice",
            "ago",
            "earlier",
            "weekly",
            "limit",
            "test",
            "assessment",
            "exercise",
            "every",
            "late",
            "drive",
            "away",
            "anticipacion",
            "anticipo",
            "antelacion",
            "prepare",
            "back",
            "challenge",
            "arrive",
            "foot",
            "walk",
            "presentation",
            "lesson",
            "fuss",
            "fussweg",
            "beforehand",
            "drove",
            "ride",
            "travel",
            "minutos antes",
            "read",
            "essay",
            "prasentation",
            "vortrag",
            "pied",
            "marche",
            "prueba",
            "break",
            "pause",
            "homework",
            "task",
        ];
        let text = self.text();
        let What::Length(length) = item.what else {
            return None;
        };
        let minutes = length
            .minutes()
            .filter(|minutes| (10..=600).contains(minutes))?;
        let counted = matches!(
            item.relation,
            Relation::Within
                | Relation::In
                | Relation::After
                | Relation::Before
                | Relation::Since
                | Relation::Ago
                | Relation::Until
                | Relation::By
        );
        let other = between(text, item.first.saturating_sub(3), item.after + 5, OTHERS);
        // "30 hours a week", "40 Std./Woche", "+0:20".
        let per = text.any(item.after, &[Sense::Article])
            || text.word(item.after, &["per", "pro", "par", "por", "each"])
            || text.mark(item.after, '/');
        let rate = per && (text.unit(item.after + 1).is_some() || text.mark(item.after, '/'));
        let offset = item.first > 0 && text.mark(item.first - 1, '+');
        (!counted && !other && !rate && !offset).then_some(minutes)
    }
}
