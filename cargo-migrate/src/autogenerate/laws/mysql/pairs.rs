//! Each thing that is detected, before and after.

use super::*;
use crate::autogenerate::compare;
use crate::autogenerate::compare::rename::{apply_rename, candidates};
use crate::autogenerate::test_server::texts;

/// Goes from one schema to another and back; what the changes are called.
#[track_caller]
fn way(from: &[&str], to: &[&str]) -> Way {
    let way = block_on(Way::walk(&texts(from), &texts(to)));
    way.unwrap_or_else(|fault| panic!("{fault}"))
}

#[track_caller]
fn pair(from: &[&str], to: &[&str]) -> Vec<String> {
    let there = way(from, to);
    let back = way(to, from);
    assert!(!there.there.is_empty() || !back.there.is_empty());
    describe(&there.there)
}

/// A table with one column besides its key, as it was and as it is to be.
#[track_caller]
fn column(from: &str, to: &str) -> Vec<String> {
    let table = |column: &str| format!("CREATE TABLE t (id int PRIMARY KEY, {column})");
    pair(&[&table(from)], &[&table(to)])
}

#[track_caller]
fn one_change(changes: Vec<String>) {
    assert_eq!(changes.len(), 1, "{changes:#?}");
}

#[test]
fn tables_come_and_go() {
    let table = "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a varchar(20) UNIQUE, KEY (a, id)) COMMENT 'x'";
    one_change(pair(&[], &[table]));
}

#[test]
fn a_collation_of_the_table_is_not_one_of_its_columns() {
    let plain = ["CREATE TABLE t (id int PRIMARY KEY, a varchar(10) NOT NULL)"];
    let table =
        ["CREATE TABLE t (id int PRIMARY KEY, a varchar(10) NOT NULL) COLLATE latin1_german1_ci"];
    let wider = ["CREATE TABLE t (id int PRIMARY KEY, a varchar(20) NOT NULL, b text)"];
    assert!(way(&table, &plain).there.is_empty());
    assert!(way(&plain, &table).there.is_empty());
    assert_eq!(pair(&table, &wider).len(), 2);
    let options = Options::default();
    let way = way(&table, &plain);
    assert_eq!(
        compare::beyond(&way.from, &way.to, &options),
        ["table t without options of its own"]
    );
    assert_eq!(
        compare::beyond(&way.to, &way.from, &options),
        ["table t with `COLLATE=latin1_german1_ci`"]
    );
}

#[test]
fn views_keep_whose_rights_they_read_with() {
    let view =
        "CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM t WHERE id > 0 WITH CHECK OPTION";
    let plain = view.replace("SQL SECURITY INVOKER ", "");
    let (table, wider) = ("CREATE TABLE t (id int)", "CREATE TABLE t (id bigint)");
    let changes = pair(&[table, &plain], &[table, view]);
    assert_eq!(changes.len(), 2, "{changes:#?}");
    // Where it is made anew around a change too: what is read afterwards is what is wanted.
    pair(&[table, view], &[wider, view]);
}

#[test]
fn tables_may_refer_to_each_other() {
    let tables = [
        "CREATE TABLE a (id int PRIMARY KEY, b_id int)",
        "CREATE TABLE b (id int PRIMARY KEY, a_id int, CONSTRAINT to_a FOREIGN KEY (a_id) REFERENCES a (id))",
        "ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b_id) REFERENCES b (id) ON DELETE CASCADE",
    ];
    pair(&[], &tables);
}

#[test]
fn columns_change_in_each_respect() {
    for (from, to) in [
        ("a int", "a bigint"),
        ("a int", "a int unsigned"),
        ("a int", "a int NOT NULL"),
        ("a int", "a int DEFAULT 5"),
        ("a int DEFAULT 4", "a int DEFAULT 5"),
        ("a int", "a int COMMENT 'it''s'"),
        ("a int COMMENT 'x'", "a int COMMENT 'y'"),
        (
            "a varchar(20)",
            "a varchar(30) NOT NULL DEFAULT '' COMMENT 'all'",
        ),
        ("a varchar(20)", "a text"),
        ("a varchar(20)", "a varchar(20) COLLATE ascii_bin"),
        (
            "a varchar(20) COLLATE ascii_bin",
            "a varchar(20) COLLATE ascii_general_ci",
        ),
        ("a text", "a json"),
        ("a json", "a int"),
        ("a decimal(10, 2)", "a decimal(12, 4)"),
        ("a datetime", "a datetime(6) DEFAULT current_timestamp(6)"),
        ("a datetime", "a datetime DEFAULT now() ON UPDATE now()"),
        ("a text", "a text DEFAULT 'x''y'"),
        ("a text", "a text DEFAULT (concat('a', id))"),
        ("a int", "a int INVISIBLE"),
        ("a enum('a', 'b')", "a enum('a', 'c', 'b''s')"),
        ("a set('a', 'b')", "a set('a')"),
        ("a enum('a') DEFAULT 'a'", "a varchar(10) DEFAULT 'a'"),
        ("a boolean DEFAULT true", "a boolean DEFAULT false"),
    ] {
        one_change(column(from, to));
    }
}

#[test]
fn what_is_the_same_to_the_server_is_no_change() {
    for (from, to) in [
        ("a int", "a integer"),
        ("a boolean DEFAULT true", "a tinyint(1) DEFAULT 1"),
        (
            "a datetime DEFAULT now()",
            "a datetime DEFAULT CURRENT_TIMESTAMP",
        ),
        ("a text DEFAULT ('x''y')", "a text DEFAULT 'x''y'"),
        ("a int CHECK (a > 0)", "a int, CHECK (a > 0)"),
        ("a int, UNIQUE (a)", "a int, CONSTRAINT a UNIQUE (a)"),
        ("a int, UNIQUE u (a)", "a int, UNIQUE (a)"),
        (
            "a int, CONSTRAINT named CHECK (a > 0)",
            "a int, CHECK (a > 0)",
        ),
        (
            "a int, FOREIGN KEY (a) REFERENCES t (id)",
            "a int, KEY (a), FOREIGN KEY (a) REFERENCES t (id) ON DELETE RESTRICT",
        ),
        (
            "a int, CONSTRAINT fk FOREIGN KEY (a) REFERENCES t (id)",
            "a int, FOREIGN KEY (a) REFERENCES t (id)",
        ),
        (
            "a int, CHECK (a > 0), CHECK (a > 1)",
            "a int, CHECK (a > 1), CHECK (a > 0)",
        ),
    ] {
        let table = |column: &str| format!("CREATE TABLE t (id int PRIMARY KEY, {column})");
        let way = way(&[&table(from)], &[&table(to)]);
        assert_eq!(describe(&way.there), Vec::<String>::new(), "{from}, {to}");
    }
}

#[test]
fn columns_come_and_go() {
    for column_ in [
        "a int",
        "a int NOT NULL DEFAULT 3 COMMENT 'a'",
        "a json",
        "a int CHECK (a > 0)",
        "a int AS (id + 1) STORED",
        "a int AS (id + 1) VIRTUAL COMMENT 'a'",
        "a int, UNIQUE (a)",
        "a int, KEY i (a)",
        "a varchar(50), KEY i (a(10))",
        "a int, FOREIGN KEY (a) REFERENCES t (id) ON DELETE SET NULL",
        "a timestamp NULL DEFAULT NULL ON UPDATE now()",
    ] {
        column("z int", &format!("z int, {column_}"));
    }
}

#[test]
fn computed_columns_are_made_anew() {
    assert_eq!(
        column("a int AS (id + 1) STORED", "a int AS (id + 2) STORED").len(),
        2
    );
    assert_eq!(
        column("a int AS (id + 1) STORED", "a int AS (id + 1) VIRTUAL").len(),
        2
    );
    assert_eq!(column("a int", "a int AS (id) VIRTUAL").len(), 2);
}

#[test]
fn rows_are_numbered_or_not() {
    for (from, to) in [
        ("id int PRIMARY KEY", "id int AUTO_INCREMENT PRIMARY KEY"),
        (
            "id int AUTO_INCREMENT PRIMARY KEY",
            "id bigint AUTO_INCREMENT PRIMARY KEY COMMENT 'x'",
        ),
        ("id int", "id int AUTO_INCREMENT PRIMARY KEY"),
        ("id int NOT NULL", "id int AUTO_INCREMENT PRIMARY KEY"),
        ("x int", "x int, id int AUTO_INCREMENT PRIMARY KEY"),
        ("x int", "x int, id int AUTO_INCREMENT UNIQUE"),
        (
            "x int NOT NULL PRIMARY KEY",
            "x int NOT NULL, id int AUTO_INCREMENT PRIMARY KEY",
        ),
        (
            "x int, id int AUTO_INCREMENT PRIMARY KEY",
            "x int, id int AUTO_INCREMENT, PRIMARY KEY (id, x)",
        ),
        (
            "x int, id int AUTO_INCREMENT PRIMARY KEY",
            "x int, id int AUTO_INCREMENT, KEY (id)",
        ),
        (
            "x int, id int AUTO_INCREMENT, KEY (id)",
            "x int, id int AUTO_INCREMENT, UNIQUE (id)",
        ),
        (
            "x int, id int AUTO_INCREMENT, KEY k (id)",
            "x int, id int AUTO_INCREMENT, KEY k (id, x)",
        ),
        (
            "x int, id int AUTO_INCREMENT PRIMARY KEY",
            "x int AUTO_INCREMENT PRIMARY KEY, id int",
        ),
    ] {
        let table = |columns: &str| format!("CREATE TABLE t ({columns})");
        pair(&[&table(from)], &[&table(to)]);
    }
}

#[test]
fn keys_and_checks() {
    for (from, to) in [
        (
            "a int NOT NULL, b int NOT NULL",
            "a int NOT NULL, b int NOT NULL, UNIQUE u (a)",
        ),
        (
            "a int NOT NULL, UNIQUE u (a)",
            "a int NOT NULL, UNIQUE u (a, id)",
        ),
        (
            "a int, CONSTRAINT c CHECK (a > 0)",
            "a int, CONSTRAINT c CHECK (a > 1)",
        ),
        ("a int", "a int CHECK (a > 0)"),
        ("a int CHECK (a > 0)", "a int CHECK (a > 1)"),
        (
            "a int CHECK (a > 0)",
            "a varchar(10) NOT NULL DEFAULT 'x' CHECK (a > 1)",
        ),
        ("a int CHECK (a > 0)", "a bigint CHECK (a > 0)"),
        (
            "a int CHECK (a > 0)",
            "a int, CONSTRAINT positive CHECK (a > 0)",
        ),
    ] {
        assert!(!column(from, to).is_empty(), "{from}, {to}");
    }
    pair(
        &["CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a))"],
        &["CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (b, a))"],
    );
}

#[test]
fn indexes_in_all_their_forms() {
    let base = "a varchar(50), b int";
    for index in [
        "KEY i (a)",
        "KEY i (a, b)",
        "KEY i (a(5))",
        "KEY i (a, b DESC)",
        "UNIQUE KEY i (a(5))",
        "FULLTEXT KEY i (a)",
        "KEY i (b) COMMENT 'it''s'",
        "UNIQUE KEY i (a, b) COMMENT 'both'",
    ] {
        one_change(column(base, &format!("{base}, {index}")));
    }
    assert_eq!(
        column("a varchar(50), KEY i (a)", "a varchar(50), KEY i (a(5))").len(),
        2
    );
    column("s point NOT NULL", "s point NOT NULL, SPATIAL KEY i (s)");
}

#[test]
fn foreign_keys_take_their_indexes_along() {
    let tables = |of_child: &str| {
        [
            "CREATE TABLE parents (id int PRIMARY KEY, code varchar(10), UNIQUE (code))".to_owned(),
            format!("CREATE TABLE t (id int PRIMARY KEY, a int, b int{of_child})"),
        ]
    };
    let key = "CONSTRAINT k FOREIGN KEY (a) REFERENCES parents (id)";
    for (from, to) in [
        (String::new(), format!(", {key}")),
        (
            String::new(),
            ", FOREIGN KEY (a) REFERENCES parents (id)".to_owned(),
        ),
        (String::new(), format!(", KEY i (a), {key}")),
        (format!(", {key}"), format!(", KEY i (a), {key}")),
        (format!(", {key}"), format!(", KEY i (a, b), {key}")),
        (
            format!(", KEY i (a), {key}"),
            format!(", KEY j (a, b), {key}"),
        ),
        (
            format!(", KEY i (a), {key}"),
            format!(", KEY i (a, b), {key}"),
        ),
        (format!(", UNIQUE i (a), {key}"), format!(", {key}")),
        (format!(", {key}"), format!(", {key} ON DELETE CASCADE")),
        (
            format!(", {key}"),
            ", CONSTRAINT k FOREIGN KEY (b) REFERENCES parents (id)".to_owned(),
        ),
        (
            format!(", {key}"),
            ", CONSTRAINT other FOREIGN KEY (a) REFERENCES parents (id)".to_owned(),
        ),
        (
            format!(", {key}, CONSTRAINT k2 FOREIGN KEY (a) REFERENCES t (id)"),
            format!(", {key}"),
        ),
    ] {
        let (from, to) = (tables(&from), tables(&to));
        let changes = pair(&[&from[0], &from[1]], &[&to[0], &to[1]]);
        assert!(!changes.is_empty(), "{from:?}, {to:?}");
    }
}

#[test]
fn what_a_foreign_key_refers_to_may_change() {
    let tables = |parent: &str, child: &str| {
        [
            format!("CREATE TABLE parents ({parent})"),
            format!(
                "CREATE TABLE t ({child}, CONSTRAINT k FOREIGN KEY (a) REFERENCES parents (id))"
            ),
        ]
    };
    for ((parent, child), (other_parent, other_child)) in [
        (
            ("id int PRIMARY KEY", "a int"),
            ("id bigint PRIMARY KEY", "a bigint"),
        ),
        (
            ("id int PRIMARY KEY", "a int"),
            ("id int AUTO_INCREMENT PRIMARY KEY", "a int"),
        ),
        (
            ("id int PRIMARY KEY", "a int"),
            ("id int NOT NULL, UNIQUE (id)", "a int NOT NULL COMMENT 'x'"),
        ),
        (
            ("id int, KEY k (id)", "a int"),
            ("id int, b int, KEY k (id, b)", "a int DEFAULT 3"),
        ),
    ] {
        let (from, to) = (tables(parent, child), tables(other_parent, other_child));
        pair(&[&from[0], &from[1]], &[&to[0], &to[1]]);
    }
}

#[test]
fn views_triggers_and_routines() {
    let table = "CREATE TABLE t (id int PRIMARY KEY, a varchar(20))";
    for (from, to) in [
        (
            "CREATE VIEW v AS SELECT id FROM t",
            "CREATE VIEW v AS SELECT id, a FROM t WHERE id > 3 WITH CHECK OPTION",
        ),
        (
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 'x'",
            "CREATE TRIGGER g AFTER DELETE ON t FOR EACH ROW BEGIN DELETE FROM t WHERE a = ';'; DELETE FROM t; END",
        ),
        (
            "CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x + 1",
            "CREATE FUNCTION f(x int, `y z` varchar(10)) RETURNS varchar(20) COMMENT 'it''s' BEGIN RETURN concat(x, ';'); END",
        ),
        (
            "CREATE PROCEDURE p(IN x int) SELECT x",
            "CREATE PROCEDURE p(INOUT x int) BEGIN SET x = 1; SET x = 2; END",
        ),
    ] {
        assert!(!pair(&[table, from], &[table, to]).is_empty());
        one_change(pair(&[table], &[table, to]));
    }
    let views = [
        table,
        "CREATE VIEW z AS SELECT id, a FROM t",
        "CREATE VIEW a AS SELECT z.id, z.a FROM z JOIN t ON t.id = z.id",
    ];
    pair(&[], &views);
    pair(
        &views,
        &[
            "CREATE TABLE t (id bigint PRIMARY KEY, a varchar(20))",
            views[1],
            views[2],
        ],
    );
}

#[test]
fn sequences() {
    if !block_on(async { made(&[]).await.map(|(scratch, _)| scratch) })
        .is_ok_and(|scratch| block_on(dialect(&scratch)).objects.sequences)
    {
        return;
    }
    let plain = "CREATE SEQUENCE s";
    let other = "CREATE SEQUENCE s START WITH 5 INCREMENT BY 2 MINVALUE 3 MAXVALUE 99 CYCLE";
    one_change(pair(&[], &[plain]));
    one_change(pair(&[], &[other]));
    one_change(pair(&[plain], &[other]));
    one_change(pair(&[], &["CREATE SEQUENCE s INCREMENT BY -1"]));
    let default = [
        "CREATE SEQUENCE s",
        "CREATE TABLE t (a bigint DEFAULT nextval(s))",
    ];
    pair(&[], &default);
    pair(&[default[0], "CREATE TABLE t (a bigint)"], &default);
}

#[test]
fn tables_of_other_kinds() {
    for options in [
        "ENGINE=MyISAM",
        "COLLATE=ascii_general_ci",
        "ROW_FORMAT=COMPRESSED",
        "PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN MAXVALUE)",
        "PARTITION BY HASH (id) PARTITIONS 3",
    ] {
        let table = format!("CREATE TABLE t (id int NOT NULL, a varchar(10)) {options}");
        one_change(pair(&[], &[&table]));
    }
}

#[test]
fn comments_of_tables() {
    let table = |comment: &str| format!("CREATE TABLE t (a int) {comment}");
    one_change(pair(&[&table("")], &[&table("COMMENT 'it''s \\\\'")]));
    one_change(pair(&[&table("COMMENT 'a'")], &[&table("COMMENT 'b'")]));
}

#[test]
fn a_person_would_write_the_same() {
    let way = way(
        &[
            "CREATE TABLE users (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) NOT NULL)",
            "CREATE TABLE notes (id bigint AUTO_INCREMENT PRIMARY KEY, text longtext)",
        ],
        &[
            "CREATE TABLE users (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(60) NOT NULL DEFAULT '', \
                 email varchar(100), UNIQUE uq_users_email (email), CHECK (name <> 'root'))",
            "CREATE TABLE notes (id bigint AUTO_INCREMENT PRIMARY KEY, text longtext, user_id bigint, \
                 CONSTRAINT fk_notes_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)",
            "CREATE TABLE tags (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(20) NOT NULL CHECK (name <> ''), \
                 kind enum('a', 'b') DEFAULT 'a', note_id bigint NOT NULL, KEY ix_tags_name (name(5)), \
                 CONSTRAINT fk_tags_note FOREIGN KEY (note_id) REFERENCES notes (id))",
        ],
    );
    let (upgrade, downgrade) = way.bodies();
    insta::assert_snapshot!(upgrade, @r##"
    op.create_table("tags", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("name", varchar(20)).not_null().check("`name` <> ''");
        t.column("kind", native("enum('a','b')")).server_default("'a'");
        t.column("note_id", bigint()).not_null();
        t.foreign_key(["note_id"], "notes", ["id"]).name("fk_tags_note");
    });
    op.create_index("ix_tags_name", "tags", [by("name").prefix(5)]);
    op.add_column("notes", column("user_id", bigint()));
    op.add_column("users", column("email", varchar(100)));
    op.alter_column("users", "name", |c| {
        c.set_type(varchar(60))
            .set_default("''")
            .existing(column("name", varchar(40)).not_null())
    });
    op.create_unique_constraint("uq_users_email", "users", ["email"]);
    // May fail: each row of users must fulfil `name` <> 'root'
    op.create_check_constraint("CONSTRAINT_1", "users", "`name` <> 'root'");
    op.create_foreign_key("fk_notes_user", "notes", ["user_id"], "users", ["id"])
        .on_delete(Cascade);
    "##);
    insta::assert_snapshot!(downgrade, @r##"
    op.drop_constraint("fk_notes_user", "notes", ConstraintKind::ForeignKey);
    op.drop_index("fk_notes_user", "notes");
    // Destroys: all values of notes.user_id
    op.drop_column("notes", "user_id");
    op.drop_constraint("CONSTRAINT_1", "users", ConstraintKind::Check);
    op.drop_constraint("uq_users_email", "users", ConstraintKind::Unique);
    // Destroys: what of users.name fits into varchar(60), but not into varchar(40)
    op.alter_column("users", "name", |c| {
        c.set_type(varchar(40))
            .drop_default()
            .existing(column("name", varchar(60)).not_null().server_default("''"))
    });
    // Destroys: all values of users.email
    op.drop_column("users", "email");
    // Destroys: all rows of tags
    op.drop_table("tags");
    "##);
}

/// Takes each drop and creation for a rename that may be one, and goes there and back.
#[track_caller]
fn renamed(from: &[&str], to: &[&str], count: usize) {
    let (from, to) = (texts(from), texts(to));
    block_on(async {
        let (first, before) = made(&from).await.unwrap();
        let (second, after) = made(&to).await.unwrap();
        let options = Options::default();
        let mut changes = compare(&before, &after, &options);
        while let Some((rename, _)) = candidates(&changes).into_iter().next() {
            changes = apply_rename(&changes, &before, &after, &options, rename);
        }
        assert_eq!(changes.len(), count, "{:#?}", describe(&changes));
        let there = order(changes);
        let back = order(reverse(there.clone(), &before, &after, &options));
        let way = Way {
            dialect: dialect(&first).await,
            from: before,
            to: after,
            there,
            back,
        };
        for (changes, ends) in [
            (&way.there, (&way.from, &way.to)),
            (&way.back, (&way.to, &way.from)),
        ] {
            let step = way.step(&first, changes, ends).await;
            step.unwrap_or_else(|fault| panic!("{fault}"));
        }
        first.close().await.unwrap();
        second.close().await.unwrap();
    });
}

#[test]
fn renames_keep_what_names_the_renamed() {
    let tables = |name: &str, column: &str| {
        [
            format!(
                "CREATE TABLE {name} (id int AUTO_INCREMENT PRIMARY KEY, {column} varchar(20) NOT NULL DEFAULT 'x', \
                     b int AS (length({column})) STORED, \
                     CONSTRAINT c CHECK ({column} <> 'a'), UNIQUE u ({column}), KEY i ({column}(5), id))"
            ),
            format!("CREATE TRIGGER g BEFORE INSERT ON {name} FOR EACH ROW SET NEW.id = 1"),
            format!(
                "CREATE TABLE z (id int PRIMARY KEY, CONSTRAINT k FOREIGN KEY (id) REFERENCES {name} (id))"
            ),
            format!("CREATE VIEW v AS SELECT id, {column} AS a FROM {name} WHERE {column} <> 'a'"),
        ]
    };
    let [before, column, table] =
        [("t", "a"), ("t", "other"), ("users", "a")].map(|(name, column)| tables(name, column));
    // The view is made anew, for the server keeps its text.
    for to in [column, table] {
        renamed(
            &before.each_ref().map(String::as_str),
            &to.each_ref().map(String::as_str),
            3,
        );
    }
}
