use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use super::PREFIX;
use super::database::ScratchDatabase;
use super::schema::ScratchSchema;
use crate::autogenerate::catalog::{self, Options};
use crate::autogenerate::schema::Schema;
use crate::autogenerate::test_server::{self, block_on, texts};
use crate::error::{Error, Result};

/// A fault as it is shown.
fn shown<T>(result: Result<T, impl Into<Error>>) -> String {
    match result.map_err(Into::into) {
        Err(Error::Fault(fault)) => fault
            .diagnostics()
            .iter()
            .map(|it| it.render(false))
            .collect(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was done"),
    }
}

/// Does something with a database of its own, whose name has nothing to do with others'.
async fn with_database<T>(work: impl AsyncFnOnce(&ScratchDatabase, PgConnection) -> T) -> T {
    let database = ScratchDatabase::create(&test_server::postgres())
        .await
        .unwrap();
    let connection = database.connect().await.unwrap();
    let done = work(&database, connection).await;
    database.close().await.unwrap();
    done
}

/// What is read of statements in a database beside the test server's.
async fn in_database(
    live: &PgConnectOptions,
    statements: &[String],
    options: &Options,
) -> Result<Schema> {
    let scratch = ScratchDatabase::create(live).await?;
    scratch.execute(statements).await?;
    let schema = scratch.read(options).await?;
    scratch.close().await?;
    Ok(schema)
}

async fn execute(connection: &mut PgConnection, statements: &str) {
    let statements = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
    statements.execute(connection).await.unwrap();
}

async fn exists(connection: &mut PgConnection, database: &str) -> bool {
    let query = sqlx::query("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)");
    query
        .bind(database)
        .fetch_one(connection)
        .await
        .unwrap()
        .get(0)
}

/// What is read of statements in a scratch schema of a database that holds other things.
fn in_schema(live: &str, statements: &[&str]) -> (Result<Schema>, Schema) {
    block_on(with_database(async |_, mut connection| {
        execute(&mut connection, live).await;
        let scratch = async {
            let mut scratch = ScratchSchema::open(&mut connection).await?;
            scratch.execute(&texts(statements)).await?;
            scratch.read().await
        };
        let read = scratch.await;
        let live = catalog::postgres::read(&mut connection, &Options::default()).await;
        (read, live.unwrap())
    }))
}

#[test]
fn statements_are_made_one_after_the_other() {
    block_on(with_database(async |_, mut connection| {
        let mut scratch = ScratchSchema::open(&mut connection).await.unwrap();
        scratch
            .execute(&texts(&["CREATE TABLE t (a text)"]))
            .await
            .unwrap();
        let before = scratch.read().await.unwrap();
        scratch
            .execute(&texts(&[
                "ALTER TABLE t ADD b date; -- two",
                "CREATE INDEX ON t (b)",
            ]))
            .await
            .unwrap();
        let between = scratch.read().await.unwrap();
        scratch
            .execute(&texts(&["ALTER TABLE t DROP b"]))
            .await
            .unwrap();
        assert_eq!(scratch.read().await.unwrap(), before);
        assert_ne!(between, before);
        scratch.execute(&[]).await.unwrap();
        scratch.close().await.unwrap();
        let nothing = catalog::postgres::read(&mut connection, &Options::default()).await;
        assert_eq!(nothing.unwrap(), Schema::default());
        let schemas =
            sqlx::query("SELECT count(*) FROM pg_namespace WHERE starts_with(nspname, $1)");
        let schemas: i64 = schemas
            .bind(PREFIX)
            .fetch_one(&mut connection)
            .await
            .unwrap()
            .get(0);
        assert_eq!(schemas, 0);
    }));
}

#[test]
fn what_the_default_schema_has_is_at_hand() {
    let (scratch, live) = in_schema(
        "CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('a'); CREATE SCHEMA others; \
         CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE TABLE shown (b text); \
         CREATE TABLE t (a citext, m mood DEFAULT 'a', n integer DEFAULT one()); \
         CREATE VIEW v AS SELECT b FROM shown",
        &[
            "CREATE TABLE t (a citext, m mood DEFAULT 'a', n integer DEFAULT one())",
            "CREATE VIEW v AS SELECT b FROM shown",
        ],
    );
    let scratch = scratch.unwrap();
    let name = crate::autogenerate::schema::Name::plain;
    assert_eq!(scratch.tables[&name("t")], live.tables[&name("t")]);
    assert_eq!(scratch.views, live.views);
    assert_eq!(scratch.extensions, live.extensions);
    assert!(scratch.enums.is_empty());
}

#[test]
fn nothing_ends_the_transaction() {
    for end in [
        "COMMIT",
        "ROLLBACK; CREATE TABLE t ()",
        "END",
        "PREPARE TRANSACTION 'x'",
    ] {
        let (scratch, live) = in_schema("", &["CREATE TABLE first ()", end, "CREATE TABLE t ()"]);
        let shown = shown(scratch);
        assert!(
            shown.contains("the wanted schema cannot be made"),
            "{shown}"
        );
        assert!(shown.contains(end), "{shown}");
        assert_eq!(live, Schema::default());
    }
}

#[test]
fn live_tables_stay_as_they_are() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY)";
    for statement in [
        "ALTER TABLE users ADD name text",
        "CREATE TABLE orders (by integer REFERENCES users)",
        "CREATE INDEX ON users (id)",
        "CREATE TABLE public.orders ()",
    ] {
        let (scratch, live) = in_schema(live, &[statement]);
        let shown = shown(scratch);
        assert!(
            shown.contains("the wanted schema changes tables that it does not make: "),
            "{shown}"
        );
        assert_eq!(live.tables.len(), 1);
    }
}

#[test]
fn a_live_table_in_use_is_not_waited_for() {
    block_on(with_database(async |database, mut user| {
        execute(&mut user, "CREATE TABLE users ()").await;
        execute(&mut user, "BEGIN; SELECT FROM users").await;
        let mut connection = database.connect().await.unwrap();
        let mut scratch = ScratchSchema::open(&mut connection).await.unwrap();
        let shown = shown(scratch.execute(&texts(&["DROP TABLE users"])).await);
        assert!(shown.contains("lock timeout"), "{shown}");
    }));
}

#[test]
fn the_statement_that_fails_is_named() {
    let (scratch, _) = in_schema(
        "",
        &[
            "CREATE TABLE t (a text)",
            "CREATE TABLE u (a wrong)",
            "CREATE TABLE v ()",
        ],
    );
    assert_eq!(
        shown(scratch),
        "error: the wanted schema cannot be made\n |\n = statement: CREATE TABLE u (a wrong)\n \
         = PostgreSQL: type \"wrong\" does not exist (42704)"
    );
}

/// A user who may do nothing but connect, and is gone at the end.
async fn with_user(live: &PgConnectOptions, work: impl AsyncFnOnce(&PgConnectOptions)) {
    let name = format!("scratch_{}", super::random());
    let mut admin = test_server::postgres().connect().await.unwrap();
    execute(
        &mut admin,
        &format!("CREATE ROLE {name} LOGIN PASSWORD 'secret'"),
    )
    .await;
    work(&live.clone().username(&name).password("secret")).await;
    execute(&mut admin, &format!("DROP ROLE {name}")).await;
}

#[test]
fn the_missing_right_is_named() {
    block_on(with_database(async |database, _| {
        with_user(&database.options(), async |options| {
            let user = options.get_username();
            let name = options.get_database().unwrap();
            let mut connection = options.connect().await.unwrap();
            let fault = shown(ScratchSchema::open(&mut connection).await);
            assert!(
                fault.contains(&format!("the right CREATE on the database `{name}`")),
                "{fault}"
            );
            assert!(
                fault.contains(&format!("GRANT CREATE ON DATABASE {name} TO {user}")),
                "{fault}"
            );
            let fault = shown(ScratchDatabase::create(options).await);
            assert!(
                fault.contains("a scratch database cannot be made: that takes the right CREATEDB"),
                "{fault}"
            );
            assert!(
                fault.contains(&format!("ALTER ROLE {user} CREATEDB")),
                "{fault}"
            );
        })
        .await;
    }));
}

#[test]
fn a_database_that_takes_no_writes() {
    block_on(with_database(async |_, mut connection| {
        execute(&mut connection, "SET default_transaction_read_only = on").await;
        let fault = shown(ScratchSchema::open(&mut connection).await);
        assert!(fault.contains("the database takes no writes"), "{fault}");
    }));
}

#[test]
fn a_database_takes_what_a_schema_does_not() {
    let statements = texts(&[
        "CREATE SCHEMA audit; CREATE TABLE audit.events (id integer PRIMARY KEY)",
        "BEGIN; CREATE TABLE public.t (a integer REFERENCES audit.events); COMMIT",
        "CREATE INDEX CONCURRENTLY ON t (a)",
    ]);
    let options = Options {
        schemas: vec!["audit".to_owned()],
        ..Options::default()
    };
    let schema = block_on(in_database(&test_server::postgres(), &statements, &options)).unwrap();
    let names: Vec<_> = schema.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["t", "audit.events"]);
}

#[test]
fn a_database_is_like_the_live_one() {
    block_on(with_database(async |outer, mut connection| {
        let name = outer.options().get_database().unwrap().to_owned();
        execute(
            &mut connection,
            &format!("CREATE SCHEMA app; ALTER DATABASE {name} SET search_path = app, public"),
        )
        .await;
        let schema = in_database(
            &outer.options(),
            &texts(&["CREATE TABLE t ()"]),
            &Options::default(),
        )
        .await;
        let names: Vec<_> = schema
            .unwrap()
            .tables
            .into_keys()
            .map(|name| name.to_string())
            .collect();
        assert_eq!(names, ["t"]);
    }));
}

#[test]
fn a_database_goes_after_a_failure() {
    let mut left = Vec::new();
    block_on(async {
        let scratch = ScratchDatabase::create(&test_server::postgres())
            .await
            .unwrap();
        left.push(scratch.options().get_database().unwrap().to_owned());
        // Somebody is still connected.
        let _connection = scratch.connect().await.unwrap();
        drop(scratch);
        let mut connection = test_server::postgres().connect().await.unwrap();
        assert!(!exists(&mut connection, &left[0]).await);
    });
    let wrong = texts(&["CREATE wrong"]);
    let shown = shown(block_on(async {
        in_database(&test_server::postgres(), &wrong, &Options::default()).await
    }));
    assert!(shown.contains("statement: CREATE wrong"), "{shown}");
}

#[test]
fn what_a_killed_program_left_is_dropped_by_the_next() {
    block_on(with_database(async |database, mut connection| {
        let oid =
            sqlx::query("SELECT oid::text FROM pg_database WHERE datname = current_database()");
        let oid: String = oid.fetch_one(&mut connection).await.unwrap().get(0);
        let left = format!("{PREFIX}{oid}_left");
        execute(&mut connection, &format!("CREATE DATABASE {left}")).await;
        let first = ScratchDatabase::create(&database.options()).await.unwrap();
        assert!(!exists(&mut connection, &left).await);
        // Nobody is connected to it, and it is not left behind all the same.
        let second = ScratchDatabase::create(&database.options()).await.unwrap();
        let name = first.options().get_database().unwrap().to_owned();
        assert!(exists(&mut connection, &name).await);
        first.close().await.unwrap();
        second.close().await.unwrap();
    }));
}

#[test]
fn a_database_leaves_the_server_alone() {
    block_on(with_database(async |outer, mut connection| {
        let outer = outer.options();
        let name = outer.get_database().unwrap().to_owned();
        let role = format!("scratch_{}", super::random());
        execute(&mut connection, "CREATE TABLE kept ()").await;
        let hidden = format!("DO $$BEGIN EXECUTE 'CREATE ' || 'ROLE {role}'; END$$");
        let comment = format!("DO $$BEGIN EXECUTE 'COMMENT ON DATABASE {name} IS NULL'; END$$");
        for statement in [
            &*format!("DROP DATABASE {name} WITH (FORCE)"),
            &*format!("\\connect {name}\nDROP TABLE kept"),
            &*format!("CREATE ROLE {role}"),
            "ALTER SYSTEM SET work_mem = '5MB'",
            &hidden,
            &comment,
        ] {
            let statements = texts(&["CREATE TABLE t ()", statement]);
            let made = in_database(&outer, &statements, &Options::default()).await;
            let fault = shown(made);
            assert!(fault.contains("about the whole server"), "{fault}");
        }
        let kept = sqlx::query("SELECT to_regclass('kept') IS NOT NULL AND to_regrole($1) IS NULL");
        let kept = kept.bind(&role).fetch_one(&mut connection).await.unwrap();
        assert!(kept.get::<bool, _>(0));
    }));
}

#[test]
fn a_schema_leaves_the_server_alone() {
    let (scratch, _) = in_schema("", &["COPY (SELECT 1) TO PROGRAM 'cat'"]);
    let fault = shown(scratch);
    assert!(fault.contains("about the whole server"), "{fault}");
}

#[test]
fn a_dump_makes_the_default_schema() {
    block_on(with_database(async |outer, mut connection| {
        let outer = outer.options();
        let name = outer.get_database().unwrap().to_owned();
        let set = format!("CREATE SCHEMA app; ALTER DATABASE {name} SET search_path = app");
        execute(&mut connection, &set).await;
        let statements = texts(&[
            "CREATE SCHEMA public",
            "CREATE SCHEMA app",
            "CREATE TABLE app.t ()",
        ]);
        let schema = in_database(&outer, &statements, &Options::default()).await;
        assert_eq!(schema.unwrap().tables.len(), 1);
    }));
}

#[test]
fn a_step_that_fails_is_told_as_one() {
    block_on(with_database(async |outer, _| {
        let wrong = texts(&["CREATE wrong"]);
        let fault = shown(outer.rehearse(&wrong).await);
        let title = "error: a statement fails on a scratch copy";
        assert!(fault.starts_with(title), "{fault}");
    }));
}

/// Makes a database, says its name and waits.
#[test]
#[ignore = "runs inside of the next test, which ends it"]
fn a_program_that_waits() {
    block_on(async {
        let scratch = ScratchDatabase::create(&test_server::postgres())
            .await
            .unwrap();
        println!("{}", scratch.options().get_database().unwrap());
        // It is interrupted in the middle of this, and says nothing of it.
        let statements = texts(&["SELECT pg_sleep(60)"]);
        let done = scratch.execute(&statements).await;
        drop(scratch);
        panic!("{done:?}");
    });
}

#[cfg(unix)]
#[test]
fn a_database_goes_after_an_interruption() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        interrupt(signal, code);
    }
}

#[cfg(unix)]
fn interrupt(signal: &str, code: i32) {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let program = std::env::current_exe().unwrap();
    let mut program = Command::new(program)
        .args(["--ignored", "--nocapture", "a_program_that_waits"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap())
        .lines()
        .map(std::result::Result::unwrap);
    // The test's own name may stand before it, on the same line.
    let mut names = lines.filter_map(|line| Some(line[line.find(PREFIX)?..].to_owned()));
    let name = names.next().unwrap();
    let process = program.id().to_string();
    assert!(
        Command::new("kill")
            .args([signal, &process])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(program.wait().unwrap().code(), Some(code));
    let gone = block_on(async {
        let mut connection = test_server::postgres().connect().await.unwrap();
        !exists(&mut connection, &name).await
    });
    assert!(gone);
}
