//! The constraints and indexes that `#[table(…)]` names.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Expr, ExprTuple};

use super::attribute::{Argument, Call, Value};
use super::faults::Faults;
use super::list::{self, Scope};
use super::options::{self, Kind, Word, calls};

/// A constraint: what stands first in its parentheses, and the words behind it.
struct Form {
    word: &'static str,
    values: &'static [Positional],
    options: &'static [Word],
    example: &'static str,
}

/// What stands at one place in the parentheses.
#[derive(Clone, Copy)]
enum Positional {
    /// Columns of this table.
    Columns,
    /// Columns of another one.
    Names,
    /// The name of a table.
    Table,
    /// An SQL expression.
    Text,
    /// Expressions, and the operators that compare them.
    Pairs,
}

const NAME: Word = ("name", Kind::Text);
const DEFERRABLE: Word = ("deferrable", Kind::Flag);
const INITIALLY_DEFERRED: Word = ("initially_deferred", Kind::Flag);
const WHERE: Word = ("where_", Kind::Text);
const USING: Word = ("using", Kind::Text);

const FORMS: &[Form] = &[
    Form {
        word: "primary_key",
        values: &[Positional::Columns],
        options: &[NAME, DEFERRABLE, INITIALLY_DEFERRED],
        example: r#"primary_key(["a", "b"])"#,
    },
    Form {
        word: "unique",
        values: &[Positional::Columns],
        options: &[
            NAME,
            ("nulls_not_distinct", Kind::Flag),
            DEFERRABLE,
            INITIALLY_DEFERRED,
        ],
        example: r#"unique(["a", "b"])"#,
    },
    Form {
        word: "check",
        values: &[Positional::Text],
        options: &[NAME],
        example: r#"check("a < b", name = "…")"#,
    },
    Form {
        word: "foreign_key",
        values: &[Positional::Columns, Positional::Table, Positional::Names],
        options: &[
            NAME,
            ("on_delete", Kind::Action),
            ("on_update", Kind::Action),
            ("match_full", Kind::Flag),
            DEFERRABLE,
            INITIALLY_DEFERRED,
        ],
        example: r#"foreign_key(["a", "b"], "table", ["c", "d"])"#,
    },
    Form {
        word: "exclude",
        values: &[Positional::Pairs],
        options: &[NAME, USING, WHERE, DEFERRABLE, INITIALLY_DEFERRED],
        example: r#"exclude([("room", "="), ("during", "&&")])"#,
    },
];

const INDEX: &[Word] = &[
    // Not a method: the name is given where the index is made.
    NAME,
    ("unique", Kind::Flag),
    ("nulls_not_distinct", Kind::Flag),
    USING,
    ("include", Kind::Columns),
    ("with", Kind::Text),
    ("tablespace", Kind::Text),
    WHERE,
];

/// A statement in the closure of `create_table`, for a word that names a constraint.
pub(super) fn constraint(
    argument: &Argument,
    scope: Scope<'_>,
    faults: &mut Faults,
) -> Option<TokenStream> {
    let name = argument.name();
    let form = FORMS.iter().find(|form| form.word == name)?;
    let call = call(argument, form.values.len(), form.example, faults)?;
    let values: Vec<_> = form
        .values
        .iter()
        .zip(&call.values)
        .map(|(kind, value)| positional(*kind, value, scope, faults))
        .collect();
    if let [Positional::Columns, Positional::Table, Positional::Names] = form.values {
        check_lengths(call, faults);
    }
    let calls = calls(&call.arguments, form.options, scope, faults);
    let word = &argument.word;
    Some(quote! { t.#word(#(#values),*) #calls; })
}

/// A statement behind `create_table`, for `index(…)`.
pub(super) fn index(
    argument: &Argument,
    table: &TokenStream,
    scope: Scope<'_>,
    faults: &mut Faults,
) -> Option<TokenStream> {
    let example = r#"index(["a", by("b").desc()])"#;
    let call = call(argument, 1, example, faults)?;
    let parts = list::index_parts(&call.values[0], scope, faults);
    let (names, words): (Vec<_>, Vec<_>) =
        call.arguments.iter().partition(|it| it.name() == "name");
    let name = names.first().and_then(|it| it.text(faults));
    if let Some(second) = names.get(1) {
        faults.at(&second.word, "`name` is said twice");
    }
    let name = match name {
        Some(name) => quote! { #name },
        None => quote! { ::core::option::Option::None },
    };
    let calls = calls(words, INDEX, scope, faults);
    let span = argument.word.span();
    Some(quote_spanned! { span=> op.create_index(#name, #table, #parts) #calls; })
}

/// What stands in the parentheses, which begins with as many values as are asked for.
fn call<'a>(
    argument: &'a Argument,
    values: usize,
    example: &str,
    faults: &mut Faults,
) -> Option<&'a Call> {
    match &argument.value {
        Value::Call(call) if call.values.len() == values => Some(call),
        _ => {
            faults.at(argument, format!("write `{example}`"));
            None
        }
    }
}

fn positional(
    kind: Positional,
    value: &Expr,
    scope: Scope<'_>,
    faults: &mut Faults,
) -> Option<TokenStream> {
    match kind {
        Positional::Columns => {
            let columns = list::columns(value, scope, faults);
            Some(quote! { [#(#columns),*] })
        }
        Positional::Names => {
            let names = list::texts(value, "columns", faults);
            Some(quote! { [#(#names),*] })
        }
        Positional::Table => options::table(value, faults),
        Positional::Text => options::text(value, faults),
        Positional::Pairs => pairs(value, faults),
    }
}

/// `[("room", "="), ("during", "&&")]`
fn pairs(value: &Expr, faults: &mut Faults) -> Option<TokenStream> {
    let is_pair = |it: &Expr| match it {
        Expr::Tuple(ExprTuple { elems, .. }) => {
            elems.len() == 2 && elems.iter().all(|it| list::text(it).is_some())
        }
        _ => false,
    };
    match value {
        Expr::Array(list) if !list.elems.is_empty() && list.elems.iter().all(is_pair) => {
            Some(quote! { #list })
        }
        _ => {
            let message = "write pairs of an expression and the operator that compares it: \
                           `[(\"room\", \"=\"), (\"during\", \"&&\")]`";
            faults.at(value, message);
            None
        }
    }
}

/// A foreign key has a column for each that it refers to.
fn check_lengths(call: &Call, faults: &mut Faults) {
    let length = |value: &Expr| match value {
        Expr::Array(list) => Some(list.elems.len()),
        _ => None,
    };
    if let [columns, _, referred] = &call.values[..]
        && let (Some(columns), Some(there)) = (length(columns), length(referred))
        && columns != there
    {
        let message = format!(
            "a foreign key over {columns} column{} refers to {columns}, not to {there}",
            if columns == 1 { "" } else { "s" }
        );
        faults.at(referred, message);
    }
}
