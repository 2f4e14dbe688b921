//! Laws and refusals; what each directive looks like is a page of `tests/backends/directives`.

use super::{Operations, RenderError, Statements};
use crate::dialect::{Dialect, MARIADB, MYSQL, POSTGRES, SQLITE};
use crate::existing_table::ExistingTable;
use crate::prelude::*;
use crate::settings::NamingConvention;

/// Records and writes; an error stands for its text.
fn render(dialect: &'static Dialect, record: fn(&mut Operations)) -> String {
    written(record, Statements::new(dialect))
}

fn written(record: fn(&mut Operations), mut statements: Statements<'_>) -> String {
    let mut operations = Operations::new(statements.dialect);
    record(&mut operations);
    for recorded in operations.recorded() {
        if let Err(error) = recorded.render(&mut statements) {
            return format!("error: {error}");
        }
    }
    let statements = statements.into_vec().into_iter();
    let texts: Vec<_> = statements.map(|statement| statement.sql).collect();
    texts.join(";\n")
}

/// What every dialect writes alike.
#[track_caller]
fn check(record: fn(&mut Operations), expected: &str) {
    for dialect in [&POSTGRES, &SQLITE, &MYSQL, &MARIADB] {
        assert_eq!(render(dialect, record), expected, "{}", dialect.name);
    }
}

#[test]
fn a_primary_key_is_given_once() {
    check(
        |op| {
            op.create_table("t", |t| {
                t.column("a", integer()).primary_key();
                t.primary_key(["a"]);
            });
        },
        "error: table `t` has a primary key of its own and columns marked as one",
    );
}

#[test]
fn an_action_needs_a_reference() {
    check(
        |op| {
            op.add_column("t", column("a", integer()).on_delete(Cascade));
        },
        "error: column `a` has an action for a foreign key, but references nothing",
    );
}

#[test]
fn a_new_table_has_no_rows_to_leave_unchecked() {
    let refusal = "error: `not_valid` is for a constraint that is added to a table: a new one has no rows to \
                   leave unchecked";
    check(
        |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
                t.check("a > 0").not_valid();
            });
        },
        refusal,
    );
    check(
        |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
                t.foreign_key(["a"], "u", ["id"]).not_valid();
            });
        },
        refusal,
    );
}

#[test]
fn a_change_of_a_column_means_something() {
    check(
        |op| {
            op.alter_column("t", "a", |c| c);
        },
        "error: nothing is said to change in column `a`",
    );
    check(
        |op| {
            op.alter_column("t", "a", |c| c.set_not_null().using("a::integer"));
        },
        "error: `using` needs `set_type`",
    );
    check(
        |op| {
            op.alter_column("t", "a", |c| c.set_not_null().collate("C"));
        },
        "error: `collate` needs `set_type`",
    );
    check(
        |op| {
            op.alter_column("t", "a", |c| c.set_not_null().existing(column("b", text())));
        },
        "error: column `a` is to change, and `b` is restated",
    );
}

#[test]
fn what_has_no_name_takes_the_conventions() {
    let naming = NamingConvention {
        index: Some("ix_%(table_name)s_%(column_0_N_name)s".into()),
        unique: Some("uq_%(table_name)s".into()),
        check: Some("ck_%(table_name)s".into()),
        foreign_key: Some("fk_%(table_name)s_%(referred_table_name)s".into()),
        primary_key: Some("pk_%(table_name)s".into()),
    };
    let statements = Statements::new(&POSTGRES).with_naming(&naming);
    assert_eq!(
        written(
            |op| {
                op.create_primary_key(None, "s.t", ["a"]);
                op.create_unique_constraint(None, "t", ["a"]);
                op.create_check_constraint(None, "t", "a > 0");
                op.create_foreign_key(None, "t", ["a"], "u", ["id"]);
                op.create_index(None, "t", ["a".into(), by("b"), expr("c + 1")]);
                op.create_index("given", "t", ["a"]);
            },
            statements,
        ),
        "ALTER TABLE s.t ADD CONSTRAINT pk_t PRIMARY KEY (a);\n\
         ALTER TABLE t ADD CONSTRAINT uq_t UNIQUE (a);\n\
         ALTER TABLE t ADD CONSTRAINT ck_t CHECK (a > 0);\n\
         ALTER TABLE t ADD CONSTRAINT fk_t_u FOREIGN KEY (a) REFERENCES u (id);\n\
         CREATE INDEX ix_t_a_b ON t (a, b, (c + 1));\n\
         CREATE INDEX given ON t (a)",
    );
}

#[test]
fn an_index_has_a_name_without_a_convention_too() {
    check(
        |op| {
            op.create_index(None, "t", ["a", "b"]);
        },
        "CREATE INDEX ix_t_a ON t (a, b)",
    );
    check(
        |op| {
            op.create_index(None, "t", [expr("a + 1")]);
        },
        "error: the naming convention `ix_%(column_0_label)s` speaks of `column_0_label`, which this does not have",
    );
}

#[test]
fn a_schema_stands_where_the_dialect_wants_it() {
    let record = |op: &mut Operations| {
        op.create_index("ix", "s.t", ["a"]);
        op.rename_table("s.t", "u");
        op.drop_index("ix", "s.t");
    };
    assert_eq!(
        render(&POSTGRES, record),
        "CREATE INDEX ix ON s.t (a);\nALTER TABLE s.t RENAME TO u;\nDROP INDEX s.ix"
    );
    assert_eq!(
        render(&SQLITE, record),
        "CREATE INDEX s.ix ON t (a);\nALTER TABLE s.t RENAME TO u;\nDROP INDEX s.ix"
    );
    assert_eq!(
        render(&MYSQL, record),
        "CREATE INDEX ix ON s.t (a);\nALTER TABLE s.t RENAME TO s.u;\nDROP INDEX ix ON s.t"
    );
}

/// How MySQL and MariaDB change column `a` of a table that is there.
#[track_caller]
fn check_seen(line: &str, record: fn(&mut Operations), expected: &str) {
    let table = ExistingTable {
        sql: format!("CREATE TABLE `t` (\n  `id` int(11) NOT NULL,\n  {line}\n) ENGINE=InnoDB"),
        ..ExistingTable::default()
    };
    for dialect in [&MYSQL, &MARIADB] {
        let statements = Statements::new(dialect).with_table(&table);
        assert_eq!(written(record, statements), expected);
    }
}

#[test]
fn a_column_that_is_seen_keeps_what_no_change_is_about() {
    let line =
        "`a` varchar(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'x' COMMENT 'c'";
    check_seen(
        line,
        |op| {
            op.alter_column("t", "a", |c| c.drop_not_null().rename("b"));
        },
        "ALTER TABLE t MODIFY COLUMN `a` varchar(20) CHARACTER SET latin1 COLLATE latin1_bin NULL \
         DEFAULT 'x' COMMENT 'c';\n\
         ALTER TABLE t RENAME COLUMN a TO b",
    );
    check_seen(
        line,
        |op| {
            op.alter_column("t", "A", |c| {
                c.set_type(text())
                    .collate("utf8mb4_bin")
                    .set_default("'it''s'")
                    .set_comment("it's")
            });
        },
        "ALTER TABLE t MODIFY COLUMN `a` LONGTEXT COLLATE utf8mb4_bin NOT NULL DEFAULT ('it''s') \
         COMMENT 'it''s'",
    );
    check_seen(
        line,
        |op| {
            op.alter_column("t", "a", |c| {
                c.set_type(integer()).drop_default().set_identity()
            });
        },
        "ALTER TABLE t MODIFY COLUMN `a` INTEGER NOT NULL AUTO_INCREMENT COMMENT 'c'",
    );
    check_seen(
        "`a` int(11) GENERATED ALWAYS AS (`id` + 1) STORED COMMENT 'c'",
        |op| {
            op.alter_column("t", "a", |c| c.drop_expression().drop_comment());
        },
        "ALTER TABLE t MODIFY COLUMN `a` int(11)",
    );
    check_seen(
        line,
        |op| {
            op.alter_column("t", "b", |c| c.set_not_null());
        },
        "error: table `t` has no column `b`",
    );
}

#[test]
fn a_column_is_looked_at_only_where_it_must_be() {
    let table_to_read = |dialect: &'static Dialect, record: fn(&mut Operations)| {
        let mut op = Operations::new(dialect);
        record(&mut op);
        let operation = &op.recorded()[0].operation;
        operation
            .table_to_read(dialect)
            .map(|table| table.name.clone())
    };
    let modify = |op: &mut Operations| {
        op.alter_column("t", "a", |c| c.set_not_null());
    };
    let light = |op: &mut Operations| {
        op.alter_column("t", "a", |c| c.set_default("1").rename("b"));
    };
    let restated = |op: &mut Operations| {
        op.alter_column("t", "a", |c| c.set_not_null().existing(column("a", text())));
    };
    let refused = |op: &mut Operations| {
        op.alter_column("t", "a", |c| c.set_type(array(text())));
    };
    assert_eq!(table_to_read(&MARIADB, modify), Some("t".to_owned()));
    assert_eq!(table_to_read(&MARIADB, light), None);
    assert_eq!(table_to_read(&MARIADB, restated), None);
    assert_eq!(table_to_read(&MARIADB, refused), None);
    assert_eq!(table_to_read(&POSTGRES, modify), None);
    assert_eq!(table_to_read(&SQLITE, modify), None);
}

#[test]
fn a_column_that_is_not_seen_must_be_restated() {
    let mut op = Operations::new(&MYSQL);
    op.alter_column("t", "a", |c| c.set_not_null());
    let error = op.recorded()[0]
        .render(&mut Statements::new(&MYSQL))
        .unwrap_err();
    assert!(matches!(error, RenderError::Unseen { .. }));
    assert_eq!(
        error.to_string(),
        "a change of column `a` must see table `t` as it is"
    );
}

#[test]
fn execute() {
    check(
        |op| {
            op.execute("-- first\nUPDATE t SET a = ';'; ;\nDELETE FROM t -- all\n;");
        },
        "UPDATE t SET a = ';';\nDELETE FROM t -- all",
    );
    check(
        |op| {
            op.execute("UPDATE t SET a = 1; COMMIT");
        },
        "error: `COMMIT` in `op.execute`: a revision runs in a transaction of its own, which the tool \
         begins and ends",
    );
}

#[test]
fn a_reference_to_another_schema() {
    let record = |op: &mut Operations| {
        op.create_table("a.t", |t| {
            t.column("id", integer()).references("b.u", "id");
        });
    };
    assert_eq!(
        render(&POSTGRES, record),
        "CREATE TABLE a.t (\n    id INTEGER REFERENCES b.u (id)\n)"
    );
    assert_eq!(
        render(&SQLITE, record),
        "error: SQLite cannot reference table `u` in another schema"
    );
}
