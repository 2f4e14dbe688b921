//! How many messages a run sends: a round trip to a server far away costs more than the work.

use migrate_runtime::__private::{Settings, TransactionMode};
use migrate_runtime::prelude::*;
use migrate_tests::backend::{
    Backend, Postgres, Proxy, Sent, chain, migrator, migrator_with, revision,
};
use migrate_tests::on_database;

on_database!(
    postgres,
    migrate_tests::backend::Postgres,
    a_run_with_nothing_to_do_sends_one_message,
    each_revision_is_one_message,
    a_whole_run_is_as_many_messages,
    a_revision_that_reads_takes_two_more_at_first_and_one_more_later,
    a_failed_revision_takes_one_more,
    a_refused_revision_sends_nothing,
    looking_is_one_message
);

/// The messages that are no revision's: the rows, the lock, and the rows again under the lock.
const BEFORE: usize = 3;

/// The same where there are no tables to read yet.
const BEFORE_ALL: usize = BEFORE + 1;

/// The texts of the messages; each is one, and nothing is prepared.
#[track_caller]
fn queries(proxy: &Proxy) -> Vec<String> {
    let sent = proxy.take().into_iter();
    sent.map(|sent| match sent {
        Sent::Query(text) => text,
        Sent::Extended => panic!("a statement was prepared"),
    })
    .collect()
}

async fn a_run_with_nothing_to_do_sends_one_message(db: Postgres) {
    migrator(chain(3)).upgrade(db.url(), "head").await.unwrap();
    let proxy = Proxy::start(db.url()).await;
    migrator(chain(3))
        .upgrade(proxy.options(), "head")
        .await
        .unwrap();
    let sent = queries(&proxy);
    assert_eq!(sent.len(), 1, "{sent:#?}");
    assert!(sent[0].starts_with("SELECT "), "{sent:#?}");
}

async fn looking_is_one_message(db: Postgres) {
    let proxy = Proxy::start(db.url()).await;
    let rows = migrator(chain(3)).current(proxy.options()).await.unwrap();
    assert!(rows.is_empty());
    assert_eq!(queries(&proxy).len(), 1);
}

async fn each_revision_is_one_message(db: Postgres) {
    let proxy = Proxy::start(db.url()).await;
    let migrator = migrator(chain(10));
    migrator.upgrade(proxy.options(), "head").await.unwrap();
    let sent = queries(&proxy);
    assert_eq!(sent.len(), BEFORE_ALL + 10, "{sent:#?}");
    let statements: Vec<_> = sent[BEFORE_ALL + 1].split_inclusive(";\n").collect();
    assert_eq!(
        statements[..3].concat() + statements[4],
        "BEGIN;\n\
         INSERT INTO log (found) SELECT coalesce(max(version_num), 'base') FROM alembic_version;\n\
         WITH changed AS (UPDATE alembic_version SET version_num = 'r002' WHERE version_num = 'r001' \
         RETURNING 1) SELECT 1 / (count(*) = 1)::int FROM changed;\n\
         COMMIT;\n"
    );
    assert!(statements[3].starts_with("INSERT INTO alembic_version_history "));
    migrator.downgrade(proxy.options(), "base").await.unwrap();
    assert_eq!(queries(&proxy).len(), BEFORE + 10);
    migrator.stamp(proxy.options(), &["head"]).await.unwrap();
    assert_eq!(queries(&proxy).len(), BEFORE + 1);
}

async fn a_whole_run_is_as_many_messages(db: Postgres) {
    let proxy = Proxy::start(db.url()).await;
    let all = Settings {
        transaction: TransactionMode::All,
        ..Settings::DEFAULT
    };
    let migrator = migrator_with(all, chain(10));
    migrator.upgrade(proxy.options(), "head").await.unwrap();
    assert_eq!(queries(&proxy).len(), BEFORE_ALL + 10);
}

/// What was recorded before and what is recorded after are two messages, and what the revision asks itself is
/// its own; at first sqlx is told of the transaction with a message of nothing.
async fn a_revision_that_reads_takes_two_more_at_first_and_one_more_later(db: Postgres) {
    let proxy = Proxy::start(db.url()).await;
    let reads = |id| {
        revision(id).upgrade_async(|op| {
            Box::pin(async move {
                op.execute("SELECT 'before'");
                op.postgres().await?;
                op.execute("SELECT 'after'");
                Ok(())
            })
        })
    };
    let migrator = migrator([reads("first"), reads("second").revises(&["first"])]);
    migrator.upgrade(proxy.options(), "head").await.unwrap();
    let sent = queries(&proxy);
    assert_eq!(sent.len(), BEFORE_ALL + 3 + 2, "{sent:#?}");
    assert_eq!(sent[BEFORE_ALL + 1], "");
}

async fn a_refused_revision_sends_nothing(db: Postgres) {
    let proxy = Proxy::start(db.url()).await;
    let plain = migrator([revision("refused").upgrade(|op| {
        op.execute("SELECT 1; COMMIT");
    })]);
    let reading = migrator([revision("refused").upgrade_async(|op| {
        Box::pin(async move {
            op.execute("SELECT 1; COMMIT");
            op.postgres().await?;
            Ok(())
        })
    })]);
    let failing =
        migrator([revision("refused")
            .upgrade_async(|_| Box::pin(async { Err("not on a Friday".into()) }))]);
    for refused in [plain, reading, failing] {
        assert!(refused.upgrade(proxy.options(), "head").await.is_err());
        let sent = queries(&proxy);
        assert_eq!(sent.len(), BEFORE_ALL, "{sent:#?}");
    }
}

async fn a_failed_revision_takes_one_more(db: Postgres) {
    let proxy = Proxy::start(db.url()).await;
    let broken = migrator([revision("broken").upgrade(|op: &mut Operations| {
        op.drop_table("nowhere");
    })]);
    assert!(broken.upgrade(proxy.options(), "head").await.is_err());
    let sent = queries(&proxy);
    assert_eq!(sent.len(), BEFORE_ALL + 2, "{sent:#?}");
    assert_eq!(sent.last().unwrap(), "ROLLBACK");
}
