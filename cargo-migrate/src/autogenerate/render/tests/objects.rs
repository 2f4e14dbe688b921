//! What there is beside tables and enums.

use super::Example;
use super::examples::examples;
use super::parts::*;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::Extension;

examples! {
    fn create_schema() {
        Example::new(Change::CreateSchema("billing".into()))
    } reads r#"
    op.create_schema("billing");
    "#

    fn drop_schema() {
        Example::new(Change::DropSchema("billing".into())).on("CREATE SCHEMA billing")
    } reads r#"
    op.drop_schema("billing");
    "#

    fn create_extension() {
        let schema = some("tools");
        let change = Change::CreateExtension("pg_trgm".into(), Extension { schema });
        Example::new(change).on("CREATE SCHEMA tools")
    } reads r#"
    op.create_extension("pg_trgm").schema("tools");
    "#

    fn drop_extension() {
        let change = Change::DropExtension("pg_trgm".into(), Extension { schema: None });
        Example::new(change).on("CREATE EXTENSION pg_trgm")
    } reads r#"
    // Destroys: what the extension pg_trgm keeps
    op.drop_extension("pg_trgm");
    "#

    fn create_sequence() {
        Example::new(Change::CreateSequence(name("order_numbers"), sequence()))
    } reads r#"
    op.create_sequence("order_numbers");
    "#

    fn create_sequence_with_all() {
        let mut it = sequence();
        it.data_type = "integer".into();
        (it.start, it.increment, it.minimum, it.maximum) = (-5, -5, -1000, -5);
        it.cycle = true;
        it.owned_by = Some((name("orders"), "number".into()));
        it.comment = some("what is left");
        Example::new(Change::CreateSequence(name("countdown"), it))
            .on("CREATE TABLE orders (number integer)")
    } reads r#"
    op.create_sequence("countdown")
        .data_type(integer())
        .increment(-5)
        .min_value(-1000)
        .max_value(-5)
        .cycle()
        .owned_by("orders", "number");
    op.execute("COMMENT ON SEQUENCE countdown IS 'what is left'");
    "#

    fn drop_sequence() {
        Example::new(Change::DropSequence(name("billing.numbers"), sequence()))
            .on("CREATE SCHEMA billing; CREATE SEQUENCE billing.numbers")
    } reads r#"
    // Destroys: the position of billing.numbers
    op.drop_sequence("billing.numbers");
    "#

    fn alter_sequence() {
        let mut to = sequence();
        to.data_type = "integer".into();
        (to.start, to.increment, to.minimum, to.maximum) = (10, 5, 0, 1000);
        to.cycle = true;
        to.owned_by = Some((name("orders"), "number".into()));
        let change = Change::AlterSequence { name: name("numbers"), from: sequence(), to };
        Example::new(change).on("CREATE SEQUENCE numbers; CREATE TABLE orders (number integer)")
    } reads r#"
    op.execute(
        "ALTER SEQUENCE numbers AS integer INCREMENT BY 5 MINVALUE 0 MAXVALUE 1000 START WITH 10 CYCLE OWNED BY orders.number",
    );
    "#

    fn create_trigger() {
        let definition = "CREATE TRIGGER quiet BEFORE UPDATE ON t FOR EACH ROW \
                          WHEN ((old.a = 'x\\'::text)) EXECUTE FUNCTION suppress_redundant_updates_trigger()";
        let definition = definition.into();
        Example::new(Change::CreateTrigger { table: name("t"), name: "quiet".into(), definition })
            .on("CREATE TABLE t (a text)")
    } reads r#"
    op.execute(
        r"CREATE TRIGGER quiet BEFORE UPDATE ON t FOR EACH ROW WHEN ((old.a = 'x\'::text)) EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    );
    "#

    fn drop_trigger() {
        let definition = String::new();
        Example::new(Change::DropTrigger { table: name("t"), name: "quiet".into(), definition }).on(
            "CREATE TABLE t ();
             CREATE TRIGGER quiet BEFORE UPDATE ON t FOR EACH ROW
             EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        )
    } reads r#"
    op.drop_trigger("quiet", "t");
    "#

    fn create_view() {
        let mut it = view(" SELECT t.a,\n    t.\"B\"\n   FROM t\n  WHERE (t.a > 0)");
        it.comment = some("those that count");
        Example::new(Change::CreateView(name("some_of_t"), it))
            .on("CREATE TABLE t (a integer, \"B\" text)")
    } reads r##"
    op.create_view("some_of_t", r#"SELECT t.a,
    t."B"
   FROM t
  WHERE (t.a > 0)"#);
    op.execute("COMMENT ON VIEW some_of_t IS 'those that count'");
    "##

    fn create_view_with_options() {
        let mut it = view(" SELECT 1");
        it.options = vec!["security_barrier=true".into()];
        Example::new(Change::CreateView(name("v"), it))
    } reads r##"
    op.execute(r"CREATE VIEW v WITH (security_barrier=true) AS
SELECT 1");
    "##

    fn drop_view_with_more() {
        let mut it = view(" SELECT 1");
        it.carries.0 = vec!["index i".into(), "the rights of ann".into()];
        Example::new(Change::DropView(name("v"), it)).on("CREATE VIEW v AS SELECT 1")
    } reads r#"
    // Destroys: what goes with v: index i, the rights of ann
    op.drop_view("v");
    "#

    fn create_materialized_view() {
        let mut it = view(" SELECT t.a\n   FROM t");
        it.is_materialized = true;
        it.comment = some("kept");
        Example::new(Change::CreateView(name("shop.kept"), it))
            .on("CREATE SCHEMA shop; CREATE TABLE t (a integer)")
    } reads r#"
    op.create_view("shop.kept", r"SELECT t.a
   FROM t").materialized();
    op.execute("COMMENT ON MATERIALIZED VIEW shop.kept IS 'kept'");
    "#

    fn drop_view() {
        Example::new(Change::DropView(name("v"), view(" SELECT 1"))).on("CREATE VIEW v AS SELECT 1")
    } reads r#"
    op.drop_view("v");
    "#

    fn drop_materialized_view() {
        let mut it = view(" SELECT 1");
        it.is_materialized = true;
        Example::new(Change::DropView(name("v"), it)).on("CREATE MATERIALIZED VIEW v AS SELECT 1")
    } reads r#"
    op.drop_view("v").materialized();
    "#

    fn create_function() {
        let mut it = function(SLUGIFY);
        it.comment = some("a text for a URL");
        Example::new(Change::CreateFunction(name("slugify(text)"), it))
    } reads r##"
    op.create_function(
        "slugify(value text DEFAULT ''::text)",
        r#"RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
BEGIN
    RETURN lower(regexp_replace(value, '[^a-z"]+', '-'));
END;
$function$"#,
    );
    op.execute("COMMENT ON FUNCTION slugify(text) IS 'a text for a URL'");
    "##

    fn create_procedure() {
        let mut it = function(
            "CREATE OR REPLACE PROCEDURE tidy()\n LANGUAGE sql\nAS $procedure$ SELECT 1; $procedure$\n",
        );
        it.comment = some("all of it");
        Example::new(Change::CreateFunction(name("tidy()"), it))
    } reads r#"
    op.execute(
        r"CREATE OR REPLACE PROCEDURE tidy()
 LANGUAGE sql
AS $procedure$ SELECT 1; $procedure$",
    );
    op.execute("COMMENT ON PROCEDURE tidy() IS 'all of it'");
    "#

    fn replace_function() {
        let (from, to) = (function("other"), function(SLUGIFY));
        let name = name("slugify(text)");
        Example::new(Change::ReplaceFunction { name, from, to }).on(
            "CREATE FUNCTION slugify(value text DEFAULT '') RETURNS text LANGUAGE sql AS 'SELECT value'",
        )
    } reads r##"
    op.create_function(
            "slugify(value text DEFAULT ''::text)",
            r#"RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
BEGIN
    RETURN lower(regexp_replace(value, '[^a-z"]+', '-'));
END;
$function$"#,
        )
        .or_replace();
    "##

    fn drop_function() {
        Example::new(Change::DropFunction(name("shop.f(integer, text)"), function(SLUGIFY))).on(
            "CREATE SCHEMA shop; \
             CREATE FUNCTION shop.f(a integer, b text) RETURNS text LANGUAGE sql AS 'SELECT b'",
        )
    } reads r#"
    op.drop_function("shop.f(integer, text)");
    "#

    fn drop_procedure() {
        let it = function("CREATE OR REPLACE PROCEDURE tidy()\n LANGUAGE sql\nAS ''");
        Example::new(Change::DropFunction(name("tidy()"), it))
            .on("CREATE PROCEDURE tidy() LANGUAGE sql AS 'SELECT 1'")
    } reads r#"
    op.execute("DROP PROCEDURE tidy()");
    "#

    fn object_comment() {
        let (object, from, to) = ("SCHEMA billing".into(), None, some("it's for\nthe money"));
        Example::new(Change::ObjectComment { object, from, to }).on("CREATE SCHEMA billing")
    } reads r#"
    op.execute(r"COMMENT ON SCHEMA billing IS 'it''s for
the money'");
    "#

    fn drop_object_comment() {
        let (object, from, to) = ("SEQUENCE numbers".into(), some("x"), None);
        Example::new(Change::ObjectComment { object, from, to }).on("CREATE SEQUENCE numbers")
    } reads r#"
    op.execute("COMMENT ON SEQUENCE numbers IS NULL");
    "#
}

const SLUGIFY: &str = r#"CREATE OR REPLACE FUNCTION slugify(value text DEFAULT ''::text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
BEGIN
    RETURN lower(regexp_replace(value, '[^a-z"]+', '-'));
END;
$function$
"#;
