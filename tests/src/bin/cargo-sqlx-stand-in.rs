//! What stands in for `cargo sqlx`: it tells what it is called with, and which revisions the database is at.
//!
//! It writes down the database's URL in the file that `STAND_IN_URL` names, and ends with `STAND_IN_EXIT_CODE`.

use std::io::Write as _;
use std::process::ExitCode;

use sqlx::{Connection, MySqlConnection, PgConnection, SqliteConnection};

const QUERY: &str = "SELECT version_num FROM alembic_version ORDER BY version_num";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    say(&format!("cargo {}", arguments.join(" ")));
    if arguments.iter().any(|it| it == "--version") {
        return ExitCode::SUCCESS;
    }
    let url = variable("DATABASE_URL").expect("a database");
    let file = variable("STAND_IN_URL").expect("a file");
    std::fs::write(file, &url).expect("it can be written");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let versions = runtime.expect("a runtime").block_on(versions(&url));
    let versions = versions.expect("revisions");
    say(&format!("a database at {}", versions.join(", ")));
    let code = variable("STAND_IN_EXIT_CODE").and_then(|code| code.parse().ok());
    ExitCode::from(code.unwrap_or(0))
}

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("somebody reads it");
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn versions(url: &str) -> Result<Vec<String>, sqlx::Error> {
    match url.split(':').next() {
        Some("sqlite") => {
            let mut connection = SqliteConnection::connect(url).await?;
            sqlx::query_scalar(QUERY).fetch_all(&mut connection).await
        }
        Some("mysql" | "mariadb") => {
            let mut connection = MySqlConnection::connect(url).await?;
            sqlx::query_scalar(QUERY).fetch_all(&mut connection).await
        }
        _ => {
            let mut connection = PgConnection::connect(url).await?;
            sqlx::query_scalar(QUERY).fetch_all(&mut connection).await
        }
    }
}
