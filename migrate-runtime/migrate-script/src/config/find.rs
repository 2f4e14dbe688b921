//! Which table of a manifest is meant: `[package.metadata.migrate]`, or a named configuration below it.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;

use super::Config;
use super::section::Section;

const PLAIN: &str = "[package.metadata.migrate]";

/// Every table below the plain one that is the value of no known key is a configuration of its own.
type Named<'t> = Vec<(&'t str, &'t Spanned<DeValue<'t>>)>;

/// The section of the plain configuration, or of the named one; `None` where there is no
/// `[package.metadata.migrate]`.
///
/// Its keys are checked. With the plain one's, so are those of the named ones: a table that was meant to
/// be something else is noticed.
pub(super) fn find<'t>(
    document: &'t DeTable<'t>,
    manifest: &'t str,
    path: &'t Path,
    name: Option<&str>,
) -> Result<Option<Section<'t>>, Vec<Diagnostic>> {
    let Some(value) = plain_table(document) else {
        return Ok(None);
    };
    let mut plain = Section::new(value, PLAIN, manifest, path)?;
    let named = named(&plain);
    if let Some(name) = name {
        let Some((_, value)) = named.iter().find(|(known, _)| *known == name) else {
            return Err(vec![unknown_name(name, &named).in_file(path)]);
        };
        let mut section = Section::new(value, &shown(name), manifest, path)?;
        section.check_keys(&Config::KEYS);
        check_name(&mut section, name);
        return Ok(Some(section));
    }
    if plain.is_implied() && plain.entries().count() == named.len() {
        return Err(vec![name_needed(&named).in_file(path)]);
    }
    for (key, value) in plain.entries() {
        if !is_configuration(key, value) {
            plain.check_key(key, &Config::KEYS);
        }
    }
    for (name, value) in named {
        let mut section = Section::new(value, &shown(name), manifest, path)?;
        section.check_keys(&Config::KEYS);
        check_name(&mut section, name);
        plain.take_faults(section);
    }
    Ok(Some(plain))
}

fn plain_table<'t>(document: &'t DeTable<'t>) -> Option<&'t Spanned<DeValue<'t>>> {
    let package = document.get("package")?.get_ref().as_table()?;
    package
        .get("metadata")?
        .get_ref()
        .as_table()?
        .get("migrate")
}

fn named<'t>(plain: &Section<'t>) -> Named<'t> {
    let tables = plain.entries();
    tables
        .filter(|(key, value)| is_configuration(key, value))
        .map(|(key, value)| (key.get_ref().as_ref(), value))
        .collect()
}

/// Whether an entry of the plain table is a configuration of its own.
fn is_configuration(key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) -> bool {
    value.get_ref().is_table() && !Config::KEYS.contains(&key.get_ref().as_ref())
}

/// A name is part of the names of a variable and of a binary.
fn check_name(section: &mut Section<'_>, name: &str) {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    if name.is_empty() || !name.chars().all(is_plain) {
        let message = format!("`{name}` cannot be the name of a configuration");
        let help = "choose one of letters, digits, `-` and `_`".to_owned();
        section.fault_with_help(section.span(), message, help);
    }
}

fn unknown_name(name: &str, named: &Named<'_>) -> Diagnostic {
    let fault = Diagnostic::new(format!("there is no {}", shown(name)));
    let names = || named.iter().map(|(name, _)| *name);
    match (nearest(name, names()), named.is_empty()) {
        (Some(nearest), _) => fault.help(format!("`{nearest}` is the nearest known name")),
        (None, false) => fault.help(format!("the known names are {}", list(named))),
        (None, true) => fault.help("no configuration has a name; leave the name out"),
    }
}

fn name_needed(named: &Named<'_>) -> Diagnostic {
    let message = format!("there is no {PLAIN}, only named ones: {}", list(named));
    let first = named.first().map_or("", |(name, _)| name);
    let help = format!("say which one is meant: `--name {first}`, or `embed!(\"{first}\")`");
    Diagnostic::new(message).help(help)
}

fn list(named: &Named<'_>) -> String {
    let names: Vec<_> = named.iter().map(|(name, _)| format!("`{name}`")).collect();
    names.join(", ")
}

fn shown(name: &str) -> String {
    format!("[package.metadata.migrate.{name}]")
}
