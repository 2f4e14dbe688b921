//! That the runner passes what is right, and that it does not pass what is not.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::*;

fn vectors(file: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors")).join(file)
}

/// All vectors of Alembic's own tests that have one right answer.
fn settled() -> Vec<Value> {
    let file = File::open(vectors("peer.jsonl.gz")).unwrap();
    let lines = BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines();
    let vectors = lines.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let crashed = |vector: &Value| {
        vector["expect"]["error_kind"]
            .as_str()
            .is_some_and(|kind| kind.starts_with("internal_"))
    };
    vectors
        .filter(|vector| {
            vector["stable"] == true && vector["current_legal"] == true && !crashed(vector)
        })
        .collect()
}

/// Alters all vectors that the alteration applies to; each must fail then.
#[track_caller]
fn check(what: &str, alter: impl Fn(&mut Value) -> Option<()>) {
    let mut altered = 0;
    for vector in settled() {
        let mut changed = vector.clone();
        if alter(&mut changed).is_none() {
            continue;
        }
        altered += 1;
        let verdict = judge(&changed.to_string());
        assert!(
            verdict.is_err(),
            "{what} of {} passes as {verdict:?}",
            vector["id"]
        );
    }
    assert!(altered > 0, "{what}: nothing to alter");
}

fn steps(vector: &mut Value) -> Option<&mut Vec<Value>> {
    vector["expect"].get_mut("steps")?.as_array_mut()
}

fn list<'a>(vector: &'a mut Value, key: &str) -> Option<&'a mut Vec<Value>> {
    vector["expect"]
        .get_mut(key)?
        .as_array_mut()
        .filter(|list| !list.is_empty())
}

fn append(value: &mut Value, text: &str) -> Option<()> {
    *value = json!(format!("{}{text}", value.as_str()?));
    Some(())
}

#[test]
fn passes_what_alembic_answers() {
    for (file, count) in [("public.jsonl.gz", 3000), ("peer.jsonl.gz", 720)] {
        let score = run(&vectors(file)).unwrap();
        assert_eq!(
            score,
            Score {
                passed: count,
                failed: 0
            },
            "{file}"
        );
    }
}

#[test]
fn closes_with_the_score() {
    let vector = settled().remove(0);
    let lines = format!("{vector}\n\n{{\"id\":\"x\"}}\nnonsense\n");
    let mut out = Vec::new();
    let score = score(lines.as_bytes(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(
        score,
        Score {
            passed: 1,
            failed: 2
        }
    );
    assert!(out.ends_with("\n1 passed, 2 failed\n"), "{out}");
    assert!(out.contains("line 3: not understood"), "{out}");
}

#[test]
fn notices_altered_steps() {
    check("a dropped step", |vector| steps(vector)?.pop().map(drop));
    check("a repeated step", |vector| {
        let steps = steps(vector)?;
        let last = steps.last()?.clone();
        steps.push(last);
        Some(())
    });
    check("a forced order", |vector| {
        if vector["expect"]["order_forced"] != true {
            return None;
        }
        let steps = steps(vector)?;
        (steps.len() > 1).then(|| steps.reverse())
    });
    check("the word for a forced order", |vector| {
        let forced = vector["expect"].get_mut("order_forced")?;
        *forced = json!(!forced.as_bool()?);
        Some(())
    });
    check("a direction", |vector| {
        let direction = &mut steps(vector)?.first_mut()?["direction"];
        *direction = if *direction == "upgrade" {
            json!("downgrade")
        } else {
            json!("upgrade")
        };
        Some(())
    });
    check("a log", |vector| {
        append(&mut steps(vector)?.last_mut()?["log"], "x")
    });
    for key in ["is_upgrade", "branch_move"] {
        check(key, |vector| {
            let flag = steps(vector)?.first_mut()?.get_mut("stamp")?.get_mut(key)?;
            *flag = json!(!flag.as_bool()?);
            Some(())
        });
    }
    check("a creation of the version table", |vector| {
        let step = steps(vector)?.first_mut()?.as_object_mut()?;
        step.remove("creates_version_table")
            .filter(|creates| *creates == true)
            .map(drop)
    });
    check("a warning", |vector| {
        list(vector, "warnings")?.pop().map(drop)
    });
}

#[test]
fn notices_altered_rows() {
    for key in [
        "delete_versions",
        "insert_versions",
        "update_versions",
        "heads_after",
    ] {
        check(key, |vector| {
            let step = steps(vector)?
                .iter_mut()
                .find(|step| step[key] != json!([]))?;
            step[key].as_array_mut()?.pop().map(drop)
        });
    }
    check("the end of an update", |vector| {
        let mut changes = steps(vector)?
            .iter_mut()
            .flat_map(|step| step["update_versions"].as_array_mut());
        append(
            &mut changes.find_map(|changes| changes.first_mut())?[1],
            "x",
        )
    });
    check("an update for an insertion", |vector| {
        let step = steps(vector)?
            .iter_mut()
            .find(|step| step["row_op"] == "create")?;
        step["row_op"] = json!("update");
        step["update_versions"] = json!([["x", step["insert_versions"][0]]]);
        step["insert_versions"] = json!([]);
        Some(())
    });
    for key in ["after", "ideal_after"] {
        check(key, |vector| list(vector, key)?.pop().map(drop));
        check(key, |vector| {
            vector["expect"].as_object_mut()?.remove(key).map(drop)
        });
    }
}

#[test]
fn notices_altered_errors() {
    check("an error of another kind", |vector| {
        let kind = vector["expect"].get_mut("error_kind")?;
        *kind = if *kind == "overlap" {
            json!("cycle")
        } else {
            json!("overlap")
        };
        Some(())
    });
    check("an error for an answer", |vector| {
        if vector["expect"].get("error_kind").is_some() {
            return None;
        }
        vector["expect"] = json!({"error_kind": "unknown_revision", "message": ""});
        Some(())
    });
    check("an answer for an error", |vector| {
        vector["expect"].get("error_kind")?;
        vector["expect"] = json!({"revs": []});
        Some(())
    });
}

#[test]
fn notices_altered_lists() {
    for key in [
        "revs",
        "lines",
        "heads",
        "effective_heads",
        "bases",
        "real_bases",
        "shown",
        "revisions",
        "down",
        "depends_on",
    ] {
        check(key, |vector| list(vector, key)?.pop().map(drop));
        check(key, |vector| append(list(vector, key)?.last_mut()?, "x"));
    }
    check("an order of revisions", |vector| {
        let is_forced = vector["command"] == "heads" || vector["expect"]["order_forced"] == true;
        let list = if vector["command"] == "heads" {
            "heads"
        } else {
            "revs"
        };
        let list = self::list(vector, list).filter(|list| is_forced && list.len() > 1)?;
        list.reverse();
        Some(())
    });
    check("lines that are left out", |vector| {
        vector["expect"].as_object_mut()?.remove("lines").map(drop)
    });
    check("a branch point", |vector| {
        list(vector, "branch_points")?.pop().map(drop)
    });
    check("what follows a branch point", |vector| {
        list(vector, "branch_points")?.first_mut()?["into"]
            .as_array_mut()?
            .pop()
            .map(drop)
    });
    check("a merge point", |vector| {
        list(vector, "merge_points")?.pop().map(drop)
    });
    check("labels", |vector| {
        vector["expect"]
            .get_mut("labels")?
            .as_object_mut()?
            .values_mut()
            .next()?
            .as_array_mut()?
            .pop()
            .map(drop)
    });
    check("a check of the heads", |vector| {
        let check = vector["expect"].get_mut("check_heads_ok")?;
        *check = json!(!check.as_bool()?);
        Some(())
    });
}

#[test]
fn notices_what_it_does_not_understand() {
    check("an unknown key", |vector| {
        vector
            .as_object_mut()?
            .insert("novel".to_owned(), json!(1))
            .map_or(Some(()), |_| None)
    });
    check("an unknown key of the answer", |vector| {
        vector["expect"]
            .as_object_mut()?
            .insert("novel".to_owned(), json!(1))
            .map_or(Some(()), |_| None)
    });
    check("an unknown command", |vector| {
        // Where nothing is known of the revisions, nothing is asked either.
        (vector["command"] != "load").then(|| vector["command"] = json!("rebase"))
    });
}
