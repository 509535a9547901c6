"""备份、恢复、体检: what keeps an office's data safe; every backup is opened and verified before it is called one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from xiaoneng.cli.arguments import Namespace
from xiaoneng.cli.office import prepare
from xiaoneng.rulebook.problems import Refused

DATABASE, DUMP, MANIFEST = "xiaoneng.sqlite3", "database.dump", "manifest.json"
KEPT = ("files", "checkpoints.jsonl", "secret-key")
"""What lies in the data folder beside the database; the signing key is left out on purpose: it belongs elsewhere."""
ENOUGH_BYTES = 500 * 1024 * 1024
SECONDS = 3600


def backup(arguments: Namespace) -> int:
    """备份: database, files and checkpoints in one archive, which is opened and verified before it gets its name."""
    prepare()
    from django.conf import settings  # noqa: PLC0415

    from xiaoneng.audit import clock  # noqa: PLC0415

    target = Path(arguments.out or f"效能备份-{clock.day_of(clock.now()).isoformat()}.tar.gz").resolve()
    if target.exists():
        raise Refused(f"{target.name} 已经有了，没有覆盖；请换个文件名或先移走它")
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        folder = Path(place) / "content"
        folder.mkdir()
        _database(folder)
        for name in KEPT:
            _copy(Path(settings.DATA) / name, folder / name)
        manifest = {str(path.relative_to(folder)): _sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
        (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        unfinished = Path(place) / "unfinished.tar.gz"
        with tarfile.open(unfinished, "w:gz") as archive:
            archive.add(folder, arcname=".")
        told = _proved(unfinished)
        os.replace(unfinished, target)
    print(f"已备份到 {target}：{told}。请拷到别的机器或移动硬盘上。")
    return 0


def _database(folder: Path) -> None:
    """A consistent copy of the database while people work."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        with sqlite3.connect(connection.settings_dict["NAME"]) as here, sqlite3.connect(folder / DATABASE) as there:
            here.backup(there)
        return
    program = shutil.which("pg_dump")
    if program is None:
        raise Refused("没有找到 pg_dump；请安装 postgresql-client 后再备份")
    settings = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"]}
    command = [program, "--format=custom", f"--file={folder / DUMP}", f"--dbname={settings['NAME']}"]
    command += [f"--{key}={settings[name]}" for key, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER")) if settings[name]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=SECONDS)  # noqa: S603
    if done.returncode:
        raise Refused(f"pg_dump 没有完成：{done.stderr.strip().splitlines()[-1] if done.stderr else '原因不明'}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.part"))
    elif source.is_file():
        shutil.copy2(source, target)


def _proved(archive: Path) -> str:
    """Opens an archive, compares every file with the manifest, and looks whether the database in it is sound. Raises Refused."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        unpack(archive, folder)
        files = sum(1 for path in folder.rglob("*") if path.is_file())
        copy = folder / DATABASE
        if not copy.is_file():
            return f"{files} 个文件，数据库转储 {(folder / DUMP).stat().st_size} 字节"
        with sqlite3.connect(f"file:{copy}?mode=ro", uri=True) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone()[0]
            entries, last = database.execute("SELECT COUNT(*), COALESCE(MAX(seq), 0) FROM audit_entry").fetchone()
        if sound != "ok" or entries != last:
            raise Refused("备份里的数据库不完整，没有留下这份备份；请运行 xiaoneng doctor")
        return f"{files} 个文件，审计记录 {entries} 条，数据库完整"


def unpack(archive: Path, folder: Path) -> None:
    """解开: plain files and folders only, each as the manifest says. Raises Refused for anything else."""
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError):
        raise Refused(f"{archive.name} 不是备份，或已损坏；请换一份") from None
    wrong = [name for name, digest in manifest.items() if not (folder / name).is_file() or _sha256(folder / name) != digest]
    if wrong:
        raise Refused(f"备份里的“{wrong[0]}”缺少或被改过，没有恢复；请换一份备份")


def restore(arguments: Namespace) -> int:
    """恢复: into an empty place only; says what is missing if checkpoints kept elsewhere know more."""
    prepare()
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "sqlite":
        raise Refused("PostgreSQL 请用 pg_restore 恢复 database.dump 到空库，再把 files 放回数据文件夹；然后运行 xiaoneng audit verify")
    data = Path(settings.DATA)
    target = Path(connection.settings_dict["NAME"])
    if target.exists() and target.stat().st_size:
        raise Refused(f"{target} 里已经有数据，没有恢复；请先停止服务，把它移到别处")
    connection.close()
    with tempfile.TemporaryDirectory(dir=data) as place:
        folder = Path(place)
        unpack(Path(arguments.file), folder)
        for stale in (f"{target}-wal", f"{target}-shm"):
            Path(stale).unlink(missing_ok=True)
        marks = (folder / "checkpoints.jsonl").read_text(encoding="utf-8") if (folder / "checkpoints.jsonl").is_file() else ""
        for name in (DATABASE, *KEPT):
            if (folder / name).exists() and not (data / name).exists():
                os.replace(folder / name, data / name)
    told = _compared(Path(settings.CHECKPOINTS), marks)
    print(f"已恢复到 {data}。{told}")
    return 0


def _compared(path: Path, marks: str) -> str:
    """What checkpoints kept here say that the backup does not know yet."""
    from xiaoneng.audit.checkpoints import read  # noqa: PLC0415
    from xiaoneng.audit.models import Entry  # noqa: PLC0415

    known = max((mark.size for mark in read(path)), default=0)
    there = Entry.objects.count()
    if known > there:
        lost = f"第 {there + 1} 至 {known} 号的办理已经丢失，请逐件补办，文号接着最后用过的编"
        return f"注意：校验点记有 {known} 条，恢复的库只有 {there} 条，{lost}。"
    return f"审计记录 {there} 条。请运行 xiaoneng audit verify 核对。" if marks else "备份里没有校验点，请运行 xiaoneng audit verify 核对。"


def doctor(arguments: Namespace) -> int:
    """体检: everything that would hurt later, each with its remedy; exit 1 where something must be mended."""
    prepare()
    found = list(_complaints())
    for complaint in found:
        print(f"✗ {complaint}")
    if found:
        raise Refused(f"有 {len(found)} 处要处理，见上")
    print("一切正常。")
    return 0


def _complaints() -> Iterator[str]:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from xiaoneng.audit import clock  # noqa: PLC0415
    from xiaoneng.rulebook.calendar import national_calendar  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "数据库不是最新：请运行 xiaoneng migrate"
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
                value = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
                if value != wanted:
                    yield f"数据库设置 {pragma} 是 {value}，应是 {wanted}：断电可能丢数据，请检查文件系统"
    free = shutil.disk_usage(settings.DATA).free
    if free < ENOUGH_BYTES:
        yield f"磁盘只剩 {free // 1024 // 1024} MB：请清理或换大的磁盘"
    key = Path(settings.SIGNING_KEY)
    if not key.is_file():
        yield "没有校验点密钥：请运行 xiaoneng audit key，并另存一份"
    elif key.stat().st_mode & 0o077:
        yield f"密钥 {key.name} 别人也能读：请把权限改成只有服务帐号可读（chmod 600）"
    today = clock.day_of(clock.now())
    if not national_calendar().known(today.year):
        yield f"没有 {today.year} 年的放假安排，期限只是暂定：请升级程序"
    if not shutil.which("fc-list"):
        yield "没有 fontconfig，打印找不到字体：请安装 fontconfig 和中文字体"


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
