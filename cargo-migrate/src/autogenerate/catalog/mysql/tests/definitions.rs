use super::*;

#[test]
fn views_read_what_they_name() {
    let schema = schema_of(&[
        "CREATE TABLE users (id int, name varchar(10))",
        "CREATE VIEW adults AS SELECT id, upper(name) AS name FROM users WHERE id > 3",
        "CREATE VIEW names AS SELECT a.name, u.id FROM adults a JOIN users u ON u.id = a.id WITH CHECK OPTION",
    ]);
    let adults = &schema.views[&plain("adults")];
    if is_mariadb() {
        let expected = "select `users`.`id` AS `id`,ucase(`users`.`name`) AS `name` from `users` where `users`.`id` > 3";
        assert_eq!(adults.query, expected);
    }
    assert_eq!(adults.reads, [plain("users")]);
    let names = &schema.views[&plain("names")];
    assert_eq!(names.reads, [plain("adults"), plain("users")]);
    assert!(
        names.query.ends_with(" WITH CASCADED CHECK OPTION"),
        "{}",
        names.query
    );
}

#[test]
fn triggers_are_statements() {
    let table = table_of(&[
        "CREATE TABLE t (a int, b varchar(10))",
        "CREATE TRIGGER `be fore` BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 'x;y'; END",
    ]);
    assert_eq!(
        table.triggers["be fore"],
        "CREATE TRIGGER `be fore` BEFORE INSERT ON `t`\nFOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 'x;y'; END"
    );
}

#[test]
fn functions_and_procedures_are_statements() {
    let schema = schema_of(&[
        "CREATE FUNCTION twice(x int, `y z` varchar(10)) RETURNS int DETERMINISTIC NO SQL COMMENT 'it''s' RETURN x * 2",
        "CREATE PROCEDURE noted(IN x int, OUT y varchar(10)) SQL SECURITY INVOKER BEGIN SELECT x INTO y; END",
        "CREATE FUNCTION one() RETURNS int DETERMINISTIC RETURN 1",
    ]);
    if !is_mariadb() {
        return;
    }
    assert_eq!(
        schema.functions[&plain("twice")].definition,
        "CREATE OR REPLACE FUNCTION twice(x int(11), `y z` varchar(10))\nRETURNS int(11)\nDETERMINISTIC\nNO SQL\n\
         COMMENT 'it''s'\nRETURN x * 2"
    );
    assert_eq!(
        schema.functions[&plain("noted")].definition,
        "CREATE OR REPLACE PROCEDURE noted(IN x int(11), OUT y varchar(10))\nSQL SECURITY INVOKER\nBEGIN SELECT x INTO y; END"
    );
    assert_eq!(
        schema.functions[&plain("one")].definition,
        "CREATE OR REPLACE FUNCTION one()\nRETURNS int(11)\nDETERMINISTIC\nRETURN 1"
    );
}

#[test]
fn sequences_with_their_bounds() {
    if !is_mariadb() {
        return;
    }
    let schema = schema_of(&[
        "CREATE SEQUENCE a",
        "CREATE SEQUENCE `b c` START WITH 5 INCREMENT BY 2 MINVALUE 3 MAXVALUE 99 CYCLE",
    ]);
    let a = &schema.sequences[&plain("a")];
    assert_eq!(
        (a.start, a.increment, a.minimum, a.maximum, a.cycle),
        (1, 1, 1, i64::MAX - 1, false)
    );
    let b = &schema.sequences[&plain("b c")];
    assert_eq!(
        (b.start, b.increment, b.minimum, b.maximum, b.cycle),
        (5, 2, 3, 99, true)
    );
    assert!(schema.tables.is_empty() && schema.views.is_empty());
}
