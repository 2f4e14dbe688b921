//! `op.execute`

use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Postgres, Sqlite, migrator, revision};
use migrate_tests::{on_database, on_every_database, on_transactional_databases};

use super::{apply, refused};

on_every_database!(
    several_statements_are_sent_in_order,
    a_text_without_statements_does_nothing,
    rows_of_a_query_are_read_over,
    begin_and_commit_are_refused,
    what_never_ends_is_refused,
    a_nul_character_is_refused,
);

on_transactional_databases!(quotes_and_comments_are_left_alone, a_savepoint_is_not,);

on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    a_function_has_a_body_in_dollar_quotes,
    a_function_has_an_atomic_body,
    copy_from_the_client_fails_and_does_not_hang
);

on_database!(
    sqlite_only,
    migrate_tests::backend::Sqlite,
    a_trigger_has_a_body
);

async fn several_statements_are_sent_in_order(db: impl Backend) {
    apply(&db, |op| {
        op.execute(
            "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1);; \n UPDATE t SET a = a + 1 ;",
        );
        op.execute("UPDATE t SET a = a * 10");
        op.execute("UPDATE t SET a = a + 1; -- the end");
    })
    .await;
    assert_eq!(db.rows("SELECT a FROM t").await, ["21"]);
}

async fn quotes_and_comments_are_left_alone(db: impl Backend) {
    apply(&db, |op| {
        op.execute(
            "/* made; by hand */ CREATE TABLE \"a;b\" (\"c\"\"d\" TEXT DEFAULT ';--') -- a comment; here",
        );
        op.execute("INSERT INTO \"a;b\" VALUES ('it''s; /* not */ -- over'), (':name $1 ? {}') -- ;");
        op.execute("INSERT INTO \"a;b\" VALUES ('two\nlines') -- ; \n");
    })
    .await;
    let rows = db.rows("SELECT \"c\"\"d\" FROM \"a;b\"").await;
    assert_eq!(
        rows,
        ["it's; /* not */ -- over", ":name $1 ? {}", "two\nlines"]
    );
}

async fn a_text_without_statements_does_nothing(db: impl Backend) {
    apply(&db, |op| {
        op.execute("");
        op.execute(" ;\n -- nothing here\n;");
        op.execute("/* nor here */");
    })
    .await;
    assert_eq!(db.versions().await, ["only"]);
}

async fn rows_of_a_query_are_read_over(db: impl Backend) {
    apply(&db, |op| {
        op.execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3)");
        op.execute("SELECT * FROM t; SELECT * FROM t WHERE a > 7");
        op.execute("INSERT INTO t SELECT a + 10 FROM t");
    })
    .await;
    assert_eq!(db.rows("SELECT count(*) FROM t").await, ["6"]);
}

async fn begin_and_commit_are_refused(db: impl Backend) {
    let commands: [fn(&mut Operations); 6] = [
        |op| {
            op.execute("BEGIN");
        },
        |op| {
            op.execute("CREATE TABLE t (a INTEGER); commit;");
        },
        |op| {
            op.execute("/* now */ Rollback");
        },
        |op| {
            op.execute("-- back to the start\nROLLBACK -- to the start");
        },
        |op| {
            op.execute("END TRANSACTION");
        },
        |op| {
            op.execute("START TRANSACTION");
        },
    ];
    for command in commands {
        let error = refused(&db, command).await.to_string();
        assert!(error.contains("in `op.execute`"), "{error}");
    }
}

async fn a_savepoint_is_not(db: impl Backend) {
    apply(&db, |op| {
        op.execute("CREATE TABLE t (a INTEGER); SAVEPOINT s; INSERT INTO t VALUES (1)");
        op.execute("ROLLBACK TO SAVEPOINT s; INSERT INTO t VALUES (2); RELEASE SAVEPOINT s");
        op.execute("SAVEPOINT s; INSERT INTO t VALUES (3); ROLLBACK TRANSACTION TO s");
    })
    .await;
    assert_eq!(db.rows("SELECT a FROM t").await, ["2"]);
}

async fn what_never_ends_is_refused<B: Backend>(db: B) {
    let is_string = B::DIALECT.lexis.backslashes;
    for (body, what) in [
        (
            (|op: &mut Operations| {
                op.execute("INSERT INTO t VALUES ('it's')");
            }) as fn(&mut Operations),
            "the SQL text has an unterminated string",
        ),
        (
            |op| {
                op.execute("SELECT 1; SELECT \"a");
            },
            match is_string {
                true => "the SQL text has an unterminated string",
                false => "the SQL text has an unterminated quoted identifier",
            },
        ),
        (
            |op| {
                op.execute("SELECT 1 /* one");
            },
            "the SQL text has an unterminated comment",
        ),
    ] {
        assert_eq!(refused(&db, body).await.to_string(), what);
    }
}

async fn a_nul_character_is_refused(db: impl Backend) {
    let bodies: [fn(&mut Operations); 2] = [
        |op| {
            op.execute("INSERT INTO t VALUES ('a\0b')");
        },
        |op| {
            op.drop_table("a\0b");
        },
    ];
    for body in bodies {
        let error = refused(&db, body).await;
        assert_eq!(error.to_string(), "the SQL text has a NUL character");
    }
}

async fn a_function_has_a_body_in_dollar_quotes(db: Postgres) {
    apply(&db, |op| {
        op.execute(
            "CREATE FUNCTION double(n integer) RETURNS integer LANGUAGE plpgsql AS $body$
             DECLARE text text := $$ ; 'quoted' $$;
             BEGIN
                 -- the work; all of it
                 RETURN n * 2;
             END
             $body$;
             CREATE TABLE t AS SELECT double(21) AS a;",
        );
        op.execute("DO $$ BEGIN UPDATE t SET a = a + 1; END $$");
    })
    .await;
    assert_eq!(db.rows("SELECT a FROM t").await, ["43"]);
}

async fn a_function_has_an_atomic_body(db: Postgres) {
    apply(&db, |op| {
        op.execute(
            "CREATE FUNCTION answer(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC
                 SELECT 1;
                 SELECT CASE WHEN n > 0 THEN 42 END;
             END;
             CREATE TABLE t AS SELECT answer(1) AS a",
        );
    })
    .await;
    assert_eq!(db.rows("SELECT a FROM t").await, ["42"]);
}

async fn copy_from_the_client_fails_and_does_not_hang(db: Postgres) {
    let migrator = migrator([revision("copies").upgrade(|op| {
        op.execute("CREATE TABLE t (a INTEGER); COPY t FROM STDIN");
    })]);
    let run = migrator.upgrade(db.url(), "head");
    let run = tokio::time::timeout(std::time::Duration::from_secs(20), run);
    assert!(run.await.expect("it ends").is_err());
    assert_eq!(db.tables().await, [""; 0]);
}

async fn a_trigger_has_a_body(db: Sqlite) {
    apply(&db, |op| {
        op.execute(
            "CREATE TABLE t (a INTEGER); CREATE TABLE log (a TEXT);
             CREATE TRIGGER IF NOT EXISTS log_t AFTER INSERT ON t WHEN NEW.a > 0 BEGIN
                 INSERT INTO log VALUES (CASE WHEN NEW.a > 1 THEN 'many; ' ELSE 'one' END);
                 INSERT INTO log VALUES ('end');
             END;
             INSERT INTO t VALUES (0), (2)",
        );
    })
    .await;
    assert_eq!(db.rows("SELECT a FROM log").await, ["many; ", "end"]);
}
