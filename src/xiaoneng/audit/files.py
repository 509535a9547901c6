"""文件: what is uploaded is bounded, known by its content, kept under a name of our own, and given back as an attachment."""

from __future__ import annotations

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db.models import Sum
from django.http import FileResponse

from xiaoneng.audit.action import Actor
from xiaoneng.audit.models import StoredFile
from xiaoneng.audit.refusals import Refused

TYPES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    (b"PK\x03\x04", "application/ofd", (".ofd",)),
)
"""First bytes, type, and the endings that go with them; text is told by being text."""
TEXT = (".txt", ".csv", ".html", ".htm", ".yaml", ".yml")
LONGEST_NAME = 120


def folder() -> Path:
    """存放处: inside the data folder, outside anything that a browser can reach."""
    return Path(settings.DATA) / "files"


def keep_file(*, office_id: int, name: str, data: bytes, by: Actor, at: datetime) -> StoredFile:
    """存一个文件: inside an action, which records it. Raises Refused for what is too big, of an unknown kind, or over the office's room."""
    kind = content_type(name, data)
    if len(data) > settings.MOST_FILE_BYTES:
        raise Refused(f"文件超过 {settings.MOST_FILE_BYTES // 1024 // 1024} MB；请压缩或拆分后再上传")
    used = StoredFile.objects.filter(office_id=office_id).aggregate(all=Sum("size"))["all"] or 0
    if used + len(data) > settings.MOST_OFFICE_BYTES:
        raise Refused("本单位的存放空间已满，没有存入；请系统管理员清理或扩大")
    key = secrets.token_hex(16)
    _write(folder() / key[:2] / key, data)
    return StoredFile.objects.create(
        office_id=office_id, key=key, name=Path(name).name[-LONGEST_NAME:] or "文件", content_type=kind, size=len(data),
        sha256=hashlib.sha256(data).hexdigest(), added_by_id=by.pk, added_at=at,
    )  # fmt: skip


def content_type(name: str, data: bytes) -> str:
    """类型: by the first bytes, agreeing with the ending. Raises Refused for anything else."""
    ending = Path(name.lower()).suffix
    if not data:
        raise Refused("文件是空的；请核对后再上传")
    for magic, kind, endings in TYPES:
        if data.startswith(magic) and ending in endings:
            return kind
    if ending in TEXT and b"\0" not in data[:4096]:
        return "text/plain"
    raise Refused("这种文件不收，或内容与扩展名不符；可收图片（png、jpg）、PDF、docx、xlsx、ofd 和文本")


def read_file(file: StoredFile) -> bytes:
    """读回: the content as it was stored. Raises Refused where it is missing or was changed."""
    try:
        data = (folder() / file.key[:2] / file.key).read_bytes()
    except OSError:
        raise Refused(f"文件“{file.name}”找不到了；请系统管理员检查存储或从备份恢复") from None
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Refused(f"文件“{file.name}”与存入时不一致；请系统管理员检查")
    return data


def attachment(file: StoredFile) -> FileResponse:
    """作为附件给出: never shown inside a page; whether somebody may have it is the caller's question."""
    path = folder() / file.key[:2] / file.key
    response = FileResponse(path.open("rb"), content_type=file.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: written beside, flushed to disk, then put in its place."""
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise Refused("磁盘写不进去，文件没有存入，其他内容没有改动；请系统管理员检查磁盘空间") from None
