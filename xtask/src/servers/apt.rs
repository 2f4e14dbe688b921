//! Installing a database with apt, where that is possible without a question.

use std::io;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{account, programs};
use crate::status::status;

/// Runs a shell script that installs something with apt; false where apt or the right to use it is missing.
pub(super) fn install(name: &str, script: &str) -> Result<bool> {
    if programs::folder_with(&["apt-get"], programs::path_folders()).is_none() {
        return Ok(false);
    }
    let Some(mut command) = shell_as_root() else {
        return Ok(false);
    };
    status("Installing", &format!("{name} with apt-get"));
    let status = command
        .args(["-c", script])
        .stdin(Stdio::null())
        .stdout(io::stderr()) // the standard output is for the server's URL
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "apt-get could not install {name}");
    Ok(true)
}

fn shell_as_root() -> Option<Command> {
    if account::is_root() {
        return Some(Command::new("sh"));
    }
    let mut sudo = Command::new("sudo");
    sudo.arg("-n"); // never ask for a password
    let mut probe = Command::new("sudo");
    probe.args(["-n", "true"]).stdin(Stdio::null());
    let allowed = probe.output().is_ok_and(|output| output.status.success());
    sudo.arg("sh");
    allowed.then_some(sudo)
}
