//! Examples of blocks of changes to one table.

use migrate_runtime::prelude::*;

use super::Example;

pub(super) const EXAMPLES: &[Example] = &[
    Example {
        name: "batch_alter_table",
        before: create,
        change: |op| {
            op.batch_alter_table("T", |b| {
                b.alter_column("a", |c| c.set_type(varchar(80)).set_not_null());
                b.create_unique_constraint("uq_t_a", ["a"]);
                b.create_index("ix_t_b", ["b"]);
            });
        },
        undo: |op| {
            op.batch_alter_table("T", |b| {
                b.drop_index("ix_t_b");
                b.drop_constraint("uq_t_a", ConstraintKind::Unique);
                b.alter_column("a", |c| c.set_type(varchar(40)).drop_not_null());
            });
        },
    },
    Example {
        name: "batch_alter_table_copy_from",
        before: create,
        change: |op| {
            op.batch_alter_table("T", |b| {
                b.copy_from(define);
                b.drop_constraint("ck_t_b", ConstraintKind::Check);
                b.add_column(column("c", integer()).not_null())
                    .insert_before("b");
                b.alter_column("b", |c| c.set_default("7").existing(column("b", integer())));
            });
        },
        undo: |op| {
            op.batch_alter_table("T", |b| {
                b.alter_column("b", |c| c.drop_default());
                b.drop_column("c");
                b.create_check_constraint("ck_t_b", "b > 0");
            });
        },
    },
    Example {
        name: "batch_alter_table_in_place",
        before: create,
        change: |op| {
            op.batch_alter_table("T", |b| {
                b.add_column(column("c", integer()));
                b.alter_column("b", |c| c.rename("d"));
                b.create_index("ix_t_d", ["d", "c"]);
            });
        },
        undo: |op| {
            op.batch_alter_table("T", |b| {
                b.drop_index("ix_t_d");
                b.drop_column("c");
                b.alter_column("d", |c| c.rename("b"));
            });
        },
    },
];

fn create(op: &mut Operations) {
    op.create_table("T", define);
}

fn define(t: &mut Table) {
    t.column("id", bigint()).primary_key().identity();
    t.column("a", varchar(40));
    t.column("b", integer());
    t.check("b > 0").name("ck_t_b");
}
