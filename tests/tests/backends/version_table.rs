//! The version table itself: Alembic's to the letter, so that a database can be handed over and back.

use std::borrow::Cow;

use migrate_runtime::settings::Settings;
use migrate_tests::backend::{Backend, Postgres, Sqlite, migrator_with};
use migrate_tests::{on_database, on_every_database};

use crate::failed::told;
use crate::shops::{chain_of_shops, shop};

on_every_database!(
    a_table_that_alembic_made_is_taken_over,
    name_and_key_are_settings,
    an_unusual_name_is_quoted,
    the_table_is_made_on_demand,
);

on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    it_is_alembics_to_the_letter_on_postgres,
    the_schema_is_a_setting,
    a_missing_schema_is_the_servers_error
);

on_database!(
    sqlite_only,
    migrate_tests::backend::Sqlite,
    it_is_alembics_to_the_letter_on_sqlite
);

/// What Alembic 1.20 sends to SQLite, and what SQLite keeps of it.
const ALEMBIC: &str = "\
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)";

async fn it_is_alembics_to_the_letter_on_sqlite(db: Sqlite) {
    shop().stamp(db.url(), &["head"]).await.unwrap();
    let sql = "SELECT sql FROM sqlite_master WHERE name = 'alembic_version'";
    assert_eq!(db.rows(sql).await, [ALEMBIC]);
}

async fn it_is_alembics_to_the_letter_on_postgres(db: Postgres) {
    shop().stamp(db.url(), &["head"]).await.unwrap();
    let ours = definition(&db).await;
    db.execute("DROP TABLE alembic_version").await;
    db.execute(ALEMBIC).await;
    assert_eq!(definition(&db).await, ours);
    assert_eq!(
        ours,
        [
            "version_num|character varying(32)|t|NULL",
            "alembic_version_pkc|PRIMARY KEY (version_num)|NULL|NULL",
        ]
    );
}

async fn definition(db: &Postgres) -> Vec<String> {
    let query = "\
        SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid) \
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
        WHERE a.attrelid = 'alembic_version'::regclass AND a.attnum > 0 \
        UNION ALL \
        SELECT conname, pg_get_constraintdef(oid), NULL, NULL FROM pg_constraint \
        WHERE conrelid = 'alembic_version'::regclass AND contype <> 'n'";
    db.rows(query).await
}

async fn a_table_that_alembic_made_is_taken_over(db: impl Backend) {
    db.execute(ALEMBIC).await;
    db.execute("INSERT INTO alembic_version (version_num) VALUES ('shops')")
        .await;
    let report = shop().upgrade(db.url(), "head").await.unwrap();
    assert_eq!(report.steps.len(), 2);
    assert_eq!(db.versions().await, ["carts"]);
    assert_eq!(db.tables().await, ["carts", "products"]);
}

async fn name_and_key_are_settings(db: impl Backend) {
    let settings = Settings {
        version_table: Cow::Borrowed("revisions_of_shop"),
        version_table_primary_key: false,
        ..Settings::DEFAULT
    };
    let shop = migrator_with(settings, chain_of_shops());
    shop.upgrade(db.url(), "head").await.unwrap();
    shop.downgrade(db.url(), "shops").await.unwrap();
    assert_eq!(shop.current(db.url()).await.unwrap(), ["shops"]);
    let rows = db.rows("SELECT version_num FROM revisions_of_shop").await;
    assert_eq!(rows, ["shops"]);
    assert!(!db.has_version_table().await);
    assert!(!db.schema().await.contains("revisions_of_shop_pkc"));
}

async fn an_unusual_name_is_quoted<B: Backend>(db: B) {
    const NAME: &str = "Order \"of\" `o'Brien`";
    let settings = Settings {
        version_table: Cow::Borrowed(NAME),
        ..Settings::DEFAULT
    };
    let shop = migrator_with(settings, chain_of_shops());
    assert!(shop.current(db.url()).await.unwrap().is_empty());
    shop.upgrade(db.url(), "head").await.unwrap();
    shop.downgrade(db.url(), "-1").await.unwrap();
    assert_eq!(shop.current(db.url()).await.unwrap(), ["products"]);
    let rows = format!("SELECT version_num FROM {}", B::DIALECT.quote(NAME));
    assert_eq!(db.rows(&rows).await, ["products"]);
}

async fn the_table_is_made_on_demand(db: impl Backend) {
    let shop = shop();
    let environment = shop.environment().unwrap();
    let made = environment.ensure_version(db.url(), &mut ()).await;
    assert!(made.unwrap());
    assert!(db.has_version_table().await);
    assert_eq!(db.versions().await, [""; 0]);
    let again = environment.ensure_version(db.url(), &mut ()).await;
    assert!(!again.unwrap());
}

fn in_schema(schema: &'static str) -> Settings {
    Settings {
        version_table_schema: Some(Cow::Borrowed(schema)),
        ..Settings::DEFAULT
    }
}

async fn the_schema_is_a_setting(db: Postgres) {
    db.execute("CREATE SCHEMA \"Admin\"").await;
    let shop = migrator_with(in_schema("Admin"), chain_of_shops());
    assert!(shop.current(db.url()).await.unwrap().is_empty());
    shop.upgrade(db.url(), "head").await.unwrap();
    let rows = "SELECT version_num FROM \"Admin\".alembic_version";
    assert_eq!(db.rows(rows).await, ["carts"]);
    assert!(!db.has_version_table().await);
}

async fn a_missing_schema_is_the_servers_error(db: Postgres) {
    let shop = migrator_with(in_schema("nowhere"), chain_of_shops());
    assert!(shop.current(db.url()).await.unwrap().is_empty());
    let error = shop.upgrade(db.url(), "head").await.unwrap_err();
    assert!(
        told(&error).contains("schema \"nowhere\" does not exist"),
        "{error}"
    );
    assert_eq!(db.tables().await, [""; 0]);
}
