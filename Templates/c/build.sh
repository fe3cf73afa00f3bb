#!/bin/sh
# Makes build/__NAME__.so.
set -e
cd "$(dirname "$0")"
make --silent
