# Sourced by script/bench: how often a turn finds its tenant's configuration at hand while administrators change others'.

section_hits() {
  need_tenants
  echo '## Configuration cache'
  echo
  serve hits-1 "${tenant_settings[@]}"
  local pids_of=("$pid") ports=("$port") duration=$((3 * seconds)) i
  serve hits-2 "${tenant_settings[@]}"
  pids_of+=("$pid") ports+=("$port")
  for port in "${ports[@]}"; do "$folder/bench-load" -1 -c 16 "$port" "$work/tenants.requests" >/dev/null; done
  local -A before
  local name names=('agenthub_snapshot_requests_total{result="hit"}' 'agenthub_snapshot_requests_total{result="load"}'
    'agenthub_snapshot_requests_total{result="stale"}' 'agenthub_redis_cache_reads_total{result="hit"}'
    'agenthub_redis_cache_reads_total{result="miss"}')
  for name in "${names[@]}"; do before[$name]=$(metric "$name" "${ports[@]}"); done
  local loads=()
  for port in "${ports[@]}"; do
    "$folder/bench-load" -c 8 -s "$duration" "$port" "$work/tenants.requests" >"$work/hits.$port" &
    loads+=($!)
  done
  # An administrator changes something every third second: a tenant's name, and in turn a new tool.
  local until=$((SECONDS + duration)) changes=0
  while ((SECONDS < until)); do
    changes=$((changes + 1))
    port=${ports[changes % 2]}
    name=$(printf 'tenant-%04d' $((changes * 37 % tenant_count + 1)))
    if ((changes % 2)); then
      admin PATCH "/api/admin/tenants/$name" "{\"name\": \"Company $changes\"}" >/dev/null
    else
      admin POST /api/admin/tools '{"name": "get_more_'"$changes"'", "tenant_id": "'"$name"'", "description": "Reads more.",
        "base_tool_type": "HTTP_GET", "endpoint": "http://127.0.0.1:'"$tenant_fakes"'/more", "input_schema": {"type": "object"}}' >/dev/null
    fi
    sleep 3
  done
  wait "${loads[@]}"
  local -A count
  for name in "${names[@]}"; do count[$name]=$(($(metric "$name" "${ports[@]}") - before[$name])); done
  local answered=0 other=0
  for port in "${ports[@]}"; do
    read -r turns rate p50 p95 p99 share50 share99 limited overloaded failures <"$work/hits.$port"
    answered=$((answered + turns)) other=$((other + limited + overloaded + failures))
  done
  local hit=${count[${names[0]}]} load=${count[${names[1]}]} stale=${count[${names[2]}]}
  local shared=${count[${names[3]}]} missed=${count[${names[4]}]}
  echo "Two workers, $tenant_count tenants in turn on 16 connections for $duration s, all loaded before; $changes changes by REST meanwhile."
  echo
  echo '| turns | not answered | snapshot at hand | loaded | held but outdated | at hand | read from Redis | from PostgreSQL | without PostgreSQL |'
  echo '|---|---|---|---|---|---|---|---|---|'
  awk -v turns="$answered" -v other="$other" -v hit="$hit" -v load="$load" -v stale="$stale" -v shared="$shared" -v missed="$missed" 'BEGIN {
    all = hit + load + stale; if (all == 0) all = 1
    printf "| %d | %d | %d | %d | %d | %.3f %% | %d | %d | %.3f %% |\n", turns, other, hit, load, stale, hit * 100 / all, shared, missed,
      (all - missed) * 100 / all }'
  echo
  end "${pids_of[@]}"
}
