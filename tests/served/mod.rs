//! A mail host on loopback for the program itself, and the environment of a person who runs it.

use std::path::Path;
use std::sync::{Arc, mpsc};

use heardback_sandbox::{Account, Host, Settings};

/// Served by a thread of its own for as long as the test runs; "sam@mailbox.example" has the password "secret".
pub struct Served {
    pub imaps: u16,
    pub smtps: u16,
    /// The certificate of its authority, PEM.
    pub authority: String,
    #[allow(dead_code, reason = "not every test looks at the host from inside")]
    pub host: Host,
}

impl Served {
    /// With settings of its own, and what `prepare` puts into it before it listens.
    pub fn with(settings: Settings, prepare: impl FnOnce(&Host) + Send + 'static) -> Served {
        let (to_us, served) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let clock = Arc::new(|| "2026-03-02T09:00:00Z".parse().unwrap());
                let host = Host::new(settings, clock);
                host.add(Account::new("sam@mailbox.example", "secret"));
                prepare(&host);
                let ports = host.serve().await.unwrap();
                to_us
                    .send(Served {
                        imaps: ports.imaps.address.port(),
                        smtps: ports.smtps.address.port(),
                        authority: host.ca_pem().unwrap(),
                        host: host.clone(),
                    })
                    .unwrap();
                std::future::pending::<()>().await;
            });
        });
        served.recv().unwrap()
    }
}

/// Where a person's files lie: all folders are one.
pub fn folders(home: &Path) -> [(&'static str, &Path); 4] {
    let names = [
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
    ];
    names.map(|name| (name, home))
}

/// What whoever runs the tests may have set, and the program would heed.
pub const NOT_INHERITED: [&str; 4] = [
    "NOTIFY_SOCKET",
    "JOURNAL_STREAM",
    "HEARDBACK_INSTANCE",
    "CREDENTIALS_DIRECTORY",
];
