"""Writes a container image as an OCI archive, without an engine and without root: the same files give the same bytes.

The image has two layers: what image-root laid out, and the release's files in /opt/ecr-cleanup.
See https://github.com/opencontainers/image-spec: image-layout.md, manifest.md, config.md.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from .archive import Entry, compressed, entries_of, tar

HOME = "opt/ecr-cleanup"
USER = 65532
PLATFORMS = {"x86_64": "amd64", "arm64": "arm64"}
MEDIA_TYPE = "application/vnd.oci.image"


def folders(*paths: str) -> list[Entry]:
    return [Entry(path, 0o755) for path in paths]


def layers(root: Path, files: Path) -> list[list[Entry]]:
    owned = [Entry(path, 0o755, owner=USER) for path in ("home/nonroot", "work")]
    system = [*entries_of(root), *folders("home"), *owned, Entry("tmp", 0o1777)]
    return [system, [*folders("opt", HOME), *entries_of(files, prefix=f"{HOME}/")]]


def configuration(architecture: str, time: int, labels: dict[str, str], layer_digests: list[str]) -> dict:
    created = datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "architecture": PLATFORMS[architecture],
        "os": "linux",
        "created": created,
        "config": {
            "User": f"{USER}:{USER}",
            "Env": [f"PATH=/{HOME}:/bin", "HOME=/home/nonroot"],
            "Entrypoint": ["ecr-cleanup"],
            "Cmd": ["--help"],
            "WorkingDir": "/work",
            "Labels": {f"org.opencontainers.image.{name}": value for name, value in labels.items()},
        },
        "rootfs": {"type": "layers", "diff_ids": layer_digests},
        "history": [{"created": created, "created_by": "ecr-cleanup: scripts/release"} for _ in layer_digests],
    }


class Layout:
    """The blobs of an image layout."""

    def __init__(self):
        self.blobs: dict[str, bytes] = {}

    def add(self, data: bytes, media_type: str) -> dict:
        digest = sha256(data).hexdigest()
        self.blobs[digest] = data
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

    def add_json(self, document: dict, media_type: str) -> dict:
        return self.add(json_bytes(document), media_type)

    def archive(self, index: dict, time: int) -> bytes:
        files = [Entry(f"blobs/sha256/{digest}", 0o644, data=data) for digest, data in self.blobs.items()]
        files.append(Entry("oci-layout", 0o644, data=json_bytes({"imageLayoutVersion": "1.0.0"})))
        files.append(Entry("index.json", 0o644, data=json_bytes(index)))
        return tar([*folders("blobs", "blobs/sha256"), *files], time)


def json_bytes(document: dict) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def image_archive(root: Path, files: Path, architecture: str, time: int, labels: dict[str, str]) -> bytes:
    layout = Layout()
    tars = [tar(entries, time) for entries in layers(root, files)]
    configured = configuration(architecture, time, labels, [f"sha256:{sha256(each).hexdigest()}" for each in tars])
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{MEDIA_TYPE}.manifest.v1+json",
        "config": layout.add_json(configured, f"{MEDIA_TYPE}.config.v1+json"),
        "layers": [layout.add(compressed(each), f"{MEDIA_TYPE}.layer.v1.tar+gzip") for each in tars],
    }
    described = layout.add_json(manifest, manifest["mediaType"])
    described["platform"] = {"architecture": PLATFORMS[architecture], "os": "linux"}
    described["annotations"] = {"org.opencontainers.image.ref.name": labels["version"]}
    index = {"schemaVersion": 2, "mediaType": f"{MEDIA_TYPE}.index.v1+json", "manifests": [described]}
    return layout.archive(index, time)
