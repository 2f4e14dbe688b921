//! What holds of any text that a file or a command line may bring, a hostile one too.
//!
//! The tests beside call it with texts of many shapes; the programs in `fuzz/`, with whatever leads to new code.

#![allow(
    clippy::missing_panics_doc,
    reason = "to panic is how a broken law is told"
)]

use std::path::Path;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::file_name::FileTemplate;
use crate::graph::RevisionMap;
use crate::lock_file::LockFile;
use crate::lock_file::hostile::{read, salvaged};
use crate::parse::{ListPositions, RevisionFile, SourceFile, parse};
use crate::revision::{Revision, RevisionId};

/// A revision file is read, or has faults, each of which stands in it.
pub fn revision_file(text: &str) {
    let file = SourceFile {
        path: "versions/2025_09_30_1430-abc123def456_shops.rs".into(),
        stem: "2025_09_30_1430-abc123def456_shops".to_owned(),
        text: text.to_owned(),
    };
    let parsed = parse(file, &FileTemplate::default());
    assert!(parsed.file.is_some() || !parsed.faults.is_empty());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Where it is fuzzed, proc-macro2 tells no places.
    if cfg!(not(fuzzing)) {
        for fault in &parsed.faults {
            assert!(fault.position.is_some(), "{fault}");
            check_fault(fault, text);
        }
        parsed.file.iter().for_each(check_places);
    }
    assert!(parsed.file.is_none_or(|file| file.text == text));
    // Which would be kept for as long as the thread lives.
    proc_macro2::extra::invalidate_current_thread_spans();
}

/// What a file's own bytes are replaced by, in a merge say, stands where it is said to stand.
fn check_places(file: &RevisionFile) {
    let bytes_of = |list: &ListPositions| list.bytes.clone();
    let lists = [
        Some(&file.positions.down_revisions),
        file.positions.branch_labels.as_ref(),
        file.positions.depends_on.as_ref(),
    ];
    for list in lists.into_iter().flatten() {
        let written = &file.text[bytes_of(list)];
        assert!(
            written.starts_with('&') && written.ends_with(']'),
            "{written}"
        );
    }
    let header = &file.header;
    let fields = [&header.revision_id, &header.revises, &header.create_date];
    for field in fields.into_iter().flatten() {
        if let Some(bytes) = &field.bytes {
            assert_eq!(file.text[bytes.clone()], field.value);
        }
    }
}

/// Whatever stands where a revision is to be named, every command has an answer.
pub fn identifier(target: &str) {
    for (graph, rows) in graphs() {
        ask(&graph, &rows, target);
        // Rows that another program wrote.
        ask(&graph, &[target.into()], "head");
    }
}

fn ask(graph: &RevisionMap, rows: &[RevisionId], target: &str) {
    let answers = [
        graph.resolve(target, rows).map(drop),
        graph.plan_upgrade(rows, target).map(drop),
        graph.plan_downgrade(rows, target).map(drop),
        graph.plan_stamp(rows, &[target, "heads"], false).map(drop),
        graph.plan_stamp(rows, &[target], true).map(drop),
        graph.plan_offline_upgrade(target).map(drop),
        graph.plan_offline_downgrade(target).map(drop),
        graph.plan_offline_stamp(&[target], false).map(drop),
        graph.history(Some(target), rows).map(drop),
        graph
            .parents_for_revision(target, true, &[target])
            .map(drop),
        graph.parents_for_merge(&["heads", target], false).map(drop),
        graph.is_up_to_date(rows).map(drop),
    ];
    for answer in answers {
        if let Err(error) = answer {
            assert!(!error.to_string().is_empty(), "{error:?}");
        }
    }
}

/// A chain; and two bases with labels, a branch that needs the other, and a merge: with rows as they may be.
fn graphs() -> [(RevisionMap, Vec<RevisionId>); 3] {
    let chain = || {
        map(&[
            ("9e1f00aa12bc", &[], &[], &[]),
            ("abc123def456", &["9e1f00aa12bc"], &[], &[]),
        ])
    };
    let branches = map(&[
        ("trunk", &[], &[], &[]),
        ("ae1027a6acf0", &["trunk"], &[], &["account"]),
        ("ae1029999999", &["trunk"], &[], &["é"]),
        ("27c6a30d7c24", &["ae1027a6acf0", "ae1029999999"], &[], &[]),
        ("3cac04ae8714", &[], &[], &["network"]),
        ("109ec7d132bf", &["3cac04ae8714"], &["account"], &[]),
    ]);
    [
        (chain(), Vec::new()),
        (chain(), vec!["9e1f00aa12bc".into()]),
        (branches, vec!["ae1027a6acf0".into(), "109ec7d132bf".into()]),
    ]
}

type Draft<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

/// A graph of identifiers, what they revise, what they depend on, and their labels.
fn map(drafts: &[Draft<'_>]) -> RevisionMap {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let revisions = drafts
        .iter()
        .map(|(id, downs, depends_on, labels)| Revision {
            id: (*id).into(),
            down_revisions: downs.iter().map(|down| (*down).into()).collect(),
            branch_labels: texts(labels),
            depends_on: texts(depends_on),
            doc: String::new(),
            path: None,
        });
    RevisionMap::new(revisions.collect()).expect("a graph without faults")
}

/// A manifest is read, or has faults, which stand in it.
pub fn configuration(manifest: &str) {
    for name in [None, Some("analytics"), Some(manifest)] {
        let parsed = Config::parse(manifest, Path::new("Cargo.toml"), name);
        let text = manifest.strip_prefix('\u{feff}').unwrap_or(manifest);
        for fault in parsed.err().unwrap_or_default() {
            check_fault(&fault, text);
        }
    }
}

/// A lock file is read, or has one fault, which stands in it; what is written anew says the same.
pub fn lock_file(text: &str) {
    let sealed = salvaged(text);
    let heads = sealed.keys().cloned().collect();
    let of_salvaged = LockFile { heads, sealed };
    for lock_file in [read(text), Ok(of_salvaged)] {
        match lock_file {
            Ok(lock_file) => {
                let written = lock_file.to_string();
                assert_eq!(read(&written).as_ref(), Ok(&lock_file), "{written}");
            }
            Err(fault) => check_fault(&fault, text),
        }
    }
}

/// A fault stands in its text, and can be drawn.
fn check_fault(fault: &Diagnostic, text: &str) {
    assert!(!fault.to_string().is_empty());
    let Some(position) = fault.position else {
        return;
    };
    let line = text.split('\n').nth(position.line - 1);
    let length = line.expect("the line is there").chars().count();
    assert!(
        position.column - 1 + position.length <= length,
        "{position:?}"
    );
}

#[cfg(test)]
mod tests;
