//! Random schemas, as the statements that make them.

use proptest::prelude::*;

/// Numbers that choose.
struct Choices<'n> {
    numbers: &'n [u8],
    at: usize,
}

impl Choices<'_> {
    /// One of the first so many numbers; 0 at the end.
    fn number(&mut self, below: u8) -> u8 {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        number % below
    }

    fn one<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let count = u8::try_from(texts.len()).unwrap();
        texts[usize::from(self.number(count))]
    }

    /// Once in so many times.
    fn rarely(&mut self, times: u8) -> bool {
        self.number(times) == 1
    }
}

/// Two schemas that have much in common.
pub(super) fn pair() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let numbers = prop::collection::vec(any::<u8>(), 150);
    let edits = prop::collection::vec((0..150_usize, any::<u8>()), 0..25);
    (numbers, edits).prop_map(|(numbers, edits)| {
        let mut others = numbers.clone();
        for (at, number) in edits {
            others[at] = number;
        }
        (schema(&numbers), schema(&others))
    })
}

const TABLES: [&str; 3] = ["a", "b b", "order"];

/// Numbers for each table, so that an edit of one leaves the others alone.
const OF_TABLE: usize = 45;

fn schema(numbers: &[u8]) -> Vec<String> {
    let of_table = |table: usize| Choices {
        numbers: &numbers[table * OF_TABLE..(table + 1) * OF_TABLE],
        at: 0,
    };
    let mut behind = Vec::new();
    let is_there: Vec<bool> = (0..TABLES.len())
        .map(|it| !of_table(it).rarely(5))
        .collect();
    let mut statements = Vec::new();
    for (number, name) in TABLES.iter().enumerate().filter(|(it, _)| is_there[*it]) {
        statements.push(table(name, &mut of_table(number), &is_there, &mut behind));
    }
    statements.extend(behind);
    let mut choices = Choices {
        numbers: &numbers[TABLES.len() * OF_TABLE..],
        at: 0,
    };
    others(&mut choices, &is_there, &mut statements);
    statements
}

fn quote(name: &str) -> String {
    format!("`{name}`")
}

/// A type, whether an index takes it whole, a default, and what may stand behind it.
const TYPES: [(&str, bool, &str, &str); 12] = [
    ("int", true, "5", ""),
    ("bigint unsigned", true, "0", ""),
    ("varchar(20)", true, "'it''s'", "COLLATE ascii_bin"),
    ("varchar(40)", true, "''", "INVISIBLE"),
    ("text", false, "'x''y'", ""),
    ("decimal(10,2)", true, "1.5", ""),
    (
        "datetime",
        true,
        "current_timestamp()",
        "ON UPDATE current_timestamp()",
    ),
    ("enum('a','b')", true, "'a'", ""),
    ("enum('a','c d')", true, "'a'", ""),
    ("json", false, "'{}'", ""),
    ("boolean", true, "1", ""),
    ("double", true, "(1 + 1)", ""),
];

fn table(
    name: &str,
    choices: &mut Choices<'_>,
    is_there: &[bool],
    behind: &mut Vec<String>,
) -> String {
    choices.at = 1;
    let table = quote(name);
    let key = choices.one(&["id", "id", "id, x", "x", ""]);
    // Only what a key begins with is numbered.
    let numbered = match choices.number(3) {
        0 if key.starts_with("id") => " AUTO_INCREMENT",
        1 if !key.starts_with("id") => " AUTO_INCREMENT, UNIQUE numbers (id)",
        _ => "",
    };
    let mut parts = vec![
        format!("id bigint NOT NULL{numbered}"),
        "x int NOT NULL".to_owned(),
    ];
    if !key.is_empty() {
        parts.push(format!("PRIMARY KEY ({key})"));
    }
    let mut columns = Vec::new();
    for column in ["c", "d e", "f"] {
        let [
            is_not_there,
            kind,
            is_null,
            has_default,
            has_more,
            has_comment,
            has_check,
        ] = [5, 12, 2, 3, 3, 5, 5].map(|below| choices.number(below));
        if is_not_there == 1 {
            continue;
        }
        let (kind, is_whole, default, more) = TYPES[usize::from(kind)];
        let mut part = format!("{} {kind}", quote(column));
        if has_more == 1 {
            part.push_str(&format!(" {more}"));
        }
        // What nobody sees nobody can give a value.
        if is_null == 1 && !part.ends_with("INVISIBLE") {
            part.push_str(" NOT NULL");
        }
        if has_default == 1 {
            part.push_str(&format!(" DEFAULT {default}"));
        }
        if has_comment == 1 {
            part.push_str(&format!(" COMMENT 'of {column}''s'"));
        }
        if has_check == 1 && is_whole {
            part.push_str(&format!(" CHECK ({} <> '7')", quote(column)));
        }
        parts.push(part);
        columns.push((column, is_whole));
    }
    match choices.number(5) {
        1 => parts.push("g int AS (x + 1) STORED".to_owned()),
        2 => parts.push("g int AS (x + 2) VIRTUAL".to_owned()),
        3 => parts.push("g bigint AS (x * 2) VIRTUAL COMMENT 'g'".to_owned()),
        _ => {}
    }
    match choices.number(4) {
        1 => parts.push("CHECK (x > 0)".to_owned()),
        2 => parts.push("CONSTRAINT positive CHECK (x > 0), CHECK (x <> 9)".to_owned()),
        _ => {}
    }
    for (column, is_whole) in columns {
        let length = if is_whole { "" } else { "(5)" };
        let quoted = quote(column);
        parts.extend(match choices.number(7) {
            1 if is_whole => Some(format!("UNIQUE ({quoted})")),
            2 if is_whole => Some(format!(
                "CONSTRAINT {} UNIQUE ({quoted}, x)",
                quote(&format!("uq {column}"))
            )),
            3 => Some(format!("KEY ({quoted}{length}, x DESC)")),
            4 => Some(format!("UNIQUE KEY ({quoted}{length})")),
            5 => Some(format!(
                "KEY {} ({quoted}{length}) COMMENT 'said'",
                quote(&format!("ix {column}"))
            )),
            _ => None,
        });
    }
    foreign_keys(&table, choices, is_there, behind, &mut parts);
    let comment = choices.one(&["", "", " COMMENT 'it''s'", " COMMENT 'all'"]);
    format!("CREATE TABLE {table} ({}){comment}", parts.join(", "))
}

fn foreign_keys(
    table: &str,
    choices: &mut Choices<'_>,
    is_there: &[bool],
    behind: &mut Vec<String>,
    parts: &mut Vec<String>,
) {
    parts.push("ref bigint".to_owned());
    // What is referred to has an index in any case.
    parts.push("KEY by_id (id, x)".to_owned());
    let [has_index, to, named, action] = [4, 4, 2, 5].map(|below| choices.number(below));
    match has_index {
        1 => parts.push("KEY by_ref (ref)".to_owned()),
        2 => parts.push("KEY by_ref (ref, x)".to_owned()),
        3 => parts.push("UNIQUE by_ref (ref)".to_owned()),
        _ => {}
    }
    let Some(referred) = TABLES
        .get(usize::from(to))
        .filter(|_| is_there[usize::from(to)])
    else {
        return;
    };
    let name = match named {
        1 => format!(
            "CONSTRAINT {} ",
            quote(&format!("fk {}", table.trim_matches('`')))
        ),
        _ => String::new(),
    };
    let action = [
        "",
        "ON DELETE CASCADE",
        "ON DELETE SET NULL ON UPDATE CASCADE",
        "ON DELETE RESTRICT",
        "ON UPDATE NO ACTION",
    ][usize::from(action)];
    let referred = quote(referred);
    behind.push(format!(
        "ALTER TABLE {table} ADD {name}FOREIGN KEY (ref) REFERENCES {referred} (id) {action}"
    ));
}

/// What is no table.
fn others(choices: &mut Choices<'_>, is_there: &[bool], statements: &mut Vec<String>) {
    if is_there[0] {
        statements.extend(match choices.number(4) {
            1 => Some("CREATE VIEW v AS SELECT id, x FROM a WHERE x > 1".to_owned()),
            2 => Some(
                "CREATE VIEW v AS SELECT id, upper(ref) AS x FROM a WITH CHECK OPTION".to_owned(),
            ),
            _ => None,
        });
        statements.extend(match choices.number(4) {
            1 => Some("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.x = 1".to_owned()),
            2 => Some("CREATE TRIGGER t AFTER DELETE ON a FOR EACH ROW BEGIN DELETE FROM a WHERE x = 1; END".to_owned()),
            _ => None,
        });
    }
    statements.extend(match choices.number(4) {
        1 => Some("CREATE FUNCTION `f g`(x int) RETURNS int DETERMINISTIC RETURN x + 1".to_owned()),
        2 => Some("CREATE FUNCTION `f g`(x int) RETURNS bigint RETURN x + 2".to_owned()),
        _ => None,
    });
    statements.extend(match choices.number(4) {
        1 => Some("CREATE PROCEDURE p(IN x int) BEGIN SELECT x; SELECT 'a;b'; END".to_owned()),
        2 => Some("CREATE PROCEDURE p() COMMENT 'p' SELECT 1".to_owned()),
        _ => None,
    });
}
