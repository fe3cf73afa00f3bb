# Sourced by script/bench: small figures inside one process, and how long a start takes.

section_micro() {
  echo '## Inside one process'
  echo
  mkdir -p "$work/plugins"
  cc -O2 -shared -fPIC -I Sources/PluginABI/include Benchmarks/Micro/Plugins/echo.c -o "$work/plugins/echo.so"
  "$folder/hub-bench" micro "$work/plugins"
  echo
}

# From the start of the process to its ready line, demo and all: the median of seven, the first with a new var folder.
section_start() {
  local starts=() i before line
  for ((i = 0; i < 7; i++)); do
    before=$(date +%s%N)
    coproc HUB { exec "$folder/agenthub" serve --demo --port 0 --var "$work/start" 2>/dev/null; }
    pid=$HUB_PID
    pids+=("$pid")
    read -r -u "${HUB[0]}" line
    starts+=($((($(date +%s%N) - before) / 1000000)))
    [[ $line == *ready* ]] || die "the demo did not start"
    end "$pid"
  done
  echo "Start to ready with the demo: $(median "${starts[@]}") ms; a first start ${starts[0]} ms."
  echo
}
