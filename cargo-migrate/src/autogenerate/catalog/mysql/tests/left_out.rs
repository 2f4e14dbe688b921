use super::*;

#[test]
fn our_own_tables_are_left_out() {
    let schema = block_on(async {
        let scratch = Scratch::create(&test_server::mysql()).await.unwrap();
        let statements = [
            "CREATE TABLE versions (version_num varchar(32) NOT NULL, CONSTRAINT c CHECK (version_num <> ''))",
            "CREATE TABLE versions_history (id int AUTO_INCREMENT PRIMARY KEY)",
            "CREATE TABLE versions_of_ours (id int)",
        ];
        scratch.execute(&texts(&statements)).await.unwrap();
        let options = Options {
            version_table: Some(plain("versions")),
            ..Options::default()
        };
        let schema = scratch.read(&options).await.unwrap();
        scratch.close().await.unwrap();
        schema
    });
    let names: Vec<_> = schema.tables.keys().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["versions_of_ours"]);
}

#[test]
fn without_a_database_there_is_nothing() {
    use sqlx::ConnectOptions as _;
    let url = std::env::var("TEST_MYSQL_URL").unwrap();
    let url = url.rsplit_once('/').unwrap().0;
    let schema = block_on(async {
        let options: sqlx::mysql::MySqlConnectOptions = url.parse().unwrap();
        let mut connection = options.connect().await.unwrap();
        read(&mut connection, &Options::default()).await.unwrap()
    });
    assert_eq!(schema.tables.len(), 0);
}

#[test]
fn what_is_left_out_is_named() {
    let beyond = block_on(async {
        let scratch = Scratch::create(&test_server::mysql()).await.unwrap();
        let statements = ["CREATE EVENT tidy ON SCHEDULE EVERY 1 YEAR DO SET @a = 1"];
        scratch.execute(&texts(&statements)).await.unwrap();
        let beyond = scratch.beyond().await.unwrap();
        scratch.close().await.unwrap();
        beyond
    });
    assert_eq!(beyond, ["event tidy"]);
}

#[test]
fn an_aggregate_is_named() {
    if !is_mariadb() {
        return;
    }
    let beyond = block_on(async {
        let scratch = Scratch::create(&test_server::mysql()).await.unwrap();
        let statements = [
            "CREATE AGGREGATE FUNCTION f(a int) RETURNS int BEGIN \
             DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN 1; LOOP FETCH GROUP NEXT ROW; END LOOP; END",
            "CREATE FUNCTION g() RETURNS int RETURN 1",
        ];
        scratch.execute(&texts(&statements)).await.unwrap();
        let beyond = scratch.beyond().await.unwrap();
        scratch.close().await.unwrap();
        beyond
    });
    assert_eq!(beyond, ["function f, an aggregate"]);
}

/// What a user with these rights on a database with a view sees there.
async fn seen<T>(rights: &str, work: impl AsyncFnOnce(&mut MySqlConnection) -> T) -> T {
    use sqlx::ConnectOptions as _;
    let scratch = Scratch::create(&test_server::mysql()).await.unwrap();
    let database = scratch.options().get_database().unwrap().to_owned();
    let user = database.replace("cargo_migrate_scratch_", "u");
    let view = texts(&["CREATE VIEW v AS SELECT 1 AS a"]);
    scratch.execute(&view).await.unwrap();
    let mut root = scratch.connect().await.unwrap();
    let make = format!(
        "CREATE USER '{user}'@'%' IDENTIFIED BY 'secret'; GRANT {rights} ON {database}.* TO '{user}'@'%'; \
         GRANT ALL PRIVILEGES ON `other\\_%`.* TO '{user}'@'%'"
    );
    let make = sqlx::raw_sql(sqlx::AssertSqlSafe(make));
    make.execute(&mut root).await.unwrap();
    let theirs = scratch.options().username(&user).password("secret");
    let seen = work(&mut theirs.connect().await.unwrap()).await;
    let drop = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("DROP USER '{user}'@'%'")));
    drop.execute(&mut root).await.unwrap();
    scratch.close().await.unwrap();
    seen
}

/// Without the right, the catalog has an empty text for a view, as if it read nothing.
#[test]
fn a_view_that_the_user_may_not_see_is_an_error() {
    let options = Options::default();
    let error = block_on(seen("SELECT", async |it| read(it, &options).await)).unwrap_err();
    let sqlx::Error::Configuration(cause) = error else {
        panic!("{error}");
    };
    let hidden = cause.downcast_ref::<HiddenView>().unwrap();
    assert_eq!(
        hidden.to_string(),
        "the user may not see the text of the view `v`"
    );
    assert!(hidden.help().contains("SHOW VIEW"));
}

#[test]
fn triggers_are_seen_with_the_right_to_make_them() {
    for (rights, expected) in [
        ("SELECT, SHOW VIEW", false),
        ("SELECT, TRIGGER", true),
        ("ALL PRIVILEGES", true),
    ] {
        let sees = block_on(seen(rights, async |it| sees_triggers(it).await.unwrap()));
        assert_eq!(sees, expected, "{rights}");
    }
    let sees = block_on(async {
        use sqlx::ConnectOptions as _;
        let mut root = test_server::mysql().connect().await.unwrap();
        sees_triggers(&mut root).await.unwrap()
    });
    assert!(sees);
}
