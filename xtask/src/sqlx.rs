//! `cargo xtask sqlx`: what the queries of cargo-migrate give, for builds without a server.
//!
//! The queries' own macros write it while they are compiled with a server at hand; see `cargo-migrate/build.rs`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::servers::Server;
use crate::status::{failure, status};
use crate::{Outcome, cargo, environment, interrupt};

/// Ask the databases what the queries of cargo-migrate give, and write its folder .sqlx anew
///
/// The servers are those of TEST_POSTGRES_URL and TEST_MYSQL_URL, or private ones; SQLite is asked in an empty file.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail if a query has no file there, or a file no query
    #[arg(long)]
    check: bool,
}

impl Args {
    /// Nothing is written.
    pub(crate) fn check() -> Self {
        Self { check: true }
    }
}

/// Runs the task.
pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let package = cargo::root().join("cargo-migrate");
    let asked = tempfile::tempdir()?;
    ask(asked.path())?;
    let (asked, kept) = (files(asked.path())?, files(&package.join(".sqlx"))?);
    if args.check {
        check(&asked, &kept)
    } else {
        write(&asked, &kept, &package.join(".sqlx"))
    }
}

/// Has the package compiled once with each database, so that a file is written for each query.
fn ask(folder: &Path) -> Result<()> {
    let (postgres, mysql) = (Server::postgres()?, Server::mariadb()?);
    let file = tempfile::NamedTempFile::new()?;
    let sqlite = format!("sqlite://{}", file.path().display());
    let asked = [
        ("postgres", postgres.url()?),
        ("sqlite", sqlite),
        ("mysql", mysql.url()?),
    ];
    status("Asking", "what the queries of cargo-migrate give");
    for (database, url) in asked {
        ask_one(database, &url, folder)?;
    }
    Ok(())
}

/// Has the package compiled with one of the databases; the queries of the others are left out.
fn ask_one(database: &str, url: &str, folder: &Path) -> Result<()> {
    let mut command = cargo::cargo(&["check", "--quiet", "--package", "cargo-migrate", "--lib"]);
    environment::without_databases(&mut command);
    command
        .env("CATALOG_DATABASE", database)
        .env("CATALOG_DATABASE_URL", url)
        .env("CATALOG_FOLDER", folder);
    ensure!(
        interrupt::run(&mut command)?.success(),
        "cargo-migrate does not compile with {database}"
    );
    Ok(())
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    entries.collect()
}

fn names(files: &[PathBuf]) -> BTreeSet<OsString> {
    files
        .iter()
        .filter_map(|file| file.file_name())
        .map(OsString::from)
        .collect()
}

/// A name holds the hash of the query, and compiling has shown that what it gives is what the program takes.
/// What else the files say, the planner's guess of what may be null, is not the same on each server.
fn check(asked: &[PathBuf], kept: &[PathBuf]) -> Result<Outcome> {
    if names(asked) == names(kept) {
        status("Checked", &format!("{} queries", asked.len()));
        return Ok(Outcome::Passed);
    }
    failure("cargo-migrate/.sqlx is not that of the queries; `cargo xtask sqlx` writes it");
    Ok(Outcome::Failed(1))
}

fn write(asked: &[PathBuf], kept: &[PathBuf], folder: &Path) -> Result<Outcome> {
    fs::create_dir_all(folder)?;
    let names = names(asked);
    for old in kept
        .iter()
        .filter(|file| file.file_name().is_some_and(|name| !names.contains(name)))
    {
        fs::remove_file(old)?;
    }
    for file in asked {
        let name = file.file_name().context("a file has a name")?;
        fs::copy(file, folder.join(name))?;
    }
    status("Wrote", &format!("{} queries", asked.len()));
    Ok(Outcome::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        folder
    }

    #[test]
    fn a_missing_file_and_an_old_one_are_found() {
        let asked = files(folder(&["a", "b"]).path()).unwrap();
        let outcome = |kept: &[&str]| check(&asked, &files(folder(kept).path()).unwrap()).unwrap();
        assert_eq!(outcome(&["b", "a"]), Outcome::Passed);
        assert_eq!(outcome(&["a"]), Outcome::Failed(1));
        assert_eq!(outcome(&["a", "b", "c"]), Outcome::Failed(1));
    }

    #[test]
    fn the_folder_is_that_of_the_queries_afterwards() {
        let (asked, kept) = (folder(&["a", "b"]), folder(&["b", "c"]));
        let read = |folder: &tempfile::TempDir| files(folder.path()).unwrap();
        write(&read(&asked), &read(&kept), kept.path()).unwrap();
        assert_eq!(names(&read(&kept)), names(&read(&asked)));
        let new = kept.path().join("new");
        write(&read(&asked), &files(&new).unwrap(), &new).unwrap();
        assert_eq!(names(&files(&new).unwrap()), names(&read(&asked)));
    }
}
