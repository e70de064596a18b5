//! The workspace as cargo sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use serde_json::Value;

/// The packages of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Workspace {
    pub(super) packages: Vec<Package>,
}

/// A package of the workspace and what it depends on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) name: String,
    /// Its folder, from the root of the workspace.
    pub(super) folder: String,
    pub(super) description: Option<String>,
    /// Packages of the workspace that it is built with.
    pub(super) uses: BTreeSet<String>,
    /// Packages of the workspace that only its tests and benches use.
    pub(super) tests_use: BTreeSet<String>,
    /// Every package that ends up in it, through any number of steps.
    pub(super) reaches: BTreeSet<String>,
}

impl Workspace {
    /// Asks cargo about the workspace at `root`, with all features on.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut cargo = Command::new("cargo");
        cargo.args(["metadata", "--format-version", "1", "--locked", "--all-features"]).current_dir(root);
        let answer = cargo.output().context("cannot start cargo, which knows the crate graph")?;
        if !answer.status.success() {
            bail!("cargo metadata failed: {}", String::from_utf8_lossy(&answer.stderr).trim());
        }
        let answer = serde_json::from_slice(&answer.stdout).context("cargo metadata printed no JSON")?;
        Self::parse(&answer).context("cargo metadata is not as expected: has its format changed?")
    }

    /// Reads what `cargo metadata` printed.
    fn parse(answer: &Value) -> Option<Self> {
        let root = answer["workspace_root"].as_str()?;
        let members: BTreeSet<&str> =
            answer["workspace_members"].as_array()?.iter().filter_map(Value::as_str).collect();
        let mut names = BTreeMap::new();
        for package in answer["packages"].as_array()? {
            names.insert(package["id"].as_str()?, package["name"].as_str()?);
        }
        let edges = normal_edges(answer)?;

        let mut packages = Vec::new();
        for package in answer["packages"].as_array()? {
            let id = package["id"].as_str()?;
            if !members.contains(id) {
                continue;
            }
            let mut uses = BTreeSet::new();
            let mut tests_use = BTreeSet::new();
            // A dependency by path is one inside the workspace.
            for dependency in package["dependencies"].as_array()?.iter().filter(|it| it["path"].is_string()) {
                let name = dependency["name"].as_str()?.to_owned();
                if dependency["kind"] == "dev" {
                    tests_use.insert(name)
                } else {
                    uses.insert(name)
                };
            }
            let manifest = Path::new(package["manifest_path"].as_str()?);
            packages.push(Package {
                name: names[id].to_owned(),
                folder: manifest.parent()?.strip_prefix(root).ok()?.to_str()?.replace('\\', "/"),
                description: package["description"].as_str().map(str::to_owned),
                uses,
                tests_use,
                reaches: reachable(id, &edges).into_iter().map(|id| names[id].to_owned()).collect(),
            });
        }
        packages.sort_by(|a, b| a.folder.cmp(&b.folder));
        Some(Self { packages })
    }
}

/// For each package the ids of those that are linked into it: neither for its build script nor for its tests only.
fn normal_edges(answer: &Value) -> Option<BTreeMap<&str, Vec<&str>>> {
    let mut edges = BTreeMap::new();
    for node in answer["resolve"]["nodes"].as_array()? {
        let mut to = Vec::new();
        for dependency in node["deps"].as_array()? {
            if dependency["dep_kinds"].as_array()?.iter().any(|kind| kind["kind"].is_null()) {
                to.push(dependency["pkg"].as_str()?);
            }
        }
        edges.insert(node["id"].as_str()?, to);
    }
    Some(edges)
}

fn reachable<'a>(from: &'a str, edges: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(id) = next.pop() {
        for &to in edges.get(id).into_iter().flatten() {
            if found.insert(to) {
                next.push(to);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(id: &str, folder: &str, dependencies: Value) -> Value {
        json!({"id": id, "name": id, "description": null, "manifest_path": format!("/w/{folder}/Cargo.toml"),
               "dependencies": dependencies})
    }

    #[test]
    fn steps_are_followed_but_not_those_of_builds_and_tests() {
        let answer = json!({
            "workspace_root": "/w",
            "workspace_members": ["a", "b"],
            "packages": [
                package("a", "crates/a", json!([
                    {"name": "b", "kind": null, "path": "/w/crates/b"},
                    {"name": "t", "kind": "dev", "path": "/w/crates/t"},
                    {"name": "x", "kind": null}
                ])),
                package("b", "crates/b", json!([])),
                package("x", "elsewhere/x", json!([])),
                package("y", "elsewhere/y", json!([])),
                package("z", "elsewhere/z", json!([])),
            ],
            "resolve": {"nodes": [
                {"id": "a", "deps": [
                    {"pkg": "b", "dep_kinds": [{"kind": null}]},
                    {"pkg": "x", "dep_kinds": [{"kind": "dev"}, {"kind": null}]},
                    {"pkg": "z", "dep_kinds": [{"kind": "build"}]}
                ]},
                {"id": "x", "deps": [{"pkg": "y", "dep_kinds": [{"kind": null}]}]},
            ]},
        });
        let set = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        let workspace = Workspace::parse(&answer).unwrap();
        assert_eq!(workspace.packages.len(), 2);
        let a = &workspace.packages[0];
        assert_eq!((a.folder.as_str(), &a.uses, &a.tests_use), ("crates/a", &set(&["b"]), &set(&["t"])));
        assert_eq!(a.reaches, set(&["b", "x", "y"]));
    }

    #[test]
    fn another_format_is_noticed() {
        assert_eq!(Workspace::parse(&json!({"workspace_root": "/w"})), None);
    }
}
