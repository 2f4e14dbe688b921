//! `cargo xtask conformance FILE…`: asks the revision graph what Alembic was asked, and compares the answers.
//!
//! A file has one question a line, with Alembic's answer to it; `tests/vectors/README.md` says how answers are
//! compared. What a line says and the comparison does not understand counts as a failure.

mod answer;
mod ask;
mod compare;
mod definition;
mod movement;
mod vector;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use anyhow::{Context, Result};

use compare::Verdict;
use vector::Vector;

/// How many questions of a file were answered as Alembic answers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Score {
    /// Answered right.
    pub(crate) passed: usize,
    /// Answered wrong, or not understood.
    pub(crate) failed: usize,
}

/// Asks all questions of a `.jsonl` or `.jsonl.gz` file, prints each failure, and the score.
///
/// # Errors
///
/// When the file cannot be read.
pub(crate) fn run(path: &Path) -> Result<Score> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(flate2::read::MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let score = score(BufReader::new(reader), &mut anstream::stdout())
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(score)
}

fn score(lines: impl BufRead, out: &mut impl Write) -> io::Result<Score> {
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut failed = 0;
    for (number, line) in (1..).zip(lines.lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match judge(&line) {
            Ok(verdict) => *verdicts.entry(verdict).or_default() += 1,
            Err(failure) => {
                failed += 1;
                writeln!(out, "line {number}: {failure}")?;
            }
        }
    }
    report(&verdicts, failed, out)
}

fn report(
    verdicts: &BTreeMap<Verdict, usize>,
    failed: usize,
    out: &mut impl Write,
) -> io::Result<Score> {
    for (verdict, what) in [
        (
            Verdict::OtherOrder,
            "in another order, where Alembic's is not forced",
        ),
        (Verdict::Crash, "where Alembic crashes"),
        (
            Verdict::IllegalState,
            "refused, from rows that no command leaves",
        ),
        (Verdict::Better, "right where Alembic's answer is at fault"),
    ] {
        if let Some(count) = verdicts.get(&verdict) {
            writeln!(out, "{count} {what}")?;
        }
    }
    let passed = verdicts.values().sum();
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(Score { passed, failed })
}

/// Asks one question; in which way the answer is right, or what is wrong with it.
fn judge(line: &str) -> Result<Verdict, String> {
    let vector: Vector =
        serde_json::from_str(line).map_err(|error| format!("not understood: {error}"))?;
    let answer = ask::ask(&vector);
    compare::compare(&vector, &answer).map_err(|difference| {
        let question = vector.question();
        let Vector { id, expect, .. } = &vector;
        format!("{id}: {question}\n  {difference}\n  expected: {expect}\n  got: {answer:?}")
    })
}
