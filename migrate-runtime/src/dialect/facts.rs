//! The facts that a dialect answers: a new one does not compile until every dialect has answered it.

#[allow(unused_imports, reason = "named by the documentation")]
use crate::schema::Type;

/// A family of databases that take the same options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Family {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
    /// MySQL and MariaDB.
    Mysql,
}

/// What columns can do.
#[derive(Debug, Clone, Copy)]
pub struct ColumnFacts {
    /// How an existing column is changed.
    pub alter: AlterColumns,
    /// Whether a new column may be a key, or unique.
    pub add_with_key: bool,
    /// Whether `IF [NOT] EXISTS` may be asked for a column.
    pub if_exists: bool,
    /// Whether dropping a column can drop what depends on it.
    pub drop_cascade: bool,
    /// Whether a computed column need not be stored.
    pub computed_virtual: bool,
    /// Whether a computed column may be told to refuse NULL; otherwise its expression alone decides.
    pub computed_not_null: bool,
    /// Whether a stored computed column can be added to an existing table.
    pub add_stored: bool,
    /// Whether a check is kept with its column, and not among the constraints of the table.
    pub keep_checks: bool,
    /// Whether `REFERENCES` may stand behind a column; otherwise it is a constraint of the table.
    pub inline_references: bool,
}

/// How an existing column is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlterColumns {
    /// `ALTER COLUMN`, a clause for each change.
    InPlace,
    /// `MODIFY COLUMN`, with the whole column written again.
    Redefine,
    /// Not at all, but for its name: the table is made anew in `op.batch_alter_table`.
    Recreate,
}

/// What constraints can do.
#[derive(Debug, Clone, Copy)]
pub struct ConstraintFacts {
    /// Whether `ALTER TABLE` adds and drops them.
    pub alter: bool,
    /// How one is dropped.
    pub drop: DropConstraints,
    /// Whether `IF EXISTS` may be asked for one that is dropped.
    pub if_exists: bool,
    /// Whether one can be renamed.
    pub rename: bool,
    /// Whether the name of a primary key is kept.
    pub named_primary_key: bool,
    /// Whether a foreign key may set the columns to their defaults.
    pub set_default: bool,
    /// Whether a foreign key may be checked at the transaction's end.
    pub deferrable: bool,
    /// Whether a unique constraint or a primary key may be so too.
    pub deferrable_unique: bool,
    /// Whether `MATCH` is taken.
    pub match_type: bool,
    /// Whether a constraint may be added `NOT VALID`, and validated later.
    pub not_valid: bool,
    /// Whether unique constraints and indexes may take nulls as equal.
    pub nulls_not_distinct: bool,
    /// Whether there are `EXCLUDE` constraints.
    pub exclude: bool,
    /// How a foreign key names the table that it refers to.
    pub referred_table: ReferredTable,
}

/// How a constraint is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropConstraints {
    /// `DROP CONSTRAINT name`, whatever its kind.
    ByName,
    /// By its kind: `DROP FOREIGN KEY name`, `DROP INDEX name`, `DROP CONSTRAINT name`, `DROP PRIMARY KEY`.
    ByKind,
}

/// What indexes can do.
#[derive(Debug, Clone, Copy)]
pub struct IndexFacts {
    /// Whether an index is named with its table's schema where it is made, instead of inheriting it.
    pub in_schema: bool,
    /// Whether an index belongs to its table, so that dropping it names the table.
    pub of_table: bool,
    /// Where `USING method` stands, if there are methods.
    pub method: Option<IndexMethod>,
    /// Whether a column may have an operator class.
    pub operator_classes: bool,
    /// Whether the order of nulls may be said.
    pub nulls_order: bool,
    /// Whether a column may have a collation.
    pub collations: bool,
    /// Whether only the first characters of a column may be indexed.
    pub prefix_lengths: bool,
    /// Whether it may be over expressions.
    pub expressions: bool,
    /// Whether it may hold columns that are no key.
    pub include: bool,
    /// Whether it may be over some of the rows only.
    pub condition: bool,
    /// Whether it may be made and dropped without locking out writers, and outside of a transaction.
    pub concurrently: bool,
    /// Whether it takes storage parameters and a tablespace.
    pub storage: bool,
    /// Whether `IF [NOT] EXISTS` may be asked.
    pub if_exists: bool,
    /// How it is renamed, if it can be.
    pub rename: Option<RenameIndexes>,
}

/// Where the method of an index stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexMethod {
    /// Behind the table's name.
    BehindTable,
    /// Behind the columns.
    BehindColumns,
}

/// How an index is renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenameIndexes {
    /// `ALTER INDEX old RENAME TO new`
    AlterIndex,
    /// `ALTER TABLE t RENAME INDEX old TO new`
    AlterTable,
}

/// What there is beside tables.
#[derive(Debug, Clone, Copy)]
pub struct ObjectFacts {
    /// Whether tables live in schemas that `CREATE TABLE schema.table` can name.
    pub schemas: bool,
    /// Whether `CREATE SCHEMA` makes one.
    pub create_schema: bool,
    /// Whether `DROP SCHEMA` drops all that is in it without being asked to.
    pub drop_full_schema: bool,
    /// Whether dropping something can drop what depends on it.
    pub drop_cascade: bool,
    /// Whether a renamed table stays in its schema; otherwise the new name must say it.
    pub rename_keeps_schema: bool,
    /// How the values of an enum are kept.
    pub enums: Enums,
    /// Whether there are sequences.
    pub sequences: bool,
    /// Whether a sequence has a type, and may belong to a column.
    pub owned_sequences: bool,
    /// Whether there are extensions.
    pub extensions: bool,
    /// Whether a view can be replaced in place.
    pub replace_view: bool,
    /// Whether a view may keep its rows.
    pub materialized_views: bool,
    /// Whether there are functions and procedures in SQL.
    pub functions: bool,
    /// Whether a function can be replaced in place.
    pub replace_function: bool,
    /// Whether functions of one name are told apart by their arguments.
    pub overloaded_functions: bool,
    /// How a trigger says what it does.
    pub triggers: Triggers,
    /// Whether a trigger belongs to its table, so that dropping it names the table.
    pub triggers_of_table: bool,
    /// Whether a trigger may run once for a statement, instead of for each row.
    pub statement_triggers: bool,
    /// Whether a trigger may run only where a condition holds.
    pub trigger_conditions: bool,
}

/// How the values of an enum are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enums {
    /// A type with a name: `CREATE TYPE … AS ENUM`.
    Named,
    /// In each column: `ENUM('a', 'b')`.
    InColumn,
    /// Text, with a check in each column.
    Check,
}

/// How a trigger says what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Triggers {
    /// It calls a function.
    CallFunction,
    /// Its statements stand in its body.
    Body,
}

/// How values are written in a statement.
#[derive(Debug, Clone, Copy)]
pub struct ValueFacts {
    /// How bytes are.
    pub bytes: ByteLiterals,
    /// Whether a UUID has a type of its own; otherwise it is kept as its 16 bytes.
    pub uuids: bool,
    /// Whether a number is read as the nearest floating point one, however large or small it is.
    pub exact_decimals: bool,
    /// The floating point number that is no number, if there is one.
    pub not_a_number: Option<&'static str>,
    /// The infinite floating point number, if there is one.
    pub infinity: Option<&'static str>,
}

/// How bytes are written in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteLiterals {
    /// `'\xc0ffee'::bytea`
    Escaped,
    /// `X'c0ffee'`
    Hex,
}

/// How a database tells the time, and who is connected, as expressions.
#[derive(Debug, Clone, Copy)]
pub struct ClockFacts {
    /// The moment.
    pub now: &'static str,
    /// How many milliseconds a revision has taken at this moment. `$before` stands for those that it had taken when
    /// its message was written, `$started` for when it began by the clock of this process, in milliseconds since 1970.
    pub elapsed: &'static str,
    /// What must be run with a revision's first message, so that this can be told; with `$before`, too.
    pub start: Option<&'static str>,
    /// The type that a value is cast to, to be read as text.
    pub text: &'static str,
    /// Who is connected; `NULL` where nobody need say who they are.
    pub user: &'static str,
}

/// How long statements may wait and run.
#[derive(Debug, Clone, Copy)]
pub struct LimitFacts {
    /// Whether a limit can end with the transaction that sets it.
    pub local: bool,
    /// The settings that limit how long a lock is waited for.
    pub lock: &'static [Limit],
    /// The settings that limit how long a statement takes.
    pub statement: &'static [Limit],
}

/// A setting that limits a time.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Its name.
    pub name: &'static str,
    /// What its value counts.
    pub unit: LimitUnit,
}

/// What the value of a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitUnit {
    /// Whole milliseconds.
    Milliseconds,
    /// Whole seconds.
    Seconds,
    /// Seconds with a fraction.
    FractionalSeconds,
}

/// Where the comments of tables and columns are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// In statements of their own: `COMMENT ON …`.
    Statement,
    /// In the definition: `COMMENT '…'`.
    Clause,
    /// Nowhere: there are none.
    None,
}

/// What may stand behind `DEFAULT` without parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defaults {
    /// Any expression.
    Anything,
    /// A literal, or one word.
    Literals,
    /// A literal, or one word that is no text's: a column of unlimited text takes expressions only.
    ShortLiterals,
}

/// The native names of the generic types.
#[derive(Debug, Clone, Copy)]
pub struct TypeNames {
    /// [`Type::SmallInteger`]
    pub small_integer: &'static str,
    /// [`Type::Integer`]
    pub integer: &'static str,
    /// [`Type::BigInteger`]
    pub big_integer: &'static str,
    /// [`Type::Real`]
    pub real: &'static str,
    /// [`Type::Double`]
    pub double: &'static str,
    /// [`Type::Numeric`] without precision, if there is such a number.
    pub numeric: Option<&'static str>,
    /// [`Type::Text`]
    pub text: &'static str,
    /// [`Type::Time`]
    pub time: &'static str,
    /// [`Type::Timestamp`]
    pub timestamp: &'static str,
    /// [`Type::TimestampTz`]
    pub timestamp_tz: &'static str,
    /// [`Type::Uuid`]
    pub uuid: &'static str,
    /// [`Type::Json`]
    pub json: &'static str,
    /// [`Type::Jsonb`]
    pub jsonb: &'static str,
    /// [`Type::Bytes`]
    pub bytes: &'static str,
    /// [`Type::Interval`], if there is one.
    pub interval: Option<&'static str>,
    /// Whether there are arrays.
    pub arrays: bool,
}

/// How rows are numbered by the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// A clause behind the type, and the one that refuses other numbers, if there is one.
    Clause {
        /// `GENERATED BY DEFAULT AS IDENTITY`
        by_default: &'static str,
        /// `GENERATED ALWAYS AS IDENTITY`
        always: Option<&'static str>,
    },
    /// The row id: the sole primary key column, whose type must be spelled so.
    RowId(&'static str),
}

/// How a foreign key names the table that it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferredTable {
    /// With its schema.
    Qualified,
    /// By its name alone, for it is in the schema of the referring table; a table that names none is in
    /// this one.
    SameSchema(&'static str),
}

/// How statements are told apart in a text that holds several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexis {
    /// `/* … /* … */ … */` is one comment.
    pub nested_comments: bool,
    /// `$tag$ … $tag$` quotes text.
    pub dollar_quotes: bool,
    /// `E'…\'…'`: a backslash escapes in strings with this prefix.
    pub escape_strings: bool,
    /// A backslash escapes in every string.
    pub backslashes: bool,
    /// `# …` is a comment, `--1` is none, and `/*! … */` is run.
    pub hash_comments: bool,
    /// The body of a routine is a block of statements, from `BEGIN` to `END`.
    pub plain_bodies: bool,
    /// `` `name` `` quotes an identifier.
    pub backticks: bool,
    /// `[name]` quotes an identifier.
    pub brackets: bool,
}

/// How a change of the version table makes sure that it hit exactly one row.
///
/// It must fail inside the message, because the commit travels in the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowCheck {
    /// A division by the number of rows returned from a data-modifying CTE.
    DivisionByCount,
    /// An overflow raised unless `changes()` of the statement before is 1.
    ChangesOverflow,
    /// An overflow raised unless `row_count()` of the statement before is 1.
    RowCountOverflow,
}
