//! What a change takes from the data, and why the data may stand in its way.

use migrate_runtime::dialect::Family;

use super::describe::short;
use super::rebuild::plain_columns;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::Name;

impl Change {
    /// Why it may fail on tables that hold rows, if it may: a scratch copy holds none. It is one of several changes.
    pub(crate) fn may_fail(&self, family: Family, changes: &[Self]) -> Option<String> {
        match self {
            Self::AddColumn { table, column }
                if !column.is_nullable
                    && column.default.is_none()
                    && column.identity.is_none()
                    && column.computed.is_none() =>
            {
                Some(format!(
                    "{table} must be empty: {} takes no null, and has no default",
                    column.name
                ))
            }
            Self::AlterColumn { table, from, to } => {
                let wanted = short(&to.data_type);
                let (before, after) = (&from.data_type, &to.data_type);
                let is_read = family != Family::Sqlite && reads_anew(before, after);
                let is_refused =
                    family == Family::Postgres && Narrowing::of(before, after).overflows;
                let reasons = [
                    (from.is_nullable && !to.is_nullable).then(|| "no null".to_owned()),
                    is_read.then(|| format!("nothing that is no {wanted}")),
                    is_refused.then(|| format!("nothing that does not fit into {wanted}")),
                ];
                let reasons: Vec<_> = reasons.into_iter().flatten().collect();
                let reasons = reasons.join(" and ");
                let column = &to.name;
                (!reasons.is_empty()).then(|| format!("{table}.{column} must hold {reasons}"))
            }
            Self::ReplaceEnum { name, .. } if family == Family::Postgres => {
                let gone = self.values_that_go();
                gone.map(|gone| format!("no row may hold {gone} of {name}"))
            }
            _ if self.is_over_rows(changes) => self.wants(changes),
            _ => None,
        }
    }

    /// Whether it constrains rows that are there, in a way in which they were not.
    fn is_over_rows(&self, changes: &[Self]) -> bool {
        let Some(table) = self.constrained() else {
            return false;
        };
        let wanted = self.clone().unnamed();
        let mut others = changes.iter();
        !others.any(|other| match other {
            Self::CreateTable(name, _) => name == table,
            other if other.constrained() == Some(table) => {
                other.clone().reverse().unnamed() == wanted
            }
            _ => false,
        })
    }

    /// The table that a constraint, or an index, is of.
    fn constrained(&self) -> Option<&Name> {
        match self {
            Self::CreatePrimaryKey { table, .. }
            | Self::DropPrimaryKey { table, .. }
            | Self::CreateUnique { table, .. }
            | Self::DropUnique { table, .. }
            | Self::CreateForeignKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::CreateCheck { table, .. }
            | Self::DropCheck { table, .. }
            | Self::CreateExclude { table, .. }
            | Self::DropExclude { table, .. }
            | Self::CreateIndex { table, .. }
            | Self::DropIndex { table, .. } => Some(table),
            _ => None,
        }
    }

    /// A constraint without its name, and a foreign key without what it does: whether the rows are such as it wants does not depend
    /// on them.
    fn unnamed(mut self) -> Self {
        match &mut self {
            Self::CreatePrimaryKey { key, .. } => key.name.clear(),
            Self::CreateForeignKey { name, key, .. } => {
                name.clear();
                key.definition.clear();
                key.is_valid = true;
                (key.on_delete, key.on_update) = Default::default();
                key.deferral = Default::default();
            }
            Self::CreateUnique { name, .. }
            | Self::CreateCheck { name, .. }
            | Self::CreateExclude { name, .. }
            | Self::CreateIndex { name, .. } => name.clear(),
            _ => {}
        }
        self
    }

    /// What rows must be like for a new constraint.
    fn wants(&self, changes: &[Self]) -> Option<String> {
        let twice = |table: &Name, columns: &[String]| {
            let columns = columns.join(", ");
            format!("no two rows of {table} may be alike in {columns}")
        };
        match self {
            Self::CreatePrimaryKey { table, key } => {
                Some(twice(table, &key.columns) + ", nor hold a null there")
            }
            Self::CreateUnique { table, unique, .. }
                if !has_only_nulls(changes, table, &unique.columns) =>
            {
                Some(twice(table, &unique.columns))
            }
            Self::CreateIndex { table, index, .. } if index.is_unique => {
                let columns = plain_columns(index);
                (!has_only_nulls(changes, table, &columns)).then(|| twice(table, &columns))
            }
            Self::CreateForeignKey { table, key, .. }
                if key.is_valid && !has_only_nulls(changes, table, &key.columns) =>
            {
                let columns = key.columns.join(", ");
                Some(format!(
                    "each {columns} of {table} must be in {}",
                    key.referred
                ))
            }
            Self::CreateCheck { table, check, .. } if check.is_valid => Some(format!(
                "each row of {table} must fulfil {}",
                check.condition
            )),
            Self::CreateExclude { table, name, .. } => Some(format!(
                "no two rows of {table} may be such as {name} excludes"
            )),
            _ => None,
        }
    }

    /// What data is lost, if any is: for the revision file and the terminal.
    pub(crate) fn destroys(&self, family: Family) -> Option<String> {
        match self {
            Self::DropTable(name, _) => Some(format!("all rows of {name}")),
            Self::DropColumn { table, column } if column.computed.is_some() => {
                Some(format!("the computed values of {table}.{}", column.name))
            }
            Self::DropColumn { table, column } => {
                Some(format!("all values of {table}.{}", column.name))
            }
            Self::DropSequence(name, _) => Some(format!("the position of {name}")),
            Self::DropView(name, view) if !view.carries.0.is_empty() => Some(format!(
                "what goes with {name}: {}",
                view.carries.0.join(", ")
            )),
            Self::DropExtension(name, _) => Some(format!("what the extension {name} keeps")),
            Self::AlterColumn { table, from, to } => {
                let narrowing = Narrowing::of(&from.data_type, &to.data_type);
                // PostgreSQL refuses what is too much for the new type.
                let is_lost =
                    narrowing.rounds || (narrowing.overflows && family != Family::Postgres);
                let column = format!("{table}.{}", to.name);
                let (from, to) = (short(&from.data_type), short(&to.data_type));
                is_lost.then(|| format!("what of {column} fits into {from}, but not into {to}"))
            }
            Self::ReplaceEnum { name, .. } if family != Family::Postgres => {
                let gone = self.values_that_go();
                gone.map(|gone| format!("what is {gone} of {name}"))
            }
            _ => None,
        }
    }

    /// The values that an enum loses, in words.
    fn values_that_go(&self) -> Option<String> {
        let Self::ReplaceEnum { from, to, .. } = self else {
            return None;
        };
        let gone = from.values.iter().filter(|it| !to.values.contains(it));
        let gone: Vec<_> = gone.map(|it| format!("`{it}`")).collect();
        (!gone.is_empty()).then(|| gone.join(" or "))
    }
}

/// Whether one of the columns is new and has no value yet, so that no two rows are alike in it and no row refers to anything.
fn has_only_nulls(changes: &[Change], table: &Name, columns: &[String]) -> bool {
    changes.iter().any(|change| match change {
        Change::AddColumn {
            table: other,
            column,
        } => {
            other == table
                && columns.contains(&column.name)
                && (&column.default, column.identity) == (&None, None)
                && column.computed.is_none()
        }
        _ => false,
    })
}

/// Whether values are read anew from what they look like as a text, which may be nothing of the new type.
fn reads_anew(from: &str, to: &str) -> bool {
    let (before, after) = (element(from), element(to));
    let [old, new] = [before, after].map(Shape::of);
    match (old, new) {
        (_, Some(Shape::Text(_))) => false,
        (Some(Shape::Text(_)), _) => true,
        _ => (from.len() != before.len()) != (to.len() != after.len()),
    }
}

/// The type of what a list holds, or the type itself.
fn element(data_type: &str) -> &str {
    data_type.strip_suffix("[]").unwrap_or(data_type)
}

/// What happens to values of one type on the way to another, as far as the names of the types tell it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Narrowing {
    /// There are values of which less is left.
    rounds: bool,
    /// There are values that are too much.
    overflows: bool,
}

impl Narrowing {
    fn of(from: &str, to: &str) -> Self {
        use Shape::{Boolean, Clock, Date, Float, Integer, Numeric, Text, Time};
        let rounds = |rounds| Self {
            rounds,
            overflows: false,
        };
        let overflows = |overflows| Self {
            rounds: false,
            overflows,
        };
        if let Some((before, after)) = values(from).zip(values(to)) {
            return overflows(before.iter().any(|it| !after.contains(it)));
        }
        let (from, to) = (element(from), element(to));
        let (signed, unsigned) = (unsigned(from), unsigned(to));
        if signed.is_none() && unsigned.is_some() && Shape::of(from).is_some() {
            return overflows(true);
        }
        let (from, to) = (
            signed.as_deref().unwrap_or(from),
            unsigned.as_deref().unwrap_or(to),
        );
        let (Some(from), Some(to)) = (Shape::of(from), Shape::of(to)) else {
            return Self::default();
        };
        match (from, to) {
            (Integer(from), Integer(to)) => overflows(to < from),
            (Float(from), Float(to)) => rounds(to < from),
            (Text(from), Text(to)) => {
                overflows(to.is_some_and(|to| from.is_none_or(|from| to < from)))
            }
            (Integer(bytes), Float(to)) => rounds(bytes > to / 2),
            (Integer(bytes), Numeric(Some((digits, scale)))) => {
                // As many digits as the largest number has.
                let needed = match bytes {
                    1 => 3,
                    2 => 5,
                    3 => 8,
                    4 => 10,
                    _ => 19,
                };
                overflows(digits.saturating_sub(scale) < needed)
            }
            (Numeric(Some((digits, scale))), Numeric(Some((new_digits, new_scale)))) => Self {
                rounds: new_scale < scale,
                overflows: new_digits.saturating_sub(new_scale) < digits.saturating_sub(scale),
            },
            (Numeric(_), Float(_)) => rounds(true),
            (Numeric(None) | Float(_), Numeric(Some(_)) | Integer(_))
            | (Numeric(_), Integer(_)) => Self {
                rounds: true,
                overflows: true,
            },
            (Integer(_) | Float(_) | Numeric(_), Boolean) | (Time(_), Date | Clock) => rounds(true),
            (Time(from), Time(to)) => rounds(to < from),
            _ => Self::default(),
        }
    }
}

/// What a type can hold.
enum Shape {
    /// In bytes.
    Integer(u32),
    /// In bytes.
    Float(u32),
    /// Digits, and how many of them stand behind the point.
    Numeric(Option<(u32, u32)>),
    /// In characters.
    Text(Option<u32>),
    Date,
    /// A date with a time: the digits of its seconds.
    Time(u32),
    /// A time without a date.
    Clock,
    Boolean,
}

impl Shape {
    fn of(data_type: &str) -> Option<Self> {
        let (name, arguments) = parts(data_type);
        let first = arguments.first().copied();
        Some(match name.as_str() {
            "tinyint" => Self::Integer(1),
            "smallint" => Self::Integer(2),
            "mediumint" => Self::Integer(3),
            "int" | "integer" => Self::Integer(4),
            "bigint" => Self::Integer(8),
            "real" | "float" => Self::Float(4),
            "double precision" | "double" => Self::Float(8),
            "numeric" | "decimal" => {
                Self::Numeric(first.map(|digits| (digits, arguments.get(1).copied().unwrap_or(0))))
            }
            "tinytext" => Self::Text(Some(255)),
            "mediumtext" => Self::Text(Some(0xff_ffff)),
            "text" | "longtext" => Self::Text(None),
            "character varying" | "varchar" => Self::Text(first),
            "character" | "char" => Self::Text(Some(first.unwrap_or(1))),
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "time" | "time without time zone" | "time with time zone" => Self::Clock,
            "timestamp with time zone" | "timestamp without time zone" => {
                Self::Time(first.unwrap_or(6))
            }
            "timestamp" | "datetime" => Self::Time(first.unwrap_or(0)),
            _ => return None,
        })
    }
}

/// The values of MySQL's `enum('a','b')` and `set('a','b')`.
fn values(data_type: &str) -> Option<Vec<String>> {
    let values = ["enum(", "set("]
        .iter()
        .find_map(|it| data_type.strip_prefix(it))?;
    let mut found = Vec::new();
    let mut rest = values;
    while let Some(inner) = rest.strip_prefix('\'') {
        let mut marks = inner.match_indices('\'').peekable();
        let end = loop {
            let (at, _) = marks.next()?;
            if marks.next_if(|(next, _)| *next == at + 1).is_none() {
                break at;
            }
        };
        found.push(inner[..end].to_owned());
        rest = inner[end + 1..].trim_start_matches(',');
    }
    Some(found)
}

/// The type without MySQL's `unsigned`, if it says so.
fn unsigned(data_type: &str) -> Option<String> {
    data_type
        .contains(" unsigned")
        .then(|| data_type.replace(" unsigned", "").replace(" zerofill", ""))
}

/// The name of a type, and the numbers in its parentheses.
fn parts(data_type: &str) -> (String, Vec<u32>) {
    let Some((before, rest)) = data_type.split_once('(') else {
        return (data_type.to_owned(), Vec::new());
    };
    let (arguments, behind) = rest.split_once(')').unwrap_or((rest, ""));
    let numbers = arguments.split(',').filter_map(|it| it.trim().parse().ok());
    (format!("{}{behind}", before.trim_end()), numbers.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_narrow_where_values_may_not_fit() {
        let pairs = [
            ("bigint", "integer"),
            ("text", "character varying(10)"),
            ("character varying(20)", "character varying(10)"),
            ("numeric(10,2)", "numeric(10,0)"),
            ("numeric(10,2)", "numeric(12,6)"),
            ("numeric", "integer"),
            ("double precision", "real"),
            ("double precision", "bigint"),
            ("bigint", "double precision"),
            ("timestamp with time zone", "date"),
            ("timestamp(6) with time zone", "timestamp(0) with time zone"),
            ("bigint", "numeric(10,2)"),
            ("bigint(20)", "int(11)"),
            ("int(11)", "bigint(20) unsigned"),
            ("bigint(20) unsigned", "int(10) unsigned"),
            ("enum('a','b')", "enum('b','c')"),
            ("set('a','it''s')", "set('a')"),
            ("datetime(6)", "datetime"),
            ("longtext", "varchar(20)"),
            ("bigint[]", "integer[]"),
            ("numeric(10,2)[]", "integer[]"),
            ("integer", "boolean"),
            ("timestamp without time zone", "time without time zone"),
        ];
        for (from, to) in pairs {
            let narrowing = Narrowing::of(from, to);
            assert!(narrowing.rounds || narrowing.overflows, "{from} to {to}");
        }
    }

    #[test]
    fn types_widen_or_cannot_be_told() {
        let pairs = [
            ("integer", "bigint"),
            ("character varying(10)", "text"),
            ("character varying(10)", "character varying"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("numeric(10,2)", "numeric"),
            ("integer", "double precision"),
            ("integer", "numeric(12,2)"),
            ("text", "jsonb"),
            ("date", "timestamp with time zone"),
            ("integer[]", "bigint[]"),
            ("int(10) unsigned", "bigint(20) unsigned"),
            ("enum('a')", "enum('c','a')"),
            ("tinytext", "longtext"),
            ("datetime", "datetime(6)"),
        ];
        for (from, to) in pairs {
            assert_eq!(
                Narrowing::of(from, to),
                Narrowing::default(),
                "{from} to {to}"
            );
        }
    }

    #[test]
    fn postgres_refuses_what_is_too_much_and_rounds_the_rest() {
        let seen = |from, to| {
            let Narrowing { rounds, overflows } = Narrowing::of(from, to);
            (rounds, overflows)
        };
        assert_eq!(seen("bigint", "integer"), (false, true));
        assert_eq!(
            seen("character varying(20)", "character varying(10)"),
            (false, true)
        );
        assert_eq!(seen("numeric(10,2)", "numeric(10,0)"), (true, false));
        assert_eq!(seen("numeric(10,2)", "integer"), (true, true));
        assert_eq!(seen("timestamp with time zone", "date"), (true, false));
    }

    #[test]
    fn a_text_may_be_nothing_of_another_type() {
        for (from, to) in [
            ("text", "integer"),
            ("character varying(10)", "uuid"),
            ("text[]", "integer[]"),
            ("mood[]", "mood"),
        ] {
            assert!(reads_anew(from, to), "{from} to {to}");
        }
        for (from, to) in [
            ("integer", "text"),
            ("text", "character varying(10)"),
            ("text[]", "text"),
            ("integer", "bigint"),
            ("boolean", "integer"),
        ] {
            assert!(!reads_anew(from, to), "{from} to {to}");
        }
    }
}
