//! `CREATE INDEX CONCURRENTLY`: the index that it builds.

use super::split::{Token, tokens};
use crate::dialect::Lexis;
use crate::schema::TableName;

/// The index that a statement builds while others write, which an interrupted build leaves behind; an index is in
/// the schema of its table.
pub(crate) fn concurrent_index(statement: &str, lexis: Lexis) -> Option<TableName> {
    let tokens = tokens(statement, lexis).ok()?;
    let mut rest = tokens.iter().peekable();
    rest.next_if(|token| token.is("CREATE"))?;
    rest.next_if(|token| token.is("UNIQUE"));
    rest.next_if(|token| token.is("INDEX"))?;
    rest.next_if(|token| token.is("CONCURRENTLY"))?;
    for word in ["IF", "NOT", "EXISTS"] {
        rest.next_if(|token| token.is(word));
    }
    let name = rest.next().filter(|token| !token.is("ON"))?;
    rest.next_if(|token| token.is("ON"))?;
    rest.next_if(|token| token.is("ONLY"));
    let table = rest.next()?;
    let is_qualified = rest.next().is_some_and(|token| token.is("."));
    Some(TableName {
        schema: is_qualified.then(|| unquoted(table)),
        name: unquoted(name),
    })
}

/// A name as the server knows it.
fn unquoted(token: &Token<'_>) -> String {
    let text = token.text;
    match text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => text.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::concurrent_index;
    use crate::dialect::POSTGRES;

    #[track_caller]
    fn check(statement: &str, expected: Option<&str>) {
        let index = concurrent_index(statement, POSTGRES.lexis);
        let quoted = index.map(|index| POSTGRES.quote_table(&index));
        assert_eq!(quoted.as_deref(), expected, "{statement}");
    }

    #[test]
    fn the_index_has_its_own_name_and_its_tables_schema() {
        check("CREATE INDEX CONCURRENTLY ix ON t (a)", Some("ix"));
        check(
            "create unique index concurrently if not exists \"I \"\"x\" on only shop.T using gin (a)",
            Some("shop.\"I \"\"x\""),
        );
        check("CREATE INDEX CONCURRENTLY IX ON t (a)", Some("ix"));
        check("CREATE INDEX CONCURRENTLY ON t (a)", None);
        check("CREATE INDEX ix ON t (a)", None);
        check("DROP INDEX CONCURRENTLY ix", None);
    }
}
