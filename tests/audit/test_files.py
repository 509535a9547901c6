"""What is uploaded is bounded and known by its content; whatever fails leaves no file and no row."""

from __future__ import annotations

import io
import os
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.people import MORNING
from xiaoneng.audit.action import SETUP, Actor, action
from xiaoneng.audit.files import astray, attachment, content_type, folder, keep_file, place_of, plain_name, read_file, sweep
from xiaoneng.audit.models import Entry, StoredFile
from xiaoneng.audit.refusals import Refused

PDF = b"%PDF-1.7 x"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    settings.MOST_FILE_BYTES, settings.MOST_OFFICE_BYTES = 1 << 20, 3 << 20
    return tmp_path


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


DOCX = packed(**{"word/document.xml": b"<w/>"})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.PNG", b"\x89PNG\r\n\x1a\nx", "image/png"),
        ("a.jpeg", b"\xff\xd8\xffx", "image/jpeg"),
        ("a.pdf", PDF, "application/pdf"),
        ("a.docx", DOCX, "wordprocessingml"),
        ("a.xlsx", packed(**{"xl/workbook.xml": b"<x/>"}), "spreadsheetml"),
        ("a.ofd", packed(**{"OFD.xml": b"<x/>"}), "application/ofd"),
        ("a.txt", "迟到".encode(), "text/plain"),
        ("a.csv", "迟到".encode("gb18030"), "text/plain"),
        ("a.txt", "\ufeff迟到".encode("utf-16-le"), "text/plain"),
        ("a.txt", "\ufeff迟到".encode("utf-16-be"), "text/plain"),
    ],
)
def test_what_is_taken(name: str, content: bytes, kind: str) -> None:
    assert kind in content_type(name, content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"", "空的"),
        ("a.pdf", b"\x89PNG\r\n\x1a\nx", "不符"),
        ("a.exe", b"MZ", "不收"),
        ("a.zip", DOCX, "不收"),
        ("a.docx", packed(**{"xl/workbook.xml": b"<x/>"}), "不符"),
        ("a.docx", packed(**{"word/document.xml": b"x", "word/vbaProject.bin": b"x"}), "宏"),
        ("a.xlsx", packed(**{"xl/workbook.xml": b"x", "xl/activeX/activeX1.xml": b"x"}), "控件"),
        ("a.docx", packed(**{"word/document.xml": b"x", "word/embeddings/a.zip": b"x"}), "夹带"),
        ("a.docx", packed(**{"word/document.xml": b"0" * (3 << 20)}), "恶意"),
        ("a.docx", packed(**{"word/document.xml": b"x", **{f"a{number}": b"" for number in range(2000)}}), "恶意"),
        ("a.docx", DOCX[:-9], "损坏"),
        ("a.txt", b"a\0b", "不收"),
        ("a.txt", "late".encode("utf-16-le"), "不收"),
        ("a.txt", "\ufeff迟到".encode("utf-16-le") + b"x", "不收"),
        ("a.txt", "\ufeffa\0b".encode("utf-16-be"), "不收"),
        ("a.txt", b"\xff\xff\xff", "不收"),
        ("a.pdf", PDF + b"0" * (1 << 20), "1 MB"),
    ],
)
def test_what_is_refused(name: str, content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        content_type(name, content)


@pytest.mark.parametrize(
    ("given", "kept"), [("../../密码.pdf", "密码.pdf"), ("C:\\x\\表.xlsx", "表.xlsx"), ("a\r\nb\u202e.txt", "ab.txt"), ("..", "文件")]
)
def test_names_are_only_names(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def keep(content: bytes = PDF) -> StoredFile:
    return keep_file(office_id=1, name="证明 1.pdf", data=content, by=SETUP, at=MORNING)


@action("setup.keep_and_fail")
def keep_and_fail(*, by: Actor, at: datetime) -> None:
    """存了又不成: for these tests."""
    keep()
    raise Refused("不行")


@pytest.mark.django_db
def test_a_file_comes_back_as_an_attachment() -> None:
    file = keep()
    assert read_file(file) == PDF
    assert Entry.objects.get().action == "audit.store_file"
    assert file.sha256 in Entry.objects.get().details
    answer = attachment(file)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[arg-type]
    answer.close()
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%E8%AF%81%E6%98%8E%201.pdf"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert "sandbox" in answer["Content-Security-Policy"]
    place_of(file.key).write_bytes(b"x")
    with pytest.raises(Refused, match="不一致"):
        read_file(file)
    place_of(file.key).unlink()
    for ask in (read_file, attachment):
        with pytest.raises(Refused, match="找不到"):
            ask(file)


@pytest.mark.django_db
def test_an_action_that_fails_leaves_no_file() -> None:
    with pytest.raises(Refused):
        keep_and_fail(by=SETUP, at=MORNING)
    assert not StoredFile.objects.exists()
    assert [path for path in folder().rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_an_office_has_so_much_room() -> None:
    for _ in range(3):
        keep(PDF + b"0" * ((1 << 20) - len(PDF)))
    with pytest.raises(Refused, match="已满"):
        keep()


@contextmanager
def full_disk(most: int) -> Iterator[None]:
    """No file of this process can grow beyond `most` bytes: what a full disk looks like to it."""
    import signal  # noqa: PLC0415

    before, limits = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.django_db
def test_a_full_disk_is_said_and_leaves_nothing() -> None:
    with full_disk(1000), pytest.raises(Refused, match="磁盘写不进去"):
        keep(PDF + b"0" * 5000)
    assert [path for path in folder().rglob("*") if path.is_file()] == []
    assert not StoredFile.objects.exists()
    assert not Entry.objects.exists()
    keep()


@pytest.mark.django_db
def test_what_a_killed_process_left_is_swept_after_a_while() -> None:
    file = keep()
    stray, half = folder() / "ab" / "abc", folder() / "cd" / "cde.part"
    for path, hours in ((stray, 1), (half, 30)):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        written = (MORNING - timedelta(hours=hours)).timestamp()
        os.utime(path, (written, written))
    assert set(astray()) == {stray, half}
    assert sweep(MORNING, 86_400) == 1
    assert stray.exists()
    assert not half.exists()
    assert read_file(file) == PDF
