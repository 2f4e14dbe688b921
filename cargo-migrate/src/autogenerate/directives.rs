//! What a project's hook makes of the changes that were found: Alembic's `process_revision_directives`.

use migrate_runtime::dialect::Family;
use serde::Deserialize;

use super::change::Change;
use super::difference::Difference;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::runner;

/// What a hook has left of a change, or statements of its own.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Left {
    Found { number: usize },
    Execute { upgrade: String, downgrade: String },
}

/// The changes of both directions, as a project's hook leaves them.
pub(crate) struct Directives {
    pub(crate) upgrade: Vec<Change>,
    pub(crate) downgrade: Vec<Change>,
    /// Whether they are no longer what was found.
    pub(crate) are_rewritten: bool,
}

impl Directives {
    /// As they were found.
    pub(crate) fn found(difference: &Difference) -> Self {
        let upgrade = difference.upgrade();
        let downgrade = difference.downgrade(&upgrade);
        Self {
            upgrade,
            downgrade,
            are_rewritten: false,
        }
    }

    /// As the hook of the project's runner leaves them.
    ///
    /// # Errors
    ///
    /// The runner fails.
    pub(crate) fn processed(difference: &Difference, project: &Project) -> Result<Self> {
        let found = difference.upgrade();
        let lines = found.iter().map(|it| line(it, difference.dialect.family));
        let lines = lines.collect::<String>();
        let document = runner::answer(project, "process-revision-directives", lines)?;
        let left: Vec<Left> = serde_json::from_slice(&document).map_err(|error| {
            Error::new(
                format!("the runner says what this version does not understand: {error}"),
                "`migrate-runtime` and `cargo-migrate` must be of the same version",
            )
        })?;
        let changes = left.into_iter().filter_map(|left| match left {
            Left::Found { number } => found.get(number).cloned(),
            Left::Execute { upgrade, downgrade } => Some(Change::Execute { upgrade, downgrade }),
        });
        Ok(Self::rewritten(difference, &found, changes.collect()))
    }

    fn rewritten(difference: &Difference, found: &[Change], upgrade: Vec<Change>) -> Self {
        if upgrade == found {
            return Self::found(difference);
        }
        let is_own = |change: &Change| matches!(change, Change::Execute { .. });
        let kept = upgrade
            .iter()
            .filter(|it| !is_own(it))
            .cloned()
            .collect::<Vec<_>>();
        // What is done first is undone last.
        let leading = upgrade.iter().take_while(|it| is_own(it)).count();
        let (first, rest) = upgrade.split_at(leading);
        let undone = |changes: &[Change]| {
            let own = changes.iter().filter(|it| is_own(it)).cloned();
            own.rev().map(Change::reverse).collect::<Vec<_>>()
        };
        let mut downgrade = undone(rest);
        downgrade.extend(difference.downgrade(&kept));
        downgrade.extend(undone(first));
        Self {
            upgrade,
            downgrade,
            are_rewritten: true,
        }
    }
}

/// A change as a hook reads it.
fn line(change: &Change, family: Family) -> String {
    let escaped = |text: &str| {
        let text = text.replace('\\', "\\\\").replace('\t', "\\t");
        text.replace('\n', "\\n").replace('\r', "\\r")
    };
    let fields = [
        kind(change).to_owned(),
        object(change),
        change.destroys(family).unwrap_or_default(),
        change.describe(),
    ];
    fields.map(|field| escaped(&field)).join("\t") + "\n"
}

fn kind(change: &Change) -> &'static str {
    match change {
        Change::CreateSchema(_) => "create_schema",
        Change::DropSchema(_) => "drop_schema",
        Change::CreateExtension(..) => "create_extension",
        Change::DropExtension(..) => "drop_extension",
        Change::CreateEnum(..) => "create_enum",
        Change::DropEnum(..) => "drop_enum",
        Change::AddEnumValues { .. } => "add_enum_values",
        Change::ReplaceEnum { .. } => "replace_enum",
        Change::CreateSequence(..) => "create_sequence",
        Change::DropSequence(..) => "drop_sequence",
        Change::AlterSequence { .. } => "alter_sequence",
        Change::CreateTable(..) => "create_table",
        Change::DropTable(..) => "drop_table",
        Change::RenameTable { .. } => "rename_table",
        Change::TableComment { .. } => "table_comment",
        Change::AddColumn { .. } => "add_column",
        Change::DropColumn { .. } => "drop_column",
        Change::RenameColumn { .. } => "rename_column",
        Change::AlterColumn { .. } => "alter_column",
        Change::CreatePrimaryKey { .. } => "create_primary_key",
        Change::DropPrimaryKey { .. } => "drop_primary_key",
        Change::CreateUnique { .. } => "create_unique_constraint",
        Change::DropUnique { .. } => "drop_unique_constraint",
        Change::CreateForeignKey { .. } => "create_foreign_key",
        Change::DropForeignKey { .. } => "drop_foreign_key",
        Change::CreateCheck { .. } => "create_check_constraint",
        Change::DropCheck { .. } => "drop_check_constraint",
        Change::CreateExclude { .. } => "create_exclude_constraint",
        Change::DropExclude { .. } => "drop_exclude_constraint",
        Change::CreateIndex { .. } => "create_index",
        Change::DropIndex { .. } => "drop_index",
        Change::CreateTrigger { .. } => "create_trigger",
        Change::DropTrigger { .. } => "drop_trigger",
        Change::CreateView(..) => "create_view",
        Change::DropView(..) => "drop_view",
        Change::CreateFunction(..) => "create_function",
        Change::DropFunction(..) => "drop_function",
        Change::ReplaceFunction { .. } => "replace_function",
        Change::Execute { .. } => "execute",
        Change::ObjectComment { .. } => "object_comment",
    }
}

/// What a change is of: a name, with its table's where it has one.
fn object(change: &Change) -> String {
    match change {
        Change::CreateSchema(name)
        | Change::DropSchema(name)
        | Change::CreateExtension(name, _)
        | Change::DropExtension(name, _)
        | Change::ObjectComment { object: name, .. } => name.clone(),
        Change::CreateEnum(name, _)
        | Change::DropEnum(name, _)
        | Change::AddEnumValues { name, .. }
        | Change::ReplaceEnum { name, .. }
        | Change::CreateSequence(name, _)
        | Change::DropSequence(name, _)
        | Change::AlterSequence { name, .. }
        | Change::CreateTable(name, _)
        | Change::DropTable(name, _)
        | Change::RenameTable { from: name, .. }
        | Change::TableComment { table: name, .. }
        | Change::CreateView(name, _)
        | Change::DropView(name, _)
        | Change::CreateFunction(name, _)
        | Change::DropFunction(name, _)
        | Change::ReplaceFunction { name, .. } => name.to_string(),
        Change::AddColumn { table, column } | Change::DropColumn { table, column } => {
            format!("{table}.{}", column.name)
        }
        Change::AlterColumn { table, to, .. } => format!("{table}.{}", to.name),
        Change::RenameColumn { table, from, .. } => format!("{table}.{from}"),
        Change::CreatePrimaryKey { table, key } | Change::DropPrimaryKey { table, key } => {
            format!("{table}.{}", key.name)
        }
        Change::CreateUnique { table, name, .. }
        | Change::DropUnique { table, name, .. }
        | Change::CreateForeignKey { table, name, .. }
        | Change::DropForeignKey { table, name, .. }
        | Change::CreateCheck { table, name, .. }
        | Change::DropCheck { table, name, .. }
        | Change::CreateExclude { table, name, .. }
        | Change::DropExclude { table, name, .. }
        | Change::CreateIndex { table, name, .. }
        | Change::DropIndex { table, name, .. }
        | Change::CreateTrigger { table, name, .. }
        | Change::DropTrigger { table, name, .. } => format!("{table}.{name}"),
        Change::Execute { .. } => String::new(),
    }
}
