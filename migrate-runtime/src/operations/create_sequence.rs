//! `op.create_sequence(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{TableName, Type};

/// Creates a sequence.
#[derive(Debug, Clone)]
pub struct CreateSequence {
    pub(crate) name: TableName,
    pub(crate) if_not_exists: bool,
    pub(crate) data_type: Option<Type>,
    pub(crate) start: Option<i64>,
    pub(crate) increment: Option<i64>,
    pub(crate) min_value: Option<i64>,
    pub(crate) max_value: Option<i64>,
    pub(crate) cycle: bool,
    pub(crate) owned_by: Option<(TableName, String)>,
}

impl Operations {
    /// Creates a sequence: numbers that are given out one after the other.
    ///
    /// Where only the rows of one table are numbered, [`identity`](crate::schema::Column::identity) is all that is
    /// needed.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_sequence("invoice_number").start(1000).increment(10);
    /// # }
    /// ```
    #[track_caller]
    pub fn create_sequence(&mut self, name: impl Into<TableName>) -> &mut CreateSequence {
        self.record(CreateSequence {
            name: name.into(),
            if_not_exists: false,
            data_type: None,
            start: None,
            increment: None,
            min_value: None,
            max_value: None,
            cycle: false,
            owned_by: None,
        })
    }
}

impl CreateSequence {
    /// Does nothing where there is a sequence of this name.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// The type of the numbers, which limits them: `smallint()`, `integer()`, or `bigint()`, the default;
    /// PostgreSQL only.
    pub fn data_type(&mut self, data_type: Type) -> &mut Self {
        self.data_type = Some(data_type);
        self
    }

    /// The first number.
    pub fn start(&mut self, number: i64) -> &mut Self {
        self.start = Some(number);
        self
    }

    /// How much is added for the next number; it may be negative.
    pub fn increment(&mut self, number: i64) -> &mut Self {
        self.increment = Some(number);
        self
    }

    /// The lowest number.
    pub fn min_value(&mut self, number: i64) -> &mut Self {
        self.min_value = Some(number);
        self
    }

    /// The highest number.
    pub fn max_value(&mut self, number: i64) -> &mut Self {
        self.max_value = Some(number);
        self
    }

    /// Begins anew behind the last number, instead of failing.
    pub fn cycle(&mut self) -> &mut Self {
        self.cycle = true;
        self
    }

    /// The column whose numbers these are: it takes the sequence with it when it is dropped; PostgreSQL only.
    pub fn owned_by(
        &mut self,
        table: impl Into<TableName>,
        column: impl Into<String>,
    ) -> &mut Self {
        self.owned_by = Some((table.into(), column.into()));
        self
    }
}

impl Directive for CreateSequence {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let dialect = statements.dialect;
        if !dialect.objects.sequences {
            let help =
                "number the rows of a column with `identity()`, or keep the last number in a table";
            return Err(statements.unsupported("create a sequence", help));
        }
        let exists = if self.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        };
        let mut sql = format!(
            "CREATE SEQUENCE {exists}{}",
            dialect.quote_table(&self.name)
        );
        if let Some(data_type) = &self.data_type {
            if !dialect.objects.owned_sequences {
                let help = "limit the numbers with `max_value`";
                return Err(statements.unsupported("give a sequence a type", help));
            }
            sql.push_str(&format!(" AS {}", statements.type_name(data_type)?));
        }
        for (clause, number) in [
            ("INCREMENT BY", self.increment),
            ("MINVALUE", self.min_value),
            ("MAXVALUE", self.max_value),
            ("START WITH", self.start),
        ] {
            if let Some(number) = number {
                sql.push_str(&format!(" {clause} {number}"));
            }
        }
        if self.cycle {
            sql.push_str(" CYCLE");
        }
        if let Some((table, column)) = &self.owned_by {
            if !dialect.objects.owned_sequences {
                let help = "drop it where the column is dropped, with `op.drop_sequence`";
                return Err(statements.unsupported("give a sequence to a column", help));
            }
            let (table, column) = (dialect.quote_table(table), dialect.quote(column));
            sql.push_str(&format!(" OWNED BY {table}.{column}"));
        }
        statements.push(sql);
        Ok(())
    }

    variant!(CreateSequence);
}
