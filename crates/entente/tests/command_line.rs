//! The command line from outside: what it is given, what it says, and how it ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// How a run ended.
struct Run {
    exit: i32,
    out: String,
    err: String,
}

impl Run {
    /// The lines of standard output as JSON.
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The same by document: several threads read, so that documents of one run are recorded in any order.
    fn sorted_lines(&self) -> Vec<Value> {
        let mut lines = self.lines();
        lines.sort_by_key(|line| line["id"].to_string());
        lines
    }
}

fn command(directory: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entente"));
    // Variables of whoever runs the tests must not count.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ENTENTE_")) {
        command.env_remove(name);
    }
    command.current_dir(directory).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run_with(directory: &Path, args: &[&str], input: &[u8]) -> Run {
    let mut child = command(directory, args).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that refuses its arguments does not read.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        exit: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(directory: &Path, args: &[&str]) -> Run {
    run_with(directory, args, b"")
}

/// A directory with these files.
fn files(files: &[(&str, &[u8])]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(directory.path().join(name), content).unwrap();
    }
    directory
}

const PACT: &str = "Oslo and Ottawa signed a memorandum of understanding on nickel.";

fn pact_lines(count: usize) -> String {
    (0..count).map(|n| format!("{}\n", serde_json::json!({"id": format!("d{n}"), "text": PACT}))).collect()
}

/// Extracts one file, and checks what is said about it and how the command ends.
fn check_refused(name: &str, content: &[u8], args: &[&str], message: &str) {
    let directory = files(&[(name, content)]);
    let run = run(directory.path(), &[&["extract", name, "--format", "jsonl"], args].concat());
    assert_eq!((run.exit, run.out.as_str()), (1, ""), "{}", run.err);
    assert!(run.err.contains(message), "{}", run.err);
}

#[test]
fn what_is_no_document_is_refused_with_its_reason() {
    check_refused("d.txt", b"", &[], "refused: d.txt: `text`: the document has no text");
    check_refused("d.txt", b" \n\n", &[], "refused: d.txt: `text`: the document has no text");
    check_refused(
        "d.html",
        b"<html><body><nav><a href='/'>Home</a><a href='/news'>News</a></nav></body></html>",
        &[],
        "refused: d.html: `text`: no main text is found in the page",
    );
    check_refused("d.json", b"{\n\"id\": }", &[], "refused: d.json:2: no JSON: ");
    check_refused("d.pdf", b"%PDF", &[], "refused: d.pdf: its ending is not known: give .txt, .md, .html");
    check_refused("d.txt", b"---\npublished: soon\n---\nRome", &[], "refused: d.txt:2: `published`: `soon` is no date");
}

#[test]
fn fifty_megabytes_in_one_document_are_refused_with_the_limit() {
    let text = "nickel ".repeat((50 << 20) / 7);
    let message =
        format!("`text`: {} bytes, the limit is 10485760: split it, or raise --max-document-bytes", text.len());
    check_refused("d.txt", text.as_bytes(), &[], &message);
    let directory = files(&[("d.txt", text.as_bytes()), ("e.txt", PACT.as_bytes())]);
    let run = run(directory.path(), &["ingest", ".", "--data-dir", "data", "--format", "json"]);
    let summary: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(run.exit, 1);
    assert_eq!(summary["stored"], 1);
    assert!(summary["rejected"][0]["message"].as_str().unwrap().contains("the limit is 10485760"), "{summary}");
}

#[test]
fn bytes_that_are_no_utf8_are_replaced_and_told_or_refused() {
    let text = [PACT.as_bytes(), b" Caf\xE9 talks went on."].concat();
    let directory = files(&[("d.txt", &text)]);
    let loose = run(directory.path(), &["extract", "d.txt", "--format", "jsonl"]);
    assert_eq!(loose.exit, 0);
    assert_eq!(loose.lines()[0]["id"], "d");
    let note = "note: d.txt: 1 stretch of bytes that is no UTF-8 replaced by U+FFFD, the first at byte 67";
    assert!(loose.err.contains(note), "{}", loose.err);
    check_refused("d.txt", &text, &["--strict-utf8"], "refused: d.txt: byte 67 is no UTF-8: convert the file");
}

#[test]
fn a_bad_line_is_named_and_the_others_go_on() {
    let lines = format!(
        "{}no JSON\n{{\"id\": \"e\"}}\n{{\"id\": \"f\", \"text\": \"Rome\", \"published\": \"soon\"}}\n",
        pact_lines(1)
    );
    let directory = files(&[("d.jsonl", format!("{lines}{}", pact_lines(2)).as_bytes())]);
    let run = run(directory.path(), &["extract", "d.jsonl", "--format", "jsonl"]);
    assert_eq!(run.exit, 1);
    let ids: Vec<_> = run.lines().iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, ["d0", "d0", "d1"]);
    for message in [
        "refused: d.jsonl:2: no JSON: column ",
        "refused: d.jsonl:3: `text`: missing or blank",
        "refused: d.jsonl:4: `published`: `soon` is no date: give YYYY-MM-DD",
    ] {
        assert!(run.err.contains(message), "{}", run.err);
    }
}

#[test]
fn a_missing_file_is_refused_and_the_others_go_on() {
    let directory = files(&[("d.txt", PACT.as_bytes())]);
    let run = run(directory.path(), &["extract", "nowhere.txt", "d.txt", "--format", "jsonl"]);
    assert_eq!((run.exit, run.lines().len()), (1, 1));
    assert!(run.err.contains("refused: nowhere.txt: cannot be opened: "), "{}", run.err);
}

#[test]
fn two_files_of_one_name_are_not_mixed_up() {
    let directory = files(&[("d.txt", PACT.as_bytes()), ("d.md", PACT.as_bytes())]);
    let run = run(directory.path(), &["extract", ".", "--format", "jsonl"]);
    assert_eq!((run.exit, run.lines().len()), (1, 1));
    assert!(run.err.contains("`id`: `d` is already the name of ./d.md"), "{}", run.err);
}

#[test]
fn standard_input_tells_its_format_by_its_first_character() {
    let directory = tempfile::tempdir().unwrap();
    let check = |input: &str, ids: &[&str]| {
        let run = run_with(directory.path(), &["extract", "-", "--format", "jsonl"], input.as_bytes());
        assert_eq!(run.exit, 0, "{}", run.err);
        let found: Vec<_> = run.lines().iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, ids);
    };
    check(PACT, &["standard-input"]);
    check(&format!("\n{}", pact_lines(2)), &["d0", "d1"]);
    check(&serde_json::json!([{"id": "a", "text": PACT}]).to_string(), &["a"]);
    let paragraph = format!("<p>{}</p>", [PACT; 6].join(" "));
    check(&format!("<html><body><article>{paragraph}{paragraph}</article></body></html>"), &["standard-input"]);
}

#[test]
fn the_output_does_not_depend_on_the_number_of_threads() {
    let directory = files(&[("d.jsonl", pact_lines(40).as_bytes())]);
    let extract =
        |threads: &str| run(directory.path(), &["extract", "d.jsonl", "--format", "jsonl", "--threads", threads]);
    let (one, five) = (extract("1"), extract("5"));
    assert_eq!(one.out, five.out);
    for (number, line) in one.lines().iter().enumerate() {
        assert_eq!(line["id"], format!("d{number}"));
        assert_eq!(line["facts"][0]["evidence"][0]["start_byte"].as_u64(), Some(0), "{line}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_command_quietly() {
    let directory = files(&[("d.jsonl", pact_lines(5_000).as_bytes())]);
    let mut child = command(directory.path(), &["extract", "d.jsonl", "--format", "jsonl"]).spawn().unwrap();
    let mut first = String::new();
    let mut out = BufReader::with_capacity(64, child.stdout.take().unwrap());
    out.read_line(&mut first).unwrap();
    drop(out);
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
    assert!(first.starts_with(r#"{"facts":[{"#) || first.starts_with(r#"{"id":"d0""#), "{first}");
}

#[test]
fn wrong_usage_is_told_before_anything_is_done() {
    let directory =
        files(&[("bad.toml", b"[sizes]\nmax_pages = 1\n"), ("wide.toml", b"[sizes]\nmax_page_size = 5000\n")]);
    let check = |args: &[&str], message: &str| {
        let run = run(directory.path(), args);
        assert_eq!((run.exit, run.out.as_str()), (2, ""), "{}", run.err);
        assert!(run.err.contains(message), "{}", run.err);
    };
    check(&["serve", "--config", "bad.toml"], "unknown field `max_pages`");
    check(&["serve", "--config", "wide.toml"], "`sizes.max_page_size` is 5000: give 1 to 1000");
    check(&["serve", "--config", "none.toml"], "the configuration none.toml cannot be read");
    check(&["serve", "--lisen", "1"], "--lisen");
    check(&["extract"], "required");
    check(&["extract", "."], "there is nothing to read");
    check(&["extract", "-", "--min-confidence", "2"], "`2` is no confidence: give a number from 0 to 1");
    check(&["query", "facts", "--role", "partner=JPN"], "`partner` is no role: give one of party");
    check(&["query", "facts", "--server", "nowhere"], "`nowhere` is no URL: give http://HOST:PORT");
    check(&["eval", "a.jsonl", "b.jsonl", "c.jsonl"], "c.jsonl has no other half");
}

#[test]
fn settings_come_from_flag_then_variable_then_file() {
    let directory =
        files(&[("entente.toml", b"listen = '127.0.0.1:7001'\n[calls]\ntimeout_ms = 1\n[shutdown]\ndrain_ms = 3\n")]);
    let mut command =
        command(directory.path(), &["serve", "--print-config", "--config", "entente.toml", "--call-timeout-ms", "9"]);
    let output = command.env("ENTENTE_LISTEN", "127.0.0.1:7002").env("ENTENTE_CALL_TIMEOUT_MS", "8").output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    for line in ["listen = \"127.0.0.1:7002\"", "timeout_ms = 9", "drain_ms = 3", "max_page_size = 1000"] {
        assert!(printed.lines().any(|it| it == line), "{line} in {printed}");
    }
}

#[test]
fn a_data_directory_that_cannot_be_had_is_told() {
    let directory = files(&[("d.txt", PACT.as_bytes()), ("file", b"")]);
    let check = |data_dir: &str, message: &str| {
        let run = run(directory.path(), &["ingest", "d.txt", "--data-dir", data_dir]);
        assert_eq!(run.exit, 3, "{}", run.err);
        assert!(run.err.contains(message), "{}", run.err);
    };
    // Below a file nobody can make a directory, not even the superuser, for whom no directory is read-only.
    check("file/data", "file/data");
    assert_eq!(run(directory.path(), &["ingest", "d.txt", "--data-dir", "newer"]).exit, 0);
    fs::write(directory.path().join("newer/VERSION"), "99\n").unwrap();
    check("newer", "install a newer version");
    for args in
        [&["check", "nowhere"][..], &["export", "--data-dir", "nowhere"], &["query", "facts", "--data-dir", "nowhere"]]
    {
        let run = run(directory.path(), args);
        assert_eq!(run.exit, 3, "{}", run.err);
        assert!(run.err.starts_with("error: ") && run.err.contains("nowhere"), "{}", run.err);
    }
}

#[test]
fn what_was_ingested_can_be_asked_checked_and_exported() {
    let directory = files(&[("d.jsonl", pact_lines(3).as_bytes())]);
    let path = directory.path();
    let ingest = || -> Value {
        let run = run(path, &["ingest", "d.jsonl", "--data-dir", "data", "--format", "json"]);
        assert_eq!(run.exit, 0, "{}", run.err);
        serde_json::from_str(&run.out).unwrap()
    };
    assert_eq!(ingest()["stored"], 3);
    let again = ingest();
    assert_eq!((&again["stored"], &again["duplicate"]), (&0.into(), &3.into()));

    let facts = run(
        path,
        &[
            "query",
            "facts",
            "--data-dir",
            "data",
            "--kind",
            "agreement",
            "--role",
            "party=NOR",
            "--format",
            "jsonl",
            "--page-size",
            "1",
        ],
    );
    assert_eq!((facts.exit, facts.lines().len()), (0, 3), "{}", facts.err);
    let mut documents: Vec<_> =
        facts.lines().iter().map(|fact| fact["evidence"][0]["documentId"].to_string()).collect();
    documents.sort();
    assert_eq!(documents, [r#""d0""#, r#""d1""#, r#""d2""#]);
    let id = facts.lines()[0]["id"].as_str().unwrap().to_owned();
    let one = run(path, &["query", "fact", &id, "--data-dir", "data"]);
    assert!(one.exit == 0 && one.out.contains("agreement") && one.out.contains("memorandum"), "{}", one.out);
    let table = run(path, &["query", "relations", "--data-dir", "data", "--actor", "CAN", "--limit", "1"]);
    assert!(table.exit == 0 && table.out.contains("agreement"), "{}", table.out);
    let before = run(path, &["query", "facts", "--data-dir", "data", "--at-position", "0"]);
    assert_eq!((before.exit, before.out.trim()), (0, "no facts"));

    let check = run(path, &["check", "data"]);
    assert!(check.exit == 0 && check.out.contains("data: sound"), "{}", check.out);
    let exported = run(path, &["export", "--data-dir", "data"]);
    let extracted = run(path, &["extract", "d.jsonl", "--format", "jsonl"]);
    assert_eq!(exported.sorted_lines(), extracted.sorted_lines());
    let documents = run(path, &["export", "--data-dir", "data", "--what", "documents"]);
    assert_eq!(documents.sorted_lines()[2], serde_json::json!({"id": "d2", "text": PACT}));
}

#[test]
fn an_unknown_id_is_answered_with_those_that_may_be_meant() {
    let directory = files(&[("d.txt", PACT.as_bytes())]);
    assert_eq!(run(directory.path(), &["ingest", "d.txt", "--data-dir", "data"]).exit, 0);
    let check = |args: &[&str], messages: &[&str]| {
        let run = run(directory.path(), &[&["query", "--data-dir", "data"], args].concat());
        assert_eq!((run.exit, run.out.as_str()), (4, ""), "{}", run.err);
        for message in messages {
            assert!(run.err.contains(message), "{}", run.err);
        }
        assert!(run.err.matches("did you mean").count() <= 1, "{}", run.err);
    };
    check(&["facts", "--topic", "galium"], &["UNKNOWN_TOPIC_IN_FILTER", "filter.topics[0]", "gallium"]);
    check(&["actor", "JPM"], &["ACTOR_NOT_FOUND", "JPN"]);
    check(&["topic", "rare-earth"], &["TOPIC_NOT_FOUND", "rare-earths"]);
    check(&["document", "e"], &["DOCUMENT_NOT_FOUND"]);
    check(&["facts", "--page-size", "5000"], &["PAGE_SIZE_OUT_OF_RANGE", "page_size"]);
    check(&["facts", "--at-position", "99"], &["POSITION_IN_FUTURE"]);
}

/// A server that ends with the test.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(directory: &Path, args: &[&str]) -> Self {
        let args = [&["serve", "--listen", "127.0.0.1:0", "--log-level", "off"], args].concat();
        let mut child = command(directory, &args).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on ").and_then(|rest| rest.split(',').next()).unwrap_or_default();
        assert!(!address.is_empty(), "{line}");
        Self { url: format!("http://{address}"), child }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_server_takes_documents_and_answers() {
    let directory =
        files(&[("d.jsonl", format!("{}no JSON\n", pact_lines(3)).as_bytes()), ("long.txt", &[b'x'; 5_000])]);
    let path = directory.path();
    let mut server = Server::start(path, &["--data-dir", "data", "--max-document-bytes", "1000"]);
    let url = server.url.as_str();

    let health = run(path, &["health", "--server", url]);
    assert_eq!((health.exit, health.out.trim()), (0, "SERVING"), "{}", health.err);

    let ingest = run(path, &["ingest", "d.jsonl", "long.txt", "--server", url, "--format", "json"]);
    let summary: Value = serde_json::from_str(&ingest.out).unwrap_or_else(|_| panic!("{}", ingest.err));
    assert_eq!((ingest.exit, &summary["stored"]), (1, &3.into()), "{summary}");
    let mut rejected: Vec<_> = summary["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["place"].as_str().unwrap(), it["reason"].as_str().unwrap()))
        .collect();
    rejected.sort_unstable();
    assert_eq!(rejected, [("d.jsonl:4", "INPUT"), ("long.txt", "DOCUMENT_TOO_LARGE")]);

    let facts = run(path, &["query", "facts", "--server", url, "--format", "json"]);
    let answer: Value = serde_json::from_str(&facts.out).unwrap();
    assert_eq!((facts.exit, answer["position"].as_str()), (0, Some("6")), "{answer}");
    let unknown = run(path, &["query", "topic", "galium", "--server", url]);
    assert!(unknown.exit == 4 && unknown.err.contains("gallium"), "{}", unknown.err);

    let second = run(path, &["ingest", "d.jsonl", "--data-dir", "data"]);
    assert!(second.exit == 3 && second.err.contains("in use by another process"), "{}", second.err);
    let port = url.trim_start_matches("http://");
    let third = run(path, &["serve", "--listen", port, "--data-dir", "other"]);
    assert_eq!(third.exit, 3);
    let message = format!("{port} is in use: stop the other server, or give another address with --listen");
    assert!(third.err.contains(&message), "{}", third.err);

    let killed = Command::new("kill").arg(server.child.id().to_string()).status().unwrap();
    assert!(killed.success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    let gone = run(path, &["health", "--server", url]);
    assert!(gone.exit == 1 && gone.err.contains("does not answer"), "{}", gone.err);
    let gone = run(path, &["query", "facts", "--server", url]);
    assert!(gone.exit == 3 && gone.err.contains("does not answer"), "{}", gone.err);
    assert!(run(path, &["check", "data"]).out.contains("data: sound"));
}

#[test]
fn an_evaluation_counts_what_was_not_found() {
    let gold = concat!(
        r#"{"id": "d1", "facts": [{"kind": "meeting", "roles": {"participant": ["ITA", "JPN"]}, "factuality": "actual"},"#,
        r#" {"kind": "office", "roles": {"holder": ["a-b"], "of": ["ITA"]}, "optional": true}]}"#,
        "\n",
        r#"{"id": "d2", "facts": [{"kind": "meeting", "roles": {"participant": ["ITA", "?JPN"]}}]}"#
    );
    let directory =
        files(&[("gold.jsonl", gold.as_bytes()), ("docs.jsonl", br#"{"id": "d1", "text": "It rained for a week."}"#)]);
    let run = run(directory.path(), &["eval", "gold.jsonl", "docs.jsonl", "--format", "json"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    let figures: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&figures["documents"], &figures["missing_documents"]), (&2.into(), &1.into()));
    let total = &figures["kinds"]["total"];
    assert_eq!((&total["gold"], &total["predicted"], &total["slot_f1"]), (&2.into(), &0.into(), &0.0.into()));
}

#[test]
fn the_version_is_that_of_the_program() {
    let run = run(Path::new("."), &["--version"]);
    assert_eq!((run.exit, run.out.trim()), (0, concat!("entente ", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn explanations_are_written_for_people_and_for_machines() {
    let directory = files(&[("pact.txt", PACT.as_bytes())]);
    let text = run(directory.path(), &["explain", "pact.txt"]);
    assert_eq!((text.exit, text.err.as_str()), (0, ""));
    assert!(
        text.out.contains("[party: Oslo] and [party: Ottawa] signed a memorandum of understanding on [topic: nickel]."),
        "{}",
        text.out
    );
    let lines = run(directory.path(), &["explain", "pact.txt", "--format", "jsonl"]).lines();
    assert_eq!(lines[0]["facts"][0]["id"], lines[0]["explanations"][0]["factId"]);
    assert_eq!(lines[0]["documentId"], "pact");

    // Doubtful: who moved what, and whether, is left open.
    const DOUBTFUL: &str = "Officials in Lima spoke of copper, perhaps for Chile, as talks with Peru went on.";
    let doubtful = files(&[("doubtful.txt", DOUBTFUL.as_bytes())]);
    let facts = |preference: &str| {
        let run = run(doubtful.path(), &["extract", "doubtful.txt", "--format", "jsonl", "--prefer", preference]);
        run.lines()[0]["facts"].as_array().unwrap().len()
    };
    assert!(facts("precision") < facts("recall"));
    let mut by_variable = command(doubtful.path(), &["extract", "doubtful.txt", "--format", "jsonl"]);
    let output = by_variable.env("ENTENTE_PREFER", "precision").output().unwrap();
    let by_flag = run(doubtful.path(), &["extract", "doubtful.txt", "--format", "jsonl", "--prefer", "precision"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), by_flag.out);
    let wrong = run(directory.path(), &["explain", "pact.txt", "--prefer", "speed"]);
    assert_eq!(wrong.exit, 2);
    assert!(wrong.err.contains("`speed` is no preference: give `precision`, `balanced` or `recall`"), "{}", wrong.err);
}
