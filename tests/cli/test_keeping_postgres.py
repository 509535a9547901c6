"""The same drill on PostgreSQL: set up, doctor, backup, restore into an empty database, verify; its triggers refuse as SQLite's do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse, urlunparse

import pytest

from tests.cli.test_keeping import INIT
from tests.engines.cluster import cluster

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
ATTACKS = (
    "UPDATE audit_entry SET details = 'x'",
    "UPDATE audit_entry SET details = '（已删除）', role = 'x'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry CASCADE",
    "UPDATE audit_checkpoint SET root = 'x'",
    "DELETE FROM audit_checkpoint",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with cluster() as found:
        yield found


def other(address: str, name: str) -> str:
    """The address of another database of the same cluster, made now."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(address, autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}".encode())
    return urlunparse(urlparse(address)._replace(path=f"/{name}"))


def program(data: Path, address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XIAONENG_DATA": str(data), "DATABASE_URL": address}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run([sys.executable, "-m", "xiaoneng", *arguments], capture_output=True, text=True, check=False, env=environment)


def test_a_drill(address: str, tmp_path: Path) -> None:
    import psycopg  # noqa: PLC0415

    here, there = other(address, "here"), other(address, "there")
    made = program(tmp_path / "here", here, *INIT)
    assert made.returncode == 0, made.stderr
    assert program(tmp_path / "here", here, "audit", "checkpoint").returncode == 0
    checked = program(tmp_path / "here", here, "doctor")
    assert "fsync" in checked.stdout
    assert "审计链" not in checked.stdout
    with psycopg.connect(here, autocommit=True) as database:
        for attack in ATTACKS:
            with pytest.raises(psycopg.errors.RaiseException, match="不能改动"):
                database.execute(attack.encode())
    archive = tmp_path / "备份.tar.gz"
    done = program(tmp_path / "here", here, "backup", "--out", str(archive))
    assert done.returncode == 0, done.stderr
    assert "已经有表" in program(tmp_path / "again", here, "restore", str(archive)).stderr
    back = program(tmp_path / "there", there, "restore", str(archive))
    assert back.returncode == 0, back.stderr
    assert "核对无误" in back.stdout
    marks = str(tmp_path / "here" / "checkpoints.jsonl")
    proof = program(tmp_path / "there", "", "audit", "verify", "--database", there, "--checkpoints", marks)
    assert proof.returncode == 0, proof.stderr
    with psycopg.connect(there, autocommit=True) as database:
        database.execute(b"ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        database.execute("UPDATE audit_entry SET clause = '改' WHERE seq = 1".encode())
    told = program(tmp_path / "there", there, "doctor")
    assert "触发器" in told.stdout
    assert "第 1 号的摘要不对" in told.stdout
