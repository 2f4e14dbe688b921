//! What models say in the same words as revisions: types, names, the parts of an index.

use migrate_runtime::schema::{self, Type};
use proc_macro2::{Literal, TokenStream};

use super::Renderer;
use super::call::Argument;
use super::constraints::{self, Kept as _};
use super::{expression, indexes, literal};
use crate::autogenerate::schema::{
    Action, Check, Column, Deferral, Enum, Exclude, ForeignKey, IndexPart, Name, Unique,
};

/// An exclusion constraint, taken apart.
pub(in crate::autogenerate) struct ExcludeParts {
    /// `[("room", "="), ("during", "&&")]`
    pub(in crate::autogenerate) elements: TokenStream,
    /// Unless it is the directive's own choice.
    pub(in crate::autogenerate) method: Option<String>,
    pub(in crate::autogenerate) condition: Option<String>,
    pub(in crate::autogenerate) deferral: Deferral,
}

impl Renderer<'_> {
    /// A type of the server, and how Rust writes it.
    pub(in crate::autogenerate) fn type_and_source(&self, text: &str) -> (Type, TokenStream) {
        let made = self.data_type(text);
        (made.value, made.source)
    }

    /// The enum of which a type is.
    pub(in crate::autogenerate) fn enum_of(&self, text: &str) -> Option<(Name, &Enum)> {
        self.enumeration(text)
    }

    /// The default of a column, as a person would write it.
    pub(in crate::autogenerate) fn default_of<'c>(&self, column: &'c Column) -> Option<&'c str> {
        self.default(column)
    }

    /// Whether the primary key gets its name by itself.
    pub(in crate::autogenerate) fn chooses_primary_key(&self, table: &Name, name: &str) -> bool {
        self.names_primary_key(table, name)
    }

    /// Whether a unique constraint gets its name by itself.
    pub(in crate::autogenerate) fn chooses_unique(
        &self,
        table: &Name,
        columns: &[String],
        name: &str,
    ) -> bool {
        self.names_unique(table, columns, name)
    }

    /// Whether a foreign key gets its name by itself.
    pub(in crate::autogenerate) fn chooses_foreign_key(
        &self,
        table: &Name,
        columns: &[String],
        name: &str,
    ) -> bool {
        self.names_foreign_key(table, columns, name)
    }

    /// Whether a check goes by a name that it does not have.
    pub(in crate::autogenerate) fn chooses_check(&self, table: &Name, name: &str) -> bool {
        self.names_check(table, name)
    }

    /// An exclusion constraint taken apart, if its parts say all of it.
    pub(in crate::autogenerate) fn exclude_parts(
        &self,
        table: &Name,
        name: &str,
        it: &Exclude,
    ) -> Option<ExcludeParts> {
        let parsed = self.exclude(table, name, it)?;
        Some(ExcludeParts {
            elements: parsed.elements.source(),
            method: (parsed.method != "gist").then_some(parsed.method),
            condition: parsed.condition,
            deferral: parsed.deferral,
        })
    }
}

/// The parts of an index: `["shop_id", by("day").desc()]`.
pub(in crate::autogenerate) fn index_parts(parts: &[IndexPart]) -> TokenStream {
    indexes::parts(parts).source
}

/// The action of a foreign key, unless it is the database's own choice: `Cascade`.
pub(in crate::autogenerate) fn action(action: Action) -> Option<TokenStream> {
    constraints::action(action).map(|it| it.source)
}

/// Whether a check says no more than its condition.
pub(in crate::autogenerate) fn is_said_check(it: &Check) -> bool {
    it.is_kept() && it.is_valid
}

/// Whether a unique constraint says no more than a directive can.
pub(in crate::autogenerate) fn is_said_unique(it: &Unique) -> bool {
    it.is_kept()
}

/// Whether a foreign key says no more than a directive can.
pub(in crate::autogenerate) fn is_said_foreign_key(it: &ForeignKey) -> bool {
    it.is_kept() && it.is_valid
}

/// A text as Rust writes it.
pub(in crate::autogenerate) fn text(text: &str) -> Literal {
    literal::text(text)
}

/// An expression without the parentheses around the whole of it.
pub(in crate::autogenerate) fn bare(expression: &str) -> &str {
    expression::bare(expression)
}

/// A name as the runtime has it.
pub(in crate::autogenerate) fn table_name(name: &Name) -> schema::TableName {
    name.value()
}

/// Whether nothing but its columns is said of a constraint.
pub(in crate::autogenerate) fn is_plain_unique(it: &Unique) -> bool {
    it.is_plain()
}

/// Whether nothing but its columns and actions is said of a foreign key.
pub(in crate::autogenerate) fn is_plain_foreign_key(it: &ForeignKey) -> bool {
    it.is_plain()
}
