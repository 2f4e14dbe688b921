//! The same on a real MariaDB: what is rendered is really done, in both directions, and leaves nothing that differs.

mod generator;
mod pairs;

use migrate_runtime::Operations;
use migrate_runtime::dialect::{Dialect, MARIADB, MYSQL};
use migrate_runtime::settings::NamingConvention;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::describe;
use crate::autogenerate::catalog;
use crate::autogenerate::change::Change;
use crate::autogenerate::compare::options::Options;
use crate::autogenerate::compare::{compare, reverse};
use crate::autogenerate::order::order;
use crate::autogenerate::render::{Renderer, file};
use crate::autogenerate::schema::Schema;
use crate::autogenerate::scratch::mysql::Scratch;
use crate::autogenerate::test_server::{block_on, mysql};

/// Two schemas that statements make, and the way from one to the other and back.
struct Way {
    dialect: &'static Dialect,
    from: Schema,
    to: Schema,
    there: Vec<Change>,
    back: Vec<Change>,
}

async fn made(statements: &[String]) -> Result<(Scratch, Schema), String> {
    let scratch = Scratch::create(&mysql()).await;
    let scratch = scratch.map_err(|error| format!("{error:?}"))?;
    let done = scratch.execute(statements).await;
    done.map_err(|failure| format!("{failure:?}"))?;
    let schema = read(&scratch).await?;
    Ok((scratch, schema))
}

async fn read(scratch: &Scratch) -> Result<Schema, String> {
    let read = scratch.read(&catalog::Options::default()).await;
    read.map_err(|error| format!("{error:?}"))
}

async fn dialect(scratch: &Scratch) -> &'static Dialect {
    let mut connection = scratch.connect().await.unwrap();
    let version: String = sqlx::query_scalar("SELECT CAST(version() AS CHAR)")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    if version.contains("MariaDB") {
        &MARIADB
    } else {
        &MYSQL
    }
}

impl Way {
    /// Goes there and back in the first of two databases, and makes the second one anew in an empty one.
    async fn walk(from: &[String], to: &[String]) -> Result<Self, String> {
        let (first, before) = made(from).await?;
        let (second, after) = made(to).await?;
        let options = Options::default();
        let there = order(compare(&before, &after, &options));
        let back = order(reverse(there.clone(), &before, &after, &options));
        let way = Self {
            dialect: dialect(&first).await,
            from: before,
            to: after,
            there,
            back,
        };
        way.step(&first, &way.there, (&way.from, &way.to)).await?;
        way.step(&first, &way.back, (&way.to, &way.from)).await?;
        let (empty, nothing) = made(&[]).await?;
        let whole = order(compare(&nothing, &way.to, &options));
        way.step(&empty, &whole, (&nothing, &way.to)).await?;
        let gone = order(reverse(whole, &nothing, &way.to, &options));
        way.step(&empty, &gone, (&way.to, &nothing)).await?;
        for scratch in [first, second, empty] {
            let closed = scratch.close().await;
            closed.map_err(|error| format!("{error:?}"))?;
        }
        Ok(way)
    }

    /// Does changes; then nothing differs from what they lead to.
    async fn step(
        &self,
        scratch: &Scratch,
        changes: &[Change],
        (from, to): (&Schema, &Schema),
    ) -> Result<(), String> {
        let naming = NamingConvention::NONE;
        let renderer = Renderer::new(self.dialect, &naming, from, to);
        let mut operations = Operations::new(self.dialect);
        renderer.record_all(changes, &mut operations);
        let list = describe(changes).join("\n");
        let done = scratch.apply(&operations, &naming).await;
        done.map_err(|error| format!("{error:#?}\n{list}"))?;
        let there = read(scratch).await?;
        let rest = compare(&there, to, &Options::default());
        if rest.is_empty() {
            return Ok(());
        }
        Err(format!(
            "still: {}\nafter: {list}\n{rest:#?}",
            describe(&rest).join("\n")
        ))
    }

    /// The bodies of the revision's functions.
    fn bodies(&self) -> (String, String) {
        let naming = NamingConvention::NONE;
        let schemas = (&self.from, &self.to);
        file(self.dialect, &naming, schemas, (&self.there, &self.back)).unwrap()
    }
}

#[test]
fn changes_lead_there_and_back_on_a_server() {
    let cases = std::env::var("PROPTEST_CASES").ok();
    let cases = cases.and_then(|it| it.parse().ok()).unwrap_or(8);
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 30,
        ..ProptestConfig::with_cases(cases)
    });
    let run = runner.run(&generator::pair(), |(from, to)| {
        block_on(async {
            let way = Way::walk(&from, &to).await;
            way.map(|_| ())
                .map_err(|fault| TestCaseError::fail(format!("{fault}\n{from:#?}\n{to:#?}")))
        })
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}
