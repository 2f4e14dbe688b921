//! The laws, on damaged statements and URLs as they are in use, and on texts that look like some.

#[path = "../../migrate-script/src/hostile/tests/damage.rs"]
mod damage;

use std::path::Path;

use proptest::prelude::*;

use super::{database_url, statements, table_definition};
use damage::{on_large_texts, text};

const SQL: &[&str] = &[
    "SELECT 1",
    "CREATE ",
    "TEMP ",
    "TRIGGER ",
    "FUNCTION ",
    "PROCEDURE f() ",
    "EVENT ",
    "BEGIN ",
    "ATOMIC ",
    "CASE ",
    "END",
    "IF ",
    "LOOP",
    "DELIMITER ",
    ";",
    "; ",
    "'",
    "''",
    "'a;'",
    "\\'",
    "\"",
    "\"a;b\"",
    "`",
    "[",
    "]",
    "E'\\'",
    "e'",
    "$$",
    "$a$",
    "$1",
    "a$b$",
    "$é$",
    "--",
    "-- a;\n",
    "--\u{1}",
    "# a;\n",
    "#",
    "/*",
    "*/",
    "/* ; */",
    "/*!50003 ",
    "/*M! ",
    "/*/",
    "\n",
    "\r",
    "\t",
    "\u{b}",
    "\u{a0}",
    "\u{3000}",
    "é",
    "a",
    "1",
    "(",
    ")",
    ",",
    "5--1",
    "\0",
];

const TABLE: &[&str] = &[
    "CREATE TABLE t (",
    "CREATE VIRTUAL TABLE t (",
    "CREATE TABLE \"s\".\"t\"(",
    "a INTEGER PRIMARY KEY AUTOINCREMENT",
    "b TEXT",
    "\"a\"",
    "'a'",
    "[a]",
    "`a`",
    "a",
    "b",
    " ",
    ",",
    ", ",
    "(",
    ")",
    "'",
    "\"",
    " NOT NULL",
    " NULL",
    " NOT",
    " DEFAULT ",
    "'x'",
    "1",
    "-1",
    " CHECK (a IN ('x', 'y'))",
    " CHECK (a > b)",
    " UNIQUE",
    "UNIQUE (a, b)",
    "PRIMARY KEY",
    "PRIMARY KEY (a, a)",
    " (a)",
    " REFERENCES ",
    "u (x)",
    "FOREIGN KEY (a)",
    " CONSTRAINT ",
    "CONSTRAINT n ",
    " DEFERRABLE",
    " COLLATE ",
    " NOCASE",
    " GENERATED ALWAYS",
    " AS (b + 1)",
    " ON CONFLICT",
    " ON DELETE SET NULL",
    "/* c */",
    "-- c\n",
    "\n  ",
    ") WITHOUT ROWID",
    ") STRICT",
    ";",
    "é",
    ".",
];

const URL: &[&str] = &[
    "postgres",
    "postgresql+asyncpg",
    "mysql",
    "mariadb",
    "sqlite",
    "sqlite+aiosqlite",
    ":",
    "//",
    "/",
    "///",
    "ann",
    "secret",
    "@",
    "host",
    ":5432",
    ":99999",
    "12",
    "[::1]",
    "[",
    "?",
    "&",
    "=",
    "#",
    "ssl=require",
    "sslmode=",
    "password=",
    "user=",
    "host=/run",
    "port=x",
    "dbname=",
    "options[a]=",
    "options=",
    "mode=rwc",
    "passwd=",
    "charset=",
    "%41",
    "%",
    "%ff",
    "%2F",
    " ",
    "\t",
    "\n",
    "\0",
    "é",
    "\\",
    "+",
];

const FILE: &[&str] = &[
    "DATABASE_URL",
    "POSTGRES_PASSWORD",
    "export ",
    "=",
    "'",
    "\"",
    "\n",
    "\r\n",
    "#",
    " ",
    "$A",
    "${A}",
    "${",
    "\\",
    "\\n",
    "a",
    "é",
    ":-",
    "\0",
];

const URLS: [&str; 8] = [
    "postgres://ann:s3cr%2Fet@db.example:5433/shop?sslmode=require&application_name=a",
    "postgresql+asyncpg://ann:pa&ssl=x@localhost/shop?ssl=disable",
    "postgres:///shop?host=/run/postgresql&user=ann&password=s3cret",
    "mysql://ann:s3cret@[::1]:3306/shop?charset=utf8mb4&socket=/a",
    "mariadb+asyncmy://ann@localhost/shop",
    "sqlite:app.db?mode=rwc",
    "sqlite+aiosqlite:////var/app.db",
    "12/x",
];

const TABLES: [&str; 4] = [
    "CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL DEFAULT 'it''s', UNIQUE (title, id))",
    "CREATE TABLE \"a(b\" (\n    a INTEGER,\n    b TEXT CHECK (b IN ('x', 'y')),\n    c INT AS (a + 1) STORED,\n    \
     PRIMARY KEY (a, b), -- both\n    CONSTRAINT f FOREIGN KEY (a) REFERENCES u (x) ON DELETE SET NULL\n) WITHOUT ROWID",
    "CREATE TABLE main.[t] (a, 'b' INT NULL CONSTRAINT n CHECK (a > b) COLLATE NOCASE DEFAULT (1), c REFERENCES t) STRICT",
    "CREATE TABLE t (a INT PRIMARY KEY (a), b)",
];

const BODIES: [&str; 4] = [
    "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END; SELECT 1",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END; SELECT $a$ ; $a$",
    "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; WHILE 1 DO SELECT 2; END WHILE; END; # one; two\nSELECT 3",
    "/*!50003 SET a = ';' */; SELECT 'it\\'s' -- ; a\n, \"b;\"; /* gone /* ; */ */ DO $$ ; $$",
];

const FILES: [&str; 2] = [
    "# of the shop\nexport DATABASE_URL=\"postgres://ann:s3cret@localhost/shop\"\nPOSTGRES_PASSWORD='a b'\n",
    "A=1\nB=${A}x\\ y\nC=$D\n",
];

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// What the directives are rendered as, on all dialects: texts of many statements.
fn rendered() -> Vec<String> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tests/backends/directives/snapshots");
    let entries = std::fs::read_dir(folder).expect("the snapshots are there");
    let files = entries.map(|entry| std::fs::read_to_string(entry.expect("an entry").path()));
    let mut texts: Vec<String> = files.map(|text| text.expect("a text")).collect();
    texts.extend(owned(&BODIES));
    texts
}

proptest! {
    #[test]
    fn statement_texts(text in text(SQL, rendered())) {
        statements(&text);
    }

    #[test]
    fn table_definitions(text in text(TABLE, owned(&TABLES))) {
        table_definition(&text);
    }

    #[test]
    fn definitions_of_many_words(text in text(TABLE, owned(&["CREATE TABLE t (a INT, b TEXT)"]))) {
        table_definition(&format!("CREATE TABLE t (a INT, {text})"));
    }

    #[test]
    fn database_urls(text in text(URL, owned(&URLS))) {
        database_url(&text);
    }

    #[cfg(feature = "cli")]
    #[test]
    fn environment_files(text in text(FILE, owned(&FILES))) {
        super::environment_file(&text);
    }
}

#[test]
fn large_statements() {
    on_large_texts(&["$a$b", "CREATE TRIGGER BEGIN ", "SELECT 1;"], statements);
}

#[test]
fn large_definitions() {
    let words = [
        "a INT,",
        "a NOT NULL ",
        "UNIQUE (a),",
        "CHECK (a) ",
        "CONSTRAINT ",
    ];
    on_large_texts(&words, |text| {
        table_definition(text);
        table_definition(&format!("CREATE TABLE t ({text})"));
    });
}

#[test]
fn large_urls() {
    on_large_texts(&["/", "?a=b", "&ssl="], database_url);
}

#[cfg(feature = "cli")]
#[test]
fn large_environment_files() {
    on_large_texts(&["A=$A\n", "A='a'\n"], super::environment_file);
}
