"""台账、机构旁边: what merit tells them: which days lie in a closed period, which sheets still wait for signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xiaoneng.ledger.beside import CLOSED
from xiaoneng.merit.models import Run
from xiaoneng.org.hanging import ON_PERSON, Hanging
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer


def closed(office: Unit, days: Sequence[date]) -> bool:
    """Whether some of the days lie in a period of the office that is closed."""
    spans = Run.objects.filter(office=office).values_list("first_day", "last_day").distinct()
    return any(first <= day <= last for first, last in spans for day in days)


def on_person(person: Person, on: date) -> Iterator[Hanging]:
    """Sheets of closed periods that whoever runs the year has not had signed."""
    viewer = Viewer(person, on)
    if viewer.sees_whole_office("merit.note_signature", viewer.office):
        rows = Run.objects.filter(office=viewer.office, signed_on=None, superseded_by=None).order_by("first_day")
        for pk, period, title in rows.values_list("pk", "period", "enactment__title"):
            yield Hanging("待签字回填的考核表", period, title, link=f"/results/runs/{pk}/")


CLOSED.append(closed)
ON_PERSON.append(on_person)
