//! Getting in, and what is said when one does not.

use heardback::connect::{CertificateFault, Error as Unconnected, Login, Server, Tls};
use heardback::imap::{Error, ErrorKind, ImapAccount, Session};

use super::runtime;
use crate::host::{Host, OWNER, PASSWORD};

#[test]
fn every_way_in_leads_in() {
    let host = Host::start();
    let password = Login::with_password(OWNER, PASSWORD);
    let token = Login::with_token(OWNER, &host.token(OWNER));
    for (port, tls) in [
        ("IMAPS", Tls::Implicit),
        ("IMAP", Tls::StartTls),
        ("IMAP", Tls::PlainLoopback),
    ] {
        for login in [&password, &token] {
            let session = open(host.server(port, tls), login);
            assert!(session.is_ok(), "{tls:?} {login:?}: {session:?}");
            assert!(session.is_ok_and(|session| session.can("IDLE")));
        }
    }
}

#[test]
fn a_refused_login_is_the_owners_to_mend() {
    let host = Host::start();
    for login in [
        Login::with_password(OWNER, "wr\"ong"),
        Login::with_token(OWNER, "expired"),
    ] {
        let error = open(host.server("IMAPS", Tls::Implicit), &login).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth, "{error}");
        assert!(error.to_string().contains(OWNER));
        assert!(
            !error.to_string().contains("ong") || !error.to_string().contains("wr"),
            "{error}"
        );
    }
}

#[test]
fn a_certificate_that_does_not_fit_is_told_from_other_trouble() {
    let host = Host::start_with(&[("CERTIFICATE", "other")]);
    check(
        host.server("IMAPS", Tls::Implicit),
        &Unconnected::Certificate {
            place: format!("localhost:{}", host.port("IMAPS")),
            fault: CertificateFault::OtherName {
                name: "localhost".to_owned(),
            },
        },
    );
    let mut renamed = host.server("IMAPS", Tls::Implicit);
    renamed.server_name = Some("mail.elsewhere.test".to_owned());
    open(renamed, &Login::with_password(OWNER, PASSWORD)).unwrap();
    // The server's own certificate in the file is trusted as it stands.
    let pinned = Server::new("localhost", host.port("IMAPS"), Tls::Implicit);
    open(
        pinned.with_ca_file(host.folder().join("other.pem")),
        &Login::with_password(OWNER, PASSWORD),
    )
    .unwrap();
}

#[test]
fn an_authority_that_nobody_knows_is_told_from_another_name() {
    let host = Host::start();
    let stranger = Host::start();
    check(
        host.server("IMAPS", Tls::Implicit)
            .with_ca_file(stranger.authority()),
        &Unconnected::Certificate {
            place: format!("localhost:{}", host.port("IMAPS")),
            fault: CertificateFault::UnknownIssuer,
        },
    );
}

#[test]
fn the_wrong_port_is_told_from_no_port() {
    let host = Host::start();
    let place = |name: &str| format!("localhost:{}", host.port(name));
    check(
        host.server("IMAP", Tls::Implicit),
        &Unconnected::NoTls {
            place: place("IMAP"),
        },
    );
    check(
        Server::new("localhost", 1, Tls::Implicit),
        &Unconnected::Refused {
            place: "localhost:1".to_owned(),
        },
    );
    let nowhere = Server::new("nowhere.invalid", 993, Tls::Implicit);
    check(
        nowhere,
        &Unconnected::UnknownHost {
            host: "nowhere.invalid".to_owned(),
        },
    );
}

fn check(server: Server, expected: &Unconnected) {
    match open(server, &Login::with_password(OWNER, PASSWORD)) {
        Err(Error::Connect(error)) => assert_eq!(&error, expected),
        other => panic!("{other:?} and not {expected:?}"),
    }
}

fn open(server: Server, login: &Login) -> Result<Session, Error> {
    let account = ImapAccount {
        name: "test".to_owned(),
        server,
        login: login.clone(),
    };
    runtime().block_on(Session::open(&account))
}
