//! What changes create, drop and need.

use std::collections::{BTreeSet, HashMap};

use crate::autogenerate::compare::plain_name;
use crate::autogenerate::schema::Name;
use crate::autogenerate::words::Words;

/// Something that there can be one of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Object {
    Schema(String),
    Extension(String),
    Table(Name),
    View(Name),
    Sequence(Name),
    Enum(Name),
    /// Which column a sequence goes with.
    Owner(Name),
    Function(Name),
    Column(Name, String),
    /// The one that a table has.
    PrimaryKey(Name),
    /// What a foreign key may refer to; the columns are sorted.
    Key(Name, Vec<String>),
    /// A name that can be given once among tables, views, sequences, enums and indexes.
    Taken(Name),
    /// The name of a constraint or of a trigger.
    Given(Name),
}

impl Object {
    /// A key over columns in any order.
    pub(super) fn key(table: &Name, columns: &[String]) -> Self {
        let mut columns = columns.to_vec();
        columns.sort();
        Self::Key(table.clone(), columns)
    }

    /// What this is called in an expression.
    fn word(&self) -> Option<&str> {
        match self {
            Self::Table(name) | Self::View(name) => Some(&name.name),
            Self::Sequence(name) | Self::Enum(name) => Some(&name.name),
            Self::Function(name) => Some(plain_name(name)),
            Self::Schema(name) => Some(name),
            _ => None,
        }
    }
}

/// All that the changes deal with, by its words.
pub(super) struct Names {
    by_word: HashMap<String, Vec<Object>>,
    columns: HashMap<Name, BTreeSet<String>>,
}

impl Names {
    pub(super) fn new<'a>(objects: impl Iterator<Item = &'a Object>) -> Self {
        let mut names = Self {
            by_word: HashMap::new(),
            columns: HashMap::new(),
        };
        for object in objects {
            if let Object::Column(table, column) = object {
                let columns = names.columns.entry(table.clone()).or_default();
                columns.insert(column.clone());
            } else if let Some(word) = object.word() {
                let found = names.by_word.entry(word.to_owned()).or_default();
                if !found.contains(object) {
                    found.push(object.clone());
                }
            }
        }
        names
    }

    /// What a text names that is of use in it: types, sequences, and functions that are called.
    pub(super) fn in_expression(&self, words: &Words) -> Vec<Object> {
        let found = self.named(words).filter(|object| match object {
            Object::Enum(_) | Object::Sequence(_) => true,
            Object::Function(name) => words.calls(plain_name(name)),
            _ => false,
        });
        found.cloned().collect()
    }

    /// The tables and views that a text names.
    pub(super) fn relations(&self, words: &Words) -> Vec<Object> {
        let found = self.named(words);
        found
            .filter(|object| matches!(object, Object::Table(_) | Object::View(_)))
            .cloned()
            .collect()
    }

    /// All that a text names.
    pub(super) fn named<'a>(&'a self, words: &'a Words) -> impl Iterator<Item = &'a Object> {
        words
            .iter()
            .filter_map(|word| self.by_word.get(word))
            .flatten()
    }

    /// The columns of a table that a text names.
    pub(super) fn columns(&self, table: &Name, words: &Words) -> Vec<Object> {
        let columns = self.columns.get(table).into_iter().flatten();
        let named = columns.filter(|column| words.names_column(column));
        named
            .map(|column| Object::Column(table.clone(), column.clone()))
            .collect()
    }
}
