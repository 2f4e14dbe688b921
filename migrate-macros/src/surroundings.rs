//! Where the macro is expanded.

use std::path::{Component, Path, PathBuf};

use migrate_script::diagnostic::Diagnostic;

/// What the macro needs to know of the compilation that it runs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// The folder of the package, `CARGO_MANIFEST_DIR`.
    pub(crate) manifest_dir: Option<PathBuf>,
    /// The folder that the compiler runs in, which the paths in its messages are relative to.
    pub(crate) current_dir: PathBuf,
    /// The way from the folder of the calling file to that of the package, where there is a plain one.
    pub(crate) way_to_package: Option<String>,
    /// Whether the package has a build script.
    pub(crate) has_build_script: bool,
}

impl Surroundings {
    /// Reads the environment; `call_site_file` is the calling file, as the compiler names it.
    pub(crate) fn from_environment(call_site_file: Option<PathBuf>) -> Self {
        let manifest_dir = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let current_dir = std::env::current_dir().unwrap_or_default();
        let way_to_package = manifest_dir.as_deref().and_then(|manifest_dir| {
            let file = current_dir.join(call_site_file?);
            way_to_package(manifest_dir, file.parent()?)
        });
        Self {
            manifest_dir,
            current_dir,
            way_to_package,
            has_build_script: std::env::var_os("OUT_DIR").is_some(),
        }
    }

    /// The fault with its path as the compiler would show it.
    pub(crate) fn placed(&self, fault: Diagnostic) -> Diagnostic {
        let Some(manifest_dir) = &self.manifest_dir else {
            return fault;
        };
        let shown = manifest_dir.strip_prefix(&self.current_dir);
        fault.under(shown.unwrap_or(manifest_dir))
    }
}

/// `../` as often as it takes to get from a folder of the package to the package.
///
/// `None` where the folder is not in the package, or where a symbolic link on the way leads elsewhere.
fn way_to_package(manifest_dir: &Path, folder: &Path) -> Option<String> {
    let below = folder.strip_prefix(manifest_dir).ok()?;
    let is_plain = |component| matches!(component, Component::Normal(_));
    if !below.components().all(is_plain) {
        return None;
    }
    let way = "../".repeat(below.components().count());
    let there = folder.join(&way).canonicalize().ok()?;
    (there == manifest_dir.canonicalize().ok()?).then_some(way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_through_plain_folders_only() {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (folder, expected) in [
            ("src", Some("../")),
            ("", Some("")),
            ("src/../src", None),
            ("no-such-folder", None),
            ("..", None),
        ] {
            let way = way_to_package(package, &package.join(folder));
            assert_eq!(way.as_deref(), expected, "{folder}");
        }
    }

    #[test]
    fn faults_are_placed_as_the_compiler_places_its_own() {
        for (manifest_dir, expected) in [
            ("/work/migrations", "migrations/versions/x.rs"),
            ("/work", "versions/x.rs"),
            ("/elsewhere", "/elsewhere/versions/x.rs"),
        ] {
            let surroundings = Surroundings {
                manifest_dir: Some(manifest_dir.into()),
                current_dir: "/work".into(),
                way_to_package: None,
                has_build_script: true,
            };
            let fault = Diagnostic::new("wrong").in_file("versions/x.rs");
            let path = surroundings.placed(fault).path;
            assert_eq!(path.as_deref(), Some(Path::new(expected)));
        }
    }
}
