//! Comparing an answer of ours with Alembic's, by the rules of `tests/vectors/README.md`.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value;

use migrate_script::GraphError;

use super::answer::{
    Answer, BranchPoints, Heads, History, Iterated, Loaded, Movement, Refusal, Resolved,
};
use super::definition::Definition;
use super::vector::{Node, Varying, Vector};
use super::{ask, movement};

/// In which way an answer is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It is Alembic's.
    Same,
    /// It is Alembic's but for an order that is not forced.
    OtherOrder,
    /// Alembic dies on the question.
    Crash,
    /// The question starts from rows that no command leaves, and is refused.
    IllegalState,
    /// Alembic's answer is at fault, and ours is not.
    Better,
}

/// In which way the answer is right, or what is wrong with it.
pub(super) fn compare(vector: &Vector, answer: &Answer) -> Result<Verdict, String> {
    let first = against(vector, &vector.expect, answer);
    let others: &[Value] = if vector.varies(Varying::Result) {
        &vector.variants
    } else {
        &[]
    };
    let other = || {
        others
            .iter()
            .find_map(|other| against(vector, other, answer).ok())
    };
    first.or_else(|fault| other().ok_or(fault))
}

fn against(vector: &Vector, expect: &Value, answer: &Answer) -> Result<Verdict, String> {
    match answer {
        Answer::Unusable(reason) => Err(reason.clone()),
        _ if expect.get("error_kind").is_some() => refusal(vector, &read(expect)?, answer),
        Answer::Refused(faults) => unexpected_refusal(vector, expect, faults),
        Answer::Movement(ours) => movement::compare(vector, &read(expect)?, ours),
        Answer::Resolved(ours) => resolved(&read(expect)?, ours),
        Answer::History(ours) => history(vector, &read(expect)?, ours),
        Answer::Iterated(ours) => {
            let theirs: Iterated = read(expect)?;
            order(vector, &theirs.revs, theirs.order_forced, &ours.revs)
        }
        Answer::Heads(ours) => heads(&read(expect)?, ours),
        Answer::Bases(ours) => equal(&read(expect)?, ours),
        Answer::BranchPoints(ours) => branch_points(vector, &read(expect)?, ours),
        Answer::Current(ours) => equal(&read(expect)?, ours),
        Answer::Labels(ours) => equal(&read(expect)?, ours),
        Answer::NewRevision(ours) => equal(&read(expect)?, ours),
        Answer::Loaded(ours) => equal(&read(expect)?, ours),
    }
}

fn read<T: DeserializeOwned>(expect: &Value) -> Result<T, String> {
    T::deserialize(expect)
        .map_err(|error| format!("the expected answer is not understood: {error}"))
}

fn equal<T: PartialEq>(theirs: &T, ours: &T) -> Result<Verdict, String> {
    if theirs == ours {
        Ok(Verdict::Same)
    } else {
        Err("the answers differ".to_owned())
    }
}

/// Alembic refuses. Where it only crashes, any refusal is right, and so is a sensible answer.
fn refusal(vector: &Vector, refusal: &Refusal, answer: &Answer) -> Result<Verdict, String> {
    let crashed = refusal.error_kind.starts_with("internal_");
    match answer {
        Answer::Refused(_) if crashed => Ok(Verdict::Crash),
        // Of a set of revisions we name all faults, Alembic the one that it finds first.
        Answer::Refused(faults)
            if faults
                .iter()
                .any(|fault| fault.kind() == refusal.error_kind) =>
        {
            Ok(Verdict::Same)
        }
        Answer::Refused(_) if !vector.current_legal => Ok(Verdict::IllegalState),
        Answer::Refused(faults) if is_overlooked_cycle(vector, refusal, faults) => {
            Ok(Verdict::Better)
        }
        Answer::Refused(_) => Err("refused as something else".to_owned()),
        Answer::Movement(ours) if crashed => crashed_movement(vector, refusal, ours),
        _ if crashed => Ok(Verdict::Crash),
        _ => Err("should be refused".to_owned()),
    }
}

/// Whether Alembic takes a circle for one that dependencies are part of, and it is closed without them.
fn is_overlooked_cycle(vector: &Vector, refusal: &Refusal, faults: &[GraphError]) -> bool {
    refusal.error_kind == "dependency_cycle"
        && faults.iter().any(|fault| fault.kind() == "cycle")
        && Definition::of_downs(&vector.revisions).is_circular()
}

fn crashed_movement(
    vector: &Vector,
    refusal: &Refusal,
    ours: &Movement,
) -> Result<Verdict, String> {
    movement::check_by_definition(vector, ours)?;
    let planned = refusal.planned.iter().flatten();
    let run: BTreeSet<&String> = ours.steps.iter().map(|step| &step.rev).collect();
    let implied = Definition::new(&vector.revisions).ancestors(&ours.after);
    // Of a stamp to a revision and its ancestor, the ancestor says nothing more.
    let is_settled = |rev: &&String| vector.command == "stamp" && implied.contains(*rev);
    let is_run = |rev: &String| run.contains(rev) || is_settled(&rev);
    let is_planned = |rev: &&String| refusal.planned.as_ref().is_none_or(|all| all.contains(rev));
    if !planned.clone().all(is_run) || !run.iter().all(is_planned) {
        return Err("runs other revisions than were planned".to_owned());
    }
    match &refusal.ideal_after {
        Some(ideal) if *ideal != ours.after => Err("ends in other rows than it should".to_owned()),
        _ => Ok(Verdict::Crash),
    }
}

/// Alembic answers, and we refuse.
fn unexpected_refusal(
    vector: &Vector,
    expect: &Value,
    faults: &[GraphError],
) -> Result<Verdict, String> {
    if !vector.current_legal {
        return Ok(Verdict::IllegalState);
    }
    if vector.command == "load" {
        return stricter_load(vector, &read(expect)?, faults);
    }
    Err("should not be refused".to_owned())
}

/// Alembic loads what should not compile: two revisions with one identifier, of which it takes the later
/// one with a warning, and some circles, which it overlooks.
fn stricter_load(
    vector: &Vector,
    theirs: &Loaded,
    faults: &[GraphError],
) -> Result<Verdict, String> {
    if faults
        .iter()
        .all(|fault| matches!(fault, GraphError::DuplicateRevision { .. }))
    {
        let warnings: Vec<String> = faults.iter().map(ToString::to_string).collect();
        if warnings != theirs.warnings {
            return Err("warns of other revisions".to_owned());
        }
        let later_ones: Vec<Node> = later_ones(&vector.revisions);
        return match ask::load(&later_ones) {
            Ok(_) => same_revisions(theirs, &later_ones),
            Err(_) => Err("should load without the earlier revisions".to_owned()),
        };
    }
    let is_circle = |fault: &GraphError| matches!(fault.kind(), "cycle" | "dependency_cycle");
    if faults.iter().all(is_circle) && Definition::new(&vector.revisions).is_circular() {
        return same_revisions(theirs, &vector.revisions);
    }
    Err("should load".to_owned())
}

fn later_ones(revisions: &[Node]) -> Vec<Node> {
    let has_later = |place: usize| {
        revisions[place + 1..]
            .iter()
            .any(|later| later.id == revisions[place].id)
    };
    (0..revisions.len())
        .filter(|&place| !has_later(place))
        .map(|place| revisions[place].clone())
        .collect()
}

fn same_revisions(theirs: &Loaded, revisions: &[Node]) -> Result<Verdict, String> {
    let mut ids: Vec<&str> = revisions.iter().map(|node| node.id.as_str()).collect();
    ids.sort_unstable();
    if ids == theirs.revisions {
        Ok(Verdict::Better)
    } else {
        Err("loads other revisions".to_owned())
    }
}

/// "base" is another word for before the first revision.
fn resolved(theirs: &Resolved, ours: &Resolved) -> Result<Verdict, String> {
    let theirs = theirs
        .revs
        .iter()
        .map(|rev| rev.as_deref().filter(|&rev| rev != "base"));
    let ours = ours.revs.iter().map(Option::as_deref);
    if theirs.eq(ours) {
        Ok(Verdict::Same)
    } else {
        Err("the revisions differ".to_owned())
    }
}

fn history(vector: &Vector, theirs: &History, ours: &History) -> Result<Verdict, String> {
    let verdict = order(vector, &theirs.revs, theirs.order_forced, &ours.revs)?;
    let Some(their_lines) = &theirs.lines else {
        return lines_left_out(ours.has_several_labels).map(|()| verdict);
    };
    if their_lines.len() != theirs.revs.len() {
        return Err("not one line for each revision".to_owned());
    }
    let our_lines = ours.lines.iter().flatten().map(|line| as_printed(line));
    let our_lines: BTreeSet<(&String, String)> = ours.revs.iter().zip(our_lines).collect();
    let their_lines: BTreeSet<(&String, String)> = theirs
        .revs
        .iter()
        .zip(their_lines.iter().cloned())
        .collect();
    if their_lines == our_lines {
        Ok(verdict)
    } else {
        Err("the lines differ".to_owned())
    }
}

/// Branch points come in the order of a walk, which may vary: then any that will do is right.
fn branch_points(
    vector: &Vector,
    theirs: &BranchPoints,
    ours: &BranchPoints,
) -> Result<Verdict, String> {
    let sorted = |all: &BranchPoints| -> BTreeSet<(String, Vec<String>)> {
        let points = all.branch_points.iter();
        points
            .map(|point| (point.rev.clone(), point.into.clone()))
            .collect()
    };
    let walked = ours
        .branch_points
        .iter()
        .rev()
        .map(|point| point.rev.as_str());
    let is_in_order =
        || Definition::new(&vector.revisions).is_oldest_first(&walked.collect::<Vec<_>>());
    let are_same = theirs.merge_points == ours.merge_points && sorted(theirs) == sorted(ours);
    if theirs == ours {
        Ok(Verdict::Same)
    } else if vector.varies(Varying::Result) && are_same && is_in_order() {
        Ok(Verdict::OtherOrder)
    } else {
        Err("the branch points differ".to_owned())
    }
}

fn heads(theirs: &Heads, ours: &Heads) -> Result<Verdict, String> {
    if (&theirs.heads, &theirs.effective_heads) != (&ours.heads, &ours.effective_heads) {
        return Err("the heads differ".to_owned());
    }
    let Some(their_lines) = &theirs.lines else {
        return lines_left_out(ours.has_several_labels).map(|()| Verdict::Same);
    };
    let our_lines = ours.lines.iter().flatten().map(|line| as_printed(line));
    if our_lines.eq(their_lines.iter().cloned()) {
        Ok(Verdict::Same)
    } else {
        Err("the lines differ".to_owned())
    }
}

/// The vectors leave printed lines out where the order of labels in them is Python's, and only there.
fn lines_left_out(has_several_labels: bool) -> Result<(), String> {
    if has_several_labels {
        Ok(())
    } else {
        Err("there are no lines to compare with".to_owned())
    }
}

/// The line as Alembic's was written down: in ASCII.
fn as_printed(line: &str) -> String {
    line.chars()
        .map(|letter| if letter.is_ascii() { letter } else { '?' })
        .collect()
}

/// Newest first: the same order where it is forced, else the same revisions in any order that will do.
fn order(
    vector: &Vector,
    theirs: &[String],
    forced: bool,
    ours: &[String],
) -> Result<Verdict, String> {
    let definition = Definition::new(&vector.revisions);
    let theirs_oldest_first: Vec<&str> = theirs.iter().rev().map(String::as_str).collect();
    if definition.is_only_order(&theirs_oldest_first) != forced {
        return Err("the expected answer is wrong about its order".to_owned());
    }
    if theirs == ours {
        return Ok(Verdict::Same);
    }
    let oldest_first: Vec<&str> = ours.iter().rev().map(String::as_str).collect();
    let are_same = theirs.len() == ours.len()
        && theirs.iter().collect::<BTreeSet<_>>() == ours.iter().collect::<BTreeSet<_>>();
    match (are_same, forced) {
        (false, _) => Err("the revisions differ".to_owned()),
        (true, true) => Err("the order differs".to_owned()),
        (true, false) if definition.is_oldest_first(&oldest_first) => Ok(Verdict::OtherOrder),
        (true, false) => Err("the order is wrong".to_owned()),
    }
}
