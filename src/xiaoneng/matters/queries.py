"""事项的查询: what a viewer may see: their own, those in their hands, all of the units that a grant covers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from xiaoneng.ledger.rulebooks import without_text
from xiaoneng.matters.actions import fields_of, holders, procedure_of
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import due_of, step_of
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer, units_of
from xiaoneng.org.resolve import Meant
from xiaoneng.rulebook.calendar import Due

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
    """在我手里的: open matters whose present step the viewer may do."""
    rows = Matter.objects.filter(office=viewer.office, ended_at=None).select_related("person", "unit").order_by("step_since")
    matters = list(rows.prefetch_related(UNDER, "fields"))
    meant = Meant(viewer.office, viewer.on, {one.person_id for one in matters if one.person_id is not None})
    return [one for one in matters if viewer.person in holders(one, viewer.on, meant)]


def open_in(offices: Iterable[Unit]) -> list[tuple[Matter, Due | None]]:
    """在办的: all of some offices with the term of their present step; for counts, not for showing."""
    rows = Matter.objects.filter(office__in=[one.pk for one in offices], ended_at=None)
    return [(one, due_of_matter(one)) for one in rows.prefetch_related(UNDER, "fields")]


def due_of_matter(matter: Matter) -> Due | None:
    """这一步的期限, computed when asked."""
    step = step_of(procedure_of(matter), matter.step)
    return due_of(step.within, matter.enactment, matter.step_since, fields_of(matter)) if step is not None else None
