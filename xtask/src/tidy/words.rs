//! Words that have no place in the project: paths of one machine, hosts of registries, unfinished code, and in the pure
//! crates whatever reads a clock, a file or the network.

use super::{File, Problem};

/// Where a word is looked for.
enum Where {
    Everywhere,
    Rust,
    /// Code of the crates that are value in, value out.
    Pure,
}

struct Rule {
    /// In pieces, since this file is checked like any other.
    word: &'static [&'static str],
    place: Where,
    /// What to do instead.
    says: &'static str,
}

const MACHINE: &str = "is a path of one machine: write it relative to the project";
const REGISTRY: &str = "is a registry's host: name the package and let its client find it";
const UNFINISHED: &str = "is unfinished code: finish it, or return an error that says what is missing";
const IMPURE: &str = "has no place in a crate that is value in, value out: take the value as an argument";

const fn rule(word: &'static [&'static str], place: Where, says: &'static str) -> Rule {
    Rule { word, place, says }
}

const RULES: &[Rule] = &[
    rule(&["/wo", "rk/"], Where::Everywhere, MACHINE),
    rule(&["/ro", "ot/"], Where::Everywhere, MACHINE),
    rule(&["/Us", "ers/"], Where::Everywhere, MACHINE),
    rule(&["/tmp/", "bash"], Where::Everywhere, MACHINE),
    rule(&["index", ".crates", ".io"], Where::Everywhere, REGISTRY),
    rule(&["static", ".crates", ".io"], Where::Everywhere, REGISTRY),
    rule(&["py", "pi.", "org"], Where::Everywhere, REGISTRY),
    rule(&["files.python", "hosted"], Where::Everywhere, REGISTRY),
    rule(&["registry", ".npm"], Where::Everywhere, REGISTRY),
    rule(&["proxy.", "golang"], Where::Everywhere, REGISTRY),
    rule(&["repo1.", "maven"], Where::Everywhere, REGISTRY),
    rule(&["deb.", "debian.", "org"], Where::Everywhere, REGISTRY),
    rule(&["to", "do!"], Where::Rust, UNFINISHED),
    rule(&["unimpl", "emented!"], Where::Rust, UNFINISHED),
    rule(&["#[", "ignore"], Where::Rust, "leaves a test out: make it pass, or remove it"),
    rule(&["SystemTime::", "now"], Where::Pure, IMPURE),
    rule(&["Instant::", "now"], Where::Pure, IMPURE),
    rule(&["std::", "fs"], Where::Pure, IMPURE),
    rule(&["std::", "net"], Where::Pure, IMPURE),
    rule(&["env::", "var"], Where::Pure, IMPURE),
];

const PURE: &[&str] = &["crates/entente-core/src/", "crates/entente-extract/src/", "crates/entente-graph/src/"];

/// Finds forbidden words in one file; a file that is no text has none.
pub(super) fn check(file: &File) -> Vec<Problem> {
    let Some(text) = file.text() else { return Vec::new() };
    let rules: Vec<_> = RULES.iter().filter(|rule| applies(&rule.place, file)).collect();
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for rule in &rules {
            let word = rule.word.concat();
            if line.contains(&word) {
                problems.push(Problem::new(format!("{}:{number}", file.path), format!("`{word}` {}", rule.says)));
            }
        }
    }
    problems
}

fn applies(place: &Where, file: &File) -> bool {
    match place {
        Where::Everywhere => true,
        Where::Rust => file.is_rust(),
        Where::Pure => file.is_rust() && PURE.iter().any(|folder| file.path.starts_with(folder)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), bytes: text.into() }
    }

    #[test]
    fn every_word_is_found_where_it_is_forbidden() {
        for rule in RULES {
            let text = format!("fine\nfirst {} last\n", rule.word.concat());
            let problems = check(&file("crates/entente-core/src/a.rs", &text));
            assert_eq!(problems.len(), 1, "{text}");
            assert_eq!(problems[0].at, "crates/entente-core/src/a.rs:2");
        }
    }

    #[test]
    fn a_word_may_stand_where_it_does_no_harm() {
        let clock = ["SystemTime::", "now()"].concat();
        assert_eq!(check(&file("crates/entente-server/src/clock.rs", &clock)), []);
        let macro_name = ["to", "do!()"].concat();
        assert_eq!(check(&file("CONTRIBUTING.md", &macro_name)), []);
        assert_eq!(check(&file("docs/network.md", "the network of roots works /workshop/")), []);
    }

    #[test]
    fn the_problem_names_the_word_and_the_way_out() {
        let path = ["cd /ro", "ot/entente"].concat();
        let word = ["/ro", "ot/"].concat();
        let says = format!("README.md:1: `{word}` is a path of one machine: write it relative to the project");
        assert_eq!(check(&file("README.md", &path))[0].to_string(), says);
    }

    #[test]
    fn what_is_no_text_is_passed_over() {
        let mut bytes = ["/ro", "ot/"].concat().into_bytes();
        bytes.push(0xff);
        assert_eq!(check(&File { path: "a.png".into(), bytes }), []);
    }
}
