//! Primary keys, unique constraints and checks, which statements tell of.
//!
//! One without a name goes by that which PostgreSQL would give it. So it is found again on both sides, and the
//! runtime finds it by that name.

use migrate_runtime::inspection::{Described, DescribedConstraint};
use migrate_runtime::schema::ConstraintKind;

use crate::autogenerate::schema::{Check, Deferral, PrimaryKey, Table, Unique};

/// Adds them to their table; `key` are the columns of its primary key.
pub(super) fn add(table: &mut Table, described: &Described, key: Vec<String>) {
    for constraint in &described.constraints {
        match constraint.kind {
            ConstraintKind::PrimaryKey if !key.is_empty() => {
                table.primary_key = Some(PrimaryKey {
                    name: name(constraint),
                    columns: key.clone(),
                    deferral: Deferral::NotDeferrable,
                });
            }
            ConstraintKind::Unique => {
                let unique = Unique {
                    columns: spelled(table, &constraint.columns),
                    nulls_not_distinct: false,
                    deferral: Deferral::NotDeferrable,
                    definition: match has_order_or_collation(constraint) {
                        true => format!("UNIQUE ({})", constraint.text),
                        false => format!("UNIQUE ({})", constraint.columns.join(", ")),
                    },
                };
                let name = name(constraint);
                table.uniques.insert(name, unique);
            }
            ConstraintKind::Check => {
                let check = Check {
                    condition: constraint.text.clone(),
                    is_valid: true,
                    definition: format!("CHECK ({})", constraint.text),
                };
                let name = name(constraint);
                table.checks.insert(name, check);
            }
            _ => {}
        }
    }
}

/// The name of a constraint, or that which it goes by.
pub(super) fn name(constraint: &DescribedConstraint) -> String {
    constraint
        .name
        .as_ref()
        .unwrap_or(&constraint.called)
        .clone()
}

/// Columns as their table writes them.
fn spelled(table: &Table, columns: &[String]) -> Vec<String> {
    let spelled = |column: &String| {
        let mut columns = table.columns.iter();
        let found = columns.find(|it| it.name.eq_ignore_ascii_case(column));
        found.map_or_else(|| column.clone(), |it| it.name.clone())
    };
    columns.iter().map(spelled).collect()
}

/// Whether a key says more than its columns, which no directive does.
pub(super) fn has_more(described: &Described) -> bool {
    let keys = [ConstraintKind::PrimaryKey, ConstraintKind::Unique];
    let mut constraints = described.constraints.iter();
    constraints.any(|it| keys.contains(&it.kind) && has_order_or_collation(it))
}

fn has_order_or_collation(constraint: &DescribedConstraint) -> bool {
    let words = constraint
        .text
        .split(|c: char| c == ',' || c.is_whitespace());
    words
        .into_iter()
        .any(|word| ["COLLATE", "DESC"].contains(&word))
}
