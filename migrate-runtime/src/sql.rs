//! SQL as text: telling the statements of a text apart.

mod index_build;
mod repeat;
mod split;

pub(crate) use index_build::concurrent_index;
pub(crate) use repeat::{Evidence, repeat};
pub(crate) use split::{SplitError, Token, split, tokens};

/// What ends a statement: on a line of its own where a comment at the end would swallow it.
pub(crate) fn terminator(statement: &str) -> &'static str {
    let last = statement.lines().next_back().unwrap_or_default();
    let may_have_comment = last.contains("--") || last.contains('#');
    if may_have_comment { "\n;" } else { ";" }
}

/// The first word of a statement that would begin or end the transaction it runs in.
///
/// Comments before the word are no obstacle: [`split`] has left them out.
pub(crate) fn transaction_keyword(statement: &str) -> Option<&'static str> {
    const WORDS: [&str; 7] = [
        "BEGIN", "START", "COMMIT", "ROLLBACK", "END", "ABORT", "PREPARE",
    ];
    let end = statement.find(|c: char| !c.is_alphanumeric() && c != '_');
    let (first, rest) = statement.split_at(end.unwrap_or(statement.len()));
    let keyword = WORDS
        .into_iter()
        .find(|word| first.eq_ignore_ascii_case(word))?;
    // Told apart by blanks, so that the words of a comment do not count.
    let mut words = rest.split_whitespace().map(str::to_ascii_lowercase);
    let stays = match keyword {
        // `ROLLBACK TO savepoint` stays inside the transaction.
        "ROLLBACK" => {
            words.find(|word| word != "transaction" && word != "work") == Some("to".to_owned())
        }
        // `PREPARE name AS …` prepares a statement, `PREPARE TRANSACTION` ends the transaction.
        "PREPARE" => words.next() != Some("transaction".to_owned()),
        _ => false,
    };
    (!stays).then_some(keyword)
}

/// Whether MySQL and MariaDB commit before and behind a statement, and so take it out of any transaction:
/// <https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>.
pub(crate) fn commits_by_itself(statement: &str) -> bool {
    const WORDS: [&str; 24] = [
        "ALTER",
        "ANALYZE",
        "CACHE",
        "CHANGE",
        "CHECK",
        "CREATE",
        "DROP",
        "FLUSH",
        "GRANT",
        "INSTALL",
        "LOCK",
        "OPTIMIZE",
        "PURGE",
        "RENAME",
        "REPAIR",
        "RESET",
        "REVOKE",
        "SHUTDOWN",
        "START",
        "STOP",
        "TRUNCATE",
        "UNINSTALL",
        "UNLOCK",
        "XA",
    ];
    let statement = statement.trim_start_matches(|c: char| c == '(' || c.is_whitespace());
    let end = statement.find(|c: char| !c.is_alphanumeric() && c != '_');
    let first = &statement[..end.unwrap_or(statement.len())];
    // Behind an executable comment there may be anything.
    statement.starts_with("/*") || WORDS.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Whether a statement is SQLite's switch of foreign keys, which does nothing inside of a transaction:
/// <https://www.sqlite.org/pragma.html#pragma_foreign_keys>.
pub(crate) fn switches_foreign_keys(statement: &str) -> bool {
    let words = statement.split(|c: char| !c.is_alphanumeric() && c != '_');
    let mut words = words.filter(|word| !word.is_empty());
    let is_pragma = words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("pragma"));
    is_pragma && words.any(|word| word.eq_ignore_ascii_case("foreign_keys"))
}

#[cfg(test)]
mod tests {
    use super::{commits_by_itself, switches_foreign_keys, terminator, transaction_keyword};

    #[test]
    fn no_comment_swallows_a_terminator() {
        assert_eq!(terminator("SELECT 1"), ";");
        assert_eq!(terminator("SELECT 1 -- one"), "\n;");
        assert_eq!(terminator("SELECT 1 # one"), "\n;");
        assert_eq!(terminator("SELECT 1 # one\n, 2"), ";");
    }

    #[test]
    fn statements_that_commit_by_themselves_are_known() {
        for statement in [
            "create table t (a int)",
            "TRUNCATE t",
            "(ALTER",
            "/*!1 DROP TABLE t */",
        ] {
            assert!(commits_by_itself(statement), "{statement}");
        }
        for statement in [
            "INSERT INTO t VALUES (1)",
            "WITH a AS (SELECT 1) SELECT 1",
            "UPDATE t SET a = 1",
        ] {
            assert!(!commits_by_itself(statement), "{statement}");
        }
    }

    #[test]
    fn the_switch_of_foreign_keys_is_known() {
        assert!(switches_foreign_keys("PRAGMA foreign_keys = OFF"));
        assert!(switches_foreign_keys("pragma main.foreign_keys(0)"));
        assert!(!switches_foreign_keys("PRAGMA foreign_key_check"));
        assert!(!switches_foreign_keys("SELECT foreign_keys FROM pragma"));
    }

    #[test]
    fn statements_that_end_a_transaction_are_known() {
        assert_eq!(transaction_keyword("commit"), Some("COMMIT"));
        assert_eq!(transaction_keyword("BEGIN IMMEDIATE"), Some("BEGIN"));
        assert_eq!(transaction_keyword("START TRANSACTION"), Some("START"));
        assert_eq!(transaction_keyword("ROLLBACK TO SAVEPOINT a"), None);
        assert_eq!(transaction_keyword("rollback work to a"), None);
        assert_eq!(transaction_keyword("ROLLBACK -- to a"), Some("ROLLBACK"));
        assert_eq!(transaction_keyword("PREPARE a AS SELECT 1"), None);
        assert_eq!(
            transaction_keyword("prepare transaction 'a'"),
            Some("PREPARE")
        );
        assert_eq!(transaction_keyword("SAVEPOINT a"), None);
        assert_eq!(transaction_keyword("UPDATE t SET a = 'commit'"), None);
    }
}
