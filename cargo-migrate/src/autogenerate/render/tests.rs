//! Each kind of change: as Rust, as operations, and on a real PostgreSQL.

mod columns;
mod compiled;
mod constraints;
mod enums;
mod examples;
mod files;
mod indexes;
mod made_anew;
mod objects;
mod parts;
mod postgres;
mod tables;

use migrate_runtime::Operations;
use migrate_runtime::dialect::POSTGRES;
use migrate_runtime::operations::{Recorded, Statements};
use migrate_runtime::settings::NamingConvention;

use super::Renderer;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::Schema;

/// A change, and where it is made.
pub(super) struct Example {
    /// What must be there before, as SQL.
    before: &'static str,
    from: Schema,
    to: Schema,
    change: Change,
}

impl Example {
    /// A change that needs nothing.
    fn new(change: Change) -> Self {
        Self {
            before: "",
            from: Schema::default(),
            to: Schema::default(),
            change,
        }
    }

    /// What must be there before.
    fn on(self, before: &'static str) -> Self {
        Self { before, ..self }
    }

    fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&POSTGRES, &NamingConvention::NONE, &self.from, &self.to)
    }

    /// As in a revision's function.
    fn source(&self) -> String {
        let changes = std::slice::from_ref(&self.change);
        self.renderer().body(changes).unwrap()
    }

    fn operations(&self) -> Operations {
        let mut op = Operations::new(&POSTGRES);
        self.renderer().record(&self.change, &mut op);
        op
    }

    fn sql(&self) -> Vec<String> {
        let mut statements = Statements::new(&POSTGRES);
        for recorded in self.operations().recorded() {
            recorded.render(&mut statements).unwrap();
        }
        statements.into_vec().into_iter().map(|it| it.sql).collect()
    }
}

/// Operations without the places where they were recorded.
fn shown(recorded: &[Recorded]) -> String {
    let shown = recorded
        .iter()
        .map(|it| format!("{:#?} {}\n", it.operation, it.outside_transaction));
    shown.collect()
}
