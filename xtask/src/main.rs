//! Tidy checks, benches, code generation.
fn main() {}
