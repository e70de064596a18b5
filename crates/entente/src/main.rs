//! entente
fn main() {}
