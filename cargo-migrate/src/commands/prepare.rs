//! `cargo migrate prepare`

use std::ffi::OsString;
use std::process::Command;

use migrate_runtime::cli::block_on;
use migrate_script::diagnostic::Diagnostic;

use crate::autogenerate::scratch::file::ScratchFile;
use crate::autogenerate::server::{Room, Server};
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::runner::{self, Build};

/// Run `cargo sqlx prepare` against a scratch database that all revisions are applied to
///
/// So the macros of sqlx are checked against what the revisions build, on every machine. The database is made beside the one
/// that is configured, and dropped again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail unless the files of sqlx are those of the queries
    #[arg(long)]
    check: bool,
    /// For all packages of the workspace
    #[arg(long)]
    workspace: bool,
    /// What is handed to `cargo sqlx prepare`: `-- --all-targets` say
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

impl Args {
    pub(crate) fn run(self, context: Context) -> Result<u8> {
        let project = Project::find(&context.selection)?;
        require_sqlx()?;
        let option = context.global.database_url.clone();
        let database = project.database_url(option).database()?;
        if database.as_sqlite().is_some() {
            let scratch = ScratchFile::new()?;
            return self.on(&project, &context, &scratch.url());
        }
        block_on(async {
            let done = async {
                let mut server = Server::connect(&database).await?;
                let scratch = server.scratch(Room::Database).await?;
                let done = match scratch.url() {
                    Some(url) => self.on(&project, &context, &url),
                    None => Err(Diagnostic::new("a scratch database has no URL").into()),
                };
                scratch.close().await?;
                done
            };
            Ok(done.await)
        })?
    }

    /// Applies all revisions to a database, and calls sqlx.
    fn on(&self, project: &Project, context: &Context, url: &str) -> Result<u8> {
        let quiet = context.global.quiet;
        let build = Build { quiet };
        let upgrade = ["upgrade", "heads", "--quiet"].map(OsString::from);
        let applied = runner::run(project, build, url, upgrade.to_vec())?;
        if applied != 0 {
            return Ok(applied);
        }
        let mut command = cargo();
        command.args(["sqlx", "prepare"]);
        if self.check {
            command.arg("--check");
        }
        if self.workspace {
            command.arg("--workspace");
        }
        command
            .args(&self.arguments)
            .env("DATABASE_URL", url)
            .env(&*project.config.settings.database_url_variable(), url)
            .env_remove("SQLX_OFFLINE");
        let status = command.status();
        let status = status.map_err(|error| Error::system("cannot run cargo", error))?;
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        // Ended by a signal: what a shell makes of it, near enough.
        Ok(code.unwrap_or(130))
    }
}

/// Fails before anything is built or made, where there is no `cargo sqlx`.
fn require_sqlx() -> Result<()> {
    let output = cargo().args(["sqlx", "--version"]).output();
    let output = output.map_err(|error| Error::system("cannot run cargo", error))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && said.contains("no such command") {
        return Err(Error::new(
            "`cargo sqlx` is not installed",
            "`cargo install sqlx-cli` installs it",
        ));
    }
    Ok(())
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
