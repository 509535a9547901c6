"""姓氏笔画: names in the order of strokes, as lists of persons are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from xiaoneng.rulebook.calendar.surnames import split_name

_UNKNOWN = (1, 0, 0)


@dataclass(frozen=True)
class UnknownCharacter:
    """A character of a name whose strokes the packaged table doesn't have."""

    name: str
    character: str

    def __str__(self) -> str:
        return f"姓名“{self.name}”中的“{self.character}”不在笔画表内，已排在最后；请人工核对次序"


@dataclass(frozen=True)
class NameOrder:
    """笔画排序: the names in order, and the characters that could not be placed."""

    names: tuple[str, ...]
    unknown: tuple[UnknownCharacter, ...]


def stroke_count(character: str) -> int | None:
    """笔画数 of one character; None where the table doesn't have it."""
    place = _places().get(character)
    return None if place is None else place[1]


def stroke_order(names: Iterable[str]) -> NameOrder:
    """按姓氏笔画为序. Fewer strokes first; equal counts by stroke order 横竖撇点折 (GB 13000.1).

    One surname: single-character given names first, then the given name's strokes. Of surnames beginning alike the single
    one precedes the compound. Names whose surname is not in the table come last, in the order they came in. Equal
    names keep theirs. Raises PersonNameError for an empty name.
    """
    given = list(names)
    ordered = sorted(enumerate(given), key=lambda pair: _key(pair[1], pair[0]))
    unknown = (UnknownCharacter(name, one) for name in given for one in dict.fromkeys("".join(split_name(name))) if one not in _places())
    return NameOrder(tuple(name for _, name in ordered), tuple(dict.fromkeys(unknown)))


@cache
def _places() -> dict[str, tuple[int, int, int]]:
    """Character → (0, strokes, place among those of equal strokes)."""
    text = files("xiaoneng").joinpath("rulebooks", "calendar", "strokes.json").read_text(encoding="utf-8")
    order: dict[str, str] = json.loads(text)["order"]
    return {one: (0, int(strokes), place) for strokes, row in order.items() for place, one in enumerate(row)}


def _key(name: str, position: int) -> tuple[int, ...]:
    surname, given = split_name(name)
    places = _places()
    if any(one not in places for one in surname):
        return (1, position)
    rest = (number for one in surname[1:] for number in places[one])
    last = (number for one in given for number in places.get(one, _UNKNOWN))
    return (0, *places[surname[0]], len(surname), *rest, len(given), *last)
