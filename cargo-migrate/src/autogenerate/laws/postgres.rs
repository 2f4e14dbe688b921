//! On a real PostgreSQL: the proof that each revision goes through before it is offered holds of pairs for each thing that
//! is detected, and of random ones.

mod pairs;
mod random;
mod rows;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnection;

use super::describe;
use crate::autogenerate::catalog;
use crate::autogenerate::difference::Difference;
use crate::autogenerate::directives::Directives;
use crate::autogenerate::proof::prove;
use crate::autogenerate::schema::Schema;
use crate::autogenerate::scratch::postgres::database::ScratchDatabase;
use crate::autogenerate::scratch::postgres::schema::ScratchSchema;
use crate::autogenerate::server::Server;
use crate::autogenerate::test_server::{block_on, postgres};

/// Where a test compares: a live database that stays empty.
async fn server() -> Server {
    let options = postgres();
    let connection = options.connect().await.unwrap();
    Server::Postgres {
        options,
        connection,
    }
}

/// What statements make in a schema.
async fn made(connection: &mut PgConnection, statements: &[String]) -> Result<Schema, String> {
    let shown = |error| format!("{error:?}");
    let mut scratch = ScratchSchema::open(connection).await.map_err(shown)?;
    let done = scratch.execute(statements).await;
    done.map_err(|failure| format!("{failure:?}"))?;
    let schema = scratch.read().await.map_err(shown)?;
    scratch.close().await.map_err(shown)?;
    Ok(schema)
}

/// Goes from what some statements make to what others make, and back; what the changes are called.
async fn walk(server: &mut Server, from: &[String], to: &[String]) -> Result<Vec<String>, String> {
    let Server::Postgres { connection, .. } = server else {
        return Err("another server".to_owned());
    };
    let (from, to) = (made(connection, from).await?, made(connection, to).await?);
    let difference = Difference::between(from, to);
    prove_it(server, &difference).await
}

/// What the changes are called, if they lead there and back.
async fn prove_it(server: &mut Server, difference: &Difference) -> Result<Vec<String>, String> {
    let directives = Directives::found(difference);
    let changes = describe(&directives.upgrade);
    let bodies = difference.bodies(&directives);
    let (upgrade, downgrade) = bodies.map_err(|error| format!("{error:?}"))?;
    let proven = prove(difference, &directives, server).await;
    let proven = proven.map_err(|error| format!("{error:?}"))?;
    proven.map_err(|unproven| {
        let faults = unproven.diagnostics();
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        format!("{}\n{upgrade}\n{downgrade}", faults.join("\n"))
    })?;
    Ok(changes)
}

/// The same in databases, for what is more than a schema.
async fn walk_databases(
    from: &[&str],
    to: &[&str],
    schemas: &[&str],
) -> Result<Vec<String>, String> {
    let mut read = catalog::Options::default();
    read.add_schemas(schemas.iter().map(|&name| name.to_owned()));
    let mut both = Vec::new();
    for statements in [from, to] {
        let statements: Vec<_> = statements.iter().map(|&text| text.to_owned()).collect();
        let scratch = ScratchDatabase::create(&postgres()).await;
        let scratch = scratch.map_err(|error| format!("{error:?}"))?;
        let done = scratch.execute(&statements).await;
        done.map_err(|failure| format!("{failure:?}"))?;
        let schema = scratch.read(&read).await;
        both.push(schema.map_err(|error| format!("{error:?}"))?);
        let closed = scratch.close().await;
        closed.map_err(|error| format!("{error:?}"))?;
    }
    let (to, from) = (
        both.pop().unwrap_or_default(),
        both.pop().unwrap_or_default(),
    );
    let mut difference = Difference::between(from, to);
    difference.read = read;
    prove_it(&mut server().await, &difference).await
}

#[test]
fn changes_lead_there_and_back_on_a_server() {
    let cases = std::env::var("PROPTEST_CASES").ok();
    let cases = cases.and_then(|it| it.parse().ok()).unwrap_or(32);
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::with_cases(cases)
    });
    let run = runner.run(&random::pair(), |(from, to)| {
        block_on(async {
            let walked = walk(&mut server().await, &from, &to).await;
            let walked = walked.map(|_| ());
            walked.map_err(|fault| {
                TestCaseError::fail(format!(
                    "{fault}\n{}\n--\n{}",
                    from.join(";\n"),
                    to.join(";\n")
                ))
            })
        })
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}
