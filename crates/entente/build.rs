//! Lists the sample articles, so that the binary carries them for `entente serve --demo`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    println!("cargo::rerun-if-changed={}", samples.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&samples)? {
        let name = entry?.file_name().into_string().map_err(|name| format!("{name:?} is no UTF-8"))?;
        if !name.starts_with('.') && !name.starts_with("README") {
            names.push(name);
        }
    }
    names.sort();
    let mut list = String::from("&[\n");
    for name in names {
        list.push_str(&format!(
            "({name:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../samples/{name}\"))),\n"
        ));
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("samples.rs"), list)?;
    Ok(())
}
