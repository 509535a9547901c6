"""The same tests on PostgreSQL, in a cluster of their own; and what only several connections show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.cluster import cluster

ROOT = Path(__file__).resolve().parents[2]
SUITES = ("tests/audit", "tests/org", "tests/ledger", "tests/matters", "tests/merit", "tests/concurrency/test_races.py")
JOURNEYS = ("tests/journeys/test_first_month.py", "tests/journeys/test_office_year.py")


def on_postgresql(marked: str, *suites: str) -> None:
    with cluster() as address:
        environment = {**os.environ, "DATABASE_URL": address, "XIAONENG_RACES": "1"}
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", marked, *suites]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "passed" in done.stdout or "100%" in done.stdout


@pytest.mark.postgres
@pytest.mark.slow
def test_everything_holds_on_postgresql() -> None:
    on_postgresql("not (slow or browser)", *SUITES)


@pytest.mark.postgres
@pytest.mark.browser
@pytest.mark.slow
def test_the_journeys_hold_on_postgresql() -> None:
    on_postgresql("browser", *JOURNEYS)
