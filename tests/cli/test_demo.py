"""demo: eight offices with a year made by the actions; a second time it goes on with what is there."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XIAONENG_DEMO_SERVE": "0"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "xiaoneng", "demo", "--out", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.slow
def test_the_demonstration(tmp_path: Path) -> None:
    first = demo(tmp_path / "演示")
    assert first.returncode == 0, first.stderr
    assert all(name in first.stdout for name in ("清和县民政局", "kh 考核管理员", "密码"))
    with sqlite3.connect(tmp_path / "演示" / "xiaoneng.sqlite3") as database:
        offices, facts, gaps = database.execute(
            "SELECT (SELECT COUNT(DISTINCT office_id) FROM ledger_enactment), (SELECT COUNT(*) FROM ledger_fact), "
            "(SELECT MAX(seq) - COUNT(*) FROM audit_entry)"
        ).fetchone()
    assert offices == 8
    assert facts > 500
    assert gaps == 0
    second = demo(tmp_path / "演示")
    assert second.returncode == 0
    assert "接着用" in second.stdout
