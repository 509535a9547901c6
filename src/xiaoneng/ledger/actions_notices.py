"""通知的动作: put into people's in-boxes by other actions, delivered in working hours, read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.ledger.models import Notice
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import permit
from xiaoneng.rulebook.calendar import Calendar, national_calendar

LOOKED_AHEAD = 20
"""Days within which some working day comes; the longest holidays are half of it."""


def notify(*, person: Person, text: str, link: str, group: str, at: datetime) -> None:
    """通知一人: inside an action; several of a group and link that are still unread become one. Never at night or on a day off."""
    open_ones = Notice.objects.filter(person=person, group=group, link=link, read_at=None)
    if group and open_ones.update(text=text, made_at=at):
        return
    Notice.objects.create(office=person.office, person=person, text=text, link=link, group=group, made_at=at, visible_at=working_moment(at))


def notify_all(*, texts: Mapping[int, str], office: Unit, link: str, group: str, at: datetime) -> None:
    """通知多人: inside an action; person's id → text, all under one group that nothing was told under before."""
    moment = working_moment(at)
    rows = [
        Notice(office=office, person_id=pk, text=text, link=link, group=group, made_at=at, visible_at=moment) for pk, text in texts.items()
    ]
    Notice.objects.bulk_create(rows, batch_size=1000)


def working_moment(at: datetime) -> datetime:
    """上班时间: the moment itself in working hours (`NOTICE_HOURS`), else the beginning of the next ones.

    A year without a holiday notice counts Monday to Friday: nothing depends on when a notice is shown.
    """
    first, last = settings.NOTICE_HOURS
    here = at.astimezone(SHANGHAI)
    calendar = national_calendar()
    if _works(calendar, here) and first <= here.hour < last:
        return at
    start = here if here.hour < first else here + timedelta(days=1)
    for _ in range(LOOKED_AHEAD):
        if _works(calendar, start):
            break
        start += timedelta(days=1)
    return start.replace(hour=first, minute=0, second=0, microsecond=0)


def _works(calendar: Calendar, day: datetime) -> bool:
    return calendar.status(day.date(), guess=True).working


@action("ledger.read_notices")
def read_notices(*, by: Person, at: datetime) -> int:
    """标为已读: all of one's own that are shown."""
    permit(by, "ledger.read_notices", by, at)
    count = Notice.objects.filter(person=by, read_at=None, visible_at__lte=at).update(read_at=at)
    record(("notices", by.pk), office_id=by.office_id, changes={"read": count})
    return count
