//! Columns.

use migrate_runtime::Operations;
use migrate_runtime::dialect::Family;
use migrate_runtime::schema;
use quote::quote;

use super::Renderer;
use super::call::{Argument, Block, Chain, Made, alter_column, begin, call};
use super::expression::{bare, default};
use crate::autogenerate::schema::{Column, Identity, Name, Sequence};
use crate::autogenerate::words::Words;

impl Renderer<'_> {
    /// What is said of a column beside its name and type; a key says that it is not null.
    pub(super) fn describe(
        &self,
        chain: &mut Chain<'_, &mut schema::Column>,
        column: &Column,
        is_key: bool,
    ) {
        match column.identity {
            Some(Identity::ByDefault) => call!(chain.identity()),
            Some(Identity::Always) => call!(chain.identity_always()),
            None if !column.is_nullable && !is_key => call!(chain.not_null()),
            None => {}
        }
        if let Some(collation) = &column.collation {
            call!(chain.collate(collation));
        }
        if let Some(expression) = self.default(column) {
            call!(chain.server_default(expression));
        }
        if let Some(computed) = &column.computed {
            let expression = bare(&computed.expression);
            match computed.is_stored {
                true => call!(chain.computed(expression)),
                false => call!(chain.computed_virtual(expression)),
            }
        }
        if let Some(comment) = &column.comment {
            call!(chain.comment(comment));
        }
    }

    pub(super) fn default<'c>(&self, column: &'c Column) -> Option<&'c str> {
        let expression = column.default.as_deref()?;
        Some(match self.dialect.family {
            Family::Postgres => default(expression, &column.data_type),
            _ => expression,
        })
    }

    pub(super) fn add_column(&self, op: &mut Block<'_, Operations>, table: &Name, column: &Column) {
        begin!(op.add_column(table, self.column(table, column)));
    }

    /// A column that is added.
    pub(super) fn column(&self, table: &Name, column: &Column) -> Made<schema::Column> {
        let column = &self.without_key(table, column);
        let Made { value, source } = self.data_type(&column.data_type);
        let mut added = schema::column(column.name.as_str(), value);
        let name = column.name.source();
        let mut source = quote!(column(#name, #source));
        let mut chain = Chain {
            builder: &mut added,
            source: &mut source,
        };
        self.describe(&mut chain, column, false);
        if self.brings_key(table, &column.name) {
            call!(chain.primary_key());
        }
        if let Some(check) = self.check_of_new(table, column) {
            call!(chain.check(bare(&check.condition)));
        }
        Made {
            value: added,
            source,
        }
    }

    /// What cannot be changed at once is done in several steps.
    pub(super) fn alter_column(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        from: &Column,
        to: &Column,
    ) {
        if is_computed_anew(from, to) {
            begin!(op.drop_column(table, from.name));
            return self.add_column(op, table, to);
        }
        if self.is_mysql() {
            return self.redefine_column(op, table, from, to);
        }
        let name = &to.name;
        let using = self.using(from, to);
        if from.identity.is_some() && to.identity.is_none() {
            // It takes neither NULL nor a default.
            alter_column(op, table, name, |c| call!(c.drop_identity()));
        }
        if from.computed.is_some() && to.computed.is_none() {
            alter_column(op, table, name, |c| call!(c.drop_expression()));
        }
        // Nor can a default be converted without a cast.
        let drops_default = using.is_some() && from.default.is_some();
        if drops_default {
            alter_column(op, table, name, |c| call!(c.drop_default()));
        }
        let before = from.default.as_ref().filter(|_| !drops_default);
        let changes = Changes {
            data_type: from.data_type != to.data_type || from.collation != to.collation,
            nullable: from.is_nullable != to.is_nullable,
            default: before != to.default.as_ref(),
            identity: from.identity.is_none() && to.identity == Some(Identity::ByDefault),
            comment: from.comment != to.comment,
        };
        if changes != Changes::default() {
            alter_column(op, table, name, |c| {
                if changes.data_type {
                    call!(c.set_type(self.data_type(&to.data_type)));
                    if let Some(collation) = &to.collation {
                        call!(c.collate(collation));
                    }
                    if let Some(using) = &using {
                        call!(c.using(using));
                    }
                }
                match changes.nullable {
                    true if to.is_nullable => call!(c.drop_not_null()),
                    true => call!(c.set_not_null()),
                    false => {}
                }
                match self.default(to).filter(|_| changes.default) {
                    Some(expression) => call!(c.set_default(expression)),
                    None if changes.default => call!(c.drop_default()),
                    None => {}
                }
                if changes.identity {
                    call!(c.set_identity());
                }
                match to.comment.as_ref().filter(|_| changes.comment) {
                    Some(comment) => call!(c.set_comment(comment)),
                    None if changes.comment => call!(c.drop_comment()),
                    None => {}
                }
            });
        }
        self.change_identity(op, table, from, to);
    }

    /// The kinds of identity that `alter_column` does not know, and the number to begin with, also of a new sequence.
    fn change_identity(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        from: &Column,
        to: &Column,
    ) {
        let quoted = (self.quote(table), self.dialect.quote(&to.name));
        let mut alter = |clause: &str| {
            let (table, column) = &quoted;
            begin!(op.execute(format!(
                "ALTER TABLE {table} ALTER COLUMN {column} {clause}"
            )));
        };
        match (from.identity, to.identity) {
            (None, Some(Identity::Always)) => alter("ADD GENERATED ALWAYS AS IDENTITY"),
            (Some(Identity::ByDefault), Some(Identity::Always)) => alter("SET GENERATED ALWAYS"),
            (Some(Identity::Always), Some(Identity::ByDefault)) => {
                alter("SET GENERATED BY DEFAULT");
            }
            _ => {}
        }
        if from.identity.is_none()
            && to.identity.is_some()
            && self.dialect.family == Family::Postgres
        {
            let (table, column) = &quoted;
            let literal = |text: &str| self.dialect.literal(text);
            let sequence = format!(
                "pg_get_serial_sequence({}, {})",
                literal(table),
                literal(&to.name)
            );
            begin!(op.execute(set_position(&sequence, 1, table, column)));
        } else if let Some((sequence, it)) = self.new_sequence(from, to) {
            let (table, column) = &quoted;
            begin!(op.execute(set_position(sequence, it.start, table, column)));
        }
    }

    /// The sequence that a column begins to draw from, as SQL, if it is a new one that counts upwards.
    fn new_sequence<'c>(&self, from: &Column, to: &'c Column) -> Option<(&'c str, &Sequence)> {
        let is_number = ["smallint", "integer", "bigint"].contains(&to.data_type.as_str());
        let default = to.default.as_deref().filter(|_| is_number)?;
        let drawn = default.strip_prefix("nextval(")?.strip_suffix(')')?;
        let words = Words::of(drawn);
        let mut sequences = self.to.sequences.iter();
        let (_, sequence) = sequences.find(|(name, it)| {
            it.increment > 0 && words.names(&name.name) && !self.from.sequences.contains_key(name)
        })?;
        (from.default != to.default).then_some((drawn, sequence))
    }

    /// How values are converted where the database would not do it without being asked.
    fn using(&self, from: &Column, to: &Column) -> Option<String> {
        if self.dialect.family != Family::Postgres || from.data_type == to.data_type {
            return None;
        }
        let (before, after) = (&from.data_type, &to.data_type);
        let (element_before, element_after, list) =
            match (before.strip_suffix("[]"), after.strip_suffix("[]")) {
                (Some(before), Some(after)) => (before, after, "[]"),
                _ => (before.as_str(), after.as_str(), ""),
            };
        let column = self.dialect.quote(&from.name);
        let is_enum = |text| self.enumeration(text).is_some();
        if is_enum(element_before) && is_enum(element_after) {
            return Some(format!("{column}::text{list}::{after}"));
        }
        let bases = [element_before, element_after].map(base);
        let has_list = [before, after].map(|it| it.ends_with("[]"));
        let is_alike = has_list[0] == has_list[1]
            && (bases[0] == bases[1]
                || kind(bases[0]).is_some_and(|it| kind(bases[1]) == Some(it)));
        if is_alike || (is_text(bases[1]) && !has_list[1]) {
            return None;
        }
        let is_integer = |text| ["smallint", "integer", "bigint"].contains(&text);
        Some(match bases {
            _ if is_text(bases[0]) => format!("{column}::{after}"),
            // Only `integer` is a truth value, or one an integer.
            ["boolean", number] | [number, "boolean"] if is_integer(number) => {
                format!("{column}::integer{list}::{after}")
            }
            _ => format!("{column}::text{list}::{after}"),
        })
    }
}

/// Puts a sequence behind the numbers that the rows of a table have already; one without any says nothing.
fn set_position(sequence: &str, start: i64, table: &str, column: &str) -> String {
    format!(
        "SELECT setval({sequence}, greatest(max({column}), {start})) FROM {table} \
         HAVING max({column}) IS NOT NULL"
    )
}

/// A type without what stands in parentheses.
fn base(data_type: &str) -> &str {
    let Some((name, rest)) = data_type.split_once('(') else {
        return data_type;
    };
    match (name, rest.split_once(") ")) {
        // `timestamp(3) with time zone`
        ("timestamp", Some((_, "with time zone"))) => "timestamp with time zone",
        ("timestamp", Some((_, "without time zone"))) => "timestamp without time zone",
        _ => name,
    }
}

/// What PostgreSQL turns into each other when it assigns.
fn kind(base: &str) -> Option<&'static str> {
    Some(match base {
        "smallint" | "integer" | "bigint" | "real" | "double precision" | "numeric" => "number",
        "date" | "timestamp with time zone" | "timestamp without time zone" => "moment",
        "json" | "jsonb" => "document",
        _ => return None,
    })
}

/// Whether a column is computed in another way, which cannot be changed in place.
fn is_computed_anew(from: &Column, to: &Column) -> bool {
    to.computed.is_some() && from.computed != to.computed
}

/// What `alter_column` is to change.
#[derive(Default, PartialEq)]
struct Changes {
    data_type: bool,
    nullable: bool,
    default: bool,
    identity: bool,
    comment: bool,
}

/// Whether a type is a text, which PostgreSQL turns into no other type unless it is asked to.
fn is_text(data_type: &str) -> bool {
    let name = data_type.split('(').next().unwrap_or(data_type);
    ["text", "character varying", "character", "bpchar", "citext"].contains(&name)
}
