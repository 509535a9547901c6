"""改动: conditional updates, numbers without gaps, and forms that are submitted twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, connections, models, router, transaction
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


def insert_many(model: type[models.Model], rows: Iterable[Mapping[str, Any]], same: Mapping[str, Any]) -> None:
    """成批写入: rows of one shape (values by field name), with `same` in each. For actions that write tens of thousands at once, for
    which the framework's own way takes as many milliseconds each as this takes in all. Values are prepared as the fields say.
    """
    connection = connections[router.db_for_write(model)]
    fields = {field.name: field for field in model._meta.concrete_fields if not field.primary_key}
    blank = {name: field.get_default() for name, field in fields.items() if name not in same}
    fixed = {name: field.get_db_prep_save({**blank, **same}[name], connection) for name, field in fields.items()}
    known: dict[str, dict[Any, Any]] = {name: {} for name in fields}
    made: list[list[Any]] = []
    for row in rows:
        values = dict(fixed)
        for name, value in row.items():
            if isinstance(value, dict | list):
                values[name] = fields[name].get_db_prep_save(value, connection)
            elif value in known[name]:
                values[name] = known[name][value]
            else:
                values[name] = known[name][value] = fields[name].get_db_prep_save(value, connection)
        made.append(list(values.values()))
    quoted = ", ".join(connection.ops.quote_name(field.column or "") for field in fields.values())
    table, places = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places})", made)  # noqa: S608 names of our own model


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
