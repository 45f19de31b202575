# `make test`, `make check` and `make demo` call the scripts of the same names.
#
# `sam build` calls the target below: template.yaml says `BuildMethod: makefile`. To make the zip alone: scripts/package.
#
# SAM does not tell make the architecture. For a function that is not on arm64, the template's default:
#
#   ECR_CLEANUP_ARCH=x86_64 sam build
#
# ECR_CLEANUP_BUILD=host builds on this machine and not in a container: for a quick check, see scripts/package.

ECR_CLEANUP_ARCH ?= arm64
ECR_CLEANUP_BUILD ?= container

how_container = --arch $(ECR_CLEANUP_ARCH)
how_host = --host

.PHONY: test check demo
test check demo:
	scripts/$@

.PHONY: build-EcrCleanupFunction
build-EcrCleanupFunction:
	$(if $(how_$(ECR_CLEANUP_BUILD)),,$(error ECR_CLEANUP_BUILD is "$(ECR_CLEANUP_BUILD)"; there are container and host))
	scripts/package $(how_$(ECR_CLEANUP_BUILD)) --unzipped --output "$(ARTIFACTS_DIR)"
