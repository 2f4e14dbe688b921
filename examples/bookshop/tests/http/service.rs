//! The service, listening on a free port.

use bookshop::{app, database};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::database::TestDatabase;

/// A running service, stopped when it is dropped.
pub(crate) struct Service {
    root: String,
    client: Client,
    server: JoinHandle<()>,
}

impl Service {
    /// Starts the service as `main` does.
    pub(crate) async fn start(database: &TestDatabase) -> Self {
        let pool = database::open(&database.url).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}", listener.local_addr().unwrap());
        let serve = axum::serve(listener, app::router(pool));
        let server = tokio::spawn(async { serve.await.unwrap() });
        Self {
            root,
            client: Client::new(),
            server,
        }
    }

    /// The status and the JSON of an answer.
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        read(self.send(Method::GET, path, None).await).await
    }

    /// The status and the JSON of an answer.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        read(self.send(Method::POST, path, Some(body.to_string())).await).await
    }

    /// The answer to a request whose body is JSON, or something that claims to be.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<String>) -> Response {
        let mut request = self.client.request(method, format!("{}{path}", self.root));
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body);
        }
        request.send().await.unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The status and the JSON of an answer.
pub(crate) async fn read(response: Response) -> (StatusCode, Value) {
    (response.status(), response.json().await.unwrap())
}
