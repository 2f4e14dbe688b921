//! MySQL, 8.0.19 and later, and MariaDB, 10.6 and later.

use super::*;

/// What both have in common.
///
/// The type names are those under which sqlx reads its own values back: a UUID is 16 bytes, and a point in time
/// a `DATETIME` in UTC, because `TIMESTAMP` ends in 2038. (sqlx sends a `DateTime<Utc>` or `OffsetDateTime` as a
/// `TIMESTAMP` all the same: for years before 1970 or after 2037 bind a date and time without a zone.)
const BOTH: Dialect = Dialect {
    name: "MySQL",
    family: Family::Mysql,
    begin: "START TRANSACTION",
    transactional_ddl: false,
    message_is_transaction: false,
    // As sqlx sets up each of its connections.
    script_header: "SET SESSION sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT,NO_ENGINE_SUBSTITUTION'), \
                    time_zone = '+00:00';",
    identifier_quote: '`',
    reserved: &[words::COMMON, words::MYSQL],
    backslash_escapes: true,
    types: TypeNames {
        small_integer: "SMALLINT",
        integer: "INTEGER",
        big_integer: "BIGINT",
        real: "FLOAT",
        double: "DOUBLE",
        // Theirs is a whole number of ten digits, which would round in silence.
        numeric: None,
        text: "LONGTEXT",
        time: "TIME(6)",
        timestamp: "DATETIME(6)",
        timestamp_tz: "DATETIME(6)",
        uuid: "BINARY(16)",
        json: "JSON",
        jsonb: "JSON",
        bytes: "LONGBLOB",
        interval: None,
        arrays: false,
    },
    identity: Identity::Clause {
        by_default: "AUTO_INCREMENT",
        always: None,
    },
    defaults: Defaults::ShortLiterals,
    columns: ColumnFacts {
        alter: AlterColumns::Redefine,
        add_with_key: true,
        if_exists: false,
        drop_cascade: false,
        computed_virtual: true,
        computed_not_null: true,
        add_stored: true,
        keep_checks: false,
        // Taken, and ignored without a word.
        inline_references: false,
    },
    constraints: ConstraintFacts {
        alter: true,
        drop: DropConstraints::ByKind,
        if_exists: false,
        rename: false,
        named_primary_key: false,
        // Taken by InnoDB, and ignored without a word.
        set_default: false,
        deferrable: false,
        deferrable_unique: false,
        match_type: false,
        not_valid: false,
        nulls_not_distinct: false,
        exclude: false,
        referred_table: ReferredTable::Qualified,
    },
    indexes: IndexFacts {
        in_schema: false,
        of_table: true,
        method: Some(IndexMethod::BehindColumns),
        operator_classes: false,
        nulls_order: false,
        collations: false,
        prefix_lengths: true,
        expressions: true,
        include: false,
        condition: false,
        concurrently: false,
        storage: false,
        if_exists: false,
        rename: Some(RenameIndexes::AlterTable),
    },
    objects: ObjectFacts {
        // A schema is a database, which `CREATE SCHEMA` makes as well.
        schemas: true,
        create_schema: true,
        drop_full_schema: true,
        drop_cascade: false,
        rename_keeps_schema: false,
        enums: Enums::InColumn,
        sequences: false,
        owned_sequences: false,
        extensions: false,
        replace_view: true,
        materialized_views: false,
        functions: true,
        replace_function: false,
        overloaded_functions: false,
        triggers: Triggers::Body,
        triggers_of_table: false,
        statement_triggers: false,
        trigger_conditions: false,
    },
    values: ValueFacts {
        bytes: ByteLiterals::Hex,
        uuids: false,
        exact_decimals: true,
        not_a_number: None,
        infinity: None,
    },
    comments: Comments::Clause,
    lexis: Lexis {
        nested_comments: false,
        dollar_quotes: false,
        escape_strings: false,
        backslashes: true,
        hash_comments: true,
        plain_bodies: true,
        backticks: true,
        brackets: false,
    },
    clock: ClockFacts {
        now: "utc_timestamp(6)",
        elapsed: "timestampdiff(MICROSECOND, @cargo_migrate_started, sysdate(6)) DIV 1000",
        start: Some(
            "SET @cargo_migrate_started = sysdate(6) - INTERVAL $before * 1000 MICROSECOND",
        ),
        text: "CHAR",
        user: "current_user()",
    },
    limits: LimitFacts {
        local: false,
        // Locks of tables, and locks of rows.
        lock: &[
            Limit {
                name: "lock_wait_timeout",
                unit: LimitUnit::Seconds,
            },
            Limit {
                name: "innodb_lock_wait_timeout",
                unit: LimitUnit::Seconds,
            },
        ],
        statement: &[Limit {
            name: "max_execution_time",
            unit: LimitUnit::Milliseconds,
        }],
    },
    row_check: RowCheck::RowCountOverflow,
    transaction_is_lock: false,
};

/// MySQL, 8.0.19 and later.
pub static MYSQL: Dialect = BOTH;

/// MariaDB, 10.6 and later: no index over expressions, but sequences, and `IF [NOT] EXISTS` everywhere.
pub static MARIADB: Dialect = Dialect {
    name: "MariaDB",
    columns: ColumnFacts {
        if_exists: true,
        computed_not_null: false,
        keep_checks: true,
        ..BOTH.columns
    },
    constraints: ConstraintFacts {
        if_exists: true,
        ..BOTH.constraints
    },
    indexes: IndexFacts {
        expressions: false,
        if_exists: true,
        ..BOTH.indexes
    },
    objects: ObjectFacts {
        sequences: true,
        replace_function: true,
        ..BOTH.objects
    },
    limits: LimitFacts {
        statement: &[Limit {
            name: "max_statement_time",
            unit: LimitUnit::FractionalSeconds,
        }],
        ..BOTH.limits
    },
    ..BOTH
};
