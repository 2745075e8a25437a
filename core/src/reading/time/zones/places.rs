//! Cities and countries that keep one time.

use chrono_tz::Tz;

use super::super::cursor::Cursor;

/// A city or country that keeps one time, in the languages of the tables.
pub(super) fn city(text: Cursor<'_>, at: usize) -> Option<(Tz, usize)> {
    let two = text.get(at + 1).map(|next| {
        format!(
            "{} {}",
            text.get(at).map_or("", |token| token.low.as_str()),
            next.low
        )
    });
    if let Some(zone) = two.as_deref().and_then(two_words) {
        return Some((zone, at + 2));
    }
    let zone = match text.get(at)?.low.as_str() {
        "london" | "uk" | "british" | "londres" | "londoner" | "edinburgh" | "manchester" => {
            Tz::Europe__London
        }
        "dublin" | "irish" | "ireland" => Tz::Europe__Dublin,
        "lisbon" | "lisboa" | "lisbonne" | "portuguese" => Tz::Europe__Lisbon,
        "paris" | "french" | "france" | "pariser" | "lyon" => Tz::Europe__Paris,
        "madrid" | "spanish" | "spain" | "barcelona" => Tz::Europe__Madrid,
        "berlin" | "german" | "germany" | "berliner" | "deutscher" | "deutsche" | "munich"
        | "hamburg" | "frankfurt" => Tz::Europe__Berlin,
        "vienna" | "wien" | "wiener" => Tz::Europe__Vienna,
        "zurich" | "zuricher" | "swiss" | "schweizer" | "geneva" | "geneve" => Tz::Europe__Zurich,
        "amsterdam" | "dutch" => Tz::Europe__Amsterdam,
        "brussels" | "bruxelles" => Tz::Europe__Brussels,
        "rome" | "roma" | "milan" | "italian" => Tz::Europe__Rome,
        "warsaw" | "polish" | "krakow" => Tz::Europe__Warsaw,
        "prague" => Tz::Europe__Prague,
        "stockholm" | "swedish" => Tz::Europe__Stockholm,
        "copenhagen" | "danish" => Tz::Europe__Copenhagen,
        "oslo" => Tz::Europe__Oslo,
        "helsinki" | "finnish" => Tz::Europe__Helsinki,
        "athens" => Tz::Europe__Athens,
        "istanbul" => Tz::Europe__Istanbul,
        "toronto" | "ottawa" | "montreal" => Tz::America__Toronto,
        "vancouver" => Tz::America__Vancouver,
        "halifax" => Tz::America__Halifax,
        "boston" | "ny" | "nyc" | "atlanta" | "miami" | "philadelphia" => Tz::America__New_York,
        "chicago" | "texas" | "dallas" | "houston" | "austin" => Tz::America__Chicago,
        "denver" => Tz::America__Denver,
        "phoenix" | "arizona" => Tz::America__Phoenix,
        "seattle" | "california" | "portland" => Tz::America__Los_Angeles,
        "argentina" => Tz::America__Argentina__Buenos_Aires,
        "hermosillo" => Tz::America__Hermosillo,
        "chile" => Tz::America__Santiago,
        "mexico" | "cdmx" => Tz::America__Mexico_City,
        "brasil" | "brasilia" | "brazil" => Tz::America__Sao_Paulo,
        "nepal" => Tz::Asia__Kathmandu,
        "cairo" | "egypt" => Tz::Africa__Cairo,
        "lagos" | "nigeria" => Tz::Africa__Lagos,
        "nairobi" | "kenya" => Tz::Africa__Nairobi,
        "johannesburg" => Tz::Africa__Johannesburg,
        "colombia" | "bogota" => Tz::America__Bogota,
        "lima" | "peru" => Tz::America__Lima,
        "santiago" => Tz::America__Santiago,
        "india" | "indian" | "mumbai" | "delhi" | "bangalore" | "bengaluru" | "kolkata"
        | "chennai" | "hyderabad" | "pune" => Tz::Asia__Kolkata,
        "israel" | "jerusalem" => Tz::Asia__Jerusalem,
        "dubai" => Tz::Asia__Dubai,
        "singapore" => Tz::Asia__Singapore,
        "manila" => Tz::Asia__Manila,
        "tokyo" | "japan" => Tz::Asia__Tokyo,
        "beijing" | "shanghai" | "china" => Tz::Asia__Shanghai,
        "sydney" => Tz::Australia__Sydney,
        "melbourne" => Tz::Australia__Melbourne,
        "brisbane" => Tz::Australia__Brisbane,
        "adelaide" => Tz::Australia__Adelaide,
        "perth" => Tz::Australia__Perth,
        "auckland" | "wellington" => Tz::Pacific__Auckland,
        _ => return None,
    };
    Some((zone, at + 1))
}

fn two_words(words: &str) -> Option<Tz> {
    Some(match words {
        "new york" => Tz::America__New_York,
        "los angeles" | "san francisco" | "san diego" => Tz::America__Los_Angeles,
        "mexico city" => Tz::America__Mexico_City,
        "buenos aires" => Tz::America__Argentina__Buenos_Aires,
        "sao paulo" => Tz::America__Sao_Paulo,
        "hong kong" => Tz::Asia__Hong_Kong,
        "tel aviv" => Tz::Asia__Jerusalem,
        "new zealand" => Tz::Pacific__Auckland,
        _ => return None,
    })
}
