//! What is wrong with sealed revisions.

use std::collections::HashMap;
use std::path::Path;

use crate::check::named;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Position};
use crate::directory::{Directory, read_text_if_any};
use crate::parse::RevisionFile;
use crate::revision::RevisionId;

use super::{LockFile, text};

/// How many revisions are named; the whole of a long list helps nobody.
const MOST_NAMED: usize = 4;

/// The lock file of a package as it lies there, where it can be read.
struct Sealed {
    name: String,
    text: String,
    parsed: text::Parsed,
}

/// The sealed revisions of the package in a folder that were edited or deleted, each a fault.
///
/// A lock file that cannot be read, or is missing, has a [`fault`](super::fault) of its own.
pub fn seal_faults(manifest_dir: &Path, config: &Config, directory: &Directory) -> Vec<Diagnostic> {
    let Some(sealed) = Sealed::read(manifest_dir, config) else {
        return Vec::new();
    };
    let allow = |id: &RevisionId| {
        let name = config.settings.name.as_ref();
        let name = name.map_or_else(String::new, |name| format!(" --name {name}"));
        format!("`cargo migrate{name} seal --allow {id}`")
    };
    let files = directory.files.iter();
    let files: HashMap<_, _> = files.map(|file| (&file.revision.id, file)).collect();
    let seals = sealed.parsed.lock_file.sealed.iter();
    let faults = seals.filter_map(|(id, seal)| match files.get(id) {
        Some(file) => (file.seal != *seal).then(|| sealed.edited(file, &allow(id))),
        None => Some(sealed.deleted(id, &allow(id))),
    });
    faults.collect()
}

/// The fault that not all revisions of the package in a folder are sealed, if it has one.
pub fn unsealed_fault(
    manifest_dir: &Path,
    config: &Config,
    directory: &Directory,
) -> Option<Diagnostic> {
    let sealed = super::sealed(manifest_dir, config, directory);
    let revisions = directory.files.iter().map(|file| &file.revision);
    let unsealed = revisions.filter(|it| !sealed.contains_key(&it.id));
    let mut names: Vec<String> = unsealed.map(named).collect();
    let message = match names.len() {
        0 => return None,
        1 => format!("1 revision is not sealed: {}", names[0]),
        count => {
            names.truncate(MOST_NAMED);
            if count > MOST_NAMED {
                names.push(format!("{} more", count - MOST_NAMED));
            }
            format!("{count} revisions are not sealed: {}", names.join(", "))
        }
    };
    Some(Diagnostic::new(message).help("`cargo migrate seal` seals what is released"))
}

impl Sealed {
    fn read(manifest_dir: &Path, config: &Config) -> Option<Self> {
        if !config.lock {
            return None;
        }
        let name = LockFile::name(config);
        let text = read_text_if_any(&manifest_dir.join(&name), Path::new(&name)).ok()??;
        let parsed = text::parse(&text, &name).ok()?;
        Some(Self { name, text, parsed })
    }

    fn edited(&self, file: &RevisionFile, allow: &str) -> Diagnostic {
        let message = format!(
            "revision {} is sealed, and was edited since",
            named(&file.revision)
        );
        let what = format!("sealed here; the file's seal would be `{}`", file.seal);
        file.fault(file.positions.revision, message)
            .help(
                "databases have it as it was: restore the file, and make the change in a new revision: \
                 `cargo migrate revision -m \"…\"`",
            )
            .help(format!("if the edit is meant, {allow} seals it anew"))
            .related(self.at(&file.revision.id, what))
    }

    fn deleted(&self, id: &RevisionId, allow: &str) -> Diagnostic {
        let message = format!("revision `{id}` is sealed, but no file declares it any more");
        self.at(id, message)
            .help(
                "databases have it: restore the file, or its identifier; what it did is undone in a new revision: \
                 `cargo migrate revision -m \"…\"`",
            )
            .help(format!("if it is to be gone, {allow} takes it out"))
    }

    /// A fault where a revision is sealed.
    fn at(&self, id: &RevisionId, message: String) -> Diagnostic {
        let fault = Diagnostic::new(message);
        match self.parsed.sealed_at.get(id) {
            Some(bytes) => {
                let position = Position::of_bytes(&self.text, bytes.clone());
                fault.at(&self.name, &self.text, position)
            }
            None => fault.in_file(&self.name),
        }
    }
}
