"""制度文本: the files of a rulebook as one text that is kept for ever, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

MARK = "#%% "
"""Begins the line that names a file; nothing else in YAML begins so by chance."""


def bundle(chapters: Sequence[tuple[str, str]]) -> str:
    """合订: names and texts of a rulebook's files as one text; one file stays as it is."""
    if len(chapters) == 1:
        return chapters[0][1]
    return "\n".join(f"{MARK}{name}\n{text}" for name, text in chapters)


def unbundle(text: str) -> list[tuple[str, str]]:
    """拆订: the files that `bundle` joined."""
    if not text.startswith(MARK):
        return [("rulebook.yaml", text)]
    found = []
    for part in text.split(f"\n{MARK}"):
        name, _, body = part.removeprefix(MARK).partition("\n")
        found.append((name, body))
    return found


def fingerprint(text: str) -> str:
    """文本摘要: SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
