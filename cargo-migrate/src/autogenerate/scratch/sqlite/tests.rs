use migrate_runtime::Operations;
use migrate_runtime::dialect::SQLITE;
use migrate_runtime::schema::{bigint, column, integer, text};
use migrate_runtime::settings::NamingConvention;

use super::*;
use crate::autogenerate::schema::Name;
use crate::autogenerate::test_server::{block_on, texts};

/// Does operations, one revision after the other, and reads what is there.
fn schema_of(revisions: &[fn(&mut Operations)]) -> Result<Schema> {
    block_on(async {
        let mut scratch = Scratch::open().await?;
        for revision in revisions {
            let mut operations = Operations::new(&SQLITE);
            revision(&mut operations);
            scratch.apply(&operations, &NamingConvention::NONE).await?;
        }
        let schema = scratch.read(&Options::default()).await?;
        scratch.close().await?;
        Ok(schema)
    })
}

fn create(op: &mut Operations) {
    op.create_table("users", |t| {
        t.column("id", integer()).primary_key();
        t.column("by", integer()).references("users", "id");
        t.column("email", text());
    });
    op.execute("INSERT INTO users VALUES (1, NULL, 'a'), (2, 1, 'b')");
}

#[test]
fn what_must_see_its_table_is_done() {
    let schema = schema_of(&[create, |op| {
        op.batch_alter_table("users", |b| {
            b.alter_column("email", |c| c.set_not_null());
            b.create_unique_constraint("uq_users_email", ["email"]);
        });
        op.add_column("users", column("age", bigint()));
    }])
    .unwrap();
    let users = &schema.tables[&Name::plain("users")];
    assert_eq!(users.columns.len(), 4);
    assert!(!users.columns[2].is_nullable);
    assert!(users.uniques.contains_key("uq_users_email"));
}

#[test]
fn rows_are_checked_behind_a_new_table() {
    let fault = schema_of(&[create, |op| {
        op.batch_alter_table("users", |b| {
            b.create_foreign_key("fk", ["email"], "users", ["id"]);
        });
    }]);
    let fault = format!("{:?}", fault.unwrap_err());
    assert!(
        fault.contains("a statement fails on a scratch copy"),
        "{fault}"
    );
}

#[test]
fn what_cannot_be_done_is_told() {
    let told = |revision: fn(&mut Operations)| {
        format!("{:?}", schema_of(&[create, revision]).unwrap_err())
    };
    let fault = told(|op| {
        op.create_unique_constraint("uq", "users", ["email"]);
    });
    assert!(fault.contains("batch_alter_table"), "{fault}");
    let fault = told(|op| {
        op.execute("CREATE wrong");
    });
    assert!(fault.contains("statement"), "{fault}");
    let fault = told(|op| {
        op.batch_alter_table("nobody", |b| {
            b.drop_constraint("uq", migrate_runtime::schema::ConstraintKind::Unique);
        });
    });
    assert!(fault.contains("there is no table `nobody`"), "{fault}");
}

#[test]
fn the_statement_that_fails_is_counted() {
    block_on(async {
        let mut scratch = Scratch::open().await.unwrap();
        let statements = texts(&["CREATE TABLE t (a)", "CREATE wrong", "CREATE TABLE u (a)"]);
        let failure = scratch.execute(&statements).await.unwrap_err();
        assert_eq!(failure.statement, Some(1));
    });
}
