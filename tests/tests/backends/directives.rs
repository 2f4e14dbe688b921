//! Every directive on every database: as it is written, as it runs, and as a script.
//!
//! An example is a small revision. What it looks like on each dialect is a page of snapshots; on the real server
//! it either does what it says, is undone without a trace, and does the same as a script, or is refused before
//! anything is sent.

mod batch;
mod columns;
mod constraints;
mod indexes;
mod objects;
mod rows;
mod tables;

use std::collections::BTreeSet;

use migrate_runtime::dialect::{Dialect, Family, MARIADB, MYSQL, POSTGRES, SQLITE};
use migrate_runtime::operations::{Operation, RenderError, Statements};
use migrate_runtime::{ErrorKind, Migrator, Operations};
use migrate_tests::backend::{Backend, migrator, revision};
use migrate_tests::on_every_database;
use tokio::runtime::Builder;

/// A revision that shows a directive.
pub(crate) struct Example {
    /// The name of its page.
    pub(crate) name: &'static str,
    /// What must be there before.
    pub(crate) before: fn(&mut Operations),
    /// What the example shows.
    pub(crate) change: fn(&mut Operations),
    /// What undoes it.
    pub(crate) undo: fn(&mut Operations),
}

/// Nothing: for an example that needs nothing, or undoes nothing.
pub(crate) fn nothing(_: &mut Operations) {}

const GROUPS: &[&[Example]] = &[
    batch::EXAMPLES,
    columns::EXAMPLES,
    constraints::EXAMPLES,
    indexes::EXAMPLES,
    objects::EXAMPLES,
    rows::EXAMPLES,
    tables::EXAMPLES,
];

fn examples() -> impl Iterator<Item = &'static Example> {
    GROUPS.iter().copied().flatten()
}

on_every_database!(every_example_does_what_it_says);

#[test]
fn every_directive_has_an_example() {
    let mut shown = BTreeSet::new();
    for example in examples() {
        for body in [example.before, example.change, example.undo] {
            // A batch is its operations, but where the table is made anew.
            for dialect in [&POSTGRES, &SQLITE] {
                let mut op = Operations::new(dialect);
                body(&mut op);
                shown.extend(op.recorded().iter().map(|it| it.operation.name()));
            }
        }
    }
    let missing: Vec<_> = Operation::NAMES
        .iter()
        .filter(|name| !shown.contains(**name))
        .collect();
    assert!(missing.is_empty(), "no example of {missing:?}");
}

#[test]
fn every_directive_is_documented() {
    let page = include_str!("../../../docs/operations.md");
    for name in Operation::NAMES {
        let words = name
            .char_indices()
            .map(|(at, c)| match c.is_uppercase() && at > 0 {
                true => format!("_{}", c.to_ascii_lowercase()),
                false => c.to_ascii_lowercase().to_string(),
            });
        let (method, variant) = (
            format!("`{}`", words.collect::<String>()),
            format!("`{name}`"),
        );
        let is_there = page.contains(&method) || page.contains(&variant);
        assert!(is_there, "docs/operations.md says nothing of {method}");
    }
}

#[test]
fn every_example_has_a_page() {
    for example in examples() {
        let dialects = [&POSTGRES, &SQLITE, &MARIADB, &MYSQL];
        let page: String = dialects
            .map(|dialect| {
                format!(
                    "-- {}\n{}\n",
                    dialect.name,
                    written(dialect, example.change)
                )
            })
            .concat();
        snapshot(&format!("{}@page", example.name), &page);
    }
}

/// How an example is written for a dialect, or why it cannot be.
fn written(dialect: &'static Dialect, body: fn(&mut Operations)) -> String {
    match render(dialect, body) {
        Ok(text) => text,
        Err(error) => {
            let help = error.help().map(|help| format!("-- help: {help}\n"));
            format!("-- error: {error}\n{}", help.unwrap_or_default())
        }
    }
}

fn render(dialect: &'static Dialect, body: fn(&mut Operations)) -> Result<String, RenderError> {
    let mut op = Operations::new(dialect);
    body(&mut op);
    let mut statements = Statements::new(dialect);
    for recorded in op.recorded() {
        recorded.render(&mut statements)?;
    }
    let statements = statements.into_vec().into_iter();
    Ok(statements
        .map(|statement| {
            let alone = if statement.alone && dialect.transactional_ddl {
                "-- outside of a transaction\n"
            } else {
                ""
            };
            format!("{alone}{};\n", statement.sql)
        })
        .collect())
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("directives/snapshots");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn chain(example: &Example) -> Migrator {
    let change = revision("change").revises(&["before"]);
    migrator([
        revision("before").upgrade(example.before),
        change.upgrade(example.change).downgrade(example.undo),
    ])
}

async fn every_example_does_what_it_says<B: Backend>(_: B) {
    let examples: Vec<_> = examples().collect();
    // A few at a time, each on a thread of its own: making a database blocks it. But on MySQL a schema is the
    // server's, and two examples would make the same one.
    let at_once = if B::DIALECT.family == Family::Mysql {
        1
    } else {
        4
    };
    std::thread::scope(|scope| {
        for first in 0..at_once {
            let share = examples.iter().skip(first).step_by(at_once);
            scope.spawn(move || {
                let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                share.for_each(|example| runtime.block_on(does_what_it_says::<B>(example)));
            });
        }
    });
}

async fn does_what_it_says<B: Backend>(example: &'static Example) {
    match render(B::DIALECT, example.change) {
        Err(RenderError::Unsupported { .. } | RenderError::Irreversible { .. }) => {
            is_refused::<B>(example).await;
        }
        Err(RenderError::Unseen { .. }) => runs::<B>(example, false).await,
        Err(error) => panic!("{}: {error}", example.name),
        Ok(_) => runs::<B>(example, true).await,
    }
}

async fn is_refused<B: Backend>(example: &Example) {
    let db = B::create();
    let chain = chain(example);
    chain.upgrade(db.url(), "before").await.unwrap();
    let before = db.schema().await;
    let error = chain.upgrade(db.url(), "change").await.unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::Render { .. }), "{error}");
    assert_eq!(
        db.schema().await,
        before,
        "{}: nothing was sent",
        example.name
    );
}

async fn runs<B: Backend>(example: &Example, as_script: bool) {
    let (db, chain) = (B::create(), chain(example));
    chain.upgrade(db.url(), "before").await.unwrap();
    let before = db.schema().await;
    let upgraded = chain.upgrade(db.url(), "change").await;
    upgraded.unwrap_or_else(|error| panic!("{}: {error}: {:?}", example.name, error.kind));
    let after = db.schema().await;
    snapshot(&format!("{}@{}", example.name, B::NAME), &after);
    let downgraded = chain.downgrade(db.url(), "before").await;
    downgraded.unwrap_or_else(|error| panic!("{}: {error}: {:?}", example.name, error.kind));
    assert_eq!(db.schema().await, before, "{}, undone", example.name);
    if as_script {
        let environment = chain.environment().unwrap();
        let plan = environment
            .graph
            .plan_offline_upgrade("before:change")
            .unwrap();
        let script = environment.script(&plan, B::DIALECT).await.unwrap();
        let ran = migrate_tests::shell::run_script(&db, &script).await;
        ran.unwrap_or_else(|error| panic!("{}, as a script: {error}", example.name));
        assert_eq!(db.schema().await, after, "{}, as a script", example.name);
    }
}
