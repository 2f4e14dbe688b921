//! Which variables of the environment do not reach what the tasks run.

use std::process::Command;

/// Removes what would lead a test, or a server, to a database of the developer's.
pub(crate) fn without_databases(command: &mut Command) -> &mut Command {
    without(command, names_database)
}

/// Removes what `cargo run` tells about this program.
///
/// Build scripts that watch these variables (ring's does) would run again whenever Cargo is called
/// by a task after it was called by hand.
pub(crate) fn without_package(command: &mut Command) -> &mut Command {
    without(command, describes_package)
}

fn without(command: &mut Command, unwanted: fn(&str) -> bool) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(unwanted) {
            command.env_remove(name);
        }
    }
    command
}

fn names_database(name: &str) -> bool {
    const PREFIXES: &[&str] = &["POSTGRES_", "PG", "MYSQL_", "MARIADB_"];
    name == "DATABASE_URL" || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn describes_package(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_of_the_developer_are_unwanted() {
        for name in [
            "DATABASE_URL",
            "POSTGRES_HOST",
            "PGHOST",
            "PGPASSWORD",
            "MYSQL_PWD",
            "MARIADB_HOST",
        ] {
            assert!(names_database(name), "{name}");
        }
        for name in [
            "TEST_POSTGRES_URL",
            "TEST_MYSQL_URL",
            "PATH",
            "MY_DATABASE_URL",
        ] {
            assert!(!names_database(name), "{name}");
        }
    }

    #[test]
    fn the_package_of_the_tasks_is_unwanted() {
        assert!(describes_package("CARGO_PKG_NAME"));
        assert!(describes_package("CARGO_MANIFEST_DIR"));
        assert!(!describes_package("CARGO_TARGET_DIR"));
    }
}
