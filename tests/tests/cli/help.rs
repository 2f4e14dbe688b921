//! The help of every command, the version and the exit codes.

use std::path::Path;

use snapbox::{assert_data_eq, file, str};

use super::packages::{CHAIN, empty, package};

#[test]
fn help_of_every_command() {
    let project = empty();
    let mut help = project.migrate(["--help"]).to_string();
    let listed: Vec<String> = commands(&help).collect();
    for command in &listed {
        help.push_str(&format!("\n$ cargo migrate {command} --help\n"));
        help.push_str(&project.migrate([command, "--help"]).to_string());
    }
    assert_data_eq!(help, file!["help.txt"]);
}

/// The first words of the lines below `Commands:`.
fn commands(help: &str) -> impl Iterator<Item = String> + '_ {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned)
}

#[test]
fn version() {
    let project = empty().with_redaction("[VERSION]", env!("CARGO_PKG_VERSION"));
    assert_data_eq!(
        project.migrate(["--version"]),
        str![[r#"
cargo-migrate [VERSION]

"#]]
    );
}

#[test]
fn a_command_line_that_cannot_be_understood() {
    let project = empty();
    assert_data_eq!(
        project.migrate([]),
        str![[r#"
------- stderr -------
Alembic for Rust, checked by the compiler: scaffolds, shows and applies database revisions
...
[exit status: 2]

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrad"]),
        str![[r#"
------- stderr -------
error: unrecognized subcommand 'upgrad'

  tip: some similar subcommands exist: 'downgrade', 'upgrade'

Usage: cargo migrate [OPTIONS] <COMMAND>

For more information, try '--help'.
[exit status: 2]

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade"]),
        str![[r#"
------- stderr -------
error: the following required arguments were not provided:
  <REVISION>

Usage: cargo migrate downgrade <REVISION>

For more information, try '--help'.
[exit status: 2]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "--no-such-option"]),
        str![[r#"
------- stderr -------
error: unexpected argument '--no-such-option' found

Usage: cargo migrate history [OPTIONS]

For more information, try '--help'.
[exit status: 2]

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "--tomorrow"]),
        str![[r#"
------- stderr -------
error: unexpected argument '--tomorrow' found

  tip: to pass '--tomorrow' as a value, use '-- --tomorrow'

Usage: cargo migrate upgrade [OPTIONS] [REVISION]

For more information, try '--help'.
[exit status: 2]

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "a", "b"]),
        str![[r#"
------- stderr -------
error: unexpected argument 'b' found

Usage: cargo migrate upgrade [OPTIONS] [REVISION]

For more information, try '--help'.
[exit status: 2]

"#]]
    );
}

#[test]
fn cargo_calls_it_by_its_name() {
    // Outside of the repository, whose own cargo alias would come first.
    let project = package("called", "", &CHAIN);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = Path::new(env!("CARGO_BIN_EXE_cargo-migrate-dup"));
    let named = format!("cargo-migrate{}", std::env::consts::EXE_SUFFIX);
    let named = folder.path().join(named);
    std::fs::copy(program, &named).expect("copied");

    let present = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&present);
    let folders = [folder.path().to_owned()].into_iter().chain(folders);
    let path = std::env::join_paths(folders).expect("a path");
    let by_cargo = project.program(Path::new("cargo"), ["migrate", "heads"]);
    assert_data_eq!(
        by_cargo.environment("PATH", path).run(),
        str![[r#"
27c6a30d7c24 (head)

"#]]
    );

    let direct = project.program(&named, ["heads"]);
    assert_data_eq!(
        direct.without_environment("CARGO").run(),
        str![[r#"
27c6a30d7c24 (head)

"#]]
    );
}
