//! `#[derive(SqlEnum)]`

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Fields, Item, ItemEnum, LitStr, Meta};

use super::attribute::{Argument, arguments};
use super::case::Case;
use super::faults::Faults;
use super::sqlx::{SqlxContainer, SqlxField};

const WORDS: &[&str] = &["name", "schema", "rename_all", "comment"];

/// What the derive expands to: the type, or all that is wrong with it.
pub(crate) fn sql_enum(input: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    match syn::parse2(input) {
        Ok(Item::Enum(item)) => expand(&item, faults),
        Ok(Item::Struct(item)) => {
            faults.at(&item.ident, NO_ENUM);
            faults.into_tokens()
        }
        Ok(item) => {
            faults.at(&item, NO_ENUM);
            faults.into_tokens()
        }
        Err(error) => error.into_compile_error(),
    }
}

const NO_ENUM: &str = "an SQL enum is an enum: each of its variants is a text";

fn expand(item: &ItemEnum, mut faults: Faults) -> TokenStream {
    if let Some(parameter) = item.generics.params.first() {
        faults.at(parameter, "an SQL enum is one type: it has no parameters");
    }
    refuse_numbers(&item.attrs, &mut faults);
    let arguments = arguments(&item.attrs, "sql_enum", &[], &mut faults);
    for argument in arguments.iter().filter(|it| !WORDS.contains(&&*it.name())) {
        faults.unknown(&argument.word, WORDS);
    }
    let sqlx = SqlxContainer::of(&item.attrs);
    let given = given(&arguments, "rename_all", &mut faults);
    let rename_all = given.and_then(|it| Case::of(&it, &mut faults));
    let values = values(item, rename_all.or(sqlx.rename_all), &mut faults);
    let name = name(&item.ident, &arguments, sqlx.type_name, &mut faults);
    let comment = self::given(&arguments, "comment", &mut faults);
    let comment = comment.map(|it| quote! { .comment(#it) });
    let ident = &item.ident;
    let (generics, parameters, bounds) = item.generics.split_for_impl();
    // Errors of this enum are shown at its name.
    let span = ident.span();
    let create = quote_spanned! { span=> op.create_enum(#name, [#(#values),*]) };
    let faults = faults.into_tokens();
    quote! {
        #faults
        #[automatically_derived]
        impl #generics ::migrate_runtime::models::SqlType for #ident #parameters #bounds {
            fn data_type() -> ::migrate_runtime::schema::Type {
                ::migrate_runtime::schema::enumeration(#name, [#(#values),*])
            }

            fn define(op: &mut ::migrate_runtime::Operations) {
                #create #comment;
            }
        }
    }
}

/// The texts of the variants.
fn values(item: &ItemEnum, rename_all: Option<Case>, faults: &mut Faults) -> Vec<String> {
    if item.variants.is_empty() {
        faults.at(&item.ident, "an SQL enum has a variant at least");
        // So that the expansion has a type.
        return vec![String::new()];
    }
    let mut values = Vec::new();
    for variant in &item.variants {
        if !matches!(variant.fields, Fields::Unit) {
            faults.at(
                &variant.ident,
                "a variant of an SQL enum is a text: it has no fields",
            );
        }
        let arguments = arguments(&variant.attrs, "sql_enum", &[], faults);
        for argument in arguments.iter().filter(|it| it.name() != "rename") {
            faults.unknown(&argument.word, &["rename"]);
        }
        let given = given(&arguments, "rename", faults);
        let given = given.or(SqlxField::of(&variant.attrs).rename);
        let value = given.map(|it| it.value()).unwrap_or_else(|| {
            let name = variant.ident.unraw().to_string();
            rename_all.map_or(name.clone(), |case| case.apply(&name))
        });
        if values.contains(&value) {
            let message = format!("another variant is `{value}` already");
            faults.at(&variant.ident, message);
        }
        values.push(value);
    }
    values
}

/// The name of the type: the one that is given, sqlx's, or that of the enum in snake_case.
fn name(
    ident: &Ident,
    arguments: &[Argument],
    sqlx: Option<LitStr>,
    faults: &mut Faults,
) -> TokenStream {
    let name = given(arguments, "name", faults).or(sqlx);
    let name = name.unwrap_or_else(|| {
        let name = Case::Snake.apply(&ident.unraw().to_string());
        LitStr::new(&name, ident.span())
    });
    match given(arguments, "schema", faults) {
        Some(schema) => quote! { (#schema, #name) },
        None => name.into_token_stream(),
    }
}

fn given(arguments: &[Argument], word: &str, faults: &mut Faults) -> Option<LitStr> {
    let argument = arguments.iter().find(|it| it.name() == word)?;
    argument.text(faults)
}

/// sqlx keeps an enum with `#[repr(i32)]` as a number.
fn refuse_numbers(attributes: &[Attribute], faults: &mut Faults) {
    for attribute in attributes.iter().filter(|it| it.path().is_ident("repr")) {
        let Ok(repr) = attribute.parse_args::<Meta>() else {
            continue;
        };
        let is_number = repr.path().get_ident().is_some_and(|it| {
            let name = it.to_string();
            name.starts_with(['i', 'u']) && name[1..].parse::<u32>().is_ok()
        });
        if is_number {
            let message = "sqlx keeps such an enum as a number: leave `repr` out, or implement \
                           `migrate_runtime::models::SqlType` by hand, with `integer()`";
            faults.at(attribute, message);
        }
    }
}
