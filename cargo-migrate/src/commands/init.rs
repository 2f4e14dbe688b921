//! `cargo migrate init`

use std::fs;
use std::path::{Component, Path, PathBuf};

use cargo_metadata::{Metadata, TargetKind};
use migrate_script::diagnostic::forward_slashes;
use toml_edit::DocumentMut;

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::read_metadata;
use crate::scaffold::package::{
    Database, Dependency, LIBRARY, Template, build_script, edit_manifest, manifest, runner,
};
use crate::scaffold::{manifest::add_member, replace, write_new};

/// Make a migrations package, or put its pieces into the current one
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of the new crate; with `--in-package`, of the revision files
    #[arg(default_value = "migrations")]
    directory: PathBuf,
    /// What to make
    #[arg(short, long, value_enum, default_value = "crate")]
    template: Template,
    /// Short for `--template in-package`
    #[arg(long, conflicts_with = "template")]
    in_package: bool,
    /// The database to work with
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// Use a checkout of this tool instead of its published crates
    #[arg(long, value_name = "CHECKOUT")]
    path: Option<PathBuf>,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        if let Some(name) = &context.selection.name {
            return Err(Error::new(
                format!("`init` makes a package, not the configuration `{name}`"),
                format!("write [package.metadata.migrate.{name}] into its Cargo.toml"),
            ));
        }
        if let Some(checkout) = &self.path
            && !checkout.join("migrate-runtime/Cargo.toml").is_file()
        {
            let message = format!("{} is no checkout of cargo-migrate", checkout.display());
            return Err(Error::new(
                message,
                "name the folder that holds `migrate-runtime`",
            ));
        }
        let manifest = context.selection.manifest_path.clone();
        match self.template {
            Template::Crate if !self.in_package => {
                let workspace = workspace_around(manifest.as_deref())?;
                self.own_crate(workspace.as_ref(), &mut context)
            }
            _ => self.into_package(&read_metadata(manifest.as_deref())?, &mut context),
        }
    }

    fn dependency(&self) -> Dependency {
        Dependency {
            checkout: self.path.clone(),
            database: self.database,
        }
    }

    /// A crate of its own, a member of the workspace around it.
    fn own_crate(self, metadata: Option<&Metadata>, context: &mut Context) -> Result<()> {
        let directory = &self.directory;
        refuse_occupied(directory)?;
        let name = package_name(&absolute(directory)?)?;
        let workspace = metadata
            .map(|metadata| edited_workspace(metadata, &name, directory))
            .transpose()?;
        let files = [
            ("Cargo.toml", manifest(&name, &self.dependency(), directory)),
            ("build.rs", build_script("versions")),
            ("src/lib.rs", LIBRARY.to_owned()),
            ("src/main.rs", runner(&name.replace('-', "_"))),
            ("versions/.gitkeep", String::new()),
        ];
        for (file, text) in files {
            create(context, &directory.join(file), &text)?;
        }
        if let Some((path, text)) = workspace.flatten() {
            replace(&path, &text)?;
            context
                .ui
                .status("Adding", format!("`{name}` to the workspace"));
        }
        if metadata.is_none() && absolute(directory)? != working_directory()? {
            context
                .ui
                .status("Next", format!("cd {}", shown(directory)));
        }
        self.say_next(context);
        Ok(())
    }

    /// The same pieces inside of the current package.
    fn into_package(self, metadata: &Metadata, context: &mut Context) -> Result<()> {
        let package = current_package(metadata)?;
        if package.metadata.get("migrate").is_some() {
            let message = format!("`{}` has [package.metadata.migrate] already", package.name);
            return Err(Error::new(
                message,
                "write revisions with `cargo migrate revision`",
            ));
        }
        let root = package
            .manifest_path
            .parent()
            .map(|path| path.as_std_path())
            .unwrap_or(Path::new(""));
        let locations = forward_slashes(&self.directory);
        let manifest_path = package.manifest_path.as_std_path();
        let mut document = parse(&read(manifest_path)?, manifest_path)?;
        edit_manifest(&mut document, &self.dependency(), &locations)?;
        let library = package
            .targets
            .iter()
            .find(|target| target.is_kind(TargetKind::Lib));
        let library_name = library
            .map_or(package.name.as_str(), |target| &target.name)
            .replace('-', "_");
        let files = [
            (
                root.join("src/migrations.rs"),
                LIBRARY.replace("this crate", "this package"),
            ),
            (
                root.join("src/bin/migrate.rs"),
                runner(&format!("{library_name}::migrations")),
            ),
            (root.join(&self.directory).join(".gitkeep"), String::new()),
        ];
        refuse_existing(&files)?;
        for (path, text) in &files {
            create(context, path, text)?;
        }
        let build = root.join("build.rs");
        match build.exists() {
            true => context.ui.warning(format!(
                "build.rs exists and stays as it is; where it names what it watches, add\n    \
                 println!(\"cargo::rerun-if-changed={locations}\\ncargo::rerun-if-changed=Cargo.toml\");"
            )),
            false => create(context, &build, &build_script(&locations))?,
        }
        let declaration = "/// The database revisions of this package.\npub mod migrations;\n";
        match library.map(|target| target.src_path.as_std_path().to_owned()) {
            Some(path) => {
                replace(&path, &append(&read(&path)?, declaration))?;
                context.ui.status(
                    "Adding",
                    format!("`pub mod migrations` to {}", shown(&path)),
                );
            }
            None => create(context, &root.join("src/lib.rs"), declaration)?,
        }
        replace(manifest_path, &document.to_string())?;
        context
            .ui
            .status("Adding", "[package.metadata.migrate] to Cargo.toml");
        self.say_next(context);
        Ok(())
    }

    fn say_next(&self, context: &mut Context) {
        if self.database == Database::Postgres {
            context
                .ui
                .status("Next", "set DATABASE_URL, in the environment or in .env");
        }
        context.ui.status(
            "Next",
            "cargo migrate revision -m \"…\", then cargo migrate upgrade",
        );
    }
}

/// The workspace around the working directory; `None` where there is none.
fn workspace_around(manifest: Option<&Path>) -> Result<Option<Metadata>> {
    let has_manifest = |folder: &Path| folder.join("Cargo.toml").is_file();
    if manifest.is_none() && !working_directory()?.ancestors().any(has_manifest) {
        return Ok(None);
    }
    read_metadata(manifest).map(Some)
}

/// The workspace's manifest with the new member; `None` where it needs no change.
fn edited_workspace(
    metadata: &Metadata,
    name: &str,
    directory: &Path,
) -> Result<Option<(PathBuf, String)>> {
    let root = metadata.workspace_root.as_std_path();
    let packages = metadata.workspace_packages();
    if packages.iter().any(|package| package.name.as_str() == name) {
        let message = format!("a package of this workspace is called `{name}` already");
        return Err(Error::new(message, "choose a folder of another name"));
    }
    let path = root.join("Cargo.toml");
    let before = read(&path)?;
    let mut document = parse(&before, &path)?;
    let member = absolute(directory)?;
    let member = member.strip_prefix(root).map_err(|_| {
        let message = format!("{} is outside of the workspace", directory.display());
        Error::new(message, format!("choose a folder below {}", root.display()))
    })?;
    add_member(&mut document, &forward_slashes(member)).map_err(|what| {
        Error::new(
            format!("{}: {what}", path.display()),
            "mend it, and run `init` again",
        )
    })?;
    let after = document.to_string();
    Ok((after != before).then_some((path, after)))
}

fn create(context: &mut Context, path: &Path, text: &str) -> Result<()> {
    write_new(path, text)?;
    context.ui.status("Creating", shown(path));
    Ok(())
}

/// A path as seen from the working directory.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(here).unwrap_or(path);
    forward_slashes(path.strip_prefix(".").unwrap_or(path))
}

fn working_directory() -> Result<PathBuf> {
    std::env::current_dir().map_err(|error| Error::system("the working directory", error))
}

/// The whole path of a folder that need not exist, without `.` and `..`.
fn absolute(directory: &Path) -> Result<PathBuf> {
    let mut absolute = PathBuf::new();
    for component in working_directory()?.join(directory).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(absolute.pop()),
            component => absolute.push(component),
        }
    }
    Ok(absolute)
}

fn append(text: &str, declaration: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() {
        declaration.to_owned()
    } else {
        format!("{text}\n\n{declaration}")
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .map_err(|error| Error::system(format!("cannot read {}", path.display()), error))
}

fn parse(text: &str, path: &Path) -> Result<DocumentMut> {
    text.parse()
        .map_err(|error| Error::system(path.display(), error))
}

fn refuse_occupied(directory: &Path) -> Result<()> {
    let occupied = match fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => directory.exists(),
    };
    if !occupied {
        return Ok(());
    }
    let message = format!(
        "Directory {} already exists and is not empty",
        directory.display()
    );
    Err(Error::new(
        message,
        "name another one: `cargo migrate init <DIRECTORY>`",
    ))
}

fn refuse_existing(files: &[(PathBuf, String)]) -> Result<()> {
    match files.iter().find(|(path, _)| path.exists()) {
        None => Ok(()),
        Some((path, _)) => Err(Error::new(
            format!("{} exists already", shown(path)),
            "nothing was written; move it away, or make a crate of its own without `--in-package`",
        )),
    }
}

/// The crate's name: its folder's.
fn package_name(directory: &Path) -> Result<String> {
    let name = directory
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    {
        return Ok(name.to_owned());
    }
    let message = format!("`{name}` cannot be the name of a package");
    Err(Error::new(
        message,
        "choose a folder whose name is of letters, digits, `-` and `_`",
    ))
}

/// The package around the working directory.
fn current_package(metadata: &Metadata) -> Result<&cargo_metadata::Package> {
    let here = working_directory()?;
    let packages = metadata.workspace_packages().into_iter();
    let around = packages.filter(|p| {
        p.manifest_path
            .parent()
            .is_some_and(|folder| here.starts_with(folder))
    });
    around
        .max_by_key(|package| package.manifest_path.as_str().len())
        .ok_or_else(|| {
            Error::new(
                "there is no package here",
                "go to a package's folder, or make a crate of its own without `--in-package`",
            )
        })
}
