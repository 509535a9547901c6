"""授权的动作: the security administrator gives and ends rights; never to oneself, never two of the three to one person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.models import Account, Grant, Level, Person, Role, Unit
from xiaoneng.org.permit import during, office_of, permit
from xiaoneng.org.rights import ADMINISTRATORS


@action("org.give_grant")
def give_grant(
    *, person: Person, role: Role, unit: Unit, since: date | None, until: date | None, reason: str, by: Person, at: datetime
) -> Grant:  # fmt: skip
    """授权: a role over a unit. Nobody grants to themself; nobody is two of the three administrators; they have no business rights."""
    permit(by, "org.give_grant", unit, at)
    if person.pk == by.pk:
        raise Forbidden("不能给自己授权，请由另一位安全管理员办理")
    _fits(person, role, unit)
    if since is not None and until is not None and until < since:
        raise Invalid("日期不对", {"until": "截止日期早于起始日期"})
    if person.left_on is not None and person.left_on < (since or day_of(at)):
        raise Invalid("没有授权", {"person": f"{person.name}那时已经离职"})
    if not reason.strip():
        raise Invalid("没有写依据", {"reason": "请写明由什么决定"})
    held = {Role(one.role) for one in _overlapping(person, since, until, at)}
    if role in ADMINISTRATORS and held - {role}:
        raise Refused(f"{person.name}已有“{_named(held - {role})}”的身份；三员应由不同的人担任，也不兼业务身份")
    if role not in ADMINISTRATORS and held & ADMINISTRATORS:
        raise Refused(f"{person.name}是{_named(held & ADMINISTRATORS)}，不能兼业务身份")
    made = Grant.objects.create(person=person, role=role, unit=unit, since=since, until=until, reason=reason.strip())
    record(
        made, office_id=office_of(unit).pk, reason=reason,
        changes={"person": person.name, "role": role.label, "unit": unit.name, "since": since, "until": until},
    )  # fmt: skip
    return made


@action("org.end_grant")
def end_grant(*, grant: Grant, reason: str, by: Person, at: datetime) -> Grant:
    """收回授权: from this day on it gives nothing. An office keeps somebody who can grant."""
    permit(by, "org.end_grant", grant.unit, at)
    on = day_of(at)
    if grant.until is not None and grant.until < on:
        raise Refused("这项授权已经到期")
    if grant.role == Role.SECURITY and not _others_grant(grant, on):
        raise Refused("收回以后本单位就没有安全管理员了；请先给另一个人授权")
    move(grant, until=on - timedelta(days=1))
    told = {"person": grant.person.name, "role": Role(grant.role).label}
    record(grant, office_id=office_of(grant.unit).pk, reason=reason, changes=told)
    return grant


def _fits(person: Person, role: Role, unit: Unit) -> None:
    """A role inside the own office; the county's only over the county, and only there."""
    if person.office_id != office_of(unit).pk:
        raise Invalid("没有授权", {"person": "不是这个单位的人员，请核对"})
    if role == Role.COUNTY and unit.level != Level.COUNTY:
        raise Invalid("没有授权", {"role": "县级身份只能在县里授予，请核对范围"})
    if role == Role.STAFF:
        raise Invalid("没有授权", {"role": "在册人员都是工作人员，不用授权"})
    if role in ADMINISTRATORS and unit.level not in (Level.OFFICE, Level.COUNTY):
        raise Invalid("没有授权", {"unit": "三员管整个单位，范围请选本单位"})


def _overlapping(person: Person, since: date | None, until: date | None, at: datetime) -> list[Grant]:
    """Grants that hold on some day of the new one's."""
    begins = Q(since=None) | Q(since__lte=until) if until is not None else Q()
    return list(person.grants.filter(begins, Q(until=None) | Q(until__gte=since or day_of(at))))


def _others_grant(grant: Grant, on: date) -> bool:
    """Whether somebody else can grant in the same office today, with an account that works."""
    rows = Grant.objects.filter(during(on), role=Role.SECURITY, unit=grant.unit).exclude(pk=grant.pk).values("person")
    return any(one.open_on(on) for one in Account.objects.filter(person__in=rows).select_related("person"))


def _named(roles: set[Role]) -> str:
    return "、".join(one.label for one in sorted(roles))
