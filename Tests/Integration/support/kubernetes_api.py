"""A stand-in for EKS: the list and the description of one cluster, and its Kubernetes API over TLS.

The API has a certificate authority of its own. It pages as a real one does, and a test can make it deny lists, expire
page tokens, throttle and cut bodies.
"""

import base64
import datetime
import ipaddress
import json
import ssl
import tempfile
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CLUSTER = "prod"
# What kubectl shows in place of a token of EKS.
WITNESS = "a-token-for-kubectl"

KINDS = {
    "v1": {"pods": "Pod", "replicationcontrollers": "ReplicationController"},
    "apps/v1": {
        "deployments": "Deployment",
        "replicasets": "ReplicaSet",
        "statefulsets": "StatefulSet",
        "daemonsets": "DaemonSet",
        "controllerrevisions": "ControllerRevision",
    },
    "batch/v1": {"jobs": "Job", "cronjobs": "CronJob"},
}
ROLLOUTS = {"argoproj.io/v1alpha1": {"rollouts": "Rollout", "analysisruns": "AnalysisRun"}}


def certificate(subject: str, issuer: str, public_key, signing_key, *extensions) -> bytes:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    return builder.sign(signing_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Authority:
    """A certificate authority, and a certificate by it for 127.0.0.1."""

    def __init__(self):
        key, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self.pem = certificate(
            "kubernetes", "kubernetes", key.public_key(), key, (x509.BasicConstraints(ca=True, path_length=0), True)
        )
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        self.certificate = certificate("api", "kubernetes", own.public_key(), key, (names, False))
        self.key = own.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile() as file:
            file.write(self.key + self.certificate)
            file.flush()
            context.load_cert_chain(file.name)
        return context


class KubernetesAPI:
    """One cluster. `objects` has the items of each list, by the list's path."""

    def __init__(self, objects: dict[str, list[dict]], *, page_size: int = 500, groups: dict | None = None):
        self.objects = objects
        self.kinds = KINDS | (groups or {})
        # A real API gives fewer objects than were asked for when it likes to.
        self.page_size = page_size
        # How often the next answers of a path are refused; -1 is for ever.
        self.denied: set[str] = set()
        self.refused_tokens = 0
        self.expired: Counter[str] = Counter()
        self.throttled: Counter[str] = Counter()
        self.cut: Counter[str] = Counter()
        self.requests: list[str] = []
        self.tokens: set[str] = set()
        self.authority = Authority()
        self.server = serve(self.answer)
        self.server.socket = self.authority.context().wrap_socket(self.server.socket, server_side=True)
        self.endpoint = f"https://127.0.0.1:{self.server.server_port}"
        self.control_plane = ControlPlane(self.endpoint, self.authority.pem)

    @property
    def settings(self) -> dict[str, str]:
        """The program's settings to find the cluster by."""
        return {"AWS_ENDPOINT_URL_EKS": self.control_plane.endpoint}

    def stop(self):
        for server in (self.server, self.control_plane.server):
            server.shutdown()
            server.server_close()

    def logs(self) -> str:
        return "\n".join(self.requests)

    def pages(self, path: str) -> int:
        return sum(urlsplit(each).path == path for each in self.requests)

    def answer(self, handler: BaseHTTPRequestHandler):
        self.requests.append(handler.path)
        url = urlsplit(handler.path)
        token = handler.headers.get("Authorization", "").removeprefix("Bearer ")
        self.tokens.add(token)
        if self.refused_tokens or not (token == WITNESS or token.startswith("k8s-aws-v1.")):
            self.refused_tokens -= 1
            return send(handler, 401, status(401, "Unauthorized", "Unauthorized"))
        if take(self.throttled, url.path):
            return send(handler, 429, status(429, "TooManyRequests", "too many requests"), {"Retry-After": "1"})
        if (document := self.discovery(url.path)) is not None:
            return send(handler, 200, document)
        group_version, _, plural = url.path.removeprefix("/apis/").removeprefix("/api/").rpartition("/")
        # Access is decided before anything else, as in a real one: what is not there is denied, too.
        if url.path in self.denied or plural not in self.kinds.get(group_version, {}):
            return send(handler, 403, status(403, "Forbidden", self.denial(group_version, plural)))
        code, document = self.page(url.path, group_version, plural, parse_qs(url.query))
        return send(handler, code, document, is_cut=code == 200 and take(self.cut, url.path))

    def denial(self, group_version: str, plural: str) -> str:
        group = group_version.rpartition("/")[0]
        return (
            f'{plural} is forbidden: User "arn:aws:sts::123456789012:assumed-role/cleaner/run" cannot list resource '
            f'"{plural}" in API group "{group}" at the cluster scope'
        )

    def discovery(self, path: str) -> dict | None:
        if path == "/version":
            return {"major": "1", "minor": "33", "gitVersion": "v1.33.0"}
        if path == "/api":
            return {"kind": "APIVersions", "versions": ["v1"]}
        if path == "/apis":
            groups = [self.group(each) for each in self.kinds if "/" in each]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
        group_version = path.removeprefix("/apis/").removeprefix("/api/")
        if group_version not in self.kinds:
            return None
        resources = [
            {"name": plural, "singularName": kind.lower(), "namespaced": True, "kind": kind, "verbs": ["get", "list"]}
            for plural, kind in self.kinds[group_version].items()
        ]
        return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": resources}

    def group(self, group_version: str) -> dict:
        name, _, version = group_version.partition("/")
        versions = {"groupVersion": group_version, "version": version}
        return {"name": name, "versions": [versions], "preferredVersion": versions}

    def page(self, path: str, group_version: str, plural: str, query: dict[str, list[str]]) -> tuple[int, dict]:
        items = self.objects.get(path, [])
        start = 0
        if token := query.get("continue", [""])[0]:
            if take(self.expired, path):
                return 410, status(410, "Expired", "The provided continue parameter is too old")
            start = json.loads(base64.urlsafe_b64decode(token))["start"]
        limit = min(int(query.get("limit", ["0"])[0]) or len(items), self.page_size)
        end = start + max(limit, 1)
        metadata = {"resourceVersion": "42", "continue": ""}
        if end < len(items):
            metadata["continue"] = base64.urlsafe_b64encode(json.dumps({"start": end}).encode()).decode()
            metadata["remainingItemCount"] = len(items) - end
        kind = self.kinds[group_version][plural]
        return 200, {
            "kind": f"{kind}List",
            "apiVersion": group_version,
            "metadata": metadata,
            # The items of a list leave kind and version out, and kubectl adds them.
            "items": items[start:end],
        }


class ControlPlane:
    """EKS's own API, of one cluster."""

    def __init__(self, endpoint: str, authority: bytes):
        self.cluster = {
            "name": CLUSTER,
            "status": "ACTIVE",
            "endpoint": endpoint,
            "certificateAuthority": {"data": base64.b64encode(authority).decode()},
        }
        self.server = serve(self.answer)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler):
        path = urlsplit(handler.path).path
        document = {"clusters": [CLUSTER]} if path == "/clusters" else {"cluster": self.cluster}
        send(handler, 200, document)


def serve(answer) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            answer(self)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass  # A client that does not trust the certificate ends the handshake.

    server = Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def send(handler, code: int, document: dict, fields: dict | None = None, *, is_cut: bool = False):
    body = json.dumps(document).encode()
    handler.send_response(code)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    for name, value in (fields or {}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2] if is_cut else body)
    if is_cut:
        handler.close_connection = True


def take(counter: Counter, path: str) -> bool:
    """Whether a fault is left for a path, of which one is taken."""
    if not counter[path]:
        return False
    counter[path] -= 1
    return True


def status(code: int, reason: str, message: str) -> dict:
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason,
        "code": code,
    }


def pod(name: str, image: str, image_id: str, phase: str = "Running") -> dict:
    """A pod with one container, as a node reports it."""
    return {
        "metadata": {"name": name, "namespace": "team", "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"containers": [{"name": "app", "image": image, "resources": {}}], "nodeName": "node-1"},
        "status": {
            "phase": phase,
            "startTime": "2026-01-01T00:00:05Z",
            "containerStatuses": [
                {
                    "name": "app",
                    "image": image,
                    "imageID": image_id,
                    "ready": True,
                    "restartCount": 0,
                    "state": {"running": {"startedAt": "2026-01-01T00:00:09Z"}},
                }
            ],
        },
    }


def controller(name: str, image: str) -> dict:
    """A deployment, or another controller with the same template."""
    return {
        "metadata": {"name": name, "namespace": "team", "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"replicas": 0, "template": {"spec": {"containers": [{"name": "app", "image": image}]}}},
    }
