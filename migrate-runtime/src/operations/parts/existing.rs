//! What `ALTER` and `DROP` say of what is there already: whether it must be, and what goes with it.

use crate::operations::{RenderError, Statements};
use crate::schema::TableName;

/// What makes a table anew where it cannot be altered.
pub(in crate::operations) const RECREATE: &str =
    "use `op.batch_alter_table`, which makes the table anew";

impl Statements<'_> {
    /// `IF EXISTS ` if it is asked for; `may` says whether the database takes it for `what`, `an index` say.
    pub(in crate::operations) fn if_exists(
        &self,
        asked: bool,
        may: bool,
        what: &str,
    ) -> Result<&'static str, RenderError> {
        self.asked(
            asked,
            may,
            "IF EXISTS ",
            &format!("ask whether {what} exists"),
            "leave `if_exists` out: the revision that made it has been applied",
        )
    }

    /// `IF NOT EXISTS ` if it is asked for; `may` says whether the database takes it for `what`.
    pub(in crate::operations) fn if_not_exists(
        &self,
        asked: bool,
        may: bool,
        what: &str,
    ) -> Result<&'static str, RenderError> {
        self.asked(
            asked,
            may,
            "IF NOT EXISTS ",
            &format!("ask whether {what} exists"),
            "leave `if_not_exists` out: a revision is applied once",
        )
    }

    /// ` CASCADE` if it is asked for; `may` says whether the database takes it for `what`.
    pub(in crate::operations) fn cascade(
        &self,
        asked: bool,
        may: bool,
        what: &str,
    ) -> Result<&'static str, RenderError> {
        self.asked(
            asked,
            may,
            " CASCADE",
            &format!("drop what depends on {what} together with it"),
            "leave `cascade` out, and drop what depends on it first",
        )
    }

    /// `ALTER TABLE … ADD …`; the constraint has been written by one of the functions for it.
    pub(in crate::operations) fn push_constraint(&mut self, table: &TableName, constraint: String) {
        let table = self.dialect.quote_table(table);
        self.push(format!("ALTER TABLE {table} ADD {constraint}"));
    }

    /// Refuses to do something to the constraints of a table, as an infinitive, where they cannot be changed.
    pub(in crate::operations) fn may_alter_constraints(
        &self,
        what: &str,
    ) -> Result<(), RenderError> {
        if self.dialect.constraints.alter {
            return Ok(());
        }
        Err(self.unsupported(what, RECREATE))
    }

    /// ` NOT VALID` if it is asked for.
    pub(in crate::operations) fn not_valid(
        &self,
        asked: bool,
    ) -> Result<&'static str, RenderError> {
        let may = self.dialect.constraints.not_valid;
        let what = "add a constraint without a look at the rows that are there";
        let help = "leave `not_valid` out, and mend the rows before";
        self.asked(asked, may, " NOT VALID", what, help)
    }

    /// A clause if it is asked for, or why there is none: `what` as an infinitive.
    fn asked(
        &self,
        asked: bool,
        may: bool,
        clause: &'static str,
        what: &str,
        help: &'static str,
    ) -> Result<&'static str, RenderError> {
        match asked {
            false => Ok(""),
            true if may => Ok(clause),
            true => Err(self.unsupported(what, help)),
        }
    }
}
