"""IAM Identity Center as far as a signed-in program sees it: the portal, and the service that refreshes tokens."""

import json
import time
from urllib.parse import parse_qs, urlsplit

from .answering import Answer, AnsweringServer, Request

ACCESS_TOKEN = "an-access-token-that-must-never-be-printed"
REFRESH_TOKEN = "a-refresh-token-that-must-never-be-printed"
NEXT_ACCESS_TOKEN = "the-next-access-token-that-must-never-be-printed"
NEXT_REFRESH_TOKEN = "the-next-refresh-token-that-must-never-be-printed"
CLIENT_SECRET = "a-client-secret-that-must-never-be-printed"
ROLE_SECRET = "the-secret-key-of-a-role-that-must-never-be-printed"


class SSOEndpoint(AnsweringServer):
    """Gives a role's keys for a token that is in `valid`, and the next token for the refresh token, once."""

    def __init__(self, access_key_id: str = "ASIAFROMSSO", account: str = "123456789012", role: str = "Cleanup"):
        self.access_key_id = access_key_id
        self.account = account
        self.role = role
        self.valid = {ACCESS_TOKEN}
        self.refresh_token = REFRESH_TOKEN
        super().__init__()

    @property
    def settings(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL_SSO": self.endpoint, "AWS_ENDPOINT_URL_SSO_OIDC": self.endpoint}

    def answer(self, request: Request) -> Answer:
        assert "authorization" not in request.headers, "what is asked before there are credentials is not signed"
        path = urlsplit(request.path).path
        if (request.method, path) == ("GET", "/federation/credentials"):
            return self.role_credentials(request)
        if (request.method, path) == ("POST", "/token"):
            return self.new_token(request)
        return error(404, "UnknownOperationException", message="there is no such operation")

    def role_credentials(self, request: Request) -> Answer:
        query = parse_qs(urlsplit(request.path).query)
        if request.headers.get("x-amz-sso_bearer_token") not in self.valid:
            return error(401, "UnauthorizedException", message="Session token not found or invalid")
        if query != {"role_name": [self.role], "account_id": [self.account]}:
            return error(403, "ForbiddenException", message="No access")
        role = {
            "accessKeyId": self.access_key_id,
            "secretAccessKey": ROLE_SECRET,
            "sessionToken": "a-session-token-of-sso",
            "expiration": int((time.time() + 3_600) * 1_000),
        }
        return Answer(200, json.dumps({"roleCredentials": role}).encode(), {"Content-Type": "application/json"})

    def new_token(self, request: Request) -> Answer:
        asked = json.loads(request.body)
        expected = {"clientId": "a-client", "clientSecret": CLIENT_SECRET, "grantType": "refresh_token"}
        if asked != {**expected, "refreshToken": self.refresh_token}:
            return error(400, "InvalidGrantException", error="invalid_grant", error_description="Invalid refresh token")
        self.refresh_token = NEXT_REFRESH_TOKEN
        self.valid = {NEXT_ACCESS_TOKEN}
        token = {
            "accessToken": NEXT_ACCESS_TOKEN,
            "expiresIn": 28_800,
            "refreshToken": NEXT_REFRESH_TOKEN,
            "tokenType": "Bearer",
        }
        return Answer(200, json.dumps(token).encode(), {"Content-Type": "application/json"})


def error(status: int, code: str, **members: str) -> Answer:
    return Answer(status, json.dumps(members).encode(), {"X-Amzn-ErrorType": code, "Content-Type": "application/json"})
