//! `autogenerate`: what is compared, and what is left alone.

use super::section::Section;

/// What autogenerate compares. What is left out is neither created nor altered nor dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autogenerate {
    /// Whether types are compared, with their collations.
    pub compare_type: bool,
    /// Whether defaults are compared, and how rows are numbered or computed.
    pub compare_server_default: bool,
    /// Patterns such as `shop_*`, for the names of tables, views, sequences, enums and functions; none: all of them. One with a
    /// dot is for the name with its schema.
    pub include: Vec<String>,
    /// Patterns of what is left alone, indexes, constraints and triggers too.
    pub exclude: Vec<String>,
    /// The kinds of things that are left alone.
    pub exclude_kinds: Vec<Kind>,
    /// The schemas that are compared beside the default one.
    pub schemas: Vec<String>,
}

impl Default for Autogenerate {
    fn default() -> Self {
        Self {
            compare_type: true,
            compare_server_default: true,
            include: Vec::new(),
            exclude: Vec::new(),
            exclude_kinds: Vec::new(),
            schemas: Vec::new(),
        }
    }
}

/// A kind of things that may be left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// With all that belongs to them.
    Tables,
    /// Those that belong to no constraint.
    Indexes,
    /// All but primary keys.
    Constraints,
    /// Of whatever has one.
    Comments,
    /// Enum types.
    Enums,
    /// Those that number no identity column.
    Sequences,
    /// Materialized ones too.
    Views,
    /// And procedures.
    Functions,
    /// Those that belong to no constraint.
    Triggers,
    /// Extensions of the server.
    Extensions,
    /// Schemas themselves, not what is in them.
    Schemas,
}

impl Kind {
    /// All of them, as they are written in the configuration.
    pub const ALL: [(&'static str, Self); 11] = [
        ("tables", Self::Tables),
        ("indexes", Self::Indexes),
        ("constraints", Self::Constraints),
        ("comments", Self::Comments),
        ("enums", Self::Enums),
        ("sequences", Self::Sequences),
        ("views", Self::Views),
        ("functions", Self::Functions),
        ("triggers", Self::Triggers),
        ("extensions", Self::Extensions),
        ("schemas", Self::Schemas),
    ];
}

const KEYS: [&str; 6] = [
    "compare-type",
    "compare-server-default",
    "include",
    "exclude",
    "exclude-kinds",
    "schemas",
];

pub(super) fn autogenerate(section: &mut Section<'_>) -> Option<Autogenerate> {
    section.table("autogenerate", |section| {
        section.check_keys(&KEYS);
        let default = Autogenerate::default();
        let compare_type = section.boolean("compare-type");
        let compare_server_default = section.boolean("compare-server-default");
        Autogenerate {
            compare_type: compare_type.unwrap_or(default.compare_type),
            compare_server_default: compare_server_default
                .unwrap_or(default.compare_server_default),
            include: texts(section, "include"),
            exclude: texts(section, "exclude"),
            exclude_kinds: section
                .choices("exclude-kinds", Kind::ALL)
                .unwrap_or_default(),
            schemas: texts(section, "schemas"),
        }
    })
}

fn texts(section: &mut Section<'_>, key: &'static str) -> Vec<String> {
    let texts = section.texts(key).unwrap_or_default().into_iter();
    texts.map(|(text, _)| text).collect()
}
