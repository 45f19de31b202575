# shellcheck shell=bash
# What the other scripts share: sourced, never run. Installs only what is missing, and says what it does.

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
venv="$repository/.venv"
integration_tests="$repository/Tests/Integration"

# CI builds with warnings as errors everywhere. On a developer's machine only scripts/check does, in a folder of its own:
# SwiftPM builds everything anew whenever the flags of a build folder change.
warnings_as_errors=(-Xswiftc -warnings-as-errors)
# The simulator's server is built beside the program. Each build of a folder has the same traits, or it begins anew.
with_simulator=(--traits Simulator)
# shellcheck disable=SC2034 # Not every script that sources this file builds the tests.
if [[ ${CI:-} == true ]]; then
    debug_flags=("${with_simulator[@]}" "${warnings_as_errors[@]}")
else
    debug_flags=("${with_simulator[@]}")
fi

steps=()

# Prints a heading, so that a long run can be followed, and notes when the step began.
step() {
    steps+=("$SECONDS $*")
    printf '\n==> %s\n' "$*"
}

# Prints how long each step took.
print_times() {
    local index began next
    printf '\n==> Where the time went\n'
    for index in "${!steps[@]}"; do
        began="${steps[index]%% *}"
        next="${steps[index + 1]:-$SECONDS}"
        printf '%6d s  %s\n' "$((${next%% *} - began))" "${steps[index]#* }"
    done
}

# Ends the script with a message that says what to do.
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root: run as root, or install sudo: $*"
    fi
}

# Installs the Debian or Ubuntu packages that are missing. Elsewhere it only names them: the build says what it lacks.
ensure_packages() {
    if [[ $(uname -s) == Darwin ]]; then
        return # The SDK has curl; `command -v` below finds or misses the rest.
    fi
    if ! command -v apt-get >/dev/null; then
        printf 'Not Debian or Ubuntu: make sure that the equivalents of these packages are installed: %s\n' "$*"
        return
    fi
    local package missing=()
    for package in "$@"; do
        if [[ $(dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null) != ii* ]]; then
            missing+=("$package")
        fi
    done
    if [[ ${#missing[@]} -gt 0 ]]; then
        step "Installing with apt-get: ${missing[*]}"
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
    fi
}

# Ends the script unless `$1` can be run; `$2` says how to get it.
require_command() {
    command -v "$1" >/dev/null || fail "$1 was not found: $2"
}

# What building the program and the simulator needs.
setup_build() {
    require_command swift "install Swift 6.2 or later from https://www.swift.org/install"
    ensure_packages libcurl4-openssl-dev libssl-dev
}

# Python, which prints tables and counts.
setup_python() {
    command -v python3 >/dev/null || ensure_packages python3
    require_command python3 "install Python 3.11 or later"
}

# The first Python of 3.11 or later that has `venv`.
find_python() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# Chromium, which opens the HTML reports of the tests. Ubuntu has it as a snap alone, which no container can install.
ensure_chromium() {
    if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
        return
    fi
    if command -v apt-get >/dev/null && grep --quiet '^ID=debian$' /etc/os-release; then
        ensure_packages chromium chromium-driver
    else
        printf 'Without chromium and chromedriver the tests of the HTML report are skipped: install them to run these.\n'
    fi
}

# A virtual environment in `.venv` with what the integration tests need, made anew only when their requirements change.
setup_tests() {
    local python wanted
    ensure_packages binutils buildah make mandoc openssl unzip
    ensure_chromium
    if ! python="$(find_python)"; then
        ensure_packages python3 python3-venv
        python="$(find_python)" || fail "Python 3.11 or later with venv is needed for the integration tests"
    fi
    wanted="$(cat "$integration_tests"/requirements*.txt "${BASH_SOURCE[0]}" | cksum) $("$python" --version)"
    if [[ -x $venv/bin/pytest && $(cat "$venv/installed" 2>/dev/null) == "$wanted" ]]; then
        return
    fi
    step "Making .venv for the integration tests (once, and when their requirements change)"
    "$python" -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$integration_tests/requirements.txt"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps \
        --requirement "$integration_tests/requirements-no-deps.txt"
    install_apart sam "$python"
    install_apart checkov "$python"
    install_emulator
    printf '%s\n' "$wanted" >"$venv/installed"
}

# Tools that would force their own versions of everything else stand in environments of their own: `.venv/$1`.
install_apart() {
    "$2" -m venv "$venv/$1"
    "$venv/$1/bin/pip" install --quiet --disable-pip-version-check --no-compile \
        --requirement "$integration_tests/requirements-$1.txt"
}

# AWS ships the runtime interface emulator for local use inside of SAM CLI.
install_emulator() {
    local architecture
    case "$(uname -m)" in
    x86_64 | amd64) architecture=x86_64 ;;
    aarch64 | arm64) architecture=arm64 ;;
    *) fail "there is no aws-lambda-rie for $(uname -m)" ;;
    esac
    install -m 755 "$venv"/sam/lib/python*/site-packages/samcli/local/rapid/"aws-lambda-rie-$architecture" \
        "$venv/bin/aws-lambda-rie"
}
