//! What the manifests of the packages may say.

use std::ops::Range;

use anyhow::{Context, Result};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;
use super::tree::Tree;

/// Packages that a package never depends on, but for its tests.
const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "migrate-runtime/migrate-script",
        &["tokio", "sqlx", "clap"],
        "migrate-script runs inside rustc, in the subcommand and in production",
    ),
    (
        "migrate-macros",
        &["migrate-runtime", "sqlx", "tokio"],
        "that would be a cycle, and what is built for the host stays small",
    ),
];

/// Packages that a package depends on only where a feature asks for them.
const ONLY_OPTIONAL: &[(&str, &[&str], &str)] = &[(
    "migrate-runtime",
    &["clap"],
    "an application links no command line unless it asks for `cli`",
)];

/// Checks the manifests of all members of the workspace.
pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let text = tree.text("Cargo.toml")?;
    let workspace = parse(&text).context("Cargo.toml")?;
    let members = value(&workspace, &["workspace", "members"]).and_then(DeValue::as_array);
    let rust_version = string(&workspace, &["workspace", "package", "rust-version"])
        .context("the workspace has no rust-version")?;
    let mut faults = Vec::new();
    for member in members.context("the workspace has no members")? {
        let member = member.get_ref().as_str().context("a member is a path")?;
        let path = format!("{member}/Cargo.toml");
        let text = tree.text(&path)?;
        let found = check_manifest(member, &text, rust_version).context(path.clone())?;
        faults.extend(found.into_iter().map(|(line, message)| Fault {
            path: path.clone(),
            line,
            message,
        }));
    }
    Ok(faults)
}

fn check_manifest(member: &str, text: &str, rust_version: &str) -> Result<Vec<(usize, String)>> {
    let manifest = parse(text)?;
    let mut faults = Vec::new();
    for dependency in dependencies(&manifest) {
        let line = line_of(text, &dependency.place);
        let is_in = |(package, names, _): &&(&str, &[&str], &str)| {
            *package == member && names.contains(&dependency.package)
        };
        let name = dependency.package;
        if let Some((.., because)) = NEVER.iter().find(is_in) {
            faults.push((line, format!("depends on `{name}`: {because}")));
        }
        if let Some((.., because)) = ONLY_OPTIONAL.iter().find(is_in)
            && !dependency.optional
        {
            faults.push((line, format!("always depends on `{name}`: {because}")));
        }
    }
    faults.extend(check_rust_version(&manifest, text, rust_version));
    Ok(faults)
}

fn check_rust_version(
    manifest: &DeTable<'_>,
    text: &str,
    expected: &str,
) -> Option<(usize, String)> {
    let key = ["package", "rust-version"];
    let inherited = value(manifest, &["package", "rust-version", "workspace"]);
    let inherits = inherited.and_then(DeValue::as_bool) == Some(true);
    if inherits || string(manifest, &key) == Some(expected) {
        return None;
    }
    let place = spanned(manifest, &key).or_else(|| spanned(manifest, &["package"]));
    let line = place.map_or(1, |value| line_of(text, &value.span()));
    Some((
        line,
        format!("`rust-version` is the workspace's, {expected}"),
    ))
}

struct Dependency<'a> {
    /// The name of the package, whatever the manifest calls it.
    package: &'a str,
    optional: bool,
    place: Range<usize>,
}

/// All dependencies but those of tests, for all targets.
fn dependencies<'a>(manifest: &'a DeTable<'_>) -> Vec<Dependency<'a>> {
    let targets = value(manifest, &["target"]).and_then(DeValue::as_table);
    let targets = targets.into_iter().flat_map(|targets| targets.values());
    let tables = targets.filter_map(|target| target.get_ref().as_table());
    std::iter::once(manifest)
        .chain(tables)
        .flat_map(|table| {
            ["dependencies", "build-dependencies"]
                .into_iter()
                .filter_map(|kind| value(table, &[kind])?.as_table())
        })
        .flat_map(|table| table.iter().map(|(name, value)| dependency(name, value)))
        .collect()
}

fn dependency<'a>(
    name: &'a Spanned<std::borrow::Cow<'_, str>>,
    entry: &'a Spanned<DeValue<'_>>,
) -> Dependency<'a> {
    let table = entry.get_ref().as_table();
    let package = table.and_then(|table| string(table, &["package"]));
    let optional = table.and_then(|table| value(table, &["optional"])?.as_bool());
    Dependency {
        package: package.unwrap_or(name.get_ref()),
        optional: optional == Some(true),
        place: name.span(),
    }
}

fn parse(text: &str) -> Result<DeTable<'_>> {
    Ok(DeTable::parse(text)?.into_inner())
}

fn spanned<'a, 'text>(
    table: &'a DeTable<'text>,
    keys: &[&str],
) -> Option<&'a Spanned<DeValue<'text>>> {
    let (last, parents) = keys.split_last()?;
    let mut table = table;
    for key in parents {
        table = table.get(*key)?.get_ref().as_table()?;
    }
    table.get(*last)
}

fn value<'a, 'text>(table: &'a DeTable<'text>, keys: &[&str]) -> Option<&'a DeValue<'text>> {
    spanned(table, keys).map(Spanned::get_ref)
}

fn string<'a>(table: &'a DeTable<'_>, keys: &[&str]) -> Option<&'a str> {
    value(table, keys)?.as_str()
}

fn line_of(text: &str, place: &Range<usize>) -> usize {
    text.as_bytes()
        .iter()
        .take(place.start)
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[package]\nrust-version.workspace = true\n";

    #[track_caller]
    fn check(member: &str, text: &str, expected: &[(usize, &str)]) {
        let found = check_manifest(member, text, "1.94").unwrap();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((line, message), (expected_line, start)) in found.iter().zip(expected) {
            assert_eq!(line, expected_line);
            assert!(message.starts_with(start), "{message}");
        }
    }

    #[test]
    fn forbidden_dependencies_are_found_in_every_form() {
        let text = format!(
            "{HEAD}[dependencies]\nsyn = \"3\"\nsqlx.workspace = true\n[dependencies.tokio]\nversion = \"1\"\n\
             [target.'cfg(unix)'.build-dependencies]\nargs = {{ package = \"clap\", version = \"4\" }}\n"
        );
        let expected = [
            (5, "depends on `sqlx`"),
            (6, "depends on `tokio`"),
            (9, "depends on `clap`"),
        ];
        check("migrate-runtime/migrate-script", &text, &expected);
        check("tests", &text, &[]);
    }

    #[test]
    fn tests_may_depend_on_anything() {
        let text = format!("{HEAD}[dev-dependencies]\nmigrate-runtime.workspace = true\n");
        check("migrate-macros", &text, &[]);
    }

    #[test]
    fn clap_is_optional_in_the_runtime() {
        let text = |entry| format!("{HEAD}[dependencies]\nclap = {entry}\n");
        check(
            "migrate-runtime",
            &text("{ workspace = true, optional = true }"),
            &[],
        );
        check(
            "migrate-runtime",
            &text("{ workspace = true }"),
            &[(4, "always depends on `clap`")],
        );
    }

    #[test]
    fn the_rust_version_is_the_workspaces() {
        check("tests", "[package]\nrust-version = \"1.94\"\n", &[]);
        check(
            "tests",
            "[package]\nrust-version = \"1.90\"\n",
            &[(2, "`rust-version` is")],
        );
        check(
            "tests",
            "[package]\nname = \"a\"\n",
            &[(1, "`rust-version` is")],
        );
    }
}
