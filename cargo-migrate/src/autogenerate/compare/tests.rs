use migrate_runtime::dialect::Family;
use migrate_script::config::Kind;

use super::rename::{Rename, RenameError, Wish, apply_rename, candidates};
use super::{Options, compare, reverse};
use crate::autogenerate::change::Change;
use crate::autogenerate::order::order;
use crate::autogenerate::schema::{
    Column, Computed, Deferral, Enum, Function, Name, Schema, Table, Unique, View,
};

fn column(name: &str, data_type: &str) -> Column {
    Column {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        is_nullable: true,
        default: None,
        identity: None,
        computed: None,
        collation: None,
        comment: None,
    }
}

/// A schema with one table, `users`.
fn users(columns: &[(&str, &str)]) -> Schema {
    let mut schema = Schema::default();
    let columns = columns
        .iter()
        .map(|(name, data_type)| column(name, data_type));
    let table = Table {
        columns: columns.collect(),
        ..Table::default()
    };
    schema.tables.insert(Name::plain("users"), table);
    schema
}

fn unique(schema: &mut Schema, name: &str) {
    let columns = vec!["email".to_owned()];
    let unique = Unique {
        columns,
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        definition: "UNIQUE (email)".to_owned(),
    };
    let table = schema.tables.get_mut(&Name::plain("users")).unwrap();
    table.uniques.insert(name.to_owned(), unique);
}

fn mood(schema: &mut Schema, values: &[&str]) {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    schema.enums.insert(
        Name::plain("mood"),
        Enum {
            values,
            comment: None,
        },
    );
}

fn lines(from: &Schema, to: &Schema) -> Vec<String> {
    let changes = order(compare(from, to, &Options::default()));
    changes.iter().map(Change::describe).collect()
}

#[test]
fn a_name_that_nobody_chose_is_no_change() {
    let [mut from, mut to] = [users(&[("email", "text")]), users(&[("email", "text")])];
    unique(&mut from, "uq_users_email");
    unique(&mut to, "users_email_key");
    assert!(lines(&from, &to).is_empty());
    let wanted = [
        "drop unique constraint users_email_key on users (email)",
        "create unique constraint uq_users_email on users (email)",
    ];
    assert_eq!(lines(&to, &from), wanted);
}

#[test]
fn columns_are_compared_without_their_order() {
    let from = users(&[("id", "bigint"), ("email", "text"), ("age", "integer")]);
    let to = users(&[
        ("email", "character varying(255)"),
        ("id", "bigint"),
        ("name", "text"),
    ]);
    let wanted = [
        "add column users.name text",
        "alter column users.email: type text to varchar(255)",
        "drop column users.age",
    ];
    assert_eq!(lines(&from, &to), wanted);
}

#[test]
fn a_view_is_made_anew_around_a_column_that_changes_its_type() {
    let view = |schema: &mut Schema, name: &str, query: &str, read: &str| {
        let view = View {
            query: query.to_owned(),
            is_materialized: false,
            reads: vec![Name::plain(read)],
            ..View::default()
        };
        schema.views.insert(Name::plain(name), view);
    };
    let mut from = users(&[("id", "integer"), ("email", "text")]);
    let mut to = users(&[("id", "bigint"), ("email", "text")]);
    for schema in [&mut from, &mut to] {
        view(schema, "ids", "SELECT id FROM users", "users");
        view(schema, "more", "SELECT id FROM ids", "ids");
        view(schema, "emails", "SELECT email FROM users", "users");
    }
    let wanted = [
        "drop view more",
        "drop view ids",
        "alter column users.id: type integer to bigint",
        "create view ids",
        "create view more",
    ];
    assert_eq!(lines(&from, &to), wanted);
}

#[test]
fn an_enum_whose_values_go_is_replaced_with_its_columns() {
    let [mut from, mut to] = [users(&[("mood", "mood")]), users(&[("mood", "mood")])];
    mood(&mut from, &["sad", "happy"]);
    mood(&mut to, &["sad", "content", "happy"]);
    assert_eq!(lines(&from, &to), ["add to enum mood: content"]);
    let changes = compare(&from, &to, &Options::default());
    let back = reverse(changes, &from, &to, &Options::default());
    let [Change::ReplaceEnum { columns, .. }] = &back[..] else {
        panic!("{back:?}")
    };
    assert_eq!(columns[0].0, Name::plain("users"));
    assert_eq!(back[0].destroys(Family::Postgres), None);
    assert_eq!(
        back[0].may_fail(Family::Postgres, &back).unwrap(),
        "no row may hold `content` of mood"
    );
}

#[test]
fn a_default_goes_before_the_value_that_it_is() {
    let [mut from, mut to] = [users(&[("mood", "mood")]), users(&[("mood", "mood")])];
    mood(&mut from, &["sad"]);
    mood(&mut to, &["happy"]);
    let default = |schema: &mut Schema, value: &str| {
        let table = schema.tables.get_mut(&Name::plain("users")).unwrap();
        table.columns[0].default = Some(format!("'{value}'::mood"));
    };
    default(&mut from, "sad");
    default(&mut to, "happy");
    let wanted = [
        "alter column users.mood: no default",
        "replace enum mood: sad by happy",
        "alter column users.mood: default 'happy'::mood",
    ];
    assert_eq!(lines(&from, &to), wanted);
}

#[test]
fn a_computed_column_that_changes_is_dropped_and_added() {
    let computed = |expression: &str| {
        let mut schema = users(&[("total", "integer")]);
        let table = schema.tables.get_mut(&Name::plain("users")).unwrap();
        table.columns[0].computed = Some(Computed {
            expression: expression.to_owned(),
            is_stored: true,
        });
        schema
    };
    let changes = order(compare(
        &computed("(a + 1)"),
        &computed("(a + 2)"),
        &Options::default(),
    ));
    let lines: Vec<_> = changes.iter().map(Change::describe).collect();
    let wanted = [
        "drop column users.total",
        "add column users.total integer computed as (a + 2)",
    ];
    assert_eq!(lines, wanted);
    assert_eq!(
        changes[0].destroys(Family::Postgres).unwrap(),
        "the computed values of users.total"
    );
}

#[test]
fn a_function_with_another_result_is_made_anew_under_its_triggers() {
    let touch = |result: &str, body: &str| {
        let mut schema = users(&[("id", "integer")]);
        let definition = format!(
            "CREATE OR REPLACE FUNCTION touch()\n RETURNS {result}\n LANGUAGE sql\nAS $$ {body} $$"
        );
        let function = Function {
            definition,
            comment: None,
        };
        schema.functions.insert(Name::plain("touch()"), function);
        let table = schema.tables.get_mut(&Name::plain("users")).unwrap();
        let trigger = "CREATE TRIGGER t AFTER INSERT ON users EXECUTE FUNCTION touch()".to_owned();
        table.triggers.insert("t".to_owned(), trigger);
        schema
    };
    let before = touch("trigger", "a");
    assert_eq!(
        lines(&before, &touch("trigger", "b")),
        ["replace function touch()"]
    );
    let wanted = [
        "drop trigger t on users",
        "drop function touch()",
        "create function touch()",
        "create trigger t on users",
    ];
    assert_eq!(lines(&before, &touch("void", "a")), wanted);
}

#[test]
fn what_is_lost_is_told() {
    let from = users(&[("id", "bigint"), ("name", "text")]);
    let to = users(&[("id", "integer")]);
    let changes = order(compare(&from, &to, &Options::default()));
    let lost: Vec<_> = changes
        .iter()
        .filter_map(|it| it.destroys(Family::Mysql))
        .collect();
    let wanted = [
        "what of users.id fits into bigint, but not into integer",
        "all values of users.name",
    ];
    assert_eq!(lost, wanted);
    let changes = compare(&from, &Schema::default(), &Options::default());
    assert_eq!(
        changes[0].destroys(Family::Postgres).unwrap(),
        "all rows of users"
    );
}

#[test]
fn a_column_that_looks_renamed_is_offered() {
    let from = users(&[("id", "bigint"), ("mail", "text"), ("age", "integer")]);
    let to = users(&[("id", "bigint"), ("email", "text")]);
    let options = Options::default();
    let changes = compare(&from, &to, &options);
    let found = candidates(&changes);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0.to_string(), "users.mail:users.email");
    let wish: Wish = "users.mail:users.email".parse().unwrap();
    let rename = wish.find(&changes).unwrap();
    assert_eq!(rename, found[0].0);
    let changes = order(apply_rename(&changes, &from, &to, &options, rename));
    let lines: Vec<_> = changes.iter().map(Change::describe).collect();
    assert_eq!(
        lines,
        ["rename column users.mail to email", "drop column users.age"]
    );
}

#[test]
fn a_table_is_renamed_with_what_differs_in_it() {
    let mut from = users(&[("id", "bigint"), ("name", "text")]);
    unique(&mut from, "users_email_key");
    let to_table = Table {
        columns: vec![
            column("id", "bigint"),
            column("name", "text"),
            column("age", "integer"),
        ],
        ..Table::default()
    };
    let mut to = Schema::default();
    to.tables.insert(Name::plain("people"), to_table);
    let options = Options::default();
    let changes = compare(&from, &to, &options);
    let (rename, score) = candidates(&changes).remove(0);
    assert_eq!((rename.to_string().as_str(), score), ("users:people", 80));
    let changes = order(apply_rename(&changes, &from, &to, &options, rename));
    let lines: Vec<_> = changes.iter().map(Change::describe).collect();
    let wanted = [
        "rename table users to people",
        "drop unique constraint users_email_key on people (email)",
        "add column people.age integer",
    ];
    assert_eq!(lines, wanted);
}

#[test]
fn a_rename_of_what_is_not_there_is_an_error() {
    let from = users(&[("mail", "text")]);
    let to = users(&[("email", "text")]);
    let changes = compare(&from, &to, &Options::default());
    let find = |text: &str| -> Result<Rename, RenameError> { text.parse::<Wish>()?.find(&changes) };
    let fault = |text: &str| find(text).unwrap_err().to_string();
    assert_eq!(
        fault("users.mial:users.email"),
        "`users.mial` is neither a table nor a column that would be dropped; what is: users.mail"
    );
    assert_eq!(
        fault("users.mail:users.mails"),
        "`users.mails` is neither a table nor a column that would be created; what is: users.email"
    );
    assert_eq!(
        fault("users"),
        "`users` is no rename: `old:new` for a table, `table.old:table.new` for a column"
    );
    assert!(matches!(find("a:b:c"), Err(RenameError::Syntax(_))));
    assert!(matches!(find(".a:b"), Err(RenameError::Syntax(_))));
}

#[test]
fn what_is_left_out_stays() {
    let mut from = users(&[("id", "bigint"), ("email", "text")]);
    unique(&mut from, "legacy_email");
    let to = users(&[("id", "bigint"), ("email", "text")]);
    let count = |options: Options| compare(&from, &to, &options).len();
    assert_eq!(count(Options::default()), 1);
    let exclude = vec!["legacy_*".to_owned()];
    assert_eq!(
        count(Options {
            exclude,
            ..Options::default()
        }),
        0
    );
    let exclude_kinds = vec![Kind::Constraints];
    assert_eq!(
        count(Options {
            exclude_kinds,
            ..Options::default()
        }),
        0
    );
    let include = vec!["shop_*".to_owned()];
    assert_eq!(
        count(Options {
            include,
            ..Options::default()
        }),
        0
    );
}

#[test]
fn a_constraint_may_fail_on_rows_that_were_there_without_it() {
    let mut from = users(&[("email", "text"), ("age", "text")]);
    let mut to = users(&[("email", "text"), ("age", "integer"), ("name", "text")]);
    unique(&mut to, "uq_users_email");
    let told = |from: &Schema, to: &Schema| -> Vec<String> {
        let changes = order(compare(from, to, &Options::default()));
        let told = changes.iter();
        told.filter_map(|it| it.may_fail(Family::Postgres, &changes))
            .collect()
    };
    let wanted = [
        "users.age must hold nothing that is no integer",
        "no two rows of users may be alike in email",
    ];
    assert_eq!(told(&from, &to), wanted);
    // Under another name, it is the same.
    unique(&mut from, "another");
    assert_eq!(told(&from, &to), wanted[..1]);
    // A table without rows takes everything.
    assert!(told(&Schema::default(), &to).is_empty());
    // So does a column without a value.
    assert!(told(&users(&[("age", "integer")]), &to).is_empty());
}
