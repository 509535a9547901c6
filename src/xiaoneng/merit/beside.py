"""台账旁边: what merit tells the ledger: which days lie in a closed period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xiaoneng.ledger.beside import CLOSED
from xiaoneng.merit.models import Run
from xiaoneng.org.models import Unit


def closed(office: Unit, days: Sequence[date]) -> bool:
    """Whether some of the days lie in a period of the office that is closed."""
    spans = Run.objects.filter(office=office).values_list("first_day", "last_day").distinct()
    return any(first <= day <= last for first, last in spans for day in days)


CLOSED.append(closed)
