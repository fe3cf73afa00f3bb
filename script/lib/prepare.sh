# Sourced by the scripts: goes to the repository's root and sees to what the build needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf '%s\n' "• $*" >&2; }
die() { printf '%s\n' "✗ $*" >&2; exit 1; }

# install PACKAGE… installs the Debian packages that are missing, or says how to.
install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  local command="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then
    say "installing ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || true
    DEBIAN_FRONTEND=noninteractive $command >&2 || die "could not be installed; try: $command"
  else
    die "some packages are missing. Run: sudo apt-get update && sudo $command"
  fi
}

require_swift() {
  command -v swift >/dev/null || die "a Swift 6.3 toolchain is needed on the PATH: https://www.swift.org/install/linux/"
}

build_packages=(libsqlite3-dev libcurl4-openssl-dev libpq-dev libhiredis-dev libssl-dev libtesseract-dev libpng-dev libjpeg-dev zlib1g-dev
  pkg-config ca-certificates)
# What the plugins and the pipeline of documents use while they run.
serving_packages=(tesseract-ocr-eng tesseract-ocr-vie tesseract-ocr-osd poppler-utils)
# The products that are plugins.
plugins=(HTTPTool RAGTool OCRTool SQLTool)
# What a server is: the program, the one that it runs each plugin in, and the plugins.
served=(agenthub PluginRunner "${plugins[@]}")

# gather_plugins FOLDER puts the plugins that were built into FOLDER under the folder `plugins`. Each is replaced by a rename,
# so that a running server keeps the file that it has loaded. What `agenthub plugin new` takes goes beside them, as links.
gather_plugins() {
  local folder=$1 library
  mkdir -p "$folder/plugins"
  for library in "$folder"/lib*Tool.so; do
    [ -e "$library" ] || die "no plugin was built in $folder"
    local name=${library##*/lib}
    cp "$library" "$folder/plugins/.$name.new"
    mv -f "$folder/plugins/.$name.new" "$folder/plugins/$name"
  done
  mkdir -p "$folder/sdk"
  ln -sfn "$PWD/Templates" "$folder/sdk/templates"
  ln -sfn "$PWD/Sources/PluginABI" "$folder/sdk/PluginABI"
  ln -sfn "$PWD/Sources/PluginSDK" "$folder/sdk/PluginSDK"
  ln -sfn "$PWD/Plugins/plugin.map" "$folder/sdk/plugin.map"
}
