#!/usr/bin/env bash
# Install the programs the tests and benches run for real, when they are missing. As root it asks
# apt; otherwise it says which packages are needed. `make run` never comes here.
set -euo pipefail

missing=()
need() { # need PACKAGE TEST...: the package is missing when the test fails
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
any() { compgen -G "$1"; }
either() { command -v "$1" || command -v "$2"; }

need postgresql any '/usr/lib/postgresql/*/bin/initdb'
need redis-server either redis-server valkey-server
need nginx-light command -v nginx
need chromium either chromium chromium-browser
need chromium-headless-shell command -v chromium-headless-shell
need firefox-esr command -v firefox-esr
need fonts-noto-cjk any '/usr/share/fonts/opentype/noto/NotoSansCJK-*'
need fonts-noto-core any '/usr/share/fonts/truetype/noto/NotoSans-Regular.*'
need fonts-noto-color-emoji any '/usr/share/fonts/truetype/noto/NotoColorEmoji.*'

((${#missing[@]})) || exit 0

if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    echo "The tests need these Debian packages (or their like): ${missing[*]}" >&2
    echo "Install them, e.g.: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# RUNLEVEL=1 keeps packages from starting their own daemons; the tests start theirs on free ports.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
if ! { apt-get update -q && apt-get install -qy --no-install-recommends "${missing[@]}"; } </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
