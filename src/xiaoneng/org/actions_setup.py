"""初始设置: what stands before anybody can act: the county, an office and its administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from xiaoneng.audit.action import Actor, action, record
from xiaoneng.audit.refusals import Refused
from xiaoneng.org.actions_accounts import one_time_password
from xiaoneng.org.actions_signin import forget_waits
from xiaoneng.org.models import Account, Appointment, Grant, Level, Person, Role, Unit
from xiaoneng.rulebook.calendar import name_initials


class Starter(NamedTuple):
    """一名起步人员: username, name, role over the office."""

    username: str
    name: str
    role: Role


@action("setup.add_office")
def add_office(
    *, county: str, office: str, section: str, people: Sequence[Starter], by: Actor, at: datetime
) -> tuple[Unit, dict[str, str]]:
    """建立单位: an office of a county with the people who set it up: the three administrators and who runs the year.

    Gives the office and each one's one-time password. Raises Refused where the office is there already, or one person is two
    of the three.
    """
    top, _ = Unit.objects.get_or_create(level=Level.COUNTY, name=county, parent=None)
    if Unit.objects.filter(level=Level.OFFICE, parent=top, name=office).exists():
        raise Refused(f"“{office}”已经建立；人员和帐号请登录后办理")
    if len({one.name for one in people}) < len(people):
        raise Refused("系统管理员、安全管理员、审计管理员和考核管理员应由不同的人担任")
    made = Unit.objects.create(level=Level.OFFICE, name=office, parent=top, order=Unit.objects.filter(parent=top).count())
    Unit.objects.filter(pk=made.pk).update(office=made)
    made.office = made
    unit = Unit.objects.create(level=Level.SECTION, name=section, parent=made, office=made)
    passwords = {one.username: _starter(made, unit, number, one) for number, one in enumerate(people, 1)}
    record(made, office_id=made.pk, changes={"county": county, "office": office, "people": [one.name for one in people]})
    return made, passwords


def _starter(office: Unit, section: Unit, number: int, one: Starter) -> str:
    person = Person.objects.create(office=office, no=f"G{number:02}", name=one.name, initials=name_initials(one.name), order=number)
    Appointment.objects.create(person=person, unit=section, title=one.role.label)
    Grant.objects.create(person=person, role=one.role, unit=office, reason="初始设置")
    password = one_time_password()
    account = Account(username=one.username, person=person)
    account.set_password(password)
    account.save()
    return password


@action("setup.add_county_person")
def add_county_person(*, county: str, starter: Starter, by: Actor, at: datetime) -> str:
    """建立县级人员: sees offices side by side, no names inside them. Gives the one-time password."""
    top, _ = Unit.objects.get_or_create(level=Level.COUNTY, name=county, parent=None)
    number = Person.objects.filter(office=top).count() + 1
    password = _starter(top, top, number, starter)
    record(top, office_id=top.pk, changes={"name": starter.name, "role": starter.role.label})
    return password


@action("setup.reset_password")
def reset_by_setup(*, username: str, by: Actor, at: datetime) -> str:
    """在服务器上重置密码: for whoever can't be helped by the system administrator, who may be the one; all sessions of the
    account end, and a second factor has to be set up again."""
    account = Account.objects.filter(username=username).select_related("person").first()
    if account is None:
        raise Refused(f"没有用户名“{username}”；请核对")
    password = one_time_password()
    account.set_password(password)
    account.must_change = True
    account.save()
    account.factors.all().delete()
    forget_waits(account)
    record(account, office_id=account.person.office_id, changes={"username": username})
    return password
