//! The configuration: `[package.metadata.migrate]` of the package that holds the revisions.
//!
//! A table below it, `[package.metadata.migrate.analytics]`, is a configuration of its own, for a second
//! database: it has the same keys, and takes nothing from the plain one.

mod autogenerate;
mod find;
mod hooks;
mod naming_convention;
mod section;

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::directory::read_text;
use crate::file_name::FileTemplate;
use crate::settings::{EditedRevisions, NewerDatabase, Settings, TransactionMode};

use section::Section;

pub use autogenerate::{Autogenerate, Kind};
pub use hooks::PostWriteHook;

/// What more than one head means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MultipleHeads {
    /// A fault: the package does not compile.
    #[default]
    Deny,
    /// Nothing: several branches are kept on purpose.
    Allow,
}

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// What a run against a database needs.
    pub settings: Settings,
    /// The folders that hold the revision files, relative to the package unless absolute.
    pub version_locations: Vec<PathBuf>,
    /// Whether revision files are looked for in the folders' folders too.
    pub recursive_version_locations: bool,
    /// How new revision files are named.
    pub file_template: FileTemplate,
    /// How many characters of a message go into a file's name.
    pub truncate_slug_length: usize,
    /// The IANA name of the time zone of create dates; not checked here.
    pub timezone: String,
    /// What more than one head means.
    pub multiple_heads: MultipleHeads,
    /// Whether the heads are written down in a lock file.
    pub lock: bool,
    /// The template of new revision files, relative to the package; the built-in one unless configured.
    pub revision_template: Option<PathBuf>,
    /// What runs after a revision file was written, in order.
    pub post_write_hooks: Vec<PostWriteHook>,
    /// The binary that runs the revisions, where it is not the one that is looked for.
    pub runner: Option<String>,
    /// The file of SQL that says what is wanted, relative to the package; `None`: the models do.
    pub target: Option<PathBuf>,
    /// What autogenerate compares.
    pub autogenerate: Autogenerate,
}

impl Config {
    /// The keys of `[package.metadata.migrate]`.
    pub const KEYS: [&'static str; 26] = [
        "version-locations",
        "recursive-version-locations",
        "file-template",
        "truncate-slug-length",
        "timezone",
        "version-table",
        "version-table-schema",
        "version-table-pk",
        "naming-convention",
        "transaction",
        "multiple-heads",
        "lock",
        "lock-wait",
        "lock-timeout",
        "lock-retries",
        "statement-timeout",
        "history",
        "edited-revisions",
        "newer-database",
        "database-url",
        "env-file",
        "revision-template",
        "post-write-hooks",
        "runner",
        "target",
        "autogenerate",
    ];

    /// Reads the configuration out of a manifest's text; `path` is the manifest as it is to be shown,
    /// `name` the named configuration instead of the plain one.
    /// `None` where the manifest has no `[package.metadata.migrate]`.
    ///
    /// # Errors
    ///
    /// All faults at once: a manifest that is not TOML, a name that there is not, unknown keys, values of
    /// the wrong type or out of their range.
    pub fn parse(
        manifest: &str,
        path: &Path,
        name: Option<&str>,
    ) -> Result<Option<Self>, Vec<Diagnostic>> {
        let manifest = manifest.strip_prefix('\u{feff}').unwrap_or(manifest);
        let document = section::parse_document(manifest, path)?;
        let Some(mut section) = find::find(&document, manifest, path, name)? else {
            return Ok(None);
        };
        let config = Self::from_section(&mut section, name);
        section.finish(config).map(Some)
    }

    /// Reads the configuration of the package in a folder.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and a manifest that cannot be read.
    pub fn read(manifest_dir: &Path, name: Option<&str>) -> Result<Option<Self>, Vec<Diagnostic>> {
        let shown = Path::new("Cargo.toml");
        let manifest = read_text(&manifest_dir.join(shown), shown)?;
        Self::parse(&manifest, shown, name)
    }

    fn from_section(section: &mut Section<'_>, name: Option<&str>) -> Self {
        if let Some(name) = name {
            // Two databases with the revisions of one would be a mistake that nobody notices in time.
            let help = format!("write `version-locations = [\"versions/{name}\"]`");
            section.require("version-locations", help);
        }
        let default = Self::default();
        let recursive = section
            .boolean("recursive-version-locations")
            .unwrap_or_default();
        Self {
            settings: settings(section, name),
            version_locations: version_locations(section, recursive)
                .unwrap_or(default.version_locations),
            recursive_version_locations: recursive,
            file_template: file_template(section, recursive).unwrap_or(default.file_template),
            truncate_slug_length: section
                .number("truncate-slug-length", "characters")
                .map_or(default.truncate_slug_length, |length| length as usize),
            timezone: section.text("timezone").unwrap_or(default.timezone),
            multiple_heads: section
                .choice(
                    "multiple-heads",
                    [
                        ("deny", MultipleHeads::Deny),
                        ("allow", MultipleHeads::Allow),
                    ],
                )
                .unwrap_or_default(),
            lock: section.boolean("lock").unwrap_or(default.lock),
            revision_template: section.text("revision-template").map(PathBuf::from),
            post_write_hooks: hooks::post_write_hooks(section).unwrap_or_default(),
            runner: section.text("runner"),
            target: section.text("target").map(PathBuf::from),
            autogenerate: autogenerate::autogenerate(section).unwrap_or_default(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            settings: Settings::DEFAULT,
            version_locations: vec!["versions".into()],
            recursive_version_locations: false,
            file_template: FileTemplate::default(),
            truncate_slug_length: 40,
            timezone: "UTC".to_owned(),
            multiple_heads: MultipleHeads::Deny,
            lock: true,
            revision_template: None,
            post_write_hooks: Vec::new(),
            runner: None,
            target: None,
            autogenerate: Autogenerate::default(),
        }
    }
}

fn settings(section: &mut Section<'_>, name: Option<&str>) -> Settings {
    let default = Settings::DEFAULT;
    Settings {
        name: name.map(|name| Cow::Owned(name.to_owned())),
        version_table: section
            .text("version-table")
            .map_or(default.version_table, Cow::Owned),
        version_table_schema: section.text("version-table-schema").map(Cow::Owned),
        version_table_primary_key: section
            .boolean("version-table-pk")
            .unwrap_or(default.version_table_primary_key),
        transaction: section
            .choice(
                "transaction",
                [
                    ("per-revision", TransactionMode::PerRevision),
                    ("all", TransactionMode::All),
                ],
            )
            .unwrap_or(default.transaction),
        lock_wait: section.seconds("lock-wait").unwrap_or(default.lock_wait),
        history: section.boolean("history").unwrap_or(default.history),
        edited_revisions: section
            .choice(
                "edited-revisions",
                [
                    ("warn", EditedRevisions::Warn),
                    ("deny", EditedRevisions::Deny),
                    ("allow", EditedRevisions::Allow),
                ],
            )
            .unwrap_or(default.edited_revisions),
        newer_database: section
            .choice(
                "newer-database",
                [
                    ("deny", NewerDatabase::Deny),
                    ("allow", NewerDatabase::Allow),
                ],
            )
            .unwrap_or(default.newer_database),
        lock_timeout: timeout(section, "lock-timeout"),
        statement_timeout: timeout(section, "statement-timeout"),
        lock_retries: section
            .number("lock-retries", "attempts")
            .unwrap_or(default.lock_retries),
        database_url: section.text("database-url").map(Cow::Owned),
        naming_convention: naming_convention::naming_convention(section)
            .unwrap_or(default.naming_convention),
        env_file: section
            .text("env-file")
            .map_or(default.env_file, Cow::Owned),
    }
}

/// A limit in seconds; none stands for no limit of ours, which is said by leaving the key out.
fn timeout(section: &mut Section<'_>, key: &'static str) -> Option<Duration> {
    let timeout = section.seconds(key)?;
    if timeout.is_zero()
        && let Some(span) = section.span_of(key)
    {
        let message = format!("`{key}` takes a number of seconds, not 0");
        section.fault_with_help(span, message, "leave it out for no limit".to_owned());
    }
    Some(timeout)
}

fn version_locations(section: &mut Section<'_>, recursive: bool) -> Option<Vec<PathBuf>> {
    let entries = section.texts("version-locations")?;
    let locations: Vec<PathBuf> = entries.iter().map(|(text, _)| normalized(text)).collect();
    for (index, (_, span)) in entries.iter().enumerate() {
        let (before, location) = (&locations[..index], &locations[index]);
        let overlaps = |other: &&PathBuf| {
            let nested = location.starts_with(other) || other.starts_with(location);
            *other == location || (recursive && nested)
        };
        if let Some(other) = before.iter().find(overlaps) {
            let message = format!(
                "`version-locations` overlap: the files in `{}` belong to `{}` too",
                location.display(),
                other.display()
            );
            section.fault(span.clone(), message);
        }
    }
    Some(locations)
}

/// The path without its `.` components, so that one folder is spelled in one way.
fn normalized(location: &str) -> PathBuf {
    let components = Path::new(location).components();
    let kept = components.filter(|it| *it != Component::CurDir);
    kept.collect()
}

fn file_template(section: &mut Section<'_>, recursive: bool) -> Option<FileTemplate> {
    const KEY: &str = "file-template";
    let text = section.text(KEY)?;
    let span = section.span_of(KEY)?;
    let template = match FileTemplate::parse(&text) {
        Ok(template) => template,
        Err(error) => {
            let help = error.help();
            section.fault_with_help(span, format!("`{KEY}`: {error}"), help);
            return None;
        }
    };
    if template.has_folders() && !recursive {
        section.fault_with_help(
            span,
            format!("`{KEY}` puts files into folders, where they are not looked for"),
            "add `recursive-version-locations = true`".to_owned(),
        );
    }
    Some(template)
}

#[cfg(test)]
mod tests;
