//! Where one private server lives: a fresh folder, the account that owns it, a password.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::Database;
use super::account::Account;
use crate::environment;

/// The place of one private server, removed when the value is dropped.
#[derive(Debug)]
pub(super) struct Site {
    folder: TempDir,
    account: Option<Account>,
    password: String,
}

impl Site {
    /// Makes a fresh folder for a server of the database.
    pub(super) fn prepare(database: &Database) -> Result<Self> {
        let account = Account::choose(database.accounts)?;
        let parent = account
            .as_ref()
            .map_or_else(std::env::temp_dir, Account::temporary_folder);
        let folder = closed_folder(&parent, &format!("migrate-{}-", database.word))
            .with_context(|| format!("cannot make a folder in {}", parent.display()))?;
        if let Some(account) = &account {
            account.own(folder.path())?;
        }
        Ok(Self {
            folder,
            account,
            password: random_password()?,
        })
    }

    /// The path of a file or folder of the server.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The password of the server's administrator; letters and digits.
    pub(super) fn password(&self) -> &str {
        &self.password
    }

    /// Writes a file that the server's programs can read.
    pub(super) fn write(&self, name: &str, content: &str) -> Result<PathBuf> {
        let path = self.path(name);
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
        if let Some(account) = &self.account {
            account.own(&path)?;
        }
        Ok(path)
    }

    /// A program of the database, run as the server's account, at home in the server's folder.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        environment::without_databases(&mut command)
            .env("LC_ALL", "C")
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        if let Some(account) = &self.account {
            account.run(&mut command);
        }
        command
    }

    /// Runs a program of the database to its end; what it wrote is shown when it fails.
    pub(super) fn run(&self, command: &mut Command) -> Result<()> {
        let output = command
            .output()
            .with_context(|| format!("cannot run {command:?}"))?;
        ensure!(
            output.status.success(),
            "{command:?} failed ({})\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        Ok(())
    }

    /// A fresh file for what the server writes.
    pub(super) fn create_log(&self) -> Result<File> {
        let path = self.log_path();
        File::create(&path).with_context(|| format!("cannot write {}", path.display()))
    }

    /// What the server wrote; nothing where that cannot be read.
    pub(super) fn log(&self) -> String {
        let bytes = fs::read(self.log_path()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The last lines that the server wrote.
    pub(super) fn end_of_log(&self) -> String {
        last_lines(&self.log(), 20)
    }

    /// Removes the folder.
    pub(super) fn remove(self) -> Result<()> {
        let path = self.path("");
        self.folder
            .close()
            .with_context(|| format!("cannot remove {}", path.display()))
    }

    fn log_path(&self) -> PathBuf {
        self.path("server.log")
    }
}

/// A fresh folder that others cannot look into: a password is in it for a moment.
fn closed_folder(parent: &Path, prefix: &str) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(parent)
}

fn random_password() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("no random numbers for a password")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_log() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a\n", 2), "a");
        assert_eq!(last_lines("", 2), "");
    }

    #[test]
    fn passwords_differ_and_need_no_escaping_in_a_url() {
        let password = random_password().unwrap();
        assert_eq!(password.len(), 32);
        assert!(password.chars().all(|it| it.is_ascii_alphanumeric()));
        assert_ne!(password, random_password().unwrap());
    }
}
