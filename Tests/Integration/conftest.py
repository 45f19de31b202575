"""Fixtures: each starts one thing, ends it after the test, and shows its logs when the test failed."""

import os
import signal
from pathlib import Path

import pytest
from support import browser
from support.emulator import EMULATOR, Emulator
from support.moto_registry import MotoRegistry
from support.program import BINARY, Program
from support.reports import Bucket
from support.secrets import check_everything
from support.simulator import BINARY as SIMULATOR_BINARY
from support.simulator import Simulator


def pytest_configure(config):
    # A shell that starts the tests in the background ignores SIGINT, and every program would inherit that.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionstart(session):
    missing = [str(path) for path in (BINARY, SIMULATOR_BINARY, EMULATOR) if not path.is_file()]
    if missing:
        raise pytest.UsageError(f"not there: {', '.join(missing)}; scripts/test --integration makes them")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.failed:
        for started in item.stash.get(STARTED, []):
            report.sections.append((started.__class__.__name__, logs_of(started)))


STARTED = pytest.StashKey[list]()


def logs_of(started) -> str:
    if isinstance(started, Program):
        return "\n".join(str(run) for run in started.runs[-3:])
    if isinstance(started, Simulator):
        return started.background.logs()
    return started.logs()


@pytest.fixture
def started(request):
    """What a test has started; all of it is ended, the last first."""
    everything = request.node.stash.setdefault(STARTED, [])
    yield everything
    for each in reversed(everything):
        if hasattr(each, "stop"):
            each.stop()
    # Whatever a test is about, nothing of what it made the program write may hold a secret.
    for each in everything:
        check_everything(each)


@pytest.fixture
def simulate(tmp_path: Path, started):
    """Starts a simulator with these repositories."""

    def start(*repositories: dict, **facts) -> Simulator:
        simulator = Simulator(tmp_path / f"simulator-{len(started)}", *repositories, **facts)
        started.append(simulator)
        return simulator

    return start


@pytest.fixture
def program(tmp_path: Path, started):
    """The program, calling AWS at an endpoint. Nothing is deleted unless a test says DRY_RUN="false"."""

    def make(endpoint: str | None = None, **settings: str) -> Program:
        made = Program(tmp_path, endpoint, **settings)
        started.append(made)
        return made

    return make


@pytest.fixture
def emulate(tmp_path: Path, started):
    """Starts the program under the runtime interface emulator."""

    def start(endpoint: str, timeout_seconds: int = 60, **settings: str) -> Emulator:
        emulator = Emulator(tmp_path, endpoint, timeout_seconds, **settings)
        started.append(emulator)
        return emulator

    return start


@pytest.fixture
def browse(tmp_path: Path, started):
    """Starts Chromium. It may be missing on a developer's machine, and never in CI."""
    if not browser.is_there() and os.environ.get("CI") != "true":
        pytest.skip("chromium and chromedriver are not installed")

    def start(**options) -> browser.Browser:
        made = browser.Browser(tmp_path / f"browser-{len(started)}", **options)
        started.append(made)
        return made

    return start


@pytest.fixture
def moto():
    registry = MotoRegistry()
    yield registry
    registry.stop()


@pytest.fixture
def bucket(moto, started):
    """The bucket of reports, before moto's S3."""
    made = Bucket(moto)
    started.append(made)
    yield made
    made.client.close()
