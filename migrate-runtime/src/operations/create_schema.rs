//! `op.create_schema(…)`

use super::{Directive, Operations, RenderError, Statements, variant};

/// Creates a schema.
#[derive(Debug, Clone)]
pub struct CreateSchema {
    pub(crate) name: String,
    pub(crate) if_not_exists: bool,
}

impl Operations {
    /// Creates a schema; on MySQL, which makes no difference between the two, a database.
    #[track_caller]
    pub fn create_schema(&mut self, name: impl Into<String>) -> &mut CreateSchema {
        self.record(CreateSchema {
            name: name.into(),
            if_not_exists: false,
        })
    }
}

impl CreateSchema {
    /// Does nothing where there is a schema of this name.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }
}

impl Directive for CreateSchema {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if !statements.dialect.objects.create_schema {
            let help =
                "keep its tables in the one schema that there is, with a prefix to their names";
            return Err(statements.unsupported("create a schema", help));
        }
        let exists = if self.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        };
        let name = statements.dialect.quote(&self.name);
        statements.push(format!("CREATE SCHEMA {exists}{name}"));
        Ok(())
    }

    variant!(CreateSchema);
}
