"""合不合: whether units, posts and people are there on the day that something is to begin."""

from __future__ import annotations

from datetime import date

from xiaoneng.audit.refusals import Invalid
from xiaoneng.org.models import Person, Post, Unit


def lasting(unit: Unit, office: Unit, on: date, field: str = "unit") -> None:
    """Raises Invalid for another office's unit, or one that is not there on the day."""
    if office.pk not in (unit.office_id, unit.pk):
        raise Invalid("科室不对", {field: "这个科室不属于本单位，请核对"})
    if unit.until is not None and unit.until < on:
        raise Invalid("科室已撤销", {field: f"{unit.name}到 {unit.until} 撤销，请另选"})
    if unit.since is not None and on < unit.since:
        raise Invalid("科室还没有设立", {field: f"{unit.name}从 {unit.since} 起设立，请核对日期"})


def fitting(post: Post | None, unit: Unit, on: date) -> None:
    """Raises Invalid for a post of another unit, or one that is not there on the day."""
    if post is None:
        return
    if post.unit_id != unit.pk:
        raise Invalid("岗位不对", {"post": f"“{post.name}”不是{unit.name}的岗位，请核对"})
    if post.until is not None and post.until < on:
        raise Invalid("岗位已撤销", {"post": f"“{post.name}”到 {post.until} 撤销，请另选"})
    if post.since is not None and on < post.since:
        raise Invalid("岗位还没有设", {"post": f"“{post.name}”从 {post.since} 起设，请核对日期"})


def serving(person: Person, on: date, field: str = "since") -> None:
    """Raises Invalid where the person is not on the roll on the day."""
    if person.joined_on is not None and on < person.joined_on:
        raise Invalid("那时还没有入职", {field: f"{person.name}从 {person.joined_on} 起在册，请核对日期"})
    if person.left_on is not None and on > person.left_on:
        raise Invalid("那时已经离职", {field: f"{person.name}到 {person.left_on} 离职，请核对日期"})
