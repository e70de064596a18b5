//! Manifests: every crate tells what it is, and lives under the lints of the workspace.

use std::fs;
use std::path::Path;

use anyhow::Context;
use toml::Table;

use super::Problem;
use super::workspace::{Package, Workspace};

/// Checks the manifest of each package.
pub(super) fn check_all(root: &Path, workspace: &Workspace) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for package in &workspace.packages {
        let path = format!("{}/Cargo.toml", package.folder);
        let text = fs::read_to_string(root.join(&path)).with_context(|| format!("cannot read {path}"))?;
        problems.extend(check(package, &text));
    }
    Ok(problems)
}

fn check(package: &Package, manifest: &str) -> Vec<Problem> {
    let at = format!("{}/Cargo.toml", package.folder);
    let table: Table = match manifest.parse() {
        Ok(table) => table,
        Err(error) => return vec![Problem::new(at, format!("is not TOML: {error}"))],
    };
    let mut problems = Vec::new();
    let folder = package.folder.rsplit('/').next().unwrap_or_default();
    // `entente-tests` is the one package beside the crates with a name of its own: `tests` would say nothing in a log.
    if folder != package.name && (folder, package.name.as_str()) != ("tests", "entente-tests") {
        problems
            .push(Problem::new(&at, format!("the folder is {folder}, the package {}: name both alike", package.name)));
    }
    if package.description.as_deref().unwrap_or_default().trim().is_empty() {
        problems.push(Problem::new(&at, "has no `description`: say in one line what the crate is for"));
    }
    let shared_lints = table.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
    if shared_lints != Some(true) {
        problems.push(Problem::new(&at, "is outside the shared lints: add `[lints]` with `workspace = true`"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const GOOD: &str = "[package]\nname = 'x'\n[lints]\nworkspace = true\n";

    fn package(name: &str, folder: &str, description: Option<&str>) -> Package {
        Package {
            name: name.into(),
            folder: folder.into(),
            description: description.map(str::to_owned),
            uses: BTreeSet::new(),
            tests_use: BTreeSet::new(),
            reaches: BTreeSet::new(),
        }
    }

    fn check_says(package: &Package, manifest: &str, expected: &[&str]) {
        let found: Vec<_> = check(package, manifest).into_iter().map(|problem| problem.says).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_good_manifest() {
        check_says(&package("entente-core", "crates/entente-core", Some("nouns")), GOOD, &[]);
        check_says(&package("entente-tests", "tests", Some("from outside")), GOOD, &[]);
    }

    #[test]
    fn folder_and_package_have_one_name() {
        let says = "the folder is core, the package entente-core: name both alike";
        check_says(&package("entente-core", "crates/core", Some("nouns")), GOOD, &[says]);
    }

    #[test]
    fn a_crate_without_a_description() {
        let says = "has no `description`: say in one line what the crate is for";
        check_says(&package("xtask", "xtask", None), GOOD, &[says]);
        check_says(&package("xtask", "xtask", Some(" ")), GOOD, &[says]);
    }

    #[test]
    fn a_crate_outside_the_shared_lints() {
        let says = "is outside the shared lints: add `[lints]` with `workspace = true`";
        check_says(&package("xtask", "xtask", Some("chores")), "[package]\nname = 'x'\n", &[says]);
        check_says(&package("xtask", "xtask", Some("chores")), "[lints]\nworkspace = false\n", &[says]);
    }

    #[test]
    fn a_manifest_that_is_none() {
        let problems = check(&package("xtask", "xtask", Some("chores")), "[package");
        assert!(problems.len() == 1 && problems[0].says.starts_with("is not TOML"), "{problems:?}");
    }
}
