//! `op.create_trigger(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::dialect::Triggers;
use crate::schema::TableName;
use crate::sql;

/// Creates a trigger.
#[derive(Debug, Clone)]
pub struct CreateTrigger {
    pub(crate) name: String,
    pub(crate) table: TableName,
    pub(crate) event: String,
    pub(crate) for_each_row: bool,
    pub(crate) condition: Option<String>,
    pub(crate) function: Option<String>,
    pub(crate) body: Option<String>,
}

impl Operations {
    /// Creates a trigger of a table, for an event: `BEFORE INSERT`, `AFTER UPDATE OF price`.
    ///
    /// On PostgreSQL it calls a function, on the others its statements stand in its body. A revision for all of them
    /// gives both, and each database takes its own:
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_trigger("log_price", "products", "AFTER UPDATE")
    ///     .for_each_row()
    ///     .calls("log_price()")
    ///     .body("INSERT INTO prices (product_id, price) VALUES (NEW.id, NEW.price)");
    /// # }
    /// ```
    #[track_caller]
    pub fn create_trigger(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        event: impl Into<String>,
    ) -> &mut CreateTrigger {
        self.record(CreateTrigger {
            name: name.into(),
            table: table.into(),
            event: event.into(),
            for_each_row: false,
            condition: None,
            function: None,
            body: None,
        })
    }
}

impl CreateTrigger {
    /// Runs once for each row, instead of once for a statement, which PostgreSQL alone can do.
    pub fn for_each_row(&mut self) -> &mut Self {
        self.for_each_row = true;
        self
    }

    /// Runs only where a condition on `OLD` and `NEW` holds, as an SQL expression; not on MySQL.
    pub fn when(&mut self, condition: impl Into<String>) -> &mut Self {
        self.condition = Some(condition.into());
        self
    }

    /// Calls a function, as `"touch()"`; PostgreSQL.
    pub fn calls(&mut self, function: impl Into<String>) -> &mut Self {
        self.function = Some(function.into());
        self
    }

    /// Runs these statements, with semicolons between them; SQLite and MySQL.
    pub fn body(&mut self, statements: impl Into<String>) -> &mut Self {
        self.body = Some(statements.into());
        self
    }
}

impl Directive for CreateTrigger {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let (dialect, facts) = (statements.dialect, statements.dialect.objects);
        let action = self.action(statements)?;
        let rows = match self.for_each_row {
            true => "ROW",
            false if facts.statement_triggers => "STATEMENT",
            false => {
                let help = "add `.for_each_row()`";
                return Err(statements.unsupported("run a trigger once for a statement", help));
            }
        };
        let condition = match &self.condition {
            None => String::new(),
            Some(condition) if facts.trigger_conditions => format!(" WHEN ({condition})"),
            Some(_) => {
                let help = "ask in the body: `IF … THEN …; END IF`";
                return Err(statements.unsupported("run a trigger only on a condition", help));
            }
        };
        let name = statements.trigger(&self.name, &self.table);
        let (event, table) = (&self.event, dialect.quote_table(&self.table));
        statements.push(format!(
            "CREATE TRIGGER {name} {event} ON {table} FOR EACH {rows}{condition}\n{action}"
        ));
        Ok(())
    }

    variant!(CreateTrigger);
}

impl CreateTrigger {
    /// What the trigger does.
    fn action(&self, statements: &Statements<'_>) -> Result<String, RenderError> {
        match (
            statements.dialect.objects.triggers,
            &self.function,
            &self.body,
        ) {
            (Triggers::CallFunction, Some(function), _) => {
                Ok(format!("EXECUTE FUNCTION {function}"))
            }
            (Triggers::Body, _, Some(body)) => {
                // One by one: an empty statement would be a fault in a body.
                let body = sql::split(body, statements.dialect.lexis)?.into_iter();
                let body = body.map(|it| format!("{it}{}\n", sql::terminator(it)));
                Ok(format!("BEGIN\n{}END", body.collect::<String>()))
            }
            (_, None, None) => Err(RenderError::invalid(format!(
                "trigger `{}` does nothing: it needs `.calls(…)` or `.body(…)`",
                self.name
            ))),
            (Triggers::CallFunction, None, _) => {
                let help =
                    "create a function of these statements, and add `.calls(\"function()\")`";
                Err(statements.unsupported("keep statements in a trigger", help))
            }
            (Triggers::Body, _, None) => {
                let help = "add the function's statements as `.body(…)`";
                Err(statements.unsupported("call a function as a trigger", help))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{MARIADB, POSTGRES, SQLITE};

    #[test]
    fn a_trigger_does_something() {
        for dialect in [&POSTGRES, &SQLITE, &MARIADB] {
            let mut op = Operations::new(dialect);
            op.create_trigger("t", "products", "AFTER INSERT")
                .for_each_row();
            let error = op.recorded()[0].render(&mut Statements::new(dialect));
            assert_eq!(
                error.unwrap_err().to_string(),
                "trigger `t` does nothing: it needs `.calls(…)` or `.body(…)`"
            );
        }
    }
}
