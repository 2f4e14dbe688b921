//! The service: migrates its database, then serves.

use std::env;

use anyhow::Context;
use bookshop::{app, database};
use tokio::net::TcpListener;

const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let url = variable("DATABASE_URL", database::DEFAULT_URL);
    let address = variable("BOOKSHOP_ADDRESS", DEFAULT_ADDRESS);
    let pool = database::open(&url).await?;
    let listener = TcpListener::bind(&address)
        .await
        .with_context(|| format!("cannot listen on {address}"))?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app::router(pool)).await?;
    Ok(())
}

fn variable(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}
