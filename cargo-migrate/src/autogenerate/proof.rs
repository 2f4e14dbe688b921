//! The proof of a revision before it is offered: on a scratch copy, the upgrade leads to what is wanted, and the downgrade back.

use migrate_runtime::Operations;
use migrate_runtime::settings::NamingConvention;
use migrate_script::diagnostic::Diagnostic;

use super::beside;
use super::change::Change;
use super::compare::{self, compare};
use super::difference::Difference;
use super::directives::Directives;
use super::order::order;
use super::render::Renderer;
use super::schema::Schema;
use super::server::{Room, Scratch, Server};
use crate::error::{Error, Result};

/// Why there is no proof.
#[derive(Debug)]
pub(crate) enum Unproven {
    /// The database has what a copy does not: its differences.
    NoCopy(Vec<String>),
    /// The copy could not be made.
    Copying(Error),
    /// A step fails.
    Fails { step: Step, error: Error },
    /// A step leads elsewhere: what is missing then.
    LeadsElsewhere { step: Step, missing: Vec<String> },
}

/// A direction of the revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Upgrade,
    Downgrade,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        }
    }
}

impl Unproven {
    /// As it is told.
    pub(crate) fn diagnostics(self) -> Vec<Diagnostic> {
        let caused_by = |error: Error| match error {
            Error::Fault(fault) | Error::Usage(fault) => fault.diagnostics().to_vec(),
            Error::Build { .. } => Vec::new(),
        };
        let way_out = "`--unproven` writes the revision all the same";
        match self {
            Self::NoCopy(differences) => vec![
                Diagnostic::new(
                    "the revision cannot be proven: a scratch copy is not like the database",
                )
                .note("it differs in", differences.join("\n"))
                .help(way_out),
            ],
            Self::Copying(error) => {
                let fault = Diagnostic::new(
                    "the revision cannot be proven: there is no scratch copy of the database",
                );
                let causes = caused_by(error).into_iter();
                causes.chain([fault.help(way_out)]).collect()
            }
            Self::Fails { step, error } => {
                let message = format!("the {} fails on a scratch copy", step.name());
                let causes = caused_by(error).into_iter();
                causes
                    .chain([Diagnostic::new(message).help(way_out)])
                    .collect()
            }
            Self::LeadsElsewhere { step, missing } => {
                let message = format!(
                    "on a scratch copy, the {} does not lead to what it should",
                    step.name()
                );
                vec![
                    Diagnostic::new(message)
                        .note("still different", missing.join("\n"))
                        .help(way_out),
                ]
            }
        }
    }
}

/// Proves the revision of a difference.
///
/// # Errors
///
/// The scratch place cannot be had, or is lost.
pub(crate) async fn prove(
    difference: &Difference,
    directives: &Directives,
    server: &mut Server,
) -> Result<Result<(), Unproven>> {
    let Difference { from, to, read, .. } = difference;
    let Directives {
        upgrade,
        downgrade,
        are_rewritten,
    } = directives;
    let needs_database =
        upgrade.iter().any(is_of_database) || !difference.beside.schemas.is_empty();
    let room = match needs_database {
        true => Room::Database,
        false => Room::of(from.tables.len().max(to.tables.len()), &read.schemas),
    };
    let mut scratch = server.scratch(room).await?;
    let proven = async {
        if let Err(error) = copy(difference, &mut scratch, room).await {
            return Ok(Err(Unproven::Copying(error)));
        }
        let start = scratch.read(read).await?;
        let everything = compare::Options::default();
        let missing = described(&start, from, &everything, room);
        if !missing.is_empty() {
            return Ok(Err(Unproven::NoCopy(missing)));
        }
        let steps = [
            (Step::Upgrade, upgrade, (from, to)),
            (Step::Downgrade, downgrade, (to, from)),
        ];
        for (step, changes, (from, to)) in steps {
            let operations = difference.record(changes, (from, to));
            if let Err(error) = scratch.apply(&operations, &difference.naming).await {
                return Ok(Err(Unproven::Fails { step, error }));
            }
            if step == Step::Upgrade && *are_rewritten {
                // A hook knows where it leads.
                continue;
            }
            let there = scratch.read(read).await?;
            let missing = described(&there, to, &difference.options, room);
            if !missing.is_empty() {
                return Ok(Err(Unproven::LeadsElsewhere { step, missing }));
            }
        }
        Ok(Ok(()))
    };
    let proven = proven.await;
    scratch.close().await?;
    proven
}

/// Makes the first schema of a difference in a scratch place.
async fn copy(difference: &Difference, scratch: &mut Scratch<'_>, room: Room) -> Result<()> {
    let from = &difference.from;
    let empty = Schema::empty(from.family);
    let compared = compare(&empty, from, &compare::Options::default());
    let stand_ins = beside::creations(&difference.beside);
    let homes = beside::homes_of_extensions(from, &difference.beside);
    let changes = homes.chain(stand_ins).chain(order(compared));
    let mut changes: Vec<_> = changes.collect();
    if room == Room::Schema {
        // Extensions are at hand in the database that the schema is in, and so are their schemas.
        changes
            .retain(|change| !is_of_database(change) && !matches!(change, Change::CreateSchema(_)));
    }
    let naming = NamingConvention::NONE;
    let renderer = Renderer::new(difference.dialect, &naming, &empty, from);
    let mut operations = Operations::new(difference.dialect);
    renderer.record_all(&changes, &mut operations);
    scratch.apply(&operations, &naming).await
}

/// What still differs.
fn described(from: &Schema, to: &Schema, options: &compare::Options, room: Room) -> Vec<String> {
    let changes = order(compare(from, to, options));
    let changes = changes.iter();
    let differs = changes.filter(|change| room == Room::Database || !is_of_database(change));
    differs.map(Change::describe).collect()
}

/// Extensions are a database's, not a schema's.
fn is_of_database(change: &Change) -> bool {
    matches!(
        change,
        Change::CreateExtension(..) | Change::DropExtension(..)
    )
}
