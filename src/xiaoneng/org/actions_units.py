"""科室的动作: units are set up, renamed, put under another, ended from a day on; who and what is in one is never lost with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.actions_words import rename_word
from xiaoneng.org.fitting import lasting
from xiaoneng.org.hanging import on_unit
from xiaoneng.org.models import Appointment, Body, Lead, Level, Person, Post, Unit
from xiaoneng.org.permit import below, during, office_of, permit

DAY = timedelta(days=1)
SHOWN = 5


@action("org.add_unit")
def add_unit(*, office: Unit, name: str, by: Person, at: datetime, **more: Any) -> Unit:
    """设立科室、二级单位. `more`: level, category, parent, order, short, since, fields."""
    permit(by, "org.add_unit", office, at)
    _named(office, name, None)
    values: dict[str, Any] = {"level": Level.SECTION, **more, "parent": more.get("parent") or office}
    _placed(values["parent"], office, None, values.get("since"))
    made = Unit.objects.create(office=office, name=name.strip(), **values)
    touch(office)
    record(made, office_id=office.pk, changes={"name": made.name, "category": made.category, "parent": str(made.parent)})
    return made


@action("org.mend_unit")
def mend_unit(*, unit: Unit, by: Person, at: datetime, **changes: Any) -> Unit:
    """修改科室: its name, short name, category, level, what it is under, its place; a body's members go by the new name from then on."""
    office = office_of(unit)
    permit(by, "org.mend_unit", unit, at)
    if "name" in changes:
        changes["name"] = changes["name"].strip()
        _named(office, changes["name"], unit)
    if "parent" in changes:
        changes["parent"] = changes["parent"] or office
        _placed(changes["parent"], office, unit, None)
    before = {name: str(getattr(unit, name)) for name in changes}
    move(unit, **changes)
    if "name" in changes:
        rename_word(office, before["name"], unit.name)
    touch(office)
    record(unit, office_id=office.pk, changes={"before": before, "after": {name: str(value) for name, value in changes.items()}})
    return unit


@action("org.end_unit")
def end_unit(*, unit: Unit, until: date, reason: str, by: Person, at: datetime) -> Unit:
    """撤销科室: with its last day. Nobody may be left in it, nothing open hang on it; its records stay as they are."""
    office = office_of(unit)
    permit(by, "org.end_unit", unit, at)
    if unit.until is not None:
        raise Refused(f"{unit.name}已登记 {unit.until} 撤销")
    if unit.since is not None and until < unit.since:
        raise Invalid("日期不对", {"until": "最后一天早于设立日期"})
    if not reason.strip():
        raise Invalid("没有写依据", {"reason": "请写明由什么文件或会议决定"})
    left = in_the_way(unit, until)
    if left:
        raise Refused(f"{unit.name}还不能撤销：\n" + "\n".join(left))
    for lead in Lead.objects.filter(unit=unit).filter(during(until)):
        move(lead, until=until)
    for post in Post.objects.filter(unit=unit, until=None):
        move(post, until=until)
    move(unit, until=until)
    touch(office)
    record(unit, office_id=office.pk, changes={"name": unit.name, "until": until}, reason=reason)
    return unit


def in_the_way(unit: Unit, until: date) -> list[str]:
    """撤销不了的原因: people who are still there the day after, what is under it, bodies that sit in it, what is open; with what to do."""
    found = []
    after = until + DAY
    there = Appointment.objects.filter(unit=unit).filter(Q(until=None) | Q(until__gte=after))
    there = there.filter(Q(person__left_on=None) | Q(person__left_on__gte=after)).select_related("person").order_by("person__order")
    if people := list(dict.fromkeys(row.person.name for row in there)):
        found.append(f"{after} 起还有 {len(people)} 人：{_some(people)}；请先办理调动或免去任职")
    if units := [one.name for one in unit.children.filter(Q(until=None) | Q(until__gte=after))]:
        found.append(f"下面还有：{_some(units)}；请先改到别处或撤销")
    if bodies := [one.name for one in Body.objects.filter(seat=unit).filter(Q(until=None) | Q(until__gte=after))]:
        found.append(f"办公室设在这里的：{_some(bodies)}；请先改设")
    if hanging := on_unit(unit, until):
        what = [f"{one.what} {one.no}".strip() for one in hanging]
        found.append(f"还有没办完的 {len(hanging)} 件：{_some(what)}；请先办完、更正或撤销")
    return found


def _some(words: list[str]) -> str:
    return "、".join(words[:SHOWN]) + (" 等" if len(words) > SHOWN else "")


def _named(office: Unit, name: str, unit: Unit | None) -> None:
    if not name.strip():
        raise Invalid("没有名称", {"name": "请填写名称"})
    same = Unit.objects.filter(office=office, name=name.strip(), until=None)
    if (same.exclude(pk=unit.pk) if unit is not None else same).exists():
        raise Invalid("名称重复", {"name": "本单位已有这个名称的科室；二级单位里的科室，名称前请加上单位名"})


def _placed(parent: Unit, office: Unit, unit: Unit | None, since: date | None) -> None:
    lasting(parent, office, since or parent.since or date.min, "parent")
    if parent.until is not None:
        raise Invalid("上级不对", {"parent": f"{parent.name}到 {parent.until} 撤销，请另选"})
    if unit is not None and parent.pk in below([unit.pk]):
        raise Invalid("上级不对", {"parent": "不能放在它自己或它下面的科室之下"})
