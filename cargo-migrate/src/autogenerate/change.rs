//! What differs between two schemas: each change knows both sides, so that it can be turned round.

use super::schema::{
    Check, Column, Comment, Enum, Exclude, Extension, ForeignKey, Function, Index, Name,
    PrimaryKey, Sequence, Table, Unique, View,
};

/// One change, from the database to what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    CreateSchema(String),
    DropSchema(String),
    CreateExtension(String, Extension),
    DropExtension(String, Extension),
    CreateEnum(Name, Enum),
    DropEnum(Name, Enum),
    /// Values are added, all others stay in their order.
    AddEnumValues {
        name: Name,
        from: Enum,
        to: Enum,
    },
    /// Values go or change places: the type is made anew, and the columns are moved to it.
    ReplaceEnum {
        name: Name,
        from: Enum,
        to: Enum,
        columns: Vec<(Name, Column)>,
    },
    CreateSequence(Name, Sequence),
    DropSequence(Name, Sequence),
    AlterSequence {
        name: Name,
        from: Sequence,
        to: Sequence,
    },
    /// Without the foreign keys and indexes that are created by themselves.
    CreateTable(Name, Table),
    DropTable(Name, Table),
    RenameTable {
        from: Name,
        to: Name,
    },
    TableComment {
        table: Name,
        from: Comment,
        to: Comment,
    },
    AddColumn {
        table: Name,
        column: Column,
    },
    DropColumn {
        table: Name,
        column: Column,
    },
    RenameColumn {
        table: Name,
        from: String,
        to: String,
    },
    /// The name is the same.
    AlterColumn {
        table: Name,
        from: Column,
        to: Column,
    },
    CreatePrimaryKey {
        table: Name,
        key: PrimaryKey,
    },
    DropPrimaryKey {
        table: Name,
        key: PrimaryKey,
    },
    CreateUnique {
        table: Name,
        name: String,
        unique: Unique,
    },
    DropUnique {
        table: Name,
        name: String,
        unique: Unique,
    },
    CreateForeignKey {
        table: Name,
        name: String,
        key: ForeignKey,
    },
    DropForeignKey {
        table: Name,
        name: String,
        key: ForeignKey,
    },
    CreateCheck {
        table: Name,
        name: String,
        check: Check,
    },
    DropCheck {
        table: Name,
        name: String,
        check: Check,
    },
    CreateExclude {
        table: Name,
        name: String,
        exclude: Exclude,
    },
    DropExclude {
        table: Name,
        name: String,
        exclude: Exclude,
    },
    CreateIndex {
        table: Name,
        name: String,
        index: Index,
    },
    DropIndex {
        table: Name,
        name: String,
        index: Index,
    },
    CreateTrigger {
        table: Name,
        name: String,
        definition: String,
    },
    DropTrigger {
        table: Name,
        name: String,
        definition: String,
    },
    CreateView(Name, View),
    DropView(Name, View),
    CreateFunction(Name, Function),
    DropFunction(Name, Function),
    /// `CREATE OR REPLACE` is enough.
    ReplaceFunction {
        name: Name,
        from: Function,
        to: Function,
    },
    /// Statements that a hook has added, for both directions.
    Execute {
        upgrade: String,
        downgrade: String,
    },
    /// `COMMENT ON` something that is neither a table nor a column: `SEQUENCE order_numbers` say.
    ObjectComment {
        object: String,
        from: Comment,
        to: Comment,
    },
}

impl Change {
    /// The change that takes this one back.
    pub(crate) fn reverse(self) -> Self {
        match self {
            Self::CreateSchema(name) => Self::DropSchema(name),
            Self::DropSchema(name) => Self::CreateSchema(name),
            Self::CreateExtension(name, it) => Self::DropExtension(name, it),
            Self::DropExtension(name, it) => Self::CreateExtension(name, it),
            Self::CreateEnum(name, it) => Self::DropEnum(name, it),
            Self::DropEnum(name, it) => Self::CreateEnum(name, it),
            // A value cannot be taken out of a type; the columns are found when it is rendered.
            Self::AddEnumValues { name, from, to } => Self::ReplaceEnum {
                name,
                from: to,
                to: from,
                columns: Vec::new(),
            },
            Self::ReplaceEnum {
                name,
                from,
                to,
                columns,
            } => Self::ReplaceEnum {
                name,
                from: to,
                to: from,
                columns,
            },
            Self::CreateSequence(name, it) => Self::DropSequence(name, it),
            Self::DropSequence(name, it) => Self::CreateSequence(name, it),
            Self::AlterSequence { name, from, to } => Self::AlterSequence {
                name,
                from: to,
                to: from,
            },
            Self::CreateTable(name, it) => Self::DropTable(name, it),
            Self::DropTable(name, it) => Self::CreateTable(name, it),
            Self::RenameTable { from, to } => Self::RenameTable { from: to, to: from },
            Self::TableComment { table, from, to } => Self::TableComment {
                table,
                from: to,
                to: from,
            },
            Self::AddColumn { table, column } => Self::DropColumn { table, column },
            Self::DropColumn { table, column } => Self::AddColumn { table, column },
            Self::RenameColumn { table, from, to } => Self::RenameColumn {
                table,
                from: to,
                to: from,
            },
            Self::AlterColumn { table, from, to } => Self::AlterColumn {
                table,
                from: to,
                to: from,
            },
            Self::CreatePrimaryKey { table, key } => Self::DropPrimaryKey { table, key },
            Self::DropPrimaryKey { table, key } => Self::CreatePrimaryKey { table, key },
            Self::CreateUnique {
                table,
                name,
                unique,
            } => Self::DropUnique {
                table,
                name,
                unique,
            },
            Self::DropUnique {
                table,
                name,
                unique,
            } => Self::CreateUnique {
                table,
                name,
                unique,
            },
            Self::CreateForeignKey { table, name, key } => {
                Self::DropForeignKey { table, name, key }
            }
            Self::DropForeignKey { table, name, key } => {
                Self::CreateForeignKey { table, name, key }
            }
            Self::CreateCheck { table, name, check } => Self::DropCheck { table, name, check },
            Self::DropCheck { table, name, check } => Self::CreateCheck { table, name, check },
            Self::CreateExclude {
                table,
                name,
                exclude,
            } => Self::DropExclude {
                table,
                name,
                exclude,
            },
            Self::DropExclude {
                table,
                name,
                exclude,
            } => Self::CreateExclude {
                table,
                name,
                exclude,
            },
            Self::CreateIndex { table, name, index } => Self::DropIndex { table, name, index },
            Self::DropIndex { table, name, index } => Self::CreateIndex { table, name, index },
            Self::CreateTrigger {
                table,
                name,
                definition,
            } => Self::DropTrigger {
                table,
                name,
                definition,
            },
            Self::DropTrigger {
                table,
                name,
                definition,
            } => Self::CreateTrigger {
                table,
                name,
                definition,
            },
            Self::CreateView(name, it) => Self::DropView(name, it),
            Self::DropView(name, it) => Self::CreateView(name, it),
            Self::CreateFunction(name, it) => Self::DropFunction(name, it),
            Self::DropFunction(name, it) => Self::CreateFunction(name, it),
            Self::ReplaceFunction { name, from, to } => Self::ReplaceFunction {
                name,
                from: to,
                to: from,
            },
            Self::Execute { upgrade, downgrade } => Self::Execute {
                upgrade: downgrade,
                downgrade: upgrade,
            },
            Self::ObjectComment { object, from, to } => Self::ObjectComment {
                object,
                from: to,
                to: from,
            },
        }
    }
}
