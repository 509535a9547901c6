"""Whoever changes the entries is found out: by the chain, by its head kept elsewhere, by the checkpoints that were signed before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as some

from tests.people import MORNING
from xiaoneng.audit.action import Setup, action, record
from xiaoneng.audit.actions_checkpoint import checkpoint, checkpoint_due
from xiaoneng.audit.chain import GENESIS, Link, digest_of, hash_of
from xiaoneng.audit.checkpoints import Mark, append, genuine, load_key, make_key, read, sign
from xiaoneng.audit.merkle import root_of
from xiaoneng.audit.models import Entry, Head
from xiaoneng.audit.refusals import Refused
from xiaoneng.audit.triggers import statements
from xiaoneng.audit.verify import ERASED, verify, verify_database

CT_LEAVES = [
    b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]  # fmt: skip
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]  # fmt: skip
"""The roots of Certificate Transparency's own tests, for one to eight leaves."""


def test_roots_are_those_of_the_standard() -> None:
    assert [root_of(CT_LEAVES[:size]) for size in range(1, 9)] == CT_ROOTS
    assert root_of([]) == hashlib.sha256(b"").hexdigest()


def chain(words: list[str]) -> list[Entry]:
    """A chain of entries that never saw a database."""
    rows: list[Entry] = []
    last = GENESIS
    for seq, word in enumerate(words, 1):
        link = Link(seq, MORNING + timedelta(seconds=seq), "setup.say", 1, "", None, 2, "word", str(seq), "", digest_of(word))
        rows.append(Entry(**link._asdict(), details=word, prev_hash=last, hash=hash_of(link, last)))
        last = rows[-1].hash
    return rows


def resign(rows: list[Entry]) -> list[Entry]:
    """What root would do after a change: number, digest and bind everything anew."""
    last = GENESIS
    for seq, row in enumerate(rows, 1):
        row.seq, row.digest, row.prev_hash = seq, digest_of(row.details), last
        link = Link(
            row.seq, row.at, row.action, row.actor_id, row.role, row.behalf_id,
            row.office_id, row.object_type, row.object_id, row.clause, row.digest,
        )  # fmt: skip
        row.hash = last = hash_of(link, last)
    return rows


def change(rows: list[Entry]) -> list[Entry]:
    rows[1].details = "别的话"
    return rows


def backdate(rows: list[Entry]) -> list[Entry]:
    rows[2].at = rows[1].at - timedelta(days=9)
    return rows


def insert(rows: list[Entry]) -> list[Entry]:
    return [*rows[:2], Entry(**{**{f.attname: getattr(rows[1], f.attname) for f in Entry._meta.fields}, "details": "补的"}), *rows[2:]]


ATTACKS: dict[str, tuple[Callable[[list[Entry]], list[Entry]], tuple[bool, bool, bool]]] = {
    # attack: what it does; found by the chain alone, with the head kept elsewhere, with published checkpoints
    "edit": (change, (True, True, True)),
    "delete": (lambda rows: [*rows[:1], *rows[2:]], (True, True, True)),
    "swap": (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], (True, True, True)),
    "insert": (insert, (True, True, True)),
    "truncate": (lambda rows: rows[:-1], (False, True, True)),
    "edit and bind anew": (lambda rows: resign(change(rows)), (False, True, True)),
    "delete and bind anew": (lambda rows: resign([*rows[:1], *rows[2:]]), (False, True, True)),
    "insert and bind anew": (lambda rows: resign(insert(rows)), (False, True, True)),
    "truncate and add": (lambda rows: resign([*rows[:-1], *chain(["新的"])]), (True, True, True)),
    "backdate and bind anew": (lambda rows: resign(backdate(rows)), (True, True, True)),
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("layer", [0, 1, 2], ids=["chain", "head", "checkpoint"])
def test_an_attack(attack: str, layer: int, tmp_path: Path) -> None:
    act, found = ATTACKS[attack]
    honest = chain(["一", "二", "三", "四", "五"])
    head = Head(seq=5, hash=honest[-1].hash)
    make_key(tmp_path / "key")
    mark = sign(load_key(tmp_path / "key"), 5, root_of(bytes.fromhex(row.hash) for row in honest), MORNING)
    assert verify(honest, head, [mark]).problems == []
    attacked = act(chain(["一", "二", "三", "四", "五"]))
    verdict = verify(attacked, head if layer == 1 else None, [mark] if layer == 2 else [])
    assert verdict.whole is not found[layer]


def test_a_mark_signed_by_another_key_convicts_nobody(tmp_path: Path) -> None:
    make_key(tmp_path / "ours")
    make_key(tmp_path / "theirs")
    rows = chain(["一"])
    ours, theirs = (sign(load_key(tmp_path / name), 1, root_of([bytes.fromhex(rows[0].hash)]), MORNING) for name in ("ours", "theirs"))
    assert verify(rows, None, [ours], {ours.key_id}).whole
    assert not verify(rows, None, [theirs], {ours.key_id}).whole
    assert not genuine(Mark(**{**ours.__dict__, "root": "0" * 64}))
    with pytest.raises(Refused, match="已经有了"):
        make_key(tmp_path / "ours")
    assert (tmp_path / "ours").stat().st_mode & 0o077 == 0


@given(
    at=some.integers(0, 2), column=some.sampled_from(["details", "digest", "prev_hash", "hash", "action", "object_id", "clause", "role"])
)
def test_any_changed_column_is_found(at: int, column: str) -> None:
    rows = chain(["一", "二", "三"])
    setattr(rows[at], column, getattr(rows[at], column) + "0")
    assert not verify(rows, None).whole


def test_erased_words_leave_the_chain_whole() -> None:
    rows = chain(["一", "二", "三"])
    rows[1].details = ERASED
    assert verify(rows, None).whole


@action("setup.mark")
def mark_it(*, by: Setup, at: object) -> None:
    """记一笔: for these tests."""
    record(("word", 1), office_id=None)


@pytest.mark.django_db
def test_checkpoints_of_a_database(tmp_path: Path, settings: object) -> None:
    settings.SIGNING_KEY, settings.CHECKPOINTS = tmp_path / "key", tmp_path / "marks.jsonl"  # type: ignore[attr-defined]
    make_key(tmp_path / "key")
    mark_it(by=Setup(), at=MORNING)
    assert checkpoint_due(MORNING)
    first = checkpoint(at=MORNING)
    assert first is not None
    assert checkpoint(at=MORNING) is None
    mark_it(by=Setup(), at=MORNING)
    assert not checkpoint_due(MORNING + timedelta(minutes=59))
    assert checkpoint_due(MORNING + timedelta(hours=1))
    checkpoint(at=MORNING + timedelta(hours=1))
    marks = read(tmp_path / "marks.jsonl")
    assert [one.size for one in marks] == [1, 2]
    assert verify_database(marks).whole
    append(tmp_path / "marks.jsonl", sign(load_key(tmp_path / "key"), 9, "0" * 64, MORNING))
    assert "较早的备份" in verify_database(read(tmp_path / "marks.jsonl")).problems[0]


@pytest.mark.django_db
def test_the_database_itself_refuses() -> None:
    mark_it(by=Setup(), at=MORNING)
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)
    for change_it in (lambda: Entry.objects.update(details="x"), lambda: Entry.objects.all().delete()):
        with pytest.raises(DatabaseError, match="不能改动"), transaction.atomic():
            change_it()
