//! `-x key=value`: what a command line hands to the revisions.

use std::ffi::OsString;

use crate::environment::TAG;

/// What a command line hands to the revisions.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Arguments {
    /// Hand a value to the revisions, which read it with `op.argument("KEY")`
    #[arg(short = 'x', value_name = "KEY=VALUE")]
    given: Vec<String>,
}

/// The same behind a command that runs revisions.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    arguments: Arguments,
    /// Hand a text to the revisions, which read it with `op.tag()`; the same as `-x tag=TAG`
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
}

impl Arguments {
    /// The arguments that say the same to another program.
    pub fn into_arguments(self) -> impl Iterator<Item = OsString> {
        let words = |given: String| ["-x".into(), given.into()];
        self.given.into_iter().flat_map(words)
    }

    /// Adds what stands behind the command.
    pub(super) fn extend(&mut self, behind: &RunArguments) {
        let RunArguments { arguments, tag } = behind;
        self.given.extend(arguments.given.iter().cloned());
        let tag = tag.as_ref().map(|tag| format!("{TAG}={tag}"));
        self.given.extend(tag);
    }

    /// Keys and values; what has no `=` has an empty value.
    pub(super) fn pairs(&self) -> Vec<(&str, &str)> {
        let pair = |given| str::split_once(given, '=').unwrap_or((given, ""));
        self.given.iter().map(|given| pair(given)).collect()
    }
}

impl RunArguments {
    /// The arguments that say the same to another program.
    pub(super) fn into_arguments(self) -> impl Iterator<Item = OsString> {
        let mut all = Arguments::default();
        all.extend(&self);
        all.into_arguments()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_equals_sign_divides() {
        let behind = RunArguments {
            arguments: Arguments {
                given: vec!["where=a=b".to_owned(), "empty=".to_owned()],
            },
            tag: Some("nightly".to_owned()),
        };
        let mut arguments = Arguments {
            given: vec!["data".to_owned()],
        };
        arguments.extend(&behind);
        let expected = [
            ("data", ""),
            ("where", "a=b"),
            ("empty", ""),
            ("tag", "nightly"),
        ];
        assert_eq!(arguments.pairs(), expected);
        let words: Vec<_> = behind.into_arguments().collect();
        assert_eq!(
            words,
            ["-x", "where=a=b", "-x", "empty=", "-x", "tag=nightly"]
        );
    }
}
