//! A process that is killed in the middle of a run: the next one goes on from there, and nothing is lost or done twice.

use std::process::Child;
use std::time::{Duration, Instant};

use migrate_tests::backend::{Backend, Contents, Course, is_in_parts, migrator, mixed_chain};
use migrate_tests::random::Random;
use migrate_tests::{on_every_database, worker};

on_every_database!(killed_runs_end_as_one_that_was_not,);

/// The kills on each database, where `MIGRATE_KILLS` says nothing else.
const KILLS: usize = 40;

async fn killed_runs_end_as_one_that_was_not<B: Backend>(db: B) {
    let wanted = match std::env::var("MIGRATE_KILLS") {
        Ok(number) => number.parse().expect("a number of kills"),
        Err(_) => KILLS,
    };
    let mut random = Random::new();
    let undisturbed = Undisturbed::run(db).await;
    let (mut kills, mut lives, started) = (0, 0, Instant::now());
    while kills < wanted {
        kills += live::<B>(&undisturbed, &mut random).await;
        lives += 1;
    }
    tell(&format!(
        "{}: {kills} kills in {lives} databases, {:.1?}",
        B::NAME,
        started.elapsed()
    ));
}

#[expect(clippy::print_stderr, reason = "shown where all is shown")]
fn tell(figures: &str) {
    eprintln!("{figures}");
}

/// The life of one database, from nothing to the end of its chain; the number of kills.
async fn live<B: Backend>(undisturbed: &Undisturbed, random: &mut Random) -> usize {
    let db = B::create();
    for kills in 0.. {
        let done = undisturbed.course.position(&db.versions().await);
        let moment = undisturbed.any_moment(done, random);
        let worker = start(&db);
        if random.once_in(10) {
            worker::finish(worker);
        } else {
            tokio::time::sleep(moment).await;
            if is_killed(worker) {
                // Or else the next process finds the server still at work on what this one sent.
                if random.once_in(2) {
                    let is_in_parts = |number| is_in_parts(B::DIALECT, number);
                    undisturbed.course.check_left(&db, is_in_parts).await;
                }
                continue;
            }
        }
        assert_eq!(&Contents::of(&db).await, undisturbed.course.end());
        check_history(&db, undisturbed.course.length()).await;
        return kills;
    }
    unreachable!("a life ends")
}

/// Each revision is written down once, and nothing as unfinished.
async fn check_history(db: &impl Backend, length: usize) {
    let rows = "SELECT count(*), count(DISTINCT revision), count(duration_ms), count(progress) \
                FROM alembic_version_history WHERE direction = 'upgrade'";
    assert_eq!(
        db.rows(rows).await,
        [format!("{length}|{length}|{length}|0")]
    );
}

fn start(db: &impl Backend) -> Child {
    worker::start("kills::the_run_of_one_process", db.url())
}

fn time_of_run(db: &impl Backend) -> Duration {
    worker::finish_many(1, "kills::the_run_of_one_process", db.url())
}

/// One of the processes; among the other tests it has nothing to do.
#[tokio::test]
async fn the_run_of_one_process() {
    if let Some(url) = worker::database() {
        migrator(mixed_chain()).upgrade(url, "head").await.unwrap();
    }
}

/// Kills a worker; no, where it had come to its end before.
fn is_killed(mut worker: Child) -> bool {
    const FAILED_TEST: i32 = 101;
    worker.kill().unwrap();
    let output = worker.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_ne!(output.status.code(), Some(FAILED_TEST), "{said}");
    !output.status.success()
}

/// A run that nobody kills.
struct Undisturbed {
    course: Course,
    /// How long a process takes that has nothing to do.
    idle: Duration,
    /// How long a process takes that does everything.
    whole: Duration,
}

impl Undisturbed {
    async fn run<B: Backend>(db: B) -> Self {
        let chain = mixed_chain();
        let length = chain.len();
        let course = Course::of(&db, &migrator(chain), length).await;
        let idle = time_of_run(&db);
        let db = B::create();
        let whole = time_of_run(&db);
        assert_eq!(&Contents::of(&db).await, course.end());
        Self {
            course,
            idle,
            whole,
        }
    }

    /// A moment in a run in front of which so many revisions were applied; in its first half, so that there is something
    /// left for another kill.
    fn any_moment(&self, done: usize, random: &mut Random) -> Duration {
        let length = self.course.length();
        let [left, length] = [length - done, length].map(|it| u32::try_from(it).unwrap());
        let work = self.whole.saturating_sub(self.idle) / 2 * left / length;
        self.idle / 2 + (self.idle / 2 + work).mul_f64(random.fraction())
    }
}
