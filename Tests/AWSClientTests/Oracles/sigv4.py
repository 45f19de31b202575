"""Sign generated requests with botocore's signer, as the fixture that the Swift signer is tested against.

Writes ../Fixtures/sigv4.json; with --check, compares it with a fresh run instead.
"""

import datetime
import json
import pathlib
import random
import sys
from unittest import mock
from urllib.parse import quote, urlencode

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

import fixture

REQUESTS = 320
SEED = 20150830

REGIONS = [
    "us-east-1",
    "eu-west-1",
    "ap-southeast-7",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "eusc-de-east-1",
]
SERVICES = [
    "ecr",
    "ecr-public",
    "ecs",
    "lambda",
    "sts",
    "ssm",
    "inspector2",
    "batch",
    "s3",
    "service",
]
DATES = [
    "1970-01-01T00:00:00",
    "1999-12-31T23:59:59",
    "2000-01-01T00:00:00",
    "2000-02-29T12:00:00",
    "2015-08-30T12:36:00",
    "2023-02-28T23:59:59",
    "2024-02-29T00:00:00",
    "2024-02-29T23:59:59",
    "2024-03-01T00:00:00",
    "2024-12-31T23:59:59",
    "2025-01-01T00:00:00",
    "2026-11-10T09:08:07",
    "2099-12-31T23:59:59",
    "2100-02-28T23:59:59",
    "2100-03-01T00:00:00",
    "2400-02-29T06:07:08",
    "9999-12-31T23:59:59",
]
SEGMENTS = [
    "",
    ".",
    "..",
    "...",
    "2015-03-31",
    "functions",
    "my function",
    "a+b",
    "a%b",
    "a:b",
    "arn:aws:lambda:us-east-1:1:f",
    "-_.~",
    "!$&'()*,;=@",
    "ሴ",
    "naïve",
    "🐳",
    "[x]",
    "{y}|z",
    "A\\B",
    '"q"',
    "<>^`",
]
WORDS = [
    "",
    "a",
    "A",
    "a-b",
    "ab",
    "Action",
    "Marker",
    "value with spaces",
    "x=y&z",
    "100%",
    "1+1=2",
    "é",
    "日本語",
    "~*'",
    "/?#",
]
FIELDS = [
    (
        "X-Amz-Target",
        [
            "AmazonEC2ContainerRegistry_V20150921.DescribeImages",
            "SpencerFrontendService.ListTagsForResource",
        ],
    ),
    (
        "Content-Type",
        [
            "application/x-amz-json-1.1",
            "application/x-www-form-urlencoded;  charset=utf-8",
        ],
    ),
    ("amz-sdk-request", ["attempt=1; max=3", "attempt=2;  max=3"]),
    ("amz-sdk-invocation-id", ["00000000-0000-4000-8000-000000000000"]),
    ("Accept", ["*/*", " a/b ,   c/d\t;q=1 "]),
    (
        "My-Header",
        [
            "",
            "   ",
            "value1",
            "  two   spaces  ",
            "tab\t\tbed",
            '"quoted   inside"',
            "ünï  cödé",
            "a,b , c",
            "mark  \u0301 \u0301 x",
        ],
    ),
    ("my-header", ["again", " and   again "]),
    ("Zz-Last", ["-"]),
    ("User-Agent", ["ecr-cleanup/1"]),
    ("Connection", ["keep-alive"]),
    ("Expect", ["100-continue"]),
    ("TE", ["trailers"]),
    ("X-Amzn-Trace-Id", ["Root=1-5759e988-bd862e3fe1be46a994272793"]),
    ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
]
BODIES = [
    "",
    "{}",
    '{"repositoryName":"team/app","maxResults":1000}',
    "Action=AssumeRole&Version=2011-06-15",
    '{"a":"🐳 é\u2028"}',
    "\0\r\n\t",
]


def generate(rng):
    """Return one request, all of it drawn from `rng`."""
    service = rng.choice(SERVICES)
    # What a client sends is percent-encoded, but not by all in the same way.
    safe = rng.choice(["", "-_.~", "-_.~!$&'()*+,;=:@"])
    path = "/" + "/".join(
        quote(rng.choice(SEGMENTS), safe=safe) for _ in range(rng.randint(0, 5))
    )
    pairs = [
        (rng.choice(WORDS), rng.choice(WORDS))
        for _ in range(rng.choice([0, 0, 1, 2, 3, 6]))
    ]
    query = urlencode(pairs, quote_via=quote, safe="-_.~")
    fields = [
        [name, rng.choice(values)]
        for name, values in rng.sample(FIELDS, rng.randint(0, len(FIELDS)))
    ]
    if rng.random() < 0.2:
        # What an earlier attempt left is replaced.
        fields += [
            ["Authorization", "AWS4-HMAC-SHA256 stale"],
            ["X-Amz-Date", "20000101T000000Z"],
        ]
    host = rng.choice(
        [
            "api.ecr.us-east-1.amazonaws.com",
            "example.com",
            "localhost:5000",
            "127.0.0.1:8080",
            "[::1]:4566",
        ]
    )
    return {
        "method": rng.choice(["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"]),
        "authority": host,
        "path": path + ("?" + query if query else ""),
        "fields": fields,
        "body": rng.choice(BODIES + ["x" * rng.randint(1, 300)])
        if rng.random() < 0.7
        else "",
        "date": rng.choice(DATES) if rng.random() < 0.6 else random_date(rng),
        "accessKeyID": "AKID"
        + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
        "secretAccessKey": "".join(
            rng.choices(
                "ABCDEFabcdef0123456789/+", k=rng.choice([1, 40, 40, 40, 60, 100])
            )
        ),
        "sessionToken": rng.choice(
            [None, None, "token", "IQoJb3JpZ2luX2VjE" + "Aa0/+=" * 50]
        ),
        "region": rng.choice(REGIONS),
        "service": service,
    }


def random_date(rng):
    """Return a second of the years 1970 to 9999, most of them near the present."""
    last = rng.choice([4_102_444_800, 253_402_300_799])
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(
        seconds=rng.randint(0, last)
    )
    return moment.isoformat()


def sign(case):
    """Return the Authorization field that botocore gives a request."""
    url = f"http://{case['authority']}{case['path']}"
    request = AWSRequest(method=case["method"], url=url, data=case["body"].encode())
    for name, value in case["fields"]:
        # Appends, as a field that is sent twice has two values.
        request.headers.add_header(name, value)
    credentials = Credentials(
        case["accessKeyID"], case["secretAccessKey"], case["sessionToken"]
    )
    signer = S3SigV4Auth if case["service"] == "s3" else SigV4Auth
    with mock.patch(
        "botocore.auth.get_current_datetime",
        lambda: datetime.datetime.fromisoformat(case["date"]),
    ):
        signer(credentials, case["service"], case["region"]).add_auth(request)
    return request.headers["Authorization"]


def cases():
    """Return the requests, each with its Authorization field and its date as seconds since 1970."""
    rng = random.Random(SEED)
    result = []
    for _ in range(REQUESTS):
        case = generate(rng)
        case["authorization"] = sign(case)
        date = datetime.datetime.fromisoformat(case["date"]).replace(
            tzinfo=datetime.timezone.utc
        )
        case["date"] = int(date.timestamp())
        result.append(case)
    return result


if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "sigv4.json"
    sys.exit(
        fixture.main(path, [json.dumps(case, ensure_ascii=False) for case in cases()])
    )
