"""机构、分管的动作: bodies whose members follow from posts, and who leads which unit; both from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.fitting import lasting, serving
from xiaoneng.org.meanings import unknown_words
from xiaoneng.org.models import Body, Lead, Person, Unit
from xiaoneng.org.permit import office_of, permit
from xiaoneng.rulebook.problems import nearest

DAY = timedelta(days=1)


@action("org.set_body")
def set_body(
    *, office: Unit, name: str, members: list[str], by: Person, at: datetime,
    since: date | None = None, seen: int | None = None, **more: Any,
) -> Body:  # fmt: skip
    """登记机构: a group or meeting whose members follow from the words in `members`. `more`: clause, seat.

    The same name from a later day on is another composition; the one before ends on the eve. From the same day it is mended.
    `seen` is the version of the present composition that was on the page; without it the name must be new.
    """
    permit(by, "org.set_body", office, at)
    name = name.strip()
    if not name:
        raise Invalid("没有名称", {"name": "请填写名称"})
    _known(office, name, members, since or day_of(at))
    if more.get("seat") is not None:
        lasting(more["seat"], office, since or day_of(at), "seat")
    there = Body.objects.filter(office=office, name=name, until=None).first()
    if there is not None and seen is None:
        raise Invalid("名称重复", {"name": "已有这个机构；要换组成，请打开它办理"})
    if there is not None and seen is not None:
        there.version = seen
    if there is not None and since is not None and there.since is not None and since < there.since:
        raise Invalid("日期不对", {"since": f"{there.since} 起已另有组成，请核对日期"})
    if there is not None and since in (None, there.since):
        move(there, members=members, **more)
        made = there
    else:
        if there is not None and since is not None:
            move(there, until=since - DAY)
        made = Body.objects.create(office=office, name=name, members=members, since=since, **more)
    touch(office)
    record(made, office_id=office.pk, changes={"name": made.name, "members": members, "since": since})
    return made


@action("org.end_body")
def end_body(*, body: Body, until: date, reason: str, by: Person, at: datetime) -> Body:
    """撤销机构: with its last day."""
    permit(by, "org.end_body", body.office, at)
    if body.until is not None:
        raise Refused(f"“{body.name}”的这一组成到 {body.until} 为止")
    if body.since is not None and until < body.since:
        raise Invalid("日期不对", {"until": "最后一天早于成立日期"})
    if not reason.strip():
        raise Invalid("没有写依据", {"reason": "请写明由什么文件或会议决定"})
    move(body, until=until)
    touch(body.office)
    record(body, office_id=body.office_id, changes={"name": body.name, "until": until}, reason=reason)
    return body


def _known(office: Unit, name: str, members: Sequence[str], on: date) -> None:
    if not members:
        raise Invalid("没有写组成", {"members": "请写由谁组成，一行一项"})
    unknown, words = unknown_words(office, members, name, on)
    if unknown:
        said = "；".join(f"“{word}”不是本单位的岗位、职务、科室或机构{nearest(word, words)}" for word in unknown)
        raise Invalid("组成里有不认识的词", {"members": f"{said} 先设岗再写，或改成已有的名称"})


@action("org.set_lead")
def set_lead(
    *, person: Person, unit: Unit, kind: str, since: date | None, by: Person, at: datetime, basis: str = "", beside: bool = False
) -> Lead:  # fmt: skip
    """登记分管、包抓: one of a kind for a unit at a time, the one before ends on the eve; `beside` leaves the others in place."""
    office = office_of(unit)
    permit(by, "org.set_lead", office, at)
    kind, on = kind.strip(), since or day_of(at)
    if not kind:
        raise Invalid("没有写方式", {"kind": "请填写，如 分管"})
    if person.office_id != office.pk:
        raise Invalid("人员不对", {"person": "不是本单位的人员，请核对"})
    lasting(unit, office, on)
    serving(person, on)
    there = Lead.objects.filter(unit=unit, kind=kind).filter(Q(until=None) | Q(until__gte=on)).select_related("person")
    if there.filter(person=person).exists():
        raise Invalid("没有变", {"person": f"{person.name}已经{kind}{unit.name}"})
    for row in [] if beside else there:
        if since is None or (row.since is not None and row.since >= since):
            raise Invalid("日期不对", {"since": f"现由{row.person.name}{kind}，请填写从哪天起换人，晚于 {row.since or '他的起始日期'}"})
        move(row, until=since - DAY)
    made = Lead.objects.create(person=person, unit=unit, kind=kind, since=since)
    touch(office)
    told = {"person": person.name, "unit": unit.name, "kind": kind, "since": since}
    record(made, office_id=office.pk, changes=told, reason=basis)
    return made


@action("org.end_lead")
def end_lead(*, lead: Lead, until: date, by: Person, at: datetime, basis: str = "") -> Lead:
    """不再分管: with the last day."""
    office = office_of(lead.unit)
    permit(by, "org.end_lead", office, at)
    if lead.since is not None and until < lead.since:
        raise Invalid("日期不对", {"until": "截止日期早于起始日期"})
    if lead.until is not None:
        raise Refused(f"已登记到 {lead.until} 为止")
    move(lead, until=until)
    touch(office)
    told = {"person": lead.person.name, "unit": lead.unit.name, "kind": lead.kind, "until": until}
    record(lead, office_id=office.pk, changes=told, reason=basis)
    return lead
