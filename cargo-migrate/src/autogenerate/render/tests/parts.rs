//! What the examples are made of.

use crate::autogenerate::schema::*;
pub(super) use crate::autogenerate::test_server::texts;

pub(super) fn name(text: &str) -> Name {
    match text.split_once('.') {
        Some((schema, name)) => Name {
            schema: Some(schema.to_owned()),
            name: name.to_owned(),
        },
        None => Name::plain(text),
    }
}

pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A column that may be null.
pub(super) fn column(name: &str, data_type: &str) -> Column {
    Column {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        is_nullable: true,
        default: None,
        identity: None,
        computed: None,
        collation: None,
        comment: None,
    }
}

impl Column {
    pub(super) fn not_null(self) -> Self {
        Self {
            is_nullable: false,
            ..self
        }
    }

    pub(super) fn default_to(self, default: &str) -> Self {
        Self {
            default: some(default),
            ..self
        }
    }

    pub(super) fn numbered(self, identity: Identity) -> Self {
        Self {
            identity: Some(identity),
            is_nullable: false,
            ..self
        }
    }

    pub(super) fn computed_as(self, expression: &str) -> Self {
        Self {
            computed: Some(Computed {
                expression: expression.to_owned(),
                is_stored: true,
            }),
            ..self
        }
    }

    pub(super) fn collated(self, collation: &str) -> Self {
        Self {
            collation: some(collation),
            ..self
        }
    }

    pub(super) fn commented(self, comment: &str) -> Self {
        Self {
            comment: some(comment),
            ..self
        }
    }
}

pub(super) fn primary_key(name: &str, columns: &[&str]) -> PrimaryKey {
    PrimaryKey {
        name: name.to_owned(),
        columns: texts(columns),
        deferral: Deferral::NotDeferrable,
    }
}

pub(super) fn unique(columns: &[&str]) -> Unique {
    Unique {
        columns: texts(columns),
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        definition: format!("UNIQUE ({})", columns.join(", ")),
    }
}

pub(super) fn foreign_key(
    columns: &[&str],
    referred: &str,
    referred_columns: &[&str],
) -> ForeignKey {
    ForeignKey {
        columns: texts(columns),
        referred: name(referred),
        referred_columns: texts(referred_columns),
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        is_match_full: false,
        deferral: Deferral::NotDeferrable,
        is_valid: true,
        definition: String::new(),
    }
}

pub(super) fn check(condition: &str) -> Check {
    Check {
        condition: condition.to_owned(),
        is_valid: true,
        definition: format!("CHECK (({condition}))"),
    }
}

pub(super) fn exclude(definition: &str) -> Exclude {
    Exclude {
        definition: definition.to_owned(),
    }
}

pub(super) fn index(parts: &[IndexPart]) -> Index {
    Index {
        is_unique: false,
        method: "btree".to_owned(),
        parts: parts.to_vec(),
        include: Vec::new(),
        nulls_not_distinct: false,
        condition: None,
        storage: Vec::new(),
        definition: String::new(),
        comment: None,
    }
}

pub(super) fn key(key: IndexKey) -> IndexPart {
    IndexPart {
        key,
        is_descending: false,
        nulls_first: None,
        collation: None,
        prefix: None,
        operator_class: None,
    }
}

pub(super) fn by(column: &str) -> IndexPart {
    key(IndexKey::Column(column.to_owned()))
}

pub(super) fn expr(expression: &str) -> IndexPart {
    key(IndexKey::Expression(expression.to_owned()))
}

pub(super) fn enumeration(values: &[&str]) -> Enum {
    Enum {
        values: texts(values),
        comment: None,
    }
}

/// A schema that has an enum.
pub(super) fn with_enum(it: &str, values: &[&str]) -> Schema {
    let mut schema = Schema::default();
    schema.enums.insert(name(it), enumeration(values));
    schema
}

/// A schema that has a table.
pub(super) fn with_table(it: &str, table: Table) -> Schema {
    let mut schema = Schema::default();
    schema.tables.insert(name(it), table);
    schema
}

pub(super) fn sequence() -> Sequence {
    Sequence {
        data_type: "bigint".to_owned(),
        start: 1,
        increment: 1,
        minimum: 1,
        maximum: i64::MAX,
        cycle: false,
        owned_by: None,
        comment: None,
    }
}

pub(super) fn view(query: &str) -> View {
    View {
        query: query.to_owned(),
        is_materialized: false,
        reads: Vec::new(),
        ..View::default()
    }
}

pub(super) fn function(definition: &str) -> Function {
    Function {
        definition: definition.to_owned(),
        comment: None,
    }
}
