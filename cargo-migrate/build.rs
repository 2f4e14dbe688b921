//! Where the macros of sqlx look up what the queries give: in `.sqlx`, also on a machine whose `DATABASE_URL` names a
//! database of somebody's. `cargo xtask sqlx` names a server, and a folder that they write to.

/// Where the server is.
const SERVER: &str = "CATALOG_DATABASE_URL";
/// The database that it is of. A build asks one server; the queries of the other databases are left out of it.
const DATABASE: &str = "CATALOG_DATABASE";
/// The folder.
const FOLDER: &str = "CATALOG_FOLDER";

/// The databases that there are queries for.
const DATABASES: [&str; 3] = ["postgres", "sqlite", "mysql"];

fn main() {
    println!("cargo::rerun-if-changed=.sqlx");
    println!(
        "cargo::rustc-check-cfg=cfg(unasked, values(\"{}\"))",
        DATABASES.join("\", \"")
    );
    let [server, database, folder] = [SERVER, DATABASE, FOLDER].map(|variable| {
        println!("cargo::rerun-if-env-changed={variable}");
        std::env::var(variable)
    });
    match (server, database, folder) {
        (Ok(server), Ok(asked), Ok(folder)) => {
            println!("cargo::rustc-env=SQLX_OFFLINE=false");
            println!("cargo::rustc-env=DATABASE_URL={server}");
            println!("cargo::rustc-env=SQLX_OFFLINE_DIR={folder}");
            for unasked in DATABASES.iter().filter(|database| **database != asked) {
                println!("cargo::rustc-cfg=unasked=\"{unasked}\"");
            }
        }
        _ => {
            println!("cargo::rustc-env=SQLX_OFFLINE=true");
            println!(
                "cargo::rustc-env=SQLX_OFFLINE_DIR={}/.sqlx",
                env!("CARGO_MANIFEST_DIR")
            );
        }
    }
}
