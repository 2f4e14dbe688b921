use tempfile::TempDir;

use super::*;

const PLAIN: &str = r#"//! add shops

pub const REVISION: &str = "9e1f00aa12bc";
pub const DOWN_REVISION: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {}
pub fn downgrade(op: &mut Operations) {}
"#;

const ASYNC: &str = r#"//! fill "slugs"
//!
//! Revises: 9e1f00aa12bc

pub const REVISION: &str = "abc123def456";
pub const DOWN_REVISION: &[&str] = &["9e1f00aa12bc"];
pub const BRANCH_LABELS: &[&str] = &["shop"];
pub const DEPENDS_ON: &[&str] = &[];

pub async fn upgrade(op: &mut Operations) -> Result {}
pub fn downgrade(op: &mut Operations) {}
"#;

const SETTINGS: &str = r#"[package.metadata.migrate]
lock = false
version-table-schema = "shop"
transaction = "all"
lock-wait = 5
lock-timeout = 3
edited-revisions = "deny"
naming-convention.uq = "uq_%(table_name)s"
"#;

fn package(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("versions")).expect("created");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn surroundings(package: &TempDir) -> Surroundings {
    Surroundings {
        manifest_dir: Some(package.path().to_owned()),
        current_dir: package.path().to_owned(),
        way_to_package: Some("../".to_owned()),
        has_build_script: true,
    }
}

fn expand(surroundings: &Surroundings) -> String {
    let tokens = embed(&TokenStream::new(), surroundings);
    let file = syn::parse2(tokens).expect("the expansion is a list of items");
    prettyplease::unparse(&file)
}

/// The texts of the `compile_error!`s, and the rest of the expansion.
fn errors(tokens: TokenStream) -> (Vec<String>, String) {
    let mut file: syn::File = syn::parse2(tokens).expect("the expansion is a list of items");
    let mut texts = Vec::new();
    file.items.retain(|item| match item {
        syn::Item::Macro(item) => {
            let text: syn::LitStr = item.mac.parse_body().expect("a text");
            texts.push(text.value());
            false
        }
        _ => true,
    });
    (texts, prettyplease::unparse(&file))
}

fn faults(surroundings: &Surroundings) -> Vec<String> {
    let (texts, rest) = errors(embed(&TokenStream::new(), surroundings));
    assert_eq!(rest, STUB);
    texts
}

const STUB: &str = r#"/// The migrator of this package: applies its revisions to a database.
pub static MIGRATOR: ::migrate_runtime::Migrator = ::migrate_runtime::__private::migrator(
    &[],
    ::migrate_runtime::__private::Settings {
        name: ::core::option::Option::None,
        version_table: ::std::borrow::Cow::Borrowed("alembic_version"),
        version_table_schema: ::core::option::Option::None,
        version_table_primary_key: true,
        transaction: ::migrate_runtime::__private::TransactionMode::PerRevision,
        lock_wait: ::core::time::Duration::from_secs(60u64),
        history: true,
        edited_revisions: ::migrate_runtime::__private::EditedRevisions::Warn,
        newer_database: ::migrate_runtime::__private::NewerDatabase::Deny,
        lock_timeout: ::core::option::Option::None,
        statement_timeout: ::core::option::Option::None,
        lock_retries: 5u32,
        database_url: ::core::option::Option::None,
        naming_convention: ::migrate_runtime::__private::NamingConvention {
            index: ::core::option::Option::None,
            unique: ::core::option::Option::None,
            check: ::core::option::Option::None,
            foreign_key: ::core::option::Option::None,
            primary_key: ::core::option::Option::None,
        },
        env_file: ::std::borrow::Cow::Borrowed(".env"),
    },
);
"#;

#[test]
fn a_valid_chain_expands_to_its_modules_and_the_migrator() {
    let package = package(&[
        ("Cargo.toml", SETTINGS),
        ("versions/2025_01_01_0000-9e1f00aa12bc_add_shops.rs", PLAIN),
        ("versions/2025_01_02_0000-abc123def456_fill_slugs.rs", ASYNC),
    ]);
    let expected = r#"#[path = "../versions/2025_01_01_0000-9e1f00aa12bc_add_shops.rs"]
#[allow(unreachable_pub, unused_variables)]
mod rev_9e1f00aa12bc;
#[path = "../versions/2025_01_02_0000-abc123def456_fill_slugs.rs"]
#[allow(unreachable_pub, unused_variables)]
mod rev_abc123def456;
/// The migrator of this package: applies its revisions to a database.
pub static MIGRATOR: ::migrate_runtime::Migrator = ::migrate_runtime::__private::migrator(
    &[
        ::migrate_runtime::__private::Script {
            id: rev_9e1f00aa12bc::REVISION,
            down_revisions: rev_9e1f00aa12bc::DOWN_REVISION,
            branch_labels: &[],
            depends_on: &[],
            doc: "add shops",
            path: "versions/2025_01_01_0000-9e1f00aa12bc_add_shops.rs",
            hash: "da0d0d1b1a033865917d43c57060ae66",
            upgrade: ::migrate_runtime::__private::Body::Plain(
                rev_9e1f00aa12bc::upgrade,
            ),
            downgrade: ::migrate_runtime::__private::Body::Plain(
                rev_9e1f00aa12bc::downgrade,
            ),
        },
        ::migrate_runtime::__private::Script {
            id: rev_abc123def456::REVISION,
            down_revisions: rev_abc123def456::DOWN_REVISION,
            branch_labels: rev_abc123def456::BRANCH_LABELS,
            depends_on: rev_abc123def456::DEPENDS_ON,
            doc: "fill \"slugs\"\n\nRevises: 9e1f00aa12bc",
            path: "versions/2025_01_02_0000-abc123def456_fill_slugs.rs",
            hash: "4d61798c3a2e5f247e4c17c35c3bd10e",
            upgrade: ::migrate_runtime::__private::Body::Async(|op| ::std::boxed::Box::pin(
                rev_abc123def456::upgrade(op),
            )),
            downgrade: ::migrate_runtime::__private::Body::Plain(
                rev_abc123def456::downgrade,
            ),
        },
    ],
    ::migrate_runtime::__private::Settings {
        name: ::core::option::Option::None,
        version_table: ::std::borrow::Cow::Borrowed("alembic_version"),
        version_table_schema: ::core::option::Option::Some(
            ::std::borrow::Cow::Borrowed("shop"),
        ),
        version_table_primary_key: true,
        transaction: ::migrate_runtime::__private::TransactionMode::All,
        lock_wait: ::core::time::Duration::from_secs(5u64),
        history: true,
        edited_revisions: ::migrate_runtime::__private::EditedRevisions::Deny,
        newer_database: ::migrate_runtime::__private::NewerDatabase::Deny,
        lock_timeout: ::core::option::Option::Some(
            ::core::time::Duration::from_secs(3u64),
        ),
        statement_timeout: ::core::option::Option::None,
        lock_retries: 5u32,
        database_url: ::core::option::Option::None,
        naming_convention: ::migrate_runtime::__private::NamingConvention {
            index: ::core::option::Option::None,
            unique: ::core::option::Option::Some(
                ::std::borrow::Cow::Borrowed("uq_%(table_name)s"),
            ),
            check: ::core::option::Option::None,
            foreign_key: ::core::option::Option::None,
            primary_key: ::core::option::Option::None,
        },
        env_file: ::std::borrow::Cow::Borrowed(".env"),
    },
);
"#;
    assert_eq!(expand(&surroundings(&package)), expected);
}

#[test]
fn the_lock_file_is_checked_and_watched() {
    let locked = "[package.metadata.migrate]";
    let name = "versions/2025_01_01_0000-9e1f00aa12bc_add_shops.rs";
    let files = [("Cargo.toml", locked), (name, PLAIN)];
    let [fault] = &faults(&surroundings(&package(&files)))[..] else {
        panic!("one fault");
    };
    assert!(fault.starts_with("`migrate.lock` is missing"), "{fault}");

    let lock_file = ("migrate.lock", "version = 1\nheads = [\"9e1f00aa12bc\"]\n");
    let expansion = expand(&surroundings(&package(&[files[0], files[1], lock_file])));
    let watch = "const _: &[u8] = ::core::include_bytes!(\"../migrate.lock\");\n";
    assert!(expansion.contains(watch), "{expansion}");

    let without_revisions = expand(&surroundings(&package(&[files[0]])));
    assert_eq!(without_revisions, STUB);
}

#[test]
fn a_package_without_revisions_has_an_empty_migrator() {
    let package = package(&[("Cargo.toml", "[package.metadata.migrate]")]);
    assert_eq!(expand(&surroundings(&package)), STUB);
}

#[test]
fn every_fault_is_an_error_with_its_place_as_the_compiler_shows_it() {
    let package = package(&[
        ("Cargo.toml", SETTINGS),
        ("versions/a.rs", &PLAIN.replace("fn upgrade", "fn up")),
        ("versions/b.rs", &ASYNC.replace("\"abc123def456\"", "ID")),
    ]);
    let mut surroundings = surroundings(&package);
    surroundings.current_dir = package.path().parent().expect("a parent").to_owned();
    let folder = package
        .path()
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    assert_eq!(
        faults(&surroundings),
        [
            format!(
                "the function `upgrade` is missing
 --> {folder}/versions/a.rs:7:41
  |
7 | pub fn downgrade(op: &mut Operations) {{}}
  |                                         ^
  |
  = help: write `pub fn upgrade(op: &mut Operations) {{ … }}`"
            ),
            format!(
                "`REVISION` must be a string literal
 --> {folder}/versions/b.rs:5:28
  |
5 | pub const REVISION: &str = ID;
  |                            ^^
  |
  = help: it is read before the code is compiled; write `pub const REVISION: &str = \"abc123def456\";`"
            ),
        ]
    );
}

#[test]
fn a_missing_build_script_is_a_fault_beside_the_others() {
    let manifest = "[package.metadata.migrate]\nversion-locations = [\"versions\", \"vendor\"]";
    let package = package(&[("Cargo.toml", manifest)]);
    let mut surroundings = surroundings(&package);
    surroundings.has_build_script = false;
    let faults = faults(&surroundings);
    assert_eq!(
        faults[0],
        "the package has no build script, so cargo would not see a new revision file
 |
 = help: write this into build.rs:
         fn main() {
             println!(\"cargo::rerun-if-changed=versions\");
             println!(\"cargo::rerun-if-changed=vendor\");
             println!(\"cargo::rerun-if-changed=Cargo.toml\");
         }"
    );
    assert!(faults[1].starts_with("the version location `vendor` does not exist\n"));
    assert_eq!(faults.len(), 2);
}

#[test]
fn a_package_that_is_not_configured_is_a_fault() {
    let package = package(&[("Cargo.toml", "[package]\nname = \"shop\"")]);
    let [fault] = &faults(&surroundings(&package))[..] else {
        panic!("one fault");
    };
    assert!(
        fault.starts_with("the package has no [package.metadata.migrate]"),
        "{fault}"
    );
}

#[test]
fn a_broken_configuration_is_a_fault() {
    let package = package(&[("Cargo.toml", "[package.metadata.migrate]\nlock-wait = true")]);
    let [fault] = &faults(&surroundings(&package))[..] else {
        panic!("one fault");
    };
    assert!(fault.contains("\n --> Cargo.toml:2:13\n"), "{fault}");
}

#[test]
fn a_compiler_that_cargo_did_not_start_is_a_fault() {
    let package = package(&[]);
    let mut surroundings = surroundings(&package);
    surroundings.manifest_dir = None;
    let [fault] = &faults(&surroundings)[..] else {
        panic!("one fault");
    };
    assert!(
        fault.starts_with("the environment variable CARGO_MANIFEST_DIR is not set"),
        "{fault}"
    );
}

#[test]
fn arguments_that_are_no_name_are_a_fault() {
    let package = package(&[("Cargo.toml", SETTINGS)]);
    for tokens in [quote::quote! { versions }, quote::quote! { "a", "b" }] {
        let (texts, rest) = errors(embed(&tokens, &surroundings(&package)));
        assert_eq!(rest, STUB);
        assert_eq!(
            texts,
            [
                "embed! takes the name of a configuration, or nothing: its settings are in [package.metadata.migrate] of Cargo.toml"
            ]
        );
    }
}

#[test]
fn a_name_chooses_a_configuration() {
    let manifest = "[package.metadata.migrate]\n[package.metadata.migrate.analytics]\n\
                    version-locations = [\"versions/analytics\"]\nlock = false\n";
    let package = package(&[("Cargo.toml", manifest)]);
    let folder = package.path().join("versions/analytics");
    std::fs::create_dir(&folder).expect("created");
    std::fs::write(folder.join("9e1f00aa12bc.rs"), PLAIN).expect("written");
    let expand = |name: &str| {
        let tokens = embed(&quote::quote! { #name }, &surroundings(&package));
        prettyplease::unparse(&syn::parse2(tokens).expect("a list of items"))
    };
    let expanded = expand("analytics");
    let named = r#"name: ::core::option::Option::Some(::std::borrow::Cow::Borrowed("analytics")),"#;
    for part in [named, "#[path = \"../versions/analytics/9e1f00aa12bc.rs\"]"] {
        assert!(expanded.contains(part), "{expanded}");
    }
    assert_eq!(expand("analytisc").matches("compile_error!").count(), 1);
    // The plain one has no revision.
    assert_eq!(self::expand(&surroundings(&package)), STUB);
}
