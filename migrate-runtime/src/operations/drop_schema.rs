//! `op.drop_schema(…)`

use super::{Directive, Operations, RenderError, Statements, variant};

/// Drops a schema.
#[derive(Debug, Clone)]
pub struct DropSchema {
    pub(crate) name: String,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
}

impl Operations {
    /// Drops a schema that is empty, or with [`cascade`](DropSchema::cascade) all that is in it.
    #[track_caller]
    pub fn drop_schema(&mut self, name: impl Into<String>) -> &mut DropSchema {
        self.record(DropSchema {
            name: name.into(),
            if_exists: false,
            cascade: false,
        })
    }
}

impl DropSchema {
    /// Does nothing where there is no such schema.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops all that is in it too.
    pub fn cascade(&mut self) -> &mut Self {
        self.cascade = true;
        self
    }
}

impl Directive for DropSchema {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let facts = statements.dialect.objects;
        if !facts.create_schema {
            let help = "drop its tables, each by `op.drop_table`";
            return Err(statements.unsupported("drop a schema", help));
        }
        let cascade = match facts.drop_full_schema {
            false => statements.cascade(self.cascade, facts.drop_cascade, "a schema")?,
            true if self.cascade => "",
            // What others refuse would delete every row here.
            true => {
                let help = "say that you mean it: `.cascade()` drops all that is in it";
                return Err(statements.unsupported("drop a schema only if it is empty", help));
            }
        };
        let exists = if self.if_exists { "IF EXISTS " } else { "" };
        let name = statements.dialect.quote(&self.name);
        statements.push(format!("DROP SCHEMA {exists}{name}{cascade}"));
        Ok(())
    }

    variant!(DropSchema);
}
