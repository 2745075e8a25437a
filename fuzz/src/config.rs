//! Any text as a configuration: it is taken, or every mistake is a sentence that names its key or its line.

use std::path::Path;

use heardback::config::{Config, Mistake};

const FOLDER: &str = "/nonexistent/config";
const HOME: &str = "/nonexistent";

pub fn body(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    // The owner may name a file that never ends; a fuzzer should not.
    if text.contains("dev") || text.contains("proc") || text.contains("..") {
        return;
    }
    for parse in [Config::parse, Config::check] {
        let once = parse(text, Path::new(FOLDER), Path::new(HOME));
        match &once {
            Ok(config) => {
                assert!(!config.owner.name.trim().is_empty());
                assert!(
                    config
                        .account
                        .as_ref()
                        .is_none_or(|a| !a.imap.host.is_empty()
                            && !a.smtp.host.is_empty()
                            && a.imap.port > 0
                            && a.smtp.port > 0),
                    "{config:?}"
                );
            }
            Err(mistakes) => check(text, mistakes),
        }
        assert_eq!(once, parse(text, Path::new(FOLDER), Path::new(HOME)));
    }
}

fn check(text: &str, mistakes: &[Mistake]) {
    assert!(!mistakes.is_empty(), "refused for nothing");
    let lines = 1 + text.matches('\n').count();
    for mistake in mistakes {
        let shown = mistake.to_string();
        assert!(mistake.line <= lines, "{shown}");
        assert!(mistake.line > 0 || !mistake.key.is_empty(), "{shown}");
        let first = mistake.what.chars().next();
        assert!(
            first.is_some_and(|c| c.is_uppercase() || c == '“')
                && mistake.what.ends_with(['.', '?']),
            "no sentence: {shown:?}"
        );
        assert!(!shown.contains(char::is_control), "not one line: {shown:?}");
        assert!(shown.len() < 1000, "too long to be read: {shown}");
    }
    let order: Vec<_> = mistakes.iter().map(|m| (m.line == 0, m.line)).collect();
    assert!(order.is_sorted(), "{order:?}");
}
