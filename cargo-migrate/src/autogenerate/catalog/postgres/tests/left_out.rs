use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Row};

use super::{plain, read};
use crate::autogenerate::catalog::Options;
use crate::autogenerate::catalog::postgres::obstacles as of_server;
use crate::autogenerate::compare::{self, compare};
use crate::autogenerate::obstacles;
use crate::autogenerate::schema::{Extension, Name, Schema};
use crate::autogenerate::scratch::postgres::database::ScratchDatabase;
use crate::autogenerate::test_server::{self, block_on, texts};

/// What is read of a database of its own, on the connection that made it, and the search path behind it.
fn read_of(statements: &[&str], options: &Options) -> (Schema, String) {
    block_on(async {
        let database = ScratchDatabase::create(&test_server::postgres())
            .await
            .unwrap();
        let mut connection = database.connect().await.unwrap();
        for &statement in statements {
            let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
            done.execute(&mut connection).await.unwrap();
        }
        let schema = read(&mut connection, options).await.unwrap();
        let path = search_path(&mut connection).await;
        drop(connection);
        database.close().await.unwrap();
        (schema, path)
    })
}

async fn search_path(connection: &mut PgConnection) -> String {
    let row = sqlx::raw_sql("SHOW search_path")
        .fetch_one(connection)
        .await
        .unwrap();
    row.get(0)
}

fn names(schema: &Schema) -> Vec<String> {
    schema.tables.keys().map(ToString::to_string).collect()
}

#[test]
fn our_own_tables() {
    let statements = [
        "CREATE TABLE users ()",
        "CREATE TABLE versions ()",
        "CREATE TABLE versions_history (id bigserial)",
        "CREATE TABLE versions_other ()",
    ];
    for schema in [None, Some("public".to_owned())] {
        let options = Options {
            version_table: Some(Name {
                schema,
                name: "versions".to_owned(),
            }),
            ..Options::default()
        };
        let (schema, _) = read_of(&statements, &options);
        assert_eq!(names(&schema), ["users", "versions_other"]);
        assert!(schema.sequences.is_empty());
    }
}

#[test]
fn temporary_tables_children_and_other_schemas() {
    let (schema, _) = read_of(
        &[
            "CREATE TABLE parent (a integer)",
            "CREATE TABLE child () INHERITS (parent)",
            "CREATE TEMPORARY TABLE passing (id serial)",
            "CREATE TEMPORARY VIEW passing_by AS SELECT 1",
            "CREATE SCHEMA audit",
            "CREATE TABLE audit.events ()",
        ],
        &Options::default(),
    );
    assert_eq!(names(&schema), ["parent"]);
    assert!(schema.schemas.is_empty() && schema.sequences.is_empty() && schema.views.is_empty());
}

#[test]
fn other_schemas_are_read_if_asked_for() {
    let options = Options {
        schemas: vec!["audit".to_owned(), "missing".to_owned()],
        ..Options::default()
    };
    let (schema, _) = read_of(
        &[
            "CREATE SCHEMA audit",
            "COMMENT ON SCHEMA audit IS 'the schema'",
            "CREATE EXTENSION citext SCHEMA audit",
            "CREATE TYPE audit.kind AS ENUM ('a')",
            "CREATE TABLE users (id integer PRIMARY KEY)",
            "CREATE TABLE audit.events (id serial, kind audit.kind, name audit.citext,
                                       by integer CONSTRAINT fk REFERENCES users)",
            "CREATE INDEX ix ON audit.events (name)",
            "CREATE FUNCTION audit.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        ],
        &options,
    );
    let inside = |name: &str| Name {
        schema: Some("audit".to_owned()),
        name: name.to_owned(),
    };
    assert_eq!(
        schema.schemas,
        [("audit".to_owned(), Some("the schema".to_owned()))].into()
    );
    let extension = Extension {
        schema: Some("audit".to_owned()),
    };
    assert_eq!(schema.extensions["citext"], extension);
    assert_eq!(names(&schema), ["users", "audit.events"]);
    let events = &schema.tables[&inside("events")];
    let types: Vec<_> = events
        .columns
        .iter()
        .map(|column| &*column.data_type)
        .collect();
    assert_eq!(types, ["integer", "audit.kind", "audit.citext", "integer"]);
    assert_eq!(
        events.columns[0].default.as_deref(),
        Some("nextval('audit.events_id_seq'::regclass)")
    );
    assert_eq!(
        events.foreign_keys["fk"].definition,
        "FOREIGN KEY (by) REFERENCES users(id)"
    );
    assert_eq!(events.foreign_keys["fk"].referred, plain("users"));
    assert_eq!(events.indexes["ix"].definition, "USING btree (name)");
    assert_eq!(schema.enums.keys().collect::<Vec<_>>(), [&inside("kind")]);
    assert_eq!(
        schema.sequences[&inside("events_id_seq")].owned_by,
        Some((inside("events"), "id".to_owned()))
    );
    let definition = &schema.functions[&inside("f()")].definition;
    assert!(
        definition.starts_with("CREATE OR REPLACE FUNCTION audit.f()"),
        "{definition}"
    );
}

#[test]
fn nothing_stays_set() {
    let (_, path) = read_of(&[], &Options::default());
    assert_eq!(path, "\"$user\", public");
}

#[test]
fn the_default_schema_is_the_search_paths() {
    let statements = [
        "CREATE SCHEMA app",
        "SET search_path = app, public",
        "CREATE TABLE t ()",
        "CREATE TABLE public.u ()",
    ];
    let (schema, path) = read_of(&statements, &Options::default());
    assert_eq!(names(&schema), ["t"]);
    assert_eq!(path, "app, public");
    let (schema, _) = read_of(
        &["SET search_path = ''", "CREATE TABLE public.t ()"],
        &Options::default(),
    );
    assert_eq!(schema, Schema::default());
}

#[test]
fn what_is_in_the_way_from_outside() {
    let statements = texts(&[
        "CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer)",
        "CREATE SCHEMA other",
        "CREATE VIEW other.v AS SELECT a FROM t",
        "CREATE TABLE other.u (id integer REFERENCES t)",
        "CREATE VIEW own AS SELECT a FROM t",
        "CREATE INDEX ix ON t (b)",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass",
    ]);
    let (found, schema) = block_on(async {
        let database = ScratchDatabase::create(&test_server::postgres())
            .await
            .unwrap();
        database.execute(&statements).await.unwrap();
        let mut connection = database.connect().await.unwrap();
        let found = of_server::read(&mut connection, &[]).await.unwrap();
        let schema = read(&mut connection, &Options::default()).await.unwrap();
        database.close().await.unwrap();
        (found, schema)
    });
    let mut wanted = schema.clone();
    let table = wanted.tables.get_mut(&plain("t")).unwrap();
    table.columns[0].data_type = "bigint".to_owned();
    table.columns[2].data_type = "bigint".to_owned();
    table.columns.remove(1);
    wanted.views.clear();
    let changes = compare(&schema, &wanted, &compare::Options::default());
    let mut told = obstacles::told(&found, &changes);
    told.sort();
    assert_eq!(
        told,
        [
            "alter column t.id: type integer to bigint: foreign key u_id_fkey of other.u refers to it, which is not compared",
            "drop column t.a: view other.v reads it, which is not compared",
        ]
    );
    let there: Vec<_> = found.iter().map(|it| it.of.to_string()).collect();
    assert_eq!(there, ["ix", "t", "t"]);
}
