//! Examples of what there is beside tables: enums, schemas, sequences, extensions, views, functions, triggers; and
//! of operations that a program defines for itself.

use migrate_runtime::operations::{CustomOperation, RenderError, Statements};
use migrate_runtime::prelude::*;

use super::{Example, nothing};

/// On MySQL a schema is a database, which outlives the one of the test.
const BILLING: &str = "migrate_example_billing";

pub(super) const EXAMPLES: &[Example] = &[
    Example {
        name: "create_enum",
        before: nothing,
        change: |op| {
            op.create_enum("mood", ["sad", "it's ok", "happy"]);
            op.create_table("users", |t| {
                t.column("id", integer());
                t.column("mood", enumeration("mood", ["sad", "it's ok", "happy"]));
            });
        },
        undo: |op| {
            op.drop_table("users");
            op.drop_enum("mood");
        },
    },
    Example {
        name: "drop_enum",
        before: create_mood,
        change: |op| {
            op.drop_enum("Mood").if_exists();
            op.drop_enum("mood");
        },
        undo: create_mood,
    },
    Example {
        name: "add_enum_value",
        before: create_mood,
        change: |op| {
            op.add_enum_value("mood", "it's ok");
        },
        undo: create_mood_again,
    },
    Example {
        name: "add_enum_value_before_and_after",
        before: create_mood,
        change: |op| {
            op.add_enum_value("mood", "low").before("happy");
            op.add_enum_value("mood", "high")
                .after("low")
                .if_not_exists();
            op.add_enum_value("mood", "high").if_not_exists();
        },
        undo: create_mood_again,
    },
    Example {
        name: "add_enum_value_outside_of_a_transaction",
        before: create_mood,
        change: |op| {
            op.autocommit_block(|op| {
                op.add_enum_value("mood", "low");
            });
            op.execute("SELECT 'low'::mood");
        },
        undo: create_mood_again,
    },
    Example {
        name: "rename_enum_value",
        before: create_mood,
        change: |op| {
            op.rename_enum_value("mood", "sad", "it's sad");
        },
        undo: |op| {
            op.rename_enum_value("mood", "it's sad", "sad");
        },
    },
    Example {
        name: "create_schema",
        before: drop_billing_if_exists,
        change: |op| {
            op.create_schema(BILLING);
        },
        undo: drop_billing,
    },
    Example {
        name: "create_schema_if_not_exists",
        before: drop_billing_if_exists,
        change: |op| {
            op.create_schema(BILLING);
            op.create_schema(BILLING).if_not_exists();
        },
        undo: drop_billing,
    },
    Example {
        name: "drop_schema",
        before: create_billing,
        change: |op| {
            op.drop_schema(BILLING);
            op.drop_schema(BILLING).if_exists();
        },
        undo: create_billing,
    },
    Example {
        name: "drop_schema_cascade",
        before: |op| {
            create_billing(op);
            if !op.is_sqlite() {
                op.create_table((BILLING, "invoices"), |t| {
                    t.column("id", integer());
                });
            }
        },
        change: |op| {
            op.drop_schema(BILLING).cascade();
        },
        undo: |op| {
            op.create_schema(BILLING);
            op.create_table((BILLING, "invoices"), |t| {
                t.column("id", integer());
            });
        },
    },
    Example {
        name: "create_sequence",
        before: nothing,
        change: |op| {
            op.create_sequence("invoice_number");
        },
        undo: |op| {
            op.drop_sequence("invoice_number");
        },
    },
    Example {
        name: "create_sequence_options",
        before: nothing,
        change: |op| {
            op.create_sequence("Number")
                .if_not_exists()
                .start(1000)
                .increment(-5)
                .min_value(-10)
                .max_value(1000)
                .cycle();
        },
        undo: |op| {
            op.drop_sequence("Number");
        },
    },
    Example {
        name: "create_sequence_data_type",
        before: nothing,
        change: |op| {
            op.create_sequence("short").data_type(smallint());
        },
        undo: |op| {
            op.drop_sequence("short");
        },
    },
    Example {
        name: "create_sequence_owned_by",
        before: create_items,
        change: |op| {
            op.create_sequence("item_number").owned_by("items", "id");
        },
        undo: |op| {
            op.drop_sequence("item_number");
        },
    },
    Example {
        name: "drop_sequence",
        before: create_number,
        change: |op| {
            op.drop_sequence("number");
            op.drop_sequence("number").if_exists();
        },
        undo: create_number,
    },
    Example {
        name: "drop_sequence_cascade",
        before: |op| {
            create_number(op);
            create_items(op);
            if op.is_postgres() {
                op.execute("ALTER TABLE items ALTER COLUMN id SET DEFAULT nextval('number')");
            }
        },
        change: |op| {
            op.drop_sequence("number").cascade();
        },
        undo: |op| {
            create_number(op);
            op.execute("ALTER TABLE items ALTER COLUMN id SET DEFAULT nextval('number')");
        },
    },
    Example {
        name: "create_extension",
        before: |op| {
            if op.is_postgres() {
                op.create_schema("extensions");
            }
        },
        change: |op| {
            op.create_extension("uuid-ossp")
                .if_not_exists()
                .schema("extensions")
                .version("1.1");
        },
        undo: |op| {
            op.drop_extension("uuid-ossp");
        },
    },
    Example {
        name: "drop_extension",
        before: create_citext,
        change: |op| {
            op.drop_extension("citext").cascade();
            op.drop_extension("citext").if_exists();
        },
        undo: create_citext,
    },
    Example {
        name: "create_view",
        before: create_items,
        change: |op| {
            op.create_view("cheap", "SELECT id, price FROM items WHERE price < 10;\n");
        },
        undo: |op| {
            op.drop_view("cheap");
        },
    },
    Example {
        name: "create_view_or_replace",
        before: create_view,
        change: |op| {
            op.create_view(
                "Cheap",
                "SELECT id, price FROM items WHERE price < 20 -- not 10",
            )
            .or_replace();
        },
        undo: |op| {
            op.create_view("Cheap", CHEAP).or_replace();
        },
    },
    Example {
        name: "create_view_materialized",
        before: create_items,
        change: |op| {
            op.create_view("cheap", CHEAP).materialized();
        },
        undo: |op| {
            op.drop_view("cheap").materialized();
        },
    },
    Example {
        name: "create_view_materialized_or_replace",
        before: |op| {
            create_items(op);
            if op.is_postgres() {
                op.create_view("cheap", CHEAP).materialized();
            }
        },
        change: |op| {
            op.create_view("cheap", "SELECT price FROM items WHERE price < 20")
                .materialized()
                .or_replace();
        },
        undo: |op| {
            op.create_view("cheap", CHEAP).materialized().or_replace();
        },
    },
    Example {
        name: "drop_view",
        before: create_view,
        change: |op| {
            op.drop_view("Cheap");
            op.drop_view("Cheap").if_exists();
        },
        undo: |op| {
            op.create_view("Cheap", CHEAP);
        },
    },
    Example {
        name: "drop_view_cascade",
        before: |op| {
            create_items(op);
            create_cheapest(op);
        },
        change: |op| {
            op.drop_view("cheap").cascade();
        },
        undo: create_cheapest,
    },
    Example {
        name: "create_function",
        before: nothing,
        change: |op| {
            op.create_function(SIGNATURE, sum_of(op, "a + b"));
        },
        undo: |op| {
            op.drop_function(SIGNATURE);
        },
    },
    Example {
        name: "create_function_or_replace",
        before: create_function,
        change: |op| {
            op.create_function(SIGNATURE, sum_of(op, "b + a"))
                .or_replace();
        },
        undo: |op| {
            op.create_function(SIGNATURE, sum_of(op, "a + b"))
                .or_replace();
        },
    },
    Example {
        name: "drop_function",
        before: create_function,
        change: |op| {
            op.drop_function(SIGNATURE);
            op.drop_function(SIGNATURE).if_exists();
        },
        undo: create_function,
    },
    Example {
        name: "drop_function_cascade",
        before: |op| {
            create_function(op);
            create_items(op);
            if op.is_postgres() {
                op.create_view("sums", "SELECT add_up(id, price) AS sum FROM items");
            }
        },
        change: |op| {
            op.drop_function(SIGNATURE).cascade();
        },
        undo: |op| {
            create_function(op);
            op.create_view("sums", "SELECT add_up(id, price) AS sum FROM items");
        },
    },
    Example {
        name: "create_trigger",
        before: create_items_and_log,
        change: |op| {
            op.create_trigger("log_price", "items", "AFTER UPDATE")
                .for_each_row()
                .calls("log_price()")
                .body(LOG_PRICE);
        },
        undo: |op| {
            op.drop_trigger("log_price", "items");
        },
    },
    Example {
        name: "create_trigger_calls",
        before: create_items_and_log,
        change: |op| {
            op.create_trigger("Log", "items", "AFTER INSERT OR UPDATE OF price")
                .for_each_row()
                .calls("log_price()");
        },
        undo: |op| {
            op.drop_trigger("Log", "items");
        },
    },
    Example {
        name: "create_trigger_body",
        before: create_items_and_log,
        change: |op| {
            op.create_trigger("Log", "items", "AFTER INSERT")
                .for_each_row()
                .body(format!(
                    "{LOG_PRICE};\nDELETE FROM log WHERE price < 0; -- never"
                ));
        },
        undo: |op| {
            op.drop_trigger("Log", "items");
        },
    },
    Example {
        name: "create_trigger_when",
        before: create_items_and_log,
        change: |op| {
            op.create_trigger("log_price", "items", "AFTER UPDATE")
                .for_each_row()
                .when("OLD.price <> NEW.price")
                .calls("log_price()")
                .body(LOG_PRICE);
        },
        undo: |op| {
            op.drop_trigger("log_price", "items");
        },
    },
    Example {
        name: "create_trigger_for_each_statement",
        before: create_items_and_log,
        change: |op| {
            op.create_trigger("log_price", "items", "AFTER UPDATE")
                .calls("log_price()")
                .body(LOG_PRICE);
        },
        undo: |op| {
            op.drop_trigger("log_price", "items");
        },
    },
    Example {
        name: "drop_trigger",
        before: create_log_trigger,
        change: |op| {
            op.drop_trigger("Log", "items");
            op.drop_trigger("Log", "items").if_exists();
        },
        undo: |op| {
            op.create_trigger("Log", "items", "AFTER UPDATE")
                .for_each_row()
                .calls("log_price()")
                .body(LOG_PRICE);
        },
    },
    Example {
        name: "irreversible",
        before: nothing,
        change: |op| {
            op.irreversible("the passwords are gone");
        },
        undo: nothing,
    },
    Example {
        name: "invoke",
        before: create_items,
        change: |op| op.invoke(CreateAudit("items")),
        undo: |op| {
            op.drop_table("items_audit");
        },
    },
];

fn create_mood(op: &mut Operations) {
    op.create_enum("mood", ["sad", "happy"]);
}

/// No database takes a value out of an enum.
fn create_mood_again(op: &mut Operations) {
    op.drop_enum("mood");
    create_mood(op);
}

fn create_billing(op: &mut Operations) {
    drop_billing_if_exists(op);
    if !op.is_sqlite() {
        op.create_schema(BILLING);
    }
}

fn drop_billing_if_exists(op: &mut Operations) {
    if !op.is_sqlite() {
        op.drop_schema(BILLING).if_exists().cascade();
    }
}

fn drop_billing(op: &mut Operations) {
    op.drop_schema(BILLING).cascade();
}

fn create_number(op: &mut Operations) {
    if !op.is_sqlite() {
        op.create_sequence("number");
    }
}

fn create_citext(op: &mut Operations) {
    if op.is_postgres() {
        op.create_extension("citext");
    }
}

fn create_items(op: &mut Operations) {
    op.create_table("items", |t| {
        t.column("id", integer());
        t.column("price", integer());
    });
}

const CHEAP: &str = "SELECT id, price FROM items WHERE price < 10";

fn create_view(op: &mut Operations) {
    create_items(op);
    op.create_view("Cheap", CHEAP);
}

fn create_cheapest(op: &mut Operations) {
    op.create_view("cheap", CHEAP);
    op.create_view("cheapest", "SELECT min(price) AS price FROM cheap");
}

const SIGNATURE: &str = "add_up(a integer, b integer)";

/// What a function of two numbers is, for the database.
fn sum_of(op: &Operations, expression: &str) -> String {
    match op.is_mysql() {
        true => format!("RETURNS integer DETERMINISTIC\nBEGIN\n  RETURN {expression};\nEND;"),
        false => format!("RETURNS integer LANGUAGE sql AS $$ SELECT {expression}; $$;"),
    }
}

fn create_function(op: &mut Operations) {
    if !op.is_sqlite() {
        op.create_function(SIGNATURE, sum_of(op, "a + b"));
    }
}

const LOG_PRICE: &str = "INSERT INTO log (price) VALUES (NEW.price)";

fn create_items_and_log(op: &mut Operations) {
    create_items(op);
    op.create_table("log", |t| {
        t.column("price", integer());
    });
    if op.is_postgres() {
        op.create_function(
            "log_price()",
            format!(
                "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {LOG_PRICE}; RETURN NULL; END $$"
            ),
        );
    }
}

fn create_log_trigger(op: &mut Operations) {
    create_items_and_log(op);
    op.create_trigger("Log", "items", "AFTER UPDATE")
        .for_each_row()
        .calls("log_price()")
        .body(LOG_PRICE);
}

/// An empty table beside another one, with its columns.
#[derive(Debug)]
struct CreateAudit(&'static str);

impl CustomOperation for CreateAudit {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let dialect = statements.dialect;
        let table = dialect.quote(self.0);
        let audit = format!("{}_audit", self.0);
        let audit = dialect.quote(&audit);
        statements.push(format!(
            "CREATE TABLE {audit} AS SELECT * FROM {table} WHERE 1 = 0"
        ));
        Ok(())
    }
}
