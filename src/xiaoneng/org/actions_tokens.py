"""接口令牌的动作: made for oneself, shown once, ended at any time."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.chain import digest_of
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid
from xiaoneng.audit.writing import move
from xiaoneng.org.models import ApiToken, Person
from xiaoneng.org.permit import permit

DUE = "due:read"
"""What an address for calendar programs is for: alone, since it stands in an address."""
SCOPES = {"people:read": "读人员", "facts:read": "读记录", "facts:write": "登记记录", "results:read": "读结果", DUE: "读到期的（日历）"}
"""What a token may be for; never more than its person may."""


@action("org.make_token")
def make_token(*, name: str, scopes: Sequence[str], until: date, by: Person, at: datetime) -> tuple[ApiToken, str]:
    """建立令牌: for oneself; gives the token, which is shown once."""
    permit(by, "org.make_token", by, at)
    wrong = [one for one in scopes if one not in SCOPES]
    if wrong or not scopes:
        raise Invalid("没有选范围", {"scopes": "请选一个或几个范围"})
    if DUE in scopes and len(scopes) > 1:
        raise Invalid("范围不对", {"scopes": "日历的地址不能用来做别的，请单独建立"})
    if not name.strip():
        raise Invalid("没有写用途", {"name": "请写明给哪个程序用"})
    if until < day_of(at):
        raise Invalid("日期不对", {"until": "最后一天早于今天"})
    text = secrets.token_urlsafe(32)
    made = ApiToken.objects.create(person=by, name=name.strip(), digest=digest_of(text), scopes=list(scopes), until=until, made_at=at)
    record(made, office_id=by.office_id, changes={"name": made.name, "scopes": list(scopes), "until": until})
    return made, text


@action("org.end_token")
def end_token(*, token: ApiToken, by: Person, at: datetime) -> ApiToken:
    """停用令牌: at once."""
    permit(by, "org.end_token", token.person, at)
    move(token, ended_at=at)
    record(token, office_id=token.person.office_id, changes={"name": token.name})
    return token
