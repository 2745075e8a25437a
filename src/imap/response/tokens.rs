//! Cuts a response into atoms, strings, literals and lists (RFC 3501 section 9).

use super::number;

/// Lists nested deeper than this are not followed: what we ask for nests twice.
const DEPTH_LIMIT: usize = 32;
/// Nor are more values than this, whatever they nest: a message has some dozens of flags and labels.
const VALUE_LIMIT: usize = 20_000;

/// A value as it stands in a list.
#[derive(Debug)]
pub(super) enum Value {
    /// An atom, a quoted string or a literal.
    Text(Vec<u8>),
    Nil,
    List(Vec<Value>),
}

/// Cuts values out of a response.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
    left: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Tokens<'a> {
        Tokens {
            rest,
            left: VALUE_LIMIT,
        }
    }

    /// The values up to the end of the list, or of the response.
    pub(super) fn values(&mut self, depth: usize) -> Vec<Value> {
        let mut values = Vec::new();
        while let Some((&byte, after)) = self.rest.split_first() {
            if self.left == 0 {
                self.rest = &[];
                break;
            }
            if !matches!(byte, b' ' | b')') {
                self.left -= 1;
            }
            match byte {
                b' ' => self.rest = after,
                b')' => {
                    self.rest = after;
                    // At the top nothing is open that it could close.
                    if depth > 0 {
                        break;
                    }
                }
                b'(' if depth < DEPTH_LIMIT => {
                    self.rest = after;
                    values.push(Value::List(self.values(depth + 1)));
                }
                b'(' => {
                    self.rest = &[];
                }
                b'"' => {
                    self.rest = after;
                    values.push(Value::Text(self.quoted()));
                }
                b'{' => values.push(self.literal()),
                b'~' if after.first() == Some(&b'{') => {
                    self.rest = after;
                    values.push(self.literal());
                }
                _ => values.push(self.atom()),
            }
        }
        values
    }

    fn quoted(&mut self) -> Vec<u8> {
        let mut value = Vec::new();
        while let Some((&byte, after)) = self.rest.split_first() {
            self.rest = after;
            match (byte, after.split_first()) {
                (b'"', _) => break,
                (b'\\', Some((&escaped, after))) => {
                    value.push(escaped);
                    self.rest = after;
                }
                _ => value.push(byte),
            }
        }
        value
    }

    /// Without its full length a literal is `Nil`: half a mail is none.
    fn literal(&mut self) -> Value {
        let header = self
            .rest
            .iter()
            .position(|&byte| byte == b'\n')
            .map(|end| self.rest.split_at(end + 1));
        let Some((header, body)) = header else {
            self.rest = &[];
            return Value::Nil;
        };
        let digits: Vec<u8> = header.iter().copied().filter(u8::is_ascii_digit).collect();
        let length = number(&digits).and_then(|length| usize::try_from(length).ok());
        match length.and_then(|length| body.split_at_checked(length)) {
            Some((value, rest)) => {
                self.rest = rest;
                Value::Text(value.to_vec())
            }
            None => {
                self.rest = &[];
                Value::Nil
            }
        }
    }

    /// Spaces and parentheses belong to it between brackets: `BODY[HEADER.FIELDS (DATE)]<0>`.
    fn atom(&mut self) -> Value {
        let starts_with = |name: &[u8]| {
            let start = self.rest.get(..name.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        let has_section =
            starts_with(b"BODY[") || starts_with(b"BODY.PEEK[") || starts_with(b"BINARY[");
        let mut bracketed = false;
        let end = self
            .rest
            .iter()
            .position(|&byte| {
                match byte {
                    b'[' => bracketed = has_section,
                    b']' => bracketed = false,
                    _ => {}
                }
                !bracketed && matches!(byte, b' ' | b'(' | b')' | b'"')
            })
            .unwrap_or(self.rest.len());
        let (value, rest) = self.rest.split_at(end);
        self.rest = rest;
        if value.eq_ignore_ascii_case(b"NIL") {
            Value::Nil
        } else {
            Value::Text(value.to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_without_end_are_followed_for_a_while() {
        for many in [b"a ".repeat(100_000), b"()".repeat(100_000)] {
            assert_eq!(Tokens::new(&many).values(0).len(), VALUE_LIMIT);
        }
    }
}
