"""The registry simulator, and a short way to say what is in its registry."""

import json
import os
import urllib.request
from hashlib import sha256
from pathlib import Path

from .background import READY_SECONDS, Background
from .program import ACCESS_KEY_ID, REGION, REPOSITORY, SECRET_ACCESS_KEY, clean_environment

BINARY = Path(
    os.environ.get("ECR_SIMULATOR_BINARY", REPOSITORY / ".build/debug/ecr-simulator")
).resolve()

MUTATING = {"BatchDeleteImage", "UpdateImageStorageClass", "PutImage"}


def digest(name: str) -> str:
    return "sha256:" + sha256(name.encode()).hexdigest()


def image(name: str, days: float, *tags: str, **facts) -> dict:
    """An image that was pushed so many days ago. Its digest derives from its name, but for an index: that is read, so it
    has its manifest's."""
    own = {} if "manifests" in facts else {"digest": digest(name)}
    return {"name": name, "pushedDaysAgo": days, "tags": list(tags), "sizeInBytes": 1000} | own | facts


def index_digest(repository: str, name: str, manifests: list[str]) -> str:
    """The digest of an index that a registry file describes by the digests of what it holds."""
    oci = "application/vnd.oci.image"
    held = [
        {
            "mediaType": f"{oci}.manifest.v1+json",
            "digest": each,
            "size": 1024,
            "platform": {"os": "linux", "architecture": "amd64"},
        }
        for each in manifests
    ]
    text = {
        "schemaVersion": 2,
        "mediaType": f"{oci}.index.v1+json",
        "manifests": held,
        "annotations": {"org.opencontainers.image.ref.name": f"{repository} {name}"},
    }
    return digest(json.dumps(text, separators=(",", ":")))


def repository(name: str, *images: dict, **facts) -> dict:
    return {"name": name, "images": list(images)} | facts


def stale(count: int, prefix: str = "stale") -> list[dict]:
    """Images that the built-in policy deletes: untagged, and older than 15 days."""
    return [image(f"{prefix}-{number}", 20 + number / 1000) for number in range(count)]


def fresh(count: int, prefix: str = "fresh") -> list[dict]:
    """Images that the built-in policy keeps: untagged, and younger than 15 days."""
    return [image(f"{prefix}-{number}", 1 + number / 1000) for number in range(count)]


class Simulator:
    def __init__(
        self,
        folder: Path,
        *repositories: dict,
        session_token: str | None = None,
        ready_seconds: float = READY_SECONDS,
        **facts,
    ):
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "registry.json"
        file.write_text(json.dumps({"region": REGION, "repositories": list(repositories)} | facts))
        command = [str(BINARY), "--port", "0", "--registry", str(file)]
        command += ["--access-key-id", ACCESS_KEY_ID, "--secret-access-key", SECRET_ACCESS_KEY]
        if session_token:
            command += ["--session-token", session_token]
        self.background = Background("simulator", command, clean_environment(folder), folder, ready_seconds)
        try:
            self.endpoint = self.background.wait_for_line("listening on ")
        except BaseException:
            self.background.stop()
            raise

    def control(self, path: str, body: dict | None = None, timeout: float = 10) -> dict:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.endpoint}/_simulator/{path}", data, timeout=timeout) as response:
            return json.load(response)

    @property
    def calls(self) -> dict[str, int]:
        """How often each operation was called."""
        return self.control("calls")

    @property
    def ecr_calls(self) -> dict[str, int]:
        """The same, without those that ask what is in use."""
        return {name: count for name, count in self.calls.items() if ":" not in name}

    @property
    def mutating_calls(self) -> dict[str, int]:
        return {name: count for name, count in self.calls.items() if name in MUTATING}

    @property
    def digests(self) -> dict[str, set[str]]:
        """The digests of what each repository holds."""
        left = self.control("registry")["repositories"]
        return {name: {each["digest"] for each in images} for name, images in left.items()}

    def cause(self, *faults: dict, seed: int = 1):
        """From now on these faults, and no others, are in force."""
        self.control("faults", {"seed": seed, "faults": list(faults)})

    def stop(self):
        self.background.stop()
