//! One SMTP command line, read (RFC 5321 section 4.1).

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Ehlo(String),
    Helo(String),
    StartTls,
    Auth {
        mechanism: String,
        initial: Option<String>,
    },
    Mail {
        from: String,
        size: Option<usize>,
    },
    Rcpt {
        to: String,
    },
    Data,
    Rset,
    Noop,
    Quit,
}

/// Why a line is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    Unknown,
    Malformed,
}

impl Command {
    /// Reads a line, with or without its line end.
    pub fn read(line: &[u8]) -> Result<Self, Rejected> {
        let line = std::str::from_utf8(line)
            .map_err(|_| Rejected::Unknown)?
            .trim_end_matches(['\r', '\n']);
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => Ok(Self::Ehlo(client(rest)?)),
            "HELO" => Ok(Self::Helo(client(rest)?)),
            "STARTTLS" => Ok(Self::StartTls),
            "AUTH" => auth(rest),
            "MAIL" => mail(rest),
            "RCPT" => Ok(Self::Rcpt {
                to: path(rest, "TO:")?.0,
            }),
            "DATA" => Ok(Self::Data),
            "RSET" => Ok(Self::Rset),
            "NOOP" => Ok(Self::Noop),
            "QUIT" => Ok(Self::Quit),
            _ => Err(Rejected::Unknown),
        }
    }

    /// The verb, in capitals.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ehlo(_) => "EHLO",
            Self::Helo(_) => "HELO",
            Self::StartTls => "STARTTLS",
            Self::Auth { .. } => "AUTH",
            Self::Mail { .. } => "MAIL",
            Self::Rcpt { .. } => "RCPT",
            Self::Data => "DATA",
            Self::Rset => "RSET",
            Self::Noop => "NOOP",
            Self::Quit => "QUIT",
        }
    }
}

fn client(rest: &str) -> Result<String, Rejected> {
    if rest.is_empty() {
        Err(Rejected::Malformed)
    } else {
        Ok(rest.to_owned())
    }
}

fn auth(rest: &str) -> Result<Command, Rejected> {
    let mut words = rest.split_ascii_whitespace();
    let mechanism = words.next().ok_or(Rejected::Malformed)?.to_owned();
    Ok(Command::Auth {
        mechanism,
        initial: words.next().map(str::to_owned),
    })
}

fn mail(rest: &str) -> Result<Command, Rejected> {
    let (from, parameters) = path(rest, "FROM:")?;
    let mut parameters = parameters.split_ascii_whitespace();
    let size = parameters.find_map(|parameter| {
        parameter
            .to_ascii_uppercase()
            .strip_prefix("SIZE=")?
            .parse()
            .ok()
    });
    Ok(Command::Mail { from, size })
}

/// Reads `FROM:<address> parameters`. A source route before the address is dropped.
fn path<'a>(rest: &'a str, prefix: &str) -> Result<(String, &'a str), Rejected> {
    let head = rest.get(..prefix.len()).ok_or(Rejected::Malformed)?;
    if !head.eq_ignore_ascii_case(prefix) {
        return Err(Rejected::Malformed);
    }
    let rest = rest
        .get(prefix.len()..)
        .ok_or(Rejected::Malformed)?
        .trim_start();
    let (path, parameters) = rest
        .strip_prefix('<')
        .and_then(|rest| rest.split_once('>'))
        .ok_or(Rejected::Malformed)?;
    let address = match path.strip_prefix('@') {
        Some(route) => route.split_once(':').ok_or(Rejected::Malformed)?.1,
        None => path,
    };
    Ok((address.to_owned(), parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Result<Command, Rejected>) {
        assert_eq!(Command::read(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn a_path_stands_between_angle_brackets() {
        check(
            "RCPT TO:<sam@mailbox.example>\r\n",
            Ok(Command::Rcpt {
                to: "sam@mailbox.example".into(),
            }),
        );
        check(
            "rcpt to: <sam@mailbox.example>",
            Ok(Command::Rcpt {
                to: "sam@mailbox.example".into(),
            }),
        );
        check(
            "RCPT TO:<@a.example,@b.example:x@c.example>",
            Ok(Command::Rcpt {
                to: "x@c.example".into(),
            }),
        );
        check("RCPT TO:sam@mailbox.example", Err(Rejected::Malformed));
        check("RCPT FROM:<sam@mailbox.example>", Err(Rejected::Malformed));
        check("MAIL FRÖM:<a@b.example>", Err(Rejected::Malformed));
    }

    #[test]
    fn the_null_return_path_is_empty() {
        check(
            "MAIL FROM:<> SIZE=12 BODY=8BITMIME",
            Ok(Command::Mail {
                from: String::new(),
                size: Some(12),
            }),
        );
    }

    #[test]
    fn unknown_words_are_no_commands() {
        check("HELP", Err(Rejected::Unknown));
        check("", Err(Rejected::Unknown));
        check("EHLO", Err(Rejected::Malformed));
        assert_eq!(Command::read(b"\xff\xfe"), Err(Rejected::Unknown));
    }
}
