//! What holds of any text that a revision, a database or a variable of the environment may bring, a hostile one
//! too.
//!
//! The tests beside call it with texts of many shapes; the programs in `fuzz/`, with whatever leads to new code.

#![allow(
    clippy::missing_panics_doc,
    reason = "to panic is how a broken law is told"
)]

use crate::database::Database;
use crate::definition::{
    Kind, Place, TableDefinition, expression, index, is_for_updates_of, names, plain, view,
};
use crate::dialect::{Dialect, MARIADB, MYSQL, POSTGRES, SQLITE};
use crate::sql;

const DIALECTS: [&Dialect; 4] = [&POSTGRES, &SQLITE, &MYSQL, &MARIADB];

/// The statements of a text hold all of its tokens but the semicolons between them, each statement is one, and
/// behind its terminator another begins.
pub fn statements(text: &str) {
    for dialect in DIALECTS {
        let lexis = dialect.lexis;
        let (Ok(statements), Ok(all)) = (sql::split(text, lexis), sql::tokens(text, lexis)) else {
            assert!(sql::split(text, lexis).is_err() && sql::tokens(text, lexis).is_err());
            continue;
        };
        // Before a semicolon, the two dashes at its end began no comment.
        if statements.iter().any(|it| it.ends_with("--")) {
            continue;
        }
        let tokens = |text| sql::tokens(text, lexis).expect("a part of what could be read");
        let kept = statements
            .iter()
            .flat_map(|it| tokens(it))
            .map(|it| it.text);
        let mut kept = kept.peekable();
        for token in all {
            if kept.next_if_eq(&token.text).is_none() {
                assert_eq!(token.text, ";", "{}: not kept", dialect.name);
            }
        }
        assert_eq!(kept.next(), None, "{}: made up", dialect.name);
        let terminated = |sql: &&str| format!("{sql}{}\n", sql::terminator(sql));
        let script: String = statements.iter().map(terminated).collect();
        let again = sql::split(&script, lexis).expect("what could be read");
        // The terminator of a body that never ends is a part of it.
        let is_open = text.to_ascii_lowercase().contains("begin");
        let compared = statements.len() - usize::from(is_open && !statements.is_empty());
        assert_eq!(again.len(), statements.len(), "{}", dialect.name);
        assert_eq!(
            again[..compared],
            statements[..compared],
            "{}",
            dialect.name
        );
    }
    // Questions that are asked of a statement.
    let answers = [
        sql::transaction_keyword(text).is_some(),
        sql::commits_by_itself(text),
        sql::switches_foreign_keys(text),
    ];
    std::hint::black_box(answers);
}

/// Whatever a database keeps of a table, a change makes a definition of it, or is refused.
pub fn table_definition(sql: &str) {
    std::hint::black_box(
        (
            names(sql, SQLITE.lexis, "a"),
            is_for_updates_of(sql, SQLITE.lexis, "a"),
        )
            .0
            .is_ok(),
    );
    std::hint::black_box((index(sql, &["a"]), view(sql), plain(sql)));
    let Ok(definition) = TableDefinition::parse(sql, SQLITE.lexis) else {
        return;
    };
    assert_eq!(definition.sql(), sql);
    let other = TableDefinition::parse(definition.for_table("\"a b\""), SQLITE.lexis);
    assert_eq!(other.expect("the same but for its name").table(), "a b");
    std::hint::black_box((definition.row_id().is_some(), definition.is_autoincrement()));
    let columns: Vec<_> = definition
        .columns()
        .map(|column| column.name().to_owned())
        .collect();
    describe(&definition, &columns);
    let ends = [columns.first(), columns.last()];
    for column in ends.into_iter().flatten() {
        change(&definition, column);
    }
    for number in [0, 1] {
        let mut changed = definition.clone();
        let constraint = definition.constraints().nth(number).map(|it| it.place);
        let removed = constraint.map(|place| changed.remove_constraint(place));
        check(&changed, removed.unwrap_or(Ok(())));
    }
}

/// What a definition says is said in one form.
fn describe(definition: &TableDefinition, columns: &[String]) {
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let Ok(described) = definition.described() else {
        return;
    };
    for constraint in described.constraints {
        let again = expression(&constraint.text, &columns);
        assert_eq!(again, constraint.text);
    }
}

fn change(definition: &TableDefinition, column: &str) {
    type Change = fn(&mut TableDefinition, &str) -> Result<(), crate::definition::DefinitionError>;
    const CHANGES: [Change; 10] = [
        |it, column| it.drop_column(column),
        |it, column| it.set_nullable(column, true),
        |it, column| it.set_nullable(column, false),
        |it, column| it.set_clause(column, Kind::Type, Some("TEXT")),
        |it, column| it.set_clause(column, Kind::Default, Some("DEFAULT 1")),
        |it, column| it.set_clause(column, Kind::Generated, None),
        |it, column| it.insert_column("x INT", Some(&Place::Before(column.to_owned()))),
        |it, column| it.insert_column("x INT", Some(&Place::After(column.to_owned()))),
        |it, column| it.drop_lists_of_values(column),
        |it, _| {
            it.drop_autoincrement()
                .and_then(|()| it.push_constraint("CHECK (1)"))
        },
    ];
    for change in CHANGES {
        let mut changed = definition.clone();
        let done = change(&mut changed, column);
        check(&changed, done);
    }
}

/// A definition is one still, whether it was changed or the change was refused.
fn check(changed: &TableDefinition, done: Result<(), crate::definition::DefinitionError>) {
    if let Err(error) = done {
        assert!(!error.to_string().is_empty());
    }
    let again = TableDefinition::parse(changed.sql(), SQLITE.lexis);
    assert_eq!(again.as_ref(), Ok(changed));
}

const PASSWORD: &str = "c4naryPa55";

/// A database URL is read or refused, and nothing is said of its password, not all of whose characters need be
/// written as they should.
pub fn database_url(text: &str) {
    std::hint::black_box(
        Database::parse(text)
            .map(|database| database.to_string())
            .is_ok(),
    );
    // With one more `@`, a URL has another password, host or database.
    let text = text.replace('@', "");
    let (before, behind) = text.split_once('\n').unwrap_or((&text, ""));
    for scheme in [
        "postgres",
        "postgresql+asyncpg",
        "mysql",
        "mariadb",
        "oracle",
    ] {
        for url in [
            format!("{scheme}://ann:{PASSWORD}{text}"),
            format!("{scheme}://ann:{before}{PASSWORD}{behind}@host/shop"),
            format!("{scheme}:ann:{before}{PASSWORD}{behind}@host/shop"),
            format!("{scheme}://ann@host/shop?{before}&password={PASSWORD}&{behind}"),
        ] {
            let told = match Database::parse(&url) {
                Ok(database) => format!("{database} {database:?}"),
                Err(error) => format!("{error} {error:?}"),
            };
            assert!(!told.contains(PASSWORD), "{told}: {url}");
        }
    }
}

/// The variables of an environment file, or a line of it that is none.
#[cfg(feature = "cli")]
pub fn environment_file(text: &str) {
    use crate::cli::database_url::parse;
    if let Err(line) = parse(text) {
        assert!((1..=text.lines().count().max(1)).contains(&line), "{line}");
    }
}

#[cfg(test)]
mod tests;
