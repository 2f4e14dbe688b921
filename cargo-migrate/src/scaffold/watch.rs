//! Whether cargo will see a new revision file: a runner without it would say that there is nothing to do.

use std::path::Path;

use migrate_script::diagnostic::forward_slashes;

use crate::cli::Context;
use crate::project::Project;

/// Warns where the build script names what it watches, and the version location is not among it.
pub(crate) fn warn(project: &Project, context: &mut Context, location: &Path) {
    let script = std::fs::read_to_string(project.directory.join("build.rs"));
    if script.is_ok_and(|script| !is_watched(location, &script)) {
        let location = forward_slashes(location);
        context.ui.warning(format!(
            "build.rs does not watch {location}, so cargo would not see the new revision; add\n    \
             println!(\"cargo::rerun-if-changed={location}\");"
        ));
    }
}

/// Whether a build script watches a folder or one around it. One that names nothing is run whenever any
/// file of the package changes; what it makes up at run time is not known here.
fn is_watched(location: &Path, script: &str) -> bool {
    let mut named = script.split("rerun-if-changed=").skip(1).peekable();
    named.peek().is_none()
        || named.any(|rest| {
            let end = rest.find(['"', '\\', '\n']).unwrap_or(rest.len());
            let path = &rest[..end];
            path.contains('{') || location.starts_with(path)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_around_are_watched_with_what_they_hold() {
        for (script, expected) in [
            ("fn main() {}", true),
            ("println!(\"cargo::rerun-if-changed=versions\");", true),
            (
                "println!(\"cargo:rerun-if-changed=versions/reports\\ncargo:x\");",
                true,
            ),
            (
                "\"rerun-if-changed=Cargo.toml\\nrerun-if-changed=versions\"",
                true,
            ),
            ("println!(\"cargo::rerun-if-changed={folder}\");", true),
            ("println!(\"cargo::rerun-if-changed=Cargo.toml\");", false),
            (
                "println!(\"cargo::rerun-if-changed=versions/shop\");",
                false,
            ),
            ("println!(\"cargo::rerun-if-changed=version\");", false),
        ] {
            let watched = is_watched(Path::new("versions/reports"), script);
            assert_eq!(watched, expected, "{script}");
        }
    }
}
