//! A certificate authority made up on the spot, and a server certificate of its making for localhost.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// The authority's certificate, and what a listener needs to answer a handshake.
pub(crate) struct Authority {
    pub pem: String,
    pub acceptor: TlsAcceptor,
}

impl Authority {
    /// Makes new keys. The certificates name `localhost` and the loopback addresses, and never expire in practice.
    pub fn new() -> io::Result<Self> {
        let mut ca_parameters = CertificateParams::default();
        ca_parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        ca_parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        ca_parameters
            .distinguished_name
            .push(DnType::CommonName, "heardback sandbox authority");
        let ca_key = KeyPair::generate().map_err(io::Error::other)?;
        let ca = ca_parameters
            .self_signed(&ca_key)
            .map_err(io::Error::other)?;
        let issuer = Issuer::from_params(&ca_parameters, &ca_key);

        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let mut parameters = CertificateParams::new(names).map_err(io::Error::other)?;
        parameters
            .distinguished_name
            .push(DnType::CommonName, "heardback sandbox");
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = parameters
            .signed_by(&key, &issuer)
            .map_err(io::Error::other)?;

        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .map_err(io::Error::other)?;
        Ok(Self {
            pem: ca.pem(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}
