use super::*;

fn check(html: &str, expected: &str) {
    assert_eq!(read(html).text(), expected, "{html}");
}

#[test]
fn blocks_become_lines_and_paragraphs() {
    check("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree");
    check("<div>a</div><div>b</div>", "a\nb");
    check("<div>a</div><div><br></div><div>b</div>", "a\n\nb");
    check("m&amp;uuml;ssen &amp;nbsp; R&amp;D", "m\u{fc}ssen R&D");
    check("<div>a</div><div>&nbsp;</div><div>b</div>", "a\n\nb");
    check("<pre>a\n\n  b\nc</pre>", "a\n\n  b\nc");
    check("a\n  b&nbsp;c &amp; d", "a b c & d");
    check(
        "<b>bo</b>ld &uuml; &#8211; &bogus; &",
        "bold \u{fc} \u{2013} &bogus; &",
    );
}

#[test]
fn lists_and_tables_stay_line_by_line() {
    check("<ul><li>Tue<li>Wed</ul>", "- Tue\n- Wed");
    check("<ol><li>Tue</li><li>Wed</li></ol>x", "1. Tue\n2. Wed\n\nx");
    check(
        "<table><tr><td>When:</td><td>10 March</td></tr><tr><td>Where</td><td>Berlin</td></tr></table>",
        "When: 10 March\nWhere | Berlin",
    );
}

#[test]
fn hidden_text_is_not_read() {
    check("<span style='display: none'>secret</span>seen", "seen");
    check("<div style=\"font-size:0px\">secret</div>seen", "seen");
    check(
        "<div style='display:none !important'>secret<div>more</div></div>seen",
        "seen",
    );
    check(
        "<div style='max-height:0;overflow:hidden'>pre</div>seen",
        "seen",
    );
    check("<p style='mso-hide:all'>pre<p>seen", "seen");
    check(
        "<head><title>t</title></head><style>x</style><script>'</p>'</script><!-- c -->seen",
        "seen",
    );
    check(
        "<div style='font-size:0.9em;opacity:0.5'>seen</div>",
        "seen",
    );
    check("<html><head><meta charset=utf-8><body><p>seen", "seen");
    check(
        "<html><head><title>never closed<body><p>seen",
        "never closed\n\nseen",
    );
    check("<p class=\"x>seen</p><p>too", "seen\n\ntoo");
    check("in\u{200b}ter&zwnj;view", "interview");
}

#[test]
fn text_that_no_eye_can_see_is_not_read_however_it_is_hidden() {
    for style in [
        "opacity:0",
        "opacity:.01",
        "font-size:0",
        "font-size:1px",
        "font-size: 0.1em",
        "color:#fff",
        "color: white",
        "color:rgb(255, 255, 255)",
        "background:#101010;color:#101010",
        "visibility:hidden",
        "visibility: collapse",
        "clip:rect(0,0,0,0);position:absolute",
        "clip: rect(1px 1px 1px 1px)",
        "clip-path:inset(50%)",
        "clip-path: circle(0)",
        "text-indent:-9999px",
        "max-height:0",
        "max-height:1px;overflow:hidden",
        "height:1px;width:1px;overflow:hidden",
        "position:absolute;left:-9999px",
        "position:fixed;top:-300em",
        "margin-left:-5000px",
        "transform:scale(0)",
        "transform: translateX(-9999px)",
        "filter:opacity(0)",
    ] {
        check(
            &format!("<div style=\"{style}\">secret<b>too</b></div>seen"),
            "seen",
        );
    }
    for element in [
        "<div hidden>",
        "<details>",
        "<template>",
        "<dialog>",
        "<datalist>",
    ] {
        let name = element.trim_matches(['<', '>']).replace(" hidden", "");
        check(&format!("{element}secret</{name}>seen"), "seen");
    }
    check("<font color=white>secret</font>seen", "seen");
    check(
        "<table bgcolor=#00f><tr><td><span style='color:#0000ff'>secret</span>seen</table>",
        "seen",
    );
}

#[test]
fn text_that_can_be_seen_is_read() {
    for html in [
        "<div style='color:#fff'><table bgcolor='#000'><tr><td>seen</table></div>",
        "<td style='background-color:#0a0'><a style='color:#ffffff'>seen</a></td>",
        "<p class=button><a style='color:white'>seen</a></p>",
        "<div style='background:url(x.png)'><p style='color:#fff'>seen</p></div>",
        "<style>body{background:#222}</style><p style='color:#fff'>seen</p>",
        "<p style='font-size:8px;line-height:0'>seen</p>",
        "<p style='opacity:.6;transform:rotate(-9deg);text-indent:-18pt'>seen</p>",
        "<p style='transform:scale(0.95);left:-3px;max-height:100px;overflow:hidden'>seen</p>",
        "<p style='clip:rect(0,600px,200px,0);color:#333'>seen</p>",
        "<details open>seen</details>",
    ] {
        check(html, "seen");
    }
}

#[test]
fn the_nearest_font_size_counts_as_the_nearest_colour_does() {
    let check = |outer: &str, inner: &str, expected: &str| {
        check(
            &format!("<td style='{outer}'>dark<div style='{inner}'>text</div></td>seen"),
            expected,
        );
    };
    let seen = "text\nseen";
    check("font-size:0px", "font-size:13px", seen);
    check("font-size:0", "font-size:1rem", seen);
    check("font-size:0", "font-size:medium", seen);
    check("font-size:0", "font:bold 13px/1.5 Arial", seen);
    check("font-size:1px", "font-size:12pt", seen);
    // A part of nothing is nothing.
    check("font-size:0", "font-size:2em", "seen");
    check("font-size:0", "font-size:100%", "seen");
    check("font-size:0", "color:red", "seen");
    check("font-size:0", "font-size:13px;display:none", "seen");
    check("font:0/0 a", "color:red", "seen");
}

#[test]
fn cells_in_a_section_of_no_font_size_stay_apart() {
    check(
        "<td style='font-size:0px'><table><tr><td style='font-size:13px'>Role:</td><td style='font-size:13px'>Analyst</td></tr>\
         <tr><td style='font-size:13px'>one</td><td style='font-size:13px'>two</td></tr></table></td>",
        "Role: Analyst\none | two",
    );
    check(
        "<div style='font-size:0'><ul><li>a<li>b</ul></div><p>seen",
        "seen",
    );
}

#[test]
fn a_readable_size_in_any_unit_and_a_centred_box_are_read() {
    for style in [
        "font-size:2vw",
        "font-size:0.5cm",
        "font-size:1pc",
        "font-size:0.2in",
        "font-size:3px",
        "font-size:large",
        "position:absolute;top:50%;left:50%;transform:translate(-50%,-50%)",
        "margin-left:-50vw",
    ] {
        check(&format!("<div style='{style}'>seen</div>"), "seen");
    }
    for style in [
        "transform:translateX(-100%)",
        "font-size:0vw",
        "font-size:2pt",
    ] {
        check(&format!("<div style='{style}'>secret</div>seen"), "seen");
    }
}

#[test]
fn a_style_sheet_ends_where_it_ends() {
    let page = |sheet: &str| {
        format!("<style>{sheet}</style><p style='color:#fff'>secret</p><p class=background>seen")
    };
    check(&page("p { margin: 0 }"), "seen");
    check(&page("body { background: #222 }"), "secret\n\nseen");
    let second = format!("<style>p {{}}</style>{}", page("body { background: #222 }"));
    check(&second, "secret\n\nseen");
}

#[test]
fn quotes_are_marked() {
    let check = |html: &str, expected: &[(&str, bool)]| {
        let page = read(html);
        let found: Vec<_> = page
            .lines
            .iter()
            .filter(|l| !l.text.is_empty())
            .map(|l| (l.text.as_str(), l.part == Part::Quoted))
            .collect();
        assert_eq!(found, expected, "{html}");
    };
    check(
        "send<blockquote type=cite>old</blockquote>after",
        &[("send", false), ("old", true), ("after", false)],
    );
    check(
        "send<div class=gmail_quote><div class=gmail_attr>On x wrote:</div><blockquote class=gmail_quote>old</blockquote></div>",
        &[("send", false), ("On x wrote:", true), ("old", true)],
    );
    check(
        "send<div id=divRplyFwdMsg>From: x</div>old<p>old",
        &[
            ("send", false),
            ("From: x", true),
            ("old", true),
            ("old", true),
        ],
    );
    check(
        "send<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p>From: x</p></div><p>old",
        &[("send", false), ("From: x", true), ("old", true)],
    );
}

#[test]
fn links_keep_text_and_target() {
    let page = read(
        "<a href='https://a.example/?x=1&amp;y=2'>Book <b>a time</b></a> <a href='javascript:x'>no</a><a style='display:none' href='https://b.example'>no</a>",
    );
    assert_eq!(
        page.links,
        [Link {
            text: "Book a time".into(),
            target: "https://a.example/?x=1&y=2".into()
        }]
    );
}

#[test]
fn hostile_pages_take_linear_time() {
    for html in [
        "<".repeat(100_000),
        "<div>".repeat(20_000),
        "<blockquote>".repeat(10_000),
        "</div>".repeat(20_000),
        "<a href=x>".repeat(10_000),
        "<!--".repeat(20_000),
        "<script>".repeat(10_000),
        "<p style='".repeat(10_000),
        "&".repeat(100_000),
        "<b></i>".repeat(13_000),
        "<td>".repeat(20_000),
        "<li>x".repeat(16_000),
        "<script></".repeat(10_000),
        format!("<div>{}", "<i>".repeat(300) + &"</div><div>".repeat(10_000)),
    ] {
        let _ = read(&html);
    }
}
