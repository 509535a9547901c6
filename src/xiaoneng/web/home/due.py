"""到期的: what is due for somebody and when, as a list and as an iCalendar file; computed when asked, like every term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.matters.actions import procedure_of
from xiaoneng.matters.procedures import step_of
from xiaoneng.matters.queries import due_of_matter, in_hand
from xiaoneng.org.permit import Viewer
from xiaoneng.web.home.duties import duties_for

MAKER = "-//xiaoneng//due//ZH"
FRESH = timedelta(hours=2)
"""How often a calendar program is asked to look again."""


@dataclass(frozen=True)
class DueItem:
    """一件到期的: says no more than its number and its step, since a calendar lies on other machines."""

    key: str
    day: date
    says: str
    link: str
    note: str = ""
    late: bool = False


def due_for(viewer: Viewer) -> list[DueItem]:
    """到期的, the nearest first: matters in one's hands, one's duties, and for whoever runs the year what is filed by a day."""
    runs = viewer.sees_whole_office("ledger.confirm_fact", viewer.office)
    found = [*_matters(viewer), *_duties(viewer, runs), *(_filings(viewer) if runs else ())]
    return sorted(found, key=lambda one: (one.day, one.key))


def _matters(viewer: Viewer) -> Iterable[DueItem]:
    for one in in_hand(viewer):
        due, step = due_of_matter(one), step_of(procedure_of(one), one.step)
        if due is not None and step is not None:
            says, note = f"{one.no} {step.says or step.id}", "放假安排未公布，暂定" if due.provisional else ""
            yield DueItem(f"matter-{one.pk}-{step.id}", due.date, says, f"/matters/{one.pk}/", note, due.date < viewer.on)


def _filings(viewer: Viewer) -> Iterable[DueItem]:
    """Papers that a rulebook wants by a day of the year; the day is the text's, whatever weekday it is."""
    for enactment in in_force(viewer.office, viewer.on):
        for key, one in source_of(enactment).rulebook.filings.items():
            try:
                day = date.fromisoformat(f"{viewer.on.year}-{one.by.by}") if one.by is not None and one.by.by is not None else None
            except ValueError:
                continue
            if day is not None and day >= viewer.on:
                link = f"/rulebook/?version={enactment.pk}"
                yield DueItem(f"filing-{enactment.pk}-{key}-{day.year}", day, f"报送 {one.name}（{one.clause}）", link, enactment.title)


def _duties(viewer: Viewer, runs: bool) -> Iterable[DueItem]:
    """Duties that a rulebook registers; each only once, on the day that comes next."""
    for one in duties_for(viewer, runs):
        key = f"duty-{one.enactment.pk}-{one.key}-{one.day.isoformat()}"
        link = f"/rulebook/?version={one.enactment.pk}"
        yield DueItem(key, one.day, f"职责 {one.duty.name}（{one.duty.clause}）", link, one.note)


def calendar_of(items: Iterable[DueItem], *, name: str, site: str, at: datetime) -> bytes:
    """日历文件 (RFC 5545): one whole-day event for each; `site` is where the links lead, `at` the moment (UTC)."""
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", FRESH, parameters={"value": "DURATION"})
    for one in items:
        event = Event()
        event.add("uid", f"{one.key}@xiaoneng")
        event.add("dtstamp", at)
        event.add("dtstart", one.day)
        event.add("summary", f"到期：{one.says}")
        event.add("description", "\n".join(part for part in (one.note, f"{site}{one.link}") if part))
        event.add("url", f"{site}{one.link}")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
