//! A project's own template for new revision files, as Alembic's `script.py.mako`: text with placeholders.
//!
//! `${message}` is the value as people read it, `${down_revision:?}` the value as Rust writes it. What
//! comes of it is parsed before it is written, and a fault is shown at the line of the template.

mod check;
mod fill;

use std::path::Path;

use jiff::Zoned;
use migrate_script::Revision;

use super::revision::{Bodies, date_line};
use crate::error::{Error, Result};
use crate::project::Project;
use fill::{Source, Value};

/// The text of a revision file, made from the project's template.
pub(crate) fn render(
    project: &Project,
    template: &Path,
    revision: &Revision,
    created: &Zoned,
    bodies: &Bodies,
) -> Result<String> {
    let shown = project.shown().join(template);
    let text = std::fs::read_to_string(project.directory.join(template)).map_err(|error| {
        let message = format!("cannot read {}: {error}", shown.display());
        Error::new(message, "`revision-template` in Cargo.toml names it")
    })?;
    let source = Source::new(&text, &shown);
    let filled = source.fill(&values(revision, created, bodies))?;
    check::check(&source, &filled, revision, &project.config.file_template)?;
    Ok(filled.text())
}

/// The placeholders: Alembic's variables.
fn values(revision: &Revision, created: &Zoned, bodies: &Bodies) -> [(&'static str, Value); 9] {
    let down = revision.down_revisions.iter().map(ToString::to_string);
    [
        ("message", Value::Text(revision.doc.clone())),
        ("up_revision", Value::Text(revision.id.to_string())),
        ("down_revision", Value::List(down.collect())),
        ("branch_labels", Value::List(revision.branch_labels.clone())),
        ("depends_on", Value::List(revision.depends_on.clone())),
        ("create_date", Value::Text(date_line(created))),
        // What is generated needs nothing beside the prelude.
        ("imports", Value::Text(String::new())),
        ("upgrades", Value::Lines(bodies.upgrade.clone())),
        ("downgrades", Value::Lines(bodies.downgrade.clone())),
    ]
}
