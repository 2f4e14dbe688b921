//! What can be wrong with a set of revisions, or with a question about it.

mod words;

use thiserror::Error;

use crate::revision::RevisionId;

use words::{comma, in_brackets, nearest_are, quoted, quoted_list};

/// Which declaration of a revision file is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Declaration {
    /// `REVISION`.
    Revision,
    /// `DOWN_REVISION`.
    DownRevision,
    /// `BRANCH_LABELS`.
    BranchLabels,
    /// `DEPENDS_ON`.
    DependsOn,
}

/// Where a literal stands: enough to find it in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Literal {
    /// The place of the revision in the list that the map was built from.
    pub revision: usize,
    /// The declaration.
    pub declaration: Declaration,
    /// The place in the list that is declared; 0 for `REVISION`.
    pub index: usize,
}

/// A fault of a set of revisions, or the reason why a question about it has no answer.
///
/// [`kind`](Self::kind) gives a stable name, [`help`](Self::help) what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GraphError {
    /// `REVISION` is empty.
    #[error("the revision identifier is empty")]
    EmptyId {
        /// The literal.
        at: Literal,
    },
    /// An identifier has characters that identifiers of targets give a meaning to, or that cannot be seen.
    #[error(
        "Character(s) {} not allowed in revision identifier '{id}'",
        quoted(characters)
    )]
    IllegalId {
        /// The identifier.
        id: RevisionId,
        /// The characters, each once, in order.
        characters: Vec<char>,
        /// The literal.
        at: Literal,
    },
    /// An identifier does not fit into the version table.
    #[error(
        "revision identifier '{id}' has {length} characters; the version table holds {}",
        RevisionId::MAX_LENGTH
    )]
    LongId {
        /// The identifier.
        id: RevisionId,
        /// How many characters it has.
        length: usize,
        /// The literal.
        at: Literal,
    },
    /// An identifier or a label is a word of the grammar of targets, and could never be asked for.
    #[error(
        "'{name}' has a meaning of its own as a target, and cannot name a revision or a branch"
    )]
    ReservedName {
        /// The identifier or label.
        name: String,
        /// The literal.
        at: Literal,
    },
    /// A label could never be asked for.
    #[error("'{label}' is no branch label: a target could not name it")]
    IllegalLabel {
        /// The label.
        label: String,
        /// The revision that declares it.
        revision: RevisionId,
        /// The literal.
        at: Literal,
    },
    /// Two revisions have one identifier.
    #[error("Revision {id} is present more than once")]
    DuplicateRevision {
        /// The identifier.
        id: RevisionId,
        /// The literal that is first in load order.
        first: Literal,
        /// The other literal.
        at: Literal,
    },
    /// A label is declared twice, or is the identifier of a revision.
    #[error("Branch name '{label}' in revision {revision} already used by revision {other}")]
    DuplicateLabel {
        /// The label.
        label: String,
        /// The revision that declares it.
        revision: RevisionId,
        /// The revision that has the name already.
        other: RevisionId,
        /// The literal that has the name already.
        first: Literal,
        /// The literal of the label.
        at: Literal,
    },
    /// No revision has the identifier that a `DOWN_REVISION` names.
    #[error("revision {revision} revises '{missing}', which no file declares")]
    MissingDownRevision {
        /// The revision that names it.
        revision: RevisionId,
        /// What it names.
        missing: String,
        /// The identifier most like it.
        nearest: Option<String>,
        /// The literal.
        at: Literal,
    },
    /// No revision has the identifier or label that a `DEPENDS_ON` names.
    #[error("revision {revision} depends on '{missing}', which no file declares")]
    MissingDependency {
        /// The revision that names it.
        revision: RevisionId,
        /// What it names.
        missing: String,
        /// The identifier or label most like it.
        nearest: Option<String>,
        /// The literal.
        at: Literal,
    },
    /// A revision revises itself.
    #[error("Self-loop is detected in revisions ({revision})")]
    SelfLoop {
        /// The revision.
        revision: RevisionId,
        /// The literal.
        at: Literal,
    },
    /// A revision depends on itself.
    #[error("Dependency self-loop is detected in revisions ({revision})")]
    DependencySelfLoop {
        /// The revision.
        revision: RevisionId,
        /// The literal.
        at: Literal,
    },
    /// Revisions revise one another in a circle.
    #[error("Cycle is detected in revisions ({})", comma(revisions))]
    Cycle {
        /// The circle: each revises the next one, the last one revises the first.
        revisions: Vec<RevisionId>,
        /// The literals that close it, in the same order.
        at: Vec<Literal>,
    },
    /// Revisions revise or depend on one another in a circle.
    #[error("Dependency cycle is detected in revisions ({})", comma(revisions))]
    DependencyCycle {
        /// The circle: each revises or depends on the next one, the last one on the first.
        revisions: Vec<RevisionId>,
        /// The literals that close it, in the same order.
        at: Vec<Literal>,
    },

    /// A target is empty, where something must be named.
    #[error("the target is empty")]
    EmptyTarget,
    /// No revision or branch is named so.
    #[error(
        "Can't locate revision identified by '{target}'{}",
        nearest_are(nearest)
    )]
    UnknownRevision {
        /// What was asked for.
        target: String,
        /// The identifiers and labels most like it, the most like first.
        nearest: Vec<String>,
    },
    /// The version table holds a row that no revision file declares.
    #[error(
        "Can't locate revision identified by '{id}', which the version table holds{}",
        nearest_are(nearest)
    )]
    UnknownCurrent {
        /// The row.
        id: RevisionId,
        /// The identifiers most like it, the most like first.
        nearest: Vec<String>,
    },
    /// Several identifiers or labels start so.
    #[error(
        "Can't locate revision identified by '{target}': it is the start of {}",
        quoted_list(candidates)
    )]
    AmbiguousPrefix {
        /// What was asked for.
        target: String,
        /// The identifiers and labels that start so, sorted.
        candidates: Vec<String>,
    },
    /// No branch is named so.
    #[error("No such branch: '{branch}'{}", nearest_are(nearest))]
    UnknownBranch {
        /// The name before the `@`.
        branch: String,
        /// The identifiers and labels most like it, the most like first.
        nearest: Vec<String>,
    },
    /// A revision is not in the branch that was named with it.
    #[error("Revision {revision} is not a member of branch '{branch}'")]
    NotInBranch {
        /// The revision.
        revision: RevisionId,
        /// The name before the `@`.
        branch: String,
    },
    /// One head is wanted, and there are several.
    #[error(
        "Multiple head revisions are present for given argument '{argument}'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads ({})",
        comma(heads)
    )]
    MultipleHeads {
        /// What was asked for.
        argument: String,
        /// The heads.
        heads: Vec<RevisionId>,
    },
    /// The ends of a range are not above one another.
    #[error(
        "Requested range {lower}:{upper} does not refer to ancestor/descendant revisions along the same branch"
    )]
    NotAncestor {
        /// The lower end, as it was given.
        lower: String,
        /// The upper end, as it was given.
        upper: String,
    },
    /// A downgrade to a revision that is not applied.
    #[error("Destination {target} is not a valid downgrade target from current head(s)")]
    NotBelowCurrent {
        /// The target.
        target: String,
    },
    /// A downgrade in a branch that has nothing above the target.
    #[error(
        "Not a valid downgrade target from current heads: branch '{branch}' has no revision that follows '{target}'"
    )]
    InvalidDowngradeTarget {
        /// The name before the `@`.
        branch: String,
        /// The target.
        target: String,
    },
    /// A relative target that leads out of the graph, or in the wrong direction.
    #[error("Relative revision {steps} didn't produce {} migrations", steps.trim_start_matches(['+', '-']))]
    RelativeOutOfRange {
        /// The signed number of steps.
        steps: String,
    },
    /// A walk from a named revision that leads out of the graph.
    #[error("Walked too far: '{target}' leads out of the graph")]
    WalkedTooFar {
        /// The target.
        target: String,
    },
    /// A walk that comes to a fork.
    #[error("Ambiguous walk: it could go on to {}", comma(choices))]
    AmbiguousWalk {
        /// The revisions among which it cannot choose.
        choices: Vec<RevisionId>,
    },
    /// A relative upgrade from several places at once.
    #[error(
        "Ambiguous upgrade from multiple current revisions ({})",
        comma(current)
    )]
    AmbiguousUpgrade {
        /// Where it could start.
        current: Vec<RevisionId>,
    },
    /// A relative downgrade in a branch that has no row, or several.
    #[error("Ambiguous downgrade: branch '{branch}' has {} applied heads{}", current.len(), in_brackets(current))]
    AmbiguousDowngrade {
        /// The name before the `@`.
        branch: String,
        /// Where it could start.
        current: Vec<RevisionId>,
    },
    /// Of the revisions that are asked for together, one is an ancestor of another.
    #[error(
        "Requested revision {revision} overlaps with other requested revisions {}",
        comma(others)
    )]
    Overlap {
        /// The upper one.
        revision: RevisionId,
        /// Those below it.
        others: Vec<RevisionId>,
    },
    /// Of the rows of the version table, one is an ancestor of another.
    #[error(
        "Requested revision {revision} overlaps with other requested revisions {}: the version table holds revisions that are ancestors of one another",
        comma(others)
    )]
    OverlappingCurrent {
        /// The upper one.
        revision: RevisionId,
        /// Those below it, which it implies.
        others: Vec<RevisionId>,
    },
    /// A range, where a single target is wanted.
    #[error("Range revision not allowed: '{target}'")]
    RangeNotAllowed {
        /// The target.
        target: String,
    },
    /// A range with more than two ends.
    #[error("'{range}' is not a range: it has more than one ':'")]
    InvalidRange {
        /// The target.
        range: String,
    },
    /// An offline downgrade without a start.
    #[error("downgrade with --sql requires <fromrev>:<torev>")]
    DowngradeNeedsRange,
    /// A range of the history without a `:`.
    #[error("History range requires [start]:[end], [start]:, or :[end]")]
    BadHistoryRange {
        /// The range.
        range: String,
    },
    /// An offline stamp that should read the database.
    #[error("Can't use --purge with --sql mode")]
    PurgeOffline,
    /// An offline stamp from several places at once.
    #[error("Stamp operation with --sql only supports a single starting revision at a time")]
    SeveralStarts,
    /// A new revision below another one.
    #[error(
        "Revision {revision} is not a head revision; please specify --splice to create a new branch from this revision"
    )]
    NotAHead {
        /// The revision.
        revision: RevisionId,
    },
    /// A new revision that follows one revision twice.
    #[error("Duplicate head revisions specified{}", in_brackets(heads))]
    DuplicateHeads {
        /// The revisions that are named more than once.
        heads: Vec<RevisionId>,
    },
}
