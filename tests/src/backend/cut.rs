//! A proxy in front of any server that cuts a connection at a chosen moment, as a network that fails.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::server;

/// Where a connection is cut: at one of the chunks that clients send, counted from 1 over all connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The server never sees it.
    Before(usize),
    /// The server answers it, and the client sees nothing of the answer.
    Unanswered(usize),
    /// The client sees a half of what came first of the answer.
    HalfAnswered(usize),
}

impl Cut {
    fn chunk(self) -> usize {
        let (Self::Before(chunk) | Self::Unanswered(chunk) | Self::HalfAnswered(chunk)) = self;
        chunk
    }
}

/// What becomes of the proxy when it has cut a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    /// All other connections go on, and more are taken.
    GoesOn,
    /// All other connections are cut too, and no more are taken.
    Refuses,
}

/// A running proxy, for as long as the runtime of the test.
#[derive(Debug)]
pub struct CutProxy {
    url: String,
    line: Arc<Line>,
}

#[derive(Debug)]
struct Line {
    server: String,
    cut: Cut,
    /// How many chunks came from clients.
    chunks: AtomicUsize,
    is_cut: AtomicBool,
}

impl CutProxy {
    /// Starts a proxy in front of the server of a URL.
    ///
    /// # Panics
    ///
    /// There is no port for it.
    pub async fn start(url: &str, cut: Cut, afterwards: Afterwards) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.expect("there is a free port");
        let address = listener.local_addr().expect("a listener has one");
        let line = Arc::new(Line {
            server: server::address(url).to_owned(),
            cut,
            chunks: AtomicUsize::new(0),
            is_cut: AtomicBool::new(false),
        });
        tokio::spawn(serve(listener, Arc::clone(&line), afterwards));
        Self {
            url: server::with_address(url, &address.to_string()),
            line,
        }
    }

    /// The URL of the database behind the proxy.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many chunks came from clients.
    pub fn chunks(&self) -> usize {
        self.line.chunks.load(Ordering::SeqCst)
    }

    /// Whether so much was sent that a connection was cut.
    pub fn has_cut(&self) -> bool {
        self.line.is_cut.load(Ordering::SeqCst)
    }
}

/// Takes connections; they end with this future.
async fn serve(listener: TcpListener, line: Arc<Line>, afterwards: Afterwards) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { return };
                let line = Arc::clone(&line);
                connections.spawn(async move { line.forward(client).await });
            }
            Some(_) = connections.join_next() => {
                if line.is_cut.load(Ordering::SeqCst) && afterwards == Afterwards::Refuses {
                    return;
                }
            }
        }
    }
}

impl Line {
    /// Forwards what the two say to each other until one ends, or until it is cut.
    async fn forward(&self, mut client: TcpStream) -> io::Result<()> {
        let mut server = TcpStream::connect(&self.server).await?;
        let (mut sent, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        loop {
            tokio::select! {
                length = client.read(&mut sent) => {
                    let sent = &sent[..length?];
                    if sent.is_empty() {
                        return Ok(());
                    }
                    if self.chunks.fetch_add(1, Ordering::SeqCst) + 1 == self.cut.chunk() {
                        return self.cut(sent, client, server).await;
                    }
                    server.write_all(sent).await?;
                }
                length = server.read(&mut answered) => {
                    let answered = &answered[..length?];
                    if answered.is_empty() {
                        return Ok(());
                    }
                    client.write_all(answered).await?;
                }
            }
        }
    }

    async fn cut(
        &self,
        sent: &[u8],
        mut client: TcpStream,
        mut server: TcpStream,
    ) -> io::Result<()> {
        /// Not everything is answered.
        const PATIENCE: Duration = Duration::from_secs(1);
        self.is_cut.store(true, Ordering::SeqCst);
        if let Cut::Before(_) = self.cut {
            return Ok(());
        }
        server.write_all(sent).await?;
        let mut answer = vec![0; 1 << 16];
        let answered = tokio::time::timeout(PATIENCE, server.read(&mut answer)).await;
        if let (Cut::HalfAnswered(_), Ok(length)) = (self.cut, answered) {
            client.write_all(&answer[..length?.div_ceil(2)]).await?;
        }
        Ok(())
    }
}
