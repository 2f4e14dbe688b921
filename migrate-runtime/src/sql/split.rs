//! Telling the statements of a text apart.
//!
//! The server tells how many statements of a message it completed; to name the one that failed, each
//! operation must know how many it is made of. Quotes, comments, dollar quotes and the bodies of triggers
//! and `BEGIN ATOMIC` functions hold semicolons that end nothing.

use crate::dialect::Lexis;

/// A text that cannot be split, because something in it never ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the SQL text has an unterminated {what}")]
pub(crate) struct SplitError {
    /// What never ends, `string` or `comment` say.
    pub(crate) what: &'static str,
}

/// Splits a text into its statements: without terminators, without empty ones.
///
/// # Errors
///
/// A quote or comment that is never closed.
pub(crate) fn split(text: &str, lexis: Lexis) -> Result<Vec<&str>, SplitError> {
    let mut splitter = Splitter::new(text, lexis);
    let mut statements = Vec::new();
    while let Some(statement) = splitter.next_statement()? {
        statements.push(statement);
    }
    Ok(statements)
}

/// A word, a quoted name or string, or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    /// Where it begins in the text that it is of.
    pub(crate) start: usize,
}

impl Token<'_> {
    /// Where it ends in the text that it is of.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this word, in any case, or this sign.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.text.eq_ignore_ascii_case(text)
    }
}

/// The tokens of a text, without its comments.
///
/// # Errors
///
/// A quote or comment that is never closed.
pub(crate) fn tokens(text: &str, lexis: Lexis) -> Result<Vec<Token<'_>>, SplitError> {
    let mut splitter = Splitter::new(text, lexis);
    let mut tokens = Vec::new();
    while let Some(character) = splitter.peek() {
        let start = splitter.position;
        if !splitter.skip_blank_or_comment(character)? {
            splitter.skip_token(character)?;
            let text = &text[start..splitter.position];
            tokens.push(Token { text, start });
        }
    }
    Ok(tokens)
}

struct Splitter<'a> {
    text: &'a str,
    lexis: Lexis,
    position: usize,
    body: Body,
}

/// Follows the words of one statement, to know whether a semicolon is inside a body.
#[derive(Default)]
struct Body {
    words: usize,
    creates: bool,
    routine: Option<Routine>,
    /// Whether `BEGIN` opens the body of a routine, without `ATOMIC`.
    plain: bool,
    /// Whether the word before was `BEGIN`.
    atomic: bool,
    /// Whether the word before was `END`.
    ended: bool,
    depth: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Routine {
    /// `CREATE TRIGGER … BEGIN …; END`
    Begin,
    /// `CREATE FUNCTION … BEGIN ATOMIC …; END`
    BeginAtomic,
}

impl<'a> Splitter<'a> {
    fn new(text: &'a str, lexis: Lexis) -> Self {
        Self {
            text,
            lexis,
            position: 0,
            body: Body::default(),
        }
    }

    fn next_statement(&mut self) -> Result<Option<&'a str>, SplitError> {
        self.body = Body {
            plain: self.lexis.plain_bodies,
            ..Body::default()
        };
        let mut start = None;
        while let Some(character) = self.peek() {
            let from = self.position;
            if self.skip_blank_or_comment(character)? {
                continue;
            }
            if character == ';' && self.body.depth == 0 {
                self.position += 1;
                if let Some(start) = start {
                    return Ok(Some(self.text[start..from].trim_end_matches(is_blank)));
                }
                continue;
            }
            start.get_or_insert(from);
            self.skip_token(character)?;
        }
        Ok(start.map(|start| self.text[start..].trim_end_matches(is_blank)))
    }

    fn peek(&self) -> Option<char> {
        self.text[self.position..].chars().next()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    /// Skips white space and comments; they belong to no statement unless they stand inside one.
    fn skip_blank_or_comment(&mut self, character: char) -> Result<bool, SplitError> {
        if is_blank(character) {
            self.position += character.len_utf8();
        } else if self.starts_line_comment(character) {
            self.position += self
                .rest()
                .find('\n')
                .map_or(self.rest().len(), |end| end + 1);
        } else if self.rest().starts_with("/*") && !self.starts_executable_comment() {
            self.skip_block_comment()?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// MySQL takes two dashes for a comment only before a blank or a control character: `5--1` is a sum.
    fn starts_line_comment(&self, character: char) -> bool {
        if !self.lexis.hash_comments {
            return self.rest().starts_with("--");
        }
        let ends_dashes = |c: char| c == ' ' || c.is_ascii_control();
        let behind = self.rest().strip_prefix("--");
        character == '#'
            || behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(ends_dashes))
    }

    /// `/*! … */`, as dumps have it: MySQL runs what stands inside.
    fn starts_executable_comment(&self) -> bool {
        self.lexis.hash_comments
            && (self.rest().starts_with("/*!") || self.rest().starts_with("/*M!"))
    }

    fn skip_block_comment(&mut self) -> Result<(), SplitError> {
        let mut depth = 0usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") && (depth == 0 || self.lexis.nested_comments) {
                depth += 1;
                self.position += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.position += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else {
                let character = self.peek().ok_or(SplitError { what: "comment" })?;
                self.position += character.len_utf8();
            }
        }
    }

    fn skip_token(&mut self, character: char) -> Result<(), SplitError> {
        match character {
            '\'' => self.skip_quoted('\'', self.lexis.backslashes, "string"),
            // A string, where backticks quote the identifiers.
            '"' if self.lexis.backslashes => self.skip_quoted('"', true, "string"),
            '"' => self.skip_quoted('"', false, "quoted identifier"),
            '`' if self.lexis.backticks => self.skip_quoted('`', false, "quoted identifier"),
            '[' if self.lexis.brackets => self.skip_quoted(']', false, "quoted identifier"),
            '/' if self.rest().starts_with("/*") => self.skip_block_comment(),
            '$' if self.lexis.dollar_quotes => self.skip_dollar_quoted(),
            _ if is_word(character) => self.skip_word(),
            _ => {
                self.position += character.len_utf8();
                Ok(())
            }
        }
    }

    /// Skips to behind the closing quote; a doubled one stands for itself.
    fn skip_quoted(
        &mut self,
        close: char,
        escapes: bool,
        what: &'static str,
    ) -> Result<(), SplitError> {
        self.position += 1;
        loop {
            let character = self.peek().ok_or(SplitError { what })?;
            self.position += character.len_utf8();
            if character == '\\' && escapes {
                let escaped = self.peek().ok_or(SplitError { what })?;
                self.position += escaped.len_utf8();
            } else if character == close {
                if self.peek() == Some(close) {
                    self.position += close.len_utf8();
                } else {
                    return Ok(());
                }
            }
        }
    }

    /// Skips `$tag$ … $tag$`; a dollar sign that opens no quote (`$1`) is skipped alone.
    fn skip_dollar_quoted(&mut self) -> Result<(), SplitError> {
        let rest = self.rest();
        let tag = rest[1..]
            .find('$')
            .map(|end| &rest[..end + 2])
            .filter(|tag| {
                let name = &tag[1..tag.len() - 1];
                name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit())
            });
        let Some(tag) = tag else {
            self.position += 1;
            return Ok(());
        };
        let body = &rest[tag.len()..];
        let end = body.find(tag).ok_or(SplitError {
            what: "dollar-quoted string",
        })?;
        self.position += tag.len() + end + tag.len();
        Ok(())
    }

    fn skip_word(&mut self) -> Result<(), SplitError> {
        let rest = self.rest();
        // A dollar sign may stand inside a word, where it opens no quote.
        let end = rest
            .find(|c: char| !is_word(c) && c != '$')
            .unwrap_or(rest.len());
        let word = &rest[..end];
        self.position += end;
        self.body.follow(word);
        let escape = self.lexis.escape_strings && word.eq_ignore_ascii_case("e");
        if escape && self.peek() == Some('\'') {
            return self.skip_quoted('\'', true, "string");
        }
        Ok(())
    }
}

impl Body {
    fn follow(&mut self, word: &str) {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        self.words += 1;
        if self.words == 1 {
            self.creates = is("create");
        } else if self.creates && self.routine.is_none() && self.words <= 6 {
            let plain = self.plain && ["event", "function", "procedure"].into_iter().any(is);
            if is("trigger") || plain {
                self.routine = Some(Routine::Begin);
            } else if is("function") || is("procedure") {
                self.routine = Some(Routine::BeginAtomic);
            }
        }
        let closes = self.ended && ["if", "loop", "while", "repeat"].into_iter().any(is);
        match self.routine {
            // The words behind `END` say what ends: `END CASE`, or a block that opened no depth, `END IF`.
            Some(_) if closes => self.depth += 1,
            Some(_) if self.ended && is("case") => {}
            Some(_) if self.depth > 0 && (is("begin") || is("case")) => self.depth += 1,
            Some(_) if self.depth > 0 && is("end") => self.depth -= 1,
            Some(Routine::Begin) if is("begin") => self.depth = 1,
            Some(Routine::BeginAtomic) if self.atomic && is("atomic") => self.depth = 1,
            _ => {}
        }
        self.atomic = is("begin");
        self.ended = is("end");
    }
}

/// What the databases skip between words; a blank beyond ASCII is a part of a name to them.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r')
}

/// Whatever is no sign of ASCII may stand in a name, `€` too.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || !character.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{MYSQL, POSTGRES, SQLITE};

    #[track_caller]
    fn check(text: &str, lexis: Lexis, expected: &[&str]) {
        assert_eq!(split(text, lexis).unwrap(), expected, "{text}");
    }

    #[test]
    fn statements_end_at_semicolons() {
        for lexis in [POSTGRES.lexis, SQLITE.lexis] {
            check("", lexis, &[]);
            check(" ;; \n;", lexis, &[]);
            check("SELECT 1", lexis, &["SELECT 1"]);
            check("SELECT 1; SELECT 2 ;", lexis, &["SELECT 1", "SELECT 2"]);
        }
    }

    #[test]
    fn only_blanks_of_ascii_stand_between_words() {
        check("\u{b}SELECT 1\u{b};\x0c", POSTGRES.lexis, &["SELECT 1"]);
        let name = "SELECT 1 AS a\u{a0}";
        check(&format!("{name} ; {name}"), POSTGRES.lexis, &[name, name]);
        check("SELECT 1 --\u{1};", MYSQL.lexis, &["SELECT 1 --\u{1};"]);
        check("SELECT 1--\u{a0};", MYSQL.lexis, &["SELECT 1--\u{a0}"]);
    }

    #[test]
    fn quotes_and_comments_hide_semicolons() {
        for lexis in [POSTGRES.lexis, SQLITE.lexis] {
            check(
                "SELECT ';', 'it''s; so'",
                lexis,
                &["SELECT ';', 'it''s; so'"],
            );
            check(r#"SELECT "a;""b""#, lexis, &[r#"SELECT "a;""b""#]);
            check("-- a; b\nSELECT 1 -- c;\n", lexis, &["SELECT 1 -- c;"]);
            check(
                "/* a; */ SELECT /* b; */ 1; /* c */",
                lexis,
                &["SELECT /* b; */ 1"],
            );
        }
    }

    #[test]
    fn postgres_has_dollar_quotes_escapes_and_nested_comments() {
        let lexis = POSTGRES.lexis;
        check(
            "DO $$ BEGIN; END $$; SELECT 1",
            lexis,
            &["DO $$ BEGIN; END $$", "SELECT 1"],
        );
        check(
            "SELECT $a$ ; $$ ; $a$; SELECT $1",
            lexis,
            &["SELECT $a$ ; $$ ; $a$", "SELECT $1"],
        );
        check(
            "SELECT E'\\'; '; SELECT 2",
            lexis,
            &["SELECT E'\\'; '", "SELECT 2"],
        );
        check("SELECT '\\'; SELECT 2", lexis, &["SELECT '\\'", "SELECT 2"]);
        check(
            "SELECT a$b$; SELECT c$b$",
            lexis,
            &["SELECT a$b$", "SELECT c$b$"],
        );
        check("/* a /* ; */ ; */ SELECT 1", lexis, &["SELECT 1"]);
    }

    #[test]
    fn bodies_of_triggers_and_functions_are_whole() {
        let trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END";
        check(
            &format!("{trigger}; SELECT 1"),
            SQLITE.lexis,
            &[trigger, "SELECT 1"],
        );
        let function = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END";
        check(
            &format!("{function}; SELECT 1"),
            POSTGRES.lexis,
            &[function, "SELECT 1"],
        );
        check(
            "CREATE TABLE t (begin int); SELECT 1",
            POSTGRES.lexis,
            &["CREATE TABLE t (begin int)", "SELECT 1"],
        );
    }

    #[test]
    fn sqlite_has_borrowed_quotes() {
        check(
            "SELECT [a;b], `c;d`; SELECT 2",
            SQLITE.lexis,
            &["SELECT [a;b], `c;d`", "SELECT 2"],
        );
        check(
            "SELECT a[1]; SELECT 2",
            POSTGRES.lexis,
            &["SELECT a[1]", "SELECT 2"],
        );
    }

    #[test]
    fn mysql_has_backslashes_hashes_and_executable_comments() {
        let lexis = MYSQL.lexis;
        check(
            r"SELECT 'it\'s;', `a;b`; SELECT 2",
            lexis,
            &[r"SELECT 'it\'s;', `a;b`", "SELECT 2"],
        );
        check(
            r#"SELECT "a\";b"; SELECT 2"#,
            lexis,
            &[r#"SELECT "a\";b""#, "SELECT 2"],
        );
        check(
            "# one; two\nSELECT 5--1; SELECT 2 -- three;\n",
            lexis,
            &["SELECT 5--1", "SELECT 2 -- three;"],
        );
        check(
            "/*!50003 SET a = ';' */; /* gone; */ SELECT 2",
            lexis,
            &["/*!50003 SET a = ';' */", "SELECT 2"],
        );
    }

    #[test]
    fn bodies_of_mysql_routines_are_whole() {
        for body in [
            "CREATE DEFINER = CURRENT_USER TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN \
             IF NEW.b THEN SET NEW.c = 1; END IF; CASE NEW.b WHEN 1 THEN SET NEW.c = 2; END CASE; END",
            "CREATE OR REPLACE PROCEDURE p() BEGIN WHILE 1 DO SELECT 1; END WHILE; BEGIN SELECT 2; END; END",
            "CREATE FUNCTION f() RETURNS INT DETERMINISTIC BEGIN l: LOOP LEAVE l; END LOOP; RETURN 1; END",
        ] {
            check(
                &format!("{body}; SELECT 1"),
                MYSQL.lexis,
                &[body, "SELECT 1"],
            );
        }
    }

    #[test]
    fn what_never_ends_is_refused() {
        for (text, what) in [
            ("SELECT 'a", "string"),
            ("SELECT \"a", "quoted identifier"),
            ("/* a", "comment"),
            ("SELECT $x$ a $y$", "dollar-quoted string"),
        ] {
            assert_eq!(
                split(text, POSTGRES.lexis),
                Err(SplitError { what }),
                "{text}"
            );
        }
    }
}
