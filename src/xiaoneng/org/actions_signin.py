"""登录的动作: who came in, who failed to, where one is signed in, and the end of waiting after wrong passwords."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session

from xiaoneng.audit.action import Actor, Setup, action, record
from xiaoneng.audit.chain import digest_of
from xiaoneng.audit.refusals import Refused
from xiaoneng.org.actions_factors import use_up
from xiaoneng.org.factors import Used
from xiaoneng.org.models import Account, Factor, Person, SignedIn
from xiaoneng.org.permit import permit

STRANGER = Setup(0, "未登录的人")
"""办理人 of what happens before anybody is known."""
DIGITS = 16


def name_digest(username: str) -> str:
    """用户名摘要: what is kept of a name that was typed: people type passwords there."""
    return digest_of(username)[:DIGITS]


@action("org.sign_in")
def sign_in(
    *, account: Account, session_key: str, by: Person, at: datetime, address: str = "", browser: str = "", used: Used | None = None
) -> SignedIn:  # fmt: skip
    """登录: a session begins; the second factor's code is used up; rows of sessions that have gone are swept away."""
    if used is not None:
        use_up(used.factor, used.counter, at)
    there = Session.objects.filter(session_key__in=account.signed_in.values("session_key"), expire_date__gt=at).values("session_key")
    account.signed_in.exclude(session_key__in=there).delete()
    SignedIn.objects.filter(session_key=session_key).delete()
    made = SignedIn.objects.create(account=account, session_key=session_key, began_at=at, address=address, browser=browser)
    told = {"ok": True, "address": address} | ({"factor": Factor.Kind(used.factor.kind).label} if used else {})
    record(account, office_id=account.person.office_id, changes=told)
    return made


@action("org.fail_sign_in")
def fail_sign_in(
    *, username: str, account: Account | None, by: Actor, at: datetime, address: str = "", factor: bool = False
) -> None:  # fmt: skip
    """登录失败: of somebody's account, or of a name that is nobody's, of which only a digest is kept."""
    told: dict[str, object] = {"ok": False, "address": address}
    if factor:
        told["factor"] = "不对"
    if account is None:
        told["name_digest"] = name_digest(username)
    record(("account", account.pk if account else 0), office_id=account.person.office_id if account else None, changes=told)


@action("org.begin_wait")
def begin_wait(*, username: str, account: Account | None, until: datetime, by: Actor, at: datetime, address: str = "") -> None:
    """暂停登录: after too many failures, this name from this address waits; other machines do not."""
    told: dict[str, object] = {"address": address, "until": until.isoformat()}
    if account is None:
        told["name_digest"] = name_digest(username)
    record(("account", account.pk if account else 0), office_id=account.person.office_id if account else None, changes=told)


@action("org.end_wait")
def end_wait(*, account: Account, by: Person, at: datetime) -> None:
    """解除暂停登录: for every address at once."""
    permit(by, "org.end_wait", account.person.office, at)
    if not forget_waits(account):
        raise Refused("这个帐号没有被暂停登录")
    record(account, office_id=account.person.office_id)


@action("org.sign_out")
def sign_out(*, account: Account, session_key: str, by: Person, at: datetime) -> None:
    """退出: the session ends."""
    account.signed_in.filter(session_key=session_key).delete()
    record(account, office_id=account.person.office_id)


@action("org.end_session")
def end_session(*, signed: SignedIn, by: Person, at: datetime) -> None:
    """退出别处的登录: one of one's own sessions ends at once."""
    permit(by, "org.end_session", signed.account.person, at)
    account, address = signed.account, signed.address
    Session.objects.filter(session_key=signed.session_key).delete()
    signed.delete()
    record(account, office_id=account.person.office_id, changes={"address": address})


@action("org.end_other_sessions")
def end_other_sessions(*, account: Account, keep: str, by: Person, at: datetime) -> Account:
    """退出其他所有登录: whoever is signed in with the account elsewhere is out; the caller renews its own session."""
    permit(by, "org.end_other_sessions", account.person, at)
    account.stamp = secrets.token_hex(16)
    account.save()
    account.signed_in.exclude(session_key=keep).delete()
    record(account, office_id=account.person.office_id)
    return account


def forget_waits(account: Account) -> int:
    """Inside an action: wrong passwords for this name are forgotten, whatever address they came from; gives how many addresses."""
    return int(AccessAttempt.objects.filter(username__startswith=name_digest(account.username)).delete()[0])


def is_waiting(account: Account, at: datetime) -> bool:
    """是否被暂停登录, from some address."""
    cool_off = get_cool_off() or timedelta()
    rows = AccessAttempt.objects.filter(username__startswith=name_digest(account.username), attempt_time__gte=at - cool_off)
    return bool(rows.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists())


def carry_over(old: str, new: str) -> None:
    """The row of a session goes on under the session's new key: bookkeeping, as of the session's own row."""
    SignedIn.objects.filter(session_key=old).update(session_key=new)
