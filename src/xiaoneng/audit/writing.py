"""改动: conditional updates, numbers without gaps, and forms that are submitted twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F

from xiaoneng.audit.models import NumberSeries, OnceKey, Versioned
from xiaoneng.audit.refusals import Stale

V = TypeVar("V", bound=Versioned)


def move(thing: V, *, guard: dict[str, Any] | None = None, **changes: Any) -> V:
    """改动一件: writes `changes` if the thing still is as it was read (`version`, and what `guard` says); else raises Stale."""
    rows = type(thing)._base_manager.filter(pk=thing.pk, version=thing.version, **(guard or {})).update(version=F("version") + 1, **changes)
    if rows != 1:
        raise Stale("这一项刚被别人改动过，您的操作没有办理；请刷新后再看一次")
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.version += 1
    return thing


def take_numbers(office_id: int, series: str, year: int, count: int = 1) -> int:
    """取号: the first of `count` numbers in a row, never given before. Inside an action only: a failed one gives its numbers back."""
    NumberSeries.objects.get_or_create(office_id=office_id, name=series, year=year)
    NumberSeries.objects.filter(office_id=office_id, name=series, year=year).update(last=F("last") + count)
    return NumberSeries.objects.get(office_id=office_id, name=series, year=year).last - count + 1


def first_time(key: str, actor_id: int, at: datetime) -> str | None:
    """首次提交: None the first time a form's key is seen (and it is kept); the first submission's result otherwise.

    Inside the action's transaction: a failed action forgets its key.
    """
    try:
        with transaction.atomic():
            OnceKey.objects.create(key=key, actor_id=actor_id, at=at, result="")
    except IntegrityError:
        return OnceKey.objects.get(key=key).result
    return None


def remember(key: str, result: str) -> None:
    """记下结果: where the first submission of a form led to, so that the second shows the same."""
    OnceKey.objects.filter(key=key).update(result=result)
