# Sourced by script/bench: a thousand tenants with twenty tools each.

tenant_count=1000

# tenant_names prints the tenants' names, one a line.
tenant_names() { seq -f 'tenant-%04.0f' "$tenant_count"; }

# need_tenants makes the tenants by REST, with tools and agents of their own, and their users' requests: once.
need_tenants() {
  [ ! -s "$work/tenants.requests" ] || return 0
  fakes instant
  tenant_fakes=$fakes
  need_servers
  new_database bench_tenants
  # shellcheck disable=SC2046 # several settings
  tenant_settings=("${database[@]}" AGENTHUB_REDIS_URL="$AGENTHUB_TEST_REDIS_URL" $(model "$fakes"))
  serve tenants "${tenant_settings[@]}"
  local before after kind
  # Each company has its own words, so that each has a router of its own to train.
  tenant_names | awk -v token="$(admin_token)" -v fakes="$fakes" -v folder="$work/new-" '
    function post(kind, body) { printf "/api/admin/%s\t%s\t%s\n", kind, token, body > (folder kind) }
    BEGIN { split("Stock Orders Invoices People", agents, " ") }
    {
      post("tenants", sprintf("{\"id\": \"%s\", \"settings\": {\"routing\": \"model\"}}", $1))
      for (a = 1; a <= 4; a++) {
        names = ""
        for (t = 1; t <= 5; t++) {
          name = a == 1 && t == 1 ? "get_stock" : sprintf("get_%s_%d", tolower(agents[a]), t)
          names = names (t > 1 ? ", " : "") "\"" name "\""
          post("tools", sprintf("{\"name\": \"%s\", \"tenant_id\": \"%s\", \"description\": \"Reads %s, list %d, of company %d.\", \"base_tool_type\": \"HTTP_GET\", \"endpoint\": \"http://127.0.0.1:%d/stock/{sku}\", \"input_schema\": {\"type\": \"object\", \"properties\": {\"sku\": {\"type\": \"string\", \"pattern\": \"^SKU-[0-9]{5}$\", \"description\": \"A number of an article.\"}, \"limit\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 100}}, \"required\": [\"sku\"]}}", name, $1, tolower(agents[a]), t, NR, fakes))
        }
        post("agents", sprintf("{\"name\": \"Agent%s\", \"tenant_id\": \"%s\", \"description\": \"Answers questions about %s of company %d.\", \"tools\": [%s], \"examples\": [\"Show me the %s of branch %d\", \"Which %s are new in store %d?\", \"What of SKU-%05d in %s?\"]}", agents[a], $1, tolower(agents[a]), NR, names, tolower(agents[a]), NR, tolower(agents[a]), NR, NR, tolower(agents[a])))
      }
    }'
  before=$(date +%s%N)
  for kind in tenants tools agents; do
    measure "$pid" -1 -c 16 "$work/new-$kind"
    ((limited + overloaded + failures == 0)) || die "not all $kind were made"
  done
  after=$(date +%s%N)
  creation="$((tenant_count * 25)) POSTs to /api/admin by 16 connections: $(((after - before) / 1000000000)) s; the worker then had $(rss "$pid") MiB."
  end "$pid"
  say "minting $tenant_count tokens"
  tenant_names | xargs -P 2 -I NAME sh -c '"$1" token --var "$2" --tenant NAME --user load --ttl 86400 >"$3/NAME.token"' \
    sh "$folder/agenthub" "$work/issuer" "$work/secrets"
  tenant_names | while read -r name; do
    printf '/api/%s/chat\t%s\t%s\n' "$name" "$(cat "$work/secrets/$name.token")" "$question"
  done >"$work/tenants.requests"
}

# tenants_row SOURCE prints a row for one turn of each tenant.
tenants_row() {
  measure "$pid" -1 -c "$2" "$work/tenants.requests"
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$2" "$turns" "$rate" "$p50" "$p95" "$p99" "$worker_ms" "$postgres_ms" \
    "$(rss "$pid")" $((limited + overloaded + failures))
}

section_tenants() {
  need_tenants
  echo "## $tenant_count tenants × 20 tools"
  echo
  echo "$creation"
  echo
  echo '| one turn of each tenant | connections | turns | turns/s | p50 ms | p95 ms | p99 ms | worker CPU ms a turn | PostgreSQL CPU ms | RSS MiB after | not answered |'
  echo '|---|---|---|---|---|---|---|---|---|---|---|'
  local source
  for source in PostgreSQL Redis; do
    [ "$source" = Redis ] || redis-cli -u "$AGENTHUB_TEST_REDIS_URL" flushall >/dev/null
    serve "tenants-$source" "${tenant_settings[@]}"
    local idle
    idle=$(rss "$pid")
    tenants_row "cold, from $source (idle: $idle MiB)" 1
    tenants_row warm 1
    end "$pid"
  done
  serve tenants-together "${tenant_settings[@]}"
  tenants_row 'cold, from Redis' 100
  tenants_row warm 100
  end "$pid"
  echo
}
