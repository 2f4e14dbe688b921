//! Alembic itself, as its users call it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use tempfile::TempDir;

use super::histories::History;

/// The variable that names a Python with Alembic.
const PYTHON: &str = "ALEMBIC_PYTHON";

/// The environment script: a database URL, and nothing of the developer's.
const ENVIRONMENT: &str = r#"
from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.get_x_argument(as_dictionary=True)["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"#;

/// Runs command lines of Alembic's, one a line of its input, in one process: Python takes longer to start
/// than a command takes.
const DRIVER: &str = r#"
import io, json, sys, traceback

answers, sys.stdout = sys.stdout, io.StringIO()
from alembic.config import main

for line in sys.stdin:
    sys.stdout.seek(0)
    sys.stdout.truncate()
    code = 0
    try:
        main(argv=json.loads(line))
    except SystemExit as exit:
        code = exit.code or 0
    except Exception:
        traceback.print_exc(file=sys.stdout)
        code = 1
    print(json.dumps([code, sys.stdout.getvalue()]), file=answers, flush=True)
"#;

/// A project of Alembic's with a history.
#[derive(Debug)]
pub(super) struct Alembic {
    driver: Mutex<Driver>,
    _folder: TempDir,
}

#[derive(Debug)]
struct Driver {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Alembic {
    pub(super) fn new(history: &History) -> Self {
        let folder = TempDir::with_prefix("alembic-").expect("a temporary folder");
        let write = |path: &str, text: &str| {
            std::fs::write(folder.path().join(path), text).expect("the file can be written");
        };
        std::fs::create_dir(folder.path().join("versions")).expect("the folder can be made");
        write("alembic.ini", "[alembic]\nscript_location = %(here)s\n");
        write("env.py", ENVIRONMENT);
        for revision in history.revisions {
            write(&format!("versions/{}.py", revision.id), &revision.python());
        }
        Self {
            driver: Mutex::new(Driver::start(folder.path())),
            _folder: folder,
        }
    }

    /// Runs a command on a database, and returns what it prints on stdout.
    pub(super) fn run(&self, url: &str, arguments: &[&str]) -> String {
        let url = format!("url={}", sqlalchemy_url(url));
        let words = [&["-x", &url], arguments].concat();
        let mut driver = self.driver.lock().expect("no command has panicked");
        let (code, stdout) = driver.ask(&words);
        assert_eq!(code, 0, "alembic {arguments:?}\n{stdout}");
        stdout
    }
}

impl Driver {
    fn start(folder: &Path) -> Self {
        let python = std::env::var_os(PYTHON).expect(
            "ALEMBIC_PYTHON names a Python with Alembic; `cargo xtask test --interop` makes one",
        );
        let mut command = Command::new(python);
        command
            .args(["-c", DRIVER])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = command.spawn().expect("Python can be started");
        Self {
            questions: process.stdin.take().expect("a pipe"),
            answers: BufReader::new(process.stdout.take().expect("a pipe")),
            process,
        }
    }

    fn ask(&mut self, words: &[&str]) -> (i64, String) {
        let question = serde_json::to_string(words).expect("words are JSON");
        writeln!(self.questions, "{question}").expect("Python reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("Python answers");
        serde_json::from_str(&answer).expect("an exit code and a text")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It would end by itself when its input does, were it not in the middle of something.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The URL of a database as SQLAlchemy writes it.
fn sqlalchemy_url(url: &str) -> String {
    match url.split_once(':') {
        Some(("sqlite", path)) => {
            assert!(Path::new(path).is_absolute(), "{path}");
            format!("sqlite:///{path}")
        }
        Some((_, rest)) => format!("postgresql+psycopg:{rest}"),
        None => panic!("no URL: {url}"),
    }
}
