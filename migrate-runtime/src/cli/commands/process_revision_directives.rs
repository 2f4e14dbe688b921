//! `process-revision-directives`, between the subcommand and a runner: the changes are handed to the project's hook.
//!
//! They come on standard input, a line each: kind, object, what is destroyed, and the description, with tabs between them.
//! What is left of them goes to standard output as JSON: the number of a change, or statements of the hook's own.

use std::io::Read;

use crate::cli::directives::{Content, Directive};
use crate::cli::json::Json;
use crate::cli::{Context, Fault, Runner};

/// Hand the changes that autogenerate has found to the project's hook
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {}

impl Args {
    /// Prints the document.
    ///
    /// # Errors
    ///
    /// The input is not what the subcommand of this version writes.
    pub(in crate::cli) fn run(self, runner: &Runner, context: Context<'_>) -> Result<(), Fault> {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|error| Fault::new(format!("cannot read the directives: {error}")))?;
        let directives = text.lines().enumerate().map(|(number, line)| {
            let directive = directive(number, line);
            directive.ok_or_else(|| Fault::new("the directives are those of another version"))
        });
        let mut directives = directives.collect::<Result<Vec<_>, _>>()?;
        if let Some(hook) = runner.hook {
            hook(&mut directives);
        }
        let left = directives.into_iter().map(document);
        context.ui.result(Json::List(left.collect()));
        Ok(())
    }
}

fn directive(number: usize, line: &str) -> Option<Directive> {
    let mut fields = line.split('\t').map(unescaped);
    let [kind, object, destroys, description] = [
        fields.next()?,
        fields.next()?,
        fields.next()?,
        fields.next()?,
    ];
    Some(Directive::found(Content::Found {
        number: u32::try_from(number).ok()?,
        kind,
        object,
        description,
        destroys: (!destroys.is_empty()).then_some(destroys),
    }))
}

/// A field as it was before tabs and ends of lines were written as two characters.
fn unescaped(field: &str) -> String {
    let (mut text, mut characters) = (String::new(), field.chars());
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                other => other.unwrap_or('\\'),
            },
            character => character,
        });
    }
    text
}

fn document(directive: Directive) -> Json {
    Json::Object(match directive.into_content() {
        Content::Found { number, .. } => vec![("number", Json::Number(number))],
        Content::Execute { upgrade, downgrade } => vec![
            ("upgrade", Json::Text(upgrade)),
            ("downgrade", Json::Text(downgrade)),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_directive() {
        let line = "drop_column\tusers.a\\tb\tall values of users.a\\nb\\\\n\tdrop column";
        let directive = directive(0, line).unwrap();
        assert_eq!(directive.kind(), "drop_column");
        assert_eq!(directive.object(), "users.a\tb");
        assert_eq!(directive.destroys(), Some("all values of users.a\nb\\n"));
        assert_eq!(directive.description(), "drop column");
        assert_eq!(super::directive(0, "create_table\tusers"), None);
    }
}
