//! Statements that leave the scratch database: on this server a name can reach every other one, and nothing could be taken
//! back.
//!
//! All are judged before the first is sent. A trigger, a routine or a view may name another database, as those of the live one
//! may; from then on nothing is let in that could run it.

use std::cell::Cell;
use std::collections::BTreeSet;

use migrate_runtime::dialect::MYSQL;

/// What a database is made of. The first of these words in a `CREATE`, `ALTER` or `DROP` says what it is about.
const OBJECTS: [&str; 8] = [
    "event",
    "function",
    "index",
    "procedure",
    "sequence",
    "table",
    "trigger",
    "view",
];

/// What those statements begin with that do nothing to rows, and those that do.
const HARMLESS: [&str; 10] = [
    "begin", "commit", "lock", "optimize", "rename", "rollback", "set", "start", "truncate",
    "unlock",
];
const OF_ROWS: [&str; 10] = [
    "analyze", "delete", "do", "insert", "load", "replace", "select", "update", "values", "with",
];

/// What the name of something stands behind where a statement changes it.
const BEFORE_CHANGED: [&str; 14] = [
    "event",
    "exists",
    "function",
    "into",
    "procedure",
    "references",
    "replace",
    "sequence",
    "table",
    "to",
    "trigger",
    "truncate",
    "update",
    "view",
];

/// Why a statement may not be run in a scratch database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Beyond {
    /// It makes, drops or chooses a database.
    Databases,
    /// It concerns the server, or nothing that a schema is made of.
    Server,
    /// It runs what is written elsewhere.
    Indirect,
    /// It names this other database.
    Names(String),
    /// It may run a trigger or a routine that names another database.
    Runs,
}

/// What keeps statements in their database.
pub(super) struct Guard {
    /// The other databases of the server, in small letters.
    others: BTreeSet<String>,
    /// Whether something is there that names one of them, and would reach it if it were run.
    reaches: Cell<bool>,
}

impl Guard {
    /// Guards these databases.
    pub(super) fn new(others: impl IntoIterator<Item = String>) -> Self {
        let others = others.into_iter().map(|it| it.to_lowercase());
        Self {
            others: others.collect(),
            reaches: Cell::new(false),
        }
    }

    /// Judges a statement; those before it have been let in.
    pub(super) fn judge(&self, statement: &str) -> Result<(), Beyond> {
        let words = words(statement);
        let has_body = words.first().is_some_and(|it| it.is("create"))
            && object(&words).is_some_and(|it| !it.is_any(&["index", "sequence", "table", "view"]));
        if has_body {
            return self.judge_one(&words);
        }
        let mut parts = words.split(|it| it.is(";"));
        parts.try_for_each(|part| self.judge_one(part))
    }

    fn judge_one(&self, words: &[Word]) -> Result<(), Beyond> {
        let Some(first) = words.first() else {
            return Ok(());
        };
        let has = |texts: &[&str]| words.iter().any(|it| it.is_any(texts));
        let second = |text: &str| words.get(1).is_some_and(|it| it.is(text));
        let mut is_run = first.is_any(&OF_ROWS);
        let mut body = words.len();
        if first.is_any(&["alter", "create", "drop"]) {
            let Some(object) = object(words) else {
                return Err(Beyond::Server);
            };
            let behind = |text: &str| words.iter().position(|it| it.is(text)).map(|at| at + 1);
            let creates = first.is("create");
            match object.name.to_ascii_lowercase().as_str() {
                "database" | "schema" => return Err(Beyond::Databases),
                // A library of the server's.
                "function" if has(&["soname"]) => return Err(Beyond::Server),
                "function" | "procedure" if creates => body = behind("(").unwrap_or(body),
                "trigger" if creates => body = behind("row").unwrap_or(body),
                "view" => body = behind("as").unwrap_or(body),
                // It runs by itself.
                "event" if has(&["call", "execute", "prepare"]) => return Err(Beyond::Indirect),
                "table" => is_run |= has(&["select"]),
                _ => {}
            }
        } else if first.is("use") {
            return Err(Beyond::Databases);
        } else if first.is_any(&["call", "execute", "prepare"])
            || (first.is("begin") && second("not"))
            || (first.is("set") && second("statement"))
        {
            return Err(Beyond::Indirect);
        } else if first.is("set") {
            if has(&["global", "password", "persist", "persist_only", "role"]) {
                return Err(Beyond::Server);
            }
            is_run |= has(&["("]);
        } else if !first.is_any(&HARMLESS) && !first.is_any(&OF_ROWS)
            || (first.is("start") && !second("transaction"))
            || (first.is("rename") && second("user"))
            || has(&["dumpfile", "outfile"])
        {
            return Err(Beyond::Server);
        }
        if let Some(name) = self.named(&words[..body], words) {
            return Err(Beyond::Names(name));
        }
        if self.named(&words[body..], words).is_some() {
            self.reaches.set(true);
        }
        if is_run && self.reaches.get() {
            return Err(Beyond::Runs);
        }
        Ok(())
    }

    /// Another database that these words of a statement name. A table may be called like one, and stands before its columns then.
    fn named(&self, words: &[Word], statement: &[Word]) -> Option<String> {
        let is_on_table = object(statement).is_some_and(|it| it.is_any(&["index", "trigger"]));
        let first_on = words.iter().position(|it| is_on_table && it.is("on"));
        let is_relation = |name: &str| {
            let mut at = 0..statement.len();
            at.any(|at| {
                let is_dot = |at: Option<usize>| {
                    at.and_then(|at| statement.get(at))
                        .is_some_and(|it| it.is("."))
                };
                statement[at].name.eq_ignore_ascii_case(name)
                    && !is_dot(at.checked_sub(1))
                    && !is_dot(Some(at + 1))
            })
        };
        let mut at = 0..words.len();
        let found = at.find(|at| {
            let before = |distance: usize, texts: &[&str]| {
                let word = at.checked_sub(distance).and_then(|at| words.get(at));
                word.is_some_and(|word| word.is_any(texts))
            };
            let is_changed = before(1, &BEFORE_CHANGED)
                || (before(1, &["from"]) && before(2, &["delete"]))
                || (*at > 0 && first_on == Some(at - 1));
            let name = &words[*at].name;
            let is_before_dot = words.get(at + 1).is_some_and(|it| it.is("."));
            is_before_dot
                && !before(1, &["."])
                && self.others.contains(&name.to_lowercase())
                && (is_changed || !is_relation(name))
        });
        found.map(|at| words[at].name.clone())
    }
}

/// The word that says what a `CREATE`, `ALTER` or `DROP` is about: `CREATE OR REPLACE DEFINER = … TRIGGER`.
fn object(words: &[Word]) -> Option<&Word> {
    let mut head = words.iter().take(16);
    head.find(|it| it.is_any(&OBJECTS) || it.is_any(&["database", "schema"]))
}

/// A name, a keyword or a sign.
struct Word {
    name: String,
    is_quoted: bool,
}

impl Word {
    fn is(&self, text: &str) -> bool {
        !self.is_quoted && self.name.eq_ignore_ascii_case(text)
    }

    fn is_any(&self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.is(text))
    }
}

/// The words outside of strings and comments.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => quoted(rest, first),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '-' if rest.starts_with("-- ") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => match run_in_comment(rest) {
                Some(behind) => rest.len() - behind.len(),
                None => rest.find("*/").map_or(rest.len(), |end| end + 2),
            },
            '*' if rest.starts_with("*/") => 2,
            _ if is_part(first) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        rest = behind;
        // Between double quotes stands a string, or a name where `sql_mode` says so.
        let is_quoted = matches!(first, '`' | '"');
        if is_quoted || is_part(first) || matches!(first, '.' | ';' | '(') {
            let name = match is_quoted {
                true => word.trim_matches(first).replace("``", "`"),
                false => word.to_owned(),
            };
            words.push(Word { name, is_quoted });
        }
    }
    words
}

/// What stands behind the beginning of `/*!40101 … */` or `/*M!100100 … */`, which is run. No server has reached the last
/// version, which dumps name so that nothing is run.
fn run_in_comment(text: &str) -> Option<&str> {
    let text = text
        .strip_prefix("/*!")
        .or_else(|| text.strip_prefix("/*M!"))?;
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (!text.starts_with("999999")).then_some(behind)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// How long the quoted text is at the beginning.
fn quoted(text: &str, mark: char) -> usize {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == '\\' && mark != '`' && MYSQL.backslash_escapes {
            characters.next();
        } else if character == mark {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(statements: &[&str]) -> Result<(), Beyond> {
        let guard = Guard::new(["shop".to_owned(), "Other".to_owned()]);
        statements.iter().try_for_each(|it| guard.judge(it))
    }

    fn names_shop() -> Beyond {
        Beyond::Names("shop".to_owned())
    }

    #[test]
    fn what_changes_another_database_goes_beyond() {
        for statement in [
            "DROP TABLE shop.users",
            "drop table if exists `shop`.`users`",
            "drop table a, shop.users",
            "truncate shop.users",
            "insert shop.users values (1)",
            "insert into a select * from shop.users",
            "ALTER TABLE /* of */ shop.users ADD a int",
            "DELETE FROM shop.users",
            "DELETE FROM shop.shop",
            "DELETE FROM \"shop\".users",
            "INSERT INTO shop . users VALUES (1)",
            "/*M!100100 INSERT INTO shop . users VALUES (1) */",
            "CREATE INDEX i ON shop.users (a)",
            "RENAME TABLE a TO shop.a",
            "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES shop.users (id)",
            "CREATE OR REPLACE TRIGGER t BEFORE INSERT ON shop.users FOR EACH ROW SET @a = 1",
            "CREATE OR REPLACE VIEW `shop`.`v` AS SELECT 1",
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM shop.users",
            "WITH a AS (SELECT 1) DELETE shop.users FROM shop.users",
        ] {
            assert_eq!(judged(&[statement]), Err(names_shop()), "{statement}");
        }
    }

    #[test]
    fn what_is_about_databases_the_server_or_other_statements_goes_beyond() {
        for (statement, beyond) in [
            ("use shop", Beyond::Databases),
            ("CREATE TABLE a (b int); USE other", Beyond::Databases),
            ("CREATE DATABASE IF NOT EXISTS shop", Beyond::Databases),
            ("/*!40000 DROP DATABASE IF EXISTS `x`*/", Beyond::Databases),
            ("/*!40000 DROP DATABASE x */; USE shop", Beyond::Databases),
            (
                "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `x`",
                Beyond::Databases,
            ),
            ("prepare s from 'drop table shop.users'", Beyond::Indirect),
            (
                "execute immediate concat('drop', ' table a')",
                Beyond::Indirect,
            ),
            ("call p()", Beyond::Indirect),
            (
                "SET STATEMENT max_statement_time = 1 FOR DELETE FROM a",
                Beyond::Indirect,
            ),
            (
                "BEGIN NOT ATOMIC PREPARE s FROM @a; EXECUTE s; END",
                Beyond::Indirect,
            ),
            (
                "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO CALL p()",
                Beyond::Indirect,
            ),
            ("CREATE USER u", Beyond::Server),
            ("grant all on *.* to u", Beyond::Server),
            ("SET @@GLOBAL.GTID_PURGED = '1'", Beyond::Server),
            ("SET GLOBAL event_scheduler = off", Beyond::Server),
            ("START SLAVE", Beyond::Server),
            ("SHUTDOWN", Beyond::Server),
            ("IF 1 THEN DROP TABLE a; END IF", Beyond::Server),
        ] {
            assert_eq!(judged(&[statement]), Err(beyond), "{statement}");
        }
    }

    #[test]
    fn what_stays_in_its_database_does_not() {
        for statement in [
            "CREATE TABLE users (shop int, name text DEFAULT 'use shop.users')",
            "CREATE VIEW v AS SELECT shop.id FROM shop WHERE shop.id > 0",
            "CREATE VIEW v AS SELECT id FROM shop.users",
            "UPDATE shop SET a = 1 WHERE shop.id > 0",
            "DROP TABLE mine.a",
            "CREATE TABLE `use` (a int) -- ; use shop",
            "CREATE TABLE `database` (a int, `schema` int)",
            "CREATE VIEW v AS SELECT a.id FROM a JOIN b ON a.id = b.id WHERE EXISTS (SELECT 1)",
            "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW INSERT INTO shop.log VALUES (NEW.id)",
            "CREATE PROCEDURE p() BEGIN CALL q(); PREPARE s FROM @a; EXECUTE s; END",
            "CREATE TABLE a (b int) COMMENT 'it\\'s ; use shop.x'",
            "/*M!999999\\- enable the sandbox mode */ \n/*!40101 SET @old = @@CHARACTER_SET_CLIENT */",
            "/*!50001 CREATE ALGORITHM=UNDEFINED */ /*!50013 DEFINER=`a`@`%` SQL SECURITY DEFINER */ \
             /*!50001 VIEW `v` AS SELECT 1 AS `b` */",
            "/*!40000 ALTER TABLE `a` DISABLE KEYS */",
            "LOCK TABLES `a` WRITE",
            "set autocommit=0",
        ] {
            assert_eq!(judged(&[statement]), Ok(()), "{statement}");
        }
    }

    #[test]
    fn what_reaches_another_database_is_not_run() {
        for reaching in [
            "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW DELETE FROM shop.log",
            "CREATE FUNCTION f() RETURNS int BEGIN DELETE FROM shop.log; RETURN 1; END",
            "CREATE VIEW v AS SELECT * FROM shop.log",
        ] {
            for run in [
                "INSERT INTO a VALUES (1)",
                "DELETE FROM v",
                "SELECT f()",
                "SET @a = f()",
                "CREATE TABLE b AS SELECT f()",
            ] {
                assert_eq!(judged(&[run, "SET @a = 1"]), Ok(()), "{run}");
                let both = judged(&[reaching, "CREATE TABLE c (d int)", run]);
                assert_eq!(both, Err(Beyond::Runs), "{reaching}; {run}");
            }
        }
    }
}
