//! What is compared, and what is left alone: Alembic's `include_name`, `compare_type` and `compare_server_default`.

use std::collections::BTreeSet;

use migrate_script::config::{Autogenerate, Kind};

use super::enums::is_of;
use crate::autogenerate::schema::{Column, Name, Schema, Table};

/// What is compared. What is left out is neither created nor altered nor dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) compare_type: bool,
    pub(crate) compare_server_default: bool,
    pub(crate) include: Vec<String>,
    pub(crate) exclude: Vec<String>,
    pub(crate) exclude_kinds: Vec<Kind>,
}

impl Default for Options {
    fn default() -> Self {
        (&Autogenerate::default()).into()
    }
}

impl From<&Autogenerate> for Options {
    fn from(configured: &Autogenerate) -> Self {
        Self {
            compare_type: configured.compare_type,
            compare_server_default: configured.compare_server_default,
            include: configured.include.clone(),
            exclude: configured.exclude.clone(),
            exclude_kinds: configured.exclude_kinds.clone(),
        }
    }
}

impl Options {
    pub(super) fn compares(&self, kind: Kind) -> bool {
        !self.exclude_kinds.contains(&kind)
    }

    /// A schema without what is left alone.
    pub(crate) fn filter(&self, schema: &Schema) -> Schema {
        self.kept(schema, &self.followers(schema))
    }

    /// Two schemas without what is left alone in both.
    pub(super) fn filter_both(&self, from: &Schema, to: &Schema) -> (Schema, Schema) {
        let mut followers = self.followers(from);
        followers.extend(self.followers(to));
        (self.kept(from, &followers), self.kept(to, &followers))
    }

    /// The sequences that the columns of included tables own, and the enums that they are of: they need no pattern of their own.
    fn followers(&self, schema: &Schema) -> BTreeSet<Name> {
        let mut followers = BTreeSet::new();
        if self.include.is_empty() {
            return followers;
        }
        let tables = schema.tables.iter().filter(|(name, _)| self.includes(name));
        let columns = tables.flat_map(|(_, table)| &table.columns);
        let types: BTreeSet<_> = columns.map(|column| column.data_type.as_str()).collect();
        let enums = schema.enums.keys();
        followers.extend(
            enums
                .filter(|name| types.iter().any(|it| is_of(it, name)))
                .cloned(),
        );
        for (name, sequence) in &schema.sequences {
            let owner = sequence.owned_by.as_ref();
            if owner.is_some_and(|(table, _)| self.includes(table)) {
                followers.insert(name.clone());
            }
        }
        followers
    }

    fn kept(&self, schema: &Schema, followers: &BTreeSet<Name>) -> Schema {
        let follows = |name: &Name| followers.contains(name) && !self.leaves_out(name);
        let mut kept = schema.clone();
        let Schema {
            family: _,
            schemas,
            extensions,
            enums,
            sequences,
            tables,
            views,
            functions,
        } = &mut kept;
        schemas.retain(|name, _| self.compares(Kind::Schemas) && !self.excludes(name));
        extensions.retain(|_, _| self.compares(Kind::Extensions));
        enums
            .retain(|name, _| self.compares(Kind::Enums) && (self.includes(name) || follows(name)));
        views.retain(|name, _| self.compares(Kind::Views) && self.includes(name));
        functions.retain(|name, _| self.compares(Kind::Functions) && self.includes(name));
        tables.retain(|name, _| self.compares(Kind::Tables) && self.includes(name));
        sequences.retain(|name, sequence| {
            let owner = sequence.owned_by.as_ref().map(|(table, _)| table);
            let goes = owner.is_some_and(|owner| !tables.contains_key(owner));
            self.compares(Kind::Sequences) && (self.includes(name) || follows(name)) && !goes
        });
        for table in tables.values_mut() {
            self.filter_table(table);
        }
        if !self.compares(Kind::Comments) {
            without_comments(&mut kept);
        }
        kept
    }

    /// The patterns of what is included that are for nothing of these schemas.
    pub(crate) fn unmatched<'s>(
        &'s self,
        schemas: [&'s Schema; 2],
    ) -> impl Iterator<Item = &'s String> {
        let names = move || {
            schemas.into_iter().flat_map(|it| {
                let names = it
                    .tables
                    .keys()
                    .chain(it.views.keys())
                    .chain(it.enums.keys());
                names.chain(it.sequences.keys()).chain(it.functions.keys())
            })
        };
        let is_matched = move |pattern: &&String| names().any(|name| is_for(pattern, name));
        self.include
            .iter()
            .filter(move |pattern| !is_matched(pattern))
    }

    fn filter_table(&self, table: &mut Table) {
        let constraint = |name: &String| self.compares(Kind::Constraints) && !self.excludes(name);
        table.uniques.retain(|name, _| constraint(name));
        table.foreign_keys.retain(|name, _| constraint(name));
        table.checks.retain(|name, _| constraint(name));
        table.excludes.retain(|name, _| constraint(name));
        let indexes = self.compares(Kind::Indexes);
        table
            .indexes
            .retain(|name, _| indexes && !self.excludes(name));
        let triggers = self.compares(Kind::Triggers);
        table
            .triggers
            .retain(|name, _| triggers && !self.excludes(name));
    }

    /// The column that is wanted, as far as it is compared.
    pub(super) fn wanted(&self, from: &Column, to: &Column) -> Column {
        let mut wanted = to.clone();
        if !self.compare_type {
            wanted.data_type.clone_from(&from.data_type);
            wanted.collation.clone_from(&from.collation);
        }
        if !self.compare_server_default {
            wanted.default.clone_from(&from.default);
            wanted.identity = from.identity;
            wanted.computed.clone_from(&from.computed);
        }
        wanted
    }

    pub(crate) fn includes(&self, name: &Name) -> bool {
        let is_for = |pattern: &String| is_for(pattern, name);
        (self.include.is_empty() || self.include.iter().any(is_for)) && !self.leaves_out(name)
    }

    fn leaves_out(&self, name: &Name) -> bool {
        self.exclude.iter().any(|pattern| is_for(pattern, name))
    }

    fn excludes(&self, name: &str) -> bool {
        self.exclude.iter().any(|pattern| matches(pattern, name))
    }
}

fn without_comments(schema: &mut Schema) {
    schema.schemas.values_mut().for_each(|it| *it = None);
    schema.enums.values_mut().for_each(|it| it.comment = None);
    schema
        .sequences
        .values_mut()
        .for_each(|it| it.comment = None);
    schema.views.values_mut().for_each(|it| it.comment = None);
    schema
        .functions
        .values_mut()
        .for_each(|it| it.comment = None);
    for table in schema.tables.values_mut() {
        table.comment = None;
        table.columns.iter_mut().for_each(|it| it.comment = None);
        table.indexes.values_mut().for_each(|it| it.comment = None);
    }
}

/// Whether a pattern is for a name, with its schema or without.
fn is_for(pattern: &str, name: &Name) -> bool {
    let plain = name.name.split('(').next().unwrap_or(&name.name);
    let whole = match &name.schema {
        Some(schema) => format!("{schema}.{plain}"),
        None => plain.to_owned(),
    };
    matches(pattern, plain) || matches(pattern, &whole)
}

/// Whether a name is as a pattern says, in which `*` stands for any text and `?` for any character.
fn matches(pattern: &str, name: &str) -> bool {
    let mut rest = name.chars();
    let mut pattern = pattern.chars();
    match pattern.next() {
        None => name.is_empty(),
        Some('*') => {
            let pattern = pattern.as_str();
            let mut ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.any(|at| matches(pattern, &name[at..]))
        }
        Some(wanted) => {
            let found = rest.next();
            found.is_some_and(|found| wanted == '?' || wanted == found)
                && matches(pattern.as_str(), rest.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_stars_and_question_marks() {
        assert!(matches("shop_*", "shop_items") && !matches("shop_*", "items"));
        assert!(matches("*_?", "log_1") && !matches("*_?", "log_12"));
        assert!(matches("*", "") && !matches("?", "") && matches("é?", "éé"));
    }

    #[test]
    fn names_are_included_with_or_without_their_schema() {
        let options = Options {
            include: vec!["shop.*".to_owned(), "users".to_owned(), "slug*".to_owned()],
            exclude: vec!["tmp_*".to_owned()],
            ..Options::default()
        };
        let shop = |name: &str| Name {
            schema: Some("shop".to_owned()),
            name: name.to_owned(),
        };
        assert!(options.includes(&shop("items")) && options.includes(&shop("users")));
        assert!(
            options.includes(&Name::plain("users")) && !options.includes(&Name::plain("items"))
        );
        assert!(options.includes(&Name::plain("slugify(text)")));
        assert!(!options.includes(&shop("tmp_items")));
    }
}
