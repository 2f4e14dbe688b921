//! Offline mode: a script does what the run would have done, and a plan says it without doing it.

use migrate_runtime::__private::{Settings, TransactionMode};
use migrate_runtime::graph::Plan;
use migrate_runtime::{ErrorKind, Migrator, Operations};
use migrate_tests::backend::{Backend, TestRevision, migrator, migrator_with, revision};
use migrate_tests::on_every_database;
use migrate_tests::shell;

use crate::shops::{chain_of_shops, dependent_branches, joined_branches, shop};

on_every_database!(
    a_script_does_what_a_run_does,
    a_script_undoes_what_a_run_does,
    a_script_stamps,
    a_script_takes_a_range,
    a_script_stops_at_a_statement_that_fails,
    a_script_of_one_transaction_leaves_nothing_behind,
    a_revision_that_reads_is_named_by_its_line,
    a_preview_says_what_would_run_and_runs_nothing,
);

async fn script<B: Backend>(_: &B, migrator: &Migrator, plan: &Plan) -> String {
    let environment = migrator.environment().unwrap();
    environment.script(plan, B::DIALECT).await.unwrap()
}

/// Runs a script that does not fail.
pub(crate) async fn run_script(db: &impl Backend, script: &str) {
    if let Err(said) = shell::run_script(db, script).await {
        panic!("{said}\n{script}");
    }
}

async fn a_script_does_what_a_run_does(offline: impl Backend) {
    for chain in [shop(), joined_branches(), dependent_branches()] {
        let plan = chain
            .environment()
            .unwrap()
            .graph
            .plan_offline_upgrade("heads")
            .unwrap();
        let script = script(&offline, &chain, &plan).await;
        run_script(&offline, &script).await;

        let mut rows = offline.versions().await;
        rows.sort();
        assert_eq!(
            rows,
            plan.rows_after
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        );
        let tables = offline.tables().await;
        let report = chain.upgrade(offline.url(), "heads").await.unwrap();
        assert!(report.steps.is_empty(), "{:?}", report.steps);

        chain.downgrade(offline.url(), "base").await.unwrap();
        chain.upgrade(offline.url(), "heads").await.unwrap();
        assert_eq!(offline.tables().await, tables);
        chain.downgrade(offline.url(), "base").await.unwrap();
    }
}

async fn a_script_undoes_what_a_run_does(db: impl Backend) {
    let chain = shop();
    chain.upgrade(db.url(), "head").await.unwrap();
    let graph = chain.environment().unwrap().graph;
    let plan = graph.plan_offline_downgrade("carts:base").unwrap();
    let script = script(&db, &chain, &plan).await;
    run_script(&db, &script).await;
    assert_eq!(db.tables().await, [""; 0]);
    assert_eq!(db.versions().await, [""; 0]);
}

async fn a_script_stamps(db: impl Backend) {
    let chain = shop();
    let graph = chain.environment().unwrap().graph;
    for (target, row) in [("shops", "shops"), ("shops:head", "carts")] {
        let plan = graph.plan_offline_stamp(&[target], false).unwrap();
        let script = script(&db, &chain, &plan).await;
        run_script(&db, &script).await;
        assert_eq!(db.versions().await, [row]);
    }
    assert_eq!(db.tables().await, [""; 0]);
}

async fn a_script_takes_a_range(db: impl Backend) {
    let chain = shop();
    chain.upgrade(db.url(), "shops").await.unwrap();
    let graph = chain.environment().unwrap().graph;
    let plan = graph.plan_offline_upgrade("shops:products").unwrap();
    let script = script(&db, &chain, &plan).await;
    assert!(script.contains("-- Running upgrade shops -> products, create products\n"));
    run_script(&db, &script).await;
    assert_eq!(db.versions().await, ["products"]);
}

async fn a_script_stops_at_a_statement_that_fails<B: Backend>(db: B) {
    run_failing_script(&db, &migrator(chain_that_fails())).await;
    let left: &[&str] = match B::DIALECT.transactional_ddl {
        true => &["shops"],
        // A new table commits by itself there.
        false => &["first", "shops"],
    };
    assert_eq!(db.tables().await, left);
    assert_eq!(db.versions().await, ["shops"]);
}

async fn a_script_of_one_transaction_leaves_nothing_behind<B: Backend>(db: B) {
    if !B::DIALECT.transactional_ddl {
        return;
    }
    let settings = Settings {
        transaction: TransactionMode::All,
        ..Settings::DEFAULT
    };
    run_failing_script(&db, &migrator_with(settings, chain_that_fails())).await;
    assert_eq!(db.schema().await, "");
    assert!(!db.has_version_table().await);
}

/// The revisions of the shop, of which `products` fails at the second of its three statements.
fn chain_that_fails() -> Vec<TestRevision> {
    fn fails(op: &mut Operations) {
        op.execute("CREATE TABLE first (id INTEGER)");
        op.execute("INSERT INTO not_there VALUES (1)");
        op.execute("CREATE TABLE third (id INTEGER)");
    }
    let fail =
        |(number, it): (usize, TestRevision)| if number == 1 { it.upgrade(fails) } else { it };
    chain_of_shops().into_iter().enumerate().map(fail).collect()
}

async fn run_failing_script<B: Backend>(db: &B, migrator: &Migrator) {
    let graph = migrator.environment().unwrap().graph;
    let plan = graph.plan_offline_upgrade("head").unwrap();
    let script = script(db, migrator, &plan).await;
    let said = shell::run_script(db, &script).await.unwrap_err();
    assert!(said.contains("not_there"), "{said}");
}

async fn a_revision_that_reads_is_named_by_its_line<B: Backend>(_db: B) {
    let chain = migrator([revision("reads").upgrade_async(|op| {
        Box::pin(async move {
            op.execute("SELECT 1");
            match op.dialect().name {
                "SQLite" => drop(op.sqlite().await?),
                _ => drop(op.postgres().await?),
            }
            Ok(())
        })
    })]);
    let environment = chain.environment().unwrap();
    let plan = environment.graph.plan_offline_upgrade("head").unwrap();
    let error = environment.script(&plan, B::DIALECT).await.unwrap_err();
    let ErrorKind::Offline { step, location } = *error.kind else {
        panic!("{error}");
    };
    assert_eq!(step.revision, "reads");
    assert_eq!(location.file(), file!());
}

async fn a_preview_says_what_would_run_and_runs_nothing<B: Backend>(db: B) {
    let chain = shop();
    let environment = chain.environment().unwrap();
    let plan = environment.graph.plan_upgrade(&[], "products").unwrap();
    let previews = environment.preview(&plan, B::DIALECT).await.unwrap();
    let ids: Vec<_> = previews
        .iter()
        .map(|preview| preview.step.revision.as_str())
        .collect();
    assert_eq!(ids, ["shops", "products"]);
    assert!(
        previews[0].statements[0]
            .sql
            .starts_with("CREATE TABLE shops (")
    );
    let change = "UPDATE alembic_version SET version_num = 'products' WHERE version_num = 'shops'";
    assert_eq!(previews[1].version_statements, [change]);
    assert!(!db.has_version_table().await);
}
