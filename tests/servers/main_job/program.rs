//! The program as a process, with a home of its own beside the servers.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::host::{Host, OWNER, PASSWORD};

/// A running `heardback run`. Killed when it is dropped.
pub struct Program {
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it, for the first time or again, and waits until it listens at its control socket.
    pub fn start(host: &Host) -> Program {
        let home = host.folder().join("home");
        if !home.exists() {
            fs::create_dir(&home).unwrap();
            fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
            fs::write(
                home.join("config.toml"),
                configuration(host, &host.authority()),
            )
            .unwrap();
        }
        let log = home.join("log");
        let file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        // One of an earlier process that was killed: this one's is waited for.
        let socket = home.join("heardback/control.sock");
        let _ = fs::remove_file(&socket);
        let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
        for name in [
            "HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            command.env(name, &home);
        }
        command
            .env_remove("NOTIFY_SOCKET")
            .env_remove("JOURNAL_STREAM");
        command
            .args(["run", "--config"])
            .arg(home.join("config.toml"));
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .unwrap();
        let mut program = Program { child, log };
        host.wait_until("the control socket", || {
            assert!(program.child.try_wait().unwrap().is_none(), "it has ended");
            socket.exists().then_some(())
        });
        program
    }

    /// SIGTERM, as the service manager ends it. It must end well.
    pub fn terminate(mut self) {
        kill_process(self.pid(), Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Resident memory, in KiB.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("{}", fs::read_to_string(&self.log).unwrap_or_default());
        }
    }
}

/// The inbox is polled every hour only: what is seen sooner, the server has told.
pub fn configuration(host: &Host, authority: &Path) -> String {
    format!(
        "[owner]\nname = \"Alex Owner\"\naddress = \"{OWNER}\"\nzone = \"Europe/London\"\n\n\
         [etiquette]\nwaking_from = \"00:00\"\nwaking_until = \"23:59\"\n\n[approval]\nundo_minutes = 0\n\n[[account]]\n\
         imap = {{ host = \"localhost\", port = {}, tls = \"implicit\" }}\n\
         smtp = {{ host = \"localhost\", port = {}, tls = \"implicit\" }}\n\
         password_command = \"printf %s {PASSWORD}\"\nca_file = \"{}\"\npoll_seconds = 3600\n",
        host.port("IMAPS"),
        host.port("SMTPS"),
        authority.display()
    )
}
