//! MariaDB.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use anyhow::{Context, Result};

use super::programs::{self, VersionedPlace};
use super::site::Site;
use super::{Database, Installation};

/// What the tests need to know of MariaDB.
pub(super) const DATABASE: Database = Database {
    name: "MariaDB",
    word: "mariadb",
    url_variable: "TEST_MYSQL_URL",
    accounts: &["mysql", "nobody"],
    sought: "`mariadbd` and `mariadb-install-db` in PATH, /usr/sbin, /usr/libexec, \
             Homebrew's or the Windows installer's folders",
    install_script: INSTALL_SCRIPT,
    shell: ("mariadb", folders),
    find,
};

/// The server, by its names. MySQL's has the second name, too.
const SERVERS: &[&str] = &["mariadbd", "mysqld"];
/// What makes the data of an empty server, by its names.
const INSTALLERS: &[&str] = &["mariadb-install-db", "mysql_install_db"];

/// Where systems put the server when they do not put it into PATH.
const FOLDERS: &[&str] = &[
    "/usr/sbin",
    "/usr/libexec",
    "/opt/homebrew/opt/mariadb/bin",
    "/usr/local/opt/mariadb/bin",
];
const PLACES: &[VersionedPlace] = &[
    VersionedPlace {
        parent: "/opt/homebrew/opt",
        prefix: "mariadb@",
    },
    VersionedPlace {
        parent: "/usr/local/opt",
        prefix: "mariadb@",
    },
    VersionedPlace {
        parent: r"C:\Program Files",
        prefix: "MariaDB ",
    },
];

/// The programs alone, and the client that runs the tests' scripts: `mariadb-server` would add a service, which
/// starts now and at every boot. On older systems the packages have the version in their names.
const INSTALL_SCRIPT: &str = "install '^mariadb-(server|client)-core(-[0-9.]+)?$'";

/// How the data are made: without a look at files of configuration or at the name of this machine, and without
/// accounts that need no password. The installer of Windows knows none of these options.
const INSTALLER_OPTIONS: &[&str] = if cfg!(windows) {
    &[]
} else {
    &[
        "--no-defaults",
        "--auth-root-authentication-method=socket",
        "--skip-test-db",
        "--force",
        NO_SYNC,
    ]
};

/// Nothing is kept, so nothing need survive a crash of the machine. Only Unix knows this method.
const NO_SYNC: &str = "--loose-innodb-flush-method=nosync";

/// `--no-defaults` must come first. Without a socket and without names of hosts, the only way in is 127.0.0.1.
/// Statistics of its use (`feedback`) are not sent to anybody.
const SETTINGS: &[&str] = &[
    "--no-defaults",
    "--console",
    "--bind-address=127.0.0.1",
    "--socket=",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--sync-frm=OFF",
    "--innodb-buffer-pool-size=64M",
    "--max-connections=200",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+00:00",
    "--loose-feedback=OFF",
];

/// The file of statements that the server runs before it takes connections.
const FIRST_STATEMENTS: &str = "accounts.sql";

struct MariadbInstallation {
    server: PathBuf,
    installer: PathBuf,
    version: String,
}

/// Where the programs may be, the best place first.
fn folders() -> Vec<PathBuf> {
    let mut folders = programs::path_folders();
    folders.extend(FOLDERS.iter().map(PathBuf::from));
    folders.extend(programs::versioned_folders(PLACES));
    folders
}

fn find() -> Result<Option<Box<dyn Installation>>> {
    for folder in folders() {
        if let Some((server, installer)) = programs_of(&folder)
            && let Some(version) = version_of(&server)?
        {
            return Ok(Some(Box::new(MariadbInstallation {
                server,
                installer,
                version,
            })));
        }
    }
    Ok(None)
}

/// The server in a folder, and the installer: beside it, or in `bin` beside the server's `sbin` or `libexec`.
fn programs_of(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let server = programs::first_of(SERVERS, folder)?;
    let installer = programs::first_of(INSTALLERS, folder)
        .or_else(|| programs::first_of(INSTALLERS, &folder.parent()?.join("bin")))?;
    Some((server, installer))
}

/// The version, if this is MariaDB's server and not MySQL's.
fn version_of(server: &Path) -> Result<Option<String>> {
    let output = Command::new(server)
        .args(["--no-defaults", "--version"])
        .output()
        .with_context(|| format!("cannot run {}", server.display()))?;
    let line = String::from_utf8_lossy(&output.stdout);
    Ok(parse_version(&line).map(str::to_owned))
}

/// The `10.11.14` of `mariadbd  Ver 10.11.14-MariaDB-0+deb12u2 for debian-linux-gnu on x86_64 (Debian 12)`.
fn parse_version(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once(" Ver ")?;
    let (version, _) = rest.split_once("-MariaDB")?;
    Some(version)
}

impl Installation for MariadbInstallation {
    fn version(&self) -> &str {
        &self.version
    }

    fn initialize(&self, site: &Site) -> Result<()> {
        let mut command = site.command(&self.installer);
        command
            .args(INSTALLER_OPTIONS)
            .arg(option("datadir", &site.path("data")));
        site.run(&mut command)?;
        site.write(FIRST_STATEMENTS, &accounts(site.password()))?;
        Ok(())
    }

    fn server(&self, site: &Site, port: u16) -> Command {
        let mut command = site.command(&self.server);
        command
            .args(SETTINGS)
            .args(cfg!(unix).then_some(NO_SYNC))
            .arg(format!("--port={port}"))
            .arg(option("datadir", &site.path("data")))
            .arg(option("tmpdir", &site.path("")))
            .arg(option("init-file", &site.path(FIRST_STATEMENTS)));
        command
    }

    fn is_ready(&self, site: &Site, _process: u32) -> bool {
        says_ready(&site.log())
    }

    fn after_start(&self, site: &Site) -> Result<()> {
        fs::remove_file(site.path(FIRST_STATEMENTS)).context("cannot remove the password file")
    }

    fn url(&self, site: &Site, port: u16) -> String {
        let password = site.password();
        format!("mysql://root:{password}@127.0.0.1:{port}/mysql")
    }

    /// SIGKILL: a server that is asked to end takes its time for the data, and leaves nothing but files.
    fn stop(&self, server: &mut Child) -> Result<()> {
        Ok(server.kill()?)
    }
}

/// What gives the administrator a password.
fn accounts(password: &str) -> String {
    let hosts = ["localhost", "127.0.0.1"];
    let statements = hosts.map(|host| {
        format!(
            "CREATE OR REPLACE USER 'root'@'{host}' IDENTIFIED BY '{password}';\n\
             GRANT ALL PRIVILEGES ON *.* TO 'root'@'{host}' WITH GRANT OPTION;\n"
        )
    });
    statements.concat()
}

/// Whether a server's log says that it takes connections, and not that a first statement failed: it would start
/// all the same.
fn says_ready(log: &str) -> bool {
    let failed = log.lines().any(|line| line.starts_with("ERROR:"));
    log.contains(": ready for connections.") && !failed
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(format!("--{name}="));
    option.push(path);
    option
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_mariadbs_server_has_a_version() {
        for (line, version) in [
            (
                "mariadbd  Ver 10.11.14-MariaDB-0+deb12u2 for debian-linux-gnu on x86_64 (Debian 12)\n",
                Some("10.11.14"),
            ),
            (
                "/usr/sbin/mysqld  Ver 10.5.29-MariaDB for Linux on x86_64 (MariaDB Server)\n",
                Some("10.5.29"),
            ),
            (
                "/usr/sbin/mysqld  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)\n",
                None,
            ),
            ("something else", None),
        ] {
            assert_eq!(parse_version(line), version);
        }
    }

    #[test]
    fn the_installer_is_beside_the_server_or_in_bin() {
        let root = tempfile::tempdir().unwrap();
        let put = |folder: &str, name: &str| {
            let folder = root.path().join(folder);
            fs::create_dir_all(&folder).unwrap();
            let path = programs::program(&folder, name);
            fs::write(&path, "").unwrap();
            path
        };
        let debian = (
            put("debian/sbin", "mariadbd"),
            put("debian/bin", "mariadb-install-db"),
        );
        let brew = (
            put("brew/bin", "mariadbd"),
            put("brew/bin", "mariadb-install-db"),
        );
        put("mysql/sbin", "mysqld");

        let found = |folder: &str| programs_of(&root.path().join(folder));
        assert_eq!(found("debian/sbin"), Some(debian));
        assert_eq!(found("brew/bin"), Some(brew));
        assert_eq!(found("debian/bin"), None);
        assert_eq!(found("mysql/sbin"), None);
    }

    #[test]
    fn a_server_whose_accounts_failed_is_not_ready() {
        let starting = "[Note] Server socket created on IP: '127.0.0.1', port: '40123'.\n";
        let ready = "[Note] mariadbd: ready for connections.\nVersion: '10.11.14-MariaDB'\n";
        let failed = "ERROR: 1064  You have an error in your SQL syntax\n";
        assert!(!says_ready(""));
        assert!(!says_ready(starting));
        assert!(says_ready(&format!("{starting}{ready}")));
        assert!(!says_ready(&format!("{starting}{failed}{ready}")));
    }
}
