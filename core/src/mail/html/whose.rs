//! What a tag says about its content: that it is a quote, or a signature.

use super::token::Tag;
use crate::mail::parse::Part;

/// Whose text the tag encloses.
#[must_use]
pub fn part(tag: &Tag) -> Part {
    if is_quote(tag) {
        return Part::Quoted;
    }
    if is_signature(tag) {
        Part::Signature
    } else {
        Part::Own
    }
}

/// Whether the tag encloses a signature that a mail program put there.
fn is_signature(tag: &Tag) -> bool {
    const NAMES: [&str; 12] = [
        "gmail_signature",
        "gmail_signature_prefix",
        "moz-signature",
        "protonmail_signature_block",
        "ms-outlook-mobile-signature",
        "applemailsignature",
        "composer_signature",
        "x_ms-outlook-mobile-signature",
        "ms-outlook-mobile-body-separator-line",
        "mail_android_signature",
        "tutanota_signature",
        "k9mail-signature",
    ];
    if tag.attribute("data-signatureblock").is_some()
        || tag
            .attribute("data-smartmail")
            .is_some_and(|v| v == "gmail_signature")
    {
        return true;
    }
    let class = tag
        .attribute("class")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let id = tag.attribute("id").unwrap_or_default().to_ascii_lowercase();
    NAMES
        .iter()
        .any(|name| id == *name || class.split_whitespace().any(|c| c == *name))
}

/// Whether the tag encloses a quote of another mail.
#[must_use]
pub fn is_quote(tag: &Tag) -> bool {
    let class = tag.attribute("class").unwrap_or_default();
    let id = tag.attribute("id").unwrap_or_default();
    let has = |name: &str| {
        class
            .split_whitespace()
            .any(|c| c.eq_ignore_ascii_case(name))
    };
    if tag.name == "blockquote" {
        // Outlook and some web mailers indent own text with a bare blockquote; a quote has a type, a class, a cite or a
        // line at its left.
        let style = tag
            .attribute("style")
            .unwrap_or_default()
            .to_ascii_lowercase();
        return tag.attribute("type").is_some()
            || tag.attribute("cite").is_some()
            || !class.is_empty()
            || style.contains("border-left")
            || !style.contains("margin");
    }
    const CLASSES: [&str; 16] = [
        "gmail_attr",
        "gmail_extra",
        "yahoo_quoted",
        "moz-cite-prefix",
        "moz-forward-container",
        "protonmail_quote",
        "tutanota_quote",
        "wordsection1-quote",
        "zmail_extra",
        "hubspot_quote",
        "freebirdquote",
        "bloop_original_html",
        "mail_quote",
        "moz-email-headers-table",
        "quote-header",
        "x_gmail_quote",
    ];
    const IDS: [&str; 9] = [
        "divrplyfwdmsg",
        "appendonsend",
        "olk_src_body_section",
        "reply-intro",
        "mail-editor-reference-message-container",
        "x_divrplyfwdmsg",
        "yahoo_quoted",
        "isforwardcontent",
        "mailcontentquote",
    ];
    // Yahoo puts letters of its own before its class names.
    class
        .split_whitespace()
        .any(|c| c.ends_with("yahoo_quoted"))
        || matches!(tag.attribute("name"), Some("quote" | "quoted-content"))
        || CLASSES.iter().any(|name| has(name))
        || IDS.iter().any(|name| {
            id.to_ascii_lowercase()
                .starts_with(&name.to_ascii_lowercase())
        })
}

/// Whether everything from this tag on is quoted, though the tag does not enclose it: Outlook writes the header block
/// of the quoted mail into its own element and the quoted mail after it.
#[must_use]
pub fn begins_unenclosed_quote(tag: &Tag) -> bool {
    let id = tag.attribute("id").unwrap_or_default().to_ascii_lowercase();
    if matches!(
        id.as_str(),
        "divrplyfwdmsg"
            | "appendonsend"
            | "olk_src_body_section"
            | "mail-editor-reference-message-container"
            | "orimsghtmlseperator"
            | "stopspelling"
    ) {
        return true;
    }
    if tag.name != "div" && tag.name != "p" {
        return false;
    }
    // Outlook for Windows and Mac: a rule above "From: … Sent: …".
    let style: String = tag
        .attribute("style")
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(400)
        .collect::<String>()
        .to_ascii_lowercase();
    style.contains("border:none;border-top:solid#") && style.contains("padding:3.0pt0")
}
