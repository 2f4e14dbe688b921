mod sealing;

use std::path::Path;

use tempfile::TempDir;

use crate::config::MultipleHeads;
use crate::diagnostic::Diagnostic;
use crate::revision::Revision;

use super::*;

/// A revision for each line `id <- down down`.
fn graph(lines: &[&str]) -> RevisionMap {
    let revisions = lines.iter().map(|line| {
        let mut words = line.split(' ');
        let id = words.next().unwrap_or_default();
        Revision {
            id: id.into(),
            down_revisions: words.map(Into::into).collect(),
            branch_labels: Vec::new(),
            depends_on: Vec::new(),
            doc: format!("add {id}"),
            path: None,
        }
    });
    RevisionMap::new(revisions.collect()).expect("a sound chain")
}

fn locked() -> Config {
    Config {
        lock: true,
        ..Config::default()
    }
}

/// The fault of a package with this lock file, as it is drawn.
fn fault_of(lock_file: Option<&str>, lines: &[&str]) -> Option<String> {
    let folder = TempDir::new().expect("a temporary folder");
    if let Some(text) = lock_file {
        std::fs::write(folder.path().join("migrate.lock"), text).expect("written");
    }
    let fault = fault(folder.path(), &locked(), &graph(lines));
    fault.map(|fault| fault.to_string())
}

fn brief(lock_file: &str, lines: &[&str]) -> Option<String> {
    let fault = fault_of(Some(lock_file), lines)?;
    fault.lines().next().map(str::to_owned)
}

#[test]
fn names_the_heads_in_one_line_sorted() {
    let text = LockFile::of(&graph(&["b", "a b", "d b", "c d"]), BTreeMap::new()).to_string();
    assert_eq!(
        text,
        "# The heads of the revisions, written by `cargo migrate` with every revision; commit it.
# A conflict here means that two branches of git have each added a revision. To mend it, join them
# with `cargo migrate merge heads -m \"…\"`, or put yours on top with `cargo migrate rebase`: either
# writes this file anew. After changes by hand, `cargo migrate lock` does.
version = 1
heads = [\"a\", \"c\"]
"
    );
}

#[test]
fn what_is_written_is_read() {
    for lines in [
        &[][..],
        &["a"],
        &["b", "a b", "d b", "c d"],
        &["\"quoted\\\"", "größe'\u{301}\u{200b}"],
    ] {
        let text = LockFile::of(&graph(lines), BTreeMap::new()).to_string();
        assert_eq!(fault_of(Some(&text), lines), None, "{text}");
        let windows = text.replace('\n', "\r\n");
        assert_eq!(fault_of(Some(&windows), lines), None, "{windows}");
    }
}

#[test]
fn no_revisions_need_no_lock_file() {
    assert_eq!(fault_of(None, &[]), None);
}

#[test]
fn a_missing_file_is_a_fault() {
    assert_eq!(
        fault_of(None, &["a"]).as_deref(),
        Some(
            "error: `migrate.lock` is missing: without it, git does not notice two heads
--> migrate.lock
 = help: `cargo migrate lock` writes it anew; `lock = false` in Cargo.toml does without"
        )
    );
}

#[test]
fn other_heads_are_a_fault() {
    assert_eq!(
        fault_of(Some("version = 1\nheads = [\"a\"]\n"), &["a", "b a"]).as_deref(),
        Some(
            "error: `migrate.lock` names `a` (add a), but the revision files have `b` (add b)
 --> migrate.lock:2:9
  |
2 | heads = [\"a\"]
  |         ^^^^^
  |
  = help: if the files are right, `cargo migrate lock` writes it anew"
        )
    );
    for (heads, lines, expected) in [
        (
            "[]",
            &["a"][..],
            "no head, but the revision files have `a` (add a)",
        ),
        ("[\"a\"]", &[], "`a`, but the revision files have no head"),
        (
            "[\"a\", \"a\"]",
            &["a"],
            "`a` (add a), `a` (add a), but the revision files have `a` (add a)",
        ),
        (
            "[\"x\"]",
            &["a", "b"],
            "`x`, but the revision files have `a` (add a), `b` (add b)",
        ),
    ] {
        let text = format!("version = 1\nheads = {heads}");
        let expected = format!("error: `migrate.lock` names {expected}");
        assert_eq!(brief(&text, lines), Some(expected), "{heads}");
    }
}

#[test]
fn the_order_of_the_heads_does_not_matter() {
    let text = "version = 1\nheads = [\"b\", \"a\"]";
    assert_eq!(fault_of(Some(text), &["a", "b"]), None);
}

#[test]
fn a_conflict_is_a_fault_at_its_first_line() {
    let text =
        "version = 1\n<<<<<<< HEAD\nheads = [\"a\"]\n=======\nheads = [\"b\"]\n>>>>>>> theirs\n";
    assert_eq!(
        fault_of(Some(text), &["a"]).as_deref(),
        Some(
            "error: git has left a conflict in `migrate.lock`
 --> migrate.lock:2:1
  |
2 | <<<<<<< HEAD
  | ^^^^^^^^^^^^
  |
  = help: `cargo migrate lock` writes it anew"
        )
    );
}

#[test]
fn several_heads_are_mended_before_the_lock_file() {
    let conflict = fault_of(Some("<<<<<<< HEAD\n"), &["a", "b"]).expect("a conflict");
    assert!(
        conflict.ends_with(
            "= help: there are 2 heads: join them with `cargo migrate merge heads -m \"…\"`, \
             or put yours on top with `cargo migrate rebase`"
        ),
        "{conflict}"
    );
}

#[test]
fn what_is_no_lock_file_is_a_fault_at_its_place() {
    for (text, place, expected) in [
        ("heads = [", "1:10", "unclosed array, expected `]`"),
        ("heads = []", "", "`migrate.lock` has no `version`"),
        ("version = 1", "", "`migrate.lock` has no `heads`"),
        (
            "version = 2\nheads = []",
            "1:11",
            "`migrate.lock` has another version than 1",
        ),
        (
            "version = \"1\"\nheads = []",
            "1:11",
            "`migrate.lock` has another version than 1",
        ),
        (
            "version = 1\nheads = 7",
            "2:9",
            "`heads` takes a list of strings",
        ),
        (
            "version = 1\nheads = [\"a\", 7]",
            "2:15",
            "`heads` takes a list of strings",
        ),
        (
            "version = 1\nheads = []\nfrozen = {}",
            "3:1",
            "unknown key `frozen` in `migrate.lock`",
        ),
        (
            "version = 1\nheads = []\nsealed = []",
            "3:10",
            "`sealed` takes a table of identifiers and seals",
        ),
        (
            "version = 1\nheads = []\n[sealed]\na = \"00\"",
            "4:5",
            "this is no seal: a seal has 32 hexadecimal digits",
        ),
    ] {
        let fault = fault_of(Some(text), &["a"]).expect(text);
        let mut lines = fault.lines();
        assert_eq!(
            lines.next(),
            Some(format!("error: {expected}").as_str()),
            "{text}"
        );
        let at = lines.next().unwrap_or_default();
        let at = at
            .trim_start()
            .trim_start_matches("--> migrate.lock")
            .trim_start_matches(':');
        assert_eq!(at, place, "{text}");
        assert!(
            fault.contains("`cargo migrate lock` writes it anew"),
            "{text}"
        );
    }
}

#[test]
fn text_that_is_not_utf8_is_a_fault() {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("migrate.lock"), b"\xff").expect("written");
    let fault = fault(folder.path(), &locked(), &graph(&["a"]));
    let fault = fault.expect("not UTF-8");
    assert!(fault.message.contains("UTF-8"), "{fault}");
    assert_eq!(fault.path.as_deref(), Some(Path::new("migrate.lock")));
}

#[test]
fn the_configuration_does_without() {
    let folder = TempDir::new().expect("a temporary folder");
    let config = Config {
        lock: false,
        ..Config::default()
    };
    assert_eq!(fault(folder.path(), &config, &graph(&["a"])), None);
}

#[test]
fn a_named_configuration_has_a_file_of_its_own() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut config = locked();
    config.settings.name = Some("analytics".into());
    let fault = || fault(folder.path(), &config, &graph(&["a"]));
    let missing = fault().expect("missing").to_string();
    assert!(
        missing.contains("--> migrate.analytics.lock\n"),
        "{missing}"
    );
    assert!(
        missing.contains("`cargo migrate --name analytics lock` writes it anew;"),
        "{missing}"
    );
    let text = LockFile::of(&graph(&["a"]), BTreeMap::new()).to_string();
    std::fs::write(folder.path().join("migrate.analytics.lock"), text).expect("written");
    assert_eq!(fault(), None);
}

/// What the check of the whole package says of a lock file.
fn faults_of_package(files: &[(&str, &str)], config: &Config) -> Vec<String> {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("versions")).expect("made");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let faults = crate::check::load(folder.path(), config).err();
    let message = |fault: Diagnostic| fault.message;
    faults.into_iter().flatten().map(message).collect()
}

#[test]
fn the_lock_file_is_checked_where_the_chain_is_sound() {
    let revision = |id: &str, down: &str| {
        format!(
            "pub const REVISION: &str = \"{id}\";\npub const DOWN_REVISION: &[&str] = &[{down}];\n\
             pub fn upgrade(op: &mut Operations) {{}}\npub fn downgrade(op: &mut Operations) {{}}\n"
        )
    };
    let (a, b, c) = (
        revision("a", ""),
        revision("b", "\"a\""),
        revision("c", "\"a\""),
    );
    let conflict = "<<<<<<< HEAD\n";
    let two_heads = [
        ("versions/a.rs", a.as_str()),
        ("versions/b.rs", &b),
        ("versions/c.rs", &c),
        ("migrate.lock", conflict),
    ];
    let deny = locked();
    assert_eq!(faults_of_package(&two_heads, &deny), ["2 heads: `b`, `c`"]);
    let allow = Config {
        multiple_heads: MultipleHeads::Allow,
        ..locked()
    };
    let left = "git has left a conflict in `migrate.lock`";
    assert_eq!(faults_of_package(&two_heads, &allow), [left]);
    assert_eq!(
        faults_of_package(&two_heads[1..2], &deny),
        ["revision `b` revises `a`, which no file declares"]
    );
    let private = a.replace("pub fn upgrade", "fn upgrade");
    let files = [
        ("versions/a.rs", private.as_str()),
        ("migrate.lock", conflict),
    ];
    assert_eq!(
        faults_of_package(&files, &deny),
        ["`upgrade` is private", left]
    );
}
