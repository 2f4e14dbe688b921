//! Indexes.

use super::Example;
use super::examples::examples;
use super::parts::*;
use crate::autogenerate::change::Change;

examples! {
    fn create_index() {
        let index = index(&[by("name"), by("order")]);
        let change = Change::CreateIndex { table: name("shop.t"), name: "ix_t".into(), index };
        Example::new(change)
            .on("CREATE SCHEMA shop; CREATE TABLE shop.t (name text, \"order\" integer)")
    } reads r#"
    op.create_index("ix_t", "shop.t", ["name", "order"]);
    "#

    fn create_index_with_all() {
        let mut name_part = by("name");
        name_part.collation = some("C");
        name_part.operator_class = some("text_pattern_ops");
        name_part.is_descending = true;
        name_part.nulls_first = Some(false);
        let mut number = by("number");
        number.nulls_first = Some(true);
        let mut index = index(&[expr("lower((name || ' '::text))"), name_part, number]);
        index.is_unique = true;
        index.include = texts(&["extra"]);
        index.nulls_not_distinct = true;
        index.condition = some("((deleted IS NULL) AND (name <> '\"'::text))");
        index.storage = texts(&["fillfactor=70", "deduplicate_items=off"]);
        index.comment = some("to find them");
        Example::new(Change::CreateIndex { table: name("t"), name: "ix t".into(), index })
            .on("CREATE TABLE t (name text, number integer, extra text, deleted date)")
    } reads r##"
    // May fail: no two rows of t may be alike in lower((name || ' '::text)), name, number
    op.create_index(
            "ix t",
            "t",
            [
                expr("lower((name || ' '::text))"),
                by("name")
                    .collate("C")
                    .operator_class("text_pattern_ops")
                    .desc()
                    .nulls_last(),
                by("number").nulls_first(),
            ],
        )
        .unique()
        .include(["extra"])
        .nulls_not_distinct()
        .with("fillfactor=70, deduplicate_items=off")
        .where_(r#"(deleted IS NULL) AND (name <> '"'::text)"#);
    op.execute(r#"COMMENT ON INDEX "ix t" IS 'to find them'"#);
    "##

    fn create_index_by_another_method() {
        let mut index = index(&[by("data")]);
        index.method = "gin".into();
        Example::new(Change::CreateIndex { table: name("t"), name: "ix_t".into(), index })
            .on("CREATE TABLE t (data jsonb)")
    } reads r#"
    op.create_index("ix_t", "t", ["data"]).using("gin");
    "#

    fn drop_index() {
        let index = index(&[by("a")]);
        Example::new(Change::DropIndex { table: name("shop.t"), name: "ix_t".into(), index })
            .on("CREATE SCHEMA shop; CREATE TABLE shop.t (a integer); CREATE INDEX ix_t ON shop.t (a)")
    } reads r#"
    op.drop_index("ix_t", "shop.t");
    "#
}
