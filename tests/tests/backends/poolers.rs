//! A pooler that gives each transaction another connection of the server: the lock holds all the same, and nothing of a
//! run is left behind on the connections that others use next.

use std::time::Duration;

use migrate_runtime::settings::Settings;
use migrate_tests::backend::{
    Backend, Contents, Postgres, eventually, migrator, migrator_with, mixed_chain, text_of,
};
use migrate_tests::pooler::{Pooler, Pooling};
use migrate_tests::{on_database, worker};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::failed::told;

on_database!(
    postgres,
    migrate_tests::backend::Postgres,
    a_run_through_a_pooler_that_refuses_options,
    a_run_through_a_pooler_that_drops_options,
    a_pool_of_one_connection,
    many_processes_through_a_pooler,
    many_processes_of_which_some_use_a_pooler
);

/// `options`, with which a session could be told from others, are refused.
const REFUSES_OPTIONS: Pooling = Pooling {
    connections: 4,
    ignored_parameters: "extra_float_digits",
};

/// `options` are taken, and do not reach the server.
const DROPS_OPTIONS: Pooling = Pooling {
    ignored_parameters: "extra_float_digits,options",
    ..REFUSES_OPTIONS
};

const RUNS: usize = 20;

/// Limits that a run sets for its session.
const LIMITED: Settings = Settings {
    lock_timeout: Some(Duration::from_secs(7)),
    statement_timeout: Some(Duration::from_secs(70)),
    ..Settings::DEFAULT
};

async fn a_run_through_a_pooler_that_refuses_options(db: Postgres) {
    run_twice(db, REFUSES_OPTIONS).await;
}

async fn a_run_through_a_pooler_that_drops_options(db: Postgres) {
    run_twice(db, DROPS_OPTIONS).await;
}

async fn run_twice(db: Postgres, pooling: Pooling) {
    let Some(pooler) = Pooler::start(db.url(), pooling) else {
        return;
    };
    let migrator = migrator_with(LIMITED, mixed_chain());
    let report = migrator.upgrade(pooler.url(), "head").await;
    let report = report.unwrap_or_else(|error| panic!("{}", told(&error)));
    assert_eq!(report.steps.len(), mixed_chain().len());
    check_end(&db).await;
    let report = migrator.upgrade(pooler.url(), "head").await.unwrap();
    assert!(report.steps.is_empty());
    check_nothing_is_left(&db, &pooler, pooling.connections).await;
}

/// What holds the lock needs a connection beside the one that does the work: where there is only one, the run ends.
async fn a_pool_of_one_connection(db: Postgres) {
    let pooling = Pooling {
        connections: 1,
        ..REFUSES_OPTIONS
    };
    let Some(pooler) = Pooler::start(db.url(), pooling) else {
        return;
    };
    let migrator = migrator(mixed_chain());
    let run = migrator.upgrade(pooler.url(), "head");
    let run = tokio::time::timeout(Duration::from_secs(30), run).await;
    if let Err(error) = run.expect("it does not hang") {
        assert!(!db.has_version_table().await, "{}", told(&error));
    }
    check_nothing_is_left(&db, &pooler, 1).await;
    drop(pooler);
    migrator.upgrade(db.url(), "head").await.unwrap();
    check_end(&db).await;
}

async fn many_processes_through_a_pooler(db: Postgres) {
    for pooling in [REFUSES_OPTIONS, DROPS_OPTIONS] {
        let Some(pooler) = Pooler::start(db.url(), pooling) else {
            return;
        };
        worker::finish_many(RUNS, "poolers::the_upgrade_of_one_process", pooler.url());
        check_end(&db).await;
        check_nothing_is_left(&db, &pooler, pooling.connections).await;
    }
}

/// The lock is one and the same, whichever way it is taken.
async fn many_processes_of_which_some_use_a_pooler(db: Postgres) {
    let Some(pooler) = Pooler::start(db.url(), REFUSES_OPTIONS) else {
        return;
    };
    let start = |url| worker::start("poolers::the_upgrade_of_one_process", url);
    let urls = [pooler.url(), db.url()].into_iter().cycle();
    let workers: Vec<_> = urls.take(RUNS).map(start).collect();
    workers.into_iter().for_each(worker::finish);
    check_end(&db).await;
    check_nothing_is_left(&db, &pooler, REFUSES_OPTIONS.connections).await;
}

/// One of the processes; among the other tests it has nothing to do.
#[tokio::test]
async fn the_upgrade_of_one_process() {
    if let Some(url) = worker::database() {
        let run = migrator(mixed_chain()).upgrade(&url, "head").await;
        run.unwrap_or_else(|error| panic!("{}", told(&error)));
    }
}

/// Checks that everything was done, and once.
async fn check_end(db: &Postgres) {
    let alone = Postgres::create();
    let undisturbed = migrator(mixed_chain());
    undisturbed.upgrade(alone.url(), "head").await.unwrap();
    assert_eq!(Contents::of(db).await, Contents::of(&alone).await);
}

/// Checks every connection that the pooler keeps.
async fn check_nothing_is_left(db: &Postgres, pooler: &Pooler, connections: usize) {
    let is_free = async || db.advisory_locks().await == 0;
    eventually("no lock is left", is_free).await;
    const SETTINGS: &str = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'), \
                            current_setting('idle_in_transaction_session_timeout'), \
                            current_setting('client_connection_check_interval'), \
                            current_setting('search_path'), current_user";
    let fresh = db.rows(SETTINGS).await;
    let mut clients = Vec::new();
    for _ in 0..connections {
        let mut client = PgConnection::connect(pooler.url()).await.unwrap();
        // As long as its transaction is open, it keeps its connection from the others.
        sqlx::raw_sql("BEGIN").execute(&mut client).await.unwrap();
        let found = sqlx::raw_sql(AssertSqlSafe(SETTINGS)).fetch_one(&mut client);
        assert_eq!([text_of(&found.await.unwrap())], *fresh);
        clients.push(client);
    }
}
