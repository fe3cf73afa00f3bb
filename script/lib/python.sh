# Sourced by the scripts: tools that are written in Python, each set in a virtual environment of its own below .build.

# python_tool NAME==VERSION… installs these packages from PyPI unless they are there, and sets `python_tools` to the folder of
# their programs. Once installed, it needs no network.
python_tool() {
  local folder=$PWD/.build/venv/${1%%==*}
  python_tools=$folder/bin
  [ "$(cat "$folder/installed" 2>/dev/null)" != "$*" ] || return 0
  python3 -c 'import ensurepip, venv' 2>/dev/null || install python3 python3-venv
  say "installing $* into ${folder#"$PWD"/}"
  rm -rf "$folder"
  python3 -m venv "$folder" || return 1
  "$python_tools/pip" install --quiet --disable-pip-version-check "$@" >&2 || return 1
  # Written last: half an installation is made anew.
  printf '%s\n' "$*" >"$folder/installed"
}
