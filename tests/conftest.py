"""What holds for every test: no network, and what is missing on this machine is said, not passed over in CI."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

POSTGRES_PROGRAMS = Path("/usr/lib/postgresql")


def stays_here(family: int, address: Any) -> bool:
    """Whether a socket address is on this machine: a Unix socket or a loopback address."""
    if family == socket.AF_UNIX:
        return True
    host = address[0] if isinstance(address, tuple) else address
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def no_network(call: str) -> Any:
    """A replacement for a method of `socket.socket` that refuses addresses off this machine."""
    original = getattr(socket.socket, call)

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if not stays_here(self.family, address):
            raise RuntimeError(f"测试不许访问网络: {address!r}")
        return original(self, *arguments)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def network_is_off() -> Iterator[None]:
    """Tests reach this machine only."""
    with pytest.MonkeyPatch.context() as patch:
        for call in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, call, no_network(call))
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests run under the triggers that keep entries; only emptying the database after a test with real transactions lifts them."""
    from django.db import connection  # noqa: PLC0415 most tests have no database

    from xiaoneng.audit.triggers import statements, undone  # noqa: PLC0415

    # The class and not this connection: a test beside a browser's event loop has a connection of its own.
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def emptied(self: Any, sql_list: Iterable[str]) -> None:
        vendor = self.connection.vendor
        empty(self, [*undone(vendor), *sql_list, *statements(vendor)])

    pytest.MonkeyPatch().setattr(operations, "execute_sql_flush", emptied)


@pytest.fixture(autouse=True)
def nothing_is_kept() -> Iterator[None]:
    """Every test has a database of its own, whose numbers begin anew."""
    yield
    evaluation = sys.modules.get("xiaoneng.ledger.evaluation")
    if evaluation is not None:
        evaluation.forget()


def missing_for(marker: str) -> str | None:
    """What this machine lacks for the tests of a marker, in Chinese; None if nothing."""
    if marker == "postgres" and not shutil.which("initdb") and not list(POSTGRES_PROGRAMS.glob("*/bin/initdb")):
        return "没有 PostgreSQL 服务器程序（apt-get install postgresql）"
    if marker == "spark" and not shutil.which("java"):
        return "没有 Java（apt-get install default-jre-headless）"
    if marker == "browser" and not shutil.which("chromium"):
        return "没有 Chromium（apt-get install chromium chromium-l10n fonts-noto-cjk）"
    if marker == "spark" and importlib.util.find_spec("pyspark") is None:
        return "没有安装 pyspark（script/setup dev）"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run; fail it instead where everything must run."""
    for marker in ("postgres", "spark", "browser"):
        lack = missing_for(marker) if item.get_closest_marker(marker) else None
        if lack and os.environ.get("XIAONENG_TEST_EVERYTHING"):
            pytest.fail(lack)
        if lack:
            pytest.skip(lack)
