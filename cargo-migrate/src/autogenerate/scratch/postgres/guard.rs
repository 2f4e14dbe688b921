//! Statements that reach beyond the scratch database: to other databases, to roles, to what else the whole server has.
//!
//! What can be seen in a text is refused before the first statement is sent. What hides in a function is found by [`CHECK`],
//! in the transaction of the statement, which is then taken back.

use migrate_runtime::dialect::POSTGRES;

/// Divides by zero if the transaction has changed what all databases share.
pub(super) const CHECK: &str = "SELECT 1 OPERATOR(pg_catalog./) (count(*) OPERATOR(pg_catalog.=) 0)::pg_catalog.int4 \
     FROM pg_catalog.pg_locks \
     WHERE pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND mode OPERATOR(pg_catalog.<>) 'AccessShareLock' \
     AND relation OPERATOR(pg_catalog.=) ANY ('{pg_catalog.pg_authid, pg_catalog.pg_auth_members, \
     pg_catalog.pg_database, pg_catalog.pg_db_role_setting, pg_catalog.pg_shdescription, pg_catalog.pg_shseclabel, \
     pg_catalog.pg_subscription, pg_catalog.pg_tablespace}'::pg_catalog.regclass[])";

/// What belongs to the server, not to one of its databases.
const OF_SERVER: [&str; 8] = [
    "database",
    "group",
    "parameter",
    "role",
    "subscription",
    "system",
    "tablespace",
    "user",
];

/// Whether a statement, or one of several, changes more than its database.
pub(super) fn goes_beyond(statement: &str) -> bool {
    // A command of psql, `\connect` say.
    let is_of_psql = statement.trim_start().starts_with('\\');
    let words = words(statement);
    is_of_psql || words.split(|word| word == ";").any(is_of_server)
}

/// Whether a statement has to be alone in its message, because it cannot be in a transaction.
pub(super) fn is_alone(statement: &str) -> bool {
    let words = words(statement);
    let first = words.first().map_or("", String::as_str);
    matches!(first, "vacuum" | "reindex" | "cluster")
        || words.iter().any(|word| word == "concurrently")
}

/// `CREATE SCHEMA` of a schema that stands there from the beginning, as something that does not fail: dumps have it.
pub(super) fn standing_schema(statement: &str, standing: &[&str]) -> Option<String> {
    let words = words(statement);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let (["create", "schema", name] | ["create", "schema", name, "authorization", _]) = words[..]
    else {
        return None;
    };
    let is_standing = |schema: &&str| *schema == name || format!("\"{schema}\"") == name;
    let schema = standing.iter().find(|schema| is_standing(schema))?;
    let schema = POSTGRES.quote(schema);
    Some(format!("CREATE SCHEMA IF NOT EXISTS {schema}"))
}

fn is_of_server(words: &[String]) -> bool {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let is_of_server = |at: usize| OF_SERVER.contains(&word(at));
    let behind = |text: &str| words.iter().position(|word| word == text).map(|at| at + 1);
    match word(0) {
        "create" | "alter" | "drop" => {
            let is_mapping = word(1) == "user" && word(2) == "mapping";
            (is_of_server(1) && !is_mapping) || word(1) == "owned"
        }
        "reassign" => true,
        // Without `ON`, of roles.
        "grant" | "revoke" => behind("on").is_none_or(is_of_server),
        "comment" | "security" => behind("on").is_some_and(is_of_server),
        "copy" => {
            let writes = behind("to").is_some_and(|at| word(at) != "stdout");
            writes || behind("from").is_some_and(|at| word(at) == "program")
        }
        _ => false,
    }
}

/// The words outside of strings and comments, in small letters unless they are quoted, and the semicolons.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted(rest, first),
            '$' => dollar_quoted(rest).unwrap_or(1),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => comment(rest),
            _ if is_part(first) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        rest = behind;
        if first == '"' || first == ';' {
            words.push(word.to_owned());
        } else if matches!(word, "E" | "e") && rest.starts_with('\'') {
            rest = &rest[escaped(rest)..];
        } else if is_part(first) {
            words.push(word.to_lowercase());
        }
    }
    words
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How long the quoted text is at the beginning.
fn quoted(text: &str, mark: char) -> usize {
    text[1..].find(mark).map_or(text.len(), |end| end + 2)
}

/// The same of a string with backslashes.
fn escaped(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => _ = characters.next(),
            '\'' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The same of `$tag$ … $tag$`.
fn dollar_quoted(text: &str) -> Option<usize> {
    let tag = text[1..].find(|c| !is_part(c))?;
    let tag = text[1 + tag..].starts_with('$').then(|| &text[..tag + 2])?;
    let end = text[tag.len()..].find(tag);
    Some(end.map_or(text.len(), |end| end + 2 * tag.len()))
}

/// The same of a comment, which may hold others.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while let Some(next) = text[at..].find(['/', '*']).map(|next| at + next) {
        let rest = &text[next..];
        at = next + 2;
        if rest.starts_with("/*") {
            depth += 1;
        } else if rest.starts_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        } else {
            at = next + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_the_server_goes_beyond() {
        for statement in [
            "DROP DATABASE live WITH (FORCE)",
            "create /* a /* new */ one */ role r",
            "ALTER USER r PASSWORD 'x'",
            "CREATE GROUP g",
            "drop tablespace t",
            "ALTER SYSTEM SET work_mem = 1",
            "REASSIGN OWNED BY a TO b",
            "DROP OWNED BY a",
            "GRANT a TO b",
            "REVOKE a FROM b",
            "GRANT CONNECT ON DATABASE live TO b",
            "COMMENT ON DATABASE live IS 'on ours'",
            "SECURITY LABEL FOR x ON ROLE a IS 'b'",
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
            "COPY t TO PROGRAM 'rm'",
            "COPY t (a) FROM PROGRAM 'rm'",
            "COPY t TO '/tmp/t'",
            "\\connect live\nCREATE TABLE t ()",
            "SELECT E'it\\'s'; CREATE ROLE r",
            "SELECT $a$ $b$ $a$; CREATE ROLE r",
        ] {
            assert!(goes_beyond(statement), "{statement}");
        }
    }

    #[test]
    fn what_is_of_the_database_does_not() {
        for statement in [
            "CREATE TABLE role (database text DEFAULT 'x; CREATE ROLE r')",
            "GRANT SELECT ON users TO b",
            "GRANT ALL ON ALL TABLES IN SCHEMA public TO b",
            "ALTER TABLE t OWNER TO b",
            "ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT SELECT ON TABLES TO b",
            "CREATE USER MAPPING FOR a SERVER s",
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $f$ SELECT 1; DROP DATABASE live $f$",
            "CREATE TABLE t () -- ; DROP DATABASE live",
            "COPY t FROM stdin",
            "COPY t TO STDOUT",
            "COMMENT ON TABLE database IS 'on database'",
            "CREATE TABLE \"drop\" (a int); SELECT $1",
            "/* never closed",
            "$never$ closed",
            "'never",
        ] {
            assert!(!goes_beyond(statement), "{statement}");
        }
    }

    #[test]
    fn what_is_alone_is_known() {
        assert!(is_alone("CREATE INDEX CONCURRENTLY ON t (a)"));
        assert!(is_alone("vacuum t"));
        assert!(!is_alone("CREATE INDEX i ON t (a) -- concurrently"));
    }

    #[test]
    fn a_schema_that_stands_there_is_not_made_twice() {
        let standing = |text| standing_schema(text, &["public", "Our app"]);
        let kept = Some("CREATE SCHEMA IF NOT EXISTS public".to_owned());
        assert_eq!(standing("CREATE SCHEMA public"), kept);
        assert_eq!(standing("create schema \"public\" AUTHORIZATION me"), kept);
        assert!(standing("CREATE SCHEMA \"Our app\"").is_some());
        assert_eq!(standing("CREATE SCHEMA other"), None);
        assert_eq!(standing("CREATE SCHEMA public CREATE TABLE t ()"), None);
    }
}
