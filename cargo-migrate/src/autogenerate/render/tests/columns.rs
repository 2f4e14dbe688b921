//! Columns.

use super::Example;
use super::examples::examples;
use super::parts::*;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::Identity;

examples! {
    fn add_column() {
        let column = column("stock", "integer").not_null().default_to("'-1'::integer");
        Example::new(Change::AddColumn { table: name("products"), column })
            .on("CREATE TABLE products ()")
    } reads r#"
    op.add_column(
        "products",
        column("stock", integer()).not_null().server_default("-1"),
    );
    "#

    fn drop_column() {
        let column = column("stock", "integer");
        Example::new(Change::DropColumn { table: name("products"), column })
            .on("CREATE TABLE products (stock integer)")
    } reads r#"
    // Destroys: all values of products.stock
    op.drop_column("products", "stock");
    "#

    fn rename_column() {
        let (from, to) = ("stock".into(), "left".into());
        Example::new(Change::RenameColumn { table: name("products"), from, to })
            .on("CREATE TABLE products (stock integer)")
    } reads r#"
    op.alter_column("products", "stock", |c| c.rename("left"));
    "#

    fn alter_column() {
        let from = column("email", "character varying(80)").commented("old");
        let to = column("email", "text").not_null().default_to("''::text").collated("C");
        Example::new(Change::AlterColumn { table: name("users"), from, to })
            .on("CREATE TABLE users (email varchar(80))")
    } reads r#"
    // May fail: users.email must hold no null
    op.alter_column("users", "email", |c| {
        c.set_type(text()).collate("C").set_not_null().set_default("''").drop_comment()
    });
    "#

    fn alter_column_back() {
        let from = column("email", "text").not_null().default_to("''::text");
        let to = column("email", "text").commented("where to write to");
        Example::new(Change::AlterColumn { table: name("users"), from, to })
            .on("CREATE TABLE users (email text NOT NULL DEFAULT '')")
    } reads r#"
    op.alter_column("users", "email", |c| {
        c.drop_not_null().drop_default().set_comment("where to write to")
    });
    "#

    fn alter_column_with_cast() {
        let from = column("age", "character varying(10)").default_to("'0'::character varying");
        let to = column("age", "integer").default_to("0");
        Example::new(Change::AlterColumn { table: name("users"), from, to }).on(
            "CREATE TABLE users (age varchar(10) DEFAULT '0'); INSERT INTO users VALUES ('42')",
        )
    } reads r#"
    // May fail: users.age must hold nothing that is no integer
    op.alter_column("users", "age", |c| c.drop_default());
    op.alter_column("users", "age", |c| {
        c.set_type(integer()).using("age::integer").set_default("0")
    });
    "#

    fn alter_column_from_enum_to_enum() {
        let from = column("moods", "mood[]");
        let to = column("moods", "feeling[]");
        let change = Change::AlterColumn { table: name("users"), from, to };
        let mut example = Example::new(change).on(
            "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE feeling AS ENUM ('ok');
             CREATE TABLE users (moods mood[]); INSERT INTO users VALUES ('{ok}')",
        );
        example.from = with_enum("mood", &["sad", "ok"]);
        example.to = with_enum("feeling", &["ok"]);
        example
    } reads r#"
    op.alter_column("users", "moods", |c| {
        c.set_type(array(enumeration("feeling", ["ok"])))
            .using("moods::text[]::feeling[]")
    });
    "#

    fn add_identity() {
        let from = column("id", "integer").not_null().default_to("nextval('ids'::regclass)");
        let to = column("id", "bigint").numbered(Identity::ByDefault);
        Example::new(Change::AlterColumn { table: name("users"), from, to }).on(
            "CREATE SEQUENCE ids; CREATE TABLE users (id integer NOT NULL DEFAULT nextval('ids'));
             INSERT INTO users VALUES (41)",
        )
    } reads r#"
    op.alter_column("users", "id", |c| {
        c.set_type(bigint()).drop_default().set_identity()
    });
    op.execute(
        "SELECT setval(pg_get_serial_sequence('users', 'id'), greatest(max(id), 1)) FROM users HAVING max(id) IS NOT NULL",
    );
    "#

    fn add_identity_always() {
        let from = column("it's", "integer");
        let to = column("it's", "integer").numbered(Identity::Always);
        Example::new(Change::AlterColumn { table: name("Users"), from, to })
            .on("CREATE TABLE \"Users\" (\"it's\" integer)")
    } reads r##"
    // May fail: Users.it's must hold no null
    op.alter_column("Users", "it's", |c| c.set_not_null());
    op.execute(
        r#"ALTER TABLE "Users" ALTER COLUMN "it's" ADD GENERATED ALWAYS AS IDENTITY"#,
    );
    op.execute(
        r#"SELECT setval(pg_get_serial_sequence('"Users"', 'it''s'), greatest(max("it's"), 1)) FROM "Users" HAVING max("it's") IS NOT NULL"#,
    );
    "##

    fn change_identity() {
        let from = column("id", "integer").numbered(Identity::Always);
        let to = column("id", "integer").numbered(Identity::ByDefault);
        Example::new(Change::AlterColumn { table: name("users"), from, to })
            .on("CREATE TABLE users (id integer GENERATED ALWAYS AS IDENTITY)")
    } reads r#"
    op.execute("ALTER TABLE users ALTER COLUMN id SET GENERATED BY DEFAULT");
    "#

    fn drop_identity() {
        let from = column("id", "integer").numbered(Identity::Always);
        let to = column("id", "integer").default_to("7");
        Example::new(Change::AlterColumn { table: name("users"), from, to })
            .on("CREATE TABLE users (id integer GENERATED ALWAYS AS IDENTITY)")
    } reads r#"
    op.alter_column("users", "id", |c| c.drop_identity());
    op.alter_column("users", "id", |c| c.drop_not_null().set_default("7"));
    "#

    fn change_computed() {
        let from = column("gross", "numeric").computed_as("(net * 1.2)");
        let to = column("gross", "numeric").computed_as("(net * 1.19)");
        Example::new(Change::AlterColumn { table: name("products"), from, to }).on(
            "CREATE TABLE products (net numeric, gross numeric GENERATED ALWAYS AS (net * 1.2) STORED)",
        )
    } reads r#"
    op.drop_column("products", "gross");
    op.add_column("products", column("gross", native("numeric")).computed("net * 1.19"));
    "#

    fn drop_computed() {
        let from = column("gross", "numeric").computed_as("(net * 1.2)");
        let to = column("gross", "numeric").default_to("0");
        Example::new(Change::AlterColumn { table: name("products"), from, to }).on(
            "CREATE TABLE products (net numeric, gross numeric GENERATED ALWAYS AS (net * 1.2) STORED)",
        )
    } reads r#"
    op.alter_column("products", "gross", |c| c.drop_expression());
    op.alter_column("products", "gross", |c| c.set_default("0"));
    "#
}
