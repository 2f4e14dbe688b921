//! What stays as it is, and has to be dropped and created anew all the same, because of what changes beneath it: views around
//! a column that changes its type, foreign keys around the key that they refer to.

use std::collections::{BTreeSet, HashSet};

use migrate_runtime::dialect::Family;

use super::enums::is_of;
use super::functions::{header, plain_name};
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{
    Column, ForeignKey, Index, IndexKey, Name, Schema, Sequence, Table,
};
use crate::autogenerate::words::Words;

/// The changes with what has to be made anew around them. What is made anew may be what something else stands on, so this
/// goes on until nothing is found.
pub(super) fn around(mut changes: Vec<Change>, from: &Schema, to: &Schema) -> Vec<Change> {
    loop {
        let mut touched = Touched::by(&changes);
        if from.family == Family::Sqlite {
            touched.keep_replaced();
        }
        if touched.is_nothing() {
            return changes;
        }
        let mut rebuild = Rebuild {
            dropped: dropped(&changes),
            changes: Vec::new(),
            replaced: Vec::new(),
            touched,
            to,
        };
        rebuild.schema(from);
        let defaults = rebuild.defaults(&changes, from);
        if rebuild.changes.is_empty() && defaults.is_empty() {
            return changes;
        }
        let enums = rebuild.touched.enums;
        let replaced = rebuild.replaced;
        changes.retain(|change| !replaced.iter().any(|part| part.is_altered_by(change)));
        changes.extend(rebuild.changes);
        for (table, from, to) in defaults {
            let is_of = |column: &Column| enums.iter().any(|name| is_of(&column.data_type, name));
            let is_early = is_of(from) && !is_of(&to);
            split(&mut changes, table, from, to, is_early);
        }
    }
}

/// Something that belongs to a table, or stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Column(Name, String),
    PrimaryKey(Name),
    Constraint(Name, String),
    Index(Name, String),
    Trigger(Name, String),
    View(Name),
    Function(Name),
    /// What a sequence goes with.
    Owner(Name),
}

impl Part {
    /// Whether the change is needless where the part is made anew.
    fn is_altered_by(&self, change: &Change) -> bool {
        match (self, change) {
            (
                Self::Column(table, name),
                Change::AlterColumn {
                    table: other, to, ..
                },
            ) => table == other && *name == to.name,
            (Self::Owner(name), Change::AlterSequence { name: other, .. })
            | (Self::Function(name), Change::ReplaceFunction { name: other, .. }) => name == other,
            _ => false,
        }
    }
}

/// What the changes drop by itself.
fn dropped(changes: &[Change]) -> HashSet<Part> {
    let parts = changes.iter().filter_map(|change| {
        Some(match change {
            Change::DropColumn { table, column } => {
                Part::Column(table.clone(), column.name.clone())
            }
            Change::DropPrimaryKey { table, .. } => Part::PrimaryKey(table.clone()),
            Change::DropUnique { table, name, .. }
            | Change::DropForeignKey { table, name, .. }
            | Change::DropCheck { table, name, .. }
            | Change::DropExclude { table, name, .. } => {
                Part::Constraint(table.clone(), name.clone())
            }
            Change::DropIndex { table, name, .. } => Part::Index(table.clone(), name.clone()),
            Change::DropTrigger { table, name, .. } => Part::Trigger(table.clone(), name.clone()),
            Change::AlterSequence { name, from, to } if from.owned_by != to.owned_by => {
                Part::Owner(name.clone())
            }
            Change::DropSequence(name, _) => Part::Owner(name.clone()),
            Change::DropView(name, _) => Part::View(name.clone()),
            Change::DropFunction(name, _) => Part::Function(name.clone()),
            _ => return None,
        })
    });
    parts.collect()
}

/// What changes in a way that what stands on it does not survive.
#[derive(Default)]
struct Touched {
    retyped: HashSet<(Name, String)>,
    replaced: HashSet<(Name, String)>,
    keys: HashSet<(Name, BTreeSet<String>)>,
    enums: Vec<Name>,
    /// Without their arguments.
    functions: BTreeSet<String>,
    views: HashSet<Name>,
}

impl Touched {
    fn by(changes: &[Change]) -> Self {
        let mut touched = Self::default();
        let mut dropped = HashSet::new();
        let mut dropped_functions = BTreeSet::new();
        for change in changes {
            match change {
                Change::AlterColumn { table, from, to }
                    if (&from.data_type, &from.collation) != (&to.data_type, &to.collation) =>
                {
                    touched.retyped.insert((table.clone(), to.name.clone()));
                }
                Change::ReplaceEnum { name, columns, .. } => {
                    let columns = columns
                        .iter()
                        .map(|(table, it)| (table.clone(), it.name.clone()));
                    touched.retyped.extend(columns);
                    touched.enums.push(name.clone());
                }
                Change::DropColumn { table, column } => {
                    dropped.insert((table.clone(), column.name.clone()));
                }
                Change::DropPrimaryKey { table, key } => touched.key(table, &key.columns),
                Change::DropUnique { table, unique, .. } => touched.key(table, &unique.columns),
                Change::DropIndex { table, index, .. } if index.is_unique => {
                    touched.key(table, &plain_columns(index));
                }
                Change::DropFunction(name, _) => {
                    dropped_functions.insert(plain_name(name).to_owned());
                }
                Change::DropView(name, _) => {
                    touched.views.insert(name.clone());
                }
                _ => {}
            }
        }
        for change in changes {
            match change {
                Change::AddColumn { table, column } => {
                    let column = (table.clone(), column.name.clone());
                    touched.replaced.extend(dropped.take(&column));
                }
                Change::CreateFunction(name, _) => {
                    touched
                        .functions
                        .extend(dropped_functions.take(plain_name(name)));
                }
                _ => {}
            }
        }
        touched
    }

    /// Where a table is made anew as a whole, nothing stands in the way of a type or of a key.
    fn keep_replaced(&mut self) {
        self.retyped.clear();
        self.keys.clear();
    }

    fn key(&mut self, table: &Name, columns: &[String]) {
        self.keys
            .insert((table.clone(), columns.iter().cloned().collect()));
    }

    fn is_nothing(&self) -> bool {
        self.retyped.is_empty()
            && self.replaced.is_empty()
            && self.keys.is_empty()
            && self.enums.is_empty()
            && self.functions.is_empty()
            && self.views.is_empty()
    }

    /// Whether an expression names a type or calls a function that is made anew.
    fn is_in(&self, words: &Words) -> bool {
        self.functions.iter().any(|function| words.calls(function))
            || self.enums.iter().any(|name| words.names(&name.name))
    }

    fn refers(&self, key: &ForeignKey) -> bool {
        let columns = key.referred_columns.iter().cloned().collect();
        self.keys.contains(&(key.referred.clone(), columns))
    }
}

/// The columns of an index; one of an expression is not there, so that no foreign key refers to it.
pub(crate) fn plain_columns(index: &Index) -> Vec<String> {
    let columns = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(column) => column.clone(),
        IndexKey::Expression(expression) => expression.clone(),
    });
    columns.collect()
}

/// All that an index names, as a text.
pub(crate) fn text(index: &Index) -> String {
    let mut texts: Vec<&str> = vec![&index.definition];
    texts.extend(index.condition.as_deref());
    texts.extend(index.parts.iter().filter_map(|part| match &part.key {
        IndexKey::Column(_) => None,
        IndexKey::Expression(expression) => Some(expression.as_str()),
    }));
    texts.join(" ")
}

struct Rebuild<'a> {
    dropped: HashSet<Part>,
    touched: Touched,
    to: &'a Schema,
    changes: Vec<Change>,
    replaced: Vec<Part>,
}

impl Rebuild<'_> {
    fn schema(&mut self, from: &Schema) {
        for (name, table) in &from.tables {
            if self.to.tables.contains_key(name) {
                self.columns(name, table);
                self.constraints(name, table);
                self.indexes(name, table);
                self.triggers(name, table);
            }
        }
        self.sequences(from);
        self.views(from);
        self.functions(from);
    }

    /// Drops and creates a part, unless it is dropped already.
    fn anew(&mut self, part: Part, drop: Change, create: Change) {
        if self.dropped.insert(part.clone()) {
            self.changes.extend([drop, create]);
            self.replaced.push(part);
        }
    }

    fn is_retyped(&self, table: &Name, words: &Words) -> bool {
        let mut columns = self.touched.retyped.iter().chain(&self.touched.replaced);
        columns.any(|(other, column)| other == table && words.names_column(column))
    }

    fn is_replaced(&self, table: &Name, words: &Words) -> bool {
        let mut columns = self.touched.replaced.iter();
        columns.any(|(other, column)| other == table && words.names_column(column))
    }

    fn has_replaced(&self, table: &Name, columns: &[String]) -> bool {
        let is_replaced = |column: &String| {
            self.touched
                .replaced
                .contains(&(table.clone(), column.clone()))
        };
        columns.iter().any(is_replaced)
    }

    /// A foreign key needs columns of one type on both sides, also while the one changes before the other.
    fn has_moved(&self, table: &Name, columns: &[String]) -> bool {
        let is_retyped = |column: &String| {
            self.touched
                .retyped
                .contains(&(table.clone(), column.clone()))
        };
        self.has_replaced(table, columns) || columns.iter().any(is_retyped)
    }

    fn columns(&mut self, name: &Name, table: &Table) {
        for column in &table.columns {
            let Some(computed) = &column.computed else {
                continue;
            };
            let words = Words::of(&computed.expression);
            let is_retyped_enum = self
                .touched
                .enums
                .iter()
                .any(|it| is_of(&column.data_type, it));
            let is_concerned =
                self.is_retyped(name, &words) || self.touched.is_in(&words) || is_retyped_enum;
            let wanted = find(self.to, name, &column.name);
            if let Some(wanted) = wanted.filter(|_| is_concerned) {
                let drop = Change::DropColumn {
                    table: name.clone(),
                    column: column.clone(),
                };
                let create = Change::AddColumn {
                    table: name.clone(),
                    column: wanted.clone(),
                };
                self.anew(
                    Part::Column(name.clone(), column.name.clone()),
                    drop,
                    create,
                );
            }
        }
    }

    fn constraints(&mut self, name: &Name, table: &Table) {
        let constraint = |constraint: &String| Part::Constraint(name.clone(), constraint.clone());
        if let Some(key) = &table.primary_key
            && self.has_replaced(name, &key.columns)
        {
            let create = Change::CreatePrimaryKey {
                table: name.clone(),
                key: key.clone(),
            };
            self.anew(
                Part::PrimaryKey(name.clone()),
                create.clone().reverse(),
                create,
            );
        }
        for (unique, it) in &table.uniques {
            if self.has_replaced(name, &it.columns) {
                let create = Change::CreateUnique {
                    table: name.clone(),
                    name: unique.clone(),
                    unique: it.clone(),
                };
                self.anew(constraint(unique), create.clone().reverse(), create);
            }
        }
        for (key, it) in &table.foreign_keys {
            let refers =
                self.touched.refers(it) || self.has_moved(&it.referred, &it.referred_columns);
            if refers || self.has_moved(name, &it.columns) {
                let create = Change::CreateForeignKey {
                    table: name.clone(),
                    name: key.clone(),
                    key: it.clone(),
                };
                self.anew(constraint(key), create.clone().reverse(), create);
            }
        }
        for (check, it) in &table.checks {
            let words = Words::of(&it.condition);
            if self.is_replaced(name, &words) || self.touched.is_in(&words) {
                let create = Change::CreateCheck {
                    table: name.clone(),
                    name: check.clone(),
                    check: it.clone(),
                };
                self.anew(constraint(check), create.clone().reverse(), create);
            }
        }
        for (exclude, it) in &table.excludes {
            let words = Words::of(&it.definition);
            if self.is_replaced(name, &words) || self.touched.is_in(&words) {
                let create = Change::CreateExclude {
                    table: name.clone(),
                    name: exclude.clone(),
                    exclude: it.clone(),
                };
                self.anew(constraint(exclude), create.clone().reverse(), create);
            }
        }
    }

    fn indexes(&mut self, name: &Name, table: &Table) {
        for (index, it) in &table.indexes {
            let words = Words::of(&text(it));
            let has_replaced = self.has_replaced(name, &plain_columns(it))
                || self.has_replaced(name, &it.include)
                || self.is_replaced(name, &words);
            if has_replaced || self.touched.is_in(&words) {
                let create = Change::CreateIndex {
                    table: name.clone(),
                    name: index.clone(),
                    index: it.clone(),
                };
                self.anew(
                    Part::Index(name.clone(), index.clone()),
                    create.clone().reverse(),
                    create,
                );
            }
        }
    }

    fn triggers(&mut self, name: &Name, table: &Table) {
        for (trigger, definition) in &table.triggers {
            let words = Words::of(definition);
            if self.is_retyped(name, &words) || self.touched.is_in(&words) {
                let create = Change::CreateTrigger {
                    table: name.clone(),
                    name: trigger.clone(),
                    definition: definition.clone(),
                };
                self.anew(
                    Part::Trigger(name.clone(), trigger.clone()),
                    create.clone().reverse(),
                    create,
                );
            }
        }
    }

    /// A sequence would go with its column.
    fn sequences(&mut self, from: &Schema) {
        for (name, sequence) in &from.sequences {
            let owner = sequence.owned_by.as_ref();
            let is_concerned = owner.is_some_and(|owner| self.touched.replaced.contains(owner));
            if let Some(wanted) = self.to.sequences.get(name).filter(|_| is_concerned) {
                let mut between = sequence.clone();
                between.owned_by = None;
                let step = |from: &Sequence, to: &Sequence| Change::AlterSequence {
                    name: name.clone(),
                    from: from.clone(),
                    to: to.clone(),
                };
                let (first, second) = (step(sequence, &between), step(&between, wanted));
                self.anew(Part::Owner(name.clone()), first, second);
            }
        }
    }

    fn views(&mut self, from: &Schema) {
        for (name, view) in &from.views {
            let Some(wanted) = self.to.views.get(name) else {
                continue;
            };
            let words = Words::of(&view.query);
            let reads_touched =
                |read: &Name| self.touched.views.contains(read) || self.is_retyped(read, &words);
            if view.reads.iter().any(reads_touched) || self.touched.is_in(&words) {
                let drop = Change::DropView(name.clone(), view.clone());
                let create = Change::CreateView(name.clone(), wanted.clone());
                self.anew(Part::View(name.clone()), drop, create);
            }
        }
    }

    /// A function whose arguments or result are of a type that is made anew.
    fn functions(&mut self, from: &Schema) {
        for (name, function) in &from.functions {
            let words = Words::of(header(&function.definition));
            let is_concerned = self.touched.enums.iter().any(|it| words.names(&it.name));
            if let Some(wanted) = self.to.functions.get(name).filter(|_| is_concerned) {
                let drop = Change::DropFunction(name.clone(), function.clone());
                let create = Change::CreateFunction(name.clone(), wanted.clone());
                self.anew(Part::Function(name.clone()), drop, create);
            }
        }
    }

    /// The columns that change in two steps, as their default must not be there meanwhile: it calls a function that is made anew,
    /// or it changes together with its type's values.
    fn defaults<'a>(
        &self,
        changes: &[Change],
        from: &'a Schema,
    ) -> Vec<(&'a Name, &'a Column, Column)> {
        if self.touched.enums.is_empty() && self.touched.functions.is_empty() {
            return Vec::new();
        }
        let columns = from.tables.iter().flat_map(|(name, table)| {
            let columns = table.columns.iter();
            columns.map(move |column| (name, column))
        });
        let mut found = Vec::new();
        for (table, column) in columns {
            let part = Part::Column(table.clone(), column.name.clone());
            if self.dropped.contains(&part) {
                continue;
            }
            let altered: Vec<_> = altered(changes, table, &column.name).collect();
            let wanted = match altered[..] {
                [] => find(self.to, table, &column.name).map(|_| column),
                [(_, to)] => Some(to),
                // It is in two steps already.
                _ => None,
            };
            if let Some(wanted) = wanted.filter(|wanted| self.has_two_steps(column, wanted)) {
                found.push((table, column, wanted.clone()));
            }
        }
        found
    }

    /// Whether a column stands in the way as it was, and cannot be as it is to be before something else is made anew.
    fn has_two_steps(&self, from: &Column, to: &Column) -> bool {
        let in_default = |column: &Column| {
            let default = column.default.as_ref();
            default.is_some_and(|default| self.touched.is_in(&Words::of(default)))
        };
        let in_type = |column: &Column| {
            let mut enums = self.touched.enums.iter();
            enums.any(|name| is_of(&column.data_type, name))
        };
        let is_retyped = from.data_type != to.data_type;
        if !is_retyped && in_type(from) && from.default == to.default {
            // The default goes and comes with the type, unless the function that it calls does too.
            let words = from.default.as_deref().map(Words::of).unwrap_or_default();
            return self
                .touched
                .functions
                .iter()
                .any(|function| words.calls(function));
        }
        if in_type(from) && in_type(to) {
            return from.default.is_some() && (is_retyped || to.default.is_some());
        }
        let stands_in_the_way = in_default(from) || (is_retyped && in_type(from));
        let has_to_wait = in_default(to) || (is_retyped && in_type(to));
        stands_in_the_way && has_to_wait && (in_default(from) || in_default(to))
    }
}

/// How a column is altered, from what to what.
fn altered<'a>(
    changes: &'a [Change],
    table: &'a Name,
    column: &'a str,
) -> impl Iterator<Item = (&'a Column, &'a Column)> {
    changes.iter().filter_map(move |change| match change {
        Change::AlterColumn {
            table: other,
            from,
            to,
        } if other == table && to.name == column => Some((from, to)),
        _ => None,
    })
}

/// Drops the default in the first step and sets it in the second; the type changes in the step in which neither type has to wait.
fn split(changes: &mut Vec<Change>, table: &Name, from: &Column, to: Column, is_early: bool) {
    let part = Part::Column(table.clone(), from.name.clone());
    changes.retain(|change| !part.is_altered_by(change));
    let mut without = if is_early { to.clone() } else { from.clone() };
    without.default = None;
    let moved = changes.iter_mut().filter_map(|change| match change {
        Change::ReplaceEnum { columns, .. } => Some(columns),
        _ => None,
    });
    let moved = moved
        .flatten()
        .filter(|(other, it)| other == table && it.name == from.name);
    moved.for_each(|(_, column)| column.default = None);
    let step = |from, to| Change::AlterColumn {
        table: table.clone(),
        from,
        to,
    };
    changes.push(step(from.clone(), without.clone()));
    changes.push(step(without, to));
}

/// A column that has its numbers from an identity instead of a sequence, or the other way round, has none from either in between: there
/// is one name for both sequences.
pub(super) fn numbering(changes: Vec<Change>) -> Vec<Change> {
    let steps = changes.into_iter().flat_map(|change| match change {
        Change::AlterColumn { table, from, to }
            if (from.identity.is_some() && draws(&to))
                || (draws(&from) && to.identity.is_some()) =>
        {
            let mut between = from.clone();
            (between.identity, between.default) = (None, None);
            let step = |from, to| Change::AlterColumn {
                table: table.clone(),
                from,
                to,
            };
            vec![step(from, between.clone()), step(between, to)]
        }
        change => vec![change],
    });
    steps.collect()
}

/// Whether a column's numbers come of a sequence.
fn draws(column: &Column) -> bool {
    let mut default = column.default.iter();
    default.any(|default| default.starts_with("nextval("))
}

/// Columns that are altered in two steps, in one again: on the way back, other steps may be needed.
pub(super) fn join(changes: Vec<Change>) -> Vec<Change> {
    let mut joined: Vec<Change> = Vec::new();
    for change in changes {
        let Change::AlterColumn { table, from, to } = change else {
            joined.push(change);
            continue;
        };
        let part = Part::Column(table.clone(), to.name.clone());
        let other = joined.iter().position(|other| part.is_altered_by(other));
        let (from, to) = match other.map(|at| joined.remove(at)) {
            Some(Change::AlterColumn {
                from: first,
                to: between,
                ..
            }) if between == from => (first, to),
            Some(Change::AlterColumn { to: last, .. }) => (from, last),
            _ => (from, to),
        };
        if from != to {
            joined.push(Change::AlterColumn { table, from, to });
        }
    }
    joined
}

fn find<'a>(schema: &'a Schema, table: &Name, column: &str) -> Option<&'a Column> {
    let table = schema.tables.get(table)?;
    table.columns.iter().find(|it| it.name == column)
}
