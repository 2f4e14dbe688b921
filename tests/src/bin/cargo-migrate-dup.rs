//! The subcommand once more: the path of a binary is known to the tests of its own package only.

fn main() -> std::process::ExitCode {
    cargo_migrate::main_impl(std::env::args_os())
}
