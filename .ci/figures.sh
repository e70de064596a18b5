# shellcheck shell=bash
# The measured quality of extraction, where texts with known facts lie beside the project.

step_figures() {
  local shared=../shared
  if [[ ! -d $shared/eval || ! -f $shared/model/score.py ]]; then
    echo "SKIPPED: $shared/eval is not there"
    return
  fi
  cat "$shared"/eval/dev-*.docs.jsonl >"$temporary/dev.docs.jsonl"
  cat "$shared"/eval/dev-*.gold.jsonl >"$temporary/dev.gold.jsonl"
  figure seed "$shared/eval/seed.docs.jsonl" "$shared/eval/seed.gold.jsonl" "$SEED_FLOOR"
  figure dev "$temporary/dev.docs.jsonl" "$temporary/dev.gold.jsonl" "$DEV_FLOOR"
  fillers "$temporary/dev.docs.jsonl" "$temporary/dev.gold.jsonl" "$FILLERS_FLOOR"
}

# Takes a name, documents, their gold facts and the lowest slot F1 that passes.
figure() {
  local name=$1 docs=$2 gold=$3 floor=$4
  "${CARGO_TARGET_DIR:-target}/release/entente" extract "$docs" --format jsonl >"$temporary/$name.facts.jsonl"
  python3 ../shared/model/score.py "$gold" "$temporary/$name.facts.jsonl" --json >"$temporary/$name.score.json"
  python3 .ci/floor.py "$name" "$floor" <"$temporary/$name.score.json"
}

# Takes documents, their gold facts and the lowest share of fillers that must be among the mentions.
fillers() {
  local docs=$1 gold=$2 floor=$3
  cargo xtask mentions "$gold" "$docs" | tee "$temporary/fillers"
  awk -v floor="$floor" '
    $1 == "total" { seen = 1; if ($4 + 0 < floor) { print "error: fillers among mentions: " $4 " is below " floor; exit 1 } }
    END { if (!seen) { print "error: no total was printed"; exit 1 } }
  ' "$temporary/fillers"
}
