//! Holds a server to its turn: what it says before it is asked answers nothing, and what it says has an end.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::connect::BoxedStream;

/// The most that a server may say at once, in bytes: lettre reads a line to its end, however far that is.
const REPLY_LIMIT: usize = 64 << 10;

/// A stream on which replies are counted as they come in.
#[derive(Debug)]
pub(super) struct Turns {
    /// Of our own: after STARTTLS the server gives none, and lettre waits for one.
    greeting: &'static [u8],
    stream: BoxedStream,
    reply: Reply,
    /// A byte that was there before we had said all that we have to say.
    early: Option<u8>,
    out_of_turn: OutOfTurn,
}

/// Whether the server has spoken out of turn on a connection.
#[derive(Debug, Clone, Default)]
pub(super) struct OutOfTurn(Arc<AtomicBool>);

impl OutOfTurn {
    pub(super) fn was_heard(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far the reply is that is awaited (RFC 5321 section 4.2.1).
#[derive(Debug, Default)]
struct Reply {
    column: usize,
    goes_on: bool,
    is_whole: bool,
    length: usize,
}

impl Turns {
    /// A stream whose server greets.
    pub(super) fn greeted_by_server(stream: BoxedStream) -> Turns {
        Turns {
            greeting: b"",
            stream,
            reply: Reply::default(),
            early: None,
            out_of_turn: OutOfTurn::default(),
        }
    }

    /// A stream on which it is ours to speak first.
    pub(super) fn greeted_by_us(stream: BoxedStream) -> Turns {
        Turns {
            greeting: b"220 encrypted\r\n",
            reply: Reply {
                is_whole: true,
                ..Reply::default()
            },
            ..Turns::greeted_by_server(stream)
        }
    }

    pub(super) fn out_of_turn(&self) -> OutOfTurn {
        self.out_of_turn.clone()
    }

    /// Looks, before we speak, whether the server has more to say than its reply: that would pass for the answer to our words.
    /// While a text is on its way it may break in with a refusal, and with nothing else.
    fn look(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let mut byte = [0; 1];
        let mut buffer = ReadBuf::new(&mut byte);
        if self.early.is_none()
            && let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, &mut buffer)
        {
            read?;
            self.early = buffer.filled().first().copied();
        }
        let refuses = matches!(self.early, None | Some(b'4' | b'5'));
        if self.early.is_some() && (self.reply.is_whole || !refuses) {
            self.out_of_turn.0.store(true, Ordering::Relaxed);
        }
        if self.out_of_turn.was_heard() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(())
    }
}

impl Reply {
    /// Whether more came than one reply.
    fn hear(&mut self, bytes: &[u8]) -> bool {
        let mut too_much = false;
        for &byte in bytes {
            too_much |= self.is_whole;
            if byte == b'\n' {
                self.is_whole |= !self.goes_on;
                self.column = 0;
                self.goes_on = false;
            } else {
                self.goes_on |= self.column == 3 && byte == b'-';
                self.column = self.column.saturating_add(1);
            }
        }
        self.length = self.length.saturating_add(bytes.len());
        too_much
    }
}

impl AsyncTokioStream for Turns {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl AsyncRead for Turns {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.greeting.is_empty() {
            let (now, later) = self
                .greeting
                .split_at(buffer.remaining().min(self.greeting.len()));
            buffer.put_slice(now);
            self.greeting = later;
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        if buffer.remaining() > 0
            && let Some(byte) = self.early.take()
        {
            buffer.put_slice(&[byte]);
            self.reply.hear(&[byte]);
            return Poll::Ready(Ok(()));
        }
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let came = buffer.filled().get(before..).unwrap_or_default();
        if self.reply.hear(came) {
            self.out_of_turn.0.store(true, Ordering::Relaxed);
        }
        if self.reply.length > REPLY_LIMIT {
            return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
        }
        read
    }
}

impl AsyncWrite for Turns {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.look(cx)?;
        self.reply = Reply::default();
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_comes_after_a_reply_and_before_our_words_is_out_of_turn() {
        for (late, fails) in [("250 ok\r\n", true), ("554 no\r\n", true), ("", false)] {
            let (ours, mut server) = tokio::io::duplex(4096);
            let mut turns = Turns::greeted_by_server(Box::new(ours));
            let out_of_turn = turns.out_of_turn();
            tokio::spawn(async move {
                server.write_all(b"354 go\r\n").await.unwrap();
                tokio::time::sleep(Duration::from_secs(1)).await;
                server.write_all(late.as_bytes()).await.unwrap();
                std::future::pending::<()>().await;
            });
            let mut reply = [0; 8];
            turns.read_exact(&mut reply).await.unwrap();
            tokio::time::sleep(Duration::from_secs(2)).await;
            let written = turns.write_all(b"Text.\r\n.\r\n").await;
            assert_eq!(written.is_err(), fails, "{late}");
            assert_eq!(out_of_turn.was_heard(), fails, "{late}");
            // Nor is it forgotten with the first try.
            assert_eq!(turns.write_all(b"QUIT\r\n").await.is_err(), fails);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn while_a_text_is_on_its_way_only_a_refusal_may_break_in() {
        for (early, taken) in [("552 full\r\n", true), ("250 ok\r\n", false)] {
            let (ours, mut server) = tokio::io::duplex(4096);
            let mut turns = Turns::greeted_by_server(Box::new(ours));
            turns.write_all(b"Text.\r\n").await.unwrap();
            server.write_all(early.as_bytes()).await.unwrap();
            let written = turns.write_all(b".\r\n").await;
            assert_eq!(written.is_ok(), taken, "{early}");
            if taken {
                let mut reply = vec![0; early.len()];
                turns.read_exact(&mut reply).await.unwrap();
                assert_eq!(reply, early.as_bytes());
                assert!(!turns.out_of_turn.was_heard());
            }
        }
    }

    #[test]
    fn one_reply_is_a_turn_and_more_is_out_of_turn() {
        for (bytes, whole, too_much) in [
            ("250 ok\r\n", true, false),
            ("250-a\r\n250-b\r\n250 c\r\n", true, false),
            ("250-a\r\n250-b\r\n", false, false),
            ("250\r\n", true, false),
            ("250 o", false, false),
            ("354 go\r\n250 ok\r\n", true, true),
            ("250-a\r\n250 b\r\n2", true, true),
            ("\n", true, false),
        ] {
            let mut reply = Reply::default();
            assert_eq!(
                (reply.hear(bytes.as_bytes()), reply.is_whole),
                (too_much, whole),
                "{bytes:?}"
            );
        }
    }
}
