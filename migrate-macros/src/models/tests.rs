use proc_macro2::TokenStream;
use syn::{File, Item, LitStr};

use super::{sql_enum, table};

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("tokens")
}

fn pretty(expansion: TokenStream) -> String {
    let file = syn::parse2(expansion).expect("the expansion is a list of items");
    prettyplease::unparse(&file)
}

/// The texts of the `compile_error!`s of an expansion.
fn faults(expansion: TokenStream) -> Vec<String> {
    let file: File = syn::parse2(expansion).expect("the expansion is a list of items");
    let errors = file.items.into_iter().filter_map(|item| match item {
        Item::Macro(item) if item.mac.path.segments.last()?.ident == "compile_error" => {
            let text: LitStr = item.mac.parse_body().expect("a text");
            Some(text.value())
        }
        _ => None,
    });
    errors.collect()
}

/// A table with one field more than an identifier.
fn with_field(attributes: &str, field: &str) -> Vec<String> {
    let source = format!(
        "struct Shop {{ #[column(primary_key)] id: i64, #[column({attributes})] {field} }}"
    );
    faults(table(tokens(&source)))
}

/// A table with two columns.
fn with_words(attributes: &str) -> Vec<String> {
    let source = format!("#[table({attributes})] struct Shop {{ id: i64, name: Option<String> }}");
    faults(table(tokens(&source)))
}

#[test]
fn a_struct_expands_to_the_operations_of_its_table() {
    let source = r#"
        #[table(
            name = "products", schema = "shop", comment = "what is sold",
            unique(["shop_id", "name"], name = "uq", deferrable),
            index([by("name").desc(), "shop_id"], name = "ix", unique, where_ = "id > 1"),
            sqlite_options = "STRICT",
        )]
        #[sqlx(rename_all = "camelCase")]
        struct Product {
            #[column(primary_key, identity)]
            id: i64,
            #[column(name = "shop_id", references("shops", "id"), on_delete = Cascade, index)]
            shop: i64,
            #[column(type = varchar(80), not_null)]
            name: Option<String>,
            state_now: Option<State>,
            #[sqlx(rename = "changed")]
            changed_at: Vec<OffsetDateTime>,
            #[column(skip)]
            cache: Cache,
        }
    "#;
    let expected = r#"#[automatically_derived]
impl ::migrate_runtime::models::Table for Product {
    #[allow(unused_variables)]
    fn define(op: &mut ::migrate_runtime::Operations) {
        <State as ::migrate_runtime::models::SqlType>::define(op);
        op.create_table(
                ("shop", "products"),
                |t| {
                    t.column(
                            "id",
                            <i64 as ::migrate_runtime::models::SqlType>::data_type(),
                        )
                        .primary_key()
                        .identity();
                    t.column(
                            "shop_id",
                            <i64 as ::migrate_runtime::models::SqlType>::data_type(),
                        )
                        .not_null()
                        .references("shops", "id")
                        .on_delete(::migrate_runtime::schema::Action::Cascade);
                    t.column(
                            "name",
                            {
                                #[allow(unused_imports)]
                                use ::migrate_runtime::schema::*;
                                varchar(80)
                            },
                        )
                        .not_null();
                    t.column(
                        "stateNow",
                        <State as ::migrate_runtime::models::SqlType>::data_type(),
                    );
                    t.column(
                            "changed",
                            ::migrate_runtime::schema::array(
                                ::migrate_runtime::schema::timestamptz(),
                            ),
                        )
                        .not_null();
                    t.unique(["shop_id", "name"]).name("uq").deferrable();
                    t.comment("what is sold");
                },
            )
            .sqlite_options("STRICT");
        op.create_index(::core::option::Option::None, ("shop", "products"), ["shop_id"]);
        op.create_index(
                "ix",
                ("shop", "products"),
                [
                    {
                        #[allow(unused_imports)]
                        use ::migrate_runtime::schema::*;
                        by("name").desc()
                    },
                    ::migrate_runtime::schema::by("shop_id"),
                ],
            )
            .unique()
            .where_("id > 1");
    }
}
::migrate_runtime::__private::inventory::submit! {
    ::migrate_runtime::__private::Registered(< Product as
    ::migrate_runtime::models::Table > ::define)
}
"#;
    assert_eq!(pretty(table(tokens(source))), expected);
}

#[test]
fn an_enum_expands_to_its_type() {
    let source = r#"
        #[sqlx(type_name = "product_state", rename_all = "snake_case")]
        #[sql_enum(comment = "how it is")]
        enum State { Draft, OnSale, #[sqlx(rename = "gone")] SoldOut }
    "#;
    let expected = r#"#[automatically_derived]
impl ::migrate_runtime::models::SqlType for State {
    fn data_type() -> ::migrate_runtime::schema::Type {
        ::migrate_runtime::schema::enumeration(
            "product_state",
            ["draft", "on_sale", "gone"],
        )
    }
    fn define(op: &mut ::migrate_runtime::Operations) {
        op.create_enum("product_state", ["draft", "on_sale", "gone"])
            .comment("how it is");
    }
}
"#;
    assert_eq!(pretty(sql_enum(tokens(source))), expected);
}

#[test]
fn a_word_that_is_not_known_names_the_nearest_one() {
    for (attributes, expected) in [
        ("uniqe", "there is no `uniqe`: `unique` is the nearest"),
        (
            "default = \"0\"",
            "`default` is called `server_default` here",
        ),
        ("type = text(), type = text()", "`type` is said twice"),
        ("unique = true", "`unique` stands alone"),
        ("check", "write `check = \"…\"`"),
        ("comment = 3", "write a text: `\"…\"`"),
        (
            "type(text)",
            "write `type = …` with a type of `migrate_runtime::schema`: `type = varchar(80)`",
        ),
        (
            "references = \"shops\"",
            "write `references(\"table\", \"column\")`",
        ),
        (
            "on_delete = Cascade",
            "`on_delete` is for a column with `references(\"table\", \"column\")`",
        ),
        (
            "references(\"shops\", \"id\"), on_delete = Cascad",
            "there is no `Cascad`: `Cascade` is the nearest",
        ),
        (
            "references(\"shops\", \"id\", on_delete = Cascade)",
            "put it behind the parentheses",
        ),
    ] {
        assert_eq!(with_field(attributes, "x: i64"), [expected], "{attributes}");
    }
}

#[test]
fn a_column_does_not_contradict_itself() {
    for (attributes, field, expected) in [
        (
            "nullable, not_null",
            "x: i64",
            "a column cannot have both `nullable` and `not_null`",
        ),
        (
            "primary_key, nullable",
            "x: i64",
            "a column cannot have both `nullable` and `primary_key`",
        ),
        (
            "primary_key",
            "x: Option<i64>",
            "a column with `primary_key` is never NULL: leave `Option` out, or say `not_null`",
        ),
        (
            "computed = \"1\", server_default = \"2\"",
            "x: i64",
            "a column cannot have both `computed` and `server_default`",
        ),
        (
            "name = \"id\"",
            "x: i64",
            "another field is column `id` already",
        ),
        (
            "skip, unique",
            "x: i64",
            "a field that is skipped has no column",
        ),
    ] {
        assert_eq!(with_field(attributes, field), [expected], "{attributes}");
    }
    assert!(with_field("primary_key, not_null", "x: Option<i64>").is_empty());
}

#[test]
fn a_table_names_columns_that_it_has() {
    for (attributes, expected) in [
        (
            "unique([\"nmae\"])",
            "the table has no column `nmae`: `name` is the nearest",
        ),
        ("index([by(\"x\").desc()])", "the table has no column `x`"),
        (
            "index([\"name\"], include = [\"y\"])",
            "the table has no column `y`",
        ),
        ("unique([])", "there are no columns"),
        ("unique([\"id\", \"id\"])", "column `id` is named twice"),
        (
            "unique(\"id\")",
            "write a list of columns: `[\"…\", \"…\"]`",
        ),
        ("unique", "write `unique([\"a\", \"b\"])`"),
        (
            "unique([\"id\"], deferable)",
            "there is no `deferable`: `deferrable` is the nearest",
        ),
        (
            "index([\"id\"], where = \"id > 1\")",
            "`where` is called `where_` here",
        ),
        (
            "foreign_key([\"id\"], \"t\", [\"a\", \"b\"])",
            "a foreign key over 1 column refers to 1, not to 2",
        ),
        (
            "primary_key([\"name\"])",
            "a column of the primary key is never NULL: leave `Option` out of its field, or say \
             `#[column(not_null)]` there",
        ),
        (
            "nmae = \"shops\"",
            "there is no `nmae`: `name` is the nearest",
        ),
        (
            "exclude([\"id\"])",
            "write pairs of an expression and the operator that compares it: \
             `[(\"room\", \"=\"), (\"during\", \"&&\")]`",
        ),
    ] {
        assert_eq!(with_words(attributes), [expected], "{attributes}");
    }
}

#[test]
fn what_is_no_table_is_refused() {
    for (source, expected) in [
        (
            "struct Shop(i64);",
            "a table is a struct with named fields: their names are those of the columns",
        ),
        (
            "enum Shop { A }",
            "a table is a struct: each of its fields is a column",
        ),
        (
            "struct Shop<T> { id: T }",
            "a table is one type: it has no parameters",
        ),
        (
            "#[column(unique)] struct Shop { id: i64 }",
            "`#[column(…)]` stands above a field",
        ),
        (
            "struct Shop { #[table(name = \"x\")] id: i64 }",
            "`#[table(…)]` stands above the struct",
        ),
        (
            "#[table(primary_key([\"id\"]))] struct Shop { #[column(primary_key)] id: i64 }",
            "column `id` is the primary key already",
        ),
        (
            "struct Shop { #[sqlx(flatten)] rest: Rest }",
            "a table has the columns of its own struct only: write these fields here, or leave them \
             out with `#[column(skip)]`",
        ),
    ] {
        assert_eq!(faults(table(tokens(source))), [expected], "{source}");
    }
}

#[test]
fn what_is_no_enum_of_texts_is_refused() {
    for (source, expected) in [
        (
            "struct State { }",
            "an SQL enum is an enum: each of its variants is a text",
        ),
        ("enum State { }", "an SQL enum has a variant at least"),
        (
            "enum State { A(i64) }",
            "a variant of an SQL enum is a text: it has no fields",
        ),
        (
            "#[sql_enum(rename_all = \"snake\")] enum State { A }",
            "there is no such case; there are `lowercase`, `snake_case`, `UPPERCASE`, `SCREAMING_SNAKE_CASE`, \
             `kebab-case`, `camelCase`, `PascalCase`",
        ),
        (
            "#[sql_enum(rename_all = \"lowercase\")] enum State { A, #[sql_enum(rename = \"a\")] B }",
            "another variant is `a` already",
        ),
        (
            "#[repr(i32)] enum State { A }",
            "sqlx keeps such an enum as a number: leave `repr` out, or implement \
             `migrate_runtime::models::SqlType` by hand, with `integer()`",
        ),
    ] {
        assert_eq!(faults(sql_enum(tokens(source))), [expected], "{source}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let source = r#"
        #[table(nmae = "shops", unique(["x"]))]
        struct Shop { #[column(uniqe)] id: i64, #[column(nullable, primary_key)] name: String }
    "#;
    assert_eq!(faults(table(tokens(source))).len(), 4);
}
