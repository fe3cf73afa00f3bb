# Sourced by script/bench: how fast documents go into the index, and how fast they are found.

section_knowledge() {
  echo '## Knowledge'
  echo
  # Where it has been installed before: a benchmark does not wait for the network.
  local chroma=
  if [ -s .build/venv/chromadb/installed ]; then
    start_chroma && chroma=$AGENTHUB_TEST_CHROMA_URL
  fi
  mkdir -p "$work/knowledge-plugins" "$work/knowledge"
  cp "$folder/plugins/RAGTool.so" "$work/knowledge-plugins/"
  "$folder/hub-bench" knowledge "$work/knowledge-plugins" "$work/knowledge" 100000 "$seconds" ${chroma:+"$chroma"}
  rm -rf "$work/knowledge"
  stop_chroma
  [ -n "$chroma" ] || echo 'Without Chroma, which is not installed (script/test installs it).'
}
