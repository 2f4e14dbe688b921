//! pgbouncer, a pooler of PostgreSQL's connections: it is looked for here, and started by the tests that need one.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::apt::{self, Package};
use super::programs;
use crate::status::status;

/// The variable that tells the tests where the program is; without it, they leave poolers out.
const VARIABLE: &str = "TEST_PGBOUNCER";

const PROGRAM: &str = "pgbouncer";

/// Where systems put it when they do not put it into PATH.
const FOLDERS: &[&str] = &[
    "/usr/sbin",
    "/opt/homebrew/opt/pgbouncer/bin",
    "/usr/local/opt/pgbouncer/bin",
];

const PACKAGE: Package<'_> = Package {
    name: PROGRAM,
    script: INSTALL_SCRIPT,
    help: "  help: install pgbouncer, or name the program in TEST_PGBOUNCER",
};

/// Debian's package is a service, which starts now, unless a policy of the machine forbids it, and at every boot.
const INSTALL_SCRIPT: &str = r#"
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
fi
install pgbouncer
update-rc.d pgbouncer disable
"#;

/// The program, where there is one.
#[derive(Debug)]
pub(crate) struct Pgbouncer(Option<PathBuf>);

impl Pgbouncer {
    /// Takes the program that the environment names, or finds one, or installs it where that is possible without a
    /// question.
    pub(crate) fn provide() -> Result<Self> {
        let named = std::env::var_os(VARIABLE).map(PathBuf::from);
        // The tests end it through a shell.
        if named.is_some() || cfg!(not(unix)) {
            return Ok(Self(named));
        }
        let mut program = find();
        if program.is_none() && apt::install(&PACKAGE)? {
            program = find();
        }
        if program.is_none() {
            status("Skipping", "the tests with a pooler: no pgbouncer here");
        }
        Ok(Self(program))
    }

    /// Tells a command where the program is.
    pub(crate) fn announce(&self, command: &mut Command) {
        if let Self(Some(program)) = self {
            command.env(VARIABLE, program);
        }
    }
}

fn find() -> Option<PathBuf> {
    let mut folders = programs::path_folders();
    folders.extend(FOLDERS.iter().map(PathBuf::from));
    let folder = programs::folder_with(&[PROGRAM], folders)?;
    Some(programs::program(&folder, PROGRAM))
}
