//! When cargo compiles a package with revisions again: whenever its set of revisions changes, without
//! anyone touching a source file, and never otherwise.

mod nested_cargo;

use std::path::Path;

use nested_cargo::Build;
use tempfile::TempDir;

const BUILD_SCRIPT: &str = r#"fn main() {
    println!("cargo::rerun-if-changed=versions");
    println!("cargo::rerun-if-changed=Cargo.toml");
}
"#;

const SHOPS: &str = "2025_01_01_0900-9e1f00aa12bc_add_shops.rs";
const PRODUCTS: &str = "2025_01_02_0900-abc123def456_create_products.rs";

/// What a build did with the package.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing changed.
    Fresh,
    /// It was compiled.
    Compiled,
    /// It was compiled, and the compiler refused it.
    Refused(String),
}

#[test]
fn an_added_a_removed_and_a_renamed_file_are_seen() {
    let package = Package::new("rebuild-set");
    package.write_revision(SHOPS, "9e1f00aa12bc", "");
    assert_eq!(package.build(), Outcome::Compiled);
    assert_eq!(package.build(), Outcome::Fresh);

    package.write_revision(PRODUCTS, "abc123def456", "\"9e1f00aa12bc\"");
    assert_eq!(package.build(), Outcome::Compiled);
    assert_eq!(package.build(), Outcome::Fresh);

    package.remove(SHOPS);
    let refusal = "revision `abc123def456` revises `9e1f00aa12bc`, which no file declares";
    assert_eq!(package.build(), Outcome::Refused(refusal.to_owned()));

    package.remove(PRODUCTS);
    package.write_revision(SHOPS, "9e1f00aa12bc", "");
    assert_eq!(package.build(), Outcome::Compiled);
    assert_eq!(package.build(), Outcome::Fresh);

    package.rename(SHOPS, &SHOPS.replace("add_shops", "create_shops"));
    assert_eq!(package.build(), Outcome::Compiled);
    assert_eq!(package.build(), Outcome::Fresh);
}

#[test]
fn a_changed_file_and_a_changed_setting_are_seen() {
    let package = Package::new("rebuild-content");
    package.write_revision(SHOPS, "9e1f00aa12bc", "");
    package.write_revision(PRODUCTS, "abc123def456", "\"9e1f00aa12bc\"");
    assert_eq!(package.build(), Outcome::Compiled);

    package.write_revision(PRODUCTS, "abc123def456", "");
    let refusal = "2 heads: `9e1f00aa12bc` (a revision), `abc123def456` (a revision)";
    assert_eq!(package.build(), Outcome::Refused(refusal.to_owned()));

    package.write_manifest("lock = false\nmultiple-heads = \"allow\"");
    assert_eq!(package.build(), Outcome::Compiled);
    assert_eq!(package.build(), Outcome::Fresh);
}

#[test]
fn a_changed_and_a_removed_lock_file_are_seen() {
    let package = Package::new("rebuild-lock");
    package.write_manifest("");
    package.write_revision(SHOPS, "9e1f00aa12bc", "");
    package.write("migrate.lock", "version = 1\nheads = [\"9e1f00aa12bc\"]\n");
    assert_eq!(package.build(), Outcome::Compiled);
    assert_eq!(package.build(), Outcome::Fresh);

    package.write("migrate.lock", "version = 1\nheads = []\n");
    let refusal =
        "`migrate.lock` names no head, but the revision files have `9e1f00aa12bc` (a revision)";
    assert_eq!(package.build(), Outcome::Refused(refusal.to_owned()));
    package.write(
        "migrate.lock",
        "# Mended.\nversion = 1\nheads = [\"9e1f00aa12bc\"]\n",
    );
    assert_eq!(package.build(), Outcome::Compiled);
    assert_eq!(package.build(), Outcome::Fresh);

    std::fs::remove_file(package.path().join("migrate.lock")).expect("removed");
    let refusal = "`migrate.lock` is missing: without it, git does not notice two heads";
    assert_eq!(package.build(), Outcome::Refused(refusal.to_owned()));
}

/// A package of its own, outside of the repository.
struct Package {
    /// Unique: to cargo, two packages that lie at the root of a workspace are one if they have one name,
    /// and they share a target folder here.
    name: &'static str,
    folder: TempDir,
}

impl Package {
    fn new(name: &'static str) -> Self {
        let package = Self {
            name,
            folder: TempDir::new().expect("a temporary folder"),
        };
        package.write_manifest("lock = false");
        package.write("build.rs", BUILD_SCRIPT);
        package.write("src/lib.rs", "migrate_runtime::embed!();\n");
        std::fs::create_dir(package.path().join("versions")).expect("created");
        std::fs::copy(nested_cargo::lock_file(), package.path().join("Cargo.lock"))
            .expect("copied");
        package
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, file: &str, text: &str) {
        nested_cargo::write(&self.path().join(file), text);
    }

    fn write_manifest(&self, settings: &str) {
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{}\n[package.metadata.migrate]\n{settings}\n\n[workspace]\n\n{}",
            self.name,
            nested_cargo::runtime_dependency(),
            nested_cargo::SHARED_PROFILE,
        );
        self.write("Cargo.toml", &manifest);
    }

    fn write_revision(&self, file: &str, id: &str, down: &str) {
        let text = format!(
            "//! a revision\n\nuse migrate_runtime::prelude::*;\n\n\
             pub const REVISION: &str = \"{id}\";\npub const DOWN_REVISION: &[&str] = &[{down}];\n\n\
             pub fn upgrade(_op: &mut Operations) {{}}\n\npub fn downgrade(_op: &mut Operations) {{}}\n"
        );
        self.write(&format!("versions/{file}"), &text);
    }

    fn remove(&self, file: &str) {
        std::fs::remove_file(self.path().join("versions").join(file)).expect("removed");
    }

    fn rename(&self, from: &str, to: &str) {
        let versions = self.path().join("versions");
        std::fs::rename(versions.join(from), versions.join(to)).expect("renamed");
    }

    fn build(&self) -> Outcome {
        let build = nested_cargo::build(self.path());
        match build.library_is_fresh(self.name) {
            Some(true) => Outcome::Fresh,
            Some(false) => Outcome::Compiled,
            None => Outcome::Refused(self.refusal(&build)),
        }
    }

    /// The first line of the one error.
    fn refusal(&self, build: &Build) -> String {
        let [error] = build.diagnostics(self.name)[..] else {
            panic!("one error is expected:\n{}", build.stderr);
        };
        let first = error.lines().next().unwrap_or_default();
        first.trim_start_matches("error: ").to_owned()
    }
}
