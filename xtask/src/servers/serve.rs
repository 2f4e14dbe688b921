//! `cargo xtask serve`: the process that a private server belongs to.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use anyhow::{Context, Result, bail};

use super::apt::{self, Package};
use super::private::PrivateServer;
use super::site::Site;
use super::{DATABASES, Database, Installation};
use crate::Outcome;
use crate::status::status;

/// Run a private server, print its URL, and stop it when the standard input ends
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The database
    #[arg(value_parser = parse_database)]
    database: &'static Database,
}

/// Runs the task.
pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let database = args.database;
    let unwanted = watch_for_end()?;
    let installation = find_or_install(database)?;
    let site = Site::prepare(database)?;
    installation.initialize(&site)?;
    let mut server = PrivateServer::start(&*installation, &site)?;

    let Database { name, .. } = database;
    let (version, port) = (installation.version(), server.port());
    status("Starting", &format!("{name} {version} on 127.0.0.1:{port}"));
    writeln!(io::stdout(), "{}", installation.url(&site, port))
        .context("nobody waits for the server")?;
    server.serve_until(&unwanted)?;

    drop(server);
    site.remove()?;
    Ok(Outcome::Passed)
}

fn parse_database(word: &str) -> Result<&'static Database, String> {
    let known = || DATABASES.iter().map(|it| it.word).collect::<Vec<_>>();
    DATABASES
        .iter()
        .find(|database| database.word == word)
        .ok_or_else(|| format!("there is {}", known().join(", ")))
}

/// A message comes when the server is wanted no more: the standard input has ended, or a signal came.
fn watch_for_end() -> Result<Receiver<()>> {
    let (sender, receiver) = mpsc::channel();
    let signaled = sender.clone();
    // Who does not receive any more is already on the way to the end.
    ctrlc::set_handler(move || _ = signaled.send(())).context("cannot watch for signals")?;
    thread::spawn(move || {
        _ = io::copy(&mut io::stdin(), &mut io::sink());
        _ = sender.send(());
    });
    Ok(receiver)
}

fn find_or_install(database: &Database) -> Result<Box<dyn Installation>> {
    if let Some(found) = (database.find)()? {
        return Ok(found);
    }
    let package = Package {
        name: database.name,
        script: database.install_script,
        help: &database.help(),
    };
    if apt::install(&package)?
        && let Some(found) = (database.find)()?
    {
        return Ok(found);
    }
    let Database { name, sought, .. } = database;
    bail!("{name} is not installed: no {sought}\n{}", database.help())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_are_known_by_their_words() {
        assert_eq!(parse_database("postgres").unwrap().name, "PostgreSQL");
        assert_eq!(parse_database("mariadb").unwrap().name, "MariaDB");
        assert_eq!(
            parse_database("oracle").unwrap_err(),
            "there is postgres, mariadb"
        );
    }
}
