"""Compute the waits of botocore's standard retry mode, as the fixture that the Swift retries are tested against.

Writes ../Fixtures/retries.json; with --check, compares it with a fresh run instead.
"""

import itertools
import json
import pathlib
import sys

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.retries import standard
from botocore.retries.quota import RetryQuota

import fixture

# What came back: a code and a status.
THROTTLED = ("ThrottlingException", 400)
FAILED = ("ServerException", 500)

# An operation that models no errors: botocore does not take an answer with status 429 for throttling when its code is
# one of the operation's own, a case that ECR does not know.
OPERATION = (
    botocore.session.get_session()
    .get_service_model("sts")
    .operation_model("GetCallerIdentity")
)

CHANCES = [0.0, 0.25, 0.999]
ATTEMPTS = [1, 2, 3, 5, 6, 9, 10, 40]
RETRY_AFTERS = [
    None,
    "0",
    "1",
    "40",
    "700",
    "5025",
    "6000",
    "3600000",
    "99999999999",
    "-1",
    "1.5",
    "soon",
    "",
]

# Codes that services use, whether they pass or not.
CODES = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "ImageNotFoundException",
    "InternalFailure",
    "InvalidParameterException",
    "InvalidSignatureException",
    "RepositoryNotFoundException",
    "ServerException",
    "ValidationException",
]
STATUSES = [400, 403, 404, 408, 413, 429, 500, 501, 502, 503, 504, 505, 529]


def context(code, status, attempt=1, retry_after=None):
    """Return what botocore judges an answer by."""
    headers = {} if retry_after is None else {"x-amz-retry-after": retry_after}
    return standard.RetryContext(
        attempt_number=attempt,
        operation_model=OPERATION,
        http_response=AWSResponse(None, status, headers, None),
        parsed_response={"Error": {"Code": code}},
        request_context={},
    )


def detector():
    """Return what tells throttling from other faults."""
    return standard.ThrottlingErrorDetector(standard.RetryEventAdapter())


def delays():
    """Return one element for each fault, attempt, chance and wish of the service."""
    for (code, status), attempt, chance, retry_after in itertools.product(
        [THROTTLED, FAILED], ATTEMPTS, CHANCES, RETRY_AFTERS
    ):
        backoff = standard.ExponentialBackoff(
            random=lambda chance=chance: chance, throttling_detector=detector()
        )
        yield {
            "kind": "delay",
            "code": code,
            "status": status,
            "attempt": attempt,
            "chance": chance,
            "retryAfter": retry_after,
            "seconds": backoff.delay_amount(
                context(code, status, attempt, retry_after)
            ),
        }


def faults():
    """Return one element for each code and status: whether it passes, and what a retry costs."""
    codes = sorted(
        set(CODES)
        | set(standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES)
        | set(standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES)
    )
    conditions = standard.StandardRetryConditions(max_attempts=3)
    for code, status in itertools.product(codes, STATUSES):
        quota = RetryQuota()
        judged = context(code, status)
        cost = 0
        if conditions.is_retryable(judged):
            standard.RetryQuotaChecker(quota, detector()).acquire_retry_quota(judged)
            cost = RetryQuota.INITIAL_CAPACITY - quota.available_capacity
        yield {"kind": "fault", "code": code, "status": status, "cost": cost}


if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "retries.json"
    cases = itertools.chain(delays(), faults())
    sys.exit(fixture.main(path, [json.dumps(case) for case in cases]))
