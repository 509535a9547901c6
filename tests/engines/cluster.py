"""A private PostgreSQL cluster for the tests: its own folder and socket, no network, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ["/usr/lib/postgresql"]


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first."""
    for place in PLACES:
        found = sorted(Path(place).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
        if found:
            return found[0].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@contextmanager
def cluster() -> Iterator[str]:
    """Starts a cluster and yields its address; as root it runs under the postgres account, which refuses root."""
    bin_ = programs()
    assert bin_ is not None
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
        folder.chmod(0o755)
    data = folder / "data"

    def call(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd="/", timeout=120)

    call(str(bin_ / "initdb"), "-D", str(data), "-U", "tests", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c timezone=Asia/Shanghai"
    call(str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://tests@/postgres?host={folder}"
    finally:
        call(str(bin_ / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
