//! Where the database URL is looked for, in order.
//!
//! The option, `DATABASE_URL` in the environment, `DATABASE_URL` in the environment files,
//! `POSTGRES_USER`, `_PASSWORD`, `_HOST`, `_PORT` and `_DB` in the same places, the configuration.
//!
//! A named configuration has a variable of its own instead of `DATABASE_URL` and those of PostgreSQL.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use migrate_script::diagnostic::{Diagnostic, Position};

use super::Fault;
use crate::database::Database;
use crate::settings::Settings;

/// The surroundings of a command: passed in, so that the order of precedence is a pure function.
///
/// The debug form leaves out the variables, of which one may be a password.
#[derive(Clone, Default)]
pub struct Places {
    /// The directories whose environment files count, the nearest first.
    pub directories: Vec<PathBuf>,
    /// The variables of the process.
    pub environment: HashMap<String, String>,
}

/// The database URL of a command, found when a command asks for it.
///
/// The debug form leaves out the option, as it may hold a password.
#[derive(Clone)]
pub struct DatabaseUrl {
    option: Option<String>,
    settings: Settings,
    places: Places,
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Places");
        shown.field("directories", &self.directories);
        shown.finish_non_exhaustive()
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("DatabaseUrl");
        shown.field("has_option", &self.option.is_some());
        shown.field("settings", &self.settings);
        shown.field("places", &self.places);
        shown.finish()
    }
}

impl DatabaseUrl {
    /// Nothing is read before [`Self::find`].
    pub fn new(option: Option<String>, settings: &Settings, places: Places) -> Self {
        let settings = settings.clone();
        Self {
            option,
            settings,
            places,
        }
    }

    /// The first URL found.
    ///
    /// # Errors
    ///
    /// None is found, or an environment file cannot be read.
    pub fn find(&self) -> Result<String, Fault> {
        if let Some(url) = &self.option {
            return Ok(url.clone());
        }
        // Read only now: a broken file harms nobody who does not need it.
        let variable = self.settings.database_url_variable();
        let url = match self.places.environment.get(&*variable) {
            Some(url) if !url.is_empty() => Some(url.clone()),
            _ => resolve(&variable, &self.places.environment, &self.read_files()?),
        };
        let configured = self.settings.database_url.as_deref();
        url.or_else(|| configured.map(str::to_owned))
            .ok_or_else(|| self.missing())
    }

    /// The database that the first URL found names.
    ///
    /// # Errors
    ///
    /// As [`Self::find`], and a URL that cannot be used.
    pub fn database(&self) -> Result<Database, Fault> {
        let url = self.find()?;
        Database::parse(&url).map_err(|error| Fault::new(error.to_string()))
    }

    /// The variables of each environment file that exists, the nearest first.
    fn read_files(&self) -> Result<Vec<HashMap<String, String>>, Fault> {
        let mut files = Vec::new();
        for directory in &self.places.directories {
            let path = directory.join(&*self.settings.env_file);
            match std::fs::read_to_string(&path) {
                Ok(text) => files.push(parse(&text).map_err(|line| unreadable(&path, line))?),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(Fault::new(format!(
                        "cannot read {}: {error}",
                        path.display()
                    )));
                }
            }
        }
        Ok(files)
    }

    fn missing(&self) -> Fault {
        let file = &self.settings.env_file;
        let variable = self.settings.database_url_variable();
        let last = match &self.settings.name {
            None => format!(
                "the variables POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_HOST, POSTGRES_PORT and POSTGRES_DB, \
                 the same in {file}, `database-url` in [package.metadata.migrate]"
            ),
            Some(name) => format!("`database-url` in [package.metadata.migrate.{name}]"),
        };
        let text = format!(
            "looked at, in this order: `--database-url`, the variable {variable}, {variable} in {file}, {last}"
        );
        let help = format!(
            "set {variable}, `postgres://user:password@localhost/name` or `sqlite:app.db` say"
        );
        Diagnostic::new("no database URL is set")
            .help(help)
            .note("note", text)
            .into()
    }
}

fn unreadable(path: &std::path::Path, line: usize) -> Fault {
    let position = Position {
        line,
        column: 1,
        length: 0,
    };
    // The line itself is left out: it may hold a password.
    let mut diagnostic = Diagnostic::new("this line of an environment file is not `NAME=value`");
    diagnostic.path = Some(path.to_owned());
    diagnostic.position = Some(position);
    diagnostic.into()
}

/// The variables of an environment file, or the number of the line that cannot be read.
pub(crate) fn parse(text: &str) -> Result<HashMap<String, String>, usize> {
    let mut variables = HashMap::new();
    for entry in dotenvy::from_read_iter(text.as_bytes()) {
        match entry {
            Ok((name, value)) => {
                // As in a shell, and unlike in some other readers: the first definition counts.
                variables.entry(name).or_insert(value);
            }
            Err(dotenvy::Error::LineParse(failed, _)) => {
                let line = text.lines().position(|line| line.trim() == failed.trim());
                return Err(line.map_or(1, |index| index + 1));
            }
            Err(_) => return Err(1),
        }
    }
    Ok(variables)
}

const PLAIN_VARIABLE: &str = "DATABASE_URL";

/// The order of precedence below the option and the process's own variable.
fn resolve(
    variable: &str,
    environment: &HashMap<String, String>,
    files: &[HashMap<String, String>],
) -> Option<String> {
    let get = |variables: &HashMap<String, String>, name: &str| {
        variables
            .get(name)
            .filter(|value| !value.is_empty())
            .cloned()
    };
    let in_files = |name: &str| files.iter().find_map(|file| get(file, name));
    get(environment, variable)
        .or_else(|| in_files(variable))
        .or_else(|| {
            // A container's variables know of one database only.
            if variable != PLAIN_VARIABLE {
                return None;
            }
            let part = |name: &str| get(environment, name).or_else(|| in_files(name));
            from_postgres_parts(part)
        })
}

/// A URL from the variables of PostgreSQL's container image, with its defaults.
///
/// A host or a port alone names no database: it takes a user or a database to mean one.
fn from_postgres_parts(part: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (user, name) = (part("POSTGRES_USER"), part("POSTGRES_DB"));
    if user.is_none() && name.is_none() {
        return None;
    }
    let user = user.unwrap_or_else(|| "postgres".to_owned());
    let name = name.unwrap_or_else(|| user.clone());
    let host = part("POSTGRES_HOST").unwrap_or_else(|| "localhost".to_owned());
    let port = part("POSTGRES_PORT").unwrap_or_else(|| "5432".to_owned());
    let password = part("POSTGRES_PASSWORD").map(|text| format!(":{}", percent_encode(&text)));
    let (user, password) = (percent_encode(&user), password.unwrap_or_default());
    let (host, name) = (percent_encode(&host), percent_encode(&name));
    Some(format!("postgres://{user}{password}@{host}:{port}/{name}"))
}

/// Encodes all but the unreserved characters of RFC 3986, section 2.3.
fn percent_encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_first_place_wins() {
        let environment = variables(&[("DATABASE_URL", "a"), ("POSTGRES_DB", "p")]);
        let near = variables(&[("DATABASE_URL", "b")]);
        let far = variables(&[("DATABASE_URL", "c")]);
        let files = [near, far.clone()];
        assert_eq!(
            resolve(PLAIN_VARIABLE, &environment, &files).as_deref(),
            Some("a")
        );
        assert_eq!(
            resolve(PLAIN_VARIABLE, &variables(&[]), &files).as_deref(),
            Some("b")
        );
        assert_eq!(
            resolve(PLAIN_VARIABLE, &variables(&[("POSTGRES_DB", "p")]), &[far]).as_deref(),
            Some("c")
        );
        assert_eq!(
            resolve(PLAIN_VARIABLE, &variables(&[("DATABASE_URL", "")]), &[]),
            None
        );
    }

    #[test]
    fn a_named_configuration_has_a_variable_of_its_own() {
        let environment = variables(&[("DATABASE_URL", "a"), ("POSTGRES_DB", "p")]);
        let file = variables(&[("SHOP_DATABASE_URL", "s")]);
        let resolve = |files: &[_]| resolve("SHOP_DATABASE_URL", &environment, files);
        assert_eq!(resolve(&[file]).as_deref(), Some("s"));
        assert_eq!(resolve(&[]), None);
    }

    #[test]
    fn parts_make_a_url_whose_specials_are_encoded() {
        let file = variables(&[("POSTGRES_PASSWORD", "p@ss:/ß"), ("POSTGRES_PORT", "5433")]);
        let environment = variables(&[("POSTGRES_USER", "ann"), ("POSTGRES_HOST", "db")]);
        let url = resolve(PLAIN_VARIABLE, &environment, &[file]).unwrap();
        assert_eq!(url, "postgres://ann:p%40ss%3A%2F%C3%9F@db:5433/ann");
    }

    #[test]
    fn a_host_alone_is_no_database() {
        assert_eq!(
            resolve(PLAIN_VARIABLE, &variables(&[("POSTGRES_HOST", "db")]), &[]),
            None
        );
    }

    #[test]
    fn the_debug_form_tells_no_password() {
        let places = Places {
            directories: Vec::new(),
            environment: variables(&[("POSTGRES_PASSWORD", "c4nary")]),
        };
        let option = Some("postgres://ann:c4nary@host/shop".to_owned());
        let url = DatabaseUrl::new(option, &Settings::DEFAULT, places);
        assert!(!format!("{url:#?}").contains("c4nary"), "{url:#?}");
    }

    #[test]
    fn a_broken_line_is_named_by_its_number_only() {
        assert_eq!(parse("A=1\n# c\nB = 'x\n"), Err(3));
        assert_eq!(parse("A=1\nA=2\n"), Ok(variables(&[("A", "1")])));
    }
}
