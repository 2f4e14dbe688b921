//! Keys, checks and other constraints.

use migrate_runtime::Operations;
use migrate_runtime::schema::{self, ConstraintKind};
use quote::quote;

use super::Renderer;
use super::call::{Block, Chain, Made, begin, call};
use super::expression::bare;
use crate::autogenerate::compare::mysql::{Key, is_of_column};
use crate::autogenerate::schema::{
    Action, Check, Deferral, Exclude, ForeignKey, Name, PrimaryKey, Unique,
};

/// A constraint of which the server may say more than its directive can.
pub(in crate::autogenerate) trait Kept {
    /// What stands in the definition of those of which it does.
    const MORE: &'static [&'static str];

    fn definition(&self) -> &str;

    /// Whether the directive says all of it.
    fn is_kept(&self) -> bool {
        !Self::MORE
            .iter()
            .any(|more| self.definition().contains(more))
    }
}

impl Kept for Unique {
    const MORE: &'static [&'static str] = &[" INCLUDE (", " WITHOUT OVERLAPS"];

    fn definition(&self) -> &str {
        &self.definition
    }
}

impl Kept for ForeignKey {
    const MORE: &'static [&'static str] =
        &[" SET NULL (", " SET DEFAULT (", "PERIOD ", " NOT ENFORCED"];

    fn definition(&self) -> &str {
        &self.definition
    }
}

impl Kept for Check {
    const MORE: &'static [&'static str] = &[") NO INHERIT", ") NOT ENFORCED"];

    fn definition(&self) -> &str {
        &self.definition
    }
}

impl Unique {
    /// Whether nothing but its columns is said of it.
    pub(super) fn is_plain(&self) -> bool {
        self.is_kept() && !self.nulls_not_distinct && self.deferral == Deferral::NotDeferrable
    }
}

impl ForeignKey {
    /// Whether nothing but its columns and actions is said of it.
    pub(super) fn is_plain(&self) -> bool {
        self.is_kept()
            && self.is_valid
            && !self.is_match_full
            && self.deferral == Deferral::NotDeferrable
    }
}

/// When the constraint of a chain is checked.
macro_rules! defer {
    ($chain:ident, $deferral:expr) => {
        match $deferral {
            $crate::autogenerate::schema::Deferral::NotDeferrable => {}
            $crate::autogenerate::schema::Deferral::Deferrable => {
                $crate::autogenerate::render::call::call!($chain.deferrable());
            }
            $crate::autogenerate::schema::Deferral::InitiallyDeferred => {
                $crate::autogenerate::render::call::call!($chain.initially_deferred());
            }
        }
    };
}
pub(super) use defer;

pub(super) fn unique(chain: &mut Chain<'_, &mut schema::Unique>, it: &Unique) {
    if it.nulls_not_distinct {
        call!(chain.nulls_not_distinct());
    }
    defer!(chain, it.deferral);
}

pub(super) fn foreign_key(chain: &mut Chain<'_, &mut schema::ForeignKey>, it: &ForeignKey) {
    if it.is_match_full {
        call!(chain.match_full());
    }
    if let Some(action) = action(it.on_delete) {
        call!(chain.on_delete(action));
    }
    if let Some(action) = action(it.on_update) {
        call!(chain.on_update(action));
    }
    defer!(chain, it.deferral);
}

/// The action of a foreign key, unless it is the database's own choice.
pub(super) fn action(action: Action) -> Option<Made<schema::Action>> {
    let (value, source) = match action {
        Action::NoAction => return None,
        Action::Restrict => (schema::Action::Restrict, quote!(Restrict)),
        Action::Cascade => (schema::Action::Cascade, quote!(Cascade)),
        Action::SetNull => (schema::Action::SetNull, quote!(SetNull)),
        Action::SetDefault => (schema::Action::SetDefault, quote!(SetDefault)),
    };
    Some(Made { value, source })
}

impl Renderer<'_> {
    pub(super) fn create_primary_key(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        key: &PrimaryKey,
    ) {
        if key.columns.iter().any(|it| self.brings_key(table, it)) {
            return;
        }
        let chain = begin!(op.create_primary_key(key.name, table, key.columns));
        defer!(chain, key.deferral);
        self.behind_new_key(op, table, &Key::Primary);
    }

    pub(super) fn create_unique(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        name: &str,
        it: &Unique,
    ) {
        if !it.is_kept() {
            return self.add_constraint(op, table, name, &it.definition);
        }
        let mut chain = begin!(op.create_unique_constraint(name, table, it.columns));
        unique(&mut chain, it);
        self.behind_new_key(op, table, &Key::Unique(name.to_owned()));
    }

    pub(super) fn create_foreign_key(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        name: &str,
        it: &ForeignKey,
    ) {
        if !it.is_kept() {
            return self.add_constraint(op, table, name, &it.definition);
        }
        let mut chain = begin!(op.create_foreign_key(
            name,
            table,
            it.columns,
            it.referred,
            it.referred_columns,
        ));
        foreign_key(&mut chain, it);
        if !it.is_valid {
            call!(chain.not_valid());
        }
    }

    pub(super) fn create_check(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        name: &str,
        it: &Check,
    ) {
        if self.is_mysql() && is_of_column(it) {
            return self.create_check_of_column(op, table, it);
        }
        if !it.is_kept() {
            return self.add_constraint(op, table, name, &it.definition);
        }
        let condition = bare(&it.condition);
        let chain = begin!(op.create_check_constraint(name, table, condition));
        if !it.is_valid {
            call!(chain.not_valid());
        }
    }

    pub(super) fn create_exclude(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        name: &str,
        it: &Exclude,
    ) {
        let Some(parsed) = self.exclude(table, name, it) else {
            return self.add_constraint(op, table, name, &it.definition);
        };
        let mut chain = begin!(op.create_exclude_constraint(name, table, parsed.elements));
        parsed.describe(&mut chain);
    }

    /// A constraint as the server defines it.
    fn add_constraint(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        name: &str,
        definition: &str,
    ) {
        let (table, name) = (self.quote(table), self.dialect.quote(name));
        begin!(op.execute(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        )));
    }

    pub(super) fn drop_constraint(
        op: &mut Block<'_, Operations>,
        table: &Name,
        name: &str,
        kind: ConstraintKind,
    ) {
        begin!(op.drop_constraint(name, table, constraint_kind(kind)));
    }
}

/// A kind, as Rust writes it.
pub(super) fn constraint_kind(kind: ConstraintKind) -> Made<ConstraintKind> {
    let source = match kind {
        ConstraintKind::PrimaryKey => quote!(ConstraintKind::PrimaryKey),
        ConstraintKind::Unique => quote!(ConstraintKind::Unique),
        ConstraintKind::Check => quote!(ConstraintKind::Check),
        ConstraintKind::ForeignKey => quote!(ConstraintKind::ForeignKey),
        ConstraintKind::Exclude => quote!(ConstraintKind::Exclude),
    };
    Made {
        value: kind,
        source,
    }
}
