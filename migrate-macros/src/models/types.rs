//! The column type of a field's type.
//!
//! The types of other crates that sqlx knows are told by the last name of their path: neither this crate nor the runtime
//! has them. Everything else must say it itself (`SqlType`).

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, PathSegment, Type, TypeArray, TypeReference, TypeSlice};

/// The column of a type.
pub(super) struct ColumnType<'a> {
    /// The expression of the column's type.
    pub(super) expression: TokenStream,
    /// Whether it is an `Option`.
    pub(super) is_option: bool,
    /// The type that says it itself, and may need an enum to be there before.
    pub(super) own: Option<&'a Type>,
}

/// What the type of a field says of its column.
pub(super) fn column_type(field: &Type) -> ColumnType<'_> {
    match argument_of(field, &["Option"]) {
        Some(inner) => ColumnType {
            is_option: true,
            ..plain(inner)
        },
        None => plain(field),
    }
}

fn plain(field: &Type) -> ColumnType<'_> {
    let known = |expression| ColumnType {
        expression,
        is_option: false,
        own: None,
    };
    let array = |element| {
        let inner = column_type(element);
        let expression = inner.expression;
        ColumnType {
            expression: quote! { ::migrate_runtime::schema::array(#expression) },
            is_option: false,
            own: inner.own,
        }
    };
    match field {
        Type::Reference(TypeReference { elem, .. }) => return plain(elem),
        Type::Paren(it) => return plain(&it.elem),
        Type::Group(it) => return plain(&it.elem),
        Type::Slice(TypeSlice { elem, .. }) | Type::Array(TypeArray { elem, .. }) => {
            return if is_u8(elem) {
                known(bytes())
            } else {
                array(elem)
            };
        }
        _ => {}
    }
    if let Some(inner) = argument_of(field, &["Arc", "Box", "Cow", "Rc"]) {
        return plain(inner);
    }
    if let Some(element) = argument_of(field, &["Vec"]) {
        return if is_u8(element) {
            known(bytes())
        } else {
            array(element)
        };
    }
    match last_segment(field).and_then(foreign) {
        Some(expression) => known(expression),
        None => {
            let span = field.span();
            ColumnType {
                expression: quote_spanned! { span=>
                    <#field as ::migrate_runtime::models::SqlType>::data_type()
                },
                is_option: false,
                own: Some(field).filter(|_| !is_plain(field)),
            }
        }
    }
}

fn bytes() -> TokenStream {
    quote! { ::migrate_runtime::schema::bytes() }
}

fn is_u8(element: &Type) -> bool {
    matches!(element, Type::Path(it) if it.path.is_ident("u8"))
}

/// Whether it is a type of Rust that surely needs nothing to be there before.
fn is_plain(field: &Type) -> bool {
    const PLAIN: &[&str] = &["String", "bool", "f32", "f64", "i16", "i32", "i64", "str"];
    let name = match field {
        Type::Path(it) => it.path.get_ident(),
        _ => None,
    };
    name.is_some_and(|name| PLAIN.iter().any(|it| name == it))
}

fn last_segment(field: &Type) -> Option<&PathSegment> {
    match field {
        Type::Path(it) if it.qself.is_none() => it.path.segments.last(),
        _ => None,
    }
}

/// The type argument of a type of one of these names.
fn argument_of<'a>(field: &'a Type, names: &[&str]) -> Option<&'a Type> {
    let segment = last_segment(field)?;
    let is_meant = names.iter().any(|name| segment.ident == name);
    is_meant.then(|| type_argument(segment)).flatten()
}

fn type_argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(it) => Some(it),
        _ => None,
    })
}

/// The types of other crates, as sqlx keeps them: <https://docs.rs/sqlx/latest/sqlx/postgres/types/>.
const FOREIGN: &[(&str, &str)] = &[
    ("BigDecimal", "numeric"),
    ("Date", "date"),
    ("DateTime", "timestamptz"),
    ("Decimal", "numeric"),
    ("Json", "jsonb"),
    ("JsonRawValue", "jsonb"),
    ("JsonValue", "jsonb"),
    ("NaiveDate", "date"),
    ("NaiveDateTime", "timestamp"),
    ("NaiveTime", "time"),
    ("OffsetDateTime", "timestamptz"),
    ("PgInterval", "interval"),
    ("PrimitiveDateTime", "timestamp"),
    ("RawValue", "jsonb"),
    ("Text", "text"),
    ("Time", "time"),
    ("Uuid", "uuid"),
    ("Value", "jsonb"),
];

/// Those that only some databases have.
const NATIVE: &[(&str, &str)] = &[
    ("BitVec", "VARBIT"),
    ("IpNet", "INET"),
    ("IpNetwork", "INET"),
    ("MacAddress", "MACADDR"),
    ("PgBox", "BOX"),
    ("PgCiText", "CITEXT"),
    ("PgCircle", "CIRCLE"),
    ("PgCube", "CUBE"),
    ("PgHstore", "HSTORE"),
    ("PgLQuery", "LQUERY"),
    ("PgLSeg", "LSEG"),
    ("PgLTree", "LTREE"),
    ("PgLine", "LINE"),
    ("PgMoney", "MONEY"),
    ("PgPath", "PATH"),
    ("PgPoint", "POINT"),
    ("PgPolygon", "POLYGON"),
    ("PgTimeTz", "TIMETZ"),
];

/// The ranges of `PgRange`, by what they range over.
const RANGES: &[(&str, &str)] = &[
    ("BigDecimal", "NUMRANGE"),
    ("Date", "DATERANGE"),
    ("DateTime", "TSTZRANGE"),
    ("Decimal", "NUMRANGE"),
    ("NaiveDate", "DATERANGE"),
    ("NaiveDateTime", "TSRANGE"),
    ("OffsetDateTime", "TSTZRANGE"),
    ("PrimitiveDateTime", "TSRANGE"),
    ("i32", "INT4RANGE"),
    ("i64", "INT8RANGE"),
];

fn foreign(segment: &PathSegment) -> Option<TokenStream> {
    let name = segment.ident.to_string();
    let of = |list: &[(&str, &'static str)], name: &str| {
        let found = list.iter().find(|(known, _)| *known == name);
        found.map(|(_, it)| *it)
    };
    let native = |name: &str| quote! { ::migrate_runtime::schema::native(#name) };
    match of(FOREIGN, &name) {
        // A number of any precision has no function: not every database has one.
        Some("numeric") => {
            return Some(
                quote! { ::migrate_runtime::schema::Type::Numeric(::core::option::Option::None) },
            );
        }
        Some(function) => {
            let function = quote::format_ident!("{function}");
            return Some(quote! { ::migrate_runtime::schema::#function() });
        }
        None => {}
    }
    if name == "PgRange" {
        let bound = last_segment(type_argument(segment)?)?.ident.to_string();
        return of(RANGES, &bound).map(native);
    }
    of(NATIVE, &name).map(native)
}
