//! Changes as operations, and as the Rust that records the same operations.
//!
//! Both come of one pass: [`call`] makes each call on a builder of the runtime, and writes it down. What has no
//! directive becomes `op.execute`.

mod batch;
mod body;
mod call;
mod columns;
mod constraints;
mod enums;
mod exclude;
mod expression;
mod indexes;
mod literal;
pub(in crate::autogenerate) mod model;
mod mysql;
mod names;
mod objects;
mod tables;
#[cfg(test)]
mod tests;
mod types;

use migrate_runtime::Operations;
use migrate_runtime::dialect::Dialect;
use migrate_runtime::schema::ConstraintKind;
use migrate_runtime::settings::NamingConvention;

use self::batch::Step;
pub(super) use self::constraints::Kept;

use self::call::{Argument, Block, Statement, begin, call};
use self::names::Taken;
use super::change::Change;
use super::compare::mysql::{Key, is_of_column};
use super::schema::{Name, Schema};
use crate::error::Result;

/// Writes the changes between two schemas.
#[derive(Debug)]
pub(crate) struct Renderer<'a> {
    dialect: &'static Dialect,
    naming: &'a NamingConvention,
    /// As it is before the changes.
    from: &'a Schema,
    /// As it is behind them.
    to: &'a Schema,
    taken: Taken,
}

/// The bodies of a revision's functions; either is empty where there is nothing to do.
///
/// They stand in a function as they are, indented, and need no import beside the prelude.
pub(crate) fn file(
    dialect: &'static Dialect,
    naming: &NamingConvention,
    (from, to): (&Schema, &Schema),
    (upgrade, downgrade): (&[Change], &[Change]),
) -> Result<(String, String)> {
    let upgrades = Renderer::new(dialect, naming, from, to).body(upgrade)?;
    let downgrades = Renderer::new(dialect, naming, to, from).body(downgrade)?;
    Ok((upgrades, downgrades))
}

impl<'a> Renderer<'a> {
    /// For changes that lead from one schema to another.
    pub(crate) fn new(
        dialect: &'static Dialect,
        naming: &'a NamingConvention,
        from: &'a Schema,
        to: &'a Schema,
    ) -> Self {
        Self {
            dialect,
            naming,
            from,
            to,
            taken: Taken::new([from, to]),
        }
    }

    /// Records the operations of a change that stands alone.
    #[cfg(test)]
    pub(crate) fn record(&self, change: &Change, op: &mut Operations) {
        self.record_all(std::slice::from_ref(change), op);
    }

    /// Records the operations of changes, which are in an order in which they can be done.
    pub(crate) fn record_all(&self, changes: &[Change], op: &mut Operations) {
        let mut block = Block::new(op, "op");
        for step in self.steps(changes) {
            self.write_step(&step, &mut block);
        }
    }

    fn statements(&self, step: &Step) -> Vec<Statement> {
        let mut op = Operations::new(self.dialect);
        let mut block = Block::new(&mut op, "op");
        self.write_step(step, &mut block);
        block.into_statements()
    }

    fn write_step(&self, step: &Step, op: &mut Block<'_, Operations>) {
        match step {
            Step::One(change) => self.write(change, op),
            Step::Batch(table, changes) => {
                call::batch_alter_table(op, table, |b| self.batch(b, changes));
            }
        }
    }

    fn write(&self, change: &Change, op: &mut Block<'_, Operations>) {
        match change {
            Change::CreateSchema(name) => {
                begin!(op.create_schema(name));
            }
            Change::DropSchema(name) => {
                begin!(op.drop_schema(name));
            }
            Change::CreateExtension(name, it) => Self::create_extension(op, name, it),
            Change::DropExtension(name, _) => {
                begin!(op.drop_extension(name));
            }
            Change::CreateEnum(name, it) => self.create_enum(op, name, it),
            Change::DropEnum(name, _) => {
                begin!(op.drop_enum(name));
            }
            Change::AddEnumValues { name, from, to } => self.add_enum_values(op, name, from, to),
            Change::ReplaceEnum {
                name,
                from: _,
                to,
                columns,
            } => self.replace_enum(op, name, to, columns),
            Change::CreateSequence(name, it) => self.create_sequence(op, name, it),
            Change::DropSequence(name, _) => {
                begin!(op.drop_sequence(name));
            }
            Change::AlterSequence { name, from, to } => self.alter_sequence(op, name, from, to),
            Change::CreateTable(name, it) => self.create_table(op, name, it),
            Change::DropTable(name, _) => {
                begin!(op.drop_table(name));
            }
            Change::RenameTable { from, to } => self.rename_table(op, from, to),
            Change::TableComment { table, from: _, to } => match to {
                Some(comment) => {
                    begin!(op.create_table_comment(table, comment));
                }
                None => {
                    begin!(op.drop_table_comment(table));
                }
            },
            Change::AddColumn { table, column } => self.add_column(op, table, column),
            Change::DropColumn { table, column } => {
                begin!(op.drop_column(table, column.name));
            }
            Change::RenameColumn { table, from, to } => {
                call::alter_column(op, table, from, |c| call!(c.rename(to)));
            }
            Change::AlterColumn { table, from, to } => self.alter_column(op, table, from, to),
            Change::CreatePrimaryKey { table, key } => self.create_primary_key(op, table, key),
            Change::DropPrimaryKey { table, key } => {
                self.before_key_goes(op, table, &Key::Primary);
                Self::drop_constraint(op, table, &key.name, ConstraintKind::PrimaryKey);
            }
            Change::CreateUnique {
                table,
                name,
                unique,
            } => self.create_unique(op, table, name, unique),
            Change::DropUnique { table, name, .. } => {
                self.before_key_goes(op, table, &Key::Unique(name.clone()));
                Self::drop_constraint(op, table, name, ConstraintKind::Unique);
            }
            Change::CreateForeignKey { table, name, key } => {
                self.create_foreign_key(op, table, name, key);
            }
            Change::DropForeignKey { table, name, .. } => {
                Self::drop_constraint(op, table, name, ConstraintKind::ForeignKey);
            }
            Change::CreateCheck { table, name, check } => {
                self.create_check(op, table, name, check);
            }
            Change::DropCheck { table, check, .. } if self.is_mysql() && is_of_column(check) => {
                self.drop_check_of_column(op, table, check);
            }
            Change::DropCheck { table, name, .. } => {
                Self::drop_constraint(op, table, name, ConstraintKind::Check);
            }
            Change::CreateExclude {
                table,
                name,
                exclude,
            } => self.create_exclude(op, table, name, exclude),
            Change::DropExclude { table, name, .. } => {
                Self::drop_constraint(op, table, name, ConstraintKind::Exclude);
            }
            Change::CreateIndex { table, name, index } => {
                self.create_index(op, table, name, index);
            }
            Change::DropIndex { table, name, .. } => {
                self.before_key_goes(op, table, &Key::Index(name.clone()));
                begin!(op.drop_index(name, table));
            }
            Change::CreateTrigger { definition, .. } => {
                begin!(op.execute(definition));
            }
            Change::DropTrigger { table, name, .. } => {
                begin!(op.drop_trigger(name, table));
            }
            Change::CreateView(name, it) => self.create_view(op, name, it),
            Change::DropView(name, it) => Self::drop_view(op, name, it),
            Change::CreateFunction(name, it) => self.create_function(op, name, it, false),
            Change::DropFunction(name, it) => self.drop_function(op, name, it),
            Change::ReplaceFunction { name, from, to } => {
                if self.must_drop(to) {
                    self.drop_function(op, name, from);
                }
                self.create_function(op, name, to, true);
            }
            Change::Execute { upgrade, .. } if upgrade.is_empty() => {}
            Change::Execute { upgrade, .. } => {
                begin!(op.execute(upgrade));
            }
            Change::ObjectComment {
                object,
                from: _,
                to,
            } => self.comment(op, object, to.as_ref()),
        }
    }

    /// A name as SQL writes it.
    fn quote(&self, name: &Name) -> String {
        self.dialect.quote_table(&name.value())
    }
}
