"""第二道验证的动作: one's own is added and removed by oneself; a lost one is dropped by an administrator."""

from __future__ import annotations

from datetime import datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.factors import code_digest, is_needed, new_codes, seal_secret, step_of, usable
from xiaoneng.org.models import Account, Factor, Person, Role
from xiaoneng.org.permit import Viewer, permit
from xiaoneng.org.rights import ADMINISTRATORS

MOST = 10
"""Authenticators and keys of one account."""


@action("org.add_factor")
def add_authenticator(*, account: Account, name: str, secret: bytes, code: str, by: Person, at: datetime) -> Factor:
    """登记验证器: with a code that shows that it reckons as we do."""
    permit(by, "org.add_factor", account.person, at)
    step = step_of(secret, code, at)
    if step is None:
        raise Invalid("没有登记", {"code": "验证码不对，请看手机上现在的六位数字，并核对手机时间"})
    return _add(account, Factor.Kind.TOTP, name, seal_secret(secret, at), step, at)


@action("org.add_key")
def add_key(*, account: Account, name: str, public: str, counter: int, by: Person, at: datetime) -> Factor:
    """登记安全密钥: what `read_new_key` found."""
    permit(by, "org.add_factor", account.person, at)
    return _add(account, Factor.Kind.KEY, name, public, counter, at)


def _add(account: Account, kind: Factor.Kind, name: str, secret: str, counter: int, at: datetime) -> Factor:
    if account.factors.exclude(kind=Factor.Kind.CODE).count() >= MOST:
        raise Refused("登记的太多了，请先停用不用的")
    made = Factor.objects.create(
        account=account, kind=kind, name=name.strip() or kind.label, secret=secret, counter=counter, made_at=at, used_at=at
    )  # fmt: skip
    record(account, office_id=account.person.office_id, changes={"factor": kind.label, "name": made.name})
    return made


@action("org.make_codes")
def make_codes(*, account: Account, by: Person, at: datetime) -> list[str]:
    """打印一次码: ten new ones; those of before are good no more. Shown once."""
    permit(by, "org.make_codes", account.person, at)
    account.factors.filter(kind=Factor.Kind.CODE).delete()
    made = new_codes()
    Factor.objects.bulk_create(Factor(account=account, kind=Factor.Kind.CODE, secret=code_digest(account, one), made_at=at) for one in made)
    record(account, office_id=account.person.office_id, changes={"factor": Factor.Kind.CODE.label})
    return made


@action("org.remove_factor")
def remove_factor(*, factor: Factor, by: Person, at: datetime) -> None:
    """停用第二道验证: one's own; not the last one where the installation asks for one."""
    account = factor.account
    permit(by, "org.remove_factor", account.person, at)
    rest = [one for one in usable(account) if one.pk != factor.pk]
    if not rest and is_needed(Viewer(account.person, day_of(at))):
        raise Refused("本单位要求第二道验证，请先登记另一种再停用这一种")
    told = {"factor": Factor.Kind(factor.kind).label, "name": factor.name}
    factor.delete()
    record(account, office_id=account.person.office_id, changes=told)


@action("org.drop_factors")
def drop_factors(*, account: Account, by: Person, at: datetime) -> None:
    """取消第二道验证: of somebody who lost it. An administrator's is dropped by the security administrator, anybody else's by the
    system administrator: so nobody alone, with a new password, can come in as another administrator.
    """
    role = permit(by, "org.drop_factors", account.person.office, at)
    if account.person_id == by.pk:
        raise Forbidden("不能取消自己的，请由另一位管理员办理")
    administrator = bool(Viewer(account.person, day_of(at)).roles & ADMINISTRATORS)
    if administrator and role != Role.SECURITY:
        raise Forbidden("管理员的第二道验证由安全管理员取消")
    if not administrator and role != Role.SYSTEM:
        raise Forbidden("这一项由系统管理员办理")
    count, _ = account.factors.all().delete()
    if not count:
        raise Refused("这个帐号没有登记第二道验证")
    record(account, office_id=account.person.office_id)


def use_up(factor: Factor, counter: int, at: datetime) -> None:
    """用掉: inside an action; the same code or count is not taken again, even if it comes twice at once."""
    move(factor, guard={"used_at": None} if factor.kind == Factor.Kind.CODE else None, used_at=at, counter=max(counter, factor.counter))
