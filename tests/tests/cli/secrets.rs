//! No password in what the programs print, whichever way they get it, with all logging that one can ask for.

use migrate_tests::output::CommandOutput;
use migrate_tests::project::{TestDatabase, TestProject};

use super::packages::{CHAIN, package};

/// A password as it stands in a URL.
const ENCODED: &str = "c4nary%2Fpass";
/// Whatever is done to it, this is left.
const CANARY: &str = "c4nary";

/// A project in which every library is asked to log whatever it can.
fn logging() -> TestProject {
    package("secrets", "", &CHAIN).with_environment("RUST_LOG", "trace")
}

#[track_caller]
fn assert_secret(output: &CommandOutput) {
    let text = output.to_string();
    assert!(!text.contains(CANARY), "{text}");
}

/// A command of the subcommand's own, and one of the runner.
#[track_caller]
fn run_both(project: &TestProject, arguments: &[&str]) {
    for command in ["current", "upgrade"] {
        let output = project.migrate([command].iter().chain(arguments).copied());
        assert_eq!(output.status, Some(1), "{output}");
        assert_secret(&output);
    }
}

#[test]
fn each_way_to_name_a_database() {
    let project = logging();
    let urls = [
        format!("postgres://ann:{ENCODED}@127.0.0.1:1/shop"),
        format!("mysql://ann:{ENCODED}@127.0.0.1:1/shop"),
        format!("postgres://ann@127.0.0.1:1/shop?password={ENCODED}&passwd={ENCODED}"),
        format!("postgres://ann:{ENCODED}@127.0.0.1:port/shop"),
        format!("postgres://ann:12/{CANARY}@127.0.0.1/shop"),
        format!("oracle://ann:{ENCODED}@127.0.0.1/shop"),
    ];
    for url in &urls {
        run_both(&project, &["--database-url", url]);
        run_both(&project.with_environment("DATABASE_URL", url), &[]);
    }
    for url in &urls[3..] {
        project.write(".env", &format!("DATABASE_URL={url}\n"));
        run_both(&project, &[]);
    }
    let parts = format!(
        "POSTGRES_USER=ann\nPOSTGRES_HOST=127.0.0.1\nPOSTGRES_PORT=1\nPOSTGRES_PASSWORD={CANARY}/pass\n"
    );
    project.write(".env", &parts);
    run_both(&project, &[]);
    run_both(&project.with_environment("POSTGRES_PORT", "x"), &[]);
    project.write(".env", &format!("POSTGRES_PASSWORD={CANARY} and more\n"));
    run_both(&project, &[]);
}

#[test]
fn the_configuration() {
    let project = logging();
    project.write("migrate.lock", "");
    let manifest = project.read("Cargo.toml");
    let url = format!("postgres://ann:{ENCODED}@127.0.0.1:1/shop");
    for setting in [
        format!("database-url = \"{url}\""),
        format!("database-ur = \"{url}\""),
        format!("database-url = [\"{url}\"]"),
        format!("lock-wait = \"{url}\""),
    ] {
        let configured = manifest.replace(
            "migrate]\n",
            &format!("migrate]\nlock = false\n{setting}\n"),
        );
        project.write("Cargo.toml", &configured);
        run_both(&project, &[]);
        // As the macro says it.
        assert_secret(&project.cargo(["build"]));
    }
}

#[test]
fn a_database_that_is_there() {
    for database in [TestDatabase::postgres(), TestDatabase::mariadb()] {
        let url = database.url();
        let (_, user) = url.split_once("://").expect("a URL");
        let (user, place) = user.split_once('@').expect("a user");
        let (user, password) = user.split_once(':').expect("a password");
        let (wrong, password) = (url.replace(password, ENCODED), password.to_owned());
        assert!(wrong.contains(&format!("{user}:{ENCODED}@{place}")));
        let project = logging().on(database);
        for arguments in [
            &["upgrade"][..],
            &["current", "-v"],
            &["downgrade", "base"],
            &["upgrade", "--sql"],
        ] {
            let output = project.migrate(arguments.iter().copied());
            assert_eq!(output.status, Some(0), "{output}");
            assert!(!output.to_string().contains(&password), "{output}");
        }
        run_both(&project, &["--database-url", &wrong]);
    }
}
