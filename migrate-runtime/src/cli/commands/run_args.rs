//! What `upgrade` and `downgrade` have in common: all but the way they go.

use std::ffi::OsString;

use super::preview_args::PreviewArgs;
use crate::cli::arguments::RunArguments;
use crate::cli::progress::Progress;
use crate::cli::{Context, Fault};
use crate::session::InDoubt;
use migrate_script::RevisionId;
use migrate_script::graph::{Direction, GraphError, Plan, RevisionMap};

/// What `upgrade` and `downgrade` take behind their target.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RunArgs {
    #[command(flatten)]
    preview: PreviewArgs,
    /// What to make of a statement that an interrupted run has begun: it is done, or is to be run again
    #[arg(long, value_name = "STATE")]
    in_doubt: Option<Doubt>,
    #[command(flatten)]
    pub(in crate::cli) arguments: RunArguments,
}

/// What came of a statement that an interrupted run has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Doubt {
    Done,
    Again,
}

impl Doubt {
    fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Again => "again",
        }
    }

    fn in_doubt(self) -> InDoubt {
        match self {
            Self::Done => InDoubt::Done,
            Self::Again => InDoubt::Again,
        }
    }
}

/// The way that a command goes along the revisions.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    Up,
    Down,
}

impl RunArgs {
    /// The arguments that say the same to another program.
    pub(super) fn into_arguments(self, way: Way, target: String) -> Vec<OsString> {
        let Self {
            preview,
            in_doubt,
            arguments,
        } = self;
        let command = [way.direction().to_string().into(), target.into()];
        let in_doubt = in_doubt.map(|doubt| ["--in-doubt".into(), doubt.name().into()]);
        command
            .into_iter()
            .chain(preview.into_arguments())
            .chain(in_doubt.into_iter().flatten())
            .chain(arguments.into_arguments())
            .collect()
    }

    /// Goes to the target, or shows what would be done on the way.
    pub(super) async fn run(
        self,
        way: Way,
        target: &str,
        context: Context<'_>,
    ) -> Result<(), Fault> {
        let environment = match self.in_doubt {
            Some(doubt) => context.environment.with_doubt_as(doubt.in_doubt()),
            None => context.environment,
        };
        let graph = environment.graph;
        if self.preview.sql {
            return context
                .print_script(&way.plan_offline(graph, target)?)
                .await;
        }
        let database = context.database_url.database()?;
        if self.preview.plan {
            let rows = environment.current(&database).await?;
            let plan = way.plan(graph, &rows, target)?;
            return context.print_plan(&plan, &database).await;
        }
        let mut progress = Progress::new(context.ui, way.direction());
        match way {
            Way::Up => {
                environment
                    .upgrade(&database, target, &mut progress)
                    .await?
            }
            Way::Down => {
                environment
                    .downgrade(&database, target, &mut progress)
                    .await?
            }
        };
        Ok(())
    }
}

impl Way {
    fn direction(self) -> Direction {
        match self {
            Self::Up => Direction::Upgrade,
            Self::Down => Direction::Downgrade,
        }
    }

    fn plan(
        self,
        graph: &RevisionMap,
        rows: &[RevisionId],
        target: &str,
    ) -> Result<Plan, GraphError> {
        match self {
            Self::Up => graph.plan_upgrade(rows, target),
            Self::Down => graph.plan_downgrade(rows, target),
        }
    }

    fn plan_offline(self, graph: &RevisionMap, target: &str) -> Result<Plan, GraphError> {
        match self {
            Self::Up => graph.plan_offline_upgrade(target),
            Self::Down => graph.plan_offline_downgrade(target),
        }
    }
}
