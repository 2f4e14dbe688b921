//! The indexes of tables.

use migrate_runtime::dialect::Family;

use super::Writer;
use super::inline::{Inline, Kind};
use super::tables::Said;
use super::words::{Words, list};
use crate::autogenerate::render::model::{bare, index_parts};
use crate::autogenerate::schema::{Index, IndexKey, Name, Table};

impl Writer<'_> {
    /// The indexes that stand at no column.
    pub(super) fn indexes(
        &self,
        (name, table): (&Name, &Table),
        inline: &Inline<'_>,
        said: &mut Said,
    ) {
        let indexes = table.indexes.iter();
        let indexes =
            indexes.filter(|(index, _)| !inline.names.contains(&(Kind::Index, index.as_str())));
        for (index, it) in indexes.filter(|(index, it)| !self.comes_with_key(table, index, it)) {
            self.index(name, index, it, said);
        }
    }

    fn index(&self, table: &Name, name: &str, index: &Index, said: &mut Said) {
        if !self.is_said_index(index) {
            said.left_out.push(format!(
                "the index `{name}`: {} {}",
                index.method, index.definition
            ));
            return;
        }
        if index.comment.is_some() {
            said.left_out
                .push(format!("the comment on the index `{name}`"));
        }
        let mut more = Words::default();
        if !self.chooses_index(table, name, index) {
            more.text("name", name);
        }
        if index.is_unique {
            more.flag("unique");
        }
        if !index.method.eq_ignore_ascii_case("btree") {
            more.text("using", &index.method);
        }
        if !index.include.is_empty() {
            more.is("include", list(&index.include));
        }
        if index.nulls_not_distinct {
            more.flag("nulls_not_distinct");
        }
        if !index.storage.is_empty() {
            more.text("with", &index.storage.join(", "));
        }
        if let Some(condition) = &index.condition {
            more.text("where_", bare(condition));
        }
        said.words
            .call("index", vec![index_parts(&index.parts)], more);
    }

    /// Whether MariaDB or MySQL makes an index of a foreign key by itself.
    fn comes_with_key(&self, table: &Table, name: &str, index: &Index) -> bool {
        let columns = index.parts.iter().map(|part| match &part.key {
            IndexKey::Column(column) if part.prefix.is_none() => Some(column.clone()),
            _ => None,
        });
        let columns: Option<Vec<_>> = columns.collect();
        self.family() == Family::Mysql
            && !index.is_unique
            && table
                .foreign_keys
                .get(name)
                .is_some_and(|key| Some(&key.columns) == columns.as_ref())
    }
}
