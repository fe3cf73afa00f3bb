# Sourced by the scripts, after python.sh: a ChromaDB for tests.

chroma_version=1.5.9

# start_chroma installs Chroma and starts it on a free loopback port, with its data in a temporary folder, and exports its URL as
# AGENTHUB_TEST_CHROMA_URL. It needs the network the first time only.
start_chroma() {
  local attempt port try
  python_tool "chromadb==$chroma_version" || return 1
  chroma_folder=$(mktemp -d)
  say "starting Chroma"
  for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    # Of the environment only what Python needs: settings of its own may stand there.
    (cd "$chroma_folder" && exec env -i PATH="$PATH" HOME="$chroma_folder" ANONYMIZED_TELEMETRY=False \
      "$python_tools/chroma" run --host 127.0.0.1 --port "$port" --path "$chroma_folder/data") \
      >"$chroma_folder/chroma.log" 2>&1 &
    chroma_pid=$!
    for try in {1..600}; do
      if curl -sf "http://127.0.0.1:$port/api/v2/heartbeat" >/dev/null 2>&1 && kill -0 "$chroma_pid" 2>/dev/null; then
        export AGENTHUB_TEST_CHROMA_URL="http://127.0.0.1:$port"
        return 0
      fi
      kill -0 "$chroma_pid" 2>/dev/null || break # the port was taken
      sleep 0.1
    done
    stop_chroma_process
  done
  cat "$chroma_folder/chroma.log" >&2
  stop_chroma
  return 1
}

stop_chroma_process() {
  [ -n "${chroma_pid:-}" ] || return 0
  kill "$chroma_pid" 2>/dev/null || true
  wait "$chroma_pid" 2>/dev/null || true
  chroma_pid=
}

# stop_chroma ends what start_chroma started; to be called on every way out.
stop_chroma() {
  stop_chroma_process
  [ -z "${chroma_folder:-}" ] || rm -rf "$chroma_folder"
  chroma_folder=
  unset AGENTHUB_TEST_CHROMA_URL
}
