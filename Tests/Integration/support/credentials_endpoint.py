"""A container's credentials endpoint, whose credentials don't last."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from .program import ACCESS_KEY_ID, SECRET_ACCESS_KEY


class CredentialsEndpoint:
    """Gives the tests' credentials out, each time for so long; from one request on it refuses."""

    def __init__(self, lifetime_seconds: float, refuse_from: int | None = None, token: str = "a-container-token"):
        self.requests = 0
        self.lifetime = timedelta(seconds=lifetime_seconds)
        self.refuse_from = refuse_from
        self.token = token
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                endpoint.requests += 1
                refused = endpoint.refuse_from is not None and endpoint.requests >= endpoint.refuse_from
                body = b"{}" if refused else endpoint.credentials()
                self.send_response(403 if refused or self.headers["Authorization"] != endpoint.token else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def credentials(self) -> bytes:
        expiration = datetime.now(UTC) + self.lifetime
        return json.dumps(
            {
                "AccessKeyId": ACCESS_KEY_ID,
                "SecretAccessKey": SECRET_ACCESS_KEY,
                "Token": "",
                "Expiration": expiration.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        ).encode()

    @property
    def settings(self) -> dict[str, str]:
        return {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{self.server.server_port}/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": self.token,
        }

    def __enter__(self) -> "CredentialsEndpoint":
        return self

    def __exit__(self, *_):
        self.stop()

    def logs(self) -> str:
        return ""

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
