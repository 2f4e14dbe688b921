//! A private server, from its start to its end.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Installation;
use super::site::Site;

/// How many ports are tried: another program may take one between its choice and the server's start.
const ATTEMPTS: u32 = 5;
/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a server may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(15);

/// A running server, stopped when the value is dropped.
pub(super) struct PrivateServer<'a> {
    installation: &'a dyn Installation,
    site: &'a Site,
    process: Child,
    port: u16,
}

impl<'a> PrivateServer<'a> {
    /// Starts the server, on a free port of 127.0.0.1, and waits until it takes connections.
    pub(super) fn start(installation: &'a dyn Installation, site: &'a Site) -> Result<Self> {
        for _ in 0..ATTEMPTS {
            let mut server = Self::spawn(installation, site)?;
            if server.becomes_ready()? {
                installation.after_start(site)?;
                return Ok(server);
            }
        }
        bail!(
            "the server ended while it started, {ATTEMPTS} times; its last words:\n{}",
            site.end_of_log()
        )
    }

    /// The port that the server listens on.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Waits until the server is wanted no more; fails when it ends before.
    pub(super) fn serve_until(&mut self, unwanted: &Receiver<()>) -> Result<()> {
        const INTERVAL: Duration = Duration::from_millis(200);
        while unwanted.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
            if let Some(status) = self.process.try_wait()? {
                let log = self.site.end_of_log();
                bail!("the server ended by itself ({status}); its last words:\n{log}");
            }
        }
        Ok(())
    }

    fn spawn(installation: &'a dyn Installation, site: &'a Site) -> Result<Self> {
        let port = free_port()?;
        let log = site.create_log()?;
        let mut command = installation.server(site, port);
        command.stdout(log.try_clone()?).stderr(log);
        let process = command
            .spawn()
            .with_context(|| format!("cannot run {command:?}"))?;
        Ok(Self {
            installation,
            site,
            process,
            port,
        })
    }

    /// Waits until the server takes connections; false when it ended instead.
    fn becomes_ready(&mut self) -> Result<bool> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.process.try_wait()?.is_some() {
                return Ok(false);
            }
            if self.installation.is_ready(self.site, self.process.id()) {
                return Ok(true);
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!(
            "the server is not ready after {PATIENCE:?}; its last words:\n{}",
            self.site.end_of_log()
        )
    }

    fn stop(&mut self) -> Result<()> {
        if self.process.try_wait()?.is_some() {
            return Ok(());
        }
        self.installation.stop(&mut self.process)?;
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if self.process.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(10));
        }
        bail!("the server does not end")
    }
}

impl Drop for PrivateServer<'_> {
    fn drop(&mut self) {
        if self.stop().is_err() {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// A port that nobody listens on now.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_can_be_listened_on() {
        let port = free_port().unwrap();
        assert_ne!(port, 0);
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
    }
}
