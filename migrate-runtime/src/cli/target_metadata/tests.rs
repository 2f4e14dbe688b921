use std::borrow::Cow;

use super::*;
use crate::dialect::{MARIADB, MYSQL, POSTGRES, SQLITE};
use crate::models::Table;
use crate::operations::Operations;
use crate::schema::Action::Cascade;
use crate::schema::{bigint, by, enumeration, numeric, text, varchar};

/// A name is given to what the tests look for, and the database chooses the others.
const NAMING: NamingConvention = NamingConvention {
    unique: Some(Cow::Borrowed("uq_%(table_name)s_%(column_0_N_name)s")),
    ..NamingConvention::NONE
};

struct Products;
struct Shops;

impl Table for Products {
    fn define(op: &mut Operations) {
        op.create_enum("state", ["draft", "on_sale"])
            .comment("how it is sold");
        op.create_table("products", |t| {
            t.column("id", bigint()).primary_key().identity();
            t.column("shop_id", bigint())
                .not_null()
                .references("shops", "id")
                .on_delete(Cascade);
            t.column("name", varchar(80)).not_null().unique();
            t.column("price", numeric(12, 2))
                .server_default("0")
                .check("price >= 0")
                .comment("of one");
            t.column("total", numeric(12, 2))
                .computed("price * 2")
                .not_null();
            t.column("state", enumeration("state", ["draft", "on_sale"]))
                .not_null();
            t.unique(["shop_id", "name"]).name("uq_of_its_own");
            t.check("price < 1000").name("ck_price");
            t.comment("what is sold");
        });
        op.create_index(None, "products", ["shop_id"]);
        op.create_index("ix_price", "products", [by("price").desc(), by("name")])
            .unique();
    }
}

impl Table for Shops {
    fn define(op: &mut Operations) {
        op.create_table("shops", |t| {
            t.column("id", bigint()).primary_key();
        });
    }
}

/// What only PostgreSQL has.
struct Bookings;

impl Table for Bookings {
    fn define(op: &mut Operations) {
        op.create_table("hotel.bookings", |t| {
            t.column("number", bigint()).identity_always();
            t.column("room", text()).collate("C");
            t.unique(["room"]).nulls_not_distinct().initially_deferred();
            t.exclude([("room", "="), ("number", "<>")])
                .name("ex_bookings")
                .deferrable();
        });
        op.create_index("ix_room", "hotel.bookings", ["room"])
            .using("gin")
            .include(["number"])
            .where_("number > 0");
    }
}

fn written(metadata: &Metadata, dialect: &'static Dialect) -> Result<Json, Vec<String>> {
    let target = Target {
        dialect,
        naming: &NAMING,
        has_hook: false,
    };
    document(metadata, target).map_err(|faults| {
        let faults = faults.into_iter();
        faults.map(|fault| fault.message).collect()
    })
}

#[test]
fn the_document_has_each_table_taken_apart_and_as_statements() {
    // Sorted by name, whatever the order; and a table that is there twice is there once.
    let metadata = Metadata::new()
        .table::<Shops>()
        .table::<Products>()
        .table::<Products>();
    for (name, dialect) in [
        ("postgres", &POSTGRES),
        ("sqlite", &SQLITE),
        ("mariadb", &MARIADB),
        ("mysql", &MYSQL),
    ] {
        insta::assert_snapshot!(name, masked(&written(&metadata, dialect).unwrap()));
    }
    let metadata = Metadata::new().table::<Bookings>();
    let document = written(&metadata, &POSTGRES).unwrap();
    insta::assert_snapshot!("postgres_only", masked(&document));
}

/// The lines of this file would change with every line of it.
fn masked(document: &Json) -> String {
    let text = document.to_string();
    let lines = text.lines().map(|line| {
        let line = match line.split_once("tests.rs:") {
            Some((before, _)) => format!("{before}tests.rs:[LINE]\","),
            None => line.to_owned(),
        };
        line + "\n"
    });
    lines.collect()
}

#[test]
fn no_model_is_a_document_too() {
    let document = written(&Metadata::new(), &POSTGRES).unwrap().to_string();
    assert!(document.contains("\"models\": 0"), "{document}");
}

#[test]
fn what_a_database_does_not_have_is_a_fault_at_the_model() {
    let metadata = Metadata::new().table::<Bookings>();
    let said = written(&metadata, &SQLITE).unwrap_err();
    assert_eq!(said, ["SQLite cannot exclude rows by more than equality"]);
}

/// A table of another model, and what no model records.
struct Faulty;

impl Table for Faulty {
    fn define(op: &mut Operations) {
        op.create_table("shops", |t| {
            t.column("id", text());
            t.column("state", enumeration("state", ["gone"]));
        });
        op.create_index(None, "products", ["name"]);
        op.drop_table("products");
    }
}

#[test]
fn models_that_contradict_each_other_are_told_at_once() {
    let metadata = Metadata::new()
        .table::<Shops>()
        .table::<Products>()
        .table::<Faulty>();
    let expected = [
        "a model has an index of `products`, which is not its table",
        "a model records a table with its enums and indexes, and no `DropTable`",
        "two models define table `shops`",
    ];
    assert_eq!(written(&metadata, &POSTGRES).unwrap_err(), expected);
    let metadata = Metadata::new().table::<Products>().table::<Faulty>();
    let said = written(&metadata, &POSTGRES).unwrap_err();
    assert_eq!(said[2], "enum `state` has other values here");
}
