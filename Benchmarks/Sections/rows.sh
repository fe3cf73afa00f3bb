# Sourced by script/bench: the same turn with ten and with five million message rows.

# fill DATABASE SESSIONS puts sessions of ten messages into the tenant `bench`, as an old database has them: ids in the order of
# their time, visible to all, counted. The superuser does it without the rows' triggers.
fill() {
  psql -qXd "$1" -v sessions="$2" >/dev/null <<'SQL'
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE TEMPORARY TABLE made AS SELECT i, 1700000000000 + i * 60000 AS at,
  overlay(lpad(to_hex(1700000000000 + i * 60000), 12, '0') placing '-' from 9 for 0) || '-7' || substr(md5(CAST(i AS text)), 1, 3) || '-8'
    || substr(md5(CAST(i AS text)), 4, 3) || '-' || substr(md5(CAST(i AS text)), 7, 12) AS id
FROM generate_series(CAST(1 AS bigint), :sessions) i;
INSERT INTO sessions (tenant_id, id, user_id, message_count, last_agent, entities, created_at, updated_at)
SELECT 'bench', id, 'load', 10, 'AgentStock', '[]', at, at FROM made ORDER BY i;
INSERT INTO messages (tenant_id, session_id, position, id, role, text, agent, reply, entities, created_at)
SELECT 'bench', made.id, n, substr(made.id, 1, 24) || lpad(to_hex(made.i * 10 + n), 12, '0'), CASE n % 2 WHEN 1 THEN 'user' ELSE 'assistant' END,
  CASE n % 2 WHEN 1 THEN 'What is the stock level of SKU-12345?' ELSE 'SKU-12345 has 42 pieces in stock, 7 of them reserved.' END,
  CASE n % 2 WHEN 0 THEN 'AgentStock' END,
  CASE n % 2 WHEN 0 THEN '{"status":"success","agent":"AgentStock","data":{"sku":"SKU-12345","name":"Widget","level":42,"reserved":7,"warehouse":"HCM-1"}}' END,
  '[]', at + n
FROM made, generate_series(1, 10) n ORDER BY made.i, n;
SQL
  psql -qXd "$1" -c 'VACUUM (ANALYZE) sessions' -c 'VACUUM (ANALYZE) messages'
}

# rows_runs CASE CONNECTIONS KIND prints a row: medians of five runs on each database, in turns.
rows_runs() {
  local run size
  local -A p50s rates cpus
  for run in 1 2 3 4 5; do
    for size in few many; do
      port=${rows_ports[$size]}
      measure "${rows_pids[$size]}" -c "$2" -s $(((seconds + 1) / 2)) "$work/$size.$3"
      ((limited + overloaded + failures == 0)) || die "not all turns were answered"
      p50s[$size]+="$p50 " rates[$size]+="$rate " cpus[$size]+="$postgres_ms "
    done
  done
  # shellcheck disable=SC2086 # numbers by spaces
  awk -v what="$1" -v c="$2" -v a="$(median ${p50s[few]})" -v b="$(median ${p50s[many]})" -v ra="$(median ${rates[few]})" \
    -v rb="$(median ${rates[many]})" -v ca="$(median ${cpus[few]})" -v cb="$(median ${cpus[many]})" 'BEGIN {
    printf "| %s | %s | %s | %s | %+.1f %% | %s | %s | %+.1f %% | %s | %s |\n", what, c, a, b, (b / a - 1) * 100, ra, rb, (rb / ra - 1) * 100, ca, cb }'
}

section_rows() {
  need_servers
  fakes rows
  local -A rows_ports rows_pids
  local size count from took
  for size in few many; do
    new_database "bench_$size"
    # shellcheck disable=SC2046 # several settings
    serve "rows-$size" "${database[@]}" AGENTHUB_REDIS_URL="$AGENTHUB_TEST_REDIS_URL/$([ $size = few ] && echo 1 || echo 2)" $(model "$fakes")
    rows_ports[$size]=$port rows_pids[$size]=$pid
    tenant bench model
    questions bench >"$work/$size.new"
    count=$([ $size = few ] && echo 1 || echo 500000)
    from=$SECONDS
    fill "bench_$size" "$count"
    took=$((SECONDS - from))
    psql -qXAtd "bench_$size" -c "SELECT id FROM sessions TABLESAMPLE BERNOULLI ($([ "$count" = 1 ] && echo 100 || echo 4)) ORDER BY md5(id)" |
      awk -v line="$(cat "$work/$size.new")" '{ l = line; sub(/"}$/, "\", \"session_id\": \"" $1 "\"}", l); print l }' >"$work/$size.old"
    "$folder/bench-load" -c 8 -s 2 "$port" "$work/$size.new" >/dev/null # warms up
  done
  psql -qXd postgres -c CHECKPOINT
  echo '## Rows'
  echo
  echo "Message rows: $(psql -qXAtd bench_few -c "SELECT count(*) FROM messages WHERE created_at < 1760000000000"), and $(psql -qXAtd bench_many -c \
    "SELECT count(*) || ' (' || pg_size_pretty(pg_total_relation_size('messages')) || ')' FROM messages WHERE created_at < 1760000000000"), filled in $took s."
  echo
  echo '| turn | connections | 10 rows p50 ms | 5 M rows p50 ms | difference | 10 rows turns/s | 5 M rows turns/s | difference | 10 rows PostgreSQL CPU ms | 5 M rows PostgreSQL CPU ms |'
  echo '|---|---|---|---|---|---|---|---|---|---|'
  rows_runs 'in a new session' 1 new
  rows_runs 'in a new session' 32 new
  rows_runs 'goes on with a session of ten messages' 1 old
  end "${rows_pids[@]}"
  echo
  echo "The measured turns are rows, too: in the end the small database had $(psql -qXAtd bench_few -c 'SELECT count(*) FROM messages') messages."
  echo
}
