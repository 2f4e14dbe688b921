//! Schemas of few names, so that those of two have much in common.

use proptest::prelude::*;

use super::database::check;
use crate::autogenerate::schema::{
    Action, Check, Column, Computed, Deferral, Enum, Exclude, Extension, ForeignKey, Function,
    Identity, Index, IndexKey, IndexPart, Name, PrimaryKey, Schema, Sequence, Table, Unique, View,
};

/// The names of all columns.
pub(super) const COLUMNS: [&str; 5] = ["x", "y", "z", "w", "xx"];
const TABLES: [(Option<&str>, &str); 5] = [
    (None, "a"),
    (None, "b"),
    (None, "c"),
    (Some("s"), "a"),
    (Some("s"), "d"),
];
const VIEWS: [(Option<&str>, &str); 4] = [(None, "v"), (None, "u"), (None, "c"), (Some("s"), "d")];
const SECTIONS: usize = 1 + TABLES.len() + VIEWS.len();
const LENGTH: usize = 90;

type Numbers = Vec<Vec<u8>>;

fn numbers() -> impl Strategy<Value = Numbers> {
    prop::collection::vec(prop::collection::vec(any::<u8>(), LENGTH), SECTIONS)
}

/// Any schema.
pub(super) fn schema() -> impl Strategy<Value = Schema> {
    numbers().prop_map(|numbers| build(&numbers))
}

/// Two schemas: mostly such that the second differs from the first at a few places.
pub(super) fn pair() -> impl Strategy<Value = (Schema, Schema)> {
    let edit = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<u8>(),
    );
    let edited = (numbers(), prop::collection::vec(edit, 0..16)).prop_map(|(first, edits)| {
        let mut second = first.clone();
        for (section, at, value) in edits {
            second[section.index(SECTIONS)][at.index(LENGTH)] = value;
        }
        (build(&first), build(&second))
    });
    prop_oneof![3 => edited, 1 => (schema(), schema())]
}

/// Choices, one after the other.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == one_in - 1
    }

    fn comment(&mut self) -> Option<String> {
        self.chance(4).then(|| format!("comment {}", self.below(2)))
    }
}

fn name((schema, name): (Option<&str>, &str)) -> Name {
    Name {
        schema: schema.map(str::to_owned),
        name: name.to_owned(),
    }
}

fn build(numbers: &Numbers) -> Schema {
    let mut sections = numbers.iter().map(|numbers| Choices(numbers.iter()));
    let mut schema = Schema::default();
    if let Some(choices) = sections.next() {
        globals(&mut schema, choices);
    }
    let tables: Vec<_> = sections.by_ref().take(TABLES.len()).zip(TABLES).collect();
    let mut keys = Vec::new();
    for (mut choices, table) in tables {
        if choices.below(5) > 0 {
            let table = name(table);
            columns(&mut schema, &table, &mut choices);
            constraints(&mut schema, &table, &mut choices);
            indexes(&mut schema, &table, &mut choices);
            keys.push((table, choices));
        }
    }
    for (table, mut choices) in keys {
        foreign_keys(&mut schema, &table, &mut choices);
    }
    for (choices, view) in sections.zip(VIEWS) {
        self::view(&mut schema, &name(view), choices);
    }
    owner(&mut schema, numbers);
    schema
}

/// Keeps an addition if the schema makes sense with it.
fn add(schema: &mut Schema, change: impl FnOnce(&mut Schema)) -> bool {
    let mut with = schema.clone();
    change(&mut with);
    let is_sound = check(&with).is_ok();
    if is_sound {
        *schema = with;
    }
    is_sound
}

fn globals(schema: &mut Schema, mut choices: Choices<'_>) {
    if choices.below(6) > 0 {
        schema.schemas.insert("s".to_owned(), choices.comment());
    }
    if choices.chance(3) {
        schema.schemas.insert("s1".to_owned(), None);
    }
    let in_schema = choices.chance(3).then(|| "s".to_owned());
    if choices.chance(2) {
        add(schema, |it| {
            it.extensions
                .insert("citext".to_owned(), Extension { schema: in_schema });
        });
    }
    for one in [(None, "mood"), (Some("s"), "tone")] {
        let mut left = vec!["sad", "ok", "new", "glad"];
        let mut values = Vec::new();
        for _ in 0..choices.below(3) + 1 {
            values.push(left.remove(choices.below(left.len())).to_owned());
        }
        let comment = choices.comment();
        if choices.below(5) > 0 {
            add(schema, |it| {
                it.enums.insert(name(one), Enum { values, comment });
            });
        }
    }
    let sequence = Sequence {
        data_type: choices.one(&["bigint", "integer"]).to_owned(),
        start: 1,
        increment: choices.one(&[1, 10]),
        minimum: 1,
        maximum: 1000,
        cycle: choices.chance(3),
        owned_by: None,
        comment: choices.comment(),
    };
    if choices.below(4) > 0 {
        schema.sequences.insert(Name::plain("q"), sequence.clone());
    }
    if choices.chance(3) {
        add(schema, |it| {
            it.sequences.insert(name((Some("s"), "r1")), sequence);
        });
    }
    let result = choices.one(&["integer", "integer", "text"]);
    let body = choices.one(&[
        "SELECT 1",
        "SELECT x FROM a",
        "SELECT z FROM c, d",
        "SELECT g('sad')",
    ]);
    let comment = choices.comment();
    if choices.below(4) > 0 {
        let definition = format!(
            "CREATE OR REPLACE FUNCTION f()\n RETURNS {result}\n LANGUAGE sql\nAS $$ {body} $$"
        );
        schema.functions.insert(
            Name::plain("f()"),
            Function {
                definition,
                comment,
            },
        );
    }
    if choices.chance(2) {
        let body = choices.one(&["SELECT f()", "SELECT x FROM v"]);
        let definition = format!(
            "CREATE OR REPLACE FUNCTION g(value mood)\n RETURNS integer\n LANGUAGE sql\nAS $$ {body} $$"
        );
        let function = Function {
            definition,
            comment: None,
        };
        add(schema, |it| {
            it.functions.insert(Name::plain("g(mood)"), function);
        });
    }
}

fn columns(schema: &mut Schema, table: &Name, choices: &mut Choices<'_>) {
    let comment = choices.comment();
    let sound = add(schema, |it| {
        it.tables.insert(
            table.clone(),
            Table {
                comment,
                ..Table::default()
            },
        );
    });
    if !sound {
        return;
    }
    for column in COLUMNS {
        // A column that changes from one enum to another, while both are made anew and another column changes the other way, has no
        // order.
        let enums = match column {
            "x" | "y" | "w" => ["mood", "mood[]"],
            _ => ["s.tone", "s.tone"],
        };
        let data_type = choices.one(&[
            "integer",
            "bigint",
            "text",
            "character varying(10)",
            enums[0],
            enums[1],
        ]);
        let default = match data_type {
            "integer" | "bigint" => choices.one(&["", "0", "nextval('q'::regclass)", "f()", ""]),
            "mood" => choices.one(&["", "'sad'::mood", "'new'::mood"]),
            "s.tone" => choices.one(&["", "'sad'::s.tone", "'ok'::s.tone"]),
            _ => choices.one(&["", "f()", "'x'::text", "g('sad'::mood)"]),
        };
        let reads = choices.one(&COLUMNS);
        let is_computed = choices.chance(5);
        let expression = choices
            .one(&["({} || 'c')", "({} || f())", "({} || 'd')"])
            .replace("{}", reads);
        let mut it = Column {
            name: column.to_owned(),
            data_type: data_type.to_owned(),
            is_nullable: choices.chance(2),
            default: (!default.is_empty()).then(|| default.to_owned()),
            identity: None,
            computed: None,
            collation: (data_type == "text" && choices.chance(4)).then(|| "C".to_owned()),
            comment: choices.comment(),
        };
        if is_computed && reads != column {
            it.default = None;
            it.computed = Some(Computed {
                expression,
                is_stored: true,
            });
        } else if it.default.is_none() && data_type == "integer" && choices.chance(3) {
            it.identity = Some(choices.one(&[Identity::Always, Identity::ByDefault]));
        }
        if choices.below(4) > 0 {
            add(schema, |schema| {
                schema
                    .tables
                    .entry(table.clone())
                    .or_default()
                    .columns
                    .push(it);
            });
        }
    }
}

/// One or two columns.
fn some(choices: &mut Choices<'_>) -> Vec<String> {
    let (first, second) = (choices.one(&COLUMNS), choices.one(&COLUMNS));
    let columns = if first == second || choices.below(3) > 0 {
        vec![first]
    } else {
        vec![first, second]
    };
    columns.into_iter().map(str::to_owned).collect()
}

/// A name that was given, or the one that a database gives.
fn called(
    choices: &mut Choices<'_>,
    given: &[&str],
    table: &Name,
    columns: &[String],
    kind: &str,
) -> String {
    if choices.chance(2) {
        choices.one(given).to_owned()
    } else {
        format!("{}_{}_{kind}", table.name, columns.join("_"))
    }
}

fn in_table(schema: &mut Schema, name: &Name, change: impl FnOnce(&mut Table)) {
    if schema.tables.contains_key(name) {
        add(schema, |schema| {
            change(schema.tables.entry(name.clone()).or_default());
        });
    }
}

fn constraints(schema: &mut Schema, table: &Name, choices: &mut Choices<'_>) {
    let key = PrimaryKey {
        columns: some(choices),
        name: choices
            .one(&[format!("{}_pkey", table.name).as_str(), "pk1"])
            .to_owned(),
        deferral: Deferral::NotDeferrable,
    };
    if choices.below(4) > 0 {
        in_table(schema, table, |it| it.primary_key = Some(key));
    }
    for _ in 0..2 {
        let columns = some(choices);
        let name = called(choices, &["u1", "u2"], table, &columns, "key");
        let deferral = choices.one(&[
            Deferral::NotDeferrable,
            Deferral::NotDeferrable,
            Deferral::Deferrable,
        ]);
        let unique = Unique {
            definition: format!("UNIQUE ({}) {deferral:?}", columns.join(", ")),
            columns,
            nulls_not_distinct: false,
            deferral,
        };
        if choices.chance(2) {
            in_table(schema, table, |it| {
                it.uniques.insert(name, unique);
            });
        }
    }
    for _ in 0..2 {
        let column = choices.one(&COLUMNS).to_owned();
        let condition = choices.one(&[
            "{} > 0",
            "{} > f()",
            "{} <> 'sad'::mood",
            "{} <> 'ok'::s.tone",
        ]);
        let condition = condition.replace("{}", &column);
        let name = called(choices, &["k1", "k2"], table, &[column], "check");
        let check = Check {
            definition: format!("CHECK ({condition})"),
            condition,
            is_valid: true,
        };
        if choices.chance(2) {
            in_table(schema, table, |it| {
                it.checks.insert(name, check);
            });
        }
    }
    let column = choices.one(&COLUMNS).to_owned();
    let name = called(
        choices,
        &["e1"],
        table,
        std::slice::from_ref(&column),
        "excl",
    );
    let exclude = Exclude {
        definition: format!("EXCLUDE USING gist ({column} WITH &&)"),
    };
    if choices.chance(3) {
        in_table(schema, table, |it| {
            it.excludes.insert(name, exclude);
        });
    }
}

fn indexes(schema: &mut Schema, table: &Name, choices: &mut Choices<'_>) {
    for _ in 0..2 {
        let columns = some(choices);
        let name = called(choices, &["i1", "i2", "i3"], table, &columns, "idx");
        let mut keys: Vec<_> = columns.into_iter().map(IndexKey::Column).collect();
        if choices.chance(3) {
            let over = choices.one(&COLUMNS);
            keys.push(IndexKey::Expression(
                choices
                    .one(&["lower({})", "({} + f())"])
                    .replace("{}", over),
            ));
        }
        let condition = choices.one(&["", "", "x > 0", "y <> 'sad'::mood"]);
        let is_unique = choices.chance(3);
        let texts: Vec<_> = keys
            .iter()
            .map(|key| match key {
                IndexKey::Column(text) | IndexKey::Expression(text) => text.as_str(),
            })
            .collect();
        let index = Index {
            is_unique,
            method: "btree".to_owned(),
            definition: format!("USING btree ({}) {condition}", texts.join(", ")),
            parts: keys
                .into_iter()
                .map(|key| IndexPart {
                    key,
                    is_descending: false,
                    nulls_first: None,
                    collation: None,
                    prefix: None,
                    operator_class: None,
                })
                .collect(),
            include: Vec::new(),
            nulls_not_distinct: false,
            condition: (!condition.is_empty()).then(|| condition.to_owned()),
            storage: Vec::new(),
            comment: choices.comment(),
        };
        if choices.chance(2) {
            in_table(schema, table, |it| {
                it.indexes.insert(name, index);
            });
        }
    }
    let trigger = choices.one(&["t1", "t2"]).to_owned();
    let column = choices.one(&COLUMNS);
    let definition = format!(
        "CREATE TRIGGER {trigger} AFTER UPDATE OF {column} ON {table} EXECUTE FUNCTION f()"
    );
    if choices.chance(3) {
        in_table(schema, table, |it| {
            it.triggers.insert(trigger, definition);
        });
    }
}

fn foreign_keys(schema: &mut Schema, table: &Name, choices: &mut Choices<'_>) {
    for _ in 0..3 {
        let mut columns = some(choices);
        let referred = name(choices.one(&TABLES));
        let keys = schema.tables.get(&referred).map(|it| {
            let primary = it.primary_key.iter().map(|key| &key.columns);
            let uniques = it.uniques.values().map(|unique| &unique.columns);
            primary.chain(uniques).cloned().collect::<Vec<_>>()
        });
        let keys = keys.unwrap_or_default();
        if keys.is_empty() {
            continue;
        }
        let referred_columns = keys[choices.below(keys.len())].clone();
        columns.resize_with(referred_columns.len(), || "z".to_owned());
        let name = called(choices, &["r1", "r2"], table, &columns, "fkey");
        let on_delete = choices.one(&[Action::NoAction, Action::Cascade]);
        let (own, other) = (columns.join(", "), referred_columns.join(", "));
        let key = ForeignKey {
            definition: format!(
                "FOREIGN KEY ({own}) REFERENCES {referred}({other}) ON DELETE {on_delete:?}"
            ),
            columns,
            referred,
            referred_columns,
            on_delete,
            on_update: Action::NoAction,
            is_match_full: false,
            deferral: Deferral::NotDeferrable,
            is_valid: true,
        };
        in_table(schema, table, |it| {
            it.foreign_keys.insert(name, key);
        });
    }
}

fn view(schema: &mut Schema, view_name: &Name, mut choices: Choices<'_>) {
    let relations: Vec<_> = schema
        .tables
        .keys()
        .chain(schema.views.keys())
        .cloned()
        .collect();
    if relations.is_empty() || choices.below(4) == 0 {
        return;
    }
    let mut reads = vec![relations[choices.below(relations.len())].clone()];
    let second = relations[choices.below(relations.len())].clone();
    // A server would tell two of one name apart.
    if choices.chance(2) && reads[0].name != second.name {
        reads.push(second);
    }
    let column = choices.one(&COLUMNS);
    let column = match reads[..] {
        [_] => column.to_owned(),
        _ => format!("{}.{column}", reads[0].name),
    };
    let more = choices.one(&["", ",\n    f()", ",\n    g('sad'::mood)", ",\n    count(*)"]);
    let from: Vec<_> = reads.iter().map(ToString::to_string).collect();
    let view = View {
        query: format!(" SELECT {column}{more}\n   FROM {}", from.join(", ")),
        is_materialized: choices.chance(5),
        reads,
        comment: choices.comment(),
        ..View::default()
    };
    add(schema, |it| {
        it.views.insert(view_name.clone(), view);
    });
}

/// The sequence goes with a column, in some of the schemas.
fn owner(schema: &mut Schema, numbers: &Numbers) {
    let mut last = Choices(numbers[0][LENGTH - 3..].iter());
    let (table, column) = (name(last.one(&TABLES)), last.one(&COLUMNS).to_owned());
    if last.chance(2) {
        add(schema, |it| {
            if let Some(sequence) = it.sequences.get_mut(&Name::plain("q")) {
                sequence.owned_by = Some((table, column));
            }
        });
    }
}
