# Sourced by the scripts, after python.sh: an independent mock of OpenAI, Anthropic and Gemini, with their faults.

llmock_version=0.2.2

# start_llmock installs llmock and starts it on a free loopback port, with nothing on disk but a temporary folder, and exports its
# URL as AGENTHUB_TEST_LLMOCK_URL. It needs the network the first time only.
start_llmock() {
  local attempt port try
  python_tool "llmock==$llmock_version" || return 1
  llmock_folder=$(mktemp -d)
  say "starting llmock"
  for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    # Of the environment only what Python needs: settings of its own may stand there.
    (cd "$llmock_folder" && exec env -i PATH="$PATH" HOME="$llmock_folder" "$python_tools/llmock" serve --host 127.0.0.1 \
      --port "$port" --log-level warning) >"$llmock_folder/llmock.log" 2>&1 &
    llmock_pid=$!
    for try in {1..300}; do
      # Another server at the port would not know the path, and this one would have ended.
      if curl -sf "http://127.0.0.1:$port/_llmock/scenario" >/dev/null 2>&1 && kill -0 "$llmock_pid" 2>/dev/null; then
        export AGENTHUB_TEST_LLMOCK_URL="http://127.0.0.1:$port"
        return 0
      fi
      kill -0 "$llmock_pid" 2>/dev/null || break # the port was taken
      sleep 0.1
    done
    stop_llmock_process
  done
  cat "$llmock_folder/llmock.log" >&2
  stop_llmock
  return 1
}

stop_llmock_process() {
  [ -n "${llmock_pid:-}" ] || return 0
  kill "$llmock_pid" 2>/dev/null || true
  wait "$llmock_pid" 2>/dev/null || true
  llmock_pid=
}

# stop_llmock ends what start_llmock started; to be called on every way out.
stop_llmock() {
  stop_llmock_process
  [ -z "${llmock_folder:-}" ] || rm -rf "$llmock_folder"
  llmock_folder=
  unset AGENTHUB_TEST_LLMOCK_URL
}
