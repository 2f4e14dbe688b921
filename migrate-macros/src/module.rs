//! The module of a revision: its name, and the path of its file.

use std::collections::HashSet;
use std::path::Path;

use migrate_script::diagnostic::forward_slashes;

use crate::surroundings::Surroundings;

/// Gives every revision a module name of its own.
#[derive(Debug, Default)]
pub(crate) struct ModuleNames {
    taken: HashSet<String>,
}

impl ModuleNames {
    /// The name of the revision's module: `rev_` and the identifier, whose other characters than
    /// letters of ASCII, digits and `_` become `_`, with a number behind it where another has the name.
    pub(crate) fn name(&mut self, id: &str) -> String {
        let plain = |it: char| {
            if it.is_ascii_alphanumeric() {
                it.to_ascii_lowercase()
            } else {
                '_'
            }
        };
        let first: String = "rev_".chars().chain(id.chars().map(plain)).collect();
        let mut name = first.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{first}_{number}");
            number += 1;
        }
        name
    }
}

/// The value of the `#[path]` attribute for a file, whose path is relative to the package.
///
/// A path that starts at the calling file keeps locations, and with them panics and errors, the same
/// wherever the workspace lies; an absolute one is always right.
pub(crate) fn path_attribute(surroundings: &Surroundings, file: &Path) -> String {
    match (&surroundings.way_to_package, &surroundings.manifest_dir) {
        (Some(way), _) if file.is_relative() => format!("{way}{}", forward_slashes(file)),
        (_, Some(manifest_dir)) => forward_slashes(&manifest_dir.join(file)),
        (_, None) => forward_slashes(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_names_are_identifiers_and_unique() {
        let mut names = ModuleNames::default();
        for (id, expected) in [
            ("abc123def456", "rev_abc123def456"),
            ("ABC123DEF456", "rev_abc123def456_2"),
            ("1.0", "rev_1_0"),
            ("1_0", "rev_1_0_2"),
            ("1_0_2", "rev_1_0_2_2"),
            ("größe x", "rev_gr__e_x"),
        ] {
            assert_eq!(names.name(id), expected, "{id}");
        }
    }

    #[test]
    fn paths_start_at_the_calling_file_where_they_can() {
        let mut surroundings = Surroundings {
            manifest_dir: Some("/work/migrations".into()),
            current_dir: "/work".into(),
            way_to_package: Some("../".to_owned()),
            has_build_script: true,
        };
        let attribute =
            |surroundings: &Surroundings, file: &str| path_attribute(surroundings, Path::new(file));
        assert_eq!(
            attribute(&surroundings, "versions/x.rs"),
            "../versions/x.rs"
        );
        assert_eq!(attribute(&surroundings, "/shared/x.rs"), "/shared/x.rs");
        surroundings.way_to_package = None;
        let absolute = "/work/migrations/versions/x.rs";
        assert_eq!(attribute(&surroundings, "versions/x.rs"), absolute);
    }
}
