//! `heardback report`: the page.

use std::path::PathBuf;

use heardback::report::page;
use roxmltree::{Document, ParsingOptions};

use crate::search::{HOSTILE, Invented, hostile};

/// Parses the page, looks at what must hold of every page, and keeps it to be looked at.
fn check(name: &str, search: &Invented) -> String {
    let text = page(&search.book, &search.policy, search.now);
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("report-{name}.html"));
    std::fs::write(kept, &text).unwrap();
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(&text, options).unwrap();
    let mut ids = Vec::new();
    let mut links = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let tag = node.tag_name().name();
        let loads = [
            "script", "link", "img", "iframe", "object", "embed", "video", "audio", "base", "form",
            "use", "image", "source",
        ];
        assert!(!loads.contains(&tag), "<{tag}>");
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(!key.starts_with("on"), "{key}={value}");
            assert!(
                !["src", "srcset", "action", "data", "style", "background"].contains(&key),
                "{key}={value}"
            );
            match key {
                "href" => links.push(value.strip_prefix('#').unwrap().to_owned()),
                "id" => ids.push(value.to_owned()),
                _ => {}
            }
        }
    }
    for link in links {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
    let style: String = document
        .descendants()
        .filter(|n| n.has_tag_name("style"))
        .flat_map(|n| n.text())
        .collect();
    assert!(!style.contains("url(") && !style.contains("@import"));
    text
}

#[test]
fn a_page_is_well_formed_and_loads_nothing() {
    for count in [0, 1, 3, 40] {
        check(&count.to_string(), &Invented::of(count));
    }
}

#[test]
fn hostile_names_stay_text() {
    let text = check("hostile", &hostile());
    let document = Document::parse_with_options(
        &text,
        ParsingOptions {
            allow_dtd: true,
            ..ParsingOptions::default()
        },
    )
    .unwrap();
    let words: String = document.descendants().filter_map(|n| n.text()).collect();
    for name in [HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3]] {
        assert!(words.contains(name), "{name} is lost");
    }
    assert!(
        !text.contains("<script")
            && !text.contains("<img")
            && !text.contains('\u{202e}')
            && !text.contains('\u{1b}')
    );
}

#[test]
fn the_page_forbids_the_network_by_itself() {
    let text = check("policy", &Invented::of(1));
    assert!(text.contains("default-src 'none'"));
}

#[test]
fn the_page_names_what_waits_and_why() {
    let search = Invented::of(9);
    let text = check("9", &search);
    for words in [
        "Waits for you",
        "Comes next",
        "Who owes whom",
        "How far they came",
        "The whole search",
        "Quiet and closed",
        "heardback approve",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(text.contains("references, work samples"));
}

#[test]
fn the_same_search_makes_the_same_page() {
    assert_eq!(
        check("twice", &Invented::of(9)),
        check("twice", &Invented::of(9))
    );
}
