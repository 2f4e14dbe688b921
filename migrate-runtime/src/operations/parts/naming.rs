//! Names for the constraints and indexes that have none.

use std::borrow::Cow;

use crate::operations::{RenderError, Statements};
use crate::schema::TableName;

/// What a template may speak of.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::operations) struct Named<'a> {
    pub(in crate::operations) table: Option<&'a TableName>,
    pub(in crate::operations) columns: &'a [String],
    pub(in crate::operations) referred_table: Option<&'a TableName>,
    pub(in crate::operations) referred_columns: &'a [String],
}

impl Statements<'_> {
    /// The name that was given, or the one that the naming convention gives, if it has a template.
    ///
    /// The words of a template are SQLAlchemy's:
    /// <https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.MetaData.params.naming_convention>.
    pub(in crate::operations) fn name<'n>(
        &self,
        given: Option<&'n str>,
        template: Option<&str>,
        named: Named<'_>,
    ) -> Result<Option<Cow<'n, str>>, RenderError> {
        match (given, template) {
            (Some(name), _) => Ok(Some(name.into())),
            (None, Some(template)) => named.fill(template).map(|name| Some(name.into())),
            (None, None) => Ok(None),
        }
    }
}

impl Named<'_> {
    fn fill(self, template: &str) -> Result<String, RenderError> {
        let mut name = String::new();
        let mut rest = template;
        while let Some((before, word)) = rest.split_once("%(") {
            let (word, behind) = word.split_once(")s").ok_or_else(|| {
                RenderError::invalid(format!(
                    "the naming convention `{template}` has `%(` without `)s`"
                ))
            })?;
            name.push_str(before);
            name.push_str(&self.word(word).ok_or_else(|| {
                RenderError::invalid(format!(
                    "the naming convention `{template}` speaks of `{word}`, which this does not have"
                ))
            })?);
            rest = behind;
        }
        Ok(name + rest)
    }

    fn word(self, word: &str) -> Option<String> {
        let table = |table: Option<&TableName>| Some(table?.name.clone());
        match word {
            "table_name" => table(self.table),
            "referred_table_name" => table(self.referred_table),
            _ => {
                let (of, columns, word) = match word.strip_prefix("referred_") {
                    Some(word) => (self.referred_table, self.referred_columns, word),
                    None => (self.table, self.columns, word),
                };
                let (which, form) = word.strip_prefix("column_")?.rsplit_once('_')?;
                let columns: Vec<_> = match form {
                    "name" => columns.to_vec(),
                    "label" => {
                        let table = table(of)?;
                        columns
                            .iter()
                            .map(|column| format!("{table}_{column}"))
                            .collect()
                    }
                    _ => return None,
                };
                match which {
                    "0N" => Some(columns.concat()),
                    "0_N" => Some(columns.join("_")),
                    number => columns.get(number.parse::<usize>().ok()?).cloned(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_take_the_words_of_sqlalchemy() {
        let (table, referred) = ("shop.orders".into(), "users".into());
        let columns = ["user_id".to_owned(), "day".to_owned()];
        let referred_columns = ["id".to_owned()];
        let named = Named {
            table: Some(&table),
            columns: &columns,
            referred_table: Some(&referred),
            referred_columns: &referred_columns,
        };
        let fill = |template| named.fill(template).unwrap();
        assert_eq!(fill("pk_%(table_name)s"), "pk_orders");
        assert_eq!(
            fill("fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"),
            "fk_orders_user_id_users"
        );
        assert_eq!(fill("uq_%(column_0_N_name)s_x"), "uq_user_id_day_x");
        assert_eq!(fill("ix_%(column_0N_name)s"), "ix_user_idday");
        assert_eq!(fill("%(column_1_name)s"), "day");
        assert_eq!(fill("ix_%(column_0_label)s"), "ix_orders_user_id");
        assert_eq!(fill("%(referred_column_0_name)s"), "id");
        for broken in ["%(column_2_name)s", "%(tabel_name)s", "%(table_name"] {
            assert!(named.fill(broken).is_err(), "{broken}");
        }
    }
}
