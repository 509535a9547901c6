"""审计链: how entries are written as text and bound to the one before. Pure functions; `verify` reads the same text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

GENESIS = "0" * 64
"""What the first entry is bound to."""
ERASED = "（已删除）"
"""What stands in the place of details that were erased; their digest stays."""
ERASING = "audit.erase_details"
"""The action that erases, whose entry names the number of the erased one."""


class Link(NamedTuple):
    """What an entry's hash covers, in this order; `digest` stands for the details."""

    seq: int
    at: datetime
    action: str
    actor_id: int
    role: str
    behalf_id: int | None
    office_id: int | None
    object_type: str
    object_id: str
    clause: str
    digest: str


def canonical(value: Mapping[str, Any]) -> str:
    """规范文本: the one way in which details are written: sorted keys, no blanks, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest_of(text: str) -> str:
    """摘要: SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(link: Link, prev_hash: str) -> str:
    """链上摘要: what binds an entry to all before it."""
    fields = [link.seq, link.at.isoformat(timespec="microseconds"), *link[2:], prev_hash]
    return digest_of(json.dumps(fields, ensure_ascii=False, separators=(",", ":")))
