//! The history table: what was done, when, for how long and by whom, in the transaction that does it.

use std::time::Duration;

use migrate_runtime::__private::{Settings, TransactionMode};
use migrate_runtime::HistoryEntry;
use migrate_runtime::graph::Direction::{self, Downgrade, Stamp, Upgrade};
use migrate_tests::backend::{
    Backend, Mysql, Postgres, Sqlite, TestRevision, chain, migrator, migrator_with, revision,
};
use migrate_tests::shell::run_script;
use migrate_tests::{on_database, on_every_database};

on_every_database!(
    everything_that_is_done_is_written_down,
    a_failed_revision_leaves_no_row,
    without_a_history_there_is_no_table,
    a_database_that_had_no_history_gets_one,
    the_rows_of_a_run_in_one_transaction,
    a_history_of_a_version_table_of_another_name,
    a_script_writes_the_same_history,
    the_time_is_that_of_the_whole_revision,
);

on_database!(
    postgres_time,
    migrate_tests::backend::Postgres,
    the_time_is_the_servers
);
on_database!(
    mariadb_time,
    migrate_tests::backend::Mysql,
    the_time_is_the_servers_on_mariadb
);

async fn history(db: &impl Backend) -> Vec<HistoryEntry> {
    let migrator = migrator(chain(3));
    migrator
        .environment()
        .unwrap()
        .history(db.url())
        .await
        .unwrap()
}

fn told(history: &[HistoryEntry]) -> Vec<(&str, Direction)> {
    let told = history
        .iter()
        .map(|it| (it.revision.as_str(), it.direction));
    told.collect()
}

async fn everything_that_is_done_is_written_down(db: impl Backend) {
    assert_eq!(history(&db).await, []);
    let migrator = migrator(chain(3));
    migrator.upgrade(db.url(), "r002").await.unwrap();
    migrator.downgrade(db.url(), "-1").await.unwrap();
    migrator.stamp(db.url(), &["head"]).await.unwrap();
    let history = history(&db).await;
    assert_eq!(
        told(&history),
        [
            ("r001", Upgrade),
            ("r002", Upgrade),
            ("r002", Downgrade),
            ("r003", Stamp)
        ]
    );
    let now = db
        .rows("SELECT substr(CAST(CURRENT_TIMESTAMP AS CHAR(40)), 1, 10)")
        .await;
    for entry in &history {
        assert_eq!(entry.at.len(), 19, "{entry:?}");
        assert_eq!(entry.at[..8], now[0][..8], "{entry:?}");
        assert_eq!(entry.tool_version, env!("CARGO_PKG_VERSION"));
        assert_eq!(entry.hash.as_deref(), Some(entry.revision.as_str()));
        assert_eq!(entry.database_user.is_some(), has_users(&db), "{entry:?}");
        assert_eq!(
            entry.duration.is_none(),
            entry.direction == Stamp,
            "{entry:?}"
        );
        assert!(!entry.is_unfinished);
    }
}

/// Whether somebody has to log in.
fn has_users<B: Backend>(_: &B) -> bool {
    B::NAME != Sqlite::NAME
}

async fn a_failed_revision_leaves_no_row(db: impl Backend) {
    let mut revisions = chain(2);
    revisions.push(revision("broken").revises(&["r002"]).upgrade(|op| {
        op.execute("INSERT INTO log (found) VALUES ('broken')");
        op.execute("INSERT INTO nowhere VALUES (1)");
    }));
    migrator(revisions)
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
    assert_eq!(
        told(&history(&db).await),
        [("r001", Upgrade), ("r002", Upgrade)]
    );
}

async fn without_a_history_there_is_no_table(db: impl Backend) {
    let settings = Settings {
        history: false,
        ..Settings::DEFAULT
    };
    let migrator = migrator_with(settings, chain(3));
    migrator.upgrade(db.url(), "head").await.unwrap();
    migrator.downgrade(db.url(), "base").await.unwrap();
    assert!(db.refuses("SELECT 1 FROM alembic_version_history").await);
    let history = migrator.environment().unwrap().history(db.url()).await;
    assert_eq!(history.unwrap(), []);
}

/// As one that Alembic has made.
async fn a_database_that_had_no_history_gets_one(db: impl Backend) {
    db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        .await;
    migrator(chain(2)).upgrade(db.url(), "head").await.unwrap();
    db.execute("DROP TABLE alembic_version_history").await;
    migrator(chain(3)).upgrade(db.url(), "head").await.unwrap();
    assert_eq!(told(&history(&db).await), [("r003", Upgrade)]);
    migrator(chain(3))
        .downgrade(db.url(), "base")
        .await
        .unwrap();
    assert_eq!(history(&db).await.len(), 4);
}

async fn the_rows_of_a_run_in_one_transaction(db: impl Backend) {
    let settings = Settings {
        transaction: TransactionMode::All,
        ..Settings::DEFAULT
    };
    migrator_with(settings, chain(3))
        .upgrade(db.url(), "head")
        .await
        .unwrap();
    let expected = [("r001", Upgrade), ("r002", Upgrade), ("r003", Upgrade)];
    assert_eq!(told(&history(&db).await), expected);
}

async fn a_history_of_a_version_table_of_another_name(db: impl Backend) {
    let settings = Settings {
        version_table: "Our Versions".into(),
        ..Settings::DEFAULT
    };
    let migrator = migrator_with(
        settings,
        [revision("first").upgrade(|op| {
            op.execute("CREATE TABLE one (a INTEGER)");
        })],
    );
    migrator.upgrade(db.url(), "head").await.unwrap();
    let environment = migrator.environment().unwrap();
    let history = environment.history(db.url()).await.unwrap();
    assert_eq!(told(&history), [("first", Upgrade)]);
    assert!(db.refuses("SELECT 1 FROM alembic_version_history").await);
}

async fn a_script_writes_the_same_history<B: Backend>(db: B) {
    let migrator = migrator([
        revision("first").upgrade(|op| {
            op.execute("CREATE TABLE one (a INTEGER)");
        }),
        revision("second").revises(&["first"]).upgrade(|op| {
            op.execute("INSERT INTO one VALUES (1)");
        }),
    ]);
    let environment = migrator.environment().unwrap();
    let plan = environment.graph.plan_offline_upgrade("head").unwrap();
    let script = environment.script(&plan, B::DIALECT).await.unwrap();
    run_script(&db, &script).await.unwrap();
    let history = environment.history(db.url()).await.unwrap();
    assert_eq!(told(&history), [("first", Upgrade), ("second", Upgrade)]);
    for entry in history {
        assert_eq!(entry.hash.as_deref(), Some(entry.revision.as_str()));
        assert_eq!(entry.duration, None);
    }
}

/// How long each revision took, as the history has it.
async fn durations(
    db: &impl Backend,
    revisions: impl IntoIterator<Item = TestRevision>,
) -> Vec<Duration> {
    let migrator = migrator(revisions);
    migrator.upgrade(db.url(), "head").await.unwrap();
    let history = migrator.environment().unwrap().history(db.url()).await;
    let durations = history.unwrap().into_iter().map(|it| it.duration.unwrap());
    durations.collect()
}

const LONG: std::ops::Range<Duration> = Duration::from_millis(380)..Duration::from_secs(20);

/// A revision that waits outside of its messages takes long, and the one behind it does not.
async fn the_time_is_that_of_the_whole_revision(db: impl Backend) {
    let waits = revision("waits").upgrade_async(|op| {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(400)).await;
            op.execute("SELECT 1");
            Ok(())
        })
    });
    let durations = durations(&db, [waits, revision("quick").revises(&["waits"])]).await;
    assert!(LONG.contains(&durations[0]), "{durations:?}");
    assert!(durations[1] < durations[0], "{durations:?}");
}

async fn the_time_is_the_servers(db: Postgres) {
    let slow = revision("slow").upgrade(|op| {
        op.execute("SELECT pg_sleep(0.4)");
    });
    let durations = durations(&db, [slow]).await;
    assert!(LONG.contains(&durations[0]), "{durations:?}");
}

async fn the_time_is_the_servers_on_mariadb(db: Mysql) {
    let slow = revision("slow").upgrade(|op| {
        op.execute("DO sleep(0.4)");
    });
    let durations = durations(&db, [slow]).await;
    assert!(LONG.contains(&durations[0]), "{durations:?}");
}
