//! What sqlx's own derives are told, so that a model and its `FromRow` or `Type` agree without being told twice.
//!
//! What is wrong in such an attribute is for sqlx to say.

use syn::{Attribute, LitStr, Type};

use super::attribute::{Argument, Value, arguments};
use super::case::Case;
use super::faults::Faults;

/// What sqlx is told of a field or a variant.
#[derive(Default)]
pub(super) struct SqlxField {
    pub(super) rename: Option<LitStr>,
    pub(super) skip: bool,
    pub(super) flatten: Option<syn::Ident>,
    /// The type that the value is made from.
    pub(super) try_from: Option<Type>,
    /// Whether the field is kept as JSON, and whether it may be NULL then.
    pub(super) json: Option<bool>,
}

/// What sqlx is told of a struct or an enum.
#[derive(Default)]
pub(super) struct SqlxContainer {
    pub(super) type_name: Option<LitStr>,
    pub(super) rename_all: Option<Case>,
}

impl SqlxField {
    pub(super) fn of(attributes: &[Attribute]) -> Self {
        let mut found = Self::default();
        for argument in told(attributes) {
            let text = argument.text(&mut Faults::default());
            match &*argument.name() {
                "rename" => found.rename = text,
                "skip" => found.skip = true,
                "flatten" => found.flatten = Some(argument.word),
                "try_from" => found.try_from = text.and_then(|it| it.parse().ok()),
                "json" => found.json = Some(matches!(argument.value, Value::Call(_))),
                _ => {}
            }
        }
        found
    }
}

impl SqlxContainer {
    pub(super) fn of(attributes: &[Attribute]) -> Self {
        let mut found = Self::default();
        for argument in told(attributes) {
            let text = argument.text(&mut Faults::default());
            match &*argument.name() {
                "type_name" => found.type_name = text,
                "rename_all" => {
                    found.rename_all = text.and_then(|it| Case::of(&it, &mut Faults::default()));
                }
                _ => {}
            }
        }
        found
    }
}

fn told(attributes: &[Attribute]) -> Vec<Argument> {
    arguments(attributes, "sqlx", &[], &mut Faults::default())
}
