//! Functions: another body replaces the old one; another result or other names of the arguments need the function made anew.

use super::{comments, sides};
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Name, Schema};

pub(super) fn compare(from: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    for (name, before, after) in sides(&from.functions, &to.functions) {
        if let (Some(before), Some(after)) = (before, after) {
            let is_replaceable = header(&before.definition) == header(&after.definition);
            if is_replaceable {
                let object = || comments::function(name, &after.definition);
                comments::compare(object, &before.comment, &after.comment, changes);
            }
            if before.definition == after.definition {
                continue;
            }
            if is_replaceable {
                changes.push(Change::ReplaceFunction {
                    name: name.clone(),
                    from: before.clone(),
                    to: after.clone(),
                });
                continue;
            }
        }
        let drop = before.map(|it| Change::DropFunction(name.clone(), it.clone()));
        let create = after.map(|it| Change::CreateFunction(name.clone(), it.clone()));
        changes.extend(drop.into_iter().chain(create));
    }
}

/// What `CREATE OR REPLACE` cannot change: the kind, the arguments and the result.
pub(crate) fn header(definition: &str) -> &str {
    let lower = definition.to_ascii_lowercase();
    let ends = ["language", "as", "begin", "return"];
    let end = ends.iter().filter_map(|word| {
        let found = lower.match_indices(word).map(|(at, _)| at);
        let is_word = |at: &usize| {
            let before = lower[..*at].chars().next_back();
            let after = lower[at + word.len()..].chars().next();
            let is_space = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '$');
            is_space(before) && is_space(after)
        };
        found.into_iter().find(is_word)
    });
    definition[..end.min().unwrap_or(definition.len())].trim_end()
}

/// The name without the arguments.
pub(crate) fn plain_name(name: &Name) -> &str {
    name.name.split('(').next().unwrap_or(&name.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_ends_where_the_language_or_the_body_begins() {
        let definition = "CREATE OR REPLACE FUNCTION slugify(base text)\n RETURNS text\n LANGUAGE sql\nAS $function$ … $function$\n";
        assert_eq!(
            header(definition),
            "CREATE OR REPLACE FUNCTION slugify(base text)\n RETURNS text"
        );
        assert_eq!(
            header("CREATE FUNCTION f() RETURNS int AS $$ x $$"),
            "CREATE FUNCTION f() RETURNS int"
        );
    }
}
