//! Databases that cannot be reached, and that no password is shown on the way.

use std::io::{Read, Write};
use std::net::TcpListener;

use migrate_tests::project::TestDatabase;
use snapbox::{assert_data_eq, str};

use super::packages::chain;

#[test]
fn no_database_is_named() {
    assert_data_eq!(
        chain().migrate(["current"]),
        str![[r#"
------- stderr -------
error: no database URL is set
 |
 = help: set DATABASE_URL, `postgres://user:password@localhost/name` or `sqlite:app.db` say
 = note: looked at, in this order: `--database-url`, the variable DATABASE_URL, DATABASE_URL in .env, the variables POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_HOST, POSTGRES_PORT and POSTGRES_DB, the same in .env, `database-url` in [package.metadata.migrate]
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        chain().migrate(["upgrade"]),
        str![[r#"
------- stderr -------
error: no database URL is set
 |
 = help: set DATABASE_URL, `postgres://user:password@localhost/name` or `sqlite:app.db` say
 = note: looked at, in this order: `--database-url`, the variable DATABASE_URL, DATABASE_URL in .env, the variables POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_HOST, POSTGRES_PORT and POSTGRES_DB, the same in .env, `database-url` in [package.metadata.migrate]
[exit status: 1]

"#]]
    );
}

#[test]
fn a_url_that_cannot_be_used() {
    let on = |url: &str| chain().migrate(["current", "--database-url", url]);
    assert_data_eq!(
        on("shop"),
        str![[r#"
------- stderr -------
error: the database URL has no scheme; it looks like `postgres://user@host/name` or `sqlite:app.db`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        on("mssql://ann:secret@localhost/shop"),
        str![[r#"
------- stderr -------
error: the database URL's scheme `mssql` is unknown; known are `postgres`, `postgresql`, `sqlite`, `mysql` and `mariadb`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        on("postgres://ann:secret@localhost:port/shop"),
        str![[r#"
------- stderr -------
error: the database URL is not valid: invalid port number
[exit status: 1]

"#]]
    );
    assert_data_eq!(on("sqlite:/no/such/folder/app.db"), str![]);
    let upgrade = ["upgrade", "--database-url", "sqlite:/no/such/folder/app.db"];
    assert_data_eq!(
        chain().migrate(upgrade),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: cannot connect to /no/such/folder/app.db
 |
 = SQLite: unable to open database file (14)
[exit status: 1]

"#]]
    );
}

#[test]
fn a_server_that_is_not_there() {
    let url = "postgres://ann:secret@127.0.0.1:1/shop";
    let project = chain().with_environment("DATABASE_URL", url);
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
------- stderr -------
error: cannot connect to shop on 127.0.0.1:1
 |
 = error: Connection refused (os error 111)
 = help: is the server running, and is this its host and port?
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: cannot connect to shop on 127.0.0.1:1
 |
 = error: Connection refused (os error 111)
 = help: is the server running, and is this its host and port?
[exit status: 1]

"#]]
    );
    let nowhere = "postgres://ann:secret@nowhere.invalid/shop";
    let output = project.migrate(["current", "--database-url", nowhere]);
    assert_eq!(output.status, Some(1), "{output}");
    assert!(
        output
            .stderr
            .contains("cannot connect to shop on nowhere.invalid:5432"),
        "{output}"
    );
}

#[test]
fn a_password_that_is_wrong() {
    let port = server_that_refuses();
    let url = format!("postgres://ann:se%2Fcret@127.0.0.1:{port}/shop");
    let project = chain().with_redaction("[PORT]", &port.to_string());
    let output = project.migrate(["current", "--database-url", &url]);
    assert_data_eq!(
        output,
        str![[r#"
------- stderr -------
error: cannot connect to shop on 127.0.0.1:[PORT]
 |
 = PostgreSQL: password authentication failed for user "ann" (28P01)
[exit status: 1]

"#]]
    );
}

#[test]
fn a_database_that_does_not_exist() {
    let database = TestDatabase::postgres();
    let url = database.url();
    drop(database);
    let (_, name) = url.rsplit_once('/').expect("a name");
    let project = chain().with_redaction("[NAME]", name);
    let server = url
        .rsplit_once('@')
        .and_then(|(_, rest)| rest.split('/').next());
    let project = project.with_redaction("[SERVER]", server.expect("a server"));
    assert_data_eq!(
        project.migrate(["current", "--database-url", &url]),
        str![[r#"
------- stderr -------
error: cannot connect to [NAME] on [SERVER]
 |
 = PostgreSQL: database "[NAME]" does not exist (3D000)
[exit status: 1]

"#]]
    );
}

/// A server that speaks as much of PostgreSQL's protocol as it takes to refuse a password; its port.
///
/// See <https://www.postgresql.org/docs/current/protocol-flow.html>.
fn server_that_refuses() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut packet = [0; 1024];
        let mut read = stream.read(&mut packet)?;
        // A request for encryption is eight bytes long.
        while read == 8 {
            stream.write_all(b"N")?;
            read = stream.read(&mut packet)?;
        }
        stream.write_all(b"R\0\0\0\x08\0\0\0\x03")?;
        let _password = stream.read(&mut packet)?;
        let text = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user \"ann\"\0\0";
        let length = u32::try_from(text.len() + 4).expect("short").to_be_bytes();
        stream.write_all(&[b"E", &length[..], &text[..]].concat())
    });
    port
}
