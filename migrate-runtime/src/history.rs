//! The history table: what was done to a database, when and by whom; a row for each revision that was applied,
//! undone or stamped, written in the transaction that does it.
//!
//! The row of a revision that cannot run in one transaction is written before its first part, and holds how far the
//! revision has come until it is done.

mod entry;
mod mark;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use migrate_script::RevisionId;
use migrate_script::graph::{Direction, Step};

use crate::dialect::Dialect;
use crate::operations::{Operations, Statements};
use crate::schema::{TableName, bigint, timestamptz, varchar};
use crate::session::{Origin, Piece};
use crate::settings::Settings;
use crate::version_table::{self, VersionTable};

pub use entry::HistoryEntry;
pub(crate) use entry::read_direction;
pub(crate) use mark::{Digest, Mark, Place, RunId};

/// The history table of a database, as SQL of its dialect.
#[derive(Debug, Clone)]
pub(crate) struct HistoryTable {
    dialect: &'static Dialect,
    name: TableName,
}

/// What is written of a step.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) revision: RevisionId,
    pub(crate) direction: Direction,
    /// The hash of the revision, where it is known.
    pub(crate) hash: Option<String>,
}

impl Entry {
    /// What is written of a step; `hash` is the revision's, where it is known.
    pub(crate) fn of(step: &Step, hash: Option<&str>) -> Self {
        // A stamp to before a revision runs nothing, and yet takes it away.
        let takes_away = step.rows.insert.is_empty() && step.rows.update.is_empty();
        Self {
            revision: step.revision.clone(),
            direction: match step.direction {
                Direction::Stamp if takes_away => Direction::Downgrade,
                direction => direction,
            },
            hash: hash.map(str::to_owned),
        }
    }
}

/// Whose an unfinished step is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    /// The run that goes on with it.
    pub(crate) run: RunId,
    /// What an earlier run has left of it.
    pub(crate) found: Option<Mark>,
}

/// When a step began: by this process's clock, and as a moment to count from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Started {
    instant: std::time::Instant,
    time: SystemTime,
}

impl Started {
    pub(crate) fn now() -> Self {
        Self {
            instant: std::time::Instant::now(),
            time: SystemTime::now(),
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.instant.elapsed()
    }
}

/// The version of this tool, as the history names it.
const TOOL_VERSION: &str = env!("CARGO_PKG_VERSION");

impl HistoryTable {
    /// The table beside the version table; `None` where none is wanted.
    pub(crate) fn new(dialect: &'static Dialect, settings: &Settings) -> Option<Self> {
        let schema = settings.version_table_schema.as_deref();
        settings.history.then(|| Self {
            dialect,
            name: TableName {
                schema: schema.map(str::to_owned),
                name: format!("{}_history", settings.version_table),
            },
        })
    }

    fn quoted(&self) -> String {
        self.dialect.quote_table(&self.name)
    }

    /// Creates the table where it is missing.
    pub(crate) fn create(&self) -> Piece {
        let mut op = Operations::new(self.dialect);
        let create = op.create_table(self.name.clone(), |t| {
            t.column("id", bigint()).primary_key().identity();
            t.column("revision", varchar(32)).not_null();
            t.column("direction", varchar(9)).not_null();
            t.column("hash", varchar(32));
            t.column("changed_at", timestamptz()).not_null();
            t.column("duration_ms", bigint());
            t.column("tool_version", varchar(32)).not_null();
            t.column("database_user", varchar(255));
            t.column("progress", varchar(255));
        });
        create.if_not_exists();
        let mut statements = Statements::new(self.dialect);
        let written = op.recorded()[0].render(&mut statements);
        written.expect("every dialect has these types");
        let statement = statements.into_vec().swap_remove(0);
        version(statement.sql).alone(statement.alone)
    }

    /// Writes down a step that is done at this moment, in its transaction; `started` is when it began, unless it did
    /// nothing but move the version table.
    pub(crate) fn insert(&self, entry: &Entry, started: Option<Started>) -> Piece {
        let elapsed = started.map_or_else(|| "NULL".to_owned(), |started| self.elapsed(started));
        let (columns, values) = self.row(entry, &elapsed, "NULL");
        version(format!(
            "INSERT INTO {} ({columns}) VALUES ({values})",
            self.quoted()
        ))
    }

    /// Writes down that a step has begun and how far it has come; fails where another one is unfinished.
    pub(crate) fn begin(&self, entry: &Entry, mark: &Mark) -> Vec<Piece> {
        let mark = self.dialect.literal(&mark.to_string());
        let (columns, values) = self.row(entry, "NULL", &mark);
        let name = self.quoted();
        let insert = format!(
            "INSERT INTO {name} ({columns}) SELECT {values} \
             WHERE NOT EXISTS (SELECT 1 FROM {name} WHERE progress IS NOT NULL)"
        );
        version_table::checked(self.dialect, insert, Origin::State)
    }

    /// Writes down how far a step has come; fails where another run has gone on with it.
    pub(crate) fn advance(&self, claim: &Claim, mark: &Mark) -> Vec<Piece> {
        let (name, claim) = (self.quoted(), self.claim(claim));
        let mark = self.dialect.literal(&mark.to_string());
        let update = format!("UPDATE {name} SET progress = {mark} WHERE {claim}");
        version_table::checked(self.dialect, update, Origin::State)
    }

    /// Writes down that a step which [`begin`](Self::begin) began is done.
    pub(crate) fn finish(&self, entry: &Entry, claim: &Claim, started: Started) -> Vec<Piece> {
        let (clock, name, claim) = (self.dialect.clock, self.quoted(), self.claim(claim));
        let (hash, elapsed) = (self.optional(entry.hash.as_deref()), self.elapsed(started));
        let update = format!(
            "UPDATE {name} SET hash = {hash}, changed_at = {}, duration_ms = {elapsed}, \
             tool_version = '{TOOL_VERSION}', database_user = {}, progress = NULL WHERE {claim}",
            clock.now, clock.user
        );
        version_table::checked(self.dialect, update, Origin::State)
    }

    /// Forgets a step of which nothing is done after all, if it is written down.
    pub(crate) fn withdraw(&self, claim: &Claim) -> Vec<Piece> {
        let (name, claim) = (self.quoted(), self.claim(claim));
        vec![version(format!("DELETE FROM {name} WHERE {claim}"))]
    }

    /// Forgets whatever was begun and will not be gone on with.
    pub(crate) fn forget(&self) -> Piece {
        version(format!(
            "DELETE FROM {} WHERE progress IS NOT NULL",
            self.quoted()
        ))
    }

    /// Which row is a run's own: it has written it, or found it.
    fn claim(&self, Claim { run, found }: &Claim) -> String {
        let own = format!("progress LIKE '%{run}%'");
        match found {
            None => own,
            Some(found) => {
                let found = self.dialect.literal(&found.to_string());
                format!("({own} OR progress = {found})")
            }
        }
    }

    /// Reads the rows of the version table, and behind them the hashes and the progress of what is written down here.
    pub(crate) fn select_state(&self, versions: &VersionTable<'_>) -> String {
        format!(
            "SELECT 0 AS kind, 0 AS id, CAST(version_num AS {text}) AS revision, NULL AS direction, NULL AS hash, \
             NULL AS progress FROM {} \
             UNION ALL SELECT 1, id, CAST(revision AS {text}), direction, hash, progress FROM {} ORDER BY 1, 2, 3",
            versions.name(),
            self.quoted(),
            text = self.dialect.clock.text,
        )
    }

    /// Reads all rows, each column as text.
    pub(crate) fn select(&self) -> String {
        let column = |name: &str| format!("CAST({name} AS {})", self.dialect.clock.text);
        format!(
            "SELECT revision, direction, {}, {}, tool_version, {}, hash, progress FROM {} ORDER BY id",
            column("changed_at"),
            column("duration_ms"),
            column("database_user"),
            self.quoted()
        )
    }

    /// The columns of a row, and their values.
    fn row(&self, entry: &Entry, elapsed: &str, progress: &str) -> (&'static str, String) {
        let clock = self.dialect.clock;
        let values = [
            &self.dialect.literal(&entry.revision),
            &format!("'{}'", entry::written_direction(entry.direction)),
            &self.optional(entry.hash.as_deref()),
            clock.now,
            elapsed,
            &format!("'{TOOL_VERSION}'"),
            clock.user,
            progress,
        ];
        (
            "revision, direction, hash, changed_at, duration_ms, tool_version, database_user, progress",
            values.join(", "),
        )
    }

    fn optional(&self, text: Option<&str>) -> String {
        text.map_or_else(|| "NULL".to_owned(), |text| self.dialect.literal(text))
    }

    /// What must be sent with a step's first message, so that it can be told how long the step took.
    pub(crate) fn start(&self, started: Started) -> Option<String> {
        self.dialect
            .clock
            .start
            .map(|start| filled_in(start, started))
    }

    /// How many milliseconds a step has taken when the statement is run, as an expression.
    fn elapsed(&self, started: Started) -> String {
        filled_in(self.dialect.clock.elapsed, started)
    }
}

/// A text of [`ClockFacts`](crate::dialect::ClockFacts) with the times of a step.
fn filled_in(text: &str, started: Started) -> String {
    let since_1970 = started.time.duration_since(UNIX_EPOCH).unwrap_or_default();
    text.replace("$before", &started.elapsed().as_millis().to_string())
        .replace("$started", &since_1970.as_millis().to_string())
}

fn version(sql: String) -> Piece {
    Piece::new(sql, Origin::Version)
}
