//! One delivery, command by command, so that "nothing was sent" and "maybe sent" can be told apart.

use std::time::Duration;

use lettre::Address;

use super::session::{COMMAND_LIMIT, Fault, Session, not_sent, words};
use super::{Envelope, NotSent, Outcome, SmtpAccount, text};

/// For the answer to DATA (RFC 5321 section 4.5.3.2.4).
const DATA_LIMIT: Duration = Duration::from_secs(120);
/// For the text, 3 minutes a block (section 4.5.3.2.5), and the answer to its end, 10 minutes (section 4.5.3.2.6). Giving up
/// earlier makes duplicates: the server may be about to say yes.
const TEXT_LIMIT: Duration = Duration::from_secs(180 + 600);
/// For goodbyes, which nobody needs.
const QUIT_LIMIT: Duration = Duration::from_secs(5);

/// A step on the wire, announced right before it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Connecting, encrypting, greeting.
    Connect,
    /// Logging in.
    LogIn,
    /// MAIL FROM.
    Mail,
    /// RCPT TO, the first being 0.
    Recipient(usize),
    /// DATA.
    Data,
    /// The text, its end and the answer. From here on everything but an answer is uncertain.
    Text,
    /// The answer has been read.
    Answered,
}

/// Hands a message over. Never fails: the outcome says what is known. `text` is the whole message in canonical form, CRLF
/// at each line's end. It is sent to all recipients or to none.
pub async fn deliver(account: &SmtpAccount, envelope: &Envelope, text: &[u8]) -> Outcome {
    deliver_with(account, envelope, text, &mut |_| {}).await
}

/// The same, telling of each step.
pub async fn deliver_with(
    account: &SmtpAccount,
    envelope: &Envelope,
    text: &[u8],
    on_phase: &mut (dyn FnMut(Phase) + Send),
) -> Outcome {
    let attempt = async {
        check(envelope, text)?;
        let mut session = enter(account, on_phase).await?;
        check_extensions(&session, envelope, text)?;
        hand_over(&mut session, envelope, text, on_phase).await
    };
    match attempt.await {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

/// Connects and logs in, and nothing more: for `doctor`. The outcome is why it does not work.
pub async fn log_in(account: &SmtpAccount) -> Result<(), Outcome> {
    let mut session = enter(account, &mut |_| {}).await?;
    let _ = session.say("QUIT", QUIT_LIMIT).await;
    Ok(())
}

async fn enter(
    account: &SmtpAccount,
    on_phase: &mut (dyn FnMut(Phase) + Send),
) -> Result<Session, Outcome> {
    on_phase(Phase::Connect);
    let mut session = Session::open(&account.server).await?;
    if let Some(login) = &account.login {
        on_phase(Phase::LogIn);
        session.log_in(account, login).await?;
    }
    Ok(session)
}

async fn hand_over(
    session: &mut Session,
    envelope: &Envelope,
    text: &[u8],
    on_phase: &mut (dyn FnMut(Phase) + Send),
) -> Result<Outcome, Outcome> {
    on_phase(Phase::Mail);
    let mail = mail_command(session, envelope, text);
    command(session, "MAIL", &mail, COMMAND_LIMIT, 250).await?;
    for (number, recipient) in envelope.to.iter().enumerate() {
        on_phase(Phase::Recipient(number));
        command(
            session,
            "RCPT",
            &format!("RCPT TO:<{recipient}>"),
            COMMAND_LIMIT,
            250,
        )
        .await?;
    }
    on_phase(Phase::Data);
    command(session, "DATA", "DATA", DATA_LIMIT, 354).await?;
    on_phase(Phase::Text);
    let reply = session.send_text(text, TEXT_LIMIT).await;
    on_phase(Phase::Answered);
    let outcome = match reply {
        Ok(reply) if (200..300).contains(&u16::from(reply.code())) => Outcome::Accepted {
            words: words(&reply),
        },
        Ok(reply) => uncertain(&format!("an answer that is none, \"{}\"", words(&reply))),
        // The server may have filed the message before it closed.
        Err(Fault::Reply { code: 421, words }) => uncertain(&format!("\"{words}\" (421)")),
        Err(Fault::Reply { code, words }) => refusal(code, words),
        Err(Fault::Lost(why)) => uncertain(why),
    };
    let _ = session.say("QUIT", QUIT_LIMIT).await;
    Ok(outcome)
}

/// One command before the text. Whatever goes wrong here, nothing was sent.
async fn command(
    session: &mut Session,
    name: &str,
    line: &str,
    limit: Duration,
    wanted: u16,
) -> Result<(), Outcome> {
    let outcome = match session.say(line, limit).await {
        // 251 and 252 are as good as 250 (RFC 5321 section 4.2.3).
        Ok(reply) if u16::from(reply.code()) / 10 == wanted / 10 => return Ok(()),
        Ok(reply) => not_sent(
            NotSent::Protocol,
            format!("The server answered {name} with \"{}\".", words(&reply)),
        ),
        Err(Fault::Reply { code, words }) => refusal(code, words),
        Err(Fault::Lost(why)) => not_sent(
            NotSent::Network,
            format!("The connection was lost at {name} ({why})."),
        ),
    };
    let _ = session.say("QUIT", QUIT_LIMIT).await;
    Err(outcome)
}

fn refusal(code: u16, words: String) -> Outcome {
    if code >= 500 {
        Outcome::Refused { code, words }
    } else {
        Outcome::Deferred { code, words }
    }
}

fn uncertain(why: &str) -> Outcome {
    Outcome::Uncertain {
        why: format!("The message was handed over and the server's answer was lost: {why}."),
    }
}

fn mail_command(session: &Session, envelope: &Envelope, text: &[u8]) -> String {
    let mut mail = format!("MAIL FROM:<{}>", envelope.from);
    if session.extensions.size.is_some() {
        mail.push_str(&format!(" SIZE={}", text.len()));
    }
    if !text.is_ascii() {
        mail.push_str(" BODY=8BITMIME");
    }
    if !has_ascii_addresses(envelope) {
        mail.push_str(" SMTPUTF8");
    }
    mail
}

fn check(envelope: &Envelope, text: &[u8]) -> Result<(), Outcome> {
    text::check(text).map_err(|fault| {
        not_sent(
            NotSent::Unfit,
            format!("The message is not fit to be sent: {fault}."),
        )
    })?;
    if envelope.to.is_empty() {
        return Err(not_sent(
            NotSent::Unfit,
            "The message has no recipient.".to_owned(),
        ));
    }
    for address in envelope.to.iter().chain([&envelope.from]) {
        let plain = address
            .chars()
            .all(|c| !c.is_control() && !c.is_whitespace() && c != '<' && c != '>');
        if !plain || address.parse::<Address>().is_err() {
            return Err(not_sent(
                NotSent::Unfit,
                format!("\"{}\" is no address.", address.escape_debug()),
            ));
        }
    }
    Ok(())
}

fn check_extensions(session: &Session, envelope: &Envelope, text: &[u8]) -> Result<(), Outcome> {
    let unfit = |why: String| Err(not_sent(NotSent::Unfit, why));
    let extensions = &session.extensions;
    let size = text.len() as u64;
    match extensions.size {
        Some(limit) if limit > 0 && size > limit => {
            return unfit(format!(
                "The message has {size} bytes; the server takes {limit} at most."
            ));
        }
        Some(_) | None => {}
    }
    if !text.is_ascii() && !extensions.eight_bit {
        return unfit(
            "The message has 8-bit characters, and the server takes none (8BITMIME).".to_owned(),
        );
    }
    if !has_ascii_addresses(envelope) && !extensions.utf8 {
        return unfit(
            "An address has letters beyond ASCII, and the server takes none (SMTPUTF8).".to_owned(),
        );
    }
    Ok(())
}

fn has_ascii_addresses(envelope: &Envelope) -> bool {
    envelope.from.is_ascii() && envelope.to.iter().all(|address| address.is_ascii())
}
