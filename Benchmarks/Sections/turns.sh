# Sourced by script/bench: a full turn over SQLite, and over PostgreSQL with Redis.

# turn_row CONNECTIONS [RATE] prints a row of the table; sets `rate`.
turn_row() {
  measure "$pid" -c "$1" -s "$seconds" ${2:+-r "$2"} "$work/turns.requests"
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$storage" "$name" "$1" "${2:-closed}" "$rate" \
    "$p50" "$p95" "$p99" "$worker_ms" "$postgres_ms" "$redis_ms" "$share50 / $share99" "$(rss "$pid")" $((limited + overloaded + failures))
}

# turn_rows NAME ROUTING SETTING=VALUE…: closed loops at 1, 32 and 100 connections, then an open loop at half the best rate.
turn_rows() {
  name=$1
  local routing=$2 connections best=0
  shift 2
  serve "$storage-$name" "$@"
  tenant "bench-$name" "$routing"
  idle_rss=$(rss "$pid")
  questions "bench-$name" >"$work/turns.requests"
  "$folder/bench-load" -c 8 -s 2 "$port" "$work/turns.requests" >/dev/null # warms up code, pools and caches
  for connections in 1 32 100; do
    turn_row "$connections"
    best=$((rate > best ? rate : best))
  done
  turn_row 100 $((best / 2))
  end "$pid"
}

section_turns() {
  fakes instant
  echo '## Turns'
  echo
  echo '| storage | model | connections | loop | turns/s | p50 ms | p95 ms | p99 ms | worker CPU ms a turn | PostgreSQL CPU ms | Redis CPU ms | own share p50 / p99 ms | RSS MiB | not answered |'
  echo '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|'
  storage=SQLite
  # shellcheck disable=SC2046 # several settings
  turn_rows openai model $(model "$fakes")
  local idle_sqlite=$idle_rss
  turn_rows builtin local AGENTHUB_LOG_FORMAT=json
  need_servers
  new_database bench_turns
  storage='PostgreSQL + Redis'
  # shellcheck disable=SC2046
  turn_rows openai model "${database[@]}" AGENTHUB_REDIS_URL="$AGENTHUB_TEST_REDIS_URL" $(model "$fakes")
  turn_rows builtin local "${database[@]}" AGENTHUB_REDIS_URL="$AGENTHUB_TEST_REDIS_URL"
  echo
  echo "RSS after the start with one tenant, before its first turn: $idle_sqlite MiB over SQLite, $idle_rss MiB with PostgreSQL and Redis."
  echo "Rows of one commit to PostgreSQL: $(psql -qXAtd bench_turns -c "SELECT string_agg(id || ' ' || n, ', ' ORDER BY id DESC) FROM (
    SELECT id, round((s + m + u + a) / CAST(s AS numeric), 1) AS n FROM tenants t,
      LATERAL (SELECT count(*) AS s FROM sessions WHERE tenant_id = t.id) sessions,
      LATERAL (SELECT count(*) AS m FROM messages WHERE tenant_id = t.id) messages,
      LATERAL (SELECT count(*) AS u FROM usage_ledger WHERE tenant_id = t.id) ledger,
      LATERAL (SELECT count(*) AS a FROM audit_log WHERE tenant_id = t.id AND session_id IS NOT NULL) audit) tenants")."
  echo
}
