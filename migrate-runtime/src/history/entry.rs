//! What the history tells of a step.

use std::time::Duration;

use migrate_script::RevisionId;
use migrate_script::graph::Direction;

/// A row of the history: a revision that was applied, undone or stamped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryEntry {
    /// The revision.
    pub revision: RevisionId,
    /// What was done.
    pub direction: Direction,
    /// When it was done, in UTC: `2026-01-11 09:30:05`.
    pub at: String,
    /// How long it took; `None` for a stamp and where it was done by a script.
    pub duration: Option<Duration>,
    /// The version of the tool that did it.
    pub tool_version: String,
    /// The account that was connected; `None` on a database without accounts.
    pub database_user: Option<String>,
    /// The hash of the revision's tokens as they were then, where they were known.
    pub hash: Option<String>,
    /// Whether it was begun and not brought to its end.
    pub is_unfinished: bool,
}

/// The columns of a row as text, in the order in which they are selected.
pub(crate) type Columns = [Option<String>; 8];

impl HistoryEntry {
    /// The entry of a row; `None` where it says something that this version does not know.
    pub(crate) fn of(columns: Columns) -> Option<Self> {
        let [
            revision,
            direction,
            at,
            duration,
            tool_version,
            database_user,
            hash,
            progress,
        ] = columns;
        let at = at?;
        // Without what is smaller than a second, and the zone.
        let at = at
            .get(.."2026-01-11 09:30:05".len())
            .unwrap_or(&at)
            .to_owned();
        let duration = duration.and_then(|text| text.parse().ok());
        Some(Self {
            revision: revision?.into(),
            direction: read_direction(&direction?)?,
            at,
            duration: duration.map(Duration::from_millis),
            tool_version: tool_version?,
            database_user,
            hash,
            is_unfinished: progress.is_some(),
        })
    }
}

/// A direction as the history writes it.
pub(crate) fn written_direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
        Direction::Stamp => "stamp",
    }
}

pub(crate) fn read_direction(text: &str) -> Option<Direction> {
    let all = [Direction::Upgrade, Direction::Downgrade, Direction::Stamp];
    all.into_iter()
        .find(|direction| written_direction(*direction) == text)
}
