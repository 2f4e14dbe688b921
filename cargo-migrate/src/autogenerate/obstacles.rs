//! What a scratch copy does not have, and what makes a change fail in the database itself.

use super::change::Change;
use super::schema::Name;

/// Something that is not compared, and stands on something that is, or in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Obstacle {
    /// A table, a view or an index.
    pub(crate) of: Name,
    pub(crate) column: Option<String>,
    /// What it is, in words.
    pub(crate) what: String,
}

/// Which of them are in the way of changes, in words.
pub(crate) fn told(obstacles: &[Obstacle], changes: &[Change]) -> Vec<String> {
    let told = changes.iter().flat_map(|change| {
        let found = obstacles.iter().filter(|it| it.is_in_the_way_of(change));
        let found = found.map(|it| format!("{}: {}", change.describe(), it.what));
        found.collect::<Vec<_>>()
    });
    let mut told: Vec<_> = told.collect();
    // A view that reads several columns of a table is told of once.
    told.dedup();
    told
}

impl Obstacle {
    fn is_in_the_way_of(&self, change: &Change) -> bool {
        let is_column = |name: &String| self.column.as_ref() == Some(name);
        match change {
            Change::DropTable(name, _) | Change::DropView(name, _) => self.of == *name,
            Change::DropColumn { table, column } => self.of == *table && is_column(&column.name),
            Change::AlterColumn { table, from, to } => {
                let is_retyped =
                    (&from.data_type, &from.collation) != (&to.data_type, &to.collation);
                is_retyped && self.of == *table && is_column(&to.name)
            }
            Change::CreateIndex { table, name, .. } => {
                self.column.is_none() && self.of.schema == table.schema && self.of.name == *name
            }
            _ => false,
        }
    }
}
