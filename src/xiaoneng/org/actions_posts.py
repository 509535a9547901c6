"""岗位的动作: posts are set up, renamed, ended; who holds one changes from a day on, and what hangs on it is listed for the next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.actions_handover import draw_handover
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.actions_words import rename_word
from xiaoneng.org.fitting import fitting, lasting, serving
from xiaoneng.org.models import Appointment, Handover, Person, Post, Tenure, Unit
from xiaoneng.org.permit import during, office_of, permit

DAY = timedelta(days=1)


@action("org.add_post")
def add_post(*, unit: Unit, name: str, by: Person, at: datetime, **more: Any) -> Post:
    """设岗. `more`: chief, first, demo, duties, since."""
    permit(by, "org.add_post", unit, at)
    _named(unit, name, None)
    lasting(unit, office_of(unit), more.get("since") or unit.since or date.min)
    made = Post.objects.create(unit=unit, name=name.strip(), **more)
    touch(office_of(unit))
    record(made, office_id=unit.office_id, changes={"name": made.name, "unit": unit.name, "since": more.get("since")})
    return made


@action("org.mend_post")
def mend_post(*, post: Post, by: Person, at: datetime, **changes: Any) -> Post:
    """修改岗位: its name, duties, whether it heads the section; a body's members go by the new name from then on."""
    office = office_of(post.unit)
    permit(by, "org.mend_post", post.unit, at)
    if "name" in changes:
        changes["name"] = changes["name"].strip()
        _named(post.unit, changes["name"], post)
    before = {name: str(getattr(post, name)) for name in changes}
    move(post, **changes)
    if "name" in changes:
        rename_word(office, before["name"], post.name)
        # A title that only repeats the post's name goes by the new one while it lasts.
        for row in Appointment.objects.filter(post=post, title=before["name"], until=None).exclude(title=post.name):
            move(row, title=post.name)
    touch(office)
    record(post, office_id=office.pk, changes={"before": before, "after": {name: str(value) for name, value in changes.items()}})
    return post


@action("org.end_post")
def end_post(*, post: Post, until: date, reason: str, by: Person, at: datetime) -> Post:
    """撤岗: with its last day; nobody may hold it after that."""
    office = office_of(post.unit)
    permit(by, "org.end_post", post.unit, at)
    if post.until is not None:
        raise Refused(f"“{post.name}”已登记 {post.until} 撤岗")
    if post.since is not None and until < post.since:
        raise Invalid("日期不对", {"until": "最后一天早于设岗日期"})
    if not reason.strip():
        raise Invalid("没有写依据", {"reason": "请写明由什么文件或会议决定"})
    rows = Appointment.objects.filter(post=post).filter(Q(until=None) | Q(until__gt=until))
    held = rows.filter(Q(person__left_on=None) | Q(person__left_on__gt=until)).select_related("person")
    if names := [row.person.name for row in held]:
        raise Refused(f"{until + DAY} 起还由{'、'.join(names)}担任，不能撤岗；请先办理换人或调动")
    move(post, until=until)
    touch(office)
    record(post, office_id=office.pk, changes={"name": post.name, "unit": post.unit.name, "until": until}, reason=reason)
    return post


@action("org.change_holder")
def change_holder(
    *, post: Post, person: Person | None, since: date, basis: str, by: Person, at: datetime, tenure: Tenure = Tenure.MAIN
) -> list[Handover]:  # fmt: skip
    """岗位换人: from a day on somebody else holds the post (None: nobody yet). Who held it as main appointment stays in the section
    without a post; what hangs on the post is listed for the new holder to receive."""
    unit, office = post.unit, office_of(post.unit)
    permit(by, "org.change_holder", unit, at)
    fitting(post, unit, since)
    if person is not None:
        if person.office_id != office.pk:
            raise Invalid("人员不对", {"person": "不是本单位的人员，请核对"})
        serving(person, since)
    before = [row for row in _held(post, since) if row.person_id != (person.pk if person else 0)]
    if person is not None and _held(post, since).filter(person=person).exists():
        raise Invalid("没有变", {"person": f"{since} {person.name}已经担任这个岗位"})
    for row in before:
        _step_down(row, since)
    if person is not None:
        _take_up(person, post, since, tenure, basis)
    drawn = [draw_handover(post=post, giver=row.person, taker=person, day=since, by=by, at=at) for row in before]
    touch(office)
    names = [row.person.name for row in before]
    told = {"name": post.name, "unit": unit.name, "before": names, "person": str(person or ""), "since": since}
    record(post, office_id=office.pk, changes=told, reason=basis)
    return drawn


def _held(post: Post, on: date) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(post=post).filter(during(on)).select_related("person")
    return rows.filter(Q(person__left_on=None) | Q(person__left_on__gte=on))


def _step_down(row: Appointment, since: date) -> None:
    if row.since is not None and row.since >= since:
        raise Invalid("日期不对", {"since": f"{row.person.name}从 {row.since} 起才担任，请核对日期"})
    until = row.until
    move(row, until=since - DAY)
    if row.tenure == Tenure.MAIN:
        Appointment.objects.create(person=row.person, unit_id=row.unit_id, since=since, until=until)


def _take_up(person: Person, post: Post, since: date, tenure: Tenure, basis: str) -> None:
    if tenure == Tenure.MAIN:
        for row in Appointment.objects.filter(person=person, tenure=Tenure.MAIN).filter(Q(until=None) | Q(until__gte=since)):
            if row.since is not None and row.since >= since:
                raise Invalid("日期不对", {"since": f"{person.name}从 {row.since} 起已另有任职，请核对日期"})
            move(row, until=since - DAY)
    Appointment.objects.create(
        person=person, unit_id=post.unit_id, post=post, title=post.name, tenure=tenure, since=since, basis=basis.strip()
    )


def _named(unit: Unit, name: str, post: Post | None) -> None:
    if not name.strip():
        raise Invalid("没有名称", {"name": "请填写岗位名称"})
    same = Post.objects.filter(unit=unit, name=name.strip(), until=None)
    if (same.exclude(pk=post.pk) if post is not None else same).exists():
        raise Invalid("名称重复", {"name": "本科室已有这个岗位；有几个人的，可以都任这个岗位"})
