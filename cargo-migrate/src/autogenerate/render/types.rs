//! The server's types as those of a revision.

use migrate_runtime::dialect::{Enums, Family};
use migrate_runtime::schema::{self, Type};
use proc_macro2::{Ident, Literal, Span};
use quote::quote;

use super::Renderer;
use super::call::{Argument, Made};
use crate::autogenerate::schema::{Enum, Name};

/// How a family of databases writes the types that have a function of their own.
struct Texts {
    plain: &'static [Named<Plain>],
    sized: &'static [Named<OfLength>],
    /// Its name, and what stands between precision and scale.
    numeric: (&'static str, &'static str),
}

/// A type with a function of its own.
struct Named<F: 'static> {
    /// As the server writes it.
    text: &'static str,
    make: F,
    /// What the function is called.
    function: &'static str,
}

type Plain = fn() -> Type;
type OfLength = fn(u32) -> Type;

macro_rules! named {
    ($($text:literal => $function:ident),* $(,)?) => {
        &[$(Named {
            text: $text,
            make: schema::$function,
            function: stringify!($function),
        }),*]
    };
}

const POSTGRES: Texts = Texts {
    plain: named! {
        "smallint" => smallint,
        "integer" => integer,
        "bigint" => bigint,
        "real" => real,
        "double precision" => double,
        "boolean" => boolean,
        "text" => text,
        "date" => date,
        "time without time zone" => time,
        "timestamp without time zone" => timestamp,
        "timestamp with time zone" => timestamptz,
        "uuid" => uuid,
        "json" => json,
        "jsonb" => jsonb,
        "bytea" => bytes,
        "interval" => interval,
    },
    sized: named! { "character varying" => varchar, "character" => char },
    numeric: ("numeric", ","),
};

/// Types are kept there as they were written, so these are ours.
const SQLITE: Texts = Texts {
    plain: named! {
        "INTEGER" => integer,
        "BIGINT" => bigint,
        "REAL" => double,
        "BOOLEAN" => boolean,
        "TEXT" => text,
        "DATE" => date,
        "TIME" => time,
        "DATETIME" => timestamp,
        "BLOB" => bytes,
    },
    sized: named! { "VARCHAR" => varchar, "CHAR" => char },
    numeric: ("NUMERIC", ", "),
};

/// MariaDB writes the width of a number behind it.
const MYSQL: Texts = Texts {
    plain: named! {
        "smallint" => smallint,
        "smallint(6)" => smallint,
        "int" => integer,
        "int(11)" => integer,
        "bigint" => bigint,
        "bigint(20)" => bigint,
        "float" => real,
        "double" => double,
        "tinyint(1)" => boolean,
        "longtext" => text,
        "date" => date,
        "time(6)" => time,
        "datetime(6)" => timestamp,
        "json" => json,
        "longblob" => bytes,
        "binary(16)" => uuid,
    },
    sized: named! { "varchar" => varchar, "char" => char },
    numeric: ("decimal", ","),
};

impl Texts {
    fn of(family: Family) -> &'static Self {
        match family {
            Family::Sqlite => &SQLITE,
            Family::Mysql => &MYSQL,
            _ => &POSTGRES,
        }
    }

    fn find(&self, text: &str) -> Option<Made<Type>> {
        let ident = |name| Ident::new(name, Span::call_site());
        if let Some(found) = self.plain.iter().find(|it| it.text == text) {
            let function = ident(found.function);
            return Some(Made {
                value: (found.make)(),
                source: quote!(#function()),
            });
        }
        let (name, arguments) = text.strip_suffix(')')?.split_once('(')?;
        if let Some(found) = self.sized.iter().find(|it| it.text == name) {
            let (function, length) = (ident(found.function), arguments.parse().ok()?);
            let literal = Literal::u32_unsuffixed(length);
            return Some(Made {
                value: (found.make)(length),
                source: quote!(#function(#literal)),
            });
        }
        let (numeric, separator) = self.numeric;
        let (precision, scale) = arguments
            .split_once(separator)
            .filter(|_| name == numeric)?;
        let (precision, scale) = (precision.parse().ok()?, scale.parse().ok()?);
        let literals = [precision, scale].map(Literal::u16_unsuffixed);
        Some(Made {
            value: schema::numeric(precision, scale),
            source: quote!(numeric(#(#literals),*)),
        })
    }
}

impl Renderer<'_> {
    /// The type that this dialect writes as the server does.
    pub(super) fn data_type(&self, text: &str) -> Made<Type> {
        if let Some(found) = Texts::of(self.dialect.family).find(text) {
            return found;
        }
        if let Some(element) = text
            .strip_suffix("[]")
            .filter(|_| self.dialect.types.arrays)
        {
            return array(self.data_type(element));
        }
        if let Some((name, it)) = self.enumeration(text) {
            return enumeration(&name, it);
        }
        let name = text.source();
        Made {
            value: schema::native(text),
            source: quote!(native(#name)),
        }
    }

    /// The enum of which a type is, as it will be.
    pub(super) fn enumeration(&self, text: &str) -> Option<(Name, &Enum)> {
        if self.dialect.objects.enums != Enums::Named {
            return None;
        }
        let name = name(text)?;
        let enums = [self.to, self.from].into_iter().map(|it| &it.enums);
        let found = enums.filter_map(|enums| enums.get(&name)).next()?;
        Some((name, found))
    }
}

/// `enumeration("mood", ["sad", "happy"])`
pub(super) fn enumeration(name: &Name, it: &Enum) -> Made<Type> {
    let (name, values) = (name, &it.values);
    let value = schema::enumeration(name.value(), values.value());
    let (name, values) = (name.source(), values.source());
    Made {
        value,
        source: quote!(enumeration(#name, #values)),
    }
}

/// `array(integer())`
pub(super) fn array(element: Made<Type>) -> Made<Type> {
    let Made { value, source } = element;
    Made {
        value: schema::array(value),
        source: quote!(array(#source)),
    }
}

/// A name as SQL writes it, `billing."Mood"` say.
fn name(text: &str) -> Option<Name> {
    let (first, rest) = identifier(text)?;
    let Some(rest) = rest.strip_prefix('.') else {
        return rest.is_empty().then(|| Name::plain(first));
    };
    let (name, rest) = identifier(rest)?;
    rest.is_empty().then_some(Name {
        schema: Some(first),
        name,
    })
}

/// The identifier that a text begins with, and what follows.
fn identifier(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find('.').unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        return Some((name.to_owned(), rest));
    };
    let mut marks = quoted.match_indices('"').peekable();
    while let Some((end, _)) = marks.next() {
        if marks.next_if(|(next, _)| *next == end + 1).is_none() {
            let name = quoted[..end].replace("\"\"", "\"");
            return Some((name, &quoted[end + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use migrate_runtime::dialect::{self, Dialect};
    use migrate_runtime::operations::Statements;

    use super::*;

    /// What each function is written as is what it was found by; PostgreSQL says so itself.
    #[test]
    fn each_type_is_written_as_the_database_says_it() {
        let dialects: [(&'static Dialect, &Texts); 2] =
            [(&dialect::SQLITE, &SQLITE), (&dialect::MYSQL, &MYSQL)];
        for (dialect, texts) in dialects {
            let statements = Statements::new(dialect);
            for Named { text, make, .. } in texts.plain {
                let written = statements.type_name(&make()).unwrap().to_lowercase();
                let same = match *text {
                    "smallint(6)" => "smallint",
                    "int" | "int(11)" => "integer",
                    "bigint(20)" => "bigint",
                    "tinyint(1)" => "boolean",
                    text => text,
                };
                assert_eq!(written, same.to_lowercase());
            }
        }
    }

    #[test]
    fn names_are_read_as_sql_writes_them() {
        let in_schema = |schema: &str, name: &str| Name {
            schema: Some(schema.to_owned()),
            name: name.to_owned(),
        };
        assert_eq!(name("mood"), Some(Name::plain("mood")));
        assert_eq!(name(r#""My ""mood""""#), Some(Name::plain(r#"My "mood""#)));
        assert_eq!(name(r#"billing."a.b""#), Some(in_schema("billing", "a.b")));
        assert_eq!(name(r#""a.b".mood"#), Some(in_schema("a.b", "mood")));
        assert_eq!(name("a.b.c"), None);
        assert_eq!(name(r#""open"#), None);
    }
}
