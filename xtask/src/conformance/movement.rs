//! Comparing what an upgrade, downgrade or stamp does.

use std::collections::BTreeSet;

use super::answer::{Movement, Step};
use super::ask;
use super::compare::Verdict;
use super::definition::Definition;
use super::vector::{Varying, Vector};

/// In which way our movement is right, or what is wrong with it.
pub(super) fn compare(
    vector: &Vector,
    theirs: &Movement,
    ours: &Movement,
) -> Result<Verdict, String> {
    check_by_definition(vector, ours)?;
    check_expected(vector, theirs, &ours.before)?;
    if theirs.warnings != ours.warnings {
        return Err("the warnings differ".to_owned());
    }
    let model = Model::new(vector, theirs);
    let theirs = &model.without_idle_steps(&ours.before, theirs);
    let same_order = in_same_order(theirs, ours);
    if !same_order {
        compare_unordered(theirs, ours)?;
    } else if !vector.varies(Varying::StepOrder) {
        compare_steps(vector, &model, theirs, ours)?;
    }
    if model.rows(&theirs.after) != ours.after {
        return Err("the rows at the end differ".to_owned());
    }
    if theirs
        .ideal_after
        .as_ref()
        .is_some_and(|ideal| *ideal != ours.after)
    {
        return Err("the rows at the end are not ideal".to_owned());
    }
    let is_better = theirs
        .steps
        .iter()
        .any(|step| model.rows(&step.heads_after) != step.heads_after);
    match (is_better || theirs.after != ours.after, same_order) {
        (true, _) => Ok(Verdict::Better),
        (false, true) => Ok(Verdict::Same),
        (false, false) => Ok(Verdict::OtherOrder),
    }
}

/// What rows should be, given what Alembic makes them.
struct Model {
    definition: Definition,
    lost: BTreeSet<String>,
}

impl Model {
    fn new(vector: &Vector, theirs: &Movement) -> Self {
        let definition = Definition::new(&vector.revisions);
        let lost = lost_rows(vector, &definition, theirs);
        Self { definition, lost }
    }

    /// The rows without those that others of them imply, which Alembic itself could not read again, and with
    /// those that a stamp loses.
    fn rows(&self, theirs: &BTreeSet<String>) -> BTreeSet<String> {
        self.definition
            .heads(&theirs.union(&self.lost).cloned().collect())
    }

    /// The movement without steps that change nothing once the rows are as they should be.
    fn without_idle_steps(&self, before: &BTreeSet<String>, theirs: &Movement) -> Movement {
        let mut movement = theirs.clone();
        let mut rows = before.clone();
        movement.steps.retain(|step| {
            let after = self.rows(&step.heads_after);
            std::mem::replace(&mut rows, after.clone()) != after
        });
        movement
    }
}

/// Rows that are where one target of a stamp wants them to be, and that Alembic moves to another target all
/// the same, although they have nothing to do with it.
fn lost_rows(vector: &Vector, definition: &Definition, theirs: &Movement) -> BTreeSet<String> {
    if vector.command != "stamp" || vector.purge || vector.sql {
        return BTreeSet::new();
    }
    let moved_to: BTreeSet<&String> = theirs
        .steps
        .iter()
        .filter_map(|step| step.stamp.as_ref())
        .flat_map(|stamp| &stamp.to)
        .collect();
    let is_unrelated = |row: &String| {
        let below = definition.ancestors([row]);
        let is_related = |other: &&String| {
            *other == row || below.contains(*other) || definition.ancestors([*other]).contains(row)
        };
        !moved_to.iter().any(is_related)
    };
    let destinations = ask::destinations(vector);
    let in_place = vector
        .current
        .iter()
        .filter(|row| destinations.contains(*row));
    in_place
        .filter(|row| !theirs.after.contains(*row) && is_unrelated(row))
        .cloned()
        .collect()
}

/// What holds for every movement, whatever Alembic does: an order that will do, and after each step the heads
/// of what is applied as rows.
pub(super) fn check_by_definition(vector: &Vector, ours: &Movement) -> Result<(), String> {
    let definition = Definition::new(&vector.revisions);
    let current: BTreeSet<String> = vector.current.iter().cloned().collect();
    if !vector.sql && !vector.purge && current != ours.before {
        return Err("does not start from the current rows".to_owned());
    }
    let end = ours
        .steps
        .last()
        .map_or(&ours.before, |step| &step.heads_after);
    if *end != ours.after {
        return Err("says that it ends elsewhere than it does".to_owned());
    }
    if let Some(step) = ours
        .steps
        .iter()
        .find(|step| definition.overlap(&step.heads_after))
    {
        return Err(format!("overlapping rows after {}", step.rev));
    }
    if vector.command == "stamp" {
        return Ok(());
    }
    if !definition.is_oldest_first(&oldest_first(&ours.steps)) {
        return Err("the order is wrong".to_owned());
    }
    check_ideal_rows(&definition, ours)
}

fn check_ideal_rows(definition: &Definition, ours: &Movement) -> Result<(), String> {
    let mut applied = definition.ancestors(&ours.before);
    applied.extend(ours.before.iter().cloned());
    for step in &ours.steps {
        let is_new = match step.direction.as_str() {
            "downgrade" => applied.remove(&step.rev),
            _ => applied.insert(step.rev.clone()),
        };
        if !is_new {
            return Err(format!("{} {} changes nothing", step.direction, step.rev));
        }
        if definition.heads(&applied) != step.heads_after {
            return Err(format!("the rows after {} are not the heads", step.rev));
        }
    }
    Ok(())
}

/// What the expected answer says twice must agree.
fn check_expected(
    vector: &Vector,
    theirs: &Movement,
    before: &BTreeSet<String>,
) -> Result<(), String> {
    let definition = Definition::new(&vector.revisions);
    let is_stamp = vector.command == "stamp";
    let is_complete =
        theirs.order_forced.is_none() == is_stamp && theirs.ideal_after.is_none() == is_stamp;
    let mut rows = before.clone();
    let are_consistent = theirs.steps.iter().all(|step| {
        change_rows(&mut rows, step)
            && rows == step.heads_after
            && row_operation_agrees(step)
            && step.direction == vector.command
            && step.stamp.is_some() == is_stamp
            && stamp_agrees(&definition, step)
    });
    let is_only_order = definition.is_only_order(&oldest_first(&theirs.steps));
    let is_forced = theirs
        .order_forced
        .is_none_or(|forced| forced == is_only_order);
    if is_complete && are_consistent && rows == theirs.after && is_forced {
        Ok(())
    } else {
        Err("the expected answer contradicts itself".to_owned())
    }
}

/// Changes the rows; whether each change hits its row.
fn change_rows(rows: &mut BTreeSet<String>, step: &Step) -> bool {
    let are_deleted = step.delete_versions.iter().all(|row| rows.remove(row));
    let are_inserted = step
        .insert_versions
        .iter()
        .all(|row| rows.insert(row.clone()));
    let mut updates = step.update_versions.iter();
    let are_updated = updates.all(|(from, to)| rows.remove(from) && rows.insert(to.clone()));
    are_deleted && are_inserted && are_updated
}

fn row_operation_agrees(step: &Step) -> bool {
    let counts = (
        step.delete_versions.len(),
        step.insert_versions.len(),
        step.update_versions.len(),
    );
    match step.row_op.as_str() {
        "create" => counts == (0, 1, 0),
        "delete" => counts == (1, 0, 0),
        "update" => counts == (0, 0, 1),
        "merge" => counts.1 == 0 && counts.2 == 1,
        "unmerge" => counts.0 == 0 && counts.2 == 1,
        _ => false,
    }
}

fn stamp_agrees(definition: &Definition, step: &Step) -> bool {
    let Some(stamp) = &step.stamp else {
        return true;
    };
    let is_branch_move = stamp.from.is_empty() || stamp.to.is_empty();
    let is_from_below = !definition.ancestors(&stamp.to).is_disjoint(&stamp.from);
    let is_upgrade = !stamp.to.is_empty() && (stamp.from.is_empty() || is_from_below);
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(", ").filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let ends = step
        .log
        .strip_prefix("stamp_revision ")
        .and_then(|ends| ends.split_once(" -> "));
    stamp.branch_move == is_branch_move
        && stamp.is_upgrade == is_upgrade
        && ends.is_some_and(|(from, to)| words(from) == stamp.from && words(to) == stamp.to)
}

fn oldest_first(steps: &[Step]) -> Vec<&str> {
    let in_order = steps.iter().map(|step| step.rev.as_str());
    if steps.iter().any(|step| step.direction == "downgrade") {
        in_order.rev().collect()
    } else {
        in_order.collect()
    }
}

fn in_same_order(theirs: &Movement, ours: &Movement) -> bool {
    let key = |step: &Step| (step.rev.clone(), step.direction.clone());
    theirs.steps.iter().map(key).eq(ours.steps.iter().map(key))
}

/// The same steps in another order, where Alembic's is not the only one.
fn compare_unordered(theirs: &Movement, ours: &Movement) -> Result<(), String> {
    let set = |movement: &Movement| -> BTreeSet<(String, String)> {
        movement
            .steps
            .iter()
            .map(|step| (step.rev.clone(), step.log.clone()))
            .collect()
    };
    if set(theirs) != set(ours) || theirs.steps.len() != ours.steps.len() {
        return Err("the steps differ".to_owned());
    }
    if theirs.order_forced != Some(false) {
        return Err("the order of the steps differs".to_owned());
    }
    Ok(())
}

fn compare_steps(
    vector: &Vector,
    model: &Model,
    theirs: &Movement,
    ours: &Movement,
) -> Result<(), String> {
    let mut before = (&ours.before, &ours.before);
    for (their_step, our_step) in theirs.steps.iter().zip(&ours.steps) {
        let rev = &our_step.rev;
        let after = (&their_step.heads_after, &our_step.heads_after);
        if model.rows(after.0) != *after.1 {
            return Err(format!("the rows after {rev} differ"));
        }
        let is_comparable = before.0 == before.1 && after.0 == after.1;
        if is_comparable && vector.stable && row_change(their_step) != row_change(our_step) {
            return Err(format!("the row changes of {rev} differ"));
        }
        compare_words(before.0, is_comparable, their_step, our_step)?;
        before = after;
    }
    Ok(())
}

fn compare_words(
    their_rows_before: &BTreeSet<String>,
    is_comparable: bool,
    theirs: &Step,
    ours: &Step,
) -> Result<(), String> {
    let rev = &ours.rev;
    if theirs.creates_version_table != ours.creates_version_table {
        return Err(format!("{rev} should create the version table, or not"));
    }
    let is_sound = match (&theirs.stamp, &ours.stamp) {
        (Some(theirs), Some(ours)) if is_comparable && theirs.to != ours.to => {
            return Err(format!("the stamp of {rev} goes elsewhere"));
        }
        // Alembic says of later stamps that they come from rows that an earlier one has moved.
        (Some(theirs), Some(_)) => is_comparable && theirs.from.is_subset(their_rows_before),
        _ => true,
    };
    if is_sound && theirs.log != ours.log {
        return Err(format!("the log of {rev} differs"));
    }
    Ok(())
}

type RowChange<'a> = (
    &'a BTreeSet<String>,
    &'a BTreeSet<String>,
    &'a BTreeSet<(String, String)>,
);

fn row_change(step: &Step) -> RowChange<'_> {
    (
        &step.delete_versions,
        &step.insert_versions,
        &step.update_versions,
    )
}
