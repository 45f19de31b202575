"""Writes an image's own bill of materials, in SPDX 2.3: each of its files with its checksums.

The files of the system have no versions, since nothing of a package manager is in the image.
"""

from hashlib import sha1, sha256
from pathlib import Path

from .archive import Entry
from .image import layers
from .sbom import document, package, related

IMAGE = "SPDXRef-Package-ecr-cleanup-image"


def file_of(number: int, entry: Entry) -> dict:
    # SPDX wants SHA-1; SHA-256 is the one to trust.
    digests = {"SHA1": sha1(entry.data).hexdigest(), "SHA256": sha256(entry.data).hexdigest()}
    return {
        "SPDXID": f"SPDXRef-File-{number}",
        "fileName": f"./{entry.path}",
        "checksums": [{"algorithm": name, "checksumValue": value} for name, value in digests.items()],
        "licenseConcluded": "NOASSERTION",
        "copyrightText": "NOASSERTION",
    }


def verification_code(files: list[dict]) -> str:
    """The SHA-1 of the files' sorted SHA-1, as SPDX defines it."""
    return sha1("".join(sorted(each["checksums"][0]["checksumValue"] for each in files)).encode()).hexdigest()


def image_bill(version: str, architecture: str, root: Path, files: Path, time: int) -> dict:
    entries = [entry for layer in layers(root, files) for entry in layer if entry.data is not None]
    listed = [file_of(*each) for each in enumerate(sorted(entries, key=lambda entry: entry.path), start=1)]
    code = verification_code(listed)
    image = package(
        "ecr-cleanup-image", versionInfo=version, primaryPackagePurpose="CONTAINER", filesAnalyzed=True,
        packageVerificationCode={"packageVerificationCodeValue": code},
        comment=f"Links are left out. The program's Swift packages are in ecr-cleanup-{version}.spdx.json.",
    )  # fmt: skip
    return document(f"ecr-cleanup-{version}-image-linux-{architecture}", code, time) | {
        "comment": "Lists each file of the image with its checksums. The files of the system have no versions.",
        "packages": [image],
        "files": listed,
        "relationships": [
            related("DESCRIBES", "SPDXRef-DOCUMENT", IMAGE),
            *(related("CONTAINS", IMAGE, each["SPDXID"]) for each in listed),
        ],
    }
