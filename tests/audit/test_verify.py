"""Whoever changes the entries is found out: by the chain, by its head kept elsewhere, by the checkpoints that were signed before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.audit.chains import WORDS, as_moment, bound_anew, chain, head_of, mark_of, moment_of, verdict, with_value
from tests.people import MORNING
from xiaoneng.audit.chain import ERASED, ERASING, Link, hash_of
from xiaoneng.audit.checkpoints import Mark, append, genuine, make_key, read
from xiaoneng.audit.merkle import ALGORITHMS, Tree, root_of
from xiaoneng.audit.refusals import Refused
from xiaoneng.audit.rows import COLUMNS, Row, text_of
from xiaoneng.audit.verify import Printed

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
NAUGHTY = some.text(some.characters(codec="utf-8"), max_size=8)


def test_roots_are_those_of_the_standard() -> None:
    assert [root_of(CT_LEAVES[:size]) for size in range(1, 9)] == CT_ROOTS
    assert root_of([]) == hashlib.sha256(b"").hexdigest()


def plain_root(leaves: list[bytes], algorithm: str) -> bytes:
    """The standard's own recursion."""

    def digest(data: bytes) -> bytes:
        return hashlib.new(algorithm, data).digest()

    if len(leaves) == 1:
        return digest(b"\x00" + leaves[0])
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return digest(b"\x01" + plain_root(leaves[:cut], algorithm) + plain_root(leaves[cut:], algorithm))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("size", [1, 7, 1023, 1024, 1025, 2600])
def test_a_tree_in_pieces_is_the_same_tree(size: int, algorithm: str) -> None:
    leaves = [str(number).encode() for number in range(size)]
    tree = Tree(algorithm)
    tree.extend(leaves[: size // 3])
    tree = Tree(algorithm, tree.peaks)
    tree.extend(leaves[size // 3 :])
    assert (tree.size, tree.root()) == (size, plain_root(leaves, algorithm).hex())


@settings(deadline=None)
@given(some.lists(NAUGHTY, min_size=5, max_size=5), some.none() | some.integers(0, 9), some.integers(1, 10**12))
def test_the_quick_text_is_that_of_the_chain(words: list[str], office: int | None, seq: int) -> None:
    link = Link(
        seq, MORNING + timedelta(microseconds=seq % 2), words[0], 7, words[1], office, office, words[2], words[3], words[4], "a" * 64
    )
    row = (seq, as_moment(MORNING + timedelta(microseconds=seq % 2)), *link[2:10], "", "a" * 64, "b" * 64, "")
    assert hashlib.sha256(text_of(row).encode()).hexdigest() == hash_of(link, "b" * 64)


def change(rows: list[Row]) -> list[Row]:
    return [rows[0], with_value(rows[1], "details", "别的话"), *rows[2:]]


def backdate(rows: list[Row]) -> list[Row]:
    return [*rows[:2], with_value(rows[2], "at", as_moment(MORNING - timedelta(days=9))), *rows[3:]]


def insert(rows: list[Row]) -> list[Row]:
    return [*rows[:2], with_value(rows[1], "details", "补的"), *rows[2:]]


ATTACKS: dict[str, tuple[Callable[[list[Row]], list[Row]], tuple[bool, bool, bool]]] = {
    # attack: what it does; found by the chain alone, with the head kept elsewhere, with published checkpoints
    "edit": (change, (True, True, True)),
    "delete": (lambda rows: [*rows[:1], *rows[2:]], (True, True, True)),
    "swap": (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], (True, True, True)),
    "insert": (insert, (True, True, True)),
    "truncate": (lambda rows: rows[:-1], (False, True, True)),
    "edit and bind anew": (lambda rows: bound_anew(change(rows)), (False, True, True)),
    "delete and bind anew": (lambda rows: bound_anew([*rows[:1], *rows[2:]]), (False, True, True)),
    "insert and bind anew": (lambda rows: bound_anew(insert(rows)), (False, True, True)),
    "truncate and add": (lambda rows: bound_anew([*rows[:-1], with_value(rows[-1], "details", "新的")]), (False, True, True)),
    "backdate and bind anew": (lambda rows: bound_anew(backdate(rows)), (True, True, True)),
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("layer", [0, 1, 2, 3], ids=["chain", "head", "checkpoint", "printed"])
def test_an_attack(attack: str, layer: int, tmp_path: Path) -> None:
    """The head in the database is changed by the attacker as well; one kept outside is not, nor is what was published."""
    act, found = ATTACKS[attack]
    honest = chain()
    mark = mark_of(honest, tmp_path / "key")
    paper = Printed(mark.size, mark.root[:12])
    assert verdict(honest, head_of(honest), [mark], printed=[paper]).problems == []
    attacked = act(chain())
    head = head_of(honest) if layer == 1 else None
    told = verdict(attacked, head, [mark] if layer == 2 else [], printed=[paper] if layer == 3 else [])
    assert told.whole is not found[min(layer, 2)]


CHANGES: dict[str, Callable[[list[Row], int], list[Row]]] = {
    "edit": lambda rows, at: [*rows[:at], with_value(rows[at], "details", "别的话"), *rows[at + 1 :]],
    "delete": lambda rows, at: [*rows[:at], *rows[at + 1 :]],
    "swap": lambda rows, at: [*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]],
    "insert": lambda rows, at: [*rows[: at + 1], with_value(rows[at], "details", "补的"), *rows[at + 1 :]],
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("batch", [1, 3, 4, 5, 12])
def test_no_seam_of_batches_or_marks_hides_a_change(change: str, batch: int, tmp_path: Path) -> None:
    """Bound anew, a change is found as far as the last mark reaches; a swap shows in the times as well."""
    honest = chain(str(number) for number in range(12))
    marks = [mark_of(honest[:size], tmp_path / "key") for size in (3, 4, 6, 8)]
    assert verdict(honest, None, marks, batch=batch).problems == []
    for at in range(11):
        changed = CHANGES[change](honest, at)
        assert not verdict(changed, batch=batch).whole
        assert not verdict(changed, None, marks, batch=batch).whole
        assert verdict(bound_anew(changed), None, marks, batch=batch).whole is (at + (change == "insert") >= 8 and change != "swap")


def test_a_key_that_nobody_trusts_convicts_nobody(tmp_path: Path) -> None:
    rows = chain()
    ours, theirs = mark_of(rows, tmp_path / "ours"), mark_of(rows, tmp_path / "theirs")
    assert verdict(rows, None, [ours], ours.key_id).whole
    assert not verdict(rows, None, [theirs], ours.key_id).whole
    assert not verdict(rows, None, [ours, theirs]).whole
    with pytest.raises(Refused, match="已经有了"):
        make_key(tmp_path / "ours")
    assert (tmp_path / "ours").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["size", "root", "at", "key_id", "public_key", "signature", "hash_alg", "lost", "numbers"])
def test_a_mark_says_nothing_else_than_was_signed(name: str, tmp_path: Path) -> None:
    mark = mark_of(chain(), tmp_path / "key")
    other = {"size": 4, "lost": 9, "numbers": {"1/a/2026": 3}, "hash_alg": "sm3"}.get(name, "0" * 64)
    assert genuine(mark)
    assert not genuine(Mark(**{**mark.__dict__, name: other}))


def test_checkpoints_come_one_after_the_other(tmp_path: Path) -> None:
    rows = chain()
    early, late = (mark_of(rows[:size], tmp_path / "key", MORNING + timedelta(minutes=size)) for size in (2, 4))
    assert verdict(rows, None, [early, late]).whole
    assert not verdict(rows, None, [late, early]).whole


@pytest.mark.parametrize("hours", [1, 2])
def test_entries_older_than_a_checkpoint_before_them_were_added_later(hours: int, tmp_path: Path) -> None:
    rows = chain()
    mark = mark_of(rows[:3], tmp_path / "key", moment_of(rows[3]).replace(microsecond=0) + timedelta(hours=hours))
    assert verdict(rows, None, [mark]).whole is (hours == 1)


@pytest.mark.parametrize("column", COLUMNS)
@given(seq=some.integers(0, len(WORDS) - 1), place=some.integers(0, 70), flip=some.integers(1, 255))
def test_any_changed_byte_is_found(column: str, seq: int, place: int, flip: int) -> None:
    rows = chain()
    value = rows[seq][COLUMNS.index(column)]
    if isinstance(value, int) or value is None:
        other: object = (value or 0) ^ flip if value is not None else flip
    else:
        raw = bytearray(value.encode()) or bytearray(b"\0")
        raw[place % len(raw)] ^= flip
        other = raw.decode("utf-8", "surrogateescape")
    rows[seq] = with_value(rows[seq], column, other)
    assert not verdict(rows, head_of(chain())).whole


def test_erased_words_leave_the_chain_whole_if_an_entry_says_so() -> None:
    rows = chain()
    silent = [rows[0], with_value(rows[1], "details", ERASED), *rows[2:]]
    assert "却没有" in verdict(silent).problems[0]
    said = bound_anew([*rows, with_value(with_value(rows[4], "action", ERASING), "object_id", "2")])
    found = verdict([said[0], with_value(said[1], "details", ERASED), *said[2:]])
    assert found.problems == []
    assert "1 条" in found.notes[0]


def test_a_restore_is_answered_for_by_the_key(tmp_path: Path) -> None:
    """Entries 4 and 5 were lost; the office goes on from 3, and what was signed of 4 and 5 no longer binds; what was signed of 3 does."""
    before, after = chain(), bound_anew([*chain()[:3], with_value(chain()[3], "details", "恢复以后")])
    marks = [mark_of(before[:2], tmp_path / "key"), mark_of(before, tmp_path / "key")]
    assert not verdict(after, None, marks).whole
    lost = mark_of(before[:3], tmp_path / "key", lost=5)
    found = verdict(after, None, [*marks, lost])
    assert found.problems == []
    assert "第 4 至 5 号" in found.notes[0]
    assert not verdict(bound_anew(change(after)), None, [*marks, lost]).whole


def test_the_national_algorithm(tmp_path: Path) -> None:
    rows = chain()
    mark = mark_of(rows, tmp_path / "key", hash_alg="sm3")
    assert hashlib.new("sm3", b"abc").hexdigest().startswith("66c7f0f462eeedd9")
    assert verdict(rows, None, [mark]).whole
    assert not verdict(bound_anew(change(rows)), None, [mark]).whole


def test_a_checkpoint_file(tmp_path: Path) -> None:
    path = tmp_path / "marks.jsonl"
    rows = chain()
    append(path, mark_of(rows[:2], tmp_path / "key"))
    with path.open("a") as file:
        file.write('{"size": 3, "ro')
    append(path, mark_of(rows, tmp_path / "key"))
    kept = read(path)
    assert [mark.size for mark in kept.marks] == [2, 5]
    assert "第 2 行读不出来" in kept.problems[0]
    assert read(tmp_path / "none").marks == ()
