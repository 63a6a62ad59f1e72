#!/usr/bin/env bash
# Write requirements/*.txt from pyproject.toml: pinned, hashed, for CPython 3.11 to 3.13 on every
# platform. Run it after a change of dependencies; `tools/lock.sh --upgrade` takes newer versions.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ -z "${UV:-}" ]]; then
    UV=$(command -v uv || true)
    if [[ -z "$UV" ]]; then
        python3 -m venv .venv-lock
        .venv-lock/bin/pip install -q uv
        UV=.venv-lock/bin/uv
    fi
fi

# A machine's own mirrors and wheel folders must not reach the locks.
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_FIND_LINKS UV_INDEX_URL UV_DEFAULT_INDEX UV_INDEX
export PIP_CONFIG_FILE=/dev/null

compile() {
    local out=requirements/$1
    shift
    "$UV" pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links --output-file "$out" "$@"
}

compile runtime.txt pyproject.toml "$@"
compile build.txt --group build -c requirements/runtime.txt "$@"
compile dev.txt pyproject.toml --group dev -c requirements/runtime.txt -c requirements/build.txt "$@"

if grep -nE 'https?://|file:|--(find-links|index-url|extra-index-url)|/opt/|/tmp/|/home/' requirements/*.txt; then
    echo "a registry address or a machine path got into a lock (see above)" >&2
    exit 1
fi
