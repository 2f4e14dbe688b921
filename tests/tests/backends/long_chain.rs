//! A chain as long as that of an old service.

use std::time::Instant;

use migrate_tests::backend::{Backend, READ_LOG, chain, log_of, migrator};
use migrate_tests::on_every_database;

on_every_database!(a_chain_of_500_revisions_is_applied_and_undone);

const LENGTH: usize = 500;

#[allow(clippy::print_stdout, reason = "shown by `cargo test -- --nocapture`")]
async fn a_chain_of_500_revisions_is_applied_and_undone<B: Backend>(db: B) {
    let chain = migrator(chain(LENGTH));
    let started = Instant::now();
    let report = chain.upgrade(db.url(), "head").await.unwrap();
    println!("{}: upgraded in {:?}", B::NAME, started.elapsed());
    assert_eq!(report.steps.len(), LENGTH);
    assert_eq!(db.rows(READ_LOG).await, log_of(LENGTH));
    assert_eq!(db.versions().await, ["r500"]);

    let started = Instant::now();
    let report = chain.downgrade(db.url(), "base").await.unwrap();
    println!("{}: downgraded in {:?}", B::NAME, started.elapsed());
    assert_eq!(report.steps.len(), LENGTH);
    assert_eq!(db.tables().await, [""; 0]);
    assert_eq!(db.versions().await, [""; 0]);
}
