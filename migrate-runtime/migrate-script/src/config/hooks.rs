//! `post-write-hooks`: programs that run after a revision file was written.

use std::path::PathBuf;

use super::section::Section;

/// A program that runs after a revision file was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostWriteHook {
    /// The program and its arguments, in which `{file}` stands for the revision file.
    pub command: Vec<String>,
    /// The folder to run in, relative to the package; the package's own unless configured.
    pub cwd: Option<PathBuf>,
}

impl PostWriteHook {
    /// What stands for the path of the revision file.
    pub const FILE: &'static str = "{file}";
    const KEYS: [&'static str; 2] = ["command", "cwd"];
}

pub(super) fn post_write_hooks(section: &mut Section<'_>) -> Option<Vec<PostWriteHook>> {
    section.tables("post-write-hooks", |hook| {
        hook.check_keys(&PostWriteHook::KEYS);
        let example = "write `command = [\"rustfmt\", \"--edition\", \"2024\", \"{file}\"]`";
        hook.require("command", example.to_owned());
        let command = hook.texts("command")?;
        Some(PostWriteHook {
            command: command.into_iter().map(|(word, _)| word).collect(),
            cwd: hook.text("cwd").map(PathBuf::from),
        })
    })
}
