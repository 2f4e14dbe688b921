//! Installing what the tests need with apt, where that is possible without a question.

use std::fs::File;
use std::io;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{account, programs};
use crate::status::status;

/// What scripts begin with: `install` takes names of packages, and never removes what is in their way.
const PRELUDE: &str = r#"
set -eu
export DEBIAN_FRONTEND=noninteractive
install() {
    apt-get -o DPkg::Lock::Timeout=300 update
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends --no-remove "$@"
}
"#;

/// What can be installed.
pub(super) struct Package<'a> {
    /// Its name in messages.
    pub(super) name: &'a str,
    /// A shell script for root that installs it with `install`, and starts nothing.
    pub(super) script: &'a str,
    /// What helps where that fails.
    pub(super) help: &'a str,
}

/// Installs a package with apt; false where apt or the right to use it is missing.
pub(super) fn install(package: &Package<'_>) -> Result<bool> {
    let Package { name, script, help } = package;
    if programs::folder_with(&["apt-get"], programs::path_folders()).is_none() {
        return Ok(false);
    }
    let Some(mut command) = shell_as_root() else {
        return Ok(false);
    };
    // Two servers may be wanted at once, and `apt-get update` does not wait for another.
    let _lock = lock().context("cannot wait for another installation")?;
    status("Installing", &format!("{name} with apt-get"));
    let status = command
        .args(["-c", &format!("{PRELUDE}{script}")])
        .stdin(Stdio::null())
        .stdout(io::stderr()) // the standard output is for the server's URL
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "apt-get could not install {name}\n{help}");
    Ok(true)
}

/// Waits until no other task installs anything; until the file is closed, others wait.
fn lock() -> io::Result<File> {
    let folder = File::open("/etc/apt")?;
    folder.lock()?;
    Ok(folder)
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
