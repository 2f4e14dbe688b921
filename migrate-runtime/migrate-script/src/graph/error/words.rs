//! The words of an error: its kind, what to do about it, and how lists are written.

use crate::revision::RevisionId;

use super::{GraphError, Literal};

impl GraphError {
    /// A stable name of the kind of error; where Alembic has an error of the kind, the conformance vectors' name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EmptyId { .. } => "empty_revision_id",
            Self::IllegalId { .. } => "illegal_revision_id",
            Self::LongId { .. } => "long_revision_id",
            Self::ReservedName { .. } => "reserved_name",
            Self::IllegalLabel { .. } => "illegal_label",
            Self::DuplicateRevision { .. } => "duplicate_revision",
            Self::DuplicateLabel { .. } => "duplicate_label",
            Self::MissingDownRevision { .. } => "missing_down_revision",
            Self::MissingDependency { .. } => "missing_dependency",
            Self::SelfLoop { .. } => "self_loop",
            Self::DependencySelfLoop { .. } => "dependency_self_loop",
            Self::Cycle { .. } => "cycle",
            Self::DependencyCycle { .. } => "dependency_cycle",
            Self::EmptyTarget => "empty_target",
            Self::UnknownRevision { .. } | Self::UnknownCurrent { .. } => "unknown_revision",
            Self::AmbiguousPrefix { .. } => "ambiguous_prefix",
            Self::UnknownBranch { .. } => "unknown_branch",
            Self::NotInBranch { .. } => "not_in_branch",
            Self::MultipleHeads { .. } => "multiple_heads",
            Self::NotAncestor { .. } | Self::NotBelowCurrent { .. } => "not_ancestor",
            Self::InvalidDowngradeTarget { .. } => "invalid_downgrade_target",
            Self::RelativeOutOfRange { .. } => "relative_out_of_range",
            Self::WalkedTooFar { .. } => "walked_too_far",
            Self::AmbiguousWalk { .. } => "ambiguous_walk",
            Self::AmbiguousUpgrade { .. } => "ambiguous_upgrade",
            Self::AmbiguousDowngrade { .. } => "ambiguous_downgrade",
            Self::Overlap { .. } | Self::OverlappingCurrent { .. } => "overlap",
            Self::RangeNotAllowed { .. } => "range_not_allowed",
            Self::InvalidRange { .. } => "invalid_range",
            Self::DowngradeNeedsRange => "sql_downgrade_needs_range",
            Self::BadHistoryRange { .. } => "bad_history_range",
            Self::PurgeOffline => "purge_with_sql",
            Self::SeveralStarts => "sql_stamp_one_start",
            Self::NotAHead { .. } => "not_a_head",
            Self::DuplicateHeads { .. } => "duplicate_heads",
        }
    }

    /// What to do about it: a lowercase fragment that may name a command.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::MissingDownRevision { nearest, .. } | Self::MissingDependency { nearest, .. } => {
                Some(match nearest {
                    Some(nearest) => {
                        format!("`{nearest}` is the nearest; `cargo migrate history` lists all")
                    }
                    None => "`cargo migrate history` lists all revisions".to_owned(),
                })
            }
            Self::UnknownCurrent { .. } => Some(
                "a file was deleted or belongs to another branch of the repository: restore it, or tell the database where it is with `cargo migrate stamp --purge <revision>`"
                    .to_owned(),
            ),
            Self::OverlappingCurrent { revision, .. } => Some(format!(
                "mend the version table with `cargo migrate stamp --purge {revision}`, with all other heads that are applied after it"
            )),
            Self::MultipleHeads { .. } => Some(
                "join them with `cargo migrate merge heads -m \"…\"`, or put yours on top with `cargo migrate rebase`"
                    .to_owned(),
            ),
            Self::UnknownRevision { .. } => Some("`cargo migrate history` lists all revisions".to_owned()),
            Self::AmbiguousPrefix { .. } => Some("give more characters".to_owned()),
            Self::AmbiguousUpgrade { .. } | Self::AmbiguousWalk { .. } => Some(
                "name the branch, `<branch>@+1` say, or the revision itself".to_owned(),
            ),
            _ => None,
        }
    }

    /// The literals at fault, the first one being where the mistake most likely is; none for a question.
    pub fn literals(&self) -> Vec<Literal> {
        match self {
            Self::EmptyId { at }
            | Self::IllegalId { at, .. }
            | Self::LongId { at, .. }
            | Self::ReservedName { at, .. }
            | Self::IllegalLabel { at, .. }
            | Self::MissingDownRevision { at, .. }
            | Self::MissingDependency { at, .. }
            | Self::SelfLoop { at, .. }
            | Self::DependencySelfLoop { at, .. } => vec![*at],
            Self::DuplicateRevision { first, at, .. } | Self::DuplicateLabel { first, at, .. } => {
                vec![*at, *first]
            }
            Self::Cycle { at, .. } | Self::DependencyCycle { at, .. } => at.clone(),
            _ => Vec::new(),
        }
    }
}

pub(super) fn comma<T: std::fmt::Display>(items: &[T]) -> String {
    items
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn quoted_list(items: &[String]) -> String {
    items
        .iter()
        .map(|item| format!("'{item}'"))
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn quoted(characters: &[char]) -> String {
    // A control character would not be seen, so it is shown as Rust writes it.
    format!(
        "'{}'",
        characters
            .iter()
            .flat_map(|c| c.escape_debug())
            .collect::<String>()
    )
}

pub(super) fn in_brackets(revisions: &[RevisionId]) -> String {
    if revisions.is_empty() {
        String::new()
    } else {
        format!(" ({})", comma(revisions))
    }
}

pub(super) fn nearest_are(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        [one] => format!("; the nearest is '{one}'"),
        several => format!("; the nearest are {}", quoted_list(several)),
    }
}
