//! Models written from what is in a database. The law: the database agrees with them.

use migrate_tests::project::{TestDatabase, TestProject};
use snapbox::{assert_data_eq, file, str};

use super::packages::{manifest, package};

/// A package without a revision, on a database that a script has made.
fn grown(name: &str, settings: &str, database: TestDatabase, script: &str) -> TestProject {
    let project = package(name, settings, &[]).on(database);
    let piped = project.pipe(script).expect("the database's shell");
    assert_eq!(piped.status, Some(0), "{piped}");
    project
}

/// Lets the package use what the fields of models need: crates, and what stands in for those that nothing else is built with.
fn add_dependencies(project: &TestProject, name: &str) {
    let stand_ins = [
        ("rust_decimal", "pub struct Decimal;\n"),
        (
            "sqlx",
            "pub mod postgres {\n    pub mod types {\n        pub struct PgInterval;\n        \
             pub struct PgRange<T>(pub T);\n    }\n}\n",
        ),
    ];
    let manifest = manifest(name, "");
    let mut dependencies = "serde_json = \"1\"\ntime = \"0.3\"\nuuid = \"1\"\n".to_owned();
    for (stand_in, library) in stand_ins {
        let package =
            format!("[package]\nname = \"{stand_in}\"\nversion = \"99.0.0\"\nedition = \"2024\"\n");
        project.write(&format!("{stand_in}/Cargo.toml"), &package);
        project.write(&format!("{stand_in}/src/lib.rs"), library);
        dependencies.push_str(&format!("{stand_in} = {{ path = \"{stand_in}\" }}\n"));
    }
    let manifest = manifest.replace("\n[workspace]\n", &format!("{dependencies}\n[workspace]\n"));
    project.write("Cargo.toml", &manifest);
    let library = "migrate_runtime::embed!();\n\npub mod models;\n";
    project.write("src/lib.rs", library);
}

const GENERATE: [&str; 3] = ["generate-models", "--output", "src/models.rs"];

#[test]
fn a_database_of_postgres_agrees_with_its_models() {
    let name = "generated-postgres";
    let script = include_str!("generate_models/postgres.sql");
    let project = grown(name, "", TestDatabase::postgres(), script);
    assert_data_eq!(
        project.migrate(GENERATE),
        str![[r#"
------- stderr -------
    Creating src/models.rs
    Left out 1 view, 1 function, 1 sequence, of which models say nothing
       Needs migrate-runtime (feature models), rust_decimal, serde_json, sqlx, time, uuid
        Note sqlx reads these types with its features rust_decimal, json, postgres, time, uuid

"#]]
    );
    assert_data_eq!(
        project.show("src/models.rs"),
        file!["generate_models/postgres.rs.txt"].raw()
    );
    add_dependencies(&project, name);
    assert_data_eq!(project.migrate(["check", "--quiet"]), str![]);
    // Nothing was in doubt that a revision would have to say.
    let revision = ["revision", "--autogenerate", "-m", "nothing"];
    assert_data_eq!(
        project.migrate(revision),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Unchanged [DATABASE] agrees with the models; no revision is written

"#]]
    );
    // What is there is never overwritten.
    assert_data_eq!(
        project.migrate(GENERATE),
        str![[r#"
------- stderr -------
error: src/models.rs exists already
 |
 = help: nothing was overwritten; move the file away, or choose another place
[exit status: 1]

"#]]
    );
}

#[test]
fn a_database_of_sqlite_agrees_with_its_models() {
    let name = "generated-sqlite";
    let script = include_str!("generate_models/sqlite.sql");
    let project = grown(name, "", TestDatabase::sqlite(), script);
    assert_data_eq!(
        project.migrate(GENERATE),
        str![[r#"
------- stderr -------
    Creating src/models.rs
       Needs migrate-runtime (feature models), time
        Note sqlx reads these types with its features time

"#]]
    );
    assert_data_eq!(
        project.show("src/models.rs"),
        file!["generate_models/sqlite.rs.txt"].raw()
    );
    add_dependencies(&project, name);
    assert_data_eq!(
        project.migrate(["check"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
     Checked no new upgrade operations: [DATABASE] agrees with the models

"#]]
    );
}

#[test]
fn a_database_of_mariadb_agrees_with_its_models() {
    let name = "generated-mariadb";
    let script = include_str!("generate_models/mariadb.sql");
    let project = grown(name, "", TestDatabase::mariadb(), script);
    assert_data_eq!(
        project.migrate(GENERATE),
        str![[r#"
------- stderr -------
    Creating src/models.rs
       Needs migrate-runtime (feature models), rust_decimal, serde_json, time, uuid
        Note sqlx reads these types with its features rust_decimal, json, time, uuid

"#]]
    );
    assert_data_eq!(
        project.show("src/models.rs"),
        file!["generate_models/mariadb.rs.txt"].raw()
    );
    add_dependencies(&project, name);
    assert_data_eq!(
        project.migrate(["check"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
     Checked no new upgrade operations: [DATABASE] agrees with the models

"#]]
    );
}

#[test]
fn several_schemas_and_a_naming_convention() {
    let settings = "naming-convention = { pk = \"pk_%(table_name)s\", uq = \"uq_%(table_name)s_%(column_0_N_name)s\", \
                    fk = \"fk_%(table_name)s_%(column_0_name)s\", ix = \"ix_%(table_name)s_%(column_0_N_name)s\" }\n\
                    autogenerate = { schemas = [\"billing\"], exclude = [\"legacy_*\"] }\n";
    let script = "CREATE SCHEMA billing;
CREATE TYPE billing.currency AS ENUM ('EUR', 'USD');
CREATE FUNCTION number() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE users (
    id serial CONSTRAINT pk_users PRIMARY KEY,
    number integer NOT NULL DEFAULT number(),
    email text NOT NULL CONSTRAINT uq_users_email UNIQUE
);
CREATE TABLE billing.users (
    id uuid CONSTRAINT pk_users PRIMARY KEY,
    user_id integer NOT NULL CONSTRAINT fk_users_user_id REFERENCES public.users (id),
    currency billing.currency NOT NULL,
    amount numeric(12, 2) NOT NULL CONSTRAINT users_amount_key UNIQUE
);
CREATE INDEX ix_users_user_id_currency ON billing.users (user_id, currency);
CREATE TABLE legacy_users (id integer);";
    let name = "generated-named";
    let project = grown(name, settings, TestDatabase::postgres(), script);
    assert_data_eq!(
        project.migrate(["generate-models"]),
        str![[r#"
use migrate_runtime::models::{SqlEnum, Table};

#[derive(SqlEnum)]
#[sql_enum(schema = "billing", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Currency {
    Eur,
    Usd,
}

#[derive(Table)]
pub struct Users {
    #[column(primary_key, server_default = "nextval('users_id_seq'::regclass)")]
    pub id: i32,
    #[column(server_default = "number()")]
    pub number: i32,
    #[column(unique)]
    pub email: String,
}

#[derive(Table)]
#[table(schema = "billing", name = "users")]
#[table(unique(["amount"], name = "users_amount_key"))]
#[table(index(["user_id", "currency"]))]
pub struct BillingUsers {
    #[column(primary_key)]
    pub id: uuid::Uuid,
    #[column(references("users", "id"))]
    pub user_id: i32,
    pub currency: Currency,
    #[column(type = numeric(12, 2))]
    pub amount: rust_decimal::Decimal,
}
------- stderr -------
    Left out 1 function, 1 sequence, of which models say nothing
       Needs migrate-runtime (feature models), rust_decimal, uuid
        Note sqlx reads these types with its features rust_decimal, uuid

"#]]
    );
    project.migrate(GENERATE);
    add_dependencies(&project, name);
    let manifest = project.read("Cargo.toml");
    let heading = "[package.metadata.migrate]\n";
    project.write(
        "Cargo.toml",
        &manifest.replace(heading, &format!("{heading}{settings}")),
    );
    assert_data_eq!(project.migrate(["check", "--quiet"]), str![]);
}

#[test]
fn what_no_model_can_say_is_told() {
    let script = "CREATE TYPE unused AS ENUM ('a');
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    search tsvector,
    CONSTRAINT more UNIQUE (id) INCLUDE (email),
    CONSTRAINT own CHECK (id > 0) NO INHERIT
);
ALTER TABLE users ADD CONSTRAINT later CHECK (id > 1) NOT VALID;
CREATE INDEX ix_users_email ON users (email);
COMMENT ON INDEX ix_users_email IS 'for logins';
CREATE TABLE \"a.b\" (id integer);
CREATE VIEW emails AS SELECT email FROM users;
CREATE SEQUENCE numbers;";
    let project = grown("generated-less", "", TestDatabase::postgres(), script);
    assert_data_eq!(
        project.migrate(["generate-models"]),
        str![[r#"
use migrate_runtime::models::{SqlEnum, Table};

// Left out: the enum itself, since no column is of it
#[derive(SqlEnum)]
#[sql_enum(rename_all = "snake_case")]
pub enum Unused {
    A,
}

// Left out: the table `a.b`, since a dot in a name is that behind a schema

// Left out: the constraint `more`: UNIQUE (id) INCLUDE (email)
// Left out: the constraint `later`: CHECK ((id > 1)) NOT VALID
// Left out: the constraint `own`: CHECK ((id > 0)) NO INHERIT
// Left out: the comment on the index `ix_users_email`
#[derive(Table)]
#[table(index(["email"]))]
pub struct Users {
    #[column(primary_key)]
    pub id: i64,
    pub email: String,
    #[column(type = native("tsvector"))]
    pub search: Option<String>,
}
------- stderr -------
warning: left out, since no model can say it: unused: the enum itself, since no column is of it
warning: left out, since no model can say it: a.b: the table `a.b`, since a dot in a name is that behind a schema
warning: left out, since no model can say it: users: the constraint `more`: UNIQUE (id) INCLUDE (email)
warning: left out, since no model can say it: users: the constraint `later`: CHECK ((id > 1)) NOT VALID
warning: left out, since no model can say it: users: the constraint `own`: CHECK ((id > 0)) NO INHERIT
warning: left out, since no model can say it: users: the comment on the index `ix_users_email`
warning: no Rust type is known for `tsvector`: choose one in place of `String`
    Left out 1 view, 1 sequence, of which models say nothing
       Needs migrate-runtime (feature models)

"#]]
    );
}

#[test]
fn an_empty_database_has_no_models() {
    let project = grown("generated-none", "", TestDatabase::postgres(), "");
    assert_data_eq!(
        project.migrate(["generate-models"]),
        str![[r#"

------- stderr -------
       Needs migrate-runtime (feature models)

"#]]
    );
}
