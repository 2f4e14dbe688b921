//! The database servers that the tests need.
//!
//! A private server belongs to a process of its own, `cargo xtask serve`, which stops it and removes its
//! folder when its standard input ends. The task that needs the server holds the other end of that pipe, so
//! the server is gone whichever way the task ends: even SIGKILL closes a pipe.
//!
//! A database is one file here and one line of [`DATABASES`].

mod account;
mod apt;
mod mariadb;
pub(crate) mod pgbouncer;
mod postgres;
mod private;
mod programs;
pub(crate) mod serve;
mod site;

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, ensure};

use crate::interrupt;
use crate::status::status;
use site::Site;

/// The databases whose servers the tests need.
const DATABASES: &[Database] = &[postgres::DATABASE, mariadb::DATABASE];

/// A database, and how its server is found.
#[derive(Debug)]
pub(crate) struct Database {
    /// Its name in messages.
    name: &'static str,
    /// Its name on the command line and in the names of folders.
    word: &'static str,
    /// The variable that tells the tests where the server is. When it is set, that server is used.
    url_variable: &'static str,
    /// Accounts to run the server as when the task is run by root, the best first.
    accounts: &'static [&'static str],
    /// What is looked for, and where; for the message that says it is missing.
    sought: &'static str,
    /// A shell script for root that installs it with the `install` of [`apt`], and starts nothing.
    install_script: &'static str,
    /// The database's own shell, and where it may be.
    shell: (&'static str, fn() -> Vec<PathBuf>),
    /// Finds the programs on this machine.
    find: fn() -> Result<Option<Box<dyn Installation>>>,
}

impl Database {
    /// What helps where there is no server.
    fn help(&self) -> String {
        let Self {
            name, url_variable, ..
        } = self;
        format!(
            "  help: install the {name} server, or name one that the tests may use in {url_variable}"
        )
    }
}

/// `PATH`, and behind it the folders of the databases' own shells, which the tests pipe scripts through.
pub(crate) fn path_with_shells() -> Result<OsString> {
    let mut path = programs::path_folders();
    for Database { shell, .. } in DATABASES {
        let (program, folders) = shell;
        if let Some(folder) = programs::folder_with(&[program], folders())
            && !path.contains(&folder)
        {
            path.push(folder);
        }
    }
    Ok(std::env::join_paths(path)?)
}

/// The programs of a database on this machine.
trait Installation {
    /// The version of the server.
    fn version(&self) -> &str;
    /// Makes an empty database cluster at the site.
    fn initialize(&self, site: &Site) -> Result<()>;
    /// The server, to be run in the foreground on a port of 127.0.0.1.
    fn server(&self, site: &Site, port: u16) -> Command;
    /// Whether the server of this process id takes connections.
    fn is_ready(&self, site: &Site, process: u32) -> bool;
    /// Removes what only the start needed.
    fn after_start(&self, _site: &Site) -> Result<()> {
        Ok(())
    }
    /// Where the tests find the server, with the password.
    fn url(&self, site: &Site, port: u16) -> String;
    /// Asks the server to end at once; its data are not wanted any more.
    fn stop(&self, server: &mut Child) -> Result<()>;
}

/// A server that the tests may use, stopped when the value is dropped if it is a private one.
#[derive(Debug)]
pub(crate) struct Server {
    database: &'static Database,
    /// The private server; nothing when the developer named a server.
    private: Option<Private>,
}

#[derive(Debug)]
struct Private {
    url: String,
    process: Child,
}

impl Server {
    /// Takes the servers that the environment names, and starts the others, all at the same time.
    pub(crate) fn provide_all() -> Result<Vec<Self>> {
        thread::scope(|scope| {
            let provide = |database| scope.spawn(move || Self::provide(database));
            let starting: Vec<_> = DATABASES.iter().map(provide).collect();
            let servers = starting.into_iter().map(|thread| {
                let server = thread.join();
                server.unwrap_or_else(|panic| resume_unwind(panic))
            });
            servers.collect()
        })
    }

    /// Takes the PostgreSQL server that the environment names, or starts a private one.
    pub(crate) fn postgres() -> Result<Self> {
        Self::provide(&postgres::DATABASE)
    }

    /// Takes the MariaDB or MySQL server that the environment names, or starts a private one.
    pub(crate) fn mariadb() -> Result<Self> {
        Self::provide(&mariadb::DATABASE)
    }

    /// Takes the server that the environment names, or starts a private one.
    fn provide(database: &'static Database) -> Result<Self> {
        let named = std::env::var_os(database.url_variable).is_some_and(|url| !url.is_empty());
        let private = if named {
            let Database {
                name, url_variable, ..
            } = database;
            status("Using", &format!("the {name} server of {url_variable}"));
            None
        } else {
            Some(Private::start(database)?)
        };
        Ok(Self { database, private })
    }

    /// Where the server is, with the password.
    pub(crate) fn url(&self) -> Result<String> {
        match &self.private {
            Some(private) => Ok(private.url.clone()),
            None => Ok(std::env::var(self.database.url_variable)?),
        }
    }

    /// Tells a command where the server is.
    pub(crate) fn announce(&self, command: &mut Command) {
        if let Some(private) = &self.private {
            command.env(self.database.url_variable, &private.url);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(Private { process, .. }) = &mut self.private {
            status("Stopping", self.database.name);
            drop(process.stdin.take());
            // It has said itself what went wrong.
            let _ = process.wait();
        }
    }
}

impl Private {
    fn start(database: &Database) -> Result<Self> {
        let program = std::env::current_exe().context("cannot find the program of this task")?;
        let mut command = Command::new(program);
        command
            .args(["serve", database.word])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = interrupt::in_own_group(&mut command).spawn()?;
        let output = process.stdout.take().context("no pipe from the server")?;
        let mut url = String::new();
        BufReader::new(output).read_line(&mut url)?;
        let url = url.trim_end().to_owned();
        ensure!(!url.is_empty(), "no {} server to test with", database.name);
        Ok(Self { url, process })
    }
}
