# shellcheck shell=bash
# The first of the README's two commands, and the server that it starts, seen from outside.

readonly ADDRESS=127.0.0.1:50051
readonly FILTER='{"filter":{"kinds":["FACT_KIND_RESTRICTION"],"actors":["CHN"]}}'
server=

step_serving() {
  # cargo becomes the program that it runs, so its process is the server's own.
  start_server cargo run --release -- serve --demo
  check_demo_output
  check_with_grpcurl
  check_with_buf
  check_clean_exit
}

# Takes the command that starts a server, and returns when it is ready.
start_server() {
  if answers; then
    fail "another server listens on $ADDRESS: stop it first"
  fi
  "$@" >"$temporary/serve.out" 2>"$temporary/serve.err" </dev/null &
  server=$!
  local deadline=$((SECONDS + 120))
  until answers && health | grep -q '"SERVING"'; do
    kill -0 "$server" 2>/dev/null || show_server "the server ended before it was ready"
    ((SECONDS < deadline)) || show_server "the server was not ready after 120 s"
    sleep 0.2
  done
  echo "serving on $ADDRESS as process $server"
}

answers() { (exec 3<>"/dev/tcp/${ADDRESS/://}") 2>/dev/null; }

health() { grpcurl -plaintext -max-time 5 "$ADDRESS" grpc.health.v1.Health/Check 2>&1; }

# Prints what the server said, then fails with the reason given.
show_server() {
  tail -n 100 "$temporary/serve.out" "$temporary/serve.err" >&2
  fail "$1"
}

# Takes a file, what it should hold (an extended regular expression), and fails where it does not.
expect() {
  grep -Eq -- "$2" "$1" || {
    head -c 4000 "$1" >&2
    fail "$(basename "$1") should hold: $2"
  }
}

# What the demo printed: a table, and calls to try, which are tried.
check_demo_output() {
  local calls=$temporary/calls call
  cat "$temporary/serve.out"
  sed -e ':join' -e '/\\$/{N;s/ *\\\n */ /;bjoin' -e '}' "$temporary/serve.out" "$temporary/serve.err" |
    sed -nE 's/^[ $]*(grpcurl .*)/\1/p' >"$calls"
  (($(wc -l <"$calls") >= 3)) || show_server "the demo should print three grpcurl calls to try"
  while read -r call; do
    timeout 20 bash -c "$call" >"$temporary/call" 2>&1 </dev/null || {
      cat "$temporary/call" >&2
      fail "a call that the demo printed does not work: $call"
    }
  done <"$calls"
  echo "the $(wc -l <"$calls") printed calls work"
}

# grpcurl 1.8.6 speaks reflection v1alpha.
check_with_grpcurl() {
  local out=$temporary/grpcurl
  mkdir -p "$out"
  grpcurl -plaintext "$ADDRESS" list >"$out/list"
  local service
  for service in entente.v1.{Extract,Ingest,Query}Service grpc.health.v1.Health grpc.reflection.v1alpha.ServerReflection; do
    expect "$out/list" "^${service//./\\.}$"
  done
  grpcurl -plaintext "$ADDRESS" describe entente.v1.QueryService >"$out/describe"
  expect "$out/describe" 'rpc ListFacts \('
  expect "$out/describe" '^ *// '
  grpcurl -plaintext -max-time 20 -d "$FILTER" "$ADDRESS" entente.v1.QueryService/ListFacts >"$out/facts"
  python3 .ci/facts.py samples <"$out/facts"
  grpcurl -plaintext -max-time 5 -d '{"service":"entente.v1.QueryService"}' "$ADDRESS" grpc.health.v1.Health/Check \
    >"$out/health"
  expect "$out/health" '"SERVING"'
  if grpcurl -plaintext -max-time 5 -d '{"id":"f-0"}' "$ADDRESS" entente.v1.QueryService/GetFact >"$out/unknown" 2>&1; then
    fail "a fact that is not there was found"
  fi
  expect "$out/unknown" 'Code: (NotFound|InvalidArgument)'
}

# buf curl speaks reflection v1.
check_with_buf() {
  local out=$temporary/buf
  mkdir -p "$out"
  local -a call=(buf curl --protocol grpc --http2-prior-knowledge --reflect-protocol grpc-v1)
  "${call[@]}" --list-methods "http://$ADDRESS" >"$out/methods"
  expect "$out/methods" '^entente\.v1\.QueryService/ListFacts$'
  expect "$out/methods" '^entente\.v1\.IngestService/Ingest$'
  "${call[@]}" --data "$FILTER" "http://$ADDRESS/entente.v1.QueryService/ListFacts" >"$out/facts"
  python3 .ci/facts.py samples <"$out/facts"
}

# A polite stop ends well and soon.
check_clean_exit() {
  local status=0
  kill -TERM "$server"
  wait_for_end 10 || show_server "the server did not end within 10 s of SIGTERM"
  wait "$server" || status=$?
  server=
  ((status == 0)) || show_server "the server ended with exit code $status after SIGTERM"
  ! answers || fail "something still listens on $ADDRESS"
  echo "stopped cleanly"
}

# Takes seconds; fails where the server still runs after them.
wait_for_end() {
  local deadline=$((SECONDS + $1))
  while kill -0 "$server" 2>/dev/null; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# For the way out: ends the server, if it runs, whatever happened.
stop_server() {
  [[ -n $server ]] || return 0
  kill -TERM "$server" 2>/dev/null || return 0
  wait_for_end 10 || kill -KILL "$server" 2>/dev/null || true
}
