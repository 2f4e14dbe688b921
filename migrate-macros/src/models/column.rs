//! A field of the struct as a column: what `#[column(…)]` and sqlx's own attribute say of it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Field, Type};

use super::attribute::{Argument, Value, arguments, refuse};
use super::case::Case;
use super::faults::Faults;
use super::list::{self, Scope};
use super::options::{Kind, Word, call};
use super::sqlx::SqlxField;
use super::types::{ColumnType, column_type};

/// A column of the table.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) field: Ident,
    /// Whether it takes NULL.
    pub(super) is_nullable: bool,
    /// The word that makes it a part of the primary key.
    pub(super) primary_key: Option<Ident>,
    /// The word that asks for an index over it.
    pub(super) index: Option<Ident>,
    /// The type that may need an enum to be there before.
    pub(super) own_type: Option<Type>,
    /// The type of the column, and the calls behind `t.column(…)`.
    data_type: TokenStream,
    calls: TokenStream,
}

/// The words that are methods of the column's builder.
const CALLS: &[Word] = &[
    ("primary_key", Kind::Flag),
    ("identity", Kind::Flag),
    ("identity_always", Kind::Flag),
    ("unique", Kind::Flag),
    ("server_default", Kind::Text),
    ("computed", Kind::Text),
    ("computed_virtual", Kind::Text),
    ("check", Kind::Text),
    ("references", Kind::References),
    ("on_delete", Kind::Action),
    ("on_update", Kind::Action),
    ("collate", Kind::Text),
    ("comment", Kind::Text),
];

/// The words that say something else.
const OTHERS: &[&str] = &["name", "type", "nullable", "not_null", "index", "skip"];

/// Words that contradict each other.
const CONTRADICTIONS: &[[&str; 2]] = &[
    ["nullable", "not_null"],
    ["nullable", "primary_key"],
    ["nullable", "identity"],
    ["nullable", "identity_always"],
    ["identity", "identity_always"],
    ["computed", "computed_virtual"],
    ["computed", "server_default"],
    ["computed", "identity"],
    ["computed", "identity_always"],
    ["computed_virtual", "server_default"],
    ["computed_virtual", "identity"],
    ["computed_virtual", "identity_always"],
    ["server_default", "identity"],
    ["server_default", "identity_always"],
];

impl Column {
    /// The column of a field, unless it is skipped.
    pub(super) fn of(field: &Field, rename_all: Option<Case>, faults: &mut Faults) -> Option<Self> {
        refuse(&field.attrs, "table", "stands above the struct", faults);
        let arguments = arguments(&field.attrs, "column", &[], faults);
        let sqlx = SqlxField::of(&field.attrs);
        let said = |word: &str| arguments.iter().find(|it| it.name() == word);
        if let Some(skip) = said("skip") {
            skip.flag(faults);
            if let Some(other) = arguments.iter().find(|it| it.name() != "skip") {
                faults.at(other, "a field that is skipped has no column");
            }
            return None;
        }
        if sqlx.skip {
            return None;
        }
        if let Some(flatten) = &sqlx.flatten {
            let message = "a table has the columns of its own struct only: write these fields here, \
                           or leave them out with `#[column(skip)]`";
            faults.at(flatten, message);
            return None;
        }
        let ident = field.ident.clone()?;
        check(&arguments, faults);
        let given = said("name").and_then(|it| it.text(faults));
        let name = given.or(sqlx.rename.clone()).map(|it| it.value());
        let name = name.unwrap_or_else(|| {
            let name = ident.unraw().to_string();
            rename_all.map_or(name.clone(), |case| case.apply(&name))
        });
        let ColumnType {
            expression,
            is_option,
            own,
        } = match (&sqlx.json, &sqlx.try_from) {
            (Some(is_option), _) => ColumnType {
                expression: quote! { ::migrate_runtime::schema::jsonb() },
                is_option: *is_option,
                own: None,
            },
            (None, Some(from)) => column_type(from),
            (None, None) => column_type(&field.ty),
        };
        let (data_type, own) = match said("type") {
            Some(argument) => (given_type(argument, faults)?, None),
            None => (expression, own.cloned()),
        };
        let is_nullable = said("nullable").is_some() || (is_option && said("not_null").is_none());
        let never_null = ["primary_key", "identity", "identity_always"];
        let never_null = never_null.iter().find_map(|word| said(word));
        if let (Some(argument), true) = (never_null, is_option && is_nullable) {
            let message = format!(
                "a column with `{}` is never NULL: leave `Option` out, or say `not_null`",
                argument.name()
            );
            faults.at(&field.ty, message);
        }
        let mut calls = TokenStream::new();
        if !is_nullable && never_null.is_none() {
            calls.extend(quote! { .not_null() });
        }
        for argument in &arguments {
            if let Some((_, kind)) = CALLS.iter().find(|(word, _)| *word == argument.name()) {
                calls.extend(call(argument, *kind, Scope(&[]), faults));
            }
        }
        Some(Self {
            name,
            field: ident,
            is_nullable,
            primary_key: said("primary_key").map(|it| it.word.clone()),
            index: said("index").map(|it| it.word.clone()),
            own_type: own,
            data_type,
            calls,
        })
    }

    /// The statement in the closure of `create_table`.
    pub(super) fn statement(&self) -> TokenStream {
        let Self {
            name,
            data_type,
            calls,
            ..
        } = self;
        quote! { t.column(#name, #data_type) #calls; }
    }

    /// The statement behind `create_table`, if an index is asked for.
    pub(super) fn index(&self, table: &TokenStream) -> Option<TokenStream> {
        let (word, name) = (self.index.as_ref()?, &self.name);
        let span = word.span();
        Some(quote_spanned! { span=>
            op.create_index(::core::option::Option::None, #table, [#name]);
        })
    }
}

/// Refuses words that are not known, and those that contradict each other.
fn check(arguments: &[Argument], faults: &mut Faults) {
    let known: Vec<&str> = CALLS.iter().map(|(word, _)| *word).collect();
    let known = [&known[..], OTHERS].concat();
    let said = |word: &str| arguments.iter().find(|it| it.name() == word);
    for argument in arguments {
        let name = argument.name();
        if !known.contains(&&*name) {
            faults.unknown(&argument.word, &known);
        }
        if ["nullable", "not_null", "index"].contains(&&*name) {
            argument.flag(faults);
        }
        let needs_key = ["on_delete", "on_update"].contains(&&*name);
        if needs_key && said("references").is_none() {
            let message =
                format!("`{name}` is for a column with `references(\"table\", \"column\")`");
            faults.at(&argument.word, message);
        }
    }
    for [one, other] in CONTRADICTIONS {
        if let (Some(_), Some(second)) = (said(one), said(other)) {
            let message = format!("a column cannot have both `{one}` and `{other}`");
            faults.at(&second.word, message);
        }
    }
}

/// `type = varchar(80)`
fn given_type(argument: &Argument, faults: &mut Faults) -> Option<TokenStream> {
    match &argument.value {
        Value::Is(expression) => Some(list::with_schema(expression)),
        _ => {
            let message =
                "write `type = …` with a type of `migrate_runtime::schema`: `type = varchar(80)`";
            faults.at(argument.to_token_stream(), message);
            None
        }
    }
}
