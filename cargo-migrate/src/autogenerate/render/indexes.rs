//! Indexes.

use migrate_runtime::Operations;
use migrate_runtime::schema;
use proc_macro2::TokenStream;
use quote::quote;

use super::Renderer;
use super::call::{Argument, Block, Made, begin, call, method_call};
use super::expression::bare;
use crate::autogenerate::compare::mysql::Key;
use crate::autogenerate::schema::{Index, IndexKey, IndexPart, Name};

/// The method that databases choose by themselves.
const METHOD: &str = "btree";

impl Renderer<'_> {
    pub(super) fn create_index(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        name: &str,
        index: &Index,
    ) {
        if self.comes_with_key(table, name, index) {
            return;
        }
        match self.index_statement(table, name, index) {
            Some(statement) => _ = begin!(op.execute(statement)),
            None => self.create_plain_index(op, table, name, index),
        }
        self.behind_new_key(op, table, &Key::Index(name.to_owned()));
    }

    fn create_plain_index(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        name: &str,
        index: &Index,
    ) {
        let chain = begin!(op.create_index(name, table, parts(&index.parts)));
        if index.is_unique {
            call!(chain.unique());
        }
        if !index.method.eq_ignore_ascii_case(METHOD) {
            call!(chain.using(index.method));
        }
        if !index.include.is_empty() {
            call!(chain.include(index.include));
        }
        if index.nulls_not_distinct {
            call!(chain.nulls_not_distinct());
        }
        if !index.storage.is_empty() {
            call!(chain.with(index.storage.join(", ")));
        }
        if let Some(condition) = &index.condition {
            call!(chain.where_(bare(condition)));
        }
        if let Some(comment) = &index.comment {
            let index = Name {
                schema: table.schema.clone(),
                name: name.to_owned(),
            };
            self.comment(op, &format!("INDEX {}", self.quote(&index)), Some(comment));
        }
    }
}

/// Columns alone as their names, and `by` and `expr` where there is more to say.
pub(super) fn parts(parts: &[IndexPart]) -> Made<Vec<schema::IndexPart>> {
    let made: Vec<_> = parts.iter().map(part).collect();
    let columns = parts.iter().map(|it| match (&it.key, is_plain(it)) {
        (IndexKey::Column(column), true) => Some(column.source()),
        _ => None,
    });
    let sources: Vec<TokenStream> = columns
        .collect::<Option<_>>()
        .unwrap_or_else(|| made.iter().map(Argument::source).collect());
    Made {
        value: made.into_iter().map(|it| it.value).collect(),
        source: quote!([#(#sources),*]),
    }
}

fn is_plain(part: &IndexPart) -> bool {
    part.prefix.is_none()
        && !part.is_descending
        && part.nulls_first.is_none()
        && part.collation.is_none()
        && part.operator_class.is_none()
}

/// Its methods take the part itself, and not a reference: so it is passed on from call to call.
fn part(part: &IndexPart) -> Made<schema::IndexPart> {
    let mut made = match &part.key {
        IndexKey::Column(column) => {
            let name = column.source();
            Made {
                value: schema::by(column.as_str()),
                source: quote!(by(#name)),
            }
        }
        IndexKey::Expression(expression) => {
            let expression = bare(expression);
            let source = expression.source();
            Made {
                value: schema::expr(expression),
                source: quote!(expr(#source)),
            }
        }
    };
    macro_rules! add {
        ($method:ident($($argument:expr)?)) => {
            made = Made {
                value: made.value.$method($($argument.value())?),
                source: {
                    let call = method_call(stringify!($method), &[$($argument.source())?]);
                    let source = made.source;
                    quote!(#source #call)
                },
            }
        };
    }
    if let Some(length) = part.prefix {
        add!(prefix(length));
    }
    if let Some(collation) = &part.collation {
        add!(collate(collation));
    }
    if let Some(class) = &part.operator_class {
        add!(operator_class(class));
    }
    if part.is_descending {
        add!(desc());
    }
    match part.nulls_first {
        Some(true) => add!(nulls_first()),
        Some(false) => add!(nulls_last()),
        None => {}
    }
    made
}
