//! The laws, on damaged files of the example and on texts that look like some.

mod damage;

use std::path::Path;

use proptest::prelude::*;

use super::{configuration, identifier, lock_file, revision_file};
use damage::{on_large_texts, text};

const RUST: &[&str] = &[
    "//! add\n",
    "//! Revision ID: abc123def456\n",
    "//! Revises:\n",
    "//! Create Date: 2025\n",
    "#![doc = \"Revises: \\n a\"]",
    "#!/bin/sh\n",
    "\u{feff}",
    "/*! Revision ID: */",
    "pub const REVISION: &str = ",
    "pub const DOWN_REVISION: &[&str] = &[",
    "pub const DEPENDS_ON: &'static [&str] = ",
    "pub const ",
    "const _: ",
    "BRANCH_LABELS: &[&str] = &[\n",
    "\"abc123def456\"",
    "r#\"abc\n\"#",
    "\"a\n b\\\n  c\"",
    "b\"a\"",
    "];\n",
    "pub fn upgrade(op: &mut Operations) {",
    "pub async fn downgrade<'a, T: Into<A<B>>>(op: &'a mut a::Operations,) -> Result<(), A> where T: X {",
    "pub unsafe extern \"C\" fn upgrade() -> () ",
    "fn ",
    "}\n",
    "(",
    ")",
    "[",
    "]",
    "{",
    "<",
    ">",
    "->",
    ";",
    ",",
    "=",
    "::",
    ":",
    "'a",
    "'",
    "\"",
    "macro_rules! a { }",
    "use a::{b, c};",
    "#[cfg(a)]",
    "é",
    "\r\n",
    "\r",
];

const IDENTIFIERS: &[&str] = &[
    "head",
    "heads",
    "base",
    "current",
    "trunk",
    "ae10",
    "ae1027a6acf0",
    "27c6",
    "account",
    "network",
    "é",
    "@",
    "+",
    "-",
    ":",
    "1",
    "0",
    "99999999999999999999",
    " ",
    "a",
    "-1",
    "+2",
    "\0",
    "9e1f00aa12bc",
    "abc",
];

const TOML: &[&str] = &[
    "[package]\n",
    "[package.metadata.migrate]\n",
    "[package.metadata.migrate.analytics]\n",
    "[package.metadata.migrate.naming-convention]\n",
    "[[package.metadata.migrate.post-write-hooks]]\n",
    "version-locations = ",
    "file-template = ",
    "truncate-slug-length = ",
    "naming-convention.fk = ",
    "lock-wait = ",
    "transaction = ",
    "multiple-heads = ",
    "database-url = ",
    "command = ",
    "version = ",
    "heads = ",
    "[sealed]\n",
    "a = ",
    "\"abc123def456\" = ",
    "\"a\\n\\u0001\\\\\" = \"4ffa63e32a6878336b7cf72a6fc5f0ee\"\n",
    "\"4ffa63e32a6878336b7cf72a6fc5f0ee\"",
    "\"\\u0000\\n\\\\\"",
    "\"{year}-{rev}/{slug}\"",
    "\"%(table_name)s_%(column_0N_name)s\"",
    "[\"a\", \"b/../a\"]",
    "[]",
    "{ a = 1 }",
    "1",
    "0xFFFFFFFFFF",
    "99999999999999999999",
    "true",
    "\"\"\"\n",
    "'''",
    "\"",
    "\n",
    "\r\n",
    "\u{feff}",
    "<<<<<<< ours\n",
    "=======\n",
    "||||||| base\n",
    ">>>>>>> theirs\n",
    "é",
    "# c\n",
];

const LOCK: &str = "# written\nversion = 1\nheads = [\"5cf80e36b9d1\", \"é\"]\n\n[sealed]\n\
    \"07fd1c8be35a\" = \"4ffa63e32a6878336b7cf72a6fc5f0ee\"\n17f2c9d80b5e = \"00000000000000000000000000000001\"\n";

const CONFLICT: &str = "version = 1\n<<<<<<< ours\nheads = [\"a\"]\n||||||| base\nheads = []\n=======\nheads = [\"b\"]\n>>>>>>> x\n\
    [sealed]\n\"c\" = \"4ffa63e32a6878336b7cf72a6fc5f0ee\"\n";

const MANIFEST: &str = "[package]\nname = \"shop\"\n\n[package.metadata.migrate]\nversion-locations = [\"a\", \"b\"]\n\
    file-template = \"{rev}_{slug}\"\nlock-wait = 5\ndatabase-url = \"sqlite:shop.db\"\n\
    post-write-hooks = [{ command = [\"rustfmt\", \"{file}\"], cwd = \".\" }]\n\
    naming-convention = { uq = \"uq_%(table_name)s_%(column_0_N_name)s\" }\n\n\
    [package.metadata.migrate.analytics]\nmultiple-heads = \"allow\"\ntransaction = \"all\"\n";

const TARGETS: [&str; 9] = [
    "head",
    "ae1027a6acf0",
    "account@head-1",
    "ae10+2",
    "-99999999999999999999",
    "network@ae10",
    "trunk:heads",
    "abc123:+1",
    "current:",
];

/// The files of a folder of the example.
fn example(folder: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/bookshop");
    let entries = std::fs::read_dir(root.join(folder)).expect("the example is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let files = paths.filter(|path| path.is_file());
    files
        .map(|path| std::fs::read_to_string(path).expect("a text"))
        .collect()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn with_example(texts: &[&str]) -> Vec<String> {
    let mut all = owned(texts);
    all.extend(
        example("")
            .into_iter()
            .filter(|text| text.contains("[package]")),
    );
    all
}

proptest! {
    #[test]
    fn revision_files(text in text(RUST, example("migrations"))) {
        revision_file(&text);
    }

    #[test]
    fn identifiers(text in text(IDENTIFIERS, owned(&TARGETS))) {
        identifier(&text);
    }

    #[test]
    fn configurations(text in text(TOML, with_example(&[MANIFEST]))) {
        configuration(&text);
    }

    #[test]
    fn values_of_the_configuration(key in prop::sample::select(&super::Config::KEYS[..]), value in text(TOML, owned(&[LOCK]))) {
        configuration(&format!("[package.metadata.migrate]\n{key} = {value}"));
    }

    #[test]
    fn lock_files(text in text(TOML, owned(&[LOCK, CONFLICT]))) {
        lock_file(&text);
    }
}

/// What stands around a large text, so that it is read as a part of something.
fn within<'a>(around: &'a [(&str, &str)], law: fn(&str)) -> impl Fn(&str) + 'a {
    move |text| {
        let texts = around
            .iter()
            .map(|(before, behind)| format!("{before}{text}{behind}"));
        texts.for_each(|text| law(&text));
    }
}

#[test]
fn large_revision_files() {
    let around = [
        ("", ""),
        ("pub const DOWN_REVISION: &[&str] = &[", "];"),
        ("pub fn upgrade(", ") {}"),
    ];
    let words = [
        "1,",
        "\"\n\",",
        "\"a\",",
        "fn a();",
        "a<",
        "pub ",
        "//! Revises: a\n",
    ];
    on_large_texts(&words, within(&around, revision_file));
}

#[test]
fn large_identifiers() {
    on_large_texts(&["head", "a-1@", "é+1"], identifier);
}

#[test]
fn large_configurations() {
    const SECTION: &str = "[package.metadata.migrate]\n";
    let locations = format!("{SECTION}version-locations = [");
    let around = [("", ""), (SECTION, ""), (SECTION, "= 1"), (&locations, "]")];
    let words = ["1,", "a = 1\n", "[a]\n", "a.", "[[a]]\n"];
    on_large_texts(&words, within(&around, configuration));
    let named = (0..5_000).map(|number| format!("[package.metadata.migrate.{number}]\n"));
    configuration(&named.collect::<String>());
}

#[test]
fn large_lock_files() {
    const START: &str = "version = 1\nheads = [";
    let sealed = format!("{START}]\n[sealed]\n");
    let around = [("", ""), (START, "]"), (&sealed, ""), (&sealed, " = 1")];
    on_large_texts(
        &["\"a\",", "a = 1\n", "=======\n"],
        within(&around, lock_file),
    );
    let seals =
        (0..5_000).map(|number| format!("{number} = \"4ffa63e32a6878336b7cf72a6fc5f0ee\"\n"));
    lock_file(&(sealed.clone() + &seals.collect::<String>()));
}
