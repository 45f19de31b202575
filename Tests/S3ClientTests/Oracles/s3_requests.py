"""Write requests to S3 as boto3 and botocore's signer write them, for the Swift client's tests.

Writes ../Fixtures/requests.json; with --check, compares it with a fresh run instead.
"""

import base64
import datetime
import json
import pathlib
import random
import sys
import zlib
from unittest import mock

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import EndpointProviderError

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "AWSClientTests" / "Oracles"))

import fixture  # noqa: E402  (found by the path above)

SEED = 20060301
CASES = 400
DATE = datetime.datetime(2026, 1, 31, 12, 0, 0)
CREDENTIALS = Credentials("AKIDEXAMPLE", "secret-of-the-test", "token-of-the-test")

REGIONS = ["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1", "ap-east-2"]
ENDPOINTS = ["http://127.0.0.1:5000", "https://minio.example/base", "http://localhost:9000/"]
BUCKETS = [
    "my-bucket",
    "my.bucket",
    "logs.example.com",
    "My_Bucket",
    "abc",
    "a-b",
    "-abc",
    "abc-",
    "a..b",
    "192.168.1.1",
    "x" * 63,
    "x" * 64,
    "xn--abc",
    "0bucket",
    "ABC",
]
KEYS = [
    "images.txt",
    "lists/production/images.txt",
    "with space.txt",
    "a+b",
    "100%",
    "%41",
    "%2F",
    "a//b",
    "//a",
    "/a",
    "a/",
    "../a",
    "a/../b",
    "a/./b",
    "..",
    ".",
    "naïve/é",
    "日本語",
    "🐳.json",
    "e\u0301/x",
    "a?b=c&d",
    "a#b",
    "a:b@c",
    "~tilde_-.",
    "!$&'()*,;=",
    '"q"<>^`{|}\\[]',
    "tab\there",
    "line\nbreak",
    "k" * 1024,
]
FIELDS = [
    "content-type",
    "x-amz-checksum-crc32",
    "x-amz-checksum-mode",
    "x-amz-expected-bucket-owner",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
]
OWN_FIELDS = [
    ["amz-sdk-invocation-id", "00000000-0000-4000-8000-000000000000"],
    ["amz-sdk-request", "attempt=1; max=1"],
]


def cases():
    rng = random.Random(SEED)
    combinations = [(key, bucket) for key in KEYS for bucket in BUCKETS[:3]]
    combinations += [(rng.choice(KEYS), rng.choice(BUCKETS)) for _ in range(CASES - len(combinations))]
    found = [case(rng, key, bucket) for key, bucket in combinations]
    return [one for one in found if one is not None]


def case(rng, key, bucket):
    """Return one request; nothing where the rules have no endpoint."""
    override = rng.choice([None, None, None, *ENDPOINTS])
    settings = {
        "region": rng.choice(REGIONS),
        "fips": override is None and rng.random() < 0.3,
        "dualStack": override is None and rng.random() < 0.3,
        "endpoint": override,
    }
    owner = rng.choice([None, "123456789012"])
    operation = rng.choice(["GetObject", "PutObject", "ListObjectsV2"])
    parameters, inputs = request_of(rng, operation, key)
    try:
        request = written(settings, operation, {"Bucket": bucket, **parameters}, owner)
    except EndpointProviderError:
        return None
    fields = [[name, value] for name in FIELDS if (value := text(request.headers.get(name))) is not None]
    body = parameters.get("Body", b"")
    return {
        **settings,
        "operation": operation,
        "bucket": bucket,
        "owner": owner,
        **inputs,
        "method": request.method,
        "url": request.url,
        "fields": fields,
        "authorization": signed(request, fields, body, settings["region"]),
    }


def request_of(rng, operation, key):
    """Return an operation's parameters for boto3, and those for the Swift client."""
    if operation == "GetObject":
        return {"Key": key, "ChecksumMode": "ENABLED"}, {"key": key}
    if operation == "ListObjectsV2":
        parameters = {"Prefix": key[:200], "MaxKeys": rng.choice([1, 1000])}
        inputs = {"prefix": key[:200], "pageSize": parameters["MaxKeys"], "delimiter": None, "token": None}
        if rng.random() < 0.5:
            parameters["Delimiter"] = inputs["delimiter"] = rng.choice(["/", " ", "+"])
        if rng.random() < 0.5:
            parameters["ContinuationToken"] = inputs["token"] = "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM="
        return parameters, inputs
    body = rng.choice([b"", b"{}", "naïve 🐳".encode(), b"\r\n\t", b"x" * 1000])
    checksum = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
    parameters = {"Key": key, "Body": body, "ContentType": "application/json", "ChecksumCRC32": checksum}
    encryption = rng.choice([None, "", "arn:aws:kms:eu-west-1:123456789012:key/k"])
    if encryption is not None:
        parameters |= {"ServerSideEncryption": "aws:kms", "BucketKeyEnabled": True}
        if encryption:
            parameters["SSEKMSKeyId"] = encryption
    return parameters, {"key": key, "body": body.decode(), "kmsKey": encryption}


CLIENTS = {}


def written(settings, operation, parameters, owner):
    """Return the request that boto3 would send."""
    client = client_of(tuple(settings.items()))
    if owner:
        parameters["ExpectedBucketOwner"] = owner
    requests = []

    def keep(request, **_):
        requests.append(request)
        raise Sent

    client.meta.events.register_first("before-send.s3", keep)
    try:
        client._make_api_call(operation, parameters)
    except Sent:
        return requests[0]
    finally:
        client.meta.events.unregister("before-send.s3", keep)
    raise AssertionError("nothing was sent")


class Sent(Exception):
    """The request was written, and is not sent."""


def client_of(settings):
    if settings not in CLIENTS:
        named = dict(settings)
        CLIENTS[settings] = boto3.session.Session().client(
            "s3",
            region_name=named["region"],
            endpoint_url=named["endpoint"],
            aws_access_key_id=CREDENTIALS.access_key,
            aws_secret_access_key=CREDENTIALS.secret_key,
            config=Config(
                use_fips_endpoint=named["fips"],
                use_dualstack_endpoint=named["dualStack"],
                retries={"total_max_attempts": 1},
                s3={"us_east_1_regional_endpoint": "regional"},
            ),
        )
    return CLIENTS[settings]


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def signed(request, fields, body, region):
    """Return the Authorization field by botocore's signer, for the fields that the Swift client sends."""
    again = AWSRequest(method=request.method, url=request.url, data=body)
    for name, value in fields + OWN_FIELDS:
        again.headers.add_header(name, value)
    with mock.patch("botocore.auth.get_current_datetime", lambda: DATE):
        S3SigV4Auth(CREDENTIALS, "s3", region).add_auth(again)
    return again.headers["Authorization"]


if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "requests.json"
    sys.exit(fixture.main(path, [json.dumps(one, ensure_ascii=False) for one in cases()]))
