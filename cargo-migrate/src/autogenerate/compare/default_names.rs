//! Names that a database gives where nobody asked for one.
//!
//! PostgreSQL's: table, columns and what it is, `users_email_key`, with a number where the name is taken already. SQLite gives none;
//! what has none there goes by these too.

use std::collections::{BTreeMap, HashSet};

use migrate_runtime::dialect::Family;

use crate::autogenerate::schema::{ForeignKey, Index, IndexKey, Name, Schema, Unique};
use crate::autogenerate::words::quote;

/// The wanted schema, in which what is there already keeps its name, where the wanted one is the database's choice, so that nobody
/// asked for it; on SQLite also where what is there has none.
pub(super) fn keep(from: &Schema, to: &Schema) -> Schema {
    let mut kept = to.clone();
    let wanted = names(to);
    for (table, after) in &mut kept.tables {
        let Some(before) = from.tables.get(table) else {
            continue;
        };
        let old = Old {
            may_have_none: to.family == Family::Sqlite,
            is_free: |name: &str| !wanted.contains(&beside(table, name)),
        };
        if let (Some(before), Some(after)) = (&before.primary_key, &mut after.primary_key) {
            let is_same = (&before.columns, before.deferral) == (&after.columns, after.deferral);
            let is_by_default = primary_key(table, &after.name)
                || (old.may_have_none && primary_key(table, &before.name));
            if is_same && is_by_default && (old.is_free)(&before.name) {
                after.name.clone_from(&before.name);
            }
        }
        let by_default = |name: &str, it: &_| unique(table, name, it);
        keep_in(&before.uniques, &mut after.uniques, by_default, &old);
        let by_default = |name: &str, it: &_| foreign_key(table, name, it);
        keep_in(
            &before.foreign_keys,
            &mut after.foreign_keys,
            by_default,
            &old,
        );
        let by_default = |name: &str, _: &_| check(table, name);
        keep_in(&before.checks, &mut after.checks, by_default, &old);
        let by_default = |name: &str, _: &_| exclude(table, name);
        keep_in(&before.excludes, &mut after.excludes, by_default, &old);
        // SQLite has no index without a name of its own.
        let by_default = |name: &str, it: &_| to.family != Family::Sqlite && index(table, name, it);
        keep_in(&before.indexes, &mut after.indexes, by_default, &old);
    }
    keep_sequences(from, &mut kept, &wanted);
    kept
}

/// A column goes on drawing from the sequence that it owns: another one, under the name that a table or a column of a new name would
/// give it, would begin anew.
fn keep_sequences(from: &Schema, kept: &mut Schema, wanted: &HashSet<Name>) {
    for (new, sequence) in std::mem::take(&mut kept.sequences) {
        let owner = sequence.owned_by.as_ref();
        let is_by_default = |(table, column): &(Name, String)| {
            is(&new.name, table, &[column.as_str()], "seq") && !from.sequences.contains_key(&new)
        };
        let owner = owner.filter(|owner| is_by_default(owner));
        let mut there = from.sequences.iter();
        let there = there.find(|(name, it)| {
            owner.is_some() && it.owned_by.as_ref() == owner && !wanted.contains(name)
        });
        let Some((there, _)) = there else {
            kept.sequences.insert(new, sequence);
            continue;
        };
        let tables = kept.tables.values_mut();
        let defaults = tables.flat_map(|table| &mut table.columns);
        for default in defaults.filter_map(|column| column.default.as_mut()) {
            if next_of(&new) == *default {
                *default = next_of(there);
            }
        }
        kept.sequences.insert(there.clone(), sequence);
    }
}

/// The default of a column that draws from a sequence, as PostgreSQL writes it.
fn next_of(sequence: &Name) -> String {
    let schema = sequence.schema.iter().map(|it| quote(it) + ".");
    let name = schema.collect::<String>() + &quote(&sequence.name);
    format!("nextval('{}'::regclass)", name.replace('\'', "''"))
}

/// What is known of the names that are there.
struct Old<F> {
    /// Whether a default one may be no name at all, but what we call what has none.
    may_have_none: bool,
    /// Whether nothing that is wanted has the name.
    is_free: F,
}

/// What is the same under another name gets that name.
fn keep_in<T: PartialEq>(
    from: &BTreeMap<String, T>,
    to: &mut BTreeMap<String, T>,
    is_default: impl Fn(&str, &T) -> bool,
    old: &Old<impl Fn(&str) -> bool>,
) {
    let new = to.keys().filter(|name| !from.contains_key(*name));
    let new: Vec<_> = new.cloned().collect();
    for name in new {
        let Some(wanted) = to.get(&name) else {
            continue;
        };
        let is_by_default = is_default(&name, wanted);
        let is_kept = |(there, it): &(&String, &T)| {
            (is_by_default || (old.may_have_none && is_default(there, it)))
                && (old.is_free)(there)
                && !to.contains_key(*there)
                && *it == wanted
        };
        if let Some((there, _)) = from.iter().find(is_kept)
            && let Some(it) = to.remove(&name)
        {
            to.insert(there.clone(), it);
        }
    }
}

/// The names of all that has one in a schema, with those of constraints.
fn names(schema: &Schema) -> HashSet<Name> {
    let relations = schema.tables.keys().chain(schema.views.keys());
    let mut names: HashSet<_> = relations.chain(schema.sequences.keys()).cloned().collect();
    names.extend(schema.enums.keys().cloned());
    for (table, it) in &schema.tables {
        let keys = it.primary_key.iter().map(|key| &key.name);
        let given = keys.chain(it.uniques.keys()).chain(it.foreign_keys.keys());
        let given = given.chain(it.checks.keys()).chain(it.excludes.keys());
        names.extend(
            given
                .chain(it.indexes.keys())
                .map(|name| beside(table, name)),
        );
    }
    names
}

/// A name in the schema of a table.
fn beside(table: &Name, name: &str) -> Name {
    Name {
        schema: table.schema.clone(),
        name: name.to_owned(),
    }
}

fn primary_key(table: &Name, name: &str) -> bool {
    is(name, table, &[], "pkey")
}

fn unique(table: &Name, name: &str, unique: &Unique) -> bool {
    is(name, table, &columns(&unique.columns), "key")
}

fn foreign_key(table: &Name, name: &str, key: &ForeignKey) -> bool {
    is(name, table, &columns(&key.columns), "fkey")
}

/// A check is called after its column if it is over one only, which its text does not tell.
fn check(table: &Name, name: &str) -> bool {
    is_any(name, table, "check")
}

fn exclude(table: &Name, name: &str) -> bool {
    is_any(name, table, "excl")
}

fn index(table: &Name, name: &str, index: &Index) -> bool {
    let keys = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(column) => column.as_str(),
        IndexKey::Expression(_) => "expr",
    });
    let keys: Vec<_> = keys
        .chain(index.include.iter().map(String::as_str))
        .collect();
    is(name, table, &keys, "idx")
}

fn columns(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn is(name: &str, table: &Name, columns: &[&str], kind: &str) -> bool {
    let columns = columns.join("_");
    let middle = if columns.is_empty() {
        String::new()
    } else {
        format!("{columns}_")
    };
    let wanted = format!("{}_{middle}{kind}", table.name);
    let name = without_number(name);
    // A name that is too long is cut in both of its parts.
    name == wanted || (wanted.len() > MAXIMUM && name.len() >= MAXIMUM - 4 && ends_with(name, kind))
}

fn is_any(name: &str, table: &Name, kind: &str) -> bool {
    let name = without_number(name);
    ends_with(name, kind)
        && (name.starts_with(&format!("{}_", table.name)) || name.len() >= MAXIMUM - 4)
}

/// PostgreSQL's limit for a name, in bytes.
const MAXIMUM: usize = 63;

fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn ends_with(name: &str, kind: &str) -> bool {
    name.strip_suffix(kind)
        .is_some_and(|rest| rest.ends_with('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_name_holds_the_table_and_the_columns() {
        let users = Name::plain("users");
        assert!(is("users_pkey", &users, &[], "pkey"));
        assert!(is("users_email_key1", &users, &["email"], "key"));
        assert!(!is("uq_users_email", &users, &["email"], "key"));
        assert!(!is("users_name_key", &users, &["email"], "key"));
        assert!(check(&users, "users_age_check") && !check(&users, "adult"));
    }

    #[test]
    fn a_long_name_is_cut() {
        let table = Name::plain("a".repeat(40));
        let name = format!("{}_{}_key", "a".repeat(29), "b".repeat(29));
        let column = "b".repeat(40);
        assert_eq!(name.len(), 63);
        assert!(is(&name, &table, &[&column], "key"));
    }
}
