use super::*;
#[test]
fn embedded_parses() {
    if let Err(e) = World::parse(&Tables::embedded()) {
        panic!("{:#?}", e.faults.iter().map(ToString::to_string).collect::<Vec<_>>());
    }
}
