//! Enums.

use migrate_runtime::Operations;

use super::Renderer;
use super::call::{Block, alter_column, autocommit_block, begin, call};
use super::names::shortened;
use super::types::{array, enumeration};
use crate::autogenerate::schema::{Column, Enum, Name};

impl Renderer<'_> {
    pub(super) fn create_enum(&self, op: &mut Block<'_, Operations>, name: &Name, it: &Enum) {
        begin!(op.create_enum(name, it.values));
        if let Some(comment) = &it.comment {
            self.comment(op, &format!("TYPE {}", self.quote(name)), Some(comment));
        }
    }

    pub(super) fn add_enum_values(
        &self,
        op: &mut Block<'_, Operations>,
        name: &Name,
        from: &Enum,
        to: &Enum,
    ) {
        // No row, default or condition may use a value before it is committed.
        match self.uses_new_value(name, from, to) {
            true => autocommit_block(op, |op| add_values(op, name, from, to)),
            false => add_values(op, name, from, to),
        }
    }

    /// Whether the wanted schema itself names one of the values that are added.
    fn uses_new_value(&self, name: &Name, from: &Enum, to: &Enum) -> bool {
        let quoted = self.quote(name);
        let added = to.values.iter().filter(|it| !from.values.contains(it));
        let literals = added.map(|it| self.dialect.literal(it)).collect::<Vec<_>>();
        let casts: Vec<_> = literals
            .iter()
            .map(|it| format!("{it}::{quoted}"))
            .collect();
        let in_tables = self.to.tables.values().any(|table| {
            let columns = table.columns.iter();
            let of_columns = columns.flat_map(|it| {
                let computed = it.computed.as_ref().map(|it| it.expression.as_str());
                it.default.as_deref().into_iter().chain(computed)
            });
            let others = table.checks.values().map(|it| it.condition.as_str());
            let others = others
                .chain(table.indexes.values().map(|it| it.definition.as_str()))
                .chain(table.excludes.values().map(|it| it.definition.as_str()))
                .chain(table.triggers.values().map(String::as_str));
            of_columns
                .chain(others)
                .any(|text| casts.iter().any(|cast| text.contains(cast)))
        });
        let views = self.to.views.values().map(|it| it.query.as_str());
        let functions = self.to.functions.values().map(|it| it.definition.as_str());
        let mut texts = views.chain(functions);
        in_tables || texts.any(|text| literals.iter().any(|literal| text.contains(literal)))
    }

    /// The type is made anew beside the old one, and the columns are moved to it.
    pub(super) fn replace_enum(
        &self,
        op: &mut Block<'_, Operations>,
        name: &Name,
        to: &Enum,
        columns: &[(Name, Column)],
    ) {
        let old = self.name_of_old(name);
        let (quoted, quoted_old) = (self.quote(name), self.dialect.quote(&old.name));
        begin!(op.execute(format!("ALTER TYPE {quoted} RENAME TO {quoted_old}")));
        self.create_enum(op, name, to);
        for (table, column) in columns {
            let list = if column.data_type.ends_with("[]") {
                "[]"
            } else {
                ""
            };
            // The old type's default cannot become one of the new type.
            if column.default.is_some() {
                alter_column(op, table, &column.name, |c| call!(c.drop_default()));
            }
            let data_type = match list {
                "" => enumeration(name, to),
                _ => array(enumeration(name, to)),
            };
            let using = format!(
                "{}::text{list}::{quoted}{list}",
                self.dialect.quote(&column.name)
            );
            alter_column(op, table, &column.name, |c| {
                call!(c.set_type(data_type));
                call!(c.using(using));
                if let Some(default) = self.default(column) {
                    call!(c.set_default(default));
                }
            });
        }
        begin!(op.drop_enum(old));
    }

    /// A name beside the enum's own that no other has.
    fn name_of_old(&self, name: &Name) -> Name {
        let mut old = name.clone();
        let mut suffix = "_old".to_owned();
        loop {
            old.name = shortened(&name.name, &suffix);
            if [self.from, self.to]
                .iter()
                .all(|it| !it.enums.contains_key(&old))
            {
                return old;
            }
            suffix.insert(0, '_');
        }
    }
}

/// Each before the next of those that are there, so that several new ones stay in their order.
fn add_values(op: &mut Block<'_, Operations>, name: &Name, from: &Enum, to: &Enum) {
    for (place, value) in to.values.iter().enumerate() {
        if from.values.contains(value) {
            continue;
        }
        let chain = begin!(op.add_enum_value(name, value));
        let mut behind = to.values[place..].iter();
        if let Some(next) = behind.find(|it| from.values.contains(it)) {
            call!(chain.before(next));
        }
    }
}
