"""施行中的制度: enactments as loaded rulebooks, cached by the hash of their text; which of them judges a period."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from xiaoneng.ledger.models import Enactment, EnactmentState
from xiaoneng.ledger.texts import unbundle
from xiaoneng.org.models import Unit
from xiaoneng.org.permit import during
from xiaoneng.rulebook.language.load import Source, load_chapters

KEPT = 64
"""Rulebooks kept loaded: more than the offices of a county have versions in use at once."""


@lru_cache(maxsize=KEPT)
def _loaded(text_sha256: str, text: str) -> Source:
    return load_chapters(unbundle(text))


def source_of(enactment: Enactment) -> Source:
    """制度: the rulebook of an enactment."""
    return _loaded(enactment.text_sha256, enactment.text)


def in_force(office: Unit, on: date) -> list[Enactment]:
    """施行中: the enactments of an office in force on a day, one a rulebook: those that assess before those that only say procedures."""
    rows = Enactment.objects.filter(office=office, state=EnactmentState.ENACTED).filter(during(on)).order_by("key", "-since", "-number")
    found: dict[str, Enactment] = {}
    for row in rows:
        found.setdefault(row.key, row)
    return sorted(found.values(), key=lambda one: (not assesses(one), one.pk))


def assesses(enactment: Enactment) -> bool:
    """考核的制度: one that says what is recorded and what follows from it, not procedures alone."""
    book = source_of(enactment).rulebook
    return any((book.facts, book.works, book.figures, book.accounts, book.rules, book.awards))


def assessing(office: Unit, on: date) -> list[Enactment]:
    """施行中的考核制度: those that records can be entered and results worked out under."""
    return [one for one in in_force(office, on) if assesses(one)]


def judging(office: Unit, key: str, last_day: date) -> Enactment | None:
    """评判某期间的版本: the version in force on a period's last day judges the whole period."""
    return next((one for one in in_force(office, last_day) if one.key == key), None)
