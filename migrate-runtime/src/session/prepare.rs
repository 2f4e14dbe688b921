//! Operations written for the dialect, without those that an earlier run has done.

use super::deliver::Then;
use super::{Origin, Piece, SendFailure, Session};
use crate::existing_table::ExistingTable;
use crate::history::Place;
use crate::operations::{Recorded, RenderError, Statements};
use crate::report::Notice;

/// An operation that is to be sent.
enum Written {
    /// Its statements.
    Pieces(Vec<Piece>),
    /// It must see its table first.
    Unseen,
    /// An earlier run has done it.
    Done,
}

impl Session {
    /// Writes the operations for the dialect; where one must see its table, what stands before it is sent.
    pub(super) async fn prepare(
        &mut self,
        recorded: Vec<Recorded>,
    ) -> Result<Vec<Piece>, SendFailure> {
        let dialect = self.connection.dialect();
        let first = self.digests.len();
        self.take_note_of(&recorded)?;
        // All that can be written without a look is, before anything is sent.
        let mut written = Vec::with_capacity(recorded.len());
        for (number, recorded) in (first..).zip(&recorded) {
            if self.is_done_in_part(number) {
                self.progress.done_in_part(recorded);
            }
            written.push(if self.is_done(number) {
                self.progress.done_before(number, recorded);
                Written::Done
            } else if recorded.operation.table_to_read(dialect).is_some() {
                Written::Unseen
            } else {
                Written::Pieces(self.write(number, recorded, None)?)
            });
        }
        if recorded
            .iter()
            .any(|recorded| recorded.operation.recreates(dialect))
        {
            self.switch_foreign_keys_off().await?;
        }
        let mut pieces = Vec::new();
        for (index, written) in written.into_iter().enumerate() {
            match written {
                Written::Pieces(written) => pieces.extend(written),
                Written::Done => {}
                Written::Unseen => {
                    let before = std::mem::take(&mut pieces);
                    let rest = &recorded[index..];
                    let written = self.look_and_write(before, first + index, &rest[0]).await;
                    pieces = written.inspect_err(|_| self.leave(rest))?;
                }
            }
        }
        Ok(pieces)
    }

    /// Remembers what the operations are; refuses those that are not what an earlier run has done.
    fn take_note_of(&mut self, recorded: &[Recorded]) -> Result<(), SendFailure> {
        for recorded in recorded {
            let digest = self.digests.last().copied().unwrap_or_default();
            let digest = digest.with(recorded);
            self.digests.push(digest);
            let resume = self.setting.resume;
            let is_last_fixed =
                |mark| self.digests.len() == crate::history::Mark::fixed_operations(mark);
            if let Some(mark) = resume.as_ref()
                && is_last_fixed(mark)
                && mark.digest != digest
            {
                return Err(SendFailure::Changed);
            }
        }
        Ok(())
    }

    /// Whether an earlier run has done an operation.
    fn is_done(&self, number: usize) -> bool {
        let resume = self.setting.resume;
        resume.is_some_and(|mark| number < mark.place.operation)
    }

    /// Whether an earlier run has done some of an operation's statements.
    fn is_done_in_part(&self, number: usize) -> bool {
        let resume = self.setting.resume.map(|mark| mark.place);
        resume.is_some_and(|place| place.operation == number && place.statement > 0)
    }

    /// Whether an earlier run has begun an operation, so that it may be done.
    fn is_doubtful(&self, number: usize) -> bool {
        let resume = self.setting.resume;
        resume.is_some_and(|mark| mark.is_begun && number == mark.place.operation)
    }

    /// Sends what stands before an operation, and writes it for its table as that has become.
    async fn look_and_write(
        &mut self,
        before: Vec<Piece>,
        number: usize,
        recorded: &Recorded,
    ) -> Result<Vec<Piece>, SendFailure> {
        self.deliver(before, Then::Stay).await?;
        let written = match self.read_table(recorded).await {
            Ok(table) => self.write(number, recorded, Some(&table)),
            Err(failure) => Err(failure),
        };
        match written {
            // It could be written when it was begun, so what it was to change has been changed.
            Err(SendFailure::Render { .. }) if self.is_doubtful(number) => {
                self.is_settled = true;
                self.progress.done_before(number, recorded);
                let what = recorded.operation.name().to_owned();
                self.notices.push(Notice::WasDone { what });
                Ok(Vec::new())
            }
            written => written,
        }
    }

    fn write(
        &self,
        number: usize,
        recorded: &Recorded,
        table: Option<&ExistingTable>,
    ) -> Result<Vec<Piece>, SendFailure> {
        let mut statements =
            Statements::new(self.connection.dialect()).with_naming(&self.setting.naming);
        if let Some(table) = table {
            statements = statements.with_table(table);
        }
        let rendered = recorded.render(&mut statements);
        rendered.map_err(|source| SendFailure::Render {
            location: recorded.location,
            source,
        })?;
        let resume = self.setting.resume;
        let resume = resume.filter(|mark| mark.place.operation == number);
        let done = resume.map_or(0, |mark| mark.place.statement);
        let pieces = statements.into_vec().into_iter().enumerate();
        let pieces = pieces.skip(done).map(|(statement, it)| Piece {
            sql: it.sql,
            origin: Origin::Operation(recorded.location),
            alone: it.alone,
            check: it.check,
            place: Place {
                operation: number,
                statement,
            },
            is_doubtful: statement == done && self.is_doubtful(number),
        });
        Ok(pieces.collect())
    }

    async fn read_table(&mut self, recorded: &Recorded) -> Result<ExistingTable, SendFailure> {
        let location = recorded.location;
        let name = recorded.operation.table_to_read(self.connection.dialect());
        let name = name
            .expect("only what must see a table asks for it")
            .clone();
        let table = self.connection.read_table(&name).await;
        let table = table.map_err(|source| SendFailure::Statement {
            piece: Box::new(Piece::new(
                format!("(a look at table {})", name.name),
                Origin::Operation(location),
            )),
            source,
        })?;
        let mut table = table.ok_or_else(|| SendFailure::Render {
            location,
            source: RenderError::invalid(format!("there is no table `{}`", name.name)),
        })?;
        table.check_foreign_keys = self.foreign_keys_off;
        Ok(table)
    }
}
