//! Which noun phrases want an article: notes drop them.

use super::is_plural;

/// Notes drop articles: "alarm wall" is "the alarm wall".
pub(super) fn with_article(x: &str) -> String {
    let first = x.split(' ').next().unwrap_or_default().to_lowercase();
    const BEGUN: &[&str] = &[
        "the", "a", "an", "my", "your", "our", "its", "this", "that", "these", "those", "some",
        "any", "every", "each", "how", "what", "why", "where", "when", "whether", "who", "which",
        "both", "all", "no", "several", "many", "few", "one", "two", "three", "four", "five",
        "six", "seven", "eight", "nine", "ten", "around", "in", "on", "at", "with", "being", "i",
        "we", "you", "another", "more", "less", "life", "working",
    ];
    if BEGUN.contains(&first.as_str())
        || first.chars().any(|c| c.is_ascii_digit())
        || first.ends_with("'s")
        || first.ends_with("’s")
    {
        return x.to_owned();
    }
    let head = head(x);
    let is_name =
        head.chars().skip(1).any(char::is_uppercase) || head.starts_with(char::is_uppercase);
    if is_plural(&head.to_lowercase())
        || is_mass(&head.to_lowercase())
        || is_name
        || head.to_lowercase().ends_with("data")
        || is_gerund(&first)
    {
        x.to_owned()
    } else {
        format!("the {x}")
    }
}

fn is_gerund(word: &str) -> bool {
    word.len() > 5
        && word.ends_with("ing")
        && !matches!(word, "building" | "evening" | "morning" | "ceiling")
}

/// The noun that carries the phrase: the last word before a preposition or an "and".
fn head(x: &str) -> String {
    const AFTER: &[&str] = &[
        "of", "for", "in", "at", "on", "with", "from", "to", "under", "between", "by", "and", "or",
        "versus", "vs", "after", "before", "into", "over", "across", "behind", "during", "around",
        "about", "as", "than", "without", "through",
    ];
    let mut last = "";
    for word in x.split(' ') {
        let plain = word.trim_end_matches(',');
        if AFTER.contains(&plain.to_lowercase().as_str()) {
            break;
        }
        last = plain;
        if word.ends_with(',') {
            break;
        }
    }
    last.to_owned()
}

fn is_mass(word: &str) -> bool {
    const MASS: &[&str] = &[
        "software",
        "hardware",
        "work",
        "research",
        "safety",
        "traffic",
        "pay",
        "payroll",
        "security",
        "support",
        "equipment",
        "code",
        "design",
        "care",
        "food",
        "water",
        "power",
        "growth",
        "music",
        "art",
        "time",
        "culture",
        "english",
        "staff",
        "feedback",
        "knowledge",
        "history",
        "travel",
        "paper",
        "law",
        "math",
        "maths",
        "damage",
        "leadership",
        "ownership",
        "craft",
        "quality",
        "storage",
        "energy",
        "steel",
        "concrete",
        "freight",
        "cargo",
        "rail",
        "transport",
        "compliance",
        "maintenance",
        "performance",
        "finance",
        "insurance",
        "governance",
        "governance",
        "experience",
        "science",
        "intelligence",
        "evidence",
        "compression",
        "detection",
        "prevention",
        "protection",
        "inspection",
        "migration",
        "automation",
        "communication",
        "documentation",
        "education",
        "production",
        "construction",
        "translation",
        "regulation",
        "accessibility",
        "usability",
        "sustainability",
        "mentorship",
        "logistics",
        "analytics",
        "ethics",
        "statistics",
        "physics",
        "robotics",
        "typography",
        "photography",
        "philosophy",
        "literature",
        "agriculture",
        "forestry",
        "hygiene",
        "medicine",
        "nursing",
        "inventory",
        "sonar",
        "radar",
        "onboarding",
        "retention",
        "hospitality",
        "cooperation",
        "collaboration",
        "procurement",
        "recruitment",
        "management",
        "development",
        "deployment",
        "observability",
        "monitoring",
        "reliability",
        "trust",
        "coffee",
        "running",
        "chess",
        "on-call",
        "triage",
        "football",
        "cycling",
        "climbing",
        "gardening",
        "remote",
    ];
    MASS.contains(&word)
        || (word.len() > 5
            && (word.ends_with("ing")
                || word.ends_with("ness")
                || word.ends_with("ism")
                || word.ends_with("ware"))
            && !matches!(
                word,
                "building"
                    | "meeting"
                    | "evening"
                    | "crossing"
                    | "drawing"
                    | "painting"
                    | "hearing"
                    | "ceiling"
                    | "setting"
            ))
}
