//! Any bytes as a message that is read: the reading rests on words that stand in it, and it may be written down and read
//! back.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use heardback_core::id::Address;
use heardback_core::mail::parse;
use heardback_core::reading::{Reader, Reading};

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let owner: BTreeSet<Address> = Address::new("sam@mailbox.example").into_iter().collect();
    Reader::new(
        owner,
        "Sam Okafor",
        chrono_tz::Europe::London,
        BTreeSet::new(),
    )
});

pub fn body(bytes: &[u8]) {
    let mail = parse(bytes);
    let reading = READER.read(&mail);
    assert!(
        (0.0..=1.0).contains(&reading.confidence),
        "{}",
        reading.confidence
    );
    assert!(!reading.also.contains(&reading.class), "{reading:?}");
    for evidence in reading
        .evidence
        .iter()
        .filter(|e| e.part == "text" && e.supports != "class")
    {
        let [from, to] = evidence.span;
        assert_eq!(
            mail.body.newest.get(from..to),
            Some(evidence.text.as_str()),
            "{evidence:?}"
        );
    }
    if let Some(interview) = &reading.facts.interview
        && let (Some(start), Some(end)) = (interview.start, interview.end)
    {
        assert!(start <= end, "{interview:?}");
    }
    let json = serde_json::to_string(&reading).expect("a reading is plain data");
    let back: Reading = serde_json::from_str(&json).expect("what was written is read");
    assert_eq!(back, reading);
}
