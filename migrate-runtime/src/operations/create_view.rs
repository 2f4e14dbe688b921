//! `op.create_view(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;
use crate::sql;

/// Creates a view.
#[derive(Debug, Clone)]
pub struct CreateView {
    pub(crate) name: TableName,
    pub(crate) query: String,
    pub(crate) or_replace: bool,
    pub(crate) materialized: bool,
}

impl Operations {
    /// Creates a view of a query.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_view("cheap_products", "SELECT * FROM products WHERE price < 10");
    /// # }
    /// ```
    #[track_caller]
    pub fn create_view(
        &mut self,
        name: impl Into<TableName>,
        query: impl Into<String>,
    ) -> &mut CreateView {
        self.record(CreateView {
            name: name.into(),
            query: query.into(),
            or_replace: false,
            materialized: false,
        })
    }
}

impl CreateView {
    /// Takes the place of a view of this name; where a database cannot replace one in place, it is dropped first.
    pub fn or_replace(&mut self) -> &mut Self {
        self.or_replace = true;
        self
    }

    /// Keeps the rows, until `REFRESH MATERIALIZED VIEW` reads them again; PostgreSQL only.
    pub fn materialized(&mut self) -> &mut Self {
        self.materialized = true;
        self
    }
}

impl Directive for CreateView {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let materialized = statements.materialized(self.materialized)?;
        let name = statements.dialect.quote_table(&self.name);
        // No database replaces a materialized one in place.
        let in_place = statements.dialect.objects.replace_view && !self.materialized;
        let replace = match self.or_replace {
            true if in_place => "OR REPLACE ",
            true => {
                statements.push(format!("DROP {materialized}VIEW IF EXISTS {name}"));
                ""
            }
            false => "",
        };
        let [query] = sql::split(&self.query, statements.dialect.lexis)?[..] else {
            return Err(RenderError::invalid(format!(
                "the query of view `{}` is not one statement",
                self.name.name
            )));
        };
        statements.push(format!(
            "CREATE {replace}{materialized}VIEW {name} AS\n{query}"
        ));
        Ok(())
    }

    variant!(CreateView);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::POSTGRES;

    #[test]
    fn a_view_is_of_one_query() {
        for query in ["", "SELECT 1; SELECT 2"] {
            let mut op = Operations::new(&POSTGRES);
            op.create_view("v", query);
            let error = op.recorded()[0].render(&mut Statements::new(&POSTGRES));
            assert_eq!(
                error.unwrap_err().to_string(),
                "the query of view `v` is not one statement"
            );
        }
    }
}
