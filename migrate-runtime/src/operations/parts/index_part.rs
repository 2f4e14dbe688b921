//! What an index is over, as `CREATE INDEX` writes it.

use crate::operations::{RenderError, Statements};
use crate::schema::{IndexKey, IndexPart, NullsOrder, SortOrder};

impl Statements<'_> {
    /// `column [(length)] [COLLATE …] [operator_class] [ASC | DESC] [NULLS FIRST | LAST]`
    pub(crate) fn index_part(&self, part: &IndexPart) -> Result<String, RenderError> {
        self.may_index(part)?;
        let mut sql = match &part.key {
            IndexKey::Column(column) => self.dialect.quote(column).into_owned(),
            IndexKey::Expression(expression) => format!("({expression})"),
        };
        if let Some(length) = part.prefix {
            sql.push_str(&format!("({length})"));
        }
        if let Some(collation) = &part.collation {
            sql.push_str(&format!(" COLLATE {}", self.dialect.quote(collation)));
        }
        if let Some(class) = &part.operator_class {
            sql.push_str(&format!(" {class}"));
        }
        sql.push_str(match part.order {
            Some(SortOrder::Ascending) => " ASC",
            Some(SortOrder::Descending) => " DESC",
            None => "",
        });
        sql.push_str(match part.nulls {
            Some(NullsOrder::First) => " NULLS FIRST",
            Some(NullsOrder::Last) => " NULLS LAST",
            None => "",
        });
        Ok(sql)
    }

    /// Refuses what an index of this database cannot be over.
    fn may_index(&self, part: &IndexPart) -> Result<(), RenderError> {
        let facts = self.dialect.indexes;
        let refuse = |what: &str, help| Err(self.unsupported(what, help));
        if matches!(part.key, IndexKey::Expression(_)) && !facts.expressions {
            let help = "add a computed column with this expression, and index that";
            return refuse("index an expression", help);
        }
        if part.prefix.is_some() && !facts.prefix_lengths {
            let help =
                "leave `prefix` out, or index an expression: `expr(\"substr(name, 1, 20)\")`";
            return refuse("index the first characters of a column", help);
        }
        if part.collation.is_some() && !facts.collations {
            let help = "leave `collate` out: an index has the collation of its column";
            return refuse("give an index a collation", help);
        }
        if part.operator_class.is_some() && !facts.operator_classes {
            return refuse(
                "give an index an operator class",
                "leave `operator_class` out",
            );
        }
        if part.nulls.is_some() && !facts.nulls_order {
            let help = "leave it out, or index first whether it is null: `expr(\"name IS NULL\")`";
            return refuse("say where an index has the nulls", help);
        }
        Ok(())
    }
}
