"""帐号和授权的动作: the system administrator makes accounts, the security administrator gives rights; neither does the other's."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import cast

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from xiaoneng.audit.action import SETUP, Actor, action, record
from xiaoneng.audit.chain import digest_of
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.models import Account, Grant, Person, Role, Unit
from xiaoneng.org.permit import Viewer, permit

ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDITOR})
WORDS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters of one-time passwords: none that looks like another."""
GROUPS, GROUP = 4, 4


def one_time_password() -> str:
    """一次性密码: four groups of four, easy to read out."""
    return "-".join("".join(secrets.choice(WORDS) for _ in range(GROUP)) for _ in range(GROUPS))


@action("org.make_account")
def make_account(*, person: Person, username: str, by: Person, at: datetime) -> tuple[Account, str]:
    """开通帐号: with a password that is shown once and must be changed at the first sign-in."""
    permit(by, "org.make_account", person.office, at)
    name = username.strip().lower()
    if not name or not name.isascii() or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise Invalid("用户名不能用", {"username": "请用字母和数字，可以有点、横线"})
    if Account.objects.filter(username=name).exists():
        raise Invalid("用户名已经有人用了", {"username": "请换一个"})
    if Account.objects.filter(person=person).exists():
        raise Refused(f"{person.name}已经有帐号")
    password = one_time_password()
    account = Account(username=name, person=person)
    account.set_password(password)
    account.save()
    record(account, office_id=person.office_id, changes={"username": name, "person": person.name})
    return account, password


@action("org.reset_password")
def reset_password(*, account: Account, by: Person, at: datetime) -> str:
    """重置密码: gives a one-time password, shown once; all sessions of the account end."""
    permit(by, "org.reset_password", account.person.office, at)
    password = one_time_password()
    account.set_password(password)
    account.must_change = True
    account.save()
    record(account, office_id=account.person.office_id)
    return password


@action("org.switch_account")
def switch_account(*, account: Account, active: bool, by: Person, at: datetime) -> Account:
    """停用、启用帐号: a switched-off account is signed out at once."""
    permit(by, "org.switch_account", account.person.office, at)
    if account.person_id == by.pk:
        raise Refused("不能停用自己的帐号")
    account.is_active = active
    account.save()
    record(account, office_id=account.person.office_id, changes={"active": active})
    return account


@action("org.change_password")
def change_password(*, account: Account, old: str, new: str, by: Person, at: datetime) -> Account:
    """修改密码: one's own. Raises Invalid where the old one is wrong or the new one too weak."""
    permit(by, "org.change_password", account.person, at)
    if not account.check_password(old):
        raise Invalid("没有修改", {"old": "原密码不对"})
    if old == new:
        raise Invalid("没有修改", {"new": "新密码和原来的一样"})
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Invalid("没有修改", {"new": "；".join(error.messages)}) from None
    account.set_password(new)
    account.must_change, account.changed_on = False, day_of(at)
    account.save()
    record(account, office_id=account.person.office_id)
    return account


@action("org.sign_in")
def sign_in(*, username: str, account: Account | None, by: Actor, at: datetime, address: str = "") -> None:
    """登记登录: success, or a failure without the name that was typed (only its digest)."""
    office = account.person.office_id if account is not None else None
    told: dict[str, object] = {"ok": account is not None, "address": address}
    if account is None:
        told["name_digest"] = digest_of(username)[:16]
    record(("account", account.pk if account else 0), office_id=office, changes=told)


@action("org.give_grant")
def give_grant(
    *, person: Person, role: Role, unit: Unit, since: date | None, until: date | None, reason: str, by: Person, at: datetime
) -> Grant:  # fmt: skip
    """授权: a role over a unit. Nobody grants to themself; nobody is two of the three administrators; they have no business rights."""
    permit(by, "org.give_grant", unit, at)
    if person.pk == by.pk:
        raise Forbidden("不能给自己授权，请由另一位安全管理员办理")
    if since is not None and until is not None and until < since:
        raise Invalid("日期不对", {"until": "截止日期早于起始日期"})
    held = Viewer(person, day_of(at)).roles - {Role.STAFF}
    if role in ADMINISTRATORS and held - {role}:
        raise Refused(f"{person.name}已有“{'、'.join(one.label for one in sorted(held))}”的身份；三员应由不同的人担任，也不兼业务身份")
    if role not in ADMINISTRATORS and held & ADMINISTRATORS:
        raise Refused(f"{person.name}是{'、'.join(one.label for one in sorted(held & ADMINISTRATORS))}，不能兼业务身份")
    made = Grant.objects.create(person=person, role=role, unit=unit, since=since, until=until, reason=reason.strip())
    record(
        made, office_id=unit.office_id or unit.pk, reason=reason,
        changes={"person": person.name, "role": role.label, "unit": unit.name, "since": since, "until": until},
    )  # fmt: skip
    return made


@action("org.end_grant")
def end_grant(*, grant: Grant, reason: str, by: Person, at: datetime) -> Grant:
    """收回授权: from this day on it gives nothing."""
    permit(by, "org.end_grant", grant.unit, at)
    on = day_of(at)
    move(grant, until=min(grant.until or date.max, date.fromordinal(on.toordinal() - 1)))
    told = {"person": grant.person.name, "role": Role(grant.role).label}
    record(grant, office_id=grant.unit.office_id or grant.unit_id, reason=reason, changes=told)
    return grant


def actor_of(account: Account | None) -> Actor:
    """Whoever signs in; the installation itself for a name that is nobody's."""
    return cast("Actor", account.person) if account is not None else SETUP
