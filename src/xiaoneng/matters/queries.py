"""事项的查询: what a viewer may see: their own, those in their hands, all of the units that a grant covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.ledger.rulebooks import without_text
from xiaoneng.matters.actions import fields_of, may_open, outcomes_for, procedure_of
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import due_of, procedures_of, step_of
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer, units_of
from xiaoneng.org.resolve import Meant
from xiaoneng.rulebook.calendar import Due
from xiaoneng.rulebook.language.procedures import Procedure

SEE = "matters.see"
UNDER = Prefetch("enactment", without_text())
"""What a matter runs under."""


def matters_for(viewer: Viewer) -> QuerySet[Matter]:
    """看得到的事项."""
    rows = Matter.objects.filter(office=viewer.office).select_related("person", "unit", "opened_by")
    rows = rows.prefetch_related(UNDER)
    units = viewer.units_with(SEE)
    if viewer.office.pk in units:
        return rows
    mine = Q(person=viewer.pk) | Q(opened_by=viewer.pk) | Q(events__by=viewer.pk) | Q(pk__in=[one.pk for one in in_hand(viewer)])
    if units:
        where = units_of(Person.objects.filter(office=viewer.office).values_list("pk", flat=True), viewer.on)
        mine |= Q(unit__in=units) | Q(person__in=[person for person, unit in where.items() if unit in units])
    return rows.filter(mine).distinct()


def in_hand(viewer: Viewer) -> list[Matter]:
    """在我手里的: open matters whose present step the viewer may do, or whose term passed in silence for the viewer to enter."""
    return [one for one, _ in with_outcomes(viewer)]


def with_outcomes(viewer: Viewer) -> list[tuple[Matter, list[str]]]:
    """在我手里的和可选的结果: as `in_hand`, each with what the viewer may choose."""
    rows = Matter.objects.filter(office=viewer.office, ended_at=None).select_related("person", "unit").order_by("step_since")
    matters = list(rows.prefetch_related(UNDER, "fields"))
    meant = Meant(viewer.office, viewer.on, {one.person_id for one in matters if one.person_id is not None})
    found = [(one, outcomes_for(one, viewer.person, viewer.on, meant)) for one in matters]
    return [(one, words) for one, words in found if words]


def open_in(offices: Iterable[Unit]) -> list[tuple[Matter, Due | None]]:
    """在办的: all of some offices with the term of their present step; for counts, not for showing."""
    rows = Matter.objects.filter(office__in=[one.pk for one in offices], ended_at=None)
    return [(one, due_of_matter(one)) for one in rows.prefetch_related(UNDER, "fields")]


class Start(NamedTuple):
    """可提出的: a procedure about a record, and the address where it is begun."""

    name: str
    link: str


def starts_on(viewer: Viewer, facts: Sequence[Fact]) -> dict[int, list[Start]]:
    """对记录可提出的: record → what the viewer may begin about it: a statement, an objection, by the office's own procedures.

    What may confirm a record is for one that waits, what may not for one that counts; not again while one's own is under way.
    """
    known = [one for one in procedures_of(viewer.office, viewer.on).values() if one.procedure.about == "fact"]
    open_ones = [one for one in facts if one.state in (FactState.PENDING, FactState.CONFIRMED)]
    if not known or not open_ones:
        return {}
    meant = Meant(viewer.office, viewer.on, {one.person_id for one in open_ones if one.person_id is not None})
    mine = Matter.objects.filter(opened_by=viewer.pk, ended_at=None, facts__in=open_ones)
    under_way = set(mine.values_list("facts", "procedure"))
    found: dict[int, list[Start]] = {}
    for fact in open_ones:
        for one in known:
            begun = (fact.pk, one.key) in under_way
            if not begun and _fits(one.procedure, fact) and may_open(one, fact.person or fact.unit, viewer.person, meant):
                found.setdefault(fact.pk, []).append(Start(one.procedure.name, f"/matters/new/{one.key}/?fact={fact.pk}"))
    return found


def _fits(procedure: Procedure, fact: Fact) -> bool:
    does = {word for step in procedure.steps for word in step.does.values()}
    return not does or ("confirm" in does) == (fact.state == FactState.PENDING)


def due_of_matter(matter: Matter) -> Due | None:
    """这一步的期限, computed when asked."""
    step = step_of(procedure_of(matter), matter.step)
    return due_of(step.within, matter.enactment, matter.step_since, fields_of(matter)) if step is not None else None
