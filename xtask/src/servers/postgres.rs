//! PostgreSQL.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};

use anyhow::{Context, Result};

use super::programs::{self, VersionedPlace};
use super::site::Site;
use super::{Database, Installation};

/// What the tests need to know of PostgreSQL.
pub(super) const DATABASE: Database = Database {
    name: "PostgreSQL",
    word: "postgres",
    url_variable: "TEST_POSTGRES_URL",
    accounts: &["postgres", "nobody"],
    sought: "`initdb` and `postgres` in PATH, /usr/lib/postgresql/*/bin, /usr/pgsql-*/bin, \
             Homebrew's, Postgres.app's or the Windows installer's folders",
    install_script: INSTALL_SCRIPT,
    shell: ("psql", folders),
    find,
};

const PROGRAMS: &[&str] = &["initdb", "postgres"];

/// Where systems put what they do not put into PATH.
const PLACES: &[VersionedPlace] = &[
    VersionedPlace {
        parent: "/usr/lib/postgresql",
        prefix: "",
    },
    VersionedPlace {
        parent: "/usr",
        prefix: "pgsql-",
    },
    VersionedPlace {
        parent: "/opt/homebrew/opt",
        prefix: "postgresql@",
    },
    VersionedPlace {
        parent: "/usr/local/opt",
        prefix: "postgresql@",
    },
    VersionedPlace {
        parent: "/Applications/Postgres.app/Contents/Versions",
        prefix: "",
    },
    VersionedPlace {
        parent: r"C:\Program Files\PostgreSQL",
        prefix: "",
    },
];

/// Debian's package makes a cluster and starts it, unless a file of configuration says otherwise: one of our
/// own, beside the machine's, and only as long as apt runs.
const INSTALL_SCRIPT: &str = r#"
folder=/etc/postgresql-common/createcluster.d
file=$folder/migrate-xtask-$$.conf
made=
[ -d "$folder" ] || made=1
tidy_up() {
    rm -f "$file"
    if [ "$made" ]; then
        rmdir -p --ignore-fail-on-non-empty "$folder"
    fi
}
trap tidy_up EXIT
mkdir -p "$folder"
echo 'create_main_cluster = false' > "$file"
install postgresql
"#;

/// Nothing is kept, so nothing need survive a crash of the machine.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "max_locks_per_transaction=128",
    "timezone=UTC",
];

struct PostgresInstallation {
    folder: PathBuf,
    version: String,
}

/// Where the programs may be, the best place first.
fn folders() -> Vec<PathBuf> {
    let mut folders = programs::path_folders();
    folders.extend(programs::versioned_folders(PLACES));
    folders
}

fn find() -> Result<Option<Box<dyn Installation>>> {
    let Some(folder) = programs::folder_with(PROGRAMS, folders()) else {
        return Ok(None);
    };
    let version = version_of(&folder)?;
    Ok(Some(Box::new(PostgresInstallation { folder, version })))
}

fn version_of(folder: &std::path::Path) -> Result<String> {
    let program = programs::program(folder, "postgres");
    let output = Command::new(&program)
        .arg("--version")
        .output()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let line = String::from_utf8_lossy(&output.stdout);
    let version = parse_version(&line);
    let version = version.with_context(|| format!("{} gives no version", program.display()))?;
    Ok(version.to_owned())
}

/// The `15.18` of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn parse_version(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("(PostgreSQL) ")?;
    rest.split_whitespace().next()
}

impl Installation for PostgresInstallation {
    fn version(&self) -> &str {
        &self.version
    }

    fn initialize(&self, site: &Site) -> Result<()> {
        let password_file = site.write("password", site.password())?;
        let mut command = site.command(programs::program(&self.folder, "initdb"));
        // In clear text, over loopback: so no test waits for a driver's debug build to hash a password for SCRAM.
        command
            .args(["--username=postgres", "--auth=password"])
            .args(["--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg("--pwfile")
            .arg(&password_file)
            .arg("--pgdata")
            .arg(site.path("data"));
        site.run(&mut command)?;
        fs::remove_file(password_file).context("cannot remove the password file")
    }

    fn server(&self, site: &Site, port: u16) -> Command {
        let mut command = site.command(programs::program(&self.folder, "postgres"));
        command.arg("-D").arg(site.path("data"));
        command.arg("-p").arg(port.to_string());
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command
    }

    fn is_ready(&self, site: &Site, process: u32) -> bool {
        let lock_file = site.path("data").join("postmaster.pid");
        fs::read_to_string(lock_file).is_ok_and(|content| says_ready(&content, process))
    }

    fn url(&self, site: &Site, port: u16) -> String {
        let password = site.password();
        format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres")
    }

    #[cfg(unix)]
    fn stop(&self, server: &mut Child) -> Result<()> {
        use nix::sys::signal::{Signal, kill};
        use nix::unistd::Pid;
        // PostgreSQL's "immediate shutdown". SIGKILL would leave its shared memory behind.
        let process = Pid::from_raw(i32::try_from(server.id())?);
        Ok(kill(process, Signal::SIGQUIT)?)
    }

    #[cfg(not(unix))]
    fn stop(&self, server: &mut Child) -> Result<()> {
        Ok(server.kill()?)
    }
}

/// Whether the server's lock file says that this process is ready, as `pg_ctl` reads it: the process id is its
/// first line, the state its eighth.
fn says_ready(lock_file: &str, process: u32) -> bool {
    let mut lines = lock_file.lines().map(str::trim);
    lines.next() == Some(process.to_string().as_str()) && lines.nth(6) == Some("ready")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_every_packager() {
        for (line, version) in [
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n",
                "15.18",
            ),
            ("postgres (PostgreSQL) 17.2\n", "17.2"),
            ("postgres (PostgreSQL) 18beta1 (Homebrew)\n", "18beta1"),
        ] {
            assert_eq!(parse_version(line), Some(version));
        }
        assert_eq!(parse_version("something else"), None);
    }

    #[test]
    fn only_the_lock_file_of_the_process_itself_says_ready() {
        let file = |state| format!("42\n/data\n1700000000\n5432\n\n127.0.0.1\n  1 2\n{state}\n");
        assert!(says_ready(&file("ready   "), 42));
        assert!(!says_ready(&file("ready   "), 43));
        assert!(!says_ready(&file("starting"), 42));
        assert!(!says_ready("42\n/data\n", 42));
        assert!(!says_ready("", 42));
    }
}
