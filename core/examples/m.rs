use chrono::*;
use heardback_core::reading::By;
use heardback_core::reading::time::*;
use serde_json::Value;
use std::collections::*;
fn b64(s: &str) -> String {
    use base64::Engine;
    let e = base64::engine::general_purpose::STANDARD.encode(s);
    e.as_bytes()
        .chunks(76)
        .map(|c| String::from_utf8_lossy(c).into_owned())
        .collect::<Vec<_>>()
        .join("\r\n")
}
fn main() {
    let what = std::env::args().nth(1).unwrap();
    let only = std::env::args().nth(2);
    let (mut tp, mut fp, mut fnn, mut full) = (
        BTreeMap::<&str, i32>::new(),
        BTreeMap::<&str, i32>::new(),
        BTreeMap::<&str, i32>::new(),
        (0, 0),
    );
    for l in std::io::stdin().lines() {
        let m: Value = serde_json::from_str(&l.unwrap()).unwrap();
        if let Some(o) = &only {
            if m["id"].as_str() != Some(o) {
                continue;
            }
        }
        let at: DateTime<FixedOffset> = m["date"].as_str().unwrap().parse().unwrap();
        let (body, ct) = match m["text"].as_str() {
            Some(t) => (t, "plain"),
            None => (m["html"].as_str().unwrap_or(""), "html"),
        };
        let eml = format!(
            "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: {}\r\nMIME-Version: 1.0\r\nContent-Type: text/{ct}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            at.to_rfc2822(),
            b64(body)
        );
        let mail = heardback_core::mail::parse(eml.as_bytes());
        let text = mail.body.newest.clone();
        let lang = m["lang"]
            .as_str()
            .and_then(Lang::from_code)
            .unwrap_or(Lang::En);
        let mut an = Anchor::new(at, m["owner_zone"].as_str().unwrap().parse().unwrap(), lang);
        if std::env::var("GUESS").is_ok() {
            an.language = Lang::guess(&text);
        }
        let dom = m["from"]
            .as_str()
            .unwrap()
            .rsplit('@')
            .next()
            .unwrap()
            .trim_end_matches('>')
            .to_owned();
        an.country = Country::from_domain(&dom);
        let f = &m["facts"];
        let inst = |v: &Value| {
            v.as_str()
                .and_then(|s| s.parse::<DateTime<FixedOffset>>().ok())
        };
        let mut say = |k: &'static str, want: BTreeSet<String>, got: BTreeSet<String>| {
            let t = want.intersection(&got).count() as i32;
            *tp.entry(k).or_default() += t;
            *fp.entry(k).or_default() += got.len() as i32 - t;
            *fnn.entry(k).or_default() += want.len() as i32 - t;
            if k == "times" {
                full.1 += 1;
                if want == got {
                    full.0 += 1;
                }
            }
            if (want != got || only.is_some()) && what == k {
                println!(
                    "# {} {} {} {} {}\n  want {:?}\n  got  {:?}\n{}",
                    m["id"],
                    m["lang"],
                    m["class"],
                    m["date"],
                    m["owner_zone"],
                    want,
                    got,
                    text.chars()
                        .take(if only.is_some() { 5000 } else { 900 })
                        .collect::<String>()
                );
                println!("--");
            }
        };
        let cls = m["class"].as_str().unwrap().to_owned();
        if [
            "other",
            "newsletter",
            "job_alert",
            "network_notification",
            "bounce",
            "recruiter_outreach",
            "automatic_reply",
        ]
        .contains(&cls.as_str())
        {
            continue;
        }
        let ap = appointments(&text, &an);
        let fmt = |d: DateTime<FixedOffset>| d.to_rfc3339();
        let mut want: BTreeSet<String> = BTreeSet::new();
        if m["calendar"].is_null()
            && (cls.starts_with("interview") || std::env::var("ALLC").is_ok())
        {
            if let Some(s) = inst(&f["interview"]["start"]) {
                want.insert(fmt(s));
            }
            if let Some(a) = f["slots"].as_array() {
                for s in a {
                    if let Some(s) = inst(&s["start"]) {
                        want.insert(fmt(s));
                    }
                }
            }
            if let Some(s) = inst(&f["interview"]["was"]) {
                want.insert(fmt(s));
            }
            let mut got: BTreeSet<String> = ap.slots.iter().map(|s| fmt(s.start)).collect();
            if let Some(w) = &ap.was {
                got.insert(fmt(w.start));
            }
            say("times", want.clone(), got.clone());
            let mut we: BTreeSet<String> = BTreeSet::new();
            if let Some(s) = inst(&f["interview"]["end"]) {
                we.insert(fmt(s));
            }
            if let Some(a) = f["slots"].as_array() {
                for s in a {
                    if let Some(s) = inst(&s["end"]) {
                        we.insert(fmt(s));
                    }
                }
            }
            let ge: BTreeSet<String> = ap
                .slots
                .iter()
                .filter(|s| want.contains(&fmt(s.start)))
                .filter_map(|s| s.end)
                .map(fmt)
                .collect();
            if want == got {
                say("ends", we, ge);
            }
            let ww: BTreeSet<String> = inst(&f["interview"]["was"]).into_iter().map(fmt).collect();
            say("was", ww, ap.was.iter().map(|w| fmt(w.start)).collect());
        }
        let pw = |v: &Value| {
            v["by"]
                .as_str()
                .map(|b| format!("{b} {}", v["strength"].as_str().unwrap_or("?")))
        };
        let p = promise(&text, &an);
        say(
            "promise",
            pw(&f["promise"]).into_iter().collect(),
            p.iter()
                .map(|p| format!("{} {}", p.by, p.strength))
                .collect(),
        );
        say(
            "promiseby",
            f["promise"]["by"]
                .as_str()
                .map(String::from)
                .into_iter()
                .collect(),
            p.iter().map(|p| format!("{}", p.by)).collect(),
        );
        say(
            "quiet",
            f["quiet_until"]
                .as_str()
                .map(String::from)
                .into_iter()
                .collect(),
            quiet_until(&text, &an)
                .iter()
                .map(|q| q.until.to_string())
                .collect(),
        );
        let dw = f["deadline"]["by"].as_str().map(|s| {
            s.parse::<DateTime<FixedOffset>>()
                .map(fmt)
                .unwrap_or(s.to_owned())
        });
        say(
            "deadline",
            dw.into_iter().collect(),
            deadline(&text, &an)
                .iter()
                .filter(|d| {
                    !(d.closing || d.weak)
                        || !["confirmation", "status_update", "rejection"].contains(&cls.as_str())
                })
                .map(|d| match d.by {
                    By::Day(d) => d.to_string(),
                    By::Instant(i) => fmt(i),
                })
                .collect(),
        );
    }
    for k in tp.keys() {
        println!("{k:10} right {} wrong {} missed {}", tp[k], fp[k], fnn[k]);
    }
    println!("messages times exactly {:?}", full);
}
