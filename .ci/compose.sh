# shellcheck shell=bash
# Dockerfile and docker-compose.yml, read as docker would read them. The image is not built: its base would be fetched.

readonly COMPOSE_GO_VERSION=v2.16.2

step_compose() {
  hadolint Dockerfile
  echo "hadolint accepts the Dockerfile"
  if docker compose version >/dev/null 2>&1; then
    docker compose config --quiet
    echo "docker compose config accepts docker-compose.yml"
  elif command -v go >/dev/null; then
    echo "docker compose is not here: reading the file with its parser, compose-go $COMPOSE_GO_VERSION"
    GOBIN="$temporary/compose" go install "github.com/compose-spec/compose-go/v2/cmd@$COMPOSE_GO_VERSION"
    "$temporary/compose/cmd" docker-compose.yml >/dev/null
    echo "compose-go accepts docker-compose.yml"
  else
    echo "SKIPPED: neither docker compose nor go is here"
  fi
}
