//! Whole functions.

use migrate_runtime::dialect::POSTGRES;
use migrate_runtime::settings::NamingConvention;

use super::parts::*;
use crate::autogenerate::change::Change;
use crate::autogenerate::render::file;
use crate::autogenerate::schema::{Name, Schema, Table};

fn bodies(upgrade: &[Change], downgrade: &[Change]) -> (String, String) {
    let schema = Schema::default();
    let naming = &NamingConvention::NONE;
    file(&POSTGRES, naming, (&schema, &schema), (upgrade, downgrade)).unwrap()
}

#[test]
fn nothing_to_do_is_an_empty_body() {
    assert_eq!(bodies(&[], &[]), (String::new(), String::new()));
}

#[test]
fn what_destroys_something_says_so() {
    let table = Name::plain("carts\n\"\u{202e}");
    let column = column("size", "integer");
    let drops = [
        Change::DropColumn {
            table: name("users"),
            column: column.clone(),
        },
        Change::DropTable(table.clone(), Table::default()),
    ];
    let creates = [Change::AddColumn {
        table: name("users"),
        column,
    }];
    let (upgrade, downgrade) = bodies(&drops, &creates);
    insta::assert_snapshot!(upgrade, @r#"
    // Destroys: all values of users.size
    op.drop_column("users", "size");
    // Destroys: all rows of carts\n"\u{202e}
    op.drop_table("carts\n\"\u{202e}");
    "#);
    insta::assert_snapshot!(downgrade, @r#"
    op.add_column("users", column("size", integer()));
    "#);
}

/// The convention names it otherwise, or so does the database, which has given the name away.
#[test]
fn a_name_is_written_unless_the_database_would_choose_it() {
    let mut table = Table {
        columns: vec![column("id", "integer").not_null(), column("email", "text")],
        primary_key: Some(primary_key("users_pkey", &["id"])),
        ..Table::default()
    };
    table
        .uniques
        .insert("users_email_key".to_owned(), unique(&["email"]));
    let change = Change::CreateTable(name("users"), table.clone());
    let to = with_table("users", table);
    let mut from = with_table("users_email_key", Table::default());
    let written = |naming: &NamingConvention, from: &Schema| {
        let changes = std::slice::from_ref(&change);
        file(&POSTGRES, naming, (from, &to), (changes, &[]))
            .unwrap()
            .0
    };
    insta::assert_snapshot!(written(&NamingConvention::NONE, &Schema::default()), @r#"
    op.create_table("users", |t| {
        t.column("id", integer()).primary_key();
        t.column("email", text()).unique();
    });
    "#);
    insta::assert_snapshot!(written(&NamingConvention::NONE, &from), @r#"
    op.create_table("users", |t| {
        t.column("id", integer()).primary_key();
        t.column("email", text());
        t.unique(["email"]).name("users_email_key");
    });
    "#);
    from.tables.clear();
    let naming = NamingConvention {
        primary_key: Some("pk_%(table_name)s".into()),
        ..NamingConvention::NONE
    };
    insta::assert_snapshot!(written(&naming, &from), @r#"
    op.create_table("users", |t| {
        t.column("id", integer());
        t.column("email", text()).unique();
        t.primary_key(["id"]).name("users_pkey");
    });
    "#);
}
