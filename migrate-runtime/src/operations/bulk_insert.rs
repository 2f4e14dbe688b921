//! `op.bulk_insert(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{TableName, Value, names};

/// Inserts rows into a table.
#[derive(Debug, Clone)]
pub struct BulkInsert {
    pub(crate) table: TableName,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Value>>,
}

impl Operations {
    /// Inserts rows into a table: its columns, and for each row their values.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.bulk_insert("shops", ["id", "name", "opened"], [
    ///     row![1, "Corner", "2024-03-01"],
    ///     row![2, "It's new", None],
    ///     row![3, "Today's", sql("CURRENT_DATE")],
    /// ]);
    /// # }
    /// ```
    ///
    /// Rows that are made by a program are of any type that turns into a `Vec<Value>`. Many of them go into several
    /// statements.
    #[track_caller]
    pub fn bulk_insert<C, R>(
        &mut self,
        table: impl Into<TableName>,
        columns: C,
        rows: R,
    ) -> &mut BulkInsert
    where
        C: IntoIterator,
        C::Item: Into<String>,
        R: IntoIterator,
        R::Item: Into<Vec<Value>>,
    {
        self.record(BulkInsert {
            table: table.into(),
            columns: names(columns),
            rows: rows.into_iter().map(Into::into).collect(),
        })
    }
}

impl Directive for BulkInsert {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let mut chunk = Vec::new();
        let mut length = 0;
        for (number, row) in (1..).zip(&self.rows) {
            let row = self.row(number, row, statements)?;
            if chunk.len() == MOST_ROWS || (length + row.len() > MOST_BYTES && !chunk.is_empty()) {
                self.push(&chunk, statements);
                chunk.clear();
                length = 0;
            }
            length += row.len();
            chunk.push(row);
        }
        if !chunk.is_empty() {
            self.push(&chunk, statements);
        }
        Ok(())
    }

    variant!(BulkInsert);
}

// Below the limits of every server for one statement, and far above what would be worth another round.
const MOST_ROWS: usize = 500;
const MOST_BYTES: usize = 500_000;

impl BulkInsert {
    fn row(
        &self,
        number: usize,
        row: &[Value],
        statements: &Statements<'_>,
    ) -> Result<String, RenderError> {
        if row.len() != self.columns.len() || row.is_empty() {
            return Err(RenderError::invalid(format!(
                "row {number} of `{}` has {} values for {} columns",
                self.table.name,
                row.len(),
                self.columns.len()
            )));
        }
        let values = row.iter().map(|value| statements.value(value));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        Ok(format!("({})", values.join(", ")))
    }

    fn push(&self, rows: &[String], statements: &mut Statements<'_>) {
        let table = statements.dialect.quote_table(&self.table);
        let columns = statements.dialect.quote_list(&self.columns);
        let rows = rows.join(",\n    ");
        statements.push(format!(
            "INSERT INTO {table} ({columns}) VALUES\n    {rows}"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::SQLITE;
    use crate::row;
    use crate::schema::sql;

    fn render(record: impl FnOnce(&mut Operations)) -> Result<Vec<String>, RenderError> {
        let mut op = Operations::new(&SQLITE);
        record(&mut op);
        let mut statements = Statements::new(&SQLITE);
        for recorded in op.recorded() {
            recorded.render(&mut statements)?;
        }
        let statements = statements.into_vec().into_iter();
        Ok(statements.map(|statement| statement.sql).collect())
    }

    #[test]
    fn every_type_of_rust_is_a_value() {
        let absent: Option<i32> = None;
        let written = render(|op| {
            op.bulk_insert(
                "t",
                ["a"; 10],
                [row![
                    true,
                    -1i8,
                    2u32,
                    0.1,
                    "a'b",
                    String::from("c"),
                    b"\xff\x00",
                    None,
                    absent,
                    sql("now()")
                ]],
            );
        });
        assert_eq!(
            written.unwrap(),
            ["INSERT INTO t (a, a, a, a, a, a, a, a, a, a) VALUES\n    \
              (TRUE, -1, 2, 0.1, 'a''b', 'c', X'ff00', NULL, NULL, now())"]
        );
    }

    #[test]
    fn no_rows_are_no_statement() {
        let written = render(|op| {
            op.bulk_insert("t", ["a"], Vec::<Vec<Value>>::new());
        });
        assert!(written.unwrap().is_empty());
    }

    #[test]
    fn many_rows_are_several_statements() {
        let written = render(|op| {
            op.bulk_insert("t", ["a"], (0..1001).map(|number| row![number]));
        });
        let written = written.unwrap();
        let rows = written.iter().map(|sql| sql.matches('(').count() - 1);
        assert_eq!(rows.collect::<Vec<_>>(), [500, 500, 1]);

        let long = "x".repeat(MOST_BYTES);
        let written = render(|op| {
            op.bulk_insert(
                "t",
                ["a"],
                [row![long.as_str()], row![1], row![long.as_str()]],
            );
        });
        assert_eq!(
            written.unwrap().len(),
            3,
            "as many as fit, but at least one"
        );
    }

    #[test]
    fn a_row_of_another_length_is_named() {
        for (row, expected) in [
            (vec![Value::Null], "row 2 of `t` has 1 values for 2 columns"),
            (
                vec![Value::Null; 3],
                "row 2 of `t` has 3 values for 2 columns",
            ),
        ] {
            let error = render(|op| {
                op.bulk_insert("t", ["a", "b"], [vec![Value::Null; 2], row]);
            });
            assert_eq!(error.unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn what_is_no_uuid_is_refused() {
        for text in [
            "",
            "67e55044-10b1-426f-9247-bb680e5fe0c",
            "67e55044-10b1-426f-9247-bb680e5fe0cž",
        ] {
            let error = render(|op| {
                op.bulk_insert("t", ["a"], [row![Value::uuid(text)]]);
            });
            assert_eq!(
                error.unwrap_err().to_string(),
                format!("`{text}` is no UUID")
            );
        }
    }
}
