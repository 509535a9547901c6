"""落点的 SQL: those whom an effect is for, on the fact's day or at the end of a period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xiaoneng.rulebook.engines.sqlframes import Frames
from xiaoneng.rulebook.engines.sqlnames import subject_attribute
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.terms import Term


class Reach(NamedTuple):
    """SQL of those whom a rule on figures reaches: the target, its joins and conditions, and whose figures they are."""

    target: str
    joins: str
    only: str
    whose: str


class Targets:
    """Reaches those whom an effect is for."""

    def __init__(self, frames: Frames) -> None:
        self.frames, self.plan, self.sql = frames, frames.plan, frames.sql

    def of_facts(self, step: s.Post | s.JudgeFact, who: str) -> tuple[str, str, str]:
        """(target SQL, joins, conditions) over facts or works `f` of the subject `who`."""
        if step.to in ("subject", "unit", "parent", "members", "chief"):
            return self._around(step.of, step.to, who, "f.day")
        if step.reaches == "unit":
            return "fu.id", f"JOIN unit fu ON fu.name = f.{self.frames.names.field_id('fact', step.to)}", ""
        field = self.plan.people_fields.index(step.to)
        return "fp.person", f"JOIN fact_person fp ON fp.fact = f.id AND fp.field = {field}", ""

    def of_figures(self, step: s.PostFigure | s.Judge, terms: Iterable[Term]) -> tuple[str, dict[str, str], Reach]:
        """FROM over the rows `b` of a step's frame, name → SQL, and whom they reach."""
        if step.to == "subject":
            return *self.frames.source(step.frame, terms), Reach("b.subject", "", "", "-1")
        source, reads = self.frames.source(step.frame, terms, ["@name"])
        day = "s.seen_day" if step.frame.of == "unit" else self.sql.pick_least("s.seen_day", "p.left_on")
        return source, reads, Reach(*self._around(step.frame.of, step.to, "b.subject", day), "b.subject")

    def _around(self, of: s.Of, to: str, who: str, day: str) -> tuple[str, str, str]:
        if to == "subject":
            return who, "", ""
        own = f"JOIN membership om ON om.person = {who} AND {day} BETWEEN om.since AND om.until_day" if of == "person" else ""
        unit = "om.unit" if of == "person" else who
        if to == "unit":
            return unit, own, ""
        if to == "parent":
            return "tn.id", f"{own} JOIN unit tc ON tc.id = {unit} JOIN unit tn ON tn.name = tc.parent", ""
        join = (
            f"{own} JOIN membership tm ON tm.unit = {unit} AND {day} BETWEEN tm.since AND tm.until_day "
            f"JOIN person tp ON tp.id = tm.person AND {day} BETWEEN tp.joined AND tp.left_on LEFT JOIN unit tu ON tu.id = tm.unit"
        )
        return "tp.id", join, self._chiefs(of, who) if to == "chief" else ""

    def _chiefs(self, of: s.Of, who: str) -> str:
        def read(name: str) -> str:
            return subject_attribute(self.frames.names, "person", name, who="tp", unit="tu", span=None, member="tm")

        other = f" AND tp.id <> {who}" if of == "person" else ""
        return f" AND {self.sql.holds(self.plan.chief, read)}{other}"
