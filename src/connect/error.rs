//! What can go wrong before the first word of a mail protocol, each with what to do about it.

use std::io;

use rustls::CertificateError;

use super::Server;

/// Why no connection came about. `Display` is a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The name has no address, or the resolver cannot be reached.
    #[error(
        "The name {host} cannot be found. Check its spelling in the configuration, and the network."
    )]
    UnknownHost {
        /// The configured host.
        host: String,
    },
    /// Nothing listens there.
    #[error("{place} refused the connection. Check host and port, and that the server runs.")]
    Refused {
        /// `host:port`.
        place: String,
    },
    /// No answer in time.
    #[error(
        "{place} did not answer in time. Check the network, and that no firewall stands between."
    )]
    TimedOut {
        /// `host:port`.
        place: String,
    },
    /// The kernel found no way.
    #[error("{place} cannot be reached ({why}). Check the network.")]
    Unreachable {
        /// `host:port`.
        place: String,
        /// The kernel's word for it.
        why: io::ErrorKind,
    },
    /// TLS came about, but the certificate is not to be trusted.
    #[error("The certificate of {place} does not fit: {fault}")]
    Certificate {
        /// `host:port`.
        place: String,
        /// In what it does not fit.
        fault: CertificateFault,
    },
    /// The peer does not speak TLS on this port, or not in a version that is still safe.
    #[error(
        "{place} does not answer with TLS (1.2 or newer). Ports 993 and 465 take tls = \"implicit\", 143 and 587 take \
         tls = \"starttls\"."
    )]
    NoTls {
        /// `host:port`.
        place: String,
    },
    /// STARTTLS was wanted and is not offered.
    #[error(
        "{place} offers no STARTTLS, and nothing is sent in the clear. Use its port for implicit TLS."
    )]
    NoStartTls {
        /// `host:port`.
        place: String,
    },
    /// Bytes were waiting behind the answer to STARTTLS: someone may be putting words into the server's mouth.
    #[error(
        "{place} sent something before encryption began. The connection was dropped; someone may be meddling with it."
    )]
    EarlyBytes {
        /// `host:port`.
        place: String,
    },
    /// `tls = "none"` to another machine.
    #[error(
        "{place} is another machine, and nothing is sent to it in the clear. Use tls = \"implicit\" or \"starttls\"."
    )]
    PlaintextAbroad {
        /// `host:port`.
        place: String,
    },
    /// The name to verify is neither a host name nor an address.
    #[error("\"{name}\" is not a name a certificate can bear. Write the server's host name.")]
    BadName {
        /// The configured name.
        name: String,
    },
    /// `ca_file` gives no certificates.
    #[error(
        "The file {path} gives no certificates ({why}). It should be a PEM file with -----BEGIN CERTIFICATE-----."
    )]
    CaFile {
        /// The configured path.
        path: String,
        /// In a few words.
        why: String,
    },
    /// The system has no certificate authorities.
    #[error(
        "This system has no certificate authorities. Install the package ca-certificates, or name a ca_file."
    )]
    NoAuthorities,
    /// The connection ended, or broke, in the handshake.
    #[error(
        "{place} ended the connection before it was encrypted ({why}). Check the port, and try again later."
    )]
    Dropped {
        /// `host:port`.
        place: String,
        /// The kernel's word for it.
        why: io::ErrorKind,
    },
}

/// In what a certificate does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// It is another server's.
    #[error(
        "it is not made out to {name}. Write the server's own name as host, or set server_name."
    )]
    OtherName {
        /// The name looked for.
        name: String,
    },
    /// Nobody trusted has signed it.
    #[error(
        "no trusted authority has signed it. If the server has its own authority, name its file with ca_file."
    )]
    UnknownIssuer,
    /// It is past its end.
    #[error(
        "it has expired. Whoever runs the server must renew it; check this machine's clock too."
    )]
    Expired,
    /// It is not valid yet.
    #[error("it is not valid yet. Check this machine's clock.")]
    NotYetValid,
    /// Anything else.
    #[error(
        "it is damaged, revoked or of a kind that is not accepted. Ask whoever runs the server."
    )]
    Unacceptable,
}

impl Error {
    /// Whether waiting and trying again can help by itself, without anyone changing something.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Error::UnknownHost { .. }
            | Error::Refused { .. }
            | Error::TimedOut { .. }
            | Error::Unreachable { .. }
            | Error::Dropped { .. } => true,
            Error::Certificate { .. }
            | Error::NoTls { .. }
            | Error::NoStartTls { .. }
            | Error::EarlyBytes { .. }
            | Error::PlaintextAbroad { .. }
            | Error::BadName { .. }
            | Error::CaFile { .. }
            | Error::NoAuthorities => false,
        }
    }

    pub(super) fn from_connect(place: &str, failure: &io::Error) -> Error {
        let place = place.to_owned();
        let why = failure.kind();
        if why == io::ErrorKind::ConnectionRefused {
            Error::Refused { place }
        } else if why == io::ErrorKind::TimedOut {
            Error::TimedOut { place }
        } else {
            Error::Unreachable { place, why }
        }
    }

    pub(super) fn from_handshake(server: &Server, name: &str, failure: &io::Error) -> Error {
        let place = server.place();
        let inner = failure
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match inner {
            Some(rustls::Error::InvalidCertificate(fault)) => Error::Certificate {
                place,
                fault: CertificateFault::new(name, fault),
            },
            Some(_) => Error::NoTls { place },
            None => Error::Dropped {
                place,
                why: failure.kind(),
            },
        }
    }
}

impl CertificateFault {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "rustls's enum is open, and the rest has one sentence"
    )]
    fn new(name: &str, fault: &CertificateError) -> CertificateFault {
        match fault {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                CertificateFault::OtherName {
                    name: name.to_owned(),
                }
            }
            // A bad signature is what another authority of the same name leaves.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                CertificateFault::UnknownIssuer
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                CertificateFault::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                CertificateFault::NotYetValid
            }
            // webpki's word for a certificate that signs itself and is asked to be a server's.
            CertificateError::Other(_) => CertificateFault::UnknownIssuer,
            _ => CertificateFault::Unacceptable,
        }
    }
}
