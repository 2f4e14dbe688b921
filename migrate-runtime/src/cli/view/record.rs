//! What the history of a database says of its revisions.

use std::collections::HashMap;

use migrate_script::graph::Direction;

use crate::cli::json::Json;
use crate::cli::progress::readable;
use crate::history::HistoryEntry;

/// What the history says of each revision that is applied.
#[derive(Debug, Default)]
pub(crate) struct Records<'a>(HashMap<&'a str, &'a HistoryEntry>);

impl<'a> Records<'a> {
    /// The last time that each revision was applied or stamped, unless it was undone since.
    pub(crate) fn of(history: &'a [HistoryEntry]) -> Self {
        let mut records = HashMap::new();
        for entry in history.iter().filter(|entry| !entry.is_unfinished) {
            match entry.direction {
                Direction::Downgrade => records.remove(entry.revision.as_str()),
                Direction::Upgrade | Direction::Stamp => {
                    records.insert(entry.revision.as_str(), entry)
                }
            };
        }
        Self(records)
    }

    pub(super) fn get(&self, revision: &str) -> Option<&'a HistoryEntry> {
        self.0.get(revision).copied()
    }

    /// The block of a revision with a line that says when it was applied, above its message.
    pub(crate) fn add_to(&self, revision: &str, block: String) -> String {
        let Some(entry) = self.get(revision) else {
            return block;
        };
        let line = format!("{}: {}", done(entry.direction), circumstances(entry));
        match block.split_once("\n\n") {
            Some((head, message)) => format!("{head}\n{line}\n\n{message}"),
            None => block,
        }
    }
}

/// A line for each thing that was done, the newest first.
pub(crate) fn log(history: &[HistoryEntry]) -> String {
    let lines = history.iter().rev().map(|entry| {
        let unfinished = if entry.is_unfinished {
            ", not brought to its end"
        } else {
            ""
        };
        let (word, id) = (done(entry.direction), &entry.revision);
        format!("{word} {id}: {}{unfinished}", circumstances(entry))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The step that was begun and not brought to its end.
pub(crate) fn unfinished(history: &[HistoryEntry]) -> Option<String> {
    let entry = history.iter().find(|entry| entry.is_unfinished)?;
    Some(format!(
        "the {} of {} was begun at {} UTC and not brought to its end; running it again goes on with it",
        entry.direction, entry.revision, entry.at
    ))
}

/// `2026-01-11 09:30:05 UTC, in 12 ms, by ann, with cargo-migrate 0.1.0`
fn circumstances(entry: &HistoryEntry) -> String {
    let mut text = format!("{} UTC", entry.at);
    if let Some(duration) = entry.duration {
        text.push_str(&format!(", in {}", readable(duration)));
    }
    if let Some(user) = &entry.database_user {
        text.push_str(&format!(", by {user}"));
    }
    text.push_str(&format!(", with cargo-migrate {}", entry.tool_version));
    text
}

fn done(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "Applied",
        Direction::Downgrade => "Undone",
        Direction::Stamp => "Stamped",
    }
}

/// What the history says of a revision, for programs.
pub(super) fn json(entry: Option<&HistoryEntry>) -> Json {
    let Some(entry) = entry else {
        return Json::Null;
    };
    let text = |text: &Option<String>| text.clone().map_or(Json::Null, Json::Text);
    let milliseconds = entry.duration.map(|duration| duration.as_millis());
    let milliseconds = milliseconds.and_then(|it| u32::try_from(it).ok());
    Json::Object(vec![
        ("at", Json::Text(entry.at.clone())),
        ("stamped", Json::Bool(entry.direction == Direction::Stamp)),
        ("duration_ms", milliseconds.map_or(Json::Null, Json::Number)),
        ("tool_version", Json::Text(entry.tool_version.clone())),
        ("database_user", text(&entry.database_user)),
        ("hash", text(&entry.hash)),
    ])
}
