//! Enums: values that come leave the type as it is, values that go or change places make it anew.

use super::{comments, sides};
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Column, Name, Schema};
use crate::autogenerate::words::Words;

pub(super) fn compare(from: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    let mut found = Vec::new();
    let to_all = to;
    for (name, before, after) in sides(&from.enums, &to.enums) {
        let name = name.clone();
        match (before, after) {
            (Some(before), Some(after)) => {
                let [from, to] = [before.clone(), after.clone()];
                let columns = Vec::new();
                let is_extended = is_extended(&before.values, &after.values)
                    && !uses_addition(&name, &before.values, &after.values, to_all);
                if is_extended {
                    let object = || comments::enumeration(&name);
                    comments::compare(object, &before.comment, &after.comment, changes);
                }
                if before.values == after.values {
                    continue;
                }
                found.push(if is_extended {
                    Change::AddEnumValues { name, from, to }
                } else {
                    // The new type has the wanted comment from the beginning.
                    Change::ReplaceEnum {
                        name,
                        from,
                        to,
                        columns,
                    }
                });
            }
            (Some(before), None) => changes.push(Change::DropEnum(name, before.clone())),
            (None, Some(after)) => changes.push(Change::CreateEnum(name, after.clone())),
            (None, None) => {}
        }
    }
    changes.extend(find_columns(found, from, to));
}

/// Whether something that is wanted speaks of a value that is new. A transaction that adds a value cannot use it, but one that
/// makes the type anew can.
fn uses_addition(name: &Name, from: &[String], to: &[String], schema: &Schema) -> bool {
    let new: Vec<_> = to.iter().filter(|value| !from.contains(value)).collect();
    let speaks = |text: &String| {
        is_of(text, name)
            && new.iter().any(|value| {
                let literal = format!("'{}'", value.replace('\'', "''"));
                text.contains(&literal) || (text.contains("'{") && text.contains(value.as_str()))
            })
    };
    let tables = schema.tables.values();
    let mut texts = tables.flat_map(|table| {
        let columns = table.columns.iter();
        let defaults = columns.flat_map(|it| {
            let computed = it.computed.as_ref().map(|it| &it.expression);
            it.default.iter().chain(computed)
        });
        let checks = table.checks.values().map(|it| &it.condition);
        let indexes = table.indexes.values().map(|it| &it.definition);
        let excludes = table.excludes.values().map(|it| &it.definition);
        let texts = defaults.chain(checks).chain(indexes).chain(excludes);
        texts.chain(table.triggers.values())
    });
    texts.any(speaks) || schema.views.values().any(|it| speaks(&it.query))
}

/// Whether all values stay, in their order.
fn is_extended(from: &[String], to: &[String]) -> bool {
    let mut to = to.iter();
    from.iter().all(|value| to.any(|other| other == value))
}

/// Fills in the columns that use the types that are made anew, as they are then: those that use it on both sides. Where their default
/// differs, it is not there while the type changes, since neither type need have the other one's value.
pub(super) fn find_columns(mut changes: Vec<Change>, from: &Schema, to: &Schema) -> Vec<Change> {
    for change in &mut changes {
        if let Change::ReplaceEnum { name, columns, .. } = change {
            *columns = using(name, from, to);
        }
    }
    changes
}

fn using(name: &Name, from: &Schema, to: &Schema) -> Vec<(Name, Column)> {
    let mut columns = Vec::new();
    for (table, before) in &from.tables {
        let Some(after) = to.tables.get(table) else {
            continue;
        };
        for column in &before.columns {
            let wanted = after.columns.iter().find(|it| it.name == column.name);
            let Some(wanted) = wanted.filter(|it| is_of(&it.data_type, name)) else {
                continue;
            };
            let is_plain = column.computed.is_none() && wanted.computed.is_none();
            if !is_plain || !is_of(&column.data_type, name) {
                continue;
            }
            let mut column = column.clone();
            if (&column.default, &column.data_type) != (&wanted.default, &wanted.data_type) {
                column.default = None;
            }
            columns.push((table.clone(), column));
        }
    }
    columns
}

/// Whether a type is the enum, or an array of it.
pub(super) fn is_of(data_type: &str, name: &Name) -> bool {
    let words = Words::of(data_type);
    let schema_fits = match &name.schema {
        Some(schema) => words.names(schema),
        None => !data_type.contains('.'),
    };
    schema_fits && words.names(&name.name)
}

/// A value to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Addition {
    pub(crate) value: String,
    /// The old value that it comes before; none: it comes behind all.
    pub(crate) before: Option<String>,
}

/// The values of `to` that `from` lacks, each with its place, as they can be added one after the other.
pub(crate) fn additions(from: &[String], to: &[String]) -> Vec<Addition> {
    let added = |value: &&String| !from.contains(*value);
    let new = to.iter().enumerate().filter(|(_, value)| added(value));
    new.map(|(at, value)| Addition {
        value: value.clone(),
        before: to[at..].iter().find(|value| !added(value)).cloned(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn values_are_added_at_their_places() {
        let found = additions(&values("b d"), &values("a b c1 c2 d e"));
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.value.as_str(), it.before.as_deref()))
            .collect();
        let wanted = [
            ("a", Some("b")),
            ("c1", Some("d")),
            ("c2", Some("d")),
            ("e", None),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn an_enum_is_extended_if_nothing_goes_or_moves() {
        assert!(is_extended(&values("a b"), &values("x a y b")));
        assert!(!is_extended(&values("a b"), &values("b a c")));
        assert!(!is_extended(&values("a b"), &values("b c")));
    }

    #[test]
    fn a_type_is_an_enum_also_as_an_array_and_in_its_schema() {
        let shop = Name {
            schema: Some("shop".to_owned()),
            name: "mood".to_owned(),
        };
        let plain = Name::plain("mood");
        assert!(is_of("mood[]", &plain) && !is_of("shop.mood", &plain) && !is_of("moods", &plain));
        assert!(is_of("shop.mood", &shop) && !is_of("mood", &shop));
    }
}
