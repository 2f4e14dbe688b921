//! Commands that end when the task is interrupted (Ctrl-C, SIGTERM, SIGHUP).
//!
//! Each runs in a process group of its own, so that one signal reaches everything that it started:
//! Cargo does not pass a signal on to the test that it runs. A second interruption does not wait.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, ensure};

static STATE: Mutex<State> = Mutex::new(State {
    interrupted: false,
    running: None,
});

struct State {
    interrupted: bool,
    /// The process that leads the group of the command under way.
    running: Option<u32>,
}

/// Begins to watch for interruptions.
pub(crate) fn watch() -> Result<()> {
    ctrlc::set_handler(interrupt).context("cannot watch for signals")
}

/// Runs a command to its end, unless the task was or is interrupted.
pub(crate) fn run(command: &mut Command) -> Result<ExitStatus> {
    let mut child = start(command)?;
    let status = child.wait();
    state().running = None;
    check()?;
    status.with_context(|| format!("cannot wait for {command:?}"))
}

/// Fails when the task was interrupted.
pub(crate) fn check() -> Result<()> {
    ensure!(!state().interrupted, "interrupted");
    Ok(())
}

/// Puts a command into a process group of its own, which the terminal's Ctrl-C does not reach.
pub(crate) fn in_own_group(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

fn start(command: &mut Command) -> Result<Child> {
    // Held until the process is noted: an interruption comes before it starts, or finds it.
    let mut state = state();
    ensure!(!state.interrupted, "interrupted");
    let child = in_own_group(command)
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {command:?}"))?;
    state.running = Some(child.id());
    Ok(child)
}

fn interrupt() {
    let mut state = state();
    let again = std::mem::replace(&mut state.interrupted, true);
    if let Some(leader) = state.running {
        end_group(leader, again);
    }
    if again {
        // A private server sees that this process is gone, and stops by itself.
        std::process::exit(130);
    }
}

#[cfg(unix)]
fn end_group(leader: u32, at_once: bool) {
    use nix::sys::signal::{Signal, killpg};
    let signal = if at_once {
        Signal::SIGKILL
    } else {
        Signal::SIGTERM
    };
    if let Ok(leader) = i32::try_from(leader) {
        let _ = killpg(nix::unistd::Pid::from_raw(leader), signal);
    }
}

/// Without process groups the console itself interrupts the command.
#[cfg(not(unix))]
fn end_group(_leader: u32, _at_once: bool) {}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}
