//! What a client says to prove who it is: PLAIN, XOAUTH2 and OAUTHBEARER.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A login name and what is shown for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub login: String,
    pub proof: Proof,
}

/// The thing that must match the account's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    Password(String),
    Token(String),
}

/// A mechanism of which the whole proof fits into one response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mechanism {
    Plain,
    XOAuth2,
    OAuthBearer,
}

impl Mechanism {
    /// Finds the mechanism by its registered name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().as_str() {
            "PLAIN" => Some(Self::Plain),
            "XOAUTH2" => Some(Self::XOAuth2),
            "OAUTHBEARER" => Some(Self::OAuthBearer),
            _ => None,
        }
    }

    /// Reads a decoded response. `None` if it does not have the mechanism's form.
    pub fn read(self, response: &[u8]) -> Option<Claim> {
        match self {
            Self::Plain => plain(response),
            Self::XOAuth2 => x_oauth2(response),
            Self::OAuthBearer => oauth_bearer(response),
        }
    }

    /// The challenge after a wrong token: the client has to answer it before it is told NO (RFC 7628 section 3.2.2).
    pub fn error_challenge(self) -> Option<String> {
        match self {
            Self::Plain => None,
            Self::XOAuth2 | Self::OAuthBearer => {
                Some(STANDARD.encode(r#"{"status":"401","schemes":"bearer"}"#))
            }
        }
    }
}

/// Decodes base64; a lone `=` is the empty response (RFC 4954 section 4).
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    match text.trim_ascii() {
        b"=" => Some(Vec::new()),
        text => STANDARD.decode(text).ok(),
    }
}

/// RFC 4616: authorization identity, NUL, login, NUL, password.
fn plain(response: &[u8]) -> Option<Claim> {
    let text = String::from_utf8(response.to_vec()).ok()?;
    let mut parts = text.splitn(3, '\0').skip(1);
    let (login, password) = (parts.next()?, parts.next()?);
    Some(Claim {
        login: login.to_owned(),
        proof: Proof::Password(password.to_owned()),
    })
}

/// `user=LOGIN^Aauth=Bearer TOKEN^A^A`, as Gmail and Outlook.com document it.
fn x_oauth2(response: &[u8]) -> Option<Claim> {
    let text = String::from_utf8(response.to_vec()).ok()?;
    let login = text
        .split('\x01')
        .find_map(|part| part.strip_prefix("user="))?
        .to_owned();
    Some(Claim {
        login,
        proof: Proof::Token(bearer(&text)?),
    })
}

/// RFC 7628: `n,a=LOGIN,^Ahost=…^Aport=…^Aauth=Bearer TOKEN^A^A`.
fn oauth_bearer(response: &[u8]) -> Option<Claim> {
    let text = String::from_utf8(response.to_vec()).ok()?;
    let header = text.split('\x01').next()?;
    let login = header.split(',').find_map(|part| part.strip_prefix("a="))?;
    let login = login.replace("=2C", ",").replace("=3D", "=");
    Some(Claim {
        login,
        proof: Proof::Token(bearer(&text)?),
    })
}

fn bearer(text: &str) -> Option<String> {
    text.split('\x01')
        .find_map(|part| part.strip_prefix("auth=Bearer "))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mechanism: Mechanism, response: &[u8], expected: Option<(&str, Proof)>) {
        let expected = expected.map(|(login, proof)| Claim {
            login: login.to_owned(),
            proof,
        });
        assert_eq!(mechanism.read(response), expected);
    }

    #[test]
    fn each_mechanism_names_the_login_and_the_proof() {
        let token = || Proof::Token("t0k".into());
        check(
            Mechanism::Plain,
            b"\0sam\0secret",
            Some(("sam", Proof::Password("secret".into()))),
        );
        check(
            Mechanism::XOAuth2,
            b"user=sam\x01auth=Bearer t0k\x01\x01",
            Some(("sam", token())),
        );
        check(
            Mechanism::OAuthBearer,
            b"n,a=sam,\x01host=h\x01auth=Bearer t0k\x01\x01",
            Some(("sam", token())),
        );
    }

    #[test]
    fn a_response_of_the_wrong_form_proves_nothing() {
        check(Mechanism::Plain, b"sam secret", None);
        check(Mechanism::XOAuth2, b"user=sam\x01\x01", None);
        check(Mechanism::OAuthBearer, b"\xff", None);
    }
}
