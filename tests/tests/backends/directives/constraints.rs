//! Examples of constraints.

use ConstraintKind::{Check, ForeignKey, PrimaryKey, Unique};
use migrate_runtime::prelude::*;

use super::{Example, nothing};

pub(super) const EXAMPLES: &[Example] = &[
    Example {
        name: "create_primary_key",
        before: create_t,
        change: |op| {
            op.create_primary_key("pk_t", "t", ["b", "a"]);
        },
        undo: |op| {
            op.drop_constraint("pk_t", "t", PrimaryKey);
        },
    },
    Example {
        name: "create_unique_constraint",
        before: create_t,
        change: |op| {
            op.create_unique_constraint("uq_t", "t", ["a", "b"]);
        },
        undo: |op| {
            op.drop_constraint("uq_t", "t", Unique);
        },
    },
    Example {
        name: "create_unique_constraint_deferrable",
        before: create_t,
        change: |op| {
            op.create_unique_constraint("uq_t", "t", ["a"])
                .nulls_not_distinct()
                .initially_deferred();
        },
        undo: |op| {
            op.drop_constraint("uq_t", "t", Unique);
        },
    },
    Example {
        name: "create_check_constraint",
        before: create_t,
        change: |op| {
            op.create_check_constraint("ck_t", "t", "a > b");
        },
        undo: |op| {
            op.drop_constraint("ck_t", "t", Check);
        },
    },
    Example {
        name: "create_check_constraint_not_valid",
        before: create_t,
        change: |op| {
            op.create_check_constraint("ck_t", "t", "a > b").not_valid();
        },
        undo: |op| {
            op.drop_constraint("ck_t", "t", Check);
        },
    },
    Example {
        name: "create_foreign_key",
        before: create_referring,
        change: |op| {
            op.create_foreign_key("fk_t_u", "t", ["a"], "u", ["id"])
                .on_delete(Cascade)
                .on_update(Restrict);
        },
        undo: |op| {
            op.drop_constraint("fk_t_u", "t", ForeignKey);
        },
    },
    Example {
        name: "create_foreign_key_without_a_name",
        before: create_referring,
        change: |op| {
            op.create_foreign_key(None, "t", ["a"], "u", ["id"]);
        },
        undo: |op| {
            op.drop_table("t");
            op.drop_table("u");
            create_referring(op);
        },
    },
    Example {
        name: "create_foreign_key_deferrable",
        before: create_referring,
        change: |op| {
            op.create_foreign_key("fk_t_u", "t", ["a"], "u", ["id"])
                .match_full()
                .initially_deferred();
        },
        undo: |op| {
            op.drop_constraint("fk_t_u", "t", ForeignKey);
        },
    },
    Example {
        name: "create_foreign_key_not_valid",
        before: create_referring,
        change: |op| {
            op.create_foreign_key("fk_t_u", "t", ["a"], "u", ["id"])
                .not_valid();
        },
        undo: |op| {
            op.drop_constraint("fk_t_u", "t", ForeignKey);
        },
    },
    Example {
        name: "create_exclude_constraint",
        before: create_t,
        change: |op| {
            op.create_exclude_constraint("ex_t", "t", [("int4range(a, b)", "&&")])
                .where_("a < b")
                .initially_deferred();
        },
        undo: |op| {
            op.drop_constraint("ex_t", "t", ConstraintKind::Exclude);
        },
    },
    Example {
        name: "drop_constraint",
        before: create_constrained,
        change: |op| {
            op.drop_constraint("ck_t", "t", Check);
            op.drop_constraint("fk_t_u", "t", ForeignKey);
            op.drop_constraint("uq_t", "t", Unique);
            op.drop_constraint("pk_t", "t", PrimaryKey);
        },
        undo: |op| {
            op.drop_table("t");
            op.drop_table("u");
            create_constrained(op);
        },
    },
    Example {
        name: "drop_constraint_if_exists",
        before: create_t,
        change: |op| {
            op.drop_constraint("ck_t", "t", Check).if_exists();
            op.drop_constraint("fk_t_u", "t", ForeignKey).if_exists();
            op.drop_constraint("uq_t", "t", Unique).if_exists();
        },
        undo: nothing,
    },
    Example {
        name: "drop_constraint_cascade",
        before: create_referred,
        change: |op| {
            op.drop_constraint("pk_u", "u", PrimaryKey)
                .if_exists()
                .cascade();
        },
        undo: |op| {
            op.drop_table("t");
            op.drop_table("u");
            create_referred(op);
        },
    },
    Example {
        name: "validate_constraint",
        before: create_unchecked,
        change: |op| {
            op.validate_constraint("ck_t", "t");
        },
        undo: |op| {
            op.drop_table("t");
            create_unchecked(op);
        },
    },
    Example {
        name: "rename_constraint",
        before: create_unchecked,
        change: |op| {
            op.rename_constraint("ck_t", "t", "Check");
        },
        undo: |op| {
            op.rename_constraint("Check", "t", "ck_t");
        },
    },
];

fn create_t(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("a", integer()).not_null();
        t.column("b", integer()).not_null();
    });
}

/// Two tables; the index is the one that MySQL would make for a foreign key, and leave behind.
fn create_referring(op: &mut Operations) {
    op.create_table("u", |t| {
        t.column("id", integer()).primary_key();
    });
    create_t(op);
    op.create_index("ix_t_a", "t", ["a"]);
}

fn create_constrained(op: &mut Operations) {
    op.create_table("u", |t| {
        t.column("id", integer()).primary_key();
    });
    op.create_table("t", |t| {
        t.column("a", integer()).not_null();
        t.column("b", integer()).not_null();
        t.primary_key(["a"]).name("pk_t");
        t.unique(["b"]).name("uq_t");
        t.check("a > b").name("ck_t");
        t.foreign_key(["a"], "u", ["id"]).name("fk_t_u");
    });
}

fn create_referred(op: &mut Operations) {
    op.create_table("u", |t| {
        t.column("id", integer());
        t.primary_key(["id"]).name("pk_u");
    });
    op.create_table("t", |t| {
        t.column("a", integer()).references("u", "id");
    });
}

fn create_unchecked(op: &mut Operations) {
    create_t(op);
    if op.dialect().constraints.not_valid {
        op.create_check_constraint("ck_t", "t", "a > b").not_valid();
    }
}
