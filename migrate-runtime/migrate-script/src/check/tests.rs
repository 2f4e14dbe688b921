use crate::file_name::FileTemplate;
use crate::parse::{SourceFile, parse};

use super::*;

/// A file for each line `id <- down, down #label @dependency`.
fn directory(lines: &[&str]) -> Directory {
    let files = lines.iter().enumerate().map(|(number, line)| {
        let mut words = line.split_whitespace();
        let id = words.next().unwrap_or_default().trim_matches('"');
        let words: Vec<&str> = words.collect();
        let list = |marker: char| {
            let words = words.iter().filter_map(|word| word.strip_prefix(marker));
            let quoted: Vec<String> = words.map(|word| format!("{word:?}")).collect();
            quoted.join(", ")
        };
        let text = format!(
            "//! add {id}\n\npub const REVISION: &str = {id:?};\npub const DOWN_REVISION: &[&str] = &[{}];\n\
             pub const BRANCH_LABELS: &[&str] = &[{}];\npub const DEPENDS_ON: &[&str] = &[{}];\n\
             pub fn upgrade(op: &mut Operations) {{}}\npub fn downgrade(op: &mut Operations) {{}}\n",
            list('<'), list('#'), list('@'),
        );
        let path = format!("versions/{number}.rs").into();
        let stem = number.to_string();
        let parsed = parse(SourceFile { path, stem, text }, &FileTemplate::default());
        assert_eq!(parsed.faults, []);
        parsed.file.expect("no faults")
    });
    Directory {
        files: files.collect(),
    }
}

fn drawn(lines: &[&str]) -> Vec<String> {
    let faults = check(&directory(lines), &Config::default());
    faults.iter().map(ToString::to_string).collect()
}

/// Place and message of each fault, its help, and its other places.
fn brief(lines: &[&str]) -> Vec<String> {
    let faults = check(&directory(lines), &Config::default());
    let place = |fault: &Diagnostic| {
        let path = fault
            .path
            .as_deref()
            .map(crate::diagnostic::forward_slashes);
        let at = fault
            .position
            .map(|it| format!(":{}:{}+{}", it.line, it.column, it.length));
        format!(
            "{}{} {}",
            path.unwrap_or_default(),
            at.unwrap_or_default(),
            fault.message
        )
    };
    let brief = faults.iter().map(|fault| {
        let help = fault.notes.iter().map(|note| format!(" | {}", note.text));
        let related = fault.related.iter().map(|it| format!(" | {}", place(it)));
        place(fault) + &help.chain(related).collect::<String>()
    });
    brief.collect()
}

#[test]
fn a_sound_chain_has_no_faults() {
    for lines in [
        &[][..],
        &["a"],
        &["a", "b <a", "c <b"],
        &["a", "b <a", "c <a", "d <b <c #shop", "e <d @a"],
    ] {
        assert_eq!(brief(lines), [""; 0], "{lines:?}");
    }
}

#[test]
fn several_heads_are_a_fault_unless_allowed() {
    let lines = ["a", "b <a", "c <a"];
    assert_eq!(
        drawn(&lines),
        ["error: 2 heads: `b` (add b), `c` (add c)
 |
 = help: join them with `cargo migrate merge heads -m \"…\"`, or put yours on top with `cargo migrate rebase`"]
    );
    let config = Config {
        multiple_heads: MultipleHeads::Allow,
        ..Config::default()
    };
    assert_eq!(check(&directory(&lines), &config), []);
}

#[test]
fn a_missing_revision_is_drawn_at_its_literal() {
    assert_eq!(
        drawn(&["9e1f00aa12bc", "abc123def456 <9e1f00aa12bd"]),
        [
            "error: revision `abc123def456` revises `9e1f00aa12bd`, which no file declares
 --> versions/1.rs:4:38
  |
4 | pub const DOWN_REVISION: &[&str] = &[\"9e1f00aa12bd\"];
  |                                      ^^^^^^^^^^^^^^
  |
  = help: `9e1f00aa12bc` (add 9e1f00aa12bc) is the nearest; `cargo migrate history` lists all"
        ]
    );
}

#[test]
fn every_fault_stands_at_the_literal_that_is_to_blame() {
    let circle = "name the revision that it follows, or none (`&[]`) where it is the first";
    let depend = "a revision can only depend on one that can be applied before it";
    for (lines, expected) in [
        (
            &["\"\""][..],
            "versions/0.rs:3:28+2 `REVISION` is empty | `cargo migrate revision` chooses 12 random characters",
        ),
        (
            &["a-b:c"],
            "versions/0.rs:3:28+7 a revision identifier cannot contain `-`, `:` | `@`, `-`, `+` and `:` have a meaning in the targets of commands, such as `head-1`",
        ),
        (
            &["a12345678901234567890123456789012"],
            "versions/0.rs:3:28+35 revision `a12345678901234567890123456789012` has 33 characters, but the version table holds 32 | `cargo migrate revision` chooses 12 random characters",
        ),
        (
            &["head"],
            "versions/0.rs:3:28+6 `head` has a meaning of its own, and cannot name a revision or a branch | choose another name",
        ),
        (
            &["a #l@b"],
            "versions/0.rs:5:38+5 `l@b` cannot be a branch label: no command could name it | use letters, digits and `_`",
        ),
        (
            &["a", "a"],
            "versions/1.rs:3:28+3 revision `a` is declared twice | give one of the files an identifier of its own, and name it in those that revise it | versions/0.rs:3:28+3 first declared here",
        ),
        (
            &["a #shop", "b <a #cart #shop"],
            "versions/1.rs:5:46+6 branch label `shop` of revision `b` is taken by revision `a` | choose another label, or take one of the two away | versions/0.rs:5:38+6 first declared here",
        ),
        (
            &["a #b", "b <a"],
            "versions/0.rs:5:38+3 branch label `b` of revision `a` is taken by revision `b` | choose another label, or take one of the two away | versions/1.rs:3:28+3 first declared here",
        ),
        (
            &["a", "b <a <zzzzzzzz"],
            "versions/1.rs:4:43+10 revision `b` revises `zzzzzzzz`, which no file declares | `cargo migrate history` lists all revisions",
        ),
        (
            &["abc123", "b <abc1"],
            "versions/1.rs:4:38+6 revision `b` revises `abc1`, which no file declares | `DOWN_REVISION` takes whole identifiers: `abc123` (add abc123)",
        ),
        (
            &["abc123 #shop", "b <shop"],
            "versions/1.rs:4:38+6 revision `b` revises `shop`, which no file declares | `shop` is a branch label; `DOWN_REVISION` takes identifiers: `abc123` (add abc123)",
        ),
        (
            &["abc123 #shop", "b <abc123 @shob"],
            "versions/1.rs:6:35+6 revision `b` depends on `shob`, which no file declares | `shop` is the nearest; `cargo migrate history` lists all",
        ),
        (
            &["a <a"],
            &format!("versions/0.rs:4:38+3 revision `a` revises itself | {circle}"),
        ),
        (
            &["a @a"],
            &format!("versions/0.rs:6:35+3 revision `a` depends on itself | {depend}"),
        ),
        (
            &["a <c", "b <a", "c <b"],
            &format!(
                "versions/0.rs:4:38+3 revisions revise one another in a circle: `a` → `c` → `b` → `a` | {circle} | versions/2.rs:4:38+3 `c` goes on here | versions/1.rs:4:38+3 `b` goes on here"
            ),
        ),
        (
            &["a @b", "b <a"],
            &format!(
                "versions/0.rs:6:35+3 revisions depend on one another in a circle: `a` → `b` → `a` | {depend} | versions/1.rs:4:38+3 `b` goes on here"
            ),
        ),
    ] {
        assert_eq!(brief(lines), [expected], "{lines:?}");
    }
}

#[test]
fn a_long_circle_is_cut() {
    let lines: Vec<String> = (0..100)
        .map(|it| format!("r{it} <r{}", (it + 1) % 100))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let faults = check(&directory(&lines), &Config::default());
    assert_eq!(
        faults[0].message,
        "revisions revise one another in a circle: `r0` → `r1` → `r2` → `r3` → 96 more → `r0`"
    );
    assert_eq!((faults.len(), faults[0].related.len()), (1, 3));
}

#[test]
fn all_faults_are_reported_at_once() {
    assert_eq!(brief(&["a", "a", "b <missing", "c <c"]).len(), 3);
}
