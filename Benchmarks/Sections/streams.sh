# Sourced by script/bench: what the host adds to a model, whole and streamed, and what a stream costs.

# writer TENANT makes a tenant whose only agent has no tools: a turn is one model call, and the local router needs none.
writer() {
  admin POST /api/admin/tenants '{"id": "'"$1"'", "settings": {"routing": "local"}}' >/dev/null
  admin POST /api/admin/agents '{"name": "AgentWriter", "description": "Writes short texts about the warehouse.",
    "tools": [], "tenant_id": "'"$1"'", "examples": ["Write a short text about the warehouse.",
    "Write me two lines about our warehouse."]}' >/dev/null
}

# words STREAM TENANT prints the line of bench-load's file that asks for them in a new session.
words() {
  printf '/api/%s/chat\t%s\t{"message": "Write a short text about the warehouse.", "stream": %s}\n' "$2" "$(token "$2" load)" "$1"
}

# The tenants that share a load: more streams are open at once than one tenant may have turns under way.
stream_tenants=10

# stream_worker NAME WORDS INTERVAL LOW HIGH SETTING=VALUE… starts a model that answers after LOW to HIGH milliseconds, a worker whose
# model that is, and its tenants; writes the loads to whole.requests and streamed.requests.
stream_worker() {
  local name=$1 words=$2 interval=$3 low=$4 high=$5 i
  shift 5
  fakes "$name" -n "$words" -i "$interval" "$low" "$high"
  # shellcheck disable=SC2046 # several settings
  serve "$name" "$@" $(model "$fakes")
  : >"$work/whole.requests"
  : >"$work/streamed.requests"
  for ((i = 0; i < stream_tenants; i++)); do
    writer "$name-$i"
    words false "$name-$i" >>"$work/whole.requests"
    words true "$name-$i" >>"$work/streamed.requests"
  done
  # Warms up code, pools, caches and the connections to the model.
  "$folder/bench-load" -c 100 -s 2 "$port" "$work/whole.requests" >/dev/null
  # A stream that takes minutes warms up nothing.
  ((words * interval > 5000)) || "$folder/bench-load" -c 100 -s 2 "$port" "$work/streamed.requests" >/dev/null
}

# added_row CONNECTIONS WAY [RATE] prints a row of the table; sets `rate`.
added_row() {
  local first="-"
  measure "$pid" -m -c "$1" -p 400 -s "$seconds" ${3:+-r "$3"} "$work/$2.requests"
  [ "$2" = whole ] || first="$first50 / $first95 / $first99"
  printf '| %s | %s | %s | %s | %s | %s | %s / %s / %s | %s | %s | %s | %s |\n' "$storage" "$model_time" "$2" "$1" "${3:-closed}" "$rate" \
    "$added50" "$added95" "$added99" "$first" "$worker_ms" "$busy" $((limited + overloaded + failures))
}

# added_rows NAME SETTING=VALUE…: a model that answers at once, where both cores are busy in a closed loop, so also in an open one
# at half that rate; and one that takes 200 ms in the mean, the streamed words after it 10 ms apart. Its times are spread and the
# connections begin one by one, since a hundred turns that wait exactly as long come back together, and then for each other.
added_rows() {
  local name=$1 way
  shift
  model_time='0 ms'
  stream_worker "$name-0" 20 0 0 0 "$@"
  for way in whole streamed; do
    added_row 1 "$way"
    added_row 100 "$way"
    added_row 100 "$way" $((rate / 2))
  done
  end "$pid"
  model_time='200 ms'
  stream_worker "$name-200" 20 10 150 250 "$@"
  for way in whole streamed; do added_row 100 "$way"; done
  end "$pid"
}

# cpu_of_streams WORDS sets `cpu`, the worker's CPU in ms a streamed turn of so many words, 10 ms apart, of 90 turns a second: as many
# whatever the words, since idle cores make a turn dearer.
cpu_of_streams() {
  local i
  stream_worker "cpu-$1" "$1" 10 10 10
  for ((i = 0; i < 90 * seconds / stream_tenants; i++)); do cat "$work/streamed.requests"; done >"$work/cpu.requests"
  # Each once: what is under way at the end of a measured time would count as CPU and not as a turn.
  measure "$pid" -1 -c 200 -r 90 "$work/cpu.requests"
  ((limited + overloaded + failures == 0)) || die "streams failed: $limited limited, $overloaded refused, $failures others"
  cpu=$worker_ms
  end "$pid"
}

rss_kilobytes() { awk '/^VmRSS/ {print $2}' "/proc/$1/status"; }

# open_streams COUNT opens them, each with one word said and the next one a minute away; sets `idle_kb`, `open_kb` and, once all
# clients have gone away in the middle, `after_kb` and `left`, the turns under way that are left.
open_streams() {
  local count=$1 line i
  stream_worker open 2 60000 0 0
  for ((i = 0; i < count / stream_tenants; i++)); do cat "$work/streamed.requests"; done >"$work/open.requests"
  wait_for_turns 0
  idle_kb=$(rss_kilobytes "$pid")
  coproc STREAMS { exec "$folder/bench-load" -1 -k -c "$count" "$port" "$work/open.requests" 2>&1; }
  local client=$STREAMS_PID
  pids+=("$client")
  read -r -t 60 -u "${STREAMS[0]}" line || die "the streams did not all begin"
  [ "$line" = open ] || die "the streams did not begin: $line"
  left=$(metric agenthub_turns_in_flight "$port")
  [ "$left" = "$count" ] || die "$left turns are under way and not $count"
  open_kb=$(rss_kilobytes "$pid")
  end "$client"
  wait_for_turns 0
  after_kb=$(rss_kilobytes "$pid")
  end "$pid"
}

# wait_for_turns COUNT returns once so many turns are under way, or after a while, when it does not get there.
wait_for_turns() {
  local i
  for ((i = 0; i < 100; i++)); do
    left=$(metric agenthub_turns_in_flight "$port")
    [ "$left" != "$1" ] || return 0
    sleep 0.1
  done
  die "$left turns are still under way"
}

section_streams() {
  echo '## Streams'
  echo
  echo 'Added to the model, in ms: p50 / p95 / p99.'
  echo
  echo '| storage | model | answer | connections | loop | turns/s | added to the model | added before the first word | worker CPU ms a turn | cores busy % | not answered |'
  echo '|---|---|---|---|---|---|---|---|---|---|---|'
  storage=SQLite
  added_rows added-sqlite
  need_servers
  new_database bench_streams
  storage='PostgreSQL + Redis'
  added_rows added-postgres "${database[@]}" AGENTHUB_REDIS_URL="$AGENTHUB_TEST_REDIS_URL"
  echo
  local short long
  cpu_of_streams 1
  short=$cpu
  cpu_of_streams 101
  long=$cpu
  echo "Worker CPU of a streamed turn, 90 of them a second: $short ms with one word, $long ms with 101; so $(awk -v a="$short" -v b="$long" \
    'BEGIN {printf "%.1f", (b - a) * 10}') µs a streamed token."
  echo
  open_streams 1000
  echo "RSS: $((idle_kb / 1024)) MiB idle after the warm-up, $((open_kb / 1024)) MiB with 1000 open streams: $(awk -v a="$idle_kb" -v b="$open_kb" \
    'BEGIN {printf "%.0f", (b - a) / 1000}') KB a stream; $((after_kb / 1024)) MiB and $left turns under way after all clients went away."
  echo
}
