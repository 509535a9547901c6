"""施行中的制度: enactments as loaded rulebooks, cached by the hash of their text; which of them judges a period."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from xiaoneng.ledger.models import Enactment, EnactmentState
from xiaoneng.ledger.texts import unbundle
from xiaoneng.org.asking import asked_once
from xiaoneng.org.models import Unit
from xiaoneng.org.permit import during
from xiaoneng.rulebook.language.load import Source, load_chapters

KEPT = 64
"""Rulebooks kept loaded: more than the offices of a county have versions in use at once."""
LONG = ("text",)
"""What is read of an enactment only when somebody asks for it."""


def without_text() -> QuerySet[Enactment]:
    """不带正文的各版: for what shows or follows many of them."""
    return Enactment.objects.defer(*LONG)


@dataclass(frozen=True)
class _Text:
    """A rulebook's text, known by its hash; it is read from the database where it is not loaded yet."""

    sha256: str
    enactment: Enactment = field(compare=False)


@lru_cache(maxsize=KEPT)
def _loaded(text: _Text) -> Source:
    return load_chapters(unbundle(text.enactment.text))


def source_of(enactment: Enactment) -> Source:
    """制度: the rulebook of an enactment."""
    return _loaded(_Text(enactment.text_sha256, enactment))


def in_force(office: Unit, on: date) -> list[Enactment]:
    """施行中: the enactments of an office in force on a day, one a rulebook: those that assess before those that only say procedures."""
    return list(asked_once(("in force", office.pk, on), lambda: in_force_in([office], on)[office.pk]))


def in_force_in(offices: Collection[Unit], on: date) -> dict[int, list[Enactment]]:
    """施行中, of several offices at once: office → as `in_force`."""
    rows = Enactment.objects.filter(office__in=[one.pk for one in offices], state=EnactmentState.ENACTED).filter(during(on))
    known = {one.pk: one for one in offices}
    found: dict[int, dict[str, Enactment]] = {one: {} for one in known}
    for row in rows.defer(*LONG).order_by("key", "-since", "-number"):
        row.office = known[row.office_id]
        found[row.office_id].setdefault(row.key, row)
    return {office: sorted(kept.values(), key=lambda one: (not assesses(one), one.pk)) for office, kept in found.items()}


class InForce:
    """施行的各版: of some rulebooks of an office, asked once for records of many days."""

    def __init__(self, office: Unit, keys: Collection[str]) -> None:
        rows = Enactment.objects.filter(office=office, state=EnactmentState.ENACTED, key__in=keys)
        self._rows = list(rows.defer(*LONG).order_by("-since", "-number"))

    def on(self, key: str, day: date) -> Enactment | None:
        """The version in force on a day, as `in_force` finds it."""
        here = (one for one in self._rows if one.key == key and (one.since or day) <= day <= (one.until or day))
        return next(here, None)


def assesses(enactment: Enactment) -> bool:
    """考核的制度: one that says what is recorded and what follows from it, not procedures alone."""
    book = source_of(enactment).rulebook
    return any((book.facts, book.works, book.figures, book.accounts, book.rules, book.awards))


def closes_by(enactment: Enactment, kind: str) -> bool:
    """按这种期间结账: whether the rulebook keeps accounts or sheets by it (`month`, `year`)."""
    book = source_of(enactment).rulebook
    return any(one.period == kind for one in book.accounts.values()) or any(one.in_ == kind for one in book.sheets.values())


def assessing(office: Unit, on: date) -> list[Enactment]:
    """施行中的考核制度: those that records can be entered and results worked out under."""
    return [one for one in in_force(office, on) if assesses(one)]


def judging(office: Unit, key: str, last_day: date) -> Enactment | None:
    """评判某期间的版本: the version in force on a period's last day judges the whole period."""
    return next((one for one in in_force(office, last_day) if one.key == key), None)
