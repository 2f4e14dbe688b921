//! Which changes of a batch are made in place, and which make the table anew.

use super::change::{Change, Rename};
use crate::dialect::Lexis;
use crate::operations::{Operation, Recorded};

/// What a block comes to, one after the other.
#[derive(Debug)]
pub(super) enum Part {
    /// An operation as it is.
    InPlace(Box<Recorded>),
    /// The table is made anew once, with all of these changes.
    Anew(Vec<Change>),
}

impl Part {
    fn in_place(recorded: Recorded) -> Self {
        Self::InPlace(Box::new(recorded))
    }
}

/// Divides the changes of a block into parts; with `always`, one of them at least makes the table anew.
///
/// Columns get new names in place, for the database finds their old ones in views, triggers and checks better than we
/// would. A change that speaks of such a column comes behind that, and if it needs a new table after one that was
/// made before, there are two. All others are made together.
pub(super) fn divide(
    changes: impl IntoIterator<Item = Change>,
    lexis: Lexis,
    always: bool,
) -> Vec<Part> {
    let mut division = Division::default();
    for change in changes {
        let (change, rename) = change.split_rename();
        if let Some(change) = change {
            division.push(change, lexis);
        }
        if let Some(Rename { recorded, names }) = rename {
            division.behind.push(recorded);
            division.renamed.extend(names);
        }
    }
    let is_missing = !division
        .parts
        .iter()
        .any(|part| matches!(part, Part::Anew(_)));
    division.close(always && is_missing);
    division.parts
}

#[derive(Default)]
struct Division {
    parts: Vec<Part>,
    /// What is in no part yet.
    changes: Vec<Change>,
    /// What comes behind these changes: new names of columns, and the indexes that may be over them.
    behind: Vec<Recorded>,
    /// The columns that get new names behind these changes, by both.
    renamed: Vec<String>,
}

impl Division {
    fn push(&mut self, change: Change, lexis: Lexis) {
        if matches!(change.recorded.operation, Operation::CreateIndex(_)) && !self.behind.is_empty()
        {
            return self.behind.push(change.recorded);
        }
        if self
            .renamed
            .iter()
            .any(|column| change.concerns(column, lexis))
        {
            self.close(false);
        }
        self.changes.push(change);
    }

    fn close(&mut self, anew: bool) {
        let changes = std::mem::take(&mut self.changes);
        if anew || changes.iter().any(Change::needs_new_table) {
            self.parts.push(Part::Anew(changes));
        } else {
            let changes = changes.into_iter();
            self.parts
                .extend(changes.map(|change| Part::in_place(change.recorded)));
        }
        self.parts.extend(self.behind.drain(..).map(Part::in_place));
        self.renamed.clear();
    }
}
