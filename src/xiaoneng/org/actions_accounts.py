"""帐号的动作: the system administrator makes accounts, gives one-time passwords, switches off and on; nobody sees another's password."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.org.actions_signin import forget_waits
from xiaoneng.org.models import Account, OldPassword, Person
from xiaoneng.org.passwords import policy
from xiaoneng.org.permit import permit

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
    if person.left_on is not None and person.left_on < day_of(at):
        raise Refused(f"{person.name}已经离职，不能开通帐号")
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
    _keep_old(account)
    account.set_password(password)
    account.must_change = True
    account.save()
    forget_waits(account)
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
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Invalid("没有修改", {"new": "；".join(one.rstrip("。") for one in error.messages)}) from None
    _keep_old(account)
    account.set_password(new)
    account.must_change, account.changed_on = False, day_of(at)
    account.save()
    record(account, office_id=account.person.office_id)
    return account


def _keep_old(account: Account) -> None:
    """Remembers the password that goes, and forgets those further back than the policy looks."""
    OldPassword.objects.create(account=account, password=account.password)
    kept = account.old_passwords.values_list("pk", flat=True)[: policy().history]
    account.old_passwords.exclude(pk__in=list(kept)).delete()
