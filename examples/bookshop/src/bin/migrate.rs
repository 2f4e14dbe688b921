//! The runner: applies and shows the revisions, with nothing but this binary.

fn main() -> std::process::ExitCode {
    migrate_runtime::cli::main(&bookshop::migrations::MIGRATOR)
}
