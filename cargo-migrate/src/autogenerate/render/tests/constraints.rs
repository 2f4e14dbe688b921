//! Constraints.

use super::Example;
use super::examples::examples;
use super::parts::*;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Action, Deferral};

examples! {
    fn create_primary_key() {
        let mut key = primary_key("pk_stock", &["shop_id", "product_id"]);
        key.deferral = Deferral::Deferrable;
        Example::new(Change::CreatePrimaryKey { table: name("stock"), key })
            .on("CREATE TABLE stock (shop_id integer, product_id integer)")
    } reads r#"
    // May fail: no two rows of stock may be alike in shop_id, product_id, nor hold a null there
    op.create_primary_key("pk_stock", "stock", ["shop_id", "product_id"]).deferrable();
    "#

    fn drop_primary_key() {
        let key = primary_key("stock_pkey", &["id"]);
        Example::new(Change::DropPrimaryKey { table: name("stock"), key })
            .on("CREATE TABLE stock (id integer PRIMARY KEY)")
    } reads r#"
    op.drop_constraint("stock_pkey", "stock", ConstraintKind::PrimaryKey);
    "#

    fn create_unique() {
        let mut unique = unique(&["a", "b"]);
        unique.nulls_not_distinct = true;
        unique.deferral = Deferral::InitiallyDeferred;
        Example::new(Change::CreateUnique { table: name("t"), name: "uq_t".into(), unique })
            .on("CREATE TABLE t (a integer, b integer)")
    } reads r#"
    // May fail: no two rows of t may be alike in a, b
    op.create_unique_constraint("uq_t", "t", ["a", "b"])
        .nulls_not_distinct()
        .initially_deferred();
    "#

    fn create_unique_with_more() {
        let mut unique = unique(&["a"]);
        unique.definition = "UNIQUE (a) INCLUDE (b)".into();
        Example::new(Change::CreateUnique { table: name("t"), name: "uq_t".into(), unique })
            .on("CREATE TABLE t (a integer, b integer)")
    } reads r#"
    // May fail: no two rows of t may be alike in a
    op.execute("ALTER TABLE t ADD CONSTRAINT uq_t UNIQUE (a) INCLUDE (b)");
    "#

    fn drop_unique() {
        let unique = unique(&["a"]);
        Example::new(Change::DropUnique { table: name("t"), name: "t_a_key".into(), unique })
            .on("CREATE TABLE t (a integer UNIQUE)")
    } reads r#"
    op.drop_constraint("t_a_key", "t", ConstraintKind::Unique);
    "#

    fn create_foreign_key() {
        let mut key = foreign_key(&["shop_id"], "shop.shops", &["id"]);
        (key.on_delete, key.on_update) = (Action::Restrict, Action::SetNull);
        key.is_valid = false;
        Example::new(Change::CreateForeignKey { table: name("products"), name: "fk".into(), key })
            .on(
                "CREATE SCHEMA shop; CREATE TABLE shop.shops (id integer PRIMARY KEY);
                 CREATE TABLE products (shop_id integer)",
            )
    } reads r#"
    op.create_foreign_key("fk", "products", ["shop_id"], "shop.shops", ["id"])
        .on_delete(Restrict)
        .on_update(SetNull)
        .not_valid();
    "#

    fn create_foreign_key_with_more() {
        let mut key = foreign_key(&["a"], "t", &["id"]);
        key.definition = "FOREIGN KEY (a) REFERENCES t(id) ON DELETE SET NULL (a)".into();
        Example::new(Change::CreateForeignKey { table: name("t"), name: "fk".into(), key })
            .on("CREATE TABLE t (id integer PRIMARY KEY, a integer)")
    } reads r#"
    // May fail: each a of t must be in t
    op.execute(
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES t(id) ON DELETE SET NULL (a)",
    );
    "#

    fn drop_foreign_key() {
        let key = foreign_key(&["a"], "t", &["id"]);
        Example::new(Change::DropForeignKey { table: name("t"), name: "t_a_fkey".into(), key })
            .on("CREATE TABLE t (id integer PRIMARY KEY, a integer REFERENCES t (id))")
    } reads r#"
    op.drop_constraint("t_a_fkey", "t", ConstraintKind::ForeignKey);
    "#

    fn create_check() {
        let mut check = check(r#"("it's" ~ '^\d+$'::text)"#);
        check.is_valid = false;
        Example::new(Change::CreateCheck { table: name("t"), name: "ck_t".into(), check })
            .on("CREATE TABLE t (\"it's\" text)")
    } reads r##"
    op.create_check_constraint("ck_t", "t", r#"("it's" ~ '^\d+$'::text)"#).not_valid();
    "##

    fn drop_check() {
        let check = check("a > 0");
        Example::new(Change::DropCheck { table: name("t"), name: "t_a_check".into(), check })
            .on("CREATE TABLE t (a integer CHECK (a > 0))")
    } reads r#"
    op.drop_constraint("t_a_check", "t", ConstraintKind::Check);
    "#

    fn create_exclude() {
        let definition = "EXCLUDE USING spgist (during WITH &&) WHERE ((NOT cancelled)) \
                          DEFERRABLE INITIALLY DEFERRED";
        let exclude = exclude(definition);
        Example::new(Change::CreateExclude { table: name("t"), name: "ex".into(), exclude })
            .on("CREATE TABLE t (during tstzrange, cancelled boolean)")
    } reads r#"
    // May fail: no two rows of t may be such as ex excludes
    op.create_exclude_constraint("ex", "t", [("during", "&&")])
        .using("spgist")
        .where_("(NOT cancelled)")
        .initially_deferred();
    "#

    fn create_exclude_as_it_is() {
        let exclude = exclude("EXCLUDE USING gist (during WITH &&) WITH (fillfactor='70')");
        Example::new(Change::CreateExclude { table: name("t"), name: "ex".into(), exclude })
            .on("CREATE TABLE t (during tstzrange)")
    } reads r#"
    // May fail: no two rows of t may be such as ex excludes
    op.execute(
        "ALTER TABLE t ADD CONSTRAINT ex EXCLUDE USING gist (during WITH &&) WITH (fillfactor='70')",
    );
    "#

    fn drop_exclude() {
        let exclude = exclude("EXCLUDE USING gist (during WITH &&)");
        Example::new(Change::DropExclude { table: name("t"), name: "ex".into(), exclude }).on(
            "CREATE TABLE t (during tstzrange, CONSTRAINT ex EXCLUDE USING gist (during WITH &&))",
        )
    } reads r#"
    op.drop_constraint("ex", "t", ConstraintKind::Exclude);
    "#
}
