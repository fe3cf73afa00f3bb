# Sourced by the scripts: a Redis for tests.

# start_redis starts redis-server on a free loopback port, with nothing on disk but a temporary folder, and exports its URL
# as AGENTHUB_TEST_REDIS_URL.
start_redis() {
  local attempt port try
  redis_folder=$(mktemp -d)
  for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$redis_folder" \
      >"$redis_folder/redis.log" 2>&1 &
    redis_pid=$!
    for try in {1..100}; do
      if grep -qs 'Ready to accept connections' "$redis_folder/redis.log"; then
        export AGENTHUB_TEST_REDIS_URL="redis://127.0.0.1:$port"
        return 0
      fi
      kill -0 "$redis_pid" 2>/dev/null || break # the port was taken
      sleep 0.05
    done
    stop_redis_process
  done
  rm -rf "$redis_folder"
  return 1
}

stop_redis_process() {
  kill "$redis_pid" 2>/dev/null || true
  wait "$redis_pid" 2>/dev/null || true
}

# stop_redis ends what start_redis started.
stop_redis() {
  [ -n "${redis_pid:-}" ] || return 0
  stop_redis_process
  rm -rf "$redis_folder"
  unset redis_pid redis_folder AGENTHUB_TEST_REDIS_URL
}
