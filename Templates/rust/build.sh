#!/bin/sh
# Makes build/__NAME__.so.
set -e
cd "$(dirname "$0")"
cargo build --release --quiet
mkdir -p build
# A new file each time: a host may have the old one loaded.
cp "${CARGO_TARGET_DIR:-target}/release/libplugin.so" build/__NAME__.so.new
mv -f build/__NAME__.so.new build/__NAME__.so
