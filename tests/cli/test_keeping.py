"""An installation by hand: set up, doctor, backup, restore elsewhere, verify; a broken backup is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
INIT = (
    "init",
    "--county",
    "清和县",
    "--office",
    "清和县档案馆",
    "--system",
    "唐立",
    "--security",
    "顾平",
    "--auditor",
    "齐明",
    "--runner",
    "林知",
)


def program(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XIAONENG_DATA": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "xiaoneng", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_a_drill(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert program(here, "serve").returncode == 1
    made = program(here, *INIT)
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("密码") >= 4
    assert "校验点" not in program(here, "doctor").stdout
    again = program(here, *INIT)
    assert again.returncode == 1
    assert "已经建立" in again.stderr
    assert program(here, "audit", "checkpoint").returncode == 0
    assert program(here, "audit", "verify").returncode == 0
    archive = tmp_path / "备份.tar.gz"
    done = program(here, "backup", "--out", str(archive))
    assert done.returncode == 0, done.stderr
    assert "数据库完整" in done.stdout
    assert program(here, "backup", "--out", str(archive)).returncode == 1
    assert program(here, "restore", str(archive)).returncode == 1
    back = program(there, "restore", str(archive))
    assert back.returncode == 0, back.stderr
    proof = program(there, "audit", "verify")
    assert proof.returncode == 0, proof.stderr
    assert "对照校验点 1 个" in proof.stdout
    assert "密钥" in program(there, "doctor").stdout
    torn = tmp_path / "torn.tar.gz"
    torn.write_bytes(archive.read_bytes()[:-400])
    assert "损坏" in program(tmp_path / "third", "restore", str(torn)).stderr


def test_a_database_that_does_not_answer_is_told_of(tmp_path: Path) -> None:
    environment = {**os.environ, "XIAONENG_DATA": str(tmp_path / "x"), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "xiaoneng", *INIT]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert told.returncode == 1
    assert "连不上数据库" in told.stderr


def test_wrong_settings_are_told(tmp_path: Path) -> None:
    settings = tmp_path / "xiaoneng.toml"
    settings.write_text("prot = 80\n", encoding="utf-8")
    environment = {**os.environ, "XIAONENG_SETTINGS": str(settings), "XIAONENG_DATA": str(tmp_path / "x")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    told = subprocess.run([sys.executable, "-m", "xiaoneng", "migrate"], capture_output=True, text=True, check=False, env=environment)
    assert told.returncode == 1
    assert "port" in told.stderr
    assert "Traceback" not in told.stderr
