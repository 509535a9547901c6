"""A server's own affairs: logs without personal data, health, read-only after a restore, checkpoints that keep up."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.people import MORNING, PASSWORD, make_cast
from xiaoneng.audit.checkpoints import append, load_key, make_key, read, sign
from xiaoneng.audit.models import Entry
from xiaoneng.org.models import Account
from xiaoneng.web.logs import Plain


@pytest.mark.django_db
def test_a_line_a_request_without_anybody_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    cast = make_cast(None)
    capsys.readouterr()
    visitor = Client()
    visitor.post("/sign-in/", {"username": "lin", "password": PASSWORD})
    visitor.get(f"/org/people/{cast.ma.pk}/?q=马满")
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(one["method"], one["route"]) for one in told if one["event"] == "request"] == [
        ("POST", "/sign-in/"),
        ("GET", "/org/people/<int:pk>/"),
    ]
    assert not any(word in json.dumps(told, ensure_ascii=False) for word in ("lin", "马满", "林知", PASSWORD))


def test_a_failure_tells_where_and_never_with_what() -> None:
    try:
        raise ValueError("马满的电话")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Internal Server Error: %s", ("/org/people/5/",), sys.exc_info())
    line = json.loads(Plain().format(record))
    assert line["error"] == "ValueError"
    assert "test_running.py" in line["where"][-1]
    assert "马满" not in str(line)
    assert "/org/people/5/" not in str(line)


@pytest.mark.django_db
def test_health(settings: Any, tmp_path: Path) -> None:
    assert Client().get("/health/").content == b"ok"
    settings.DATA = tmp_path / "gone"
    answer = Client().get("/health/")
    assert (answer.status_code, answer.content) == (503, b"not ok")


@pytest.mark.django_db
def test_a_restored_office_can_be_read_and_not_written(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEY, settings.CHECKPOINTS = tmp_path / "key", tmp_path / "marks.jsonl"
    make_key(tmp_path / "key")
    make_cast(None)
    visitor = Client()
    visitor.post("/sign-in/", {"username": "lin", "password": PASSWORD})
    assert [mark.size for mark in read(tmp_path / "marks.jsonl").marks] == [1]
    append(tmp_path / "marks.jsonl", sign(load_key(tmp_path / "key"), 9, "0" * 64, MORNING))
    assert visitor.get("/").status_code == 200
    new = "Qinghe-2027-winter"
    answer = visitor.post("/me/", {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422
    assert "第 2 至 9 号" in answer.content.decode()
    assert Entry.objects.count() == 1
    assert Account.objects.get(username="lin").check_password(PASSWORD)


def test_the_shipped_settings_pass_the_frameworks_own_check(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "XIAONENG_DATA": str(tmp_path),
        "XIAONENG_HTTPS": "yes",
        "DJANGO_SETTINGS_MODULE": "xiaoneng.config.settings",
    }
    # The tests in a browser set it for this process; a server has no such thing.
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
