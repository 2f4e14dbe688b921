//! What holds of any two schemas: the changes between them can be made, in the order that is given, and lead from the one to the other
//! and back.

mod database;
mod generator;
mod mysql;
mod parts;
mod postgres;
mod sqlite;

use std::collections::BTreeMap;

use migrate_script::config::Kind;
use proptest::prelude::*;

use super::change::Change;
use super::compare::Options;
use super::compare::rename::{apply_rename, candidates};
use super::compare::{compare, reverse};
use super::order::order;
use super::schema::Schema;
use database::apply;
use generator::{pair, schema};

fn cases() -> ProptestConfig {
    cases_or(256)
}

/// As many cases as PROPTEST_CASES says, or so many.
fn cases_or(number: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES");
    let wanted = wanted.ok().and_then(|it| it.parse().ok());
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(wanted.unwrap_or(number))
    }
}

/// The schema behind all changes.
fn applied(from: &Schema, changes: &[Change]) -> Result<Schema, TestCaseError> {
    let mut schema = from.clone();
    for (at, change) in changes.iter().enumerate() {
        apply(&mut schema, change).map_err(|fault| {
            let list: Vec<_> = changes.iter().map(Change::describe).collect();
            TestCaseError::fail(format!(
                "{at}: {}: {fault}\n{}\n{change:#?}",
                change.describe(),
                list.join("\n")
            ))
        })?;
    }
    Ok(schema)
}

fn describe(changes: &[Change]) -> Vec<String> {
    changes.iter().map(Change::describe).collect()
}

/// With the columns in the order of their names, since theirs is not compared.
fn sorted(mut schema: Schema) -> Schema {
    for table in schema.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema
}

/// The same things in an order that the numbers make.
fn shuffled(changes: &[Change], numbers: &[u32]) -> Vec<Change> {
    let mut places = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        let number = numbers.get(at % numbers.len().max(1)).copied().unwrap_or(0);
        places.insert((number.rotate_left(at as u32 % 32), at), change.clone());
    }
    places.into_values().collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_schema_does_not_differ_from_itself(a in schema()) {
        prop_assert_eq!(compare(&a, &a, &Options::default()), []);
    }

    #[test]
    fn changes_lead_there_and_back((a, b) in pair()) {
        let options = Options::default();
        let changes = order(compare(&a, &b, &options));
        let there = applied(&a, &changes)?;
        prop_assert_eq!(describe(&compare(&there, &b, &options)), Vec::<String>::new());
        let reversed = order(reverse(changes, &a, &b, &options));
        let back = applied(&there, &reversed)?;
        prop_assert_eq!(sorted(back), sorted(a));
    }

    #[test]
    fn the_order_is_the_same_however_changes_were_listed(
        (a, b) in pair(),
        numbers in prop::collection::vec(any::<u32>(), 1..40),
    ) {
        let changes = compare(&a, &b, &Options::default());
        let ordered = order(changes.clone());
        prop_assert_eq!(&order(shuffled(&changes, &numbers)), &ordered);
        // What is in order stays as it is.
        prop_assert_eq!(&order(ordered.clone()), &ordered);
        prop_assert_eq!(&order(shuffled(&ordered, &numbers)), &ordered);
    }

    #[test]
    fn renames_lead_there_and_back((a, b) in pair(), choices in prop::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let options = Options::default();
        let mut changes = compare(&a, &b, &options);
        for choice in choices {
            let found = candidates(&changes);
            if found.is_empty() {
                break;
            }
            let (rename, _) = choice.get(&found).clone();
            changes = apply_rename(&changes, &a, &b, &options, rename.clone());
            let again = candidates(&changes);
            prop_assert!(again.iter().all(|(it, _)| *it != rename));
        }
        let changes = order(changes);
        let there = applied(&a, &changes)?;
        prop_assert_eq!(describe(&compare(&there, &b, &options)), Vec::<String>::new());
        let reversed = order(reverse(changes, &a, &b, &options));
        let back = applied(&there, &reversed)?;
        prop_assert_eq!(sorted(back), sorted(a));
    }

    #[test]
    fn what_is_left_out_never_changes((a, b) in pair(), kinds in prop::sample::subsequence(Kind::ALL.map(|(_, kind)| kind).to_vec(), 0..6)) {
        let options = Options {
            exclude_kinds: kinds.clone(),
            exclude: ["?1", "b", "s", "s.*"].map(str::to_owned).to_vec(),
            ..Options::default()
        };
        let changes = order(compare(&a, &b, &options));
        // What stands in the way is made anew as it was, or goes with its column.
        let is_anew = |change: &Change| changes.contains(&change.clone().reverse());
        let goes = |change: &Change| changes.iter().any(|other| match other {
            Change::DropColumn { table, .. } => parts::dropped_of(change) == Some(table),
            _ => false,
        });
        for change in changes.iter().filter(|it| !is_anew(it) && !goes(it)) {
            if let Some((kind, names)) = parts::of(change) {
                prop_assert!(!kinds.contains(&kind), "{}", change.describe());
                for name in names {
                    let is_excluded = name.ends_with('1') || name == "b" || name == "s" || name.starts_with("s.");
                    prop_assert!(!is_excluded, "{}: {}", name, change.describe());
                }
            }
        }
    }

    #[test]
    fn types_and_defaults_are_not_compared_where_not_wanted((a, b) in pair()) {
        let options = Options { compare_type: false, compare_server_default: false, ..Options::default() };
        for change in compare(&a, &b, &options) {
            if let Change::AlterColumn { from, to, .. } = change {
                prop_assert_eq!((&from.data_type, from.identity), (&to.data_type, to.identity));
            }
        }
    }
}
