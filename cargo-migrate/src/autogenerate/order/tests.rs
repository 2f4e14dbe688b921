use super::order;
use crate::autogenerate::change::Change;
use crate::autogenerate::compare::{Options, compare};
use crate::autogenerate::schema::{
    Action, Column, Deferral, Enum, ForeignKey, Function, Name, PrimaryKey, Schema, Sequence,
    Table, View,
};

fn column(name: &str, data_type: &str) -> Column {
    Column {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        is_nullable: false,
        default: None,
        identity: None,
        computed: None,
        collation: None,
        comment: None,
    }
}

/// A table with an `id`, which refers to others.
fn table(name: &str, refers: &[&str]) -> (Name, Table) {
    let mut table = Table {
        columns: vec![column("id", "bigint")],
        primary_key: Some(PrimaryKey {
            name: format!("{name}_pkey"),
            columns: vec!["id".to_owned()],
            deferral: Deferral::NotDeferrable,
        }),
        ..Table::default()
    };
    for other in refers {
        let key = ForeignKey {
            columns: vec![format!("{other}_id")],
            referred: Name::plain(*other),
            referred_columns: vec!["id".to_owned()],
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            is_match_full: false,
            deferral: Deferral::NotDeferrable,
            is_valid: true,
            definition: format!("FOREIGN KEY ({other}_id) REFERENCES {other}(id)"),
        };
        table.columns.push(column(&format!("{other}_id"), "bigint"));
        table
            .foreign_keys
            .insert(format!("{name}_{other}_id_fkey"), key);
    }
    (Name::plain(name), table)
}

fn view(query: &str, reads: &[&str]) -> View {
    View {
        query: query.to_owned(),
        is_materialized: false,
        reads: reads.iter().map(|read| Name::plain(*read)).collect(),
        ..View::default()
    }
}

/// The lines of the ordered changes, there and back.
fn both_ways(to: &Schema) -> (Vec<String>, Vec<String>) {
    let lines = |changes: Vec<Change>| order(changes).iter().map(Change::describe).collect();
    let none = Schema::default();
    let options = Options::default();
    (
        lines(compare(&none, to, &options)),
        lines(compare(to, &none, &options)),
    )
}

#[test]
fn tables_come_behind_those_that_they_refer_to() {
    let mut schema = Schema::default();
    schema
        .tables
        .extend([table("a", &["b"]), table("b", &["c"]), table("c", &[])]);
    let (there, back) = both_ways(&schema);
    let wanted = [
        "create table c (id)",
        "create table b (id, c_id)",
        "create table a (id, b_id)",
    ];
    assert_eq!(there, wanted);
    assert_eq!(back, ["drop table a", "drop table b", "drop table c"]);
}

#[test]
fn a_circle_of_tables_gets_a_foreign_key_behind_them() {
    let mut schema = Schema::default();
    schema
        .tables
        .extend([table("a", &["b"]), table("b", &["a", "b"])]);
    let (there, back) = both_ways(&schema);
    let key = "foreign key a_b_id_fkey from a (b_id) to b (id)";
    let wanted = [
        "create table a (id, b_id)".to_owned(),
        "create table b (id, a_id, b_id)".to_owned(),
        format!("create {key}"),
    ];
    assert_eq!(there, wanted);
    let wanted = [
        format!("drop {key}"),
        "drop table b".to_owned(),
        "drop table a".to_owned(),
    ];
    assert_eq!(back, wanted);
}

#[test]
fn what_others_stand_on_comes_first_and_goes_last() {
    let mut schema = Schema::default();
    let (name, mut users) = table("users", &[]);
    users.columns.push(column("mood", "mood"));
    users.columns[0].default = Some("nextval('users_id_seq'::regclass)".to_owned());
    users.triggers.insert(
        "touch".to_owned(),
        "CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()"
            .to_owned(),
    );
    schema.tables.insert(name.clone(), users);
    let values = vec!["sad".to_owned()];
    schema.enums.insert(
        Name::plain("mood"),
        Enum {
            values,
            comment: None,
        },
    );
    schema
        .views
        .insert(Name::plain("sad"), view("SELECT id FROM users", &["users"]));
    schema
        .views
        .insert(Name::plain("all"), view("SELECT id FROM sad", &["sad"]));
    let definition = "CREATE OR REPLACE FUNCTION touch()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $$ SELECT id FROM users $$";
    schema.functions.insert(
        Name::plain("touch()"),
        Function {
            definition: definition.to_owned(),
            comment: None,
        },
    );
    let sequence = Sequence {
        data_type: "bigint".to_owned(),
        start: 1,
        increment: 1,
        minimum: 1,
        maximum: i64::MAX,
        cycle: false,
        owned_by: Some((name, "id".to_owned())),
        comment: None,
    };
    schema
        .sequences
        .insert(Name::plain("users_id_seq"), sequence);
    let (there, back) = both_ways(&schema);
    let wanted = [
        "create enum mood (sad)",
        "create sequence users_id_seq",
        "create table users (id, mood)",
        "alter sequence users_id_seq: owned by users.id",
        "create function touch()",
        "create view sad",
        "create view all",
        "create trigger touch on users",
    ];
    assert_eq!(there, wanted);
    let wanted = [
        "drop trigger touch on users",
        "drop view all",
        "drop view sad",
        "alter sequence users_id_seq: owned by no column",
        "drop function touch()",
        "drop table users",
        "drop sequence users_id_seq",
        "drop enum mood",
    ];
    assert_eq!(back, wanted);
}

#[test]
fn a_name_is_free_before_it_is_taken() {
    let mut from = Schema::default();
    from.views
        .insert(Name::plain("users"), view("SELECT 1", &[]));
    let mut to = Schema::default();
    to.tables.extend([table("users", &[])]);
    let lines = |from, to| -> Vec<_> {
        let changes = order(compare(from, to, &Options::default()));
        changes.iter().map(Change::describe).collect()
    };
    assert_eq!(
        lines(&from, &to),
        ["drop view users", "create table users (id)"]
    );
    assert_eq!(lines(&to, &from), ["drop table users", "create view users"]);
}

#[test]
fn a_long_chain_of_tables_needs_no_deep_stack() {
    let mut schema = Schema::default();
    schema.tables.extend([table("t0", &[])]);
    for at in 1..3000 {
        schema
            .tables
            .extend([table(&format!("t{at}"), &[&format!("t{}", at - 1)])]);
    }
    let (there, back) = both_ways(&schema);
    assert_eq!(there[0], "create table t0 (id)");
    assert_eq!(back[2999], "drop table t0");
}
