"""An EC2 instance's metadata service, version 2, with a role."""

import json
from datetime import UTC, datetime, timedelta

from .answering import Answer, AnsweringServer, Request

TOKEN = "a-metadata-token-that-must-never-be-printed"
SECRET = "the-secret-key-of-an-instance-that-must-never-be-printed"
ROLE_PATH = "/latest/meta-data/iam/security-credentials/"


class InstanceMetadata(AnsweringServer):
    """Gives the keys of `role`, for the last token alone; `None` is an instance without a role."""

    def __init__(self, access_key_id: str = "ASIAFROMEC2", role: str | None = "cleanup"):
        self.access_key_id = access_key_id
        self.role = role
        self.granted = 0
        super().__init__()

    @property
    def settings(self) -> dict[str, str]:
        return {"AWS_EC2_METADATA_SERVICE_ENDPOINT": self.endpoint}

    def answer(self, request: Request) -> Answer:
        if (request.method, request.path) == ("PUT", "/latest/api/token"):
            if not request.headers.get("x-aws-ec2-metadata-token-ttl-seconds", "").isdigit():
                return Answer(400, b"")
            self.granted += 1
            return Answer(200, f"{TOKEN}-{self.granted}".encode())
        is_current = request.headers.get("x-aws-ec2-metadata-token") == f"{TOKEN}-{self.granted}"
        if request.method != "GET" or not is_current:
            return Answer(401, b"")
        if self.role and request.path == ROLE_PATH:
            return Answer(200, self.role.encode())
        if self.role and request.path == ROLE_PATH + self.role:
            return Answer(200, self.credentials())
        return Answer(404, b"")

    def credentials(self) -> bytes:
        # The SDKs extend what ends within twenty minutes, as if the service were disturbed.
        expiration = datetime.now(UTC) + timedelta(hours=6)
        return json.dumps(
            {
                "Code": "Success",
                "LastUpdated": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "Type": "AWS-HMAC",
                "AccessKeyId": self.access_key_id,
                "SecretAccessKey": SECRET,
                "Token": "a-session-token-of-ec2",
                "Expiration": expiration.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        ).encode()
