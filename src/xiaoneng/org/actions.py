"""人员的动作: people come, change, move and go, each from a day on; nothing of the past is rewritten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.actions_particulars import begin_particulars
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.fitting import fitting, lasting, serving
from xiaoneng.org.models import Appointment, Person, Post, Tenure, Unit
from xiaoneng.org.particulars import OWN, entered_values
from xiaoneng.org.permit import during, permit
from xiaoneng.rulebook.calendar import name_initials

DAY = timedelta(days=1)


@action("org.add_person")
def add_person(*, office: Unit, no: str, name: str, unit: Unit, by: Person, at: datetime, title: str = "", **more: Any) -> Person:
    """登记人员: on the roll and in a unit from the day of joining. `more`: sex, born_on, order, joined_on; party, leader, fields."""
    permit(by, "org.add_person", office, at)
    lasting(unit, office, more.get("joined_on") or day_of(at))
    if not name.strip() or not no.strip():
        raise Invalid("工号和姓名都要填", {"name" if not name.strip() else "no": "请填写"})
    if Person.objects.filter(office=office, no=no.strip()).exists():
        raise Invalid("工号重复", {"no": "这个工号已经有人用了"})
    told = entered_values(more.pop("party", "").strip(), more.pop("leader", False), more.pop("fields", {}))
    values = {"order": Person.objects.filter(office=office).count()} | more
    made = Person.objects.create(office=office, no=no.strip(), name=name.strip(), initials=name_initials(name.strip()), **values)
    Appointment.objects.create(person=made, unit=unit, title=title.strip(), since=made.joined_on)
    begin_particulars(made, told)
    touch(office)
    said = {"no": made.no, "name": made.name, "unit": unit.name, "title": title} | {one: told[one] for one in OWN if one in told}
    record(made, office_id=office.pk, changes=said)
    return made


@action("org.mend_person")
def mend_person(*, person: Person, by: Person, at: datetime, **changes: Any) -> Person:
    """修改人员登记项: what was entered wrong; what changed from a day on is a move, an appointment or a leaving."""
    permit(by, "org.mend_person", person.office, at)
    if not str(changes.get("name", person.name)).strip():
        raise Invalid("没有写姓名", {"name": "请填写姓名"})
    if changes.get("joined_on") and person.left_on is not None and changes["joined_on"] > person.left_on:
        raise Invalid("日期不对", {"joined_on": f"晚于离职日期 {person.left_on}，请核对"})
    if "name" in changes:
        changes["initials"] = name_initials(changes["name"])
    before = {name: str(getattr(person, name)) for name in changes}
    move(person, **changes)
    touch(person.office)
    record(person, office_id=person.office_id, changes={"before": before, "after": {name: str(value) for name, value in changes.items()}})
    return person


@action("org.move_person")
def move_person(
    *, person: Person, unit: Unit, since: date, by: Person, at: datetime, title: str = "", post: Post | None = None, basis: str = ""
) -> Appointment:  # fmt: skip
    """调动: in another unit from a day on; the appointment before it ends on the eve, records stay with the unit of their day."""
    permit(by, "org.move_person", person.office, at)
    lasting(unit, person.office, since)
    fitting(post, unit, since)
    serving(person, since)
    for row in Appointment.objects.filter(person=person, tenure=Tenure.MAIN).filter(Q(until=None) | Q(until__gte=since)):
        if row.since is not None and row.since >= since:
            raise Refused(f"{row.since} 起已另有任职，请核对日期")
        move(row, until=since - DAY)
    made = Appointment.objects.create(person=person, unit=unit, post=post, title=_called(title, post), since=since, basis=basis.strip())
    touch(person.office)
    told = {"person": person.name, "unit": unit.name, "title": made.title, "since": since}
    record(made, office_id=person.office_id, changes=told, reason=basis)
    return made


@action("org.appoint")
def appoint(*, person: Person, unit: Unit, tenure: Tenure, by: Person, at: datetime, **more: Any) -> Appointment:
    """另行任职: a second post, attached, in a village, on long leave … `more`: post, title, since, until, basis."""
    permit(by, "org.appoint", person.office, at)
    if tenure == Tenure.MAIN:
        raise Refused("换科室请办理调动；这里登记兼任、挂职、驻村等")
    since, until = more.get("since"), more.get("until")
    on = since or day_of(at)
    lasting(unit, person.office, on)
    fitting(more.get("post"), unit, on)
    serving(person, on)
    if since is not None and until is not None and until < since:
        raise Invalid("日期不对", {"until": "截止日期早于起始日期"})
    same = Appointment.objects.filter(person=person, unit=unit, tenure=tenure, post=more.get("post"))
    if same.filter(Q(until=None) | Q(until__gte=on), *([] if until is None else [Q(since=None) | Q(since__lte=until)])).exists():
        raise Invalid("这段时间已经登记过", {"tenure": f"这段时间已有同样的{tenure.label}，不用再登记"})
    values = more | {"title": _called(more.get("title", ""), more.get("post"))}
    made = Appointment.objects.create(person=person, unit=unit, tenure=tenure, **values)
    touch(person.office)
    said = {name: str(value) for name, value in values.items() if value}
    told = {"person": person.name, "unit": unit.name, "tenure": tenure.label, **said}
    record(made, office_id=person.office_id, changes=told, reason=more.get("basis", ""))
    return made


@action("org.end_appointment")
def end_appointment(*, appointment: Appointment, until: date, by: Person, at: datetime, basis: str = "") -> Appointment:
    """免去任职: with its last day."""
    office = appointment.person.office
    permit(by, "org.end_appointment", office, at)
    if appointment.since is not None and until < appointment.since:
        raise Invalid("日期不对", {"until": "截止日期早于起始日期"})
    if appointment.until is not None and until > appointment.until:
        raise Invalid("日期不对", {"until": f"到 {appointment.until} 已经结束；要延长请另行登记"})
    if appointment.tenure == Tenure.MAIN and not _elsewhere(appointment, until):
        raise Refused("这是主要任职，结束后这个人就没有科室了；换科室请办理调动，不再上班请办理离职")
    move(appointment, until=until)
    touch(office)
    record(appointment, office_id=office.pk, changes={"person": appointment.person.name, "until": until}, reason=basis)
    return appointment


def _elsewhere(appointment: Appointment, until: date) -> bool:
    """Whether the person has left by then, or has another main appointment from the next day on."""
    person = appointment.person
    if person.left_on is not None and person.left_on <= until:
        return True
    rows = Appointment.objects.filter(person=person, tenure=Tenure.MAIN).exclude(pk=appointment.pk)
    return rows.filter(during(until + DAY)).exists()


def _called(title: str, post: Post | None) -> str:
    return title.strip() or (post.name if post is not None else "")


@action("org.let_leave")
def let_leave(*, person: Person, left_on: date, by: Person, at: datetime) -> Person:
    """离职: with the last day of service; what was recorded before stays."""
    permit(by, "org.let_leave", person.office, at)
    if person.left_on is not None:
        raise Refused(f"{person.name}已登记 {person.left_on} 离职")
    if person.joined_on is not None and left_on < person.joined_on:
        raise Invalid("日期不对", {"left_on": "离职日期早于入职日期"})
    move(person, left_on=left_on)
    touch(person.office)
    record(person, office_id=person.office_id, changes={"left_on": left_on})
    return person


@action("org.take_back_leave")
def take_back_leave(*, person: Person, reason: str, by: Person, at: datetime) -> Person:
    """撤销离职登记: somebody did not leave after all, or came back without a break that counts. Appointments are as they were before."""
    permit(by, "org.take_back_leave", person.office, at)
    if person.left_on is None:
        raise Refused(f"{person.name}没有登记离职")
    if not reason.strip():
        raise Invalid("没有写明原因", {"reason": "请写明为什么撤销，如日期登错、没有办成调离"})
    before = person.left_on
    move(person, left_on=None)
    touch(person.office)
    record(person, office_id=person.office_id, changes={"left_on": [before, None]}, reason=reason)
    return person
