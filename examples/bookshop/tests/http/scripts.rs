//! Offline: what the scripts of the revisions make is what the service would have made.

use bookshop::migrations::MIGRATOR;
use migrate_runtime::Database;
use migrate_tests::shell;

use crate::database::{TestDatabase, heads};
use crate::schema::schema;

/// The revision before the one that reads the books, which no script can do.
const BEFORE_SLUGS: &str = "f18b64e0d25c";
const ADD_SLUGS: &str = "2ad5f70c9e84";

pub(crate) async fn scripts_leave_the_same_schema(database: TestDatabase) {
    database.upgrade("head").await;
    let expected = schema(&database).await;
    database.downgrade("base").await;

    let Some(()) = run(&database, BEFORE_SLUGS).await else {
        return;
    };
    assert_eq!(database.current().await, [BEFORE_SLUGS]);
    database.upgrade(ADD_SLUGS).await;
    run(&database, &format!("{ADD_SLUGS}:head")).await;
    assert_eq!(database.current().await, heads());
    assert_eq!(schema(&database).await, expected);
}

/// Pipes the script of a range through the database's own shell; `None` where there is none.
async fn run(database: &TestDatabase, range: &str) -> Option<()> {
    let environment = MIGRATOR.environment().unwrap();
    let plan = environment.graph.plan_offline_upgrade(range).unwrap();
    let dialect = Database::parse(&database.url).unwrap().dialect();
    let script = environment.script(&plan, dialect).await.unwrap();
    let ran = shell::pipe(database.shell(), &script, "its scripts are not tried")?;
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    Some(())
}
