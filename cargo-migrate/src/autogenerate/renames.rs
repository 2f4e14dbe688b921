//! Renames: told on the command line, or asked about on a terminal; never taken for granted.

use std::io::{self, BufRead, IsTerminal, Write};

use migrate_runtime::cli::ui::Ui;
use migrate_script::diagnostic::Diagnostic;

use super::compare::rename::{Rename, Wish, candidates};
use super::difference::Difference;
use crate::error::{Error, Result};

/// Takes for renames what was told or is answered to be one; names those that it may be where nobody can be asked.
///
/// # Errors
///
/// What was told is none.
pub(crate) fn settle(difference: &mut Difference, told: &[String], ui: &mut Ui) -> Result<()> {
    for text in told {
        let found = text
            .parse::<Wish>()
            .and_then(|wish| wish.find(difference.changes()));
        let rename = found
            .map_err(|error| Error::from(Diagnostic::new(format!("`--rename {text}`: {error}"))))?;
        difference.rename(rename);
    }
    if ui.is_interactive() && io::stdin().is_terminal() {
        let (mut answers, mut questions) = (io::stdin().lock(), io::stderr().lock());
        let asked = ask(difference, &mut answers, &mut questions);
        return asked.map_err(|error| Error::system("cannot ask about a rename", error));
    }
    for (rename, _) in candidates(difference.changes()) {
        let (from, to) = names(&rename);
        ui.warning(format!(
            "{from} may have been renamed to {to}: if so, say `--rename {rename}`"
        ));
    }
    Ok(())
}

/// Asks about each that it may be, the likeliest first. What was answered with no is not asked about again.
fn ask(
    difference: &mut Difference,
    answers: &mut dyn BufRead,
    questions: &mut dyn Write,
) -> io::Result<()> {
    let mut denied: Vec<Rename> = Vec::new();
    loop {
        let mut found = candidates(difference.changes()).into_iter();
        let Some((rename, _)) = found.find(|(rename, _)| !denied.contains(rename)) else {
            return Ok(());
        };
        let (from, to) = names(&rename);
        write!(questions, "was {from} renamed to {to}? [y/N] ")?;
        questions.flush()?;
        let mut answer = String::new();
        answers.read_line(&mut answer)?;
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => difference.rename(rename),
            _ => denied.push(rename),
        }
    }
}

/// Both names, as they are spoken of.
fn names(rename: &Rename) -> (String, String) {
    match rename {
        Rename::Table { from, to } => (format!("the table `{from}`"), format!("`{to}`")),
        Rename::Column { table, from, to } => {
            (format!("the column `{table}.{from}`"), format!("`{to}`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autogenerate::change::Change;
    use crate::autogenerate::schema::{Column, Name, Schema, Table};

    fn schema(table: &str, columns: &[&str]) -> Schema {
        let column = |name: &&str| Column {
            name: (*name).to_owned(),
            data_type: "text".to_owned(),
            is_nullable: true,
            default: None,
            identity: None,
            computed: None,
            collation: None,
            comment: None,
        };
        let table_of = Table {
            columns: columns.iter().map(column).collect(),
            ..Table::default()
        };
        let mut schema = Schema::default();
        schema.tables.insert(Name::plain(table), table_of);
        schema
    }

    /// What is asked, and what is to be done then.
    fn asked(from: Schema, to: Schema, answers: &str) -> (String, Vec<String>) {
        let mut difference = Difference::between(from, to);
        let mut questions = Vec::new();
        ask(&mut difference, &mut answers.as_bytes(), &mut questions).unwrap();
        let changes = difference.upgrade();
        (
            String::from_utf8(questions).unwrap(),
            changes.iter().map(Change::describe).collect(),
        )
    }

    #[test]
    fn what_is_answered_with_yes_is_renamed() {
        let (from, to) = (
            schema("users", &["id", "mail"]),
            schema("users", &["id", "email"]),
        );
        let question = "was the column `users.mail` renamed to `email`? [y/N] ";
        let renamed = vec!["rename column users.mail to email".to_owned()];
        for answer in ["y\n", " YES \n"] {
            let expected = (question.to_owned(), renamed.clone());
            assert_eq!(asked(from.clone(), to.clone(), answer), expected);
        }
        for answer in ["n\n", "\n", "", "yesterday\n"] {
            let (questions, changes) = asked(from.clone(), to.clone(), answer);
            assert_eq!((questions.as_str(), changes.len()), (question, 2));
        }
    }

    #[test]
    fn what_was_denied_is_not_asked_about_again() {
        let from = schema("clients", &["id", "mail"]);
        let to = schema("customers", &["id", "email"]);
        let (questions, changes) = asked(from.clone(), to.clone(), "y\nn\n");
        let expected = "was the table `clients` renamed to `customers`? [y/N] \
             was the column `customers.mail` renamed to `email`? [y/N] ";
        assert_eq!(questions, expected);
        assert_eq!(changes.len(), 3);
        let (questions, changes) = asked(from, to, "n\n");
        assert_eq!(questions.matches('?').count(), 1);
        assert_eq!(changes.len(), 2);
    }
}
