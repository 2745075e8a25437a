//! What is known of mail providers: `config/providers.toml`, built in.

use serde::Deserialize;

use super::Server;
use crate::connect::Tls;

/// One provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub name: String,
    /// Of addresses.
    pub domains: Vec<String>,
    /// Ends of host names by which it is known where the domain is the owner's own.
    pub servers: Vec<String>,
    imap: Place,
    smtp: Place,
    /// What it takes, the usual one first.
    pub secret: Vec<Takes>,
    /// Where that secret is made.
    pub make: Option<String>,
    /// What makes it hard.
    pub note: Option<String>,
    #[serde(default)]
    pub server_files_sent: bool,
    #[serde(default)]
    pub plus_address: bool,
}

/// What a provider takes for a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Takes {
    /// A password made for one program.
    App,
    /// The ordinary password.
    Password,
    /// An OAuth2 access token.
    Token,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    host: String,
    port: u16,
    tls: String,
}

impl Place {
    fn server(&self) -> Server {
        Server {
            host: self.host.clone(),
            port: self.port,
            tls: if self.tls == "starttls" {
                Tls::StartTls
            } else {
                Tls::Implicit
            },
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    provider: Vec<Provider>,
}

impl Provider {
    /// Its IMAP server.
    #[must_use]
    pub fn imap(&self) -> Server {
        self.imap.server()
    }

    /// Its SMTP server.
    #[must_use]
    pub fn smtp(&self) -> Server {
        self.smtp.server()
    }

    /// Takes OAuth2 only.
    #[must_use]
    pub fn is_token_only(&self) -> bool {
        self.secret == [Takes::Token]
    }
}

/// All that are known.
#[must_use]
pub fn all() -> Vec<Provider> {
    let table: Result<Table, _> = toml::from_str(include_str!("../../config/providers.toml"));
    table.map(|t| t.provider).unwrap_or_default()
}

/// The provider of an address's domain.
#[must_use]
pub fn of_domain(domain: &str) -> Option<Provider> {
    all().into_iter().find(|p| {
        p.domains
            .iter()
            .any(|d| d.eq_ignore_ascii_case(domain) || is_below(domain, d))
    })
}

/// The provider that runs a server, where the address's domain is the owner's own. A server on this machine tells nothing: a
/// bridge of one provider's is found at the same place as anybody's.
#[must_use]
pub fn of_server(host: &str) -> Option<Provider> {
    all()
        .into_iter()
        .filter(|_| !super::is_here(host))
        .find(|p| p.servers.iter().any(|end| is_below(host, end)) || p.imap.host == host)
}

/// "kim.onmicrosoft.com" is below "onmicrosoft.com".
fn is_below(name: &str, end: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == end
        || name
            .strip_suffix(end)
            .is_some_and(|head| head.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_provider_is_whole_and_no_domain_has_two() {
        let all = all();
        assert!(all.len() >= 14);
        let mut domains = BTreeSet::new();
        for provider in &all {
            for place in [&provider.imap, &provider.smtp] {
                let fits = matches!(
                    (place.tls.as_str(), place.port),
                    ("implicit", 993 | 465) | ("starttls", 143 | 587 | 1143 | 1025)
                );
                assert!(fits, "{}: {place:?}", provider.name);
            }
            assert!(!provider.secret.is_empty(), "{}", provider.name);
            // Whoever takes no ordinary password says so, and where another is made.
            if !provider.secret.contains(&Takes::Password) {
                assert!(provider.note.is_some(), "{}", provider.name);
                assert!(
                    provider.make.is_some() || provider.is_token_only(),
                    "{}",
                    provider.name
                );
            }
            for domain in &provider.domains {
                assert!(domains.insert(domain.clone()), "{domain} twice");
            }
        }
    }

    #[test]
    fn an_address_finds_its_provider() {
        check("gmail.com", Some("Gmail"));
        check("GoogleMail.com", Some("Gmail"));
        check("hotmail.com", Some("Outlook.com"));
        check("firm.onmicrosoft.com", Some("Microsoft 365"));
        check("gmx.de", Some("GMX"));
        check("notgmail.com", None);
        check("mailbox.example", None);
        assert_eq!(
            of_server("imap.fastmail.com").map(|p| p.name).as_deref(),
            Some("Fastmail")
        );
        assert!(of_domain("outlook.com").unwrap().is_token_only());
        assert_eq!(of_server("127.0.0.1"), None);
    }

    fn check(domain: &str, expected: Option<&str>) {
        let found = of_domain(domain).map(|p| p.name);
        assert_eq!(found.as_deref(), expected, "{domain}");
    }
}
