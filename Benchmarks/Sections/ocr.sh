# Sourced by script/bench: how long a page of text takes that is read from its picture.

section_ocr() {
  echo '## OCR'
  echo
  mkdir -p "$work/ocr-plugins"
  cp "$folder/plugins/OCRTool.so" "$work/ocr-plugins/"
  cc -O2 Benchmarks/Pages/page.c -o "$work/page" -lleptonica
  "$work/page" Benchmarks/Pages/letter.txt "$work/page.png"
  "$folder/hub-bench" ocr "$work/ocr-plugins" "$work/page.png" Benchmarks/Pages/letter.txt
}
