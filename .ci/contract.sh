# shellcheck shell=bash
# The contract: its form, and that it only grows.

step_contract() {
  buf lint
  buf format --diff --exit-code
  echo "proto/ is lint-free and formatted"
}

# Compares with main as it was before: where the clone is of main itself, with its last commit but one.
step_breaking() {
  local head against candidate
  head=$(git rev-parse HEAD)
  against=
  for candidate in "${BREAKING_AGAINST:-}" origin/main HEAD~1; do
    [[ -n $candidate ]] || continue
    if ! git rev-parse --quiet --verify "$candidate^{commit}" >/dev/null; then
      echo "$candidate: not in this clone"
    elif [[ $(git rev-parse "$candidate^{commit}") == "$head" ]]; then
      echo "$candidate: is this very commit"
    elif ! git cat-file -e "$candidate:buf.yaml" 2>/dev/null || ! git cat-file -e "$candidate:proto" 2>/dev/null; then
      echo "$candidate: has no contract yet"
    else
      against=$candidate
      break
    fi
  done
  if [[ -z $against ]]; then
    echo "SKIPPED: there is no earlier contract to compare with"
    return
  fi
  mkdir -p "$temporary/earlier"
  git archive "$against" buf.yaml proto | tar -x -C "$temporary/earlier"
  buf breaking --against "$temporary/earlier"
  echo "nothing breaks since $against ($(git rev-parse --short "$against"))"
}
