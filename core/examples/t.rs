use heardback_core::reading::time::*;
fn main() {
    for l in std::io::stdin().lines() {
        let l = l.unwrap();
        let (a, t) = l.split_once('|').unwrap();
        let t = t.replace("\\n", "\n");
        let mut an = Anchor::new(
            a.parse().unwrap(),
            chrono_tz::Tz::America__New_York,
            Lang::guess(&t),
        );
        an.holidays = &[];
        println!("## {t} [{:?}]", an.language);
        let ap = appointments(&t, &an);
        for s in &ap.slots {
            println!(
                "  slot {} {:?} {:?} w={} {:?} alt {:?} «{}»",
                s.start,
                s.end,
                s.zone,
                s.window,
                s.flags,
                s.alternative,
                &t[s.span.clone()]
            );
        }
        if let Some(w) = &ap.was {
            println!("  was {} «{}»", w.start, &t[w.span.clone()]);
        }
        for u in &ap.undated {
            println!("  undated {u:?}");
        }
        for u in &ap.unsure {
            println!("  unsure {u:?}");
        }
        if let Some(m) = ap.minutes {
            println!("  minutes {m}");
        }
        if let Some(p) = promise(&t, &an) {
            println!("  promise {p:?}");
        }
        if let Some(p) = deadline(&t, &an) {
            println!("  deadline {p:?}");
        }
        if let Some(p) = quiet_until(&t, &an) {
            println!("  quiet {p:?}");
        }
        for f in find(&t, &an, Purpose::Promise) {
            println!("  find {:?} {:?}", f.words, f.reading);
        }
    }
}
