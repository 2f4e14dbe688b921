//! `op.create_function(…)`

use super::parts::unterminated;
use super::{Directive, Operations, RenderError, Statements, variant};

/// Creates a function.
#[derive(Debug, Clone)]
pub struct CreateFunction {
    pub(crate) signature: String,
    pub(crate) definition: String,
    pub(crate) or_replace: bool,
}

impl Operations {
    /// Creates a function: its name and arguments, and what stands behind them, both as SQL that is sent as it is.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_function(
    ///     "gross(net numeric)",
    ///     "RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT net * 1.2 $$",
    /// );
    /// # }
    /// # fn downgrade(op: &mut Operations) {
    /// op.drop_function("gross(net numeric)");
    /// # }
    /// ```
    ///
    /// There are no functions in SQL on SQLite.
    #[track_caller]
    pub fn create_function(
        &mut self,
        signature: impl Into<String>,
        definition: impl Into<String>,
    ) -> &mut CreateFunction {
        self.record(CreateFunction {
            signature: signature.into(),
            definition: definition.into(),
            or_replace: false,
        })
    }
}

impl CreateFunction {
    /// Takes the place of a function of this name and these arguments; where a database cannot replace one in
    /// place, it is dropped first.
    pub fn or_replace(&mut self) -> &mut Self {
        self.or_replace = true;
        self
    }
}

impl Directive for CreateFunction {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.check_functions("create a function in SQL")?;
        let signature = self.signature.trim();
        let replace = match self.or_replace {
            true if statements.dialect.objects.replace_function => "OR REPLACE ",
            true => {
                let function = statements.dropped_function(signature);
                statements.push(format!("DROP FUNCTION IF EXISTS {function}"));
                ""
            }
            false => "",
        };
        let definition = unterminated(&self.definition);
        statements.push(format!(
            "CREATE {replace}FUNCTION {signature}\n{definition}"
        ));
        Ok(())
    }

    variant!(CreateFunction);
}
