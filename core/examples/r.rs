use heardback_core::reading::By;
use heardback_core::reading::time::*;
fn main() {
    for l in std::io::stdin().lines() {
        let m: serde_json::Value = serde_json::from_str(&l.unwrap()).unwrap();
        let t = m["text"].as_str().or(m["body"].as_str()).unwrap_or("");
        let an = Anchor::new(
            "2021-06-15T10:00:00-04:00".parse().unwrap(),
            chrono_tz::America::New_York,
            Lang::En,
        );
        let ctx = |r: std::ops::Range<usize>| {
            let mut a = r.start.saturating_sub(110);
            while !t.is_char_boundary(a) {
                a -= 1;
            }
            let mut b = (r.end + 60).min(t.len());
            while !t.is_char_boundary(b) {
                b += 1;
            }
            t[a..b].replace('\n', " ")
        };
        let c = m["class"]
            .as_str()
            .or(m["label"].as_str())
            .unwrap_or("?")
            .to_owned();
        if let Some(p) = promise(t, &an) {
            println!("P {c} {} {} | {}", p.by, p.strength, ctx(p.span));
        }
        if let Some(d) = deadline(t, &an) {
            println!(
                "D {c} {:?} c{} w{} | {}",
                match d.by {
                    By::Day(d) => d.to_string(),
                    By::Instant(i) => i.to_rfc3339(),
                },
                d.closing,
                d.weak,
                ctx(d.span)
            );
        }
        if let Some(q) = quiet_until(t, &an) {
            println!("Q {c} {} | {}", q.until, ctx(q.span));
        }
        let a = appointments(t, &an);
        for s in a.slots {
            println!("S {c} {} | {}", s.start, ctx(s.span));
        }
    }
}
