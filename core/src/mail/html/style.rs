//! What a tag says about its content: that it is not to be seen.

use super::token::Tag;

/// A tag, and the declarations of its style in small letters and without blanks, taken apart once.
pub struct Styled<'a> {
    tag: &'a Tag,
    rules: Vec<(String, String)>,
}

impl<'a> Styled<'a> {
    #[must_use]
    pub fn of(tag: &'a Tag) -> Self {
        let rules = tag.attribute("style").map(rules).unwrap_or_default();
        Self { tag, rules }
    }

    /// The last value that one of these properties is given.
    fn last(&self, properties: &[&str]) -> Option<&str> {
        let mut declared = self.rules.iter().rev();
        let (_, value) = declared.find(|(name, _)| properties.contains(&name.as_str()))?;
        Some(value)
    }
}

/// Whether what the tag encloses is invisible: preheaders, tracking text, white text for filters.
#[must_use]
pub fn is_hidden(styled: &Styled<'_>) -> bool {
    let tag = styled.tag;
    if matches!(tag.name.as_str(), "head") || tag.attribute("hidden").is_some() {
        return true;
    }
    let class = tag
        .attribute("class")
        .unwrap_or_default()
        .to_ascii_lowercase();
    if ["preheader", "mcnpreviewtext", "preview-text"]
        .iter()
        .any(|name| class.split_whitespace().any(|c| c == *name))
    {
        return true;
    }
    // What a browser shows only after a click, or never.
    if matches!(tag.name.as_str(), "template" | "datalist")
        || (matches!(tag.name.as_str(), "dialog" | "details") && tag.attribute("open").is_none())
    {
        return true;
    }
    hides(&styled.rules)
}

/// The colour behind the text, as far as the tags tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ground {
    /// Of the window: white, unless a style sheet has another.
    #[default]
    Window,
    Colour(String),
    /// A picture, or whatever a style sheet has for its class.
    Unknown,
}

/// The colour of a page's window: a style sheet may have said another than white.
#[must_use]
pub fn window(html: &str) -> Ground {
    let lower = html.to_ascii_lowercase();
    let mut sheets = lower.split("<style").skip(1).map(|sheet| {
        let (sheet, _) = sheet.split_once("</style").unwrap_or((sheet, ""));
        sheet
    });
    if sheets.any(|sheet| sheet.contains("background")) {
        Ground::Unknown
    } else {
        Ground::Window
    }
}

/// The colour behind what the tag encloses.
#[must_use]
pub fn ground(styled: &Styled<'_>, around: &Ground) -> Ground {
    let tag = styled.tag;
    let of_style = styled.last(&["background", "background-color", "background-image"]);
    let of_tag = || tag.attribute("bgcolor").map(str::to_ascii_lowercase);
    match of_style.map(str::to_owned).or_else(of_tag) {
        Some(value) if value == "transparent" || value == "none" => around.clone(),
        Some(value) => colour(&value).map_or(Ground::Unknown, Ground::Colour),
        None if tag.attribute("background").is_some()
            || tag.attribute("class").is_some()
            || tag.attribute("id").is_some() =>
        {
            Ground::Unknown
        }
        None => around.clone(),
    }
}

/// The colour of what the tag encloses, where it says so.
#[must_use]
pub fn ink(styled: &Styled<'_>) -> Option<String> {
    let tag = styled.tag;
    let of_font = || {
        let of_tag = tag.attribute("color").filter(|_| tag.name == "font");
        of_tag.map(str::to_ascii_lowercase)
    };
    let of_style = styled.last(&["color"]).map(str::to_owned);
    colour(&of_style.or_else(of_font)?)
}

/// How large text is where nobody says so, in px.
pub const USUAL_SIZE: f64 = 16.0;
/// Letters of two points are for machines: the largest size, in px, that nobody can read.
const UNREADABLE: f64 = 2.7;

/// The size, in px, of the text that the tag encloses, within text of the size `around`: the nearest tag that says so
/// counts, as MJML writes `font-size:0px` round each section and a size again round each text.
#[must_use]
pub fn size(styled: &Styled<'_>, around: f64) -> f64 {
    let tag = styled.tag;
    let mut declared = styled.rules.iter().rev();
    let of_style = declared.find_map(|(name, value)| match name.as_str() {
        "font-size" => length(value, around),
        // The size stands before the line height: "0/0 a", "bold 13px/1.5 Arial".
        "font" if value.starts_with("0/") || value.starts_with("0px") => Some(0.0),
        "font" if value != "inherit" => Some(USUAL_SIZE),
        _ => None,
    });
    let of_font = || (tag.name == "font" && tag.attribute("size").is_some()).then_some(USUAL_SIZE);
    of_style.or_else(of_font).unwrap_or(around)
}

/// Whether text of that size, in px, is for machines alone.
#[must_use]
pub fn is_unreadable(size: f64) -> bool {
    size < UNREADABLE
}

/// A font size in px (CSS Values 4 §6); `None` where it is none, so that it does not count.
fn length(value: &str, around: f64) -> Option<f64> {
    // A window's hundredth, as narrow as a telephone's.
    const WINDOW: f64 = 3.6;
    let Some((n, unit)) = number(value) else {
        return match value {
            "smaller" | "larger" | "inherit" | "unset" => Some(around),
            // "medium", "x-small", "calc(…)": a program that hides text writes a number.
            _ => Some(USUAL_SIZE),
        };
    };
    let px = match unit {
        "" | "px" => n,
        "pt" => n * 4.0 / 3.0,
        "pc" => n * 16.0,
        "in" => n * 96.0,
        "cm" => n * 37.8,
        "mm" => n * 3.78,
        "q" => n * 0.945,
        "rem" => n * USUAL_SIZE,
        "em" => n * around,
        "%" => n * around / 100.0,
        "ex" | "ch" => n * around / 2.0,
        "vw" | "vh" | "vmin" | "vmax" => n * WINDOW,
        _ => return None,
    };
    (px >= 0.0).then_some(px)
}

/// Whether text of that colour cannot be told from what lies behind it.
#[must_use]
pub fn is_of_its_ground(ink: Option<&str>, ground: &Ground) -> bool {
    match (ink, ground) {
        (Some(ink), Ground::Window) => ink == "ffffff",
        (Some(ink), Ground::Colour(behind)) => ink == behind,
        (None, Ground::Window | Ground::Colour(_)) | (_, Ground::Unknown) => false,
    }
}

/// A colour as six digits; only what mail that hides text in plain sight writes.
fn colour(value: &str) -> Option<String> {
    let value = value.trim_end_matches("!important").trim();
    let digits = match value {
        "white" => "ffffff".to_owned(),
        "black" => "000000".to_owned(),
        _ => match value.strip_prefix('#') {
            Some(digits) => digits.to_owned(),
            None => {
                let inner = value
                    .strip_prefix("rgb(")
                    .or_else(|| value.strip_prefix("rgba("))?
                    .strip_suffix(')')?;
                let parts = inner.split(',').take(3);
                let bytes: Option<Vec<u8>> = parts.map(|p| p.parse().ok()).collect();
                bytes?.iter().map(|b| format!("{b:02x}")).collect()
            }
        },
    };
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    match digits.len() {
        3 => Some(digits.chars().flat_map(|c| [c, c]).collect()),
        6 => Some(digits),
        _ => None,
    }
}

/// The declarations of a style, in small letters and without blanks.
fn rules(style: &str) -> Vec<(String, String)> {
    let style: String = style
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(2000)
        .collect::<String>()
        .to_ascii_lowercase();
    let declared = style.split(';').filter_map(|rule| rule.split_once(':'));
    declared
        .map(|(name, value)| {
            let value = value.trim_end_matches("!important");
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

fn hides(rules: &[(String, String)]) -> bool {
    let mut is_flat = false;
    let mut clipped = false;
    let mut is_placed = false;
    let mut is_away = false;
    for (property, value) in rules {
        match (property.as_str(), value.as_str()) {
            ("display", "none")
            | ("visibility", "hidden" | "collapse")
            | ("content-visibility", "hidden")
            | ("mso-hide", "all")
            | ("color", "transparent") => return true,
            ("opacity", value) if is_at_most(value, 0.1) => return true,
            ("max-height", value) if is_at_most(value, 0.0) => return true,
            ("height" | "width" | "max-width" | "max-height", value) if is_at_most(value, 2.0) => {
                is_flat = true;
            }
            ("overflow" | "overflow-x" | "overflow-y", "hidden" | "clip") => clipped = true,
            ("position", "absolute" | "fixed") => is_placed = true,
            ("text-indent" | "margin-left" | "margin-top", value) if is_far_away(value) => {
                return true;
            }
            ("left" | "right" | "top" | "bottom", value) if is_far_away(value) => is_away = true,
            ("clip", value) if value.starts_with("rect(") && has_no_area(value) => return true,
            ("clip-path", value) if has_no_area(value) => return true,
            ("transform", "scale(0)" | "scale(0,0)") => return true,
            ("transform", value) if is_moved_away(value) => return true,
            ("filter", "opacity(0)" | "opacity(0%)") => return true,
            _ => {}
        }
    }
    (is_flat && clipped) || (is_placed && is_away)
}

/// A number of a style and its unit.
fn number(value: &str) -> Option<(f64, &str)> {
    let end = value
        .find(|c: char| c.is_ascii_alphabetic() || c == '%')
        .unwrap_or(value.len());
    let (digits, unit) = value.split_at_checked(end)?;
    digits.parse().ok().map(|n| (n, unit))
}

fn is_at_most(value: &str, most: f64) -> bool {
    number(value).is_some_and(|(n, unit)| {
        n <= 0.0 || (n <= most && (unit.is_empty() || matches!(unit, "px" | "pt")))
    })
}

/// Pushed out of the window. Half of it is how things are put into the middle: `translate(-50%,-50%)`.
fn is_far_away(value: &str) -> bool {
    number(value).is_some_and(|(n, unit)| match unit {
        "%" | "vw" | "vh" => n <= -100.0,
        "em" | "rem" => n <= -50.0,
        _ => n <= -200.0,
    })
}

/// `translate(-9999px,0)`.
fn is_moved_away(value: &str) -> bool {
    value
        .strip_prefix("translate")
        .is_some_and(|moved| moved.split(['(', ')', ',']).any(is_far_away))
}

/// `rect(0,0,0,0)`, `inset(50%)`, `circle(0)`: nothing is left of it.
fn has_no_area(value: &str) -> bool {
    let Some((shape, inner)) = value.trim_end_matches(')').split_once('(') else {
        return false;
    };
    let mut sizes = inner.split([',', 'a']).map(number);
    match shape {
        "rect" => inner
            .split(',')
            .all(|size| number(size).is_some_and(|(n, _)| n <= 1.0)),
        "inset" => sizes
            .next()
            .flatten()
            .is_some_and(|(n, unit)| unit == "%" && n >= 50.0),
        "circle" | "ellipse" => sizes.next().flatten().is_some_and(|(n, _)| n <= 0.0),
        _ => false,
    }
}
