//! Names that the database gives where nobody asked for one: those of columns, and numbers behind the names of tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::autogenerate::schema::{Check, IndexKey, Schema};

/// The wanted schema, in which what is there already keeps its name where the wanted one is the database's choice.
pub(super) fn keep(from: &Schema, to: &Schema) -> Schema {
    let mut kept = to.clone();
    for (name, after) in &mut kept.tables {
        let Some(before) = from.tables.get(name) else {
            continue;
        };
        let is_default =
            |name: &str, columns: &[String]| columns.first().is_some_and(|column| is(name, column));
        keep_in(
            &before.uniques,
            &mut after.uniques,
            |name, it| is_default(name, &it.columns),
            PartialEq::eq,
        );
        keep_in(
            &before.indexes,
            &mut after.indexes,
            |name, it| match it.parts.first().map(|it| &it.key) {
                Some(IndexKey::Column(column)) => is(name, column),
                Some(IndexKey::Expression(_)) => is(name, "functional_index"),
                None => false,
            },
            PartialEq::eq,
        );
        keep_in(
            &before.foreign_keys,
            &mut after.foreign_keys,
            |key, _| is_numbered(key, &format!("{}_ibfk_", name.name)) || is_numbered(key, ""),
            PartialEq::eq,
        );
        let is_default = |check: &str, it: &Check| {
            let numbered = ["CONSTRAINT_".to_owned(), format!("{}_chk_", name.name)];
            is_of_column(it) || numbered.iter().any(|head| is_numbered(check, head))
        };
        // Whether it stands at its column or behind all of them is no difference.
        keep_in(
            &before.checks,
            &mut after.checks,
            is_default,
            |one, other| one.condition == other.condition,
        );
    }
    kept
}

/// Whether a check belongs to a column, after which the database calls it.
pub(crate) fn is_of_column(check: &Check) -> bool {
    !check.definition.starts_with("CHECK")
}

/// What the database has named keeps the name, or gets another where that is given away already.
fn keep_in<T: Clone>(
    from: &BTreeMap<String, T>,
    to: &mut BTreeMap<String, T>,
    is_default: impl Fn(&str, &T) -> bool,
    is_same: impl Fn(&T, &T) -> bool,
) {
    let (named, wanted) = std::mem::take(to)
        .into_iter()
        .partition(|(name, it)| is_default(name, it));
    let (named, mut kept): (BTreeMap<String, T>, BTreeMap<String, T>) = (named, wanted);
    let mut new = BTreeMap::new();
    for (name, it) in named {
        let is_free = |old: &String| !kept.contains_key(old);
        let same = from.get_key_value(&name).into_iter().chain(from);
        let mut same = same.filter(|(old, other)| is_free(old) && is_same(other, &it));
        match same.next() {
            Some((old, other)) => _ = kept.insert(old.clone(), other.clone()),
            None => _ = new.insert(name, it),
        }
    }
    let taken: BTreeSet<_> = from.keys().cloned().collect();
    for (name, it) in new {
        let is_free = |name: &String| !taken.contains(name) && !kept.contains_key(name);
        let head = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let head = if head.ends_with('_') {
            head.to_owned()
        } else {
            format!("{name}_")
        };
        let others = (1..).map(|number: u32| format!("{head}{number}"));
        let free = std::iter::once(name.clone()).chain(others).find(is_free);
        kept.insert(free.unwrap_or(name), it);
    }
    *to = kept;
}

/// Whether a name is that of a column, maybe with a number behind it.
pub(super) fn is(name: &str, column: &str) -> bool {
    let behind = name.strip_prefix(column);
    behind.is_some_and(|behind| behind.is_empty() || is_numbered(behind, "_"))
}

/// Whether a name is a number behind this.
fn is_numbered(name: &str, head: &str) -> bool {
    let number = name.strip_prefix(head).unwrap_or_default();
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<T: Clone + PartialEq>(from: &[(&str, T)], to: &[(&str, T)]) -> Vec<String> {
        let map = |list: &[(&str, T)]| -> BTreeMap<String, T> {
            let list = list
                .iter()
                .map(|(name, it)| ((*name).to_owned(), it.clone()));
            list.collect()
        };
        let mut kept = map(to);
        let is_default = |name: &str, _: &T| name.starts_with('c') || is_numbered(name, "C_");
        keep_in(&map(from), &mut kept, is_default, PartialEq::eq);
        kept.into_keys().collect()
    }

    #[test]
    fn what_the_database_names_keeps_its_name() {
        assert_eq!(names(&[("uq", 1)], &[("c", 1)]), ["uq"]);
        assert_eq!(names(&[("c", 1)], &[("uq", 1)]), ["uq"]);
        // One is new, in front of the other.
        assert_eq!(
            names(&[("C_1", 2)], &[("C_1", 1), ("C_2", 2)]),
            ["C_1", "C_2"]
        );
        assert_eq!(names(&[("uq", 1)], &[("c", 1), ("uq", 2)]), ["c", "uq"]);
        assert_eq!(names(&[("c", 1), ("d", 2)], &[("c", 3)]), ["c_1"]);
    }

    #[test]
    fn names_of_columns_and_numbers() {
        assert!(is("email", "email") && is("email_2", "email"));
        assert!(!is("email_x", "email") && !is("email_", "email"));
        assert!(
            is_numbered("users_ibfk_12", "users_ibfk_")
                && !is_numbered("users_ibfk_", "users_ibfk_")
        );
    }
}
