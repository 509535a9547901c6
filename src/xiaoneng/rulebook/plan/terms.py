"""项: typed scalar terms of a plan. Numbers are integers scaled by a power of ten; nothing here is ever a float.

A term's `scale` s says that the integer v stands for v / 10**s; `bound` is a proven limit of |v|, so that the compiler
can refuse what would not fit into 64 bits. A term may have no value (None): arithmetic with None is None, a comparison
with None does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "text", "truth"]
LIMIT = 2**63 - 1


@dataclass(frozen=True)
class Const:
    value: int | str | None
    kind: Kind
    scale: int = 0

    @property
    def bound(self) -> int:
        return abs(self.value) if isinstance(self.value, int) else 0


@dataclass(frozen=True)
class Col:
    """A column of the row at hand: a figure, `@attribute` of the subject, or `#field` of the fact."""

    name: str
    kind: Kind
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Unknown:
    """The place of an unanswered parameter: it has no value, and what needs it gives no figure."""

    parameter: str
    kind: Kind = "number"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Arith:
    """`+` and `-` of equal scales, `*` of any (the scales add)."""

    operator: Literal["+", "-", "*"]
    left: Term
    right: Term
    kind: Kind = "number"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Quotient:
    """left × factor ÷ right, rounded to an integer; None where right is 0. half_up rounds the magnitude."""

    left: Term
    right: Term
    factor: int
    rounding: str
    scale: int
    bound: int
    kind: Kind = "number"


@dataclass(frozen=True)
class Extreme:
    """The smallest or largest of terms of one scale; None where any has no value."""

    which: Literal["min", "max"]
    parts: tuple[Term, ...]
    scale: int
    bound: int
    kind: Kind = "number"


@dataclass(frozen=True)
class If:
    test: Term
    then: Term
    otherwise: Term
    kind: Kind = "number"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Compare:
    """`= != < <= > >=` of two terms of one kind and scale; False where either has no value."""

    operator: str
    left: Term
    right: Term
    kind: Kind = "truth"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Contains:
    """A list column such as `、国办、市级、` holds the word."""

    term: Term
    word: str
    kind: Kind = "truth"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Among:
    """The text is one of the words; False where there is none."""

    term: Term
    words: tuple[str, ...]
    kind: Kind = "truth"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Every:
    parts: tuple[Term, ...]
    kind: Kind = "truth"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Some:
    parts: tuple[Term, ...]
    kind: Kind = "truth"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Opposite:
    part: Term
    kind: Kind = "truth"
    scale: int = 0
    bound: int = 0


@dataclass(frozen=True)
class HasNone:
    """The term has no value."""

    part: Term
    kind: Kind = "truth"
    scale: int = 0
    bound: int = 0


Term = Const | Col | Unknown | Arith | Quotient | Extreme | If | Compare | Contains | Among | Every | Some | Opposite | HasNone

TRUE = Every(())
FALSE = Some(())


def children(term: Term) -> tuple[Term, ...]:
    """The direct parts of a term."""
    match term:
        case Arith() | Quotient() | Compare():
            return term.left, term.right
        case Extreme() | Every() | Some():
            return term.parts
        case If():
            return term.test, term.then, term.otherwise
        case Contains() | Among():
            return (term.term,)
        case Opposite() | HasNone():
            return (term.part,)
        case _:
            return ()


def weight(term: Term) -> int:
    """How many names and numbers a term becomes in SQL, where a quotient and an extreme name their parts more than once."""
    times = 7 if isinstance(term, Quotient) else 2 if isinstance(term, Extreme) else 1
    return 1 + times * sum(weight(part) for part in children(term))


def columns(term: Term) -> set[str]:
    """The names of all columns that a term reads."""
    found, waiting = set(), [term]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Col):
            found.add(part.name)
        else:
            waiting += children(part)
    return found


def unknowns(term: Term) -> set[str]:
    """The unanswered parameters inside a term."""
    found = {term.parameter} if isinstance(term, Unknown) else set()
    for part in children(term):
        found |= unknowns(part)
    return found
