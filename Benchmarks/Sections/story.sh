# Sourced by script/bench: a question about the company's handbook, from the request to the answer with its sources.

# The questions of the demo's two handbooks, none of them an example of its agents.
story_questions=(
  'Within how many days may a customer return goods?' 'What does the handbook say about returning damaged goods?'
  'How long is the warranty of a packaging machine?' 'What does a delivery of 150 USD cost?'
  'What does the handbook say about overtime on public holidays?' 'Until when may unused leave days be taken?'
  'How much may a hotel in Hanoi cost?' 'What is the delivery policy for orders below 200 USD?'
  'Máy đóng gói được bảo hành bao nhiêu tháng?' 'Làm thêm giờ vào ngày lễ được trả bao nhiêu phần trăm?'
  'Khách sạn tại Hà Nội tối đa bao nhiêu tiền một đêm?' 'Mật khẩu phải có ít nhất bao nhiêu ký tự?'
)

# handbook_ready waits until every document of the demo's handbook is searched.
handbook_ready() {
  local i states
  for ((i = 0; i < 300; i++)); do
    states=$(admin GET '/api/admin/knowledge/documents?collection=handbook&tenant_id=demo' | grep -o '"state":"[a-z]*"' | sort -u)
    [ "$states" != '"state":"ready"' ] || return 0
    [[ $states != *failed* ]] || break
    sleep 0.1
  done
  die "the handbook is not ready: $states"
}

# handbook_vectors gives the demo tenant the fakes' model, for answers and for vectors, and has the handbook indexed anew with them.
handbook_vectors() {
  local model
  model=$(admin POST /api/admin/llm-models '{"name": "bench", "provider": "openai", "base_url": "http://127.0.0.1:'"$fakes"'/v1",
    "prices": {"from": "2025-01-01", "input": "0", "output": "0"}}' | grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4)
  admin PUT /api/admin/tenants/demo/llm-configs '{"models": [{"llm_model_id": "'"$model"'", "api_key": "bench"}],
    "embedding_model_id": "'"$model"'", "embedding_dimensions": 384}' >/dev/null
  admin POST '/api/admin/knowledge/collections/handbook/reindex?tenant_id=demo' >/dev/null
  handbook_ready
}

# story_requests writes story.requests: the questions in turn, each in a new session.
story_requests() {
  local text asker
  asker=$(token demo load)
  for text in "${story_questions[@]}"; do printf '/api/demo/chat\t%s\t{"message": "%s"}\n' "$asker" "$text"; done >"$work/story.requests"
}

# story_row INDEX MODEL SEARCH prints a row of the table, of 100 connections that ask the worker at `port`.
story_row() {
  local answer
  answer=$(curl -sf "http://127.0.0.1:$port/api/demo/chat" -H "Authorization: Bearer $(token demo load)" \
    -H 'Content-Type: application/json' -d '{"message": "'"${story_questions[0]}"'"}')
  # What is measured is an answer from the handbook.
  [[ $answer == *'"citations":[{'* ]] || die "the answer has no source: $answer"
  [[ $3 == words || $answer == *'"mode":"hybrid"'* ]] || die "no vectors were compared: $answer"
  "$folder/bench-load" -c 16 -s 2 "$port" "$work/story.requests" >/dev/null # warms up code, pools and caches
  measure "$pid" -c 100 -p 400 -s "$seconds" "$work/story.requests"
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$2" "$3" "$rate" "$p50" "$p95" "$p99" "$worker_ms" "$busy" \
    "$(rss "$pid")" $((limited + overloaded + failures))
}

# story_rows INDEX [SETTING=VALUE…]: the embedded model; then the fakes', by words, and by words and vectors.
story_rows() {
  local index=$1
  shift
  serve "story-builtin-${index// /-}" "$@"
  story_requests
  handbook_ready
  story_row "$index" builtin words
  end "$pid"
  # shellcheck disable=SC2046 # several settings
  serve "story-model-${index// /-}" "$@" $(model "$fakes")
  handbook_ready
  story_row "$index" '200 ms' words
  handbook_vectors
  story_row "$index" '200 ms' 'words and vectors'
  end "$pid"
}

section_story() {
  echo '## The story'
  echo
  fakes story -a AgentAnalysis -t search_handbook -g '{"query": "How long is the warranty of a packaging machine?"}' 150 250
  local serve_options=(--demo)
  echo '| index | model | search | turns/s | p50 ms | p95 ms | p99 ms | worker CPU ms a turn | cores busy % | RSS MiB | not answered |'
  echo '|---|---|---|---|---|---|---|---|---|---|---|'
  story_rows 'own files'
  # As in `knowledge`.
  if [ -s .build/venv/chromadb/installed ] && start_chroma; then
    story_rows Chroma AGENTHUB_CHROMA_URL="$AGENTHUB_TEST_CHROMA_URL"
    stop_chroma
  fi
  echo
}
