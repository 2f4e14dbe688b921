//! The database of a run: from a URL, from connect options or from an application's pool.

use std::fmt;
use std::str::FromStr;

use crate::dialect::Dialect;
use crate::error::{Error, ErrorKind};

/// A database to run against, not connected yet.
///
/// Its text form names the database and the server, and never a password; so does its debug form.
#[derive(Clone)]
pub struct Database {
    pub(crate) options: Options,
}

#[derive(Clone)]
pub(crate) enum Options {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::postgres::PgConnectOptions),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::sqlite::SqliteConnectOptions),
    /// The dialect is the URL's; the server's own answer counts once it is connected to.
    #[cfg(feature = "mysql")]
    Mysql(sqlx::mysql::MySqlConnectOptions, &'static Dialect),
}

/// A database URL that cannot be used. The URL itself is left out, because it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// The text is no URL.
    #[error(
        "the database URL has no scheme; it looks like `postgres://user@host/name` or `sqlite:app.db`"
    )]
    NoScheme,
    /// The scheme is not one of a known database.
    #[error(
        "the database URL's scheme `{0}` is unknown; known are `postgres`, `postgresql`, `sqlite`, `mysql` and `mariadb`"
    )]
    UnknownScheme(String),
    /// The driver is not part of this program.
    #[error(
        "this program was built without the `{0}` driver; add the feature `{0}` of `migrate-runtime`"
    )]
    NoDriver(&'static str),
    /// The driver does not understand the URL.
    #[error("the database URL is not valid: {0}")]
    Invalid(String),
}

impl Database {
    /// Reads a database URL, sqlx's form or SQLAlchemy's (`postgresql+asyncpg://…`).
    ///
    /// A SQLite URL with a SQLAlchemy driver (`sqlite+aiosqlite:///app.db`) counts slashes as
    /// SQLAlchemy does: three before a relative path, four before an absolute one. Without a driver it is
    /// sqlx's: `sqlite:app.db`, `sqlite://app.db`, `sqlite:///absolute/app.db`.
    ///
    /// # Errors
    ///
    /// An unknown scheme, a driver that this program was built without, or a URL that is not valid.
    pub fn parse(url: &str) -> Result<Self, UrlError> {
        let url = url.trim();
        let (scheme, rest) = url.split_once(':').ok_or(UrlError::NoScheme)?;
        let (name, driver) = match scheme.split_once('+') {
            Some((name, driver)) => (name, Some(driver)),
            None => (scheme, None),
        };
        let is_server = !name.eq_ignore_ascii_case("sqlite");
        if is_server && is_cut_short(rest) {
            let reason = "a `/`, `?` or `#` before the `@`, or an `@` behind it, must be written `%2F`, `%3F`, `%23`, `%40`";
            return Err(UrlError::Invalid(reason.to_owned()));
        }
        match name.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" => Self::postgres(&format!("postgres:{}", libpq_words(rest))),
            "sqlite" if driver.is_some() => {
                let rest = rest.strip_prefix("///").unwrap_or(rest);
                Self::sqlite(&format!(
                    "sqlite:{}",
                    if rest.is_empty() { ":memory:" } else { rest }
                ))
            }
            "sqlite" => Self::sqlite(&format!("sqlite:{rest}")),
            "mysql" => Self::mysql(rest, &crate::dialect::MYSQL),
            "mariadb" => Self::mysql(rest, &crate::dialect::MARIADB),
            _ if is_scheme(scheme) => Err(UrlError::UnknownScheme(scheme.to_owned())),
            _ => Err(UrlError::NoScheme),
        }
    }

    /// The facts of the database's SQL.
    pub fn dialect(&self) -> &'static Dialect {
        match &self.options {
            #[cfg(feature = "postgres")]
            Options::Postgres(_) => &crate::dialect::POSTGRES,
            #[cfg(feature = "sqlite")]
            Options::Sqlite(_) => &crate::dialect::SQLITE,
            #[cfg(feature = "mysql")]
            Options::Mysql(_, dialect) => dialect,
        }
    }

    /// The connect options, where it is PostgreSQL.
    #[cfg(feature = "postgres")]
    pub fn as_postgres(&self) -> Option<&sqlx::postgres::PgConnectOptions> {
        match &self.options {
            Options::Postgres(options) => Some(options),
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            _ => None,
        }
    }

    /// The connect options, where it is SQLite.
    #[cfg(feature = "sqlite")]
    pub fn as_sqlite(&self) -> Option<&sqlx::sqlite::SqliteConnectOptions> {
        match &self.options {
            Options::Sqlite(options) => Some(options),
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => None,
        }
    }

    /// The connect options, where it is MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    pub fn as_mysql(&self) -> Option<&sqlx::mysql::MySqlConnectOptions> {
        match &self.options {
            Options::Mysql(options, _) => Some(options),
            #[cfg(any(feature = "postgres", feature = "sqlite"))]
            _ => None,
        }
    }

    #[cfg(feature = "postgres")]
    fn postgres(url: &str) -> Result<Self, UrlError> {
        let options = sqlx::postgres::PgConnectOptions::from_str(url).map_err(invalid)?;
        Ok(Self {
            options: Options::Postgres(options),
        })
    }

    #[cfg(not(feature = "postgres"))]
    fn postgres(_url: &str) -> Result<Self, UrlError> {
        Err(UrlError::NoDriver("postgres"))
    }

    #[cfg(feature = "sqlite")]
    fn sqlite(url: &str) -> Result<Self, UrlError> {
        let options = sqlx::sqlite::SqliteConnectOptions::from_str(url).map_err(invalid)?;
        Ok(Self {
            options: Options::Sqlite(options),
        })
    }

    #[cfg(not(feature = "sqlite"))]
    fn sqlite(_url: &str) -> Result<Self, UrlError> {
        Err(UrlError::NoDriver("sqlite"))
    }

    #[cfg(feature = "mysql")]
    fn mysql(rest: &str, dialect: &'static Dialect) -> Result<Self, UrlError> {
        let url = format!("mysql:{rest}");
        let options = sqlx::mysql::MySqlConnectOptions::from_str(&url).map_err(invalid)?;
        Ok(Self {
            options: Options::Mysql(options, dialect),
        })
    }

    #[cfg(not(feature = "mysql"))]
    fn mysql(_rest: &str, _dialect: &'static Dialect) -> Result<Self, UrlError> {
        Err(UrlError::NoDriver("mysql"))
    }
}

/// What stands before the first colon of another text, `password=… host=::1` say, may be a secret.
fn is_scheme(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(plain)
}

/// The reason without the URL.
fn invalid(error: sqlx::Error) -> UrlError {
    match error {
        sqlx::Error::Configuration(source) => UrlError::Invalid(source.to_string()),
        error => UrlError::Invalid(error.to_string()),
    }
}

/// Whether a URL names no user, because the `@` behind the user and the password is not where it belongs: one of
/// them has a sign in it that ends that part. What is left of a password would be shown as the database's name.
fn is_cut_short(rest: &str) -> bool {
    let (authority, behind) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())),
        None => ("", rest),
    };
    let path = behind.split(['?', '#']).next().unwrap_or_default();
    path.contains('@') || (!authority.contains('@') && behind.contains('@'))
}

/// The parameters of a URL that sqlx has an option for.
const PARAMETERS: [&str; 19] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
    // As asyncpg spells libpq's `sslmode`.
    "ssl",
];

/// A URL's parameters, spelled as libpq does. Those that sqlx ignores are left out: it logs them with their values, and
/// a misspelled `password` is among them perhaps.
fn libpq_words(rest: &str) -> String {
    let Some((before, parameters)) = rest.split_once('?') else {
        return rest.to_owned();
    };
    let known = parameters.split('&').filter_map(|parameter| {
        let name = parameter.split('=').next().unwrap_or_default();
        if PARAMETERS.contains(&name) || name.starts_with("options[") {
            let is_ssl = name == "ssl";
            return Some(if is_ssl {
                format!("sslmode{}", &parameter[name.len()..])
            } else {
                parameter.to_owned()
            });
        }
        if !name.is_empty() {
            tracing::warn!(name, "ignoring an unknown parameter of the database URL");
        }
        None
    });
    format!("{before}?{}", known.collect::<Vec<_>>().join("&"))
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.options {
            #[cfg(feature = "postgres")]
            Options::Postgres(options) => {
                let name = options.get_database().unwrap_or(options.get_username());
                match options.get_socket() {
                    Some(socket) => write!(f, "{name} on {}", socket.display()),
                    None => write!(f, "{name} on {}:{}", options.get_host(), options.get_port()),
                }
            }
            #[cfg(feature = "sqlite")]
            Options::Sqlite(options) => write!(f, "{}", options.get_filename().display()),
            #[cfg(feature = "mysql")]
            Options::Mysql(options, _) => {
                let name = options.get_database().unwrap_or_default();
                match options.get_socket() {
                    Some(socket) => write!(f, "{name} on {}", socket.display()),
                    None => write!(f, "{name} on {}:{}", options.get_host(), options.get_port()),
                }
            }
        }
    }
}

// sqlx's options have their password in their debug form.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

/// What can name a database: a URL, connect options, or an application's pool.
///
/// A run always takes a connection of its own; from a pool it takes the options only.
pub trait IntoDatabase {
    /// The database that is meant.
    ///
    /// # Errors
    ///
    /// A URL that cannot be used.
    fn into_database(self) -> Result<Database, Error>;
}

impl IntoDatabase for Database {
    fn into_database(self) -> Result<Database, Error> {
        Ok(self)
    }
}

impl IntoDatabase for &Database {
    fn into_database(self) -> Result<Database, Error> {
        Ok(self.clone())
    }
}

impl IntoDatabase for &str {
    fn into_database(self) -> Result<Database, Error> {
        Database::parse(self).map_err(|error| ErrorKind::Url(error).into())
    }
}

impl IntoDatabase for &String {
    fn into_database(self) -> Result<Database, Error> {
        self.as_str().into_database()
    }
}

impl IntoDatabase for String {
    fn into_database(self) -> Result<Database, Error> {
        self.as_str().into_database()
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::{Database, Error, IntoDatabase, Options};
    use sqlx::postgres::{PgConnectOptions, PgPool};

    impl IntoDatabase for PgConnectOptions {
        fn into_database(self) -> Result<Database, Error> {
            Ok(Database {
                options: Options::Postgres(self),
            })
        }
    }

    impl IntoDatabase for &PgPool {
        fn into_database(self) -> Result<Database, Error> {
            PgConnectOptions::clone(&self.connect_options()).into_database()
        }
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::{Database, Error, IntoDatabase, Options};
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

    impl IntoDatabase for SqliteConnectOptions {
        fn into_database(self) -> Result<Database, Error> {
            Ok(Database {
                options: Options::Sqlite(self),
            })
        }
    }

    impl IntoDatabase for &SqlitePool {
        fn into_database(self) -> Result<Database, Error> {
            SqliteConnectOptions::clone(&self.connect_options()).into_database()
        }
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use super::{Database, Error, IntoDatabase, Options};
    use sqlx::mysql::{MySqlConnectOptions, MySqlPool};

    impl IntoDatabase for MySqlConnectOptions {
        fn into_database(self) -> Result<Database, Error> {
            Ok(Database {
                options: Options::Mysql(self, &crate::dialect::MYSQL),
            })
        }
    }

    impl IntoDatabase for &MySqlPool {
        fn into_database(self) -> Result<Database, Error> {
            MySqlConnectOptions::clone(&self.connect_options()).into_database()
        }
    }
}

#[cfg(all(feature = "postgres", feature = "sqlite", feature = "mysql"))]
#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: &str) {
        assert_eq!(Database::parse(url).unwrap().to_string(), expected, "{url}");
    }

    #[test]
    fn postgres_urls_name_database_and_server() {
        check(
            "postgres://ann:secret@db.example:5433/shop",
            "shop on db.example:5433",
        );
        check(
            "postgresql+asyncpg://ann:secret@localhost/shop?ssl=require",
            "shop on localhost:5432",
        );
        check("POSTGRESQL://ann@localhost/shop", "shop on localhost:5432");
    }

    #[test]
    fn sqlite_urls_of_both_families_name_the_file() {
        check("sqlite:app.db", "app.db");
        check("sqlite://app.db", "app.db");
        check("sqlite:///var/app.db", "/var/app.db");
        check("sqlite+aiosqlite:///app.db", "app.db");
        check("sqlite+pysqlite:////var/app.db", "/var/app.db");
    }

    #[test]
    fn mysql_urls_name_database_and_server() {
        check(
            "mysql://ann:secret@db.example/shop",
            "shop on db.example:3306",
        );
        check(
            "mariadb+asyncmy://ann@localhost:3307/shop",
            "shop on localhost:3307",
        );
        let mariadb = Database::parse("mariadb://ann@localhost/shop").unwrap();
        assert_eq!(mariadb.dialect().name, "MariaDB");
    }

    #[test]
    fn a_part_of_a_password_is_not_taken_for_a_name() {
        for url in [
            "postgres://ann:12/secret@host/shop",
            "postgres://ann:/secret@host/shop",
            "postgres://ann:12?secret@host/shop",
            "postgres:ann:secret@host/shop",
            "postgresql+asyncpg:/ann:secret@host/shop",
            "postgres:///ann:secret@host/shop",
            "postgres://ann@corp:12/secret@host/shop",
            "mysql://ann:12/secret@host/shop",
        ] {
            let error = Database::parse(url).expect_err(url).to_string();
            assert!(
                error.contains("%2F") && !error.contains("secret"),
                "{error}"
            );
        }
        check(
            "postgres://ann@c:a@host/shop?application_name=a@b",
            "shop on host:5432",
        );
        check("postgres://host/a%40b", "a@b on host:5432");
    }

    #[test]
    fn only_the_parameters_of_a_url_are_spelled_anew() {
        assert_eq!(libpq_words("//a:b&ssl=c@h/d"), "//a:b&ssl=c@h/d");
        assert_eq!(
            libpq_words("//h/d?a=1&ssl=require&user=b&passwd=c&ssl"),
            "//h/d?sslmode=require&user=b&sslmode"
        );
        assert_eq!(
            libpq_words("//h/d?options[a]=b&sslmode=c"),
            "//h/d?options[a]=b&sslmode=c"
        );
    }

    #[test]
    fn unusable_urls_are_refused_without_being_repeated() {
        assert_eq!(Database::parse("shop").unwrap_err(), UrlError::NoScheme);
        let words = "host=::1 user=ann password=secret";
        assert_eq!(Database::parse(words).unwrap_err(), UrlError::NoScheme);
        let error = Database::parse("mssql://ann:secret@h/d").unwrap_err();
        assert_eq!(error, UrlError::UnknownScheme("mssql".into()));
        let error = Database::parse("postgres://ann:secret@host:port/shop").unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
