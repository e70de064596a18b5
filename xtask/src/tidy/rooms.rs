//! The crate graph: which room may use which.
//!
//! `extract`, `graph` and `store` do not know each other, and below the server nothing knows protobuf, gRPC or an
//! asynchronous runtime. Each crate stays a value in, value out because it cannot reach what would make it otherwise.

use std::collections::BTreeSet;

use super::Problem;
use super::workspace::{Package, Workspace};

/// What a package of the workspace may be built with.
enum Uses {
    /// These and all of these: the wall stands where it was drawn.
    Exactly(&'static [&'static str]),
    /// Any of these.
    AtMost(&'static [&'static str]),
}

use Uses::{AtMost, Exactly};

/// Folder, name, use: the map of the rooms.
const ROOMS: &[(&str, &str, Uses)] = &[
    ("crates/entente", "entente", AtMost(&[CORE, EXTRACT, GRAPH, STORE, PROTO, SERVER])),
    ("crates/entente-core", CORE, Exactly(&[])),
    ("crates/entente-extract", EXTRACT, Exactly(&[CORE])),
    ("crates/entente-graph", GRAPH, Exactly(&[CORE])),
    ("crates/entente-proto", PROTO, Exactly(&[])),
    ("crates/entente-server", SERVER, Exactly(&[CORE, EXTRACT, GRAPH, STORE, PROTO])),
    ("crates/entente-store", STORE, Exactly(&[CORE])),
    ("tests", "entente-tests", AtMost(&[CORE, STORE, PROTO, SERVER, "entente"])),
    ("xtask", "xtask", AtMost(&[CORE, EXTRACT, STORE, PROTO, SERVER])),
];

const CORE: &str = "entente-core";
const EXTRACT: &str = "entente-extract";
const GRAPH: &str = "entente-graph";
const PROTO: &str = "entente-proto";
const SERVER: &str = "entente-server";
const STORE: &str = "entente-store";

/// Rooms that know neither wire nor runtime, whatever stands between.
const WIRELESS: &[&str] = &[CORE, EXTRACT, GRAPH, STORE];
/// Families of packages: `tonic` is also `tonic-types`.
const WIRE: &[&str] = &["tonic", "prost", "tokio", "hyper", "h2"];

/// Compares the crate graph with the map.
pub(super) fn check(workspace: &Workspace) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in &workspace.packages {
        match ROOMS.iter().find(|(_, name, _)| *name == package.name) {
            Some((folder, _, uses)) => {
                problems.extend(misplaced(package, folder));
                problems.extend(wrong_uses(package, uses));
            }
            None => problems.push(Problem::new(
                &package.name,
                "is not on the map of rooms: give it a row in xtask/src/tidy/rooms.rs",
            )),
        }
        problems.extend(wires(package));
    }
    for (folder, name, _) in ROOMS {
        if !workspace.packages.iter().any(|package| package.name == *name) {
            problems.push(Problem::new(*folder, format!("the map of rooms has {name}, the workspace has not")));
        }
    }
    problems
}

fn misplaced(package: &Package, folder: &str) -> Option<Problem> {
    let says = || format!("lies in {}, its place is {folder}", package.folder);
    (package.folder != folder).then(|| Problem::new(&package.name, says()))
}

fn wrong_uses(package: &Package, uses: &Uses) -> Vec<Problem> {
    let (Exactly(allowed) | AtMost(allowed)) = uses;
    let mut problems = Vec::new();
    for used in package.uses.union(&package.tests_use).filter(|used| !allowed.contains(&used.as_str())) {
        let may = if allowed.is_empty() { "no other crate of the workspace".to_owned() } else { allowed.join(", ") };
        problems.push(Problem::new(&package.name, format!("must not use {used}; it may use {may}")));
    }
    if let Exactly(needed) = uses {
        for missing in needed.iter().filter(|needed| !package.uses.contains(**needed)) {
            let says = format!("does not use {missing}: build on it, or change the map of rooms");
            problems.push(Problem::new(&package.name, says));
        }
    }
    problems
}

fn wires(package: &Package) -> Option<Problem> {
    if !WIRELESS.contains(&package.name.as_str()) {
        return None;
    }
    let is_wire = |name: &&String| {
        WIRE.iter().any(|family| name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
    };
    let found: BTreeSet<&str> = package.reaches.iter().filter(is_wire).map(String::as_str).collect();
    let names = found.iter().copied().collect::<Vec<_>>().join(", ");
    let says =
        || format!("reaches {names}, which belong in the server: find how with `cargo tree -p {} -i`", package.name);
    (!found.is_empty()).then(|| Problem::new(&package.name, says()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    /// The workspace exactly as the map draws it.
    fn as_drawn() -> Workspace {
        let packages = ROOMS.iter().map(|(folder, name, uses)| {
            let (Exactly(uses) | AtMost(uses)) = uses;
            Package {
                name: (*name).to_owned(),
                folder: (*folder).to_owned(),
                description: None,
                uses: set(uses),
                tests_use: set(&[]),
                reaches: set(uses),
            }
        });
        Workspace { packages: packages.collect() }
    }

    fn check_after(change: impl Fn(&mut Package), name: &str, expected: &[&str]) {
        let mut workspace = as_drawn();
        change(workspace.packages.iter_mut().find(|package| package.name == name).unwrap());
        let found: Vec<_> = check(&workspace).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_map_agrees_with_itself() {
        assert_eq!(check(&as_drawn()), []);
    }

    #[test]
    fn an_edge_that_is_not_on_the_map() {
        let expected = ["entente-graph: must not use entente-store; it may use entente-core"];
        check_after(|graph| graph.uses = set(&[CORE, STORE]), GRAPH, &expected);
        check_after(|graph| graph.tests_use = set(&[STORE]), GRAPH, &expected);
    }

    #[test]
    fn an_edge_that_is_only_on_the_map() {
        let expected = ["entente-store: does not use entente-core: build on it, or change the map of rooms"];
        check_after(|store| store.uses = set(&[]), STORE, &expected);
        check_after(|xtask| xtask.uses = set(&[]), "xtask", &[]);
    }

    #[test]
    fn the_wire_far_below() {
        let says = "entente-store: reaches tokio, tonic-types, which belong in the server: find how with \
                    `cargo tree -p entente-store -i`";
        check_after(|store| store.reaches = set(&["redb", "tokio", "tonic-types"]), STORE, &[says]);
        check_after(|store| store.reaches = set(&["redb", "prosthesis"]), STORE, &[]);
        check_after(|server| server.reaches = set(&["tokio"]), SERVER, &[]);
    }

    #[test]
    fn a_room_in_the_wrong_place_or_on_no_map() {
        let moved = "entente-core: lies in core, its place is crates/entente-core";
        check_after(|core| core.folder = "core".into(), CORE, &[moved]);
        let renamed = [
            "helpers: is not on the map of rooms: give it a row in xtask/src/tidy/rooms.rs",
            "crates/entente-core: the map of rooms has entente-core, the workspace has not",
        ];
        check_after(|core| core.name = "helpers".into(), CORE, &renamed);
    }
}
