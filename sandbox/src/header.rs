//! Header fields of a message as they stand in its bytes: split, looked up, added, never decoded.

/// One header field: its name, and all its bytes with the folded lines and the final line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub name: &'a [u8],
    pub whole: &'a [u8],
}

impl Field<'_> {
    /// The value unfolded to one line, without the space around it. Bytes that are no UTF-8 are replaced.
    pub fn value(&self) -> String {
        let value = self.whole.get(self.name.len()..).unwrap_or_default();
        let text = String::from_utf8_lossy(value);
        let text = text
            .trim_start()
            .strip_prefix(':')
            .unwrap_or(&text)
            .to_owned();
        text.replace("\r\n", "")
            .replace('\n', "")
            .replace('\t', " ")
            .trim()
            .to_owned()
    }

    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// Splits a message into its header, with the empty line that ends it, and its body.
pub(crate) fn split(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut start = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        start += line.len();
        if line == b"\r\n" || line == b"\n" {
            break;
        }
    }
    raw.split_at(start)
}

/// Lists the fields of a header in order. Lines before the first field that belong to none are left out.
pub(crate) fn fields(raw: &[u8]) -> Vec<Field<'_>> {
    let (header, _) = split(raw);
    let mut found: Vec<Field<'_>> = Vec::new();
    let (mut start, mut end) = (0, 0);
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        if !folded {
            found.extend(field(&header[start..end]));
            start = end;
        }
        end += line.len();
    }
    found.extend(field(&header[start..end]));
    found
}

/// Finds the unfolded value of the first field of that name.
pub(crate) fn value(raw: &[u8], name: &str) -> Option<String> {
    fields(raw)
        .iter()
        .find(|field| field.is(name))
        .map(Field::value)
}

/// Copies a message without the fields that `drop` picks, with new lines put before everything else.
pub(crate) fn rewrite(
    raw: &[u8],
    before: &str,
    mut drop: impl FnMut(&Field<'_>) -> bool,
) -> Vec<u8> {
    let (header, body) = split(raw);
    let mut copy = before.as_bytes().to_vec();
    let kept = fields(header);
    for field in kept.iter().filter(|field| !drop(field)) {
        copy.extend_from_slice(field.whole);
    }
    let fields_length: usize = kept.iter().map(|field| field.whole.len()).sum();
    copy.extend_from_slice(header.get(fields_length..).unwrap_or_default());
    copy.extend_from_slice(body);
    copy
}

fn field(whole: &[u8]) -> Option<Field<'_>> {
    let colon = whole.iter().position(|byte| *byte == b':')?;
    let name = whole.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && !whole.starts_with(b" ")).then_some(Field { name, whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_field_is_one_field() {
        let raw = b"Subject: a\r\n long one\r\nTo: x@y.test\r\n\r\nbody\r\n";
        let names: Vec<_> = fields(raw)
            .iter()
            .map(|field| field.name.to_vec())
            .collect();
        assert_eq!(names, [b"Subject".to_vec(), b"To".to_vec()]);
        assert_eq!(value(raw, "subject").as_deref(), Some("a long one"));
    }

    #[test]
    fn a_message_without_a_body_is_all_header() {
        assert_eq!(split(b"Subject: a\r\n"), (&b"Subject: a\r\n"[..], &b""[..]));
    }

    #[test]
    fn a_rewritten_message_keeps_its_body_and_its_empty_line() {
        let raw = b"A: 1\r\nB: 2\r\n\r\nbody\r\n";
        assert_eq!(
            rewrite(raw, "C: 3\r\n", |field| field.is("a")),
            b"C: 3\r\nB: 2\r\n\r\nbody\r\n"
        );
    }

    #[test]
    fn rubbish_has_no_fields() {
        assert!(fields(b"\x00\xff\r\n\r\n").is_empty());
        assert!(fields(b"").is_empty());
    }
}
