# Sourced by script/bench: what one tenant's flood does to another tenant.

# flood_row CASE measures tenant B at 20 turns a second while `flood`, the options of A's load, runs; none: B alone.
flood_row() {
  local a='' a_turns=- a_limited=- duration=$((3 * seconds))
  if ((${#flood[@]})); then
    "$folder/bench-load" -s $((duration + 3)) "${flood[@]}" "$port" "$work/a.requests" >"$work/a.out" &
    a=$!
  fi
  measure "$pid" -c 64 -w 2 -s "$duration" -r 20 "$work/b.requests"
  local b=("$turns" "$p50" "$p95" "$p99" $((limited + overloaded + failures)))
  if [ -n "$a" ]; then
    wait "$a"
    read -r turns rate p50 p95 p99 share50 share99 limited overloaded failures <"$work/a.out"
    a_turns=$rate a_limited="$((limited / (duration + 3))) / $((overloaded / (duration + 3)))"
    ((failures == 0)) || die "answers to A were neither 200 nor 429 nor 503"
  else
    alone=${b[2]}
  fi
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$model_name" "$1" "$a_turns" "$a_limited" "${b[@]}" \
    "$(awk -v x="${b[2]}" -v y="$alone" 'BEGIN {printf "%+.0f %%", (x / y - 1) * 100}')" "$busy"
}

section_flood() {
  need_servers
  new_database bench_flood
  echo '## A flood'
  echo
  echo '| model | tenant A | A turns/s | A 429 / 503 a second | B turns | B p50 ms | B p95 ms | B p99 ms | B not answered | B p95 against alone | cores busy % |'
  echo '|---|---|---|---|---|---|---|---|---|---|---|'
  local first=yes flood alone model_name range
  for range in '50 200' ''; do
    model_name="${range:+${range/ /–} ms}"
    model_name=${model_name:-at once}
    # shellcheck disable=SC2086 # two numbers or none
    fakes "flood-${range/ /-}" $range
    # shellcheck disable=SC2046 # several settings
    serve "flood-${range/ /-}" "${database[@]}" AGENTHUB_REDIS_URL="$AGENTHUB_TEST_REDIS_URL" $(model "$fakes")
    if [ -n "$first" ]; then
      tenant tenant-a model
      tenant tenant-b model
      questions tenant-a >"$work/a.requests"
      questions tenant-b >"$work/b.requests"
      first=
    fi
    admin PATCH /api/admin/tenants/tenant-a '{"settings": {"rpm": null}}' >/dev/null
    "$folder/bench-load" -c 32 -s 2 "$port" "$work/a.requests" >/dev/null # warms up
    flood=()
    flood_row silent
    flood=(-c 300)
    flood_row '300 connections, no limit'
    flood=(-c 300 -r 100)
    flood_row '100 turns/s, no limit'
    admin PATCH /api/admin/tenants/tenant-a '{"settings": {"rpm": 600}}' >/dev/null
    "$folder/bench-load" -c 300 -s 2 -r 1000 "$port" "$work/a.requests" >/dev/null # uses up the minute that A may save
    flood=(-c 300 -r 1000)
    flood_row '1000 requests/s, 600 a minute allowed'
    end "$pid"
  done
  echo
}
