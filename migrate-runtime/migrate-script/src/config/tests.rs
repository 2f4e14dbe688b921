use proptest::prelude::*;

use super::*;
use crate::settings::NamingConvention;

fn parse(keys: &str) -> Result<Config, Vec<Diagnostic>> {
    let manifest = format!("[package]\nname = \"shop\"\n\n[package.metadata.migrate]\n{keys}");
    let config = Config::parse(&manifest, Path::new("Cargo.toml"), None)?;
    Ok(config.expect("the table is there"))
}

/// The first line of each fault, its place and its help.
fn faults(keys: &str) -> Vec<String> {
    let faults = parse(keys).expect_err(keys);
    let brief = faults.into_iter().map(|fault| {
        let place = fault
            .position
            .map(|it| format!("{}:{}+{}", it.line, it.column, it.length));
        let help: Vec<_> = fault.notes.iter().map(|note| note.text.as_str()).collect();
        format!(
            "{} {} | {}",
            place.unwrap_or_default(),
            fault.message,
            help.join(" | ")
        )
    });
    brief.collect()
}

fn hook(command: &[&str], cwd: Option<&str>) -> PostWriteHook {
    PostWriteHook {
        command: command.iter().map(|&word| word.to_owned()).collect(),
        cwd: cwd.map(PathBuf::from),
    }
}

#[test]
fn every_key_is_known_and_read() {
    let config = parse(
        r#"
version-locations = ["versions", "./vendor/"]
recursive-version-locations = true
file-template = "{year}/{rev}_{slug}"
truncate-slug-length = 30
timezone = "Europe/Berlin"
version-table = "shop_version"
version-table-schema = "shop"
version-table-pk = false
naming-convention = { ix = "ix_%(column_0_label)s", uq = "uq_%(column_0_N_name)s", ck = "ck_%(table_name)s", fk = "fk_%(referred_table_name)s", pk = "pk" }
transaction = "all"
multiple-heads = "allow"
lock = false
lock-wait = 5
history = false
edited-revisions = "deny"
newer-database = "allow"
lock-timeout = 3
statement-timeout = 900
lock-retries = 2
database-url = "sqlite:shop.db"
env-file = ".env.api"
revision-template = "revision.rs.template"
post-write-hooks = [{ command = ["rustfmt", "{file}"] }, { command = ["lint"], cwd = ".." }]
runner = "migrate"
target = "schema.sql"
autogenerate = { compare-type = false, compare-server-default = false, include = ["shop_*"], exclude = ["tmp"], exclude-kinds = ["views", "comments"], schemas = ["audit"] }
"#,
    );
    let expected = Config {
        settings: Settings {
            name: None,
            version_table: "shop_version".into(),
            version_table_schema: Some("shop".into()),
            version_table_primary_key: false,
            transaction: TransactionMode::All,
            lock_wait: Duration::from_secs(5),
            history: false,
            edited_revisions: EditedRevisions::Deny,
            newer_database: NewerDatabase::Allow,
            lock_timeout: Some(Duration::from_secs(3)),
            statement_timeout: Some(Duration::from_secs(900)),
            lock_retries: 2,
            database_url: Some("sqlite:shop.db".into()),
            naming_convention: NamingConvention {
                index: Some("ix_%(column_0_label)s".into()),
                unique: Some("uq_%(column_0_N_name)s".into()),
                check: Some("ck_%(table_name)s".into()),
                foreign_key: Some("fk_%(referred_table_name)s".into()),
                primary_key: Some("pk".into()),
            },
            env_file: ".env.api".into(),
        },
        version_locations: vec!["versions".into(), "vendor".into()],
        recursive_version_locations: true,
        file_template: FileTemplate::parse("{year}/{rev}_{slug}").expect("valid"),
        truncate_slug_length: 30,
        timezone: "Europe/Berlin".to_owned(),
        multiple_heads: MultipleHeads::Allow,
        lock: false,
        revision_template: Some("revision.rs.template".into()),
        post_write_hooks: vec![
            hook(&["rustfmt", "{file}"], None),
            hook(&["lint"], Some("..")),
        ],
        runner: Some("migrate".to_owned()),
        target: Some("schema.sql".into()),
        autogenerate: Autogenerate {
            compare_type: false,
            compare_server_default: false,
            include: vec!["shop_*".to_owned()],
            exclude: vec!["tmp".to_owned()],
            exclude_kinds: vec![Kind::Views, Kind::Comments],
            schemas: vec!["audit".to_owned()],
        },
    };
    assert_eq!(config, Ok(expected));
}

#[test]
fn a_naming_convention_takes_the_words_of_sqlalchemy() {
    for (key, template) in [
        ("ix", "ix_%(column_0_label)s"),
        (
            "uq",
            "uq_%(table_name)s_%(column_0_name)s_%(column_12_name)s",
        ),
        ("ck", "ck_%(table_name)s"),
        (
            "fk",
            "fk_%(table_name)s_%(column_0N_name)s_%(referred_table_name)s_%(referred_column_0_N_name)s",
        ),
        ("pk", "pk_%(table_name)s_%(column_0_N_label)s"),
        ("pk", "without any word, 100 %"),
    ] {
        let config = parse(&format!("naming-convention.{key} = \"{template}\"")).expect(template);
        let convention = config.settings.naming_convention;
        let NamingConvention {
            index,
            unique,
            check,
            foreign_key,
            primary_key,
        } = convention;
        let given = [index, unique, check, foreign_key, primary_key]
            .into_iter()
            .flatten();
        assert_eq!(given.collect::<Vec<_>>(), [template]);
    }
}

#[test]
fn an_empty_table_means_the_defaults() {
    assert_eq!(parse(""), Ok(Config::default()));
}

#[test]
fn a_manifest_without_the_table_has_no_configuration() {
    for manifest in [
        "",
        "[package]\nname = \"x\"",
        "[package.metadata]\nother = 1",
        "package = 1",
        "[workspace.metadata.migrate]\nversion-table = \"x\"",
    ] {
        assert_eq!(
            Config::parse(manifest, Path::new("Cargo.toml"), None),
            Ok(None),
            "{manifest}"
        );
    }
}

#[test]
fn the_table_may_be_written_in_any_way() {
    for manifest in [
        "package.metadata.migrate.lock-wait = 5",
        "[package]\nmetadata = { migrate = { lock-wait = 0x5 } }",
        "\u{feff}[package.metadata.migrate]\r\nlock-wait = 5\r\n",
    ] {
        let config = Config::parse(manifest, Path::new("Cargo.toml"), None);
        let config = config.expect(manifest).expect(manifest);
        assert_eq!(
            config.settings.lock_wait,
            Duration::from_secs(5),
            "{manifest}"
        );
    }
}

#[test]
fn faults_say_what_is_expected() {
    for (keys, expected) in [
        (
            "time-zone = 1",
            "5:1+9 unknown key `time-zone` in [package.metadata.migrate] | `timezone` is the nearest known key",
        ),
        (
            "timezone = 1",
            "5:12+1 `timezone` takes a string, not an integer | ",
        ),
        (
            "version-table = \"\"",
            "5:17+2 `version-table` takes a string, not an empty string | ",
        ),
        (
            "version-locations = \"versions\"",
            "5:21+10 `version-locations` takes a list of strings, not a string | ",
        ),
        (
            "version-locations = []",
            "5:21+2 `version-locations` takes a list of strings, not an empty list | ",
        ),
        (
            "version-locations = [\"a\", 1]",
            "5:27+1 `version-locations` takes a list of strings, not an integer | ",
        ),
        (
            "version-table-pk = \"yes\"",
            "5:20+5 `version-table-pk` takes true or false, not \"yes\" | ",
        ),
        (
            "lock-wait = -1",
            "5:13+2 `lock-wait` takes a number of seconds, not -1 | ",
        ),
        (
            "lock-timeout = 0",
            "5:16+1 `lock-timeout` takes a number of seconds, not 0 | leave it out for no limit",
        ),
        (
            "edited-revisions = \"no\"",
            "5:20+4 `edited-revisions` takes \"warn\", \"deny\" or \"allow\", not \"no\" | ",
        ),
        (
            "lock-wait = 99999999999",
            "5:13+11 `lock-wait` takes a number of seconds, not 99999999999 | ",
        ),
        (
            "transaction = \"each\"",
            "5:15+6 `transaction` takes \"per-revision\" or \"all\", not \"each\" | ",
        ),
        (
            "multiple-heads = true",
            "5:18+4 `multiple-heads` takes \"deny\" or \"allow\", not true | ",
        ),
        (
            "file-template = \"{rew}_{slug}\"",
            "5:17+14 `file-template`: unknown token `{rew}` | `{rev}` is the nearest token",
        ),
        (
            "file-template = \"{year}/{rev}\"",
            "5:17+14 `file-template` puts files into folders, where they are not looked for | add `recursive-version-locations = true`",
        ),
        (
            "version-locations = [\"versions\", \"./versions/\"]",
            "5:34+13 `version-locations` overlap: the files in `versions` belong to `versions` too | ",
        ),
        (
            "recursive-version-locations = true\nversion-locations = [\"a/b\", \"a\"]",
            "6:29+3 `version-locations` overlap: the files in `a` belong to `a/b` too | ",
        ),
        (
            "autogenerate = { exclude-kinds = [\"table\"] }",
            "5:35+7 `exclude-kinds` takes \"tables\", \"indexes\", \"constraints\", \"comments\", \"enums\", \"sequences\", \"views\", \"functions\", \"triggers\", \"extensions\" or \"schemas\", not \"table\" | ",
        ),
        (
            "post-write-hooks = \"rustfmt\"",
            "5:20+9 `post-write-hooks` takes a list of tables, not a string | ",
        ),
        (
            "post-write-hooks = [\"rustfmt\"]",
            "5:21+9 an entry of `post-write-hooks` must be a table, not a string | ",
        ),
        (
            "post-write-hooks = [{ cwd = \"x\" }]",
            "5:21+13 an entry of `post-write-hooks` needs `command` | write `command = [\"rustfmt\", \"--edition\", \"2024\", \"{file}\"]`",
        ),
        (
            "[[package.metadata.migrate.post-write-hooks]]\ncommand = [\"x\"]\npwd = \"x\"",
            "7:1+3 unknown key `pwd` in an entry of `post-write-hooks` | `cwd` is the nearest known key",
        ),
        (
            "naming-convention = \"uq_%(table_name)s\"",
            "5:21+19 `naming-convention` must be a table, not a string | ",
        ),
        (
            "[package.metadata.migrate.naming-convention]\nunique = \"x\"",
            "6:1+6 unknown key `unique` in `naming-convention` | the known keys are ix, uq, ck, fk, pk",
        ),
        (
            "naming-convention.uq = \"uq_%(tabel_name)s\"",
            "5:24+19 `uq` has no word `tabel_name` | `table_name` is the nearest known word",
        ),
        (
            "naming-convention.ix = \"ix_%(column_x_name)s\"",
            "5:24+22 `ix` has no word `column_x_name` | `column_0_name` is the nearest known word",
        ),
        (
            "naming-convention.ck = \"ck_%(table_name)s_%(constraint_name)s\"",
            "5:24+39 `ck` has no word `constraint_name` | leave it out: a name that is given is used as it stands, and the template is for those without one",
        ),
        (
            "naming-convention.ck = \"ck_%(column_0_name)s\"",
            "5:24+22 `ck` has no word `column_0_name` | the known words are table_name",
        ),
        (
            "naming-convention.pk = \"pk_%(referred_table_name)s\"",
            "5:24+28 `pk` has no word `referred_table_name` | the known words are table_name, column_0_name, column_0_label, column_0N_name, column_0_N_name",
        ),
        (
            "naming-convention.fk = \"fk_%(table_name\"",
            "5:24+17 `fk` has `%(` without `)s` behind it | write `%(table_name)s`",
        ),
        (
            "timezone = \"UTC\"\nhooks = { command = [\"rustfmt\"] }",
            "6:11+7 unknown key `command` in [package.metadata.migrate.hooks] | the known keys are version-locations, recursive-version-locations, file-template, truncate-slug-length, timezone, version-table, version-table-schema, version-table-pk, naming-convention, transaction, multiple-heads, lock, lock-wait, lock-timeout, lock-retries, statement-timeout, history, edited-revisions, newer-database, database-url, env-file, revision-template, post-write-hooks, runner, target, autogenerate",
        ),
    ] {
        assert_eq!(faults(keys), [expected], "{keys}");
    }
}

#[test]
fn an_unknown_key_that_is_near_to_none_lists_them_all() {
    let [fault] = &faults("sourceless = true")[..] else {
        panic!("one fault");
    };
    assert!(
        fault.contains("the known keys are version-locations, recursive"),
        "{fault}"
    );
}

const SEVERAL: &str = r#"[package.metadata.migrate]
timezone = "Europe/Berlin"

[package.metadata.migrate.analytics]
version-locations = ["versions/analytics"]

[package.metadata.migrate.eu-shop]
"#;

fn named(manifest: &str, name: Option<&str>) -> Result<Config, String> {
    match Config::parse(manifest, Path::new("Cargo.toml"), name) {
        Ok(config) => Ok(config.expect("the table is there")),
        Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
    }
}

#[test]
fn a_named_configuration_takes_nothing_from_the_plain_one() {
    let analytics = named(SEVERAL, Some("analytics")).expect("valid");
    assert_eq!(analytics.settings.name.as_deref(), Some("analytics"));
    assert_eq!(analytics.timezone, "UTC");
    assert_eq!(
        analytics.version_locations,
        [PathBuf::from("versions/analytics")]
    );
    let plain = named(SEVERAL, None).expect("valid");
    assert_eq!(plain.settings.name, None);
    assert_eq!(plain.timezone, "Europe/Berlin");
}

#[test]
fn the_revisions_of_a_named_configuration_are_never_those_of_the_plain_one_by_default() {
    assert_eq!(
        named(SEVERAL, Some("eu-shop")),
        Err(
            r#"error: [package.metadata.migrate.eu-shop] needs `version-locations`
 --> Cargo.toml:7:1
  |
7 | [package.metadata.migrate.eu-shop]
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write `version-locations = ["versions/eu-shop"]`"#
                .to_owned()
        )
    );
}

#[test]
fn names_that_there_are_not_offer_the_nearest() {
    for (manifest, name, expected) in [
        (
            SEVERAL,
            "analytisc",
            "[package.metadata.migrate.analytisc]\n--> Cargo.toml\n = help: `analytics` is the nearest known name",
        ),
        (
            SEVERAL,
            "x",
            "[package.metadata.migrate.x]\n--> Cargo.toml\n = help: the known names are `analytics`, `eu-shop`",
        ),
        (
            "[package.metadata.migrate]\ntimezone = \"UTC\"",
            "timezone",
            "[package.metadata.migrate.timezone]\n--> Cargo.toml\n = help: no configuration has a name; leave the name out",
        ),
    ] {
        let error = named(manifest, Some(name)).expect_err(name);
        assert!(error.ends_with(expected), "{error}");
    }
}

#[test]
fn where_all_have_names_one_must_be_given() {
    let manifest = SEVERAL.replace("timezone = \"Europe/Berlin\"", "");
    named(&manifest, None).expect("the plain one is there");
    let manifest = manifest.replace("[package.metadata.migrate]", "");
    let error = named(&manifest, None).expect_err("no plain one");
    assert!(
        error.contains(
            "there is no [package.metadata.migrate], only named ones: `analytics`, `eu-shop`"
        ),
        "{error}"
    );
    assert!(error.contains("`embed!(\"analytics\")`"), "{error}");
    named(&manifest, Some("analytics")).expect("a name is given");
}

#[test]
fn a_name_is_part_of_other_names() {
    let manifest = "[package.metadata.migrate.\"a b\"]\nversion-locations = [\"x\"]";
    let error = named(manifest, Some("a b")).expect_err("a space");
    assert!(
        error.contains("`a b` cannot be the name of a configuration"),
        "{error}"
    );
    let named = |name| Settings {
        name: Some(Cow::Borrowed(name)),
        ..Settings::DEFAULT
    };
    assert_eq!(
        named("eu-shop").database_url_variable(),
        "EU_SHOP_DATABASE_URL"
    );
    assert_eq!(Settings::DEFAULT.database_url_variable(), "DATABASE_URL");
}

#[test]
fn nested_locations_are_fine_unless_they_are_searched_through() {
    let config = parse("version-locations = [\"a\", \"a/b\"]").expect("no overlap");
    assert_eq!(config.version_locations.len(), 2);
}

#[test]
fn all_faults_are_reported_at_once() {
    let found = faults("time-zone = 1\nlock-wait = \"x\"\nversion-table = 2\n");
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn what_is_not_toml_is_a_fault_at_its_place() {
    let faults = Config::parse("[package]\nname = \n", Path::new("Cargo.toml"), None);
    let faults = faults.expect_err("not TOML");
    let drawn = faults[0].to_string();
    assert!(drawn.contains("--> Cargo.toml:2:"), "{drawn}");
}

#[test]
fn what_is_not_a_table_is_a_fault() {
    let faults = Config::parse(
        "package.metadata.migrate = 1",
        Path::new("Cargo.toml"),
        None,
    );
    let faults = faults.expect_err("not a table");
    assert_eq!(
        faults[0].to_string(),
        "error: [package.metadata.migrate] must be a table, not an integer
 --> Cargo.toml:1:28
  |
1 | package.metadata.migrate = 1
  |                            ^"
    );
}

#[test]
fn a_password_is_not_told() {
    const URL: &str = "postgres://ann:c4nary@host/shop";
    for text in [
        format!("database-ur = \"{URL}\""),
        format!("database-url = \"{URL}"),
        format!("database-url = [\"{URL}\"]"),
        "database-url = \"host=h password=c4nary".to_owned(),
        format!("lock = \"{URL}\""),
        format!("lock-wait = \"{URL}\""),
        format!("transaction = \"{URL}\""),
        format!("naming-convention = {{ url = \"{URL}\" }}"),
    ] {
        let faults = parse(&text).expect_err(&text);
        for fault in faults {
            assert!(!fault.to_string().contains("c4nary"), "{fault}");
            assert!(fault.position.is_some(), "{fault}");
        }
    }
}

proptest! {
    #[test]
    fn never_panics(manifest in any::<String>(), value in any::<String>()) {
        let path = Path::new("Cargo.toml");
        let draw = |faults: Vec<Diagnostic>| faults.iter().for_each(|it| drop(it.to_string()));
        let _ = Config::parse(&manifest, path, None).map_err(draw);
        for key in Config::KEYS {
            let _ = parse(&format!("{key} = {value}")).map_err(draw);
            let _ = parse(&format!("{key} = {value:?}")).map_err(draw);
        }
    }
}
