# shellcheck shell=bash
# What was acknowledged is there after a kill, once, and the data directory is sound.

step_durable() {
  local entente=${CARGO_TARGET_DIR:-target}/release/entente data=$temporary/data
  start_server "$entente" serve --data-dir "$data" --listen "$ADDRESS"
  "$entente" health --server "http://$ADDRESS"
  "$entente" ingest samples --server "http://$ADDRESS" --format json >"$temporary/ingest.first"
  expect "$temporary/ingest.first" '"rejected": ?\[\]'
  expect "$temporary/ingest.first" '"stored": ?[1-9]'
  all_facts >"$temporary/facts.before"
  expect "$temporary/facts.before" '"quote"'
  kill -KILL "$server"
  wait "$server" || true
  server=

  start_server "$entente" serve --data-dir "$data" --listen "$ADDRESS"
  all_facts >"$temporary/facts.after"
  cmp "$temporary/facts.before" "$temporary/facts.after" || fail "after a kill the same question has another answer"
  "$entente" ingest samples --server "http://$ADDRESS" --format json >"$temporary/ingest.second"
  expect "$temporary/ingest.second" '"stored": ?0[,}]'
  expect "$temporary/ingest.second" '"revised": ?0[,}]'
  check_clean_exit
  "$entente" check "$data"
}

# The first page of all facts, as the API tells them.
all_facts() {
  grpcurl -plaintext -max-time 20 -d '{"page_size":1000}' "$ADDRESS" entente.v1.QueryService/ListFacts
}
