//! Examples of rows.

use migrate_runtime::prelude::*;

use super::Example;

pub(super) const EXAMPLES: &[Example] = &[
    Example {
        name: "bulk_insert",
        before: create_values,
        change: |op| {
            op.bulk_insert(
                "values",
                ["id", "flag", "number", "name", "data", "key"],
                [
                    row![1, true, 0.1, "it's \\ \"quoted\"", b"\x00'\xff", None],
                    row![
                        2,
                        false,
                        -2.5e-8,
                        "",
                        b"",
                        Value::uuid("67e55044-10b1-426f-9247-bb680e5fe0c8")
                    ],
                    row![i64::MIN, None, None, sql("lower('ABC')"), None, None],
                ],
            );
        },
        undo: delete_all,
    },
    Example {
        name: "bulk_insert_no_rows",
        before: create_values,
        change: |op| {
            op.bulk_insert("values", ["id"], Vec::<Vec<Value>>::new());
        },
        undo: delete_all,
    },
    Example {
        name: "bulk_insert_infinity",
        before: create_values,
        change: |op| {
            op.bulk_insert(
                "values",
                ["number"],
                [row![f64::INFINITY], row![f64::NEG_INFINITY]],
            );
        },
        undo: delete_all,
    },
    Example {
        name: "bulk_insert_not_a_number",
        before: create_values,
        change: |op| {
            op.bulk_insert("values", ["number"], [row![f64::NAN]]);
        },
        undo: delete_all,
    },
];

fn create_values(op: &mut Operations) {
    op.create_table("values", |t| {
        t.column("id", bigint());
        t.column("flag", boolean());
        t.column("number", double());
        t.column("name", text());
        t.column("data", bytes());
        t.column("key", uuid());
    });
}

fn delete_all(op: &mut Operations) {
    let table = op.dialect().quote("values").into_owned();
    op.execute(format!("DELETE FROM {table}"));
}
