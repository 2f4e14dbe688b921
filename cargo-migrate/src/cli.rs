//! The command line.

use std::ffi::OsString;

use clap::{CommandFactory, Parser, Subcommand};
use migrate_runtime::cli::ui::Ui;
use migrate_runtime::cli::{Global, exit_code};

use crate::commands::{
    check, completions, edit, generate_models, init, list_templates, lock, man, merge, prepare,
    read, rebase, revision, run, seal,
};
use crate::error::Error;
use crate::project::Selection;

/// Alembic for Rust, checked by the compiler: scaffolds, shows and applies database revisions
#[derive(Debug, Parser)]
#[command(
    name = "cargo-migrate",
    bin_name = "cargo migrate",
    version,
    arg_required_else_help = true
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(flatten)]
    selection: Selection,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    #[command(alias = "list_templates")]
    ListTemplates(list_templates::Args),
    Revision(revision::Args),
    Merge(merge::Args),
    Rebase(rebase::Args),
    Lock(lock::Args),
    Seal(seal::Args),
    Edit(edit::Args),
    #[command(flatten)]
    Run(run::Command),
    Check(check::Args),
    GenerateModels(generate_models::Args),
    Prepare(prepare::Args),
    #[command(flatten)]
    Read(read::Command),
    Completions(completions::Args),
    Man(man::Args),
}

/// What every command works with.
pub(crate) struct Context {
    pub(crate) global: Global,
    pub(crate) selection: Selection,
    pub(crate) ui: Ui,
}

/// The command line, for what is made from its description.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

/// Runs a command line and returns its exit code.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<u8, (Error, Option<Global>)> {
    let Cli {
        global,
        selection,
        command,
    } = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let usage = error.use_stderr();
            // Nobody is left to be told where the reader has closed the pipe.
            let _ = error.print();
            return Ok(if usage {
                exit_code::USAGE
            } else {
                exit_code::SUCCESS
            });
        }
    };
    let ui = Ui::new(global.color, global.quiet);
    let context = Context {
        global: global.clone(),
        selection,
        ui,
    };
    let done = match command {
        Command::Init(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::ListTemplates(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Revision(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Merge(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Rebase(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Lock(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Seal(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Edit(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Run(command) => command.run(context),
        Command::Check(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::GenerateModels(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Prepare(args) => args.run(context),
        Command::Read(command) => command.run(context).map(|()| exit_code::SUCCESS),
        Command::Completions(args) => args.run(context).map(|()| exit_code::SUCCESS),
        Command::Man(args) => args.run(context).map(|()| exit_code::SUCCESS),
    };
    done.map_err(|error| (error, Some(global)))
}
