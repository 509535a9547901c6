"""机构的动作: units and people come, change, move and go, each from a day on; nothing of the past is rewritten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Appointment, Body, Lead, Level, Person, Post, Tenure, Unit
from xiaoneng.org.permit import during, office_of, permit
from xiaoneng.rulebook.calendar import name_initials

DAY = timedelta(days=1)


@action("org.add_unit")
def add_unit(*, office: Unit, name: str, by: Person, at: datetime, **more: Any) -> Unit:
    """设立科室、二级单位. `more`: level, category, parent, order, short, since, fields."""
    permit(by, "org.add_unit", office, at)
    if not name.strip():
        raise Invalid("没有写名称", {"name": "请填写名称"})
    if Unit.objects.filter(office=office, name=name.strip(), until=None).exists():
        raise Invalid("名称重复", {"name": "本单位已有这个名称的科室"})
    values = {"level": Level.SECTION, "parent": office} | more
    made = Unit.objects.create(office=office, name=name.strip(), **values)
    touch(office)
    record(made, office_id=office.pk, changes={"name": made.name, "category": made.category, "parent": str(made.parent)})
    return made


@action("org.mend_unit")
def mend_unit(*, unit: Unit, by: Person, at: datetime, **changes: Any) -> Unit:
    """修改科室: its name, category, parent, order or last day."""
    office = office_of(unit)
    permit(by, "org.mend_unit", unit, at)
    before = {name: str(getattr(unit, name)) for name in changes}
    move(unit, **changes)
    touch(office)
    record(unit, office_id=office.pk, changes={"before": before, "after": {name: str(value) for name, value in changes.items()}})
    return unit


@action("org.add_person")
def add_person(*, office: Unit, no: str, name: str, unit: Unit, by: Person, at: datetime, title: str = "", **more: Any) -> Person:
    """登记人员: on the roll and in a unit from the day of joining. `more`: sex, born_on, party, leader, order, joined_on, fields."""
    permit(by, "org.add_person", office, at)
    if not name.strip() or not no.strip():
        raise Invalid("工号和姓名都要填", {"name" if not name.strip() else "no": "请填写"})
    if Person.objects.filter(office=office, no=no.strip()).exists():
        raise Invalid("工号重复", {"no": "这个工号已经有人用了"})
    values = {"order": Person.objects.filter(office=office).count()} | more
    made = Person.objects.create(office=office, no=no.strip(), name=name.strip(), initials=name_initials(name.strip()), **values)
    Appointment.objects.create(person=made, unit=unit, title=title.strip(), since=made.joined_on)
    touch(office)
    record(made, office_id=office.pk, changes={"no": made.no, "name": made.name, "unit": unit.name, "title": title})
    return made


@action("org.mend_person")
def mend_person(*, person: Person, by: Person, at: datetime, **changes: Any) -> Person:
    """修改人员登记项: what was entered wrong; what changed from a day on is a move, an appointment or a leaving."""
    permit(by, "org.mend_person", person.office, at)
    if "name" in changes:
        changes["initials"] = name_initials(changes["name"])
    before = {name: str(getattr(person, name)) for name in changes}
    move(person, **changes)
    touch(person.office)
    record(person, office_id=person.office_id, changes={"before": before, "after": {name: str(value) for name, value in changes.items()}})
    return person


@action("org.move_person")
def move_person(*, person: Person, unit: Unit, since: date, by: Person, at: datetime, title: str = "") -> Appointment:
    """调动: in another unit from a day on; the appointment before it ends on the eve, records stay with the unit of their day."""
    permit(by, "org.move_person", person.office, at)
    if unit.office_id != person.office_id:
        raise Refused("这个科室不属于本单位，请核对")
    for row in Appointment.objects.filter(person=person, tenure=Tenure.MAIN).filter(during(since)):
        if row.since is not None and row.since >= since:
            raise Refused(f"{row.since} 起已另有任职，请核对日期")
        move(row, until=since - DAY)
    made = Appointment.objects.create(person=person, unit=unit, title=title.strip(), since=since)
    touch(person.office)
    record(made, office_id=person.office_id, changes={"person": person.name, "unit": unit.name, "title": title, "since": since})
    return made


@action("org.appoint")
def appoint(*, person: Person, unit: Unit, tenure: Tenure, by: Person, at: datetime, **more: Any) -> Appointment:
    """另行任职: a second post, attached, in a village, on long leave … `more`: post, title, since, until."""
    permit(by, "org.appoint", person.office, at)
    if tenure == Tenure.MAIN:
        raise Refused("换科室请办理调动；这里登记兼任、挂职、驻村等")
    made = Appointment.objects.create(person=person, unit=unit, tenure=tenure, **more)
    touch(person.office)
    told = {"person": person.name, "unit": unit.name, "tenure": tenure.label, **{name: str(value) for name, value in more.items()}}
    record(made, office_id=person.office_id, changes=told)
    return made


@action("org.end_appointment")
def end_appointment(*, appointment: Appointment, until: date, by: Person, at: datetime) -> Appointment:
    """免去任职: with its last day."""
    office = appointment.person.office
    permit(by, "org.end_appointment", office, at)
    if appointment.since is not None and until < appointment.since:
        raise Invalid("日期不对", {"until": "截止日期早于起始日期"})
    move(appointment, until=until)
    touch(office)
    record(appointment, office_id=office.pk, changes={"until": until})
    return appointment


@action("org.let_leave")
def let_leave(*, person: Person, left_on: date, by: Person, at: datetime) -> Person:
    """离职: with the last day of service; what was recorded before stays."""
    permit(by, "org.let_leave", person.office, at)
    if person.joined_on is not None and left_on < person.joined_on:
        raise Invalid("日期不对", {"left_on": "离职日期早于入职日期"})
    move(person, left_on=left_on)
    touch(person.office)
    record(person, office_id=person.office_id, changes={"left_on": left_on})
    return person


@action("org.add_post")
def add_post(*, unit: Unit, name: str, by: Person, at: datetime, **more: Any) -> Post:
    """设岗. `more`: chief, first, demo, duties, since."""
    permit(by, "org.add_post", unit, at)
    made = Post.objects.create(unit=unit, name=name.strip(), **more)
    record(made, office_id=unit.office_id, changes={"name": made.name, "unit": unit.name})
    return made


@action("org.set_lead")
def set_lead(*, person: Person, unit: Unit, kind: str, since: date | None, by: Person, at: datetime) -> Lead:
    """登记分管、包抓: one of a kind for a unit at a time; the one before ends on the eve."""
    permit(by, "org.set_lead", person.office, at)
    for row in Lead.objects.filter(unit=unit, kind=kind).filter(during(since or date.max)):
        move(row, until=(since or date.max) - DAY)
    made = Lead.objects.create(person=person, unit=unit, kind=kind, since=since)
    touch(person.office)
    record(made, office_id=person.office_id, changes={"person": person.name, "unit": unit.name, "kind": kind, "since": since})
    return made


@action("org.set_body")
def set_body(*, office: Unit, name: str, members: list[str], by: Person, at: datetime, **more: Any) -> Body:
    """登记机构: a group or meeting whose members follow from the words in `members`. `more`: clause, seat, since."""
    permit(by, "org.set_body", office, at)
    there = Body.objects.filter(office=office, name=name.strip(), until=None).first()
    if there is not None:
        move(there, members=members, **more)
    else:
        there = Body.objects.create(office=office, name=name.strip(), members=members, **more)
    record(there, office_id=office.pk, changes={"name": there.name, "members": members})
    return there
