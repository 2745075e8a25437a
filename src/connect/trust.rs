//! Whose certificate is believed: the system's authorities, or those of one file and nobody else.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use rustls_platform_verifier::Verifier;

use super::{Error, Server};

/// TLS 1.2 and 1.3 with ring, and the trust that `server` asks for. Read anew each time, so that a renewed file counts.
pub(super) fn client_config(server: &Server) -> Result<Arc<ClientConfig>, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match &server.ca_file {
        Some(path) => Arc::new(FileTrust::read(path, &provider)?),
        None => Arc::new(Verifier::new(provider.clone()).map_err(|_| Error::NoAuthorities)?),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring knows TLS 1.2 and 1.3")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The certificates of one file: as authorities, and each as itself.
#[derive(Debug)]
struct FileTrust {
    pinned: Vec<CertificateDer<'static>>,
    authorities: Arc<WebPkiServerVerifier>,
}

impl FileTrust {
    fn read(path: &Path, provider: &Arc<CryptoProvider>) -> Result<FileTrust, Error> {
        let fault = |why: &str| Error::CaFile {
            path: path.display().to_string(),
            why: why.to_owned(),
        };
        let pinned: Vec<_> = CertificateDer::pem_file_iter(path)
            .map_err(|_| fault("it cannot be read"))?
            .collect::<Result<_, _>>()
            .map_err(|_| fault("it is not PEM"))?;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(pinned.iter().cloned());
        let authorities =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
                .build()
                .map_err(|_| fault("none is in it"))?;
        Ok(FileTrust {
            pinned,
            authorities,
        })
    }
}

impl ServerCertVerifier for FileTrust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        // Proton Bridge serves a self-signed certificate that is its own authority, which webpki refuses by rule. Whoever
        // names exactly this certificate has said all there is to say about it.
        if self
            .pinned
            .iter()
            .any(|pinned| pinned.as_ref() == end_entity.as_ref())
        {
            return Ok(ServerCertVerified::assertion());
        }
        self.authorities.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.authorities
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.authorities
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}
