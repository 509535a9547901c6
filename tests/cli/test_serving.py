"""`xiaoneng serve` as a machine runs it: refuses an old database and a port in use, answers with two workers, logs without names."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.test_keeping import INIT, program

pytestmark = pytest.mark.slow

BROWSERS = 150


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetched(port: int, path: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode(errors="replace"), {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        return error.code, "", {}


def assert_many_browsers(port: int) -> None:
    """Whoever reads a page keeps the connection open; that must not keep others from being answered."""
    there = [http.client.HTTPConnection("127.0.0.1", port, timeout=5) for _ in range(BROWSERS)]
    try:
        for one in there:
            one.request("GET", "/health/")
            assert one.getresponse().read() == b"ok"
    finally:
        for one in there:
            one.close()


def test_serving(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert "xiaoneng init" in program(data, "serve").stderr
    assert program(data, *INIT).returncode == 0
    port = free_port()
    environment = {**os.environ, "XIAONENG_DATA": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "xiaoneng", "serve", "--port", str(port), "--workers", "2"]
    with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as err:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=err)
        try:
            for _ in range(100):
                try:
                    status, body, _ = fetched(port, "/health/")
                    break
                except OSError:
                    time.sleep(0.2)
            assert (status, body) == (200, "ok")
            status, body, heads = fetched(port, "/sign-in/?next=/facts/7/")
            assert status == 200
            assert "unsafe" not in heads["content-security-policy"]
            style = body.partition('rel="stylesheet" href="')[2].partition('"')[0]
            assert fetched(port, style)[0] == 200
            assert fetched(port, "/facts/7/")[1].count("登录") >= 1
            assert_many_browsers(port)
            assert "已经有别的程序" in program(data, "serve", "--port", str(port)).stderr
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)
    assert f"http://127.0.0.1:{port}/" in (tmp_path / "out").read_text(encoding="utf-8")
    assert "[WARNING]" not in (tmp_path / "err").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in (tmp_path / "err").read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert {"/sign-in/"} <= {line["route"] for line in lines if line["event"] == "request"}
    assert "/facts/7/" not in str(lines)


def test_a_password_reset_on_the_machine(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert program(data, *INIT).returncode == 0
    done = program(data, "init", "--reset-password", "system")
    assert done.returncode == 0, done.stderr
    assert "一次性密码" in done.stdout
    assert "没有用户名" in program(data, "init", "--reset-password", "nobody").stderr
    told = json.loads(program(data, "audit", "verify", "--format", "json").stdout)
    assert (told["whole"], told["size"]) == (True, 2)
