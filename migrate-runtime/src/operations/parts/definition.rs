//! A column's definition as `SHOW CREATE TABLE` writes it, and changes that leave the rest of it alone.

use std::ops::Range;

use crate::dialect::Lexis;
use crate::schema::Type;
use crate::sql::{self, SplitError, Token};

/// The definition of a column: its name, and then clause by clause.
#[derive(Debug)]
pub(in crate::operations) struct Definition {
    name: String,
    clauses: Vec<(Clause, String)>,
}

/// What a definition is made of, in the order in which it may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::operations) enum Clause {
    Type,
    Compressed,
    CharacterSet,
    Collate,
    Generated,
    Null,
    /// What no change is about.
    Other,
    Default,
    OnUpdate,
    AutoIncrement,
    Comment,
    Check,
}

impl Definition {
    /// Finds a column in the statement that would create its table.
    pub(in crate::operations) fn find(
        create_table: &str,
        lexis: Lexis,
        column: &str,
    ) -> Result<Option<Self>, SplitError> {
        let tokens = sql::tokens(create_table, lexis)?;
        let wanted = column.to_lowercase();
        let found = lines(&tokens).find_map(|line| match line {
            [name, definition @ ..] if unquoted(name)?.to_lowercase() == wanted => {
                Some(Self::new(create_table, name, definition))
            }
            _ => None,
        });
        Ok(found)
    }

    fn new(source: &str, name: &Token<'_>, definition: &[Token<'_>]) -> Self {
        let mut clauses: Vec<(Clause, Range<usize>)> = Vec::new();
        let (mut depth, mut takes_next) = (0, false);
        for token in definition {
            let begun = match clauses.is_empty() {
                true => Some(Clause::Type),
                false if depth > 0 || takes_next => None,
                false => Clause::begun_by(token),
            };
            let range = token.start..token.end();
            match (begun, clauses.last_mut()) {
                (None, Some((_, clause))) => clause.end = range.end,
                (clause, _) => clauses.push((clause.unwrap_or(Clause::Other), range)),
            }
            depth = depth_behind(depth, token);
            takes_next = token.is("NOT") || token.is("DEFAULT");
        }
        let clauses = clauses.into_iter();
        Self {
            name: name.text.to_owned(),
            clauses: clauses
                .map(|(clause, range)| (clause, source[range].to_owned()))
                .collect(),
        }
    }

    /// The type, as the database writes it.
    pub(in crate::operations) fn data_type(&self) -> Type {
        Type::Native(self.get(Clause::Type).unwrap_or_default().to_owned())
    }

    fn get(&self, clause: Clause) -> Option<&str> {
        let (_, text) = self.clauses.iter().find(|(it, _)| *it == clause)?;
        Some(text)
    }

    /// Writes a clause in the place of what it said before; `None` takes it out.
    pub(in crate::operations) fn set(&mut self, clause: Clause, text: Option<String>) {
        let clauses = &mut self.clauses;
        let at = clauses.iter().position(|(it, _)| *it == clause);
        match (at, text) {
            (Some(at), Some(text)) => clauses[at].1 = text,
            (Some(at), None) => {
                clauses.remove(at);
            }
            (None, Some(text)) => {
                let at = clauses.iter().position(|(it, _)| *it > clause);
                clauses.insert(at.unwrap_or(clauses.len()), (clause, text));
            }
            (None, None) => {}
        }
    }

    /// Changes the type; what belongs to a text stays only if the new type is one.
    pub(in crate::operations) fn set_type(&mut self, name: String, is_text: bool) {
        let is_json = self.is_json();
        if is_json {
            self.set(Clause::Check, None);
        }
        if is_json || !is_text {
            for clause in [Clause::Compressed, Clause::CharacterSet, Clause::Collate] {
                self.set(clause, None);
            }
        }
        self.set(Clause::Type, Some(name));
    }

    /// Whether the type is MariaDB's JSON: a text with a check, which belongs to the type.
    fn is_json(&self) -> bool {
        let check = format!("CHECK (json_valid({}))", self.name);
        self.get(Clause::Type) == Some("longtext")
            && self.get(Clause::Collate) == Some("COLLATE utf8mb4_bin")
            && self.get(Clause::Check) == Some(&check)
    }

    /// Refuses NULL or allows it.
    pub(in crate::operations) fn set_nullable(&mut self, nullable: bool) {
        let text = if nullable { "NULL" } else { "NOT NULL" };
        self.set(Clause::Null, Some(text.to_owned()));
        if !nullable && self.get(Clause::Default) == Some("DEFAULT NULL") {
            self.set(Clause::Default, None);
        }
    }

    /// The definition with its name.
    pub(in crate::operations) fn into_sql(self) -> String {
        let clauses = self.clauses.into_iter().map(|(_, text)| text);
        std::iter::once(self.name)
            .chain(clauses)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl Clause {
    /// The clause that begins with a token; any other token goes on with the clause before it.
    fn begun_by(token: &Token<'_>) -> Option<Self> {
        const WORDS: [(&str, Clause); 16] = [
            ("CHARACTER", Clause::CharacterSet),
            ("COLLATE", Clause::Collate),
            ("GENERATED", Clause::Generated),
            ("NOT", Clause::Null),
            ("NULL", Clause::Null),
            ("DEFAULT", Clause::Default),
            ("ON", Clause::OnUpdate),
            ("AUTO_INCREMENT", Clause::AutoIncrement),
            ("COMMENT", Clause::Comment),
            ("CHECK", Clause::Check),
            ("INVISIBLE", Clause::Other),
            ("WITH", Clause::Other),
            ("WITHOUT", Clause::Other),
            ("REF_SYSTEM_ID", Clause::Other),
            ("ENGINE_ATTRIBUTE", Clause::Other),
            ("SECONDARY_ENGINE_ATTRIBUTE", Clause::Other),
        ];
        // A comment for one database, and run by it: `/*M!100301 COMPRESSED*/`, `/*!80023 INVISIBLE */`.
        if token.text.starts_with("/*") {
            let compressed = token.text.contains("COMPRESSED");
            return Some(if compressed {
                Self::Compressed
            } else {
                Self::Other
            });
        }
        let (_, clause) = WORDS.iter().find(|(word, _)| token.is(word))?;
        Some(*clause)
    }
}

/// What stands between the commas of a table's definition.
fn lines<'t, 's>(tokens: &'t [Token<'s>]) -> impl Iterator<Item = &'t [Token<'s>]> {
    let mut depth = 0;
    tokens.split(move |token| {
        let is_outer = depth == 0 || (depth == 1 && (token.is(",") || token.is(")")));
        depth = depth_behind(depth, token);
        is_outer
    })
}

/// How many parentheses are open behind a token.
fn depth_behind(depth: usize, token: &Token<'_>) -> usize {
    match token.text {
        "(" => depth + 1,
        ")" => depth.saturating_sub(1),
        _ => depth,
    }
}

/// The name inside of a quoted one.
fn unquoted(token: &Token<'_>) -> Option<String> {
    let mark = token
        .text
        .chars()
        .next()
        .filter(|mark| "`\"".contains(*mark))?;
    let inner = token.text.strip_prefix(mark)?.strip_suffix(mark)?;
    Some(inner.replace(&format!("{mark}{mark}"), &mark.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::MARIADB;

    const TABLE: &str = r#"CREATE TABLE `odd(``name` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `a, b` varchar(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'NOT NULL, `c` \' ' COMMENT 'CHECK (1)',
  `Checked` int(11) DEFAULT NULL CHECK (`Checked` > 0 and `Checked` is not null),
  `j` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`j`)),
  `at` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `g` int(11) GENERATED ALWAYS AS (`id` + 1) STORED COMMENT 'gg',
  `n` decimal(10,2) unsigned zerofill INVISIBLE DEFAULT -1.50,
  `x` text /*M!100301 COMPRESSED*/ CHARACTER SET latin1 DEFAULT NULL,
  `y` int DEFAULT NULL /*!80023 INVISIBLE */,
  `p` point NOT NULL /*!80003 SRID 4326 */,
  `e` varchar(9) DEFAULT (concat(_utf8mb4'a',_utf8mb4'b')) COMMENT 'e',
  PRIMARY KEY (`id`),
  KEY `key` (`n`),
  CONSTRAINT `z` CHECK (`n` < 100)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COMMENT='`w` int'"#;

    fn find(column: &str) -> Option<Definition> {
        Definition::find(TABLE, MARIADB.lexis, column).unwrap()
    }

    /// How a column is defined behind a change.
    #[track_caller]
    fn check(column: &str, change: fn(&mut Definition), expected: &str) {
        let mut definition = find(column).unwrap();
        change(&mut definition);
        assert_eq!(definition.into_sql(), expected);
    }

    #[test]
    fn a_definition_without_changes_is_what_it_was() {
        let columns = [
            "id", "a, b", "Checked", "j", "at", "g", "n", "x", "y", "p", "e",
        ];
        for column in columns {
            let sql = find(column).unwrap().into_sql();
            assert!(TABLE.contains(&format!("\n  {sql},\n")), "{sql}");
        }
    }

    #[test]
    fn a_column_is_found_by_its_name_alone() {
        assert!(find("CHECKED").is_some());
        for other in ["key", "PRIMARY", "z", "w", "c", "odd(`name"] {
            assert!(find(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_clause_is_changed_in_its_place() {
        check(
            "a, b",
            |it| it.set_nullable(true),
            r"`a, b` varchar(20) CHARACTER SET latin1 COLLATE latin1_bin NULL DEFAULT 'NOT NULL, `c` \' ' COMMENT 'CHECK (1)'",
        );
        check(
            "n",
            |it| it.set(Clause::Default, Some("DEFAULT 2".to_owned())),
            "`n` decimal(10,2) unsigned zerofill INVISIBLE DEFAULT 2",
        );
        check(
            "at",
            |it| it.set(Clause::Default, None),
            "`at` timestamp NOT NULL ON UPDATE current_timestamp()",
        );
    }

    #[test]
    fn what_mysql_writes_is_understood() {
        check(
            "p",
            |it| it.set(Clause::Comment, Some("COMMENT 'c'".to_owned())),
            "`p` point NOT NULL /*!80003 SRID 4326 */ COMMENT 'c'",
        );
        check(
            "e",
            |it| it.set(Clause::Default, None),
            "`e` varchar(9) COMMENT 'e'",
        );
    }

    #[test]
    fn a_new_clause_stands_where_it_may() {
        check(
            "Checked",
            |it| it.set(Clause::Comment, Some("COMMENT 'c'".to_owned())),
            "`Checked` int(11) DEFAULT NULL COMMENT 'c' CHECK (`Checked` > 0 and `Checked` is not null)",
        );
        check(
            "n",
            |it| it.set_nullable(false),
            "`n` decimal(10,2) unsigned zerofill NOT NULL INVISIBLE DEFAULT -1.50",
        );
    }

    #[test]
    fn what_refuses_null_has_no_null_as_its_default() {
        check(
            "y",
            |it| it.set_nullable(false),
            "`y` int NOT NULL /*!80023 INVISIBLE */",
        );
    }

    #[test]
    fn a_type_takes_with_it_what_belongs_to_a_text() {
        check(
            "x",
            |it| it.set_type("VARCHAR(9)".to_owned(), true),
            "`x` VARCHAR(9) /*M!100301 COMPRESSED*/ CHARACTER SET latin1 DEFAULT NULL",
        );
        check(
            "x",
            |it| it.set_type("INTEGER".to_owned(), false),
            "`x` INTEGER DEFAULT NULL",
        );
        check(
            "j",
            |it| it.set_type("LONGTEXT".to_owned(), true),
            "`j` LONGTEXT DEFAULT NULL",
        );
        check(
            "Checked",
            |it| it.set_type("BIGINT".to_owned(), false),
            "`Checked` BIGINT DEFAULT NULL CHECK (`Checked` > 0 and `Checked` is not null)",
        );
    }
}
