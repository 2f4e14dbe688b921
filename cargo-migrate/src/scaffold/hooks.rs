//! Post-write hooks: programs of the project's choice that run after a revision file was written.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use migrate_script::config::PostWriteHook;

use crate::cli::Context;
use crate::project::Project;

/// Runs every hook on a file. What goes wrong is a warning: the file is written, and stays.
pub(crate) fn run(project: &Project, context: &mut Context, file: &Path) {
    let file = project.directory.join(file);
    for hook in &project.config.post_write_hooks {
        let shown = hook.command.join(" ");
        context.ui.status("Running", &shown);
        if let Err(what) = run_one(hook, &project.directory, &file) {
            context.ui.warning(format!(
                "the post-write hook `{shown}` {what}\nthe revision is written, and stays as it is"
            ));
        }
    }
}

/// What is to be said of a hook that did not do its work.
fn run_one(hook: &PostWriteHook, package: &Path, file: &Path) -> Result<(), String> {
    let cwd = match &hook.cwd {
        Some(cwd) => package.join(cwd),
        None => package.to_owned(),
    };
    let words = words(hook, file);
    let (program, arguments) = words.split_first().ok_or("names no program")?;
    let output = Command::new(program_in(&cwd, program))
        .args(arguments)
        .current_dir(&cwd)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot be run in {}: {error}", cwd.display()))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("failed ({}){}", output.status, said(&output))),
    }
}

/// The command with the file in place of its placeholder, or behind it where it has none.
fn words(hook: &PostWriteHook, file: &Path) -> Vec<String> {
    let file = file.to_string_lossy();
    let with_file = |word: &String| word.replace(PostWriteHook::FILE, &file);
    let mut words: Vec<String> = hook.command.iter().map(with_file).collect();
    if words == hook.command {
        words.push(file.into_owned());
    }
    words
}

/// A path such as `./format.sh` is relative to where the hook runs; systems differ in what they make of
/// one when the folder is changed. A plain name is looked for in PATH.
fn program_in(cwd: &Path, program: &str) -> PathBuf {
    match Path::new(program).components().count() {
        0 | 1 => PathBuf::from(program),
        _ => cwd.join(program),
    }
}

/// What the hook printed, indented below the warning.
fn said(output: &Output) -> String {
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    let lines = text.iter().flat_map(|text| text.trim_end().lines());
    lines.map(|line| format!("\n    {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_stands_in_its_place_or_at_the_end() {
        for (command, expected) in [
            (&["rustfmt"][..], &["rustfmt", "/v/x.rs"][..]),
            (&["a", "{file}", "b"], &["a", "/v/x.rs", "b"]),
            (&["a", "--path={file}"], &["a", "--path=/v/x.rs"]),
        ] {
            let hook = PostWriteHook {
                command: command.iter().map(|&word| word.to_owned()).collect(),
                cwd: None,
            };
            assert_eq!(words(&hook, Path::new("/v/x.rs")), expected);
        }
    }

    #[test]
    fn only_a_path_is_relative_to_the_folder() {
        let program = |program| program_in(Path::new("/shop"), program);
        assert_eq!(program("rustfmt"), Path::new("rustfmt"));
        assert_eq!(program("./format"), Path::new("/shop/./format"));
        assert_eq!(program("tools/format"), Path::new("/shop/tools/format"));
        assert_eq!(program("/bin/format"), Path::new("/bin/format"));
    }
}
