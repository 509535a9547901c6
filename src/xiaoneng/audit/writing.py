"""改动: conditional updates, numbers without gaps, and forms that are submitted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db import IntegrityError, connections, models, router, transaction
from django.db.models import F

from xiaoneng.audit.models import NumberSeries, OnceKey, Versioned
from xiaoneng.audit.refusals import Stale

V = TypeVar("V", bound=Versioned)
TOGETHER = 5_000
"""Rows handed to the database at a time."""
PREPARED = 10_000
"""Values of a field that are kept as the database is given them."""


def move(thing: V, *, guard: dict[str, Any] | None = None, **changes: Any) -> V:
    """改动一件: writes `changes` if the thing still is as it was read (`version`, and what `guard` says); else raises Stale."""
    rows = type(thing)._base_manager.filter(pk=thing.pk, version=thing.version, **(guard or {})).update(version=F("version") + 1, **changes)
    if rows != 1:
        raise Stale("这一项刚被别人改动过，您的操作没有办理；请刷新后再看一次")
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.version += 1
    return thing


def prepared(model: type[models.Model], name: str) -> Callable[[Any], Any]:
    """备好的值: what makes of a field's value what the database is given; each value is made once."""
    field, connection = model._meta.get_field(name), connections[router.db_for_write(model)]
    assert isinstance(field, models.Field)  # noqa: S101 for the type checker
    return lru_cache(maxsize=PREPARED)(lambda value: field.get_db_prep_save(value, connection))


def insert_many(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], same: Mapping[str, Any]) -> None:
    """成批写入: rows of values in the order of `names`, as `prepared` makes them, with `same` in each. For actions that write tens of
    thousands at once, for which the framework's own way takes as many milliseconds each as this takes in all.
    """
    connection = connections[router.db_for_write(model)]
    quote, rest = connection.ops.quote_name, [one for one in model._meta.concrete_fields if not one.primary_key and one.name not in names]
    fixed = [one.get_db_prep_save(same[one.name] if one.name in same else one.get_default(), connection) for one in rest]
    columns = [model._meta.get_field(name).column for name in names] + [one.column for one in rest]  # type: ignore[union-attr]
    begin = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(column or '') for column in columns)}) VALUES "  # noqa: S608 names of our own model
    # What all rows have in common is said in the statement where it is a number or nothing, and need not be handed over with each.
    plain = [value is None or type(value) is int for value in fixed]
    last = ["NULL" if value is None else str(value) if said else "%s" for value, said in zip(fixed, plain, strict=True)]
    texts = [value for value, said in zip(fixed, plain, strict=True) if not said]
    place = f"({', '.join([*['%s'] * len(names), *last])})"
    # One statement, prepared once and run for each row: one that names hundreds of rows is itself read and taken apart each time.
    with connection.cursor() as cursor:
        there = iter(rows)
        while some := [(*row, *texts) for row in islice(there, TOGETHER)]:
            cursor.executemany(begin + place, some)


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
