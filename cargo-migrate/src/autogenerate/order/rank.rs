//! Where a change stands if nothing forces it to stand elsewhere.

use super::uses::table;
use crate::autogenerate::change::Change;

/// What sorts changes: first what stands in the way is taken away, then what others stand on is created, then each table is
/// changed at one place, then what stands on tables is created; what is not needed any more goes last.
pub(super) fn rank(change: &Change) -> (u8, String, u8, String, String) {
    let (part, place) = match change {
        Change::RenameTable { .. } | Change::RenameColumn { .. } => (0, 0),
        Change::DropTrigger { .. } => (1, 0),
        Change::DropView(..) => (2, 0),
        Change::DropForeignKey { .. } => (3, 0),
        Change::CreateSchema(_) => (4, 0),
        Change::CreateExtension(..) => (5, 0),
        Change::CreateEnum(..) => (6, 0),
        Change::AddEnumValues { .. } => (6, 1),
        Change::ReplaceEnum { .. } => (6, 2),
        Change::CreateSequence(..) => (7, 0),
        Change::AlterSequence { .. } => (7, 1),
        Change::CreateFunction(..) => (8, 0),
        Change::ReplaceFunction { .. } => (8, 1),
        Change::CreateTable(..) => (9, 0),
        Change::DropIndex { .. } => (10, 0),
        Change::DropExclude { .. } => (10, 1),
        Change::DropCheck { .. } => (10, 2),
        Change::DropUnique { .. } => (10, 3),
        Change::DropPrimaryKey { .. } => (10, 4),
        Change::AddColumn { .. } => (10, 5),
        Change::AlterColumn { .. } => (10, 6),
        Change::DropColumn { .. } => (10, 7),
        Change::CreatePrimaryKey { .. } => (10, 8),
        Change::CreateUnique { .. } => (10, 9),
        Change::CreateCheck { .. } => (10, 10),
        Change::CreateExclude { .. } => (10, 11),
        Change::CreateIndex { .. } => (10, 12),
        Change::TableComment { .. } => (10, 13),
        Change::CreateForeignKey { .. } => (11, 0),
        Change::CreateView(..) => (12, 0),
        Change::CreateTrigger { .. } => (13, 0),
        Change::ObjectComment { .. } => (14, 0),
        Change::DropTable(..) => (15, 0),
        Change::DropFunction(..) => (16, 0),
        Change::DropSequence(..) => (17, 0),
        Change::DropEnum(..) => (18, 0),
        Change::DropExtension(..) => (19, 0),
        Change::DropSchema(_) => (20, 0),
        // It has its place already.
        Change::Execute { .. } => (21, 0),
    };
    let table = table(change).map(ToString::to_string).unwrap_or_default();
    // Two changes that look the same in a line still have one order.
    (part, table, place, change.describe(), format!("{change:?}"))
}
