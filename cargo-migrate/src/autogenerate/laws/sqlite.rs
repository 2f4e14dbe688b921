//! On SQLite itself: what is rendered leads from one schema to the other and back.

mod pairs;
mod random;

use migrate_runtime::Operations;
use migrate_runtime::dialect::SQLITE;
use migrate_runtime::settings::NamingConvention;

use super::describe;
use crate::autogenerate::catalog::Options;
use crate::autogenerate::change::Change;
use crate::autogenerate::compare::rename::{apply_rename, candidates};
use crate::autogenerate::compare::{self, compare, reverse};
use crate::autogenerate::order::order;
use crate::autogenerate::render::{self, Renderer};
use crate::autogenerate::schema::Schema;
use crate::autogenerate::scratch::sqlite::Scratch;
use crate::autogenerate::test_server::block_on;
use crate::error::{Error, Result};

/// A revision that leads from one schema to another, done there and back.
struct Revision {
    upgrade: String,
    downgrade: String,
}

/// Makes both schemas, and goes from the one to the other and back; the rows of `from` must bear it.
fn there_and_back(from: &[String], to: &[String]) -> std::result::Result<Revision, String> {
    with_renames(from, to, 0)
}

/// The same, where so many drops and creations are taken for renames.
fn with_renames(
    from: &[String],
    to: &[String],
    renames: usize,
) -> std::result::Result<Revision, String> {
    block_on(async {
        let mut live = Scratch::open().await.map_err(shown)?;
        let mut wanted = Scratch::open().await.map_err(shown)?;
        live.execute(from).await.map_err(|it| shown(it.into()))?;
        wanted.execute(to).await.map_err(|it| shown(it.into()))?;
        let from = read(&mut live).await.map_err(shown)?;
        let to = read(&mut wanted).await.map_err(shown)?;
        let options = compare::Options::default();
        let mut changes = compare(&from, &to, &options);
        for _ in 0..renames {
            let mut found = candidates(&changes).into_iter();
            let (rename, _) = found.next().ok_or("there is no rename")?;
            changes = apply_rename(&changes, &from, &to, &options, rename);
        }
        let upgrade = order(changes);
        let downgrade = order(reverse(upgrade.clone(), &from, &to, &options));
        let naming = NamingConvention::NONE;
        let (up, down) =
            render::file(&SQLITE, &naming, (&from, &to), (&upgrade, &downgrade)).map_err(shown)?;
        let steps = [
            ("upgrade", &upgrade, (&from, &to), &up),
            ("downgrade", &downgrade, (&to, &from), &down),
        ];
        for (step, changes, (from, to), body) in steps {
            apply(&mut live, changes, (from, to))
                .await
                .map_err(|error| format!("{step}: {}\n{body}", shown(error)))?;
            let there = read(&mut live).await.map_err(shown)?;
            let missing = describe(&compare(&there, to, &options));
            if !missing.is_empty() {
                return Err(format!("{step}: {missing:?}\n{body}{there:#?}{to:#?}"));
            }
        }
        Ok(Revision {
            upgrade: up,
            downgrade: down,
        })
    })
}

async fn read(scratch: &mut Scratch) -> Result<Schema> {
    scratch.read(&Options::default()).await
}

async fn apply(
    scratch: &mut Scratch,
    changes: &[Change],
    (from, to): (&Schema, &Schema),
) -> Result<()> {
    let naming = NamingConvention::NONE;
    let mut operations = Operations::new(&SQLITE);
    Renderer::new(&SQLITE, &naming, from, to).record_all(changes, &mut operations);
    scratch.apply(&operations, &naming).await
}

fn shown(error: Error) -> String {
    format!("{error:?}")
}
