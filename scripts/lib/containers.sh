# shellcheck shell=bash
# What the scripts share that build for an architecture, here or in a container: sourced, never run. It needs setup.sh.

# Prints this machine's architecture, as Lambda names it.
own_architecture() {
    case "$(uname -m)" in
    x86_64 | amd64) echo x86_64 ;;
    *) echo arm64 ;;
    esac
}

# Prints the container tools' name for the architecture `$1`.
platform_of() {
    case "$1" in
    arm64) echo linux/arm64 ;;
    x86_64) echo linux/amd64 ;;
    *) fail "unknown architecture $1; there are arm64 and x86_64" ;;
    esac
}

# Prints the path of the first container tool that is installed.
find_container_tool() {
    local tool
    for tool in ${CONTAINER_TOOL:-docker podman finch}; do
        if command -v "$tool"; then
            return
        fi
    done
    fail "${CONTAINER_TOOL:-none of docker, podman and finch} was found: install one, or use --host for a quick check"
}

# Succeeds if a container tool is installed and its engine answers.
has_container_engine() {
    local tool
    tool="$(find_container_tool 2>/dev/null)" && "$tool" info >/dev/null 2>&1
}

# Builds the Dockerfile's target `$1` for platform `$2` into folder `$3`; what follows goes to the tool's `build`.
build_in_container() {
    local target="$1" platform="$2" folder="$3" tool
    shift 3
    tool="$(find_container_tool)"
    step "Building for $platform with $tool"
    "$tool" build --platform "$platform" --target "$target" --output "type=local,dest=$folder" "$@" .
}
