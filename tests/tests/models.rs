//! Where derived tables are found: in every crate that is linked, and a crate is linked that is named.

mod nested_cargo;

use std::path::{Path, PathBuf};
use std::process::Command;

const LIBRARY: &str = r#"//! What the application works with.

use migrate_runtime::models::Table;

/// A shop.
#[derive(Table)]
#[table(name = "shops")]
pub struct Shop {
    /// Its number.
    #[column(primary_key)]
    pub id: i64,
}

mod products {
    #[derive(migrate_runtime::models::Table)]
    #[allow(dead_code)]
    struct Product {
        id: i64,
    }
}
"#;

/// Counts the tables; nothing of the library is used.
const NAMED: &str = r#"//! Names the library.

use linked_models as _;

fn main() {
    print!("{}", migrate_runtime::models::Metadata::registered().len());
}
"#;

const UNNAMED: &str = r#"//! Does not name the library.

fn main() {
    print!("{}", migrate_runtime::models::Metadata::registered().len());
}
"#;

const LISTED: &str = r#"//! Lists what it wants.

use migrate_runtime::models::Metadata;

fn main() {
    print!("{}", Metadata::new().table::<linked_models::Shop>().len());
}
"#;

#[test]
fn the_tables_of_a_library_are_found_where_it_is_named() {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("linked-models");
    write_workspace(&workspace);
    let build = nested_cargo::build(&workspace);
    for package in ["linked-models", "linked-runner"] {
        let said = build.diagnostics(package);
        assert!(said.is_empty(), "{}", said.concat());
    }
    assert!(
        build.library_is_fresh("linked-models").is_some(),
        "{}",
        build.stderr
    );
    for (program, expected) in [
        ("linked-named", "2"),
        ("linked-unnamed", "0"),
        ("linked-listed", "1"),
    ] {
        let output = Command::new(built(program)).output().expect("it runs");
        let tables = String::from_utf8_lossy(&output.stdout);
        assert_eq!(tables, expected, "{program}");
    }
}

fn write_workspace(workspace: &Path) {
    let write = |path: &str, text: &str| nested_cargo::write(&workspace.join(path), text);
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"models\", \"runner\"]\n\n\
         [workspace.dependencies]\n{}\n{}",
        nested_cargo::runtime_dependency(),
        nested_cargo::SHARED_PROFILE,
    );
    write("Cargo.toml", &manifest);
    let lock = std::fs::read_to_string(nested_cargo::lock_file()).expect("a lock file");
    std::fs::write(workspace.join("Cargo.lock"), lock).expect("written");
    // The registration is not to be in the way of those who allow no unsafe code.
    let package = |name: &str, dependencies: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nmigrate-runtime.workspace = true\n{dependencies}\n\
             [lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n"
        )
    };
    write("models/Cargo.toml", &package("linked-models", ""));
    write("models/src/lib.rs", LIBRARY);
    let dependency = "linked-models = { path = \"../models\" }\n";
    write("runner/Cargo.toml", &package("linked-runner", dependency));
    write("runner/src/bin/linked-named.rs", NAMED);
    write("runner/src/bin/linked-unnamed.rs", UNNAMED);
    write("runner/src/bin/linked-listed.rs", LISTED);
}

/// A program in the target folder that the packages share.
fn built(program: &str) -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = temporary.parent().expect("it is in the target folder");
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    target.join("debug").join(name)
}
