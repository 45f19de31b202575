"""Compute the rates of botocore's adaptive retry mode, as the fixture that the Swift rate limiter is tested against.

Writes ../Fixtures/pacing.json; with --check, compares it with a fresh run instead.
"""

import json
import pathlib
import random
import sys

from botocore.retries import adaptive, bucket, throttling

import fixture

# An epoch second like those of the program's clock.
START = 1_790_000_000.0


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self, time):
        """Begin at a time."""
        self.time = time

    def current_time(self):
        """Return the time."""
        return self.time


class Detector:
    """Takes an answer for throttling when it is told to."""

    def is_throttling_error(self, throttled):
        """Return what it is told."""
        return throttled


def limiter(clock):
    """Return botocore's limiter, with one token in its bucket."""
    tokens = bucket.TokenBucket(max_rate=1, clock=clock)
    clock.time += 1
    tokens.max_rate = 1
    return adaptive.ClientRateLimiter(
        rate_adjustor=throttling.CubicCalculator(
            starting_max_rate=0, start_time=clock.time
        ),
        rate_clocker=adaptive.RateClocker(clock),
        token_bucket=tokens,
        throttling_detector=Detector(),
        clock=clock,
    )


def send(limited, clock):
    """Send a call; return the delay before it. The real limiter would sleep for it."""
    tokens = limited._token_bucket
    if not limited._enabled:
        return 0.0
    tokens._refill()
    delay = max(0.0, tokens._sleep_amount(1))
    if delay:
        # A little longer, so that no rounding leaves it waiting for the rest of a token.
        clock.time += delay + 1e-6
    limited.on_sending_request(None)
    return delay


def run(name, seed, interval, probability):
    """Return one element for each call of a client.

    - interval: the longest pause between an answer and the next call, in seconds.
    - probability: gives how likely the answer of a call is throttling, by the call's number.
    """
    chance = random.Random(seed)
    clock = Clock(START - 1)
    limited = limiter(clock)
    for number in range(200):
        clock.time += chance.random() * interval
        at = clock.time
        delay = send(limited, clock)
        sent = clock.time
        clock.time += chance.random() * 0.1
        throttled = chance.random() < probability(number)
        limited.on_receiving_response(throttled=throttled)
        cubic = limited._rate_adjustor.get_params_snapshot()
        yield {
            "run": name,
            "at": at,
            "delay": delay,
            "sent": sent,
            "answered": clock.time,
            "throttled": throttled,
            "measured": limited._rate_clocker.measured_rate,
            "rate": limited._token_bucket.max_rate,
            "tokens": limited._token_bucket.available_capacity,
            "maximum": cubic.w_max,
            "timeToMaximum": cubic.k,
        }


def elements():
    """Return all runs."""
    yield from run("never throttled", 1, 0.05, lambda number: 0)
    yield from run("now and then", 2, 0.05, lambda number: 0.05)
    yield from run("often", 3, 0.2, lambda number: 0.4)
    yield from run("at first", 4, 0.01, lambda number: number < 6)
    yield from run("late, after much", 5, 0.004, lambda number: number in (120, 160))
    yield from run("rarely called", 6, 4, lambda number: 0.2)


if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "pacing.json"
    sys.exit(fixture.main(path, [json.dumps(element) for element in elements()]))
