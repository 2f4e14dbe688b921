//! How files look: white space, and size.

use anyhow::Result;

use super::Fault;
use super::tree::Tree;

/// Larger files are a burden on every clone, for ever.
const LARGEST: u64 = 1024 * 1024;
/// What may be larger: Alembic's answers, in compressed form.
const MAY_BE_LARGER: &[&str] = &["tests/vectors/"];

/// Where files hold what programs print, white space at the end of a line included.
const TRANSCRIPTS: &str = "tests/";

/// Checks all files.
pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let mut faults: Vec<_> = tree
        .files()
        .filter_map(|file| check_size(&file.path, file.size))
        .collect();
    for path in tree
        .rust_files()
        .filter(|path| !path.starts_with(TRANSCRIPTS))
    {
        faults.extend(check_white_space(path, &tree.text(path)?));
    }
    Ok(faults)
}

fn check_size(path: &str, size: u64) -> Option<Fault> {
    let allowed = MAY_BE_LARGER.iter().any(|folder| path.starts_with(folder));
    (size > LARGEST && !allowed).then(|| Fault {
        path: path.to_owned(),
        line: 1,
        message: format!("{size} bytes: no file is larger than 1 MiB"),
    })
}

fn check_white_space(path: &str, text: &str) -> Vec<Fault> {
    let fault = |line, message: &str| Fault {
        path: path.to_owned(),
        line,
        message: message.to_owned(),
    };
    let lines = text.split('\n').enumerate();
    let mut faults: Vec<_> = lines
        .filter(|(_, line)| line.ends_with(char::is_whitespace))
        .map(|(index, _)| fault(index + 1, "white space at the end of the line"))
        .collect();
    if !ends_in_one_newline(text) {
        faults.push(fault(
            text.lines().count().max(1),
            "a file ends in one newline",
        ));
    }
    faults
}

fn ends_in_one_newline(text: &str) -> bool {
    text.is_empty() || (text.ends_with('\n') && !text.ends_with("\n\n") && text != "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let faults = check_white_space("a.rs", text);
        faults.iter().map(|fault| fault.line).collect()
    }

    #[test]
    fn white_space_at_the_end_of_a_line() {
        assert!(lines("a\nb\n").is_empty());
        assert_eq!(lines("a \nb\n\t\nc\n"), [1, 3]);
        assert_eq!(lines("a\r\n"), [1]);
    }

    #[test]
    fn one_newline_at_the_end() {
        assert!(lines("").is_empty());
        assert_eq!(lines("a"), [1]);
        assert_eq!(lines("a\n\n"), [2]);
        assert_eq!(lines("\n"), [1]);
    }

    #[test]
    fn only_the_vectors_are_large() {
        assert_eq!(check_size("a/b.json", LARGEST), None);
        assert_eq!(check_size("tests/vectors/b.gz", LARGEST + 1), None);
        let fault = check_size("a/b.json", LARGEST + 1).unwrap();
        assert!(fault.to_string().starts_with("a/b.json:1: 1048577 bytes"));
    }
}
