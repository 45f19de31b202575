# The program for Lambda, built where Lambda's C library is: on Amazon Linux 2023.
#
#   docker build --target artifact --output DIR .    `bootstrap` alone, in DIR; scripts/package makes the zip of it
#   docker build --target image .                    an image for a function, which also runs by itself
#   docker build --target release --output DIR .     what scripts/release packs: the simulator and the image's libraries, too
#
# For an architecture other than this machine's: --platform linux/arm64 or linux/amd64.

ARG SWIFT_IMAGE=docker.io/library/swift:6.3-amazonlinux2023
ARG LAMBDA_IMAGE=public.ecr.aws/lambda/provided:al2023

FROM ${SWIFT_IMAGE} AS build
# Their versions are the base image's: it pins the release of the distribution.
# hadolint ignore=DL3041
RUN dnf install -y binutils libcurl-devel openssl-devel && dnf clean all
WORKDIR /source
# Dependencies first: they are fetched anew only when the manifest changes.
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
# Nothing is built of the tests and benchmarks, but the package has to be whole.
COPY Tests Tests
COPY Benchmarks Benchmarks
COPY scripts/lib/build-bootstrap scripts/lib/verify-bootstrap scripts/lib/
RUN scripts/lib/build-bootstrap /bootstrap
ARG GLIBC_LIMIT=2.34
RUN scripts/lib/verify-bootstrap /bootstrap links glibc size

# What is taken from here has been loaded by the runtime's own loader, with its libraries.
FROM ${LAMBDA_IMAGE} AS verified
COPY --from=build /bootstrap /bootstrap
COPY scripts/lib/verify-bootstrap /verify-bootstrap
RUN ["/verify-bootstrap", "/bootstrap", "loads"]

FROM scratch AS artifact
COPY --from=verified /bootstrap /bootstrap

FROM build AS beside
RUN mkdir /release && scripts/lib/build-bootstrap /release/ecr-simulator ecr-simulator && cp Package.resolved /release
COPY scripts/lib/image-root scripts/lib/
RUN scripts/lib/image-root /release/root /bootstrap /release/ecr-simulator

FROM scratch AS release
COPY --from=beside /release /
COPY --from=verified /bootstrap /ecr-cleanup

# In Lambda the base image's entry point starts the program; elsewhere it does so under the runtime interface emulator,
# on port 8080.
FROM ${LAMBDA_IMAGE} AS image
COPY --from=verified /bootstrap /var/runtime/bootstrap
CMD ["bootstrap"]
