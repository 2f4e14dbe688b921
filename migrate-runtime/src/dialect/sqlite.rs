//! SQLite, 3.35 and later.

use super::{Dialect, Identity, Lexis, ReferredTable, RowCheck, TypeNames};

/// SQLite, 3.35 and later.
///
/// The type names are those under which sqlx reads its own values back: a UUID is a 16-byte blob, a
/// point in time is text in a `DATETIME` column.
pub static SQLITE: Dialect = Dialect {
    name: "SQLite",
    // The write lock at once: a deferred transaction would fail at its first write instead of waiting.
    begin: "BEGIN IMMEDIATE",
    script_header: ".bail on",
    types: TypeNames {
        small_integer: "INTEGER",
        integer: "INTEGER",
        big_integer: "BIGINT",
        real: "REAL",
        double: "REAL",
        timestamp: "DATETIME",
        timestamp_tz: "DATETIME",
        uuid: "BLOB",
        json: "TEXT",
        jsonb: "TEXT",
        bytes: "BLOB",
    },
    // Only this exact spelling makes the column the row id: https://www.sqlite.org/lang_createtable.html#rowid
    identity: Identity::RowId("INTEGER"),
    alter_column: false,
    schemas: true,
    referred_table: ReferredTable::SameSchema("main"),
    bare_default: false,
    index_in_schema: true,
    lexis: Lexis {
        nested_comments: false,
        dollar_quotes: false,
        escape_strings: false,
        foreign_quotes: true,
    },
    row_check: RowCheck::ChangesOverflow,
    transaction_is_lock: true,
};
