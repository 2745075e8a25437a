//! Asks for encryption on the bare stream (RFC 3207), before any library reads from it: what comes behind the answer in
//! the clear must not be taken for the server's word.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::connect::{self, BoxedStream, Error, Server};

/// How long the greeting and the answers to EHLO and STARTTLS may take together (RFC 5321 section 4.5.3.2.1).
const LIMIT: Duration = Duration::from_secs(300);
/// The longest reply, in bytes.
const REPLY_LIMIT: usize = 16 << 10;

/// Greets, asks for encryption, encrypts.
pub(super) async fn encrypt(mut bare: BoxedStream, server: &Server) -> Result<BoxedStream, Error> {
    timeout(LIMIT, ask(&mut bare, server))
        .await
        .unwrap_or_else(|_| {
            Err(Error::TimedOut {
                place: server.place(),
            })
        })?;
    connect::start_tls(server, bare).await
}

async fn ask(bare: &mut BoxedStream, server: &Server) -> Result<(), Error> {
    let no_starttls = || Error::NoStartTls {
        place: server.place(),
    };
    reply(bare, server, "220").await?.ok_or_else(no_starttls)?;
    say(bare, server, b"EHLO [127.0.0.1]\r\n").await?;
    let offers = reply(bare, server, "250").await?.ok_or_else(no_starttls)?;
    if !offers
        .iter()
        .any(|line| line.trim().eq_ignore_ascii_case("STARTTLS"))
    {
        return Err(no_starttls());
    }
    say(bare, server, b"STARTTLS\r\n").await?;
    reply(bare, server, "220").await?.ok_or_else(no_starttls)?;
    Ok(())
}

async fn say(bare: &mut BoxedStream, server: &Server, line: &[u8]) -> Result<(), Error> {
    let lost = |failure: std::io::Error| dropped(server, &failure);
    bare.write_all(line).await.map_err(lost)?;
    bare.flush().await.map_err(lost)
}

/// The lines of one reply without their codes; nothing if its code is another. We speak in turns, so that anything behind
/// a reply's last line was put there by someone who hopes that it be read later.
async fn reply(
    bare: &mut BoxedStream,
    server: &Server,
    code: &str,
) -> Result<Option<Vec<String>>, Error> {
    let mut buffer = Vec::new();
    loop {
        if let Some((lines, rest)) = whole_reply(&buffer) {
            if !rest.is_empty() {
                return Err(Error::EarlyBytes {
                    place: server.place(),
                });
            }
            let fits = lines.iter().all(|line| line.starts_with(code));
            let texts = lines
                .iter()
                .map(|line| line.chars().skip(4).collect())
                .collect();
            return Ok(fits.then_some(texts));
        }
        let read = bare
            .read_buf(&mut buffer)
            .await
            .map_err(|failure| dropped(server, &failure))?;
        if read == 0 || buffer.len() > REPLY_LIMIT {
            return Err(Error::Dropped {
                place: server.place(),
                why: std::io::ErrorKind::UnexpectedEof,
            });
        }
    }
}

/// A reply ends with the first line that has no hyphen behind its code (RFC 5321 section 4.2.1).
fn whole_reply(buffer: &[u8]) -> Option<(Vec<String>, &[u8])> {
    let mut lines = Vec::new();
    let mut rest = buffer;
    loop {
        let end = rest.iter().position(|&byte| byte == b'\n')?;
        let (line, after) = rest.split_at(end + 1);
        let line = String::from_utf8_lossy(line).trim_end().to_owned();
        rest = after;
        let goes_on = line.as_bytes().get(3) == Some(&b'-');
        lines.push(line);
        if !goes_on {
            return Some((lines, rest));
        }
    }
}

fn dropped(server: &Server, failure: &std::io::Error) -> Error {
    Error::Dropped {
        place: server.place(),
        why: failure.kind(),
    }
}
