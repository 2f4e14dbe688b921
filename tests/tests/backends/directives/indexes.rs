//! Examples of indexes.

use migrate_runtime::prelude::*;

use super::Example;
use super::tables::binary_collation;

pub(super) const EXAMPLES: &[Example] = &[
    Example {
        name: "create_index",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a", "Title"]);
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_unique",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a"]).unique();
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_without_a_name",
        before: create_t,
        change: |op| {
            op.create_index(None, "t", ["a", "Title"]);
        },
        undo: |op| {
            op.drop_index("ix_t_a", "t");
        },
    },
    Example {
        name: "create_index_order",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", [by("a").desc(), by("Title").asc()]);
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_nulls",
        before: create_t,
        change: |op| {
            op.create_index(
                "ix",
                "t",
                [by("a").desc().nulls_last(), by("Title").nulls_first()],
            );
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_expression",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", [expr("lower(name)").desc(), "a".into()]);
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_prefix",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", [by("long").prefix(20).desc(), by("a")]);
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_collation",
        before: create_t,
        change: |op| {
            let collation = binary_collation(op);
            op.create_index("ix", "t", [by("Title").collate(collation).desc()]);
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_operator_class",
        before: create_t,
        change: |op| {
            op.create_index(
                "ix",
                "t",
                [by("Title").operator_class("varchar_pattern_ops")],
            );
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_using",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a"]).using("BTREE");
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_where",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a"])
                .unique()
                .where_("name <> 'a;b'");
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_include",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a"]).include(["name", "Title"]);
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_nulls_not_distinct",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a"])
                .unique()
                .nulls_not_distinct();
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_storage",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a"])
                .with("fillfactor = 70, deduplicate_items = off")
                .tablespace("pg_default");
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_if_not_exists",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a"]).if_not_exists();
            op.create_index("ix", "t", ["name"]).if_not_exists();
        },
        undo: drop_ix,
    },
    Example {
        name: "create_index_concurrently",
        before: create_t,
        change: |op| {
            op.create_index("ix", "t", ["a"]).concurrently();
        },
        undo: |op| {
            op.drop_index("ix", "t").concurrently();
        },
    },
    Example {
        name: "drop_index",
        before: create_indexed,
        change: drop_ix,
        undo: create_ix,
    },
    Example {
        name: "drop_index_if_exists",
        before: create_indexed,
        change: |op| {
            op.drop_index("ix", "t").if_exists();
            op.drop_index("ix", "t").if_exists();
        },
        undo: create_ix,
    },
    Example {
        name: "drop_index_concurrently",
        before: create_indexed,
        change: |op| {
            op.drop_index("ix", "t").concurrently();
        },
        undo: create_ix,
    },
    Example {
        name: "rename_index",
        before: create_indexed,
        change: |op| {
            op.rename_index("ix", "t", "Ix");
        },
        undo: |op| {
            op.rename_index("Ix", "t", "ix");
        },
    },
];

fn create_t(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("a", integer());
        t.column("name", varchar(20));
        t.column("Title", varchar(20));
        t.column("long", text());
    });
}

fn create_ix(op: &mut Operations) {
    op.create_index("ix", "t", ["a"]);
}

fn drop_ix(op: &mut Operations) {
    op.drop_index("ix", "t");
}

fn create_indexed(op: &mut Operations) {
    create_t(op);
    create_ix(op);
}
