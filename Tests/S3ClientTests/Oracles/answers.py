"""Write answers of moto's S3, for the Swift client's tests.

Writes ../Fixtures/answers.json; with --check, compares it with a fresh run instead.
"""

import json
import pathlib
import re
import sys
import urllib.error
import urllib.request

import boto3
from moto.server import ThreadedMotoServer

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "AWSClientTests" / "Oracles"))

import fixture  # noqa: E402  (found by the path above)

BUCKET = "my-bucket"
KEYS = ["a b", "a+b", "100%", "%2F", "a//b", "../a", "naïve/é", "🐳.json", "a&b<c>", '"q"', "tab\there", "dir/x"]
# What differs from run to run.
TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def cases(endpoint, client):
    """Yield the name of each request, and what moto answers."""
    client.create_bucket(Bucket=BUCKET)
    for key in KEYS:
        client.put_object(Bucket=BUCKET, Key=key, Body=key.encode(), ChecksumAlgorithm="CRC32")
    page = "?list-type=2&encoding-type=url"
    yield "listing", answer(f"{endpoint}/{BUCKET}{page}")
    yield "folders", answer(f"{endpoint}/{BUCKET}{page}&delimiter=%2F")
    yield "empty", answer(f"{endpoint}/{BUCKET}{page}&prefix=none")
    first = answer(f"{endpoint}/{BUCKET}{page}&max-keys=5")
    # The tokens are random, and each is what the next page is asked for by.
    (token,) = re.findall("<NextContinuationToken>(.*?)</NextContinuationToken>", first["body"])
    last = answer(f"{endpoint}/{BUCKET}{page}&continuation-token={token}")
    for name, each in (("first page", first), ("last page", last)):
        yield name, each | {"body": each["body"].replace(token, "TOKEN")}
    yield "no key", answer(f"{endpoint}/{BUCKET}/none")
    yield "no bucket", answer(f"{endpoint}/no-such-bucket{page}")


def answer(url):
    try:
        response = urllib.request.urlopen(url, timeout=20)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        text = re.sub("<RequestId>.*?</RequestId>", "<RequestId>R</RequestId>", response.read().decode())
        return {"status": response.status, "body": TIMES.sub("2026-01-31T12:00:00.000Z", text)}


def main():
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        client = boto3.client(
            "s3", region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id="a", aws_secret_access_key="b"
        )
        found = [{"name": name, "keys": KEYS} | each for name, each in cases(endpoint, client)]
    finally:
        server.stop()
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "answers.json"
    return fixture.main(path, [json.dumps(each, ensure_ascii=False) for each in found])


if __name__ == "__main__":
    sys.exit(main())
