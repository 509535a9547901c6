"""体检: everything that would hurt later, each with its remedy."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from xiaoneng.cli.arguments import Namespace
from xiaoneng.cli.office import pending, prepare
from xiaoneng.rulebook.problems import Refused

ENOUGH_BYTES = 500 * 1024 * 1024
PRAGMAS = (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1))
POSTGRES = (("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on"), ("server_encoding", "UTF8"))
REMOTE = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs", "ncpfs")
"""Kinds of file systems on which SQLite's locks can't be relied on."""
MARK_DAYS = 7
ASTRAY = timedelta(days=1)
NOTICE_MONTH = 11
"""From November on next year's holidays should be known."""


def doctor(arguments: Namespace) -> int:
    """体检: exit 1 where something must be mended."""
    prepare()
    found = list(complaints())
    for complaint in found:
        print(f"✗ {complaint}")
    for note in _notes():
        print(f"注意：{note}")
    if found:
        raise Refused(f"有 {len(found)} 处要处理，见上")
    print("一切正常。")
    return 0


def complaints() -> Iterator[str]:
    """毛病: one sentence each, with what to do."""
    from xiaoneng.audit import clock  # noqa: PLC0415

    at = clock.now()
    yield from _machine()
    if pending():
        yield "数据库还没有建立或不是最新：新装的请运行 xiaoneng init，升级的请运行 xiaoneng migrate"
        return
    yield from _keys()
    yield from _database()
    yield from _chain(at)
    yield from _files(at)
    yield from _calendar(clock.day_of(at))


def _machine() -> Iterator[str]:
    from django.conf import settings  # noqa: PLC0415

    data = Path(settings.DATA)
    free = shutil.disk_usage(data if data.exists() else data.parent).free
    if free < ENOUGH_BYTES:
        yield f"磁盘只剩 {free // 1024 // 1024} MB：请清理或换大的磁盘"
    fonts = shutil.which("fc-list")
    if fonts is None:
        yield "没有 fontconfig，打印找不到字体：请安装 fontconfig 和中文字体（apt-get install fontconfig fonts-noto-cjk）"
    elif not subprocess.run([fonts, ":lang=zh"], capture_output=True, text=True, check=False).stdout.strip():  # noqa: S603
        yield "没有中文字体，打印出来是方块：请安装中文字体（apt-get install fonts-noto-cjk）"
    if not settings.OPTIONS.https and settings.OPTIONS.address not in ("127.0.0.1", "localhost", "::1"):
        yield "服务开给别的机器而没有 HTTPS，密码在网上是明文：请在前面加 HTTPS，并设 https"


def _keys() -> Iterator[str]:
    from django.conf import settings  # noqa: PLC0415

    from xiaoneng.audit.checkpoints import key_id, load_key, public_of, read  # noqa: PLC0415

    key = Path(settings.SIGNING_KEY)
    for path in (key, Path(settings.DATA) / "secret-key"):
        if path.is_file() and path.stat().st_mode & 0o077:
            yield f"密钥 {path.name} 别人也能读：请把权限改成只有服务帐号可读（chmod 600 {path}）"
    kept = read(Path(settings.CHECKPOINTS))
    yield from kept.problems
    if not key.is_file():
        yield "没有校验点密钥：请运行 xiaoneng audit key 并另存一份；密钥放在别的机器上的，请定期在那里立校验点"
        return
    try:
        ours = key_id(public_of(load_key(key)))
    except Refused as why:
        yield str(why)
        return
    if kept.pinned and kept.pinned != ours:
        yield f"校验点文件认可的密钥是 {kept.pinned}，现在的是 {ours}：请找回原来的密钥"


def _database() -> Iterator[str]:
    from django.db import connection  # noqa: PLC0415

    from xiaoneng.audit.triggers import there, wanted  # noqa: PLC0415

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            kind = file_system(Path(connection.settings_dict["NAME"]), Path("/proc/mounts"))
            if kind in REMOTE:
                yield f"数据库在网络文件系统（{kind}）上，会损坏：请把数据文件夹移到本机磁盘"
            for pragma, right in PRAGMAS:
                value = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
                if value != right:
                    yield f"数据库设置 {pragma} 是 {value}，应是 {right}：断电可能丢数据，请检查文件系统"
        else:
            for name, right in POSTGRES:
                cursor.execute(f"SHOW {name}")
                value = cursor.fetchone()[0]
                if value != right:
                    yield f"数据库设置 {name} 是 {value}，应是 {right}：断电可能丢数据，请在 postgresql.conf 里改"
        if missing := wanted(connection.vendor) - there(cursor, connection.vendor):
            yield f"保护审计记录的触发器少了 {len(missing)} 个：有人动过数据库，请保留现场，运行 xiaoneng audit verify"


def file_system(path: Path, mounts: Path) -> str:
    """文件系统: the kind of the mount that a path lies on; '' where the machine does not say."""
    if not mounts.is_file():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    inside = [(point, kind) for point, kind in found if path.resolve().is_relative_to(point.replace("\\040", " "))]
    return max(inside, key=lambda one: len(one[0]))[1] if inside else ""


def _chain(at: datetime) -> Iterator[str]:
    from django.conf import settings  # noqa: PLC0415

    from xiaoneng.audit.action import BACK_AT_MOST  # noqa: PLC0415
    from xiaoneng.audit.actions_checkpoint import behind  # noqa: PLC0415
    from xiaoneng.audit.checkpoints import read  # noqa: PLC0415
    from xiaoneng.audit.models import Checkpoint, Entry, Head  # noqa: PLC0415
    from xiaoneng.audit.verify import verify_database  # noqa: PLC0415

    head = Head.objects.filter(pk=1).first()
    if head is not None and head.at is not None and head.at - at > BACK_AT_MOST:
        yield "本机时间早于最后一次办理，现在办不了事：请校准时钟"
    lost = behind()
    if lost is not None:
        yield (
            f"库里少了第 {lost[0]} 至 {lost[1]} 号的办理（恢复到了较早的备份），现在只能查看："
            "请系统管理员运行 xiaoneng restore --acknowledge 用户名 --reason 原因"
        )
        return
    found = verify_database(read(Path(settings.CHECKPOINTS)))
    if not found.whole:
        yield f"审计链不完整（{found.problems[0]}）：请保留现场，运行 xiaoneng audit verify"
    last = Checkpoint.objects.order_by("-size").first()
    first = Entry.objects.order_by("seq").values_list("at", flat=True).first()
    size, since = (last.size, last.at) if last is not None else (0, first)
    if head is not None and head.seq > size and since is not None and at - since > timedelta(days=MARK_DAYS):
        yield "很久没有立校验点：请运行 xiaoneng audit checkpoint"


def _files(at: datetime) -> Iterator[str]:
    from xiaoneng.audit.files import astray, place_of, sweep  # noqa: PLC0415
    from xiaoneng.audit.models import StoredFile  # noqa: PLC0415

    missing = [name for key, name in StoredFile.objects.values_list("key", "name").iterator() if not place_of(key).is_file()]
    if missing:
        yield f"有 {len(missing)} 个登记过的文件不见了（如“{missing[0]}”）：请从备份的 files 里找回"
    gone = sweep(at, int(ASTRAY.total_seconds())) if any(True for _ in astray()) else 0
    if gone:
        print(f"清理了 {gone} 个没有写完、没有登记的文件。")


def _calendar(today: date) -> Iterator[str]:
    from xiaoneng.rulebook.calendar import national_calendar  # noqa: PLC0415

    if not national_calendar().known(today.year):
        yield f"没有 {today.year} 年的放假安排，期限只是暂定：通知公布以后请升级程序"


def _notes() -> Iterator[str]:
    """What may be right for now, and can't be mended here."""
    from xiaoneng.audit import clock  # noqa: PLC0415
    from xiaoneng.rulebook.calendar import national_calendar  # noqa: PLC0415

    today = clock.day_of(clock.now())
    if today.month >= NOTICE_MONTH and not national_calendar().known(today.year + 1):
        yield f"还没有 {today.year + 1} 年的放假安排，明年的期限只是暂定；通知公布以后升级程序就有"
