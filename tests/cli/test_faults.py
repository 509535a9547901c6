"""What goes wrong with machines: killed at any moment, a full disk, a clock turned back, another time zone, an older state restored."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.test_keeping import INIT, program

pytestmark = pytest.mark.slow

WRITER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "xiaoneng.config.settings"
import django
django.setup()
from xiaoneng.audit import clock
from xiaoneng.audit.action import SETUP, action, record
from xiaoneng.audit.files import keep_file
from xiaoneng.audit.writing import take_numbers

@action("setup.number")
def number(*, by, at, who):
    \"\"\"编一个号: for these tests.\"\"\"
    no = take_numbers(1, "号", 2026)
    keep_file(office_id=1, name="a.txt", data=str(no).encode(), by=by, at=at)
    record(("number", no), office_id=1, changes={"who": who})
    return no

for turn in range(int(sys.argv[2])):
    print(number(by=SETUP, at=clock.now(), who=sys.argv[1]), flush=True)
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("faults") / "data"
    made = program(data, *INIT)
    assert made.returncode == 0, made.stderr
    assert program(data, "audit", "checkpoint").returncode == 0
    return data


@pytest.fixture
def data(office: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(office, tmp_path / "data"))


def writer(data: Path, who: str, turns: int, **more: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "XIAONENG_DATA": str(data)}
    command = [sys.executable, "-c", WRITER, who, str(turns)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload]


def numbers(data: Path) -> list[int]:
    """The numbers that the entries tell of."""
    with sqlite3.connect(data / "xiaoneng.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return [int(no) for (no,) in database.execute("SELECT object_id FROM audit_entry WHERE action = 'setup.number' ORDER BY seq")]


def test_killed_while_writing(data: Path) -> None:
    """Everything that was acknowledged is there, nothing half, no number twice or left out."""
    told: list[int] = []
    for pause in (0.02, 0.11, 0.3):
        process = writer(data, "甲", 100_000)
        assert process.stdout is not None
        told.append(int(process.stdout.readline()))
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        told += [int(line) for line in process.communicate()[0].splitlines() if line]
    found = numbers(data)
    assert found == list(range(1, len(found) + 1))
    assert set(told) <= set(found)
    assert len(found) - len(told) <= 3
    proof = program(data, "audit", "verify")
    assert proof.returncode == 0, proof.stderr
    assert program(data, "backup", "--out", str(data / "b.tar.gz")).returncode == 0


def test_two_processes_at_once(data: Path) -> None:
    pair = [writer(data, who, 25) for who in ("甲", "乙")]
    told = [process.communicate(timeout=60) for process in pair]
    assert [process.returncode for process in pair] == [0, 0], told
    given = sorted(int(line) for out, _ in told for line in out.split())
    assert given == list(range(1, 51))
    assert sorted(numbers(data)) == given
    assert program(data, "audit", "verify").returncode == 0


def test_killed_while_backing_up(data: Path, tmp_path: Path) -> None:
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "abc").write_bytes(os.urandom(40 << 20))
    target = tmp_path / "out" / "b.tar.gz"
    target.parent.mkdir()
    environment = {**os.environ, "XIAONENG_DATA": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen([sys.executable, "-m", "xiaoneng", "backup", "--out", str(target)], env=environment)
    for _ in range(600):
        if list(target.parent.iterdir()):
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert not target.exists()
    assert list(target.parent.iterdir()) != []
    done = program(data, "backup", "--out", str(target))
    assert done.returncode == 0, done.stderr
    assert list(target.parent.iterdir()) == [target]
    assert target.stat().st_mode & 0o077 == 0


def test_a_full_disk(data: Path, tmp_path: Path) -> None:
    """Writing is refused, what was there can be read; with room again it goes on."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    process = writer(data, "甲", 3, preexec_fn=limited)
    out, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert out == ""
    assert "disk" in err or "磁盘" in err
    assert numbers(data) == []
    assert program(data, "audit", "verify").returncode == 0
    assert writer(data, "甲", 1).communicate(timeout=60)[0] == "1\n"
    environment = {**os.environ, "XIAONENG_DATA": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "xiaoneng", "backup", "--out", str(tmp_path / "b.tar.gz")]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, preexec_fn=limited)
    assert told.returncode == 1
    assert not (tmp_path / "b.tar.gz").exists()
    assert "Traceback" not in told.stderr


def test_a_clock_turned_back_is_told(data: Path) -> None:
    with sqlite3.connect(data / "xiaoneng.sqlite3") as database:
        database.execute("UPDATE audit_head SET at = '2099-01-01 00:00:00'")
    process = writer(data, "甲", 1)
    out, err = process.communicate(timeout=60)
    assert out == ""
    assert "校准时钟" in err
    assert "校准时钟" in program(data, "doctor").stdout


def test_an_older_state_is_read_only_until_it_is_answered_for(data: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.tar.gz"
    assert program(data, "backup", "--out", str(old)).returncode == 0
    assert writer(data, "甲", 5).communicate(timeout=60)[0].split() == ["1", "2", "3", "4", "5"]
    assert program(data, "audit", "checkpoint").returncode == 0
    (data / "xiaoneng.sqlite3").unlink()
    (data / "xiaoneng.sqlite3-wal").write_bytes(b"stale")
    back = program(data, "restore", str(old))
    assert back.returncode == 0, back.stderr
    assert "第 2 至 11 号" in back.stdout
    assert "只能查看" in writer(data, "甲", 1).communicate(timeout=60)[1]
    assert "第 2 至 11 号" in program(data, "doctor").stdout
    assert program(data, "audit", "verify").returncode == 1
    assert program(data, "restore", "--acknowledge", "auditor", "--reason", "硬盘损坏").returncode == 1
    done = program(data, "restore", "--acknowledge", "system", "--reason", "硬盘损坏")
    assert done.returncode == 0, done.stderr
    assert writer(data, "甲", 1).communicate(timeout=60)[0] == "6\n"
    proof = program(data, "audit", "verify", "--format", "json")
    assert proof.returncode == 0, proof.stdout
    assert "第 2 至 11 号" in json.loads(proof.stdout)["notes"][0]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_machine_in_another_time_zone_verifies_the_same(zone: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    assert writer(data, "甲", 2).communicate(timeout=60)[0] == "1\n2\n"
    assert program(data, "audit", "checkpoint").returncode == 0
    proof = program(data, "audit", "verify")
    assert proof.returncode == 0, proof.stderr
