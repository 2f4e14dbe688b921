use super::{plain, schema_of, table_of};
use crate::autogenerate::schema::{Function, View};

#[test]
fn views() {
    let schema = schema_of(&[
        "CREATE TABLE t (a integer, b text)",
        "CREATE VIEW v AS SELECT a FROM t WHERE b = ';'",
        "CREATE MATERIALIZED VIEW m AS SELECT t.b, v.a FROM v JOIN t ON t.a = v.a",
        "COMMENT ON VIEW v IS 'the view'",
        "COMMENT ON MATERIALIZED VIEW m IS 'the other'",
    ]);
    let View {
        query,
        is_materialized,
        reads,
        comment,
        ..
    } = &schema.views[&plain("v")];
    assert!(query.contains("FROM t"), "{query}");
    assert!(query.ends_with("';'::text)"), "{query}");
    assert!(!is_materialized);
    assert_eq!(*reads, [plain("t")]);
    assert_eq!(comment.as_deref(), Some("the view"));
    let materialized = &schema.views[&plain("m")];
    assert!(materialized.is_materialized);
    assert_eq!(materialized.reads, [plain("t"), plain("v")]);
    assert_eq!(materialized.comment.as_deref(), Some("the other"));
    assert_eq!(schema.tables.len(), 1);
}

#[test]
fn views_with_more() {
    let schema = schema_of(&[
        "CREATE TABLE t (a integer, b text)",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'",
        "CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION",
        "CREATE TRIGGER g INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()",
        "COMMENT ON COLUMN v.a IS 'the a'",
        "GRANT SELECT ON v TO PUBLIC",
        "GRANT UPDATE (a) ON v TO PUBLIC",
        "CREATE MATERIALIZED VIEW m WITH (fillfactor=70) AS SELECT a FROM t",
        "CREATE INDEX i ON m (a)",
    ]);
    let view = &schema.views[&plain("v")];
    assert_eq!(
        view.options,
        ["security_barrier=true", "check_option=local"]
    );
    assert_eq!(
        view.carries.0,
        [
            "the comment on column a",
            "the rights of PUBLIC",
            "trigger g"
        ]
    );
    let view = &schema.views[&plain("m")];
    assert_eq!(view.options, ["fillfactor=70"]);
    assert_eq!(view.carries.0, ["index i"]);
}

#[test]
fn functions() {
    let schema = schema_of(&[
        "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'",
        "CREATE FUNCTION twice(text, integer DEFAULT 2) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE PROCEDURE \"Do It\"() LANGUAGE sql AS ''",
        "CREATE AGGREGATE total(integer) (sfunc = int4pl, stype = integer)",
        "COMMENT ON FUNCTION twice(integer) IS 'the function'",
    ]);
    let names: Vec<_> = schema.functions.keys().map(ToString::to_string).collect();
    assert_eq!(
        names,
        ["\"Do It\"()", "twice(integer)", "twice(text, integer)"]
    );
    let expected = Function {
        definition: "CREATE OR REPLACE FUNCTION twice(n integer)\n RETURNS integer\n LANGUAGE sql\n IMMUTABLE\n\
                     AS $function$SELECT n * 2$function$"
            .to_owned(),
        comment: Some("the function".to_owned()),
    };
    assert_eq!(schema.functions[&plain("twice(integer)")], expected);
    let procedure = &schema.functions[&plain("\"Do It\"()")].definition;
    assert!(
        procedure.starts_with("CREATE OR REPLACE PROCEDURE \"Do It\"()\n"),
        "{procedure}"
    );
}

#[test]
fn triggers() {
    let table = table_of(&[
        "CREATE TABLE t (a integer)",
        "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'",
        "CREATE TRIGGER note BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (old.a > 0) EXECUTE FUNCTION noted()",
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION noted()",
    ]);
    assert_eq!(
        table.triggers["note"],
        "CREATE TRIGGER note BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (old.a > 0) EXECUTE FUNCTION noted()"
    );
    assert_eq!(
        table.triggers["late"],
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW \
         EXECUTE FUNCTION noted()"
    );
    assert!(table.checks.is_empty());
}
