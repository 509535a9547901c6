"""凭据: files beside a record, kept by the action that they come with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from xiaoneng.audit.files import keep_file
from xiaoneng.audit.models import StoredFile
from xiaoneng.org.models import Person


class Upload(NamedTuple):
    """一个上传的文件: its name and its content."""

    name: str
    data: bytes


Evidence = Sequence[StoredFile | Upload]


def kept(evidence: Evidence, office_id: int, by: Person, at: datetime) -> list[StoredFile]:
    """存好的凭据: what was uploaded is kept first. For actions only. Raises Refused for what may not be kept."""
    return [
        one if isinstance(one, StoredFile) else keep_file(office_id=office_id, name=one.name, data=one.data, by=by, at=at)
        for one in evidence
    ]
