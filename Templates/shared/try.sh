#!/usr/bin/env bash
# try.sh ["QUESTION"]: builds the plugin, starts an AgentHub of its own with it on free ports of this machine, writes a tool and
# an agent over REST, asks, and stops everything. AGENTHUB names the program where it is not on the PATH.
set -euo pipefail
question=${1:-What is the exchange rate of EUR?}
for program in "${AGENTHUB:-agenthub}" python3 curl; do
  command -v "$program" >/dev/null || { echo "try.sh: $program is needed, and is not there" >&2; exit 1; }
done
agenthub=$(realpath "$(command -v "${AGENTHUB:-agenthub}")")
cd "$(dirname "$0")"

./build.sh >&2

work=$(mktemp -d)
started=()
leave() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap leave EXIT

# awaits FILE PATTERN prints what the pattern's group found in the file's text, as soon as it is there.
awaits() {
  local found
  for _ in $(seq 300); do
    found=$(sed -n "s|.*$2.*|\1|p" "$1" 2>/dev/null | head -n 1)
    [ -z "$found" ] || { echo "$found"; return; }
    sleep 0.1
  done
  echo "try.sh: waited 30 seconds in vain. What was said instead:" >&2
  cat "$1" >&2
  return 1
}

# The service that the tool asks: the files of demo/.
python3 -u -m http.server 0 --bind 127.0.0.1 --directory demo >"$work/service" 2>/dev/null &
started+=($!)
port=$(awaits "$work/service" 'port \([0-9]*\)')

# What a plugin may call is the operator's word: here the service on this machine.
mkdir "$work/plugins"
cp build/__NAME__.so "$work/plugins/"
"$agenthub" serve --port 0 --var "$work/var" --plugin-dir "$work/plugins" --egress-allow "127.0.0.1:$port" \
  >"$work/server" 2>"$work/log" &
started+=($!)
url=$(awaits "$work/server" 'ready on \(http:[^ ]*\)') || { cat "$work/log" >&2; exit 1; }

admin=$("$agenthub" token --tenant platform --user root --role platform_admin --var "$work/var")
post() { # post PATH JSON
  curl -sS -o "$work/answer" -w '%{http_code}' -H "Authorization: Bearer $admin" -d "$2" "$url/api/admin/$1" >"$work/status"
  [ "$(cat "$work/status")" = 201 ] || { echo "try.sh: $1 was refused: $(cat "$work/answer")" >&2; exit 1; }
}
post tenants '{"id": "acme", "name": "Acme"}'
post tools "$(sed "s|ENDPOINT|http://127.0.0.1:$port|" demo/tool.json)"
post agents "$(cat demo/agent.json)"

echo "> $question"
"$agenthub" ask "$question" --tenant acme --var "$work/var"
