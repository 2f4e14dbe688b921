//! A schema, as the server itself describes it.
//!
//! Texts of expressions, types and definitions are the server's own (`format_type`, `pg_get_expr`, `pg_get_constraintdef`, …), read with a
//! search path in which the names of the default schema need none: so they can be compared as they are, and written into
//! a revision.

use std::collections::BTreeMap;
use std::fmt;

use migrate_runtime::dialect::Family;

/// The name of something in a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name {
    /// `None` for the default schema.
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
}

impl Name {
    /// A name in the default schema.
    pub(crate) fn plain(name: impl Into<String>) -> Self {
        Self {
            schema: None,
            name: name.into(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// All that is compared of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Schema {
    /// Whose schema it is: what a database names and makes by itself is its own affair.
    pub(crate) family: Family,
    /// The schemas beside the default one.
    pub(crate) schemas: BTreeMap<String, Comment>,
    pub(crate) extensions: BTreeMap<String, Extension>,
    pub(crate) enums: BTreeMap<Name, Enum>,
    /// The sequences that belong to no identity column.
    pub(crate) sequences: BTreeMap<Name, Sequence>,
    pub(crate) tables: BTreeMap<Name, Table>,
    pub(crate) views: BTreeMap<Name, View>,
    /// By name and argument types: `slugify(text)`.
    pub(crate) functions: BTreeMap<Name, Function>,
}

impl Default for Schema {
    fn default() -> Self {
        Self::empty(Family::Postgres)
    }
}

impl Schema {
    /// One with nothing in it.
    pub(crate) fn empty(family: Family) -> Self {
        Self {
            family,
            schemas: BTreeMap::new(),
            extensions: BTreeMap::new(),
            enums: BTreeMap::new(),
            sequences: BTreeMap::new(),
            tables: BTreeMap::new(),
            views: BTreeMap::new(),
            functions: BTreeMap::new(),
        }
    }
}

/// A comment, if there is one.
pub(crate) type Comment = Option<String>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Extension {
    /// The schema that it is in, unless the default one.
    pub(crate) schema: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enum {
    /// In their order.
    pub(crate) values: Vec<String>,
    pub(crate) comment: Comment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// `bigint`, unless it is another.
    pub(crate) data_type: String,
    pub(crate) start: i64,
    pub(crate) increment: i64,
    pub(crate) minimum: i64,
    pub(crate) maximum: i64,
    pub(crate) cycle: bool,
    /// The column that it goes with.
    pub(crate) owned_by: Option<(Name, String)>,
    pub(crate) comment: Comment,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// The query, without a semicolon.
    pub(crate) query: String,
    pub(crate) is_materialized: bool,
    /// How it is made, as the database writes it: `security_invoker=true`, `SQL SECURITY INVOKER`.
    pub(crate) options: Vec<String>,
    /// What it reads: tables and views.
    pub(crate) reads: Vec<Name>,
    /// What goes with it when it is dropped, in words: `trigger g`.
    pub(crate) carries: Unseen,
    pub(crate) comment: Comment,
}

/// What is told of, and not compared: all are equal.
#[derive(Debug, Clone, Default, Eq)]
pub(crate) struct Unseen(pub(crate) Vec<String>);

impl PartialEq for Unseen {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Function {
    /// The whole statement, `CREATE OR REPLACE FUNCTION …`.
    pub(crate) definition: String,
    pub(crate) comment: Comment,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// In their order, which is not compared.
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<PrimaryKey>,
    pub(crate) uniques: BTreeMap<String, Unique>,
    pub(crate) foreign_keys: BTreeMap<String, ForeignKey>,
    pub(crate) checks: BTreeMap<String, Check>,
    pub(crate) excludes: BTreeMap<String, Exclude>,
    /// Those that belong to no constraint.
    pub(crate) indexes: BTreeMap<String, Index>,
    /// Those that belong to no constraint, by name: the whole statement.
    pub(crate) triggers: BTreeMap<String, String>,
    /// The whole statement, where `create_table` cannot say all of it.
    pub(crate) statement: Option<String>,
    /// How a partitioned table is parted, `RANGE (day)`; its partitions are not read.
    pub(crate) partition_by: Option<String>,
    /// What stands behind the parentheses of `CREATE TABLE` unless it is the database's own choice, `ENGINE=MyISAM` say;
    /// not compared.
    pub(crate) options: Option<String>,
    pub(crate) comment: Comment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// The type as the server writes it: `character varying(255)`, `timestamp with time zone`.
    pub(crate) data_type: String,
    pub(crate) is_nullable: bool,
    /// The default's expression; for a computed column, none.
    pub(crate) default: Option<String>,
    pub(crate) identity: Option<Identity>,
    pub(crate) computed: Option<Computed>,
    /// The collation, unless it is the type's own.
    pub(crate) collation: Option<String>,
    pub(crate) comment: Comment,
}

/// How the rows are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// `GENERATED BY DEFAULT`
    ByDefault,
    /// `GENERATED ALWAYS`
    Always,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Computed {
    pub(crate) expression: String,
    pub(crate) is_stored: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrimaryKey {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) deferral: Deferral,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unique {
    pub(crate) columns: Vec<String>,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) deferral: Deferral,
    /// As the server writes it, behind `CONSTRAINT name`.
    pub(crate) definition: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<String>,
    pub(crate) referred: Name,
    pub(crate) referred_columns: Vec<String>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    pub(crate) is_match_full: bool,
    pub(crate) deferral: Deferral,
    pub(crate) is_valid: bool,
    pub(crate) definition: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    /// The condition, without `CHECK` and its outermost parentheses.
    pub(crate) condition: String,
    pub(crate) is_valid: bool,
    pub(crate) definition: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exclude {
    pub(crate) definition: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) is_unique: bool,
    /// `btree`, unless it is another.
    pub(crate) method: String,
    /// In their order.
    pub(crate) parts: Vec<IndexPart>,
    pub(crate) include: Vec<String>,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) condition: Option<String>,
    /// Storage parameters, `fillfactor=70`.
    pub(crate) storage: Vec<String>,
    /// The whole statement, without `CREATE [UNIQUE] INDEX name ON table`.
    pub(crate) definition: String,
    pub(crate) comment: Comment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexPart {
    pub(crate) key: IndexKey,
    /// How many characters of the column are indexed, unless all are.
    pub(crate) prefix: Option<u32>,
    pub(crate) is_descending: bool,
    /// Where nulls stand, if not at the end where an ascending order has them, or at the beginning of a descending one.
    pub(crate) nulls_first: Option<bool>,
    pub(crate) collation: Option<String>,
    /// Unless it is the default of the type.
    pub(crate) operator_class: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IndexKey {
    Column(String),
    Expression(String),
}

#[expect(clippy::enum_variant_names, reason = "SQL's words")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Action {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Deferral {
    /// At once.
    #[default]
    NotDeferrable,
    /// At once, unless the transaction wants it at its end.
    Deferrable,
    /// At the transaction's end.
    InitiallyDeferred,
}
