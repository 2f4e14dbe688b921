//! Alembic itself, in a Python environment of its own: for the tests that hand a database back and forth.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::interrupt;
use crate::status::status;

/// What is installed: the version that `tests/vectors` comes from, and a driver for PostgreSQL.
const PACKAGES: [&str; 3] = ["alembic==1.20.1", "sqlalchemy>=2", "psycopg[binary]>=3"];

/// The variable that tells the tests which Python has Alembic.
const PYTHON: &str = "ALEMBIC_PYTHON";

/// A Python environment with Alembic, removed when the value is dropped.
#[derive(Debug)]
pub(crate) struct Alembic {
    folder: TempDir,
}

/// Whether this machine has a Python that can make an environment for Alembic.
pub(crate) fn is_possible() -> bool {
    python().is_some()
}

impl Alembic {
    /// Makes the environment; pip installs from its index or its cache.
    pub(crate) fn install() -> Result<Self> {
        let python =
            python().context("no Python of 3.10 or later with `venv` and `pip` is here")?;
        let alembic = Self {
            folder: TempDir::with_prefix("migrate-alembic-").context("no temporary folder")?,
        };
        status("Installing", PACKAGES[0]);
        let mut make = Command::new(python);
        succeed(make.args(["-m", "venv"]).arg(alembic.folder.path()))?;
        let mut install = Command::new(alembic.python());
        let quietly = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ];
        succeed(install.args(quietly).args(PACKAGES))?;
        Ok(alembic)
    }

    /// Tells a command which Python has Alembic.
    pub(crate) fn announce(&self, command: &mut Command) {
        command.env(PYTHON, self.python());
    }

    fn python(&self) -> PathBuf {
        let program = match cfg!(windows) {
            true => "Scripts/python.exe",
            false => "bin/python",
        };
        self.folder.path().join(program)
    }
}

/// The first Python that is new enough and whole: Debian's comes without `ensurepip` at first.
fn python() -> Option<&'static Path> {
    const TEST: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))";
    let works = |program: &&&str| {
        let mut command = Command::new(program);
        command.args(["-c", TEST]).stdin(Stdio::null());
        let tried = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    let found = ["python3", "python"].iter().find(works)?;
    Some(Path::new(*found))
}

fn succeed(command: &mut Command) -> Result<()> {
    let ended = interrupt::run(command)?;
    ensure!(ended.success(), "{command:?} failed ({ended})");
    Ok(())
}
