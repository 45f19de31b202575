"""The bucket of reports: moto's S3, and a server in front of it that refuses what it is told to refuse."""

import datetime
import hashlib
import json
import urllib.error
import urllib.request

from .answering import AnsweringServer, Answer, Request
from .program import REGION

BUCKET = "reports"
PREFIX = "cleanup/eu"
LOCATION = f"s3://{BUCKET}/{PREFIX}"
APPROVED = f"{LOCATION}/approved/"


class Refusal:
    """Answers of S3 that are no success."""

    @staticmethod
    def error(status: int, code: str) -> Answer:
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        return Answer(status, body, {"Content-Type": "application/xml"})

    denied = error(403, "AccessDenied")
    throttled = error(503, "SlowDown")
    gone = error(404, "NoSuchBucket")
    # S3 says the same to a caller who expects another owner of the bucket.
    wrong_owner = error(403, "AccessDenied")
    cut = None


class Bucket(AnsweringServer):
    """The bucket, with everything in it. `refusals` maps the beginning of `METHOD /path` to an answer."""

    def __init__(self, moto):
        self.upstream = moto.endpoint
        self.refusals: dict[str, Answer | None] = {}
        self.client = moto.client_of("s3")
        self.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        super().__init__()

    def answer(self, request: Request) -> Answer:
        for beginning, answer in self.refusals.items():
            if f"{request.method} {request.path}".startswith(beginning):
                if answer is None:
                    raise ConnectionAbortedError
                return answer
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
        forwarded = urllib.request.Request(
            self.upstream + request.path, request.body or None, headers, method=request.method
        )
        try:
            with urllib.request.urlopen(forwarded) as response:
                return Answer(response.status, response.read(), self.passed_on(response.headers))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read(), self.passed_on(error.headers))

    @staticmethod
    def passed_on(headers) -> dict[str, str]:
        left_out = ("content-length", "connection", "server", "date", "transfer-encoding")
        return {name: value for name, value in headers.items() if name.lower() not in left_out}

    @property
    def settings(self) -> dict[str, str]:
        return {"REPORTS": LOCATION, "AWS_ENDPOINT_URL_S3": self.endpoint}

    def keys(self, below: str = "") -> list[str]:
        """The names below the prefix."""
        listing = self.client.list_objects_v2(Bucket=BUCKET, Prefix=f"{PREFIX}/{below}")
        return [each["Key"].removeprefix(f"{PREFIX}/") for each in listing.get("Contents", [])]

    def read(self, name: str) -> bytes:
        return self.client.get_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}")["Body"].read()

    def write(self, name: str, body: bytes):
        self.client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}", Body=body)

    def approve(self, name: str, to: str = "plan.json") -> str:
        """Copies a plan as an approver does, and returns its address."""
        source = {"Bucket": BUCKET, "Key": f"{PREFIX}/{name}"}
        self.client.copy_object(Bucket=BUCKET, Key=f"{PREFIX}/approved/{to}", CopySource=source)
        return APPROVED + to

    def announce(self, plan: bytes, days: float, run: str = "before", folder: str = "runs/", now=None) -> str:
        """Puts a plan where a run so many days ago would have written it."""
        time = (now or datetime.datetime.now(datetime.UTC)) - datetime.timedelta(days=days)
        name = f"{folder}{time:%Y-%m-%d}/{time:%Y%m%dT%H%M%SZ}-{run}/plan.json"
        self.write(name, changed(plan, createdAt=f"{time:%Y-%m-%dT%H:%M:%SZ}"))
        return name


# The members of an image in a plan, in their order.
MEMBERS = ("digest", "tags", "pushedAt", "lastPulledAt", "bytes", "action", "rule", "reason")


def compact(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text(plan: dict) -> bytes:
    """A plan as its file, with its checksum, written from the description in docs/SUMMARY.md alone."""
    end = {name: plan[name] for name in ("manifestsReadUntil",) if name in plan}
    head = {name: value for name, value in plan.items() if name not in ("repositories", "manifestsReadUntil", "checksum")}
    beginning = compact(head)[:-1]
    repositories = []
    for repository in plan["repositories"]:
        facts = {name: value for name, value in repository.items() if name != "images"}
        images = ",\n".join(compact({name: image[name] for name in MEMBERS if name in image}) for image in repository["images"])
        repositories.append(f'{compact(facts)[:-1]},"images":[\n{images}]}}')
    hashes = [hashlib.sha256(each.encode()).hexdigest() for each in (beginning, *repositories)]
    lines = "\n".join([*hashes, plan.get("manifestsReadUntil", "")])
    end["checksum"] = "sha256:" + hashlib.sha256(lines.encode()).hexdigest()
    listed = "\n" + ",\n".join(repositories) if repositories else ""
    return f'{beginning},"repositories":[{listed}],\n{compact(end)[1:]}\n'.encode()


def changed(plan: bytes, **members) -> bytes:
    """A plan with other members, as its file, with the checksum that it should have."""
    return text(json.loads(plan) | members)
