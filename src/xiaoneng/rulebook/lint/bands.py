"""档次: the bands of tables as intervals of numbers, with what is looked up in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Figure
from xiaoneng.rulebook.lint.findings import Desk, Path
from xiaoneng.rulebook.lint.reach import bare
from xiaoneng.rulebook.plan.tables import OTHERS

_CLOSED = re.compile(r"(-?\d+(?:\.\d+)?%?)(?:\s*[-~～]\s*(-?\d+(?:\.\d+)?%?))?")
_ABOVE = re.compile(r"(?:(>=|>)\s*)?(-?\d+(?:\.\d+)?%?)(\+)?")
_BELOW = re.compile(r"(<=|<)\s*(-?\d+(?:\.\d+)?%?)")
WHOLE = Decimal(1)
FINEST = Decimal("0.01")
COUNTED_WHOLE = ("rows", "distinct", "days")
KEPT_WHOLE = ("count", "sum", "last", "first", "max", "min")
"""Tallies whose numbers are whole where the quantities are."""
RANKS = ("rank", "rank_up", "count")


class Band(NamedTuple):
    """一档: from `low` to `high`, None where it is open; the ends belong to it or not."""

    key: str
    low: Decimal | None
    high: Decimal | None
    low_in: bool = True
    high_in: bool = True


class Used(NamedTuple):
    """A table in use: where it stands, its bands, and the smallest step between two numbers looked up in it."""

    path: Path
    clause: str | None
    name: str
    bands: list[Band]
    step: Decimal


def uses_of(desk: Desk) -> Iterator[Used]:
    """Tables of numbers that figures look something up in, each once, with the finest step of those figures."""
    steps: dict[str, Decimal] = {}
    for key, figure in desk.book.figures.items():
        for table, of in _lookups(figure):
            step = _step(desk, of)
            if isinstance(table, str):
                steps[table] = min(step, steps.get(table, step))
            elif (found := bands(list(table))) is not None:
                yield Used(("figures", key), figure.clause, f"“{figure.name or key}”的对照表", found, step)
    for key, award in desk.book.awards.items():
        if isinstance(award.places, dict) and (found := bands(list(award.places))) is not None:
            yield Used(("awards", key), award.clause, f"“{award.name}”的名额", found, WHOLE)
    for key, step in steps.items():
        declared = desk.book.tables.get(key)
        found = bands(list(declared.rows)) if declared is not None else None
        if declared is not None and found is not None:
            yield Used(("tables", key), declared.clause, f"“{declared.name or key}”", found, step)


def _lookups(figure: Figure) -> Iterator[tuple[str | dict[str, str], ex.Expression]]:
    if figure.lookup is not None:
        yield figure.lookup.table, ex.parse_expression(figure.lookup.of)
    waiting = [ex.parse_expression(figure.is_)] if figure.is_ is not None else []
    while waiting:
        node = waiting.pop()
        match node:
            case ex.Call(function="lookup", arguments=(ex.Argument(value=ex.Name(text=table)), of)):
                yield table, of.value
            case ex.Call():
                waiting += [one for part in node.arguments for one in part.read]
            case ex.Binary():
                waiting += [node.left, node.right]
            case _:
                pass


def _step(desk: Desk, of: ex.Expression, above: tuple[str, ...] = ()) -> Decimal:
    """How fine the numbers of an expression may be; `above` are the figures on the way, lest a circle has no end."""
    if isinstance(of, ex.Call) and of.function in RANKS:
        return WHOLE
    figure = desk.book.figures.get(bare(of.text)) if isinstance(of, ex.Name) else None
    if figure is None or not isinstance(of, ex.Name) or of.text in above:
        return FINEST
    if figure.decimals is not None:
        return WHOLE.scaleb(-figure.decimals)
    if figure.is_ is not None:
        return _step(desk, ex.parse_expression(figure.is_), (*above, of.text))
    how, kinds = figure.tally() or ("", ())
    declared = [desk.book.fact_kinds.get(kind) or desk.book.works.get(kind) for kind in kinds]
    whole = all(one is not None and one.unit in desk.words("gaps", "whole") for one in declared)
    counted = how in COUNTED_WHOLE or (how in KEPT_WHOLE and whole and figure.field is None)
    return WHOLE if counted else FINEST


def bands(keys: list[str]) -> list[Band] | None:
    """The bands of a table of numbers; None for a table of words, or one that says what holds for all others."""
    if any(key.strip() in OTHERS for key in keys):
        return None
    found = [_band(key.strip()) for key in keys]
    return None if None in found else [band for band in found if band is not None]


def _band(key: str) -> Band | None:
    closed = _CLOSED.fullmatch(key)
    if closed is not None:
        low = _number(closed[1])
        return Band(key, low, _number(closed[2]) if closed[2] else low)
    above = _ABOVE.fullmatch(key)
    if above is not None:
        return Band(key, _number(above[2]), None, low_in=above[1] != ">")
    below = _BELOW.fullmatch(key)
    if below is not None:
        return Band(key, None, _number(below[2]), high_in=below[1] == "<=")
    return None


def _number(text: str) -> Decimal:
    return Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def holes(found: list[Band], step: Decimal) -> list[tuple[Decimal, Decimal]]:
    """The gaps between neighbouring bands, as (end of one, start of the next)."""
    if any(band.high is None and band.low is None for band in found):
        return []
    ordered = sorted(found, key=lambda band: (band.low is not None, band.low or Decimal(0)))
    gaps, reached = [], ordered[0]
    for band in ordered[1:]:
        if reached.high is None or band.low is None:
            break
        apart = band.low - reached.high
        both_in = reached.high_in and band.low_in
        both_out = not reached.high_in and not band.low_in
        if apart > (step if both_in else 0) or (both_out and apart == 0):
            gaps.append((reached.high, band.low))
        if band.high is None or band.high >= reached.high:
            reached = band
    return gaps


def overlaps(found: list[Band]) -> list[tuple[Band, Band]]:
    """Pairs of closed bands that share a number (open ones are tried from the top, which is how they are meant)."""
    closed = [band for band in found if band.low is not None and band.high is not None]
    return [(one, other) for one, other in combinations(closed, 2) if _meet(one, other)]


def _meet(one: Band, other: Band) -> bool:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low <= other.high and other.low <= one.high
