//! The account that a private server runs as: servers of databases refuse to run as root.

#[cfg(not(unix))]
pub(super) use elsewhere::*;
#[cfg(unix)]
pub(super) use unix::*;

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use anyhow::{Context, Result, bail};
    use nix::unistd::{User, chown, geteuid};

    /// An account other than the one that runs the task.
    #[derive(Debug)]
    pub(in crate::servers) struct Account(User);

    /// Whether the task is run by root.
    pub(in crate::servers) fn is_root() -> bool {
        geteuid().is_root()
    }

    impl Account {
        /// The first of the accounts that exists, when the task is run by root; nothing otherwise.
        pub(in crate::servers) fn choose(names: &[&str]) -> Result<Option<Self>> {
            if !is_root() {
                return Ok(None);
            }
            for name in names {
                let user = User::from_name(name)
                    .with_context(|| format!("cannot look up the account `{name}`"))?;
                if let Some(user) = user {
                    return Ok(Some(Self(user)));
                }
            }
            bail!("none of the accounts {names:?} exists, and root cannot run the server")
        }

        /// Makes the command run as this account.
        pub(in crate::servers) fn run(&self, command: &mut Command) {
            command.uid(self.0.uid.as_raw()).gid(self.0.gid.as_raw());
        }

        /// Gives a file or a folder to this account.
        pub(in crate::servers) fn own(&self, path: &Path) -> Result<()> {
            chown(path, Some(self.0.uid), Some(self.0.gid))
                .with_context(|| format!("cannot give {} to {}", path.display(), self.0.name))
        }

        /// A folder for temporary files that this account can reach: root's may be closed to others.
        pub(in crate::servers) fn temporary_folder(&self) -> PathBuf {
            let folders = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
            let reachable = folders.iter().find(|folder| is_open_to_all(folder));
            reachable.unwrap_or(&folders[0]).clone()
        }
    }

    fn is_open_to_all(folder: &Path) -> bool {
        const OTHERS_MAY_PASS: u32 = 0o001;
        folder.is_absolute()
            && folder.ancestors().all(|part| {
                part.metadata()
                    .is_ok_and(|found| found.is_dir() && found.mode() & OTHERS_MAY_PASS != 0)
            })
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::fs::{self, Permissions};
        use std::os::unix::fs::PermissionsExt;

        #[test]
        fn a_closed_folder_closes_what_is_in_it() {
            let outer = tempfile::tempdir().unwrap();
            let inner = outer.path().join("inner");
            fs::create_dir(&inner).unwrap();
            let set_mode = |folder: &Path, mode| {
                fs::set_permissions(folder, Permissions::from_mode(mode)).unwrap();
            };

            set_mode(&inner, 0o755);
            set_mode(outer.path(), 0o700);
            assert!(!is_open_to_all(&inner));
            set_mode(outer.path(), 0o711);
            assert_eq!(
                is_open_to_all(&inner),
                is_open_to_all(&std::env::temp_dir())
            );
            assert!(!is_open_to_all(&inner.join("missing")));
        }
    }
}

/// Only Unix has a root that servers refuse.
#[cfg(not(unix))]
mod elsewhere {
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use anyhow::Result;

    /// An account other than the one that runs the task: there is none.
    #[derive(Debug)]
    pub(in crate::servers) enum Account {}

    /// Whether the task is run by root.
    pub(in crate::servers) fn is_root() -> bool {
        false
    }

    impl Account {
        /// The account that runs the task also runs the server.
        pub(in crate::servers) fn choose(_names: &[&str]) -> Result<Option<Self>> {
            Ok(None)
        }

        /// Makes the command run as this account.
        pub(in crate::servers) fn run(&self, _command: &mut Command) {
            match *self {}
        }

        /// Gives a file or a folder to this account.
        pub(in crate::servers) fn own(&self, _path: &Path) -> Result<()> {
            match *self {}
        }

        /// A folder for temporary files that this account can reach.
        pub(in crate::servers) fn temporary_folder(&self) -> PathBuf {
            match *self {}
        }
    }
}
