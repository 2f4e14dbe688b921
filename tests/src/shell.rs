//! Programs that not every machine has: the databases' own shells, which scripts are written for, and others.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::process::{Command, Output};
use std::str::FromStr;

use sqlx::mysql::MySqlConnectOptions;

use crate::backend::Backend;

/// Nothing to read, where a program would read what its user has configured.
const NO_FILE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Whether there is a program of this name.
pub fn is_on_path(program: &str) -> bool {
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(&file).is_file())
}

/// Says that a program is missing, and what a test makes of that: past the harness, which keeps to itself
/// what a test prints that passes.
pub fn say_missing(program: &str, instead: &str) {
    // Nobody is left to be told where stderr is closed.
    let _ = writeln!(io::stderr(), "{program} is not on PATH: {instead}");
}

/// PostgreSQL's shell on a database, without what its user has configured.
pub fn psql(url: &str) -> Command {
    command("psql", ["-X", url])
}

/// SQLite's shell on a file, without what its user has configured.
pub fn sqlite3(file: &Path) -> Command {
    command("sqlite3", ["-init".as_ref(), NO_FILE.as_ref(), file])
}

/// MariaDB's shell on a database, without what its user has configured.
///
/// # Panics
///
/// The URL is not one of a test's database.
pub fn mariadb(url: &str) -> Command {
    let options = MySqlConnectOptions::from_str(url).expect("the test's URL is valid");
    let (_, rest) = url.split_once("://").expect("a URL has a scheme");
    let (account, _) = rest
        .rsplit_once('@')
        .expect("the test's URL has an account");
    let password = account.split_once(':').map_or("", |(_, password)| password);
    let mut command = command(
        "mariadb",
        ["--no-defaults", "--default-character-set=utf8mb4"],
    );
    command
        .args([
            "--host",
            options.get_host(),
            "--user",
            options.get_username(),
        ])
        .args(["--port", &options.get_port().to_string()])
        .arg(options.get_database().unwrap_or_default())
        .env("MYSQL_PWD", password);
    command
}

fn command(program: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Pipes a script through a shell; `None`, and a word on stderr about it, where there is no such program.
///
/// # Panics
///
/// It cannot be started.
pub fn pipe(mut shell: Command, script: &str, otherwise: &str) -> Option<Output> {
    let program = shell.get_program().to_string_lossy().into_owned();
    if !is_on_path(&program) {
        say_missing(&program, otherwise);
        return None;
    }
    let output = file_of(script).and_then(|file| shell.stdin(file).output());
    Some(output.unwrap_or_else(|error| panic!("{program}: {error}")))
}

/// A file, which unlike a pipe need not be written while the other side is being read.
fn file_of(text: &str) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(text.as_bytes())?;
    file.rewind()?;
    Ok(file)
}

/// Runs a script as its user does, through the database's own shell, or through the driver where there is no
/// such program; an error is what is said about it.
///
/// # Panics
///
/// The script does not begin as one of this database.
pub async fn run_script<B: Backend>(db: &B, script: &str) -> Result<(), String> {
    let (header, sql) = script.split_once('\n').expect("a script has lines");
    assert_eq!(header, B::DIALECT.script_header);
    match pipe(db.shell(), script, "sent through the driver") {
        Some(output) if output.status.success() => Ok(()),
        Some(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        // Without the first line, which is the shell's, or says what a driver says by itself.
        None if db.refuses(sql).await => Err(format!("the driver refuses this script: {sql}")),
        None => Ok(()),
    }
}
