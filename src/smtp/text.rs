//! The last gate before a text leaves: what is not canonical is not sent.

/// In what a text is not fit to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("it has a bare CR or LF in it, where servers see line ends that others do not")]
    BareLineEnd,
    #[error("it does not end with a line end")]
    OpenEnd,
    #[error("it has a line of more than 998 bytes (RFC 5322 section 2.1.1)")]
    LongLine,
    #[error("it has a NUL in it")]
    Nul,
}

/// The longest line without its end, in bytes (RFC 5322 section 2.1.1).
const LINE_LIMIT: usize = 998;

/// Lets a text pass, or says why not.
pub(super) fn check(text: &[u8]) -> Result<(), Fault> {
    let Some(body) = text.strip_suffix(b"\r\n") else {
        return Err(Fault::OpenEnd);
    };
    for line in split_lines(body) {
        if line.contains(&b'\r') || line.contains(&b'\n') {
            return Err(Fault::BareLineEnd);
        }
        if line.contains(&0) {
            return Err(Fault::Nul);
        }
        if line.len() > LINE_LIMIT {
            return Err(Fault::LongLine);
        }
    }
    Ok(())
}

/// Lines by CRLF alone; what is left of CR or LF in one is bare.
fn split_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.windows(2).position(|pair| pair == b"\r\n");
        let (line, after) = match end {
            Some(end) => (&text[..end], text.get(end + 2..)),
            None => (text, None),
        };
        rest = after;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::Fault::{BareLineEnd, LongLine, Nul, OpenEnd};
    use super::*;

    #[test]
    fn only_canonical_text_passes() {
        for (text, expected) in [
            ("A: b\r\n\r\ntext\r\n", Ok(())),
            ("\r\n", Ok(())),
            (".\r\n..\r\n", Ok(())),
            ("", Err(OpenEnd)),
            ("A: b", Err(OpenEnd)),
            ("A: b\n", Err(OpenEnd)),
            ("A: b\r\n\n.\r\n", Err(BareLineEnd)),
            ("A: b\r\n.\n\r\n", Err(BareLineEnd)),
            ("A: b\r\r\n", Err(BareLineEnd)),
            ("A: b\rc\r\n", Err(BareLineEnd)),
            ("\n\r\n", Err(BareLineEnd)),
            ("A: \0\r\n", Err(Nul)),
        ] {
            assert_eq!(check(text.as_bytes()), expected, "{text:?}");
        }
        let line = |length| [vec![b'x'; length], b"\r\n".to_vec()].concat();
        assert_eq!(check(&line(998)), Ok(()));
        assert_eq!(check(&line(999)), Err(LongLine));
    }
}
