"""文件: what is uploaded is bounded, known by its content, kept under a name of our own, and given back as an attachment."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db.models import Sum
from django.http import FileResponse

from xiaoneng.audit.action import Actor, action, if_refused, record
from xiaoneng.audit.models import StoredFile
from xiaoneng.audit.refusals import Refused
from xiaoneng.files.cells import DEFAULT_LIMITS, MIB

TYPES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"%PDF-", "application/pdf", (".pdf",)),
)
"""First bytes, type, and the endings that go with them; text is told by being text, office papers by what is packed in them."""
PACKED = {
    ".xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".ofd": ("OFD.xml", "application/ofd"),
}
"""Ending → the part that such a paper has, its type."""
ZIP = b"PK\x03\x04"
ACTIVE = ("vbaproject.bin", "vbadata.xml", "activex", "xl/macrosheets")
"""Parts with programs in them."""
PACKED_AGAIN = (".zip", ".rar", ".7z", ".gz", ".jar", ".docm", ".xlsm", ".exe", ".js", ".vbs")
TEXT = (".txt", ".csv", ".html", ".htm", ".yaml", ".yml")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LONGEST_NAME = 120
PART = ".part"


def folder() -> Path:
    """存放处: inside the data folder, outside anything that a browser can reach."""
    return Path(settings.DATA) / "files"


def place_of(key: str) -> Path:
    """A file's place by its key."""
    return folder() / key[:2] / key


@action("audit.store_file")
def keep_file(*, office_id: int, name: str, data: bytes, by: Actor, at: datetime) -> StoredFile:
    """存入文件: inside another action, which has asked whether `by` may. Raises Refused for what is too big, of an unknown kind, or
    over the office's room. Where the action comes to nothing, the file goes again."""
    kind = content_type(name, data)
    used = StoredFile.objects.filter(office_id=office_id).aggregate(all=Sum("size"))["all"] or 0
    if used + len(data) > settings.MOST_OFFICE_BYTES:
        raise Refused("本单位的存放空间已满，没有存入；请系统管理员清理或扩大")
    key = secrets.token_hex(16)
    path = place_of(key)
    if_refused(lambda: path.unlink(missing_ok=True))
    _write(path, data)
    made = StoredFile.objects.create(
        office_id=office_id, key=key, name=plain_name(name), content_type=kind, size=len(data),
        sha256=hashlib.sha256(data).hexdigest(), added_by_id=by.pk, added_at=at,
    )  # fmt: skip
    record(made, office_id=office_id, changes={"file": made.name, "size": made.size, "sha256": made.sha256})
    return made


def plain_name(name: str) -> str:
    """文件名: without folders and signs that no name has; long ones keep their end."""
    bare = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip(" .")
    return bare[-LONGEST_NAME:] or "文件"


def content_type(name: str, data: bytes) -> str:
    """类型: by the content, agreeing with the ending. Raises Refused for anything else, for programs inside, for what unpacks too big."""
    ending = Path(name.lower()).suffix
    if not data:
        raise Refused("文件是空的；请核对后再上传")
    if len(data) > settings.MOST_FILE_BYTES:
        raise Refused(f"文件超过 {settings.MOST_FILE_BYTES // MIB} MB；请压缩或拆分后再上传")
    for magic, kind, endings in TYPES:
        if data.startswith(magic) and ending in endings:
            return kind
    if data.startswith(ZIP) and ending in PACKED:
        return _packed(ending, data)
    if ending in TEXT and _is_text(data):
        return "text/plain"
    raise Refused("这种文件不收，或内容与扩展名不符；可收图片（png、jpg）、PDF、docx、xlsx、ofd 和文本")


def _is_text(data: bytes) -> bool:
    """In an encoding that offices' programs write; UTF-16 (what 记事本 calls Unicode) only with the mark by which it is known."""
    for encoding in ("utf-16",) if data.startswith(UTF_16) else ("utf-8-sig", "gb18030"):
        try:
            return "\0" not in data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False


def _packed(ending: str, data: bytes) -> str:
    """The type of an office paper; its parts are counted and named before anything is unpacked."""
    part, kind = PACKED[ending]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused("文件已损坏，打不开；请另存后再上传") from None
    limits = DEFAULT_LIMITS
    unpacked, packed = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    names = [one.filename for one in parts]
    if any(one.flag_bits & 1 for one in parts):
        raise Refused("文件已加密，没有存入；请取消密码后再上传")
    bomb = any(one.file_size > MIB and one.file_size > limits.unpack_ratio * one.compress_size for one in parts)
    crowded = len(parts) > limits.zip_entries or len(set(names)) < len(names)
    if crowded or bomb or unpacked > limits.unpacked_bytes or unpacked > max(MIB, limits.unpack_ratio * packed):
        raise Refused("文件解开以后太大，可能是恶意文件，没有存入；请另存成较小的文件")
    if any(active in one.lower() for one in names for active in ACTIVE):
        raise Refused("文件里有宏或控件，没有存入；请另存为不带宏的文件再上传")
    if any(one.lower().endswith(PACKED_AGAIN) for one in names):
        raise Refused("文件里又夹带了压缩包或程序，没有存入；请去掉后再上传")
    if part not in names:
        raise Refused("内容与扩展名不符，没有存入；请用办公软件另存后再上传")
    return kind


def read_file(file: StoredFile) -> bytes:
    """读回: the content as it was stored. Raises Refused where it is missing or was changed."""
    try:
        data = place_of(file.key).read_bytes()
    except OSError:
        raise Refused(f"文件“{file.name}”找不到了；请系统管理员检查存储或从备份恢复") from None
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Refused(f"文件“{file.name}”与存入时不一致；请系统管理员检查")
    return data


def attachment(file: StoredFile) -> FileResponse:
    """作为附件给出: never shown inside a page; who may have it is the caller's question. Raises Refused where it is missing."""
    try:
        stream = place_of(file.key).open("rb")
    except OSError:
        raise Refused(f"文件“{file.name}”找不到了；请系统管理员检查存储或从备份恢复") from None
    response = FileResponse(stream, content_type=file.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


def astray() -> Iterator[Path]:
    """无主文件: on disk and in no row: a process was killed between writing a file and its row. Half-written ones are among them."""
    known = set(StoredFile.objects.values_list("key", flat=True))
    return (path for path in folder().glob("*/*") if path.name not in known)


def sweep(at: datetime, older_seconds: int) -> int:
    """清理无主文件: those that were written so long ago that no action can still be at work with them; gives how many went."""
    gone = 0
    for path in list(astray()):
        if at.timestamp() - path.stat().st_mtime > older_seconds:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: written beside, flushed to disk, then put in its place, and its folder flushed too."""
    unfinished = path.with_suffix(PART)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        if os.name == "posix":
            handle = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise Refused("磁盘写不进去，文件没有存入，其他内容没有改动；请系统管理员检查磁盘空间") from None
