"""Presign generated requests with botocore, as the fixture that the Swift presigner is tested against.

Every third request is the one in an EKS token. Writes ../Fixtures/presigned.json; with --check, compares it with a
fresh run instead.
"""

import base64
import datetime
import json
import pathlib
import random
import sys
from unittest import mock
from urllib.parse import quote, urlencode

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

import fixture
from sigv4 import REGIONS, random_date

REQUESTS = 120
SEED = 20110615

WORDS = ["a", "B", "value with spaces", "x=y&z", "100%", "1+1=2", "é", "日本語", "~*'", "/?#"]
SUFFIXES = {
    "cn-north-1": "amazonaws.com.cn",
    "us-iso-east-1": "c2s.ic.gov",
    "eusc-de-east-1": "amazonaws.eu",
}


def generate(rng, is_token):
    """Return one request, all of it drawn from `rng`."""
    region = rng.choice(REGIONS)
    case = {
        "authority": f"sts.{region}.{SUFFIXES.get(region, 'amazonaws.com')}",
        "path": "/?Action=GetCallerIdentity&Version=2011-06-15",
        "fields": [],
        "lifetime": 60,
        "date": random_date(rng),
        "accessKeyID": "AKID" + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
        "secretAccessKey": "".join(rng.choices("ABCDEFabcdef0123456789/+", k=40)),
        "sessionToken": rng.choice([None, "IQoJb3JpZ2luX2VjE" + "Aa0/+=" * rng.randint(1, 50)]),
        "region": region,
        "service": "sts",
    }
    if is_token:
        case["cluster"] = "".join(rng.choices("abcXYZ019-_", k=rng.randint(1, 100)))
        case["fields"] = [["x-k8s-aws-id", case["cluster"]]]
        return case
    names = rng.sample(WORDS, rng.randint(0, 4))
    query = urlencode([(name, rng.choice(WORDS)) for name in names], quote_via=quote, safe="-_.~")
    case["path"] = "/" + quote(rng.choice(WORDS), safe="") + ("?" + query if query else "")
    case["fields"] = rng.sample([["My-Header", "  two   spaces "], ["Accept", "*/*"], ["User-Agent", "x"]], 2)
    case["lifetime"] = rng.choice([1, 60, 900, 604800])
    case["service"] = rng.choice(["sts", "ecr", "service"])
    return case


def presign(case):
    """Return the URL that botocore makes of a request."""
    request = AWSRequest(method="GET", url=f"https://{case['authority']}{case['path']}")
    for name, value in case["fields"]:
        request.headers.add_header(name, value)
    credentials = Credentials(case["accessKeyID"], case["secretAccessKey"], case["sessionToken"])
    with mock.patch(
        "botocore.auth.get_current_datetime",
        lambda: datetime.datetime.fromisoformat(case["date"]),
    ):
        SigV4QueryAuth(
            credentials, case["service"], case["region"], expires=case["lifetime"]
        ).add_auth(request)
    return request.url


def cases():
    """Return the requests, each with its URL, and with its token where it is one of EKS."""
    rng = random.Random(SEED)
    result = []
    for number in range(REQUESTS):
        case = generate(rng, is_token=number % 3 == 0)
        case["url"] = presign(case)
        if "cluster" in case:
            encoded = base64.urlsafe_b64encode(case["url"].encode()).decode()
            case["token"] = "k8s-aws-v1." + encoded.rstrip("=")
        date = datetime.datetime.fromisoformat(case["date"]).replace(tzinfo=datetime.timezone.utc)
        case["date"] = int(date.timestamp())
        result.append(case)
    return result


if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "presigned.json"
    sys.exit(fixture.main(path, [json.dumps(case, ensure_ascii=False) for case in cases()]))
