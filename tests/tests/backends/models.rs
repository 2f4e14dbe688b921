//! Models: what a derived table records makes the same as what a person would write by hand.

use migrate_runtime::models::{SqlEnum, SqlType, Table};
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Contents, Postgres};
use migrate_tests::{on_database, on_every_database};
use sqlx::postgres::types::PgRange;
use time::OffsetDateTime;
use uuid::Uuid;

use super::operations::apply;

on_every_database!(a_model_makes_what_the_operations_make);
on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    a_model_says_what_only_postgres_has,
    a_row_is_read_into_its_model,
);

/// The number of a shop, as a type of its own.
#[derive(Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
struct ShopId(i64);

impl SqlType for ShopId {
    fn data_type() -> Type {
        bigint()
    }
}

/// sqlx and the model have one name for the type, and one for each value.
#[derive(Debug, PartialEq, sqlx::Type, SqlEnum)]
#[sqlx(type_name = "product_state", rename_all = "snake_case")]
#[sql_enum(comment = "how it is sold")]
enum State {
    Draft,
    OnSale,
    #[sqlx(rename = "gone")]
    SoldOut,
}

#[derive(Table)]
#[table(name = "shops", comment = "who sells")]
#[allow(dead_code, reason = "nobody reads these rows")]
struct Shop {
    #[column(primary_key, identity)]
    id: ShopId,
    #[column(type = varchar(80), unique)]
    name: String,
    #[column(check = "rating >= 0")]
    rating: Option<f64>,
}

#[derive(Table)]
#[table(
    name = "products",
    comment = "what is sold",
    unique(["shop_id", "number"], name = "uq_products_number"),
    check("price < 1000 OR number > 0", name = "ck_products_cheap"),
    index([by("price").desc(), "number"], name = "ix_products_price"),
    index(["state"])
)]
#[allow(dead_code, reason = "nobody reads these rows")]
struct Product {
    #[column(primary_key, identity)]
    id: i64,
    #[column(references("shops", "id"), on_delete = Cascade, on_update = Restrict, index)]
    shop_id: ShopId,
    #[column(comment = "as it stands on the label")]
    number: i32,
    #[column(type = numeric(12, 2), server_default = "0", check = "price >= 0")]
    price: String,
    #[column(type = numeric(12, 2), computed = "price * 2")]
    double_price: String,
    #[column(server_default = "'draft'")]
    state: State,
    is_new: bool,
    picture: Option<Vec<u8>>,
    #[sqlx(rename = "changed")]
    changed_at: OffsetDateTime,
    #[column(skip)]
    cache: (),
}

/// A line of an order; its key is of two columns, and so is what it refers to.
#[derive(Table)]
#[table(
    primary_key(["order_number", "line"]),
    foreign_key(
        ["shop_id", "product_number"], "products", ["shop_id", "number"],
        name = "fk_order_line_product", on_delete = SetNull
    )
)]
#[allow(dead_code, reason = "nobody reads these rows")]
struct OrderLine {
    order_number: i32,
    line: i16,
    shop_id: Option<i64>,
    product_number: Option<i32>,
    r#type: Option<String>,
}

fn shop_of_models(op: &mut Operations) {
    Shop::define(op);
    Product::define(op);
    OrderLine::define(op);
}

fn shop_by_hand(op: &mut Operations) {
    op.create_table("shops", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("name", varchar(80)).not_null().unique();
        t.column("rating", double()).check("rating >= 0");
        t.comment("who sells");
    });
    let states = ["draft", "on_sale", "gone"];
    op.create_enum("product_state", states)
        .comment("how it is sold");
    op.create_table("products", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("shop_id", bigint())
            .not_null()
            .references("shops", "id")
            .on_delete(Cascade)
            .on_update(Restrict);
        t.column("number", integer())
            .not_null()
            .comment("as it stands on the label");
        t.column("price", numeric(12, 2))
            .not_null()
            .server_default("0")
            .check("price >= 0");
        t.column("double_price", numeric(12, 2))
            .computed("price * 2")
            .not_null();
        t.column("state", enumeration("product_state", states))
            .not_null()
            .server_default("'draft'");
        t.column("is_new", boolean()).not_null();
        t.column("picture", bytes());
        t.column("changed", timestamptz()).not_null();
        t.unique(["shop_id", "number"]).name("uq_products_number");
        t.check("price < 1000 OR number > 0")
            .name("ck_products_cheap");
        t.comment("what is sold");
    });
    op.create_index(None, "products", ["shop_id"]);
    let parts = [by("price").desc(), by("number")];
    op.create_index("ix_products_price", "products", parts);
    op.create_index(None, "products", ["state"]);
    op.create_table("order_line", |t| {
        t.column("order_number", integer()).not_null();
        t.column("line", smallint()).not_null();
        t.column("shop_id", bigint());
        t.column("product_number", integer());
        t.column("type", text());
        t.primary_key(["order_number", "line"]);
        let referred = ["shop_id", "number"];
        t.foreign_key(["shop_id", "product_number"], "products", referred)
            .name("fk_order_line_product")
            .on_delete(SetNull);
    });
}

async fn a_model_makes_what_the_operations_make<B: Backend>(db: B) {
    let by_hand = B::create();
    apply(&db, shop_of_models).await;
    apply(&by_hand, shop_by_hand).await;
    let made = Contents::of(&db).await;
    assert!(made.schema.contains("ix_products_price"), "{}", made.schema);
    assert_eq!(made, Contents::of(&by_hand).await);
}

/// All that only PostgreSQL has.
#[derive(Table)]
#[table(
    name = "bookings",
    schema = "hotel",
    unique(["room", "code"], nulls_not_distinct),
    unique(["code"], name = "uq_bookings_code", deferrable),
    foreign_key(["guest_id"], ("hotel", "guests"), ["id"], match_full, initially_deferred),
    exclude([("room", "="), ("nights", "&&")], name = "ex_bookings", using = "gist", where_ = "NOT cancelled"),
    index([expr("lower(note)"), by("code").nulls_last()], name = "ix_note", include = ["room"], with = "fillfactor = 70"),
    index(["tags"], using = "gin", where_ = "NOT cancelled"),
    index(["note"], unique, nulls_not_distinct),
    postgres_options = "WITH (fillfactor = 80)"
)]
#[allow(dead_code, reason = "nobody reads these rows")]
struct Booking {
    #[column(primary_key, server_default = "gen_random_uuid()")]
    id: Uuid,
    #[column(identity_always)]
    number: i64,
    #[column(type = native("int4range"))]
    room: String,
    nights: PgRange<time::Date>,
    guest_id: Option<i64>,
    #[column(collate = "C")]
    code: Option<String>,
    note: Option<Box<str>>,
    tags: Vec<String>,
    #[column(type = array(enumeration("booking_kind", ["single", "double"])))]
    kinds: Vec<String>,
    #[sqlx(json(nullable))]
    wishes: Option<Vec<String>>,
    #[sqlx(try_from = "i32")]
    beds: u8,
    cancelled: bool,
}

#[derive(Table)]
#[table(name = "guests", schema = "hotel")]
#[allow(dead_code, reason = "nobody reads these rows")]
struct Guest {
    #[column(primary_key, identity)]
    id: i64,
    address: Option<std::net::IpAddr>,
}

fn hotel_of_models(op: &mut Operations) {
    op.create_schema("hotel");
    op.create_enum("booking_kind", ["single", "double"]);
    Guest::define(op);
    Booking::define(op);
}

fn hotel_by_hand(op: &mut Operations) {
    op.execute(
        "CREATE SCHEMA hotel;
         CREATE TYPE booking_kind AS ENUM ('single', 'double');
         CREATE TABLE hotel.guests (
             id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
             address inet
         );
         CREATE TABLE hotel.bookings (
             id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
             number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
             room int4range NOT NULL,
             nights daterange NOT NULL,
             guest_id bigint,
             code text COLLATE \"C\",
             note text,
             tags text[] NOT NULL,
             kinds booking_kind[] NOT NULL,
             wishes jsonb,
             beds integer NOT NULL,
             cancelled boolean NOT NULL,
             UNIQUE NULLS NOT DISTINCT (room, code),
             CONSTRAINT uq_bookings_code UNIQUE (code) DEFERRABLE,
             FOREIGN KEY (guest_id) REFERENCES hotel.guests MATCH FULL DEFERRABLE INITIALLY DEFERRED,
             CONSTRAINT ex_bookings EXCLUDE USING gist (room WITH =, nights WITH &&) WHERE (NOT cancelled)
         ) WITH (fillfactor = 80);
         CREATE INDEX ix_note ON hotel.bookings (lower(note), code NULLS LAST) INCLUDE (room)
             WITH (fillfactor = 70);
         CREATE INDEX ix_bookings_tags ON hotel.bookings USING gin (tags) WHERE NOT cancelled;
         CREATE UNIQUE INDEX ix_bookings_note ON hotel.bookings (note) NULLS NOT DISTINCT",
    );
}

async fn a_model_says_what_only_postgres_has(db: Postgres) {
    let by_hand = Postgres::create();
    apply(&db, hotel_of_models).await;
    apply(&by_hand, hotel_by_hand).await;
    let made = db.schema().await;
    assert!(made.contains("ex_bookings"), "{made}");
    assert_eq!(made, by_hand.schema().await);
}

/// A row that sqlx reads, whose names it and the model know from one attribute.
#[derive(Debug, PartialEq, sqlx::FromRow, Table)]
#[sqlx(rename_all = "camelCase")]
struct Parcel {
    #[column(primary_key)]
    parcel_id: ShopId,
    #[sqlx(rename = "SentAt")]
    #[column(nullable)]
    sent: Option<OffsetDateTime>,
    #[sqlx(json)]
    stops: Vec<String>,
    #[sqlx(try_from = "i32")]
    weight: i64,
    r#type: State,
    #[sqlx(skip)]
    is_checked: bool,
}

async fn a_row_is_read_into_its_model(db: Postgres) {
    apply(&db, Parcel::define).await;
    let insert = r#"INSERT INTO parcel ("parcelId", "SentAt", stops, weight, type)
                    VALUES (3, NULL, '["a", "b"]', 250, 'on_sale')"#;
    db.execute(insert).await;
    let mut connection = db.connect().await;
    let query = sqlx::query_as("SELECT * FROM parcel");
    let read: Parcel = query.fetch_one(&mut connection).await.unwrap();
    let expected = Parcel {
        parcel_id: ShopId(3),
        sent: None,
        stops: vec!["a".to_owned(), "b".to_owned()],
        weight: 250,
        r#type: State::OnSale,
        is_checked: false,
    };
    assert_eq!(read, expected);
}
