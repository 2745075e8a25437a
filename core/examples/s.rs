use heardback_core::reading::By;
use heardback_core::reading::time::*;
fn main() {
    for l in std::io::stdin().lines() {
        let l = l.unwrap();
        if l.trim().is_empty() {
            continue;
        }
        let mut p = l.splitn(3, '|');
        let (a, lang, t) = (
            p.next().unwrap(),
            p.next().unwrap(),
            p.next().unwrap().replace("\\n", "\n"),
        );
        let zone = if lang == "en" {
            if a.ends_with("00:00") || a.ends_with("01:00") {
                chrono_tz::Tz::Europe__London
            } else {
                chrono_tz::Tz::America__New_York
            }
        } else {
            chrono_tz::Tz::Europe__Berlin
        };
        let an = Anchor::new(a.parse().unwrap(), zone, Lang::from_code(lang).unwrap());
        println!(
            "{}|{}|{}\n    => {}",
            a,
            lang,
            t.replace('\n', "\\n"),
            told(&t, &an)
        );
    }
}
pub fn told(text: &str, an: &Anchor) -> String {
    let mut parts = Vec::new();
    let at = |d: chrono::DateTime<chrono::FixedOffset>| d.format("%Y-%m-%dT%H:%M%:z").to_string();
    let f = appointments(text, an);
    for s in &f.slots {
        let mut w = format!("slot {}", at(s.start));
        if let Some(e) = s.end {
            w += &format!("/{}", e.format("%H:%M"));
        }
        parts.push(w);
    }
    if let Some(w) = &f.was {
        parts.push(format!("was {}", at(w.start)));
    }
    for u in &f.undated {
        parts.push(format!(
            "{} {}{}",
            if u.was { "old" } else { "hour" },
            u.start.format("%H:%M"),
            u.end
                .map(|e| format!("/{}", e.format("%H:%M")))
                .unwrap_or_default()
        ));
    }
    for u in &f.unsure {
        if let TimeReading::Candidates(c) = &u.reading {
            parts.push(format!(
                "ask {}",
                c.iter()
                    .map(|p| p.at.map(at).unwrap_or(p.date.to_string()))
                    .collect::<Vec<_>>()
                    .join(" or ")
            ));
        }
    }
    if let Some(p) = promise(text, an) {
        parts.push(format!("promise {} {}", p.by, p.strength));
    }
    if let Some(d) = deadline(text, an) {
        parts.push(format!(
            "due {}",
            match d.by {
                By::Day(d) => d.to_string(),
                By::Instant(i) => at(i),
            }
        ));
    }
    if let Some(q) = quiet_until(text, an) {
        parts.push(format!("quiet {}", q.until));
    }
    if parts.is_empty() {
        "nothing".into()
    } else {
        parts.join("; ")
    }
}
