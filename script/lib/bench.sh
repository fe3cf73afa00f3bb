# Sourced by script/bench: fakes, workers, tenants, and loads that are measured. `folder` is where the programs are, `work` a
# folder that goes at the end, `pids` what ends with it.

serve_options=()

free_port() { "$folder/hub-bench" port; }

# fakes NAME [OPTION…] [LOW HIGH] starts a model and an ERP (see bench-fakes); sets `fakes`.
fakes() {
  local name=$1
  shift
  fakes=$(free_port)
  "$folder/bench-fakes" "$fakes" "$@" >"$work/fakes-$name.out" &
  pids+=($!)
}

# new_database NAME makes an empty database with this version's schema on the server of start_postgres; sets `database`, the
# settings of a worker that serves from it.
new_database() {
  local address=${AGENTHUB_TEST_POSTGRES_URL##*@}
  address=${address%/*}
  export PGHOST=${address%:*} PGPORT=${address#*:} PGUSER=postgres
  PGPASSWORD=$(cat "$postgres_folder/password")
  export PGPASSWORD
  if [ ! -d "$work/secrets" ]; then
    mkdir -m 700 "$work/secrets"
    local role
    for role in owner serve backup; do od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$work/secrets/${role}_password"; done
    "$folder/agenthub" keys generate >"$work/secrets/master_keys"
    SECRETS=$work/secrets deploy/postgres/roles.sh
  fi
  psql -qXd postgres -c "CREATE DATABASE $1 OWNER agenthub_owner ENCODING 'UTF8' TEMPLATE template0"
  local role
  for role in owner serve; do
    printf 'postgresql://agenthub_%s:%s@%s/%s\n' "$role" "$(cat "$work/secrets/${role}_password")" "$address" "$1" \
      >"$work/secrets/$1_$role"
  done
  database=(AGENTHUB_DATABASE_URL_FILE="$work/secrets/$1_serve" AGENTHUB_MASTER_KEYS_FILE="$work/secrets/master_keys")
  env "${database[@]}" AGENTHUB_MIGRATION_URL_FILE="$work/secrets/$1_owner" "$folder/agenthub" migrate >"$work/migrate.out" 2>&1 ||
    die "the database was not migrated: $(cat "$work/migrate.out")"
}

# serve NAME SETTING=VALUE… starts a worker, with the options of `serve_options`; sets `port` and `pid`. All workers believe the same
# issuer.
serve() {
  local var=$work/$1
  shift
  mkdir -p "$work/issuer" "$var"
  if [ ! -e "$work/issuer/public.pem" ]; then
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/issuer/development-key.pem" 2>/dev/null
    openssl pkey -in "$work/issuer/development-key.pem" -pubout -out "$work/issuer/public.pem"
  fi
  cp "$work/issuer/development-key.pem" "$var/"
  env "$@" AGENTHUB_JWT_PUBLIC_KEY_FILE="$work/issuer/public.pem" AGENTHUB_LOG_LEVEL=warning "$folder/agenthub" serve "${serve_options[@]}" --port 0 --var "$var" --egress-allow "127.0.0.0/8" \
    >"$var.out" 2>"$var.err" &
  pid=$!
  pids+=("$pid")
  local i
  for ((i = 0; i < 400; i++)); do
    grep -qs 'ready on' "$var.out" && break
    kill -0 "$pid" 2>/dev/null || die "the server did not start: $(cat "$var.err")"
    sleep 0.05
  done
  port=$(sed -n 's/.*127\.0\.0\.1://p' "$var.out" | head -1)
}

# end PID… stops workers, as an operator would.
end() {
  kill "$@"
  wait "$@" 2>/dev/null || true
}

# model PORT: the settings of a worker whose default model is the fakes' at that port.
model() {
  echo "AGENTHUB_OPENAI_BASE_URL=http://127.0.0.1:$1/v1 AGENTHUB_OPENAI_API_KEY=bench AGENTHUB_OPENAI_MODEL=bench AGENTHUB_OPENAI_PRICES=0,0"
}

# token TENANT USER [ROLE] prints a token of the issuer that all workers believe.
token() { "$folder/agenthub" token --var "$work/issuer" --tenant "$1" --user "$2" --role "${3:-user}" --ttl 86400; }
admin_token() {
  [ -s "$work/admin.token" ] || token platform root platform_admin >"$work/admin.token"
  cat "$work/admin.token"
}

# admin METHOD PATH [BODY] prints the answer of the worker at `port`.
admin() {
  curl -sf -X "$1" "http://127.0.0.1:$port$2" -H "Authorization: Bearer $(admin_token)" ${3:+-d "$3"} || die "$1 $2 was refused"
}

# tenant ID ROUTING makes a tenant with one agent and its tool.
tenant() {
  admin POST /api/admin/tenants "{\"id\": \"$1\", \"settings\": {\"routing\": \"$2\"}}" >/dev/null
  admin POST /api/admin/tools '{"name": "get_stock", "description": "The stock level of a product.", "tenant_id": "'"$1"'",
    "base_tool_type": "HTTP_GET", "endpoint": "http://127.0.0.1:'"$fakes"'/stock/{sku}", "input_schema": {"type": "object",
    "properties": {"sku": {"type": "string", "pattern": "^SKU-[0-9]{5}$"}}, "required": ["sku"]}}' >/dev/null
  admin POST /api/admin/agents '{"name": "AgentStock", "description": "Stock levels of products in the warehouse.",
    "tools": ["get_stock"], "tenant_id": "'"$1"'", "examples": ["What is the stock level of SKU-54321?",
    "How many SKU-54321 are left?", "Tồn kho của SKU-54321?"]}' >/dev/null
}

question='{"message": "What is the stock level of SKU-12345?"}'

# questions TENANT prints the line of bench-load's file that asks in a new session.
questions() { printf '/api/%s/chat\t%s\t%s\n' "$1" "$(token "$1" load)" "$question"; }

rss() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$1/status"; }

hertz=$(getconf CLK_TCK)
# ticks PID… prints what the processes have used of the CPU, in ticks.
ticks() {
  local id sum=0
  for id in "$@"; do sum=$((sum + $(sed 's/.*) //' "/proc/$id/stat" | awk '{print $12 + $13}'))); done
  echo "$sum"
}

# postgres_ticks: the server with all its processes, those that have ended too.
postgres_ticks() {
  [ -n "${postgres_pid:-}" ] || { echo 0; return; }
  local ended
  ended=$(sed 's/.*) //' "/proc/$postgres_pid/stat" | awk '{print $14 + $15}')
  # A process may end between the list and the reading.
  echo $((ended + $(ticks "$postgres_pid") + $(cat "/proc/$postgres_pid/task/$postgres_pid/children" | tr ' ' '\n' | while read -r id; do
    sed 's/.*) //' "/proc/$id/stat" 2>/dev/null | awk '{print $12 + $13}'; done | awk '{s += $1} END {print s + 0}')))
}
redis_ticks() { if [ -n "${redis_pid:-}" ]; then ticks "$redis_pid"; else echo 0; fi; }
# machine_ticks prints the ticks that all cores were busy and those that have passed.
machine_ticks() { awk '/^cpu / {print $2 + $3 + $4 + $7 + $8, $2 + $3 + $4 + $5 + $6 + $7 + $8}' /proc/stat; }

# measure WORKERS OPTION… FILE runs bench-load on `port`; sets turns, rate, p50, p95, p99, share50, share99, limited, overloaded
# and failures, with -m also what was added to the model's time and before its first word (added50 … first99), and the CPU of the
# workers (pids by spaces), of PostgreSQL and of Redis in ms a turn, and `busy`, the share in per cent of the time that the
# machine's cores were.
measure() {
  local workers=$1 file=${*: -1} w p r m line
  shift
  w=$(ticks $workers) p=$(postgres_ticks) r=$(redis_ticks) m=$(machine_ticks)
  line=$("$folder/bench-load" "${@:1:$#-1}" "$port" "$file")
  read -r turns rate p50 p95 p99 share50 share99 limited overloaded failures added50 added95 added99 first50 first95 first99 <<<"$line"
  read -r worker_ms postgres_ms redis_ms busy <<<"$(awk -v t="$turns" -v w=$(($(ticks $workers) - w)) -v p=$(($(postgres_ticks) - p)) \
    -v r=$(($(redis_ticks) - r)) -v before="$m" -v after="$(machine_ticks)" -v k=$((1000 / hertz)) 'BEGIN {
      split(before, b, " "); split(after, a, " "); if (t == 0) t = 1; d = a[2] - b[2]
      printf "%.2f %.2f %.2f %.0f", w * k / t, p * k / t, r * k / t, (d ? (a[1] - b[1]) * 100 / d : 0) }')"
}

# metric NAME PORT… prints the sum of the samples that begin with NAME, over the workers at these ports.
metric() {
  local name=$1 port
  shift
  for port in "$@"; do admin GET /metrics; done | awk -v n="$name" 'index($0, n) == 1 {s += $NF} END {printf "%.0f", s}'
}

# median NUMBER… of an odd number of them.
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
