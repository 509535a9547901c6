"""Checkpoints of a database: when they are due, what they hang on, and what the database itself refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.people import MORNING, Cast, make_cast
from xiaoneng.audit.action import ACTIONS, SETUP, Actor, action, record
from xiaoneng.audit.actions_checkpoint import MOST, behind, checkpoint, checkpoint_due, keep_up
from xiaoneng.audit.chain import ERASED
from xiaoneng.audit.checkpoints import append, load_key, make_key, read, sign
from xiaoneng.audit.models import Checkpoint, Entry, NumberSeries
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.triggers import there, undone, wanted
from xiaoneng.audit.verify import verify_database
from xiaoneng.audit.writing import take_numbers
from xiaoneng.org.actions_audit import acknowledge_restore, erase_details

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@action("setup.mark")
def mark_it(*, by: Actor, at: datetime, number: int = 0) -> None:
    """记一笔: for these tests."""
    if number:
        take_numbers(number, "号", at.year)
    record(("word", 1), office_id=None, changes={"word": "一"})


@action("setup.decide", decisive=True)
def decide(*, by: Actor, at: datetime) -> None:
    """定一件: for these tests."""
    record(("word", 2), office_id=None)


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Path:
    settings.SIGNING_KEY, settings.CHECKPOINTS = tmp_path / "key", tmp_path / "marks.jsonl"
    make_key(tmp_path / "key")
    return tmp_path


@pytest.fixture
def lawless() -> Iterator[None]:
    """What root can do: take the triggers away."""
    with connection.cursor() as cursor:
        for statement in undone(connection.vendor):
            cursor.execute(statement)
    yield


def test_when_one_is_due(place: Path) -> None:
    assert not checkpoint_due(MORNING)
    mark_it(by=SETUP, at=MORNING)
    assert checkpoint_due(MORNING)
    assert checkpoint(at=MORNING) is not None
    assert checkpoint(at=MORNING) is None
    mark_it(by=SETUP, at=MORNING)
    assert not checkpoint_due(MORNING + HOUR - timedelta(seconds=1))
    assert checkpoint_due(MORNING + HOUR)
    assert keep_up(MORNING + HOUR) is not None
    assert [mark.size for mark in read(place / "marks.jsonl").marks] == [1, 2]
    assert verify_database(read(place / "marks.jsonl")).problems == []
    decide(by=SETUP, at=MORNING + HOUR)
    assert checkpoint_due(MORNING + HOUR)


def test_much_work_makes_one_due(place: Path) -> None:
    mark_it(by=SETUP, at=MORNING)
    checkpoint(at=MORNING)

    @action("setup.much")
    def much(*, by: Actor, at: datetime, count: int) -> None:
        """多记: for this test."""
        for number in range(count):
            record(("word", number), office_id=None)

    much(by=SETUP, at=MORNING, count=MOST - 1)
    assert not checkpoint_due(MORNING)
    much(by=SETUP, at=MORNING, count=1)
    assert checkpoint_due(MORNING)
    del ACTIONS["setup.much"]


def test_changed_entries_are_not_signed_anew(place: Path, lawless: None) -> None:
    for _ in range(3):
        mark_it(by=SETUP, at=MORNING)
    checkpoint(at=MORNING)
    Entry.objects.filter(seq=2).update(details="别的话")
    mark_it(by=SETUP, at=MORNING)
    checkpoint(at=MORNING)
    kept = read(place / "marks.jsonl")
    assert [mark.size for mark in kept.marks] == [3, 4]
    assert not verify_database(kept).whole
    Checkpoint.objects.update(peaks="")
    mark_it(by=SETUP, at=MORNING)
    with pytest.raises(Refused, match="第 2 号"):
        checkpoint(at=MORNING)
    assert keep_up(MORNING + HOUR) is None


def test_another_key_is_refused(place: Path, tmp_path: Path) -> None:
    mark_it(by=SETUP, at=MORNING)
    checkpoint(at=MORNING)
    mark_it(by=SETUP, at=MORNING)
    make_key(tmp_path / "other")
    with pytest.raises(Refused, match="认可的密钥"):
        checkpoint(at=MORNING, key=tmp_path / "other")
    assert checkpoint(at=MORNING, key=place / "key") is not None


def test_without_a_key_nothing_happens(place: Path) -> None:
    mark_it(by=SETUP, at=MORNING)
    (place / "key").unlink()
    assert keep_up(MORNING) is None
    with pytest.raises(Refused, match="读不出来"):
        checkpoint(at=MORNING)


def test_a_changed_checkpoint_is_found(place: Path, lawless: None) -> None:
    mark_it(by=SETUP, at=MORNING)
    checkpoint(at=MORNING)
    path = place / "marks.jsonl"
    whole = path.read_bytes()
    assert verify_database(read(path)).whole
    for at in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert not verify_database(read(path)).whole, whole[at : at + 20]
    path.write_bytes(whole)
    for column, value in (("root", "0" * 64), ("signature", "x"), ("at", MORNING + HOUR), ("key_id", "x"), ("hash_alg", "sm3")):
        kept = Checkpoint.objects.values().get()
        Checkpoint.objects.update(**{column: value})
        assert not verify_database(read(path)).whole, column
        Checkpoint.objects.update(**kept)


def test_the_database_itself_refuses(place: Path) -> None:
    mark_it(by=SETUP, at=MORNING)
    checkpoint(at=MORNING)
    entry = Entry.objects.values().get()
    attempts = (
        lambda: Entry.objects.update(details="x"),
        lambda: Entry.objects.update(role="x", details=ERASED),
        lambda: Entry.objects.all().delete(),
        lambda: Checkpoint.objects.update(root="x"),
        lambda: Checkpoint.objects.all().delete(),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="不能改动"), transaction.atomic():
            attempt()
    assert Entry.objects.values().get() == entry
    with connection.cursor() as cursor:
        assert wanted(connection.vendor) <= there(cursor, connection.vendor)
        if connection.vendor == "sqlite":
            with pytest.raises(DatabaseError, match="不能改动"), transaction.atomic():
                cursor.execute("REPLACE INTO audit_entry SELECT * FROM audit_entry")


@pytest.fixture
def cast() -> Cast:
    return make_cast(None)


@action("setup.say_of")
def say_of(*, cast: Cast, by: Actor, at: datetime) -> None:
    """说一人: for this test."""
    record(cast.ma, office_id=cast.office.pk, changes={"word": "马满的事"})


def test_words_are_erased_by_the_auditor_and_nobody_else(cast: Cast, place: Path) -> None:
    say_of(cast=cast, by=cast.lin, at=MORNING)
    entry = Entry.objects.get()
    for who in ("lin", "tang", "gu", "fang"):
        with pytest.raises(Forbidden):
            erase_details(entry=entry, reason="依本人申请", by=cast.who[who], at=MORNING)
    with pytest.raises(Invalid):
        erase_details(entry=entry, reason=" ", by=cast.qi, at=MORNING)
    erase_details(entry=entry, reason="依本人申请", by=cast.qi, at=MORNING)
    assert Entry.objects.get(seq=1).details == ERASED
    assert verify_database().whole
    with pytest.raises(Refused, match="已经删去"):
        erase_details(entry=Entry.objects.get(seq=1), reason="依本人申请", by=cast.qi, at=MORNING)
    with pytest.raises(Refused, match="不能再删"):
        erase_details(entry=Entry.objects.get(seq=2), reason="依本人申请", by=cast.qi, at=MORNING)


def test_after_a_restore_no_number_is_used_twice(cast: Cast, place: Path, django_capture_on_commit_callbacks: Any) -> None:
    """The file knows 9 entries and number 12; the restored database has 2 entries and number 1."""
    for _ in range(2):
        mark_it(by=SETUP, at=MORNING)
    mark_it(by=SETUP, at=MORNING, number=7)
    first = checkpoint(at=MORNING)
    assert first is not None
    assert first.numbers == {"7/号/2026": 1}
    assert behind() is None
    key = load_key(place / "key")
    append(place / "marks.jsonl", sign(key, 9, "0" * 64, MORNING, "sha256", 0, {"7/号/2026": 12, "7/另/2026": 4}))
    assert behind() == (4, 9)
    assert "较早的备份" in verify_database(read(place / "marks.jsonl")).problems[0]
    with pytest.raises(Refused, match="只能查看"):
        mark_it(by=SETUP, at=MORNING)
    with pytest.raises(Forbidden):
        acknowledge_restore(reason="硬盘坏了", by=cast.lin, at=MORNING)
    with pytest.raises(Invalid):
        acknowledge_restore(reason="", by=cast.tang, at=MORNING)
    with django_capture_on_commit_callbacks(execute=True):
        assert acknowledge_restore(reason="硬盘坏了", by=cast.tang, at=MORNING) == (4, 9)
    assert behind() is None
    assert take_numbers(7, "号", 2026) == 13
    assert NumberSeries.objects.get(name="另").last == 4
    assert json.loads(Entry.objects.latest("seq").details)["changes"]["lost"] == [4, 9]
    checkpoint(at=MORNING)
    assert verify_database(read(place / "marks.jsonl")).problems == []
    with pytest.raises(Refused, match="不需要"):
        acknowledge_restore(reason="硬盘坏了", by=cast.tang, at=MORNING)
