//! Frames IMAP: writes lines, cuts what comes into whole responses (RFC 3501 section 7), literals and all.
//!
//! Ours rather than a library's, because every byte of it is the server's to choose: what is read is bounded, nothing is
//! logged, and an unknown response is passed over instead of ending the session.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::response::Response;
use crate::connect::BoxedStream;

/// The longest response, literals included. The largest range ever asked for is 2 MiB; a search that lists 300,000
/// messages takes as much.
const RESPONSE_LIMIT: usize = 4 << 20;

/// A connection as a sequence of responses.
#[derive(Debug)]
pub(super) struct Wire {
    stream: BoxedStream,
    /// Read and not yet taken. A response stays here until it is whole, so that a wait may be broken off at any point.
    buffer: Vec<u8>,
    /// How much of `buffer` has been taken: a thousand short responses are not moved a thousand times.
    taken: usize,
    /// How much of the rest is known to hold no end of the response.
    scanned: Scan,
    received: u64,
}

/// How far a response has been followed.
#[derive(Debug, Default, Clone, Copy)]
struct Scan {
    line_start: usize,
    position: usize,
}

/// Why no response came.
#[derive(Debug)]
pub(super) enum Fault {
    /// The connection ended.
    Ended,
    /// The kernel or TLS broke it.
    Broken,
    /// It is too long.
    TooLong,
}

impl From<io::Error> for Fault {
    fn from(_: io::Error) -> Fault {
        Fault::Broken
    }
}

impl Wire {
    pub(super) fn new(stream: BoxedStream) -> Wire {
        Wire {
            stream,
            buffer: Vec::new(),
            taken: 0,
            scanned: Scan::default(),
            received: 0,
        }
    }

    /// The bare stream, or nothing if bytes of it have already been read.
    pub(super) fn into_bare(self) -> Option<BoxedStream> {
        (self.buffer.len() == self.taken).then_some(self.stream)
    }

    /// Bytes received since the connection began.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// Writes bytes and flushes them.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await?;
        Ok(())
    }

    /// The next response. May be dropped while it waits; nothing is lost.
    pub(super) async fn read(&mut self) -> Result<Response, Fault> {
        loop {
            // A server that never pauses must not keep everybody else waiting.
            tokio::task::coop::consume_budget().await;
            if let Some(end) = self.whole_response()? {
                let end = self.taken + end;
                let response =
                    Response::parse(self.buffer.get(self.taken..end).unwrap_or_default());
                self.taken = end;
                self.scanned = Scan::default();
                return Ok(response);
            }
            self.buffer.drain(..self.taken);
            self.taken = 0;
            if self
                .stream
                .read_buf(&mut self.buffer)
                .await
                .map(|read| self.count(read))?
                == 0
            {
                return Err(Fault::Ended);
            }
        }
    }

    fn count(&mut self, read: usize) -> usize {
        self.received = self.received.saturating_add(read as u64);
        read
    }

    /// Where the first response in the buffer ends, once it is whole.
    fn whole_response(&mut self) -> Result<Option<usize>, Fault> {
        let buffer = self.buffer.get(self.taken..).unwrap_or_default();
        let end = loop {
            let tail = buffer.get(self.scanned.position..).unwrap_or_default();
            let Some(newline) = tail.iter().position(|&byte| byte == b'\n') else {
                self.scanned.position = self.scanned.position.max(buffer.len());
                break None;
            };
            let line_end = self.scanned.position + newline + 1;
            match literal_length(&buffer[self.scanned.line_start..line_end]) {
                None => break Some(line_end),
                Some(length) if length > RESPONSE_LIMIT => return Err(Fault::TooLong),
                Some(length) => {
                    self.scanned.line_start = line_end + length;
                    self.scanned.position = line_end + length;
                }
            }
        };
        let length = end.unwrap_or(buffer.len().max(self.scanned.position));
        if length > RESPONSE_LIMIT {
            return Err(Fault::TooLong);
        }
        Ok(end)
    }
}

/// The length of the literal that a line announces at its end: `{12}`, `{12+}`, `~{12}`.
fn literal_length(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_suffix(b"}")?;
    let line = line.strip_suffix(b"+").unwrap_or(line);
    let open = line.iter().rposition(|&byte| byte == b'{')?;
    let digits = std::str::from_utf8(line.get(open + 1..)?).ok()?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // More digits than fit is more than anyone reads.
    Some(digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::response::Data;

    #[tokio::test]
    async fn a_response_is_whole_however_it_is_cut() {
        let bytes = b"* 1 FETCH (UID 7 BODY[]<0> {9}\r\na\r\n{3}\r\nx FLAGS ())\r\n* 2 EXISTS\r\n";
        for cut in 0..bytes.len() {
            let (mut near, far) = tokio::io::duplex(1024);
            let mut wire = Wire::new(Box::new(far));
            near.write_all(&bytes[..cut]).await.unwrap();
            let early = futures_util::FutureExt::now_or_never(wire.read());
            near.write_all(&bytes[cut..]).await.unwrap();
            let first = match early {
                Some(response) => response.unwrap(),
                None => wire.read().await.unwrap(),
            };
            let Response::Data(Data::Fetch(fetch)) = first else {
                panic!("cut at {cut}: {first:?}");
            };
            assert_eq!(
                fetch.body.as_deref(),
                Some(&b"a\r\n{3}\r\nx"[..]),
                "cut at {cut}"
            );
            assert!(matches!(
                wire.read().await.unwrap(),
                Response::Data(Data::Exists(2))
            ));
        }
    }

    #[tokio::test]
    async fn an_endless_response_is_not_read_to_its_end() {
        for start in [
            "* 1 FETCH (BODY[] {99999999999999999999}\r\n",
            "* OK {5000000}\r\n",
        ] {
            let (mut near, far) = tokio::io::duplex(1024);
            near.write_all(start.as_bytes()).await.unwrap();
            assert!(matches!(
                Wire::new(Box::new(far)).read().await,
                Err(Fault::TooLong)
            ));
        }
        let endless = tokio::io::repeat(b'x');
        let mut wire = Wire::new(Box::new(tokio::io::join(endless, tokio::io::sink())));
        assert!(matches!(wire.read().await, Err(Fault::TooLong)));
    }

    #[tokio::test]
    async fn short_responses_are_not_moved_one_by_one() {
        let (mut near, far) = tokio::io::duplex(1 << 20);
        near.write_all(&b"* 1\r\n".repeat(1000)).await.unwrap();
        let mut wire = Wire::new(Box::new(far));
        wire.read().await.unwrap();
        let came = wire.buffer.len();
        wire.read().await.unwrap();
        assert_eq!((wire.taken, wire.buffer.len()), (10, came));
    }

    #[tokio::test]
    async fn an_end_inside_a_response_is_an_end() {
        let (mut near, far) = tokio::io::duplex(1024);
        near.write_all(b"* 1 FETCH (BODY[] {10}\r\nhalf")
            .await
            .unwrap();
        drop(near);
        assert!(matches!(
            Wire::new(Box::new(far)).read().await,
            Err(Fault::Ended)
        ));
    }
}
