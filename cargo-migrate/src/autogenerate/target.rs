//! What is wanted: the models of the package, or a file of SQL.

mod doubt;
pub(crate) mod file;
mod metadata;
mod models;
mod plain;

use std::path::{Component, Path, PathBuf};

use migrate_runtime::dialect::Dialect;
use migrate_script::config::Kind;
use migrate_script::diagnostic::forward_slashes;

use super::compare;
use super::schema::Schema;
use super::server::Server;
use super::{beside, catalog};
use crate::error::Result;
use crate::project::Project;
use crate::runner::Build;
use file::SchemaFile;
use models::Models;

/// What is wanted.
pub(crate) enum Target {
    Models(Models),
    File(SchemaFile),
}

impl Target {
    /// Reads the file that is configured, or builds the runner and asks it for its models.
    ///
    /// # Errors
    ///
    /// The package does not compile, or there is nothing that is wanted.
    pub(crate) fn read(project: &Project, build: Build, dialect: &'static Dialect) -> Result<Self> {
        match &project.config.target {
            Some(path) => SchemaFile::read(project, path).map(Self::File),
            None => Models::read(project, build, dialect).map(Self::Models),
        }
    }

    /// As it is called in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Models(_) => "the models".to_owned(),
            Self::File(file) => forward_slashes(&file.shown),
        }
    }

    /// The kinds of things that models say nothing of.
    pub(crate) fn leaves_alone(&self) -> &'static [Kind] {
        match self {
            Self::Models(_) => &[
                Kind::Sequences,
                Kind::Views,
                Kind::Functions,
                Kind::Triggers,
                Kind::Extensions,
            ],
            Self::File(_) => &[],
        }
    }

    /// Whether the runner has a hook that wants to see the changes.
    pub(crate) fn has_hook(&self) -> bool {
        match self {
            Self::Models(models) => models.has_hook(),
            Self::File(_) => false,
        }
    }

    /// Reads both sides, as the server describes them.
    ///
    /// # Errors
    ///
    /// What is wanted cannot be made, or a right is missing to make it.
    pub(crate) async fn both(
        &self,
        server: &mut Server,
        read: &mut catalog::Options,
        compared: &compare::Options,
    ) -> Result<Both> {
        match self {
            Self::Models(models) => {
                read.add_schemas(models.schemas().iter().cloned());
                let live = server.read(read).await?;
                let referred = beside::referred(&live).chain(models.referred());
                let names = beside::of_other_schemas(referred, read);
                let beside = beside::read(server, names, read).await?;
                let sides = (&live, &beside);
                let wanted = models.schema(server, sides, read, compared).await?;
                Ok(Both {
                    live,
                    wanted,
                    beside,
                    beyond: Vec::new(),
                })
            }
            Self::File(file) => {
                let (wanted, beyond) = file.schema(server, read).await?;
                let live = server.read(read).await?;
                let names = beside::of_other_schemas(beside::referred(&live), read);
                let beside = beside::read(server, names, read).await?;
                Ok(Both {
                    live,
                    wanted,
                    beside,
                    beyond,
                })
            }
        }
    }
}

/// Both sides of a comparison.
pub(crate) struct Both {
    pub(crate) live: Schema,
    pub(crate) wanted: Schema,
    /// What stands in for tables of other schemas.
    pub(crate) beside: Schema,
    /// What is wanted beyond what is compared, in words.
    pub(crate) beyond: Vec<String>,
}

/// A path as it is shown: relative to the workspace, by the shortest way.
fn shown(project: &Project, path: &Path) -> PathBuf {
    let mut shown = PathBuf::new();
    for component in project.shown().join(path).components() {
        match component {
            Component::ParentDir if shown.file_name().is_some() => {
                shown.pop();
            }
            component => shown.push(component),
        }
    }
    shown
}
