"""演示的动作: what only a demonstration does."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from xiaoneng.audit.action import Actor, action, record
from xiaoneng.org.models import Account


@action("setup.open_demo")
def open_demo(*, password: str, by: Actor, at: datetime) -> int:
    """演示的密码: one for all accounts of invented people. Never reached by a page or a command but the demonstration's."""
    count = Account.objects.update(password=make_password(password), must_change=False)
    record(("accounts", count), office_id=None, changes={"accounts": count})
    return count
