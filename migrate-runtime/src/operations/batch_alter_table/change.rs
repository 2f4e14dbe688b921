//! One change of a batch: what it needs, and which columns it speaks of.

use crate::definition::{Place, names, same_name};
use crate::dialect::Lexis;
use crate::operations::parts::is_literal;
use crate::operations::{AlterColumn, Operation, Recorded};
use crate::schema::Column;

/// An operation of a batch, and where the column that it adds is to stand.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) recorded: Recorded,
    pub(super) place: Option<Place>,
}

/// A new name of a column, which can be given in place.
#[derive(Debug)]
pub(super) struct Rename {
    pub(super) recorded: Recorded,
    /// Its names before and behind.
    pub(super) names: [String; 2],
}

impl Change {
    /// Takes the new name of a column out of what else changes in it; where nothing is left there is no change.
    pub(super) fn split_rename(self) -> (Option<Self>, Option<Rename>) {
        let Operation::AlterColumn(alter) = &self.recorded.operation else {
            return (Some(self), None);
        };
        let with = |alter: AlterColumn| Recorded {
            operation: alter.into(),
            ..self.recorded.clone()
        };
        let rename = alter.new_name.clone().map(|new_name| Rename {
            names: [alter.column.clone(), new_name],
            recorded: with(only_renamed(alter)),
        });
        // Where tables are made anew there are no comments.
        let rest = AlterColumn {
            new_name: None,
            comment: None,
            ..alter.clone()
        };
        let is_left = (rename.is_none() && alter.comment.is_none()) || !says_nothing(&rest);
        let rest = is_left.then(|| Self {
            recorded: with(rest),
            place: None,
        });
        (rest, rename)
    }

    /// Whether the table must be made anew for it.
    pub(super) fn needs_new_table(&self) -> bool {
        match &self.recorded.operation {
            Operation::AddColumn(add) => self.place.is_some() || !can_be_added(&add.column),
            Operation::CreateIndex(_) | Operation::DropIndex(_) => false,
            _ => true,
        }
    }

    /// Whether it may speak of a column.
    pub(super) fn concerns(&self, column: &str, lexis: Lexis) -> bool {
        let is = |name: &String| same_name(name, column);
        // An expression that cannot be read is an error later.
        let text_names = |text: &String| names(&format!("({text})"), lexis, column).unwrap_or(true);
        match &self.recorded.operation {
            Operation::AddColumn(add) => {
                let new = &add.column;
                let expression = new.computed.as_ref().map(|it| &it.expression);
                let neighbor = self
                    .place
                    .as_ref()
                    .map(|(Place::Before(it) | Place::After(it))| it);
                let referred = new.references.as_ref().map(|(_, column)| column);
                let mut words = [Some(&new.name), neighbor, referred].into_iter().flatten();
                words.any(is)
                    || [expression, new.check.as_ref()]
                        .into_iter()
                        .flatten()
                        .any(text_names)
            }
            Operation::AlterColumn(alter) => {
                is(&alter.column) || alter.using.iter().any(text_names)
            }
            Operation::DropColumn(drop) => is(&drop.column),
            Operation::CreatePrimaryKey(create) => create.constraint.columns.iter().any(is),
            Operation::CreateUniqueConstraint(create) => create.constraint.columns.iter().any(is),
            Operation::CreateForeignKey(create) => {
                let key = &create.constraint;
                key.columns.iter().chain(&key.referred_columns).any(is)
            }
            Operation::CreateCheckConstraint(create) => text_names(&create.constraint.condition),
            _ => false,
        }
    }
}

/// Whether SQLite's `ADD COLUMN` takes a column: <https://www.sqlite.org/lang_altertable.html#altertabaddcol>.
fn can_be_added(column: &Column) -> bool {
    let default = column.server_default.as_deref();
    let is_null = default.is_none_or(|it| it.trim().eq_ignore_ascii_case("null"));
    let is_key = column.primary_key || column.unique;
    let is_filled = match &column.computed {
        Some(computed) => !computed.stored,
        None => default.is_none_or(is_literal) && (column.nullable || !is_null),
    };
    is_filled && !is_key && (is_null || column.references.is_none())
}

/// The alteration without all but the new name.
fn only_renamed(alter: &AlterColumn) -> AlterColumn {
    AlterColumn {
        data_type: None,
        collation: None,
        using: None,
        nullable: None,
        server_default: None,
        identity: None,
        drop_expression: false,
        comment: None,
        ..alter.clone()
    }
}

fn says_nothing(alter: &AlterColumn) -> bool {
    alter.data_type.is_none()
        && alter.collation.is_none()
        && alter.using.is_none()
        && alter.nullable.is_none()
        && alter.server_default.is_none()
        && alter.identity.is_none()
        && !alter.drop_expression
}
