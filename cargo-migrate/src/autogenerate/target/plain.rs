//! What plainly agrees: a model whose table is there just as it is written, by PostgreSQL's own words.
//!
//! It needs not be made in a scratch place to be compared. What is in doubt agrees with nothing: a type that is not one of the
//! usual, a default or a condition that the server writes in another way, anything that is unusual.

use super::metadata::{
    CheckModel, ColumnModel, EnumModel, ForeignKeyModel, IdentityModel, IndexModel, TableModel,
    UniqueModel,
};
use crate::autogenerate::render::Kept;
use crate::autogenerate::schema::{
    Action, Check, Column, Deferral, Enum, ForeignKey, Identity, Index, IndexKey, Table, Unique,
};

/// Whether an enum is there as it is written.
pub(super) fn enum_agrees(model: &EnumModel, live: &Enum) -> bool {
    (&model.values, &model.comment) == (&live.values, &live.comment)
}

/// Whether a table is there as it is written.
pub(super) fn table_agrees(model: &TableModel, live: &Table) -> bool {
    let named = |suffix: &str| format!("{}_{suffix}", model.name);
    let key = match (&model.primary_key, &live.primary_key) {
        (None, None) => true,
        (Some(model), Some(live)) => {
            is_named(model.name.as_ref(), named("pkey"), &live.name)
                && model.columns == live.columns
                && live.deferral == Deferral::NotDeferrable
        }
        _ => false,
    };
    let columns = model.columns.len() == live.columns.len()
        && model.columns.iter().all(|column| {
            let mut others = live.columns.iter();
            let found = others.find(|other| other.name == column.name);
            found.is_some_and(|found| column_agrees(column, found))
        });
    let uniques = model.uniques.len() == live.uniques.len()
        && model.uniques.iter().all(|it| {
            let default = named(&format!("{}_key", it.columns.join("_")));
            let found = live.uniques.get(it.name.as_ref().unwrap_or(&default));
            found.is_some_and(|found| unique_agrees(it, found))
        });
    let foreign_keys = model.foreign_keys.len() == live.foreign_keys.len()
        && model.foreign_keys.iter().all(|it| {
            let default = named(&format!("{}_fkey", it.columns.join("_")));
            let found = live.foreign_keys.get(it.name.as_ref().unwrap_or(&default));
            found.is_some_and(|found| foreign_key_agrees(it, found))
        });
    let checks = model.checks.len() == live.checks.len()
        && model.checks.iter().all(|it| check_agrees(it, live));
    let indexes = model.indexes.len() == live.indexes.len()
        && model.indexes.iter().all(|it| {
            let default = named(&format!("{}_idx", it.parts.join("_")));
            let found = live.indexes.get(it.name.as_ref().unwrap_or(&default));
            found.is_some_and(|found| index_agrees(it, found))
        });
    let nothing_else =
        model.excludes.is_empty() && live.excludes.is_empty() && live.partition_by.is_none();
    key && columns
        && uniques
        && foreign_keys
        && checks
        && indexes
        && nothing_else
        && model.comment == live.comment
}

/// A name that was given, or else the one that the server gives.
fn is_named(given: Option<&String>, default: String, live: &str) -> bool {
    given.unwrap_or(&default) == live
}

fn column_agrees(model: &ColumnModel, live: &Column) -> bool {
    let identity = model.identity.map(|it| match it {
        IdentityModel::Always => Identity::Always,
        IdentityModel::ByDefault => Identity::ByDefault,
    });
    let computed = match (&model.computed, &live.computed) {
        (None, None) => true,
        (Some(model), Some(live)) => {
            (&model.expression, model.stored) == (&live.expression, live.is_stored)
        }
        _ => false,
    };
    data_type(&model.data_type).is_some_and(|it| it == live.data_type)
        && default_agrees(model.default.as_deref(), live)
        && model.nullable == live.is_nullable
        && identity == live.identity
        && computed
        && model.collation.is_none()
        && live.collation.is_none()
        && model.comment == live.comment
}

/// A type as `format_type` writes it; `None` for what is in doubt.
fn data_type(written: &str) -> Option<String> {
    let (name, modifier) = match written.split_once('(') {
        Some((name, rest)) => (name, Some(rest.strip_suffix(')')?)),
        None => (written, None),
    };
    let (name, takes_modifier) = match name {
        "SMALLINT" => ("smallint", false),
        "INTEGER" => ("integer", false),
        "BIGINT" => ("bigint", false),
        "REAL" => ("real", false),
        "DOUBLE PRECISION" => ("double precision", false),
        "NUMERIC" => ("numeric", true),
        "BOOLEAN" => ("boolean", false),
        "TEXT" => ("text", false),
        "VARCHAR" => ("character varying", true),
        "CHAR" => ("character", true),
        "DATE" => ("date", false),
        "TIME" => ("time without time zone", false),
        "TIMESTAMP WITHOUT TIME ZONE" => ("timestamp without time zone", false),
        "TIMESTAMP WITH TIME ZONE" => ("timestamp with time zone", false),
        "UUID" => ("uuid", false),
        "JSON" => ("json", false),
        "JSONB" => ("jsonb", false),
        "BYTEA" => ("bytea", false),
        "INTERVAL" => ("interval", false),
        // A name of the user's own, an enum's say, is written as the server does if it is plain.
        name => {
            let mut letters = name.chars();
            let is_plain =
                letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c));
            return (is_plain && modifier.is_none()).then(|| name.to_owned());
        }
    };
    match modifier {
        None => Some(name.to_owned()),
        Some(modifier) if takes_modifier => Some(format!("{name}({})", modifier.replace(' ', ""))),
        Some(_) => None,
    }
}

/// The server writes a default as it was, or with its type behind a literal.
fn default_agrees(model: Option<&str>, live: &Column) -> bool {
    match (model, live.default.as_deref()) {
        (None, None) => true,
        (Some(model), Some(default)) => {
            let base = live.data_type.split('(').next().unwrap_or_default();
            let is_literal = model.starts_with('\'') && model.ends_with('\'');
            default == model
                || (is_literal
                    && default
                        .strip_prefix(model)
                        .and_then(|rest| rest.strip_prefix("::"))
                        == Some(base))
        }
        _ => false,
    }
}

fn unique_agrees(model: &UniqueModel, live: &Unique) -> bool {
    live.is_kept()
        && model.columns == live.columns
        && model.nulls_not_distinct == live.nulls_not_distinct
        && deferral(model.deferrable, model.initially_deferred) == live.deferral
}

fn foreign_key_agrees(model: &ForeignKeyModel, live: &ForeignKey) -> bool {
    model.columns == live.columns
        && model.referred() == live.referred
        && model.referred_columns == live.referred_columns
        && action(model.on_delete.as_deref()) == Some(live.on_delete)
        && action(model.on_update.as_deref()) == Some(live.on_update)
        && deferral(model.deferrable, model.initially_deferred) == live.deferral
        && model.match_full == live.is_match_full
        && live.is_kept()
        && live.is_valid
}

fn check_agrees(model: &CheckModel, live: &Table) -> bool {
    let found: Option<&Check> = model.name.as_ref().and_then(|name| live.checks.get(name));
    found.is_some_and(|found| {
        found.condition == model.condition && found.is_valid && found.is_kept()
    })
}

fn index_agrees(model: &IndexModel, live: &Index) -> bool {
    let is_part = |(model, live): (&String, &crate::autogenerate::schema::IndexPart)| {
        live.key == IndexKey::Column(model.clone())
            && !live.is_descending
            && live.nulls_first.is_none()
            && live.collation.is_none()
            && live.operator_class.is_none()
    };
    model.plain
        && model.unique == live.is_unique
        && model.parts.len() == live.parts.len()
        && model.parts.iter().zip(&live.parts).all(is_part)
        && live.method == "btree"
        && live.include.is_empty()
        && live.condition.is_none()
        && live.storage.is_empty()
        && !live.nulls_not_distinct
        && live.comment.is_none()
}

fn deferral(deferrable: bool, initially_deferred: bool) -> Deferral {
    match (deferrable, initially_deferred) {
        (_, true) => Deferral::InitiallyDeferred,
        (true, false) => Deferral::Deferrable,
        (false, false) => Deferral::NotDeferrable,
    }
}

fn action(written: Option<&str>) -> Option<Action> {
    match written {
        None | Some("NO ACTION") => Some(Action::NoAction),
        Some("RESTRICT") => Some(Action::Restrict),
        Some("CASCADE") => Some(Action::Cascade),
        Some("SET NULL") => Some(Action::SetNull),
        Some("SET DEFAULT") => Some(Action::SetDefault),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autogenerate::schema::{IndexPart, PrimaryKey};
    use crate::autogenerate::target::metadata::KeyModel;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    fn column_model(name: &str, data_type: &str) -> ColumnModel {
        ColumnModel {
            name: name.to_owned(),
            data_type: data_type.to_owned(),
            ..ColumnModel::default()
        }
    }

    fn column(name: &str, data_type: &str) -> Column {
        Column {
            name: name.to_owned(),
            data_type: data_type.to_owned(),
            is_nullable: false,
            default: None,
            identity: None,
            computed: None,
            collation: None,
            comment: None,
        }
    }

    /// A model and its table, which agree.
    fn both() -> (TableModel, Table) {
        let mut model = TableModel {
            name: "users".to_owned(),
            columns: vec![
                column_model("id", "BIGINT"),
                column_model("name", "VARCHAR(80)"),
            ],
            primary_key: Some(KeyModel {
                name: None,
                columns: texts(&["id"]),
            }),
            uniques: vec![UniqueModel {
                columns: texts(&["name"]),
                ..UniqueModel::default()
            }],
            foreign_keys: vec![ForeignKeyModel {
                columns: texts(&["id"]),
                referred_table: "people".to_owned(),
                referred_columns: texts(&["id"]),
                on_delete: Some("CASCADE".to_owned()),
                ..ForeignKeyModel::default()
            }],
            checks: vec![CheckModel {
                name: Some("named".to_owned()),
                condition: "id > 0".to_owned(),
            }],
            indexes: vec![IndexModel {
                name: Some("ix_users_name".to_owned()),
                unique: false,
                parts: texts(&["name"]),
                plain: true,
            }],
            ..TableModel::default()
        };
        model.columns[0].identity = Some(IdentityModel::ByDefault);
        model.columns[1].default = Some("'x'".to_owned());
        let mut table = Table {
            columns: vec![
                column("id", "bigint"),
                column("name", "character varying(80)"),
            ],
            primary_key: Some(PrimaryKey {
                name: "users_pkey".to_owned(),
                columns: texts(&["id"]),
                deferral: Deferral::NotDeferrable,
            }),
            ..Table::default()
        };
        table.columns[0].identity = Some(Identity::ByDefault);
        table.columns[1].default = Some("'x'::character varying".to_owned());
        table.uniques.insert(
            "users_name_key".to_owned(),
            Unique {
                columns: texts(&["name"]),
                nulls_not_distinct: false,
                deferral: Deferral::NotDeferrable,
                definition: "UNIQUE (name)".to_owned(),
            },
        );
        table.foreign_keys.insert(
            "users_id_fkey".to_owned(),
            ForeignKey {
                columns: texts(&["id"]),
                referred: crate::autogenerate::schema::Name::plain("people"),
                referred_columns: texts(&["id"]),
                on_delete: Action::Cascade,
                on_update: Action::NoAction,
                is_match_full: false,
                deferral: Deferral::NotDeferrable,
                is_valid: true,
                definition: String::new(),
            },
        );
        table.checks.insert(
            "named".to_owned(),
            Check {
                condition: "id > 0".to_owned(),
                is_valid: true,
                definition: "CHECK ((id > 0))".to_owned(),
            },
        );
        table.indexes.insert(
            "ix_users_name".to_owned(),
            Index {
                is_unique: false,
                method: "btree".to_owned(),
                parts: vec![IndexPart {
                    key: IndexKey::Column("name".to_owned()),
                    is_descending: false,
                    nulls_first: None,
                    collation: None,
                    operator_class: None,
                    prefix: None,
                }],
                include: Vec::new(),
                nulls_not_distinct: false,
                condition: None,
                storage: Vec::new(),
                definition: String::new(),
                comment: None,
            },
        );
        (model, table)
    }

    #[test]
    fn what_is_there_as_it_is_written_agrees() {
        let (model, table) = both();
        assert!(table_agrees(&model, &table));
    }

    /// Each of these is a difference, or may be one.
    #[test]
    fn what_is_in_doubt_agrees_with_nothing() {
        type Doubt = fn(&mut TableModel, &mut Table);
        let doubts: [(&str, Doubt); 23] = [
            ("a unique constraint with more columns", |_, it| {
                let unique = it.uniques.get_mut("users_name_key").unwrap();
                unique.definition = "UNIQUE (name) INCLUDE (id)".to_owned();
            }),
            ("an action for some columns", |_, it| {
                let key = it.foreign_keys.get_mut("users_id_fkey").unwrap();
                key.definition =
                    "FOREIGN KEY (id) REFERENCES people(id) ON DELETE SET NULL (id)".to_owned();
            }),
            ("a check of this table alone", |_, it| {
                it.checks.get_mut("named").unwrap().definition =
                    "CHECK ((id > 0)) NO INHERIT".to_owned();
            }),
            ("one column more", |_, it| {
                it.columns.push(column("more", "text"));
            }),
            ("another type", |it, _| {
                it.columns[0].data_type = "INTEGER".to_owned();
            }),
            ("another length", |it, _| {
                it.columns[1].data_type = "VARCHAR(8)".to_owned();
            }),
            ("a type of unknown writing", |it, table| {
                it.columns[0].data_type = "Mood".to_owned();
                table.columns[0].data_type = "Mood".to_owned();
            }),
            ("nullable", |it, _| it.columns[0].nullable = true),
            ("another default", |it, _| {
                it.columns[1].default = Some("'y'".to_owned());
            }),
            ("a default that is no literal", |it, table| {
                it.columns[1].default = Some("f()".to_owned());
                table.columns[1].default = Some("f()::character varying".to_owned());
            }),
            ("a literal of another type", |_, it| {
                it.columns[1].default = Some("'x'::text".to_owned());
            }),
            ("no default", |_, it| it.columns[1].default = None),
            ("another identity", |_, it| {
                it.columns[0].identity = Some(Identity::Always);
            }),
            ("a comment", |_, it| it.comment = Some("people".to_owned())),
            ("a collation", |_, it| {
                it.columns[1].collation = Some("C".to_owned());
            }),
            ("another name of the key", |it, _| {
                it.primary_key.as_mut().unwrap().name = Some("pk_users".to_owned());
            }),
            ("a deferrable unique constraint", |it, _| {
                it.uniques[0].deferrable = true;
            }),
            ("another action", |it, _| {
                it.foreign_keys[0].on_delete = None;
            }),
            ("a constraint that is not valid", |_, it| {
                it.foreign_keys.get_mut("users_id_fkey").unwrap().is_valid = false;
            }),
            ("a check in other words", |it, _| {
                it.checks[0].condition = "id>0".to_owned();
            }),
            ("a check without a name", |it, _| it.checks[0].name = None),
            ("an index in another form", |it, _| {
                it.indexes[0].plain = false;
            }),
            ("parts", |_, it| {
                it.partition_by = Some("RANGE (id)".to_owned());
            }),
        ];
        for (what, doubt) in doubts {
            let (mut model, mut table) = both();
            doubt(&mut model, &mut table);
            assert!(!table_agrees(&model, &table), "{what}");
        }
    }
}
