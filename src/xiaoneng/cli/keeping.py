"""备份、恢复: what keeps an office's data safe; every backup is restored beside and verified before it is called one."""

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
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from xiaoneng.cli.arguments import Namespace, WrongUsage
from xiaoneng.cli.office import prepare
from xiaoneng.rulebook.problems import Refused

DATABASE, DUMP, MANIFEST, MARKS = "xiaoneng.sqlite3", "database.dump", "manifest.json", "checkpoints.jsonl"
KEPT = ("files", "secret-key")
"""What lies in the data folder beside the database; the signing key is left out on purpose: it belongs elsewhere."""
UNFINISHED = ".xiaoneng-backup-"
SECONDS = 3600


def backup(arguments: Namespace) -> int:
    """备份: database, files and checkpoints in one archive, which is opened and verified before it gets its name."""
    prepare()
    from django.conf import settings  # noqa: PLC0415

    from xiaoneng.audit import clock  # noqa: PLC0415

    target = Path(arguments.out or f"效能备份-{clock.day_of(clock.now()).isoformat()}.tar.gz").resolve()
    if target.exists():
        raise Refused(f"{target.name} 已经有了，没有覆盖；请换个文件名或先移走它")
    _sweep(target.parent)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f"{UNFINISHED}{os.getpid()}-") as place:
        folder = Path(place) / "content"
        folder.mkdir()
        # In this order: what the checkpoints know is in the database, and what the database names is among the files.
        _copy(Path(settings.CHECKPOINTS), folder / MARKS)
        _database(folder)
        for name in KEPT:
            _copy(Path(settings.DATA) / name, folder / name)
        manifest = {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
        (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        unfinished = Path(place) / "unfinished.tar.gz"
        with tarfile.open(unfinished, "w:gz") as archive:
            archive.add(folder, arcname=".")
        shutil.rmtree(folder)
        told = _proved(unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.chmod(0o600)
        os.replace(unfinished, target)
    print(f"已备份到 {target}：{told}。请拷到别的机器或移动硬盘上。")
    return 0


def _sweep(folder: Path) -> None:
    """What a backup left behind that was killed on the way."""
    for left in folder.glob(f"{UNFINISHED}*"):
        number = left.name.removeprefix(UNFINISHED).partition("-")[0]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            shutil.rmtree(left, ignore_errors=True)


def _database(folder: Path) -> None:
    """A consistent copy of the database while people work."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as here, closing(sqlite3.connect(folder / DATABASE)) as there:
            here.backup(there)
            # Whoever opens the copy from a read-only place can't make a file beside it.
            there.execute("PRAGMA journal_mode=DELETE")
        return
    _run(
        "pg_dump", ["--format=custom", f"--file={folder / DUMP}", f"--dbname={connection.settings_dict['NAME']}"], connection.settings_dict
    )


def _run(name: str, arguments: list[str], settings: dict[str, Any]) -> None:
    """One of PostgreSQL's own programs on our database; the password is not among the arguments. Raises Refused."""
    program = shutil.which(name)
    if program is None:
        raise Refused(f"没有找到 {name}；请安装 postgresql-client，再来一次")
    places = (("host", "HOST"), ("port", "PORT"), ("username", "USER"))
    where = [f"--{key}={settings[value]}" for key, value in places if settings[value]]
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"]}
    done = subprocess.run(  # noqa: S603
        [program, *where, *arguments], capture_output=True, text=True, check=False, env=environment, timeout=SECONDS
    )
    if done.returncode:
        raise Refused(f"{name} 没有完成：{done.stderr.strip().splitlines()[-1] if done.stderr.strip() else '原因不明'}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.part"))
    elif source.is_file():
        shutil.copy2(source, target)


def _proved(archive: Path) -> str:
    """Restores an archive beside, compares every file with the manifest, and verifies the chain in it. Raises Refused."""
    from xiaoneng.audit.checkpoints import read  # noqa: PLC0415
    from xiaoneng.audit.rows import stored  # noqa: PLC0415
    from xiaoneng.audit.verify import verify  # noqa: PLC0415

    with tempfile.TemporaryDirectory(dir=archive.parent) as place:
        folder = Path(place)
        unpack(archive, folder)
        files = sum(1 for path in folder.rglob("*") if path.is_file())
        copy = folder / DATABASE
        if not copy.is_file():
            return f"{files} 个文件，数据库转储 {(folder / DUMP).stat().st_size} 字节；转储要恢复到空库后用 audit verify 核对"
        with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone()[0]
            missing = [
                key for (key,) in database.execute("SELECT key FROM audit_storedfile") if not (folder / "files" / key[:2] / key).is_file()
            ]
        with stored(str(copy)) as store:
            found = verify(store, read(folder / MARKS))
        if sound != "ok" or not found.whole:
            raise Refused(
                f"备份里的数据库不完整（{found.problems[0] if found.problems else sound}），没有留下这份备份；请运行 xiaoneng doctor"
            )
        if missing:
            raise Refused(f"有 {len(missing)} 个登记过的文件不在存放处，没有留下这份备份；请从以前的备份里找回，见 xiaoneng doctor")
        return f"{files} 个文件，审计记录 {found.size} 条，数据库完整，审计链核对无误"


def unpack(archive: Path, folder: Path) -> None:
    """解开: plain files and folders only, each as the manifest says and nothing else. Raises Refused."""
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
        wrong = sorted(there ^ set(manifest)) or [name for name, digest in manifest.items() if _sha256(folder / name) != digest]
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError, AttributeError):
        raise Refused(f"{archive.name} 不是备份，或已损坏；请换一份") from None
    if wrong:
        raise Refused(f"备份里的“{wrong[0]}”缺少、多出或被改过，没有恢复；请换一份备份")


def restore(arguments: Namespace) -> int:
    """恢复: into an empty place only; says what is missing if checkpoints kept elsewhere know more. Or answers for what is missing."""
    if bool(arguments.file) == bool(arguments.acknowledge):
        raise WrongUsage("写明备份文件，或者用 --acknowledge 写明确认丢失的系统管理员的用户名")
    prepare()
    return _acknowledge(arguments) if arguments.acknowledge else _restore(Path(arguments.file))


def _restore(archive: Path) -> int:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    data = Path(settings.DATA)
    data.mkdir(parents=True, exist_ok=True)
    with _emptied() as target, tempfile.TemporaryDirectory(dir=data) as place:
        folder = Path(place)
        unpack(archive, folder)
        if not (folder / (DUMP if target is None else DATABASE)).is_file():
            raise Refused("备份和设置里的数据库不是一种（SQLite、PostgreSQL），没有恢复；请核对设置 database_url")
        for name in KEPT:
            if (folder / name).exists():
                _into(folder / name, data / name)
        marks = Path(settings.CHECKPOINTS)
        if (folder / MARKS).is_file() and not marks.exists():
            marks.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder / MARKS, marks)
        if target is None:
            command = ["--exit-on-error", "--no-owner", f"--dbname={connection.settings_dict['NAME']}", str(folder / DUMP)]
            _run("pg_restore", command, connection.settings_dict)
        else:
            _into(folder / DATABASE, target)
    print(f"已恢复到 {data}。{_compared()}")
    return 0


@contextmanager
def _emptied() -> Iterator[Path | None]:
    """The place of the SQLite file, free of what an older one left beside it; None for an empty PostgreSQL database. Raises Refused."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "sqlite":
        if connection.introspection.table_names():
            raise Refused("数据库里已经有表，没有恢复；请新建一个空的库，再改设置 database_url")
        connection.close()
        yield None
        return
    target = Path(connection.settings_dict["NAME"])
    if target.exists() and target.stat().st_size:
        raise Refused(f"{target} 里已经有数据，没有恢复；请先停止服务，把它移到别处")
    connection.close()
    # A log that another database left would be played into this one.
    for stale in (f"{target}-wal", f"{target}-shm"):
        Path(stale).unlink(missing_ok=True)
    yield target


def _into(source: Path, target: Path) -> None:
    """Moves a file or folder where none is; what is there already in a folder stays."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file():
                (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
                _into(path, target / path.relative_to(source))
    elif not target.exists() or not target.stat().st_size or target.name == "secret-key":
        os.replace(source, target)


def _compared() -> str:
    """What checkpoints kept here say that the backup does not know yet, and whether the chain is whole."""
    from django.conf import settings  # noqa: PLC0415

    from xiaoneng.audit.actions_checkpoint import behind  # noqa: PLC0415
    from xiaoneng.audit.checkpoints import read  # noqa: PLC0415
    from xiaoneng.audit.verify import verify_database  # noqa: PLC0415

    lost = behind()
    if lost is not None:
        return (
            f"注意：第 {lost[0]} 至 {lost[1]} 号的办理已经丢失，现在只能查看，不能办理。请系统管理员运行 "
            "xiaoneng restore --acknowledge 用户名 --reason 原因；确认以后文号接着最后用过的编，丢失的请逐件补办。"
        )
    found = verify_database(read(Path(settings.CHECKPOINTS)))
    if not found.whole:
        return f"但审计链不完整：{found.problems[0]}。请运行 xiaoneng audit verify 查看，并换一份备份。"
    marks = f"对照校验点 {found.marks} 个" if found.marks else "没有校验点可以对照"
    return f"审计记录 {found.size} 条，核对无误，{marks}。"


def _acknowledge(arguments: Namespace) -> int:
    from xiaoneng.audit import clock  # noqa: PLC0415
    from xiaoneng.org.actions_audit import acknowledge_restore  # noqa: PLC0415
    from xiaoneng.org.models import Account  # noqa: PLC0415

    account = Account.objects.filter(username=arguments.acknowledge, is_active=True).first()
    if account is None:
        raise Refused(f"没有用户名“{arguments.acknowledge}”；请写系统管理员的用户名")
    key = Path(arguments.key) if arguments.key else None
    lost = acknowledge_restore(reason=arguments.reason or "", by=account.person, at=clock.now(), key=key)
    print(f"已确认：第 {lost[0]} 至 {lost[1]} 号丢失，可以继续办理；文号接着最后用过的编。")
    return 0


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
