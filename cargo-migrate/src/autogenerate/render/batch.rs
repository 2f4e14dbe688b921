//! Changes of tables that cannot be altered in place: `op.batch_alter_table`, once for each table.

use migrate_runtime::dialect::AlterColumns;
use migrate_runtime::operations::BatchOperations;
use migrate_runtime::schema::ConstraintKind;
use quote::quote;

use super::Renderer;
use super::call::{Block, Made, alter_column_in_batch, begin, call};
use super::constraints::{self, constraint_kind};
use super::expression::bare;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Column, Name, PrimaryKey};

/// What is written at once.
#[derive(Debug)]
pub(super) enum Step {
    /// A change with a directive of its own.
    One(Box<Change>),
    /// All that changes in a table which is made anew.
    Batch(Name, Vec<Change>),
}

impl Step {
    fn one(change: Change) -> Self {
        Self::One(Box::new(change))
    }

    /// Its changes.
    pub(super) fn changes(&self) -> &[Change] {
        match self {
            Self::One(change) => std::slice::from_ref(&**change),
            Self::Batch(_, changes) => changes,
        }
    }
}

impl Renderer<'_> {
    /// The steps of changes, which are in an order in which they can be done.
    ///
    /// Where tables are made anew, what changes in one table comes together. The database then looks at what a table
    /// refers to when rows are written, not before: so the kinds of changes follow each other, whatever the tables.
    pub(super) fn steps(&self, changes: &[Change]) -> Vec<Step> {
        let mut changes = changes.to_vec();
        if self.dialect.columns.alter != AlterColumns::Recreate {
            return changes.into_iter().map(Step::one).collect();
        }
        changes.retain(|change| match change {
            Change::AlterColumn { from, to, .. } => is_altered(from, to),
            _ => true,
        });
        with_own_keys(&mut changes);
        let dropped: Vec<_> = changes
            .iter()
            .filter_map(|change| match change {
                Change::DropTable(name, _) => Some(name.clone()),
                _ => None,
            })
            .collect();
        // A table that refers to another one lets go of it before both are dropped.
        let is_dropped =
            |change: &Change| altered_table(change).is_some_and(|it| dropped.contains(it));
        changes.sort_by_key(|change| if is_dropped(change) { 1 } else { phase(change) });
        let mut steps: Vec<Step> = Vec::new();
        for change in changes {
            let Some(table) = altered_table(&change) else {
                steps.push(Step::one(change));
                continue;
            };
            let batch = steps.iter_mut().find_map(|step| match step {
                Step::Batch(name, changes) if name == table => Some(changes),
                _ => None,
            });
            match batch {
                Some(batch) => batch.push(change),
                None => steps.push(Step::Batch(table.clone(), vec![change])),
            }
        }
        steps.into_iter().flat_map(in_place).collect()
    }

    /// Writes what changes in a table.
    pub(super) fn batch(&self, b: &mut Block<'_, BatchOperations>, changes: &[Change]) {
        for change in changes {
            self.change_in_batch(b, change);
        }
    }

    fn change_in_batch(&self, b: &mut Block<'_, BatchOperations>, change: &Change) {
        match change {
            Change::AddColumn { table, column } => {
                // A key makes it number the rows, by its type.
                let column = Column {
                    identity: None,
                    ..column.clone()
                };
                begin!(b.add_column(self.column(table, &column)));
            }
            Change::DropColumn { column, .. } => {
                begin!(b.drop_column(column.name));
            }
            Change::RenameColumn { from, to, .. } => {
                alter_column_in_batch(b, from, |c| call!(c.rename(to)));
            }
            Change::AlterColumn { from, to, .. } => self.alter_column_in_batch(b, from, to),
            Change::CreatePrimaryKey { key, .. } => {
                begin!(b.create_primary_key(key.name, key.columns));
            }
            Change::DropPrimaryKey { table, key } => {
                drop_constraint(b, &key.name, ConstraintKind::PrimaryKey);
                for column in self.left_by_key(table, key) {
                    alter_column_in_batch(b, column, |c| call!(c.set_not_null()));
                }
            }
            Change::CreateUnique { name, unique, .. } => {
                begin!(b.create_unique_constraint(name, unique.columns));
            }
            Change::DropUnique { name, .. } => drop_constraint(b, name, ConstraintKind::Unique),
            Change::CreateForeignKey { name, key, .. } => {
                let mut chain = begin!(b.create_foreign_key(
                    name,
                    key.columns,
                    key.referred,
                    key.referred_columns,
                ));
                constraints::foreign_key(&mut chain, key);
            }
            Change::DropForeignKey { name, .. } => {
                drop_constraint(b, name, ConstraintKind::ForeignKey)
            }
            Change::CreateCheck { table, name, check } => {
                let condition = bare(&check.condition);
                match self.names_check(table, name) {
                    true => begin!(b.create_check_constraint(none(), condition)),
                    false => begin!(b.create_check_constraint(name, condition)),
                };
            }
            Change::DropCheck { name, .. } => drop_constraint(b, name, ConstraintKind::Check),
            _ => unreachable!("only changes of a table that is made anew are in a batch"),
        }
    }

    /// The columns of a key that is dropped which still take no null: the key may have been all that said so.
    fn left_by_key(&self, table: &Name, key: &PrimaryKey) -> impl Iterator<Item = &str> {
        let table = self.to.tables.get(table);
        let new_key = table.and_then(|table| table.primary_key.as_ref());
        let columns = table.into_iter().flat_map(|table| &table.columns);
        let columns = columns.filter(move |column| {
            let is_kept = new_key.is_some_and(|key| key.columns.contains(&column.name));
            key.columns.contains(&column.name) && !column.is_nullable && !is_kept
        });
        columns.map(|column| column.name.as_str())
    }

    fn alter_column_in_batch(
        &self,
        b: &mut Block<'_, BatchOperations>,
        from: &Column,
        to: &Column,
    ) {
        let is_retyped = is_retyped(from, to);
        let stops_numbering = is_retyped && from.identity.is_some() && to.identity.is_none();
        alter_column_in_batch(b, &to.name, |c| {
            if from.computed.is_some() && to.computed.is_none() {
                call!(c.drop_expression());
            }
            if is_retyped {
                call!(c.set_type(self.data_type(&to.data_type)));
            }
            if from.collation != to.collation {
                call!(c.collate(to.collation.as_deref().unwrap_or("BINARY")));
            }
            if stops_numbering {
                call!(c.drop_identity());
            }
            match from.is_nullable != to.is_nullable {
                true if to.is_nullable => call!(c.drop_not_null()),
                true => call!(c.set_not_null()),
                false => {}
            }
            match self.default(to).filter(|_| from.default != to.default) {
                Some(expression) => call!(c.set_default(expression)),
                None if from.default != to.default => call!(c.drop_default()),
                None => {}
            }
        });
    }
}

/// Whether there is something to alter; that a column numbers the rows is its key's affair.
fn is_altered(from: &Column, to: &Column) -> bool {
    is_retyped(from, to)
        || from.is_nullable != to.is_nullable
        || from.default != to.default
        || (from.computed.is_some() && to.computed.is_none())
}

fn is_retyped(from: &Column, to: &Column) -> bool {
    from.data_type != to.data_type || from.collation != to.collation
}

fn drop_constraint(b: &mut Block<'_, BatchOperations>, name: &str, kind: ConstraintKind) {
    begin!(b.drop_constraint(name, constraint_kind(kind)));
}

/// No name.
fn none() -> Made<Option<&'static str>> {
    Made {
        value: None,
        source: quote!(None),
    }
}

/// Foreign keys of new tables that were taken apart from these: tables may refer to others that are not there yet.
fn with_own_keys(changes: &mut Vec<Change>) {
    let keys: Vec<_> = changes
        .extract_if(.., |change| {
            matches!(change, Change::CreateForeignKey { .. })
        })
        .collect();
    for change in keys {
        let Change::CreateForeignKey { table, name, key } = &change else {
            continue;
        };
        let created = changes.iter_mut().find_map(|change| match change {
            Change::CreateTable(created, it) if created == table => Some(it),
            _ => None,
        });
        match created {
            Some(created) => {
                created.foreign_keys.insert(name.clone(), key.clone());
            }
            None => changes.push(change),
        }
    }
}

/// Which kind comes before which.
fn phase(change: &Change) -> u8 {
    match change {
        Change::DropView(..) | Change::DropTrigger { .. } => 0,
        Change::DropIndex { .. } => 1,
        Change::DropTable(..) => 2,
        Change::RenameTable { .. } => 3,
        Change::CreateIndex { .. } => 6,
        Change::CreateView(..) | Change::CreateTrigger { .. } => 7,
        change if altered_table(change).is_some() => 5,
        _ => 4,
    }
}

/// The table that a change may make anew.
fn altered_table(change: &Change) -> Option<&Name> {
    match change {
        Change::AddColumn { table, .. }
        | Change::DropColumn { table, .. }
        | Change::RenameColumn { table, .. }
        | Change::AlterColumn { table, .. }
        | Change::CreatePrimaryKey { table, .. }
        | Change::DropPrimaryKey { table, .. }
        | Change::CreateUnique { table, .. }
        | Change::DropUnique { table, .. }
        | Change::CreateForeignKey { table, .. }
        | Change::DropForeignKey { table, .. }
        | Change::CreateCheck { table, .. }
        | Change::DropCheck { table, .. } => Some(table),
        _ => None,
    }
}

/// Changes that the database makes in place need no batch, if there are no others.
fn in_place(step: Step) -> Vec<Step> {
    match step {
        Step::Batch(_, changes) if is_in_place(&changes) => {
            changes.into_iter().map(Step::one).collect()
        }
        step => vec![step],
    }
}

fn is_in_place(changes: &[Change]) -> bool {
    match changes {
        // What belongs to a column would be dropped beside it.
        [Change::DropColumn { .. }] => true,
        changes => changes.iter().all(|change| match change {
            Change::AddColumn { column, .. } => can_be_added(column),
            Change::RenameColumn { .. } => true,
            _ => false,
        }),
    }
}

/// Whether SQLite's `ADD COLUMN` takes a column: <https://www.sqlite.org/lang_altertable.html#altertabaddcol>.
fn can_be_added(column: &Column) -> bool {
    match (&column.computed, &column.default) {
        (Some(computed), _) => !computed.is_stored,
        (None, None) => column.is_nullable,
        (None, Some(default)) => is_literal(default),
    }
}

fn is_literal(default: &str) -> bool {
    let is_text = |text: &str| {
        let inner = text.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
        inner.is_some_and(|inner| !inner.replace("''", "").contains('\''))
    };
    default.parse::<f64>().is_ok() || is_text(default)
}
