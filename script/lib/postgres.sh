# Sourced by the scripts: a PostgreSQL server of its own for the tests.

# start_postgres [OPTION…] starts a server on a free loopback port, in a folder of its own that `stop_postgres` removes, and exports
# AGENTHUB_TEST_POSTGRES_URL: a superuser's, with which the tests make databases and roles.
start_postgres() {
  local bin
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -1)
  [ -x "$bin/initdb" ] || die "no PostgreSQL server is installed; try: apt-get install postgresql"
  postgres_folder=$(mktemp -d /tmp/agenthub-postgres.XXXXXX)
  # PostgreSQL does not run as root.
  postgres_as=()
  if [ "$(id -u)" = 0 ]; then
    postgres_as=(setpriv --reuid=postgres --regid=postgres --init-groups --)
    chown postgres: "$postgres_folder"
  fi
  local password
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s\n' "$password" >"$postgres_folder/password")
  [ "$(id -u)" != 0 ] || chown postgres: "$postgres_folder/password"
  say "starting PostgreSQL"
  "${postgres_as[@]}" "$bin/initdb" --pgdata="$postgres_folder/data" --username=postgres --encoding=UTF8 --locale=C.UTF-8 \
    --auth=scram-sha-256 --pwfile="$postgres_folder/password" >"$postgres_folder/initdb.log" 2>&1 ||
    { cat "$postgres_folder/initdb.log" >&2; die "initdb failed"; }
  local attempt port
  for attempt in 1 2 3 4 5; do
    # Another process may take the port in between: then the next one is tried.
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    "${postgres_as[@]}" "$bin/postgres" -D "$postgres_folder/data" -p "$port" -k "$postgres_folder" \
      -c listen_addresses=127.0.0.1 -c max_connections=500 -c shared_buffers=128MB -c fsync=on "$@" \
      >"$postgres_folder/server.log" 2>&1 &
    postgres_pid=$!
    for _ in $(seq 100); do
      kill -0 "$postgres_pid" 2>/dev/null || break
      # Its own word: at the port another server might answer.
      if grep -qs "^$postgres_pid\$" "$postgres_folder/data/postmaster.pid" &&
        grep -qs '^ready' "$postgres_folder/data/postmaster.pid"; then
        export AGENTHUB_TEST_POSTGRES_URL="postgresql://postgres:$password@127.0.0.1:$port/postgres"
        return 0
      fi
      sleep 0.1
    done
    stop_postgres_process
  done
  cat "$postgres_folder/server.log" >&2
  die "PostgreSQL did not start"
}

stop_postgres_process() {
  [ -n "${postgres_pid:-}" ] || return 0
  # SIGINT: a fast shutdown. SIGKILL for one that a test has left stopped.
  kill -INT "$postgres_pid" 2>/dev/null || true
  kill -CONT "$postgres_pid" 2>/dev/null || true
  wait "$postgres_pid" 2>/dev/null || true
  postgres_pid=
}

# stop_postgres undoes start_postgres; to be called on every way out.
stop_postgres() {
  stop_postgres_process
  [ -z "${postgres_folder:-}" ] || rm -rf "$postgres_folder"
  postgres_folder=
  unset AGENTHUB_TEST_POSTGRES_URL
}

# documented_roles SECRETS makes the roles and the database `agenthub` on the server of start_postgres as docs/operating.md says,
# by deploy/postgres/roles.sh, with passwords in the folder SECRETS, which may hold them already. Exports what psql, pg_dump and
# pg_restore need to know of the server, and sets `database`, a worker's settings.
documented_roles() {
  local secrets=$1 address=${AGENTHUB_TEST_POSTGRES_URL##*@} role
  address=${address%/*}
  mkdir -p -m 700 "$secrets"
  for role in owner serve backup; do
    [ -e "$secrets/${role}_password" ] || od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$secrets/${role}_password"
    printf 'postgresql://agenthub_%s:%s@%s/agenthub\n' "$role" "$(cat "$secrets/${role}_password")" "$address" >"$secrets/$role"
  done
  export PGHOST=${address%:*} PGPORT=${address#*:}
  PGPASSWORD=$(cat "$postgres_folder/password") SECRETS=$secrets deploy/postgres/roles.sh
  [ -e "$secrets/master_keys" ] || openssl rand -base64 32 | tr '+/' '-_' >"$secrets/master_keys"
  database=(AGENTHUB_DATABASE_URL_FILE="$secrets/serve" AGENTHUB_MASTER_KEYS_FILE="$secrets/master_keys")
}

# as ROLE COMMAND… runs a client of PostgreSQL as one of these roles, with the passwords in the folder `secrets`.
as() {
  local role=$1
  shift
  PGPASSWORD=$(cat "$secrets/${role}_password") PGUSER=agenthub_$role "$@"
}
