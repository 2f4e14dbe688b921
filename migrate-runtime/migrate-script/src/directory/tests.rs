use tempfile::TempDir;

use super::*;

fn package(files: &[&str]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for file in files {
        write(&folder, file, &revision(file));
    }
    folder
}

fn write(folder: &TempDir, file: &str, text: &str) {
    let path = folder.path().join(file);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("created");
    std::fs::write(path, text).expect("written");
}

/// A revision file that is its own name's.
fn revision(file: &str) -> String {
    let id: String = file.chars().filter(|it| it.is_alphanumeric()).collect();
    format!(
        "//! add\npub const REVISION: &str = \"{id}\";\npub const DOWN_REVISION: &[&str] = &[];\n\
         pub fn upgrade(op: &mut Operations) {{}}\npub fn downgrade(op: &mut Operations) {{}}\n"
    )
}

fn paths(folder: &TempDir, config: &Config) -> Vec<String> {
    let directory = Directory::read(folder.path(), config).expect("no faults");
    let paths = directory.files.iter().map(|file| {
        let path = file.revision.path.as_deref().expect("a path");
        forward_slashes(path)
    });
    paths.collect()
}

#[test]
fn reads_the_revision_files_in_order() {
    let folder = package(&[
        "versions/c.rs",
        "versions/a.rs",
        "versions/b.rs",
        "versions/deep/d.rs",
        "other/e.rs",
    ]);
    let mut config = Config::default();
    assert_eq!(
        paths(&folder, &config),
        ["versions/a.rs", "versions/b.rs", "versions/c.rs"]
    );

    config.recursive_version_locations = true;
    config.version_locations.insert(0, "other".into());
    assert_eq!(
        paths(&folder, &config),
        [
            "other/e.rs",
            "versions/a.rs",
            "versions/b.rs",
            "versions/c.rs",
            "versions/deep/d.rs"
        ]
    );
}

#[test]
fn leaves_out_what_is_not_a_revision_file() {
    let folder = package(&["versions/a.rs"]);
    for file in [
        "versions/.#a.rs",
        "versions/.git/b.rs",
        "versions/a.rs~",
        "versions/#a.rs#",
        "versions/a.rs.orig",
        "versions/mod.rs",
        "versions/README.md",
        "versions/.gitkeep",
    ] {
        write(&folder, file, "not a revision");
    }
    std::fs::create_dir(folder.path().join("versions/folder.rs")).expect("created");
    let config = Config {
        recursive_version_locations: true,
        ..Config::default()
    };
    assert_eq!(paths(&folder, &config), ["versions/a.rs"]);
}

#[cfg(unix)]
#[test]
fn an_editors_lock_that_leads_nowhere_is_left_out() {
    use std::os::unix::fs::symlink;

    let folder = package(&["versions/a.rs", "elsewhere/b.rs"]);
    symlink("user@host", folder.path().join("versions/.#a.rs")).expect("linked");
    symlink("../elsewhere/b.rs", folder.path().join("versions/b.rs")).expect("linked");
    let config = Config::default();
    assert_eq!(paths(&folder, &config), ["versions/a.rs", "versions/b.rs"]);

    symlink("nowhere", folder.path().join("versions/c.rs")).expect("linked");
    let faults = Directory::read(folder.path(), &config).expect_err("a dead link");
    assert_eq!(faults[0].path.as_deref(), Some(Path::new("versions/c.rs")));
}

#[test]
fn an_empty_location_has_no_revisions() {
    let folder = package(&[]);
    write(&folder, "versions/.gitkeep", "");
    assert_eq!(
        Directory::read(folder.path(), &Config::default()),
        Ok(Directory::default())
    );
}

#[test]
fn a_missing_location_is_a_fault() {
    let folder = package(&["versions/a.rs"]);
    let config = Config {
        version_locations: vec!["versions".into(), "vendor".into()],
        ..Config::default()
    };
    let reading = Reading::new(folder.path(), &config);
    assert_eq!(
        (reading.directory.files.len(), reading.complete),
        (1, false)
    );
    let [fault] = &reading.faults[..] else {
        panic!("one fault");
    };
    assert_eq!(
        fault.message,
        "the version location `vendor` does not exist"
    );
    assert_eq!(fault.path.as_deref(), Some(Path::new("Cargo.toml")));
}

#[test]
fn all_faults_of_all_files_are_reported() {
    let folder = package(&["versions/a.rs"]);
    write(&folder, "versions/b.rs", "pub fn helper() {}");
    write(
        &folder,
        "versions/c.rs",
        &revision("versionscrs").replace("fn downgrade", "fn down"),
    );
    let reading = Reading::new(folder.path(), &Config::default());
    assert_eq!((reading.faults.len(), reading.complete), (2, false));
    assert_eq!(reading.directory.files.len(), 2);
}

#[test]
fn text_that_is_not_utf8_is_a_fault() {
    let folder = package(&[]);
    write(&folder, "versions/a.rs", "");
    std::fs::write(folder.path().join("versions/a.rs"), b"//! \xff").expect("written");
    let faults = Directory::read(folder.path(), &Config::default()).expect_err("not UTF-8");
    assert!(faults[0].message.contains("UTF-8"), "{}", faults[0]);
}

#[test]
fn a_manifest_that_cannot_be_read_is_a_fault() {
    let folder = package(&[]);
    let faults = Config::read(folder.path(), None).expect_err("no manifest");
    assert_eq!(faults[0].path.as_deref(), Some(Path::new("Cargo.toml")));
    write(&folder, "Cargo.toml", "[package.metadata.migrate]\n");
    assert_eq!(
        Config::read(folder.path(), None),
        Ok(Some(Config::default()))
    );
}
