# Sourced by ./run, ./test and bin/*: makes .venv fit the lock file and sets $PY to its Python. NEEDS: "run", or "dev" with the tools of development.
# With uv: uv sync. Without: python3 -m venv and pip, every package checked by its hash. Nothing outside this folder is changed,
# except that root on Debian gets the package python3-venv when it is missing.
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PYTHONPATH="$ROOT"
export UV_COMPILE_BYTECODE=1   # as pip does; and our own code is compiled once, not by each of our processes
unset PYTHONDONTWRITEBYTECODE
export HOME="${HOME:-$ROOT/.data}"   # some tools cannot live without one
VENV="${AMBASADOR_VENV:-$ROOT/.venv}" PY="${AMBASADOR_VENV:-$ROOT/.venv}/bin/python"

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

wanted="$NEEDS $(cksum < "$ROOT/uv.lock") $(cksum < "$ROOT/pyproject.toml")"
have=$(cat "$VENV/.stamp" 2>/dev/null || :)
# what fits development fits running too
if [ -x "$PY" ] && { [ "$have" = "$wanted" ] || [ "$have" = "dev ${wanted#* }" ]; }; then return 0; fi

case "$have" in dev*) NEEDS=dev ;; esac   # a developer's environment stays one
wanted="$NEEDS ${wanted#* }"

PYTHON3="${PYTHON:-$(command -v python3 || :)}"
[ -n "$PYTHON3" ] || stop "Python 3.11 or newer is needed: apt-get install python3"
"$PYTHON3" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "Python 3.11 or newer is needed; $PYTHON3 is $("$PYTHON3" --version 2>&1). Set PYTHON to another one."

if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
    say "Installing packages (uv) ..."
    [ "$NEEDS" = dev ] && groups="" || groups="--no-dev"
    # shellcheck disable=SC2086
    (cd "$ROOT" && UV_PROJECT_ENVIRONMENT="$VENV" uv sync --quiet --frozen --inexact --no-install-project $groups --python "$PYTHON3") || stop "uv could not install the packages; see above."
else
    if ! "$PYTHON3" -c 'import ensurepip, venv' 2>/dev/null; then
        install="apt-get install -y --no-install-recommends python3-venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            say "Installing python3-venv ..."
            { apt-get update -qq && DEBIAN_FRONTEND=noninteractive $install -qq; } >/dev/null || stop "That failed. Run: $install"
        else
            stop "Python's venv module is missing. Run as root: $install"
        fi
    fi
    [ "$NEEDS" = dev ] && list=requirements-dev.lock || list=requirements.lock
    say "Installing packages (pip), a minute or so ..."
    "$PY" -m pip --version >/dev/null 2>&1 || "$PYTHON3" -m venv --clear "$VENV" || stop "The virtual environment could not be made in $VENV."
    "$PY" -m pip install --quiet --no-deps --require-hashes -r "$ROOT/$list" || stop "pip could not install the packages; see above."
fi
printf '%s\n' "$wanted" > "$VENV/.stamp"
