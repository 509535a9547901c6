"""字符: what may stand on a paper, whoever wrote it."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
"""Controls, halves of characters, and marks that turn the direction of the text after them."""


def clean(text: str) -> str:
    """可打印的文字: anything that no file may hold or that would deceive a reader becomes a visible mark."""
    return _UNPRINTABLE.sub("\ufffd", text)
