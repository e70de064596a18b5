//! `entente config`: the reference of all settings, from the program itself.

use clap::Args;
use entente_server::Config;

use crate::exit::{Exit, Failure};
use crate::{output, settings};

/// Writes the reference of all settings: a configuration file with comments, or Markdown
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Write the page `docs/configuration.md`
    #[arg(long)]
    markdown: bool,
}

const HEAD: &str = "\
# Configuration

<!-- Written by `entente config --markdown`; a test keeps it fresh. -->

A server takes each setting from the first of these that gives it:

1. the flag of `entente serve`,
2. the environment variable,
3. the file that `--config` or `ENTENTE_CONFIG` names, in TOML; an unknown key is refused with its name and line,
4. the default.

`entente serve --print-config` writes what counts, as such a file; `entente config` writes the defaults.

| key | flag | environment | default | meaning |
| --- | --- | --- | --- | --- |
";

const TAIL: &str = "
## Logs

Logs go to standard error. `--log-level` or `ENTENTE_LOG` is a level (`error`, `warn`, `info`, `debug`, `trace`) or a
filter by target such as `info,entente_server=debug`; without it `serve` logs from `info`, all other commands from
`warn`. `--log-format` or `ENTENTE_LOG_FORMAT` is `text` or `json`.

## Exit codes

| code | meaning |
| --- | --- |
| 0 | all is fine |
| 1 | some inputs were refused, a data directory has faults, or a server is not healthy; the rest was done |
| 2 | the command line or the configuration is wrong; nothing was done |
| 3 | it could not start: a data directory, a port, a server that does not answer |
| 4 | the server, or the log, answered with an error |
";

/// The page `docs/configuration.md`.
pub(crate) fn page() -> String {
    format!("{HEAD}{}{TAIL}", settings::markdown_rows())
}

/// Writes the reference.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(args: &ConfigArgs) -> Result<Exit, Failure> {
    let text = if args.markdown { page() } else { settings::file(&Config::default()) };
    output::result(text.trim_end())?;
    Ok(Exit::Fine)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn the_page_is_fresh() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
        let page = std::fs::read_to_string(path).expect("docs/configuration.md is there");
        assert_eq!(page, super::page(), "run `entente config --markdown > docs/configuration.md`");
    }
}
