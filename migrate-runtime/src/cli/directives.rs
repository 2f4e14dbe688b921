//! The hook that may rewrite what autogenerate is about to write: Alembic's `process_revision_directives`.

/// A change that autogenerate is about to write into a revision.
///
/// See [`Runner::process_revision_directives`](super::Runner::process_revision_directives).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive(Content);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Found {
        /// Its place in the list that was handed over.
        number: u32,
        kind: String,
        object: String,
        description: String,
        destroys: Option<String>,
    },
    Execute {
        upgrade: String,
        downgrade: String,
    },
}

impl Directive {
    /// Statements of one's own, for both directions; either may be empty.
    ///
    /// Statements that stand in front of all others in an upgrade are undone last, and all others first.
    pub fn execute(upgrade: impl Into<String>, downgrade: impl Into<String>) -> Self {
        Self(Content::Execute {
            upgrade: upgrade.into(),
            downgrade: downgrade.into(),
        })
    }

    /// What kind of change it is: `create_table`, `drop_column`, `alter_column`, …; `execute` for statements of one's own.
    pub fn kind(&self) -> &str {
        match &self.0 {
            Content::Found { kind, .. } => kind,
            Content::Execute { .. } => "execute",
        }
    }

    /// What it changes: `users`, or `users.email` for a column, a constraint or an index of a table.
    pub fn object(&self) -> &str {
        match &self.0 {
            Content::Found { object, .. } => object,
            Content::Execute { .. } => "",
        }
    }

    /// The change in one line, as the terminal shows it.
    pub fn description(&self) -> &str {
        match &self.0 {
            Content::Found { description, .. } => description,
            Content::Execute { upgrade, .. } => upgrade,
        }
    }

    /// What data it destroys, if any.
    pub fn destroys(&self) -> Option<&str> {
        match &self.0 {
            Content::Found { destroys, .. } => destroys.as_deref(),
            Content::Execute { .. } => None,
        }
    }

    pub(super) fn found(content: Content) -> Self {
        Self(content)
    }

    pub(super) fn into_content(self) -> Content {
        self.0
    }
}
