//! What is sealed: how it is written, what is noticed, and what a conflict of git leaves of it.

use super::*;

/// A revision file.
fn revision(id: &str, down: &str, statement: &str) -> String {
    format!(
        "//! add {id}\n\npub const REVISION: &str = \"{id}\";\npub const DOWN_REVISION: &[&str] = &[{down}];\n\
         pub fn upgrade(op: &mut Operations) {{\n    op.execute(\"{statement}\");\n}}\n\
         pub fn downgrade(op: &mut Operations) {{}}\n"
    )
}

/// A package with the revisions `a` and `b`, of which those named are sealed.
struct Package {
    folder: TempDir,
    config: Config,
}

impl Package {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut config = locked();
        config.version_locations = vec!["versions".into(), "more".into()];
        let package = Self { folder, config };
        package.write("more/b.rs", &revision("b", "\"a\"", "SELECT 2"));
        package.write("versions/a.rs", &revision("a", "", "SELECT 1"));
        package
    }

    fn sealed(ids: &[&str]) -> Self {
        let package = Self::new();
        let sealed = ids.iter().map(|&id| (id.into(), package.seal(id)));
        let graph = crate::check::revision_map(&package.directory()).expect("a sound chain");
        let text = LockFile::of(&graph, sealed.collect()).to_string();
        package.write("migrate.lock", &text);
        package
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    fn remove(&self, name: &str) {
        std::fs::remove_file(self.folder.path().join(name)).expect("removed");
    }

    fn directory(&self) -> Directory {
        Directory::read(self.folder.path(), &self.config).expect("revision files")
    }

    fn seal(&self, id: &str) -> Seal {
        self.directory().file(id).expect("a file").seal
    }

    /// What the build says.
    fn faults(&self) -> Vec<String> {
        let faults = crate::check::load(self.folder.path(), &self.config).err();
        let faults = faults.into_iter().flatten();
        faults.map(|fault| fault.to_string()).collect()
    }

    /// The first line of each of these faults.
    fn brief(&self) -> Vec<String> {
        let first = |fault: String| fault.lines().next().unwrap_or_default().to_owned();
        self.faults().into_iter().map(first).collect()
    }

    /// What is sealed where this is the lock file.
    fn kept(&self, lock_file: &str) -> Vec<(String, String)> {
        self.write("migrate.lock", lock_file);
        let sealed = sealed(self.folder.path(), &self.config, &self.directory());
        let texts = sealed
            .iter()
            .map(|(id, seal)| (id.to_string(), seal.to_string()));
        texts.collect()
    }
}

#[test]
fn a_line_is_written_for_each_sorted_by_identifier() {
    let seal: Seal = "0123456789abcdeffedcba9876543210".parse().expect("a seal");
    let sealed = BTreeMap::from(["b", "\"quoted\\\"", "a"].map(|id| (id.into(), seal)));
    let text = LockFile::of(&graph(&["a", "b a"]), sealed.clone()).to_string();
    let (_, written) = text.split_once("heads = [\"b\"]\n").expect("the heads");
    assert_eq!(
        written,
        "
# Released, and not to be edited: the build compares each of these files with its seal. A conflict
# here is mended by `cargo migrate lock`, which keeps both sides.
[sealed]
\"\\\"quoted\\\\\\\"\" = \"0123456789abcdeffedcba9876543210\"
\"a\" = \"0123456789abcdeffedcba9876543210\"
\"b\" = \"0123456789abcdeffedcba9876543210\"
"
    );
    for text in [text.replace('\n', "\r\n"), text] {
        let parsed = text::parse(&text, "migrate.lock").expect("a lock file");
        assert_eq!(parsed.lock_file.sealed, sealed);
    }
}

#[test]
fn what_is_sealed_may_be_formatted_moved_and_followed() {
    let package = Package::sealed(&["a", "b"]);
    assert_eq!(package.faults(), [""; 0]);
    let text = revision("a", "", "SELECT 1").replace("//! add a", "//! add all\n/* äöü */");
    package.remove("versions/a.rs");
    package.write("more/elsewhere.rs", &text.replace('\n', "\r\n  "));
    package.write("more/b.rs", &revision("b", "\n\"a\",\n", "SELECT 2"));
    assert_eq!(package.faults(), [""; 0]);
    package.write("more/c.rs", &revision("c", "\"b\"", "SELECT 3"));
    assert_eq!(
        package.brief(),
        ["error: `migrate.lock` names `b` (add b), but the revision files have `c` (add c)"]
    );
}

#[test]
fn what_is_not_sealed_may_be_edited() {
    let package = Package::sealed(&["a"]);
    package.write("more/b.rs", &revision("b", "\"a\"", "SELECT 3"));
    assert_eq!(package.faults(), [""; 0]);
}

#[test]
fn what_is_sealed_was_edited() {
    let package = Package::sealed(&["a", "b"]);
    package.write("more/b.rs", &revision("b", "\"a\"", "SELECT 3"));
    assert_eq!(
        package.faults(),
        ["error: revision `b` (add b) is sealed, and was edited since
  --> more/b.rs:3:28
   |
 3 | pub const REVISION: &str = \"b\";
   |                            ^^^
   |
   = help: databases have it as it was: restore the file, and make the change in a new revision: `cargo migrate revision -m \"…\"`
   = help: if the edit is meant, `cargo migrate seal --allow b` seals it anew
note: sealed here; the file's seal would be `72d89f855e2857abc9cbefa4dcc031e2`
  --> migrate.lock:12:1
   |
12 | \"b\" = \"1afd74f1216c9af242eb5b1632ff8446\"
   | ^^^"]
    );
}

#[test]
fn what_is_sealed_was_deleted() {
    let package = Package::sealed(&["a", "b"]);
    package.write("more/c.rs", &revision("c", "\"b\"", "SELECT 3"));
    package.remove("more/b.rs");
    let [missed, deleted] = &package.faults()[..] else {
        panic!("two faults");
    };
    assert!(missed.starts_with("error: revision `c` revises `b`, which no file declares"));
    assert_eq!(
        deleted,
        "error: revision `b` is sealed, but no file declares it any more
  --> migrate.lock:12:1
   |
12 | \"b\" = \"1afd74f1216c9af242eb5b1632ff8446\"
   | ^^^
   |
   = help: databases have it: restore the file, or its identifier; what it did is undone in a new revision: `cargo migrate revision -m \"…\"`
   = help: if it is to be gone, `cargo migrate seal --allow b` takes it out"
    );
}

#[test]
fn another_identity_is_an_edit_too() {
    let package = Package::sealed(&["a", "b"]);
    package.write("versions/a.rs", &revision("c", "", "SELECT 1"));
    assert_eq!(
        package.brief(),
        [
            "error: revision `b` revises `a`, which no file declares",
            "error: revision `a` is sealed, but no file declares it any more",
        ]
    );
    package.write("more/b.rs", &revision("b", "\"c\"", "SELECT 2"));
    assert_eq!(
        package.brief(),
        [
            "error: revision `a` is sealed, but no file declares it any more",
            "error: revision `b` (add b) is sealed, and was edited since",
        ]
    );
}

#[test]
fn a_file_that_does_not_parse_was_not_deleted() {
    let package = Package::sealed(&["a", "b"]);
    package.write("more/b.rs", "pub fn upgrade(");
    assert_eq!(package.brief().len(), 1, "{:?}", package.brief());
    assert!(package.brief()[0].contains("does not parse"));
}

#[test]
fn the_help_names_the_configuration() {
    let mut package = Package::sealed(&["a"]);
    package.config.settings.name = Some("analytics".into());
    let text = std::fs::read_to_string(package.folder.path().join("migrate.lock")).expect("read");
    package.write("migrate.analytics.lock", &text);
    package.write("versions/a.rs", &revision("a", "", "SELECT 3"));
    let [fault] = &package.faults()[..] else {
        panic!("one fault");
    };
    let expected = "`cargo migrate --name analytics seal --allow a` seals it anew";
    assert!(fault.contains(expected), "{fault}");
}

#[test]
fn what_is_not_sealed_is_told() {
    let unsealed = |package: &Package| {
        let directory = package.directory();
        let fault = unsealed_fault(package.folder.path(), &package.config, &directory);
        fault.map(|fault| fault.message)
    };
    let package = Package::new();
    let two = "2 revisions are not sealed: `a` (add a), `b` (add b)";
    assert_eq!(unsealed(&package).as_deref(), Some(two));
    let one = "1 revision is not sealed: `b` (add b)";
    assert_eq!(unsealed(&Package::sealed(&["a"])).as_deref(), Some(one));
    assert_eq!(unsealed(&Package::sealed(&["a", "b"])), None);
    for number in 1..=4 {
        let id = format!("c{number}");
        package.write(&format!("more/{id}.rs"), &revision(&id, "\"b\"", ""));
    }
    let six = "6 revisions are not sealed: `a` (add a), `b` (add b), `c1` (add c1), `c2` (add c2), 2 more";
    assert_eq!(unsealed(&package).as_deref(), Some(six));
}

#[test]
fn a_conflict_keeps_the_seals_of_both_sides() {
    let package = Package::new();
    let [ours, theirs, before] = ["1", "2", "3"].map(|digit| digit.repeat(32));
    let (a, b) = (package.seal("a").to_string(), package.seal("b").to_string());
    let expected = |seals: &[(&str, &str)]| {
        let owned = |(id, seal): &(&str, &str)| ((*id).to_owned(), (*seal).to_owned());
        seals.iter().map(owned).collect::<Vec<_>>()
    };
    let conflict = format!(
        "version = 1\n<<<<<<< HEAD\nheads = [\"x\"]\n||||||| 0\nheads = []\n=======\nheads = [\"y\"]\n>>>>>>> theirs\n\
         [sealed]\n\"o\" = \"{ours}\"\n<<<<<<< HEAD\n\"a\" = \"{a}\"\n\"b\" = \"{ours}\"\n\"c\" = \"{ours}\"\n||||||| 0\n\
         \"gone\" = \"{before}\"\n=======\n\"a\" = \"{theirs}\"\n\"b\" = \"{b}\"\n\"c\" = \"{theirs}\"\n\"d\" = \"{theirs}\"\n\
         >>>>>>> theirs\n"
    );
    // `a` and `b` are as their files have them; `c` agrees with none, and the build will say so.
    let both = expected(&[
        ("a", &a),
        ("b", &b),
        ("c", &ours),
        ("d", &theirs),
        ("o", &ours),
    ]);
    assert_eq!(package.kept(&conflict), both);
    assert_eq!(package.kept(&conflict.replace('\n', "\r\n")), both);
    for damaged in ["[sealed\n", "version = 2\n", "\u{0}"] {
        let text = format!("{damaged}\n\"a\" = \"{ours}\"\nheads = [\"\"]\n");
        assert_eq!(package.kept(&text), expected(&[("a", &ours)]), "{text}");
    }
    assert_eq!(package.kept(""), []);
}

#[test]
fn the_configuration_does_without_seals() {
    let mut package = Package::sealed(&["a", "b"]);
    package.config.lock = false;
    package.write("versions/a.rs", &revision("a", "", "SELECT 3"));
    assert_eq!(package.faults(), [""; 0]);
    let directory = package.directory();
    assert!(sealed(package.folder.path(), &package.config, &directory).is_empty());
}
