//! LOGIN and AUTHENTICATE.

use super::{Answer, Session};
use crate::listen::Channel;
use crate::sasl::{self, Claim, Mechanism, Proof};
use crate::wire::{Gone, Protocol};
use imap_codec::imap_types::auth::AuthMechanism;
use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::secret::Secret;
use std::borrow::Cow;

impl Session {
    pub(super) fn login(&mut self, login: &AString<'_>, password: &AString<'_>) -> Answer {
        if self.channel == Channel::StartTls {
            return Answer::status("NO [PRIVACYREQUIRED] issue STARTTLS first");
        }
        let text = |string: &AString<'_>| String::from_utf8_lossy(string.as_ref()).into_owned();
        self.welcome(&Claim {
            login: text(login),
            proof: Proof::Password(text(password)),
        })
    }

    pub(super) async fn authenticate(
        &mut self,
        mechanism: &AuthMechanism<'_>,
        initial: Option<Secret<Cow<'static, [u8]>>>,
    ) -> Result<Answer, Gone> {
        if self.channel == Channel::StartTls {
            return Ok(Answer::status("NO [PRIVACYREQUIRED] issue STARTTLS first"));
        }
        let Some(mechanism) = Mechanism::named(mechanism.as_ref()) else {
            return Ok(Answer::status("NO that mechanism is not offered"));
        };
        let response = match initial {
            Some(initial) => Some(initial.declassify().to_vec()),
            None => sasl::decode(&self.challenge("").await?),
        };
        let Some(claim) = response.and_then(|response| mechanism.read(&response)) else {
            return Ok(Answer::status("BAD that is no such response"));
        };
        let answer = self.welcome(&claim);
        if let (None, Some(error)) = (&self.account, mechanism.error_challenge()) {
            self.challenge(&error).await?;
        }
        Ok(answer)
    }

    fn welcome(&mut self, claim: &Claim) -> Answer {
        if self.account.is_some() {
            return Answer::status("BAD already logged in");
        }
        self.account = self.host.log_in(Protocol::Imap, claim);
        match &self.account {
            Some(_) => Answer::status(format!("OK [CAPABILITY {}] welcome", self.capabilities())),
            None => Answer::status("NO [AUTHENTICATIONFAILED] login or password wrong"),
        }
    }

    async fn challenge(&mut self, text: &str) -> Result<Vec<u8>, Gone> {
        self.wire.send(format!("+ {text}\r\n")).await?;
        self.wire.line().await
    }
}
