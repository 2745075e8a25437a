//! Who logs in and with what, and the SASL responses that IMAP and SMTP have in common.

use std::fmt::Debug;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{BoxedFuture, Server};

/// What proves the user. Never shown by `Debug`.
#[derive(Debug, Clone)]
pub enum Secret {
    /// A password, or an application password.
    Password(SecretString),
    /// An OAuth 2 access token, short-lived.
    Token(SecretString),
}

/// Gives the secret when it is needed: runs a command, reads a credential. Asked at every login, since tokens expire.
pub trait SecretSource: Send + Sync + Debug {
    /// The secret, or a sentence for a person why there is none. Keeps its own time limit.
    fn fetch(&self) -> BoxedFuture<'_, Result<Secret, String>>;
}

/// A secret known beforehand.
#[derive(Debug, Clone)]
pub struct Fixed(pub Secret);

impl SecretSource for Fixed {
    fn fetch(&self) -> BoxedFuture<'_, Result<Secret, String>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

/// A user and where the secret comes from.
#[derive(Debug, Clone)]
pub struct Login {
    /// The login name, often the address.
    pub user: String,
    /// Where the secret comes from.
    pub secret: Arc<dyn SecretSource>,
}

impl Login {
    /// A login with a password known beforehand.
    #[must_use]
    pub fn with_password(user: &str, password: &str) -> Login {
        Login {
            user: user.to_owned(),
            secret: Arc::new(Fixed(Secret::Password(password.into()))),
        }
    }

    /// A login with an access token known beforehand.
    #[must_use]
    pub fn with_token(user: &str, token: &str) -> Login {
        Login {
            user: user.to_owned(),
            secret: Arc::new(Fixed(Secret::Token(token.into()))),
        }
    }
}

/// How a login is put into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// RFC 4616.
    Plain,
    /// SMTP's `AUTH LOGIN`, IMAP's `LOGIN` command: user and password one after the other.
    Login,
    /// RFC 7628.
    OAuthBearer,
    /// Google's and Microsoft's older form of the same.
    XOAuth2,
}

impl Mechanism {
    /// Chooses by what the server offers; `offers` is asked with the SASL name in capitals. Servers that offer nothing
    /// by name still take the last in each line.
    pub(crate) fn choose(secret: &Secret, offers: impl Fn(&str) -> bool) -> Mechanism {
        match secret {
            Secret::Password(_) if offers("PLAIN") => Mechanism::Plain,
            Secret::Password(_) => Mechanism::Login,
            Secret::Token(_) if offers("OAUTHBEARER") => Mechanism::OAuthBearer,
            Secret::Token(_) => Mechanism::XOAuth2,
        }
    }

    /// The SASL name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mechanism::Plain => "PLAIN",
            Mechanism::Login => "LOGIN",
            Mechanism::OAuthBearer => "OAUTHBEARER",
            Mechanism::XOAuth2 => "XOAUTH2",
        }
    }

    /// The first response, in base64.
    pub(crate) fn first_response(
        self,
        user: &str,
        secret: &Secret,
        server: &Server,
    ) -> Zeroizing<String> {
        let secret = secret.expose();
        let words = Zeroizing::new(match self {
            Mechanism::Plain => format!("\0{user}\0{secret}"),
            Mechanism::Login => user.to_owned(),
            Mechanism::OAuthBearer => format!(
                "n,a={},\x01host={}\x01port={}\x01auth=Bearer {secret}\x01\x01",
                user.replace('=', "=3D").replace(',', "=2C"),
                server.host,
                server.port
            ),
            Mechanism::XOAuth2 => format!("user={user}\x01auth=Bearer {secret}\x01\x01"),
        });
        Zeroizing::new(BASE64.encode(words.as_bytes()))
    }

    /// The answer to a challenge after the first response. With tokens it carries the reason of a failure, and the
    /// answer only lets the server say so; with `LOGIN` it asks for the password.
    pub(crate) fn next_response(self, secret: &Secret) -> Zeroizing<String> {
        Zeroizing::new(match self {
            Mechanism::Login => BASE64.encode(secret.expose()),
            Mechanism::OAuthBearer => BASE64.encode("\x01"),
            Mechanism::Plain | Mechanism::XOAuth2 => String::new(),
        })
    }
}

impl Secret {
    pub(crate) fn expose(&self) -> &str {
        match self {
            Secret::Password(secret) | Secret::Token(secret) => secret.expose_secret(),
        }
    }
}

/// What a server said, fit to be shown: one line, no control characters, no secret, at most 300 characters.
pub(crate) fn presentable(words: &str, secret: Option<&Secret>) -> String {
    let mut shown = words.to_owned();
    if let Some(secret) = secret
        .map(Secret::expose)
        .filter(|secret| !secret.is_empty())
    {
        let words: Vec<&str> = shown
            .split(' ')
            .map(|word| if encodes(word, secret) { "…" } else { word })
            .collect();
        shown = words.join(" ").replace(secret, "…");
    }
    let shown: String = shown
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect();
    shown.trim().to_owned()
}

/// Whether a word is base64 of something with the secret in it: servers repeat the line that they did not understand.
fn encodes(word: &str, secret: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c));
    BASE64.decode(word).is_ok_and(|bytes| {
        bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::Tls;

    #[test]
    fn each_mechanism_speaks_as_its_paper_says() {
        let password = Secret::Password("pass".into());
        let token = Secret::Token("tok".into());
        check(Mechanism::Plain, &password, "\0me@x.test\0pass");
        check(Mechanism::Login, &password, "me@x.test");
        check(
            Mechanism::XOAuth2,
            &token,
            "user=me@x.test\x01auth=Bearer tok\x01\x01",
        );
        check(
            Mechanism::OAuthBearer,
            &token,
            "n,a=me@x.test,\x01host=mail.x.test\x01port=993\x01auth=Bearer tok\x01\x01",
        );
    }

    #[test]
    fn a_secret_is_not_shown() {
        let login = Login::with_password("me", "hunter2");
        assert!(!format!("{login:?}").contains("hunter2"));
        let secret = Secret::Password("hunter2".into());
        assert_eq!(
            presentable("no\r\nhunter2 here", Some(&secret)),
            "no  … here"
        );
        let repeated = format!(
            "unknown: AUTH PLAIN \"{}\".",
            BASE64.encode("\0me\0hunter2")
        );
        assert_eq!(
            presentable(&repeated, Some(&secret)),
            "unknown: AUTH PLAIN …"
        );
    }

    fn check(mechanism: Mechanism, secret: &Secret, expected: &str) {
        let server = Server::new("mail.x.test", 993, Tls::Implicit);
        let words = mechanism.first_response("me@x.test", secret, &server);
        assert_eq!(
            BASE64.decode(words.as_bytes()).unwrap(),
            expected.as_bytes()
        );
    }
}
