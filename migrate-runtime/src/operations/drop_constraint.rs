//! `op.drop_constraint(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::dialect::DropConstraints;
use crate::schema::{ConstraintKind, TableName};

/// Drops a constraint of a table.
#[derive(Debug, Clone)]
pub struct DropConstraint {
    pub(crate) name: String,
    pub(crate) table: TableName,
    pub(crate) kind: ConstraintKind,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
}

impl Operations {
    /// Drops a constraint of a table.
    ///
    /// MySQL must be told the kind, and there a primary key goes by no name: any one will do.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.drop_constraint("fk_products_shop", "products", ConstraintKind::ForeignKey);
    /// # }
    /// ```
    #[track_caller]
    pub fn drop_constraint(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        kind: ConstraintKind,
    ) -> &mut DropConstraint {
        self.record(DropConstraint {
            name: name.into(),
            table: table.into(),
            kind,
            if_exists: false,
            cascade: false,
        })
    }
}

impl DropConstraint {
    /// Does nothing where there is no such constraint.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops what depends on it too: the foreign keys that refer to a key.
    pub fn cascade(&mut self) -> &mut Self {
        self.cascade = true;
        self
    }
}

impl Directive for DropConstraint {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.may_alter_constraints("drop a constraint of a table")?;
        let dialect = statements.dialect;
        let (facts, name) = (dialect.constraints, dialect.quote(&self.name));
        let is_nameless =
            facts.drop == DropConstraints::ByKind && self.kind == ConstraintKind::PrimaryKey;
        let may_ask = facts.if_exists && !is_nameless;
        let exists = statements.if_exists(self.if_exists, may_ask, "a constraint")?;
        let cascade =
            statements.cascade(self.cascade, dialect.objects.drop_cascade, "a constraint")?;
        let drop = match (facts.drop, self.kind) {
            (DropConstraints::ByKind, ConstraintKind::PrimaryKey) => "PRIMARY KEY".to_owned(),
            (DropConstraints::ByKind, ConstraintKind::Unique) => format!("INDEX {exists}{name}"),
            (DropConstraints::ByKind, ConstraintKind::ForeignKey) => {
                format!("FOREIGN KEY {exists}{name}")
            }
            _ => format!("CONSTRAINT {exists}{name}"),
        };
        let table = dialect.quote_table(&self.table);
        statements.push(format!("ALTER TABLE {table} DROP {drop}{cascade}"));
        Ok(())
    }

    variant!(DropConstraint);
}
