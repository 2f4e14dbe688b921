//! A proxy in front of PostgreSQL that writes down what the client sends.

use std::io;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// A running proxy, for as long as the runtime of the test.
#[derive(Debug)]
pub struct Proxy {
    options: PgConnectOptions,
    sent: Arc<Mutex<Vec<Sent>>>,
}

/// What a client sent, after which it waited for the server: a round trip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// A message of SQL: one statement or several.
    Query(String),
    /// A group of messages of the extended protocol: to prepare a statement, or to run it.
    Extended,
}

impl Proxy {
    /// Starts a proxy in front of the server of a URL.
    ///
    /// # Panics
    ///
    /// There is no port for it.
    pub async fn start(url: &str) -> Self {
        let options = PgConnectOptions::from_str(url).expect("the test's URL is valid");
        let server = (options.get_host().to_owned(), options.get_port());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.expect("there is a free port");
        let port = listener.local_addr().expect("a listener has one").port();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&sent);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, log) = (server.clone(), Arc::clone(&log));
                tokio::spawn(async move { forward(client, server, log).await });
            }
        });
        let options = options.host("127.0.0.1").port(port);
        // What is encrypted cannot be counted.
        let options = options.ssl_mode(PgSslMode::Disable);
        Self { options, sent }
    }

    /// The database behind the proxy.
    pub fn options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    /// What was sent since the last time that this was asked; connecting and the end of a connection are
    /// left out.
    pub fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn forward(
    client: TcpStream,
    server: (String, u16),
    log: Arc<Mutex<Vec<Sent>>>,
) -> io::Result<()> {
    let (mut from_server, to_server) = TcpStream::connect(server).await?.into_split();
    let (from_client, mut to_client) = client.into_split();
    tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
    read_messages(from_client, to_server, log).await
}

/// The first message has no tag; each further one is a tag, its own length in four bytes, and its content.
async fn read_messages(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    log: Arc<Mutex<Vec<Sent>>>,
) -> io::Result<()> {
    let mut tag = None;
    loop {
        let length = client.read_u32().await?;
        let mut content = vec![0; length as usize - 4];
        client.read_exact(&mut content).await?;
        let sent = match tag {
            Some(b'Q') => Some(Sent::Query(text(&content))),
            Some(b'S') => Some(Sent::Extended),
            _ => None,
        };
        if let Some(sent) = sent {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push(sent);
        }
        if let Some(tag) = tag {
            server.write_u8(tag).await?;
        }
        server.write_u32(length).await?;
        server.write_all(&content).await?;
        tag = Some(client.read_u8().await?);
    }
}

/// A text of the protocol ends with a NUL.
fn text(content: &[u8]) -> String {
    let text = content.strip_suffix(&[0]).unwrap_or(content);
    String::from_utf8_lossy(text).into_owned()
}
