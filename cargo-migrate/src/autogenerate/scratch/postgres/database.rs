//! A scratch database, for several schemas, extensions or statements that name schemas.

use migrate_runtime::dialect::POSTGRES;
use migrate_script::diagnostic::Diagnostic;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::{PREFIX, guard, random, send, trouble};
use crate::autogenerate::catalog::{self, Options};
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::Schema;
use crate::autogenerate::scratch::databases::{Guard, Live, Made};
use crate::autogenerate::scratch::{Failure, PROOF, WANTED};
use crate::error::Result;

/// A database beside the live one, as empty as can be, which is dropped when this value is.
///
/// It is dropped after an error, a panic and Ctrl-C too. A program that was killed leaves it behind: the next that
/// makes one for the same live database drops it.
pub(crate) struct ScratchDatabase {
    made: Guard,
    live: PgConnectOptions,
    /// The live database's.
    search_path: String,
    default_schema: Option<String>,
    /// Holds a lock on the name in the live database, so that others see that the scratch database is not left behind.
    _holder: PgConnection,
}

/// What the live database says of itself.
struct Facts {
    /// How the names of its scratch databases start.
    prefix: String,
    left_behind: Vec<String>,
    encoding: String,
    collation: String,
    character_type: String,
    search_path: String,
    default_schema: Option<String>,
    user: String,
}

impl ScratchDatabase {
    /// Makes a database with the encoding and the locale of the live one.
    ///
    /// # Errors
    ///
    /// The user has not the right `CREATEDB`.
    pub(crate) async fn create(live: &PgConnectOptions) -> Result<Self> {
        let options = live.clone().disable_statement_logging();
        let connection = options.connect().await;
        let mut holder = connection.map_err(|error| trouble::unconnected(&error))?;
        let facts = Facts::ask(&mut holder)
            .await
            .map_err(|error| trouble::broken(&error))?;
        let name = format!("{}{}", facts.prefix, random());
        let prepare = async {
            drop_left_behind(&mut holder, &facts.left_behind).await?;
            try_lock(&mut holder, &name).await
        };
        prepare.await.map_err(|error| trouble::broken(&error))?;
        let made = Guard::new(Made {
            name,
            live: Live::Postgres(options.clone()),
        });
        let create = format!(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}",
            made.name(),
            POSTGRES.literal(&facts.encoding),
            POSTGRES.literal(&facts.collation),
            POSTGRES.literal(&facts.character_type),
        );
        let created = sqlx::raw_sql(AssertSqlSafe(create))
            .execute(&mut holder)
            .await;
        created.map_err(|error| {
            made.forget();
            let grant = format!("ALTER ROLE {} CREATEDB", POSTGRES.quote(&facts.user));
            trouble::cannot_make("a scratch database", "CREATEDB", &grant, &error)
        })?;
        Ok(Self {
            made,
            live: options,
            search_path: facts.search_path,
            default_schema: facts.default_schema,
            _holder: holder,
        })
    }

    /// Where it is.
    pub(crate) fn options(&self) -> PgConnectOptions {
        self.live.clone().database(self.made.name())
    }

    /// Connects to it, with the live database's default schema.
    ///
    /// # Errors
    ///
    /// The server takes no further connection.
    pub(crate) async fn connect(&self) -> Result<PgConnection, Diagnostic> {
        // Nothing here has to survive a crash, so nobody waits for the disk.
        let schema = self.default_schema.as_ref();
        let schema =
            schema.map(|schema| format!("CREATE SCHEMA IF NOT EXISTS {};", POSTGRES.quote(schema)));
        let set = format!(
            "SET client_min_messages = warning; {} SELECT set_config('search_path', {}, false); \
             RESET client_min_messages; SET synchronous_commit = off",
            schema.unwrap_or_default(),
            POSTGRES.literal(&self.search_path)
        );
        let connect = async {
            let mut connection = self.options().connect().await?;
            sqlx::raw_sql(AssertSqlSafe(set))
                .execute(&mut connection)
                .await?;
            Ok(connection)
        };
        connect.await.map_err(|error| trouble::unconnected(&error))
    }

    /// Executes statements on a connection of their own, each of which may be several.
    ///
    /// # Errors
    ///
    /// One of them failed, or would change more than this database: then it is not done, and as a rule none is.
    pub(crate) async fn execute(&self, statements: &[String]) -> Result<(), Failure> {
        self.run(statements, WANTED).await
    }

    /// The same with the statements of a revision.
    ///
    /// # Errors
    ///
    /// The same.
    pub(crate) async fn rehearse(&self, statements: &[String]) -> Result<(), Failure> {
        self.run(statements, PROOF).await
    }

    async fn run(&self, statements: &[String], title: &str) -> Result<(), Failure> {
        let beyond = |number: usize| Failure {
            fault: trouble::changes_server(&statements[number]),
            statement: Some(number),
            position: None,
        };
        if let Some(number) = statements.iter().position(|it| guard::goes_beyond(it)) {
            return Err(beyond(number));
        }
        let connection = self.connect().await;
        let mut connection = connection.map_err(|fault| Failure {
            fault,
            statement: None,
            position: None,
        })?;
        let default_schema = self.default_schema.as_deref().unwrap_or("public");
        for (number, statement) in statements.iter().enumerate() {
            let standing = guard::standing_schema(statement, &["public", default_schema]);
            let mut message = vec![standing.unwrap_or_else(|| statement.clone())];
            if !guard::is_alone(statement) {
                // Two statements are in one transaction: what takes none, `DROP DATABASE` say, is refused by the server.
                message.push(guard::CHECK.to_owned());
            }
            let done = send(&mut connection, &message).await;
            done.map_err(|(done, error)| match trouble::is_division_by_zero(&error) {
                true if done > 0 => beyond(number),
                _ => Failure {
                    fault: trouble::failed(title, statement, &error),
                    statement: Some(number),
                    position: trouble::position(&error),
                },
            })?;
        }
        Ok(())
    }

    /// Reads what is there, on a connection that knows nothing of what statements before it have set.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn read(&self, options: &Options) -> Result<Schema> {
        let mut connection = self.connect().await?;
        let read = catalog::postgres::read(&mut connection, options).await;
        read.map_err(|error| trouble::broken(&error))
    }

    /// What there is beyond what is compared, in words.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn beyond(&self, options: &Options) -> Result<Vec<String>> {
        let mut connection = self.connect().await?;
        let beyond = catalog::postgres::beyond::read(&mut connection, &options.schemas).await;
        beyond.map_err(|error| trouble::broken(&error))
    }

    /// The schemas that there are beside the default one.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn schemas(&self) -> Result<Vec<String>> {
        let mut connection = self.connect().await?;
        let query = query_as!(
            "postgres",
            OneSchema,
            r#"
            SELECT nspname::text AS "name!" FROM pg_namespace
            WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' AND nspname <> 'public'
                AND nspname IS DISTINCT FROM current_schema()
            ORDER BY 1
            "#
        );
        let names = query.fetch_all(&mut connection).await;
        let names = names.map_err(|error| trouble::broken(&error))?;
        Ok(names.into_iter().map(|it| it.name).collect())
    }

    /// Drops it.
    ///
    /// # Errors
    ///
    /// The server does not do it; it is tried once more then.
    pub(crate) async fn close(self) -> Result<()> {
        let dropped = self.made.close().await;
        dropped.map_err(|error| trouble::broken(&error))
    }
}

impl Facts {
    async fn ask(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let query = query_as!(
            "postgres",
            Self,
            r#"
            SELECT place.prefix AS "prefix!",
                   ARRAY(SELECT datname::text FROM pg_database WHERE starts_with(datname, place.prefix))
                       AS "left_behind!",
                   pg_encoding_to_char(d.encoding)::text AS "encoding!", d.datcollate::text AS "collation!",
                   d.datctype::text AS "character_type!", current_setting('search_path') AS "search_path!",
                   current_schema()::text AS default_schema, current_user::text AS "user!"
            FROM pg_database d
            CROSS JOIN LATERAL (SELECT concat($1::text, d.oid, '_')) AS place (prefix)
            WHERE d.datname = current_database()
            "#,
            PREFIX
        );
        query.fetch_one(connection).await
    }
}

/// Drops the databases of programs that are gone. One that does not go, because somebody looks at it say, is no trouble.
async fn drop_left_behind(holder: &mut PgConnection, names: &[String]) -> Result<(), sqlx::Error> {
    for name in names {
        if try_lock(holder, name).await? {
            let drop = format!("DROP DATABASE IF EXISTS {}", POSTGRES.quote(name));
            let _ = sqlx::raw_sql(AssertSqlSafe(drop))
                .execute(&mut *holder)
                .await;
        }
    }
    Ok(())
}

struct OneSchema {
    name: String,
}

/// A lock, tried.
struct Attempt {
    is_taken: bool,
}

/// Locks a name until the connection ends, unless another has done so.
async fn try_lock(connection: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    let query = query_as!(
        "postgres",
        Attempt,
        r#"SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "is_taken!""#,
        name
    );
    let Attempt { is_taken } = query.fetch_one(connection).await?;
    Ok(is_taken)
}

/// Drops a scratch database, whoever is connected to it.
pub(in crate::autogenerate::scratch) async fn drop_database(
    name: &str,
    live: &PgConnectOptions,
) -> Result<(), sqlx::Error> {
    let mut connection = live.connect().await?;
    // Unknown behind some poolers: then it is no old one.
    let knows_force = connection
        .server_version_num()
        .is_none_or(|version| version >= 130_000);
    let force = if knows_force { " WITH (FORCE)" } else { "" };
    if !knows_force {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        sqlx::query(end).bind(name).execute(&mut connection).await?;
    }
    let drop = format!("DROP DATABASE IF EXISTS {name}{force}");
    sqlx::raw_sql(AssertSqlSafe(drop))
        .execute(&mut connection)
        .await?;
    connection.close().await
}
