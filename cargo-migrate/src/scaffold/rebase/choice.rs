//! Which revisions are put on top of which.

use std::collections::HashSet;

use migrate_script::Revision;
use migrate_script::graph::RevisionMap;

use crate::error::{Error, Result};

/// What moves, and where to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice<'g> {
    /// The revisions that move: each but the first revises the one before it.
    pub(super) moved: Vec<&'g Revision>,
    /// What the first of them is to revise.
    pub(super) onto: &'g Revision,
}

/// Chooses the revisions from what was asked for; `mine` says which of two heads is mine, if it can.
pub(super) fn choose<'g>(
    graph: &'g RevisionMap,
    revision: Option<&str>,
    onto: Option<&str>,
    mine: impl FnOnce([&Revision; 2]) -> Option<usize>,
) -> Result<Choice<'g>> {
    let onto = onto.map(|target| one(graph, target)).transpose()?;
    let head = match revision {
        Some(target) => head_above(graph, one(graph, target)?)?,
        None => my_head(graph, onto, mine)?,
    };
    let onto = match onto {
        Some(onto) => onto,
        None => other_head(graph, head)?,
    };
    let moved = moved(graph, head, onto)?;
    Ok(Choice { moved, onto })
}

/// The one revision that a target names.
fn one<'g>(graph: &'g RevisionMap, target: &str) -> Result<&'g Revision> {
    match graph.resolve(target, &[])?[..] {
        [Some(revision)] => Ok(revision),
        _ => Err(Error::new(
            format!("`{target}` does not name one revision"),
            "`cargo migrate history` lists all",
        )),
    }
}

/// The head that a revision is below of, or is.
fn head_above<'g>(graph: &'g RevisionMap, revision: &'g Revision) -> Result<&'g Revision> {
    let heads: Vec<&Revision> = graph
        .heads()
        .into_iter()
        .filter(|head| with_ancestors(graph, head).contains(revision.id.as_str()))
        .collect();
    match heads[..] {
        [head] => Ok(head),
        _ => Err(Error::new(
            format!(
                "{} is below several heads: {}",
                named(revision),
                list(&heads)
            ),
            "name the one to put on top",
        )),
    }
}

/// The head that is mine: the only one that does not follow `onto`, or the one that git takes for mine.
fn my_head<'g>(
    graph: &'g RevisionMap,
    onto: Option<&Revision>,
    mine: impl FnOnce([&Revision; 2]) -> Option<usize>,
) -> Result<&'g Revision> {
    let heads = graph.heads();
    if let [head] = heads[..] {
        return Err(Error::new(
            format!(
                "there is nothing to rebase: {} is the only head",
                named(head)
            ),
            "a rebase puts one of two branches on top of the other",
        ));
    }
    let follows_onto = |head: &&Revision| {
        onto.is_some_and(|onto| with_ancestors(graph, head).contains(onto.id.as_str()))
    };
    let heads: Vec<&Revision> = heads
        .into_iter()
        .filter(|head| !follows_onto(head))
        .collect();
    let chosen = match (&heads[..], onto) {
        ([head], _) => Some(*head),
        (&[first, second], None) => mine([first, second]).map(|index| [first, second][index]),
        _ => None,
    };
    chosen.ok_or_else(|| {
        let count = heads.len();
        let message = match count {
            0 => "there is nothing to rebase: there are no revisions".to_owned(),
            2 if onto.is_none() => {
                format!(
                    "2 heads, and git does not tell which one is yours: {}",
                    list(&heads)
                )
            }
            _ => format!("{count} heads, of which any may be yours: {}", list(&heads)),
        };
        let example = heads.first().map_or("<REVISION>", |head| &head.id);
        Error::new(
            message,
            format!("name yours: `cargo migrate rebase {example}`"),
        )
    })
}

/// The only head besides mine.
fn other_head<'g>(graph: &'g RevisionMap, mine: &Revision) -> Result<&'g Revision> {
    let mut others = graph.heads();
    others.retain(|head| head.id != mine.id);
    match others[..] {
        [other] => Ok(other),
        [] => Err(Error::new(
            format!(
                "there is nothing to rebase: {} is the only head",
                named(mine)
            ),
            "say what to put it on with `--onto <REVISION>`",
        )),
        _ => Err(Error::new(
            format!(
                "{} could be put on several heads: {}",
                named(mine),
                list(&others)
            ),
            "say on which with `--onto <REVISION>`",
        )),
    }
}

/// The revisions from a head down to what `onto` has as well, the lowest first.
fn moved<'g>(
    graph: &'g RevisionMap,
    head: &'g Revision,
    onto: &Revision,
) -> Result<Vec<&'g Revision>> {
    let stay = with_ancestors(graph, onto);
    if stay.contains(head.id.as_str()) {
        return Err(nothing_to_rebase(onto, head));
    }
    let mut moved = vec![head];
    let mut lowest = head;
    loop {
        match &lowest.down_revisions[..] {
            [down] if *down == onto.id => return Err(nothing_to_rebase(lowest, onto)),
            [down] if !stay.contains(down.as_str()) => {
                let Some(down) = graph.get(down) else {
                    break;
                };
                lowest = down;
                moved.push(down);
            }
            [] | [_] => break,
            _ => {
                let message = format!("{} is a merge, which cannot be put on top", named(lowest));
                let help = "join the heads instead: `cargo migrate merge heads -m \"…\"`";
                return Err(Error::new(message, help));
            }
        }
    }
    moved.reverse();
    Ok(moved)
}

fn nothing_to_rebase(upper: &Revision, lower: &Revision) -> Error {
    let message = if upper.id == lower.id {
        format!("{} cannot be put on top of itself", named(upper))
    } else {
        format!(
            "there is nothing to rebase: {} follows {} already",
            named(upper),
            named(lower)
        )
    };
    Error::new(
        message,
        "a rebase puts one of two branches on top of the other",
    )
}

/// A revision and all that it follows, by what is revised.
pub(super) fn with_ancestors<'g>(
    graph: &'g RevisionMap,
    revision: &'g Revision,
) -> HashSet<&'g str> {
    let mut found = HashSet::from([revision.id.as_str()]);
    let mut waiting = vec![revision];
    while let Some(revision) = waiting.pop() {
        let downs = revision
            .down_revisions
            .iter()
            .filter_map(|id| graph.get(id));
        waiting.extend(downs.filter(|down| found.insert(down.id.as_str())));
    }
    found
}

/// A revision as people know it: its identifier and its message.
pub(super) fn named(revision: &Revision) -> String {
    match revision.message() {
        "" => revision.id.to_string(),
        message => format!("{} ({message})", revision.id),
    }
}

/// Several, with commas between them.
pub(super) fn list(revisions: &[&Revision]) -> String {
    let names: Vec<String> = revisions.iter().map(|it| named(it)).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A graph of lines `id down down @dependency`.
    fn graph(lines: &[&str]) -> RevisionMap {
        let revisions = lines.iter().map(|line| {
            let mut words = line.split(' ');
            let id = words.next().unwrap();
            let (depends_on, downs): (Vec<&str>, Vec<&str>) =
                words.partition(|it| it.starts_with('@'));
            Revision {
                id: id.into(),
                down_revisions: downs.into_iter().map(Into::into).collect(),
                branch_labels: vec![],
                depends_on: depends_on.iter().map(|it| it[1..].to_owned()).collect(),
                doc: String::new(),
                path: None,
            }
        });
        RevisionMap::new(revisions.collect()).unwrap()
    }

    /// What moves and onto what, or what is wrong, where git takes the head `git` for mine.
    fn chosen(lines: &[&str], revision: Option<&str>, onto: Option<&str>, git: &str) -> String {
        let graph = graph(lines);
        let mine = |heads: [&Revision; 2]| heads.iter().position(|head| head.id == git);
        match choose(&graph, revision, onto, mine) {
            Ok(choice) => format!("{} onto {}", list(&choice.moved), choice.onto.id),
            Err(Error::Fault(fault)) => fault.diagnostics()[0].message.clone(),
            Err(_) => unreachable!(),
        }
    }

    const FORK: [&str; 5] = ["root", "a1 root", "a2 a1", "b1 root", "b2 b1"];

    #[test]
    fn of_two_heads_git_knows_mine() {
        assert_eq!(chosen(&FORK, None, None, "a2"), "a1, a2 onto b2");
        assert_eq!(chosen(&FORK, None, None, "b2"), "b1, b2 onto a2");
        assert_eq!(
            chosen(&FORK, None, None, ""),
            "2 heads, and git does not tell which one is yours: a2, b2"
        );
    }

    #[test]
    fn any_revision_of_a_branch_names_it() {
        for revision in ["b1", "b2"] {
            assert_eq!(chosen(&FORK, Some(revision), None, "a2"), "b1, b2 onto a2");
        }
        assert_eq!(
            chosen(&FORK, Some("root"), None, ""),
            "root is below several heads: a2, b2"
        );
    }

    #[test]
    fn what_is_put_on_top_follows_from_what_it_is_put_on() {
        assert_eq!(chosen(&FORK, None, Some("a2"), ""), "b1, b2 onto a2");
        assert_eq!(chosen(&FORK, None, Some("a1"), ""), "b1, b2 onto a1");
        assert_eq!(chosen(&FORK, Some("a2"), Some("b1"), ""), "a1, a2 onto b1");
    }

    #[test]
    fn of_more_heads_some_must_be_named() {
        let lines = ["root", "a root", "b root", "c root"];
        assert_eq!(
            chosen(&lines, None, None, "a"),
            "3 heads, of which any may be yours: a, b, c"
        );
        assert_eq!(
            chosen(&lines, None, Some("a"), "b"),
            "2 heads, of which any may be yours: b, c"
        );
        assert_eq!(
            chosen(&lines, Some("a"), None, ""),
            "a could be put on several heads: b, c"
        );
        assert_eq!(chosen(&lines, Some("a"), Some("c"), ""), "a onto c");
    }

    #[test]
    fn a_base_can_be_put_on_top() {
        let lines = ["a1", "a2 a1", "b1"];
        assert_eq!(chosen(&lines, Some("a2"), None, ""), "a1, a2 onto b1");
    }

    #[test]
    fn a_merge_stays_where_it_is() {
        let lines = ["root", "a root", "b root", "m a b", "m2 m", "c root"];
        assert_eq!(
            chosen(&lines, Some("m2"), None, ""),
            "m is a merge, which cannot be put on top"
        );
        assert_eq!(chosen(&lines, Some("c"), None, ""), "c onto m2");
    }

    #[test]
    fn there_may_be_nothing_to_rebase() {
        for (lines, revision, onto, expected) in [
            (&[][..], None, None, "there are no revisions"),
            (&["a", "b a"], None, None, "b is the only head"),
            (&["a", "b a"], Some("a"), None, "b is the only head"),
            (&["a", "b a"], Some("b"), Some("a"), "b follows a already"),
            (
                &["a", "b a", "c b"],
                Some("c"),
                Some("a"),
                "b follows a already",
            ),
            (&FORK, Some("a2"), Some("a1"), "a2 follows a1 already"),
        ] {
            let expected = format!("there is nothing to rebase: {expected}");
            assert_eq!(chosen(lines, revision, onto, ""), expected, "{lines:?}");
        }
        let itself = chosen(&FORK, Some("a1"), Some("a2"), "");
        assert_eq!(itself, "a2 cannot be put on top of itself");
    }
}
