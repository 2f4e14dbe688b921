//! Models that compile, without a warning.

use migrate_runtime::models::{SqlEnum, SqlType, Table};
use migrate_runtime::schema::Type;

/// The longest name.
const LONGEST: u32 = 80;

/// A shop.
#[derive(Debug, Table)]
#[table(name = "shops", unique(["r#type", "name"], name = "uq_shops"))]
pub struct Shop {
    /// Its number.
    #[column(primary_key, identity)]
    pub id: i64,
    #[column(type = varchar(LONGEST), comment = concat!("what it is called, ", "in short"))]
    name: String,
    #[column(name = "r#type", server_default = "'open'")]
    r#type: Kind,
    owner: Owner,
    code: Option<&'static str>,
}

#[derive(Debug, SqlEnum)]
enum Kind {
    #[sql_enum(rename = "open")]
    Open,
}

#[derive(Debug)]
struct Owner(#[allow(dead_code)] i64);

impl SqlType for Owner {
    fn data_type() -> Type {
        migrate_runtime::schema::bigint()
    }
}

impl Shop {
    /// What it is called.
    pub fn title(&self) -> String {
        format!("{} {:?} {:?} {:?} {:?}", self.name, self.r#type, self.owner, self.code, Kind::Open)
    }
}
