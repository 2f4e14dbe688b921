//! `#[derive(Table)]`

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Fields, Item, ItemStruct, LitStr};

use super::attribute::{Argument, arguments, refuse};
use super::case::Case;
use super::column::Column;
use super::constraint;
use super::faults::Faults;
use super::list::{self, Scope};
use super::options::{Kind, Word, call};
use super::sqlx::SqlxContainer;

/// The words that name a constraint of the table.
const CONSTRAINTS: &[&str] = &["primary_key", "unique", "check", "foreign_key", "exclude"];

/// The words that may be said several times.
const REPEATABLE: &[&str] = &["unique", "check", "foreign_key", "exclude", "index"];

/// The words that are methods of the table's builder.
const OPTIONS: &[Word] = &[
    ("prefix", Kind::Text),
    ("postgres_options", Kind::Text),
    ("sqlite_options", Kind::Text),
    ("mysql_options", Kind::Text),
];

/// The words that say something else.
const OTHERS: &[&str] = &["name", "schema", "comment", "index"];

/// What the derive expands to: the table, or all that is wrong with it.
pub(crate) fn table(input: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    match syn::parse2(input) {
        Ok(Item::Struct(item)) => {
            let body = body(&item, &mut faults);
            implementation(&item, &body, faults)
        }
        Ok(item) => {
            let message = "a table is a struct: each of its fields is a column";
            faults.at(name_of(&item), message);
            faults.into_tokens()
        }
        Err(error) => error.into_compile_error(),
    }
}

/// Where there are faults, a table that does nothing, so that its uses add none.
fn implementation(item: &ItemStruct, body: &TokenStream, faults: Faults) -> TokenStream {
    let name = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    let (body, registration) = match faults.is_empty() {
        true => (body.clone(), Some(registration(name))),
        false => (TokenStream::new(), None),
    };
    let faults = faults.into_tokens();
    quote! {
        #faults
        #[automatically_derived]
        impl #generics ::migrate_runtime::models::Table for #name #arguments #bounds {
            #[allow(unused_variables)]
            fn define(op: &mut ::migrate_runtime::Operations) {
                #body
            }
        }
        #registration
    }
}

fn registration(name: &Ident) -> TokenStream {
    quote! {
        ::migrate_runtime::__private::inventory::submit! {
            ::migrate_runtime::__private::Registered(
                <#name as ::migrate_runtime::models::Table>::define
            )
        }
    }
}

fn body(item: &ItemStruct, faults: &mut Faults) -> TokenStream {
    refuse(&item.attrs, "column", "stands above a field", faults);
    if let Some(parameter) = item.generics.params.first() {
        faults.at(parameter, "a table is one type: it has no parameters");
    }
    let Fields::Named(fields) = &item.fields else {
        let message = "a table is a struct with named fields: their names are those of the columns";
        faults.at(&item.ident, message);
        return TokenStream::new();
    };
    let rename_all = SqlxContainer::of(&item.attrs).rename_all;
    let columns = fields.named.iter();
    let columns = columns.filter_map(|field| Column::of(field, rename_all, faults));
    let columns: Vec<_> = columns.collect();
    refuse_same_names(&columns, faults);
    let arguments = arguments(&item.attrs, "table", REPEATABLE, faults);
    let scope = Scope(&columns);
    check(&arguments, scope, faults);
    let name = table_name(&item.ident, &arguments, faults);
    let statements = statements(&columns, &arguments, faults);
    let options = arguments.iter().filter_map(|argument| {
        let name = argument.name();
        let (_, kind) = OPTIONS.iter().find(|(word, _)| *word == name)?;
        call(argument, *kind, scope, faults)
    });
    let options: Vec<_> = options.collect();
    let of_columns = columns.iter().filter_map(|column| column.index(&name));
    let mut indexes: Vec<_> = of_columns.collect();
    for argument in arguments.iter().filter(|it| it.name() == "index") {
        indexes.extend(constraint::index(argument, &name, scope, faults));
    }
    let types = own_types(&columns);
    // Errors of this table are shown at the name of the struct.
    let span = item.ident.span();
    let create = quote_spanned! { span=> op.create_table(#name, |t| { #(#statements)* }) };
    quote! {
        #(<#types as ::migrate_runtime::models::SqlType>::define(op);)*
        #create #(#options)*;
        #(#indexes)*
    }
}

/// The statements in the closure of `create_table`.
fn statements(columns: &[Column], arguments: &[Argument], faults: &mut Faults) -> Vec<TokenStream> {
    let mut statements: Vec<_> = columns.iter().map(Column::statement).collect();
    for argument in arguments {
        statements.extend(constraint::constraint(argument, Scope(columns), faults));
    }
    let comment = arguments.iter().find(|it| it.name() == "comment");
    if let Some(call) = comment.and_then(|it| call(it, Kind::Text, Scope(columns), faults)) {
        statements.push(quote! { t #call; });
    }
    statements
}

/// The types that may need an enum to be there before, each once.
fn own_types(columns: &[Column]) -> Vec<&syn::Type> {
    let mut types: Vec<&syn::Type> = Vec::new();
    for own in columns.iter().filter_map(|it| it.own_type.as_ref()) {
        let text = |it: &syn::Type| quote! { #it }.to_string();
        if types.iter().all(|it| text(it) != text(own)) {
            types.push(own);
        }
    }
    types
}

/// `"shops"`, `("shop", "shops")`, or the name of the struct in snake_case.
fn table_name(ident: &Ident, arguments: &[Argument], faults: &mut Faults) -> TokenStream {
    let mut given = |word: &str| {
        let argument = arguments.iter().find(|it| it.name() == word)?;
        argument.text(faults)
    };
    let (schema, name) = (given("schema"), given("name"));
    let name = name.unwrap_or_else(|| {
        let name = Case::Snake.apply(&ident.unraw().to_string());
        LitStr::new(&name, ident.span())
    });
    match schema {
        Some(schema) => quote! { (#schema, #name) },
        None => quote! { #name },
    }
}

fn refuse_same_names(columns: &[Column], faults: &mut Faults) {
    for (index, column) in columns.iter().enumerate() {
        let Column { name, field, .. } = column;
        if columns[..index].iter().any(|it| it.name == *name) {
            faults.at(field, format!("another field is column `{name}` already"));
        }
    }
}

/// Refuses words that are not known, and a second primary key.
fn check(arguments: &[Argument], scope: Scope<'_>, faults: &mut Faults) {
    let options: Vec<&str> = OPTIONS.iter().map(|(word, _)| *word).collect();
    let known = [CONSTRAINTS, OTHERS, &options[..]].concat();
    for argument in arguments {
        let name = argument.name();
        if !known.contains(&&*name) {
            faults.unknown(&argument.word, &known);
        }
        if name != "primary_key" {
            continue;
        }
        if let Some(column) = scope.0.iter().find(|it| it.primary_key.is_some()) {
            let message = format!("column `{}` is the primary key already", column.name);
            faults.at(&argument.word, message);
        }
        refuse_nullable(argument, scope, faults);
    }
}

/// A column of a primary key takes no NULL.
fn refuse_nullable(argument: &Argument, scope: Scope<'_>, faults: &mut Faults) {
    for column in list::names_in(argument) {
        let mut nullable = scope.0.iter().filter(|it| it.is_nullable);
        if nullable.any(|it| it.name == column.value()) {
            let message = "a column of the primary key is never NULL: leave `Option` out of its \
                           field, or say `#[column(not_null)]` there";
            faults.at(column, message);
        }
    }
}

fn name_of(item: &Item) -> TokenStream {
    match item {
        Item::Enum(it) => it.ident.clone().into_token_stream(),
        Item::Union(it) => it.ident.clone().into_token_stream(),
        other => quote! { #other },
    }
}
