"""An empty registry that records whose keys its callers sign with."""

import re

from .answering import Answer, AnsweringServer, Request

IDENTITY = b"""<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>\
<Arn>arn:aws:sts::123456789012:assumed-role/cleanup/run</Arn><UserId>AROA:run</UserId>\
</GetCallerIdentityResult></GetCallerIdentityResponse>"""


class RecordingRegistry(AnsweringServer):
    """ECR without repositories, and an STS that knows who the caller is."""

    def answer(self, request: Request) -> Answer:
        if request.headers.get("x-amz-target", "").endswith(".DescribeRepositories"):
            return Answer(200, b'{"repositories": []}', {"Content-Type": "application/x-amz-json-1.1"})
        if b"Action=GetCallerIdentity" in request.body:
            return Answer(200, IDENTITY, {"Content-Type": "text/xml"})
        return Answer(404, b"{}")

    @property
    def access_key_ids(self) -> set[str]:
        found = [re.search(r"Credential=([^/]+)/", each.headers.get("authorization", "")) for each in self.requests]
        return {each[1] for each in found if each}
