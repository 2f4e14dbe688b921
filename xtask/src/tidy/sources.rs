//! What source files may mention.

mod dialects;
mod imports;
mod mentions;
mod separate;

use anyhow::Result;

use super::Fault;
use super::tree::Tree;
use mentions::{Mention, Source};

/// Checks all sources that a rule is about.
pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let files: Vec<&str> = tree.rust_files().filter(|path| !is_test(path)).collect();
    let mut faults = without_files(&files);
    for path in files.iter().filter(|path| is_ruled(path)) {
        match Source::parse(&tree.text(path)?) {
            Ok(source) => faults.extend(check_source(path, &source, &files)),
            Err(error) => faults.push(Fault {
                path: (*path).to_owned(),
                line: error.span().start().line,
                message: error.to_string(),
            }),
        }
    }
    Ok(faults)
}

fn check_source(path: &str, source: &Source, files: &[&str]) -> Vec<Fault> {
    let mut faults = imports::check(path, source);
    faults.extend(separate::check(path, source, files));
    faults.extend(dialects::check(path, source));
    faults
}

/// Files and folders that a rule is about.
fn subjects() -> impl Iterator<Item = &'static str> {
    imports::subjects()
        .chain(separate::subjects())
        .chain([dialects::SUBJECT])
}

/// A rule about files that have been renamed holds for nobody.
fn without_files(files: &[&str]) -> Vec<Fault> {
    let missing = subjects().filter(|subject| !files.iter().any(|path| path.starts_with(subject)));
    missing
        .map(|subject| Fault {
            path: subject.to_owned(),
            line: 1,
            message: "a rule of xtask/src/tidy/sources is about this, and it does not exist"
                .to_owned(),
        })
        .collect()
}

fn is_ruled(path: &str) -> bool {
    subjects().any(|subject| path.starts_with(subject))
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn starts_with(path: &[String], start: &[&str]) -> bool {
    path.len() >= start.len() && path.iter().zip(start).all(|(a, b)| a == b)
}

impl<T> Mention<T> {
    fn fault(&self, path: &str, message: String) -> Fault {
        Fault {
            path: path.to_owned(),
            line: self.line,
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &[&str] = &[
        "cargo-migrate/src/commands/heads.rs",
        "cargo-migrate/src/commands/show.rs",
        "migrate-runtime/src/backend/postgres.rs",
        "migrate-runtime/src/backend/sqlite.rs",
        "migrate-runtime/src/operations/add_column.rs",
        "migrate-runtime/src/operations/create_table.rs",
        "migrate-runtime/src/operations/render.rs",
    ];

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let source = Source::parse(text).unwrap();
        let faults = check_source(path, &source, FILES);
        let found: Vec<_> = faults
            .iter()
            .map(|fault| format!("{}: {}", fault.line, fault.message))
            .collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, start) in found.iter().zip(expected) {
            assert!(found.starts_with(start), "{found}");
        }
    }

    #[test]
    fn migrate_script_reads_files_in_one_place() {
        let text = "use std::fs;\nfn f() { std::fs::read(\"a\"); }\n";
        check(
            "migrate-runtime/migrate-script/src/config.rs",
            text,
            &["1: `std::fs`", "2: `std::fs`"],
        );
        check("migrate-runtime/migrate-script/src/directory.rs", text, &[]);
    }

    #[test]
    fn migrate_script_is_pure() {
        let text = "use std::{env, process};\nuse tokio::io;\nlet version = env!(\"A\");\n";
        let expected = ["1: `std::env`", "1: `std::process`", "2: `tokio`"];
        check(
            "migrate-runtime/migrate-script/src/graph/walk.rs",
            text,
            &expected,
        );
    }

    #[test]
    fn the_runtime_prints_only_in_its_commands() {
        let text = "use clap::Parser;\nfn f() { eprintln!(); }\n";
        check(
            "migrate-runtime/src/migrator.rs",
            text,
            &["1: `clap`", "2: `eprintln!`"],
        );
        check("migrate-runtime/src/cli.rs", text, &[]);
        check("migrate-runtime/src/cli/upgrade.rs", text, &[]);
        check(
            "migrate-runtime/src/client.rs",
            text,
            &["1: `clap`", "2: `eprintln!`"],
        );
    }

    #[test]
    fn the_runtime_never_exits() {
        check(
            "migrate-runtime/src/cli/upgrade.rs",
            "fn f() { std::process::exit(1) }",
            &["1: `std::process::exit`"],
        );
        check(
            "migrate-runtime/src/cli/upgrade.rs",
            "use std::process::ExitCode;",
            &[],
        );
    }

    #[test]
    fn the_database_url_is_found_without_the_environment() {
        let text = "fn f() { std::env::var(\"DATABASE_URL\") }";
        let expected = ["1: `std::env`"];
        check("migrate-runtime/src/cli/database_url.rs", text, &expected);
        check("migrate-runtime/src/cli/run.rs", text, &[]);
    }

    #[test]
    fn commands_know_neither_one_another_nor_sqlx() {
        let text = "use super::show;\nuse sqlx::query;\nuse super::Context;\n";
        let expected = ["2: `sqlx`", "1: uses `show`"];
        check("cargo-migrate/src/commands/heads.rs", text, &expected);
    }

    #[test]
    fn a_backend_knows_no_other() {
        let text = "use super::{Backend, sqlite::connect};\nuse crate::backend::sqlite;\nuse sqlx::postgres;\n";
        check(
            "migrate-runtime/src/backend/postgres.rs",
            text,
            &["1: uses `sqlite`", "2: uses `sqlite`"],
        );
        let nested = "use super::super::sqlite;\nuse super::connect;\n";
        check(
            "migrate-runtime/src/backend/postgres/lock.rs",
            nested,
            &["1: uses `sqlite`"],
        );
    }

    #[test]
    fn an_operation_knows_neither_another_nor_a_dialect() {
        let text = "use super::add_column::AddColumn;\nfn f() { d == Dialect::MySql || n == \"sqlite\" }\n\
                    /// Not on SQLite.\n#[cfg(test)]\nmod tests { use crate::POSTGRES; }\n";
        let expected = ["1: uses `add_column`", "2: `MySql`", "2: `\"sqlite\"`"];
        check(
            "migrate-runtime/src/operations/create_table.rs",
            text,
            &expected,
        );
    }

    #[test]
    fn a_rule_is_about_something() {
        let faults = without_files(&["migrate-runtime/src/lib.rs"]);
        let paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert!(paths.contains(&"migrate-runtime/src/operations/"));
        assert!(!paths.contains(&"migrate-runtime/src/"));
    }

    #[test]
    fn operations_share_their_machinery() {
        let text = "use super::render::Statements;\n";
        check("migrate-runtime/src/operations/create_table.rs", text, &[]);
        let text = "use super::create_table::CreateTable;\n";
        check("migrate-runtime/src/operations/render.rs", text, &[]);
        let text = "fn postgres() {}\n";
        check("migrate-runtime/src/operations/lend.rs", text, &[]);
        check(
            "migrate-runtime/src/operations/render.rs",
            text,
            &["1: `postgres`"],
        );
    }
}
