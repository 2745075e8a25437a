//! The report in a real browser: what it shows, that it asks nobody for anything, and that it can be read narrow, dark and light.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::host::run;

/// Whom Chromium calls though it should not, whatever the page.
const CHROMIUMS_OWN: &[&str] = &[
    "accounts.google.com",
    "clients2.google.com",
    "update.googleapis.com",
];

/// A company that tries to be markup.
const HOSTILE: &str = "Quarry <img src=http://quarry.test/x.png> & Sons";

#[test]
fn the_page_is_whole_in_a_browser_and_asks_nobody_for_anything() {
    let home = Home::new();
    let page = home.report();
    let shown = home.browse(&page, &["--dump-dom", "--log-net-log=net.json"]);
    for part in [
        "<h1>Your search</h1>",
        "Quarry &lt;img src=http://quarry.test/x.png&gt; &amp; Sons",
        "your notes: They use dbt and Airflow.",
        "How far they came",
        "aria-label=\"applied: 2, heard back: 0",
        "withdrawn",
    ] {
        assert!(shown.contains(part), "{part}:\n{shown}");
    }
    assert_eq!(shown.matches("<h1").count(), 1);
    assert_eq!(shown.matches("<img").count(), 0, "{shown}");
    let pictures = shown.matches("<svg").count();
    let told =
        shown.matches("role=\"img\"").count() + shown.matches("aria-hidden=\"true\"").count();
    assert!(pictures >= 3 && told >= pictures, "{told} of {pictures}");
    assert_eq!(home.asked(), [""; 0], "the page asked for something");

    // The same eyes see a page that does ask.
    for asks in [
        "<link rel=\"stylesheet\" href=\"https://fonts.googleapis.com/css2?family=Inter\"/>",
        "<img src=\"http://quarry.test/x.png\"/>",
    ] {
        let page = home.write("asks.html", asks);
        home.browse(&page, &["--dump-dom", "--log-net-log=net.json"]);
        assert!(!home.asked().is_empty(), "{asks} would not have been seen");
    }
}

#[test]
fn the_page_can_be_read_narrow_in_the_dark_and_on_paper() {
    let home = Home::new();
    let page = fs::read_to_string(home.report()).unwrap();
    // The page's own policy forbids scripts: what measures it goes into a copy.
    let (head, body) = page.split_once("<meta http-equiv=").unwrap();
    let (_, body) = body.split_once("/>").unwrap();
    let measured = format!("{head}{}", body.replace("</body>", MEASURE));
    home.write("measured.html", &measured);
    for (width, scheme) in [
        (320, "light"),
        (320, "dark"),
        (700, "dark"),
        (1200, "light"),
    ] {
        // Headless Chromium has no window below 500 pixels: the page stands in a frame of the width.
        let frame = home.write("frame.html", &FRAME.replace("WIDTH", &width.to_string()));
        let dark = format!(
            "--blink-settings=preferredColorScheme={}",
            if scheme == "dark" { 0 } else { 1 }
        );
        let shown = home.browse(
            &frame,
            &[
                "--dump-dom",
                "--window-size=1400,900",
                "--allow-file-access-from-files",
                &dark,
            ],
        );
        let (_, found) = shown.split_once("<pre id=\"measured\">").unwrap();
        let (found, _) = found.split_once("</pre>").unwrap();
        assert_eq!(
            found.trim(),
            format!("{width} {scheme}: nothing"),
            "what sticks out or cannot be read"
        );
    }
    let picture = home.path().join("page.png");
    let to = format!("--screenshot={}", picture.display());
    home.browse(&home.report(), &["--window-size=1000,1400", &to]);
    assert!(fs::metadata(&picture).unwrap().len() > 20_000);
    let paper = home.path().join("page.pdf");
    let to = format!("--print-to-pdf={}", paper.display());
    home.browse(&home.report(), &[&to]);
    assert!(fs::read(&paper).unwrap().starts_with(b"%PDF"));
}

/// Holds the measured page, and tells what it found.
const FRAME: &str = "<body style=\"margin: 0\"><pre id=\"measured\"></pre>
<iframe src=\"measured.html\" style=\"border: 0; width: WIDTHpx; height: 900px; color-scheme: light dark\"
  onload=\"document.getElementById('measured').textContent = contentDocument.getElementById('measured').textContent\">
</iframe></body>";

/// Finds what sticks out of the page sideways, and text with less contrast than 4.5 to 1 (WCAG 2.2, 1.4.3).
const MEASURE: &str = "<pre id=\"measured\"></pre><script>
const found = [];
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
if (wide > 0) found.push('sticks out by ' + wide);
const parts = c => c.match(/[\\d.]+/g).map(Number);
const light = c => { const [r, g, b] = parts(c).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
  if (parts(c)[3] !== 0) return c; } return 'rgb(255, 255, 255)'; };
for (const e of document.querySelectorAll('main *, footer')) {
  if (e.closest('svg') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
  const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) found.push(e.tagName + ' ' + e.className + ' ' + ratio.toFixed(2));
}
const scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
document.getElementById('measured').textContent = innerWidth + ' ' + scheme + ': ' + (found.join('; ') || 'nothing');
</script></body>";

/// A search without a mailbox, told by hand.
struct Home(TempDir);

impl Home {
    fn new() -> Home {
        let home = Home(tempfile::tempdir().unwrap());
        let configuration = "[owner]\nname = \"Sam Okafor\"\naddress = \"sam@mailbox.example\"\nzone = \"Europe/London\"\n";
        fs::create_dir(home.path().join("heardback")).unwrap();
        home.write("heardback/config.toml", configuration);
        home.heardback(&["add", HOSTILE, "Office Manager"]);
        home.heardback(&["add", "Juniper Freight", "Data Analyst"]);
        home.heardback(&["note", "1", "They use dbt and Airflow."]);
        home.heardback(&["withdraw", "2"]);
        home
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn report(&self) -> PathBuf {
        self.heardback(&["report"]);
        self.path().join("heardback/report.html")
    }

    fn heardback(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
        for name in [
            "HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            command.env(name, self.path());
        }
        run(command.args(arguments))
    }

    /// What Chromium prints about a page. It has no network but this machine's loopback, and looks every name up there.
    fn browse(&self, page: &Path, arguments: &[&str]) -> String {
        let output = Command::new("chromium")
            .current_dir(self.path())
            .env("HOME", self.path())
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * 127.0.0.1:9",
            ])
            .args(arguments)
            .arg(format!("file://{}", page.display()))
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|failure| panic!("chromium: {failure}; run tests/servers/install.sh"));
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The addresses of the web in Chromium's own log of the network, but for those that it calls on its own.
    fn asked(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path().join("net.json")).unwrap();
        assert!(log.contains("\"constants\""));
        let urls = log.split("\"url\":\"").skip(1);
        let asked = urls.filter_map(|rest| rest.split('"').next());
        let asked = asked.filter(|url| url.starts_with("http"));
        let host = |url: &str| url.split('/').nth(2).unwrap_or_default().to_owned();
        let asked = asked.filter(|url| !CHROMIUMS_OWN.contains(&host(url).as_str()));
        asked.map(str::to_owned).collect()
    }
}
