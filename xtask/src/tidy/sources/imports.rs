//! Paths that some files never mention.

use super::mentions::Source;
use super::starts_with;
use crate::tidy::Fault;

/// Paths that the files of a folder never mention.
struct Rule {
    /// A folder (with a slash at its end), or a file.
    within: &'static str,
    /// Files, and folders with a slash at their end, in that folder, which may.
    except: &'static [&'static str],
    never: &'static [&'static str],
    because: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        within: "migrate-runtime/migrate-script/src/",
        except: &["directory.rs"],
        never: &["std::fs"],
        because: "only directory.rs touches the file system",
    },
    Rule {
        within: "migrate-runtime/migrate-script/src/",
        except: &[],
        never: &["tokio", "sqlx", "clap", "std::env", "std::process"],
        because: "migrate-script runs inside rustc, in the subcommand and in production",
    },
    Rule {
        within: "migrate-runtime/src/",
        except: &["cli.rs", "cli/"],
        never: &["clap", "print!", "println!", "eprint!", "eprintln!", "dbg!"],
        because: "outside cli/ the runtime is a library in someone's server",
    },
    Rule {
        within: "migrate-runtime/src/",
        except: &[],
        never: &["std::process::exit", "process::exit"],
        because: "the runtime never ends the program it is in",
    },
    Rule {
        within: "cargo-migrate/src/commands/",
        except: &[],
        never: &["sqlx"],
        because: "shared work belongs to the library",
    },
    Rule {
        within: "migrate-runtime/src/cli/database_url.rs",
        except: &[],
        never: &["std::env"],
        because: "the environment is passed in, so that precedence is tested without one",
    },
];

/// Checks a source against the rules that are about it.
pub(super) fn check(path: &str, source: &Source) -> Vec<Fault> {
    let rules = RULES.iter().filter(|rule| rule.is_about(path));
    rules.flat_map(|rule| rule.check(path, source)).collect()
}

/// The files and folders that a rule is about.
pub(super) fn subjects() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.within)
}

impl Rule {
    fn is_about(&self, path: &str) -> bool {
        path.strip_prefix(self.within).is_some_and(|file| {
            let allowed = |except: &&str| {
                file == *except || (except.ends_with('/') && file.starts_with(except))
            };
            !self.except.iter().any(allowed)
        })
    }

    fn check(&self, path: &str, source: &Source) -> Vec<Fault> {
        let mut faults = Vec::new();
        for mention in &source.paths {
            let broken =
                |never: &&&str| starts_with(&mention.what, &never.split("::").collect::<Vec<_>>());
            if let Some(never) = self.never.iter().find(broken) {
                faults.push(mention.fault(path, format!("`{never}`: {}", self.because)));
            }
        }
        faults
    }
}
