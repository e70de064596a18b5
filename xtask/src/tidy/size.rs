//! Sizes: no large file in git, no Rust file that holds more than one idea.

use super::{File, Problem};

/// The largest tracked file, in bytes.
const MAX_BYTES: usize = 1_000_000;
/// The longest Rust file, in lines.
const MAX_LINES: usize = 700;

/// Paths of files that may be larger or longer, each with its reason beside it.
const EXCEPTIONS: &[&str] = &[
    // The trained weights: users build without fetching anything.
    "crates/entente-extract/model/encoder.onnx",
    "crates/entente-extract/model/heads.onnx",
];

/// Checks the size of one file.
pub(super) fn check(file: &File) -> Option<Problem> {
    if EXCEPTIONS.contains(&file.path.as_str()) {
        return None;
    }
    let bytes = file.bytes.len();
    if bytes > MAX_BYTES {
        let says = format!("has {bytes} bytes, at most {MAX_BYTES} belong in git: make it smaller or build it");
        return Some(Problem::new(&file.path, says));
    }
    let lines = file.bytes.iter().filter(|byte| **byte == b'\n').count();
    if file.is_rust() && lines > MAX_LINES {
        let says = format!("has {lines} lines, at most {MAX_LINES} hold one idea: split it");
        return Some(Problem::new(&file.path, says));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_says(path: &str, bytes: Vec<u8>, expected: Option<&str>) {
        let problem = check(&File { path: path.into(), bytes });
        assert_eq!(problem.map(|problem| problem.says).as_deref(), expected);
    }

    #[test]
    fn a_file_too_large() {
        check_says("data/a.tsv", vec![b'a'; MAX_BYTES], None);
        let says = "has 1000001 bytes, at most 1000000 belong in git: make it smaller or build it";
        check_says("data/a.tsv", vec![b'a'; MAX_BYTES + 1], Some(says));
    }

    #[test]
    fn a_rust_file_too_long() {
        check_says("src/a.rs", vec![b'\n'; MAX_LINES], None);
        check_says("src/a.rs", vec![b'\n'; MAX_LINES + 1], Some("has 701 lines, at most 700 hold one idea: split it"));
        check_says("data/a.tsv", vec![b'\n'; MAX_LINES + 1], None);
    }
}
