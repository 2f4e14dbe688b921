//! What a run shows of itself: a bar on a terminal, one line a revision when it is done.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use migrate_script::graph::{Direction, Plan, Step};
use migrate_script::{Revision, RevisionId};

use super::fault::list;
use super::ui::Ui;
use crate::lock::Holder;
use crate::report::{Notice, Reporter};

/// Shows a run.
#[derive(Debug)]
pub(crate) struct Progress<'a> {
    ui: &'a mut Ui,
    direction: Direction,
    /// Whether all rows of the version table are deleted first.
    pub(crate) purges: bool,
    bar: Option<ProgressBar>,
    announced: bool,
    waited: bool,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(ui: &'a mut Ui, direction: Direction) -> Self {
        Self {
            ui,
            direction,
            purges: false,
            bar: None,
            announced: false,
            waited: false,
        }
    }

    fn without_steps(&mut self, database: &str, current: &[RevisionId]) {
        let at = list(current);
        if self.purges && !current.is_empty() {
            return self.print("Purging", format!("{database} from {at} to base"));
        }
        let verb = verb(self.direction);
        self.print(
            "Unchanged",
            format!("{database} is at {at}, nothing to {verb}"),
        );
    }

    fn print(&mut self, word: &str, text: String) {
        let ui = &mut *self.ui;
        match &self.bar {
            Some(bar) => bar.suspend(|| ui.status(word, text)),
            None => ui.status(word, text),
        }
    }
}

impl Reporter for Progress<'_> {
    fn planned(&mut self, database: &str, current: &[RevisionId], plan: &Plan) {
        if plan.steps.is_empty() {
            if !self.announced {
                self.without_steps(database, current);
            }
            return;
        }
        if !std::mem::replace(&mut self.announced, true) {
            let (from, to) = (list(current), list(&plan.rows_after));
            let count = count(plan.steps.len());
            let word = doing(self.direction);
            self.print(word, format!("{database} from {from} to {to}, {count}"));
        }
        for warning in &plan.warnings {
            self.ui.warning(warning);
        }
        if self.ui.is_interactive() {
            self.bar = Some(bar(plan.steps.len()));
        }
    }

    fn waiting(&mut self, holder: &Holder) {
        if !std::mem::replace(&mut self.waited, true) {
            self.print(
                "Waiting",
                format!("for {holder}, which is migrating this database"),
            );
        }
    }

    fn noticed(&mut self, notice: &Notice) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.ui.warning(notice)),
            None => self.ui.warning(notice),
        }
    }

    fn started(&mut self, _step: &Step, revision: &Revision) {
        if let Some(bar) = &self.bar {
            bar.set_message(described(revision));
        }
    }

    fn finished(&mut self, step: &Step, revision: &Revision, elapsed: Duration) {
        let word = done(step.direction);
        let what = match step.direction {
            Direction::Stamp => format!("{} -> {}", list(&step.from), list(&step.to)),
            Direction::Upgrade | Direction::Downgrade => described(revision),
        };
        self.print(word, format!("{what} ({})", readable(elapsed)));
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{prefix:>12.cyan.bold} [{bar:25}] {pos}/{len} {elapsed} {wide_msg}",
    );
    let bar = ProgressBar::new(steps as u64);
    bar.set_style(
        style
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> "),
    );
    bar.set_prefix("Running");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn described(revision: &Revision) -> String {
    format!("{} {}", revision.id, revision.message())
        .trim_end()
        .to_owned()
}

fn count(revisions: usize) -> String {
    match revisions {
        1 => "1 revision".to_owned(),
        many => format!("{many} revisions"),
    }
}

fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
        Direction::Stamp => "stamp",
    }
}

fn doing(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "Upgrading",
        Direction::Downgrade => "Downgrading",
        Direction::Stamp => "Stamping",
    }
}

fn done(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "Applied",
        Direction::Downgrade => "Undone",
        Direction::Stamp => "Stamped",
    }
}

pub(super) fn readable(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        0 => format!("{} ms", elapsed.as_millis().max(1)),
        1..60 => format!("{:.1} s", elapsed.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_readable() {
        assert_eq!(readable(Duration::from_micros(12_700)), "12 ms");
        assert_eq!(readable(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(readable(Duration::from_secs(125)), "2 min 5 s");
    }
}
