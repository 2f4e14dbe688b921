//! `op.create_extension(…)`

use super::{Directive, Operations, RenderError, Statements, variant};

/// Installs an extension.
#[derive(Debug, Clone)]
pub struct CreateExtension {
    pub(crate) name: String,
    pub(crate) if_not_exists: bool,
    pub(crate) schema: Option<String>,
    pub(crate) version: Option<String>,
}

impl Operations {
    /// Installs an extension in the database; PostgreSQL only.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// if op.is_postgres() {
    ///     op.create_extension("pgcrypto").if_not_exists();
    /// }
    /// # }
    /// ```
    #[track_caller]
    pub fn create_extension(&mut self, name: impl Into<String>) -> &mut CreateExtension {
        self.record(CreateExtension {
            name: name.into(),
            if_not_exists: false,
            schema: None,
            version: None,
        })
    }
}

impl CreateExtension {
    /// Does nothing where it is installed already.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// The schema for what it brings.
    pub fn schema(&mut self, schema: impl Into<String>) -> &mut Self {
        self.schema = Some(schema.into());
        self
    }

    /// The version, instead of the extension's default.
    pub fn version(&mut self, version: impl Into<String>) -> &mut Self {
        self.version = Some(version.into());
        self
    }
}

impl Directive for CreateExtension {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let dialect = statements.dialect;
        if !dialect.objects.extensions {
            let help = "ask for it only where there are some: `if op.is_postgres() { … }`";
            return Err(statements.unsupported("install an extension", help));
        }
        let exists = if self.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        };
        let mut sql = format!("CREATE EXTENSION {exists}{}", dialect.quote(&self.name));
        if let Some(schema) = &self.schema {
            sql.push_str(&format!(" SCHEMA {}", dialect.quote(schema)));
        }
        if let Some(version) = &self.version {
            sql.push_str(&format!(" VERSION {}", dialect.literal(version)));
        }
        statements.push(sql);
        Ok(())
    }

    variant!(CreateExtension);
}
