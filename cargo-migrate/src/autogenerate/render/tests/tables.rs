//! Tables.

use super::Example;
use super::examples::examples;
use super::parts::*;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Action, Deferral, Identity, Name, Table};

examples! {
    fn create_table() {
        let mut table = Table {
            columns: vec![
                column("id", "bigint").numbered(Identity::ByDefault),
                column("name", "character varying(255)").not_null(),
                column("slug", "text").not_null().collated("C"),
                column("price", "numeric(10,2)").not_null().default_to("0"),
                column("gross", "numeric").computed_as("(price * 1.2)"),
                column("state", "character varying(20)").default_to("'new'::character varying"),
                column("tags", "text[]").not_null().default_to("'{}'::text[]"),
                column("shop_id", "bigint").not_null(),
                column("mood", "mood").commented("how it's going"),
                column("created", "timestamp with time zone").not_null().default_to("now()"),
            ],
            primary_key: Some(primary_key("products_pkey", &["id"])),
            comment: some("what the shops sell"),
            ..Table::default()
        };
        table.uniques.insert("products_slug_key".into(), unique(&["slug"]));
        table.uniques.insert("uq_products".into(), unique(&["shop_id", "name"]));
        table.checks.insert("products_price_check".into(), check("(price >= (0)::numeric)"));
        let mut key = foreign_key(&["shop_id"], "shops", &["id"]);
        key.on_delete = Action::Cascade;
        table.foreign_keys.insert("products_shop_id_fkey".into(), key);
        let mut example = Example::new(Change::CreateTable(name("products"), table.clone())).on(
            "CREATE TABLE shops (id bigint PRIMARY KEY); CREATE TYPE mood AS ENUM ('sad', 'ok')",
        );
        example.to = with_enum("mood", &["sad", "ok"]);
        example.to.tables.insert(name("products"), table);
        example
    } reads r#"
    op.create_table("products", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("name", varchar(255)).not_null();
        t.column("slug", text()).not_null().collate("C").unique();
        t.column("price", numeric(10, 2)).not_null().server_default("0");
        t.column("gross", native("numeric")).computed("price * 1.2");
        t.column("state", varchar(20)).server_default("'new'");
        t.column("tags", array(text())).not_null().server_default("'{}'");
        t.column("shop_id", bigint())
            .not_null()
            .references("shops", "id")
            .on_delete(Cascade);
        t.column("mood", enumeration("mood", ["sad", "ok"])).comment("how it's going");
        t.column("created", timestamptz()).not_null().server_default("now()");
        t.unique(["shop_id", "name"]).name("uq_products");
        t.check("price >= (0)::numeric").name("products_price_check");
        t.comment("what the shops sell");
    });
    "#

    fn create_table_with_all_constraints() {
        let mut table = Table {
            columns: vec![
                column("order", "integer").not_null(),
                column("line", "integer").not_null(),
                column("room", "integer"),
                column("during", "tstzrange"),
            ],
            primary_key: Some(primary_key("pk_lines", &["order", "line"])),
            ..Table::default()
        };
        let mut it = unique(&["room"]);
        it.deferral = Deferral::InitiallyDeferred;
        table.uniques.insert("lines_room_key".into(), it);
        let mut it = unique(&["line", "room"]);
        it.nulls_not_distinct = true;
        table.uniques.insert("lines_line_room_key".into(), it);
        let mut it = unique(&["line"]);
        it.definition = "UNIQUE (line) INCLUDE (room)".into();
        table.uniques.insert("lines_line".into(), it);
        let mut it = foreign_key(&["order", "line"], "lines", &["order", "line"]);
        it.is_match_full = true;
        (it.on_delete, it.on_update) = (Action::SetNull, Action::SetDefault);
        it.deferral = Deferral::Deferrable;
        table.foreign_keys.insert("fk_lines".into(), it);
        let mut it = foreign_key(&["room"], "lines", &["line"]);
        it.is_valid = false;
        table.foreign_keys.insert("fk_room".into(), it);
        let mut it = check("room > 0");
        it.is_valid = false;
        table.checks.insert("ck_room".into(), it);
        let mut it = check("line > 0");
        it.definition = "CHECK ((line > 0)) NO INHERIT".into();
        table.checks.insert("ck_line".into(), it);
        let definition = "EXCLUDE USING gist (during WITH &&) WHERE ((room > 0)) DEFERRABLE";
        table.excludes.insert("ex_during".into(), exclude(definition));
        let definition = "EXCLUDE USING gist (during WITH &&) INCLUDE (line)";
        table.excludes.insert("ex_line".into(), exclude(definition));
        table.indexes.insert("ix_lines".into(), index(&[by("room")]));
        let trigger = "CREATE TRIGGER quiet BEFORE UPDATE ON lines FOR EACH ROW \
                       EXECUTE FUNCTION suppress_redundant_updates_trigger()";
        table.triggers.insert("quiet".into(), trigger.into());
        Example::new(Change::CreateTable(name("lines"), table))
    } reads r#"
    op.create_table("lines", |t| {
        t.column("order", integer());
        t.column("line", integer());
        t.column("room", integer());
        t.column("during", native("tstzrange"));
        t.primary_key(["order", "line"]).name("pk_lines");
        t.unique(["line", "room"]).nulls_not_distinct();
        t.unique(["room"]).initially_deferred();
        t.foreign_key(["order", "line"], "lines", ["order", "line"])
            .name("fk_lines")
            .match_full()
            .on_delete(SetNull)
            .on_update(SetDefault)
            .deferrable();
        t.exclude([("during", "&&")])
            .name("ex_during")
            .where_("(room > 0)")
            .deferrable();
    });
    op.execute(
        "ALTER TABLE lines ADD CONSTRAINT lines_line UNIQUE (line) INCLUDE (room)",
    );
    op.execute("ALTER TABLE lines ADD CONSTRAINT ck_line CHECK ((line > 0)) NO INHERIT");
    op.create_check_constraint("ck_room", "lines", "room > 0").not_valid();
    op.create_foreign_key("fk_room", "lines", ["room"], "lines", ["line"]).not_valid();
    op.execute(
        "ALTER TABLE lines ADD CONSTRAINT ex_line EXCLUDE USING gist (during WITH &&) INCLUDE (line)",
    );
    op.create_index("ix_lines", "lines", ["room"]);
    op.execute(
        "CREATE TRIGGER quiet BEFORE UPDATE ON lines FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    );
    "#

    fn create_table_with_hostile_names() {
        let mut table = Table {
            columns: vec![
                column("fn", "integer").not_null(),
                column("a \"b\" \\", "character(3)").default_to("'\"'::bpchar"),
                column("größe", "double precision").commented("erste Zeile\nzweite \"Zeile\"\r\n\u{202e}"),
            ],
            primary_key: Some(primary_key("a.b_pkey", &["fn"])),
            ..Table::default()
        };
        table.uniques.insert("\"\\".into(), unique(&["a \"b\" \\"]));
        let it = Name { schema: None, name: "a.b".into() };
        Example::new(Change::CreateTable(it, table))
    } reads r##"
    op.create_table(TableName {
        schema: None,
        name: "a.b".to_owned(),
    }, |t| {
        t.column("fn", integer()).primary_key();
        t.column(r#"a "b" \"#, char(3)).server_default(r#"'"'"#);
        t.column("größe", double())
            .comment("erste Zeile\nzweite \"Zeile\"\r\n\u{202e}");
        t.unique([r#"a "b" \"#]).name(r#""\"#);
    });
    "##

    fn create_partitioned_table() {
        let table = Table {
            columns: vec![column("day", "date").not_null()],
            partition_by: some("RANGE (day)"),
            ..Table::default()
        };
        Example::new(Change::CreateTable(name("events"), table))
    } reads r#"
    op.create_table("events", |t| {
        t.column("day", date()).not_null();
    }).postgres_options("PARTITION BY RANGE (day)");
    "#

    fn drop_table() {
        Example::new(Change::DropTable(name("carts"), Table::default())).on("CREATE TABLE carts ()")
    } reads r#"
    // Destroys: all rows of carts
    op.drop_table("carts");
    "#

    fn rename_table() {
        Example::new(Change::RenameTable { from: name("carts"), to: name("baskets") })
            .on("CREATE TABLE carts ()")
    } reads r#"
    op.rename_table("carts", "baskets");
    "#

    fn move_table() {
        Example::new(Change::RenameTable { from: name("carts"), to: name("shop.baskets") })
            .on("CREATE TABLE carts (); CREATE SCHEMA shop")
    } reads r#"
    op.execute("ALTER TABLE carts SET SCHEMA shop");
    op.rename_table("shop.carts", "baskets");
    "#

    fn table_comment() {
        let (from, to) = (None, some("what is\nin it"));
        Example::new(Change::TableComment { table: name("carts"), from, to })
            .on("CREATE TABLE carts ()")
    } reads r#"
    op.create_table_comment("carts", r"what is
in it");
    "#

    fn drop_table_comment() {
        let (from, to) = (some("what"), None);
        Example::new(Change::TableComment { table: name("carts"), from, to })
            .on("CREATE TABLE carts ()")
    } reads r#"
    op.drop_table_comment("carts");
    "#
}
