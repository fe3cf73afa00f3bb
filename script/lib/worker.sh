# Sourced by the scripts: a built agenthub that serves the demo tenant. `program` is its file.

# start_worker FOLDER [SETTING=VALUE…] starts it with that var folder; sets `worker` and `url`. Its tools may call nobody.
start_worker() {
  local var=$1 line
  shift
  mkdir -p "$var"
  mkfifo "$var.output"
  env "$@" "$program" serve --demo --port 0 --var "$var" --egress-allow '' --log-format json >"$var.output" 2>"$var.log" &
  worker=$!
  exec 3<"$var.output"
  url=
  while read -r -t 60 line <&3; do
    case $line in "AgentHub ready on "*) url=${line#AgentHub ready on } && break ;; esac
  done
  [ -n "$url" ] || die "it did not start: $(cat "$var.log")"
  worker_folder=$var
}

# stop_worker ends it in order, so that it writes what it has to write.
stop_worker() {
  [ -n "${worker:-}" ] || return 0
  { kill -INT "$worker" && wait "$worker"; } 2>/dev/null || true
  worker=
}

# token TENANT USER ROLE… prints one that the worker believes.
token() {
  local tenant=$1 user=$2 role words=()
  shift 2
  for role in "$@"; do words+=(--role "$role"); done
  "$program" token --tenant "$tenant" --user "$user" "${words[@]}" --ttl 3600 --var "$worker_folder"
}

# request TOKEN METHOD PATH [BODY] prints the answer.
request() {
  printf 'header = "Authorization: Bearer %s"\n' "$1" |
    curl -sS --fail-with-body --config - -X "$2" "$url$3" ${4:+-H 'Content-Type: application/json' --data "$4"}
}
