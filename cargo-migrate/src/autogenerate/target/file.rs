//! `target = "schema.sql"`: the wanted schema as SQL.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_runtime::dialect::Dialect;
use migrate_runtime::rehearsal::split;
use migrate_script::diagnostic::{Diagnostic, Position};

use crate::autogenerate::catalog;
use crate::autogenerate::schema::Schema;
use crate::autogenerate::scratch::Failure;
use crate::autogenerate::server::{Room, Server};
use crate::error::{Error, Result};
use crate::project::Project;

/// A file of SQL statements.
pub(crate) struct SchemaFile {
    pub(super) shown: PathBuf,
    text: String,
}

impl SchemaFile {
    pub(super) fn read(project: &Project, path: &Path) -> Result<Self> {
        let shown = super::shown(project, path);
        let text = fs::read_to_string(project.directory.join(path)).map_err(|error| {
            let message = format!("cannot read {}: {error}", shown.display());
            Error::new(message, "`target` in Cargo.toml names it")
        })?;
        let text = text.lines().map(|line| match is_of_client(line) {
            true => "\n".to_owned(),
            false => format!("{line}\n"),
        });
        let text = text.collect();
        Ok(Self { shown, text })
    }

    /// What it makes of an empty database, and what is beyond what is compared; the schemas that it makes are among those that are read from then on.
    pub(super) async fn schema(
        &self,
        server: &mut Server,
        options: &mut catalog::Options,
    ) -> Result<(Schema, Vec<String>)> {
        let statements = self.statements(server.dialect())?;
        let mut scratch = server.scratch(Room::Database).await?;
        let made = scratch.execute(&statements).await;
        made.map_err(|failure| self.place(failure, &statements))?;
        options.add_schemas(scratch.schemas().await?);
        let schema = scratch.read(options).await?;
        let beyond = scratch.beyond(options).await?;
        scratch.close().await?;
        Ok((schema, beyond))
    }

    fn statements(&self, dialect: &'static Dialect) -> Result<Vec<String>> {
        let statements = split(&self.text, dialect);
        statements.map_err(|error| {
            Diagnostic::new(error.to_string())
                .in_file(&self.shown)
                .into()
        })
    }

    /// Adds the place of what failed: a word of a statement, or its first line.
    fn place(&self, failure: Failure, statements: &[String]) -> Error {
        let (mut end, mut found) = (0, None);
        let number = failure.statement.map_or(0, |number| number + 1);
        for statement in statements.iter().take(number) {
            let at = self.text[end..].find(statement.as_str());
            found = at.map(|at| end + at);
            end = found.map_or(end, |at| at + statement.len());
        }
        let Some(start) = found else {
            return failure.fault.in_file(&self.shown).into();
        };
        let statement = &self.text[start..end];
        let word = failure.position.and_then(|position| {
            let (at, _) = statement.char_indices().nth(position)?;
            let is_end = |c: char| !c.is_alphanumeric() && c != '_';
            let length = statement[at..].find(is_end).unwrap_or(statement.len() - at);
            Some(start + at..start + at + length.max(1))
        });
        let first_line = statement
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end()
            .len();
        let bytes = word.unwrap_or(start..start + first_line);
        let position = Position::of_bytes(&self.text, bytes);
        failure.fault.at(&self.shown, &self.text, position).into()
    }
}

/// What dumps hold for the server's own client alone: `pg_dump` for psql, `mariadb-dump` for mariadb.
pub(crate) fn is_of_client(line: &str) -> bool {
    ["\\restrict ", "\\unrestrict "]
        .iter()
        .any(|it| line.starts_with(it))
        || matches!(line, "DELIMITER ;;" | "DELIMITER ;")
}
