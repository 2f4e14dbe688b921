//! Identifiers: what they name, and how they fail.

use super::*;

const SHOP: &[&str] = &[
    "1975ea83b712",
    "ae1027a6acf0 <- 1975ea83b712",
    "55af2cb1c267 <- ae1027a6acf0",
    "27c6a30d7c24 <- 1975ea83b712 # shoppingcart",
    "d747a8a8879a <- 27c6a30d7c24",
    "3cac04ae8714 # networking",
    "109ec7d132bf <- 3cac04ae8714",
    "2a95102259be <- 109ec7d132bf & 55af2cb1c267",
];

#[track_caller]
fn check(target: &str, expected: Result<&str, &str>) {
    let map = map(SHOP);
    let found = map.resolve(target, &ids("ae1027a6acf0"));
    let found = found.map(|revisions| {
        let names = revisions
            .iter()
            .map(|revision| revision.map_or("base", |found| found.id.as_str()));
        names.collect::<Vec<_>>().join(" ")
    });
    let found = found.map_err(|error| error.kind());
    assert_eq!(
        found.as_deref(),
        expected.as_ref().map(|names| *names),
        "{target}"
    );
}

#[test]
fn names_revisions() {
    check("ae1027a6acf0", Ok("ae1027a6acf0"));
    check("ae10", Ok("ae1027a6acf0"));
    check("a", Ok("ae1027a6acf0"));
    check("shoppingcart", Ok("27c6a30d7c24"));
    check("net", Ok("3cac04ae8714"));
    check("shoppingcart@head", Ok("d747a8a8879a"));
    check("shop@d7", Ok("d747a8a8879a"));
    check("3cac@heads", Ok("2a95102259be"));
    check("heads", Ok("d747a8a8879a 2a95102259be"));
    check("base", Ok(""));
    check("networking@base", Ok(""));
    check("current", Ok("ae1027a6acf0"));
    check("-1", Ok("27c6a30d7c24 109ec7d132bf"));
    check("networking@-3", Ok("base"));
    check("networking@-9", Ok("base"));
}

#[test]
fn says_why_it_cannot() {
    check("head", Err("multiple_heads"));
    check("2", Err("ambiguous_prefix"));
    check("nope", Err("unknown_revision"));
    check("nope@head", Err("unknown_revision"));
    check("nope@ae10", Err("unknown_branch"));
    check("networking@ae1027a6acf0", Err("not_in_branch"));
    check("networking@ae10", Err("unknown_revision"));
    check("head-1", Err("unknown_revision"));
    check("+1", Err("unknown_revision"));
    check("", Err("empty_target"));
    check("networking@", Err("empty_target"));
}

#[test]
fn offers_what_is_near() {
    let map = map(SHOP);
    let error = map.resolve("ae1027a6acf1", &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Can't locate revision identified by 'ae1027a6acf1'; the nearest is 'ae1027a6acf0'"
    );
    let error = map.resolve("2", &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Can't locate revision identified by '2': it is the start of '27c6a30d7c24', '2a95102259be'"
    );
    let error = map.resolve("networkng@ae10", &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "No such branch: 'networkng'; the nearest is 'networking'"
    );
}

#[test]
fn walks_from_a_named_revision() {
    let map = map(&["a", "b <- a", "c <- b", "d1 <- c # left", "d2 <- c # right"]);
    for (target, after) in [
        ("b+1", "c"),
        ("d1-2", "b"),
        ("left@b+2", "d1"),
        ("base+2", "b"),
        ("c-0", "c"),
    ] {
        assert_eq!(
            map.plan_upgrade(&[], target).unwrap().rows_after,
            ids(after),
            "{target}"
        );
    }
    for (target, kind) in [
        ("b+2", "ambiguous_walk"),
        ("a+9", "ambiguous_walk"),
        ("d1+1", "walked_too_far"),
        ("a-2", "walked_too_far"),
    ] {
        assert_eq!(
            map.plan_upgrade(&[], target).unwrap_err().kind(),
            kind,
            "{target}"
        );
    }
    assert_eq!(
        map.plan_downgrade(&ids("d1"), "d1-2").unwrap().rows_after,
        ids("b")
    );
    assert_eq!(
        map.plan_upgrade(&ids("d1"), "+1").unwrap_err().to_string(),
        "Relative revision +1 didn't produce 1 migrations"
    );
}

#[test]
fn reads_ranges_of_the_history() {
    let map = map(SHOP);
    let history = |range: &str| {
        map.history(Some(range), &ids("27c6a30d7c24"))
            .map(|all| names(&all))
    };
    assert_eq!(
        history("1975:d747").unwrap(),
        "d747a8a8879a 27c6a30d7c24 1975ea83b712"
    );
    assert_eq!(
        history("current:shop@head").unwrap(),
        "d747a8a8879a 27c6a30d7c24"
    );
    assert_eq!(history(":current").unwrap(), "27c6a30d7c24 1975ea83b712");
    assert_eq!(history("ae10:+1").unwrap(), "55af2cb1c267 ae1027a6acf0");
    assert_eq!(
        history(":").unwrap(),
        names(&map.history(None, &[]).unwrap())
    );
    for (range, kind) in [
        ("ae10", "bad_history_range"),
        ("a:b:c", "bad_history_range"),
        ("d747:ae10", "not_ancestor"),
    ] {
        assert_eq!(history(range).unwrap_err().kind(), kind, "{range}");
    }
}

#[test]
fn finds_what_a_new_revision_follows() {
    let map = map(SHOP);
    let downs = |parents: Result<super::super::NewRevisionParents, GraphError>| {
        parents
            .map(|parents| parents.down_revisions)
            .map_err(|error| error.kind())
    };
    assert_eq!(
        downs(map.parents_for_revision("shop@head", false, &[])),
        Ok(ids("d747a8a8879a"))
    );
    assert_eq!(
        downs(map.parents_for_revision("base", false, &[])),
        Ok(Vec::new())
    );
    assert_eq!(
        downs(map.parents_for_revision("head", false, &[])),
        Err("multiple_heads")
    );
    assert_eq!(
        downs(map.parents_for_revision("ae10", false, &[])),
        Err("not_a_head")
    );
    assert_eq!(
        downs(map.parents_for_revision("ae10", true, &[])),
        Ok(ids("ae1027a6acf0"))
    );
    assert_eq!(
        downs(map.parents_for_merge(&["heads"], false)),
        Ok(ids("d747a8a8879a 2a95102259be"))
    );
    assert_eq!(
        downs(map.parents_for_merge(&["d747", "shop@head"], false)),
        Err("duplicate_heads")
    );
    let parents = map
        .parents_for_revision("shop@head", false, &["networking", "55af"])
        .unwrap();
    assert_eq!(parents.depends_on, ["networking", "55af2cb1c267"]);
}

#[test]
fn spreads_labels() {
    let map = map(&[
        "a",
        "b <- a # line",
        "c <- b",
        "x",
        "y <- x # fork",
        "z1 <- y",
        "z2 <- y",
    ]);
    let labels = |id: &str| map.labels_of(id).collect::<Vec<_>>().join(" ");
    assert_eq!(["a", "b", "c"].map(labels), ["line", "line", "line"]);
    assert_eq!(
        ["x", "y", "z1", "z2"].map(labels),
        ["", "fork", "fork", "fork"]
    );
    assert_eq!(map.labels_of("nope").count(), 0);
}
