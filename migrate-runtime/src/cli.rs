//! The commands of the runner, and what the subcommand shares with them.
//!
//! A migrations package has a binary of one line, which is all that a deployment needs:
//!
//! ```ignore
//! fn main() -> std::process::ExitCode {
//!     migrate_runtime::cli::main(&migrations::MIGRATOR)
//! }
//! ```

mod arguments;
pub mod commands;
pub mod database_url;
mod directives;
pub mod exit_code;
mod fault;
mod json;
mod progress;
mod runner;
mod target_metadata;
pub mod ui;
mod view;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use migrate_script::diagnostic::Diagnostic;

use crate::Migrator;
use crate::environment::Environment;
use crate::settings::Settings;
pub use arguments::Arguments;
use commands::{
    branches, current, downgrade, ensure_version, heads, history, show, stamp, upgrade,
};
use database_url::{DatabaseUrl, Places};
pub use directives::Directive;
pub use fault::{Fault, SOURCE_ROOT};
pub use runner::Runner;
use ui::{Color, Ui};

/// Where the help of a command lists the options of every command.
pub const HEADING: &str = "Global options";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The database, before DATABASE_URL and the other places
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    pub database_url: Option<String>,
    /// Print results and errors only
    #[arg(short, long, global = true, help_heading = HEADING)]
    pub quiet: bool,
    /// When to use color: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        help_heading = HEADING
    )]
    pub color: Color,
    /// What the revisions may ask for.
    #[command(flatten)]
    pub arguments: Arguments,
}

/// Applies and shows the database revisions that this program holds.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Upgrade(upgrade::Args),
    Downgrade(downgrade::Args),
    Current(current::Args),
    History(history::Args),
    Heads(heads::Args),
    Branches(branches::Args),
    Show(show::Args),
    Stamp(stamp::Args),
    #[command(alias = "ensure_version")]
    EnsureVersion(ensure_version::Args),
    #[command(hide = true)]
    TargetMetadata(commands::target_metadata::Args),
    #[command(hide = true)]
    ProcessRevisionDirectives(commands::process_revision_directives::Args),
}

/// The variable in which the subcommand tells the runner which configuration is meant: its name, or
/// nothing for the plain one.
pub const CONFIGURATION: &str = "CARGO_MIGRATE_CONFIGURATION";

/// What a command works with.
#[derive(Debug)]
pub struct Context<'a> {
    /// The graph and the settings.
    pub environment: Environment<'a>,
    /// Where the database URL is looked for.
    pub database_url: DatabaseUrl,
    /// Where output goes.
    pub ui: &'a mut Ui,
}

/// Runs the command line of a runner and returns its exit code.
pub fn main(migrator: &'static Migrator) -> ExitCode {
    Runner::new(migrator).run()
}

fn run_command_line(runner: &Runner) -> ExitCode {
    let Cli { global, command } = Cli::parse();
    let mut ui = Ui::new(global.color, global.quiet);
    let result = run(runner, global, command, &mut ui);
    match result {
        Ok(()) => ExitCode::from(exit_code::SUCCESS),
        Err(fault) => {
            ui.error(&in_own_words(fault));
            ExitCode::from(exit_code::FAILURE)
        }
    }
}

fn run(runner: &Runner, global: Global, command: Command, ui: &mut Ui) -> Result<(), Fault> {
    let mut arguments = global.arguments;
    match &command {
        Command::Upgrade(args) => arguments.extend(&args.run.arguments),
        Command::Downgrade(args) => arguments.extend(&args.run.arguments),
        _ => {}
    }
    let arguments = arguments.pairs();
    let environment = runner.migrator.environment()?.with_arguments(&arguments);
    refuse_other_configuration(environment.settings)?;
    let places = Places {
        directories: directories_upward(),
        environment: variables(),
    };
    let database_url = DatabaseUrl::new(global.database_url, environment.settings, places);
    let context = Context {
        environment,
        database_url,
        ui,
    };
    let work = async {
        match command {
            Command::Upgrade(args) => args.run(context).await,
            Command::Downgrade(args) => args.run(context).await,
            Command::Current(args) => args.run(context).await,
            Command::History(args) => args.run(context).await,
            Command::Heads(args) => args.run(context),
            Command::Branches(args) => args.run(context),
            Command::Show(args) => args.run(context).await,
            Command::Stamp(args) => args.run(context).await,
            Command::EnsureVersion(args) => args.run(context).await,
            Command::TargetMetadata(args) => args.run(runner, context),
            Command::ProcessRevisionDirectives(args) => args.run(runner, context),
        }
    };
    block_on(work)
}

/// Faults name commands as they are typed where the sources are; where only the runner was shipped, it is
/// the runner's own that can be run.
fn in_own_words(fault: Fault) -> Fault {
    if std::env::var_os(CONFIGURATION).is_some() {
        // The subcommand has called this runner.
        return fault;
    }
    let program = std::env::args_os().next().map(PathBuf::from);
    let Some(name) = program.as_deref().and_then(Path::file_name) else {
        return fault;
    };
    let name = name.to_string_lossy();
    let cli = Cli::command();
    let commands = cli.get_subcommands().map(clap::Command::get_name);
    commands.fold(fault, |fault, command| {
        fault.rewording(
            &format!("`cargo migrate {command}"),
            &format!("`{name} {command}"),
        )
    })
}

/// A package with several databases has several runners, and one of them may be built by mistake.
fn refuse_other_configuration(settings: &Settings) -> Result<(), Fault> {
    let held = settings.name.as_deref().unwrap_or_default();
    let asked = std::env::var(CONFIGURATION).unwrap_or_else(|_| held.to_owned());
    if asked == held {
        return Ok(());
    }
    let shown = |name: &str| match name {
        "" => "[package.metadata.migrate]".to_owned(),
        name => format!("[package.metadata.migrate.{name}]"),
    };
    let (held, asked) = (shown(held), shown(&asked));
    let fault = Diagnostic::new(format!("this runner holds the revisions of {held}"));
    let help = format!("name the binary that holds those of {asked} with `runner` there");
    Err(fault.help(help).into())
}

/// Runs a command to its end on a runtime of one thread.
///
/// # Errors
///
/// What the command fails with, or a system that gives no runtime.
pub fn block_on<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .map_err(|error| Fault::new(format!("cannot start the async runtime: {error}")))?
        .block_on(work)
}

/// The variables of this process; what is not UTF-8 is no database URL.
pub fn variables() -> HashMap<String, String> {
    let readable = |(name, value): (OsString, OsString)| {
        let (name, value) = (name.into_string().ok()?, value.into_string().ok()?);
        Some((name, value))
    };
    std::env::vars_os().filter_map(readable).collect()
}

/// The working directory and the directories above it: where a shipped runner looks for `.env`.
fn directories_upward() -> Vec<PathBuf> {
    let current = std::env::current_dir().unwrap_or_default();
    current.ancestors().map(PathBuf::from).collect()
}
