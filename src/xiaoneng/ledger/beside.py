"""旁边的事: what rooms above know of facts and months, told to the ledger by those rooms when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xiaoneng.ledger.models import Fact
from xiaoneng.org.models import Unit
from xiaoneng.org.permit import Viewer


@dataclass(frozen=True)
class Part:
    """一块内容: a template that the page of a fact includes, with what it shows."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Word:
    """一句说明: what the person concerned says of a fact; `open` while nobody has answered it."""

    says: str
    link: str = ""
    open: bool = True


PARTS: list[Callable[[Viewer, Fact], Sequence[Part]]] = []
"""What stands on a fact's page below the ledger's own."""
WORDS: list[Callable[[Viewer, Sequence[Fact]], Mapping[int, Sequence[Word]]]] = []
"""Fact's id → what people said of it; shown before anybody confirms."""
CLOSED: list[Callable[[Unit, Sequence[date]], bool]] = []
"""Whether some of these days of an office lie in a period that is closed."""


def parts_of(viewer: Viewer, fact: Fact) -> list[Part]:
    """一条记录旁边的内容."""
    return [part for tell in PARTS for part in tell(viewer, fact)]


def words_of(viewer: Viewer, facts: Sequence[Fact]) -> dict[int, list[Word]]:
    """几条记录的说明, those that nobody has answered first."""
    found: dict[int, list[Word]] = {}
    for tell in WORDS:
        for pk, words in tell(viewer, facts).items():
            found.setdefault(pk, []).extend(words)
    return {pk: sorted(words, key=lambda one: not one.open) for pk, words in found.items()}


def is_closed(office: Unit, days: Sequence[date]) -> bool:
    """Whether some of the days are part of a closed period."""
    return any(closed(office, days) for closed in CLOSED)
