//! The Rust types of columns.

use migrate_runtime::dialect::Family;
use migrate_runtime::operations::Statements;
use migrate_runtime::schema::{self, Type};
use proc_macro2::TokenStream;
use quote::quote;

use super::Writer;
use crate::autogenerate::schema::Column;

/// The type of a field.
pub(super) struct FieldType {
    pub(super) source: TokenStream,
    /// The type of the column that the derive makes of it.
    derived: Type,
    /// Whether values are read into it.
    pub(super) is_known: bool,
}

/// What there is to say of a column's type.
pub(super) struct ColumnType {
    pub(super) field: FieldType,
    /// `type = …`, where the derive would choose another one.
    pub(super) given: Option<TokenStream>,
}

impl FieldType {
    fn new(source: TokenStream, derived: Type) -> Self {
        Self {
            source,
            derived,
            is_known: true,
        }
    }

    /// The last resort.
    fn unknown() -> Self {
        Self {
            is_known: false,
            ..Self::text()
        }
    }

    fn text() -> Self {
        Self::new(quote!(String), schema::text())
    }

    fn bytes() -> Self {
        Self::new(quote!(Vec<u8>), schema::bytes())
    }

    fn decimal() -> Self {
        Self::new(quote!(rust_decimal::Decimal), Type::Numeric(None))
    }

    /// One that the derive does not know, so that the type of the column is always given.
    fn foreign(source: TokenStream) -> Self {
        Self::new(source, schema::native(""))
    }

    fn timestamp() -> Self {
        Self::new(quote!(time::PrimitiveDateTime), schema::timestamp())
    }

    fn timestamptz() -> Self {
        Self::new(quote!(time::OffsetDateTime), schema::timestamptz())
    }

    fn time() -> Self {
        Self::new(quote!(time::Time), schema::time())
    }

    /// The type of fields for one of the generic types.
    fn generic(data_type: &Type) -> Option<Self> {
        let source = match data_type {
            Type::SmallInteger => quote!(i16),
            Type::Integer => quote!(i32),
            Type::BigInteger => quote!(i64),
            Type::Real => quote!(f32),
            Type::Double => quote!(f64),
            Type::Boolean => quote!(bool),
            Type::Date => quote!(time::Date),
            Type::Uuid => quote!(uuid::Uuid),
            Type::Json | Type::Jsonb => {
                return Some(Self::new(quote!(serde_json::Value), schema::jsonb()));
            }
            Type::Interval => quote!(sqlx::postgres::types::PgInterval),
            Type::Text | Type::Varchar(_) | Type::Char(_) => return Some(Self::text()),
            Type::Bytes => return Some(Self::bytes()),
            Type::Numeric(_) => return Some(Self::decimal()),
            Type::Time => return Some(Self::time()),
            Type::Timestamp => return Some(Self::timestamp()),
            Type::TimestampTz => return Some(Self::timestamptz()),
            _ => return None,
        };
        Some(Self::new(source, data_type.clone()))
    }
}

impl Writer<'_> {
    /// The type of a column, and of its field.
    pub(super) fn column_type(&self, column: &Column) -> ColumnType {
        let text = &column.data_type;
        let (data_type, source) = self.renderer.type_and_source(text);
        let is_row_id = self.family() == Family::Sqlite && column.identity.is_some();
        let field = match self.enum_of_column(text) {
            Some((field, data_type)) => {
                let given = None;
                return ColumnType {
                    field: FieldType::new(quote!(#field), data_type),
                    given,
                };
            }
            None => self.field_type(text, &data_type),
        };
        let is_same = is_row_id || self.is_same(&field.derived, &data_type, text);
        let given = (!is_same).then_some(source);
        ColumnType { field, given }
    }

    fn field_type(&self, text: &str, data_type: &Type) -> FieldType {
        if let Type::Array(_) = data_type
            && let Some(element) = text.strip_suffix("[]")
        {
            return self.list(element);
        }
        if let Some((ident, it)) = self.named_enum(text) {
            return FieldType::new(quote!(#ident), it);
        }
        match self.family() {
            Family::Sqlite => sqlite(text, data_type),
            Family::Mysql => FieldType::generic(data_type).unwrap_or_else(|| mysql(text)),
            _ => FieldType::generic(data_type).unwrap_or_else(|| postgres(text)),
        }
    }

    /// `Vec<element>`
    fn list(&self, element: &str) -> FieldType {
        let (data_type, _) = self.renderer.type_and_source(element);
        let element = self.field_type(element, &data_type);
        let source = element.source;
        FieldType {
            source: quote!(Vec<#source>),
            derived: schema::array(element.derived),
            is_known: element.is_known,
        }
    }

    /// Whether the derive makes the same column of a field: the same type, or the same words.
    fn is_same(&self, derived: &Type, wanted: &Type, text: &str) -> bool {
        let statements = Statements::new(self.dialect);
        let Ok(derived_text) = statements.type_name(derived) else {
            return false;
        };
        let wanted_text = statements.type_name(wanted);
        derived == wanted
            || derived_text.eq_ignore_ascii_case(text)
            || wanted_text.is_ok_and(|wanted| wanted == derived_text)
    }
}

/// PostgreSQL's own types, as sqlx reads them: <https://docs.rs/sqlx/latest/sqlx/postgres/types/>.
fn postgres(text: &str) -> FieldType {
    let own = |name: &str| {
        let name = super::idents::ident(name);
        quote!(sqlx::postgres::types::#name)
    };
    let range = |name: &str, bound: TokenStream| {
        let range = own("PgRange");
        FieldType::new(quote!(#range<#bound>), schema::native(name))
    };
    let named = |name: &str, own_name: &str| FieldType::new(own(own_name), schema::native(name));
    // `timestamp(3) with time zone`
    let (name, rest) = text.split_once('(').unwrap_or((text, ""));
    let has_zone = rest.ends_with("with time zone");
    match name {
        "numeric" => FieldType::decimal(),
        "timestamp" if has_zone => FieldType::timestamptz(),
        "timestamp" => FieldType::timestamp(),
        "time" if !has_zone => FieldType::time(),
        "time" | "time with time zone" => named("timetz", "PgTimeTz"),
        "interval" => named("interval", "PgInterval"),
        "character varying" | "character" | "bpchar" | "name" | "citext" => FieldType::text(),
        "inet" => FieldType::new(quote!(std::net::IpAddr), schema::native(name)),
        "cidr" => FieldType::foreign(quote!(ipnetwork::IpNetwork)),
        "macaddr" => FieldType::new(quote!(mac_address::MacAddress), schema::native(name)),
        "bit" | "bit varying" => FieldType::foreign(quote!(bit_vec::BitVec)),
        "int4range" => range(name, quote!(i32)),
        "int8range" => range(name, quote!(i64)),
        "numrange" => range(name, quote!(rust_decimal::Decimal)),
        "daterange" => range(name, quote!(time::Date)),
        "tsrange" => range(name, quote!(time::PrimitiveDateTime)),
        "tstzrange" => range(name, quote!(time::OffsetDateTime)),
        "hstore" => named(name, "PgHstore"),
        "ltree" => named(name, "PgLTree"),
        "lquery" => named(name, "PgLQuery"),
        "cube" => named(name, "PgCube"),
        "money" => named(name, "PgMoney"),
        "point" => named(name, "PgPoint"),
        "line" => named(name, "PgLine"),
        "lseg" => named(name, "PgLSeg"),
        "box" => named(name, "PgBox"),
        "path" => named(name, "PgPath"),
        "polygon" => named(name, "PgPolygon"),
        "circle" => named(name, "PgCircle"),
        _ => FieldType::unknown(),
    }
}

/// What SQLite makes of the name of a type: <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>.
///
/// Each of its whole numbers has 64 bits, and none of its numbers is a decimal.
fn sqlite(text: &str, data_type: &Type) -> FieldType {
    let name = text.to_ascii_uppercase();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match data_type {
        Type::Boolean | Type::Date | Type::Time | Type::Timestamp | Type::Bytes => {
            FieldType::generic(data_type).unwrap_or_else(FieldType::unknown)
        }
        _ if has(&["INT"]) => FieldType::new(quote!(i64), schema::bigint()),
        _ if has(&["CHAR", "CLOB", "TEXT"]) => FieldType::text(),
        _ if name.is_empty() || has(&["BLOB"]) => FieldType::bytes(),
        _ if has(&["BOOL"]) => FieldType::new(quote!(bool), schema::boolean()),
        _ if has(&["TIMESTAMP"]) => FieldType::timestamp(),
        _ if has(&["JSON"]) => FieldType::new(quote!(serde_json::Value), schema::jsonb()),
        _ if has(&["REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL"]) => {
            FieldType::new(quote!(f64), schema::double())
        }
        _ => FieldType::unknown(),
    }
}

/// The types of MariaDB and MySQL that have no function, as sqlx reads them: <https://docs.rs/sqlx/latest/sqlx/mysql/types/>.
fn mysql(text: &str) -> FieldType {
    let name = text.split(['(', ' ']).next().unwrap_or(text);
    let is_unsigned = text.contains(" unsigned");
    let number = |signed: TokenStream, unsigned: TokenStream| {
        FieldType::foreign(if is_unsigned { unsigned } else { signed })
    };
    match name {
        "tinyint" => number(quote!(i8), quote!(u8)),
        "smallint" => number(quote!(i16), quote!(u16)),
        "mediumint" | "int" => number(quote!(i32), quote!(u32)),
        "bigint" => number(quote!(i64), quote!(u64)),
        "float" => FieldType::foreign(quote!(f32)),
        "double" => FieldType::foreign(quote!(f64)),
        "decimal" => FieldType::decimal(),
        "bit" => FieldType::foreign(quote!(u64)),
        "year" => FieldType::foreign(quote!(u16)),
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set" => {
            FieldType::text()
        }
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
            FieldType::bytes()
        }
        "date" => FieldType::new(quote!(time::Date), schema::date()),
        "time" => FieldType::time(),
        "datetime" => FieldType::timestamp(),
        "timestamp" => FieldType::timestamptz(),
        "json" => FieldType::new(quote!(serde_json::Value), schema::jsonb()),
        _ => FieldType::unknown(),
    }
}
