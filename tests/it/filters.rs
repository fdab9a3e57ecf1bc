//! The JSON Lines filters: shape, order, errors in place, exit codes.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Runs a filter over raw input.
fn filter(name: &str, input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .arg(name)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn run(name: &str, input: &[Value]) -> Vec<Value> {
    let mut objects: Vec<_> = input.iter().map(Value::to_string).collect();
    objects.push(String::new());
    let input = objects.join("\n");
    let output = filter(name, input.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    lines(&output)
}

#[test]
fn clean_gives_articles_and_what_was_removed() {
    let text = "A headline about boats\n\nThe boats left the harbour on Monday, the owner said. \
                They came back a week later with a full hold and no news.\n\nShare on Facebook";
    let out = run("clean", &[json!({"id": 7, "text": text, "lane": [1, 2]})]);
    assert_eq!(out[0]["id"], 7);
    assert_eq!(out[0]["lane"], json!([1, 2]));
    let article = &out[0]["articles"][0];
    for field in [
        "title",
        "title_derived",
        "source",
        "byline",
        "dateline",
        "published",
        "language",
        "text",
    ] {
        assert!(article.get(field).is_some(), "{field}");
    }
    assert!(
        article["text"]
            .as_str()
            .unwrap()
            .starts_with("The boats left")
    );
    let removed = out[0]["removed"].as_array().unwrap();
    assert!(
        removed
            .iter()
            .all(|piece| piece["reason"].is_string() && piece["text"].is_string())
    );
}

#[test]
fn annotate_counts_in_code_points() {
    let text = "“Ça va,” said André Dupont.";
    let out = run("annotate", &[json!({"id": "a", "text": text})]);
    let quote = &out[0]["quotes"][0];
    let slice = |start: &Value, end: &Value| -> String {
        let (start, end) = (start.as_u64().unwrap(), end.as_u64().unwrap());
        text.chars()
            .skip(usize::try_from(start).unwrap())
            .take(usize::try_from(end - start).unwrap())
            .collect()
    };
    assert_eq!(slice(&quote["start"], &quote["end"]), "“Ça va,”");
    assert_eq!(quote["kind"], "speech");
    assert_eq!(quote["speaker"], "André Dupont");
    assert_eq!(
        slice(&quote["speaker_start"], &quote["speaker_end"]),
        "André Dupont"
    );
    let mention = &out[0]["people"][0]["mentions"][0];
    assert_eq!(slice(&mention[0], &mention[1]), "André Dupont");
}

#[test]
fn repeats_names_the_earlier_line() {
    let sentence = "The ministry said on Tuesday that seven new bridges would be built before \
                    the end of the decade in the three northern provinces.";
    let other = "Nobody in the capital had heard of the plan until the newspapers wrote of it.";
    let first = format!("{sentence} {other}");
    let out = run(
        "repeats",
        &[
            json!({"id": "x", "text": first}),
            json!({"id": "y", "text": first}),
        ],
    );
    assert_eq!(out[0]["copies"], json!([]));
    assert_eq!(out[1]["copies"][0]["id"], "x");
    assert!(out[1]["copies"][0]["share"].as_f64().unwrap() > 0.95);
    assert_eq!(out[1]["passages"][0][2], "x");
    let twice = format!("{sentence} {other} {sentence}");
    let out = run("repeats", &[json!({"id": 1, "text": twice})]);
    assert_eq!(
        out[0]["spans"],
        json!([[twice.len() - sentence.len(), twice.len()]])
    );
}

#[test]
fn stories_numbers_every_article() {
    let flood = "Floods in Valencia killed nine people on Tuesday after the river Turia rose.";
    let again = "Nine people died in Valencia on Tuesday as the Turia burst its banks in floods.";
    let chess = "The chess champion drew her last game in Oslo and kept the title for a year.";
    let line = |id: u32, text: &str| json!({"id": id, "title": null, "text": text});
    let out = run("stories", &[line(1, flood), line(2, chess), line(3, again)]);
    assert_eq!(
        out.iter()
            .map(|o| o["id"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(out[0]["story"], out[2]["story"]);
    assert_ne!(out[0]["story"], out[1]["story"]);
}

#[test]
fn link_gives_one_key_per_mention() {
    let names = ["Angela Merkel", "Emmanuel Macron", "Merkel", "Macron"];
    let mentions: Vec<_> = names
        .iter()
        .map(|name| json!({"begin": 0, "end": 1, "text": name}))
        .collect();
    let out = run("link", &[json!({"id": "m", "mentions": mentions})]);
    let keys = out[0]["clusters"].as_array().unwrap();
    assert_eq!(keys.len(), 4);
    assert_eq!(keys[0], keys[2]);
    assert_eq!(keys[1], keys[3]);
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn a_bad_line_is_answered_in_its_place() {
    let input = b"{\"id\":1,\"text\":\"One.\"}\nnot json\n{\"id\":3}\n\xff\xfe\n[1]\n\
                  {\"id\":{},\"text\":\"x\"}\n{\"id\":7,\"text\":\"Seven.\"}\n";
    for name in ["clean", "annotate", "repeats", "stories"] {
        let output = filter(name, input);
        assert_eq!(output.status.code(), Some(1), "{name}");
        let out = lines(&output);
        assert_eq!(out.len(), 7, "{name}");
        for (index, line) in out.iter().enumerate() {
            let is_bad = (1..6).contains(&index);
            assert_eq!(line.get("error").is_some(), is_bad, "{name}: {line}");
            if is_bad {
                assert_eq!(line["line"], index + 1);
            }
        }
        assert_eq!(out[2]["id"], 3, "{name}");
        assert_eq!(out[1]["id"], Value::Null, "{name}");
    }
}

#[test]
fn no_live_character_comes_out() {
    let text = "A \u{9b}31m line \u{202e}with \u{1b}]0;x\u{7} hostile \u{e0041} things. \
                It goes on for a while, and says nothing much at all, as lines do.";
    for name in ["clean", "annotate", "repeats", "stories"] {
        let line = json!({"id": text, "text": text, "title": text, "note": text});
        let output = filter(name, format!("{line}\n").as_bytes());
        let printed = std::str::from_utf8(&output.stdout).unwrap();
        let live = printed
            .chars()
            .find(|&c| pullquote::text::sanitize::is_forbidden(c));
        assert_eq!(live, None, "{name}");
        assert_eq!(
            lines(&output)[0]["id"],
            text,
            "{name}: the id passes through untouched"
        );
    }
}

#[test]
fn a_closed_pipe_ends_quietly_and_a_wrong_flag_is_a_usage_error() {
    let program = env!("CARGO_BIN_EXE_pullquote");
    let line = json!({"id": 1, "text": "word ".repeat(2000)}).to_string();
    let mut child = Command::new(program)
        .arg("repeats")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    for _ in 0..200 {
        // The program may end before it has read everything: that is what is wanted.
        if writeln!(stdin, "{line}").is_err() {
            break;
        }
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let wrong = Command::new(program)
        .args(["clean", "--nonsense"])
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    let wrong = Command::new(program)
        .args(["--library", "kept.db", "add", "page.txt"])
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(said.contains("pullquote add --help"), "{said}");
}
