"""对照: which clause of an office's document is which clause of a rulebook, told by numbers and names alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from xiaoneng.files.folding import fold_header
from xiaoneng.files.outline.lines import is_broken
from xiaoneng.files.outline.model import Clause, Outline
from xiaoneng.files.outline.placing import as_printed
from xiaoneng.rulebook.language.clauses import outline as places
from xiaoneng.rulebook.language.names import Clause as RuleClause

LEAST_LIKE = 0.6
"""How much alike two names must be where neither holds the other."""
MOST_COMPARED = 150
_BRACKETS = str.maketrans("（）〔〕【】［］[]", "()()()()()")
_DROPPED = re.compile(r"[“”\"'‘’《》〈〉、，。：；·,.:;]")


@dataclass(frozen=True)
class Matching:
    """对照: each clause of the rulebook with the document's own, or None; and the document's clauses that no clause of it is."""

    pairs: dict[str, Clause | None]
    unmatched: tuple[Clause, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Clauses of the rulebook that the document does not show."""
        return tuple(number for number, clause in self.pairs.items() if clause is None)


def folded(number: str) -> str:
    """The form in which numbers and names are compared: one kind of brackets, no blanks, no quotation marks."""
    return _DROPPED.sub("", fold_header(number).translate(_BRACKETS))


def match(outline: Outline, clauses: Mapping[str, RuleClause]) -> Matching:
    """对照: equal addresses first, then the same number under the clause that the parent was found to be, then names."""
    return _Matcher(outline, dict(clauses)).result()


class _Matcher:
    def __init__(self, outline: Outline, clauses: dict[str, RuleClause]) -> None:
        self._outline = outline
        self._clauses = clauses
        self._places = places(clauses)
        self._free = {clause.number: clause for clause in outline.clauses}
        self._by_folded = {folded(clause.number): clause for clause in reversed(outline.clauses)}
        self._below: dict[str, list[Clause]] = {}
        for clause in outline.clauses:
            self._below.setdefault(clause.parent, []).append(clause)
        self._copies: dict[str, list[Clause]] = {}
        for clause in outline.clauses:
            self._copies.setdefault(as_printed(clause.number), []).append(clause)
        self._pairs: dict[str, Clause | None] = dict.fromkeys(clauses)

    def result(self) -> Matching:
        for number in self._clauses:
            self._take(number, self._by_folded.get(folded(number)))
        for place in self._places:
            if self._pairs[place.number] is None:
                self._take(place.number, self._under_parent(place.number, place.parent) or self._by_name(place.number, place.parent))
        return Matching(self._pairs, tuple(clause for clause in self._outline.clauses if clause.number in self._free))

    def _take(self, number: str, clause: Clause | None) -> None:
        if clause is not None and clause.number in self._free:
            self._pairs[number] = self._free.pop(self._fuller(clause).number)

    def _fuller(self, clause: Clause) -> Clause:
        """The clause, or where it was cut off the copy of it that goes on."""
        if not is_broken(clause.parts[-1].text):
            return clause
        copies = [one for one in self._copies[as_printed(clause.number)] if one.number in self._free and one is not clause]
        return next((one for one in copies if one.text.startswith(clause.text)), clause)

    def _under_parent(self, number: str, parent: str | None) -> Clause | None:
        """The child with the same last piece, below what the parent was found to be."""
        over = self._pairs.get(parent) if parent is not None else None
        if over is None or parent is None or not number.startswith(parent):
            return None
        own = folded(number.removeprefix(parent))
        return next((one for one in self._below.get(over.number, ()) if folded(one.number.removeprefix(over.number)) == own), None)

    def _by_name(self, number: str, parent: str | None) -> Clause | None:
        """The clause without a number of its own, or below the same parent, whose heading is the name or the most like it."""
        over = self._pairs.get(parent) if parent is not None else None
        if parent is not None and over is None:
            return None
        near = self._below.get(over.number if over is not None else "", ())
        free = [one for one in near if one.number in self._free and (over is not None or not one.printed)][:MOST_COMPARED]
        names = [folded(number), folded(self._clauses[number].says)]
        if over is not None and number.startswith(str(parent)):
            names = names[1:]
        scored = [(max(_alike(name, folded(one.heading)) for name in names), -at, one) for at, one in enumerate(free)]
        best = max(scored, key=lambda one: one[:2], default=None)
        return best[2] if best is not None and best[0] >= LEAST_LIKE else None


def _alike(name: str, heading: str) -> float:
    """1 where they are equal, less where one holds the other, least where they only share letters."""
    if not name or not heading:
        return 0.0
    if name == heading:
        return 1.0
    if len(name) > 1 and (name in heading or heading in name):
        return 0.8 + 0.1 * min(len(name), len(heading)) / max(len(name), len(heading))
    return min(SequenceMatcher(None, name, heading, autojunk=False).ratio(), 0.79)
