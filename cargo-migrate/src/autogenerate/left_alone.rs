//! What is left alone and names what a revision takes away. MySQL and MariaDB let it go, and complain when it is used: a scratch
//! copy does not show it.

use migrate_runtime::dialect::Family;

use super::change::Change;
use super::compare;
use super::difference::Difference;
use super::schema::{Name, Schema};
use super::words::Words;

/// What stays and may fail after these changes, in words.
pub(crate) fn broken(difference: &Difference, changes: &[Change]) -> Vec<String> {
    match difference.from.family {
        Family::Mysql => of(&difference.from, &difference.options, changes),
        _ => Vec::new(),
    }
}

fn of(from: &Schema, options: &compare::Options, changes: &[Change]) -> Vec<String> {
    let left = left_alone(from, options);
    let gone = changes.iter().filter_map(gone);
    let broken = gone.flat_map(|(table, column)| {
        let what = match column {
            Some(column) => format!("`{table}.{column}`"),
            None => format!("`{table}`"),
        };
        let names = |it: &&Left| {
            let is_its_own = it.table == Some(table);
            let names_table = it.words.names(&table.name.to_lowercase());
            match column {
                Some(column) => {
                    (is_its_own || names_table) && it.words.names_column(&column.to_lowercase())
                }
                // A trigger goes with its table.
                None => names_table && !is_its_own,
            }
        };
        let broken = left.iter().filter(names);
        let told = broken.map(|it| format!("{}, which is left alone and names {what}", it.what));
        told.collect::<Vec<_>>()
    });
    broken.collect()
}

/// A thing that is not compared, whose text names others.
struct Left<'a> {
    what: String,
    /// That a trigger is of.
    table: Option<&'a Name>,
    /// In small letters, as the names of columns make no difference between them and capitals.
    words: Words,
}

fn left_alone<'a>(from: &'a Schema, options: &compare::Options) -> Vec<Left<'a>> {
    let compared = options.filter(from);
    let left = |what, table, text: &str| Left {
        what,
        table,
        words: Words::of(&text.to_lowercase()),
    };
    let views = from.views.iter();
    let views = views
        .filter(|(name, _)| !compared.views.contains_key(name))
        .map(|(name, it)| left(format!("the view {name}"), None, &it.query));
    let functions = from.functions.iter();
    let functions = functions
        .filter(|(name, _)| !compared.functions.contains_key(name))
        .map(|(name, it)| left(format!("the routine {name}"), None, &it.definition));
    let triggers = from.tables.iter().flat_map(|(table, it)| {
        let kept = compared.tables.get(table).map(|it| &it.triggers);
        let triggers = it.triggers.iter();
        triggers
            .filter(move |(name, _)| kept.is_none_or(|it| !it.contains_key(*name)))
            .map(move |(name, text)| {
                left(format!("the trigger {name} of {table}"), Some(table), text)
            })
    });
    views.chain(functions).chain(triggers).collect()
}

/// The name that nothing has any more: a table's, or a column's.
fn gone(change: &Change) -> Option<(&Name, Option<&str>)> {
    match change {
        Change::DropTable(table, _) | Change::RenameTable { from: table, .. } => {
            Some((table, None))
        }
        Change::DropColumn { table, column } => Some((table, Some(&column.name))),
        Change::RenameColumn { table, from, .. } => Some((table, Some(from))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use migrate_script::config::Kind;

    use super::*;
    use crate::autogenerate::schema::{Table, View};

    #[test]
    fn views_and_triggers_that_stay_and_name_what_goes_are_told() {
        let mut from = Schema::empty(Family::Mysql);
        let mut table = Table::default();
        let trigger = "CREATE TRIGGER `g` BEFORE INSERT ON `t`
FOR EACH ROW SET NEW.Email = lower(NEW.email)";
        table.triggers.insert("g".to_owned(), trigger.to_owned());
        from.tables.insert(Name::plain("t"), table);
        from.views.insert(
            Name::plain("v"),
            view("select `t`.`email` AS `mail` from `t`"),
        );
        from.views.insert(
            Name::plain("w"),
            view("select `u`.`email` AS `mail` from `u`"),
        );
        let options = compare::Options {
            exclude_kinds: vec![Kind::Views, Kind::Triggers],
            ..compare::Options::default()
        };
        let column = |column: &str| Change::RenameColumn {
            table: Name::plain("t"),
            from: column.to_owned(),
            to: "new".to_owned(),
        };
        assert_eq!(
            of(&from, &options, &[column("email")]),
            [
                "the view v, which is left alone and names `t.email`",
                "the trigger g of t, which is left alone and names `t.email`",
            ]
        );
        assert!(of(&from, &options, &[column("mail")]).is_empty());
        assert!(of(&from, &compare::Options::default(), &[column("email")]).is_empty());
        let dropped = Change::DropTable(Name::plain("t"), Table::default());
        assert_eq!(
            of(&from, &options, &[dropped]),
            ["the view v, which is left alone and names `t`"]
        );
    }

    fn view(query: &str) -> View {
        View {
            query: query.to_owned(),
            ..View::default()
        }
    }
}
