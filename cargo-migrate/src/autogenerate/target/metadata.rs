//! What a runner hands over of its models, as `<runner> target-metadata` prints it.

use serde::Deserialize;

use crate::autogenerate::schema::Name;

/// The models, written for a dialect.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Metadata {
    /// Of this document; another one is that of another version.
    pub(super) format: u32,
    /// How many models there are.
    pub(super) models: usize,
    /// Whether what is found is to be handed to a hook.
    pub(super) has_hook: bool,
    /// The schemas that they name.
    pub(super) schemas: Vec<String>,
    pub(super) enums: Vec<EnumModel>,
    pub(super) tables: Vec<TableModel>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct EnumModel {
    pub(super) schema: Option<String>,
    pub(super) name: String,
    pub(super) values: Vec<String>,
    pub(super) comment: Option<String>,
    pub(super) location: String,
    pub(super) statements: Vec<String>,
}

/// A table, both as statements and taken apart: what plainly agrees with the live table needs not be made.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct TableModel {
    pub(super) schema: Option<String>,
    pub(super) name: String,
    pub(super) location: String,
    pub(super) columns: Vec<ColumnModel>,
    pub(super) primary_key: Option<KeyModel>,
    pub(super) uniques: Vec<UniqueModel>,
    pub(super) foreign_keys: Vec<ForeignKeyModel>,
    pub(super) checks: Vec<CheckModel>,
    pub(super) excludes: Vec<ExcludeModel>,
    pub(super) indexes: Vec<IndexModel>,
    pub(super) comment: Option<String>,
    pub(super) statements: Vec<String>,
    pub(super) index_statements: Vec<String>,
    pub(super) foreign_key_statements: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ColumnModel {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) data_type: String,
    pub(super) nullable: bool,
    pub(super) default: Option<String>,
    pub(super) identity: Option<IdentityModel>,
    pub(super) computed: Option<ComputedModel>,
    pub(super) collation: Option<String>,
    pub(super) comment: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IdentityModel {
    Always,
    ByDefault,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ComputedModel {
    pub(super) expression: String,
    pub(super) stored: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct KeyModel {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct UniqueModel {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) nulls_not_distinct: bool,
    pub(super) deferrable: bool,
    pub(super) initially_deferred: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ForeignKeyModel {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) referred_schema: Option<String>,
    pub(super) referred_table: String,
    pub(super) referred_columns: Vec<String>,
    pub(super) on_delete: Option<String>,
    pub(super) on_update: Option<String>,
    pub(super) match_full: bool,
    pub(super) deferrable: bool,
    pub(super) initially_deferred: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct CheckModel {
    pub(super) name: Option<String>,
    pub(super) condition: String,
}

/// Always made, to be compared.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ExcludeModel {}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct IndexModel {
    pub(super) name: Option<String>,
    pub(super) unique: bool,
    pub(super) parts: Vec<String>,
    /// Ascending columns, and nothing else is said.
    pub(super) plain: bool,
}

impl Metadata {
    /// The format that this version reads.
    pub(super) const FORMAT: u32 = 1;
}

impl EnumModel {
    pub(super) fn full_name(&self) -> Name {
        Name {
            schema: self.schema.clone(),
            name: self.name.clone(),
        }
    }
}

impl TableModel {
    pub(super) fn full_name(&self) -> Name {
        Name {
            schema: self.schema.clone(),
            name: self.name.clone(),
        }
    }

    /// The tables that it refers to.
    pub(super) fn referred(&self) -> impl Iterator<Item = Name> {
        self.foreign_keys.iter().map(ForeignKeyModel::referred)
    }
}

impl ForeignKeyModel {
    pub(super) fn referred(&self) -> Name {
        Name {
            schema: self.referred_schema.clone(),
            name: self.referred_table.clone(),
        }
    }
}
