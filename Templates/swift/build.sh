#!/bin/sh
# Makes build/__NAME__.so.
set -e
cd "$(dirname "$0")"
swift build -c release --product RateTool
mkdir -p build
# A new file each time: a host may have the old one loaded.
cp .build/release/libRateTool.so build/__NAME__.so.new
mv -f build/__NAME__.so.new build/__NAME__.so
