"""Writes the software bill of materials, in SPDX 2.3: the Swift packages at their exact versions, and system libraries.

See https://spdx.github.io/spdx-spec/v2.3.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from .version import ReleaseError

NOTHING = "NOASSERTION"
PROGRAM = "SPDXRef-Package-ecr-cleanup"
# Linked dynamically: the tarball and the zip take the system's, and the image has those it was built with.
SYSTEM_LIBRARIES = {
    "libcurl": ("curl", "https://curl.se", "The system's: libcurl.so.4, for HTTPS."),
    "openssl": ("Apache-2.0", "https://openssl-library.org", "The system's: libcrypto.so.3, for SHA-256 and HMAC."),
}
# Linked statically, but for macOS, where it is part of the system.
RUNTIME = {
    "swift": (
        "Apache-2.0 WITH Swift-exception",
        "https://github.com/swiftlang/swift",
        "The compiler's: the Swift runtime and FoundationEssentials.",
    )
}
# What the simulator needs and the program does not.
SIMULATOR_ONLY = {"swift-nio", "swift-atomics", "swift-collections"}

NOT_LISTED = (
    "Lists the Swift packages with their versions. libcurl and OpenSSL are the system's, without a version. "
    "The other files of the system in the container image are listed in the image's own document, without versions."
)


def package(identity: str, location: str = NOTHING, licence: str = NOTHING, **facts) -> dict:
    return {
        "SPDXID": f"SPDXRef-Package-{identity}",
        "name": identity,
        "downloadLocation": location,
        "filesAnalyzed": False,
        "licenseConcluded": NOTHING,
        "licenseDeclared": licence,
        "copyrightText": NOTHING,
        **facts,
    }


def swift_package(pin: dict) -> dict:
    state, location = pin["state"], pin["location"]
    locator = f"pkg:swift/{location.removeprefix('https://').removesuffix('.git')}@{state['version']}"
    facts = {"comment": "Part of ecr-simulator alone."} if pin["identity"] in SIMULATOR_ONLY else {}
    return package(
        pin["identity"],
        f"git+{location}@{state['revision']}",
        versionInfo=state["version"],
        externalRefs=[
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": locator}
        ],
        **facts,
    )


def related(kind: str, element: str, other: str) -> dict:
    return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": other}


def pins_of(resolved: Path) -> list[dict]:
    try:
        return json.loads(resolved.read_text())["pins"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{resolved} can't be used ({error!r}): run scripts/release build first") from error


def document(name: str, digest: str, time: int) -> dict:
    """What each document begins with. The digest of its contents makes its address its own."""
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{digest}",
        "creationInfo": {
            "created": datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: ecr-cleanup-scripts-release"],
        },
    }


def bill_of_materials(version: str, resolved: Path, time: int) -> dict:
    pins = pins_of(resolved)
    program = package(
        "ecr-cleanup", NOTHING, "Apache-2.0", versionInfo=version, primaryPackagePurpose="APPLICATION"
    )
    linked = [swift_package(each) for each in sorted(pins, key=lambda pin: pin["identity"])]
    runtime, system = (
        [package(name, location, licence, comment=comment) for name, (licence, location, comment) in table.items()]
        for table in (RUNTIME, SYSTEM_LIBRARIES)
    )
    # The same dependencies of the same version have the same name.
    digest = sha256(resolved.read_bytes()).hexdigest()
    return document(f"ecr-cleanup-{version}", digest, time) | {
        "comment": NOT_LISTED,
        "packages": [program, *linked, *runtime, *system],
        "relationships": [
            related("DESCRIBES", "SPDXRef-DOCUMENT", PROGRAM),
            *(related("DEPENDS_ON", PROGRAM, each["SPDXID"]) for each in linked),
            *(related("STATIC_LINK", PROGRAM, each["SPDXID"]) for each in runtime),
            *(related("DYNAMIC_LINK", PROGRAM, each["SPDXID"]) for each in system),
        ],
    }
