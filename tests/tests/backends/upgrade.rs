//! Where an upgrade leads, what it reports, and what it leaves behind.

use std::time::Duration;

use migrate_runtime::graph::{Direction, Plan, Step};
use migrate_runtime::{Reporter, Revision, RevisionId};
use migrate_tests::backend::{Backend, migrator, revision};
use migrate_tests::on_every_database;

use crate::shops::{branches, shop};

on_every_database!(
    head_applies_every_revision_in_order,
    a_target_says_where_to_stop,
    steps_are_counted_from_where_the_database_is,
    nothing_is_done_where_the_target_is_applied,
    a_branch_is_upgraded_alone,
    several_heads_are_upgraded_by_heads_and_refused_by_head,
    a_target_that_leads_nowhere_is_refused_and_changes_nothing,
    the_reporter_hears_of_every_step,
    a_revision_reads_what_was_given_for_the_run,
);

async fn head_applies_every_revision_in_order(db: impl Backend) {
    let report = shop().upgrade(db.url(), "head").await.unwrap();

    let steps: Vec<_> = report
        .steps
        .iter()
        .map(|step| (step.revision.as_str(), step.direction))
        .collect();
    let expected = ["shops", "products", "carts"].map(|id| (id, Direction::Upgrade));
    assert_eq!(steps, expected);
    assert_eq!(report.current, ["carts"]);
    assert_eq!(db.versions().await, ["carts"]);
    assert_eq!(db.tables().await, ["carts", "products", "shops"]);
}

async fn a_target_says_where_to_stop(db: impl Backend) {
    let shop = shop();
    for (target, expected) in [
        ("head", "carts"),
        ("heads", "carts"),
        ("carts", "carts"),
        ("products", "products"),
        ("prod", "products"),
        ("p", "products"),
        ("+1", "shops"),
        ("+2", "products"),
        ("shops+1", "products"),
        ("head-1", "products"),
        ("shops@head", "carts"),
    ] {
        let report = shop.upgrade(db.url(), target).await.unwrap();
        assert_eq!(report.current, [expected], "{target}");
        assert_eq!(db.versions().await, [expected], "{target}");
        shop.downgrade(db.url(), "base").await.unwrap();
        assert_eq!(db.tables().await, [""; 0], "{target}");
    }
}

async fn steps_are_counted_from_where_the_database_is(db: impl Backend) {
    let shop = shop();
    for expected in ["shops", "products", "carts"] {
        let report = shop.upgrade(db.url(), "+1").await.unwrap();
        assert_eq!(report.steps.len(), 1);
        assert_eq!(report.current, [expected]);
    }
    let error = shop.upgrade(db.url(), "+1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Relative revision +1 didn't produce 1 migrations"
    );
}

async fn nothing_is_done_where_the_target_is_applied(db: impl Backend) {
    let shop = shop();
    shop.upgrade(db.url(), "products").await.unwrap();
    let before = db.schema().await;
    for target in ["products", "shops", "base"] {
        let report = shop.upgrade(db.url(), target).await.unwrap();
        assert!(report.steps.is_empty(), "{target}");
        assert_eq!(report.current, ["products"], "{target}");
    }
    assert_eq!(db.schema().await, before);
}

async fn a_branch_is_upgraded_alone(db: impl Backend) {
    let branches = branches();
    let report = branches.upgrade(db.url(), "network@head").await.unwrap();
    assert_eq!(report.current, ["routes"]);
    assert_eq!(db.tables().await, ["networks", "routes", "trunk"]);

    let report = branches.upgrade(db.url(), "account@+1").await.unwrap();
    assert_eq!(report.current, ["accounts", "routes"]);
    assert_eq!(db.versions().await, ["accounts", "routes"]);
}

async fn several_heads_are_upgraded_by_heads_and_refused_by_head(db: impl Backend) {
    let branches = branches();
    let error = branches.upgrade(db.url(), "head").await.unwrap_err();
    let expected = "Multiple head revisions are present for given argument 'head'";
    assert!(error.to_string().starts_with(expected), "{error}");
    let report = branches.upgrade(db.url(), "heads").await.unwrap();
    assert_eq!(report.current, ["profiles", "routes"]);
    assert_eq!(db.versions().await, ["profiles", "routes"]);
}

async fn a_target_that_leads_nowhere_is_refused_and_changes_nothing(db: impl Backend) {
    for (target, expected) in [
        ("nowhere", "Can't locate revision identified by 'nowhere'"),
        ("+4", "Relative revision +4 didn't produce 4 migrations"),
        ("shops:carts", "Range revision not allowed"),
    ] {
        let error = shop().upgrade(db.url(), target).await.unwrap_err();
        assert!(error.to_string().starts_with(expected), "{target}: {error}");
        assert!(error.applied.is_empty());
    }
    assert!(!db.has_version_table().await);
    assert_eq!(db.tables().await, [""; 0]);
}

async fn the_reporter_hears_of_every_step(db: impl Backend) {
    shop().upgrade(db.url(), "shops").await.unwrap();
    let mut heard = Heard::default();
    let report = shop()
        .upgrade_reporting(db.url(), "head", &mut heard)
        .await
        .unwrap();
    assert_eq!(
        heard.0,
        [
            "planned 2 from shops",
            "started products (create products)",
            "finished products",
            "started carts (create carts)",
            "finished carts",
        ]
    );
    assert_eq!(report.steps.len(), 2);

    heard.0.clear();
    shop()
        .upgrade_reporting(db.url(), "head", &mut heard)
        .await
        .unwrap();
    assert_eq!(heard.0, ["planned 0 from carts"]);
}

/// Writes down what it is told.
#[derive(Default)]
struct Heard(Vec<String>);

impl Reporter for Heard {
    fn planned(&mut self, _database: &str, current: &[RevisionId], plan: &Plan) {
        let (count, rows) = (plan.steps.len(), current.join(", "));
        self.0.push(format!("planned {count} from {rows}"));
    }

    fn started(&mut self, step: &Step, revision: &Revision) {
        let (id, message) = (&step.revision, revision.message());
        self.0.push(format!("started {id} ({message})"));
    }

    fn finished(&mut self, step: &Step, _revision: &Revision, _elapsed: Duration) {
        self.0.push(format!("finished {}", step.revision));
    }
}

async fn a_revision_reads_what_was_given_for_the_run(db: impl Backend) {
    let chain = migrator([revision("asks").upgrade(|op| {
        let given = [op.argument("tenant"), op.tag(), op.argument("nothing")];
        let name = given.map(|it| it.unwrap_or("none")).join("_");
        op.execute(format!("CREATE TABLE {name} (id INTEGER)"));
    })]);
    let environment = chain.environment().unwrap();
    let environment = environment.with_arguments(&[("tenant", "acme"), ("tag", "nightly")]);
    let done = environment.upgrade(db.url(), "head", &mut ()).await;
    done.unwrap();
    assert_eq!(db.tables().await, ["acme_nightly_none"]);
}
