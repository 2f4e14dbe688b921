//! A test in a process of its own: one that can be killed, or one of many at once.
//!
//! The process is the test program itself, started for one test, which finds its database in [`database`].

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The variable that names the database to a worker.
const URL: &str = "MIGRATE_WORKER_URL";

/// Starts a process that runs one test of this program against a database.
///
/// # Panics
///
/// The program of the test does not start.
pub fn start(test: &str, url: &str) -> Child {
    let program = std::env::current_exe().expect("a test knows its program");
    let mut command = Command::new(program);
    command.args(["--exact", test, "--nocapture"]);
    command.env(URL, url);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let worker = command.spawn();
    worker.expect("the program of this test starts")
}

/// The database of this process, if it is a worker; among the other tests, a worker's has nothing to do.
pub fn database() -> Option<String> {
    std::env::var(URL).ok()
}

/// Waits for a worker, whose test is to pass.
///
/// # Panics
///
/// It fails, or there is no test of its name.
pub fn finish(worker: Child) {
    let output = worker.wait_with_output();
    let output = output.expect("a worker can be waited for");
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    let said = format!("{stdout}{stderr}");
    assert!(output.status.success(), "{}: {said}", output.status);
    assert!(said.contains("1 passed"), "{said}");
}

/// Runs many workers at once to their end; how long that took.
///
/// # Panics
///
/// One of them fails.
pub fn finish_many(count: usize, test: &str, url: &str) -> Duration {
    let started = Instant::now();
    let workers: Vec<Child> = (0..count).map(|_| start(test, url)).collect();
    workers.into_iter().for_each(finish);
    started.elapsed()
}
