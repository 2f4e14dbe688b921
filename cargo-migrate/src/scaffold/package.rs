//! The pieces of a migrations package: a crate of its own, or put into an existing one.

use std::path::{Component, Path, PathBuf};

use clap::ValueEnum;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::error::{Error, Result};

/// Where the pieces of a new migrations package go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// A crate of its own, added to the workspace: library, runner, build script, versions
    Crate,
    /// The same pieces inside of the current package
    InPackage,
}

/// The database that a new project works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Database {
    /// PostgreSQL
    Postgres,
    /// SQLite
    Sqlite,
    /// MariaDB or MySQL
    #[value(alias = "mariadb")]
    Mysql,
}

impl Database {
    fn feature(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
            Self::Mysql => "mysql",
        }
    }

    /// The line of the configuration that names the database.
    fn url_line(self) -> &'static str {
        match self {
            Self::Postgres => {
                "# The last place where the URL is looked for; DATABASE_URL, .env and POSTGRES_* come first.\n\
                 # database-url = \"postgres://postgres@localhost/app\"\n"
            }
            Self::Sqlite => {
                "# The last place where the URL is looked for; DATABASE_URL and .env come first.\n\
                 database-url = \"sqlite:app.db\"\n"
            }
            Self::Mysql => {
                "# The last place where the URL is looked for; DATABASE_URL and .env come first.\n\
                 # database-url = \"mysql://root@localhost/app\"\n"
            }
        }
    }
}

/// Where the runtime comes from: the registry, or a checkout.
#[derive(Debug, Clone)]
pub(crate) struct Dependency {
    /// A checkout of the tool; without it, the registry.
    pub(crate) checkout: Option<PathBuf>,
    /// The driver.
    pub(crate) database: Database,
}

/// What `migrations/build.rs` does, and what a build script of one's own must do as well.
pub(crate) fn build_script(locations: &str) -> String {
    format!(
        "//! Rebuilds the crate when a revision is added, renamed or removed.\n\
         fn main() {{\n    \
             println!(\"cargo::rerun-if-changed={locations}\\ncargo::rerun-if-changed=Cargo.toml\");\n\
         }}\n"
    )
}

/// The manifest of a crate of its own.
pub(crate) fn manifest(name: &str, dependency: &Dependency, directory: &Path) -> String {
    let source = dependency.source(directory);
    let feature = dependency.database.feature();
    let url = dependency.database.url_line();
    format!(
        "[package]\n\
         name = \"{name}\"\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\
         publish = false\n\
         \n\
         [package.metadata.migrate]\n\
         {url}\
         \n\
         [dependencies]\n\
         migrate-runtime = {{ {source}, features = [\"cli\", \"{feature}\"] }}\n"
    )
}

/// The library of a crate of its own.
pub(crate) const LIBRARY: &str = "\
//! The database revisions of this project, checked when this crate is built.

migrate_runtime::embed!();
";

/// The runner.
pub(crate) fn runner(crate_path: &str) -> String {
    format!(
        "//! The runner: applies and shows the revisions, with nothing but this binary.\n\
         \n\
         fn main() -> std::process::ExitCode {{\n    \
             migrate_runtime::cli::main(&{crate_path}::MIGRATOR)\n\
         }}\n"
    )
}

impl Dependency {
    /// `version = "…"`, or `path = "…"` from a folder of the user's.
    fn source(&self, directory: &Path) -> String {
        match &self.checkout {
            None => format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
            Some(checkout) => format!(
                "path = {}",
                value(self.path(checkout, directory)).to_string().trim()
            ),
        }
    }

    /// The runtime's folder, as seen from a folder of the user's.
    fn path(&self, checkout: &Path, directory: &Path) -> String {
        let runtime = checkout.join("migrate-runtime");
        let path = match runtime.is_absolute() {
            true => runtime,
            false => {
                let inside = |part: &Component<'_>| matches!(part, Component::Normal(_));
                let up = directory
                    .components()
                    .filter(inside)
                    .map(|_| Component::ParentDir);
                up.chain(
                    runtime
                        .components()
                        .filter(|part| *part != Component::CurDir),
                )
                .collect()
            }
        };
        migrate_script::diagnostic::forward_slashes(&path)
    }

    /// Adds the dependency to the manifest of an existing package.
    fn add_to(&self, manifest: &mut DocumentMut) -> Result<()> {
        let dependencies = manifest
            .entry("dependencies")
            .or_insert_with(|| Item::Table(Table::new()));
        let dependencies = dependencies
            .as_table_like_mut()
            .ok_or_else(|| not_a_table("dependencies"))?;
        if dependencies.contains_key("migrate-runtime") {
            return Ok(());
        }
        let text = format!(
            "d = {{ {}, features = [\"cli\", \"{}\"] }}",
            self.source(Path::new("")),
            self.database.feature()
        );
        let mut parsed: DocumentMut = text
            .parse()
            .map_err(|error| Error::system("dependency", error))?;
        if let Some(dependency) = parsed.remove("d") {
            dependencies.insert("migrate-runtime", dependency);
        }
        Ok(())
    }
}

/// Puts configuration, dependency and default binary into the manifest of an existing package.
pub(crate) fn edit_manifest(
    manifest: &mut DocumentMut,
    dependency: &Dependency,
    locations: &str,
) -> Result<()> {
    dependency.add_to(manifest)?;
    let package = manifest.get_mut("package").and_then(Item::as_table_mut);
    let package = package.ok_or_else(|| not_a_table("package"))?;
    let name = package
        .get("name")
        .and_then(Item::as_str)
        .map(str::to_owned);
    if let Some(name) = name
        && !package.contains_key("default-run")
    {
        // With the runner there are two binaries, and `cargo run` would no longer know which is meant.
        package.insert("default-run", value(name));
    }
    let implicit = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    let metadata = package.entry("metadata").or_insert_with(implicit);
    let metadata = metadata
        .as_table_like_mut()
        .ok_or_else(|| not_a_table("package.metadata"))?;
    let text = format!(
        "version-locations = [\"{locations}\"]\n{}",
        dependency.database.url_line()
    );
    let section: DocumentMut = text
        .parse()
        .map_err(|error| Error::system("configuration", error))?;
    metadata.insert("migrate", Item::Table(section.as_table().clone()));
    Ok(())
}

fn not_a_table(name: &str) -> Error {
    Error::new(
        format!("`{name}` in Cargo.toml is not a table"),
        "write it as a table, and run `init` again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependency(checkout: Option<&str>) -> Dependency {
        Dependency {
            checkout: checkout.map(PathBuf::from),
            database: Database::Postgres,
        }
    }

    #[test]
    fn a_relative_checkout_is_seen_from_the_new_crate() {
        let source = |checkout, directory| dependency(Some(checkout)).source(Path::new(directory));
        assert_eq!(
            source("../tool", "migrations"),
            "path = \"../../tool/migrate-runtime\""
        );
        assert_eq!(
            source("tool", "crates/migrations"),
            "path = \"../../tool/migrate-runtime\""
        );
        assert_eq!(
            source("/opt/tool", "migrations"),
            "path = \"/opt/tool/migrate-runtime\""
        );
    }

    #[test]
    fn an_existing_manifest_keeps_its_comments() {
        let before =
            "# top\n[package]\nname = \"shop\" # mine\n\n[dependencies]\n# web\naxum = \"0.8\"\n";
        let mut manifest: DocumentMut = before.parse().unwrap();
        edit_manifest(&mut manifest, &dependency(None), "migrations").unwrap();
        let after = manifest.to_string();
        for kept in ["# top\n", "# mine\n", "# web\naxum = \"0.8\"\n"] {
            assert!(after.contains(kept), "{after}");
        }
        assert!(after.contains("default-run = \"shop\"\n"), "{after}");
        assert!(
            after.contains("[package.metadata.migrate]\nversion-locations = [\"migrations\"]\n"),
            "{after}"
        );
        assert!(
            after.contains(
                "migrate-runtime = { version = \"0.1.0\", features = [\"cli\", \"postgres\"] }\n"
            ),
            "{after}"
        );
    }
}
