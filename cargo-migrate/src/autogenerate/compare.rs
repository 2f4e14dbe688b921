//! What differs between two schemas.
//!
//! A table is created and dropped with all that belongs to it. Where it stays, everything in it is a change of its own,
//! also what a database would drop together with a column: only so can the change be turned round.

mod comments;
mod default_names;
mod describe;
mod destroys;
pub(crate) mod enums;
mod functions;
mod in_the_way;
pub(crate) mod mysql;
pub(crate) mod options;
mod rebuild;
pub(crate) mod rename;
mod sqlite;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use migrate_runtime::dialect::Family;

use super::change::Change;
use super::schema::Schema;

pub(crate) use functions::{header, plain_name};
pub(crate) use options::Options;
pub(crate) use rebuild::{plain_columns, text};
use rename::renamed;

/// The changes that lead from one schema to another, in no order in which they could be done.
pub(crate) fn compare(from: &Schema, to: &Schema, options: &Options) -> Vec<Change> {
    let whole = from;
    let (from, to) = options.filter_both(from, to);
    let (from, to) = &settle(&from, &to);
    let mut changes = Vec::new();
    schemas(whole, from, to, &mut changes);
    extensions(from, to, &mut changes);
    enums::compare(from, to, &mut changes);
    sequences(from, to, &mut changes);
    tables::compare(whole, from, to, options, &mut changes);
    views(from, to, &mut changes);
    functions::compare(from, to, &mut changes);
    in_the_way::drop_with_columns(whole, from, options, &mut changes);
    let (from, to) = in_the_way::with(whole, from, to);
    around(changes, &from, &to)
}

/// What differs and has no change, in words: what no operation alters.
pub(crate) fn beyond(from: &Schema, to: &Schema, options: &Options) -> Vec<String> {
    let (from, to) = &options.filter_both(from, to);
    match family(from, to) {
        Family::Mysql => mysql::beyond(from, to),
        Family::Sqlite => sqlite::beyond(from, to),
        _ => Vec::new(),
    }
}

/// The changes that take others back.
///
/// More than each change turned round: what was merely added on the way there may have to be made anew on the way back, as
/// an enum has to be of which values go, and with it what depends on it.
pub(crate) fn reverse(
    changes: Vec<Change>,
    from: &Schema,
    to: &Schema,
    options: &Options,
) -> Vec<Change> {
    // Changes that stand beside a rename speak of the new names.
    let whole = changes.iter().fold(from.clone(), renamed);
    let (from, to) = options.filter_both(&whole, to);
    let (from, to) = &settle(&from, &to);
    let reversed = changes.into_iter().rev().map(Change::reverse);
    let reversed = rebuild::join(reversed.collect());
    let reversed = enums::find_columns(reversed, to, from);
    let (from, to) = in_the_way::with(&whole, from, to);
    around(reversed, &to, &from)
}

/// Both schemas, without what a database has named or made by itself where that would make a difference.
fn settle(from: &Schema, to: &Schema) -> (Schema, Schema) {
    match family(from, to) {
        Family::Mysql => mysql::settle(from, to),
        Family::Sqlite => sqlite::settle(from, to),
        _ => (from.clone(), default_names::keep(from, to)),
    }
}

/// The changes with what has to be made anew around them.
fn around(changes: Vec<Change>, from: &Schema, to: &Schema) -> Vec<Change> {
    let changes = rebuild::around(changes, from, to);
    match family(from, to) {
        Family::Mysql => mysql::around(changes, from, to),
        Family::Postgres => rebuild::numbering(changes),
        _ => changes,
    }
}

/// Whose schemas two are: an empty one may be anybody's.
fn family(from: &Schema, to: &Schema) -> Family {
    match from.family {
        Family::Postgres => to.family,
        family => family,
    }
}

/// Two maps by name, side by side: what is on the left only, on the right only, on both.
fn sides<'a, K: Ord, V>(
    from: &'a BTreeMap<K, V>,
    to: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = (&'a K, Option<&'a V>, Option<&'a V>)> {
    let left = from.iter().map(|(name, it)| (name, Some(it), to.get(name)));
    let right = to.iter().filter(|(name, _)| !from.contains_key(name));
    left.chain(right.map(|(name, it)| (name, None, Some(it))))
}

/// A schema that holds something that is left alone stays.
fn schemas(whole: &Schema, from: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    for (name, before, after) in sides(&from.schemas, &to.schemas) {
        if before.is_none() {
            changes.push(Change::CreateSchema(name.clone()));
        }
        let object = || comments::schema(name);
        let none = None;
        comments::compare(
            object,
            before.unwrap_or(&none),
            after.unwrap_or(&none),
            changes,
        );
        if after.is_none() && contents(whole, name) == contents(from, name) {
            changes.push(Change::DropSchema(name.clone()));
        }
    }
}

/// How much a schema holds.
fn contents(schema: &Schema, name: &str) -> usize {
    let Schema {
        enums,
        sequences,
        tables,
        views,
        functions,
        ..
    } = schema;
    let names = tables.keys().chain(views.keys()).chain(enums.keys());
    let names = names.chain(sequences.keys()).chain(functions.keys());
    names
        .filter(|it| it.schema.as_deref() == Some(name))
        .count()
}

fn extensions(from: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    for (name, before, after) in sides(&from.extensions, &to.extensions) {
        if before != after {
            let drop = before.map(|it| Change::DropExtension(name.clone(), it.clone()));
            let create = after.map(|it| Change::CreateExtension(name.clone(), it.clone()));
            changes.extend(drop.into_iter().chain(create));
        }
    }
}

fn sequences(from: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    for (name, before, after) in sides(&from.sequences, &to.sequences) {
        let name = name.clone();
        match (before, after) {
            (Some(before), Some(after)) => {
                let object = || comments::sequence(&name);
                comments::compare(object, &before.comment, &after.comment, changes);
                let mut wanted = after.clone();
                wanted.comment.clone_from(&before.comment);
                if *before != wanted {
                    let (from, to) = (before.clone(), after.clone());
                    changes.push(Change::AlterSequence { name, from, to });
                }
            }
            (Some(before), None) => changes.push(Change::DropSequence(name, before.clone())),
            (None, Some(after)) => changes.push(Change::CreateSequence(name, after.clone())),
            (None, None) => {}
        }
    }
}

fn views(from: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    for (name, before, after) in sides(&from.views, &to.views) {
        if let (Some(before), Some(after)) = (before, after)
            && before.query == after.query
            && before.is_materialized == after.is_materialized
            && before.options == after.options
        {
            let object = || comments::view(name, after);
            comments::compare(object, &before.comment, &after.comment, changes);
            continue;
        }
        let drop = before.map(|it| Change::DropView(name.clone(), it.clone()));
        let create = after.map(|it| Change::CreateView(name.clone(), it.clone()));
        changes.extend(drop.into_iter().chain(create));
    }
}
