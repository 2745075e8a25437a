use crate::client::{Client, SAM, host};
use heardback_sandbox::{Host, Settings, Stream};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

async fn secure(host: &Host, stream: impl Stream + 'static) -> Client {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(host.ca_pem().unwrap().as_bytes()).unwrap())
        .unwrap();
    let config =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    Client::over(
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .unwrap(),
    )
}

async fn plain(address: SocketAddr) -> Client {
    Client::over(TcpStream::connect(address).await.unwrap())
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_reads_and_sends_over_tls() {
    let host = host(Settings::default());
    let ports = host.serve().await.unwrap();
    let mut imap = secure(
        &host,
        TcpStream::connect(ports.imaps.address).await.unwrap(),
    )
    .await;
    assert!(imap.line().await.starts_with("* OK"));
    imap.ask("LOGIN sam@mailbox.example secret").await.unwrap();
    imap.ask("EXAMINE INBOX").await.unwrap();

    let mut smtp = secure(
        &host,
        TcpStream::connect(ports.smtps.address).await.unwrap(),
    )
    .await;
    smtp.line().await;
    smtp.reply("EHLO localhost").await;
    smtp.reply("AUTH PLAIN AHNhbUBtYWlsYm94LmV4YW1wbGUAc2VjcmV0")
        .await;
    assert!(
        smtp.submit(&[SAM], "Subject: hello\r\n\r\nme")
            .await
            .starts_with("250")
    );
    assert!(
        imap.ask("UID SEARCH ALL")
            .await
            .unwrap()
            .contains("* SEARCH 1\r\n")
    );
}

#[tokio::test]
async fn starttls_comes_before_logging_in() {
    let host = host(Settings::default());
    let ports = host.serve().await.unwrap();
    let mut smtp = plain(ports.submission.address).await;
    smtp.line().await;
    assert!(!smtp.reply("EHLO localhost").await.contains("AUTH"));
    assert!(
        smtp.reply("AUTH PLAIN AHNhbUBtYWlsYm94LmV4YW1wbGUAc2VjcmV0")
            .await
            .starts_with("530")
    );
    assert!(smtp.reply("STARTTLS").await.starts_with("220"));
    let mut smtp = secure(&host, smtp.into_stream()).await;
    assert!(smtp.reply("EHLO localhost").await.contains("AUTH PLAIN"));
    assert!(
        smtp.reply("AUTH PLAIN AHNhbUBtYWlsYm94LmV4YW1wbGUAc2VjcmV0")
            .await
            .starts_with("235")
    );

    let mut imap = plain(ports.imap.address).await;
    assert!(imap.line().await.contains("LOGINDISABLED"));
    assert!(imap.ask("LOGIN sam@mailbox.example secret").await.is_err());
    imap.ask("STARTTLS").await.unwrap();
    let mut imap = secure(&host, imap.into_stream()).await;
    imap.ask("LOGIN sam@mailbox.example secret").await.unwrap();
}

#[tokio::test]
async fn a_listener_that_is_dropped_answers_nobody() {
    let host = host(Settings::default());
    let ports = host.serve().await.unwrap();
    let address = ports.imap.address;
    let mut client = plain(address).await;
    client.line().await;
    drop(ports);
    assert_eq!(client.rest().await, "");
}
