# Sourced by script/bench: what it costs that plugins run in processes of their own, and what it is good for.

section_isolation() {
  echo '## Plugins in processes of their own'
  echo
  mkdir -p "$work/echo"
  local include=(-I Sources/PluginABI/include -I Sources/RunnerProtocol/include)
  cc -O2 -shared -fPIC "${include[@]}" Benchmarks/Micro/Plugins/echo.c -o "$work/echo/echo.so"
  cc -O2 "${include[@]}" Benchmarks/Isolation/spawn.c -o "$work/bench-spawn"
  "$folder/hub-bench" isolation "$work/echo" "$folder/PluginRunner"
  echo
  cc -O2 "${include[@]}" Benchmarks/Isolation/frames.c -o "$work/bench-frames"
  echo 'The frames of a call alone, without a host, p50 and p99 in µs, for 1 KB and then for 100 KB:'
  echo
  "$work/bench-frames" "$folder/PluginRunner" "$work/echo/echo.so" | sed 's/^/    /'
  echo
  echo '| from the start of the process to the plugin'"'"'s word that it is ready | median ms | p95 ms | longest ms |'
  echo '|---|---|---|---|'
  spawn_row 'a plugin in C' "$work/echo/echo.so"
  spawn_row 'HTTPTool, in Swift' "$folder/plugins/HTTPTool.so"
  echo
}

# spawn_row NAME FILE prints a row of 101 starts, confined as the server does it.
spawn_row() {
  local swift options=(--memory 1024 --nice 5 --read "$(dirname "$2")")
  swift=$(ldd "$2" | sed -n 's/.*libswiftCore.so => \([^ ]*\).*/\1/p')
  [ -z "$swift" ] || options+=(--read "$(dirname "$(readlink -f "$swift")")")
  read -r p50 p95 p99 < <("$work/bench-spawn" 101 "$folder/PluginRunner" "${options[@]}" "$2") || die "$2 was not started"
  printf '| %s | %s | %s | %s |\n' "$1" "$p50" "$p95" "$p99"
}

section_upgrade() {
  echo '## An upgrade and a roll back'
  echo
  mkdir -p "$work/versions/old" "$work/versions/installed"
  local version
  for version in 1 2; do
    cc -O2 -shared -fPIC -DVERSION="\"$version.0.0\"" -I Sources/PluginABI/include Benchmarks/Isolation/versioned.c -o "$work/versions/$version.so"
  done
  mv "$work/versions/1.so" "$work/versions/old/versioned.so"
  "$folder/hub-bench" upgrade "$work/versions/old" "$folder/PluginRunner" "$work/versions/installed" "$work/versions/2.so"
  echo
}

# ---- Crashes ----

crash_kinds=(segfault abort exit spin leak smash)

# crash_plugins makes the folder of plugins: the one of HTTP, and one for each kind of misbehaviour, so that each is a first crash.
crash_plugins() {
  mkdir -p "$work/crash-plugins"
  cp "$folder/plugins/HTTPTool.so" "$work/crash-plugins/"
  local kind
  for kind in "${crash_kinds[@]}"; do
    cc -O2 -shared -fPIC -DID="\"bench.$kind\"" -DTYPE="\"BENCH_${kind^^}\"" -I Sources/PluginABI/include \
      Benchmarks/Isolation/misbehaving.c -o "$work/crash-plugins/$kind.so"
  done
}

# crash_tools makes the tenant of the hundred users, and that of the misbehaving tools; sets `crash_tool`, ids by kind.
declare -A crash_tool
crash_tools() {
  local kind
  tenant bench-crash model
  questions bench-crash >"$work/crash.requests"
  admin POST /api/admin/tenants '{"id": "bench-broken"}' >/dev/null
  for kind in "${crash_kinds[@]}"; do
    crash_tool[$kind]=$(admin POST /api/admin/tools '{"name": "'"$kind"'", "description": "Misbehaves.", "tenant_id": "bench-broken",
      "base_tool_type": "BENCH_'"${kind^^}"'", "timeout_ms": 1000, "input_schema": {"type": "object",
      "properties": {"do": {"type": "string"}}, "required": ["do"]}}' | grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4)
  done
}

# try_tool ID WORD runs a tool by REST on descriptor 3; sets `answer`.
try_tool() {
  local body='{"arguments": {"do": "'"$2"'"}}' line length=0
  printf 'POST /api/admin/tools/%s/test HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
    "$1" "$(<"$work/admin.token")" "${#body}" "$body" >&3
  while read -r -u 3 line && line=${line%$'\r'} && [ -n "$line" ]; do
    [[ ${line,,} != content-length:* ]] || length=${line#*: }
  done
  LC_ALL=C read -r -N "$length" -u 3 answer
}

# provoke KIND has the plugin misbehave and then asks it until it answers well. Writes a line: kind, what the caller was told, and the
# milliseconds from that to the first good answer.
provoke() {
  local told from i
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  try_tool "${crash_tool[$1]}" "$1"
  from=${EPOCHREALTIME/./}
  told=$(grep -o '"code":"[a-z_]*"' <<<"$answer" | head -1 | cut -d'"' -f4)
  for ((i = 0; i < 1000; i++)); do
    try_tool "${crash_tool[$1]}" echo
    [[ $answer != *'"outcome":"ok"'* ]] || break
  done
  [[ $answer == *'"outcome":"ok"'* ]] || die "the plugin that did $1 did not come back: $answer"
  printf '%s %s %s\n' "$1" "${told:-nothing}" "$(awk -v us=$((${EPOCHREALTIME/./} - from)) 'BEGIN {printf "%.1f", us / 1000}')" >>"$work/recoveries"
  exec 3>&-
}

# crash_run WHAT: a server, and a hundred users for two seconds a kind; with `misbehaving` one plugin after the other does its worst
# meanwhile. Each run has a server of its own, so that no plugin has crashed before.
crash_run() {
  local kind provoking=
  # shellcheck disable=SC2046 # several settings
  serve crash AGENTHUB_PLUGIN_DIR="$work/crash-plugins" $(model "$fakes")
  [ -n "${crash_tool[segfault]:-}" ] || crash_tools
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  for kind in "${crash_kinds[@]}"; do
    try_tool "${crash_tool[$kind]}" echo # makes the instance
    [[ $answer == *'"outcome":"ok"'* ]] || die "the tool of $kind does not answer: $answer"
  done
  exec 3>&-
  "$folder/bench-load" -c 32 -s 3 "$port" "$work/crash.requests" >/dev/null # warms up code, pools and caches
  if [ "$1" = misbehaving ]; then
    (
      sleep 1.5
      for kind in "${crash_kinds[@]}"; do
        provoke "$kind"
        sleep 1
      done
    ) &
    provoking=$!
  fi
  measure "$pid" -c 100 -p 400 -w 1 -s $((3 * ${#crash_kinds[@]})) "$work/crash.requests"
  [ -z "$provoking" ] || wait "$provoking" || die 'not every plugin came back'
  end "$pid"
}

crash_rounds=5

section_crash() {
  echo '## Crashes'
  echo
  fakes crash 150 250
  crash_plugins
  local round what others=() figures=() kind told times
  : >"$work/recoveries"
  : >"$work/crash.figures"
  for ((round = 0; round < crash_rounds; round++)); do
    # In turn, so that what else the machine does meets both.
    for what in quiet misbehaving; do
      crash_run "$what"
      echo "$what $rate $p50 $p95 $p99 $((limited + overloaded + failures)) $turns" >>"$work/crash.figures"
    done
  done
  echo "| the other plugins | turns/s | p50 ms | p95 ms | p99 ms | turns | not answered |"
  echo '|---|---|---|---|---|---|---|'
  for what in quiet misbehaving; do
    figures=()
    for column in 2 3 4 5; do
      # shellcheck disable=SC2046 # numbers
      figures+=("$(median $(awk -v w="$what" -v c="$column" '$1 == w {print $c}' "$work/crash.figures"))")
    done
    printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$what" "${figures[@]}" \
      "$(awk -v w="$what" '$1 == w {s += $7} END {print s}' "$work/crash.figures")" \
      "$(awk -v w="$what" '$1 == w {s += $6} END {print s}' "$work/crash.figures")"
    others+=("${figures[2]}")
  done
  echo
  awk -v quiet="${others[0]}" -v misbehaving="${others[1]}" 'BEGIN {
    printf "p95 of the hundred users with the misbehaving plugins against without: %+.1f %%.\n\n", (misbehaving / quiet - 1) * 100}'
  echo "| the plugin | the caller was told | from that to the plugin's next good answer, median ms | longest ms |"
  echo '|---|---|---|---|'
  for kind in "${crash_kinds[@]}"; do
    told=$(awk -v k="$kind" '$1 == k {print $2}' "$work/recoveries" | sort -u | paste -sd, | sed 's/,/, /g')
    mapfile -t times < <(awk -v k="$kind" '$1 == k {print $3}' "$work/recoveries")
    printf '| %s | %s | %s | %s |\n' "$kind" "$told" "$(median "${times[@]}")" "$(printf '%s\n' "${times[@]}" | sort -n | tail -1)"
  done
  echo
}
