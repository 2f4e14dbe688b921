//! What a user sees of `embed!`: every kind of fault, in real packages, built by real cargo.
//!
//! A folder of `tests/ui` is a case: a package whose files are laid over those of `tests/ui/_base`, and
//! `stderr`, what the compiler says of it. A case without `stderr` compiles, without a warning. With
//! `SNAPSHOTS=overwrite` in the environment, the files `stderr` are written anew.
//!
//! `trybuild` does not fit: its cases are files of one package without a build script, but `embed!`
//! reads the manifest and the folders of its package, and insists on a build script. So the cases
//! become members of one workspace, and one run of cargo compiles them all.

mod nested_cargo;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use nested_cargo::Build;

/// The files of a package, by their paths in it.
type Files = BTreeMap<PathBuf, String>;

const EXPECTED: &str = "stderr";

#[test]
fn the_compiler_says_what_is_expected() {
    let cases = cases();
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    write_workspace(&workspace, &cases);
    let build = nested_cargo::build(&workspace);
    let wrong = cases.iter().filter_map(|(name, files)| {
        let said = said(&build, name);
        let expected = files.get(Path::new(EXPECTED)).cloned().unwrap_or_default();
        (said != expected).then(|| {
            overwrite_if_asked(name, &said);
            format!("=== {name}, expected:\n{expected}\n=== {name}, but it is:\n{said}\n")
        })
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}\n{}", wrong.concat(), build.stderr);
    for (name, files) in &cases {
        let must_compile = !files.contains_key(Path::new(EXPECTED));
        assert_eq!(
            build.library_is_fresh(name).is_some(),
            must_compile,
            "{name}\n{}",
            build.stderr
        );
    }
}

fn cases() -> BTreeMap<String, Files> {
    let folder = ui_folder();
    let base = read_files(&folder.join("_base"));
    let entries = std::fs::read_dir(&folder).expect("tests/ui is there");
    let names = entries.map(|entry| {
        let name = entry.expect("readable").file_name();
        name.into_string().expect("UTF-8")
    });
    let cases = names.filter(|name| !name.starts_with('_')).map(|name| {
        let mut files = base.clone();
        files.extend(read_files(&folder.join(&name)));
        (name, files)
    });
    cases.collect()
}

fn ui_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

fn read_files(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(current) = waiting.pop() {
        for entry in std::fs::read_dir(&current).expect("a folder") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                let name = path.strip_prefix(folder).expect("it is below");
                files.insert(name.to_owned(), text);
            }
        }
    }
    files
}

/// Writes the cases as members of a workspace. What did not change is not touched, so that the build
/// scripts, which are all the same, are compiled once in the life of the target folder.
fn write_workspace(workspace: &Path, cases: &BTreeMap<String, Files>) {
    let mut expected = BTreeSet::new();
    let mut write = |path: PathBuf, text: &str| {
        nested_cargo::write(&path, text);
        expected.insert(path);
    };
    for (name, files) in cases {
        for (path, text) in files
            .iter()
            .filter(|(path, _)| *path != Path::new(EXPECTED))
        {
            match path.to_str() {
                Some("Cargo.toml.in") => {
                    let manifest = text.replace("{name}", name);
                    write(workspace.join(name).join("Cargo.toml"), &manifest);
                }
                _ => write(workspace.join(name).join(path), text),
            }
        }
    }
    write(workspace.join("Cargo.toml"), &workspace_manifest(cases));
    let lock = std::fs::read_to_string(nested_cargo::lock_file()).expect("a lock file");
    std::fs::write(workspace.join("Cargo.lock"), lock).expect("written");
    for path in read_files(workspace)
        .into_keys()
        .map(|path| workspace.join(path))
    {
        if !expected.contains(&path) && !path.ends_with("Cargo.lock") {
            std::fs::remove_file(path).expect("removed");
        }
    }
}

fn workspace_manifest(cases: &BTreeMap<String, Files>) -> String {
    let members: Vec<&String> = cases.keys().collect();
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[workspace.dependencies]\n{}\n{}",
        nested_cargo::runtime_dependency(),
        nested_cargo::SHARED_PROFILE,
    )
}

/// Everything that the compiler said of a case.
fn said(build: &Build, name: &str) -> String {
    build
        .diagnostics(name)
        .into_iter()
        .map(normalized)
        .collect()
}

/// Leaves out the remark that an error comes from a macro, whose words depend on the compiler.
fn normalized(rendered: &str) -> String {
    let mut lines = Vec::new();
    for line in rendered.lines() {
        if line.contains("= note: this error originates in the macro") {
            lines.pop();
        } else {
            lines.push(line.trim_end());
        }
    }
    lines.join("\n") + "\n"
}

fn overwrite_if_asked(name: &str, said: &str) {
    if std::env::var_os("SNAPSHOTS").is_none_or(|value| value != "overwrite") {
        return;
    }
    let path = ui_folder().join(name).join(EXPECTED);
    if said.is_empty() {
        std::fs::remove_file(path).expect("removed");
    } else {
        std::fs::write(path, said).expect("written");
    }
}
