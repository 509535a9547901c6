"""An action is one transaction with one entry in the chain; what recorded nothing is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.people import MORNING
from xiaoneng.audit.action import SETUP, Actor, Setup, action, record
from xiaoneng.audit.chain import GENESIS, Link, digest_of, hash_of
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import ClockMoved, Refused

pytestmark = pytest.mark.django_db


@action("setup.say")
def say(*, word: str, by: Actor, at: datetime) -> str:
    """说话: for these tests."""
    if word == "no":
        raise Refused("不行")
    if word:
        record(("word", 1), office_id=None, changes={"word": word})
    return word


@action("setup.say_twice")
def say_twice(*, word: str, by: Actor, at: datetime) -> None:
    """说两次: an action inside an action."""
    say(word=word, by=by, at=at)
    say(word=word + "!", by=by, at=at)


def rehashed(entry: Entry) -> str:
    link = Link(
        entry.seq, entry.at, entry.action, entry.actor_id, entry.role, entry.behalf_id,
        entry.office_id, entry.object_type, entry.object_id, entry.clause, digest_of(entry.details),
    )  # fmt: skip
    return hash_of(link, entry.prev_hash)


def test_entries_are_bound_in_order() -> None:
    say(word="一", by=SETUP, at=MORNING)
    say_twice(word="二", by=Setup(7, "甲"), at=MORNING + timedelta(seconds=1))
    rows = list(Entry.objects.order_by("seq"))
    assert [(row.seq, row.action, row.actor_id) for row in rows] == [(1, "setup.say", 0), (2, "setup.say", 7), (3, "setup.say", 7)]
    assert [row.prev_hash for row in rows] == [GENESIS, rows[0].hash, rows[1].hash]
    assert [rehashed(row) for row in rows] == [row.hash for row in rows]


def test_a_refused_action_leaves_nothing() -> None:
    with pytest.raises(Refused):
        say(word="no", by=SETUP, at=MORNING)
    assert not Entry.objects.exists()


def test_an_action_that_records_nothing_is_a_defect() -> None:
    with pytest.raises(RuntimeError, match="recording"):
        say(word="", by=SETUP, at=MORNING)


@pytest.mark.parametrize(("back", "refused"), [(timedelta(minutes=2), False), (timedelta(minutes=2, seconds=1), True)])
def test_a_clock_moved_back(back: timedelta, refused: bool) -> None:
    say(word="一", by=SETUP, at=MORNING)
    if refused:
        with pytest.raises(ClockMoved):
            say(word="二", by=SETUP, at=MORNING - back)
        assert Entry.objects.count() == 1
    else:
        say(word="二", by=SETUP, at=MORNING - back)
        assert [row.at for row in Entry.objects.order_by("seq")] == [MORNING, MORNING]
