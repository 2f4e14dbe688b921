//! pgbouncer in front of a PostgreSQL database: a transaction of a client runs on whichever connection is free.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::server;

/// A running pooler, ended when the value is dropped.
#[derive(Debug)]
pub struct Pooler {
    url: String,
    /// A shell, which ends the pooler when its standard input ends: also when this process is killed.
    guard: Child,
    _folder: TempDir,
}

/// How a pooler is configured.
#[derive(Debug, Clone, Copy)]
pub struct Pooling {
    /// How many connections to the server there are.
    pub connections: usize,
    /// The parameters of a connection's start that are dropped; a client that sends any other is refused.
    pub ignored_parameters: &'static str,
}

impl Pooler {
    /// Starts a pooler in front of the database of a URL; `None` where none is installed.
    ///
    /// # Panics
    ///
    /// It does not start.
    pub fn start(url: &str, pooling: Pooling) -> Option<Self> {
        let program = program()?;
        let folder = TempDir::new().expect("there is a place for temporary files");
        let port = free_port();
        let settings = folder.path().join("pgbouncer.ini");
        fs::write(&settings, pooling.settings(url, port)).expect("the folder is ours");
        let log_path = folder.path().join("log");
        let log = File::create(&log_path).expect("the folder is ours");
        let mut guard = Command::new("sh");
        guard.args(["-c", r#""$@" & read -r _; kill -s KILL "$!"; wait"#, "sh"]);
        guard.arg(program).arg("-q").args(account(folder.path()));
        guard.arg(&settings);
        guard
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log);
        let pooler = Self {
            url: server::with_address(url, &format!("127.0.0.1:{port}")),
            guard: guard.spawn().expect("there is a shell"),
            _folder: folder,
        };
        let is_ready = (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
        });
        let said = || fs::read_to_string(&log_path).unwrap_or_default();
        assert!(is_ready, "pgbouncer is not ready: {}", said());
        Some(pooler)
    }

    /// The URL of the database behind the pooler.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // There is nothing that could be done about a shell that does not end.
        let _ = self.guard.wait();
    }
}

impl Pooling {
    fn settings(self, url: &str, port: u16) -> String {
        let Self {
            connections,
            ignored_parameters,
        } = self;
        let (host, server_port) = server::address(url)
            .rsplit_once(':')
            .expect("a test server's URL has a port");
        let (user, password) = server::account(url);
        format!(
            "[databases]\n\
             * = host={host} port={server_port} user={user} password={password}\n\
             [pgbouncer]\n\
             listen_addr = 127.0.0.1\n\
             listen_port = {port}\n\
             unix_socket_dir =\n\
             auth_type = any\n\
             pool_mode = transaction\n\
             default_pool_size = {connections}\n\
             query_wait_timeout = 10\n\
             ignore_startup_parameters = {ignored_parameters}\n"
        )
    }
}

/// The program, where `cargo xtask test` has found one.
#[expect(clippy::print_stderr, reason = "nobody may take it for tested")]
fn program() -> Option<String> {
    let program = std::env::var("TEST_PGBOUNCER").ok();
    if program.is_none() {
        eprintln!("not tested: TEST_PGBOUNCER names no pgbouncer");
    }
    program
}

/// The option that makes root's pooler run as somebody else: it refuses to run as root.
#[cfg(unix)]
fn account(own_folder: &Path) -> &'static [&'static str] {
    use std::os::unix::fs::MetadataExt;
    let owner = own_folder.metadata().expect("the folder is ours").uid();
    if owner == 0 { &["-u", "nobody"] } else { &[] }
}

#[cfg(not(unix))]
fn account(_own_folder: &Path) -> &'static [&'static str] {
    &[]
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
    listener.local_addr().expect("a listener has one").port()
}
