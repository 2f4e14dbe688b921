//! The user's project: the package that holds the revisions, found through cargo.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package, TargetKind};
use migrate_runtime::cli::HEADING;
use migrate_runtime::cli::database_url::{DatabaseUrl, Places};
use migrate_runtime::cli::variables;
use migrate_script::config::Config;
use migrate_script::diagnostic::Diagnostic;
use migrate_script::directory::Directory;
use migrate_script::graph::RevisionMap;

use crate::error::{Error, Result};

/// The package that holds the revisions.
#[derive(Debug)]
pub(crate) struct Project {
    /// The package's name.
    pub(crate) package: String,
    /// The folder of its manifest.
    pub(crate) directory: PathBuf,
    /// The folder of the workspace's manifest, which cargo's own messages are relative to.
    pub(crate) workspace_root: PathBuf,
    /// The edition of Rust that it is written in.
    pub(crate) edition: String,
    /// `[package.metadata.migrate]`
    pub(crate) config: Config,
    binaries: Vec<String>,
}

/// Which project is meant.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Selection {
    /// Path to the Cargo.toml of the package or workspace
    #[arg(long, global = true, value_name = "PATH", help_heading = HEADING)]
    pub(crate) manifest_path: Option<PathBuf>,
    /// The package that holds the revisions, where a workspace has several
    #[arg(short, long, global = true, value_name = "NAME", help_heading = HEADING)]
    pub(crate) package: Option<String>,
    /// The configuration of [package.metadata.migrate.NAME], where a package has several databases
    #[arg(short, long, global = true, value_name = "NAME", help_heading = HEADING)]
    pub(crate) name: Option<String>,
}

impl Project {
    /// Finds the package with `[package.metadata.migrate]`.
    ///
    /// Of several, the one named, or else the one that holds the working directory.
    pub(crate) fn find(selection: &Selection) -> Result<Self> {
        let metadata = read_metadata(selection.manifest_path.as_deref())?;
        let package = choose(&metadata, selection.package.as_deref())?;
        let manifest = package.manifest_path.as_std_path();
        let directory = manifest.parent().unwrap_or(Path::new("")).to_owned();
        let workspace_root = metadata.workspace_root.clone().into_std_path_buf();
        let shown = shown_relative(&directory, &workspace_root);
        let config = Config::read(&directory, selection.name.as_deref())
            .map_err(|faults| under(faults, &shown))?;
        let config = config.ok_or_else(|| not_marked(package))?;
        let binaries = package
            .targets
            .iter()
            .filter(|target| target.is_kind(TargetKind::Bin));
        let binaries = binaries.map(|target| target.name.clone()).collect();
        let edition = package.edition.to_string();
        let package = package.name.to_string();
        Ok(Self {
            package,
            edition,
            directory,
            workspace_root,
            config,
            binaries,
        })
    }

    /// The package's folder as it is shown: relative to the workspace.
    pub(crate) fn shown(&self) -> PathBuf {
        shown_relative(&self.directory, &self.workspace_root)
    }

    /// Reads and parses all revision files.
    pub(crate) fn read_files(&self) -> Result<Directory> {
        let directory = Directory::read(&self.directory, &self.config);
        directory.map_err(|faults| under(faults, &self.shown()).into())
    }

    /// Reads all revision files, and checks all that the build checks.
    pub(crate) fn check(&self) -> Result<Directory> {
        let directory = migrate_script::check::load(&self.directory, &self.config);
        directory.map_err(|faults| under(faults, &self.shown()).into())
    }

    /// Fails where there are faults of the package's files.
    pub(crate) fn refuse(&self, faults: Vec<Diagnostic>) -> Result<()> {
        match faults.is_empty() {
            true => Ok(()),
            false => Err(under(faults, &self.shown()).into()),
        }
    }

    /// The graph of the revision files.
    pub(crate) fn read_graph(&self) -> Result<RevisionMap> {
        let mut files = self.read_files()?;
        for file in &mut files.files {
            let revision = &mut file.revision;
            revision.path = revision.path.take().map(|path| self.shown().join(path));
        }
        let graph = migrate_script::check::revision_map(&files);
        graph.map_err(|faults| under(faults, &self.shown()).into())
    }

    /// Where the database URL is looked for: environment files of the package, then of the folders up
    /// to the workspace's.
    pub(crate) fn database_url(&self, option: Option<String>) -> DatabaseUrl {
        let inside = |folder: &&Path| folder.starts_with(&self.workspace_root);
        let directories = self
            .directory
            .ancestors()
            .take_while(inside)
            .map(PathBuf::from)
            .collect();
        let places = Places {
            directories,
            environment: variables(),
        };
        DatabaseUrl::new(option, &self.config.settings, places)
    }

    /// The binary that runs the revisions: the configured one; or else the one called `migrate`, or the
    /// package's only one; for a named configuration, the one called `migrate-<name>`.
    ///
    /// A named configuration never takes the only one: it could hold the revisions of another database.
    pub(crate) fn runner(&self) -> Result<&str> {
        let find = |wanted: &str| self.binaries.iter().find(|name| *name == wanted);
        let name = self.config.settings.name.as_deref();
        let found = match (&self.config.runner, name, self.binaries.as_slice()) {
            (Some(configured), ..) => find(configured),
            (None, Some(name), _) => find(&format!("migrate-{name}")),
            (None, None, [only]) => Some(only),
            (None, None, _) => find("migrate"),
        };
        found
            .map(String::as_str)
            .ok_or_else(|| self.runner_missing(name))
    }

    fn runner_missing(&self, name: Option<&str>) -> Error {
        let package = &self.package;
        if let Some(configured) = &self.config.runner {
            let message = format!("the package `{package}` has no binary `{configured}`");
            let binaries = self.binaries.join(", ");
            return Error::new(message, format!("`runner` names it; there are {binaries}"));
        }
        let (of, binary, path) = match name {
            None => (String::new(), "migrate".to_owned(), "…".to_owned()),
            Some(name) => (
                format!(" of `{name}`"),
                format!("migrate-{name}"),
                format!("…::{}", name.replace('-', "_")),
            ),
        };
        Error::new(
            format!("the package `{package}` has no binary that runs its revisions{of}"),
            format!(
                "add `src/bin/{binary}.rs` with\n\
                 fn main() -> std::process::ExitCode {{ migrate_runtime::cli::main(&{path}::MIGRATOR) }}\n\
                 or name a binary with `runner`"
            ),
        )
    }
}

fn under(faults: Vec<Diagnostic>, folder: &Path) -> Vec<Diagnostic> {
    faults
        .into_iter()
        .map(|fault| fault.under(folder))
        .collect()
}

fn shown_relative(directory: &Path, root: &Path) -> PathBuf {
    directory.strip_prefix(root).unwrap_or(directory).to_owned()
}

/// Asks cargo for the packages of the workspace.
pub(crate) fn read_metadata(manifest: Option<&Path>) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.no_deps();
    if let Some(manifest) = manifest {
        command.manifest_path(manifest);
    }
    command.exec().map_err(|error| {
        let message = match &error {
            cargo_metadata::Error::CargoMetadata { stderr } => stderr.trim().to_owned(),
            error => error.to_string(),
        };
        no_metadata(message.trim_start_matches("error: "))
    })
}

fn no_metadata(message: &str) -> Error {
    if message.contains('\n') {
        // More than a sentence: a fault in a manifest, drawn by cargo.
        let fault = Diagnostic::new("cargo cannot read the workspace");
        return fault.note("cargo", message).into();
    }
    Error::new(
        message,
        "run the command inside of a Cargo project, or name one with `--manifest-path`",
    )
}

fn is_marked(package: &&Package) -> bool {
    package.metadata.get("migrate").is_some()
}

fn choose<'a>(metadata: &'a Metadata, name: Option<&str>) -> Result<&'a Package> {
    let packages = metadata.workspace_packages();
    if let Some(name) = name {
        let package = packages
            .iter()
            .find(|package| package.name.as_str() == name);
        return package.copied().ok_or_else(|| {
            let names = packages
                .iter()
                .map(|package| package.name.as_str())
                .collect::<Vec<_>>();
            let help = format!("the workspace's packages are {}", names.join(", "));
            Error::new(
                format!("there is no package `{name}` in this workspace"),
                help,
            )
        });
    }
    let marked: Vec<&Package> = packages.into_iter().filter(is_marked).collect();
    match marked.as_slice() {
        [] => Err(none_marked(metadata)),
        [package] => Ok(package),
        several => nearest_to_working_directory(several).ok_or_else(|| {
            let names = several
                .iter()
                .map(|package| package.name.as_str())
                .collect::<Vec<_>>();
            let message = format!(
                "{} packages hold revisions: {}",
                names.len(),
                names.join(", ")
            );
            Error::new(message, "say which one is meant with `--package`")
        }),
    }
}

/// The innermost package around the working directory.
fn nearest_to_working_directory<'a>(packages: &[&'a Package]) -> Option<&'a Package> {
    let here = std::env::current_dir().ok()?;
    let folder = |package: &&Package| package.manifest_path.parent().map(|p| p.to_owned());
    let around = packages
        .iter()
        .filter(|p| folder(p).is_some_and(|folder| here.starts_with(folder)));
    around
        .max_by_key(|package| package.manifest_path.as_str().len())
        .copied()
}

fn not_marked(package: &Package) -> Error {
    Error::new(
        format!(
            "the package `{}` has no [package.metadata.migrate]",
            package.name
        ),
        "name the package that holds the revisions, or leave `--package` out",
    )
}

fn none_marked(metadata: &Metadata) -> Error {
    Error::new(
        format!(
            "no package in {} has [package.metadata.migrate]",
            metadata.workspace_root
        ),
        "make one with `cargo migrate init`",
    )
}
