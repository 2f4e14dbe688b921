//! Scratch databases on a real server.

use migrate_runtime::dialect::MARIADB;
use migrate_runtime::rehearsal::split;
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};

use super::*;
use crate::autogenerate::target::file::is_of_client;
use crate::autogenerate::test_server::{block_on, mysql, texts};
use crate::error::Error;

async fn there_is(connection: &mut MySqlConnection, name: &str) -> bool {
    let query = format!("SHOW DATABASES LIKE '{}'", name.replace('_', r"\_"));
    let found = sqlx::raw_sql(AssertSqlSafe(query)).fetch_optional(connection);
    found.await.unwrap().is_some()
}

fn shown(error: Error) -> String {
    format!("{error:?}")
}

#[test]
fn a_database_is_gone_when_it_is_closed_or_dropped() {
    block_on(async {
        let mut connection = mysql().connect().await.unwrap();
        for is_closed in [true, false] {
            let scratch = Scratch::create(&mysql()).await.unwrap();
            let name = scratch.made.name().to_owned();
            scratch
                .execute(&texts(&["CREATE TABLE t (a int)"]))
                .await
                .unwrap();
            assert!(there_is(&mut connection, &name).await);
            if is_closed {
                scratch.close().await.unwrap();
            } else {
                drop(scratch);
            }
            assert!(!there_is(&mut connection, &name).await);
        }
    });
}

#[test]
fn what_a_killed_program_has_left_is_dropped_and_what_another_uses_is_not() {
    block_on(async {
        let mut connection = mysql().connect().await.unwrap();
        let left = format!("{PREFIX}left_{}", random());
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {left}")))
            .execute(&mut connection)
            .await
            .unwrap();
        let used = Scratch::create(&mysql()).await.unwrap();
        let other = Scratch::create(&mysql()).await.unwrap();
        assert!(!there_is(&mut connection, &left).await);
        assert!(there_is(&mut connection, used.made.name()).await);
        used.close().await.unwrap();
        other.close().await.unwrap();
    });
}

#[test]
fn it_is_like_the_live_database() {
    block_on(async {
        let mut connection = mysql().connect().await.unwrap();
        let live = format!("live_{}", random());
        let create =
            format!("CREATE DATABASE {live} CHARACTER SET latin1 COLLATE latin1_german1_ci");
        sqlx::raw_sql(AssertSqlSafe(create))
            .execute(&mut connection)
            .await
            .unwrap();
        let scratch = Scratch::create(&mysql().database(&live)).await.unwrap();
        let mut inside = scratch.connect().await.unwrap();
        let row = sqlx::raw_sql("SELECT @@collation_database")
            .fetch_one(&mut inside)
            .await
            .unwrap();
        assert_eq!(row.get::<String, _>(0), "latin1_german1_ci");
        drop(inside);
        scratch.close().await.unwrap();
        let drop = format!("DROP DATABASE {live}");
        sqlx::raw_sql(AssertSqlSafe(drop))
            .execute(&mut connection)
            .await
            .unwrap();
    });
}

#[test]
fn a_failure_tells_the_statement_and_what_the_server_says() {
    block_on(async {
        let scratch = Scratch::create(&mysql()).await.unwrap();
        let statements = texts(&["CREATE TABLE a (b int)", "CREATE TABLE u (a wrong)"]);
        let failure = scratch.execute(&statements).await.unwrap_err();
        assert_eq!(failure.statement, Some(1));
        let shown = format!("{:?}", failure.fault);
        assert!(
            shown.contains("CREATE TABLE u (a wrong)") && shown.contains("4161"),
            "{shown}"
        );
        scratch.close().await.unwrap();
    });
}

/// A database with a row, and what is left of it behind something.
async fn kept(work: impl AsyncFnOnce(&str)) -> i64 {
    let mut connection = mysql().connect().await.unwrap();
    let live = format!("live_{}", random());
    let make = format!(
        "CREATE DATABASE {live}; CREATE TABLE {live}.keep (a int); INSERT INTO {live}.keep VALUES (1)"
    );
    let make = sqlx::raw_sql(AssertSqlSafe(make));
    make.execute(&mut connection).await.unwrap();
    work(&live).await;
    let count = format!("SELECT count(*) FROM {live}.keep");
    let count = sqlx::query_scalar(AssertSqlSafe(count));
    let count = count.fetch_one(&mut connection).await.unwrap();
    let drop = sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE {live}")));
    drop.execute(&mut connection).await.unwrap();
    count
}

#[test]
fn nothing_reaches_another_database() {
    let left = block_on(kept(async |live| {
        let scratch = Scratch::create(&mysql()).await.unwrap();
        for statements in [
            vec!["USE mysql".to_owned()],
            vec!["CREATE TABLE mysql.cargo_migrate_never (a int)".to_owned()],
            vec![format!("/*!40000 DROP DATABASE IF EXISTS `{live}`*/")],
            vec![format!("TRUNCATE {live}.keep")],
            vec![
                format!("prepare s from 'drop table {live}.keep'"),
                "execute s".to_owned(),
            ],
            vec![
                format!("CREATE PROCEDURE p() BEGIN DELETE FROM {live}.keep; END"),
                "CALL p()".to_owned(),
            ],
            vec![
                "CREATE TABLE a (b int)".to_owned(),
                format!("CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW DELETE FROM {live}.keep"),
                "INSERT INTO a VALUES (1)".to_owned(),
            ],
        ] {
            let failure = scratch.execute(&statements).await.unwrap_err();
            let shown = format!("{:?}", failure.fault);
            assert!(
                shown.contains("goes beyond the scratch database"),
                "{shown}"
            );
        }
        // Nothing was sent.
        let schema = scratch.read(&Options::default()).await.unwrap();
        assert!(schema.tables.is_empty() && schema.functions.is_empty());
        scratch.close().await.unwrap();
    }));
    assert_eq!(left, 1);
}

/// What `mariadb-dump --routines --events` writes for a table, a trigger, a routine, an event and a view.
const DUMP: &str = r"/*M!999999\- enable the sandbox mode */
-- MariaDB dump 10.19  Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
DROP TABLE IF EXISTS `t`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `t` (
  `a` int(11) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
LOCK TABLES `t` WRITE;
/*!40000 ALTER TABLE `t` DISABLE KEYS */;
INSERT INTO `t` VALUES (1);
/*!40000 ALTER TABLE `t` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50003 trigger tr before insert on t for each row begin set new.a=1; end */;;
DELIMITER ;
/*!50106 SET @save_time_zone= @@TIME_ZONE */ ;
DELIMITER ;;
/*!50106 CREATE*/ /*!50106 EVENT `e` ON SCHEDULE EVERY 1 YEAR ON COMPLETION NOT PRESERVE ENABLE DO set @a=1 */ ;;
DELIMITER ;
/*!50003 DROP PROCEDURE IF EXISTS `p` */;
DELIMITER ;;
CREATE PROCEDURE `p`()
BEGIN SELECT 1; SELECT 2; END ;;
DELIMITER ;
/*!50001 CREATE VIEW `v` AS SELECT
 1 AS `a` */;
/*!50001 DROP VIEW IF EXISTS `v`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 SQL SECURITY INVOKER */
/*!50001 VIEW `v` AS select `t`.`a` AS `a` from `t` */;
";

#[test]
fn a_dump_is_taken() {
    let lines = DUMP.lines().filter(|line| !is_of_client(line));
    let text: Vec<_> = lines.collect();
    let statements = split(&text.join("\n"), &MARIADB).unwrap();
    let schema = block_on(async {
        let scratch = Scratch::create(&mysql()).await.unwrap();
        scratch.execute(&statements).await.unwrap();
        assert_eq!(scratch.beyond().await.unwrap(), ["event e"]);
        let schema = scratch.read(&Options::default()).await.unwrap();
        scratch.close().await.unwrap();
        schema
    });
    let triggers = schema.tables.values().map(|it| it.triggers.len());
    assert_eq!(triggers.sum::<usize>(), 1);
    assert_eq!((schema.views.len(), schema.functions.len()), (1, 1));
}

#[test]
fn operations_reach_no_other_database() {
    let left = block_on(kept(async |live| {
        let scratch = Scratch::create(&mysql()).await.unwrap();
        let mut operations = Operations::new(&MARIADB);
        operations.execute("CREATE TABLE a (b int)");
        operations.execute(format!("DELETE FROM {live}.keep"));
        let refused = scratch.apply(&operations, &NamingConvention::NONE).await;
        let shown = shown(refused.unwrap_err());
        assert!(shown.contains("another database"), "{shown}");
        scratch.close().await.unwrap();
    }));
    assert_eq!(left, 1);
}

#[test]
fn a_missing_right_is_named_with_the_statement_that_gives_it() {
    block_on(async {
        let mut connection = mysql().connect().await.unwrap();
        let (user, live) = (format!("u{}", &random()[..8]), format!("live_{}", random()));
        let make = format!(
            "CREATE DATABASE {live}; CREATE USER '{user}'@'%' IDENTIFIED BY 'secret'; \
             GRANT ALL PRIVILEGES ON {live}.* TO '{user}'@'%'"
        );
        sqlx::raw_sql(AssertSqlSafe(make))
            .execute(&mut connection)
            .await
            .unwrap();
        let theirs = mysql().username(&user).password("secret").database(&live);
        let refused = shown(Scratch::create(&theirs).await.err().unwrap());
        let grant =
            format!(r"GRANT ALL PRIVILEGES ON `cargo\_migrate\_scratch\_%`.* TO '{user}'@'%'");
        assert!(refused.contains(&grant.replace('\\', r"\\")), "{refused}");
        sqlx::raw_sql(AssertSqlSafe(grant))
            .execute(&mut connection)
            .await
            .unwrap();
        let scratch = Scratch::create(&theirs).await.unwrap();
        scratch
            .execute(&texts(&["CREATE TABLE t (a int)"]))
            .await
            .unwrap();
        scratch.close().await.unwrap();
        let drop = format!("DROP USER '{user}'@'%'; DROP DATABASE {live}");
        sqlx::raw_sql(AssertSqlSafe(drop))
            .execute(&mut connection)
            .await
            .unwrap();
    });
}
