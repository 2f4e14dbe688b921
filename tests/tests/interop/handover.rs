//! Whoever takes a step, the database is the same.

use std::collections::BTreeSet;

use migrate_tests::backend::{Backend, Postgres, Sqlite};

use super::alembic::Alembic;
use super::histories::{BRANCHED, DEPENDENT, History, LINEAR, MERGED, Step};
use super::ours;

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tool {
    Alembic,
    Ours,
}

use Tool::{Alembic as Theirs, Ours};

/// What a database holds.
#[derive(Debug, PartialEq, Eq)]
struct State {
    rows: Vec<String>,
    tables: Vec<String>,
}

/// A history, the project of Alembic's with it, and a database.
struct Handover<'a, B> {
    history: &'a History,
    alembic: &'a Alembic,
    database: B,
}

macro_rules! handovers {
    ($($module:ident: $history:expr,)+) => {
        $(mod $module {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs Python: `cargo xtask test --interop`"]
            async fn on_postgresql() {
                super::hand_over::<super::Postgres>(&$history).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs Python: `cargo xtask test --interop`"]
            async fn on_sqlite() {
                super::hand_over::<super::Sqlite>(&$history).await;
            }
        })+
    };
}

handovers! {
    linear: super::LINEAR,
    branched: super::BRANCHED,
    merged: super::MERGED,
    dependent: super::DEPENDENT,
}

async fn hand_over<B: Backend>(history: &History) {
    let alembic = Alembic::new(history);
    let fresh = || Handover {
        history,
        alembic: &alembic,
        database: B::create(),
    };
    let expected = fresh().walk(&[Theirs]).await;
    for turns in [&[Ours, Theirs], &[Theirs, Ours]] {
        let walked = fresh().walk(turns).await;
        assert_eq!(walked, expected, "{}, {turns:?}", history.name);
    }
    fresh().stamp_each().await;
}

impl<B: Backend> Handover<'_, B> {
    /// Takes the steps by turns, and says what the database held after each.
    async fn walk(&self, turns: &[Tool]) -> Vec<State> {
        let mut states = Vec::new();
        for (step, tool) in self.history.walk.iter().zip(turns.iter().cycle()) {
            let arguments = match step {
                Step::Upgrade(target) => ["upgrade", target],
                Step::Downgrade(target) => ["downgrade", target],
            };
            self.run(*tool, &arguments);
            if turns.len() > 1 {
                self.assert_that_both_read_the_same();
            }
            states.push(State {
                rows: self.database.versions().await,
                tables: self.database.tables().await,
            });
        }
        let last = states.last().expect("a walk has steps");
        assert!(last.rows.is_empty() && last.tables.is_empty(), "{last:?}");
        states
    }

    /// Stamps each revision with one tool, and has the other one stamp it away.
    async fn stamp_each(&self) {
        for (revision, turns) in self
            .history
            .revisions
            .iter()
            .zip([[Ours, Theirs], [Theirs, Ours]].iter().cycle())
        {
            for (tool, target) in turns.iter().zip([revision.id, "base"]) {
                self.run(*tool, &["stamp", target]);
                self.assert_that_both_read_the_same();
                let rows = self.database.versions().await;
                let expected: &[&str] = if target == "base" { &[] } else { &[target] };
                assert_eq!(rows, expected, "{tool:?} stamped {target}");
            }
        }
        self.run(Ours, &["stamp", "heads"]);
        self.assert_that_both_read_the_same();
    }

    fn assert_that_both_read_the_same(&self) {
        let read = |tool| identifiers(&self.run(tool, &["current"]));
        assert_eq!(read(Ours), read(Theirs));
    }

    fn run(&self, tool: Tool, arguments: &[&str]) -> String {
        let url = self.database.url();
        match tool {
            Theirs => self.alembic.run(url, arguments),
            Ours => ours::run(self.history, url, arguments),
        }
    }
}

/// The identifiers at the starts of lines: Alembic's order differs from run to run.
fn identifiers(current: &str) -> BTreeSet<String> {
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    current.lines().filter_map(first).collect()
}
