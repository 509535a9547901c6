"""结果行: what engines give back. Rows are plain tuples so that engines can be compared row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar


class Entry(NamedTuple):
    """分录: one line in an account. `amount` in hundredths; None where an unanswered parameter leaves it open."""

    account: str
    rule: str
    of: str
    subject: int
    span: int
    source: str
    """`fact`, `work`, or `figure` for an entry that rests on figures."""
    item: int
    """The id of the fact or work; of a figure entry that reaches another, whose figures it rests on, else -1."""
    quantity: int | None
    """How much of it counts, in hundredths."""
    amount: int | None
    label: str


class Hit(NamedTuple):
    """认定: a rule holds for a subject in a period; `item` is the fact for rules on facts. For rules on figures that reach
    another it is the one whose figures hold, else -1."""

    rule: str
    of: str
    subject: int
    span: int
    item: int
    target: str
    since: int
    """The first and the last day (ordinals) that the effect is for: the period judged, the fact's day, or its term."""
    until: int | None
    """None where nobody answered, or no record says, how long the term is: then the first day alone."""

    @property
    def last(self) -> int:
        """The last day that it bars."""
        return self.since if self.until is None else self.until

    def touches(self, first: int, last: int) -> bool:
        """Whether it has effect on any day from the first to the last."""
        return first <= self.last and self.since <= last


class Cell(NamedTuple):
    """A figure's value for a subject in a period (scaled by the column's scale; text for grades)."""

    column: str
    subject: int
    span: int
    value: int | str | None


class Proof(NamedTuple):
    """佐证: a fact or work behind a tally."""

    column: str
    subject: int
    span: int
    source: str
    item: int


class Candidate(NamedTuple):
    """评选对象: `subject` is a person, unit or work; `place` its rank in its class (0 where nothing ranks)."""

    award: str
    span: int
    subject: int
    same: str
    in_base: int
    eligible: int
    automatic: int
    value: int | None
    place: int


Row = TypeVar("Row", bound=tuple[object, ...])


@dataclass
class Findings:
    """All rows of a run, each list sorted."""

    entries: list[Entry] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    def sorted(self) -> Findings:
        """The same rows in canonical order."""
        return Findings(
            _in_order(self.entries),
            _in_order(self.hits),
            _in_order(self.cells),
            _in_order(self.proofs),
            _in_order(self.candidates),
        )


def _in_order(rows: list[Row]) -> list[Row]:
    """By every field in turn, what is unknown before what is known."""
    try:
        return sorted(rows)
    except TypeError:  # Two rows alike up to a value that only one of them has.
        return sorted(rows, key=lambda row: [(part is not None, 0 if part is None else part) for part in row])
