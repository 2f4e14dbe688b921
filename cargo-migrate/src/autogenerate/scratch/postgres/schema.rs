//! A scratch schema, in a transaction that is never committed.

use migrate_runtime::dialect::POSTGRES;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Postgres, Transaction};

use super::{PREFIX, guard, random, send, trouble};
use crate::autogenerate::catalog::{self, Options};
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::Schema;
use crate::autogenerate::scratch::{Failure, PROOF, WANTED};
use crate::error::Result;

/// A schema that is seen by nobody else, and gone when this value is.
pub(crate) struct ScratchSchema<'c> {
    transaction: Transaction<'c, Postgres>,
    name: String,
    /// The database's default schema, whose types and functions are at hand.
    below: Option<String>,
}

struct Place {
    schema: Option<String>,
    search_path: String,
    database: String,
    user: String,
}

struct Beyond {
    name: String,
}

impl<'c> ScratchSchema<'c> {
    /// Begins a transaction and makes a schema, which names without a schema mean first.
    ///
    /// # Errors
    ///
    /// The user has not the right `CREATE` on the database.
    pub(crate) async fn open(connection: &'c mut PgConnection) -> Result<Self> {
        let mut transaction = connection
            .begin()
            .await
            .map_err(|error| trouble::broken(&error))?;
        let place = Place::ask(&mut transaction)
            .await
            .map_err(|error| trouble::broken(&error))?;
        let name = format!("{PREFIX}{}", random());
        let path = match place.search_path.as_str() {
            "" => name.clone(),
            others => format!("{name}, {others}"),
        };
        // A name of the schema's that means a live table would wait for it, and others behind: not for long.
        let make = format!(
            "SET LOCAL lock_timeout = '1s'; CREATE SCHEMA {name}; SELECT set_config('search_path', {}, true)",
            POSTGRES.literal(&path)
        );
        let made = sqlx::raw_sql(AssertSqlSafe(make))
            .execute(&mut *transaction)
            .await;
        made.map_err(|error| {
            let database = POSTGRES.quote(&place.database);
            let grant = format!(
                "GRANT CREATE ON DATABASE {database} TO {}",
                POSTGRES.quote(&place.user)
            );
            let right = format!("CREATE on the database `{}`", place.database);
            trouble::cannot_make("a scratch schema", &right, &grant, &error)
        })?;
        Ok(Self {
            transaction,
            name,
            below: place.schema,
        })
    }

    /// Executes statements, which name no schema.
    ///
    /// # Errors
    ///
    /// One of them failed, or changes a table that is not of this schema, or more than the database.
    pub(crate) async fn execute(&mut self, statements: &[String]) -> Result<(), Failure> {
        self.run(statements, WANTED).await
    }

    /// The same with the statements of a revision.
    ///
    /// # Errors
    ///
    /// The same.
    pub(crate) async fn rehearse(&mut self, statements: &[String]) -> Result<(), Failure> {
        self.run(statements, PROOF).await
    }

    async fn run(&mut self, statements: &[String], title: &str) -> Result<(), Failure> {
        if let Some(number) = statements.iter().position(|it| guard::goes_beyond(it)) {
            return Err(Failure {
                fault: trouble::changes_server(&statements[number]),
                statement: Some(number),
                position: None,
            });
        }
        let guarded: Vec<_> = statements
            .iter()
            .map(|statement| guarded(statement))
            .collect();
        if let Err((done, error)) = send(&mut self.transaction, &guarded).await {
            let statement = statements.get(done).map_or("", String::as_str);
            return Err(Failure {
                fault: trouble::failed(title, statement, &error),
                statement: Some(done),
                position: None,
            });
        }
        let fault = match self.beyond().await.as_deref() {
            Ok([]) => return Ok(()),
            Ok(tables) => trouble::goes_beyond(tables),
            Err(error) => trouble::lost(error),
        };
        Err(Failure {
            fault,
            statement: None,
            position: None,
        })
    }

    /// Reads the schema as if it were the default one.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn read(&mut self) -> Result<Schema> {
        let path: Vec<_> = [Some(self.name.clone()), self.below.clone()]
            .into_iter()
            .flatten()
            .collect();
        let read = async {
            // What is set for the reading goes with the savepoint.
            let mut savepoint = self.transaction.begin().await?;
            let options = Options::default();
            let schema =
                catalog::postgres::read_in_transaction(&mut savepoint, Some(&path), &options)
                    .await?;
            savepoint.rollback().await?;
            Ok(schema)
        };
        read.await.map_err(|error| trouble::broken(&error))
    }

    /// Takes everything back. So does the connection by itself, before its next statement, where this value is dropped.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn close(self) -> Result<()> {
        let closed = self.transaction.rollback().await;
        closed.map_err(|error| trouble::broken(&error))
    }

    /// The relations of other schemas that this transaction holds more than a reader's lock on.
    async fn beyond(&mut self) -> Result<Vec<String>, sqlx::Error> {
        let query = query_as!(
            "postgres",
            Beyond,
            r#"
            SELECT DISTINCT c.oid::regclass::text AS "name!"
            FROM pg_locks l
            JOIN pg_class c ON c.oid = l.relation
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode <> 'AccessShareLock'
                AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> $1
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            ORDER BY 1
            "#,
            self.name
        );
        let beyond = query.fetch_all(&mut *self.transaction).await?;
        Ok(beyond.into_iter().map(|it| it.name).collect())
    }
}

impl Place {
    async fn ask(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let query = query_as!(
            "postgres",
            Self,
            r#"
            SELECT current_schema()::text AS schema, current_setting('search_path') AS "search_path!",
                   current_database()::text AS "database!", current_user::text AS "user!"
            "#
        );
        query.fetch_one(connection).await
    }
}

/// A statement that cannot end the transaction: the server refuses a `COMMIT` in here, and what comes behind one
/// would be done to the database itself.
fn guarded(statement: &str) -> String {
    let tag = random();
    format!("DO $do_{tag}$ BEGIN EXECUTE $it_{tag}${statement}$it_{tag}$; END $do_{tag}$")
}
