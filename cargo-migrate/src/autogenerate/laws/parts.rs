//! What kind of thing a change is of, and by which names it could be left out.

use migrate_script::config::Kind;

use crate::autogenerate::change::Change;
use crate::autogenerate::schema::Name;

/// `None` for what only the whole could tell.
pub(super) fn of(change: &Change) -> Option<(Kind, Vec<String>)> {
    let one = |kind, name: &Name| Some((kind, vec![name.to_string()]));
    let two =
        |kind, table: &Name, name: &String| Some((kind, vec![table.to_string(), name.clone()]));
    match change {
        Change::CreateSchema(_) | Change::DropSchema(_) => Some((Kind::Schemas, Vec::new())),
        Change::CreateExtension(..) | Change::DropExtension(..) => {
            Some((Kind::Extensions, Vec::new()))
        }
        Change::CreateEnum(name, _) | Change::DropEnum(name, _) => one(Kind::Enums, name),
        Change::AddEnumValues { name, .. } | Change::ReplaceEnum { name, .. } => {
            one(Kind::Enums, name)
        }
        Change::CreateSequence(name, _) | Change::DropSequence(name, _) => {
            one(Kind::Sequences, name)
        }
        Change::CreateTable(name, _) | Change::DropTable(name, _) => one(Kind::Tables, name),
        Change::CreateView(name, _) | Change::DropView(name, _) => one(Kind::Views, name),
        Change::CreateFunction(name, _) | Change::DropFunction(name, _) => {
            one(Kind::Functions, name)
        }
        Change::AddColumn { table, .. } | Change::DropColumn { table, .. } => {
            one(Kind::Tables, table)
        }
        Change::CreateUnique { table, name, .. }
        | Change::CreateCheck { table, name, .. }
        | Change::CreateExclude { table, name, .. }
        | Change::DropUnique { table, name, .. }
        | Change::DropCheck { table, name, .. }
        | Change::DropExclude { table, name, .. } => two(Kind::Constraints, table, name),
        // A trigger of a created table and a foreign key of a dropped one come and go with it.
        Change::CreateIndex { table, name, .. } | Change::DropIndex { table, name, .. } => {
            two(Kind::Indexes, table, name)
        }
        Change::CreateTrigger { table, name, .. } => two(Kind::Triggers, table, name),
        Change::CreateForeignKey { table, name, .. } => two(Kind::Constraints, table, name),
        Change::ObjectComment { .. } => Some((Kind::Comments, Vec::new())),
        Change::TableComment { table, .. } => one(Kind::Comments, table),
        _ => None,
    }
}

/// The table that a change takes a constraint or an index from.
pub(super) fn dropped_of(change: &Change) -> Option<&Name> {
    match change {
        Change::DropPrimaryKey { table, .. }
        | Change::DropUnique { table, .. }
        | Change::DropForeignKey { table, .. }
        | Change::DropCheck { table, .. }
        | Change::DropExclude { table, .. }
        | Change::DropIndex { table, .. } => Some(table),
        _ => None,
    }
}
