//! Laws that hold for any definition, however it is written.

use proptest::prelude::*;

use super::{Kind, parse};
use crate::dialect::SQLITE;
use crate::sql::tokens;

/// A definition: columns with unlike names, each with some clauses, and constraints of the table.
fn definition() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let columns = prop::collection::vec((quote(), data_type(), clauses()), 1..6);
    let columns = columns.prop_map(|columns| {
        let columns = columns.into_iter().enumerate();
        let columns = columns.map(|(number, (quote, data_type, clauses))| {
            format!(
                "{}{data_type}{clauses}",
                quote.replace('?', &format!("c{number}"))
            )
        });
        columns.collect()
    });
    (columns, prop::collection::vec(constraint(), 0..3))
}

fn quote() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["?", "\"?\"", "[?]", "`?`", "'?'"][..])
}

fn data_type() -> impl Strategy<Value = &'static str> {
    let types = &[
        "",
        " INTEGER",
        " varchar ( 3 )",
        " DECIMAL(1,2)",
        " \"t, y\"",
        " /* , */ TEXT",
        " -- (\n INT",
    ];
    prop::sample::select(&types[..])
}

fn clauses() -> impl Strategy<Value = String> {
    let clauses = &[
        " NOT NULL",
        " CONSTRAINT \"n)\" NOT NULL ON CONFLICT ROLLBACK",
        " DEFAULT 'a, b'",
        " DEFAULT (')' || x)",
        " DEFAULT NULL",
        " UNIQUE",
        " /* CHECK (a) */ CHECK (x IN (',', ')'))",
        " COLLATE\nRTRIM",
        " REFERENCES u ON DELETE SET NULL",
        " CONSTRAINT f REFERENCES u(a,b) NOT DEFERRABLE",
        " -- it's\n NULL",
    ];
    prop::collection::vec(prop::sample::select(&clauses[..]), 0..4)
        .prop_map(|clauses| clauses.concat())
}

fn constraint() -> impl Strategy<Value = String> {
    let constraints = &[
        "UNIQUE (x, \"y\")",
        "CONSTRAINT \"c k\" CHECK ('(' <> x)",
        "FOREIGN KEY(x)REFERENCES u",
        "PRIMARY KEY (x DESC) ON CONFLICT FAIL",
    ];
    prop::sample::select(&constraints[..]).prop_map(str::to_owned)
}

/// Blanks and comments between two things.
fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["", " ", "\n    ", " /* a, b */ ", " -- c)\n"][..])
}

fn write(columns: &[String], constraints: &[String], gap: &str, options: &str) -> String {
    let items: Vec<_> = columns
        .iter()
        .chain(constraints)
        .map(String::as_str)
        .collect();
    format!(
        "CREATE TABLE \"a(b\" ({gap}{}{gap}){options}",
        items.join(&format!("{gap},{gap}"))
    )
}

/// The words and signs, and how many comments there are: blanks and the places of comments may differ.
fn said(sql: &str) -> (Vec<&str>, usize) {
    let tokens = tokens(sql, SQLITE.lexis).unwrap().into_iter();
    let comments = sql.matches("/* a, b */").count() + sql.matches("-- c)").count();
    (tokens.map(|token| token.text).collect(), comments)
}

proptest! {
    #[test]
    fn columns_and_constraints_are_found(
        (columns, constraints) in definition(),
        gap in gap(),
        options in prop::sample::select(&["", " STRICT", " WITHOUT ROWID, STRICT"][..]),
    ) {
        let definition = parse(&write(&columns, &constraints, gap, options));
        let found: Vec<_> = definition.columns().map(|column| column.name().to_owned()).collect();
        let expected: Vec<_> = (0..columns.len()).map(|number| format!("c{number}")).collect();
        prop_assert_eq!(found, expected);
        let kinds = [Kind::Unique, Kind::Check, Kind::ForeignKey, Kind::PrimaryKey];
        let of_table = constraints.iter().map(|it| match it.as_bytes() {
            [b'U', ..] => kinds[0],
            [b'C', ..] => kinds[1],
            [b'F', ..] => kinds[2],
            _ => kinds[3],
        });
        let found = definition.constraints().filter(|it| !it.columns.iter().any(|it| it.starts_with('c')));
        let found: Vec<_> = found.map(|it| it.kind).collect();
        prop_assert_eq!(found, of_table.collect::<Vec<_>>());
        prop_assert_eq!(definition.has_row_ids(), !options.contains("WITHOUT"));
    }

    #[test]
    fn a_dropped_column_leaves_the_others_as_they_were(
        (columns, constraints) in definition(),
        at in any::<prop::sample::Index>(),
        gap in prop::sample::select(&["", " ", "\n    "][..]),
    ) {
        prop_assume!(columns.len() > 1);
        let at = at.index(columns.len());
        let mut definition = parse(&write(&columns, &constraints, gap, ""));
        definition.drop_column(&format!("c{at}")).unwrap();
        let mut columns = columns;
        columns.remove(at);
        let expected = write(&columns, &constraints, gap, "");
        prop_assert_eq!(said(definition.sql()), said(&expected));
    }

    #[test]
    fn what_is_added_and_removed_leaves_no_trace((columns, constraints) in definition(), gap in gap()) {
        let sql = write(&columns, &constraints, gap, " STRICT");
        let mut definition = parse(&sql);
        definition.insert_column("x INT", None).unwrap();
        definition.push_constraint("CONSTRAINT new CHECK (1)").unwrap();
        definition.set_clause("c0", Kind::Generated, Some("AS (1)")).unwrap();
        let with_all = definition.sql().to_owned();
        definition.set_clause("c0", Kind::Generated, None).unwrap();
        let place = definition.constraints().find(|it| it.name == Some("new")).map(|it| it.place);
        definition.remove_constraint(place.unwrap()).unwrap();
        prop_assert!(with_all.contains("x INT") && with_all.contains("AS (1)"));
        let number = definition.columns().count() - 1;
        definition.remove_item(number).unwrap();
        prop_assert_eq!(said(definition.sql()), said(&sql));
    }

    #[test]
    fn null_and_defaults_are_all_that_changes((columns, constraints) in definition(), gap in gap()) {
        let sql = write(&columns, &constraints, gap, "");
        let mut definition = parse(&sql);
        definition.set_nullable("c0", true).unwrap();
        definition.set_nullable("c0", false).unwrap();
        definition.set_clause("c0", Kind::Default, Some("DEFAULT 7")).unwrap();
        let others = |sql: &str| parse(sql).columns().skip(1).map(|it| sql[it.item.span.clone()].to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(others(definition.sql()), others(&sql));
        let (before, behind) = (parse(&sql), parse(definition.sql()));
        let c0 = behind.columns().next().unwrap();
        prop_assert_eq!(c0.clauses(Kind::NotNull).count(), 1);
        prop_assert_eq!(c0.clauses(Kind::Null).count(), 0);
        prop_assert_eq!(c0.clauses(Kind::Default).count(), 1);
        prop_assert_eq!(c0.data_type(), before.columns().next().unwrap().data_type());
    }
}
