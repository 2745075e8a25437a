//! Whether a text writes the day or the month first.

use super::*;

impl Scanned {
    /// Whether this text writes the day or the month first, where another date, a zone or a pound sign tells.
    pub(super) fn settle_order(&mut self) {
        let Some(order) = self.order() else { return };
        for item in &mut self.items {
            if let What::Days(days) = &mut item.what {
                settle(days, order);
            }
        }
    }

    fn order(&self) -> Option<bool> {
        let told = |days: &Days| {
            let Days::Numeric {
                first,
                second,
                day_first,
                ..
            } = days
            else {
                return None;
            };
            let open = day_first.is_none() && (*first > 12) != (*second > 12);
            open.then_some(*first > 12)
        };
        let written = self.items.iter().find_map(|item| {
            if let What::Days(days) = &item.what {
                told(days)
            } else {
                None
            }
        });
        let pounds = || {
            self.tokens
                .iter()
                .any(|token| token.low == "£" || token.low == "nhs")
                .then_some(true)
        };
        let zone = || {
            self.items.iter().find_map(|item| {
                if let What::Zone(named) = item.what {
                    named.month_first().map(|month_first| !month_first)
                } else {
                    None
                }
            })
        };
        written.or_else(zone).or_else(pounds)
    }
}

fn settle(days: &mut Days, order: bool) {
    if let Days::Numeric {
        day_first: day_first @ None,
        ..
    } = days
    {
        *day_first = Some(order);
    } else if let Days::Range(first, last) = days {
        settle(first, order);
        settle(last, order);
    }
}
