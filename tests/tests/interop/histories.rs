//! The histories: lines, branches, merges and dependencies, and a walk through each.

/// A history of revisions, and a walk up and down through it.
#[derive(Debug)]
pub(super) struct History {
    pub(super) name: &'static str,
    pub(super) revisions: &'static [Revision],
    pub(super) walk: &'static [Step],
}

/// A revision that makes a table of its own.
#[derive(Debug)]
pub(super) struct Revision {
    pub(super) id: &'static str,
    pub(super) down: &'static [&'static str],
    pub(super) label: Option<&'static str>,
    pub(super) depends_on: &'static [&'static str],
}

/// A command, as it is typed for either tool.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Upgrade(&'static str),
    Downgrade(&'static str),
}

use Step::{Downgrade, Upgrade};

pub(super) const ALL: [&History; 4] = [&LINEAR, &BRANCHED, &MERGED, &DEPENDENT];

pub(super) const LINEAR: History = History {
    name: "linear",
    revisions: &[
        revision("a1975ea83b71", &[]),
        revision("a2e1027a6acf", &["a1975ea83b71"]),
        revision("a35af2cb1c26", &["a2e1027a6acf"]),
        revision("a4c6a30d7c24", &["a35af2cb1c26"]),
    ],
    walk: &[
        Upgrade("+2"),
        Upgrade("head"),
        Downgrade("-1"),
        Downgrade("a197"),
        Upgrade("a35af2cb1c26"),
        Upgrade("heads"),
        Downgrade("base"),
    ],
};

pub(super) const BRANCHED: History = History {
    name: "branched",
    revisions: &[
        revision("b1975ea83b71", &[]),
        revision("b2e1027a6acf", &["b1975ea83b71"]),
        Revision {
            label: Some("cart"),
            ..revision("b35af2cb1c26", &["b1975ea83b71"])
        },
        revision("b4c6a30d7c24", &["b35af2cb1c26"]),
    ],
    walk: &[
        Upgrade("cart@head"),
        Upgrade("heads"),
        Downgrade("cart@b35a"),
        Downgrade("b1975ea83b71"),
        Upgrade("b2e1"),
        Upgrade("cart@+1"),
        Upgrade("heads"),
        Downgrade("base"),
    ],
};

pub(super) const MERGED: History = History {
    name: "merged",
    revisions: &[
        revision("c1975ea83b71", &[]),
        revision("c2e1027a6acf", &["c1975ea83b71"]),
        revision("c35af2cb1c26", &["c1975ea83b71"]),
        revision("c4c6a30d7c24", &["c2e1027a6acf", "c35af2cb1c26"]),
        revision("c5eb0a54c2b6", &["c4c6a30d7c24"]),
    ],
    walk: &[
        Upgrade("c2e1"),
        Upgrade("head"),
        Downgrade("c35a"),
        Upgrade("c4c6"),
        Upgrade("head"),
        Downgrade("c1975ea83b71"),
        Upgrade("heads"),
        Downgrade("base"),
    ],
};

pub(super) const DEPENDENT: History = History {
    name: "dependent",
    revisions: &[
        revision("d1975ea83b71", &[]),
        revision("d2e1027a6acf", &["d1975ea83b71"]),
        revision("d35af2cb1c26", &["d2e1027a6acf"]),
        Revision {
            label: Some("networking"),
            ..revision("e1ac04ae8714", &[])
        },
        Revision {
            depends_on: &["d2e1027a6acf"],
            ..revision("e29ec7d132bf", &["e1ac04ae8714"])
        },
        revision("e395102259be", &["e29ec7d132bf"]),
    ],
    walk: &[
        Upgrade("networking@e29e"),
        Upgrade("heads"),
        Downgrade("d2e1"),
        Upgrade("heads"),
        Downgrade("d1975ea83b71"),
        Upgrade("heads"),
        Downgrade("base"),
    ],
};

const fn revision(id: &'static str, down: &'static [&'static str]) -> Revision {
    Revision {
        id,
        down,
        label: None,
        depends_on: &[],
    }
}

impl Revision {
    /// The file as Alembic reads it.
    pub(super) fn python(&self) -> String {
        let Self {
            id,
            down,
            label,
            depends_on,
        } = self;
        let tuple = |texts: &[&str]| match texts {
            [] => "None".to_owned(),
            texts => format!("({},)", quoted(texts)),
        };
        format!(
            "\"\"\"make {id}\"\"\"\n\
             from alembic import op\nimport sqlalchemy as sa\n\n\
             revision = \"{id}\"\ndown_revision = {}\nbranch_labels = {}\ndepends_on = {}\n\n\n\
             def upgrade():\n    op.create_table(\"t_{id}\", sa.Column(\"id\", sa.BigInteger(), primary_key=True))\n\n\n\
             def downgrade():\n    op.drop_table(\"t_{id}\")\n",
            tuple(down),
            tuple(label.as_slice()),
            tuple(depends_on),
        )
    }

    /// The file as `embed!` reads it.
    pub(super) fn rust(&self) -> String {
        let Self {
            id,
            down,
            label,
            depends_on,
        } = self;
        format!(
            "//! make {id}\n\nuse migrate_runtime::prelude::*;\n\n\
             pub const REVISION: &str = \"{id}\";\n\
             pub const DOWN_REVISION: &[&str] = &[{}];\n\
             pub const BRANCH_LABELS: &[&str] = &[{}];\n\
             pub const DEPENDS_ON: &[&str] = &[{}];\n\n\
             pub fn upgrade(op: &mut Operations) {{\n    op.create_table(\"t_{id}\", |t| {{\n        \
             t.column(\"id\", bigint()).primary_key();\n    }});\n}}\n\n\
             pub fn downgrade(op: &mut Operations) {{\n    op.drop_table(\"t_{id}\");\n}}\n",
            quoted(down),
            quoted(label.as_slice()),
            quoted(depends_on),
        )
    }
}

fn quoted(texts: &[&str]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
    quoted.join(", ")
}
