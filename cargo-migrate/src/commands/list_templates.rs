//! `cargo migrate list-templates`

use clap::ValueEnum;

use crate::cli::Context;
use crate::error::Result;
use crate::scaffold::package::Template;

/// List what `init` can make
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        for value in Template::value_variants()
            .iter()
            .filter_map(Template::to_possible_value)
        {
            let description = value.get_help().map(ToString::to_string);
            let name = value.get_name();
            context
                .ui
                .result(format_args!("{name} - {}", description.unwrap_or_default()));
        }
        context
            .ui
            .status("Next", "cargo migrate init --template <TEMPLATE>");
        Ok(())
    }
}
