"""指标、规则、评选: what is counted, what follows, who may be chosen."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator

from xiaoneng.rulebook.language.shapes import Expr, Given, Name, Names, PeriodKind, Rounding, Rows, Shape, Test, When, YesNo

TALLIES = ("count", "rows", "days", "sum", "last", "first", "max", "min", "distinct")


class Line(Shape):
    """折线: straight between points; `below` and `above` say what holds outside (default: the end point's value)."""

    of: Expr
    points: tuple[tuple[Expr, Expr], ...] = Field(min_length=2)
    below: Expr | None = None
    above: Expr | None = None


class Lookup(Shape):
    """查表: the value of a table at a figure; the table by name or written here."""

    of: Expr
    table: str | dict[str, str]


class Figure(Shape):
    """指标: a number (or a grade) of every person, unit or work, in every period of a kind."""

    name: str | None = None
    of: str = "person"
    clause: str | None = None
    unit: str | None = None
    in_: PeriodKind | None = Field(default=None, alias="in")
    count: Names | None = None
    rows: Names | None = None
    days: Names | None = None
    sum: Names | None = None
    last: Names | None = None
    first: Names | None = None
    max: Names | None = None
    min: Names | None = None
    distinct: Names | None = None
    field: str | None = None
    where: When | None = None
    about: Names = ()
    """Whose facts count: `own` (default), `members` for a unit, or a field that names people."""
    after: Names = ()
    """重新累计: only what is later than the subject's last fact of these kinds counts."""
    years: int | None = Field(default=None, ge=1, le=50)
    """A window of so many years that ends with the period."""
    best: int | None = Field(default=None, ge=1, le=1000)
    """Only the so many largest values (of `sum` and `count`) count; `worst`: the smallest."""
    worst: int | None = Field(default=None, ge=1, le=1000)
    is_: Expr | None = Field(default=None, alias="is")
    line: Line | None = None
    lookup: Lookup | None = None
    peers: Names = ()
    """Who is compared in `… over peers`: a group's name, or attributes that must be equal (`class`)."""
    decimals: int | None = Field(default=None, ge=0, le=6)
    round: Rounding | None = None
    none: Expr | None = None
    """The value where there is none (nothing asked, division by zero); without it the figure stays open."""
    at_least: Expr | None = None
    at_most: Expr | None = None

    @model_validator(mode="after")
    def _one_basis(self) -> Figure:
        found = [key for key in (*TALLIES, "is_", "line", "lookup") if getattr(self, key) is not None]
        if len(found) != 1:
            names = "、".join((*TALLIES, "is", "line", "lookup"))
            raise ValueError(f"一个指标只能有一种来源，应恰好写 {names} 之一")
        if found[0] not in TALLIES and (self.best or self.worst):
            raise ValueError("best、worst 是计数的，要和 sum 或 count 一起写；算式里请写 over best 3 quarters 的样子")
        return self

    def tally(self) -> tuple[str, tuple[str, ...]] | None:
        """How facts are counted: (`count`, kinds), or None for a derived figure."""
        for key in TALLIES:
            kinds = getattr(self, key)
            if kinds is not None:
                return key, kinds
        return None


class Once(Shape):
    """只计一次: in which period, and under which reading."""

    in_: PeriodKind = Field(alias="in")
    given: Given = {}


LengthUnit = Literal["months", "days", "years"]


class Lasts(Shape):
    """期限: how long an effect lasts; `ends: eve` 至对应日前一日, `ends: same_day` 至对应日."""

    months: Expr | None = None
    days: Expr | None = None
    years: Expr | None = None
    ends: Literal["eve", "same_day"] = "eve"

    @model_validator(mode="after")
    def _one_unit(self) -> Lasts:
        if sum(part is not None for part in (self.months, self.days, self.years)) != 1:
            raise ValueError("期限应恰好写 months、days、years 之一")
        if self.days is not None and self.ends == "eve":
            raise ValueError("用 days 的期限应写 ends: same_day，当天算第一天")
        return self

    @property
    def length(self) -> tuple[LengthUnit, str]:
        """(`months`, `days` or `years`, how many of them)."""
        units: tuple[LengthUnit, ...] = ("months", "days", "years")
        return next((unit, text) for unit in units if (text := getattr(self, unit)) is not None)


class Effect(Shape):
    """后果: in the document's own words; `may: yes` marks what a body may decide, never done by itself."""

    says: Name
    kind: Literal["bar", "withhold", "percent", "grade", "block", "suggest", "notice", "other"] = "other"
    percent: Expr | None = None
    may: YesNo = False
    decided_by: str | None = None


def _effects(value: Any) -> Any:
    items = value if isinstance(value, list) else [value]
    return [{"says": item} if isinstance(item, str) else item for item in items]


class Undo(Shape):
    """返还: part of what other rules posted comes back when this fact names the same matter in time."""

    rules: Names
    by: Name
    share: Expr = "100%"
    within_days: int | None = None
    within_working_days: int | None = Field(default=None, ge=1, le=36_525)
    credits: Literal["then", "now"] = "then"
    """Where it comes back: in the period of what is undone, or in that of this fact."""

    @model_validator(mode="after")
    def _one_term(self) -> Undo:
        if self.within_days is not None and self.within_working_days is not None:
            raise ValueError("期限只能写 within_days、within_working_days 之一")
        return self


class Measure(Shape):
    """衡量: a figure against a limit of the text, without any effect of its own."""

    figure: Name
    holds: Test
    soft: YesNo = False
    """一般: shown as a remark only."""


NTH = "nth"
"""What a posting says whose amounts stand in `nth`."""


class Rule(Shape):
    """规则: trigger · how often · effect · to whom."""

    id: Name
    clause: Name
    name: str | None = None
    of: str | None = None
    given: Given = {}
    reading: str | None = None
    basis: str | None = None
    # trigger
    fact: Names | None = None
    where: When | None = None
    when: When | None = None
    figure: str | None = None
    norm: Expr | None = None
    # how often
    per: Literal["quantity", "row"] = "quantity"
    once: Annotated[Once | None, BeforeValidator(lambda v: {"in": v} if isinstance(v, str) else v)] = None
    first: Expr | None = None
    free: Expr | None = None
    every: Expr | None = None
    nth: dict[str, Expr] | None = None
    cap: Expr | None = None
    in_: PeriodKind | None = Field(default=None, alias="in")
    # effect
    post: dict[str, Expr] = {}
    over: dict[str, Expr] = {}
    under: dict[str, Expr] = {}
    over_name: str | None = None
    under_name: str | None = None
    shared: str | None = None
    bar: Names | dict[str, Names] | None = None
    effects: Annotated[tuple[Effect, ...], BeforeValidator(_effects)] = ()
    lasts: Lasts | None = None
    undo: Undo | None = None
    measure: Measure | None = None
    unit: str | None = None
    # to whom
    to: str = "subject"
    stacks: Names = ()

    def amounts(self, account: str | None = None) -> tuple[str, ...]:
        """The amounts that the rule may post (to one account): those of `nth` where the posting says so."""
        parts = (self.post, self.over, self.under)
        texts = [text for part in parts for name, text in part.items() if account in (None, name)]
        return tuple(amount for text in texts for amount in (self.nth.values() if self.nth and text == NTH else (text,)))


class Join(Shape):
    """并项: facts of several rules about one matter; `keep` says `max` (the larger stands alone) or `sum`."""

    rules: Names
    by: Name
    keep: str
    clause: str | None = None
    in_: PeriodKind = Field(default="year", alias="in")


def _share(value: Any) -> Any:
    """A share is an expression, or a fraction such as `1/3`."""
    if isinstance(value, str) and FRACTION.fullmatch(value.strip()):
        return value.strip()
    return _EXPRESSION.validate_python(value)


_EXPRESSION: TypeAdapter[str] = TypeAdapter(Expr)
FRACTION = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")
Share = Annotated[str, BeforeValidator(_share)]


class Automatic(Shape):
    """即视为: what qualifies without competition, counted `inside` or `outside` the places."""

    where: When
    places: str = "inside"


class Ballot(Shape):
    """一张票: an electorate of its own; several are shown side by side, never added unless weighted."""

    name: str | None = None
    voters: Name
    weight: Expr | None = None


class Award(Shape):
    """荣誉: how many, of whom, by whom; without `share` or `places` it is only named (given elsewhere)."""

    name: Name
    clause: Name
    of: str = "person"
    in_: PeriodKind = Field(default="year", alias="in")
    base: When | None = None
    """Which members of `of` form the base of the share; everybody on the roll where it stands out."""
    candidates: When | None = None
    share: Share | None = None
    places: Rows | None = None
    """A number, or rows of numbers that are looked up by the base of the group (`per`)."""
    at_least: Expr | None = None
    at_most: Expr | None = None
    about: YesNo = False
    rounding: Rounding | None = None
    barred_in_base: str | None = None
    per: str | None = None
    automatic: Automatic | None = None
    rank_by: Names = ()
    """What ranks, the highest first; further ones decide between those who are equal in all before."""
    ascending: YesNo = False
    """The lowest of the first figure first; the further ones are not turned."""
    reference: Names = ()
    standards: str | None = None
    recommended_by: str | None = None
    decided_by: str | None = None
    ballots: tuple[Ballot, ...] = ()
    pays: dict[str, Expr] = {}
    paid_under: str | None = None
    gives: Names = ()
    reward: str | None = None


class Conflict(Shape):
    """不交叉: awards that in principle exclude each other; `unless` names who may approve an exception."""

    awards: Names
    clause: Name
    unless: str | None = None
