//! Finding the programs of a database on this machine.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

/// A folder in which every version of a database has a folder of its own, with programs in its `bin`.
#[derive(Debug)]
pub(super) struct VersionedPlace {
    /// The folder that holds the versions.
    pub(super) parent: &'static str,
    /// What comes before the version in the name of its folder.
    pub(super) prefix: &'static str,
}

/// The first folder that has all of the programs.
pub(super) fn folder_with(
    programs: &[&str],
    folders: impl IntoIterator<Item = PathBuf>,
) -> Option<PathBuf> {
    folders
        .into_iter()
        .find(|folder| programs.iter().all(|name| program(folder, name).is_file()))
}

/// The program in a folder that has the first of these names.
pub(super) fn first_of(names: &[&str], folder: &Path) -> Option<PathBuf> {
    let mut paths = names.iter().map(|name| program(folder, name));
    paths.find(|path| path.is_file())
}

/// The path of a program in a folder.
pub(super) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The folders of `PATH`.
pub(super) fn path_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect())
}

/// The folders of programs of all versions, the highest version first.
pub(super) fn versioned_folders(places: &[VersionedPlace]) -> Vec<PathBuf> {
    let mut found: Vec<(Vec<u32>, PathBuf)> = places.iter().flat_map(versions_in).collect();
    found.sort_by_key(|(version, _)| Reverse(version.clone()));
    found.into_iter().map(|(_, folder)| folder).collect()
}

fn versions_in(place: &VersionedPlace) -> Vec<(Vec<u32>, PathBuf)> {
    let entries = std::fs::read_dir(place.parent).into_iter().flatten();
    entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = parse_version(name.to_str()?.strip_prefix(place.prefix)?)?;
            Some((version, entry.path().join("bin")))
        })
        .collect()
}

/// `16` and `9.6`, as numbers.
fn parse_version(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn install(root: &Path, folder: &str, programs: &[&str]) -> PathBuf {
        let folder = root.join(folder);
        fs::create_dir_all(&folder).unwrap();
        for name in programs {
            fs::write(program(&folder, name), "").unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_must_have_all_programs() {
        let root = tempfile::tempdir().unwrap();
        let half = install(root.path(), "half", &["initdb"]);
        let whole = install(root.path(), "whole", &["initdb", "postgres"]);
        let later = install(root.path(), "later", &["initdb", "postgres"]);

        let found = folder_with(
            &["initdb", "postgres"],
            [half.clone(), whole.clone(), later],
        );
        assert_eq!(found, Some(whole));
        assert_eq!(folder_with(&["initdb", "postgres"], [half]), None);
    }

    #[test]
    fn the_first_name_that_is_there() {
        let root = tempfile::tempdir().unwrap();
        let folder = install(root.path(), "both", &["mysqld", "mariadbd"]);
        let found = first_of(&["mariadbd", "mysqld"], &folder);
        assert_eq!(found, Some(program(&folder, "mariadbd")));
        assert_eq!(first_of(&["postgres"], &folder), None);
    }

    #[test]
    fn the_highest_version_comes_first() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["pg-9.6", "pg-15", "pg-9", "pg-100", "pg-common", "15"] {
            install(root.path(), &format!("{folder}/bin"), &["postgres"]);
        }
        let place = VersionedPlace {
            parent: Box::leak(root.path().to_str().unwrap().to_owned().into_boxed_str()),
            prefix: "pg-",
        };
        let expected = ["pg-100", "pg-15", "pg-9.6", "pg-9"]
            .map(|folder| root.path().join(folder).join("bin"));
        assert_eq!(versioned_folders(&[place]), expected);
    }

    #[test]
    fn a_missing_place_has_no_versions() {
        let place = VersionedPlace {
            parent: "/no/such/folder",
            prefix: "",
        };
        assert!(versioned_folders(&[place]).is_empty());
    }
}
