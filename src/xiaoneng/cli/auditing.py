"""审计的命令: verifying the running database or a copy, checkpoints, the key."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from xiaoneng.cli.arguments import Namespace, WrongUsage
from xiaoneng.cli.office import prepare
from xiaoneng.rulebook.problems import Refused

PRINTED = re.compile(r"(\d+)[:：]([0-9a-f]{8,64})")
"""纸上的校验点: a number of entries and at least eight characters of the root."""


def audit(arguments: Namespace) -> int:
    """审计: `verify` exits with 0 where the chain is whole and agrees with what was published, with 1 and everything wrong otherwise."""
    doings = {"verify": _verify, "checkpoint": _checkpoint, "key": _key}
    if arguments.what not in doings:
        raise WrongUsage(f"audit 后面写 {'、'.join(doings)} 之一，不能是“{arguments.what}”")
    return doings[arguments.what](arguments)


def _verify(arguments: Namespace) -> int:
    from xiaoneng.audit.checkpoints import Kept, read  # noqa: PLC0415
    from xiaoneng.audit.rows import stored  # noqa: PLC0415
    from xiaoneng.audit.verify import Printed, verify, verify_database  # noqa: PLC0415

    printed = []
    for text in arguments.printed or ():
        match = PRINTED.fullmatch(text.strip().lower())
        if match is None:
            raise WrongUsage(f"--printed 应是“条数:根”，根至少写前八位，如 120:3f9a01c2，不能是“{text}”")
        printed.append(Printed(int(match[1]), match[2]))
    if arguments.checkpoints and not Path(arguments.checkpoints).is_file():
        raise Refused(f"没有找到校验点文件“{arguments.checkpoints}”；请核对路径")
    if arguments.database:
        kept = read(Path(arguments.checkpoints)) if arguments.checkpoints else Kept()
        with stored(arguments.database) as store:
            found = verify(store, kept, arguments.key_id or "", printed)
    else:
        prepare()
        from django.conf import settings  # noqa: PLC0415

        kept = read(Path(arguments.checkpoints or settings.CHECKPOINTS))
        found = verify_database(kept, arguments.key_id or "", printed)
    if arguments.format == "json":
        told = {name: getattr(found, name) for name in ("whole", "size", "at", "last", "root", "marks", "problems", "more", "notes")}
        print(json.dumps(told | {"key_id": arguments.key_id or kept.pinned}, ensure_ascii=False, indent=1))
        return 0 if found.whole else 1
    print(f"共 {found.size} 条，最后一条摘要 {found.last}，根 {found.root}；对照校验点 {found.marks} 个，密钥 {kept.pinned or '无'}")
    for note in found.notes:
        print(f"注意：{note}")
    if not found.whole:
        more = f"\n另有 {found.more} 处" if found.more else ""
        raise Refused("审计链不完整，请保留现场：\n" + "\n".join(found.problems) + more)
    print("核对无误。")
    return 0


def _checkpoint(arguments: Namespace) -> int:
    prepare()
    from xiaoneng.audit import clock  # noqa: PLC0415
    from xiaoneng.audit.actions_checkpoint import checkpoint  # noqa: PLC0415

    mark = checkpoint(at=clock.now(), key=Path(arguments.key) if arguments.key else None)
    if mark is None:
        print("上次以后没有新的记录，不必再立。")
        return 0
    print(f"校验点　{mark.size} 条，时间 {mark.at}\n根　　　{mark.root}\n密钥　　{mark.key_id}")
    print("请打印或抄下条数和根的前几位，存到数据库以外。")
    return 0


def _key(arguments: Namespace) -> int:
    """Makes the key where there is none; shows the public part of the one there is."""
    from xiaoneng.audit.checkpoints import key_id, load_key, make_key, public_of  # noqa: PLC0415

    path = Path(arguments.key) if arguments.key else _key_path()
    if not path.exists():
        make_key(path)
        print(f"已造密钥：{os.fspath(path)}。请另存一份；不要和数据库放在同一人手里。")
    public = public_of(load_key(path))
    print(f"密钥编号　{key_id(public)}\n公钥　　　{public}")
    return 0


def _key_path() -> Path:
    prepare()
    from django.conf import settings  # noqa: PLC0415

    return Path(settings.SIGNING_KEY)
