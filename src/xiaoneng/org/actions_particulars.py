"""登记项的动作: what somebody is, from a day on, and what was entered wrong; nothing of the past is rewritten silently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Invalid
from xiaoneng.audit.writing import move
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.fitting import serving
from xiaoneng.org.hanging import Asked
from xiaoneng.org.models import Particular, Person
from xiaoneng.org.particulars import is_nothing
from xiaoneng.org.permit import permit

DAY = timedelta(days=1)


@action("org.set_particular")
def set_particular(
    *, person: Person, what: Asked, value: Any, since: date | None, basis: str, by: Person, at: datetime
) -> Particular | None:  # fmt: skip
    """变更登记项: so from a day on (None: always, where nothing is entered yet); what held before ends on the eve. Where
    they are no longer, a term ends and none begins."""
    permit(by, "org.set_particular", person.office, at)
    if since is not None:
        serving(person, since)
    move(person)
    _change(person, what.key, value, since, basis)
    touch(person.office)
    told = {"person": person.name, "what": what.name, "value": what.says(value), "since": since}
    record(person, office_id=person.office_id, changes=told, reason=basis)
    return Particular.objects.filter(person=person, what=what.key, since=since).first()


@action("org.mend_particular")
def mend_particular(
    *, row: Particular, what: Asked, value: Any, since: date | None, until: date | None, basis: str, by: Person, at: datetime
) -> Particular:  # fmt: skip
    """改正登记项: one term that was entered wrong, or whose last day is known now."""
    person = row.person
    permit(by, "org.mend_particular", person.office, at)
    if since is not None and until is not None and until < since:
        raise Invalid("日期不对", {"until": "最后一天早于起始日期"})
    if is_nothing(row.what, value):
        raise Invalid("没有写内容", {"value": "请填写；从某一天起不再是的，请填最后一天"})
    others = Particular.objects.filter(person=person, what=row.what).exclude(pk=row.pk)
    if others.filter(_meeting(since, until)).exists():
        raise Invalid("日期重叠", {"since": f"这段时间另有一条{what.name}，请核对日期，或先改正那一条"})
    before = {"value": what.says(row.value), "since": row.since, "until": row.until}
    move(row, value=value, since=since, until=until, basis=basis.strip())
    touch(person.office)
    after = {"value": what.says(value), "since": since, "until": until}
    told = {"person": person.name, "what": what.name, "before": before, "after": after}
    record(row, office_id=person.office_id, changes=told, reason=basis)
    return row


def begin_particulars(person: Person, values: Mapping[str, Any]) -> None:
    """What is entered with a person for the first time: it always was so, as far as anybody knows. Inside actions only."""
    Particular.objects.bulk_create(Particular(person=person, what=what, value=value) for what, value in values.items())


def change_particulars(person: Person, values: Mapping[str, Any], since: date | None) -> None:
    """What a spreadsheet says anew, from a day on. Inside actions only."""
    for what, value in values.items():
        _change(person, what, value, since, "")


def _change(person: Person, what: str, value: Any, since: date | None, basis: str) -> None:
    rows = list(Particular.objects.filter(person=person, what=what).order_by("since", "pk"))
    if since is None and rows:
        raise Invalid("没有写明从哪天起", {"since": "以前登记过，变了的请填从哪天起；登记错的，在那一条后面点“改正”"})
    later = next((row for row in rows if since is not None and row.since is not None and row.since >= since), None)
    if later is not None:
        raise Invalid("日期不对", {"since": f"{later.since} 起已另有登记，请核对日期，或改正那一条"})
    here = next((row for row in rows if since is not None and (row.until is None or row.until >= since)), None)
    if (here.value if here is not None else "") == value or (here is None and is_nothing(what, value)):
        raise Invalid("没有变", {"value": "和那天已经登记的一样，不用再登记"})
    if here is not None and since is not None:
        move(here, until=since - DAY)
    if not is_nothing(what, value):
        Particular.objects.create(person=person, what=what, value=value, since=since, basis=basis.strip())


def _meeting(since: date | None, until: date | None) -> Q:
    """Rows that share a day with a span."""
    met = Q()
    if since is not None:
        met &= Q(until=None) | Q(until__gte=since)
    if until is not None:
        met &= Q(since=None) | Q(since__lte=until)
    return met
