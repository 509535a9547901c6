"""条款大纲: clause numbers as printed, their order and who stands under whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xiaoneng.rulebook.language.names import Clause
from xiaoneng.rulebook.problems import nearest

MOST_PARTS = 6
_PIECE = re.compile(r"[(（][^)）]*[)）]|〔\d+〕|\d+|[一二三四五六七八九十百]+(?=[(（\d]|$)|.")


def pieces(number: str) -> tuple[str, ...]:
    """`四(七)1` → ('四', '(七)', '1'); a head without a number is one piece."""
    found: list[str] = []
    for piece in _PIECE.findall(number):
        plain = len(piece) == 1 and piece not in "一二三四五六七八九十" and not piece.isdigit()
        if plain and found and not re.fullmatch(r"[(（].*|〔.*|\d+", found[-1]):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)


@dataclass(frozen=True)
class Place:
    """A clause in the outline: its number, heading, parent (None at the top) and depth from 0."""

    number: str
    clause: Clause
    parent: str | None
    depth: int


def outline(clauses: dict[str, Clause]) -> list[Place]:
    """The clauses in the author's order, each under the longest declared number that begins it (or its `under`)."""
    known = {pieces(number): number for number in clauses}
    places: dict[str, Place] = {}
    for number, clause in clauses.items():
        parent = clause.under or _parent(pieces(number), known)
        depth = places[parent].depth + 1 if parent in places else 0
        places[number] = Place(number, clause, parent if parent in places else None, depth)
    return list(places.values())


def _parent(number: tuple[str, ...], known: dict[tuple[str, ...], str]) -> str | None:
    for length in range(len(number) - 1, 0, -1):
        if number[:length] in known:
            return known[number[:length]]
    return None


def unknown_clause(number: str, known: Sequence[str]) -> str:
    """Says that a clause is not in the outline; its own parts, then those it would stand beside, come before what looks like it."""
    own = pieces(number)
    family: list[str] = []
    for length in range(len(own), 0, -1):
        family = [one for one in known if pieces(one)[:length] == own[:length]]
        if family:
            break
    below = [one for one in family if pieces(one)[: len(own)] == own][:MOST_PARTS]
    hint = f"；您是否要写{'、'.join(f'“{one}”' for one in below)}？" if below else nearest(number, family or known)
    return f"条款大纲里没有“{number}”{hint}"


def descendants(places: Iterable[Place], number: str) -> set[str]:
    """All clauses below `number`."""
    below: set[str] = set()
    for place in places:
        if place.parent == number or place.parent in below:
            below.add(place.number)
    return below
