//! Examples of columns.

use migrate_runtime::prelude::*;

use super::Example;
use super::tables::{binary_collation, other_collation};

pub(super) const EXAMPLES: &[Example] = &[
    Example {
        name: "add_column",
        before: create_t,
        change: |op| {
            op.add_column("t", column("plain", text()));
            op.add_column(
                "t",
                column("stock", integer()).not_null().server_default("7"),
            );
            op.add_column("t", column("price", integer()).check("price > 0"));
        },
        undo: |op| {
            for name in ["price", "stock", "plain"] {
                op.drop_column("t", name);
            }
        },
    },
    Example {
        name: "add_column_references",
        before: |op| {
            op.create_table("u", |t| {
                t.column("id", integer()).primary_key();
            });
            create_t(op);
        },
        change: |op| {
            op.add_column(
                "t",
                column("u", integer())
                    .references("u", "id")
                    .on_delete(SetNull),
            );
        },
        undo: |op| {
            op.drop_table("t");
            create_t(op);
        },
    },
    Example {
        name: "add_column_unique",
        before: create_t,
        change: |op| {
            op.add_column(
                "t",
                column("code", varchar(8))
                    .unique()
                    .check("code <> ''")
                    .comment("short"),
            );
        },
        undo: |op| {
            op.drop_column("t", "code");
        },
    },
    Example {
        name: "add_column_key",
        before: create_t,
        change: |op| {
            op.add_column("t", column("id", bigint()).primary_key().identity());
        },
        undo: |op| {
            op.drop_column("t", "id");
        },
    },
    Example {
        name: "add_column_comment",
        before: create_t,
        change: |op| {
            op.add_column("t", column("b", integer()).comment("it's new"));
        },
        undo: drop_b,
    },
    Example {
        name: "add_column_computed",
        before: create_t,
        change: |op| {
            op.add_column("t", column("b", integer()).computed("a + 1"));
        },
        undo: drop_b,
    },
    Example {
        name: "add_column_collation",
        before: create_t,
        change: |op| {
            let collation = binary_collation(op);
            op.add_column("t", column("b", varchar(8)).collate(collation));
        },
        undo: drop_b,
    },
    Example {
        name: "add_column_if_not_exists",
        before: create_t,
        change: |op| {
            op.add_column("t", column("b", integer())).if_not_exists();
            op.add_column("t", column("b", text())).if_not_exists();
        },
        undo: drop_b,
    },
    Example {
        name: "drop_column",
        before: create_t_with_b,
        change: drop_b,
        undo: add_b,
    },
    Example {
        name: "drop_column_if_exists",
        before: create_t_with_b,
        change: |op| {
            op.drop_column("t", "b").if_exists();
            op.drop_column("t", "b").if_exists();
        },
        undo: add_b,
    },
    Example {
        name: "drop_column_cascade",
        before: |op| {
            create_t_with_b(op);
            create_view(op);
        },
        change: |op| {
            op.drop_column("t", "b").cascade();
        },
        undo: |op| {
            add_b(op);
            create_view(op);
        },
    },
    Example {
        name: "alter_column_rename",
        before: |op| {
            create_t_with_b(op);
            op.alter_column("t", "b", |c| c.rename("Select"));
        },
        change: |op| {
            op.alter_column("t", "Select", |c| c.rename("c"));
        },
        undo: |op| {
            op.alter_column("t", "c", |c| c.rename("Select"));
        },
    },
    Example {
        name: "alter_column_type",
        before: create_named,
        change: |op| {
            op.alter_column("t", "name", |c| c.set_type(text()));
        },
        undo: |op| {
            op.alter_column("t", "name", |c| c.set_type(varchar(20)));
        },
    },
    Example {
        name: "alter_column_type_using",
        before: create_t,
        change: |op| {
            op.alter_column("t", "a", |c| c.set_type(boolean()).using("a <> 0"));
        },
        undo: |op| {
            op.alter_column("t", "a", |c| c.set_type(integer()).using("a::integer"));
        },
    },
    Example {
        name: "alter_column_collation",
        before: |op| {
            let collation = binary_collation(op);
            op.create_table("t", |t| {
                t.column("name", varchar(20)).collate(collation);
            });
        },
        change: |op| {
            let other = other_collation(op);
            op.alter_column("t", "name", |c| c.set_type(varchar(40)).collate(other));
        },
        undo: |op| {
            let collation = binary_collation(op);
            op.alter_column("t", "name", |c| c.set_type(varchar(20)).collate(collation));
        },
    },
    Example {
        name: "alter_column_not_null",
        before: create_named,
        change: |op| {
            op.alter_column("t", "name", |c| c.drop_not_null());
        },
        undo: |op| {
            op.alter_column("t", "name", |c| c.set_not_null());
        },
    },
    Example {
        name: "alter_column_default",
        before: create_named,
        change: |op| {
            op.alter_column("t", "name", |c| c.set_default("lower('NEW')"));
        },
        undo: |op| {
            op.alter_column("t", "name", |c| c.set_default("'new'"));
        },
    },
    Example {
        name: "alter_column_drop_default",
        before: create_named,
        change: |op| {
            op.alter_column("t", "name", |c| c.drop_default());
        },
        undo: |op| {
            op.alter_column("t", "name", |c| c.set_default("'new'"));
        },
    },
    Example {
        name: "alter_column_comment",
        before: create_named,
        change: |op| {
            op.alter_column("t", "name", |c| c.set_comment("it's \\ another"));
        },
        undo: |op| {
            op.alter_column("t", "name", |c| c.set_comment("how it is called"));
        },
    },
    Example {
        name: "alter_column_drop_comment",
        before: create_named,
        change: |op| {
            op.alter_column("t", "name", |c| c.drop_comment());
        },
        undo: |op| {
            op.alter_column("t", "name", |c| c.set_comment("how it is called"));
        },
    },
    Example {
        name: "alter_column_identity",
        before: create_keyed,
        change: |op| {
            op.alter_column("t", "id", |c| c.set_identity());
        },
        undo: |op| {
            op.alter_column("t", "id", |c| c.drop_identity());
        },
    },
    Example {
        name: "alter_column_drop_expression",
        before: create_computed,
        change: |op| {
            op.alter_column("t", "b", |c| c.drop_expression());
        },
        undo: |op| {
            op.drop_table("t");
            create_computed(op);
        },
    },
    Example {
        name: "alter_column_all",
        before: create_named,
        change: |op| {
            op.alter_column("t", "name", |c| {
                c.set_type(text())
                    .drop_not_null()
                    .set_default("'none'")
                    .drop_comment()
                    .rename("title")
            });
        },
        undo: |op| {
            op.alter_column("t", "title", |c| {
                c.set_type(varchar(20))
                    .set_not_null()
                    .set_default("'new'")
                    .set_comment("how it is called")
                    .rename("name")
            });
        },
    },
    Example {
        name: "alter_column_restated",
        before: create_named,
        change: |op| {
            op.alter_column("t", "name", |c| {
                c.set_type(varchar(40)).drop_not_null().existing(
                    column("name", varchar(20))
                        .not_null()
                        .server_default("'new'")
                        .check("name <> ''")
                        .comment("how it is called"),
                )
            });
        },
        undo: |op| {
            op.alter_column("t", "name", |c| c.set_type(varchar(20)).set_not_null());
        },
    },
];

fn create_t(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("a", integer());
    });
}

fn add_b(op: &mut Operations) {
    op.add_column("t", column("b", integer()));
}

fn drop_b(op: &mut Operations) {
    op.drop_column("t", "b");
}

fn create_t_with_b(op: &mut Operations) {
    create_t(op);
    add_b(op);
}

fn create_view(op: &mut Operations) {
    op.execute("CREATE VIEW v AS SELECT b FROM t");
}

/// A table with a column that has something to lose.
fn create_named(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("id", integer()).primary_key();
        t.column("name", varchar(20))
            .not_null()
            .server_default("'new'")
            .check("name <> ''")
            .comment("how it is called");
    });
}

fn create_keyed(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("id", integer()).primary_key();
    });
}

fn create_computed(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("a", integer());
        t.column("b", integer())
            .computed("a + 1")
            .comment("one more");
    });
}
