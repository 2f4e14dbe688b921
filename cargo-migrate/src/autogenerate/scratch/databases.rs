//! The scratch databases of this program: dropped with their values, after an error, a panic and Ctrl-C too.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::task::Poll;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;

use super::{mysql, postgres};

/// All of them.
static MADE: Mutex<Vec<Made>> = Mutex::new(Vec::new());

/// Whether the program is about to be ended: what fails from then on fails because its database is gone.
static ENDS: AtomicBool = AtomicBool::new(false);

/// A scratch database, and where its server is.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) name: String,
    pub(super) live: Live,
}

/// The database that it is made for.
#[derive(Clone)]
pub(super) enum Live {
    Postgres(PgConnectOptions),
    Mysql(MySqlConnectOptions),
}

impl Made {
    /// Drops it, whoever is connected to it.
    pub(super) async fn drop_database(&self) -> Result<(), sqlx::Error> {
        match &self.live {
            Live::Postgres(live) => postgres::database::drop_database(&self.name, live).await,
            Live::Mysql(live) => mysql::drop_database(&self.name, live).await,
        }
    }
}

/// A scratch database that is dropped when this value is.
pub(super) struct Guard(Made);

impl Guard {
    /// Takes care of a database that is about to be made.
    pub(super) fn new(made: Made) -> Self {
        static WATCH: Once = Once::new();
        lock().push(made.clone());
        WATCH.call_once(|| _ = std::thread::spawn(watch));
        Self(made)
    }

    pub(super) fn name(&self) -> &str {
        &self.0.name
    }

    /// Drops the database.
    ///
    /// # Errors
    ///
    /// The server does not do it; it is tried once more then.
    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        let dropped = self.0.drop_database().await;
        wait_for_the_end();
        dropped?;
        self.forget();
        Ok(())
    }

    /// Leaves it alone, for it was not made; says whether it would have been dropped.
    pub(super) fn forget(&self) -> bool {
        let mut made = lock();
        let before = made.len();
        made.retain(|made| made.name != self.0.name);
        made.len() < before
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        wait_for_the_end();
        if self.forget() {
            let made = self.0.clone();
            // The runtime that this value was made in does not wait for anything in here.
            let thread = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build();
                runtime.map(|runtime| runtime.block_on(made.drop_database()))
            });
            // What stays is dropped by the next run.
            let _ = thread.join();
        }
    }
}

/// Goes no further in a program that is about to be ended, so that nothing is told of a database that is gone.
fn wait_for_the_end() {
    while ENDS.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

/// Waits for Ctrl-C or a termination, drops what there is, and ends the program, as the signal did before.
fn watch() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        if let Ok(code) = interruption().await {
            ENDS.store(true, Ordering::SeqCst);
            let made = lock().clone();
            for made in made {
                // Nobody is left to be told; what stays is dropped by the next run.
                let _ = made.drop_database().await;
            }
            std::process::exit(code);
        }
    });
}

/// Waits for a signal that ends the program: its exit code.
#[cfg(unix)]
async fn interruption() -> std::io::Result<i32> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut termination = signal(SignalKind::terminate())?;
    let mut termination = pin!(async move { termination.recv().await });
    let mut ctrl_c = pin!(tokio::signal::ctrl_c());
    poll_fn(|context| match ctrl_c.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(done.map(|()| 130)),
        Poll::Pending => termination.as_mut().poll(context).map(|_| Ok(143)),
    })
    .await
}

#[cfg(not(unix))]
async fn interruption() -> std::io::Result<i32> {
    tokio::signal::ctrl_c().await.map(|()| 130)
}

fn lock() -> MutexGuard<'static, Vec<Made>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}
