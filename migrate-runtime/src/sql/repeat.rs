//! Whether a statement may be run again when it is not known if it was done.

use super::split::{Token, tokens};
use crate::dialect::Lexis;

/// What a statement that may be run again fails with, if it was done already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// It does not fail: the second time, it does nothing.
    None,
    /// What it makes is there.
    Exists,
    /// What it takes away is gone.
    Missing,
    /// One or the other: it gives something another name.
    Either,
}

/// What shows that a statement was done, if it may be run again; `None` where it must not be done twice.
///
/// What makes and takes away something that has a name may be: the second time, the name is taken, or gone.
/// An index without a name would be there twice, and two tables whose names were swapped would be swapped back.
pub(crate) fn repeat(statement: &str, lexis: Lexis) -> Option<Evidence> {
    let tokens = tokens(statement, lexis).ok()?;
    let Some((first, rest)) = tokens.split_first() else {
        return Some(Evidence::None);
    };
    let has = |word: &str| rest.iter().any(|token| token.is(word));
    match first.text.to_ascii_uppercase().as_str() {
        "CREATE" => repeat_create(rest),
        "ALTER" => repeat_alter(rest),
        "RENAME" if !has(",") => Some(Evidence::Either),
        "DROP" if !has(",") => Some(Evidence::Missing),
        "COMMENT" | "ANALYZE" | "CLUSTER" | "FLUSH" | "GRANT" | "LOCK" | "OPTIMIZE" | "PRAGMA"
        | "REFRESH" | "REINDEX" | "REPAIR" | "REVOKE" | "SET" | "UNLOCK" | "VACUUM" => {
            Some(Evidence::None)
        }
        _ => None,
    }
}

fn repeat_create(rest: &[Token<'_>]) -> Option<Evidence> {
    let kind = |word: &str| rest.iter().take(4).position(|token| token.is(word));
    // Another table of the name would be dropped, with the rows that it has got meanwhile.
    if kind("REPLACE").is_some() {
        return kind("TABLE").is_none().then_some(Evidence::None);
    }
    let named = ["INDEX", "STATISTICS"].into_iter().filter_map(kind).min();
    if let Some(named) = named {
        let mut behind = rest[named + 1..].iter();
        let name = behind.find(|token| !token.is("CONCURRENTLY"));
        // `CREATE INDEX ON t …` leaves the name to PostgreSQL, which finds another each time.
        if name.is_none_or(|name| name.is("ON") || name.is("(")) {
            return None;
        }
    }
    Some(Evidence::Exists)
}

/// Its clauses are done together or not at all, so that one of them tells of all.
fn repeat_alter(rest: &[Token<'_>]) -> Option<Evidence> {
    // Partitions change places, or are counted instead of named.
    const NEVER: [&str; 3] = ["EXCHANGE", "COALESCE", "PARTITIONS"];
    let is_clause = |index: usize| index == 0 || !rest[index - 1].is(".");
    let clauses = |words: &[&str]| -> Vec<usize> {
        let found = rest
            .iter()
            .enumerate()
            .filter(|(index, token)| is_clause(*index) && words.iter().any(|word| token.is(word)));
        found.map(|(index, _)| index).collect()
    };
    if !clauses(&NEVER).is_empty() {
        return None;
    }
    let (adds, drops) = (clauses(&["ADD"]), clauses(&["DROP"]));
    let names = clauses(&["RENAME", "CHANGE"]);
    if !adds.iter().all(|&add| names_what_it_adds(&rest[add + 1..])) {
        return None;
    }
    // `ALTER COLUMN c DROP DEFAULT` does nothing the second time.
    let is_drop = |&drop: &usize| {
        let behind = rest.get(drop + 1);
        !behind.is_some_and(|it| {
            ["NOT", "DEFAULT", "IDENTITY", "EXPRESSION"]
                .iter()
                .any(|word| it.is(word))
        })
    };
    let drops = drops.iter().filter(|drop| is_drop(drop)).count();
    match (adds.len(), drops, names.len()) {
        (0, 0, 0) => Some(Evidence::None),
        (_, 0, 0) => Some(Evidence::Exists),
        (0, _, 0) => Some(Evidence::Missing),
        (0, 0, 1) => Some(Evidence::Either),
        // What goes may come back under the same name, and two names may have changed places.
        _ => None,
    }
}

/// What stands behind `ADD`: a column and a partition have a name always, a constraint and an index perhaps.
fn names_what_it_adds(rest: &[Token<'_>]) -> bool {
    const KINDS: [&str; 8] = [
        "CHECK", "EXCLUDE", "FOREIGN", "FULLTEXT", "INDEX", "KEY", "SPATIAL", "UNIQUE",
    ];
    const NO_NAMES: [&str; 4] = ["(", "USING", "NULLS", "ON"];
    let mut rest = rest.iter().peekable();
    let is_kind = |token: &Token<'_>| KINDS.iter().any(|kind| token.is(kind));
    let named = rest.next_if(|token| token.is("CONSTRAINT")).is_some();
    if named && !rest.peek().is_some_and(|token| is_kind(token)) {
        return true;
    }
    let mut kinds = 0;
    while rest.next_if(|token| is_kind(token)).is_some() {
        kinds += 1;
    }
    let is_name = |token: &Token<'_>| !NO_NAMES.iter().any(|word| token.is(word));
    kinds == 0 || rest.next().is_some_and(is_name)
}

#[cfg(test)]
mod tests {
    use super::Evidence::{Either, Exists, Missing, None as Nothing};
    use super::repeat;
    use crate::dialect::{MYSQL, POSTGRES};

    #[test]
    fn what_has_a_name_may_be_repeated() {
        for (statement, evidence) in [
            ("CREATE TABLE t (a INT, CHECK (a > 0), UNIQUE (a))", Exists),
            ("CREATE INDEX ix ON t (a)", Exists),
            ("CREATE UNIQUE INDEX CONCURRENTLY ix ON t (a)", Exists),
            ("CREATE OR REPLACE VIEW v AS SELECT 1", Nothing),
            ("ALTER TABLE t ADD COLUMN a INT", Exists),
            ("ALTER TABLE t ADD a INT, ADD b INT, MODIFY c INT", Exists),
            (
                "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0), ADD UNIQUE INDEX uq (a)",
                Exists,
            ),
            ("ALTER TABLE t ADD PRIMARY KEY (a)", Exists),
            ("ALTER TABLE t ADD INDEX ix (a)", Exists),
            ("ALTER TABLE t MODIFY COLUMN a BIGINT NOT NULL", Nothing),
            ("ALTER TABLE t ALTER COLUMN a DROP DEFAULT", Nothing),
            ("ALTER TABLE t DROP COLUMN a, DROP INDEX ix", Missing),
            ("alter table t rename column a to b", Either),
            ("ALTER TYPE mood ADD VALUE 'calm'", Exists),
            ("RENAME TABLE a TO b", Either),
            ("DROP TABLE a", Missing),
            ("VACUUM", Nothing),
        ] {
            assert_eq!(
                repeat(statement, MYSQL.lexis),
                Some(evidence),
                "{statement}"
            );
        }
    }

    #[test]
    fn what_would_be_done_twice_may_not() {
        for statement in [
            "CREATE INDEX ON t (a)",
            "CREATE UNIQUE INDEX CONCURRENTLY ON t (a)",
            "CREATE STATISTICS ON a, b FROM t",
            "CREATE OR REPLACE TABLE t (a INT)",
            "ALTER TABLE t ADD CHECK (a > 0)",
            "ALTER TABLE t ADD CONSTRAINT CHECK (a > 0)",
            "ALTER TABLE t ADD COLUMN b INT, ADD UNIQUE (a)",
            "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a)",
            "ALTER TABLE t ADD EXCLUDE USING gist (a WITH &&)",
            "ALTER TABLE t ADD INDEX USING BTREE (a)",
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (a)",
            "ALTER TABLE t ADD PARTITION PARTITIONS 2",
            "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u",
            "ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a",
            "ALTER TABLE t CHANGE a b INT, CHANGE b a INT",
            "ALTER TABLE t DROP COLUMN a, ADD COLUMN a TEXT",
            "RENAME TABLE a TO c, b TO a, c TO b",
            "DROP TABLE a, b",
            "TRUNCATE t",
            "INSERT INTO t VALUES (1)",
            "UPDATE t SET a = a + 1",
            "CALL move_rows()",
            "SELECT move_rows()",
            "DO $$ BEGIN END $$",
        ] {
            assert_eq!(repeat(statement, POSTGRES.lexis), None, "{statement}");
        }
    }
}
