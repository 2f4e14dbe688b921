//! Revisions written from what differs between a database and the models of the package.

use migrate_tests::output::CommandOutput;
use migrate_tests::project::{TestDatabase, TestProject, repository};
use snapbox::{assert_data_eq, str};

use super::packages::{empty, package};

const FIRST: &str = r#"//! The tables of the shop.

use migrate_runtime::models::{SqlEnum, Table};

/// A shop.
#[derive(Table)]
#[table(name = "shops")]
pub struct Shop {
    #[column(primary_key, identity)]
    pub id: i64,
    #[column(type = varchar(80), unique)]
    pub name: String,
}

/// Something that is sold.
#[derive(Table)]
#[table(name = "products", unique(["shop_id", "title"], name = "uq_products_title"))]
pub struct Product {
    #[column(primary_key, identity)]
    pub id: i64,
    #[column(references("shops", "id"), index)]
    pub shop_id: i64,
    #[column(type = varchar(200))]
    pub title: String,
    #[column(type = numeric(10, 2), server_default = "0")]
    pub price: String,
    #[column(server_default = "'draft'")]
    pub state: State,
    pub note: Option<String>,
}

/// What may be done with a product.
#[derive(SqlEnum)]
#[sql_enum(name = "product_state", rename_all = "snake_case")]
pub enum State {
    Draft,
    OnSale,
}
"#;

/// The models as they become: a column is renamed, others are added, changed and gone, and there is another table.
fn second() -> String {
    let changed = FIRST
        .replace("pub title: String", "pub name: String")
        .replace(
            "[\"shop_id\", \"title\"], name = \"uq_products_title\"",
            "[\"shop_id\", \"name\"], name = \"uq_products_name\"",
        )
        .replace("varchar(80)", "varchar(120)")
        .replace("\"id\"), index)", "\"id\"), on_delete = Cascade, index)")
        .replace(
            "numeric(10, 2), server_default = \"0\"",
            "numeric(10, 2), check = \"price >= 0\"",
        )
        .replace("    OnSale,\n", "    OnSale,\n    SoldOut,\n")
        .replace(
            "    pub note: Option<String>,\n",
            "    pub weight: Option<i32>,\n",
        );
    changed
        + r#"
/// What somebody says of a product.
#[derive(Table)]
#[table(name = "reviews", index(["product_id", "stars"]))]
pub struct Review {
    #[column(primary_key, identity)]
    pub id: i64,
    #[column(references("products", "id"), on_delete = Cascade)]
    pub product_id: i64,
    #[column(check = "stars BETWEEN 1 AND 5")]
    pub stars: i16,
}
"#
}

fn project(name: &str, database: TestDatabase) -> TestProject {
    let project = package(name, "", &[]).on(database);
    let library = project.read("src/lib.rs");
    project.write("src/lib.rs", &format!("{library}\npub mod models;\n"));
    project.write("src/models.rs", FIRST);
    project
}

fn autogenerate(project: &TestProject, id: &str, more: &[&str]) -> CommandOutput {
    let arguments = [
        "revision",
        "--autogenerate",
        "-m",
        "models",
        "--rev-id",
        id,
        "--quiet",
    ];
    project.migrate(arguments.into_iter().chain(more.iter().copied()))
}

fn revision_file(project: &TestProject, id: &str) -> String {
    let files = project.files();
    let path = files.lines().find(|path| path.contains(id));
    path.expect("the file is there").trim().to_owned()
}

/// Edit, generate, upgrade, check; and back.
fn there_and_back(project: &TestProject) {
    let nothing = str![""];
    let agrees = str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
     Checked no new upgrade operations: [DATABASE] agrees with the models

"#]];
    assert_data_eq!(autogenerate(project, "aaa000000001", &[]), nothing.clone());
    assert_data_eq!(project.migrate(["upgrade", "--quiet"]), nothing.clone());
    assert_data_eq!(project.migrate(["check"]), agrees.clone());

    project.write("src/models.rs", &second());
    let differs = project.migrate(["check", "--quiet"]).to_string();
    assert!(differs.contains("new upgrade operations"), "{differs}");
    let rename = ["--rename", "products.title:products.name"];
    assert_data_eq!(
        autogenerate(project, "aaa000000002", &rename),
        nothing.clone()
    );
    assert_data_eq!(project.migrate(["upgrade", "--quiet"]), nothing.clone());
    assert_data_eq!(project.migrate(["check"]), agrees.clone());

    assert_data_eq!(
        project.migrate(["downgrade", "-1", "--quiet"]),
        nothing.clone()
    );
    let kept = project.read(&revision_file(project, "aaa000000002"));
    let removed = std::fs::remove_file(project.root().join(revision_file(project, "aaa000000002")));
    removed.expect("the file can be removed");
    assert_data_eq!(project.migrate(["lock", "--quiet"]), nothing.clone());
    project.write("src/models.rs", FIRST);
    assert_data_eq!(project.migrate(["check", "--quiet"]), nothing);
    project.write("versions/2025_01_02_0900-aaa000000002_models.rs", &kept);
}

#[test]
fn models_are_followed_on_postgresql() {
    let project = project("models-postgres", TestDatabase::postgres());
    there_and_back(&project);
    assert_data_eq!(
        project.show(&revision_file(&project, "aaa000000002")),
        str![[r#"
//! models
//!
//! Revision ID: aaa000000002
//! Revises: aaa000000001
//! Create Date: [DATE] UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "aaa000000002";
pub const DOWN_REVISION: &[&str] = &["aaa000000001"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.alter_column("products", "title", |c| c.rename("name"));
    op.drop_constraint(
        "products_shop_id_fkey",
        "products",
        ConstraintKind::ForeignKey,
    );
    op.add_enum_value("product_state", "sold_out");
    op.create_table("reviews", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("product_id", bigint())
            .not_null()
            .references("products", "id")
            .on_delete(Cascade);
        t.column("stars", smallint()).not_null();
        t.check("(stars >= 1) AND (stars <= 5)")
            .name("reviews_stars_check");
    });
    op.create_index("ix_reviews_product_id", "reviews", ["product_id", "stars"]);
    op.drop_constraint("uq_products_title", "products", ConstraintKind::Unique);
    op.add_column("products", column("weight", integer()));
    op.alter_column("products", "price", |c| c.drop_default());
    // Destroys: all values of products.note
    op.drop_column("products", "note");
    op.create_unique_constraint("uq_products_name", "products", ["shop_id", "name"]);
    // May fail: each row of products must fulfil price >= (0)::numeric
    op.create_check_constraint("products_price_check", "products", "price >= (0)::numeric");
    op.alter_column("shops", "name", |c| c.set_type(varchar(120)));
    op.create_foreign_key(
        "products_shop_id_fkey",
        "products",
        ["shop_id"],
        "shops",
        ["id"],
    )
    .on_delete(Cascade);
}

pub fn downgrade(op: &mut Operations) {
    op.drop_constraint(
        "products_shop_id_fkey",
        "products",
        ConstraintKind::ForeignKey,
    );
    // May fail: no row may hold `sold_out` of product_state
    op.execute("ALTER TYPE product_state RENAME TO product_state_old");
    op.create_enum("product_state", ["draft", "on_sale"]);
    op.alter_column("products", "state", |c| c.drop_default());
    op.alter_column("products", "state", |c| {
        c.set_type(enumeration("product_state", ["draft", "on_sale"]))
            .using("state::text::product_state")
            .set_default("'draft'")
    });
    op.drop_enum("product_state_old");
    op.drop_constraint("products_price_check", "products", ConstraintKind::Check);
    op.drop_constraint("uq_products_name", "products", ConstraintKind::Unique);
    op.add_column("products", column("note", text()));
    op.alter_column("products", "price", |c| c.set_default("0"));
    // Destroys: all values of products.weight
    op.drop_column("products", "weight");
    op.create_unique_constraint("uq_products_title", "products", ["shop_id", "name"]);
    op.alter_column("products", "name", |c| c.rename("title"));
    // May fail: shops.name must hold nothing that does not fit into varchar(80)
    op.alter_column("shops", "name", |c| c.set_type(varchar(80)));
    op.create_foreign_key(
        "products_shop_id_fkey",
        "products",
        ["shop_id"],
        "shops",
        ["id"],
    );
    // Destroys: all rows of reviews
    op.drop_table("reviews");
}

"#]]
    );
}

#[test]
fn models_are_followed_on_sqlite() {
    let project = project("models-sqlite", TestDatabase::sqlite());
    there_and_back(&project);
    assert_data_eq!(
        project.show(&revision_file(&project, "aaa000000002")),
        str![[r#"
//! models
//!
//! Revision ID: aaa000000002
//! Revises: aaa000000001
//! Create Date: [DATE] UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "aaa000000002";
pub const DOWN_REVISION: &[&str] = &["aaa000000001"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_table("reviews", |t| {
        t.column("id", integer()).primary_key().identity();
        t.column("product_id", bigint())
            .not_null()
            .references("products", "id")
            .on_delete(Cascade);
        t.column("stars", integer()).not_null();
        t.check("stars BETWEEN 1 AND 5");
    });
    op.create_index("ix_reviews_product_id", "reviews", ["product_id", "stars"]);
    // Destroys: all values of products.note
    // May fail: each row of products must fulfil price >= 0
    // May fail: each row of products must fulfil state IN ('draft', 'on_sale', 'sold_out')
    op.batch_alter_table("products", |b| {
        b.alter_column("title", |c| c.rename("name"));
        b.drop_constraint("products_shop_id_fkey", ConstraintKind::ForeignKey);
        b.drop_constraint("products_7df5e910_check", ConstraintKind::Check);
        b.drop_constraint("uq_products_title", ConstraintKind::Unique);
        b.add_column(column("weight", integer()));
        b.alter_column("price", |c| c.drop_default());
        b.drop_column("note");
        b.create_unique_constraint("uq_products_name", ["shop_id", "name"]);
        b.create_check_constraint(None, "price >= 0");
        b.create_check_constraint(None, "state IN ('draft', 'on_sale', 'sold_out')");
        b.create_foreign_key("products_shop_id_fkey", ["shop_id"], "shops", ["id"])
            .on_delete(Cascade);
    });
    op.batch_alter_table("shops", |b| {
        b.alter_column("name", |c| c.set_type(varchar(120)));
    });
}

pub fn downgrade(op: &mut Operations) {
    // Destroys: all rows of reviews
    op.drop_table("reviews");
    // Destroys: all values of products.weight
    // May fail: each row of products must fulfil state IN ('draft', 'on_sale')
    op.batch_alter_table("products", |b| {
        b.drop_constraint("products_shop_id_fkey", ConstraintKind::ForeignKey);
        b.drop_constraint("products_8c3d034f_check", ConstraintKind::Check);
        b.drop_constraint("products_e7a6e563_check", ConstraintKind::Check);
        b.drop_constraint("uq_products_name", ConstraintKind::Unique);
        b.add_column(column("note", text()));
        b.alter_column("price", |c| c.set_default("0"));
        b.drop_column("weight");
        b.create_unique_constraint("uq_products_title", ["shop_id", "name"]);
        b.alter_column("name", |c| c.rename("title"));
        b.create_check_constraint(None, "state IN ('draft', 'on_sale')");
        b.create_foreign_key("products_shop_id_fkey", ["shop_id"], "shops", ["id"]);
    });
    op.batch_alter_table("shops", |b| {
        b.alter_column("name", |c| c.set_type(varchar(80)));
    });
}

"#]]
    );
}

#[test]
fn models_are_followed_on_mariadb() {
    let project = project("models-mariadb", TestDatabase::mariadb());
    there_and_back(&project);
    assert_data_eq!(
        project.show(&revision_file(&project, "aaa000000002")),
        str![[r#"
//! models
//!
//! Revision ID: aaa000000002
//! Revises: aaa000000001
//! Create Date: [DATE] UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "aaa000000002";
pub const DOWN_REVISION: &[&str] = &["aaa000000001"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.alter_column("products", "title", |c| c.rename("name"));
    op.drop_constraint("products_ibfk_1", "products", ConstraintKind::ForeignKey);
    op.create_table("reviews", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("product_id", bigint()).not_null();
        t.column("stars", smallint())
            .not_null()
            .check("`stars` between 1 and 5");
        t.foreign_key(["product_id"], "products", ["id"])
            .name("reviews_ibfk_1")
            .on_delete(Cascade);
    });
    op.create_index("ix_reviews_product_id", "reviews", ["product_id", "stars"]);
    op.drop_constraint("uq_products_title", "products", ConstraintKind::Unique);
    op.add_column("products", column("weight", integer()));
    op.alter_column("products", "price", |c| {
        c.set_type(numeric(10, 2)).drop_default().existing(
            column("price", numeric(10, 2))
                .not_null()
                .server_default("0.00"),
        )
    });
    op.alter_column("products", "state", |c| {
        c.set_type(native("enum('draft','on_sale','sold_out')"))
            .existing(
                column("state", native("enum('draft','on_sale')"))
                    .not_null()
                    .server_default("'draft'"),
            )
    });
    // Destroys: all values of products.note
    op.drop_column("products", "note");
    op.create_unique_constraint("uq_products_name", "products", ["shop_id", "name"]);
    // May fail: each row of products must fulfil `price` >= 0
    op.alter_column("products", "price", |c| {
        c.set_type(numeric(10, 2)).existing(
            column("price", numeric(10, 2))
                .not_null()
                .check("`price` >= 0"),
        )
    });
    op.alter_column("shops", "name", |c| {
        c.set_type(varchar(120))
            .existing(column("name", varchar(80)).not_null())
    });
    op.create_foreign_key("products_ibfk_2", "products", ["shop_id"], "shops", ["id"])
        .on_delete(Cascade);
}

pub fn downgrade(op: &mut Operations) {
    op.drop_constraint("products_ibfk_2", "products", ConstraintKind::ForeignKey);
    op.alter_column("products", "price", |c| {
        c.set_type(numeric(10, 2))
            .existing(column("price", numeric(10, 2)).not_null())
    });
    op.drop_constraint("uq_products_name", "products", ConstraintKind::Unique);
    op.add_column("products", column("note", text()));
    op.alter_column("products", "price", |c| {
        c.set_default("0.00")
            .existing(column("price", numeric(10, 2)).not_null())
    });
    // Destroys: what of products.state fits into enum('draft','on_sale','sold_out'), but not into enum('draft','on_sale')
    op.alter_column("products", "state", |c| {
        c.set_type(native("enum('draft','on_sale')")).existing(
            column("state", native("enum('draft','on_sale','sold_out')"))
                .not_null()
                .server_default("'draft'"),
        )
    });
    // Destroys: all values of products.weight
    op.drop_column("products", "weight");
    op.create_unique_constraint("uq_products_title", "products", ["shop_id", "name"]);
    op.alter_column("products", "name", |c| c.rename("title"));
    // Destroys: what of shops.name fits into varchar(120), but not into varchar(80)
    op.alter_column("shops", "name", |c| {
        c.set_type(varchar(80))
            .existing(column("name", varchar(120)).not_null())
    });
    op.create_foreign_key("products_ibfk_1", "products", ["shop_id"], "shops", ["id"]);
    // Destroys: all rows of reviews
    op.drop_table("reviews");
}

"#]]
    );
}

#[test]
fn a_hook_rewrites_what_is_written() {
    let project = project("models-hook", TestDatabase::postgres());
    project.write(
        "src/main.rs",
        r#"use migrate_runtime::cli::{Directive, Runner};

fn main() -> std::process::ExitCode {
    Runner::new(&models_hook::MIGRATOR)
        .process_revision_directives(|directives| {
            directives.retain(|it| it.object() != "shops.shops_name_key");
            directives.insert(0, Directive::execute("CREATE SCHEMA old", "DROP SCHEMA old"));
            directives.push(Directive::execute("CREATE VIEW names AS SELECT name FROM shops", "DROP VIEW names"));
        })
        .run()
}
"#,
    );
    assert_data_eq!(autogenerate(&project, "aaa000000001", &[]), str![""]);
    assert_data_eq!(
        project.show(&revision_file(&project, "aaa000000001")),
        str![[r#"
//! models
//!
//! Revision ID: aaa000000001
//! Revises:
//! Create Date: [DATE] UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "aaa000000001";
pub const DOWN_REVISION: &[&str] = &[];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.execute("CREATE SCHEMA old");
    op.create_enum("product_state", ["draft", "on_sale"]);
    op.create_table("shops", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("name", varchar(80)).not_null().unique();
    });
    op.create_table("products", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("shop_id", bigint())
            .not_null()
            .references("shops", "id");
        t.column("title", varchar(200)).not_null();
        t.column("price", numeric(10, 2))
            .not_null()
            .server_default("0");
        t.column("state", enumeration("product_state", ["draft", "on_sale"]))
            .not_null()
            .server_default("'draft'");
        t.column("note", text());
        t.unique(["shop_id", "title"]).name("uq_products_title");
    });
    op.create_index("ix_products_shop_id", "products", ["shop_id"]);
    op.execute("CREATE VIEW names AS SELECT name FROM shops");
}

pub fn downgrade(op: &mut Operations) {
    op.execute("DROP VIEW names");
    // Destroys: all rows of products
    op.drop_table("products");
    // Destroys: all rows of shops
    op.drop_table("shops");
    op.drop_enum("product_state");
    op.execute("DROP SCHEMA old");
}

"#]]
    );
}

#[test]
fn models_that_cannot_be_made_are_shown_at_their_place() {
    let project = project("models-faults", TestDatabase::postgres());
    project.write(
        "src/models.rs",
        &FIRST.replace("server_default = \"0\"", "server_default = \"zero()\""),
    );
    assert_data_eq!(
        autogenerate(&project, "aaa000000001", &[]),
        str![[r#"
------- stderr -------
error: the wanted schema cannot be made
  --> src/models.rs:18:12
   |
18 | pub struct Product {
   |            ^
   |
   = statement: CREATE TABLE products (
                    id BIGINT GENERATED BY DEFAULT AS IDENTITY NOT NULL,
                    shop_id BIGINT NOT NULL,
                    title VARCHAR(200) NOT NULL,
                    price NUMERIC(10, 2) DEFAULT zero() NOT NULL,
                    state product_state DEFAULT 'draft' NOT NULL,
                    note TEXT,
                    PRIMARY KEY (id),
                    CONSTRAINT uq_products_title UNIQUE (shop_id, title)
                )
   = PostgreSQL: function zero() does not exist (42883)
   = hint: No function matches the given name and argument types. You might need to add explicit type casts.
[exit status: 1]

"#]]
    );
    project.write(
        "src/models.rs",
        &FIRST.replace("references(\"shops\"", "references(\"stores\""),
    );
    assert_data_eq!(
        autogenerate(&project, "aaa000000001", &[]),
        str![[r#"
------- stderr -------
error: the model of `products` refers to the table `stores`, which no model declares
  --> src/models.rs:18:12
   |
18 | pub struct Product {
   |            ^
   |
   = help: derive `Table` for it, or leave it alone: `autogenerate = { exclude = ["stores"] }` in [package.metadata.migrate]
[exit status: 1]

"#]]
    );
    project.write("src/models.rs", "//! None.\n");
    assert_data_eq!(
        autogenerate(&project, "aaa000000001", &[]),
        str![[r#"
------- stderr -------
error: the runner of `models-faults` knows no model
 |
 = help: derive `Table` (feature `models` of `migrate-runtime`) for the structs that are rows, and name their library in the migrations package, with `use models as _;` say; or name a file with `target = "schema.sql"` in [package.metadata.migrate]
[exit status: 1]

"#]]
    );
}

/// The example's revisions were written by hand, and its models later: both say the same.
#[test]
fn the_bookshop_is_what_its_models_say() {
    let folder = repository().join("examples/bookshop");
    for database in [TestDatabase::sqlite(), TestDatabase::postgres()] {
        let project = empty().on(database);
        let migrate = |command: &'static str| {
            let command = project.migrate_command(["--quiet", command]);
            command.in_folder(&folder).run()
        };
        assert_data_eq!(migrate("upgrade"), str![""]);
        assert_data_eq!(migrate("check"), str![""]);
    }
}

/// From its models alone, in a package that names the example's crate, comes a history that builds the same.
#[test]
fn the_bookshop_has_a_generated_history() {
    let project = package("bookshop-history", "", &[]).on(TestDatabase::postgres());
    let dependency = format!(
        "bookshop = {{ path = '{}' }}\n",
        repository().join("examples/bookshop").display()
    );
    let manifest = project.read("Cargo.toml");
    let manifest = manifest.replace("[dependencies]\n", &format!("[dependencies]\n{dependency}"));
    project.write("Cargo.toml", &manifest);
    let library = "use bookshop as _;\n\nmigrate_runtime::embed!();\n";
    project.write("src/lib.rs", library);
    assert_data_eq!(autogenerate(&project, "aaa000000001", &[]), str![""]);
    assert_data_eq!(project.migrate(["upgrade", "--quiet"]), str![""]);
    assert_data_eq!(project.migrate(["check", "--quiet"]), str![""]);
    assert_data_eq!(project.migrate(["downgrade", "base", "--quiet"]), str![""]);
}

#[test]
fn models_may_refer_to_tables_of_other_schemas() {
    let project = project("models-beside", TestDatabase::postgres());
    project.pipe("CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY, mail text);");
    let models = FIRST.replace(
        "    pub note: Option<String>,\n",
        "    #[column(type = uuid(), references(\"auth.users\", \"id\"))]\n    pub owner_id: String,\n",
    );
    project.write("src/models.rs", &models);
    assert_data_eq!(autogenerate(&project, "aaa000000001", &[]), str![""]);
    assert_data_eq!(project.migrate(["upgrade", "--quiet"]), str![""]);
    assert_data_eq!(project.migrate(["check", "--quiet"]), str![""]);
    // Also where nothing is to be made, and where only the other tables are.
    project.write("src/models.rs", &models.replace("varchar(80)", "text()"));
    assert_data_eq!(
        project.migrate(["check", "--quiet"]),
        str![[r#"
alter column shops.name: type varchar(80) to text
------- stderr -------
error: [DATABASE] differs from the models: 1 new upgrade operation
 |
 = help: `cargo migrate revision --autogenerate -m "…"` writes a revision
[exit status: 1]

"#]]
    );
    assert_data_eq!(autogenerate(&project, "aaa000000002", &[]), str![""]);
}
