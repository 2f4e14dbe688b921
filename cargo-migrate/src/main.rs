//! `cargo migrate`

fn main() -> std::process::ExitCode {
    cargo_migrate::main_impl(std::env::args_os())
}
