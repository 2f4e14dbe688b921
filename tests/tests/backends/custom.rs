//! Operations that a program defines for itself, with a trait that makes them directives.

use migrate_runtime::operations::{CustomOperation, RenderError, Statements};
use migrate_runtime::prelude::*;
use migrate_runtime::{ErrorKind, Operations};
use migrate_tests::backend::{Backend, migrator, revision};
use migrate_tests::on_every_database;

on_every_database!(
    an_operation_of_ones_own_runs_and_is_undone,
    its_errors_name_the_line_of_the_revision,
    a_statement_of_it_that_fails_names_the_line_of_the_revision,
);

/// A table with nothing but a key.
#[derive(Debug)]
struct CreateMarker {
    name: String,
}

impl CustomOperation for CreateMarker {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if self.name.is_empty() {
            return Err(statements.unsupported("make a table without a name", "give it one"));
        }
        let name = statements.dialect.quote(&self.name);
        let key = statements.type_name(&Type::Integer)?;
        statements.push(format!("CREATE TABLE {name} (id {key} PRIMARY KEY)"));
        statements.push(format!("INSERT INTO {name} VALUES (1)"));
        Ok(())
    }
}

trait MarkerOperations {
    fn create_marker(&mut self, name: &str);
}

impl MarkerOperations for Operations {
    #[track_caller]
    fn create_marker(&mut self, name: &str) {
        self.invoke(CreateMarker { name: name.into() });
    }
}

async fn an_operation_of_ones_own_runs_and_is_undone(db: impl Backend) {
    let create = revision("create").upgrade(|op| op.create_marker("Order"));
    let migrator = migrator([create.downgrade(|op| {
        op.drop_table("Order");
    })]);
    migrator.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.tables().await, ["Order"]);
    migrator.downgrade(db.url(), "base").await.unwrap();
    assert_eq!(db.tables().await, [""; 0]);
}

async fn its_errors_name_the_line_of_the_revision(db: impl Backend) {
    let line = line!() + 1;
    let create = revision("create").upgrade(|op| op.create_marker(""));
    let error = migrator([create])
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
    let ErrorKind::Render {
        location, source, ..
    } = *error.kind
    else {
        panic!("{error}");
    };
    assert_eq!((location.file(), location.line()), (file!(), line));
    assert_eq!(source.help(), Some("give it one"));
}

async fn a_statement_of_it_that_fails_names_the_line_of_the_revision(db: impl Backend) {
    db.execute("CREATE TABLE taken (id INTEGER)").await;
    let line = line!() + 1;
    let create = revision("create").upgrade(|op| op.create_marker("taken"));
    let error = migrator([create])
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
    let ErrorKind::Statement { location, .. } = *error.kind else {
        panic!("{error}");
    };
    let location = location.expect("an operation has a place");
    assert_eq!((location.file(), location.line()), (file!(), line));
}
