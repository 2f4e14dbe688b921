//! `op.drop_view(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops a view.
#[derive(Debug, Clone)]
pub struct DropView {
    pub(crate) name: TableName,
    pub(crate) if_exists: bool,
    pub(crate) materialized: bool,
    pub(crate) cascade: bool,
}

impl Operations {
    /// Drops a view.
    #[track_caller]
    pub fn drop_view(&mut self, name: impl Into<TableName>) -> &mut DropView {
        self.record(DropView {
            name: name.into(),
            if_exists: false,
            materialized: false,
            cascade: false,
        })
    }
}

impl DropView {
    /// Does nothing where there is no such view.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops a view that keeps its rows; PostgreSQL only.
    pub fn materialized(&mut self) -> &mut Self {
        self.materialized = true;
        self
    }

    /// Drops the views that read from it too; PostgreSQL only.
    pub fn cascade(&mut self) -> &mut Self {
        self.cascade = true;
        self
    }
}

impl Directive for DropView {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let materialized = statements.materialized(self.materialized)?;
        let may_cascade = statements.dialect.objects.drop_cascade;
        let cascade = statements.cascade(self.cascade, may_cascade, "a view")?;
        let exists = if self.if_exists { "IF EXISTS " } else { "" };
        let name = statements.dialect.quote_table(&self.name);
        statements.push(format!("DROP {materialized}VIEW {exists}{name}{cascade}"));
        Ok(())
    }

    variant!(DropView);
}
