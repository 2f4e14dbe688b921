//! Any two schemas.

use proptest::prelude::*;

use super::super::cases_or;
use super::there_and_back;

proptest! {
    #![proptest_config(cases_or(64))]

    #[test]
    fn changes_lead_there_and_back((from, to) in (schema(), schema())) {
        if let Err(fault) = there_and_back(&from, &to) {
            return Err(TestCaseError::fail(format!("{fault}\n{from:#?}\n{to:#?}")));
        }
    }

    #[test]
    fn a_schema_does_not_differ_from_itself(schema in schema()) {
        let revision = there_and_back(&schema, &schema);
        let revision = revision.map_err(TestCaseError::fail)?;
        prop_assert_eq!((revision.upgrade, revision.downgrade), Default::default());
    }
}

const TABLES: [&str; 3] = ["a", "\"b c\"", "d"];
/// The column `id` is always there, and the others refer to that of a table.
const COLUMNS: [&str; 4] = ["n", "m", "\"order\"", "Name"];

/// The statements of a schema.
fn schema() -> impl Strategy<Value = Vec<String>> {
    let tables = TABLES.map(|name| prop::option::weighted(0.8, table(name)));
    tables.prop_map(|tables| {
        let there = TABLES.iter().zip(&tables);
        let there: Vec<_> = there
            .filter_map(|(name, it)| it.is_some().then_some(*name))
            .collect();
        let statements = tables.into_iter().flatten().flatten();
        statements
            .map(|statement| with_referred(statement, &there))
            .collect()
    })
}

/// With references to tables that are there: SQLite drops no table that refers to none.
fn with_referred(statement: String, there: &[&str]) -> String {
    let missing = TABLES.iter().filter(|name| !there.contains(name));
    missing.fold(statement, |statement, missing| {
        let [from, to] = [*missing, there[0]].map(|name| format!("REFERENCES {name} "));
        statement.replace(&from, &to)
    })
}

fn table(name: &'static str) -> impl Strategy<Value = Vec<String>> {
    let columns = COLUMNS.map(|name| prop::option::weighted(0.8, column(name)));
    let keys = prop::collection::vec(constraint(), 0..3);
    let indexes = prop::collection::btree_map(0..3_usize, index(), 0..3);
    let id = prop::sample::select(vec![
        "id INTEGER PRIMARY KEY",
        "id INTEGER NOT NULL UNIQUE",
        "id BIGINT NOT NULL PRIMARY KEY",
        "id TEXT NOT NULL, CONSTRAINT pk PRIMARY KEY (id)",
    ]);
    (id, columns, keys, indexes).prop_map(move |(id, columns, keys, indexes)| {
        let names: Vec<_> = COLUMNS
            .iter()
            .zip(&columns)
            .filter_map(|(name, it)| it.is_some().then_some(*name))
            .collect();
        // Constraints of the table stand behind all columns.
        let (id, key) = id.split_once(", ").unwrap_or((id, ""));
        let mut items = vec![id.to_owned()];
        items.extend(columns.into_iter().flatten());
        items.extend((!key.is_empty()).then(|| key.to_owned()));
        for (number, key) in keys.into_iter().enumerate() {
            let key = key.of(&names, number);
            // One that is there twice is there once.
            items.extend((!items.contains(&key)).then_some(key));
        }
        let mut statements = vec![format!("CREATE TABLE {name} ({})", items.join(", "))];
        let number = TABLES.iter().position(|it| *it == name).unwrap_or_default();
        statements.extend(
            indexes
                .into_iter()
                .map(|(place, it)| it.of(name, &format!("ix_{number}_{place}"), &names)),
        );
        statements
    })
}

fn column(name: &'static str) -> impl Strategy<Value = String> {
    let data_type = prop::sample::select(vec![
        "INTEGER",
        "TEXT",
        "varchar(20)",
        "NUMERIC(10,2)",
        "DATETIME",
    ]);
    let default = prop::sample::select(vec![
        "",
        " DEFAULT 'x'",
        " DEFAULT (1 + 2)",
        " DEFAULT CURRENT_TIMESTAMP",
        " DEFAULT -1",
    ]);
    let more = prop::sample::select(vec![
        "",
        "",
        "",
        " NOT NULL",
        " COLLATE NOCASE",
        " UNIQUE",
        " CHECK ({name} <> 'a')",
        " REFERENCES a (id)",
        " CONSTRAINT fk_{number} REFERENCES \"b c\" (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
    ]);
    let computed = prop::sample::select(vec![" AS (id || 'x')", " AS (id + 1) STORED"]);
    let number = COLUMNS
        .iter()
        .position(|it| *it == name)
        .unwrap_or_default();
    let plain = (data_type.clone(), default, more).prop_map(move |(data_type, default, more)| {
        let more = more
            .replace("{name}", name)
            .replace("{number}", &number.to_string());
        format!("{name} {data_type}{default}{more}")
    });
    let computed = (data_type, computed)
        .prop_map(move |(data_type, computed)| format!("{name} {data_type}{computed}"));
    prop_oneof![4 => plain, 1 => computed]
}

#[derive(Debug, Clone)]
struct Constraint {
    is_named: bool,
    kind: usize,
    columns: Vec<prop::sample::Index>,
}

fn constraint() -> impl Strategy<Value = Constraint> {
    let columns = prop::collection::vec(any::<prop::sample::Index>(), 1..3);
    (any::<bool>(), 0..4_usize, columns).prop_map(|(is_named, kind, columns)| Constraint {
        is_named,
        kind,
        columns,
    })
}

impl Constraint {
    fn of(&self, names: &[&str], number: usize) -> String {
        let columns = chosen(names, &self.columns);
        let first = columns[0];
        // Such a key may stand at its column too.
        let is_named = self.is_named || self.kind == 3 || (self.kind == 0 && columns.len() == 1);
        let name = match is_named {
            true => format!("CONSTRAINT \"odd \"\"{number}\"\"\" "),
            false => String::new(),
        };
        match self.kind {
            0 => format!("{name}UNIQUE ({})", columns.join(", ")),
            1 => format!("{name}CHECK ({first}>0 or {first} is null)"),
            2 => format!("{name}CHECK (length({first}) < 10)"),
            _ => format!("{name}FOREIGN KEY ({first}) REFERENCES d (id) ON UPDATE SET NULL"),
        }
    }
}

#[derive(Debug, Clone)]
struct Index {
    is_unique: bool,
    kind: usize,
    columns: Vec<prop::sample::Index>,
}

fn index() -> impl Strategy<Value = Index> {
    let columns = prop::collection::vec(any::<prop::sample::Index>(), 1..3);
    (any::<bool>(), 0..4_usize, columns).prop_map(|(is_unique, kind, columns)| Index {
        is_unique,
        kind,
        columns,
    })
}

impl Index {
    fn of(&self, table: &str, name: &str, names: &[&str]) -> String {
        let unique = if self.is_unique { "UNIQUE " } else { "" };
        let columns = chosen(names, &self.columns);
        let first = columns[0];
        let rest = match self.kind {
            0 => format!("({})", columns.join(", ")),
            1 => format!("({first} DESC, id)"),
            2 => format!("(lower({first}), id COLLATE NOCASE)"),
            _ => format!("({first}) WHERE {first} is not null"),
        };
        format!("CREATE {unique}INDEX {name} ON {table} {rest}")
    }
}

/// Some of the names, each once; `id` if there are none.
fn chosen<'n>(names: &[&'n str], choices: &[prop::sample::Index]) -> Vec<&'n str> {
    if names.is_empty() {
        return vec!["id"];
    }
    let mut chosen: Vec<&str> = Vec::new();
    for name in choices.iter().map(|it| *it.get(names)) {
        if !chosen.contains(&name) {
            chosen.push(name);
        }
    }
    chosen
}
