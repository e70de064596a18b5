//! Compiles the contract without protoc, and keeps its descriptors, comments included, for reflection.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto");
    let package = root.join("entente/v1");
    println!("cargo::rerun-if-changed={}", package.display());

    let mut files = Vec::new();
    for entry in fs::read_dir(&package)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "proto") {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    files.sort();

    let mut compiler = protox::Compiler::new([&root])?;
    compiler.include_source_info(true).include_imports(true).open_files(&files)?;

    // The bytes as compiled: encoding the decoded set again would lose options that prost does not know.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("entente_v1.binpb"), compiler.encode_file_descriptor_set())?;

    tonic_prost_build::configure().compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
