"""取优: the so many largest or smallest of several values, in plain Python and as SQL."""

from __future__ import annotations

from collections.abc import Iterable

from xiaoneng.rulebook.plan.steps import Pick


def picked_numbers(pick: Pick | None, numbers: list[int]) -> list[int]:
    """The values that count; all of them without a pick."""
    return numbers if pick is None else sorted(numbers, reverse=not pick.smallest)[: pick.most]


def picked_items(pick: Pick, valued: Iterable[tuple[int, int, int]]) -> list[int]:
    """The items of (value, day, item) that count: the largest or smallest values, of equal ones the earlier."""
    sign = 1 if pick.smallest else -1
    return [item for _, _, item in sorted((sign * value, day, item) for value, day, item in valued)[: pick.most]]


def picked_rows(pick: Pick, table: str, value: str, ties: str = "") -> str:
    """The rows of `(…) t`, which has subject and span, whose value counts; `ties` orders equal values."""
    order = f"{value} {'ASC' if pick.smallest else 'DESC'}{ties}"
    return (
        f"(SELECT z.* FROM (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY t.subject, t.span ORDER BY {order}) AS n "
        f"FROM {table} WHERE {value} IS NOT NULL) z WHERE z.n <= {pick.most}) t"
    )
