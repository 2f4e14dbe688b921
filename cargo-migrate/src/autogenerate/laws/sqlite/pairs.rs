//! For each thing that is detected, a schema without it and one with it.

use super::{Revision, there_and_back, with_renames};
use crate::autogenerate::test_server::texts;

#[track_caller]
fn revision(from: &[&str], to: &[&str]) -> Revision {
    there_and_back(&texts(from), &texts(to)).unwrap_or_else(|fault| panic!("{fault}"))
}

/// What an upgrade is; its downgrade has been done too. The other direction is done as well.
#[track_caller]
fn check(from: &[&str], to: &[&str], upgrade: &str) {
    let told = revision(from, to);
    assert_eq!(told.upgrade, upgrade);
    let back = revision(to, from);
    assert!(!told.downgrade.is_empty() && !back.upgrade.is_empty());
}

#[track_caller]
fn check_same(from: &[&str], to: &[&str]) {
    let told = revision(from, to);
    assert_eq!((told.upgrade.as_str(), told.downgrade.as_str()), ("", ""));
}

const SHOPS: &str = "CREATE TABLE shops (id INTEGER PRIMARY KEY NOT NULL)";
const SHOP: &str = "INSERT INTO shops VALUES (7)";

#[test]
fn tables() {
    check(
        &[SHOPS, SHOP],
        &[
            SHOPS,
            "CREATE TABLE products (id INTEGER PRIMARY KEY, shop_id INTEGER NOT NULL REFERENCES shops (id) ON DELETE CASCADE, \
             code VARCHAR(20) UNIQUE, name TEXT NOT NULL DEFAULT '' COLLATE NOCASE, price NUMERIC(10, 2) CHECK (price > 0), \
             twice AS (price * 2) STORED, CONSTRAINT uq_names UNIQUE (shop_id, name))",
            "CREATE INDEX ix_products_price ON products (price DESC) WHERE price > 1",
        ],
        "    op.create_table(\"products\", |t| {
        t.column(\"id\", integer()).primary_key().identity();
        t.column(\"shop_id\", integer())
            .not_null()
            .references(\"shops\", \"id\")
            .on_delete(Cascade);
        t.column(\"code\", varchar(20)).unique();
        t.column(\"name\", text()).not_null().collate(\"NOCASE\").server_default(\"''\");
        t.column(\"price\", numeric(10, 2));
        t.column(\"twice\", native(\"\")).computed(\"price * 2\");
        t.unique([\"shop_id\", \"name\"]).name(\"uq_names\");
        t.check(\"price > 0\");
    });
    op.create_index(\"ix_products_price\", \"products\", [by(\"price\").desc()])
        .where_(\"price > 1\");
",
    );
}

#[test]
fn tables_that_refer_to_each_other() {
    check(
        &[],
        &[
            "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b (id))",
            "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id))",
        ],
        "    op.create_table(\"a\", |t| {
        t.column(\"id\", integer()).primary_key().identity();
        t.column(\"b_id\", integer()).references(\"b\", \"id\");
    });
    op.create_table(\"b\", |t| {
        t.column(\"id\", integer()).primary_key().identity();
        t.column(\"a_id\", integer()).references(\"a\", \"id\");
    });
",
    );
}

#[test]
fn a_table_that_no_directive_says() {
    for table in [
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)",
        "CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID",
    ] {
        check(
            &[],
            &[table, "CREATE INDEX ix_id ON t (id)"],
            &format!(
                "    op.execute(\"{table}\");\n    op.create_index(\"ix_id\", \"t\", [\"id\"]);\n"
            ),
        );
    }
}

#[test]
fn columns_that_are_added_in_place() {
    check(
        &[SHOPS, SHOP],
        &[
            "CREATE TABLE shops (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL DEFAULT 'a', note TEXT, up AS (id + 1))",
        ],
        "    op.add_column(\"shops\", column(\"name\", text()).not_null().server_default(\"'a'\"));
    op.add_column(\"shops\", column(\"note\", text()));
    op.add_column(\"shops\", column(\"up\", native(\"\")).computed_virtual(\"id + 1\"));
",
    );
}

#[test]
fn columns_that_need_a_new_table() {
    check(
        &[SHOPS, SHOP],
        &[
            "CREATE TABLE shops (id INTEGER PRIMARY KEY NOT NULL, at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, \
             code TEXT UNIQUE, up INTEGER AS (id + 1) STORED)",
        ],
        "    op.batch_alter_table(\"shops\", |b| {
        b.add_column(
            column(\"at\", timestamp()).not_null().server_default(\"CURRENT_TIMESTAMP\"),
        );
        b.add_column(column(\"code\", text()));
        b.add_column(column(\"up\", integer()).computed(\"id + 1\"));
        b.create_unique_constraint(\"shops_code_key\", [\"code\"]);
    });
",
    );
}

#[test]
fn types_nulls_and_defaults() {
    check(
        &[
            "CREATE TABLE t (a INTEGER, b TEXT NOT NULL DEFAULT 'x', c TEXT COLLATE NOCASE)",
            "INSERT INTO t VALUES (1, 'b', 'c')",
        ],
        &["CREATE TABLE t (a BIGINT NOT NULL, b VARCHAR(9) DEFAULT 'y', c TEXT)"],
        "    // May fail: t.a must hold no null
    op.batch_alter_table(\"t\", |b| {
        b.alter_column(\"a\", |c| c.set_type(bigint()).set_not_null());
        b.alter_column(
            \"b\",
            |c| c.set_type(varchar(9)).drop_not_null().set_default(\"'y'\"),
        );
        b.alter_column(\"c\", |c| c.set_type(text()).collate(\"BINARY\"));
    });
",
    );
}

#[test]
fn one_column() {
    check(
        &[
            "CREATE TABLE t (a INTEGER, b TEXT DEFAULT 'x')",
            "INSERT INTO t VALUES (1, 'b')",
        ],
        &["CREATE TABLE t (a INTEGER, b TEXT)"],
        "    op.batch_alter_table(\"t\", |b| {
        b.alter_column(\"b\", |c| c.drop_default());
    });
",
    );
}

#[test]
fn the_number_of_a_row() {
    check(
        &[
            "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, a TEXT)",
            "INSERT INTO t VALUES (3, 'a')",
        ],
        &["CREATE TABLE t (id BIGINT PRIMARY KEY NOT NULL, a TEXT)"],
        "    op.batch_alter_table(\"t\", |b| {
        b.alter_column(\"id\", |c| c.set_type(bigint()).drop_identity());
    });
",
    );
}

#[test]
fn keys_and_checks() {
    check(
        &[
            SHOPS,
            SHOP,
            "CREATE TABLE t (a INTEGER NOT NULL, b TEXT NOT NULL)",
            "INSERT INTO t VALUES (7, 'b')",
        ],
        &[
            SHOPS,
            "CREATE TABLE t (a INTEGER NOT NULL REFERENCES shops (id) ON UPDATE CASCADE, b TEXT NOT NULL, \
             CONSTRAINT pk_t PRIMARY KEY (a, b), CONSTRAINT uq_b UNIQUE (b), CONSTRAINT ck_b CHECK (b <> ''), CHECK (a > 0))",
        ],
        "    // May fail: no two rows of t may be alike in a, b, nor hold a null there
    // May fail: no two rows of t may be alike in b
    // May fail: each row of t must fulfil b <> ''
    // May fail: each row of t must fulfil a > 0
    // May fail: each a of t must be in shops
    op.batch_alter_table(\"t\", |b| {
        b.create_primary_key(\"pk_t\", [\"a\", \"b\"]);
        b.create_unique_constraint(\"uq_b\", [\"b\"]);
        b.create_check_constraint(\"ck_b\", \"b <> ''\");
        b.create_check_constraint(None, \"a > 0\");
        b.create_foreign_key(\"t_a_fkey\", [\"a\"], \"shops\", [\"id\"]).on_update(Cascade);
    });
",
    );
}

#[test]
fn what_is_without_a_name_is_dropped() {
    check(
        &[
            SHOPS,
            "CREATE TABLE t (a INTEGER REFERENCES shops (id), b TEXT UNIQUE, c TEXT CHECK (c <> ''), CHECK (a > 1), CHECK (a > 2))",
        ],
        &[
            SHOPS,
            "CREATE TABLE t (a INTEGER, b TEXT, c TEXT, CHECK (a > 2))",
        ],
        "    op.batch_alter_table(\"t\", |b| {
        b.drop_constraint(\"t_a_fkey\", ConstraintKind::ForeignKey);
        b.drop_constraint(\"t_2eb44006_check\", ConstraintKind::Check);
        b.drop_constraint(\"t_eca6ace1_check\", ConstraintKind::Check);
        b.drop_constraint(\"t_b_key\", ConstraintKind::Unique);
    });
",
    );
}

#[test]
fn a_check_by_its_text() {
    check(
        &["CREATE TABLE t (a INTEGER, CONSTRAINT ck CHECK (a > 0))"],
        &["CREATE TABLE t (a INTEGER, CONSTRAINT ck CHECK (a >= 0))"],
        "    // May fail: each row of t must fulfil a >= 0
    op.batch_alter_table(\"t\", |b| {
        b.drop_constraint(\"ck\", ConstraintKind::Check);
        b.create_check_constraint(\"ck\", \"a >= 0\");
    });
",
    );
}

#[test]
fn columns_with_what_is_over_them() {
    check(
        &[
            SHOPS,
            SHOP,
            "CREATE TABLE t (a INTEGER, b TEXT, s INTEGER REFERENCES shops (id), CONSTRAINT uq UNIQUE (a, b), CHECK (b <> 'x'))",
            "CREATE INDEX ix_b ON t (b, a)",
            "INSERT INTO t VALUES (1, 'b', 7)",
        ],
        &[SHOPS, "CREATE TABLE t (a INTEGER)"],
        "    op.drop_index(\"ix_b\", \"t\");
    // Destroys: all values of t.b
    // Destroys: all values of t.s
    op.batch_alter_table(\"t\", |b| {
        b.drop_constraint(\"t_s_fkey\", ConstraintKind::ForeignKey);
        b.drop_constraint(\"t_e4ad11f5_check\", ConstraintKind::Check);
        b.drop_constraint(\"uq\", ConstraintKind::Unique);
        b.drop_column(\"b\");
        b.drop_column(\"s\");
    });
",
    );
}

#[test]
fn indexes() {
    check(
        &[
            SHOPS,
            "CREATE TABLE t (a TEXT, b TEXT)",
            "CREATE INDEX ix_a ON t (a)",
        ],
        &[
            SHOPS,
            "CREATE TABLE t (a TEXT, b TEXT)",
            "CREATE UNIQUE INDEX ix_a ON t (lower(a), b COLLATE NOCASE DESC) WHERE b IS NOT NULL",
        ],
        "    op.drop_index(\"ix_a\", \"t\");
    // May fail: no two rows of t may be alike in lower(a), b
    op.create_index(\"ix_a\", \"t\", [expr(\"lower(a)\"), by(\"b\").collate(\"NOCASE\").desc()])
        .unique()
        .where_(\"b IS NOT NULL\");
",
    );
}

#[test]
fn views_and_triggers() {
    check(
        &[
            "CREATE TABLE t (a TEXT, b TEXT)",
            "CREATE VIEW v AS SELECT a FROM t",
        ],
        &[
            "CREATE TABLE t (a TEXT, b TEXT)",
            "CREATE VIEW v AS SELECT b FROM t",
            "CREATE VIEW w (x) AS SELECT a FROM t",
            "CREATE TRIGGER on_t AFTER INSERT ON t BEGIN DELETE FROM t; END",
        ],
        "    op.drop_view(\"v\");
    op.create_view(\"v\", \"SELECT b FROM t\");
    op.create_view(\"w\", \"WITH w (x) AS (SELECT a FROM t) SELECT * FROM w\");
    op.execute(\"CREATE TRIGGER on_t AFTER INSERT ON t BEGIN DELETE FROM t; END\");
",
    );
}

#[test]
fn a_table_that_a_view_reads() {
    check(
        &[
            "CREATE TABLE t (a TEXT, b TEXT)",
            "CREATE VIEW v AS SELECT a FROM t",
            "CREATE TRIGGER on_t AFTER INSERT ON t BEGIN DELETE FROM t; END",
        ],
        &[
            "CREATE TABLE t (a VARCHAR(3), b TEXT NOT NULL, UNIQUE (b))",
            "CREATE VIEW v AS SELECT a FROM t",
            "CREATE TRIGGER on_t AFTER INSERT ON t BEGIN DELETE FROM t; END",
        ],
        "    // May fail: t.b must hold no null
    // May fail: no two rows of t may be alike in b
    op.batch_alter_table(\"t\", |b| {
        b.alter_column(\"a\", |c| c.set_type(varchar(3)));
        b.alter_column(\"b\", |c| c.set_not_null());
        b.create_unique_constraint(\"t_b_key\", [\"b\"]);
    });
",
    );
}

#[test]
fn a_computed_column() {
    check(
        &["CREATE TABLE t (a INTEGER, b INTEGER AS (a + 1), c INTEGER AS (b + 1), UNIQUE (c))"],
        &["CREATE TABLE t (a INTEGER, b INTEGER AS (a + 2), c INTEGER AS (b + 1), UNIQUE (c))"],
        "    // Destroys: the computed values of t.c
    // Destroys: the computed values of t.b
    op.batch_alter_table(\"t\", |b| {
        b.drop_constraint(\"t_c_key\", ConstraintKind::Unique);
        b.drop_column(\"c\");
        b.drop_column(\"b\");
        b.add_column(column(\"b\", integer()).computed_virtual(\"a + 2\"));
        b.add_column(column(\"c\", integer()).computed_virtual(\"b + 1\"));
        b.create_unique_constraint(\"t_c_key\", [\"c\"]);
    });
",
    );
}

#[test]
fn a_referred_table_keeps_its_rows() {
    check(
        &[
            SHOPS,
            SHOP,
            "CREATE TABLE t (a INTEGER REFERENCES shops (id) ON DELETE CASCADE)",
            "INSERT INTO t VALUES (7)",
        ],
        &[
            "CREATE TABLE shops (id INTEGER PRIMARY KEY NOT NULL, n TEXT, UNIQUE (n))",
            "CREATE TABLE t (a INTEGER REFERENCES shops (id) ON DELETE CASCADE)",
        ],
        "    op.batch_alter_table(\"shops\", |b| {
        b.add_column(column(\"n\", text()));
        b.create_unique_constraint(\"shops_n_key\", [\"n\"]);
    });
",
    );
}

#[test]
fn names_alone_make_no_difference_where_there_is_none() {
    let unnamed = "CREATE TABLE t (a INTEGER PRIMARY KEY NOT NULL, b TEXT UNIQUE, c TEXT CHECK (c > ''), s INTEGER REFERENCES shops (id))";
    let named = "CREATE TABLE t (a INTEGER NOT NULL, b TEXT, c TEXT, s INTEGER, CONSTRAINT pk PRIMARY KEY (a), \
        CONSTRAINT uq UNIQUE (b), CONSTRAINT ck CHECK (c > ''), CONSTRAINT fk FOREIGN KEY (s) REFERENCES shops (id))";
    check_same(&[SHOPS, unnamed], &[SHOPS, named]);
    check_same(&[SHOPS, named], &[SHOPS, unnamed]);
}

#[test]
fn how_it_is_written_makes_no_difference() {
    check_same(
        &[
            SHOPS,
            "CREATE TABLE t (a integer not null, b varchar(20) default ('x'), s INT REFERENCES Shops, price numeric(10,2) \
             CHECK (price>0 and \"b\" is not null), PRIMARY KEY (a))",
            "CREATE INDEX i ON t (Lower(b)) WHERE price>1",
        ],
        &[
            "create table shops (id integer not null primary key)",
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR (20) DEFAULT 'x', s INT, price NUMERIC(10, 2), \
             CHECK ((price > 0 AND b IS NOT NULL)), FOREIGN KEY (s) REFERENCES shops (id) DEFERRABLE)",
            "CREATE INDEX i ON t (lower( b )) WHERE (price > 1)",
        ],
    );
}

#[test]
fn renames() {
    let shop = "INSERT INTO shops VALUES (7, 'a')";
    let of_shop = |shops: &str, name: &str| {
        [
            format!(
                "CREATE TABLE {shops} (id INTEGER PRIMARY KEY, {name} TEXT UNIQUE, CHECK ({name} > ''))"
            ),
            format!("CREATE INDEX ix ON {shops} ({name})"),
            format!("CREATE TABLE t (a INTEGER REFERENCES {shops} (id), b TEXT)"),
        ]
    };
    let from = of_shop("shops", "name");
    let from: Vec<_> = from.into_iter().chain([shop.to_owned()]).collect();
    let table = with_renames(&from, &of_shop("stores", "name"), 1).unwrap();
    assert_eq!(
        table.upgrade,
        "    op.rename_table(\"shops\", \"stores\");\n"
    );
    let column = with_renames(&from, &of_shop("shops", "title"), 1).unwrap();
    assert_eq!(
        column.upgrade,
        "    op.alter_column(\"shops\", \"name\", |c| c.rename(\"title\"));\n"
    );
}

#[test]
fn capitals_make_no_difference() {
    check_same(
        &[
            SHOPS,
            "CREATE TABLE T (Id INTEGER PRIMARY KEY, \"Name\" TEXT UNIQUE CHECK (Name > ''), S INTEGER REFERENCES Shops, \
             up AS (Id + 1), CONSTRAINT UQ UNIQUE (S, Name))",
            "CREATE INDEX IX ON T (Name, lower(Name)) WHERE Id > 1",
        ],
        &[
            "CREATE TABLE SHOPS (ID INTEGER PRIMARY KEY NOT NULL)",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE CHECK (name > ''), s INTEGER REFERENCES shops (id), \
             UP AS (id + 1), CONSTRAINT uq UNIQUE (s, name))",
            "CREATE INDEX ix ON t (name, lower(name)) WHERE id > 1",
        ],
    );
    let told = revision(
        &["CREATE TABLE \"Users\" (\"Id\" INTEGER PRIMARY KEY, \"Age\" INTEGER)"],
        &["CREATE TABLE users (id INTEGER PRIMARY KEY, age BIGINT NOT NULL)"],
    );
    assert_eq!(
        told.upgrade,
        "    // May fail: Users.Age must hold no null
    op.batch_alter_table(\"Users\", |b| {
        b.alter_column(\"Age\", |c| c.set_type(bigint()).set_not_null());
    });
"
    );
}
